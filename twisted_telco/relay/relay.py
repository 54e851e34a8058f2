"""From connections to sinks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import Deferred, FirstError, gatherResults, maybeDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.relay.envelope import Described, Envelopes, Event


class Source:
    """One connection's way into the relay: call it with a message.

    :ivar events: how many it has passed on.
    :ivar failed: how many messages could not be made into events; the first one is logged whole.
    """

    def __init__(self, relay: Relay, envelopes: Envelopes) -> None:
        self._relay = relay
        self._envelopes = envelopes
        self.events = 0
        self.failed = 0

    def __repr__(self) -> str:
        return f"<Source {self._envelopes.source}>"

    def __call__(self, message: Any) -> None:
        try:
            event = self._envelopes.make(message)
            event.json()
        except Exception:
            self.failed += 1
            if self.failed == 1:
                self._relay.log.failure(
                    "no event can be made of {message!r} (said once, then counted)",
                    message=message,
                )
            return
        self.events += 1
        self._relay.put(event)


class Relay:
    """Hands every event to every sink.

    :param sinks: providers of :class:`twisted_telco.interfaces.IEventSink`.
    :param now: seconds since 1970, for ``time`` and the epoch in ``id``.
    :param deserted: called with a sentence when sinks were given and none is left that works.
    """

    log = Logger()

    def __init__(
        self,
        sinks: Sequence[Any] = (),
        now: Callable[[], float] = time.time,
        deserted: Callable[[str], None] | None = None,
    ) -> None:
        self.sinks = list(sinks)
        self.all_sinks = tuple(sinks)
        self._now = now
        self._epoch = int(now() * 1000)
        self._deserted = deserted

    def source(
        self, protocol: str, connection: str, describe: Callable[[Any], Described]
    ) -> Source:
        """A way in for one connection."""
        return Source(self, Envelopes(protocol, connection, describe, self._epoch, self._now))

    def start(self) -> None:
        """Open all sinks.

        :raises OSError: the first that does not open; ``filename`` is the sink's name.
        """
        for sink in self.all_sinks:
            try:
                sink.start(lambda reason, sink=sink: self._sink_failed(sink, reason))
            except OSError as error:
                raise OSError(error.errno, error.strerror, sink.name) from error

    def put(self, event: Event) -> None:
        """Hand one event to every sink; one that raises does not keep it from the others."""
        for sink in self.sinks:
            try:
                sink.put(event)
            except Exception:
                self.log.failure("{sink} did not take {event!r}", sink=sink, event=event)

    def drain(self) -> Deferred[Any]:
        """Fires when no sink holds an event any more."""
        draining = gatherResults(
            [maybeDeferred(sink.drain) for sink in self.sinks], consumeErrors=True
        )
        return draining.addErrback(_unwrap)

    def close(self) -> Deferred[Any]:
        """Close all sinks and say what each has lost."""
        closing = gatherResults(
            [maybeDeferred(sink.close) for sink in self.all_sinks], consumeErrors=True
        )
        return closing.addBoth(self._closed)

    def _closed(self, result: object) -> object:
        for sink in self.all_sinks:
            lost = sink.counters["dropped"]
            if lost:
                self.log.warn("{sink}: {lost} events were lost", sink=sink.name, lost=lost)
        return result

    def _sink_failed(self, sink: Any, reason: str) -> None:
        self.log.error("{sink}: {reason}", sink=sink.name, reason=reason)
        if sink in self.sinks:
            self.sinks.remove(sink)
        if not self.sinks and self._deserted is not None:
            self._deserted(f"no sink is left: {sink.name}: {reason}")


def _unwrap(reason: Failure) -> Failure:
    error = reason.value
    return error.subFailure if isinstance(error, FirstError) else reason
