"""Messages that nobody asked for, and those who listen to them.

Subscribing is local and never writes to the wire. Handlers are called directly, in the order of
arrival. One that returns a Deferred or a coroutine runs beside the others, up to ``max_running``
unfinished ones per subscription; further events wait in a bounded queue with a named policy. So a
handler that waits never stops the reading.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Coroutine
from typing import Any, Literal

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.errors import ErrorFamily

Selector = str | Collection[str] | Callable[[Any], bool]
"""A name, a collection of names, ``"*"`` for all, or a predicate of the event."""

Handler = Callable[[Any], Any]
Overflow = Literal["drop_oldest", "drop_newest"]
EVERYTHING = "*"


class Subscription:
    """A handler and what it listens to. Ends with :meth:`cancel`.

    :ivar delivered: events handed to the handler.
    :ivar dropped: events its full queue did not take, or pushed out.
    :ivar failed: how many times the handler failed.
    :ivar running: unfinished Deferreds and coroutines of the handler.
    :ivar number: its place in the order of the hub's subscriptions.
    """

    __slots__ = (
        "_draining",
        "_hub",
        "_queue",
        "_slow_after",
        "_timer",
        "active",
        "delivered",
        "dropped",
        "failed",
        "handler",
        "max_queue",
        "max_running",
        "number",
        "overflow",
        "predicate",
        "running",
        "selector",
    )

    def __init__(
        self,
        hub: EventHub,
        selector: Selector,
        handler: Handler,
        max_running: int,
        max_queue: int,
        overflow: Overflow,
    ) -> None:
        self._hub = hub
        self.number = hub.subscribed = hub.subscribed + 1
        self._timer = hub.timer
        self._slow_after = hub.slow_after
        self.selector = selector
        self.predicate = selector if callable(selector) else None
        self.handler = handler
        self.max_running = max_running
        self.max_queue = max_queue
        self.overflow = overflow
        self.active = True
        self.delivered = self.dropped = self.failed = self.running = 0
        self._queue: deque[Any] = deque()
        self._draining = False

    def __repr__(self) -> str:
        return f"<Subscription to {self.selector!r}: {_name_of(self.handler)}>"

    @property
    def queued(self) -> int:
        """Events that wait because ``max_running`` handlers are unfinished."""
        return len(self._queue)

    def cancel(self) -> None:
        """No further event is delivered; what waits in the queue is forgotten. Idempotent."""
        if self.active:
            self.active = False
            self._queue.clear()
            self._hub._forget(self)

    def deliver(self, event: Any) -> None:
        if not self.active or (self.predicate is not None and not self._takes(event)):
            return
        if self.running >= self.max_running or self._draining:
            self._enqueue(event)
        else:
            self._call(event)

    def _takes(self, event: Any) -> bool:
        assert self.predicate is not None
        try:
            return bool(self.predicate(event))
        except Exception:
            self._failed(event, Failure())
            return False

    def _enqueue(self, event: Any) -> None:
        if len(self._queue) >= self.max_queue:
            self.dropped += 1
            self._hub.dropped += 1
            if self.overflow == "drop_newest" or not self._queue:
                return
            self._queue.popleft()
        self._queue.append(event)

    def _call(self, event: Any) -> None:
        self.delivered += 1
        timer = self._timer
        started = timer()
        try:
            result = self.handler(event)
        except Exception:
            self._failed(event, Failure())
            return
        finally:
            took = timer() - started
            if took > self._slow_after:
                self._hub._slow(self, event, took)
        if result is not None:
            self._watch(event, result)

    def _watch(self, event: Any, result: Any) -> None:
        """The handler goes on, if what it returned can."""
        if isinstance(result, Coroutine):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            self.running += 1
            result.addErrback(lambda failure: self._failed(event, failure))
            result.addCallback(self._finished)

    def _finished(self, _: object) -> None:
        self.running -= 1
        if self._draining:
            return
        # A loop and a flag, because the next handler may finish at once and come back here.
        self._draining = True
        try:
            while self._queue and self.running < self.max_running and self.active:
                self._call(self._queue.popleft())
        finally:
            self._draining = False

    def _failed(self, event: Any, failure: Failure) -> None:
        self.failed += 1
        self._hub.failed += 1
        self._hub.log.failure(
            "handler {handler} failed on {event}",
            failure,
            handler=_name_of(self.handler),
            event=event,
        )


class Stream:
    """Events for ``async for``. Made by :meth:`EventHub.stream`; ends with :meth:`close`.

    After the final loss of the link it hands out what it still holds and then raises
    :class:`~twisted_telco.errors.ConnectionLost`.

    :ivar dropped: events that found it full.
    """

    def __init__(self, hub: EventHub, selector: Selector, maxsize: int, overflow: Overflow) -> None:
        if maxsize < 1:
            raise hub._errors.invalid("a stream holds at least one event")
        self.dropped = 0
        self._hub = hub
        self._maxsize = maxsize
        self._overflow = overflow
        self._events: deque[Any] = deque()
        self._waiting: Deferred[Any] | None = None
        self._end: Exception | None = None
        self._subscription = hub.subscribe(selector, self._put)

    def __len__(self) -> int:
        return len(self._events)

    def __aiter__(self) -> Stream:
        return self

    def __anext__(self) -> Deferred[Any]:
        """The next event.

        :raises InvalidRequest: another ``__anext__`` is still waiting.
        """
        d: Deferred[Any] = Deferred(self._cancelled)
        if self._events:
            d.callback(self._events.popleft())
        elif self._end is not None:
            d.errback(self._end)
        elif self._waiting is not None:
            d.errback(self._hub._errors.invalid("one consumer at a time reads from a stream"))
        else:
            self._waiting = d
        return d

    def close(self) -> None:
        """End the iteration; events not yet taken are forgotten. Idempotent."""
        self._events.clear()
        self._finish(StopAsyncIteration())

    def _finish(self, end: Exception) -> None:
        if self._end is None:
            self._end = end
            self._subscription.cancel()
            self._hub._streams.discard(self)
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                waiting.errback(end)

    def _cancelled(self, d: Deferred[Any]) -> None:
        if self._waiting is d:
            self._waiting = None

    def _put(self, event: Any) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(event)
            return
        if len(self._events) >= self._maxsize:
            self.dropped += 1
            self._hub.dropped += 1
            if self._overflow == "drop_newest":
                return
            self._events.popleft()
        self._events.append(event)


class EventHub:
    """Delivers each event to those who asked for it, in the order of their subscription.

    :param clock: for the timeouts of :meth:`wait_for`.
    :param errors: the protocol's classes.
    :param slow_after: seconds; a handler that blocks the reactor longer is counted and named in
        the log.
    :ivar dropped: events that a full queue or stream lost, of all subscriptions.
    :ivar failed: failures of handlers.
    :ivar slow: calls that blocked the reactor longer than ``slow_after``.
    :ivar subscribed: how many subscriptions were made.
    """

    log = Logger()
    timer = staticmethod(time.perf_counter)

    def __init__(
        self,
        clock: IReactorTime,
        errors: ErrorFamily | None = None,
        *,
        slow_after: float = 0.1,
    ) -> None:
        self.slow_after = slow_after
        self.dropped = self.failed = self.slow = self.subscribed = 0
        self._clock = clock
        self._errors = ErrorFamily() if errors is None else errors
        # Whom to call for a name that was subscribed to, and for any other, in the order of their
        # subscription. Tuples, so that a handler may subscribe and cancel meanwhile.
        self._named: dict[str, tuple[Subscription, ...]] = {}
        self._all: tuple[Subscription, ...] = ()
        self._streams: set[Stream] = set()
        self._waits: dict[Deferred[Any], Callable[[], None]] = {}
        self._closed: str | None = None

    def subscribe(
        self,
        selector: Selector,
        handler: Handler,
        *,
        serial: bool = False,
        max_running: int = 100,
        max_queue: int = 1000,
        overflow: Overflow = "drop_oldest",
    ) -> Subscription:
        """Call ``handler(event)`` for every event that ``selector`` takes.

        What the handler raises is logged with the event; other handlers still run.

        :param serial: one unfinished handler at a time (``max_running=1``).
        :param max_running: unfinished Deferreds or coroutines of this handler.
        :param max_queue: events that wait for one of those to finish.
        :param overflow: which event a full queue loses: ``"drop_oldest"`` or ``"drop_newest"``.
        :raises InvalidRequest: a bound below its minimum, or an unknown policy.
        """
        if serial:
            max_running = 1
        if max_running < 1 or max_queue < 0 or overflow not in ("drop_oldest", "drop_newest"):
            raise self._errors.invalid(
                f"no such subscription: max_running={max_running} max_queue={max_queue} "
                f"overflow={overflow!r}"
            )
        if not isinstance(selector, str) and not callable(selector):
            selector = frozenset(selector)
        subscription = Subscription(self, selector, handler, max_running, max_queue, overflow)
        names = _names_of(selector)
        for name in self._named if names is None else names:
            self._named[name] = (*self._named.get(name, self._all), subscription)
        if names is None:
            self._all += (subscription,)
        return subscription

    def wait_for(self, selector: Selector, timeout: float | None = None) -> Deferred[Any]:
        """The next event that ``selector`` takes.

        :param timeout: seconds, or None to wait as long as the client lives.
        :returns: a Deferred that fails with RequestTimeout, or ConnectionLost at the final loss.
        """
        call: IDelayedCall | None = None

        def end() -> None:
            subscription.cancel()
            self._waits.pop(d, None)
            if call is not None and call.active():
                call.cancel()

        def arrived(event: Any) -> None:
            end()
            d.callback(event)

        def late() -> None:
            end()
            d.errback(self._errors.timeout(f"wait_for({selector!r})", timeout))

        d: Deferred[Any] = Deferred(lambda _: end())
        if self._closed is not None:
            d.errback(self._errors.lost(self._closed))
            return d
        subscription = self.subscribe(selector, arrived)
        if timeout is not None:
            call = self._clock.callLater(timeout, late)
        self._waits[d] = end
        return d

    def stream(
        self,
        selector: Selector = EVERYTHING,
        maxsize: int = 1000,
        overflow: Overflow = "drop_oldest",
    ) -> Stream:
        """The events that ``selector`` takes, from now on, for ``async for``.

        :param maxsize: events held for a slow consumer.
        :param overflow: which event is lost when it is full.
        """
        stream = Stream(self, selector, maxsize, overflow)
        if self._closed is not None:
            stream._finish(self._errors.lost(self._closed))
        else:
            self._streams.add(stream)
        return stream

    def emit(self, name: str, event: Any) -> None:
        """Deliver an event."""
        for subscription in self._named.get(name, self._all):
            subscription.deliver(event)

    @property
    def idle(self) -> bool:
        """Whether nobody listens to anything; then an event needs no name."""
        return not self._all and not self._named

    def listens(self, name: str) -> bool:
        """Whether anybody would be given an event of that name."""
        return bool(self._all) or name in self._named

    def close(self, reason: str) -> None:
        """The final loss: ``wait_for`` and ``stream`` end with ConnectionLost.

        Subscriptions stay, so that a client which is started again still has them.
        """
        self._closed = reason
        for stream in list(self._streams):
            stream._finish(self._errors.lost(reason))
        for d, end in list(self._waits.items()):
            if not d.called:
                end()
                d.errback(self._errors.lost(reason))

    def open(self) -> None:
        """The client was started again."""
        self._closed = None

    def _forget(self, subscription: Subscription) -> None:
        names = _names_of(subscription.selector)
        if names is None:
            self._all = tuple(s for s in self._all if s is not subscription)
        for name in list(self._named) if names is None else names:
            rest = tuple(s for s in self._named[name] if s is not subscription)
            if len(rest) > len(self._all):
                self._named[name] = rest
            else:
                del self._named[name]

    def _slow(self, subscription: Subscription, event: Any, took: float) -> None:
        self.slow += 1
        self.log.warn(
            "handler {handler} blocked the reactor for {took:.3f} s on {event}",
            handler=_name_of(subscription.handler),
            took=took,
            event=event,
        )


def _names_of(selector: Selector) -> Collection[str] | None:
    """The names a selector takes; None for those that have to see every event."""
    if callable(selector):
        return None
    names = (selector,) if isinstance(selector, str) else selector
    return None if EVERYTHING in names else names


def _name_of(handler: Handler) -> str:
    return getattr(handler, "__qualname__", None) or repr(handler)
