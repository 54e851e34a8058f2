"""The models in the face of events in any order: nothing is left, nothing is counted twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.esl.ended import REMEMBERED
from twisted_telco.esl.listener import DEFAULT_EVENTS, FORGET_AFTER
from twisted_telco.esl.messages import Event
from twisted_telco.esl.wire import FrameDecoder

from . import recordings
from .case import Case, event

modest = settings(max_examples=60, deadline=None, derandomize=True)


def recorded(name: str) -> list[Event]:
    """The events of a recording that a listener asks for."""
    messages = FrameDecoder().feed(recordings.server(name))
    events = [m for m in messages if isinstance(m, Event)]
    return [e for e in events if e.uuid and e.name in DEFAULT_EVENTS]


class Simulated(Case):
    """Where the simulated calls come from."""

    def events(self, bridged: bool) -> list[Event]:
        client = self.ready()
        listener = self.result(client.listener.start())
        found: list[Event] = []
        listener.watch(lambda session, event: found.append(event))
        uuids = [self.call(client) for _ in range(2 if bridged else 1)]
        if bridged:
            first, second = (listener.sessions[uuid] for uuid in uuids)
            self.result(first.bridge(second))
        self.pump(1)
        self.result(client.hupall())
        self.pump(1)
        return found


def simulated(bridged: bool) -> list[Event]:
    case = Simulated("events")
    case.setUp()
    return case.events(bridged)


RECORDED = [recorded(name) for name in ("call_all_json", "call_bridge", "sip_call_all_json")]
SIMULATED = [simulated(bridged) for bridged in (False, True)]


class Orders(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.listener = esl.Listener(self.clock, "fs")

    def ends(self, events: list[Event]) -> None:
        """All of it is over, and each channel was counted once, under the last uuid it had."""
        listener = esl.Listener(self.clock, "fs")
        for one in events:
            listener.event_received(one)
        self.clock.advance(FORGET_AFTER)
        calls = listener.calls
        self.assertEqual(
            (listener.sessions, calls, calls._tagged, listener._hungup), ({}, {}, {}, {})
        )
        old = {e["Old-Unique-ID"] for e in events if e.name == "CHANNEL_UUID"}
        ends = {e.uuid: e for e in events if e.name == "CHANNEL_DESTROY" and e.uuid not in old}
        self.assertEqual(listener.causes, Counter(e["Hangup-Cause"] for e in ends.values()))

    def test_as_they_came(self) -> None:
        for events in (*RECORDED, *SIMULATED):
            self.ends(events)

    @modest
    @given(st.sampled_from([*RECORDED, *SIMULATED]).flatmap(st.permutations))
    def test_any(self, events: list[Event]) -> None:
        self.ends(events)

    @modest
    @given(st.sampled_from([*RECORDED, *SIMULATED]).flatmap(st.permutations))
    def test_any_with_the_end_last(self, events: list[Event]) -> None:
        self.ends(sorted(events, key=lambda e: e.name == "CHANNEL_DESTROY"))

    def feed(self, *events: tuple[Any, ...], **headers: str) -> None:
        """Events as (when it was made, name, uuid) in the order of their arrival."""
        for made, name, uuid in events:
            more = {"Old_Unique_ID": "old"} if name == "CHANNEL_UUID" else {}
            stamp = str(1_700_000_000_000_000 + made)
            self.listener.event_received(
                event(name, uuid, Event_Date_Timestamp=stamp, **more, **headers)
            )

    def nothing_is_left(self) -> None:
        calls = self.listener.calls
        self.assertEqual((self.listener.sessions, calls, calls._tagged), ({}, {}, {}))

    def test_end_alone(self) -> None:
        """It is counted, once, and what comes late makes no session."""
        for uuid, ends in (
            ("a", ["CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"]),
            ("b", ["CHANNEL_DESTROY", "CHANNEL_HANGUP_COMPLETE"]),
        ):
            self.listener.causes.clear()
            for name in ends:
                self.feed((5, name, uuid), Hangup_Cause="USER_BUSY")
            self.feed((1, "CHANNEL_CREATE", uuid), (2, "CHANNEL_ANSWER", uuid))
            self.assertEqual(self.listener.causes, {"USER_BUSY": 1})
            self.nothing_is_left()
        self.feed((9, "CHANNEL_CREATE", "a"))
        self.assertIn("a", self.listener.sessions)

    def test_renamed_after_its_new_name_was_heard(self) -> None:
        self.feed((1, "CHANNEL_CREATE", "old"), (3, "CHANNEL_ANSWER", "new"))
        session, other = (self.listener.sessions[uuid] for uuid in ("old", "new"))
        wait = other.recv("DTMF")
        session.vars["a"], other.vars["b"] = 1, 2
        self.feed((2, "CHANNEL_UUID", "new"))
        self.assertEqual(self.listener.sessions, {"new": session})
        self.assertEqual((session.answered, session.uuid), (True, "new"))
        self.assertEqual(session.vars, {"a": 1, "b": 2})
        call = self.listener.calls["new"]
        self.assertEqual((list(self.listener.calls), call.uuid), (["new"], "new"))
        self.assertEqual((call.sessions, session.call), ([session], call))
        self.failureResultOf(wait, esl.ConnectionLost)
        self.feed((4, "CHANNEL_DESTROY", "new"))
        self.nothing_is_left()

    def test_old_name_after_the_new_one(self) -> None:
        for early in ([(1, "CHANNEL_CREATE", "old")], []):
            self.listener = esl.Listener(self.clock, "fs")
            self.feed(*early, (3, "CHANNEL_UUID", "new"), (2, "CHANNEL_ORIGINATE", "old"))
            self.feed((1, "CHANNEL_CREATE", "old"), (4, "CHANNEL_ANSWER", "new"))
            self.assertEqual(list(self.listener.sessions), ["new"])
            self.feed((5, "CHANNEL_DESTROY", "new"))
            self.nothing_is_left()

    def test_renamed_after_its_end(self) -> None:
        self.feed((1, "CHANNEL_CREATE", "old"))
        wait = self.listener.sessions["old"].recv("CHANNEL_ANSWER")
        self.feed((5, "CHANNEL_DESTROY", "new"), (2, "CHANNEL_UUID", "new"))
        self.failureResultOf(wait, esl.HungUp)
        self.assertEqual(sum(self.listener.causes.values()), 1)
        self.nothing_is_left()

    def test_hung_up_before_it_was_renamed(self) -> None:
        """And its end never comes: one timer, for the session that is left."""
        self.feed((1, "CHANNEL_CREATE", "old"), (3, "CHANNEL_HANGUP", "new"))
        session = self.listener.sessions["old"]
        self.feed((2, "CHANNEL_UUID", "new"))
        self.assertTrue(session.hungup)
        self.clock.advance(FORGET_AFTER)
        self.assertTrue(session.gone)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.nothing_is_left()

    def test_ends_that_are_remembered(self) -> None:
        for n in range(REMEMBERED + 100):
            self.feed((n, "CHANNEL_DESTROY", f"{n}"))
        self.assertEqual(len(self.listener._gone), REMEMBERED)
