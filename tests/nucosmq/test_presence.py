"""The union of rosters."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq.presence import HERE, Presence

modest = settings(max_examples=100, deadline=None, derandomize=True, database=None)

servers = st.sampled_from([HERE, "a", "b"])
rooms = st.none() | st.sets(st.sampled_from("rst"))
uids = st.sampled_from(["alice", "bob"])
puts = st.tuples(st.just("put"), servers, uids, rooms)
whole = st.dictionaries(uids, st.sets(st.sampled_from("rst")))
replaces = st.tuples(st.just("replace"), servers, whole)
drops = st.tuples(st.just("drop"), st.sampled_from("ab"))


class PresenceTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.seen: list[Any] = []
        self.left: list[str] = []
        self.presence = Presence(lambda *change: self.seen.append(change), self.left.append)

    def test_union(self) -> None:
        """Who is there twice is there once, until gone from both."""
        for server in (HERE, "a"):
            self.presence.put(server, "alice", ["r"])
        self.assertEqual(self.presence.who("r"), ["alice"])
        self.presence.put(HERE, "alice", None)
        self.assertTrue(self.presence.is_in("alice"))
        self.assertEqual(self.seen, [("r", "alice", True)])
        self.presence.drop("a")
        self.assertEqual(self.seen[1:], [("r", "alice", False)])
        self.assertEqual((self.presence.who("r"), self.presence.is_in("alice")), ([], False))
        self.presence.put("a", "bob", None)
        self.assertEqual(self.left, ["alice", "alice", "bob"])

    def test_ours(self) -> None:
        """What changes here is told, once, and nothing else."""
        told: list[str] = []
        self.presence.local_changed = told.append
        self.presence.put("a", "bob", ["r"])
        for rooms_of_alice in ([], [], ["r"], ["r"], None, None):
            self.presence.put(HERE, "alice", rooms_of_alice)
        self.assertEqual(told, ["alice"] * 3)

    @given(st.lists(puts | replaces | drops, max_size=12))
    @modest
    def test_against_a_simple_model(self, steps: list[Any]) -> None:
        seen: set[Any] = set()

        def changed(room: str, uid: str, joined: bool) -> None:
            self.assertEqual((room, uid) in seen, not joined)
            seen.symmetric_difference_update([(room, uid)])

        presence = Presence(changed, self.left.append)
        model: dict[str, dict[str, set[str]]] = {}
        for verb, server, *more in steps:
            getattr(presence, verb)(server, *more)
            roster = model.setdefault(server, {})
            if verb != "put":
                roster.clear()
                roster.update(more[0] if more else {})
            elif more[1] is None:
                roster.pop(more[0], None)
            else:
                roster[more[0]] = more[1]
        union = {(r, u) for roster in model.values() for u, rs in roster.items() for r in rs}
        self.assertEqual(seen, union)
        for room in "rst":
            self.assertEqual(presence.who(room), sorted(u for r, u in union if r == room))
        for uid in ("alice", "bob"):
            self.assertEqual(presence.is_in(uid), any(uid in m for m in model.values()))
        for server, roster in presence.rosters.items():
            self.assertEqual(bool(roster.size), bool(model.get(server)))
        presence.replace(HERE, {})
        presence.drop("a")
        presence.drop("b")
        self.assertEqual(
            (presence._uids, presence._rooms, presence.rosters[HERE].size), ({}, {}, 0)
        )
