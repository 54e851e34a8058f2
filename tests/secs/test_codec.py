from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.secs.strategies import ITEMS
from twisted_telco import secs
from twisted_telco.secs import BOOLEAN, F4, F8, I2, I4, I8, U1, U2, U4, U8, A, B, J, L, W

DATA = Path(__file__).parents[1] / "data" / "secs"

# Bytes that several implementations agree about.
VECTORS = [
    (L(), "0100"),
    (L(U1(1), "two", L()), "0103a50101410374776f0100"),
    (B(0), "210100"),
    (BOOLEAN(True, False), "25020100"),
    (A("Hello 1"), "410748656c6c6f2031"),
    (J("ｱｲｳ"), "4503b1b2b3"),
    (W("hi"), "490400026869"),
    (I8(1), "61080000000000000001"),
    (secs.I1(-128, 0, 127), "650380007f"),
    (I2(-32768, 0, 32767), "6906800000007fff"),
    (I4(1), "710400000001"),
    (F8(1.5), "81083ff8000000000000"),
    (F4(1.5, -2.25), "91083fc00000c0100000"),
    (U8(1), "a1080000000000000001"),
    (U1(0, 255), "a50200ff"),
    (U2(65535), "a902ffff"),
    (U4(1), "b10400000001"),
    (U1(), "a500"),
    (A(""), "4100"),
    (BOOLEAN(), "2500"),
    (
        L(
            U4(77),
            U4(5001),
            L(
                L(
                    U4(1000),
                    L("LOT-1", F4(12.5), BOOLEAN(False), B(0x82), I2(-1, 2, -3), L()),
                )
            ),
        ),
        "0103b1040000004db104000013890101" + "0102b104000003e80106"
        "41054c4f542d3191044148000025010021018269"
        "06ffff0002fffd0100",
    ),
]


class VectorTests(SynchronousTestCase):
    def test_both_ways(self) -> None:
        for item, wire in VECTORS:
            self.assertEqual(secs.encode(item).hex(), wire)
            self.assertEqual(secs.decode(bytes.fromhex(wire)), item)

    def test_the_same_bytes_as_secsgem(self) -> None:
        rows = json.loads((DATA / "secsgem-items.json").read_text())
        self.assertEqual(len({row[0] for row in rows}), 14, "all its formats but L")
        for name, value, wire in rows:
            item = secs.FORMATS[name](bytes.fromhex(value) if name == "B" else value)  # type: ignore[call-arg]
            self.assertEqual(secs.encode(item).hex(), wire, (name, value))
            self.assertEqual(secs.decode(bytes.fromhex(wire)), item)

    def test_no_body(self) -> None:
        self.assertIsNone(secs.decode(b""))
        self.assertEqual(secs.encode(None), b"")

    def test_more_length_bytes_than_needed(self) -> None:
        for wire, item in (
            ("a6000105", U1(5)),
            ("a700000105", U1(5)),
            ("430000026869", A("hi")),
            ("020001a50105", L(U1(5))),
            ("03000000", L()),
            ("4a00020002", W("")),
        ):
            decoded = secs.decode(bytes.fromhex(wire))
            self.assertEqual(decoded, item)
            self.assertEqual(secs.encode(decoded), secs.encode(item))

    def test_long_items(self) -> None:
        for length, head in (
            (255, "41ff"),
            (256, "420100"),
            (65535, "42ffff"),
            (65536, "43010000"),
        ):
            wire = secs.encode(A(b"x" * length))
            self.assertEqual(wire[: len(head) // 2].hex(), head)
            self.assertEqual(secs.decode(wire), A(b"x" * length))
        wire = secs.encode(L(*[U1(1)] * 256))
        self.assertEqual(wire[:3].hex(), "020100")
        self.assertEqual(secs.decode(wire), L(*[U1(1)] * 256))
        self.assertRaises(secs.ItemError, A, b"x" * 0x1000000)

    def test_text_codec(self) -> None:
        decoded = secs.decode(secs.encode(L("é")), text=A.using("shift_jis"))
        assert isinstance(decoded, L)
        self.assertEqual(type(decoded[0]).codec, "shift_jis")  # type: ignore[attr-defined]
        long = secs.decode(secs.encode(A("x" * 300)), text=A.using("utf-8"))
        self.assertEqual(type(long).codec, "utf-8")  # type: ignore[union-attr]


class FaultTests(SynchronousTestCase):
    def fault(self, wire: str, offset: int, words: str, **limits: int) -> None:
        fault = self.assertRaises(secs.DecodeError, secs.decode, bytes.fromhex(wire), **limits)
        self.assertIn(words, str(fault))
        self.assertEqual(fault.offset, offset, wire)

    def test_cut_off(self) -> None:
        self.fault("41054142", 0, "ends inside")
        self.fault("0102a501054105", 5, "ends inside")
        self.fault("0101", 2, "ends inside")
        self.fault("41", 0, "ends inside")
        self.fault("4200", 0, "ends inside")
        self.fault("0200", 0, "ends inside")
        self.fault("42000541", 0, "ends inside")

    def test_no_whole_number(self) -> None:
        self.fault("a903000102", 0, "U2 of 3 bytes")
        self.fault("b2000300000000", 0, "U4 of 3 bytes")
        self.fault("490100", 0, "W of 1 bytes")
        self.fault("4900", 0, "W of 0 bytes")

    def test_no_length_bytes(self) -> None:
        self.fault("a4", 0, "without length bytes")
        self.fault("00", 0, "without length bytes")
        self.fault("0101a4", 2, "without length bytes")

    def test_unknown_format(self) -> None:
        self.fault("fd00", 0, "no item has format byte 0xfd")

    def test_bytes_after_the_root(self) -> None:
        self.fault("a5010100", 3, "1 bytes after")

    def test_nesting(self) -> None:
        deep = "0101" * 50_000
        self.fault(deep, 128, "nested deeper than 64")
        self.fault("0101010101", 2, "nested deeper than 1", max_depth=1)
        wire = bytes.fromhex("0101" * 63 + "0100")
        self.assertEqual(secs.encode(secs.decode(wire)), wire)

    def test_a_list_that_announces_what_is_not_there(self) -> None:
        self.fault("03ffffff", 0, "more than 500000 items")
        self.fault("03000fff", 4, "ends inside")
        self.fault("0103a50101a50101a50101", 0, "more than 2 items", max_items=2)


class RandomTests(SynchronousTestCase):
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(ITEMS)
    def test_round_trip(self, item: secs.Item) -> None:
        wire = secs.encode(item)
        decoded = secs.decode(wire)
        self.assertEqual(decoded, item)
        self.assertEqual(hash(decoded), hash(item))
        self.assertEqual(secs.encode(decoded), wire)

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(st.binary(max_size=60))
    def test_any_bytes(self, data: bytes) -> None:
        try:
            item = secs.decode(data)
        except secs.DecodeError as fault:
            assert fault.offset is not None
            self.assertLessEqual(fault.offset, len(data))
        else:
            self.assertEqual(secs.decode(secs.encode(item)), item)

    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(ITEMS, st.integers(0, 10_000), st.binary(min_size=1, max_size=1))
    def test_damaged_bytes(self, item: secs.Item, at: int, byte: bytes) -> None:
        wire = bytearray(secs.encode(item))
        wire[at % len(wire)] = byte[0]
        try:
            decoded = secs.decode(bytes(wire))
            assert decoded is not None
            _ = decoded.value, repr(decoded), secs.format_sml(decoded), secs.to_json(decoded)
        except secs.DecodeError:
            pass
