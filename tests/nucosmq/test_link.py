"""One to one: both ends, either closing first, what waits."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.task import deferLater
from twisted.trial.unittest import TestCase

from tests.nucosmq.scene import SceneTestCase
from twisted_telco import nucosmq


class LinkTests(TestCase):
    """Over loopback, since its arguments are an address and a port."""

    timeout = 20

    async def ends(self, **limits: Any) -> tuple[nucosmq.Link, nucosmq.Link, int]:
        bound, connected = (nucosmq.Link(reactor, **limits) for _ in range(2))
        for link in (bound, connected):
            self.addCleanup(link.close)
        await bound.bind("127.0.0.1", 0)
        assert isinstance(bound._end, nucosmq.Server)
        return bound, connected, bound._end.getsockname()[1]

    def heard(self, link: nucosmq.Link, event: str = "e") -> Deferred[Any]:
        d: Deferred[Any] = Deferred()
        subscription = link.add_event_callback(event, d.callback)
        return d.addBoth(lambda result: (subscription.cancel(), result)[1])

    async def test_both_ways(self) -> None:
        bound, connected, port = await self.ends()
        await connected.connect("127.0.0.1", port)
        for one, other in ((bound, connected), (connected, bound)):
            heard = self.heard(other)
            one.send("e", {"a": 1})
            self.assertEqual(await heard, {"a": 1})
            self.assertGreaterEqual(await one.ping(), 0)
            self.assertTrue(one.is_connected())

    async def test_what_waits(self) -> None:
        """Sent before the peer is there, on either end, within a bound."""
        bound, connected, port = await self.ends(max_queue=2)
        got: list[Any] = []
        bound.add_event_callback("all", got.append)
        connected.add_event_callback("all", got.append)
        for link in (bound, connected):
            link.send("e", 1)
            link.send("e", 2)
            with self.assertRaises(nucosmq.QueueFull):
                link.send("e", 3)
            with self.assertRaises(nucosmq.NotReady):
                await link.ping()
            for wrong in (("ping", ""), ("e", object())):
                with self.assertRaises(nucosmq.InvalidRequest):
                    link.send(*wrong)
        await connected.connect("127.0.0.1", port)
        await connected.ping()
        await bound.ping()
        self.assertEqual(sorted(got), [1, 1, 2, 2])
        self.assertEqual((bound.queued, connected.queued), (0, 0))

    async def test_either_closes_first(self) -> None:
        """The bound end takes the next peer; the other comes back by itself."""
        bound, connected, port = await self.ends()
        await connected.connect("127.0.0.1", port)
        await connected.close()
        while bound.is_connected():
            await deferLater(reactor, 0.01)
        await connected.connect("127.0.0.1", port)
        self.assertTrue(connected.is_connected())
        await bound.close()
        self.assertFalse(bound.is_connected())
        while connected.is_connected():
            await deferLater(reactor, 0.01)
        await bound.bind("127.0.0.1", port)
        heard = self.heard(bound)
        connected.send("e", "after")
        self.assertEqual(await heard, "after")

    async def test_never_both(self) -> None:
        bound, connected, port = await self.ends()
        await connected.connect("127.0.0.1", port)
        for link in (bound, connected):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "in use"):
                await link.bind("127.0.0.1", 0)
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "in use"):
                await link.connect("127.0.0.1", port)

    async def test_a_third_is_refused(self) -> None:
        _, connected, port = await self.ends()
        await connected.connect("127.0.0.1", port)
        with self.assertRaises(nucosmq.ConnectionLost):
            await nucosmq.connect(reactor, f"127.0.0.1:{port}", auth_wait=0)

    async def test_where(self) -> None:
        """Endpoint strings too; nonsense is refused and leaves the link free."""
        link = nucosmq.Link(reactor)
        self.addCleanup(link.close)
        for wrong in ("nonsense:1:2:3", 5.5):
            with self.assertRaises(ValueError):
                await link.bind(wrong)
            with self.assertRaises(ValueError):
                await link.connect(wrong)
        _, _, port = await self.ends()
        with self.assertRaises(CannotListenError):
            await link.bind("127.0.0.1", port)
        await link.bind("tcp:0:interface=127.0.0.1")
        await link.close()
        await link.close()


class MemoryTests(SceneTestCase):
    def test_to_a_simulator(self) -> None:
        """The connecting end asks for no time to log in."""
        server = self.server(None, single_server=True)
        link = nucosmq.Link(self.clock)
        self.result(link.connect(server.endpoint()))
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        link.send("e", 1)
        self.pump()
        self.assertEqual(got, [1])
        with self.assertRaises(nucosmq.QueueFull):
            (member,) = server.members
            member.transport.pauseProducing()
            link._peer().connection.outbox.max_backlog = 10  # type: ignore[union-attr]
            for _ in range(100):
                link.send("e", "x" * 1000)
