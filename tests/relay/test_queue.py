"""Bounds, policies and what is said about losses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.logger import Logger, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.relay import BoundedQueue, LossReport


class Bounds(SynchronousTestCase):
    def test_the_oldest_goes_first(self) -> None:
        queue = BoundedQueue(limit=2)
        self.assertEqual([queue.put(line) for line in (b"1", b"2", b"3")], [True, True, False])
        self.assertEqual(queue.take(9, 9), [b"2", b"3"])
        self.assertEqual((queue.dropped, queue.bytes), (1, 0))

    def test_the_newest_goes_first(self) -> None:
        queue = BoundedQueue(limit=2, policy="drop_newest")
        self.assertEqual([queue.put(line) for line in (b"1", b"2", b"3")], [True, True, False])
        self.assertEqual(queue.take(9, 9), [b"1", b"2"])

    def test_bytes_are_bounded_too(self) -> None:
        queue = BoundedQueue(limit_bytes=10)
        for line in (b"aaaa", b"bbbb", b"cccccccc"):
            queue.put(line)
        self.assertEqual(queue.take(9, 99), [b"cccccccc"])
        self.assertEqual(queue.dropped, 2)

    def test_a_line_larger_than_the_queue_pushes_nothing_out(self) -> None:
        queue = BoundedQueue(limit_bytes=10)
        queue.put(b"small")
        self.assertFalse(queue.put(b"x" * 11))
        self.assertEqual(queue.take(9, 99), [b"small"])

    def test_a_batch_has_two_limits_but_is_never_empty(self) -> None:
        queue = BoundedQueue()
        for line in (b"aaaa", b"bbbb", b"cccc", b"dddd"):
            queue.put(line)
        self.assertEqual(queue.take(9, 1), [b"aaaa"])
        self.assertEqual(queue.take(9, 8), [b"bbbb", b"cccc"])
        self.assertEqual(queue.take(1, 99), [b"dddd"])
        self.assertEqual(queue.take(1, 99), [])

    def test_clearing_counts(self) -> None:
        queue = BoundedQueue()
        queue.put(b"1")
        self.assertEqual((queue.clear(), len(queue), queue.dropped), (1, 0, 1))

    def test_policies_and_limits_are_checked(self) -> None:
        self.assertRaises(ValueError, BoundedQueue, policy="drop_all")
        self.assertRaises(ValueError, BoundedQueue, limit=0)

    @settings(max_examples=50, deadline=None, derandomize=True)
    @given(
        st.sampled_from(["drop_oldest", "drop_newest"]),
        st.lists(st.binary(max_size=12) | st.none(), max_size=60),
    )
    def test_nothing_is_unaccounted_for(self, policy: str, steps: list[bytes | None]) -> None:
        queue = BoundedQueue(limit=5, limit_bytes=30, policy=policy)
        offered = taken = 0
        for line in steps:
            if line is None:
                taken += len(queue.take(2, 10))
            else:
                queue.put(line)
                offered += 1
            self.assertLessEqual(len(queue), 5)
            self.assertLessEqual(queue.bytes, 30)
            self.assertEqual(offered, taken + len(queue) + queue.dropped)


class Losses(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.said: list[str] = []
        self.dropped = 0
        log = Logger(observer=lambda event: self.said.append(str(formatEvent(event))))
        self.report = LossReport(self.clock, log, "jsonl:x", "too slow", lambda: self.dropped)

    def drop(self, count: int) -> None:
        for _ in range(count):
            self.dropped += 1
            self.report.note()

    def test_said_at_once_then_at_most_every_half_minute(self) -> None:
        self.drop(500)
        self.assertEqual(self.said, ["jsonl:x: too slow"])
        self.clock.advance(30)
        self.drop(1)
        self.clock.advance(30)
        self.assertEqual(
            self.said[1:],
            ["jsonl:x: 500 events dropped (500 in all)", "jsonl:x: 1 events dropped (501 in all)"],
        )

    def test_it_ends_with_the_losses(self) -> None:
        self.drop(1)
        self.clock.pump([30, 30, 30])
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.drop(1)
        self.assertEqual(self.said[-1], "jsonl:x: too slow")

    def test_nothing_is_left(self) -> None:
        self.drop(3)
        self.report.close()
        self.report.close()
        self.assertEqual(self.clock.getDelayedCalls(), [])
