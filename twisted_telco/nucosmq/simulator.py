"""Far ends for tests: a server that can misbehave, and one with the habits of the original."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.task import LoopingCall

from twisted_telco.core.simulator import SimulatedConnection, Simulator, SimulatorFactory
from twisted_telco.nucosmq.auth import SharedSecrets
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import Message
from twisted_telco.nucosmq.server import Server
from twisted_telco.nucosmq.wire import EOM

ROOM = "demo"
READ = 1024
"""Bytes that the original asks its socket for."""


class SimulatedMember(Member, SimulatedConnection):
    """A connection with faults on demand and, if wanted, the original's way to read."""

    server: Broker
    direct = False

    def link_made(self) -> None:
        if self.server.original:
            self.hello = {}
        self._unread = b""
        super().link_made()

    def dataReceived(self, data: bytes) -> None:
        if self.server.original:
            data = self._like_the_original(data)
        if data:
            super().dataReceived(data)

    def _like_the_original(self, data: bytes) -> bytes:
        """What the original makes of one read of the socket.

        It reads 1,024 bytes at a time and goes on only after exactly so many without a separator
        at their end. Then it takes what it has for complete: an unfinished frame is forgotten, and
        so is everything behind a frame with a room.
        """
        self._unread += data
        if len(data) % READ == 0 and not self._unread.endswith(EOM):
            return b""
        *frames, _ = self._unread.split(EOM)
        self._unread = b""
        kept = []
        for frame in frames:
            kept.append(frame + EOM)
            if b'"room": ' in frame:
                break
        self.server.forgotten += len(frames) - len(kept)
        return b"".join(kept)

    def message_received(self, message: Message) -> None:
        if self.server.original:
            message.extra = None  # it never looks there
        super().message_received(message)


class BrokerFactory(SimulatorFactory):
    """Builds the connections of a simulated server."""

    def __init__(self, server: Broker, max_connections: int) -> None:
        super().__init__(max_connections)
        self.server = server

    def build_connection(self, addr: IAddress | None) -> Any:
        return self.server.build_connection(addr)


class Broker(Server, Simulator):
    """A nucosMQ server that runs under a ``Clock``, over sockets or in memory.

    All of :class:`~twisted_telco.nucosmq.Server`, and the faults of every simulator: ``endpoint()``
    ``drop()`` ``stall()`` ``resume()`` ``split(n)`` ``cut_after(...)`` ``garbage(...)``.

    :param users: uid to secret, for clients with :func:`~twisted_telco.nucosmq.signer`; None: no
        login.
    :param original: read as nucosMQ 0.0.9 does, forget what it forgets, and answer as it does.
    :ivar forgotten: frames that an original would not have seen.
    """

    factory: BrokerFactory
    member_class = SimulatedMember

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        users: dict[str, str] | None = None,
        original: bool = False,
        **settings: Any,
    ) -> None:
        self.original = original
        self.forgotten = 0
        self._traffic: LoopingCall | None = None
        self._ticks = 0
        if users is not None:
            settings["auth"] = SharedSecrets(users)
        if original:
            settings["publish_policy"] = "open"
        super().__init__(reactor, endpoint, **settings)

    def build_factory(self, max_connections: int) -> BrokerFactory:
        return BrokerFactory(self, max_connections)

    def start_traffic(self, interval: float = 1.0, room: str = ROOM) -> None:
        """Publish a growing number into a room, every ``interval`` seconds until it is stopped."""
        self._traffic = LoopingCall(self._tick, room)
        self._traffic.clock = self.reactor
        self._traffic.start(interval, now=False)

    def _tick(self, room: str) -> None:
        self._ticks += 1
        self.publish(room, "tick", self._ticks)

    def stopService(self) -> Deferred[None]:
        if self._traffic is not None and self._traffic.running:
            self._traffic.stop()
        return super().stopService()

    def emit(self, event: str, content: Any = "", room: str = "") -> None:
        """Send an event to everybody, or publish it."""
        if room:
            self.publish(room, event, content)
        else:
            self.send_all(event, content)
