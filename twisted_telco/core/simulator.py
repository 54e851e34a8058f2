"""What all simulators share: a listening service, an endpoint in memory, faults on demand."""

from __future__ import annotations

from twisted.internet.interfaces import IStreamClientEndpoint

from twisted_telco.core.listen import ConnectionsFactory, ListeningService, ServerConnection
from twisted_telco.core.memory import MemoryEndpoint


class Faults:
    """How the connections of a simulator misbehave.

    :ivar stalled: nothing is sent; what should have been is sent later.
    :ivar split: most bytes sent per turn of the reactor, or None.
    :ivar cut_sent: a new connection ends after so many bytes were sent, or None.
    :ivar cut_received: a new connection ends after so many bytes were received, or None.
    """

    def __init__(self) -> None:
        self.stalled = False
        self.split: int | None = None
        self.cut_sent: int | None = None
        self.cut_received: int | None = None


class SimulatedConnection(ServerConnection):
    """A server connection that can misbehave."""

    factory: SimulatorFactory

    def connectionMade(self) -> None:
        faults = self.factory.faults
        self._held: list[bytes] = []
        self._held_size = 0
        self._cut_sent, self._cut_received = faults.cut_sent, faults.cut_received
        self.pace(faults.split)
        super().connectionMade()
        if self._cut_sent == 0 or self._cut_received == 0:
            self.transport.loseConnection()

    def write(self, data: bytes) -> None:
        if self.factory.faults.stalled:
            self._held.append(data)
            self._held_size += len(data)
            if self._held_size > self.max_unsent:
                self.abort("stalled, and too much waits to be sent")
            return
        if self._cut_sent is not None:
            data = data[: self._cut_sent]
            self._cut_sent -= len(data)
        super().write(data)
        if self._cut_sent == 0:
            self._lose(None)

    def release(self) -> None:
        """Send what was held back by a stall."""
        held, self._held, self._held_size = self._held, [], 0
        for data in held:
            self.write(data)

    def dataReceived(self, data: bytes) -> None:
        if self._cut_received is None:
            super().dataReceived(data)
            return
        data = data[: self._cut_received]
        self._cut_received -= len(data)
        super().dataReceived(data)
        if self._cut_received == 0:
            self._lose(None)


class SimulatorFactory(ConnectionsFactory):
    """Builds the connections of a simulator and holds their faults."""

    connections: set[SimulatedConnection]  # type: ignore[assignment]

    def __init__(self, max_connections: int = 1000) -> None:
        super().__init__(max_connections)
        self.faults = Faults()


class Simulator(ListeningService):
    """Base of the simulators.

    :ivar accepting: set it to False and clients are refused: in memory as by a machine where
        nothing listens, over sockets by closing at once.
    """

    factory: SimulatorFactory

    @property
    def accepting(self) -> bool:
        return self.factory.max_connections > 0

    @accepting.setter
    def accepting(self, yes: bool) -> None:
        if yes != self.accepting:
            self.factory.max_connections = -self.factory.max_connections

    def endpoint(self) -> IStreamClientEndpoint:
        """A client endpoint that leads here without a socket."""
        return MemoryEndpoint(self.reactor, self.factory, lambda: self.accepting)

    def drop(self) -> None:
        """Cut all connections, as a cable would be."""
        for connection in list(self.factory.connections):
            connection.abort("dropped on demand")

    def stall(self) -> None:
        """Say nothing more until :meth:`resume`; the connections stay."""
        self.factory.faults.stalled = True

    def resume(self) -> None:
        """End a stall; what was held back is sent."""
        self.factory.faults.stalled = False
        for connection in list(self.factory.connections):
            connection.release()

    def split(self, size: int | None) -> None:
        """Send at most ``size`` bytes per turn of the reactor; None: as usual."""
        self.factory.faults.split = size
        for connection in list(self.factory.connections):
            connection.pace(size)

    def cut_after(self, *, sent: int | None = None, received: int | None = None) -> None:
        """Let each *new* connection end after so many bytes; without arguments: as usual."""
        self.factory.faults.cut_sent = sent
        self.factory.faults.cut_received = received

    def garbage(self, data: bytes) -> None:
        """Send any bytes to all connections."""
        for connection in list(self.factory.connections):
            connection.write(data)
