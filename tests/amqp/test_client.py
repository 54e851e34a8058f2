"""The client of RabbitMQ, against a broker in memory."""

from __future__ import annotations

import builtins
import logging
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.amqp.broker import Broker
from twisted_telco import amqp
from twisted_telco.core.memory import MemoryEndpoint
from twisted_telco.core.trace import Trace
from twisted_telco.testing import pump, result_of

URL = "amqp://guest:guest@broker/%2F?heartbeat=0"


class AMQPTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        # pika complains of each connection that ends, also of those that we end on purpose.
        logging.getLogger("pika").setLevel(logging.CRITICAL)
        self.addCleanup(logging.getLogger("pika").setLevel, logging.NOTSET)
        self.clock = Clock()
        self.broker = Broker()

    def pump(self, seconds: float = 0) -> None:
        pump(self.clock, seconds)

    def client(self, url: str = URL) -> amqp.Client:
        return amqp.Client(self.clock, url, MemoryEndpoint(self.clock, self.broker))

    def ready(self) -> amqp.Client:
        client = self.client()
        client.startService()
        result_of(self.clock, client.when_ready(fail_after=1))
        return client


class ClientTests(AMQPTestCase):
    def test_publish(self) -> None:
        """Fires when the broker confirms; with the properties that were asked for."""
        client = self.ready()
        d = client.publish("x", "key", b"body", message_id="m1")
        self.assertNoResult(d)
        self.pump()
        self.assertIsNone(self.successResultOf(d))
        client.publish("x", "key", b"passing", persistent=False)
        self.pump()
        seen = [(p.delivery_mode, p.message_id, body) for p, body in self.broker.published]
        self.assertEqual(seen, [(2, "m1", b"body"), (1, None, b"passing")])
        self.assertGreater(client.counters.bytes_received, 0)

    def test_refused_message(self) -> None:
        client = self.ready()
        self.broker.nacking = True
        d = client.publish("x", "", b"body")
        self.pump()
        self.failureResultOf(d, amqp.RequestRefused)

    def test_unconfirmed_at_the_end(self) -> None:
        """Whether the broker has it is not known: lost. The next connection is made."""
        client = self.ready()
        self.broker.confirming = False
        d = client.publish("x", "", b"1")
        self.pump()
        self.broker.current.transport.abortConnection()  # type: ignore[union-attr]
        self.pump()
        self.failureResultOf(d, amqp.ConnectionLost)
        self.failureResultOf(client.publish("x", "", b"2"), amqp.NotReady)
        self.pump(3)
        self.assertEqual((client.state, len(self.broker.connections)), ("ready", 2))

    def test_consume(self) -> None:
        """Declared, bound, consumed, acknowledged together; again after each login."""
        client = self.client()
        got: list[Any] = []

        def consumer(properties: Any, body: bytes) -> None:
            got.append((properties.message_id, body))
            if body == b"bad":
                raise RuntimeError("no")

        client.keep_queue("q", consumer, exchange="x", arguments={"x-expires": 1000})
        client.startService()
        self.pump()
        declared = ["exchange x", "queue q", "bind q x"]
        self.assertEqual((client.state, self.broker.declared), ("ready", declared))
        for number in range(3):
            self.broker.current.deliver(str(number).encode(), message_id=f"m{number}")
        self.pump()
        self.broker.current.deliver(b"bad")
        self.pump()
        self.assertEqual(got, [("m0", b"0"), ("m1", b"1"), ("m2", b"2"), (None, b"bad")])
        self.assertEqual(self.broker.acknowledged, [3, 4])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.broker.current.transport.abortConnection()  # type: ignore[union-attr]
        self.pump(3)
        self.assertEqual(self.broker.declared, declared * 2)
        self.broker.current.deliver(b"again")
        self.pump()
        self.assertEqual(got[-1], (None, b"again"))

    def test_a_wrong_password(self) -> None:
        """In the broker's words; the client keeps trying."""
        self.broker.password = "other"
        client = self.client()
        client.startService()
        with self.assertRaisesRegex(amqp.AuthenticationFailed, "ACCESS_REFUSED - go away"):
            result_of(self.clock, client.when_ready(fail_after=1))
        self.broker.password = "guest"
        self.pump(3)
        self.assertEqual(client.state, "ready")

    def test_gone_during_the_login(self) -> None:
        client = self.client()
        client.startService()
        self.broker.current.transport.abortConnection()  # type: ignore[union-attr]
        with self.assertRaises(amqp.ConnectionLost):
            result_of(self.clock, client.when_ready(fail_after=1))

    def test_the_channel_is_closed(self) -> None:
        """By the broker, for what it holds for an error: everything begins anew."""
        from pika import spec

        client = self.ready()
        d = client.publish("nowhere", "", b"")
        self.broker.confirming = False
        self.broker.current.say(spec.Channel.Close(404, "NOT_FOUND", 60, 40), 1)
        self.pump()
        with self.assertRaisesRegex(amqp.ConnectionLost, "NOT_FOUND"):
            self.failureResultOf(d).raiseException()
        self.pump(3)
        self.assertEqual((client.state, len(self.broker.connections)), ("ready", 2))

    def test_the_queue_is_deleted(self) -> None:
        from pika import spec

        client = self.client()
        client.keep_queue("q", lambda p, b: None, exchange="x")
        client.startService()
        self.pump()
        (tag,) = self.broker.current.consumers
        self.broker.current.say(spec.Basic.Cancel(tag, True), 1)
        self.pump(3)
        self.assertEqual((client.state, len(self.broker.connections)), ("ready", 2))

    def test_exclusive(self) -> None:
        """As long as somebody else has the queue we are not ready, and say why."""
        client = self.client()
        client.keep_queue("q", lambda p, b: None, exchange="x", exclusive=True)
        self.broker.in_use = True
        client.startService()
        with self.assertRaisesRegex(amqp.RequestRefused, "queue 'q': ACCESS_REFUSED"):
            result_of(self.clock, client.when_ready(fail_after=1))
        self.broker.in_use = False
        self.pump(3)
        self.assertEqual((client.state, self.broker.consumed), ("ready", [("q", True)]))

    def test_blocked(self) -> None:
        """A broker whose memory is full takes nothing for a while, and says so."""
        from pika import spec

        client = self.ready()
        seen: list[str | None] = []
        client.on_blocked(seen.append)
        self.broker.current.say(spec.Connection.Blocked("low on memory"))
        self.pump()
        self.assertEqual(seen, ["low on memory"])
        self.broker.current.say(spec.Connection.Unblocked())
        self.pump()
        self.assertEqual((seen[1:], client.state), ([None], "ready"))

    def test_no_amqp(self) -> None:
        client = self.ready()
        self.broker.current.transport.write(b"\x01\0\0\0\0\0\0X")  # type: ignore[union-attr]
        self.pump()
        self.assertEqual(client.state, "waiting")
        self.flushLoggedErrors()

    def test_close(self) -> None:
        """With AMQP's own goodbye; no timer stays."""
        client = self.ready()
        result_of(self.clock, client.close(), 5)
        self.pump()
        self.assertEqual(client.state, "stopped")
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_secrets(self) -> None:
        """The login is in no trace, the password in no repr."""
        client = self.client()
        client.trace = Trace(self.clock)
        client.startService()
        self.pump()
        self.assertNotIn(b"guest", b"".join(chunk.data for chunk in client.trace.chunks))
        self.assertNotIn("guest", repr(client))


class URLTests(SynchronousTestCase):
    def test_refused(self) -> None:
        for url in ("", "http://x/", "amqp://host:port/", "broker"):
            with self.assertRaises(amqp.InvalidRequest):
                amqp.Client(Clock(), url)

    def test_endpoint(self) -> None:
        for url in ("amqp://u:p@broker/", "amqps://u:p@broker:1/v"):
            client = amqp.Client(Clock(), url)
            self.assertEqual(client.parameters.host, "broker")
            self.assertIsNotNone(client.endpoint)
        self.assertEqual(amqp.Client(Clock(), "amqp://b/").parameters.heartbeat, 20)

    def test_without_pika(self) -> None:
        """One sentence that says what to install."""
        real = builtins.__import__

        def without(name: str, *args: Any, **more: Any) -> Any:
            if name == "pika":
                raise ImportError(name)
            return real(name, *args, **more)

        self.patch(builtins, "__import__", without)
        with self.assertRaisesRegex(amqp.InvalidRequest, r"pip install 'twisted-telco\[amqp\]'"):
            amqp.Client(Clock(), URL)
