"""Subscriptions, waits and streams."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.events import EventHub
from twisted_telco.errors import ConnectionLost, InvalidRequest, RequestTimeout


class Subscriptions(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.hub = EventHub(self.clock)
        self.seen: list[Any] = []

    def emit(self, *names: str) -> None:
        for name in names:
            self.hub.emit(name, name)

    def test_selectors(self) -> None:
        for selector, expected in (
            ("a", ["a"]),
            (("a", "b"), ["a", "b"]),
            ({"c"}, ["c"]),
            ("*", ["a", "b", "c"]),
            (["a", "*"], ["a", "b", "c"]),
            (lambda event: event > "a", ["b", "c"]),
        ):
            self.seen.clear()
            subscription = self.hub.subscribe(selector, self.seen.append)
            self.emit("a", "b", "c")
            self.assertEqual(self.seen, expected)
            self.assertEqual(subscription.delivered, len(expected))
            subscription.cancel()
            subscription.cancel()
            self.emit("a")
            self.assertEqual(len(self.seen), len(expected))

    def test_nothing_is_kept_of_names_that_nobody_asked_for(self) -> None:
        subscription = self.hub.subscribe("a", self.seen.append)
        for i in range(1000):
            self.emit(f"name{i}")
        self.assertEqual(list(self.hub._named), ["a"])
        subscription.cancel()
        self.assertEqual(self.hub._named, {})

    def test_listens(self) -> None:
        self.assertFalse(self.hub.listens("a"))
        one = self.hub.subscribe("a", self.seen.append)
        self.assertTrue(self.hub.listens("a"))
        self.assertFalse(self.hub.listens("b"))
        self.hub.subscribe("*", self.seen.append)
        one.cancel()
        self.assertTrue(self.hub.listens("b"))

    def test_in_the_order_of_subscription_whatever_the_selector(self) -> None:
        selectors = ("*", "a", lambda event: True, ("a", "b"), "*")
        subscriptions = [
            self.hub.subscribe(selector, lambda event, n=n: self.seen.append(n))  # type: ignore[misc]
            for n, selector in enumerate(selectors)
        ]
        self.emit("a")
        self.assertEqual(self.seen, [0, 1, 2, 3, 4])
        self.seen.clear()
        self.emit("x")
        self.assertEqual(self.seen, [0, 2, 4])
        self.seen.clear()
        subscriptions[2].cancel()
        subscriptions[1].cancel()
        self.emit("a", "b")
        self.assertEqual(self.seen, [0, 3, 4, 0, 3, 4])
        subscriptions[3].cancel()
        self.assertEqual(self.hub._named, {})

    def test_others_of_the_same_name_stay(self) -> None:
        one = self.hub.subscribe("a", lambda e: self.seen.append(1))
        self.hub.subscribe("a", lambda e: self.seen.append(2))
        one.cancel()
        self.emit("a")
        self.assertEqual(self.seen, [2])

    def test_a_handler_may_cancel_itself_and_others_and_subscribe(self) -> None:
        def first(event: str) -> None:
            self.seen.append(1)
            one.cancel()
            two.cancel()
            self.hub.subscribe("a", lambda e: self.seen.append(3))

        one = self.hub.subscribe("a", first)
        two = self.hub.subscribe("a", lambda e: self.seen.append(2))
        self.emit("a", "a")
        self.assertEqual(self.seen, [1, 3])

    def test_a_failing_handler_is_logged_with_the_event_and_others_run(self) -> None:
        def bad(event: str) -> None:
            raise ValueError(event)

        subscription = self.hub.subscribe("a", bad)
        self.hub.subscribe("a", self.seen.append)
        self.emit("a", "a")
        self.assertEqual(self.seen, ["a", "a"])
        self.assertEqual((subscription.failed, self.hub.failed), (2, 2))
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 2)

    def test_a_failing_predicate_is_one(self) -> None:
        self.hub.subscribe(lambda event: event.no_such_thing, self.seen.append)
        self.emit("a")
        self.assertEqual(len(self.flushLoggedErrors(AttributeError)), 1)

    def test_failures_of_deferreds_and_coroutines_are_logged(self) -> None:
        async def bad(event: str) -> None:
            raise ValueError(event)

        self.hub.subscribe("a", bad)
        self.emit("a")
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)

    def waiting(self, **options: Any) -> tuple[Any, list[Deferred[None]]]:
        waits: list[Deferred[None]] = []

        def handler(event: str) -> Deferred[None]:
            self.seen.append(event)
            waits.append(Deferred())
            return waits[-1]

        return self.hub.subscribe("*", handler, **options), waits

    def test_handlers_that_wait_run_beside_each_other_up_to_a_bound(self) -> None:
        subscription, waits = self.waiting(max_running=2)
        self.emit("a", "b", "c", "d")
        self.assertEqual(self.seen, ["a", "b"])
        self.assertEqual((subscription.running, subscription.queued), (2, 2))
        waits[1].callback(None)
        self.assertEqual(self.seen, ["a", "b", "c"])
        waits[0].errback(ValueError("x"))
        self.assertEqual(self.seen, ["a", "b", "c", "d"])
        self.flushLoggedErrors(ValueError)

    def test_serial(self) -> None:
        subscription, waits = self.waiting(serial=True)
        self.emit("a", "b")
        self.assertEqual((self.seen, subscription.running), (["a"], 1))
        waits[0].callback(None)
        self.assertEqual(self.seen, ["a", "b"])

    def test_a_full_queue_loses_the_oldest(self) -> None:
        subscription, waits = self.waiting(max_running=1, max_queue=2)
        self.emit("a", "b", "c", "d")
        waits[0].callback(None)
        waits[1].callback(None)
        self.assertEqual(self.seen, ["a", "c", "d"])
        self.assertEqual((subscription.dropped, self.hub.dropped), (1, 1))

    def test_a_full_queue_loses_the_newest(self) -> None:
        subscription, waits = self.waiting(max_running=1, max_queue=2, overflow="drop_newest")
        self.emit("a", "b", "c", "d")
        waits[0].callback(None)
        waits[1].callback(None)
        self.assertEqual(self.seen, ["a", "b", "c"])
        self.assertEqual(subscription.dropped, 1)

    def test_no_queue_at_all(self) -> None:
        subscription, _ = self.waiting(max_running=1, max_queue=0)
        self.emit("a", "b")
        self.assertEqual((subscription.queued, subscription.dropped), (0, 1))

    def test_cancelling_forgets_the_queue(self) -> None:
        subscription, waits = self.waiting(max_running=1)
        self.emit("a", "b")
        subscription.cancel()
        waits[0].callback(None)
        self.assertEqual(self.seen, ["a"])

    def test_a_queue_of_handlers_that_finish_at_once_is_no_recursion(self) -> None:
        gate: Deferred[None] = Deferred()

        async def handler(event: str) -> None:
            self.seen.append(event)
            if event == "first":
                await gate

        self.hub.subscribe("*", handler, serial=True, max_queue=5000)
        self.emit("first", *["x"] * 5000)
        gate.callback(None)
        self.assertEqual(len(self.seen), 5001)

    def test_events_during_the_drain_keep_their_order(self) -> None:
        gate: Deferred[None] = Deferred()

        def handler(event: str) -> Deferred[None] | None:
            self.seen.append(event)
            if event == "b":
                self.emit("d")
            return gate if event == "a" else None

        self.hub.subscribe("*", handler, serial=True)
        self.emit("a", "b", "c")
        gate.callback(None)
        self.assertEqual(self.seen, ["a", "b", "c", "d"])

    def test_a_handler_that_blocks_is_counted_and_named(self) -> None:
        times = iter([0.0, 0.5])
        self.patch(EventHub, "timer", staticmethod(lambda: next(times)))
        logged: list[str] = []
        log = SimpleNamespace(warn=lambda text, **kw: logged.append(text.format(**kw)))
        self.patch(EventHub, "log", log)

        def sluggish(event: str) -> None:
            pass

        self.hub.subscribe("a", sluggish)
        self.emit("a")
        self.assertEqual(self.hub.slow, 1)
        self.assertIn("sluggish blocked the reactor for 0.500 s on a", logged[0])

    def test_wrong_bounds(self) -> None:
        for options in ({"max_running": 0}, {"max_queue": -1}, {"overflow": "explode"}):
            self.assertRaises(InvalidRequest, self.hub.subscribe, "a", print, **options)
        self.assertRaises(InvalidRequest, self.hub.stream, "a", 0)

    def test_repr_names_the_handler(self) -> None:
        subscription = self.hub.subscribe("a", self.seen.append)
        self.assertEqual(repr(subscription), "<Subscription to 'a': list.append>")


class Waits(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.hub = EventHub(self.clock)

    def nothing_left(self) -> None:
        self.assertEqual((self.hub._named, self.hub._all, self.hub._waits), ({}, (), {}))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_the_next_one(self) -> None:
        d = self.hub.wait_for("a", timeout=5)
        self.hub.emit("b", "B")
        self.assertNoResult(d)
        self.hub.emit("a", "A")
        self.hub.emit("a", "A2")
        self.assertEqual(self.successResultOf(d), "A")
        self.nothing_left()

    def test_timeout(self) -> None:
        d = self.hub.wait_for("a", timeout=5)
        self.clock.advance(5)
        self.assertIn("wait_for('a')", str(self.failureResultOf(d, RequestTimeout).value))
        self.nothing_left()

    def test_cancel(self) -> None:
        d = self.hub.wait_for("a", timeout=5)
        d.cancel()
        self.failureResultOf(d, CancelledError)
        self.nothing_left()

    def test_final_loss(self) -> None:
        two: Deferred[Any]
        one = self.hub.wait_for("a", timeout=5)
        one.addErrback(lambda f: (two.cancel(), f)[1])
        two = self.hub.wait_for("a", timeout=5)
        self.hub.close("gone")
        self.failureResultOf(one, ConnectionLost)
        self.failureResultOf(two, CancelledError)
        self.failureResultOf(self.hub.wait_for("a"), ConnectionLost)
        self.nothing_left()
        self.hub.open()
        self.assertNoResult(self.hub.wait_for("a"))


class Streams(SynchronousTestCase):
    def setUp(self) -> None:
        self.hub = EventHub(Clock())
        self.seen: list[str] = []

    def read(self, stream: Any) -> Deferred[str]:
        async def consume() -> str:
            async for event in stream:
                self.seen.append(event)
            return "ended"

        return Deferred.fromCoroutine(consume())

    def test_async_for(self) -> None:
        stream = self.hub.stream("a")
        self.hub.emit("a", "1")
        d = self.read(stream)
        self.hub.emit("a", "2")
        self.hub.emit("b", "x")
        self.assertEqual(self.seen, ["1", "2"])
        stream.close()
        self.assertEqual(self.successResultOf(d), "ended")
        self.hub.emit("a", "3")
        self.assertEqual(self.hub._named, {})

    def test_closing_forgets_what_waits(self) -> None:
        stream = self.hub.stream()
        self.hub.emit("a", "1")
        self.assertEqual(len(stream), 1)
        stream.close()
        stream.close()
        self.assertEqual(self.successResultOf(self.read(stream)), "ended")
        self.assertEqual(self.seen, [])

    def test_final_loss_comes_after_what_is_held(self) -> None:
        stream = self.hub.stream()
        self.hub.emit("a", "1")
        self.hub.close("gone")
        self.failureResultOf(self.read(stream), ConnectionLost)
        self.assertEqual(self.seen, ["1"])
        self.failureResultOf(self.read(self.hub.stream()), ConnectionLost)

    def test_overflow(self) -> None:
        oldest = self.hub.stream("a", 2)
        newest = self.hub.stream("a", 2, "drop_newest")
        for i in "123":
            self.hub.emit("a", i)
        self.assertEqual((oldest.dropped, newest.dropped, self.hub.dropped), (1, 1, 2))
        self.read(oldest)
        self.assertEqual(self.seen, ["2", "3"])
        self.seen.clear()
        self.read(newest)
        self.assertEqual(self.seen, ["1", "2"])

    def test_one_consumer(self) -> None:
        stream = self.hub.stream()
        first = stream.__anext__()
        self.failureResultOf(stream.__anext__(), InvalidRequest)
        first.cancel()
        self.failureResultOf(first, CancelledError)
        second = stream.__anext__()
        self.hub.emit("a", "1")
        self.assertEqual(self.successResultOf(second), "1")
