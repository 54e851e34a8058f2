"""amqp and nucosMQ's backplane with a real RabbitMQ. Starts and stops its own."""

from __future__ import annotations

import atexit
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.endpoints import clientFromString
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import deferLater
from twisted.internet.utils import getProcessOutputAndValue
from twisted.trial.unittest import TestCase

from tests.interop.peers import missing
from twisted_telco import amqp, nucosmq
from twisted_telco.nucosmq.backplane import AMQPBackplane

SCRIPT = str(Path(__file__).parent / "rabbitmq")


async def rabbitmq(verb: str) -> tuple[str, int]:
    """Run a verb of the script; what it printed and its exit status."""
    out, _, code = await getProcessOutputAndValue(SCRIPT, [verb], os.environ)
    return out.decode().strip(), code


class RabbitTestCase(TestCase):
    timeout = 120

    async def setUp(self) -> None:
        said, code = await rabbitmq("status")
        if code:
            _, code = await rabbitmq("start")
            if code:
                missing("no RabbitMQ could be started; as root: tests/interop/rabbitmq install")
            said, _ = await rabbitmq("status")
            # Once for all tests; one that ran already is left running.
            atexit.register(subprocess.run, [SCRIPT, "stop"], check=False)
        self.url = said.removeprefix("url=")

    async def until(self, condition: Any, seconds: float = 20) -> None:
        for _ in range(int(seconds / 0.01)):
            if condition():
                return
            await deferLater(reactor, 0.01)
        self.fail("it did not happen")


class ClientTests(RabbitTestCase):
    def client(self, url: str = "") -> amqp.Client:
        client = amqp.Client(reactor, url or self.url)
        client.factory.initialDelay = client.factory.delay = 0.2
        self.addCleanup(client.close)
        return client

    async def test_publish_and_consume(self) -> None:
        """In order, with properties; confirmed; a failing consumer costs its message only."""
        got: list[Any] = []

        def consumer(properties: Any, body: bytes) -> None:
            got.append((properties.message_id, body))
            if body == b"3":
                raise RuntimeError("no")

        client = self.client()
        client.keep_queue("t1.q", consumer, exchange="t1", arguments={"x-expires": 60_000})
        client.startService()
        await client.when_ready()
        for number in range(500):
            d = client.publish("t1", "", str(number).encode(), message_id=f"m{number}")
        await d
        await self.until(lambda: len(got) == 500)
        self.assertEqual(got, [(f"m{n}", str(n).encode()) for n in range(500)])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    async def test_refused(self) -> None:
        client = self.client(self.url.replace("guest:guest", "guest:wrong"))
        client.startService()
        with self.assertRaisesRegex(amqp.AuthenticationFailed, "ACCESS_REFUSED"):
            await client.when_ready(fail_after=1)
        with self.assertRaises(amqp.NotReady):
            await client.publish("x", "", b"")

    async def test_an_unknown_exchange(self) -> None:
        """The broker closes the channel: the message is reported lost, the client comes back."""
        client = self.client()
        client.startService()
        await client.when_ready()
        with self.assertRaisesRegex(amqp.ConnectionLost, "no exchange"):
            await client.publish("no such exchange", "", b"")
        await self.until(lambda: client.state != "ready")
        await client.when_ready()

    async def test_restart(self) -> None:
        """The queue, bound again, goes on with what the broker kept on its disk."""
        got: list[bytes] = []
        client = self.client()
        client.keep_queue(
            "t2.q", lambda p, body: got.append(body), exchange="t2", arguments={"x-expires": 60_000}
        )
        client.startService()
        await client.when_ready()
        await client.publish("t2", "", b"before")
        await self.until(lambda: got)
        await rabbitmq("restart")
        await self.until(lambda: client.state == "ready")
        await client.publish("t2", "", b"after")
        await self.until(lambda: b"after" in got)
        self.assertEqual(got[0], b"before")


