from __future__ import annotations

import json

from hypothesis import given, settings
from twisted.trial.unittest import SynchronousTestCase

from tests.secs.strategies import ITEMS, MESSAGES
from twisted_telco import secs
from twisted_telco.secs import BOOLEAN, F4, F8, U1, U4, A, B, J, L, Message, W


class JSONTests(SynchronousTestCase):
    def test_what_it_looks_like(self) -> None:
        for item, expected in (
            (U4(77), {"U4": 77}),
            (U4(1, 2), {"U4": [1, 2]}),
            (U4(), {"U4": []}),
            (F4(1.5), {"F4": 1.5}),
            (
                F8(float("inf"), float("-inf"), float("nan")),
                {"F8": ["Infinity", "-Infinity", "NaN"]},
            ),
            (A("x"), {"A": "x"}),
            (J("x"), {"J": "x"}),
            (B(1, 255), {"B": "01ff"}),
            (BOOLEAN(True), {"BOOLEAN": True}),
            (BOOLEAN(True, False), {"BOOLEAN": [True, False]}),
            (W("x"), {"W": {"encoding": 2, "text": "x"}}),
            (W(b"\xff"), {"W": {"encoding": 2, "hex": "ff"}}),
            (L(U1(1), L()), {"L": [{"U1": 1}, {"L": []}]}),
        ):
            self.assertEqual(secs.to_json(item), expected)
            if item != F8(float("nan")):
                self.assertEqual(secs.to_json(secs.from_json(expected)), expected)
        self.assertIsNone(secs.to_json(None))
        self.assertIsNone(secs.from_json(None))

    def test_messages(self) -> None:
        message = Message(6, 11, L(U4(1)))
        expected = {"stream": 6, "function": 11, "wait": True, "item": {"L": [{"U4": 1}]}}
        self.assertEqual(secs.to_json(message), expected)
        self.assertEqual(secs.from_json(expected), message)
        self.assertEqual(secs.from_json({"stream": 1, "function": 1}), Message(1, 1))

    def test_what_is_refused(self) -> None:
        deep: object = {"L": []}
        for _ in range(70):
            deep = {"L": [deep]}
        for wrong in (
            5,
            "x",
            [],
            {},
            {"U4": 1, "U1": 2},
            {"X": 1},
            {"U1": 256},
            {"U1": "1"},
            {"F4": "x"},
            {"F4": 1e39},
            {"B": "xyz"},
            {"B": 5},
            {"A": 5},
            {"A": "日"},
            {"L": 5},
            {"L": [5]},
            {"W": "x"},
            {"W": {"text": "x"}},
            {"BOOLEAN": "x"},
            {"stream": 1},
            {"stream": 200, "function": 1},
            {"stream": 1, "function": 1, "item": 5},
            deep,
        ):
            self.assertRaises(secs.ItemError, secs.from_json, wrong)

    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(ITEMS)
    def test_items_round_trip(self, item: secs.Item) -> None:
        text = json.dumps(secs.to_json(item), allow_nan=False)
        if "NaN" not in text:
            self.assertEqual(secs.from_json(json.loads(text)), item)

    @settings(max_examples=50, deadline=None, derandomize=True)
    @given(MESSAGES)
    def test_messages_round_trip(self, message: Message) -> None:
        text = json.dumps(secs.to_json(message))
        if "NaN" not in text:
            self.assertEqual(secs.from_json(json.loads(text)), message)
