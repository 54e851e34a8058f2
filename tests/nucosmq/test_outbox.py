"""The queue of one connection: bounds, policies, pace."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq.errors import InvalidRequest
from twisted_telco.nucosmq.outbox import MAX_CONTROL, Outbox


class OutboxTests(SynchronousTestCase):
    def outbox(self, **limits: Any) -> Outbox:
        self.written: list[bytes] = []
        self.overflows: list[str] = []
        return Outbox(self.written.append, self.overflows.append, **limits)

    def test_straight(self) -> None:
        """Nothing is kept while the transport takes it."""
        outbox = self.outbox()
        self.assertTrue(outbox.send(b"1"))
        outbox.send_control(b"2")
        self.assertEqual(self.written, [b"1", b"2"])
        self.assertEqual((len(outbox), outbox.size, outbox.open), (0, 0, True))

    def test_blocked(self) -> None:
        """What waits leaves in order, answers first, when the transport takes more."""
        outbox = self.outbox()
        outbox.block()
        for frame in (b"1", b"2"):
            self.assertTrue(outbox.send(frame))
        outbox.send_control(b"pong")
        self.assertEqual((self.written, len(outbox), outbox.size), ([], 3, 6))
        outbox.unblock()
        self.assertEqual(self.written, [b"pong", b"1", b"2"])
        self.assertEqual((outbox.size, outbox.open), (0, True))

    def test_blocked_again_on_the_way(self) -> None:
        outbox = self.outbox()
        outbox.block()
        for frame in (b"1", b"2", b"3"):
            outbox.send(frame)

        def write(frame: bytes) -> None:
            self.written.append(frame)
            outbox.block()

        outbox.write = write
        outbox.unblock()
        self.assertEqual((self.written, outbox.open), ([b"1"], False))
        outbox.unblock()
        self.assertEqual(self.written, [b"1", b"2"])

    def test_policies_at_the_bound(self) -> None:
        """n bytes wait, n + 1 do not; each policy loses what its name says, and counts it."""
        for policy, left in (
            ("drop_oldest", [b"22", b"33", b"4"]),
            ("drop_newest", [b"11", b"22", b"33"]),
            ("close", [b"11", b"22", b"33"]),
        ):
            outbox = self.outbox(max_backlog=6, policy=policy)
            outbox.block()
            for frame in (b"11", b"22", b"33"):
                self.assertTrue(outbox.send(frame))
            self.assertEqual(outbox.dropped, 0)
            self.assertEqual(outbox.send(b"4"), policy == "drop_oldest")
            self.assertEqual(outbox.dropped, 1)
            self.assertEqual(len(self.overflows), policy == "close")
            outbox.unblock()
            self.assertEqual(self.written, left)

    def test_a_long_frame_takes_the_place_of_several(self) -> None:
        outbox = self.outbox(max_backlog=6)
        outbox.block()
        for frame in (b"11", b"22", b"33", b"4444"):
            outbox.send(frame)
        outbox.unblock()
        self.assertEqual((self.written, outbox.dropped), ([b"33", b"4444"], 2))

    def test_a_frame_above_the_bound(self) -> None:
        """Alone it is taken: otherwise it could never be sent."""
        outbox = self.outbox(max_backlog=2)
        outbox.block()
        self.assertTrue(outbox.send(b"12345"))
        self.assertTrue(outbox.send(b"1"))
        self.assertEqual((len(outbox), outbox.dropped), (1, 1))

    def test_answers_are_bounded(self) -> None:
        """A far end that asks and asks and never reads is given up."""
        outbox = self.outbox()
        outbox.block()
        for _ in range(MAX_CONTROL):
            outbox.send_control(b"pong")
        self.assertEqual(self.overflows, [])
        outbox.send_control(b"pong")
        self.assertEqual(len(self.overflows), 1)

    def test_bytes_of_answers_are_bounded(self) -> None:
        """By as much as users' frames, and apart from them."""
        outbox = self.outbox(max_backlog=10, policy="drop_newest")
        outbox.block()
        self.assertTrue(outbox.send(b"123456789"))
        self.assertTrue(outbox.has_room_for_answer(b"longer than the bound"))
        for frame in (b"123", b"45"):
            self.assertTrue(outbox.has_room_for_answer(frame))
            outbox.send_control(frame)
        self.assertFalse(outbox.has_room_for_answer(b"6"))
        outbox.send_control(b"67890")
        self.assertTrue(outbox.send(b"0"))
        self.assertFalse(outbox.send(b"1"))
        self.assertEqual((outbox.size, self.overflows), (20, []))
        outbox.send_control(b"x")
        self.assertEqual((outbox.size, len(self.overflows)), (20, 1))
        outbox.unblock()
        outbox.block()
        outbox.send_control(b"longer than the bound")
        self.assertEqual((outbox.size, len(self.overflows)), (21, 1))

    def test_answers_leave_their_room_in_segments_too(self) -> None:
        for escort in (None, lambda: b"P"):
            outbox = self.outbox(max_backlog=10)
            outbox.escort(escort, 64)
            for _ in range(5):
                outbox.block()
                outbox.send_control(b"12345")
                outbox.send_control(b"67890")
                outbox.unblock()
                outbox.arrived()
            self.assertEqual((self.overflows, outbox.size), ([], 0))

    def test_unknown_policy(self) -> None:
        with self.assertRaisesRegex(InvalidRequest, "drop_oldest, drop_newest, close"):
            self.outbox(policy="drop_all")

    def test_held(self) -> None:
        """During a login users' frames wait, the login's own do not."""
        outbox = self.outbox()
        outbox.hold()
        outbox.send(b"user")
        outbox.send_control(b"login")
        self.assertEqual(self.written, [b"login"])
        outbox.release()
        self.assertEqual(self.written, [b"login", b"user"])

    def test_shut_down(self) -> None:
        """No login brings it back; what waits is for another connection."""
        outbox = self.outbox()
        outbox.shut_down()
        outbox.hold()
        outbox.send(b"user")
        outbox.send_control(b"confirmed")
        outbox.release()
        self.assertEqual(self.written, [b"confirmed"])
        self.assertEqual(outbox.clear(), [(b"user", False)])

    def test_when_empty(self) -> None:
        outbox = self.outbox()
        calls: list[str] = []
        outbox.when_empty(lambda: calls.append("at once"))
        outbox.block()
        outbox.send(b"1")
        outbox.when_empty(lambda: calls.append("later"))
        self.assertEqual(calls, ["at once"])
        outbox.when_empty(lambda: calls.append("too"))
        outbox.unblock()
        self.assertEqual(calls, ["at once", "later", "too"])
        outbox.block()
        outbox.when_empty(lambda: calls.append("when it takes more"))
        self.assertEqual(len(calls), 3)
        outbox.unblock()
        self.assertEqual(len(calls), 4)

        def write(frame: bytes) -> None:
            outbox.block()

        outbox.write = write
        outbox.send(b"the transport takes it, and no more")
        outbox.when_empty(lambda: calls.append("at last"))
        outbox.send(b"again")
        outbox.unblock()
        self.assertEqual((len(outbox), len(calls)), (0, 4))
        outbox.unblock()
        self.assertEqual(len(calls), 5)

    def test_segments(self) -> None:
        """One write each, led by a ping; the next when the last was read."""
        outbox = self.outbox()
        outbox.escort(lambda: b"P", 64 + 6)
        for frame in (b"11", b"22", b"33", b"44"):
            outbox.send(frame)
        self.assertEqual(self.written, [b"P11"])
        outbox.arrived()
        self.assertEqual(self.written, [b"P11", b"P223344"])
        outbox.arrived()
        self.assertFalse(outbox.open)
        outbox.send(b"5")
        self.assertEqual(self.written[-1], b"P5")

    def test_a_published_frame_is_the_last(self) -> None:
        """An original forgets what it reads behind it: an answer too."""
        outbox = self.outbox()
        outbox.escort(lambda: b"P", 1000)
        outbox.send(b"room1", last=True)
        outbox.send(b"plain")
        outbox.send(b"room2", last=True)
        outbox.send(b"room3", last=True)
        outbox.send_control(b"pong")
        self.assertEqual(self.written, [b"Proom1"])
        outbox.arrived()
        self.assertEqual(self.written[1:], [b"Ppongplainroom2"])
        outbox.arrived()
        self.assertEqual(self.written[2:], [b"Proom3"])

    def test_a_long_frame_is_not_held_up(self) -> None:
        outbox = self.outbox()
        outbox.escort(lambda: b"P", 70)
        outbox.send(b"x" * 500)
        self.assertEqual(self.written, [b"P" + b"x" * 500])

    def test_end_of_the_pace(self) -> None:
        """The far end is one of ours after all: what waits leaves at once."""
        outbox = self.outbox()
        outbox.escort(lambda: b"P", 64)
        for frame in (b"1", b"2", b"3"):
            outbox.send(frame)
        outbox.escort(None)
        self.assertEqual(self.written, [b"P1", b"2", b"3"])
        self.assertTrue(outbox.open)

    def test_taken_over(self) -> None:
        """What had its bound elsewhere is not measured again."""
        outbox = self.outbox(max_backlog=3, policy="drop_newest")
        outbox.block()
        outbox.take_over([(b"12", False), (b"34", True), (b"56", False)])
        self.assertEqual((outbox.size, outbox.dropped), (6, 0))
        self.assertFalse(outbox.send(b"7"))
        outbox.unblock()
        self.assertEqual(self.written, [b"12", b"34", b"56"])
        outbox.take_over([(b"8", False)])
        self.assertEqual((self.written[3:], outbox.open), ([b"8"], True))

    def test_clear(self) -> None:
        """The connection is gone: nothing is written any more, and what could be sent on another
        one is given back."""
        outbox = self.outbox()
        outbox.block()
        outbox.send(b"1")
        outbox.send(b"a request", once=True)
        outbox.send_control(b"pong")
        outbox.send(b"2", last=True)
        self.assertEqual(outbox.clear(), [(b"1", False), (b"2", True)])
        self.assertEqual((len(outbox), outbox.size), (0, 0))
        outbox.send(b"1")
        outbox.send_control(b"2")
        self.assertEqual(self.written, [])

    @given(st.lists(st.sampled_from(["send", "room", "control", "block", "unblock", "arrived"])))
    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    def test_nothing_is_lost_or_swapped(self, steps: list[str]) -> None:
        """Whatever happens in between, users' frames leave once each and in order."""
        outbox = self.outbox()
        outbox.escort(lambda: b"[", 70)
        sent = []
        for number, step in enumerate(steps):
            frame = f"<{number}>".encode()
            if step in ("send", "room"):
                sent.append(frame)
                outbox.send(frame, step == "room")
            elif step == "control":
                outbox.send_control(b"!")
            else:
                getattr(outbox, step)()
        while len(outbox):
            outbox.unblock()
            outbox.arrived()
        written = b"".join(self.written).replace(b"[", b"").replace(b"!", b"")
        self.assertEqual(written, b"".join(sent))
        self.assertEqual(outbox.size, 0)
