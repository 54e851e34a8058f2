"""Connections without sockets: two transports joined back to back.

What one side writes reaches the other in the next turn of the clock, in one piece per turn as over
a real socket. Made for simulators under :class:`twisted.internet.task.Clock`; it works on the
reactor as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from twisted.internet import error, interfaces
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure
from zope.interface import implementer

HIGH_WATER = 64 * 1024


@implementer(interfaces.IAddress)
class MemoryAddress:
    """Where an in-memory connection comes from or goes to."""

    host = "memory"
    port = 0
    type = "memory"

    def __repr__(self) -> str:
        return "<in memory>"


@implementer(interfaces.ITransport, interfaces.IConsumer, interfaces.IPushProducer)
class MemoryTransport:
    """One end of an in-memory connection."""

    disconnecting = False

    def __init__(self, clock: IReactorTime) -> None:
        self.clock = clock
        self.peer: MemoryTransport
        self.protocol: interfaces.IProtocol
        self.connected = True
        self.producer: Any = None
        self._producer_paused = False
        self._paused = False
        self._out: list[bytes] = []
        self._size = 0
        self._call: IDelayedCall | None = None

    # -- what the protocol calls
    def write(self, data: bytes) -> None:
        if not isinstance(data, bytes):
            raise TypeError(f"bytes are written, not {type(data).__name__}")
        if self.connected and not self.disconnecting and data:
            self._out.append(data)
            self._size += len(data)
            if self._size > HIGH_WATER and self.producer is not None and not self._producer_paused:
                self._producer_paused = True
                self.producer.pauseProducing()
            self._wake()

    def writeSequence(self, data: Iterable[bytes]) -> None:
        self.write(b"".join(data))

    def loseConnection(self) -> None:
        if self.connected and not self.disconnecting:
            self.disconnecting = True
            self._wake()

    def abortConnection(self) -> None:
        if self.connected:
            self.disconnecting = True
            self._out.clear()
            self._size = 0
            if self._call is not None:
                self._call.cancel()
            self._call = self.clock.callLater(
                0, self._end, error.ConnectionAborted(), error.ConnectionLost()
            )

    def getPeer(self) -> MemoryAddress:
        return MemoryAddress()

    def getHost(self) -> MemoryAddress:
        return MemoryAddress()

    def setTcpNoDelay(self, enabled: bool) -> None:
        """Nothing is delayed here."""

    def setTcpKeepAlive(self, enabled: bool) -> None:
        """Nothing dies silently here."""

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        if self.producer is not None:
            raise RuntimeError("a producer is registered already")
        self.producer = producer

    def unregisterProducer(self) -> None:
        self.producer = None
        self._producer_paused = False

    def pauseProducing(self) -> None:
        self._paused = True

    def resumeProducing(self) -> None:
        self._paused = False
        self.peer._wake()

    def stopProducing(self) -> None:
        self.loseConnection()

    # -- the wire
    def _wake(self) -> None:
        if self._call is None:
            self._call = self.clock.callLater(0, self._deliver)

    def _deliver(self) -> None:
        self._call = None
        if not self.connected or self.peer._paused:
            return
        data = b"".join(self._out)
        self._out.clear()
        self._size = 0
        if data and self.peer.connected:
            self.peer.protocol.dataReceived(data)
        if self._producer_paused and self.producer is not None:
            self._producer_paused = False
            self.producer.resumeProducing()
        if self.disconnecting and not self._out:
            self._end(error.ConnectionDone(), error.ConnectionDone())

    def _end(self, here: Exception, there: Exception) -> None:
        for transport, reason in ((self, here), (self.peer, there)):
            if transport.connected:
                transport.connected = False
                transport.disconnecting = True
                transport.producer = None
                transport.protocol.connectionLost(Failure(reason))


def join(clock: IReactorTime, one: interfaces.IProtocol, other: interfaces.IProtocol) -> None:
    """Connect two protocols."""
    first, second = MemoryTransport(clock), MemoryTransport(clock)
    first.peer, second.peer = second, first
    first.protocol, second.protocol = one, other
    other.makeConnection(second)
    one.makeConnection(first)


@implementer(interfaces.IStreamClientEndpoint)
class MemoryEndpoint:
    """Connects clients to a server's factory.

    :param accepting: asked at each attempt; while False the connection is refused, as by a
        machine where nothing listens.
    """

    def __init__(
        self,
        clock: IReactorTime,
        server: interfaces.IProtocolFactory,
        accepting: Callable[[], bool] = lambda: True,
    ) -> None:
        self._clock = clock
        self._server = server
        self._accepting = accepting

    def connect(self, factory: interfaces.IProtocolFactory) -> Deferred[Any]:
        if not self._accepting():
            return fail(error.ConnectionRefusedError("nothing listens in memory"))
        client = factory.buildProtocol(MemoryAddress())
        server = self._server.buildProtocol(MemoryAddress())
        if client is None or server is None:
            return fail(error.ConnectionRefusedError("no protocol was built"))
        join(self._clock, client, server)
        return succeed(client)

    def __repr__(self) -> str:
        return "<in memory>"