class BlackHole(Factory):
    """Hands on what comes, until it swallows; connections made later are handed on again."""

    def __init__(self, port: int) -> None:
        self.broker = clientFromString(reactor, f"tcp:127.0.0.1:{port}")
        self.ends: list[Any] = []

    def buildProtocol(self, addr: Any) -> Protocol:
        return _End(self, None)

    def swallow(self) -> None:
        for end in self.ends:
            end.silent = True
            end.transport.pauseProducing()
        self.ends = []


class _End(Protocol):
    silent = False

    def __init__(self, hole: BlackHole, other: _End | None) -> None:
        self.hole = hole
        self.other = other
        self._early = b""

    def connectionMade(self) -> None:
        self.hole.ends.append(self)
        if self.other is None:
            self.hole.broker.connect(Factory.forProtocol(lambda: _End(self.hole, self)))
        else:
            self.other.other = self
            self.transport.write(self.other._early)  # type: ignore[union-attr]

    def dataReceived(self, data: bytes) -> None:
        if self.other is None or self.other.transport is None:
            self._early += data
        else:
            self.other.transport.write(data)  # type: ignore[union-attr]

    def connectionLost(self, reason: Any = None) -> None:
        if not self.silent and self.other is not None and self.other.transport is not None:
            self.other.transport.loseConnection()  # type: ignore[union-attr]


