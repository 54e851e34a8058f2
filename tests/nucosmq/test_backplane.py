"""The backplane between two servers, with a broker that can be taken away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from tests.nucosmq.scene import SceneTestCase
from twisted_telco import amqp, nucosmq
from twisted_telco.nucosmq.backplane import AMQPBackplane


class Exchange:
    """What the servers' clients share: hands on what is published, to all, in order."""

    def __init__(self) -> None:
        self.clients: list[FakeClient] = []
        self.confirming = True

    def publish(self, body: bytes, message_id: str) -> None:
        for client in self.clients:
            if client.ready:
                client.consumer(SimpleNamespace(message_id=message_id), body)


class FakeClient:
    """The face of amqp.Client that the backplane uses."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        exchange.clients.append(self)
        self.ready = False
        self.persistent: list[bool] = []
        self.unconfirmed: list[Deferred[None]] = []
        self.refusing = False

    def keep_queue(self, queue: str, consumer: Any, **settings: Any) -> None:
        self.consumer = consumer
        self.queue = (queue, settings)

    def on_state(self, handler: Any) -> None:
        self.handler = handler

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
        **more: Any,
    ) -> Deferred[None]:
        if not self.ready:
            return fail(amqp.NotReady("no"))
        if self.refusing:
            return fail(amqp.RequestRefused("no"))
        self.persistent.append(persistent)
        self.exchange.publish(body, message_id)
        if self.exchange.confirming:
            return succeed(None)
        self.unconfirmed.append(Deferred())
        return self.unconfirmed[-1]


class BackplaneTests(SceneTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.exchange = Exchange()
        self.brokers = []
        self.backplanes = []
        self.members = []
        self.got: list[list[Any]] = []
        for number in range(2):
            client: Any = FakeClient(self.exchange)
            backplane = AMQPBackplane(self.clock, server_id=f"s{number}", client=client)
            server = self.server(None, backplane=backplane)
            server.startService()
            member = self.ready(server)
            got: list[Any] = []
            member.add_room_callback("r", got.append)
            self.result(member.subscribe("r"))
            self.brokers.append(client)
            self.backplanes.append(backplane)
            self.members.append(member)
            self.got.append(got)
        self.last_server = server

    def test_everybody_once(self) -> None:
        for number, member in enumerate(self.members):
            member.publish("r", "e", number)
            self.result(member.publish("r", "e", [number], ack=True))
        self.pump()
        self.assertEqual(self.got, [[0, [0], 1, [1]]] * 2)
        self.assertEqual(self.brokers[0].persistent, [False, True])
        self.assertEqual(self.backplanes[0].received, 2)
        self.assertEqual(self.brokers[0].queue[0], "nucosmq.s0")
        self.assertEqual(self.brokers[0].queue[1]["arguments"], {"x-expires": 600_000})

    def test_a_confirmation_is_waited_for(self) -> None:
        self.exchange.confirming = False
        d = self.members[0].publish("r", "e", 1, ack=True)
        self.pump()
        self.assertNoResult(d)
        self.assertEqual((self.got, self.backplanes[0].waiting), ([[1], [1]], 1))
        self.brokers[0].unconfirmed.pop().callback(None)
        self.result(d)
        self.assertEqual(self.backplanes[0].waiting, 0)

    def test_repeats_are_dropped(self) -> None:
        """Unconfirmed messages are sent again, first and in order; who has them drops them."""
        self.exchange.confirming = False
        sent = [self.members[0].publish("r", "e", number, ack=True) for number in range(3)]
        self.pump()
        self.brokers[0].down()
        self.exchange.confirming = True
        self.assertFalse(self.backplanes[0].connected)
        self.brokers[0].up()
        self.pump()
        for d in sent:
            self.result(d)
        self.assertEqual(self.got[1], [0, 1, 2])
        self.assertEqual(self.backplanes[1].repeats, 3)

    def test_without_the_broker(self) -> None:
        """Rooms are local; what is acknowledged waits, within a bound, and comes first later."""
        self.backplanes[0].max_waiting = 1
        self.brokers[0].down()
        self.members[0].publish("r", "e", "local")
        waits = self.members[0].publish("r", "e", "waits", ack=True)
        refused = self.members[0].publish("r", "e", "too many", ack=True)
        self.pump()
        self.assertEqual(self.got, [["local", "waits", "too many"], []])
        with self.assertRaisesRegex(nucosmq.RequestRefused, "1 messages wait"):
            self.result(refused)
        self.assertNoResult(waits)
        self.assertEqual(self.backplanes[0].dropped, 1)
        self.brokers[0].up()
        self.result(waits)
        self.members[0].publish("r", "e", "new")
        self.pump()
        self.assertEqual(self.got[1], ["waits", "new"])

    def test_refused_by_the_broker(self) -> None:
        self.brokers[0].refusing = True
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(self.members[0].publish("r", "e", 1, ack=True))
        self.members[0].publish("r", "e", 2)
        self.pump()
        self.assertEqual(self.got, [[1, 2], []])

    def test_what_others_write(self) -> None:
        """Whatever is in the queue that no server of ours has written is counted, no more."""
        for message_id, body in (
            (None, b"{}"),
            ("x", b"{}"),
            ("x:1", b"{}"),
            ("x:-1", b"{}"),
            ("x:2", b'{"data": {"event": "e", "content": 1}}'),  # no room
        ):
            self.exchange.publish(body, message_id)  # type: ignore[arg-type]
        self.pump()
        self.assertEqual(self.got, [[], []])
        self.assertEqual(self.backplanes[0].malformed, 4)

    def test_stop(self) -> None:
        """What still waits is told so."""
        self.brokers[0].down()
        d = self.backplanes[0].publish(b"{}_EOM_", True)
        self.result(self.backplanes[0].stop())
        with self.assertRaises(nucosmq.ConnectionLost):
            self.result(d)

    def test_server_side(self) -> None:
        """``publish`` of the server goes everywhere too; a closed server stops its backplane."""
        self.result(self.last_server.publish("r", "e", 1, ack=True))
        self.last_server.publish("r", "e", 2)
        self.pump()
        self.assertEqual(self.got, [[1, 2]] * 2)
        self.result(self.last_server.close(), 5)
        self.assertFalse(self.backplanes[1].connected)
