from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import secs
from twisted_telco.secs import BOOLEAN, U1, U2, U4, A, B, L
from twisted_telco.secs.structure import Anything, DataItem, ListOf, Struct

REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "secs" / "messages.json").read_text())
REPLY = {"yes": True, "no": False, "optional": True}


def shape(node: Any) -> Any:
    """A structure in the form of the reference data."""
    if isinstance(node, DataItem):
        return node.name
    if isinstance(node, Anything):
        return "equipment-defined"
    if isinstance(node, ListOf):
        return {"list_of": shape(node.element)}
    assert isinstance(node, Struct)
    return {"list": [shape(element) for _, element in node.fields]}


class ReferenceTests(SynchronousTestCase):
    """What was collected from existing implementations, row by row."""

    def test_every_message(self) -> None:
        names = [f"S{row['stream']}F{row['function']}" for row in REFERENCE["messages"]]
        self.assertEqual(sorted(secs.catalogue.names()), sorted(names))
        for name, row in zip(names, REFERENCE["messages"], strict=True):
            cls = getattr(secs, name)
            self.assertEqual(cls.__name__, name)
            self.assertEqual(cls.direction, row["direction"], name)
            self.assertEqual(cls.reply, row["reply"], name)
            self.assertEqual(cls.mnemonic, row["mnemonic"] or "", name)
            self.assertEqual(cls.title, row["name"])
            self.assertIn(row["name"], cls.__doc__)
            bodies = [row[k] for k in ("body_from_equipment", "body_from_host") if k in row]
            if not bodies:
                bodies = [] if row["body"] is None else [row["body"]]
            self.assertEqual([shape(node) for _, node in cls.bodies], bodies, name)

    def test_every_data_item(self) -> None:
        self.assertEqual(sorted(secs.catalogue.items), sorted(REFERENCE["items"]))
        for name, row in REFERENCE["items"].items():
            item = secs.catalogue.items[name]
            formats = {*row["formats"], *row.get("formats_in_secsgem", ())}
            if formats:
                self.assertEqual(set(item.formats), formats, name)
            self.assertEqual(item.length, row.get("max_length"), name)
            if name != "ERRCODE":  # its codes are listed here, referred to there
                self.assertEqual(item.text, row.get("meaning", ""), name)


