"""The client: logins, queue, rooms after a loss, what only our own peers do, originals."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, succeed

from tests.nucosmq import data
from tests.nucosmq.scene import Raw, SceneTestCase
from twisted_telco import nucosmq
from twisted_telco.core.connection import CLOSE_GRACE
from twisted_telco.core.trace import Trace
from twisted_telco.errors import TelcoError
from twisted_telco.nucosmq import peer as peer_module
from twisted_telco.nucosmq import wire


def sign(challenge: str) -> str:
    """The scheme of the recorded exchanges."""
    return challenge[::-1]


class LoginTests(SceneTestCase):
    def test_recorded_login(self) -> None:
        """Frame by frame what a real client says to a real server."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=sign)
        )
        theirs, ours = data.capture("auth_ok")[::-1]
        frames = theirs.split(wire.EOM)
        for number, sent in enumerate(frames[:3]):
            raw.write(sent + wire.EOM)
            self.pump()
            expected = wire.FrameDecoder().feed(ours)[: number + 1]
            self.assertEqual(
                raw.events(),
                [(m.event, m.content) for m in expected],  # type: ignore[union-attr]
            )
        self.assertEqual((client.state, client.connection.kind), ("ready", "original"))

    def test_every_recorded_server(self) -> None:
        """What real servers sent, byte by byte: no failure, the recorded end."""
        for name in data.names():
            _, server = data.capture(name)
            client, (raw,) = self.far_end(
                lambda e: nucosmq.Client(
                    self.clock, e, uid="alice", on_challenge=sign, auth_wait=1, ping_interval=0
                )
            )
            states: list[Any] = []
            client.on_state(lambda old, new, reason, to=states: to.append((new, reason)))  # type: ignore[misc]
            got: list[Any] = []
            client.add_event_callback("all", got.append)
            for start in range(len(server)):
                raw.write(server[start : start + 1])
                self.pump()
            reasons = [str(reason) for _, reason in states if reason is not None]
            if b'"failed"' in server:
                self.assertEqual(reasons[:1], ["the server refuses 'alice'"], name)
            elif b'"success"' in server:
                self.assertIn(("ready", None), states, name)
            if name == "rooms":
                self.assertEqual(got, ["rain", "to alice", "sunny", 1])
            self.result(client.close(), 6)

    def test_no_login(self) -> None:
        """No ``start_auth`` within ``auth_wait``: ready, when the server has answered a ping."""
        client, (raw,) = self.far_end(lambda e: nucosmq.Client(self.clock, e, auth_wait=2))
        self.pump(1.9)
        self.assertEqual((client.state, raw.received), ("logging_in", b""))
        self.pump(0.2)
        self.assertEqual([m.event for m in raw.heard()], ["ping"])
        raw.say("pong")
        self.pump()
        self.assertEqual((client.state, client.connection.kind), ("ready", "original"))

    def test_a_server_that_knows_no_ping(self) -> None:
        client, (raw,) = self.far_end(lambda e: nucosmq.Client(self.clock, e))
        client.send("e", 1)
        self.pump(6)
        self.assertEqual(client.state, "ready")
        for number in range(3):
            client.publish("r", "e", number)
        self.pump(6)
        self.assertEqual(raw.events(), [("e", 1), ("e", 0), ("e", 1), ("e", 2)])

    def test_a_late_question(self) -> None:
        """``start_auth`` while we ask whether there is anybody: the login comes first."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="a", on_challenge=sign, auth_wait=0)
        )
        raw.say("start_auth")
        raw.say("pong")
        self.pump()
        self.assertEqual((client.state, raw.events()), ("logging_in", [("uid", "a")]))

    def test_asked_again(self) -> None:
        """A server may ask at any time; what users send meanwhile waits."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=sign)
        )
        raw.answers = True
        for _ in range(2):
            raw.received = b""
            raw.say("start_auth")
            self.pump()
            client.send("e", 1)
            raw.say("challenge_auth", "abc")
            self.pump()
            self.assertEqual(raw.events(), [("uid", "alice"), ("signature", "cba")])
            raw.say("auth_final", "success")
            self.pump()
            self.assertEqual(raw.events()[2:], [("thanks", "i am in"), ("e", 1)])
        raw.say("start_auth")
        raw.say("challenge_auth", "abc")
        self.pump()
        raw.say("auth_final", "failed")
        self.pump()
        self.assertTrue(raw.lost)
        self.assertEqual(client.state, "waiting")

    def test_asked_again_before_it_is_ready(self) -> None:
        """Between the first login and the answer about a room: both go on."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=sign)
        )
        joined = client.subscribe("r")
        for _ in range(2):
            raw.say("start_auth", v=1)
            raw.say("challenge_auth", "abc")
            self.pump()
            self.assertEqual(client.state, "logging_in")
            raw.say("auth_final", "success")
            self.pump()
        raw.say("reply", re=1)
        self.result(joined)
        self.assertEqual(client.state, "ready")
        client.send("e", 1)
        self.pump(29)
        self.assertEqual(raw.events()[-1], ("e", 1))
        self.pump(5)
        self.assertFalse(raw.lost)

    def test_lost_while_asked(self) -> None:
        """No timer is left."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=sign)
        )
        raw.say("start_auth")
        self.pump()
        client.factory.abort("enough")
        self.pump()
        self.assertEqual((client.state, self.clock.getDelayedCalls()), ("stopped", []))

    def test_refused_before_it_is_ready(self) -> None:
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=sign)
        )
        client.subscribe("r").addErrback(lambda _: None)
        ready = client.when_ready(fail_after=1)
        for verdict in ("success", "failed"):
            raw.say("start_auth", v=1)
            raw.say("challenge_auth", "abc")
            self.pump()
            raw.say("auth_final", verdict)
            self.pump()
        with self.assertRaisesRegex(nucosmq.AuthenticationFailed, "refuses 'alice'"):
            self.result(ready)

    def test_asked_again_and_then_nothing(self) -> None:
        """What users send is not held for ever: the time of a login holds for each."""
        client, ends = self.far_end(
            lambda e: nucosmq.Client(
                self.clock, e, uid="alice", on_challenge=sign, auth_wait=0, login_timeout=10
            )
        )
        raw = ends[0]
        raw.answers = True
        raw.say("pong")
        self.pump()
        for _ in range(2):
            raw.say("start_auth")
            raw.say("challenge_auth", "abc")
            self.pump(9)
            raw.say("auth_final", "success")
            self.pump(9)
        raw.say("start_auth")
        self.pump()
        client.send("e", 1)
        self.pump(9.9)
        self.assertFalse(raw.lost)
        self.pump(0.2)
        self.assertTrue(raw.lost)
        self.assertEqual(client.queued, 1)
        self.pump(2)
        raw = ends[1]
        raw.answers = True
        raw.say("pong")
        self.pump()
        self.assertEqual(raw.events(), [("e", 1)])

    def test_no_oracle(self) -> None:
        """Protocol events with a room, or outside a login, are ignored and counted."""
        signed: list[Any] = []
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, uid="alice", on_challenge=signed.append)
        )
        raw.say("start_auth")
        raw.say("challenge_auth", "right")
        raw.say("challenge_auth", "again")
        self.pump()
        raw.say("auth_final", "success")
        for event in sorted(nucosmq.messages.RESERVED):
            raw.say(event, "failed", "alice")
        for event in ("challenge_auth", "auth_final", "uid", "subscripe"):
            raw.say(event, "failed")
        raw.received = b""
        self.pump()
        self.assertEqual((signed, client.state), (["right"], "ready"))
        self.assertEqual(client.connection.misplaced, len(nucosmq.messages.RESERVED) + 5)

    def test_logins_that_fail(self) -> None:
        def fails(challenge: Any) -> Any:
            raise RuntimeError("no key")

        for login, words in (
            ({}, "we have no uid"),
            ({"uid": "alice"}, "we cannot sign"),
            ({"uid": "alice", "on_challenge": fails}, "no key"),
            ({"uid": "alice", "on_challenge": lambda c: "wrong"}, "refuses 'alice'"),
        ):
            client = nucosmq.Client(self.clock, self.server().endpoint(), **login)  # type: ignore[arg-type]
            client.startService()
            with self.assertRaisesRegex(nucosmq.AuthenticationFailed, words):
                self.result(client.when_ready(fail_after=1), 1)
            self.result(client.close())
        self.flushLoggedErrors(RuntimeError)

    def test_silent_in_the_middle(self) -> None:
        _, (raw,) = self.far_end(
            lambda e: nucosmq.Client(
                self.clock, e, uid="alice", on_challenge=sign, login_timeout=10
            )
        )
        raw.say("start_auth")
        self.pump(9.9)
        self.assertFalse(raw.lost)
        self.pump(0.2)
        self.assertTrue(raw.lost)

    def test_connect(self) -> None:
        """One connection, no retry; errors at once."""
        server = self.server()
        client = self.result(
            nucosmq.connect(
                self.clock, server.endpoint(), uid="bob", on_challenge=nucosmq.signer("bob", "b")
            ),
            1,
        )
        self.assertTrue(client.is_connected())
        self.result(client.close())
        with self.assertRaises(nucosmq.AuthenticationFailed):
            self.result(
                nucosmq.connect(self.clock, server.endpoint(), uid="x", on_challenge=sign), 1
            )
        server.accepting = False
        with self.assertRaises(nucosmq.ConnectionLost):
            self.result(nucosmq.connect(self.clock, server.endpoint()))
        for wrong in ({"uid": 5}, {"uid": "u" * 256}):
            with self.assertRaises(nucosmq.InvalidRequest):
                self.result(nucosmq.connect(self.clock, server.endpoint(), **wrong))

    def test_factory(self) -> None:
        """Given to an endpoint, it leaves retrying to its caller."""
        factory = nucosmq.ClientFactory(
            self.clock, uid="bob", on_challenge=nucosmq.signer("bob", "b")
        )
        self.server().endpoint().connect(factory)
        client = self.result(factory.when_ready(), 1)
        self.assertIs(client, factory.client)


