"""UDP, over loopback and with recorded datagrams."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.task import deferLater
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.nucosmq import data
from twisted_telco import nucosmq
from twisted_telco.nucosmq import wire


class RecordedTests(SynchronousTestCase):
    def test_recorded_and_broken(self) -> None:
        """Four datagrams of a real client; a broken one beside them harms none."""
        server = nucosmq.DatagramServer(reactor)
        got: list[Any] = []
        server.add_event_callback("all", got.append)
        senders: list[Any] = []
        server.events.subscribe("*", lambda m: senders.append(m.connection))
        for raw in data.datagrams():
            server.datagramReceived(raw, ("127.0.0.1", 1))
            server.datagramReceived(b"\xff" + raw[:-1], ("127.0.0.1", 2))
        self.assertEqual(got[0], "hallo1")
        self.assertEqual(got[-1], "now")
        self.assertEqual((server.received, server.malformed), (4, 4))
        self.assertEqual(set(senders), {("127.0.0.1", 1)})

    def test_not_started(self) -> None:
        with self.assertRaises(nucosmq.NotReady):
            nucosmq.DatagramServer(reactor).getsockname()
        client = nucosmq.DatagramClient(reactor, "127.0.0.1")
        with self.assertRaises(nucosmq.NotReady):
            client.send("e", 1)
        self.successResultOf(client.close())
        self.successResultOf(nucosmq.DatagramServer(reactor).close())


class LoopbackTests(TestCase):
    timeout = 20

    async def test_send(self) -> None:
        """A full datagram arrives whole, where the original cuts at 1,024 bytes."""
        server = nucosmq.DatagramServer(reactor, 0)
        await server.start()
        self.addCleanup(server.close)
        client = nucosmq.DatagramClient(reactor, *server.getsockname())
        client.start()
        arrived: Deferred[Any] = Deferred()
        server.add_event_callback("big", arrived.callback)
        bare = len(wire.encode("big", ""))
        client.send("big", "x" * (wire.MAX_DATAGRAM - bare))
        self.assertEqual(len(await arrived), wire.MAX_DATAGRAM - bare)
        for event, content in (
            ("big", "x" * (wire.MAX_DATAGRAM - bare + 1)),
            ("ping", ""),
            ([], ""),
        ):
            with self.assertRaises(nucosmq.InvalidRequest):
                client.send(event, content)  # type: ignore[arg-type]
        closed: Deferred[Any] = Deferred()
        server.add_event_callback("shutdown", closed.callback)
        await client.close()
        self.assertEqual(await closed, "now")

    async def test_started_again(self) -> None:
        """Its events are those of a new server."""
        server = nucosmq.DatagramServer(reactor, 0)
        self.addCleanup(server.close)
        await server.start()
        await server.close()
        self.assertIs(await server.start(), server)
        heard = server.events.wait_for("e")
        server.datagramReceived(wire.encode("e", 1), ("127.0.0.1", 1))
        self.assertEqual((await heard).content, 1)
        other = nucosmq.DatagramServer(reactor, server.getsockname()[1])
        with self.assertRaises(CannotListenError):
            await other.start()
        self.assertFalse(other.running)

    async def test_nobody_listens(self) -> None:
        """Not yet, or not for a while: that ends nothing, and what is sent later arrives."""
        server = nucosmq.DatagramServer(reactor, 0)
        await server.start()
        port = server.getsockname()[1]
        await server.close()
        client = nucosmq.DatagramClient(reactor, "127.0.0.1", port)
        client.start()
        self.addCleanup(client.close)
        for _ in range(3):
            client.send("e", "nobody hears this")
            await deferLater(reactor, 0.01)  # time for the refusal to come back
        server = nucosmq.DatagramServer(reactor, port)
        await server.start()
        self.addCleanup(server.close)
        arrived: Deferred[Any] = Deferred()
        server.add_event_callback("e", arrived.callback)
        client.send("e", "at last")
        self.assertEqual(await arrived, "at last")

    def test_addresses(self) -> None:
        for host in ("localhost", "", 5):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "an address, not"):
                nucosmq.DatagramClient(reactor, host)  # type: ignore[arg-type]