class BuildingTests(SynchronousTestCase):
    def test_by_name(self) -> None:
        message = secs.S1F13(mdln="m", softrev="1")
        self.assertEqual(message.item, L("m", "1"))
        self.assertEqual((message.stream, message.function, message.wait), (1, 13, True))
        self.assertEqual((message.mdln, message.softrev), ("m", "1"))

    def test_the_other_direction(self) -> None:
        self.assertEqual(secs.S1F13().item, L())
        self.assertEqual(secs.S1F14(commack=0).item, L(B(0), L()))
        self.assertEqual(secs.S1F14(commack=0, mdln="m", softrev="1").item, L(B(0), L("m", "1")))

    def test_in_order_or_as_a_mapping(self) -> None:
        expected = L(U4(1), L(L(U4(1000), L(U4(5), U4(6)))))
        for message in (
            secs.S2F33(dataid=1, reports=[{"rptid": 1000, "vid": [5, 6]}]),
            secs.S2F33(1, [(1000, [5, 6])]),
            secs.S2F33({"DATAID": 1, "REPORTS": [{"RPTID": 1000, "VID": [5, 6]}]}),
            secs.S2F33([1, [[1000, [5, 6]]]]),
            secs.S2F33(expected),
        ):
            self.assertEqual(message.item, expected)

    def test_one_item_or_list(self) -> None:
        self.assertEqual(secs.S1F16(0).item, B(0))
        self.assertEqual(secs.S1F16(oflack=0).oflack, 0)
        self.assertEqual(secs.S1F3([1, 2]).item, L(U4(1), U4(2)))
        self.assertEqual(secs.S1F3(svid=[]).item, L())
        self.assertEqual(secs.S1F12(variables=[(1, "T", "C")]).item, L(L(U4(1), "T", "C")))
        self.assertEqual(secs.S2F25(b"\x01\x02").abs, b"\x01\x02")
        self.assertEqual(secs.S1F6(L(1)).item, L(U4(1)))
        self.assertIsNone(secs.S1F1().item)

    def test_formats(self) -> None:
        self.assertEqual(secs.S1F3([U1(1), "T", 2**40]).item, L(U1(1), "T", secs.U8(2**40)))
        self.assertEqual(secs.S2F37(ceed=True, ceid=[]).item, L(BOOLEAN(True), L()))
        self.assertEqual(secs.S1F4([1.5, [1, "x"], b"b"]).item, L(1.5, L(1, "x"), B(b"b")))
        self.assertEqual(secs.S12F9("m", 0, [1, -1], "x").item, L("m", B(0), secs.I4(1, -1), "x"))
        self.assertEqual(secs.S7F3("p", [1, -1]).item, L("p", secs.I4(1, -1)))

    def test_what_does_not_fit(self) -> None:
        for build, words in (
            (lambda: secs.S1F13(mdln="m"), "S1F13: softrev is missing"),
            (lambda: secs.S1F13(mdln="m", softrev="1", x=2), "S1F13: no field x"),
            (lambda: secs.S1F13("m"), "S1F13: 2 elements expected, not 1"),
            (lambda: secs.S1F13("m" * 21, "1"), "S1F13.mdln: 21 elements, at most 20"),
            (lambda: secs.S1F13("m", softrev="1"), "not both"),
            (lambda: secs.S1F1(1), "S1F1 has no body"),
            (lambda: secs.S1F3(1), "S1F3: a list expected"),
            (lambda: secs.S1F3("abc"), "S1F3: a list expected"),
            (lambda: secs.S1F3(vid=[1]), "S1F3 takes svid, not vid"),
            (lambda: secs.S1F3([1], [2]), "S1F3 takes one value"),
            (lambda: secs.S1F3([1, 2.5]), "S1F3[1]: U1 or U2"),
            (lambda: secs.S1F16(U1(0)), "S1F16: B, not U1"),
            (lambda: secs.S1F16(300), "S1F16: B cannot hold 300"),
            (
                lambda: secs.S2F33(1, [(1, [1]), {"rptid": 2, "vid": [1, 2.5]}]),
                "S2F33.reports[1].vid[1]: ",
            ),
            (lambda: secs.S2F33(1, [5]), "S2F33.reports[0]: fields rptid, vid expected"),
        ):
            error = self.assertRaises(secs.ItemError, build)
            self.assertIn(words, str(error))

    def test_wait(self) -> None:
        self.assertTrue(secs.S5F1(alcd=128, alid=1, altx="hot").wait)
        self.assertFalse(secs.S5F1(alcd=128, alid=1, altx="hot", wait=False).wait)
        self.assertFalse(secs.S9F7(b"0123456789").wait)


class ReadingTests(SynchronousTestCase):
    def test_fields(self) -> None:
        report = secs.read(
            secs.parse_sml("S6F11 W <L <U1 1> <U2 5> <L <L <A 'r'> <L <F4 1.5>>>>>.")
        )
        self.assertIsInstance(report, secs.S6F11)
        self.assertEqual(
            report.fields, {"dataid": 1, "ceid": 5, "reports": [{"rptid": "r", "v": [1.5]}]}
        )
        self.assertEqual(report.reports[0]["v"], [1.5])
        self.assertRaises(AttributeError, lambda: report.nothing)

    def test_nested_fields_belong_to_the_outer_list(self) -> None:
        ack = secs.read(secs.parse_sml("S1F14 <L <B 0x00> <L <A 'm'> <A '1'>>>."))
        self.assertEqual(ack.fields, {"commack": 0, "mdln": "m", "softrev": "1"})
        self.assertEqual(secs.read(secs.parse_sml("S1F14 <L <B 1> <L>>.")).fields, {"commack": 1})

    def test_tolerance(self) -> None:
        """Integers of any width and too long texts are read; only we do not write them."""
        self.assertEqual(secs.S6F25.read(_report(U1(5))).linkid, 5)
        self.assertEqual(secs.S1F13.read(secs.Message(1, 13, L("m" * 40, "1"))).mdln, "m" * 40)

    def test_what_does_not_fit(self) -> None:
        for message, words in (
            ("S1F14 <L <U1 0> <L>>.", "S1F14.commack: B expected, U1 found"),
            ("S1F14 <L>.", "S1F14: 2 elements expected, 0 found"),
            ("S1F14 <B 0>.", "S1F14: a list expected, B found"),
            ("S1F14.", "S1F14: a body is missing"),
            ("S1F1 <L>.", "S1F1: no body expected"),
            ("S1F3 <L <U1 1> <F4 1>>.", "S1F3[1]: U1 or U2"),
            ("S2F33 <L <U1 1> <L <L <U1 1>>>>.", "S2F33.reports[0]: 2 elements expected, 1 found"),
            ("S99F1.", "S99F1: is not defined"),
        ):
            error = self.assertRaises(secs.StructureError, secs.read, secs.parse_sml(message))
            self.assertIn(words, str(error))
        self.assertRaises(secs.StructureError, secs.S1F1.read, secs.parse_sml("S1F2 <L>."))