class QueueTests(SceneTestCase):
    def test_sent_before_the_start(self) -> None:
        """It waits, within a bound, and leaves first and in order."""
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        client = self.client(server, "alice", max_queue=2)
        client.send("e", 1)
        client.send("e", 2)
        with self.assertRaisesRegex(nucosmq.QueueFull, "2 messages wait"):
            client.send("e", 3)
        self.assertEqual(client.queued, 2)
        client.when_ready().addCallback(lambda c: c.send("e", 3))
        client.startService()
        self.pump()
        self.assertEqual((got, client.queued), ([1, 2, 3], 0))

    def test_sent_while_away(self) -> None:
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        client = self.ready(server, "alice")
        server.drop()
        self.pump()
        client.send("e", 1)
        client.publish("alice", "e", 2)
        self.pump(5)
        self.assertEqual((client.state, got, server.published), ("ready", [1], 1))

    def test_bytes_that_wait(self) -> None:
        """Bounded too, before the connection and on it together. What has waited leaves in order,
        nothing overtakes it, and contents are those of the moment in which they were sent."""
        server = self.server(original=True)  # paced, so that it waits again
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        client = self.client(server, "alice", max_backlog=5000)
        content = [0, "x" * 400]
        with self.assertRaisesRegex(nucosmq.QueueFull, "bytes wait for the connection"):
            for number in range(100):
                content[0] = number
                client.send("e", content)
        taken = client.queued

        def ready(client: nucosmq.Client) -> None:
            self.assertEqual((client.queued, client.backlog.size), (0, 0))
            client.send("e", ["last"])
            with self.assertRaisesRegex(nucosmq.QueueFull, "wait for the server to read"):
                for _ in range(taken):
                    client.send("x", content)

        done = client.when_ready().addCallback(ready)
        client.startService()
        self.result(done)
        self.pump()
        self.assertEqual([c[0] for c in got], [*range(taken), "last"])
        self.assertGreater(taken, 10)

    def test_what_was_not_written_goes_over_the_next_connection(self) -> None:
        """In order, before what came since; a request does not, since it has failed."""
        server = self.server()
        client = self.ready(server, "alice")
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        server.add_request_handler("e", got.append)
        (member,) = server.members
        member.transport.pauseProducing()
        client.send("e", "x" * 70_000)  # more than the transport takes
        client.send("e", 1)
        request = client.request("e", "asked")
        acknowledged = client.send("e", "acknowledged", ack=True)
        client.send("e", 2)
        server.drop()
        for failed in (request, acknowledged):
            with self.assertRaises(nucosmq.ConnectionLost):
                self.result(failed)
        self.assertEqual(client.queued, 2)
        client.send("e", 3)
        self.pump(5)
        self.assertEqual((client.state, got, client.abandoned), ("ready", [1, 2, 3], 0))

    def test_a_client_that_is_stopped(self) -> None:
        """It takes nothing that it could never send, and counts what it had taken."""
        server = self.server()
        client = self.client(server, "alice")
        client.startService()
        for number in range(5):
            client.send("e", number)
        closed = client.close()
        with self.assertRaisesRegex(nucosmq.NotReady, "is stopped"):
            client.send("e", 5)
        self.result(closed)
        with self.assertRaisesRegex(nucosmq.NotReady, "is stopped"):
            client.publish("r", "e", 5)
        self.assertEqual((client.queued, client.backlog.size, client.abandoned), (0, 0, 5))
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        started = client.start()
        client.send("e", "again")
        self.result(started, 1)
        self.pump()
        self.assertEqual(got, ["again"])

    def test_closed_while_the_server_does_not_read(self) -> None:
        client = self.ready(server := self.server(), "alice")
        (member,) = server.members
        member.transport.pauseProducing()
        client.send("e", "x" * 70_000)
        client.send("e", 1)
        self.result(client.close(), 10)
        self.assertEqual((client.state, client.abandoned), ("stopped", 1))

    def test_a_client_for_one_connection(self) -> None:
        server = self.server()
        client = self.result(
            nucosmq.connect(
                self.clock, server.endpoint(), uid="bob", on_challenge=nucosmq.signer("bob", "b")
            ),
            1,
        )
        server.drop()
        self.pump(1)
        with self.assertRaisesRegex(nucosmq.NotReady, "is stopped"):
            client.send("e", 1)
        self.assertEqual(client.queued, 0)

    def test_the_longest_frame_has_room_for_its_sender(self) -> None:
        """What the client takes, the server can send on."""
        uid = "u" * 50
        server = self.server({uid: "?"}, max_frame=500)
        client = self.ready(server, uid, max_frame=500)
        got: list[Any] = []
        client.add_event_callback("e", got.append)
        refused = 0
        for size in range(200, 400):
            for ack in (False, True):
                try:
                    self.result(client.publish(uid, "e", "x" * size, ack=ack) or succeed(None))
                except nucosmq.InvalidRequest:
                    refused += 1
        self.pump()
        self.assertEqual(len(got) + refused, 400)
        longest = wire.encode("e", max(got), uid, {"from": uid})
        self.assertEqual(len(longest), 500 + len(wire.EOM))
        self.assertEqual((server.refused, client.state), (0, "ready"))

    def test_complains_at_once(self) -> None:
        """Also while it only waits."""
        client = self.client(self.server())
        for wrong in (
            lambda: client.send("ping"),
            lambda: client.send("e", object()),
            lambda: client.publish("", "e"),
            lambda: client.publish("r" * 256, "e"),
            lambda: client.send([]),  # type: ignore[arg-type]
            lambda: client.publish("r", {}),  # type: ignore[arg-type]
            lambda: self.result(client.send(5, ack=True)),  # type: ignore[arg-type]
            lambda: self.result(client.publish("", "e", ack=True)),
            lambda: self.result(client.unsubscribe([])),  # type: ignore[arg-type]
            lambda: self.result(client.request([])),  # type: ignore[arg-type]
            lambda: client.add_request_handler("pong", print),
            lambda: client.add_request_handler([], print),  # type: ignore[arg-type]
        ):
            with self.assertRaises(nucosmq.InvalidRequest):
                wrong()
        self.assertEqual(client.queued, 0)

    def test_what_wants_an_answer_does_not_wait(self) -> None:
        client = self.client(self.server(), "alice")
        for asked in (
            client.send("e", ack=True),
            client.publish("r", "e", ack=True),
            client.request("e"),
            client.ping(),
            client.who("r"),
        ):
            with self.assertRaises(nucosmq.NotReady):
                self.result(asked)

    def test_a_server_that_does_not_read(self) -> None:
        """Bounded too: the message that finds no place is refused to the sender's face."""
        server = self.server()
        client = self.ready(server, "alice", max_backlog=1000)
        (member,) = server.members
        member.transport.pauseProducing()
        client.send("e", "x" * 70_000)  # more than the transport takes
        sent = 0
        with self.assertRaisesRegex(nucosmq.QueueFull, "wait for the server to read"):
            while sent < 1000:
                client.send("e", "y" * 100)
                sent += 1
        self.assertGreater(sent, 3)
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        member.transport.resumeProducing()
        self.pump()
        self.assertEqual(len(got), sent + 1)


