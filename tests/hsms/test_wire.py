from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import hsms, secs
from twisted_telco.core.framing import Malformed
from twisted_telco.hsms.messages import control, encode_data, reject
from twisted_telco.hsms.wire import Decoder

# Exchanged with existing implementations.
VECTORS = [
    ("0000000a00008101000000000031", hsms.Message(0, 1, 1, True, system=0x31)),
    (
        "0000001a000001020000000000310102410766697874757265" + "4103312e30",
        hsms.Message(0, 1, 2, system=0x31, data=secs.L("fixture", "1.0").wire),
    ),
    ("0000000a00000100000000000062", hsms.Message(0, 1, 0, system=0x62)),
    ("0000000affff0000000100000001", control(1, 0xFFFF, 1)),
    ("0000000affff0003000200000001", control(2, 0xFFFF, 1, 3)),
    ("0000000affff0000000300000002", control(3, 0xFFFF, 2)),
    ("0000000affff0001000400000002", control(4, 0xFFFF, 2, 1)),
    ("0000000affff0000000500000003", control(5, 0xFFFF, 3)),
    ("0000000affff0000000600000003", control(6, 0xFFFF, 3)),
    ("0000000affff0000000900000004", control(9, 0xFFFF, 4)),
    ("0000000a00000004000700000021", reject(hsms.Message(0, 1, 1, True, system=0x21), 4)),
    ("0000000affffc801000700000005", reject(control(200, 0xFFFF, 5), 1)),
    ("0000000a00000502000700000005", reject(hsms.Message(0, ptype=5, system=5), 2)),
    ("0000000affff0603000700000005", reject(control(6, 0xFFFF, 5), 3)),
]

MESSAGES = st.builds(
    hsms.Message,
    session_id=st.integers(0, 0xFFFF),
    stream=st.integers(0, 127),
    function=st.integers(0, 255),
    wait=st.booleans(),
    ptype=st.integers(0, 255),
    stype=st.integers(0, 255),
    system=st.integers(0, 0xFFFFFFFF),
    data=st.binary(max_size=40),
)


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted({c % (len(data) + 1) for c in cuts}), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(places)]


def outcome(decoder: Decoder, pieces: list[bytes]) -> tuple[list[object], str | None]:
    """What comes out of the pieces, then the error."""
    found: list[object] = []
    for piece in pieces:
        if decoder.error is None:
            found += decoder.feed(piece)
    return found, None if decoder.error is None else str(decoder.error)


class VectorTests(SynchronousTestCase):
    def test_both_ways(self) -> None:
        for wire, message in VECTORS:
            self.assertEqual(message.encode().hex(), wire)
            (decoded,) = Decoder().feed(bytes.fromhex(wire))
            assert isinstance(decoded, hsms.Message)
            self.assertEqual(decoded, message)
            for name in ("session_id", "stream", "function", "wait", "ptype", "stype", "system"):
                self.assertEqual(getattr(decoded, name), getattr(message, name), wire)

    def test_a_data_message_without_an_object(self) -> None:
        self.assertEqual(
            encode_data(5, 6, 11, True, 7, b"\x01\x00"),
            hsms.Message(5, 6, 11, True, system=7, data=b"\x01\x00").encode(),
        )


class MessageTests(SynchronousTestCase):
    def test_repr_has_all(self) -> None:
        self.assertEqual(
            repr(hsms.Message(7, 6, 11, True, system=9, data=b"\x01\x00")),
            "<S6F11 session_id=7 stream=6 function=11 wait=True ptype=0 stype=0 system=9 "
            "data=0100>",
        )
        self.assertEqual(
            repr(control(5, 0xFFFF, 3)),
            "<Linktest.req session_id=65535 stream=0 function=0 wait=False ptype=0 stype=5 "
            "system=3 data=none>",
        )
        self.assertIn("SType 200", repr(control(200, 1, 1)))
        self.assertIn("data=<100 bytes>", repr(hsms.Message(data=bytes(100))))

    def test_body(self) -> None:
        message = hsms.Message(0, 1, 3, data=secs.L(1).wire)
        self.assertEqual(message.item, secs.L(1))
        self.assertEqual(message.value, [1])
        self.assertIsNone(hsms.Message(0, 1, 1).item)
        self.assertRaises(secs.DecodeError, lambda: hsms.Message(data=b"\xff").item)

    def test_header(self) -> None:
        self.assertEqual(
            hsms.Message(0, 99, 1, True, system=0x62).header.hex(), "0000e301000000000062"
        )

    def test_success(self) -> None:
        for message, expected in (
            (hsms.Message(0, 1, 2), True),
            (hsms.Message(0, 1, 0), False),
            (hsms.Message(0, 9, 5), False),
            (control(2, 0, 0, 0), True),
            (control(2, 0, 0, 1), False),
            (control(6, 0, 0), True),
            (control(7, 0, 0), False),
        ):
            self.assertEqual(message.success, expected, message)


