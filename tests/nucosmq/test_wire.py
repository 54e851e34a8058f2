"""Frames: what real peers sent, every split, hostile bytes, limits."""

from __future__ import annotations

import json
import tracemalloc
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.nucosmq import data
from twisted_telco.core.framing import Malformed
from twisted_telco.nucosmq import messages, wire
from twisted_telco.nucosmq.errors import InvalidRequest, ProtocolError
from twisted_telco.nucosmq.messages import Message

modest = settings(max_examples=150, deadline=None, derandomize=True, database=None)

text = st.text(st.characters(), max_size=20) | st.sampled_from(["_EOM_", "x_EOM_EOM_y", "\\_EOM"])
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=10,
)


def decode(stream: bytes, cuts: list[int] | None = None, **limits: int) -> list[Any]:
    """The messages of a stream fed in pieces; a fatal error is the last element."""
    decoder = wire.FrameDecoder(**limits)
    found: list[Any] = []
    edges = sorted({0, len(stream), *(cuts or [])})
    for start, end in pairwise(edges):
        found += decoder.feed(stream[start:end])
        if decoder.error is not None:
            found.append((decoder.error.reason, decoder.error.offset))
            break
    return found


def comparable(found: list[Any]) -> list[Any]:
    """Messages with NaN in them differ from themselves; their text does not."""
    return [
        json.dumps([m.event, m.content, m.room, m.extra]) if isinstance(m, Message) else m
        for m in found
    ]


class EncodeTests(SynchronousTestCase):
    def test_bytes_of_the_original(self) -> None:
        """Key order and spaces are those of the original on Python 3."""
        self.assertEqual(
            wire.encode("greet", "hello"), b'{"data": {"event": "greet", "content": "hello"}}_EOM_'
        )
        self.assertEqual(
            wire.encode("e", {"a": [1, None]}, "r"),
            b'{"data": {"event": "e", "content": {"a": [1, null]}, "room": "r"}}_EOM_',
        )

    def test_recorded_frames_are_reproduced(self) -> None:
        """Each frame of each recorded exchange of Python 3 peers, byte by byte."""
        seen = 0
        for name in data.names():
            if name.startswith("py2") or name == "types":
                continue  # other key order; a separator that the original did not escape
            for stream in data.capture(name):
                for message in decode(stream):
                    raw = wire.encode(message.event, message.content, message.room)
                    self.assertIn(raw, stream)
                    seen += 1
        self.assertGreater(seen, 80)

    def test_text_is_ascii(self) -> None:
        self.assertEqual(
            wire.encode("u", "Zoë €😀"),
            b'{"data": {"event": "u", "content": "Zo\\u00eb \\u20ac\\ud83d\\ude00"}}_EOM_',
        )

    def test_separator_is_escaped(self) -> None:
        """In every place, also where two separators overlap."""
        raw = wire.encode("a_EOM_", {"k_EOM_": ["_EOM_EOM_", "\\_EOM_"]}, "r_EOM_")
        self.assertEqual(raw.count(wire.EOM), 1)
        (message,) = decode(raw)
        self.assertEqual(message, Message("a_EOM_", {"k_EOM_": ["_EOM_EOM_", "\\_EOM_"]}, "r_EOM_"))

    def test_refused(self) -> None:
        """What JSON lacks or a receiver would not take is refused before a byte is sent."""
        loop: list[Any] = []
        loop.append(loop)
        deep: Any = 0
        for _ in range(wire.MAX_DEPTH + 1):
            deep = [deep]
        endless: Any = 0
        for _ in range(100_000):
            endless = [endless]
        for content in (
            float("nan"),
            float("inf"),
            object(),
            {1, 2},
            loop,
            deep,
            endless,
            10**5000,
        ):
            with self.assertRaises(InvalidRequest):
                wire.encode("e", content)
        with self.assertRaises(InvalidRequest):
            wire.encode("e", {b"bytes": 1})
        for event, room in ((1, ""), ("e", None), ("e", "r" * 256)):
            with self.assertRaises(InvalidRequest):
                wire.encode(event, "", room)  # type: ignore[arg-type]
        while endless:
            endless = endless[0]  # take it apart: its destructor would recurse as deep

    def test_limits_are_inclusive(self) -> None:
        deep: Any = 0
        for _ in range(wire.MAX_DEPTH):
            deep = [deep]
        self.assertEqual(decode(wire.encode("e", deep))[0].content, deep)
        wire.encode("e", "", "r" * 255)
        bare = len(wire.encode("e", "")) - len(wire.EOM)
        wire.encode("e", "x" * 10, max_frame=bare + 10)
        with self.assertRaises(InvalidRequest):
            wire.encode("e", "x" * 11, max_frame=bare + 10)

    def test_binary(self) -> None:
        """Bytes anywhere in the content; an original sees plain JSON."""
        content = {"png": b"\x89PNG\0", "list": [bytearray(b"a"), memoryview(b"b")], "n": 1}
        raw = wire.encode("e", content, extra={"id": 3})
        self.assertEqual(
            json.loads(raw.removesuffix(wire.EOM))["data"]["content"]["png"],
            {"$base64": "iVBORwA="},
        )
        (message,) = decode(raw)
        self.assertEqual(message.content, {"png": b"\x89PNG\0", "list": [b"a", b"b"], "n": 1})
        self.assertEqual(message.extra, {"id": 3, "b": 1})

    def test_binary_is_never_guessed(self) -> None:
        """An object that only looks like bytes stays one; with bytes beside it, it is refused."""
        lookalike = {"$base64": "AAAA"}
        self.assertEqual(decode(wire.encode("e", lookalike))[0].content, lookalike)
        with self.assertRaisesRegex(InvalidRequest, "cannot also hold"):
            wire.encode("e", [lookalike, b"x"])

    @given(event=text, content=values, room=text)
    @modest
    def test_round_trip(self, event: str, content: Any, room: str) -> None:
        raw = wire.encode(event, content, room)
        self.assertTrue(raw.isascii())
        self.assertEqual(raw.count(wire.EOM), 1)
        self.assertEqual(decode(raw), [Message(event, content, room)])


