"""The backplane between two servers, with a broker that can be taken away."""

from __future__ import annotations

from typing import Any

from twisted.logger import Logger, formatEvent

from tests.nucosmq.exchange import SharedTestCase
from twisted_telco import amqp, nucosmq
from twisted_telco.nucosmq import backplane as backplane_module
from twisted_telco.nucosmq import wire
from twisted_telco.nucosmq.backplane import MAX_MESSAGE, WINDOW


class BackplaneTests(SharedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.members = []
        self.got: list[list[Any]] = []
        for _ in range(2):
            member, got = self.member(self.share())
            self.members.append(member)
            self.got.append(got)

    def test_everybody_once(self) -> None:
        for number, member in enumerate(self.members):
            member.publish("r", "e", number)
            self.result(member.publish("r", "e", [number], ack=True))
        self.pump()
        self.assertEqual(self.got, [[0, [0], 1, [1]]] * 2)
        self.assertEqual(self.brokers[0].persistent, [False, True])
        self.assertEqual(self.backplanes[0].received, 2)
        self.assertEqual(self.brokers[0].queue[0], "nucosmq.s0")
        self.assertTrue(self.brokers[0].queue[1]["exclusive"])
        self.assertEqual(
            self.brokers[0].queue[1]["arguments"],
            {"x-expires": 600_000, "x-max-length-bytes": 256 * 1024 * 1024},
        )

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

    def test_sent_again_in_order(self) -> None:
        """What was lost under way comes before what waits; the others need that order."""
        self.exchange.confirming = False
        self.brokers[1].ready = False  # nothing of the first attempt arrives
        for number in range(30):
            self.servers[0].publish("r", "e", [number, "x" * 100_000], ack=True)
        self.assertIn(len(self.brokers[0].unconfirmed), range(2, 29))
        self.brokers[0].down()
        self.servers[0].publish("r", "e", [30], ack=True)
        self.exchange.confirming = self.brokers[1].ready = True
        self.brokers[0].up()
        self.pump()
        self.assertEqual([content[0] for content in self.got[1]], [*range(31)])

    def test_without_the_broker(self) -> None:
        """Rooms are local; what is acknowledged waits, within a bound, and comes first later.
        What is refused was heard by nobody, so that it can be sent again."""
        self.backplanes[0].max_waiting = 1
        self.brokers[0].down()
        self.members[0].publish("r", "e", "local")
        waits = self.members[0].publish("r", "e", "waits", ack=True)
        refused = self.members[0].publish("r", "e", "too many", ack=True)
        self.pump()
        self.assertEqual(self.got, [["local", "waits"], []])
        with self.assertRaisesRegex(nucosmq.RequestRefused, "1 messages wait"):
            self.result(refused)
        self.assertNoResult(waits)
        self.assertEqual(self.backplanes[0].dropped, 1)
        self.brokers[0].up()
        self.result(waits)
        self.members[0].publish("r", "e", "new")
        self.pump()
        self.assertEqual(self.got[1], ["waits", "new"])

    def test_bytes_that_wait(self) -> None:
        self.backplanes[1].max_waiting_bytes = 5000
        self.brokers[1].down()
        first = self.servers[1].publish("r", "e", "x" * 2000, ack=True)
        with self.assertRaisesRegex(nucosmq.QueueFull, "1 messages wait"):
            self.result(self.servers[1].publish("r", "e", "y" * 3000, ack=True))
        self.pump()
        self.assertEqual(self.got[1], ["x" * 2000])
        self.brokers[1].up()
        self.result(first)
        self.assertEqual(self.backplanes[1].waiting, 0)
        # What is sent leaves room again, and one message may always wait.
        self.exchange.confirming = False
        for _ in range(9):
            self.servers[1].publish("r", "e", "z" * 1500)
            if len(self.brokers[1].unconfirmed) > 1:
                self.brokers[1].unconfirmed.pop(0).callback(None)
        self.assertEqual(self.backplanes[1].dropped, 0)
        self.brokers[1].unconfirmed.pop().callback(None)
        self.exchange.confirming = True
        self.brokers[1].down()
        for _ in range(2):
            self.servers[1].publish("r", "e", "z" * 1500, ack=True)
        self.brokers[1].up()
        self.assertEqual(self.backplanes[1].waiting, 0)
        self.brokers[1].down()
        last = self.servers[1].publish("r", "e", "z" * 9000, ack=True)
        self.brokers[1].up()
        self.result(last)

    def test_a_message_too_long_for_the_broker(self) -> None:
        """Written, it would cost the connection, again and again."""
        server = self.share(max_frame=MAX_MESSAGE * 2)
        for ack in (False, True):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "the most for other servers"):
                server.publish("r", "e", "x" * MAX_MESSAGE, ack=ack)
        self.assertEqual(server.published, 0)

    def test_window(self) -> None:
        """30 MB that waited leave bit by bit, in order, and what comes later stays behind."""
        self.exchange.confirming = False
        self.brokers[0].down()
        sent = [self.servers[0].publish("r", "e", n, ack=True) for n in ["x" * 10_000] * 3000]
        self.brokers[0].up()
        sent.append(self.servers[0].publish("r", "e", "last", ack=True))
        self.servers[0].publish("r", "e", "very last")
        rounds = 0
        while self.brokers[0].unconfirmed:
            self.assertLessEqual(self.backplanes[0]._under_way_bytes, WINDOW)
            confirmed, self.brokers[0].unconfirmed = self.brokers[0].unconfirmed, []
            for d in confirmed:
                d.callback(None)
            self.pump()
            rounds += 1
        self.assertGreater(rounds, 10)
        self.pump()
        for d in sent:
            self.result(d)
        self.assertEqual(self.got[1][-2:], ["last", "very last"])
        self.assertEqual((len(self.got[1]), self.backplanes[0].sent), (3002, 3002))

    def test_a_burst(self) -> None:
        """20 MB at once that nobody acknowledges: none is lost, or the counter tells."""
        self.exchange.confirming = False
        self.backplanes[0].max_waiting = 150
        for number in range(200):
            self.servers[0].publish("r", "e", [number, "x" * 100_000])
        self.assertLessEqual(self.backplanes[0]._under_way_bytes, WINDOW)
        self.assertEqual(self.backplanes[0].dropped, 50)
        while self.brokers[0].unconfirmed:
            self.brokers[0].unconfirmed.pop(0).callback(None)
        self.pump()
        self.assertEqual([content[0] for content in self.got[1]], list(range(150)))

    def test_the_broker_is_lost_under_way(self) -> None:
        """Unacknowledged: what was under way is uncertain, what waited is dropped. Counted."""
        self.exchange.confirming = False
        for _ in range(30):
            self.servers[0].publish("r", "e", "x" * 100_000)
        under_way = len(self.brokers[0].unconfirmed)
        self.brokers[0].down()
        backplane = self.backplanes[0]
        self.assertEqual((backplane.uncertain, backplane.dropped), (under_way, 30 - under_way))
        self.assertEqual((backplane.waiting, backplane._waiting_bytes), (0, 0))

    def test_the_broker_blocks(self) -> None:
        """Its memory is full: rooms are local, that is said, and what is acknowledged waits."""
        self.brokers[0].blocked("low on memory")
        self.assertFalse(self.backplanes[0].connected)
        self.members[0].publish("r", "e", "local")
        waits = self.members[0].publish("r", "e", "waits", ack=True)
        self.pump()
        self.assertNoResult(waits)
        self.assertEqual(self.backplanes[0].dropped, 1)
        self.brokers[0].blocked(None)
        self.assertTrue(self.backplanes[0].connected)
        self.result(waits)
        self.assertEqual(self.got[1], ["waits"])
        # Lost while it blocks, it does not block any more.
        self.brokers[0].blocked("low on memory")
        self.brokers[0].down()
        self.brokers[0].up()
        self.assertTrue(self.backplanes[0].connected)
        # It may say so before the login is complete.
        self.brokers[0].down()
        self.brokers[0].blocked("low on memory")
        self.brokers[0].up()
        self.assertFalse(self.backplanes[0].connected)

    def test_what_the_log_says(self) -> None:
        """The broker goes, or was never there: once for each reason. A normal stop is no news."""
        said: list[str] = []
        self.backplanes[0].log = Logger(observer=lambda e: said.append(formatEvent(e)))
        self.brokers[0].blocked("low on memory")
        self.brokers[0].blocked(None)
        self.brokers[0].down()
        for _ in range(2):
            self.brokers[0].handler("connecting", "waiting", amqp.ConnectionLost("refused"))
        self.brokers[0].up()
        self.brokers[0].handler("ready", "stopped", None)
        self.assertEqual(
            said,
            [
                "no broker, rooms are local: it takes no messages: low on memory",
                "rooms are shared with other servers: nucosmq",
                "no broker, rooms are local: gone",
                "no broker, rooms are local: refused",
                "rooms are shared with other servers: nucosmq",
            ],
        )

    def test_refused_by_the_broker(self) -> None:
        self.brokers[0].refusing = True
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(self.members[0].publish("r", "e", 1, ack=True))
        self.members[0].publish("r", "e", 2)
        self.pump()
        self.assertEqual(self.got, [[1, 2], []])
        self.assertEqual((self.backplanes[0].dropped, self.backplanes[0].waiting), (1, 0))

    def test_refused_because_the_link_is_ending(self) -> None:
        """That was never handed over: nothing is uncertain about it."""
        self.brokers[0].ready = False  # and its state does not say so yet
        self.servers[0].publish("r", "e", 1)
        waits = self.servers[0].publish("r", "e", 2, ack=True)
        backplane = self.backplanes[0]
        self.assertEqual((backplane.dropped, backplane.waiting), (1, 1))
        self.brokers[0].down()
        self.assertEqual((backplane.dropped, backplane.uncertain), (1, 0))
        self.brokers[0].up()
        self.result(waits)

    def test_what_others_write(self) -> None:
        """Whatever is in the queue that no server of ours has written is counted, no more."""
        good = b'{"data": {"event": "e", "content": 1, "room": "r"}}'
        for message_id, kind, body in (
            (None, "room", good),
            ("x", "room", good),
            ("x:-1", "room", good),
            ("x:" + "9" * 5000, "room", good),  # more than Python makes a number of
            ("x:1", None, good),
            ("x:1", "x", good),
            ("x:1", "room", b"{}"),
            ("x:2", "room", b'{"data": {"event": "e", "content": 1}}'),  # no room
            ("x:3", "room", b'{"data": {"event": "auth_final", "content": "", "room": "r"}}'),
            ("x:4", "room", good[:-1] + b', "x": "%s"}' % (b"x" * wire.MAX_FRAME)),
        ):
            self.exchange.publish(body, message_id, kind)
        self.pump()
        self.assertEqual((self.got[0], self.backplanes[0].malformed), ([1], 9))

    def test_frames_of_others(self) -> None:
        """Clients get what we write ourselves: ASCII, and no keys but the sender's."""
        raw = self.raw(self.servers[0])
        raw.say("subscripe", "r", id=1, v=1)
        self.pump()
        raw.received = b""
        self.exchange.publish(
            '{"telco": {"re": 1, "id": 2, "from": "zoë"}, '
            '"data": {"room": "r", "event": "e", "content": "ë"}}'.encode(),
            "x:1",
        )
        self.pump()
        self.assertEqual(
            raw.received,
            b'{"data": {"event": "e", "content": "\\u00eb", "room": "r"}, '
            b'"telco": {"from": "zo\\u00eb"}}_EOM_',
        )

    def test_redelivered_to_another_life(self) -> None:
        """With a fixed id, what the server itself has published before its restart comes again."""
        frame = b'{"data": {"event": "e", "content": 1, "room": "r"}}'
        self.exchange.publish(frame, "s0.0123abcd:7")
        self.pump()
        self.assertEqual(self.got, [[], [1]])

    def test_numbers(self) -> None:
        """Lower ones are repeats, skipped ones are counted, the number of servers is bounded."""
        frame = b'{"data": {"event": "e", "content": %d, "room": "r"}}'
        for number in (3, 4, 4, 3, 7):
            self.exchange.publish(frame % number, f"x:{number}")
        self.pump()
        backplane = self.backplanes[0]
        self.assertEqual(self.got[0], [3, 4, 7])
        self.assertEqual((backplane.repeats, backplane.missed), (2, 2))
        self.patch(backplane_module, "MAX_SERVERS", 2)
        for name in ("y", "x", "z"):  # of x and y, y was heard longest ago
            self.exchange.publish(frame % 8, f"{name}:8")
        for name in ("x", "z", "y"):
            self.exchange.publish(frame % 9, f"{name}:8")
        self.pump()
        self.assertEqual(self.got[0][3:], [8, 8, 8, 9])
        self.assertEqual(len(backplane._last), 2)

    def test_stop(self) -> None:
        """What still waits is told so."""
        self.brokers[0].down()
        d = self.backplanes[0].publish(b"{}_EOM_", "room", True)
        self.result(self.backplanes[0].stop())
        with self.assertRaises(nucosmq.ConnectionLost):
            self.result(d)
        with self.assertRaisesRegex(nucosmq.NotReady, "closed"):
            self.result(self.servers[0].publish("r", "e", 1, ack=True))

    def test_server_side(self) -> None:
        """``publish`` of the server goes everywhere too; a closed server stops its backplane."""
        self.result(self.servers[1].publish("r", "e", 1, ack=True))
        self.servers[1].publish("r", "e", 2)
        self.pump()
        self.assertEqual(self.got, [[1, 2]] * 2)
        self.result(self.servers[1].close(), 5)
        self.assertFalse(self.backplanes[1].connected)
