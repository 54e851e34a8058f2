from __future__ import annotations

import array
import importlib.util
import math
from typing import Any, ClassVar

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import secs
from twisted_telco.secs import F4, F8, I1, I2, U1, U4, A, B, J, L, W


class ValueTests(SynchronousTestCase):
    def test_numbers(self) -> None:
        self.assertEqual(U4(5).value, 5)
        self.assertEqual(U4(1, 2).value, [1, 2])
        self.assertEqual(U4([1, 2]), U4(1, 2))
        self.assertEqual(U4().value, [])
        self.assertEqual(U4(7).values, [7])
        self.assertEqual(list(I2(-1, 2)), [-1, 2])
        self.assertEqual(I2(-1, 2)[1], 2)
        self.assertEqual(len(I2(-1, 2)), 2)
        self.assertEqual(F8(1).value, 1.0)

    def test_numbers_that_do_not_fit(self) -> None:
        for kind, value in (
            (U1, 256),
            (U1, -1),
            (I1, 128),
            (U4, 1.5),
            (U4, "1"),
            (U4, b"1"),
            (F4, 1e39),
            (F4, "x"),
            (F8, 10**400),
            (U1, [1, 256]),
            (U1, None),
            (U1, ["1"]),
        ):
            with self.assertRaises(secs.ItemError, msg=f"{kind} {value}"):
                kind(value)
        self.assertIsInstance(self.assertRaises(secs.ItemError, U1, 256), ValueError)

    def test_infinity_and_nan(self) -> None:
        self.assertEqual(F4(math.inf, -math.inf).value, [math.inf, -math.inf])
        self.assertTrue(math.isnan(F4(math.nan).value))
        self.assertEqual(
            secs.encode(F4(math.inf, -math.inf, 3.4028234663852886e38)).hex(),
            "910c7f800000ff8000007f7fffff",
        )

    def test_arrays_stay_arrays(self) -> None:
        numbers = array.array("f", [1.5, -2.25])
        item = F4(numbers)
        self.assertEqual(item.data.hex(), "3fc00000c0100000")
        self.assertEqual(numbers, array.array("f", [1.5, -2.25]), "ours, not the caller's")
        self.assertEqual(item.array, numbers)
        self.assertEqual(F4(memoryview(numbers)), item)
        self.assertEqual(F8(numbers).value, [1.5, -2.25])
        self.assertEqual(U4(array.array("B", [1, 2])).value, [1, 2])
        self.assertRaises(secs.ItemError, U1, array.array("h", [300]))

    def test_numpy(self) -> None:
        if importlib.util.find_spec("numpy") is None:
            self.skipTest("numpy is not installed")
        import numpy

        item = F4(numpy.array([1.5, -2.25], dtype="f4"))
        self.assertEqual(item.value, [1.5, -2.25])
        self.assertEqual(item.numpy().tolist(), [1.5, -2.25])
        self.assertEqual(F4(numpy.array([1, 2], dtype=">i2")).value, [1.0, 2.0])
        self.assertEqual(secs.item(numpy.array([1, 2], dtype="u2")), secs.U2(1, 2))

    def test_binary(self) -> None:
        self.assertEqual(B(b"\x01\x02").value, b"\x01\x02")
        self.assertEqual(B(1, 2), B(b"\x01\x02"))
        self.assertEqual(B([1, 2]), B(b"\x01\x02"))
        self.assertEqual(B(7)[0], 7)
        self.assertEqual(B().value, b"")
        for wrong in (256, "x", None, [300]):
            self.assertRaises(secs.ItemError, B, wrong)

    def test_boolean(self) -> None:
        self.assertIs(secs.BOOLEAN(True).value, True)
        self.assertEqual(secs.BOOLEAN(True, False).value, [True, False])
        self.assertEqual(secs.decode(b"\x25\x02\xff\x00"), secs.BOOLEAN(True, False))
        self.assertEqual(hash(secs.decode(b"\x25\x01\xff")), hash(secs.BOOLEAN(True)))
        self.assertNotEqual(secs.BOOLEAN(True), U1(1))
        self.assertRaises(secs.ItemError, secs.BOOLEAN, "x")

    def test_text(self) -> None:
        self.assertEqual(A("café").data, b"caf\xe9")
        self.assertEqual(A(b"caf\xe9").value, "café")
        self.assertEqual(A().value, "")
        self.assertRaises(secs.ItemError, A, "日本")
        self.assertRaises(secs.ItemError, A, 5)

    def test_text_in_other_encodings(self) -> None:
        gb = A.using("gb18030")
        self.assertEqual(gb("温度").value, "温度")
        self.assertIsInstance(gb("x"), A)
        self.assertEqual(gb("x"), A("x"))
        decoded = secs.decode(secs.encode(gb("温度")), text=gb)
        assert decoded is not None
        self.assertEqual(decoded.value, "温度")
        self.assertEqual(A.using("utf-8")(b"\xff").value, "\udcff")
        self.assertEqual(A.using("utf-8")("\udcff").data, b"\xff")
        self.assertIs(A.using("iso8859-1"), A)
        self.assertIs(A.using("GB18030"), gb)
        self.assertEqual(A.using("utf-16-be")(b"odd").value, "odd", "no unit is escaped by halves")
        self.assertRaises(secs.ItemError, A.using, "no-such-codec")
        self.assertRaises(secs.ItemError, A.using, "\0")
        self.assertRaises(secs.ItemError, A.using, "rot13")

    def test_jis8(self) -> None:
        self.assertEqual(J(b"\xb1\xb2\xb3").value, "ｱｲｳ")
        self.assertEqual(J("¥‾").data, b"\x5c\x7e")
        self.assertRaises(secs.ItemError, J, "\\")
        everything = bytes(range(256))
        self.assertEqual(J(J(everything).value).data, everything)

    def test_localized_text(self) -> None:
        self.assertEqual(secs.encode(W("hi")).hex(), "490400026869")
        self.assertEqual(secs.encode(W("")).hex(), "49020002")
        self.assertEqual(secs.encode(W("あい", 1)).hex(), "4906000130423044")
        self.assertEqual(W("あ", 8).content, "あ".encode("shift_jis"))
        self.assertEqual(W(b"\x01", 7).value, b"\x01")
        self.assertEqual(W(b"\xff", 2).value, b"\xff", "what breaks its encoding stays bytes")
        self.assertRaises(secs.ItemError, W, "x", 14)
        self.assertRaises(secs.ItemError, W, "あ", 3)
        self.assertRaises(secs.ItemError, W, "x", 70000)

    def test_lists(self) -> None:
        item = L(U4(1), "text", [True, 2.5])
        self.assertEqual(item.value, [1, "text", [True, 2.5]])
        self.assertEqual(item[1], A("text"))
        self.assertEqual(len(item), 3)
        self.assertEqual([type(i).__name__ for i in item], ["U4", "A", "L"])
        self.assertEqual(item, L(U4(1), A("text"), L(secs.BOOLEAN(True), F8(2.5))))
        self.assertEqual(len({item, L(U4(1), A("text"), L(True, 2.5))}), 1)

    def test_an_empty_item_is_true(self) -> None:
        for item in (L(), U4(), A(""), B()):
            self.assertTrue(item)

    def test_items_of_other_formats_differ(self) -> None:
        self.assertNotEqual(U4(1), secs.I4(1))
        self.assertNotEqual(A("x"), B(b"x"))
        self.assertNotEqual(L(), A(""))
        self.assertNotEqual(U4(1), 1)

    def test_repr(self) -> None:
        self.assertEqual(repr(L(U4(1, 2), "x", B(b"\x00"))), "L(U4(1, 2), A('x'), B(b'\\x00'))")
        self.assertEqual(repr(F4(range(100))), "F4(<100 values>)")
        self.assertEqual(repr(W("x")), "W('x', encoding=2)")


class PlainValueTests(SynchronousTestCase):
    CASES: ClassVar[list[tuple[Any, secs.Item]]] = [
        (True, secs.BOOLEAN(True)),
        (5, U4(5)),
        (-5, secs.I4(-5)),
        (2**40, secs.U8(2**40)),
        (-(2**40), secs.I8(-(2**40))),
        (1.5, F8(1.5)),
        ("x", A("x")),
        ("日", W("日")),
        (b"x", B(b"x")),
        (bytearray(b"x"), B(b"x")),
        ([1, "x"], L(U4(1), A("x"))),
        ((), L()),
        (array.array("f", [1.0]), F4(1.0)),
        (memoryview(array.array("h", [1, 2])), I2(1, 2)),
        (U1(3), U1(3)),
    ]

    def test_what_they_become(self) -> None:
        for value, expected in self.CASES:
            self.assertEqual(secs.item(value), expected)

    def test_what_has_no_item(self) -> None:
        for value in (None, {}, object(), 2**64, -(2**63) - 1, array.array("u", "x")):
            self.assertRaises(secs.ItemError, secs.item, value)
