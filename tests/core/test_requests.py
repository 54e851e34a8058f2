"""The two tables, and that they fit the needs of all five protocols."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.requests import MANY_LANES, Keyed, Ordered, Table
from twisted_telco.errors import (
    ConnectionLost,
    ErrorFamily,
    InvalidRequest,
    NotReady,
    RequestRefused,
    RequestTimeout,
)


class Until:
    """Collects until a message ends with a full stop; more than ``limit`` is refused."""

    def __init__(self, limit: int = 5) -> None:
        self.items: list[str] = []
        self.limit = limit

    def add(self, message: str) -> bool:
        self.items.append(message)
        if len(self.items) > self.limit:
            raise RequestRefused("too many")
        return message.endswith(".")

    def result(self) -> list[str]:
        return self.items


class KeyedRequests(SynchronousTestCase):
    """AMI ActionID, HSMS kind and system bytes, OMM seq."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.table: Keyed[Any] = Keyed(self.clock)

    def test_answers_in_any_order(self) -> None:
        one, two = self.table.add("1", "a"), self.table.add("2", "b")
        self.assertTrue(self.table.answer("2", "B"))
        self.assertNoResult(one)
        self.assertTrue(self.table.answer("1", "A"))
        self.assertEqual((self.successResultOf(one), self.successResultOf(two)), ("A", "B"))
        self.assertEqual(len(self.table), 0)

    def test_hsms_keys_keep_our_primaries_apart_from_the_peers(self) -> None:
        """The peer may use the same system bytes for a primary of its own."""
        ours = self.table.add(("data", 7), "S1F1")
        linktest = self.table.add(("linktest", 7), "Linktest.req")
        self.assertNotIn(("select", 7), self.table)
        self.assertTrue(self.table.answer(("linktest", 7), "Linktest.rsp"))
        self.assertNoResult(ours)
        self.assertEqual(self.successResultOf(linktest), "Linktest.rsp")
        self.assertTrue(self.table.answer(("data", 7), "S1F2"))
        self.assertEqual(self.successResultOf(ours), "S1F2")

    def test_a_key_under_way_is_refused(self) -> None:
        d = self.table.add("1", "a")
        self.assertRaises(InvalidRequest, self.table.add, "1", "b")
        self.table.answer("1", "A")
        self.assertEqual(self.successResultOf(d), "A")
        self.table.add("1", "again")

    def test_an_orphan_is_counted_and_given_to_nobody(self) -> None:
        late = self.table.add("1", "a", 5)
        other = self.table.add("2", "b")
        self.clock.advance(5)
        self.failureResultOf(late, RequestTimeout)
        self.assertFalse(self.table.answer("1", "A"))
        self.assertNoResult(other)
        self.assertEqual(self.table.orphans, 1)

    def test_refusal(self) -> None:
        d = self.table.add("1", "a")
        self.assertTrue(self.table.fail("1", RequestRefused("no", "a")))
        self.assertFalse(self.table.fail("1", RequestRefused("no", "a")))
        self.failureResultOf(d, RequestRefused)

    def test_a_list_is_collected(self) -> None:
        d = self.table.add("1", "list", 5, Until())
        for word in ("x", "y"):
            self.assertTrue(self.table.answer("1", word))
            self.assertNoResult(d)
        self.table.answer("1", "z.")
        self.assertEqual(self.successResultOf(d), ["x", "y", "z."])
        self.assertEqual(len(self.table), 0)

    def test_a_list_has_a_limit(self) -> None:
        d = self.table.add("1", "list", 5, Until(limit=2))
        for word in ("x", "y", "z"):
            self.table.answer("1", word)
        self.failureResultOf(d, RequestRefused)
        self.assertFalse(self.table.answer("1", "later"))

    def test_a_two_stage_job_is_known_before_its_command_is_written(self) -> None:
        """ESL bgapi, AMI Originate: the result may overtake the answer."""
        commands, jobs = Ordered(self.clock), self.table
        job = jobs.add("uuid", "originate", 60)
        command = commands.add("bgapi originate", 5)
        jobs.answer("uuid", "+OK")
        commands.answer("+OK Job-UUID: uuid")
        self.assertEqual(self.successResultOf(job), "+OK")
        self.assertEqual(self.successResultOf(command), "+OK Job-UUID: uuid")

    def test_timeout_names_its_request(self) -> None:
        d = self.table.add("1", "Ping", 2.5)
        self.clock.advance(2.4)
        self.assertNoResult(d)
        self.clock.advance(0.1)
        error = self.failureResultOf(d, RequestTimeout).value
        self.assertEqual((error.request, error.timeout), ("Ping", 2.5))
        self.assertEqual(str(error), "no answer to Ping within 2.5 s")
        self.assertIsInstance(error, TimeoutError)
        self.assertEqual(self.table.timeouts, 1)

    def test_one_timer_per_length_and_none_per_request(self) -> None:
        """addTimeout would make one each, at five times the cost of the request."""
        for i in range(1000):
            self.table.add(i, i, 5)
            self.table.add(-i - 1, i, 30)
        self.assertEqual(len(self.clock.getDelayedCalls()), 2)

    def test_the_timer_follows_the_oldest_request_that_still_waits(self) -> None:
        self.table.add("1", "a", 5)
        self.clock.advance(3)
        two = self.table.add("2", "b", 5)
        self.table.answer("1", "A")
        self.clock.advance(2)
        self.assertNoResult(two)
        self.clock.advance(3)
        self.failureResultOf(two, RequestTimeout)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_lengths_that_are_used_no_more_leave_nothing(self) -> None:
        for length in range(1, 50):
            self.table.add(length, "x", length)
            self.table.answer(length, "X")
        self.clock.pump([1.0] * 50)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual(self.table._deadlines, {})

    def test_lengths_that_are_all_different_are_not_kept(self) -> None:
        """``deadline - now`` as a timeout gives each request a length of its own."""
        waiting = [self.table.add(("w", n), "x", 100 + n / 7) for n in range(MANY_LANES)]
        for number in range(3 * MANY_LANES):
            self.table.add(number, "x", 30 + number / 1e6)
            self.table.answer(number, "X")
        self.assertLess(len(self.clock.getDelayedCalls()), 2 * len(waiting) + 1)
        self.clock.advance(1000)
        for d in waiting:
            self.failureResultOf(d, RequestTimeout)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_what_is_no_timeout_is_refused(self) -> None:
        """``deadline - now`` can be negative."""
        for length in (-0.5, float("nan"), float("inf"), "5"):
            for _ in range(2):
                self.assertRaises(InvalidRequest, self.table.add, "1", "a", length)
        self.assertEqual((len(self.table), self.table._deadlines), (0, {}))
        self.table.fail_all("cable pulled")

    def test_no_timeout(self) -> None:
        d = self.table.add("1", "a", None)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.clock.advance(1e6)
        self.assertNoResult(d)

    def test_cancel_leaves_nothing(self) -> None:
        d = self.table.add("1", "a", 5)
        d.cancel()
        self.failureResultOf(d, CancelledError)
        self.assertEqual((len(self.table), self.table.cancelled), (0, 1))
        self.assertFalse(self.table.answer("1", "A"))
        self.clock.advance(5)
        self.assertEqual(self.table.timeouts, 0)

    def test_loss_fails_each_with_an_error_of_its_own(self) -> None:
        ds = [self.table.add(i, f"r{i}", 5) for i in range(10_000)]
        self.table.fail_all("cable pulled")
        errors = [self.failureResultOf(d, ConnectionLost).value for d in ds]
        self.assertEqual(len({id(e) for e in errors}), 10_000)
        self.assertEqual([e.request for e in errors], [f"r{i}" for i in range(10_000)])
        self.assertEqual(str(errors[3]), "cable pulled; r3 was not answered")
        self.assertEqual((len(self.table), self.table.lost), (0, 10_000))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_requests_made_by_the_failures_fail_at_once(self) -> None:
        raised: list[Exception] = []

        def again(_: object) -> None:
            try:
                self.table.add("new", "again", 5)
            except ConnectionLost as error:
                raised.append(error)

        self.table.add("1", "a", 5).addErrback(again)
        self.table.fail_all("gone")
        self.assertEqual(str(raised[0]), "gone; again was not answered")
        self.assertEqual(len(self.table), 0)

    def test_a_failure_that_cancels_its_neighbour(self) -> None:
        two: Deferred[Any]
        self.table.add("1", "a").addErrback(lambda _: two.cancel())
        two = self.table.add("2", "b")
        three = self.table.add("3", "c")
        self.table.fail_all("gone")
        self.failureResultOf(two, CancelledError)
        self.failureResultOf(three, ConnectionLost)

    def test_a_timeout_that_cancels_its_neighbour(self) -> None:
        two: Deferred[Any]
        self.table.add("1", "a", 5).addErrback(lambda _: two.cancel())
        two = self.table.add("2", "b", 5)
        self.clock.advance(5)
        self.failureResultOf(two, CancelledError)

    def test_the_table_is_bounded(self) -> None:
        table: Keyed[int] = Keyed(self.clock, limit=2)
        table.add(1, "a")
        table.add(2, "b")
        self.assertRaises(NotReady, table.add, 3, "c")
        table.answer(1, "A")
        table.add(3, "c")

    def test_the_protocols_own_classes_are_raised(self) -> None:
        class Mine(RequestTimeout):
            pass

        table: Keyed[int] = Keyed(self.clock, ErrorFamily(timeout=Mine))
        d = table.add(1, "a", 1)
        self.clock.advance(1)
        self.failureResultOf(d, Mine)

    def test_entries_can_be_looked_at(self) -> None:
        self.clock.advance(7)
        self.table.add("1", "a", 5)
        entry = self.table.get("1")
        assert entry is not None
        self.assertEqual((entry.request, entry.timeout), ("a", 5))
        self.assertIsNone(self.table.get("2"))