class DecodeTests(SynchronousTestCase):
    def test_a_frame_in_tiny_pieces(self) -> None:
        """It takes about as much as its bytes, however it came."""
        decoder = wire.FrameDecoder()
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(50_000):
            decoder.feed(bytes(bytearray(b"xx")))
        self.assertLess(tracemalloc.get_traced_memory()[0] - before, 300_000)
        self.assertEqual(decoder.pending, 100_000)

    def test_recorded_exchanges(self) -> None:
        """Every recorded byte is understood, in one piece and byte by byte."""
        for name in data.names():
            client, server = data.capture(name)
            for stream in (client, server):
                whole = decode(stream)
                self.assertEqual(decode(stream, list(range(len(stream)))), whole)
                bad = [m for m in whole if isinstance(m, Malformed)]
                # One content of "types" holds a separator that the original did not escape.
                self.assertEqual(len(bad), 2 if (name, stream) == ("types", client) else 0)

    def test_recorded_login(self) -> None:
        client, server = data.capture("auth_ok")
        self.assertEqual(
            decode(client)[:3],
            [
                Message(messages.UID, "alice"),
                Message(messages.SIGNATURE, "ecila-lahc"),
                Message(messages.THANKS, messages.I_AM_IN),
            ],
        )
        self.assertEqual(decode(server)[0], Message(messages.START_AUTH, ""))

    def test_python_2_key_order(self) -> None:
        client, server = data.capture("py2_client")
        self.assertEqual(decode(client)[0], Message("uid", "alice"))
        self.assertEqual(decode(client)[4], Message("u", "Zoë €"))
        self.assertIn(Message("u", "Zoë", "alice"), decode(server))

    def test_accepted(self) -> None:
        """White space, order, unknown keys, raw UTF-8, infinity, a repeated key: the last wins."""
        for raw, content in (
            (b' {"data":{"content":1,"event":"e"}} ', 1),
            (b'{"more": 1, "data": {"x": [], "event": "e", "content": 2}}', 2),
            ('{"data": {"event": "e", "content": "Zoë"}}'.encode(), "Zoë"),
            (b'{"data": {"event": "e", "content": Infinity}}', float("inf")),
            (b'{"data": {"event": "x", "event": "e", "content": 3, "content": 4}}', 4),
            (b'{"data": {"event": "e", "content": 5}, "telco": 7}', 5),
            (b'{"data": {"event": "e", "content": 6, "room": ""}}', 6),
        ):
            self.assertEqual(decode(raw + wire.EOM), [Message("e", content)])

    def test_malformed(self) -> None:
        """Each comes out in its place, with a reason and its offset; the others are untouched."""
        good = wire.encode("e", 1)
        deep = b'{"data": {"event": "e", "content": ' + b"[" * 33 + b"]" * 33 + b"}}"
        deeper = b'{"data": {"event": "e", "content": ' + b"[" * 200_000
        for raw, reason in (
            (b"", "not JSON"),
            (b"{", "not JSON"),
            (b'{"data": {"event": "e", "content": "\xff"}}', "not UTF-8"),
            (b"[]", "not an object"),
            (b"{}", "no object under 'data'"),
            (b'{"data": 5}', "no object under 'data'"),
            (b'{"data": {"content": 1}}', "no event name"),
            (b'{"data": {"event": ["e"], "content": 1}}', "no event name"),
            (b'{"data": {"event": "e"}}', "no content"),
            (b'{"data": {"event": "e", "content": 1, "room": 5}}', "a room"),
            (b'{"data": {"event": "e", "content": 1, "room": "' + b"r" * 256 + b'"}}', "a room"),
            (deep, "nested deeper than 32"),
            (b'{"data": {"event": "e", "content": "x"}, "telco": ' + deep + b"}", "nested deeper"),
            (deeper, "n(ested deeper than 32|ot JSON)"),
            (b'{"data": {"event": "e", "content": 1' + b"0" * 5000 + b"}}", "not JSON"),
            (b'{"data": {"event": "e", "content": {"$base64": "!"}}, "telco": {"b": 1}}', "bytes"),
            (b'{"data": {"event": "e", "content": {"$base64": 1}}, "telco": {"b": 1}}', "bytes"),
        ):
            first, bad, last = decode(good + raw + wire.EOM + good)
            self.assertEqual((first, last), (Message("e", 1), Message("e", 1)))
            self.assertIsInstance(bad, Malformed)
            self.assertRegex(bad.reason, reason)
            self.assertEqual(bad.offset, len(good))
            self.assertEqual(bad.raw, raw[:256])

    def test_too_long(self) -> None:
        """A frame of the limit passes; one byte more is the end, wherever the stream was cut."""
        fits = wire.encode("e", "x" * 100)
        limit = len(fits) - len(wire.EOM)
        stream = fits + fits
        self.assertEqual(len(decode(stream, max_frame=limit)), 2)
        over = (f"a frame longer than {limit} bytes", len(fits) + limit)
        stream = fits + wire.encode("e", "x" * 101) + fits
        for cut in range(len(stream)):
            self.assertEqual(
                decode(stream, [cut], max_frame=limit), [Message("e", "x" * 100), over]
            )

    def test_endless_frame(self) -> None:
        """A stream without separators is given up at the limit, and stays so."""
        decoder = wire.FrameDecoder(max_frame=1000)
        for _ in range(10):
            decoder.feed(b"x" * 100)
        self.assertEqual(decoder.pending, 1000)
        self.assertIsNone(decoder.error)
        decoder.feed(b"xxxxx")
        assert decoder.error is not None
        self.assertEqual(decoder.error.offset, 1000)
        self.assertEqual(decoder.pending, 0)
        with self.assertRaises(ProtocolError):
            decoder.feed(wire.EOM)

    def test_long_frame_in_small_pieces(self) -> None:
        """The work grows with the length: the parts are joined once."""
        raw = wire.encode("e", "x" * 500_000)
        decoder = wire.FrameDecoder()
        found = []
        for start in range(0, len(raw), 7):
            found += decoder.feed(raw[start : start + 7])
        self.assertEqual(len(found), 1)

    @given(
        frames=st.lists(
            st.builds(wire.encode, text, values, text)
            | st.binary(max_size=30).map(lambda raw: raw + wire.EOM),
            max_size=6,
        ),
        tail=st.binary(max_size=10),
        cuts=st.lists(st.integers(0, 600), max_size=8),
    )
    @modest
    def test_any_split(self, frames: list[bytes], tail: bytes, cuts: list[int]) -> None:
        """Any split gives the same messages, then the same error at the same offset."""
        stream = b"".join(frames) + tail
        cuts = [cut for cut in cuts if cut < len(stream)]
        for limit in (60, wire.MAX_FRAME):
            whole = comparable(decode(stream, max_frame=limit))
            self.assertEqual(comparable(decode(stream, cuts, max_frame=limit)), whole)
            every = list(range(len(stream)))
            self.assertEqual(comparable(decode(stream, every, max_frame=limit)), whole)

    @given(st.binary(max_size=200) | st.text(st.sampled_from('{}[]":,_EOMdata')).map(str.encode))
    @modest
    def test_no_input_raises(self, stream: bytes) -> None:
        for found in (decode(stream), decode(stream + wire.EOM), wire.decode_datagram(stream)):
            for message in found:
                self.assertIsInstance(message, (Message, Malformed))


class DatagramTests(SynchronousTestCase):
    def test_recorded(self) -> None:
        found = [wire.decode_datagram(raw) for raw in data.datagrams()]
        self.assertEqual([len(one) for one in found], [1, 1, 1, 1])
        self.assertEqual(found[0], [Message("test-alpha", "hallo1")])
        self.assertEqual(found[-1], [Message("shutdown", "now")])

    def test_cut(self) -> None:
        """A frame that lost its end is bad alone."""
        good = wire.encode("e", 1)
        found = wire.decode_datagram(good + good[:-2])
        self.assertEqual(found[0], Message("e", 1))
        self.assertEqual(found[1].offset, len(good))
        self.assertEqual(found[1].reason, "a frame without its end")


class MessageTests(SynchronousTestCase):
    def test_repr_hides_the_content(self) -> None:
        message = Message("signature", "s3cret", "r", sender="alice")
        self.assertEqual(repr(message), "<nucosmq.Message 'signature' in 'r' from 'alice'>")
        self.assertNotEqual(message, 5)
        self.assertEqual(message.name, "signature")