def _report(linkid: secs.Item) -> secs.Message:
    return secs.Message(6, 25, L(1, U1(1), linkid, "r", U1(1), L(), L(U1(0), L())))


class OwnDefinitionTests(SynchronousTestCase):
    def test_items_and_messages(self) -> None:
        catalogue = secs.Catalogue()
        catalogue.define_item("RECIPE", "A U4", 40, "name or number")
        cls = catalogue.define(
            "S64F1", "{DATAID, steps:[{RECIPE, [V..]}..]}", title="Run Recipes", direction="H->E"
        )
        message = cls(dataid=1, steps=[("etch", [1.5])])
        self.assertEqual(message.name, "S64F1")
        self.assertTrue(message.wait)
        self.assertEqual(catalogue.read(message).steps, [{"recipe": "etch", "v": [1.5]}])
        self.assertIs(catalogue["S64F1"], cls)
        self.assertTrue(catalogue.knows_stream(64))
        self.assertFalse(secs.catalogue.knows_stream(64))

    def test_built_in_ones_can_be_replaced(self) -> None:
        catalogue = secs.Catalogue()
        catalogue.define("S1F1", "MDLN", reply="no")
        self.assertEqual(catalogue["S1F1"]("x").item, A("x"))
        self.assertIsNone(secs.S1F1().item)

    def test_structures_that_cannot_be(self) -> None:
        catalogue = secs.Catalogue()
        for structure in (
            "{",
            "[SVID]",
            "{SVID",
            "{SVID SVID}",
            "{SVID, SVID}",
            "UNKNOWN",
            "SVID SVID",
            "{[{SVID, SVNAME}..]}",
            "#",
            "",
        ):
            self.assertRaises(secs.ItemError, catalogue.define, "S64F1", structure)
        self.assertRaises(secs.ItemError, catalogue.define, "S128F1", "-")
        self.assertRaises(secs.ItemError, catalogue.define, "Hello", "-")
        self.assertRaises(secs.ItemError, catalogue.define_item, "X", "U3")
        self.assertRaises(KeyError, lambda: catalogue["S64F1"])
        self.assertRaises(AttributeError, lambda: secs.S64F1)
        self.assertRaises(AttributeError, lambda: secs.nothing)


class MessageTests(SynchronousTestCase):
    def test_wait_by_default(self) -> None:
        self.assertTrue(secs.Message(1, 1).wait)
        self.assertFalse(secs.Message(1, 2).wait)
        self.assertFalse(secs.Message(9, 7).wait)
        self.assertFalse(secs.Message(6, 11, wait=False).wait)

    def test_body(self) -> None:
        message = secs.Message(1, 3, [1, U2(2)])
        self.assertEqual(message.item, L(U4(1), U2(2)))
        self.assertEqual(message.value, [1, 2])
        self.assertEqual(message.data.hex(), "0102b10400000001a9020002")
        self.assertIsNone(secs.Message(1, 1).value)
        self.assertEqual(secs.Message(1, 1).data, b"")

    def test_equality_and_repr(self) -> None:
        self.assertEqual(secs.Message(1, 3, L()), secs.Message(1, 3, L()))
        self.assertNotEqual(secs.Message(1, 3, L()), secs.Message(1, 3))
        self.assertEqual(len({secs.Message(1, 3, L()), secs.Message(1, 3, L())}), 1)
        self.assertEqual(repr(secs.Message(1, 3, L())), "<S1F3 W L()>")
        self.assertEqual(repr(secs.Message(1, 2)), "<S1F2>")

    def test_numbers_out_of_range(self) -> None:
        self.assertRaises(secs.ItemError, secs.Message, 128, 1)
        self.assertRaises(secs.ItemError, secs.Message, 1, 256)