class RoomTests(SceneTestCase):
    def test_rooms_come_back(self) -> None:
        """After a loss they are joined again before the client is ready."""
        server = self.server()
        client = self.client(server, "alice")
        got: list[Any] = []
        client.add_room_callback("r", got.append)
        first = client.subscribe("r")
        client.startService()
        self.result(first, 1)
        self.result(client.subscribe("q"))
        self.result(client.subscribe("q"))
        self.result(client.unsubscribe("q"))
        server.drop()
        self.pump(5)
        self.assertEqual(server.who("r"), ["alice"])
        self.assertEqual(server.who("q"), [])
        server.publish("r", "e", 1)
        self.pump()
        self.assertEqual(got, [1])

    def test_a_refused_room(self) -> None:
        """The wish is dropped: otherwise no later login could succeed."""
        server = self.server(access=lambda member, action, room: room != "secret")
        client = self.ready(server, "alice")
        with self.assertRaisesRegex(nucosmq.RequestRefused, "no access to 'secret'"):
            self.result(client.subscribe("secret"))
        server.drop()
        self.pump(5)
        self.assertEqual(client.state, "ready")

    def test_refused_at_a_login(self) -> None:
        """The first one or a later one: the client is ready all the same, and in its other rooms;
        who waits for the answer is told, and it is not asked again."""
        secrets = {"secret"}
        asked: list[str] = []

        def access(member: Any, action: str, room: str) -> bool:
            asked.append(room)
            return room not in secrets

        server = self.server(access=access)
        client = self.client(server, "alice")
        first, second, other = (client.subscribe(room) for room in ("secret", "secret", "r"))
        client.startService()
        for refused in (first, second):
            with self.assertRaisesRegex(nucosmq.RequestRefused, "no access to 'secret'"):
                self.result(refused, 1)
        self.result(other)
        self.assertEqual((client.state, asked), ("ready", ["secret", "r"]))
        self.result(client.subscribe("q"))
        secrets.add("r")
        asked.clear()
        for _ in range(2):
            server.drop()
            self.pump(5)
        self.assertEqual((client.state, asked), ("ready", ["r", "q", "q"]))
        self.assertEqual((server.who("r"), server.who("q")), ([], ["alice"]))
        secrets.clear()
        self.result(client.subscribe("r"))
        self.assertEqual(server.who("r"), ["alice"])

    def test_refused_and_closed_at_once(self) -> None:
        """By somebody who was waiting too: the answer stays what it was."""
        answers = [False, True]
        client = self.client(self.server(access=lambda *_: answers.pop(0)), "alice")
        client.when_ready().addCallback(lambda c: c.connection.abort())
        refused = client.subscribe("r")
        client.startService()
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(refused, 5)
        self.assertEqual((client.state, answers), ("ready", [True]))

    def test_asked_while_it_is_being_asked(self) -> None:
        """Everybody gets the server's answer, which is asked for once."""
        decisions: list[Deferred[bool]] = []

        def access(member: Any, action: str, room: str) -> Deferred[bool]:
            decisions.append(Deferred())
            return decisions[-1]

        client = self.ready(self.server(access=access), "alice")
        first, second, third = (client.subscribe("r") for _ in range(3))
        self.pump()
        self.assertEqual(len(decisions), 1)
        second.addErrback(lambda _: None)
        second.cancel()
        self.assertNoResult(third)
        decisions[0].callback(False)
        for refused in (first, third):
            with self.assertRaises(nucosmq.RequestRefused):
                self.result(refused)
        again = client.subscribe("r")
        self.pump()
        decisions[1].callback(True)
        self.result(again)

    def test_without_an_answer(self) -> None:
        """It is asked again."""
        server = self.server()
        client = self.ready(server, "alice", ping_interval=0)
        server.stall()
        with self.assertRaises(nucosmq.RequestTimeout):
            self.result(client.subscribe("r"), 31)
        server.resume()
        self.result(client.subscribe("r"))
        self.assertEqual(server.who("r"), ["alice"])

    def test_without_an_answer_at_the_login(self) -> None:
        """That is no refusal: a client that may hear less than it asked for is not ready."""
        client, ends = self.far_end(
            lambda e: nucosmq.Client(
                self.clock, e, uid="alice", on_challenge=sign, login_timeout=100
            )
        )
        client.subscribe("r").addErrback(lambda _: None)
        for _ in range(2):
            raw = ends[-1]
            raw.say("start_auth", v=1)
            raw.say("challenge_auth", "abc")
            self.pump()
            raw.say("auth_final", "success")
            self.pump()
            self.assertEqual(raw.events()[-1], ("subscripe", "r"))
            self.pump(29)
            self.assertEqual((client.state, raw.lost), ("logging_in", False))
            self.pump(3)
            self.assertTrue(raw.lost)
        self.result(client.close(), 5)

    def test_an_answer_to_an_older_wish(self) -> None:
        """It is not taken for one to the wish that has followed."""
        decisions: list[Deferred[bool]] = []

        def access(member: Any, action: str, room: str) -> Deferred[bool]:
            decisions.append(Deferred())
            return decisions[-1]

        server = self.server(access=access)
        client = self.ready(server, "alice")
        older = client.subscribe("r")
        left = client.unsubscribe("r")
        newer = client.subscribe("r")
        self.pump()
        decisions[0].callback(False)
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(older)
        self.result(left)
        decisions[1].callback(True)
        self.result(newer)
        server.drop()
        self.pump(5)
        decisions[2].callback(True)
        self.pump()
        self.assertEqual((client.state, server.who("r")), ("ready", ["alice"]))

    def test_withdrawn_before_the_login(self) -> None:
        server = self.server()
        client = self.client(server, "alice")
        subscribed = client.subscribe("r")
        self.result(client.unsubscribe("r"))
        client.startService()
        self.result(subscribed, 1)
        self.assertEqual((client.state, server.who("r")), ("ready", []))

    def test_asked_for_during_the_login(self) -> None:
        """Too late for the rooms that are joined before ready: joined right after."""
        server = self.server()
        client = self.client(server, "alice")
        subscribed: list[Any] = []
        server.add_on_connect(lambda member: subscribed.append(client.subscribe("late")))
        client.subscribe("r")
        client.startService()
        self.pump(1)
        self.result(subscribed[0])
        self.assertEqual((server.who("r"), server.who("late")), (["alice"], ["alice"]))

    def test_names(self) -> None:
        client = self.client(self.server())
        for name in ("", "r" * 256, 5, None):
            with self.assertRaises(nucosmq.InvalidRequest):
                self.result(client.subscribe(name))  # type: ignore[arg-type]

    def test_acknowledged(self) -> None:
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        alice = self.ready(server, "alice")
        self.result(alice.send("e", 1, ack=True))
        self.assertEqual(got, [1])
        self.result(alice.publish("alice", "e", 2, ack=True))
        with self.assertRaisesRegex(nucosmq.RequestRefused, "not a member of 'bob'"):
            self.result(alice.publish("bob", "e", 3, ack=True))
        with self.assertRaises(nucosmq.InvalidRequest):
            self.result(alice.publish("bob", "shutdown", "now", ack=True))
        server.stall()
        d = alice.send("e", 4, ack=True)
        server.drop()
        with self.assertRaisesRegex(nucosmq.ConnectionLost, "e was not answered"):
            self.result(d, 1)
        server.resume()
        self.pump(5)
        server.stall()
        with self.assertRaises(nucosmq.RequestTimeout):
            self.result(alice.send("e", 5, ack=True, timeout=2), 3)

    def test_presence(self) -> None:
        """Who is in a room, and who comes and goes."""
        server = self.server()
        alice, bob = self.ready(server, "alice"), self.ready(server, "bob")
        seen: list[Any] = []
        events: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        alice.add_event_callback("all", events.append)
        with self.assertRaisesRegex(nucosmq.RequestRefused, "not a member"):
            self.result(alice.who("r"))
        self.result(alice.subscribe("r", presence=True))
        self.result(bob.subscribe("r"))
        self.assertEqual(self.result(alice.who("r")), ["alice", "bob"])
        self.result(bob.unsubscribe("r"))
        self.result(bob.subscribe("r"))
        self.result(bob.close())
        self.pump()
        self.assertEqual(seen, [("bob", True), ("bob", False), ("bob", True), ("bob", False)])
        self.assertEqual(events, [])
        self.assertEqual(self.result(alice.who("r")), ["alice"])
        self.result(alice.unsubscribe("r"))
        self.assertEqual(server.desk._watchers, {})
        self.result(alice.subscribe("r", presence=True))
        self.result(alice.close())
        self.pump()
        self.assertEqual(server.desk._watchers, {})

    def test_presence_of_several_connections(self) -> None:
        """A uid is in a room as long as one of its connections is."""
        server = self.server(duplicate_uid="allow")
        alice = self.ready(server, "alice")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        self.result(alice.subscribe("r", presence=True))
        bobs = [self.ready(server, "bob") for _ in range(2)]
        for bob in bobs:
            self.result(bob.subscribe("r"))
        self.result(bobs[0].close())
        self.pump()
        self.assertEqual(seen, [("bob", True)])
        self.result(bobs[1].unsubscribe("r"))
        self.assertEqual(seen, [("bob", True), ("bob", False)])

    def test_presence_of_the_replaced(self) -> None:
        """The older connection is gone at once, not when its socket is."""
        server = self.server()
        alice = self.ready(server, "alice")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        self.result(alice.subscribe("r", presence=True))
        gone: list[Any] = []
        server.add_on_disconnect(lambda member: gone.append(member.uid))
        bob = self.raw_in(server, "bob")
        bob.say("subscripe", "r")
        self.pump()
        self.raw_in(server, "bob")
        self.assertEqual((seen, gone), ([("bob", True), ("bob", False)], ["bob"]))

    def test_presence_stays(self) -> None:
        """Whatever else asks for the room, and after a loss; asked for later it is told then."""
        server = self.server()
        alice, bob = self.ready(server, "alice"), self.ready(server, "bob")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        self.result(alice.subscribe("r"))
        self.result(alice.subscribe("r", presence=True))
        self.result(alice.subscribe("r"))
        alice.connection.abort()
        self.pump(5)
        self.result(bob.subscribe("r"))
        self.pump()
        self.assertEqual(seen, [("bob", True)])

    def test_sender_and_binary(self) -> None:
        server = self.server()
        alice, bob = self.ready(server, "alice"), self.ready(server, "bob")
        for client in (alice, bob):
            self.result(client.subscribe("r"))
        got: list[Any] = []
        bob.events.subscribe("e", lambda m: got.append((m.sender, m.room, m.content)))
        alice.publish("r", "e", {"png": b"\x89\0"})
        self.pump()
        server.publish("r", "e", b"\xff")
        self.pump()
        self.assertEqual(got, [("alice", "r", {"png": b"\x89\0"}), ("", "r", b"\xff")])

    def test_unsubscribe_while_rooms_are_restored(self) -> None:
        """The server is told, whether it has let us in or still thinks about it."""
        slow: list[Any] = [True, Deferred()]
        server = self.server(access=lambda m, action, room: room != "slow" or slow.pop(0))
        decision = slow[1]
        client = self.ready(server, "alice")
        for room in ("a", "slow", "b"):
            self.result(client.subscribe(room))
        server.drop()
        self.pump(3)
        self.assertEqual((client.state, list(server.rooms.rooms)), ("logging_in", ["a"]))
        left = [client.unsubscribe(room) for room in ("a", "slow")]
        decision.callback(True)
        self.pump(1)
        for d in left:
            self.result(d)
        self.assertEqual((client.state, list(server.rooms.rooms)), ("ready", ["b"]))


