"""A server, clients and raw connections in memory, under a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import nucosmq
from twisted_telco.core.memory import MemoryEndpoint
from twisted_telco.nucosmq import wire
from twisted_telco.nucosmq.simulator import Broker
from twisted_telco.testing import pump, result_of

T = TypeVar("T")
USERS = {"alice": "a", "bob": "b", "carol": "c"}


class Anybody:
    """An auth object that lets everybody in and knows nobody."""

    def auth_challenge(self, uid: str) -> str:
        return ""

    def auth_final(self, uid: str, signature: Any, challenge: Any) -> bool:
        return True


class Raw(Protocol):
    """A far end made of bytes.

    :ivar received: all bytes so far.
    :ivar lost: the connection has ended.
    :ivar answers: it answers pings, as an original does.
    """

    answers = False

    def __init__(self) -> None:
        self.received = b""
        self.lost = False

    def dataReceived(self, data: bytes) -> None:
        self.received += data
        if self.answers:
            self.write(wire.encode("pong") * data.count(b'"event": "ping"'))

    def connectionLost(self, reason: Any = None) -> None:
        self.lost = True

    def say(self, event: str, content: Any = "", room: str = "", **extra: Any) -> None:
        self.transport.write(wire.encode(event, content, room, extra))  # type: ignore[union-attr]

    def write(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[union-attr]

    def heard(self) -> list[nucosmq.Message]:
        """The messages received so far."""
        found = wire.FrameDecoder().feed(self.received)
        assert all(isinstance(message, nucosmq.Message) for message in found)
        return found  # type: ignore[return-value]

    def events(self) -> list[tuple[str, Any]]:
        """Their events and contents, without what only paces us."""
        return [(m.event, m.content) for m in self.heard() if m.event != "ping"]

    def pause(self) -> None:
        """Stop to read."""
        self.transport.pauseProducing()  # type: ignore[union-attr]

    def resume(self) -> None:
        self.transport.resumeProducing()  # type: ignore[union-attr]


class SceneTestCase(SynchronousTestCase):
    """A clock, and what lives on it."""

    def setUp(self) -> None:
        self.clock = Clock()

    def pump(self, seconds: float = 0.0) -> None:
        pump(self.clock, seconds)

    def result(self, d: Deferred[T] | None, seconds: float = 0.0) -> T:
        assert d is not None
        return result_of(self.clock, d, seconds)

    def server(self, users: dict[str, str] | None = USERS, **settings: Any) -> Broker:
        return Broker(self.clock, users=users, **settings)

    def client(self, server: Broker, uid: str = "", **settings: Any) -> nucosmq.Client:
        """A client that is not started."""
        if uid:
            settings.setdefault("on_challenge", nucosmq.signer(uid, USERS.get(uid, "?")))
        return nucosmq.Client(self.clock, server.endpoint(), uid=uid, **settings)

    def ready(self, server: Broker, uid: str = "", **settings: Any) -> nucosmq.Client:
        """A client that is logged in."""
        client = self.client(server, uid, **settings)
        self.result(client.start(), 1)
        return client

    def raw(self, server: Broker) -> Raw:
        """A connection that says only what it is told to."""
        factory = Factory.forProtocol(Raw)
        raw = self.result(MemoryEndpoint(self.clock, server.factory).connect(factory))
        self.pump()
        return raw

    def raw_in(self, server: Broker, uid: str, original: bool = True) -> Raw:
        """A raw connection that is logged in."""
        raw = self.raw(server)
        raw.say("uid", uid, **({} if original else {"v": 1}))
        self.pump()
        challenge = raw.heard()[-1].content
        raw.say("signature", nucosmq.sign(USERS[uid], uid, challenge))
        self.pump()
        self.assertEqual(raw.heard()[-1], _without_extra("auth_final", "success", raw))
        raw.received = b""
        raw.answers = original
        return raw

    def far_end(
        self, client_of: Callable[[Any], nucosmq.Client]
    ) -> tuple[nucosmq.Client, list[Raw]]:
        """A client whose server is made of bytes.

        :param client_of: makes the client from an endpoint.
        :returns: the client, started, and the server's ends of its connections.
        """
        ends: list[Raw] = []

        class Ends(Factory):
            def buildProtocol(self, addr: Any) -> Raw:
                ends.append(Raw())
                return ends[-1]

        client = client_of(MemoryEndpoint(self.clock, Ends()))
        client.startService()
        self.pump()
        return client, ends


def _without_extra(event: str, content: Any, raw: Raw) -> nucosmq.Message:
    return nucosmq.Message(event, content, "", raw.heard()[-1].extra)
