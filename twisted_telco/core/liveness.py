"""Finds out that a far end has died without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from twisted_telco.core.connection import Connection
from twisted_telco.errors import RequestTimeout


class Probe:
    """Asks a silent far end for a sign of life.

    Anything received counts as one, so a busy connection is never asked, unless the far end also
    minds our silence.

    :param connection: is aborted when a probe is not answered.
    :param send: sends one probe; its Deferred fails with RequestTimeout when there is no answer.
    :param interval: seconds of silence before a probe; 0 switches it off.
    :param excused: asked when a probe was not answered: True when the far end may be silent for a
        known reason.
    :param speaking: also ask when we sent nothing, for far ends that drop a silent client however
        much they have to say themselves.
    :ivar sent: how many probes.
    """

    def __init__(
        self,
        clock: IReactorTime,
        connection: Connection,
        send: Callable[[], Deferred[Any]],
        interval: float,
        excused: Callable[[], bool] = lambda: False,
        *,
        speaking: bool = False,
    ) -> None:
        self.sent = 0
        self.interval = interval
        self._clock = clock
        self._connection = connection
        self._send = send
        self._excused = excused
        self._speaking = speaking
        self._seen = self._said = -1
        self._call: IDelayedCall | None = None

    def start(self) -> None:
        if self.interval > 0 and self._call is None:
            self._seen = self._connection.counters.bytes_received
            self._said = self._connection.counters.bytes_sent
            self._call = self._clock.callLater(self.interval, self._look)

    def stop(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _look(self) -> None:
        self._call = None
        seen, self._seen = self._seen, self._connection.counters.bytes_received
        spoke = not self._speaking or self._said != self._connection.counters.bytes_sent
        if seen != self._seen and spoke:
            self.start()
            return
        self.sent += 1
        self._send().addCallbacks(self._alive, self._silent)

    def _alive(self, _: object) -> None:
        if self._connection.lost is None:
            self.start()

    def _silent(self, failure: Failure) -> None:
        if self._connection.lost is not None:
            return
        received = self._connection.counters.bytes_received
        # Refused, or something else arrived meanwhile: it lives.
        if not failure.check(RequestTimeout) or received != self._seen or self._excused():
            self.start()
        else:
            self._connection.abort("no sign of life from the far end")
