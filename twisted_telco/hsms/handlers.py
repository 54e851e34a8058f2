"""Handlers of primary messages: which one, how many beside each other, what becomes the reply."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco import secs
from twisted_telco.hsms.messages import Message, data_name

if TYPE_CHECKING:
    from twisted_telco.hsms.protocol import Link

Handler = Callable[[Message], Any]
"""Takes a message; returns a :class:`secs.Message`, an item, None, or a Deferred or coroutine of
one of these."""


NO_REPLY: Any = object()
"""Returned by a handler: nothing is answered, not even SxF0; the sender's T3 runs out."""


class Handlers:
    """The handlers of a connection; they outlive its links.

    :ivar running: unfinished ones.
    :ivar dropped: messages that found the queue full.
    :ivar failed: failures of handlers.
    """

    log = Logger()

    def __init__(self, max_running: int, max_queued: int) -> None:
        self.max_running = max_running
        self.max_queued = max_queued
        self.running = self.dropped = self.failed = 0
        self._by_name: dict[int, Handler] = {}
        self._any: Handler | None = None
        self._queue: deque[tuple[Link, Message, Handler]] = deque()
        self._draining = False

    def set(self, stream: int, function: int, handler: Handler | None) -> None:
        """The handler of one message; None removes it."""
        if handler is None:
            self._by_name.pop(stream << 8 | function, None)
        else:
            self._by_name[stream << 8 | function] = handler

    def set_any(self, handler: Handler | None) -> None:
        """The handler of all messages that have none of their own."""
        self._any = handler

    def knows_stream(self, stream: int) -> bool:
        """Whether a message of that stream has a handler."""
        return any(key >> 8 == stream for key in self._by_name)

    def handle(self, link: Link, message: Message) -> bool:
        """Start the handler of a message, or let it wait; False: there is none."""
        handler = self._by_name.get(message.stream << 8 | message.function) or self._any
        if handler is None:
            return False
        if self.running < self.max_running and not self._queue:
            self._start(link, message, handler)
        elif len(self._queue) < self.max_queued:
            self._queue.append((link, message, handler))
        else:
            self.dropped += 1
            link.note(f"{message.name} dropped: {self.running} handlers are busy")
            link.abort_reply(message)
        return True

    def _start(self, link: Link, message: Message, handler: Handler) -> None:
        try:
            result = handler(message)
        except Exception:
            self._failed(link, message, Failure())
            return
        if not self._reply(link, message, result):
            if not isinstance(result, Deferred):
                result = Deferred.fromCoroutine(result)
            _Running(self, link, message, result)

    def _reply(self, link: Link, message: Message, result: Any) -> bool:
        """Answer with what a handler returned; False: that will come later."""
        wrong = None
        if isinstance(result, (secs.Message, Message)):
            if result.stream == message.stream and result.function in (0, message.function + 1):
                link.reply(message, result.function, result.data)
            else:
                name = data_name(result.stream, result.function)
                wrong = f"{name} is no reply to {message.name}"
        elif isinstance(result, secs.Item):
            link.reply(message, message.function + 1, result.wire)
        elif result is None:
            link.abort_reply(message)
        elif isinstance(result, (Deferred, Coroutine)):
            return False
        elif result is not NO_REPLY:
            wrong = f"a handler of {message.name} returned {result!r}"
        if wrong is not None:
            self._failed(link, message, Failure(TypeError(wrong)))
        return True

    def _failed(self, link: Link, message: Message, failure: Failure) -> None:
        if failure.check(secs.DecodeError, secs.StructureError):
            link.illegal(message, str(failure.value))
            return
        self.failed += 1
        self.log.failure("the handler of {message} failed", failure, message=message)
        link.abort_reply(message)

    def _next(self) -> None:
        # A loop and a flag, because the next handler may finish at once and come back here.
        if self._draining:
            return
        self._draining = True
        try:
            while self._queue and self.running < self.max_running:
                link, message, handler = self._queue.popleft()
                if link.lost is None:
                    self._start(link, message, handler)
        finally:
            self._draining = False


class _Running:
    """A handler that has not finished. After T3 its reply would find nobody: SxF0 instead."""

    def __init__(
        self, handlers: Handlers, link: Link, message: Message, result: Deferred[Any]
    ) -> None:
        self.handlers = handlers
        self.link = link
        self.message = message
        self.answered = False
        self.timer: IDelayedCall | None = None
        handlers.running += 1
        if message.wait:
            self.timer = link.clock.callLater(link.settings.timers.t3, self._late)
        result.addCallbacks(self._done, self._failed)
        result.addErrback(
            lambda failure: handlers.log.failure("replying to {m} failed", failure, m=message)
        )

    def _finish(self) -> bool:
        """Whether there is still somebody to answer."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.handlers.running -= 1
        return not self.answered

    def _done(self, result: Any) -> None:
        if self._finish() and not self.handlers._reply(self.link, self.message, result):
            self.handlers._failed(self.link, self.message, Failure(TypeError("not a reply")))
        self.handlers._next()

    def _failed(self, failure: Failure) -> None:
        if self._finish():
            self.handlers._failed(self.link, self.message, failure)
        else:
            self.handlers.log.failure("the late handler of {m} failed", failure, m=self.message)
        self.handlers._next()

    def _late(self) -> None:
        self.timer = None
        self.answered = True
        self.link.note(f"the handler of {self.message.name} is late")
        self.link.abort_reply(self.message)
