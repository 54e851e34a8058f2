"""The ``jsonl`` sink: one event per line, to a file or to standard output.

The lines are written by a thread of our own. That is the one way that never blocks the reactor,
whatever the descriptor is (pipe, terminal, socket, a file on a slow disk), and leaves the flags of
a shared descriptor alone. The thread is a daemon and not one of the reactor's pool, so that a
reader who never reads again cannot keep the process from ending.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.logger import Logger
from zope.interface import implementer

from twisted_telco.interfaces import IEventSink
from twisted_telco.relay.envelope import Event
from twisted_telco.relay.outlets import Outlet, is_final, open_outlet
from twisted_telco.relay.queue import BoundedQueue, LossReport

#: How much is taken from the queue at once; what is taken can no longer be dropped.
_BATCH_LINES, _BATCH_BYTES = 1000, 1 << 16
#: After a failed write (disk full) the next try, in seconds.
_RETRY = 1.0


@implementer(IEventSink)
class JsonlSink:
    """JSON lines.

    :param path: of the file, or ``-`` for standard output.
    :param max_bytes: rotate before a file becomes larger than this; 0 = never.
    :param keep: how many rotated files are kept.
    :param limit: how many events may wait for a slow reader.
    :param limit_bytes: how many bytes may wait.
    :param policy: ``drop_oldest`` or ``drop_newest``, when there are more.
    """

    log = Logger()

    def __init__(
        self,
        reactor: Any,
        path: str,
        *,
        max_bytes: int = 0,
        keep: int = 5,
        limit: int = 10_000,
        limit_bytes: int = 16 << 20,
        policy: str = "drop_oldest",
    ) -> None:
        self.name = f"jsonl:{path}"
        self._reactor = reactor
        self._path = path if path == "-" else os.path.abspath(path)  # daemons change directory
        self._max_bytes, self._keep = max_bytes, keep
        self._queue = BoundedQueue(limit, limit_bytes, policy)
        self._loss = LossReport(
            reactor,
            self.log,
            self.name,
            f"the reader is too slow, events are lost ({policy})",
            lambda: self._queue.dropped,
        )
        self._offered = self._delivered = self._abandoned = 0
        self._failed: Callable[[str], None] = lambda reason: None
        self._thread: threading.Thread | None = None
        # Guards the queue and the fields below, which both threads use.
        self._change = threading.Condition()
        self._flight: list[bytes] = []
        self._closing = False
        self._drained: list[Deferred[None]] = []
        self._ended: list[Deferred[None]] = []

    def __repr__(self) -> str:
        return f"<JsonlSink {self.name}>"

    @property
    def counters(self) -> dict[str, int]:
        return {
            "offered": self._offered,
            "delivered": self._delivered,
            "dropped": self._queue.dropped + self._abandoned,
            "waiting": len(self._queue) + len(self._flight),
        }

    def start(self, failed: Callable[[str], None]) -> None:
        self._failed = failed
        outlet = open_outlet(self._path, self._max_bytes, self._keep)
        # Not before start: twistd forks between makeService and startService.
        self._thread = threading.Thread(
            target=self._write, args=(outlet,), name=self.name, daemon=True
        )
        self._thread.start()

    def put(self, event: Event) -> None:
        line = event.json() + b"\n"
        self._offered += 1
        with self._change:
            if self._closing:
                self._abandoned += 1
                return
            kept = self._queue.put(line)
            if not self._flight:
                self._change.notify()
        if not kept:
            self._loss.note()

    def drain(self) -> Deferred[None]:
        with self._change:
            if self._thread is None or not (self._queue or self._flight):
                return succeed(None)
            waiter: Deferred[None] = Deferred(self._forget)
            self._drained.append(waiter)
            return waiter

    def close(self) -> Deferred[None]:
        self._stop_writing()
        self._loss.close()
        ended: Deferred[None] = Deferred()
        self._ended.append(ended)
        if self._thread is None:
            self._end()
        return ended

    def _forget(self, waiter: Deferred[None]) -> None:
        with self._change:
            if waiter in self._drained:
                self._drained.remove(waiter)

    def _stop_writing(self) -> None:
        with self._change:
            self._closing = True
            self._queue.clear()
            self._change.notify()

    # In the writer's thread ------------------------------------------------------------------

    def _write(self, outlet: Outlet) -> None:
        flight, troubled = self._flight, False
        while self._next():
            before = len(flight)
            trouble = None
            try:
                outlet.write(flight, lambda: not self._closing)
            except OSError as error:
                trouble = error
            self._delivered += before - len(flight)
            if trouble is None:
                if troubled:
                    self._call(self._say_recovery)
                troubled = False
            elif is_final(trouble):
                self._stop_writing()
                self._call(self._give_up, str(trouble.strerror))
            else:
                if not troubled:
                    self._call(self._say_trouble, str(trouble.strerror))
                troubled = True
                with self._change:
                    self._change.wait_for(lambda: self._closing, _RETRY)
        self._abandoned += len(flight)
        flight.clear()
        with contextlib.suppress(OSError):  # NFS reports late here; the lines are counted already
            outlet.close()
        self._call(self._end)

    def _next(self) -> bool:
        """Wait for something to write; False at the end."""
        with self._change:
            while not (self._closing or self._flight):
                self._flight += self._queue.take(_BATCH_LINES, _BATCH_BYTES)
                if not self._flight:
                    if self._drained:
                        self._call(self._empty)
                    self._change.wait()
            return not self._closing

    def _call(self, function: Callable[..., None], *args: str) -> None:
        self._reactor.callFromThread(function, *args)

    # In the reactor's thread again -----------------------------------------------------------

    def _empty(self) -> None:
        with self._change:
            if self._queue or self._flight:
                return  # an event came in between; the writer will call again
            waiters, self._drained = self._drained, []
        for waiter in waiters:
            waiter.callback(None)

    def _end(self) -> None:
        self._thread = None
        self._empty()
        ended, self._ended = self._ended, []
        for waiter in ended:
            waiter.callback(None)

    def _say_trouble(self, text: str) -> None:
        self.log.error("{sink}: cannot write: {text}; trying again", sink=self.name, text=text)

    def _say_recovery(self) -> None:
        self.log.info("{sink}: writing again", sink=self.name)

    def _give_up(self, text: str) -> None:
        what = "standard output" if self._path == "-" else self._path
        self._failed(f"nobody reads {what} any more ({text})")
