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


class BackplaneTests(RabbitTestCase):
    """Two servers, members at both."""

    async def servers(self, exchange: str, count: int = 2) -> list[nucosmq.Server]:
        made = []
        for _ in range(count):
            client = amqp.Client(reactor, self.url)
            client.factory.initialDelay = client.factory.delay = 0.2
            client.factory.maxDelay = 0.5
            backplane = AMQPBackplane(reactor, exchange=exchange, expires=120, client=client)
            server = nucosmq.Server(reactor, 0, backplane=backplane)
            await server.start()
            self.addCleanup(server.close)
            await backplane.when_ready()
            made.append(server)
        return made

    async def member(self, server: nucosmq.Server, room: str = "r") -> tuple[nucosmq.Client, Any]:
        client = nucosmq.Client(reactor, f"127.0.0.1:{server.getsockname()[1]}", auth_wait=0)
        self.addCleanup(client.close)
        got: list[Any] = []
        client.add_room_callback(room, got.append)
        await client.start()
        await client.subscribe(room)
        return client, got

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
        for server in (one, two):
            server.auth = nucosmq.SharedSecrets({"alice": "a", "bob": "b"})
        clients = []
        for server, uid in ((one, "alice"), (two, "bob")):
            client = nucosmq.Client(
                reactor,
                f"127.0.0.1:{server.getsockname()[1]}",
                uid=uid,
                on_challenge=nucosmq.signer(uid, uid[0]),
            )
            self.addCleanup(client.close)
            await client.start()
            await client.subscribe("r")
            clients.append(client)
        got: list[Any] = []
        clients[1].events.subscribe("*", lambda m: got.append((m.room, m.sender, m.content)))
        await clients[0].publish("r", "e", b"\x00bytes", ack=True)
        one.publish("bob", "e", "to bob")
        await self.until(lambda: len(got) == 2)
        self.assertEqual(got, [("r", "alice", b"\x00bytes"), ("bob", "", "to bob")])

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
            self.assertEqual((here, there), (["local", 1, 2, 3], []))
        finally:
            await rabbitmq("up")
        await gatherResults([first, second])
        await self.until(lambda: there == [1, 2])
        self.assertEqual(one.backplane.dropped, 1)
