"""The listening side: a service that fails loudly, drains, and can be started again.

Twisted's StreamServerEndpointService stays up without listening when its port is busy, leaves
accepted connections open when it stops, and does not listen again.
"""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults, maybeDeferred, succeed
from twisted.internet.interfaces import IAddress, IListeningPort
from twisted.internet.protocol import ServerFactory, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.core.connection import CLOSE_GRACE, Connection
from twisted_telco.core.endpoints import Where, server_endpoint
from twisted_telco.errors import NotReady

MAX_CONNECTIONS = 10_000


class ConnectionsFactory(ServerFactory):
    """A server factory that knows its connections.

    A subclass implements :meth:`build_connection`. The connections add and remove themselves, see
    :class:`ServerConnection`.

    :param max_connections: more are closed as soon as they are accepted.
    :ivar connections: those that live.
    :ivar accepted: how many there were.
    :ivar refused: how many were over the limit.
    """

    noisy = False

    def __init__(self, max_connections: int = MAX_CONNECTIONS) -> None:
        self.max_connections = max_connections
        self.connections: set[ServerConnection] = set()
        self.accepted = self.refused = 0

    def build_connection(self, addr: IAddress | None) -> ServerConnection | None:
        """A new protocol; None refuses the connection."""
        raise NotImplementedError(type(self).__name__)

    def buildProtocol(self, addr: IAddress | None) -> Any:
        connection = None
        if len(self.connections) < self.max_connections:
            connection = self.build_connection(addr)
        if connection is None:
            self.refused += 1
            return None
        self.accepted += 1
        connection.factory = self
        return connection


class ServerConnection(Connection):
    """The accepting side of a connection."""

    side = "S"
    factory: ConnectionsFactory

    def connectionMade(self) -> None:
        self.factory.connections.add(self)
        super().connectionMade()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.factory.connections.discard(self)
        super().connectionLost(reason)


class ListeningService(Service):
    """Listens now or raises; closes what it accepted; can be started again.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: an endpoint, an endpoint string, or a port number of loopback; None when
        :meth:`listen` is used.
    :param factory: builds the connections.
    :param grace: seconds for connections to close before they are aborted.
    :raises InvalidRequest: for an endpoint that can not be meant.
    :ivar where: the endpoint.
    :ivar port: the listening port, or None.
    """

    log = Logger()

    def __init__(
        self,
        reactor: Any,
        endpoint: Where | None,
        factory: ConnectionsFactory,
        *,
        grace: float = CLOSE_GRACE,
    ) -> None:
        self.reactor = reactor
        self.where = None if endpoint is None else server_endpoint(reactor, endpoint)
        self.factory = factory
        self.grace = grace
        self.port: IListeningPort | None = None
        self._attempt: Deferred[IListeningPort] | None = None
        self._failed: Failure | None = None
        self._waiters: list[Deferred[Any]] = []

    def listen(self, endpoint: Where | None = None) -> Deferred[IListeningPort]:
        """Start to listen; fires with the port, or fails with Twisted's reason (busy port).

        :param endpoint: instead of the one given at creation.
        """
        if endpoint is not None:
            self.where = server_endpoint(self.reactor, endpoint)
        if self.where is None:
            raise NotReady(f"{self!r} has no endpoint to listen on")
        done = self.when_listening()
        if self.port is None and self._attempt is None:
            self._failed = None
            self._attempt = self.where.listen(self.factory)
            self._attempt.addCallbacks(self._listening, self._not_listening)
        return done

    def when_listening(self) -> Deferred[IListeningPort]:
        """A Deferred of the port, for each caller its own."""
        if self.port is not None:
            return succeed(self.port)
        d: Deferred[IListeningPort] = Deferred()
        self._waiters.append(d)
        return d

    def _listening(self, port: IListeningPort) -> None:
        self.port, self._attempt = port, None
        waiters, self._waiters = self._waiters, []
        for d in waiters:
            d.callback(port)

    def _not_listening(self, failure: Failure) -> None:
        self._attempt, self._failed = None, failure
        waiters, self._waiters = self._waiters, []
        for d in waiters:
            d.errback(failure)

    def privilegedStartService(self) -> None:
        """Listen before privileges are dropped.

        :raises Exception: what the endpoint said, when it said so at once.
        """
        if self.where is None or self.port is not None:
            return
        self.listen().addErrback(lambda _: None)
        if self._failed is not None:
            self._failed.raiseException()

    def startService(self) -> None:
        self.privilegedStartService()
        super().startService()

    def stopService(self) -> Deferred[None]:
        super().stopService()
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        if self._attempt is not None:
            self._attempt.cancel()
        port, self.port = self.port, None
        if port is not None:
            await maybeDeferred(port.stopListening)
        await gatherResults([c.close(self.grace) for c in self.factory.connections])