class RequestTests(SceneTestCase):
    def test_both_ways(self) -> None:
        """Plain, Deferred and coroutine handlers; refusals; failures; nobody."""
        server = self.server()
        client = self.ready(server, "alice")

        async def coroutine(message: Any) -> Any:
            return [message.content, message.sender]

        def refuses(message: Any) -> Any:
            raise TelcoError("not today")

        for side in (server, client):
            side.add_request_handler("plain", lambda m: m.content + 1)
            side.add_request_handler("later", lambda m: succeed(m.content + 2))
            side.add_request_handler("coroutine", coroutine)
            side.add_request_handler("nothing", lambda m: None)
            side.add_request_handler("refuses", refuses)
            side.add_request_handler("fails", lambda m: 1 / 0)
            side.add_request_handler("no json", lambda m: object())

        def ask(event: str) -> Deferred[Any]:
            return client.request(event, 1)

        def ask_client(event: str) -> Deferred[Any]:
            return server.request("alice", event, 1)

        for request, sender in ((ask, "alice"), (ask_client, "")):
            self.assertEqual(self.result(request("plain")), 2)
            self.assertEqual(self.result(request("later")), 3)
            self.assertEqual(self.result(request("coroutine")), [1, sender])
            self.assertEqual(self.result(request("nothing")), "")
            for event, words in (
                ("refuses", "not today"),
                ("fails", "the handler failed"),
                ("no json", "content that is no JSON"),
                ("unknown", "nobody answers 'unknown'"),
            ):
                with self.assertRaisesRegex(nucosmq.RequestRefused, words):
                    self.result(request(event))
            with self.assertRaises(nucosmq.InvalidRequest):
                self.result(request("ping"))
        with self.assertRaises(nucosmq.NotReady):
            self.result(server.request("nobody", "plain"))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)

    def test_any_name(self) -> None:
        """Names that mean something beside our own key are free for users all the same."""
        server = self.server(None)
        client = self.ready(server)
        got: list[Any] = []
        for name in ("who", "presence", "reply", "all"):
            server.add_request_handler(name, lambda m: f"asked {m.event}")
            server.add_event_callback(name, got.append)
            client.add_event_callback(name, got.append)
            self.assertEqual(self.result(client.request(name, "r")), f"asked {name}")
            got.clear()
            client.send(name, 1)
            server.send_all(name, 2)
            self.pump()
            self.assertEqual(sorted(got)[:2], [1, 2])

    def test_too_many(self) -> None:
        server = self.server(None)
        server.add_request_handler("slow", lambda m: Deferred())
        self.patch(peer_module, "MAX_SERVING", 2)
        client = self.ready(server)
        asked = [client.request("slow", timeout=5) for _ in range(3)]
        with self.assertRaisesRegex(nucosmq.RequestRefused, "too many requests"):
            self.result(asked[2])
        for d in asked[:2]:
            with self.assertRaises(nucosmq.RequestTimeout):
                self.result(d, 6)

    def test_answers_that_nobody_waits_for(self) -> None:
        server = self.server(None)
        client = self.ready(server)
        (member,) = server.members
        for number in (77, "x", None, [1]):
            member.write(wire.encode("reply", "", "", {"re": number}))
        self.pump()
        self.assertEqual((client.state, client.connection.misplaced), ("ready", 4))