class BackplaneTests(RabbitTestCase):
    """Two servers, members at both."""

    def backplane(self, exchange: str, url: str = "", **settings: Any) -> AMQPBackplane:
        client = amqp.Client(reactor, url or self.url)
        client.factory.initialDelay = client.factory.delay = 0.2
        client.factory.maxDelay = 0.5
        return AMQPBackplane(reactor, exchange=exchange, expires=120, client=client, **settings)

    async def server(self, backplane: AMQPBackplane) -> nucosmq.Server:
        server = nucosmq.Server(reactor, 0, backplane=backplane)
        await server.start()
        self.addCleanup(server.close)
        await backplane.when_ready()
        return server

    async def servers(self, exchange: str, count: int = 2) -> list[nucosmq.Server]:
        return [await self.server(self.backplane(exchange)) for _ in range(count)]

    async def member(self, server: nucosmq.Server, room: str = "r") -> tuple[nucosmq.Client, Any]:
        client = nucosmq.Client(reactor, f"127.0.0.1:{server.getsockname()[1]}", auth_wait=0)
        self.addCleanup(client.close)
        got: list[Any] = []
        client.add_room_callback(room, got.append)
        await client.start()
        await client.subscribe(room)
        return client, got

    async def log_in(self, server: nucosmq.Server, uid: str) -> nucosmq.Client:
        server.auth = nucosmq.SharedSecrets({"alice": "a", "bob": "b"})
        client = nucosmq.Client(
            reactor,
            f"127.0.0.1:{server.getsockname()[1]}",
            uid=uid,
            on_challenge=nucosmq.signer(uid, uid[0]),
        )
        self.addCleanup(client.close)
        await client.start()
        await client.subscribe("r")
        return client

    async def test_url(self) -> None:
        """What users write."""
        server = nucosmq.Server(reactor, 0, backplane=self.url)
        self.addCleanup(server.close)
        await server.start()
        await server.backplane.when_ready()

    async def test_everybody_once(self) -> None:
        one, two, three = await self.servers("t3", 3)
        members = [await self.member(server) for server in (one, one, two, three)]
        sender = members[0][0]
        for number in range(300):
            sender.publish("r", "e", number)
            two.publish("r", "e", -number)
        await sender.publish("r", "e", "last", ack=True)
        for _, got in members:
            await self.until(lambda got=got: len(got) == 601)
            self.assertEqual(
                [c for c in got if c == "last" or (c >= 0 and c != 0)][:300],
                [*range(1, 300), "last"],
            )
            self.assertEqual([c for c in got if c != "last" and c < 0], list(range(-1, -300, -1)))

    async def test_sender_and_private_rooms(self) -> None:
        """Across servers a uid is a room, and the sender is known."""
        one, two = await self.servers("t4")
        clients = [await self.log_in(one, "alice"), await self.log_in(two, "bob")]
        got: list[Any] = []
        clients[1].events.subscribe("*", lambda m: got.append((m.room, m.sender, m.content)))
        await clients[0].publish("r", "e", b"\x00bytes", ack=True)
        one.publish("bob", "e", "to bob")
        await self.until(lambda: len(got) == 2)
        self.assertEqual(got, [("r", "alice", b"\x00bytes"), ("bob", "", "to bob")])

    async def test_who_and_presence(self) -> None:
        """Across servers; when the broker is gone those elsewhere are, and come back with it."""
        one, two = await self.servers("t7")
        alice = await self.log_in(one, "alice")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        await alice.subscribe("r", presence=True)
        bob = await self.log_in(two, "bob")
        await self.until(lambda: seen == [("bob", True)])
        self.assertEqual(await alice.who("r"), ["alice", "bob"])
        await self.until(lambda: two.who("r") == ["alice", "bob"])
        await rabbitmq("restart")
        await self.until(lambda: ("bob", False) in seen and seen[-1] == ("bob", True))
        await bob.close()
        await self.until(lambda: seen[-1] == ("bob", False))
        self.assertEqual(await alice.who("r"), ["alice"])
        await self.log_in(two, "bob")
        await self.until(lambda: seen[-1] == ("bob", True))
        await two.close()
        await self.until(lambda: seen[-1] == ("bob", False))

    async def test_a_partition(self) -> None:
        """A server's link to the broker goes silent, and it makes a new one. Until the broker gives
        up the old one the queue is in use: then everything comes, once and in order."""
        one = await self.server(self.backplane("t8"))
        hole = BlackHole(int(self.url.rpartition(":")[2].strip("/")))
        port = reactor.listenTCP(0, hole, interface="127.0.0.1")  # type: ignore[attr-defined]
        self.addCleanup(port.stopListening)
        url = f"amqp://guest:guest@127.0.0.1:{port.getHost().port}/?heartbeat=4"
        two = await self.server(self.backplane("t8", url))
        sender, _ = await self.member(one)
        _, got = await self.member(two)
        await sender.publish("r", "e", 0, ack=True)
        await self.until(lambda: got == [0])
        hole.swallow()
        for number in range(1, 51):
            await sender.publish("r", "e", number, ack=True)
        two.backplane.client.connection.abort("half open")  # as its heartbeat would, later
        await self.until(lambda: not two.backplane.connected)
        for number in range(51, 101):  # while it comes back
            await sender.publish("r", "e", number, ack=True)
            await deferLater(reactor, 0.05)
        await self.until(lambda: len(got) >= 101, 40)
        self.assertEqual(got, [*range(101)])
        self.assertTrue(two.backplane.connected)

    async def test_one_server_id_twice(self) -> None:
        """The second is not let in, and says so; when the first has left, it is."""
        one = await self.server(self.backplane("t9", server_id="same"))
        backplane = self.backplane("t9", server_id="same")
        two = nucosmq.Server(reactor, 0, backplane=backplane)
        await two.start()
        self.addCleanup(two.close)
        with self.assertRaisesRegex(amqp.RequestRefused, "exclusive"):
            await backplane.client.when_ready(fail_after=1)
        self.assertFalse(backplane.connected)
        await one.close()
        await self.until(lambda: backplane.connected)

    async def test_much_that_waited(self) -> None:
        """30 MB for which the broker was away."""
        one, two = await self.servers("t10")
        _, there = await self.member(two)
        await rabbitmq("down")
        try:
            await self.until(lambda: not one.backplane.connected)
            sent = [one.publish("r", "e", [n, "x" * 10_000], ack=True) for n in range(3000)]
        finally:
            await rabbitmq("up")
        await gatherResults(sent)
        self.assertEqual((one.backplane.sent, one.backplane.waiting), (3000, 0))
        await self.until(lambda: len(there) == 3000)
        self.assertEqual([content[0] for content in there], [*range(3000)])

    async def test_the_broker_blocks(self) -> None:
        """Its memory alarm: rooms are local until it is over; what is acknowledged waits for it."""
        one, two = await self.servers("t12")
        _, there = await self.member(two)
        await rabbitmq("block")
        try:
            waits = one.publish("r", "e", 1, ack=True)
            await self.until(lambda: not one.backplane.connected)
            one.publish("r", "e", "local")
            self.assertEqual((there, one.backplane.dropped, one.backplane.waiting), ([], 1, 1))
        finally:
            await rabbitmq("unblock")
        await waits
        await self.until(lambda: there == [1])
        self.assertTrue(one.backplane.connected)

    async def test_a_burst(self) -> None:
        """20 MB in one turn of the reactor, unacknowledged."""
        one, two = await self.servers("t11")
        _, there = await self.member(two)
        for number in range(200):
            one.publish("r", "e", [number, "x" * 100_000])
        await self.until(lambda: len(there) == 200)
        self.assertEqual(one.backplane.dropped, 0)

    async def test_the_broker_restarts(self) -> None:
        """10,000 messages, every other one acknowledged, the broker killed in the middle.

        Counted at each member: acknowledged at least once (and never twice, since repeats are
        dropped by id), the others at most once, each sender's in order.
        """
        servers = await self.servers("t5")
        members = [await self.member(server) for server in servers]
        watched: list[bool] = []
        restarted: Any = None
        acknowledged: list[Deferred[Any]] = []
        failed: list[Any] = []
        for number in range(5000):
            for index, (client, _) in enumerate(members):
                content = [index, number]
                if number % 2:
                    d = client.publish("r", "e", content, ack=True, timeout=90)
                    acknowledged.append(d.addErrback(failed.append))
                else:
                    client.publish("r", "e", content)
            if number == 2500:
                restarted = Deferred.fromCoroutine(rabbitmq("restart"))
            if number % 20 == 0:
                await deferLater(reactor, 0.02)
                watched.append(servers[0].backplane.connected)
        await restarted
        await gatherResults(acknowledged)
        self.assertEqual(failed, [])
        await self.until(lambda: all(s.backplane.connected for s in servers))
        await self.until(lambda: not any(s.backplane.waiting for s in servers))
        # Whatever is under way arrives before this.
        for client, _ in members:
            await client.publish("r", "end", "end", ack=True)
        for _, got in members:
            await self.until(lambda got=got: got.count("end") == 2)
        self.assertIn(False, watched)
        for index, (_, got) in enumerate(members):
            for sender in range(2):
                numbers = [c[1] for c in got if c != "end" and c[0] == sender]
                counts = Counter(numbers)
                self.assertEqual([n for n in range(1, 5000, 2) if counts[n] != 1], [])
                self.assertEqual([n for n in counts if counts[n] > 1], [])
                self.assertEqual(numbers, sorted(numbers))
                if sender == index:  # its own server's rooms never lost anything
                    self.assertEqual(len(numbers), 5000)
        # What is lost is what the counters tell, give or take what was in the broker's memory.
        for (_, got), other in zip(members, reversed(servers), strict=True):
            lost = 10_000 + 2 - len(got)
            self.assertGreaterEqual(lost, other.backplane.dropped)
            self.assertGreater(lost, 0)

    async def test_local_without_a_broker(self) -> None:
        """Rooms work here; what is acknowledged waits, up to a bound, and then reaches all."""
        one, two = await self.servers("t6")
        client, here = await self.member(one)
        _, there = await self.member(two)
        await rabbitmq("down")
        try:
            await self.until(lambda: not one.backplane.connected)
            one.backplane.max_waiting = 2
            client.publish("r", "e", "local")
            first = client.publish("r", "e", 1, ack=True)
            second = client.publish("r", "e", 2, ack=True)
            with self.assertRaisesRegex(nucosmq.RequestRefused, "2 messages wait"):
                await client.publish("r", "e", 3, ack=True)
            self.assertEqual((here, there), (["local", 1, 2], []))
        finally:
            await rabbitmq("up")
        await gatherResults([first, second])
        await self.until(lambda: there == [1, 2])
        self.assertEqual(one.backplane.dropped, 1)