class FramingTests(SynchronousTestCase):
    def test_shorter_than_a_header(self) -> None:
        for length in (0, 9):
            decoder = Decoder()
            good = control(5, 0xFFFF, 1).encode()
            self.assertEqual(len(decoder.feed(good + length.to_bytes(4, "big"))), 1)
            assert decoder.error is not None
            self.assertEqual(decoder.error.offset, 14)
            self.assertRaises(hsms.ProtocolError, decoder.feed, b"")

    def test_over_the_ceiling(self) -> None:
        for start in (b"\xff\xff\xff\xf0", b"GET / HTTP/1.1\r\n"):
            decoder = Decoder()
            self.assertEqual(decoder.feed(start), [])
            self.assertIn("at most", str(decoder.error))

    def test_too_long_is_skipped(self) -> None:
        long = hsms.Message(3, 7, 3, True, system=5, data=bytes(200))
        after = control(5, 0xFFFF, 1)
        stream = long.encode() + after.encode()
        for size in (1, 3, 14, 15, 100, 1000):
            decoder = Decoder(max_message=100)
            found: list[object] = []
            for at in range(0, len(stream), size):
                found += decoder.feed(stream[at : at + size])
                kept = sum(map(len, decoder._chunks))
                self.assertLessEqual(kept, 14, "the body is not kept")
            bad, good = found
            assert isinstance(bad, Malformed)
            self.assertEqual(bad.raw, long.encode()[:14])
            self.assertEqual((bad.offset, good), (0, after))
            self.assertFalse(decoder.pending)

    def test_pending(self) -> None:
        decoder = Decoder()
        self.assertFalse(decoder.pending)
        decoder.feed(b"\0")
        self.assertTrue(decoder.pending)
        decoder.feed(control(5, 0xFFFF, 1).encode()[1:])
        self.assertFalse(decoder.pending)

    def test_a_large_message_in_small_pieces(self) -> None:
        message = hsms.Message(data=bytes(range(256)) * 4000)
        wire = message.encode()
        decoder = Decoder()
        found = [m for at in range(0, len(wire), 997) for m in decoder.feed(wire[at : at + 997])]
        self.assertEqual(found, [message])


class RandomTests(SynchronousTestCase):
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(MESSAGES, max_size=5), st.lists(st.integers(0, 10_000), max_size=8))
    def test_any_split(self, messages: list[hsms.Message], cuts: list[int]) -> None:
        stream = b"".join(m.encode() for m in messages)
        found, error = outcome(Decoder(), split(stream, cuts))
        self.assertEqual((found, error), (messages, None))

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(
        st.lists(
            st.binary(max_size=30)
            | MESSAGES.map(hsms.Message.encode)
            | st.integers(0, 300).map(lambda n: n.to_bytes(4, "big") + bytes(20)),
            max_size=5,
        ).map(b"".join),
        st.lists(st.integers(0, 10_000), max_size=8),
    )
    def test_any_bytes(self, stream: bytes, cuts: list[int]) -> None:
        whole = outcome(Decoder(max_message=60), [stream])
        self.assertEqual(outcome(Decoder(max_message=60), split(stream, cuts)), whole)
        bytewise = outcome(Decoder(max_message=60), [stream[i : i + 1] for i in range(len(stream))])
        self.assertEqual(bytewise, whole)