class OriginalTests(SceneTestCase):
    """A server with the original's habits: it does not reassemble, it forgets."""

    def silent_server(self) -> tuple[nucosmq.Client, Raw]:
        """A client that pings only for its segments, and its server, which says what the test
        says."""
        client, (raw,) = self.far_end(
            lambda e: nucosmq.Client(self.clock, e, auth_wait=0, ping_interval=0)
        )
        return client, raw

    def test_nothing_is_lost(self) -> None:
        server = self.server(original=True)
        alice, bob = self.ready(server, "alice"), self.ready(server, "bob")
        self.result(bob.subscribe("r"))
        got: list[Any] = []
        bob.add_room_callback("r", got.append)
        heard: list[Any] = []
        server.add_event_callback("e", heard.append)
        for number in range(300):
            alice.publish("r", "n", number)
            alice.send("e", "x" * (number * 7 % 700))
        ping = alice.ping()
        self.pump()
        self.assertEqual(got, list(range(300)))
        self.assertEqual([len(c) for c in heard], [n * 7 % 700 for n in range(300)])
        self.assertEqual((server.forgotten, alice.connection.kind), (0, "original"))
        self.result(ping)

    def test_our_habits_would_lose(self) -> None:
        """The simulated original does forget: unpaced, most is gone."""
        server = self.server(original=True)
        alice = self.ready(server, "alice")
        alice.connection.outbox.escort(None)
        for number in range(100):
            alice.publish("alice", "n", number)
        self.pump()
        self.assertEqual((server.forgotten, server.published), (99, 1))

    def test_a_busy_original(self) -> None:
        """It answers late: nothing is sent into its back, it is asked again."""
        client, raw = self.silent_server()
        raw.say("pong")
        self.pump()
        raw.received = b""
        client.publish("r", "e", 1)
        client.publish("r", "e", 2)
        self.pump(12)
        self.assertEqual([m.event for m in raw.heard()], ["ping", "e", "ping", "ping"])
        self.assertEqual(client.connection.unread, 2)
        client.publish("r", "e", 3)
        for _ in range(3):  # it has not forgotten any
            self.assertEqual(raw.events(), [("e", 1)])
            raw.say("pong")
            self.pump()
        self.assertEqual(raw.events(), [("e", 1), ("e", 2)])
        self.pump(1)
        raw.say("pong")
        self.pump()
        self.assertEqual(raw.events(), [("e", 1), ("e", 2), ("e", 3)])

    def test_a_busy_original_that_forgets(self) -> None:
        """What it read together with a published frame, it answers once. That is waited out, and
        then it is asked anew."""
        client, raw = self.silent_server()
        raw.say("pong")
        self.pump()
        for number in (1, 2, 3):
            client.publish("r", "e", number)
        self.pump(12)
        raw.say("pong")
        self.pump(peer_module.SEGMENT_TIMEOUT)
        for number in (2, 3):
            raw.say("pong")
            self.pump()
            self.assertEqual(raw.events()[-1], ("e", number))

    def test_pings_that_are_never_answered(self) -> None:
        """Those that may still be are remembered within a bound, the latest."""
        self.patch(peer_module, "MAX_PINGS", 5)
        client, raw = self.silent_server()
        self.pump(peer_module.PING_TIMEOUT)
        for number in range(10):
            client.publish("r", "e", number)
        self.pump(peer_module.SEGMENT_TIMEOUT + 1)
        self.assertEqual(raw.events(), [("e", number) for number in range(10)])
        self.assertEqual((len(client.connection._pings), client.connection.unread), (5, 10))

    def test_a_room(self) -> None:
        """It never says that we are in; the pong of a ping behind the wish does. A second wish
        would have it deliver twice."""
        client, raw = self.silent_server()
        raw.say("pong")
        self.pump()
        raw.received = b""
        first, second = client.subscribe("r"), client.subscribe("r", presence=True)
        self.pump()
        self.assertEqual([m.event for m in raw.heard()], ["subscripe", "ping"])
        self.assertNoResult(first)
        raw.say("pong")
        self.pump()
        self.result(first)
        self.result(second)
        self.result(client.subscribe("r"))
        self.assertEqual([m.event for m in raw.heard()], ["subscripe", "ping"])

    def test_a_room_that_cannot_be_left(self) -> None:
        """Who wants it again is still in it: to ask twice would be to hear twice."""
        client, raw = self.silent_server()
        raw.answers = True
        raw.say("pong")
        self.pump()
        self.result(client.subscribe("r"))
        with self.assertRaises(nucosmq.InvalidRequest):
            self.result(client.unsubscribe("r"))
        self.result(client.subscribe("r"))
        self.assertEqual(raw.events(), [("subscripe", "r")])

    def test_what_it_does_not_know(self) -> None:
        server = self.server(original=True)
        client = self.ready(server, "alice")
        self.result(client.subscribe("r"))
        for asked in (
            client.send("e", ack=True),
            client.request("e"),
            client.who("r"),
            client.unsubscribe("r"),
        ):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "original"):
                self.result(asked)

    def test_shutdown(self) -> None:
        """Behind everything else."""
        client, (raw,) = self.far_end(lambda e: nucosmq.Client(self.clock, e, auth_wait=0))
        raw.say("pong")
        self.pump()
        raw.answers = True
        client.publish("r", "e", 1)
        client.publish("r", "e", 2)
        closed = client.close()
        self.pump()
        self.assertEqual(raw.events(), [("e", 1), ("e", 2), ("shutdown", "now")])
        self.result(closed, peer_module.GOODBYE_WAIT)
        self.assertEqual(self.clock.getDelayedCalls(), [])


