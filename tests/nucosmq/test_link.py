"""One to one: both ends, either closing first, what waits."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, succeed
from twisted.internet.endpoints import clientFromString
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IStreamServerEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock, deferLater
from twisted.trial.unittest import TestCase
from zope.interface import implementer

from tests.nucosmq.scene import Raw, SceneTestCase
from twisted_telco import nucosmq
from twisted_telco.testing import MemoryEndpoint


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
            for wrong in (("ping", ""), ("e", object()), ([], "")):
                with self.assertRaises(nucosmq.InvalidRequest):
                    link.send(*wrong)  # type: ignore[arg-type]
        await connected.connect("127.0.0.1", port)
        await connected.ping()
        await bound.ping()
        self.assertEqual(sorted(got), [1, 1, 2, 2])
        self.assertEqual((bound.queued, connected.queued), (0, 0))

    async def test_closed(self) -> None:
        """It takes nothing more until it is used again, and counts what it had taken."""
        bound, connected, port = await self.ends()
        for link in (bound, connected, nucosmq.Link(reactor)):
            link.send("e", 1)
            await link.close()
            await link.close()
            with self.assertRaisesRegex(nucosmq.NotReady, "the link is closed"):
                link.send("e", 2)
            self.assertEqual((link.queued, link.abandoned), (0, 1))
        await bound.bind("127.0.0.1", port)
        bound.send("e", 3)
        heard = self.heard(connected)
        await connected.connect("127.0.0.1", port)
        connected.send("e", 4)
        self.assertEqual(await heard, 3)
        self.assertEqual(await self.heard(bound), 4)

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

    async def test_a_peer_that_says_goodbye(self) -> None:
        """What is sent to it from then on is for the next one."""
        bound, connected, port = await self.ends()
        leaving = await clientFromString(reactor, f"tcp:127.0.0.1:{port}").connect(
            Factory.forProtocol(Raw)
        )
        leaving.say("shutdown", "now")
        while not leaving.received:
            await deferLater(reactor, 0.01)
        bound.send("e", 1)
        leaving.transport.loseConnection()
        heard = self.heard(connected)
        await connected.connect("127.0.0.1", port)
        self.assertEqual(await heard, 1)

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


@implementer(IStreamServerEndpoint)
class Somewhere:
    """Where a link can be bound and found in memory."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def listen(self, factory: Any) -> Any:
        self.client = MemoryEndpoint(self.clock, factory)
        return succeed(self)

    def stopListening(self) -> None:
        """Nothing is held."""


class MemoryTests(SceneTestCase):
    def ends(self, **limits: Any) -> tuple[nucosmq.Link, nucosmq.Link, Somewhere]:
        bound, connected = (nucosmq.Link(self.clock, **limits) for _ in range(2))
        where = Somewhere(self.clock)
        self.result(bound.bind(where))
        return bound, connected, where

    def reading(self, link: nucosmq.Link, reads: bool) -> None:
        """Let the connection of an end read, or not."""
        peer = link._peer()
        transport = (peer.connection if isinstance(peer, nucosmq.Client) else peer).transport  # type: ignore[union-attr]
        (transport.resumeProducing if reads else transport.pauseProducing)()

    def fill(self, link: nucosmq.Link, start: int = 0) -> int:
        """Send numbers until the link takes no more; the next one."""
        for number in range(start, start + 1000):
            try:
                link.send("e", [number, "x" * 1000])
            except nucosmq.QueueFull:
                return number
        self.fail("there is no bound")

    def test_bytes_that_wait(self) -> None:
        """Bounded on both ends alike, before the peer is there and when it does not read, and
        nothing that was taken is lost."""
        bound, connected, where = self.ends(max_backlog=10_000)
        heard: dict[nucosmq.Link, list[int]] = {bound: [], connected: []}
        for link, numbers in heard.items():
            link.add_event_callback("e", lambda content, to=numbers: to.append(content[0]))  # type: ignore[misc]
        sent = {link: self.fill(link) for link in heard}
        self.assertEqual(list(sent.values()), [9, 9])
        self.result(connected.connect(where.client))
        self.pump()
        for link, other in ((bound, connected), (connected, bound)):
            self.assertEqual(heard[other], list(range(9)))
            self.reading(other, False)
            sent[link] = self.fill(link, 9)
            self.assertGreater(sent[link], 60)
            self.assertLess(sent[link], 100)
            self.reading(other, True)
            self.pump()
            self.assertEqual(heard[other], list(range(sent[link])))

    def test_what_was_not_written_waits_for_the_next_peer(self) -> None:
        """On both ends; what was written may have arrived, and is not sent again."""
        bound, connected, where = self.ends()
        for one, other in ((bound, connected), (connected, bound)):
            self.result(connected.connect(where.client))
            self.pump()
            got: list[Any] = []
            heard = other.add_event_callback("e", got.append)
            self.reading(other, False)
            one.send("x", "x" * 70_000)  # more than the transport takes
            one.send("e", 1)
            one.send("e", 2)
            connected._peer().connection.abort()  # type: ignore[union-attr]
            self.pump()
            one.send("e", 3)
            self.assertEqual((one.queued, got), (3, []))
            self.pump(5)
            self.assertEqual((one.queued, got), (0, [1, 2, 3]))
            heard.cancel()
            self.result(connected.close(), 2)
            self.assertFalse(bound.is_connected())

    def test_sent_on_hearing_of_the_loss(self) -> None:
        """It waits like everything else, on both ends."""
        bound, connected, where = self.ends()
        self.result(connected.connect(where.client))
        self.pump()
        for one, other in ((bound, connected), (connected, bound)):
            got: list[Any] = []
            other.add_event_callback("e", got.append)
            self.reading(other, False)
            one.ping().addErrback(lambda _, link=one: link.send("e", 1))  # type: ignore[misc]
            connected._peer().connection.abort()  # type: ignore[union-attr]
            self.pump()
            self.assertEqual((one.queued, got), (1, []))
            self.pump(5)
            self.assertEqual((one.queued, got), (0, [1]))

    def test_used_again_at_once(self) -> None:
        """What is sent then is not taken for what the end that closes leaves behind."""
        bound, connected, where = self.ends()
        got: list[Any] = []
        bound.add_event_callback("e", got.append)
        self.result(connected.connect(where.client))
        closed = connected.close()
        again = connected.connect(where.client)
        connected.send("e", 1)
        self.result(closed, 2)
        self.result(again, 5)
        self.pump()
        self.assertEqual((got, connected.abandoned), ([1], 0))

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
