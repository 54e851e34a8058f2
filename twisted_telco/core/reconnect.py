"""The client that comes back: one factory over any endpoint or ``reactor.connectTCP``.

Twisted's ClientService forgets its back-off as soon as TCP is up and can not carry a login, and its
ReconnectingClientFactory never retries when it is given to an endpoint. Here the delay is forgotten
only when the connection is *ready*, that is logged in with its interests restored.

:class:`ReconnectingFactory` is driven in three ways: ``factory.start(endpoint)`` and
``reactor.connectTCP(host, port, factory)`` retry; ``endpoint.connect(factory)`` leaves retrying to
its caller.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IConnector, IReactorTime, IStreamClientEndpoint
from twisted.internet.protocol import ReconnectingClientFactory
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from twisted_telco.core.connection import CLOSE_GRACE, ClientConnection, Counters, describe
from twisted_telco.errors import TelcoError

if TYPE_CHECKING:
    from twisted_telco.core.client import BaseClient

State = Literal["disconnected", "connecting", "logging_in", "ready", "waiting", "stopped"]
StateHandler = Callable[[State, State, Exception | None], object]


@implementer(IConnector)
class EndpointConnector:
    """Lets ReconnectingClientFactory drive any stream client endpoint."""

    def __init__(self, endpoint: IStreamClientEndpoint, factory: ReconnectingFactory) -> None:
        self.endpoint = endpoint
        self.factory = factory
        self.state = "disconnected"
        self.attempt: Deferred[Any] | None = None

    def connect(self) -> None:
        self.state = "connecting"
        self.factory.startedConnecting(self)
        if self.state != "connecting":
            return  # a state handler has stopped us
        attempt = self.endpoint.connect(self.factory)
        if self.state == "connecting":
            self.attempt = attempt
        attempt.addErrback(self.failed)

    def made(self) -> None:
        # Called out of connectionMade, before the endpoint's Deferred fires: from here on it must
        # not be cancelled any more.
        self.state, self.attempt = "connected", None

    def failed(self, reason: Failure) -> None:
        if self.state == "connecting":
            self.state, self.attempt = "disconnected", None
            self.factory.clientConnectionFailed(self, reason)

    def lost(self, reason: Failure) -> None:
        self.state = "disconnected"
        self.factory.clientConnectionLost(self, reason)

    def stopConnecting(self) -> None:
        if self.state != "connecting":
            raise error.NotConnectingError()
        if self.attempt is None:
            self.failed(Failure(error.UserError()))
        else:
            self.attempt.cancel()

    def disconnect(self) -> None:
        if self.factory.current is not None:
            self.factory.current.close()
        elif self.state == "connecting":
            self.stopConnecting()

    def getDestination(self) -> Any:
        return self.endpoint


class StateWatch:
    """A state handler; :meth:`cancel` ends it."""

    __slots__ = ("_watches", "handler")

    def __init__(self, handler: StateHandler, watches: dict[StateWatch, None]) -> None:
        self.handler = handler
        self._watches = watches
        watches[self] = None

    def cancel(self) -> None:
        self._watches.pop(self, None)


class ReconnectingFactory(ReconnectingClientFactory):
    """Keeps one connection of its client alive.

    The known knobs of Twisted's class hold: ``initialDelay`` (s), ``factor``, ``maxDelay`` (s),
    ``jitter`` (share of the delay), ``maxRetries``, ``resetDelay()``, ``stopTrying()``.

    :param clock: the reactor, or a ``Clock``.
    :param client: the face it works for; made from ``login`` when left out.
    :ivar state: ``disconnected connecting logging_in ready waiting stopped``.
    :ivar current: the connection that lives, logged in or not.
    :ivar attempts: how many were begun.
    :ivar retrying: False for a client that lives for one connection.
    """

    noisy = False
    log = Logger()
    client_class: type[BaseClient]
    initialDelay = 1.0
    factor = 1.6
    maxDelay = 60.0  # type: ignore[assignment]  # Twisted's own default happens to be an int
    jitter = 0.1
    stop_grace = CLOSE_GRACE

    def __init__(
        self, clock: IReactorTime, *, client: BaseClient | None = None, **login: Any
    ) -> None:
        self.clock: Any = clock
        self.state: State = "disconnected"
        self.current: ClientConnection | None = None
        self.attempts = 0
        self.retrying = True
        self.delay = self.initialDelay
        self._past = Counters()
        self._reason: Exception | None = None
        self._waiters: dict[Deferred[Any], int | None] = {}
        self._stopped: list[Deferred[None]] = []
        self._watches: dict[StateWatch, None] = {}
        self.client = self.client_class(clock, factory=self, **login) if client is None else client

    @property
    def ready(self) -> ClientConnection | None:
        """The connection, if it is ready and not closing."""
        current = self.current
        return current if current is not None and current.ready and not current.closing else None

    @property
    def stopping(self) -> bool:
        """Whether :meth:`stop` was called and something is left."""
        return bool(self._stopped)

    @property
    def counters(self) -> Counters:
        """The sum over all connections so far."""
        return self._past if self.current is None else self._past + self.current.counters

    # -- users
    def start(self, endpoint: IStreamClientEndpoint) -> None:
        """Connect, and keep connecting until :meth:`stop`.

        :raises InvalidRequest: it is started already.
        """
        if self._busy():
            raise self.client.errors.invalid(f"{self.client} is started already")
        self.resetDelay()
        self.client.events.open()
        EndpointConnector(endpoint, self).connect()

    def stop(self) -> Deferred[None]:
        """Say goodbye, close, give up. Fires when nothing is left; may be called again."""
        d: Deferred[None] = Deferred()
        self._stopped.append(d)
        if self.current is not None:
            self.current.close(self.stop_grace)
        self.stopTrying()
        return d

    def abort(self, reason: str) -> None:
        """Give up at once, without goodbye."""
        if self.current is not None:
            self.current.abort(reason)
        self.stopTrying()

    def stopTrying(self) -> None:
        super().stopTrying()
        if not self._busy():
            self._finish(None)

    def when_ready(self, fail_after: int | None = None) -> Deferred[Any]:
        """A Deferred of the client, for each caller its own.

        :param fail_after: fail with the reason after so many failed attempts; None: only when
            there will be no further one.
        """
        d: Deferred[Any] = Deferred(self._stop_waiting)
        if self.ready is not None:
            d.callback(self.client)
        elif self.state == "stopped":
            d.errback(self.client.errors.not_ready(f"{self.client} is stopped"))
        else:
            self._waiters[d] = fail_after
        return d

    def _stop_waiting(self, d: Deferred[Any]) -> None:
        self._waiters.pop(d, None)

    def on_state(self, handler: StateHandler) -> StateWatch:
        """Call ``handler(old, new, reason)`` at each change; ``reason`` is an exception or None."""
        return StateWatch(handler, self._watches)

    # -- connectors, ours and the reactor's, tell
    def startedConnecting(self, connector: Any) -> None:
        self.connector = connector
        self.attempts += 1
        self._change("connecting", None)

    def buildProtocol(self, addr: IAddress | None) -> Any:
        if self.current is not None:
            return None  # one connection at a time: the endpoint reports NoProtocol
        protocol = self.client.build_connection()
        protocol.factory = self
        protocol.trace = self.client.trace
        protocol.login_timeout = self.client.login_timeout
        return protocol

    def clientConnectionFailed(self, connector: Any, reason: Failure) -> None:
        failure = reason.value
        if not isinstance(failure, TelcoError):
            failure = self.client.errors.lost(f"could not connect: {describe(reason)}")
            failure.__cause__ = reason.value
        self._ended(connector, failure)

    def clientConnectionLost(self, connector: Any, unused_reason: Failure) -> None:
        # protocol_lost came first and knows why.
        reason = self._reason or self.client.errors.lost(describe(unused_reason))
        self._ended(connector, reason)

    # -- the connection tells
    def protocol_made(self, protocol: ClientConnection) -> None:
        self.current = protocol
        if isinstance(self.connector, EndpointConnector):
            self.connector.made()
        self._change("logging_in", None)

    def protocol_ready(self, protocol: ClientConnection) -> None:
        if protocol is not self.current:
            return
        self.delay, self.retries = self.initialDelay, 0
        self._change("ready", None)
        if self.ready is not None:
            waiters, self._waiters = self._waiters, {}
            for d in waiters:
                if not d.called:  # cancelled by an earlier callback
                    d.callback(self.client)

    def protocol_lost(self, protocol: ClientConnection, reason: Exception) -> None:
        if protocol is not self.current:
            return
        self.current = None
        self._past += protocol.counters
        self._reason = reason
        if self.connector is None:
            # Given to endpoint.connect(): whether to try again is its caller's business.
            if not self.continueTrying:
                self._finish(None if self._stopped else reason)
                return
            self._change("disconnected", reason)
            self._end_waiting(reason)
        elif isinstance(self.connector, EndpointConnector):
            self.connector.lost(Failure(reason))
        # The reactor's own connectors call clientConnectionLost by themselves.

    # -- what comes next
    def retry(self, connector: Any = None) -> None:
        """Connect again after the delay, which grows. The jitter neither adds up nor passes
        ``maxDelay``."""
        connector = connector or self.connector
        self.retries += 1
        delay = self.delay * (1 + random.uniform(-self.jitter, self.jitter))
        self.delay = min(self.delay * self.factor, self.maxDelay)
        self._callID = self.clock.callLater(min(delay, self.maxDelay), self._again, connector)

    def _again(self, connector: Any) -> None:
        self._callID = None
        connector.connect()

    def _ended(self, connector: Any, reason: Exception) -> None:
        """An attempt failed, or a connection ended."""
        self.connector = connector
        if not self.retrying or (self.maxRetries is not None and self.retries >= self.maxRetries):
            self.continueTrying = 0
        if not self.continueTrying:
            # The end that stop() asked for needs no reason.
            self._finish(None if self._stopped else reason)
            return
        self.retry(connector)
        self._change("waiting", reason)
        for d, left in list(self._waiters.items()):
            if left is not None and d in self._waiters:
                self._waiters[d] = left - 1
                if left <= 1:
                    del self._waiters[d]
                    d.errback(reason)

    def _busy(self) -> bool:
        """Whether there is a connection, an attempt, or an attempt to come."""
        connecting = self.connector is not None and self.connector.state != "disconnected"
        return connecting or self.current is not None or self._callID is not None

    def _finish(self, reason: Exception | None) -> None:
        """There will be no further attempt."""
        if self.state != "stopped":
            self._change("stopped", reason)
            if not self._busy():  # else a state handler has started it again
                self._end_waiting(
                    reason or self.client.errors.not_ready(f"{self.client} is stopped")
                )
        stopped, self._stopped = self._stopped, []
        for d in stopped:
            d.callback(None)

    def _end_waiting(self, reason: Exception) -> None:
        waiters, self._waiters = self._waiters, {}
        for d in waiters:
            if not d.called:
                d.errback(reason)
        self.client.events.close(str(reason))

    def _change(self, new: State, reason: Exception | None) -> None:
        old, self.state = self.state, new
        if old == new:
            return
        for watch in list(self._watches):
            try:
                watch.handler(old, new, reason)
            except Exception:
                self.log.failure("state handler {handler} failed", handler=watch.handler)
