"""A reader that stops: the others are not delayed, memory has a bound, the counter tells."""

from __future__ import annotations

from typing import Any

from tests.nucosmq.scene import SceneTestCase


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
        slow.connection.abort()
        self.pump()
        self.assertEqual(server.dropped, dropped)

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