class LifeTests(SceneTestCase):
    def test_connect_and_disconnect_callbacks(self) -> None:
        server = self.server()
        client = self.client(server, "alice")
        log: list[str] = []
        client.add_on_connect(lambda c: log.append("in"))
        client.add_on_disconnect(lambda c: log.append("out"))
        client.add_on_connect(lambda c: 1 / 0)
        self.result(client.start(), 1)
        server.drop()
        self.pump(5)
        self.result(client.close())
        self.assertEqual(log, ["in", "out", "in", "out"])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)

    def test_a_server_that_closes(self) -> None:
        """Whatever is sent while it does reaches the next connection."""
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        client = self.ready(server, "alice")
        closed = server.close()

        def send(number: int) -> None:
            client.send("e", number)
            if number < 20:
                self.clock.callLater(0, send, number + 1)

        send(0)
        self.result(closed, 2)
        server.startService()
        self.pump(5)
        self.assertEqual((got, client.state), (list(range(21)), "ready"))

    def test_a_server_that_said_goodbye(self) -> None:
        client, ends = self.far_end(lambda e: nucosmq.Client(self.clock, e, auth_wait=0))
        ends[0].say("pong", v=1, re=1)
        self.pump()
        ends[0].say("shutdown", "now")
        self.pump()
        client.send("e", 1)
        for asked in (client.request("q"), client.send("e", 2, ack=True)):
            with self.assertRaisesRegex(nucosmq.NotReady, "closing"):
                self.result(asked)
        self.pump()
        self.assertEqual(ends[0].events()[-1], ("shutdown", "confirmed"))
        self.pump(CLOSE_GRACE)  # it does not do what it said
        self.assertEqual((ends[0].lost, client.is_connected()), (True, False))
        self.pump(2)
        ends[1].say("pong", v=1, re=1)
        self.pump()
        self.assertEqual(ends[1].events(), [("e", 1)])

    def test_silent_server(self) -> None:
        """It is pinged before an original server would close us; no pong, and we come back."""
        server = self.server()
        client = self.ready(server, "alice")
        self.pump(200)
        self.assertEqual(client.factory.attempts, 1)
        server.stall()
        self.pump(75)
        server.resume()
        self.pump(5)
        self.assertEqual((client.factory.attempts > 1, client.state), (True, "ready"))

    def test_trace(self) -> None:
        """Everything but the signature, also when it comes in pieces and in Python 2's order."""
        server = self.server()
        client = self.client(server, "alice")
        client.trace = Trace(self.clock, secret=wire.SECRET, unit_end=wire.EOM)
        self.result(client.start(), 1)
        client.send("e", "seen")
        self.result(client.ping())
        text = client.trace.text()
        self.assertIn("seen", text)
        self.assertIn("challenge_auth", text)
        self.assertNotIn("signature", text)
        trace = Trace(self.clock, secret=wire.SECRET, unit_end=wire.EOM)
        recorded, _ = data.capture("py2_client")
        for start in range(0, len(recorded), 7):
            trace.add("C", recorded[start : start + 7])
        text = trace.text()
        self.assertNotIn("ecila", text)
        self.assertIn("thanks", text)

    def test_ping(self) -> None:
        client = self.ready(self.server(), "alice")
        self.assertGreaterEqual(self.result(client.ping()), 0)

    def test_split(self) -> None:
        """Whatever the cuts, nothing is lost."""
        server = self.server()
        client = self.ready(server, "alice")
        got: list[Any] = []
        client.add_event_callback("e", got.append)
        for size in (1, 2, 3, 5, 7):
            server.split(size)
            for number in range(20):
                server.publish("alice", "e", number)
            self.pump()
        self.assertEqual(got, list(range(20)) * 5)

    def test_start_without_an_endpoint(self) -> None:
        """Each start says so."""
        client = nucosmq.Client(self.clock)
        for _ in range(2):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "no endpoint"):
                self.result(client.start())

    def test_close_and_start_in_one_go(self) -> None:
        server = self.server()
        client = self.ready(server, "alice")
        closed, started = client.close(), client.start()
        self.result(closed, 2)
        self.result(started, 2)
        self.assertEqual((client.state, len(server.members)), ("ready", 1))

    def test_sent_between_close_and_start(self) -> None:
        """It is started already: what is sent waits for the next connection."""
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        client = self.ready(server, "alice")
        client.close()
        started = client.start()
        client.send("e", 1)
        self.result(started, 2)
        self.pump()
        self.assertEqual((got, client.abandoned), ([1], 0))

    def test_close_and_start_again(self) -> None:
        server = self.server()
        client = self.ready(server, "alice")
        self.result(client.close())
        self.assertEqual((client.state, server.members), ("stopped", set()))
        self.result(client.start(), 1)
        self.assertEqual(len(server.members), 1)
