"""The envelope: CloudEvents 1.0, whatever the message holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.relay import Envelopes, encode, envelope

JSON_LIKE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


def both_encoders(test: Any) -> Any:
    """Run a test with orjson and with the standard library."""

    def run(self: SynchronousTestCase) -> None:
        test(self)
        with mock.patch.object(envelope, "orjson", None):
            test(self)

    return run


class Encoding(SynchronousTestCase):
    @both_encoders
    def test_lone_surrogates_become_replacement_characters(self) -> None:
        text = b"caf\xe9".decode("utf-8", "surrogateescape")
        self.assertEqual(
            encode({"CallerIDName": text, "\udce9": "ü"}),
            '{"CallerIDName":"caf\ufffd","\ufffd":"ü"}'.encode(),
        )

    @both_encoders
    def test_numbers_that_json_does_not_know_are_null(self) -> None:
        self.assertEqual(
            encode({"F4": [float("nan"), float("inf"), 1.5]}), b'{"F4":[null,null,1.5]}'
        )

    @both_encoders
    def test_large_numbers_keep_their_digits(self) -> None:
        self.assertEqual(
            encode({"U8": 2**64, "s": "\ud800"}), b'{"U8":18446744073709551616,"s":"\xef\xbf\xbd"}'
        )

    @both_encoders
    def test_bytes_are_base64(self) -> None:
        self.assertEqual(encode({"B": b"\x00\xff"}), b'{"B":"AP8="}')

    @both_encoders
    def test_nested_too_deeply(self) -> None:
        value: Any = []
        for _ in range(100_000):
            value = [value]
        with self.assertRaises(ValueError) as caught:
            encode(value)
        self.assertIn("too deeply", str(caught.exception))

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(JSON_LIKE)
    def test_whatever_there_is_becomes_one_line_of_json(self, value: Any) -> None:
        for encoder in (envelope.orjson, None):
            with mock.patch.object(envelope, "orjson", encoder):
                line = encode({"data": value})
            self.assertNotIn(b"\n", line)
            json.loads(line.decode("utf-8"))


class Making(SynchronousTestCase):
    def setUp(self) -> None:
        self.now = 1_700_000_000.25
        self.subject: str | None = "170.1"
        self.envelopes = Envelopes(
            "ami",
            "pbx1",
            lambda message: (message["Event"], self.subject, message),
            epoch=1_699_999_999_123,
            now=lambda: self.now,
        )

    def test_the_attributes(self) -> None:
        event = self.envelopes.make({"Event": "Hangup", "Variable": ["A=1", "B=2"]})
        self.assertEqual(
            json.loads(event.json()),
            {
                "specversion": "1.0",
                "id": "pbx1:1699999999123:1",
                "source": "/telco/ami/pbx1",
                "type": "telco.ami.Hangup",
                "time": "2023-11-14T22:13:20.250000Z",
                "subject": "170.1",
                "datacontenttype": "application/json",
                "data": {"Event": "Hangup", "Variable": ["A=1", "B=2"]},
            },
        )

    def test_an_empty_subject_is_left_out(self) -> None:
        for self.subject in (None, ""):
            self.assertNotIn("subject", self.envelopes.make({"Event": "x"}).as_dict())

    def test_ids_count_and_times_go_on(self) -> None:
        events = []
        for self.now in (0.0, 0.999999, 1.5, 951782400.0):
            events.append(self.envelopes.make({"Event": "x"}))
        self.assertEqual([event.id[-2:] for event in events], [":1", ":2", ":3", ":4"])
        for event, now in zip(events, (0.0, 0.999999, 1.5, 951782400.0), strict=True):
            self.assertEqual(datetime.fromisoformat(event.time), datetime.fromtimestamp(now, UTC))

    def test_it_is_encoded_once(self) -> None:
        event = self.envelopes.make({"Event": "x"})
        self.assertIs(event.json(), event.json())

    def test_a_message_that_has_no_event_uses_no_number(self) -> None:
        self.assertRaises(KeyError, self.envelopes.make, {})
        self.assertEqual(self.envelopes.sequence, 0)