class OrderedRequests(SynchronousTestCase):
    """ESL command/reply, AGI: the answer belongs to the oldest request."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.stalls = 0
        self.table = Ordered(self.clock, stall_timeout=60, on_stall=self.stalled)

    def stalled(self) -> None:
        self.stalls += 1

    def test_in_order(self) -> None:
        one, two = self.table.add("a"), self.table.add("b")
        self.assertTrue(self.table.answer("A"))
        self.assertTrue(self.table.answer("B"))
        self.assertEqual((self.successResultOf(one), self.successResultOf(two)), ("A", "B"))
        self.assertFalse(self.table.answer("C"))

    def test_a_placeholder_swallows_the_late_answer(self) -> None:
        for end in ("timeout", "cancel"):
            one = self.table.add("a", 5)
            if end == "timeout":
                self.clock.advance(5)
                self.failureResultOf(one, RequestTimeout)
            else:
                one.cancel()
                self.failureResultOf(one, CancelledError)
            two = self.table.add("b", 5)
            self.assertTrue(self.table.entries[0].called)
            self.assertTrue(self.table.answer("late A"))
            self.assertNoResult(two)
            self.table.answer("B")
            self.assertEqual(self.successResultOf(two), "B")
        self.assertEqual(self.table.swallowed, 2)
        self.clock.advance(100)
        self.assertEqual(self.stalls, 0)

    def test_a_placeholder_swallows_a_late_refusal(self) -> None:
        one = self.table.add("a", 5)
        self.clock.advance(5)
        self.failureResultOf(one, RequestTimeout)
        two = self.table.add("b")
        self.assertTrue(self.table.fail(RequestRefused("late")))
        self.assertTrue(self.table.fail(RequestRefused("no")))
        self.assertEqual(self.failureResultOf(two, RequestRefused).value.text, "no")
        self.assertFalse(self.table.fail(RequestRefused("nobody")))
        self.assertEqual(self.table.swallowed, 1)

    def test_a_placeholder_swallows_a_whole_list(self) -> None:
        one = self.table.add("list", 5, Until())
        self.table.answer("x")
        one.cancel()
        self.failureResultOf(one, CancelledError)
        two = self.table.add("b")
        self.table.answer("y")
        self.table.answer("z.")
        self.table.answer("B")
        self.assertEqual(self.successResultOf(two), "B")

    def test_a_list_over_its_limit(self) -> None:
        one, two = self.table.add("list", 5, Until(limit=1)), self.table.add("b")
        self.table.answer("x")
        self.table.answer("y")
        self.failureResultOf(one, RequestRefused)
        self.table.answer("B")
        self.assertEqual(self.successResultOf(two), "B")

    def test_a_placeholder_that_waits_too_long_is_a_stall(self) -> None:
        self.table.add("a", 5).addErrback(lambda _: None)
        self.clock.advance(5)
        self.clock.advance(59)
        self.assertEqual(self.stalls, 0)
        self.clock.advance(1)
        self.assertEqual(self.stalls, 1)

    def test_loss(self) -> None:
        gone = self.table.add("a", 5)
        gone.cancel()
        self.failureResultOf(gone, CancelledError)
        d = self.table.add("b", 5)
        self.table.fail_all("cable pulled")
        self.assertEqual(self.failureResultOf(d, ConnectionLost).value.request, "b")
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual((len(self.table), self.table.lost), (0, 1))

    def test_one_that_is_cancelled_while_all_fail(self) -> None:
        one, two = self.table.add("a", 5), self.table.add("b", 5)
        one.addErrback(lambda _: two.cancel())
        self.table.fail_all("cable pulled")
        self.failureResultOf(two, CancelledError)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual((self.table.lost, self.table.cancelled), (1, 1))

    def test_a_timeout_that_makes_all_fail(self) -> None:
        """As where a request that times out is the end of the connection."""
        one, two, three = (self.table.add(name, 5) for name in "abc")
        one.addErrback(lambda _: self.table.fail_all("no answer"))
        self.clock.advance(5)
        self.successResultOf(one)
        for d in (two, three):
            self.failureResultOf(d, ConnectionLost)
        self.assertEqual((self.table.timeouts, self.table.lost), (1, 2))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_the_base_is_abstract(self) -> None:
        table: Table[int] = Table(self.clock)
        self.assertRaises(NotImplementedError, table._take_all)
        for method in (table._take, table._drop):
            self.assertRaises(NotImplementedError, method, None)
