"""A reader that stops: the others are not delayed, memory has a bound, the counter tells."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from tests.nucosmq.scene import SceneTestCase
from twisted_telco import nucosmq


class SlowReaderTests(SceneTestCase):
    def crowd(self, **settings: Any) -> Any:
        """Ten members of a room, the first of which stops to read."""
        server = self.server(None, max_backlog=10_000, **settings)
        got: list[list[Any]] = []
        for _ in range(10):
            client = self.ready(server)
            got.append([])
            client.add_room_callback("r", got[-1].append)
            self.result(client.subscribe("r"))
            if len(got) == 1:
                slow = client
        slow.connection.transport.pauseProducing()
        for number in range(2000):
            server.publish("r", "e", [number, "x" * 100])
            self.pump()
        return server, slow, got

    def test_the_others_hear_everything(self) -> None:
        """With each policy; what the slow one loses is what the policy says."""
        for policy in ("drop_oldest", "drop_newest", "close"):
            server, slow, got = self.crowd(slow_policy=policy)
            for one in got[1:]:
                self.assertEqual([content[0] for content in one], list(range(2000)))
            if policy == "close":
                self.assertEqual((server.dropped, len(server.members)), (1, 9))
                continue
            waiting = sum(member.unsent for member in server.members)
            self.assertLessEqual(waiting, 10_000)
            self.assertGreater(waiting, 9_000)
            slow.connection.transport.resumeProducing()
            self.pump()
            heard = [content[0] for content in got[0]]
            self.assertEqual(len(heard) + server.dropped, 2000)
            self.assertEqual(heard, sorted(heard))
            self.assertEqual(1999 in heard, policy == "drop_oldest")

    def test_the_counter_outlives_the_connection(self) -> None:
        server, slow, _ = self.crowd()
        dropped = server.dropped
        self.assertGreater(dropped, 0)
        waiting = sum(len(member.outbox) for member in server.members)
        self.assertGreater(waiting, 10)
        slow.connection.abort()
        self.pump()
        self.assertEqual((server.dropped, server.abandoned), (dropped, waiting))

    def test_a_frame_is_kept_once(self) -> None:
        """However many wait for it."""
        server = self.server(None)
        for _ in range(3):
            client = self.ready(server)
            self.result(client.subscribe("r"))
            client.connection.transport.pauseProducing()
        server.publish("r", "e", "x" * 100_000)
        server.publish("r", "e", "y" * 100_000)
        waiting = [member.outbox._queue[0][0] for member in server.members]
        self.assertEqual(len(waiting), 3)
        self.assertEqual(len({id(frame) for frame in waiting}), 1)


class AnswerTests(SceneTestCase):
    def test_long_answers_to_a_reader_that_stops(self) -> None:
        """Bounded like everything else; what finds no room is refused, and it stays."""
        server = self.server(None, max_backlog=40_000)
        server.add_request_handler("big", lambda message: "x" * 3000)
        server.add_request_handler("small", lambda message: "")
        client = self.ready(server)
        (member,) = server.members
        server.send(member, "e", "x" * 70_000)  # more than the transport takes
        client.connection.transport.pauseProducing()
        asked = [client.request("big") for _ in range(20)]
        asked.append(client.request("small"))
        self.pump()
        self.assertLess(member.unsent, 30_000)
        client.connection.transport.resumeProducing()
        for d in asked[:6]:
            self.assertEqual(self.result(d), "x" * 3000)
        for d in asked[6:20]:
            with self.assertRaisesRegex(nucosmq.RequestRefused, "too many answers wait"):
                self.result(d)
        self.result(asked[20])


class WritableTests(SceneTestCase):
    def test_when_writable(self) -> None:
        """Not before what waits has left, be it in the transport or in the queue before it."""
        server = self.server(None)
        client = self.ready(server)
        (member,) = server.members
        connection = client.connection
        self.result(connection.when_writable())
        member.transport.pauseProducing()
        client.send("e", "x" * 1_000_000)
        first, second, cancelled = (connection.when_writable() for _ in range(3))
        cancelled.addErrback(lambda _: None)
        cancelled.cancel()
        self.assertEqual(len(connection.outbox._on_empty or ()), 1)
        client.send("e", "x" * 1_000_000)
        client.send("e", 3)
        left: list[int] = []
        for d in (first, second):
            d.addCallback(lambda _: left.append(connection.unsent))
        self.assertNoResult(first)
        member.transport.resumeProducing()
        self.pump()
        self.assertEqual(left, [0, 0])

    def test_lost(self) -> None:
        server = self.server(None)
        client = self.ready(server)
        (member,) = server.members
        connection = client.connection
        member.transport.pauseProducing()
        client.send("e", "x" * 70_000)
        waiting: list[Deferred[None]] = [connection.when_writable()]
        connection.abort()
        self.pump()
        waiting.append(connection.when_writable())
        for d in waiting:
            with self.assertRaises(nucosmq.ConnectionLost):
                self.result(d)


class PublisherTests(SceneTestCase):
    def test_nothing_is_lost_between_ours(self) -> None:
        """Five thousand in one go, as a real client lost 4,940 of them."""
        server = self.server(None)
        sender, receiver = self.ready(server), self.ready(server)
        for client in (sender, receiver):
            self.result(client.subscribe("r"))
        got: list[Any] = []
        receiver.add_room_callback("r", got.append)
        for number in range(5000):
            sender.publish("r", "e", [number, "x" * 200])
        self.pump()
        self.assertEqual([content[0] for content in got], list(range(5000)))
        self.assertEqual(server.dropped, 0)
