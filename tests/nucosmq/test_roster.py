"""Servers tell each other who is where: losses, strangers, bounds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq import roster as roster_module
from twisted_telco.nucosmq.presence import HERE, Presence
from twisted_telco.nucosmq.roster import BATCH, BEAT, SILENCE, Rosters

modest = settings(max_examples=150, deadline=None, derandomize=True, database=None)


class Bus:
    """Hands on what servers tell, in order, unless ``lossy(to)`` says that it is lost."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.nodes: list[Node] = []
        self.lossy: Callable[[Node], bool] = lambda node: False

    def carry(self, name: str, body: bytes) -> None:
        for node in self.nodes:
            if node.server_name != name and not self.lossy(node):
                node.rosters.told(name, body)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / BATCH)):
            self.clock.advance(BATCH)


class Node:
    """One server, with a backplane that is the bus."""

    def __init__(self, bus: Bus, name: str) -> None:
        self.bus = bus
        self.server_name = name
        self.seen: list[Any] = []
        self.learned: set[str] = set()
        self.told: list[dict[str, Any]] = []
        self.waiting: list[Deferred[None]] | None = None
        self.presence = Presence(lambda *change: self.seen.append(change), self.learned.add)
        backplane: Any = self
        self.rosters = Rosters(bus.clock, backplane, self.presence)
        bus.nodes.append(self)

    def tell(self, body: bytes) -> Deferred[None]:
        self.told.append(json.loads(body))
        self.bus.carry(self.server_name, body)
        if self.waiting is None:
            return succeed(None)
        self.waiting.append(Deferred())
        return self.waiting[-1]


class RosterTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.bus = Bus()
        self.a, self.b = Node(self.bus, "a"), Node(self.bus, "b")

    def greet(self) -> None:
        for node in self.bus.nodes:
            node.rosters.shared(True)
        self.bus.run(1)

    def test_greeting(self) -> None:
        """Who comes tells all, and is told all."""
        self.a.presence.put(HERE, "alice", ["r"])
        self.b.presence.put(HERE, "bob", ["r", "s"])
        self.a.rosters.shared(True)
        self.bus.run(1)
        self.b.rosters.shared(True)
        self.bus.run(1)
        for node in (self.a, self.b):
            self.assertEqual(node.presence.who("r"), ["alice", "bob"])
        self.assertIn(("s", "bob", True), self.a.seen)
        self.b.presence.put(HERE, "bob", None)
        self.bus.run(1)
        self.assertEqual(self.a.learned, {"bob"})

    def test_changes(self) -> None:
        """Those of a moment go together, the next when these are on their way."""
        self.greet()
        self.a.told.clear()
        self.a.waiting = []
        for rooms in ([], ["r"], ["r", "s"]):
            self.a.presence.put(HERE, "alice", rooms)
        self.bus.run(1)
        self.assertEqual([t["changes"] for t in self.a.told], [{"alice": ["r", "s"]}])
        self.a.presence.put(HERE, "alice", None)
        self.bus.run(1)
        self.assertEqual(len(self.a.told), 1)
        self.assertTrue(self.b.presence.is_in("alice"))
        self.a.waiting.pop().callback(None)
        self.bus.run(1)
        self.assertEqual(self.a.told[1]["changes"], {"alice": None})
        self.assertFalse(self.b.presence.is_in("alice"))
        self.assertEqual(len(self.b.seen), 4)

    def test_a_lost_change(self) -> None:
        """Noticed at the next change, or at the next beat; nobody seems to leave meanwhile."""
        self.greet()
        for seconds in (1.0, BEAT + 1):
            self.a.presence.put(HERE, "alice", ["r"])
            self.bus.run(1)
            self.bus.lossy = lambda node: True
            self.a.presence.put(HERE, "bob", ["r"])
            self.bus.run(BATCH)
            self.bus.lossy = lambda node: False
            if seconds == 1:
                self.a.presence.put(HERE, "carol", [])
            self.bus.run(seconds)
            self.assertEqual(self.b.presence.who("r"), ["alice", "bob"])
            self.assertEqual(
                sorted(self.b.seen), [("r", "alice", True), ("r", "bob", True)], seconds
            )
            for uid in ("alice", "bob", "carol"):
                self.a.presence.put(HERE, uid, None)
            self.bus.run(1)
            self.b.seen.clear()

    def test_a_lost_whole(self) -> None:
        """What changed while the whole roster was about to be told is missed like other changes."""
        c = Node(self.bus, "c")
        self.greet()
        self.b.rosters.shared(False)
        self.b.rosters.shared(True)
        self.bus.run(BATCH)  # it has greeted
        self.a.presence.put(HERE, "alice", ["r"])
        self.bus.lossy = lambda node: node is c
        self.bus.run(BATCH)
        self.bus.lossy = lambda node: False
        self.assertEqual((self.b.presence.who("r"), c.presence.who("r")), (["alice"], []))
        self.bus.run(BEAT + 1)
        self.assertEqual(c.presence.who("r"), ["alice"])

    def test_the_end(self) -> None:
        """A goodbye, silence, no broker any more: those of that server have left."""
        for end in (
            self.a.rosters.stop,
            lambda: (setattr(self.bus, "lossy", lambda node: True), self.bus.run(80)),
            lambda: self.b.rosters.shared(False),
        ):
            self.bus.lossy = lambda node: False
            self.greet()
            self.a.presence.put(HERE, "alice", ["r"])
            self.bus.run(BEAT + 1)
            self.assertEqual(self.b.presence.who("r"), ["alice"])
            end()
            self.assertEqual(self.b.presence.who("r"), [])
            self.assertEqual(self.b.seen.pop(), ("r", "alice", False))
            self.assertEqual(self.b.presence.rosters.keys(), {HERE})
        self.assertGreater(80, SILENCE + BEAT)
        self.a.rosters.shared(False)
        self.assertEqual(self.bus.clock.getDelayedCalls(), [])

    def test_nothing_is_told_to_nobody(self) -> None:
        self.a.presence.put(HERE, "alice", ["r"])
        self.a.rosters.told("b", b'{"v": 1, "whole": {"bob": ["r"]}}')
        self.a.rosters.stop()
        self.bus.run(100)
        self.assertEqual((self.a.told, self.a.presence.who("r")), ([], ["alice"]))

    def test_a_failing_tell(self) -> None:
        """It is made good like a loss on the way."""
        self.greet()
        self.a.tell = lambda body: fail(RuntimeError())  # type: ignore[method-assign]
        self.a.presence.put(HERE, "alice", ["r"])
        self.bus.run(1)
        del self.a.tell  # type: ignore[method-assign]
        self.bus.run(BEAT + 1)
        self.assertEqual(self.b.presence.who("r"), ["alice"])

    def test_strangers(self) -> None:
        """What no server of ours has written is counted, and changes nothing."""
        self.greet()
        for body in (
            b"",
            b"\xff",
            b"[]",
            b"[" * 100_000,
            b"{}",
            b'{"v": "1"}',
            b'{"v": 1, "ask": 5}',
            b'{"v": 1, "whole": []}',
            b'{"v": 1, "whole": {"": []}}',
            b'{"v": 1, "whole": {"x": "r"}}',
            b'{"v": 1, "changes": {"x": [5]}}',
            b'{"v": 1, "changes": {"x": [""]}}',
        ):
            self.a.rosters.told("x", body)
        self.assertEqual(self.a.rosters.malformed, 12)
        self.assertEqual(self.a.presence.who("r"), [])

    def test_repeats(self) -> None:
        """Older than what is known: ignored."""
        self.greet()
        for body in (
            b'{"v": 5, "whole": {"bob": ["r"]}}',
            b'{"v": 4, "whole": {}}',
            b'{"v": 5, "changes": {"bob": null}}',
            b'{"v": 5}',
        ):
            self.a.rosters.told("x", body)
        self.assertEqual(self.a.presence.who("r"), ["bob"])
        self.assertEqual(self.a.rosters._ask, {})

    def test_many_changes(self) -> None:
        """More than wait: the whole roster is told instead."""
        self.patch(roster_module, "MAX_CHANGES", 3)
        self.greet()
        for number in range(10):
            self.a.presence.put(HERE, f"u{number}", ["r"])
        self.assertLessEqual(len(self.a.rosters._changed), 4)
        self.bus.run(1)
        self.assertIn("whole", self.a.told[-1])
        self.assertEqual(len(self.b.presence.who("r")), 10)

    def test_a_large_roster(self) -> None:
        """It is not told, and not taken."""
        self.patch(roster_module, "MAX_ROSTER", 100)
        self.greet()
        self.a.presence.put(HERE, "alice", ["r"])
        self.bus.run(1)
        self.assertEqual(self.b.presence.who("r"), ["alice"])
        self.a.presence.put(HERE, "bob", ["x" * 100])
        self.bus.run(1)
        self.assertEqual(self.b.presence.who("r"), [])
        self.bus.run(BEAT)
        self.a.presence.put(HERE, "bob", None)
        self.bus.run(1)
        self.assertEqual(self.b.presence.who("r"), ["alice"])
        for body in (
            b'{"v": 1, "whole": {"%s": ["r"]}}' % (b"y" * 200),
            b'{"v": 1, "whole": {"carol": ["r"]}}',
            b'{"v": 2, "changes": {"%s": ["r"]}}' % (b"y" * 200),
        ):
            self.b.rosters.told("x", body)
        self.assertEqual(self.b.presence.who("r"), ["alice"])
        self.assertEqual(self.b.rosters.ignored, 2)

    def test_many_servers(self) -> None:
        self.patch(roster_module, "MAX_ROSTERS", 2)
        self.greet()
        for name in ("x", "y", "z"):
            self.a.rosters.told(name, b'{"v": 1, "whole": {"%s": ["r"]}}' % name.encode())
        self.assertEqual(self.a.presence.who("r"), ["x"])  # b is the other one
        self.assertEqual(self.a.rosters.ignored, 2)

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),  # the server
                st.sampled_from(["put", "put", "put", "off", "on", "wait"]),
                st.sampled_from(["alice", "bob", "carol"]),
                st.none() | st.sets(st.sampled_from("rs")),
                st.sets(st.integers(0, 2)),  # who misses what is told after this
            ),
            max_size=25,
        )
    )
    @modest
    def test_whatever_is_lost(self, steps: list[Any]) -> None:
        """When losses end, all have the same before the next beat but one."""
        bus = Bus()
        nodes = [Node(bus, name) for name in "abc"]
        for node in nodes:
            node.rosters.shared(True)
        for index, verb, uid, rooms, missing in steps:
            bus.lossy = lambda node, missing=missing: nodes.index(node) in missing
            if verb == "put":
                nodes[index].presence.put(HERE, uid, rooms)
            elif verb in ("on", "off"):
                nodes[index].rosters.shared(verb == "on")
            bus.run(BEAT if verb == "wait" else BATCH)
        bus.lossy = lambda node: False
        for node in nodes:
            node.rosters.shared(True)
        bus.run(2 * BEAT)
        for node in nodes:
            for other in nodes:
                if other is not node:
                    theirs = node.presence.rosters.get(other.server_name, {})
                    self.assertEqual(theirs, other.presence.rosters[HERE])
