"""Events in three formats, lazily; and what the server's answers mean."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.framing import Malformed
from twisted_telco.esl.errors import CommandError, ProtocolError
from twisted_telco.esl.messages import (
    ApiReply,
    Event,
    JSONEvent,
    PlainEvent,
    Reply,
    XMLEvent,
    api_succeeded,
    percent_decode,
)
from twisted_telco.esl.wire import FrameDecoder

from . import recordings

BROKEN = {
    "bgapi_job_uuid_long",
    "userauth_long_list",
    "outbound_getvar_newline",
    "slow_reader_killed_tail",
}


def events(name: str) -> list[Event]:
    return [m for m in FrameDecoder().feed(recordings.server(name)) if isinstance(m, Event)]


class Recordings(SynchronousTestCase):
    def test_all_parse(self) -> None:
        """Every byte of every recording belongs to a frame that is understood."""
        count = 0
        for name in recordings.names():
            decoder = FrameDecoder()
            messages = decoder.feed(recordings.server(name))
            self.assertIsNone(decoder.error, name)
            self.assertFalse([m for m in messages if isinstance(m, Malformed)], name)
            if name not in BROKEN:
                self.assertEqual(decoder.pending, b"", name)
                self.assertEqual(decoder.repaired, 0, name)
            count += len(messages)
        self.assertGreater(count, 7000)

    def test_names_are_found_without_decoding(self) -> None:
        """The lazy look and the full one agree, for every event there is."""
        for name in recordings.names():
            if name.startswith("load_") and name != "load_25_json":
                continue
            for event in events(name):
                lazy = [
                    type(event)(event.raw).name,
                    type(event)(event.raw).subclass,
                    type(event)(event.raw).uuid,
                    type(event)(event.raw).job_uuid,
                ]
                full = event.headers
                self.assertEqual(
                    lazy,
                    [
                        full.get("Event-Name", ""),
                        full.get("Event-Subclass"),
                        full.get("Unique-ID"),
                        full.get("Job-UUID"),
                    ],
                    name,
                )

    def test_looking_at_the_name_decodes_nothing(self) -> None:
        for name in ("call_all_plain", "call_all_json"):
            event = next(e for e in events(name) if e.name == "CHANNEL_ANSWER")
            self.assertIsNotNone(event.uuid)
            self.assertIsNone(event._headers)

    def test_formats_of_one_call(self) -> None:
        for header in ("variable_lab_var", "variable_lab_utf8", "Caller-Caller-ID-Name"):
            values = set()
            for name in ("call_all_plain", "call_all_json", "call_all_xml"):
                event = next(e for e in events(name) if e.name == "CHANNEL_ANSWER")
                # What was set already encoded is passed through by the plain encoder.
                values.add(percent_decode(event[header]))
            self.assertEqual(len(values), 1, header)
        self.assertIn("Grüße", event["variable_lab_utf8"])

    def test_xml_that_is_no_xml(self) -> None:
        found = [e for e in events("sendevent_xml") if "Lab Space In Name" in e]
        self.assertEqual(found[0]["Lab Space In Name"], "v")

    def test_xml_body_loses_its_indentation(self) -> None:
        bodies = [e.body for e in events("bgapi_xml")]
        self.assertEqual(bodies[1], 'Grüße <a> & "b" 100% \\ ]]>')
        self.assertEqual(bodies[2], "-ERR USER_BUSY\n")


class Events(SynchronousTestCase):
    def test_plain(self) -> None:
        event = PlainEvent(b"Event-Name: CUSTOM\nA: x%20y\nContent-Length: 3\n\nabcdef")
        self.assertEqual(dict(event), {"Event-Name": "CUSTOM", "A": "x y"})
        self.assertEqual(event.body, "abc")
        self.assertEqual(len(event), 2)
        self.assertIn("A", event)
        self.assertEqual(event.get("B"), None)
        self.assertEqual(list(event), ["Event-Name", "A"])
        self.assertEqual(event.getall("B"), [])

    def test_encoded_line_feed_makes_no_header(self) -> None:
        event = PlainEvent(b"Event-Name: X\nA: 1%0AEvent-Name: Y\n\n")
        self.assertEqual(event.name, "X")
        self.assertEqual(event["A"], "1\nEvent-Name: Y")

    def test_body_makes_no_header(self) -> None:
        event = PlainEvent(b"Event-Name: X\nContent-Length: 15\n\nEvent-Name: Y\n\n")
        self.assertEqual(event.name, "X")
        self.assertIsNone(PlainEvent(b"Event-Name: X\n\nUnique-ID: 1\n").uuid)

    def test_last_of_equal_names_holds(self) -> None:
        plain = PlainEvent(b"Command: x\nEvent-Name: forged\nEvent-Name: CUSTOM\n\n")
        structured = JSONEvent(b'{"Command":"x","Event-Name":"forged","Event-Name":"CUSTOM"}')
        forged = PlainEvent(b"Event-Name: forged\nEvent-Name: CUSTOM\n\n")
        again = JSONEvent(b'{"Event-Name":"forged","Event-Name":"CUSTOM"}')
        for event in (plain, structured, forged, again):
            self.assertEqual(event.name, "CUSTOM")
            self.assertEqual(event["Event-Name"], "CUSTOM")

    def test_arrays(self) -> None:
        plain = PlainEvent(b"A: ARRAY%3A%3Aone%7C%3Atwo\nB: x\n\n")
        structured = JSONEvent(b'{"A":["one","two"],"B":["x"]}')
        for event in (plain, structured):
            self.assertEqual(event["A"], "ARRAY::one|:two")
            self.assertEqual(event.getall("A"), ["one", "two"])
            self.assertEqual(event.getall("B"), ["x"])
        self.assertEqual(plain, structured)
        xml = XMLEvent(b"<event>\n<headers>\n<A>1</A>\n<A>2</A>\n<B>x</B>\n<B>x</B>\n</headers>")
        self.assertEqual((xml["A"], xml.getall("A"), xml.getall("B")), ("2", ["1", "2"], ["x"]))

    def test_bytes_that_are_not_utf8(self) -> None:
        plain = PlainEvent(b"A: caf%E9\n\n")
        structured = JSONEvent(b'{"A":"caf\xe9"}')
        self.assertEqual(plain["A"].encode("utf-8", "surrogateescape"), b"caf\xe9")
        self.assertEqual(plain, structured)

    def test_percent_decoding(self) -> None:
        self.assertEqual(percent_decode("a%20b+c%zz%4"), "a b+c%zz%4")
        self.assertEqual(percent_decode("%E2%98%8E"), "☎")

    def test_json_that_is_none(self) -> None:
        for raw in (b"", b"[]", b"{", b"nothing", b"[" * 10_000, b'{"a":' * 10_000):
            self.assertRaises(ProtocolError, lambda raw=raw: JSONEvent(raw).headers)

    def test_json_values_become_text(self) -> None:
        event = JSONEvent(b'{"a":1,"b":null,"c":{"d":true},"e":["x",2]}')
        self.assertEqual(
            dict(event), {"a": "1", "b": "null", "c": '{"d": true}', "e": "ARRAY::x|:2"}
        )

    def test_escaped_name(self) -> None:
        event = JSONEvent(b'{"Event-Name":"A\\u0042","Unique-ID":"x\\"y"}')
        self.assertEqual((event.name, event.uuid), ("AB", 'x"y'))

    def test_without_name(self) -> None:
        self.assertEqual(PlainEvent(b"A: 1\n\n").name, "")

    def test_typed(self) -> None:
        event = JSONEvent(
            b'{"Event-Date-Timestamp":"1795172268376533","variable_a":"1","variable_b":"2"}'
        )
        self.assertEqual(event.timestamp, 1795172268.376533)
        self.assertEqual(event.variables, {"a": "1", "b": "2"})
        self.assertIsNone(JSONEvent(b'{"Event-Date-Timestamp":"x"}').timestamp)

    def test_repr(self) -> None:
        event = PlainEvent(b"Event-Name: CUSTOM\nEvent-Subclass: a%3A%3Ab\nUnique-ID: 7\n\n")
        self.assertEqual(repr(event), "<PlainEvent CUSTOM a::b 7>")


class Answers(SynchronousTestCase):
    def test_reply(self) -> None:
        for text, good in (("+OK", True), ("-ERR no", False), ("-1", True), ("5", True)):
            self.assertEqual(Reply("command/reply", {"Reply-Text": text}).success, good)
        bad = Reply("command/reply", {"Reply-Text": "-ERR no"})
        error = self.assertRaises(CommandError, bad.raise_on_error, "x")
        self.assertEqual((error.text, error.response, error.request), ("-ERR no", bad, "x"))

    def test_api(self) -> None:
        for text, good in (
            ("+OK\n", True),
            ("false", True),
            ("_undef_", True),
            ("-5", True),
            ("-ERR x\n", False),
            ("-USAGE: y\n", False),
            ("-ERROR", False),
            ("+OK Reloading XML\n-ERR loading module [x]\n", False),
            ("a text\n-ERR in it", True),
        ):
            self.assertEqual(api_succeeded(text.encode()), good, text)

    def test_api_reply_is_text(self) -> None:
        reply = ApiReply.of(b"+OK \n")
        self.assertEqual((reply, reply.body, reply.success), ("+OK", b"+OK \n", True))
        self.assertEqual(ApiReply.of(b" x\n", raw=True), " x\n")
        self.assertRaises(CommandError, ApiReply.of(b"-ERR x\n").raise_on_error)
