"""The order of callbacks, and what they may do."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq.callbacks import Callbacks
from twisted_telco.nucosmq.errors import InvalidRequest
from twisted_telco.nucosmq.messages import Message


class CallbacksTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.callbacks = Callbacks(Clock())
        self.log: list[Any] = []

    def note(self, name: str) -> Any:
        return lambda content: self.log.append((name, content))

    def test_documented_order(self) -> None:
        """Room before event; names as they were first registered, callbacks of one name too."""
        add = self.callbacks.add
        add("e", self.note("event e"))
        add("all", self.note("all"))
        add("e", self.note("room e"), "r")
        add("all", self.note("room all"), "r")
        add("e", self.note("room e again"), "r")
        add("e", self.note("event e again"))
        add("e", self.note("other room"), "q")
        self.callbacks.deliver(Message("e", 1, "r"))
        self.assertEqual(
            [name for name, _ in self.log],
            ["room e", "room e again", "room all", "event e", "event e again", "all"],
        )
        self.log.clear()
        self.callbacks.deliver(Message("x", 2))
        self.assertEqual(self.log, [("all", 2)])

    def test_names_do_not_run_together(self) -> None:
        self.callbacks.add("bc", self.note("a/bc"), "a")
        self.callbacks.deliver(Message("c", 1, "ab"))
        self.assertEqual(self.log, [])

    def test_cancel(self) -> None:
        subscription = self.callbacks.add("e", self.note("e"))
        subscription.cancel()
        self.callbacks.deliver(Message("e", 1))
        self.assertEqual(self.log, [])

    def test_nothing_is_kept_of_what_is_cancelled(self) -> None:
        """A name that comes again has a new place; one that is still wanted keeps its own."""
        add, note = self.callbacks.add, self.note
        subscriptions = [add(f"e:{n}", note("e"), room) for n in range(9) for room in ("", "5:r")]
        kept, gone = add("e", note("1")), add("e", note("2"))
        subscriptions += [gone, add("all", note("all"))]
        for subscription in subscriptions:
            subscription.cancel()
            subscription.cancel()
        self.assertEqual(list(self.callbacks._names), [""])
        add("all", note("all again"))
        self.callbacks.deliver(Message("e", 1, "5:r"))
        self.assertEqual([name for name, _ in self.log], ["1", "all again"])
        self.log.clear()
        kept.cancel()
        add("e", note("e again"))
        self.callbacks.deliver(Message("e", 1))
        self.assertEqual([name for name, _ in self.log], ["all again", "e again"])

    def test_cancelled_meanwhile(self) -> None:
        later = [self.callbacks.add("e", lambda _: later[1].cancel())]
        later.append(self.callbacks.add("all", self.note("all")))
        self.callbacks.deliver(Message("e", 1))
        self.callbacks.deliver(Message("all", 2))
        self.assertEqual(self.log, [])
        self.callbacks.add("all", self.note("all"))
        self.callbacks.deliver(Message("all", 3))
        self.assertEqual(self.log, [("all", 3)])

    def test_failures_are_logged(self) -> None:
        """Plain, Deferred or coroutine: the others still run."""

        async def coroutine(content: Any) -> None:
            raise RuntimeError("later")

        def plain(content: Any) -> None:
            raise RuntimeError("at once")

        self.callbacks.add("e", plain)
        self.callbacks.add("e", coroutine)
        self.callbacks.add("e", self.note("last"))
        self.callbacks.deliver(Message("e", 1))
        self.assertEqual(self.log, [("last", 1)])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 2)

    def test_waits(self) -> None:
        waiting: Deferred[None] = Deferred()
        self.callbacks.add("e", lambda content: waiting)
        self.callbacks.add("e", self.note("beside"))
        self.callbacks.deliver(Message("e", 1))
        self.assertEqual(self.log, [("beside", 1)])
        waiting.callback(None)

    def test_refused(self) -> None:
        for event, callback, room in ((1, print, ""), ("e", None, ""), ("e", print, None)):
            with self.assertRaises(InvalidRequest):
                self.callbacks.add(event, callback, room)  # type: ignore[arg-type]
