"""An exchange in memory and clients of it, for servers that share their rooms."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from tests.nucosmq.scene import SceneTestCase
from twisted_telco import amqp, nucosmq
from twisted_telco.nucosmq.backplane import ROSTER, AMQPBackplane
from twisted_telco.nucosmq.simulator import Broker


class Exchange:
    """What the servers' clients share: hands on what is published, to all, in order.

    :ivar confirming: messages are confirmed at once.
    :ivar telling: what servers tell each other arrives.
    """

    def __init__(self) -> None:
        self.clients: list[FakeClient] = []
        self.confirming = True
        self.telling = True

    def publish(self, body: bytes, message_id: str | None, type: str | None = "room") -> None:
        for client in self.clients:
            if client.ready:
                client.consumer(SimpleNamespace(message_id=message_id, type=type), body)


class FakeClient:
    """The face of amqp.Client that the backplane uses."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        exchange.clients.append(self)
        self.ready = False
        self.persistent: list[bool] = []
        self.unconfirmed: list[Deferred[None]] = []
        self.refusing = False
        self.told: list[Any] = []

    def keep_queue(self, queue: str, consumer: Any, **settings: Any) -> None:
        self.consumer = consumer
        self.queue = (queue, settings)

    def on_state(self, handler: Any) -> None:
        self.handler = handler

    def on_blocked(self, handler: Any) -> None:
        self.blocked = handler

    def startService(self) -> None:
        self.up()

    def stopService(self) -> Deferred[None]:
        self.down()
        return succeed(None)

    def when_ready(self) -> Deferred[Any]:
        return succeed(self)

    def up(self) -> None:
        self.ready = True
        self.handler("waiting", "ready", None)

    def down(self) -> None:
        self.ready = False
        self.handler("ready", "waiting", amqp.ConnectionLost("gone"))
        unconfirmed, self.unconfirmed = self.unconfirmed, []
        for d in unconfirmed:
            d.errback(amqp.ConnectionLost("gone"))

    def publish(
        self,
        exchange: str,
        key: str,
        body: bytes,
        *,
        persistent: bool,
        message_id: str,
        type: str,
        **more: Any,
    ) -> Deferred[None]:
        if not self.ready:
            return fail(amqp.NotReady("no"))
        if type == ROSTER:
            self.told.append({"persistent": persistent, **more})
            if self.exchange.telling:
                self.exchange.publish(body, message_id, type)
            return succeed(None)
        if self.refusing:
            return fail(amqp.RequestRefused("no"))
        self.persistent.append(persistent)
        self.exchange.publish(body, message_id, type)
        if self.exchange.confirming:
            return succeed(None)
        self.unconfirmed.append(Deferred())
        return self.unconfirmed[-1]


class SharedTestCase(SceneTestCase):
    """Servers at one exchange."""

    def setUp(self) -> None:
        super().setUp()
        self.exchange = Exchange()
        self.servers: list[Broker] = []
        self.brokers: list[FakeClient] = []
        self.backplanes: list[AMQPBackplane] = []

    def share(self, users: Any = None, **settings: Any) -> Broker:
        """One more server."""
        client: Any = FakeClient(self.exchange)
        name = f"s{len(self.servers)}"
        backplane = AMQPBackplane(self.clock, server_id=name, client=client)
        server = self.server(users, backplane=backplane, **settings)
        server.startService()
        self.servers.append(server)
        self.brokers.append(client)
        self.backplanes.append(backplane)
        return server

    def member(self, server: Broker, uid: str = "") -> tuple[nucosmq.Client, list[Any]]:
        """A client that is in the room ``r``, and what it hears there."""
        client = self.ready(server, uid)
        got: list[Any] = []
        client.add_room_callback("r", got.append)
        self.result(client.subscribe("r"))
        return client, got
