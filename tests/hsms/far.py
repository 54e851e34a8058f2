"""A far end that sends and sees raw messages, for tests under a clock."""

from __future__ import annotations

from typing import Any

from twisted.internet.protocol import Factory, Protocol

from twisted_telco import hsms, secs
from twisted_telco.hsms.messages import control
from twisted_telco.hsms.wire import Decoder
from twisted_telco.testing import Clock, MemoryEndpoint, pump

SELECT_REQ, SELECT_RSP, DESELECT_REQ, DESELECT_RSP, LINKTEST_REQ, LINKTEST_RSP = range(1, 7)
REJECT_REQ, SEPARATE_REQ = 7, 9
SS = 0xFFFF


class Raw(Protocol):
    """Keeps what it receives; sends what it is told."""

    transport: Any

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.decoder = Decoder()
        self.messages: list[hsms.Message] = []
        self.closed = False

    def dataReceived(self, data: bytes) -> None:
        self.messages += self.decoder.feed(data)  # type: ignore[arg-type]

    def connectionLost(self, reason: Any = None) -> None:
        self.closed = True

    def send(self, *messages: hsms.Message | bytes) -> None:
        """Send and let everything happen that follows at once."""
        for message in messages:
            self.transport.write(message if isinstance(message, bytes) else message.encode())
        pump(self.clock)

    def take(self) -> list[hsms.Message]:
        """What came since the last time."""
        pump(self.clock)
        taken, self.messages = self.messages, []
        return taken

    def said(self) -> list[tuple[str, int, int]]:
        """Name, system bytes and function (or status) of what came since the last time."""
        return [(m.name, m.system, m.function) for m in self.take()]

    def select(self, session: int = SS) -> None:
        """Become selected as the active side."""
        self.send(control(SELECT_REQ, session, 1))
        assert [m.function for m in self.take() if m.stype == SELECT_RSP] == [0]


class RawFactory(Factory):
    """Accepts; :ivar made: the protocols, in order."""

    noisy = False

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.made: list[Raw] = []

    def buildProtocol(self, addr: Any) -> Raw:
        self.made.append(Raw(self.clock))
        return self.made[-1]


def data(stream: int, function: int, system: int, item: Any = None, **more: Any) -> hsms.Message:
    """A data message; W=1 in primaries unless told otherwise."""
    more.setdefault("wait", function % 2 == 1)
    return hsms.Message(
        more.pop("session_id", 0),
        stream,
        function,
        system=system,
        data=b"" if item is None else secs.encode(item),
        **more,
    )


def connect_raw(clock: Clock, factory: Any) -> Raw:
    """A raw client of a server's factory."""
    made = RawFactory(clock)
    MemoryEndpoint(clock, factory).connect(made).addErrback(lambda _: None)
    pump(clock)
    return made.made[-1]


class Recorder:
    """A delegate that remembers what it was told."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.told: list[str] = []
        self.packets: list[hsms.Message] = []

    def on_connection_established(self, connection: Any) -> None:
        self.told.append(f"established {connection.link_state.value}")

    def on_connection_packet_received(self, connection: Any, packet: hsms.Message) -> None:
        self.told.append(packet.name)
        self.packets.append(packet)

    def on_connection_before_closed(self, connection: Any) -> None:
        self.told.append("before closed")

    def on_connection_closed(self, connection: Any) -> None:
        self.told.append(f"closed: {connection.reason}")
