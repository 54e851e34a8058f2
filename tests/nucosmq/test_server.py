"""The server against clients made of bytes: logins, rooms, holes, hostile input."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.address import UNIXAddress
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ConnectionRefusedError

from tests.nucosmq import data
from tests.nucosmq.scene import USERS, Anybody, SceneTestCase
from twisted_telco import nucosmq
from twisted_telco.nucosmq import member as member_module
from twisted_telco.nucosmq import peer as peer_module
from twisted_telco.nucosmq import wire


class LoginTests(SceneTestCase):
    def test_bytes_of_the_login(self) -> None:
        """What an original client sees, apart from a key that it never looks at."""
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("thanks", got.append)
        raw = self.raw_in(server, "alice")
        raw.say("thanks", "i am in")
        self.pump()
        self.assertEqual(got, ["i am in"])
        self.assertEqual([member.uid for member in server.members], ["alice"])

    def test_nothing_is_said_without_auth(self) -> None:
        server = self.server(None)
        self.assertEqual(self.raw(server).received, b"")

    def test_wrong_signature(self) -> None:
        server = self.server()
        raw = self.raw(server)
        raw.say("uid", "alice")
        raw.say("signature", "early")  # pipelined: the challenge was not even made
        self.pump()
        raw.say("signature", "wrong")
        self.pump()
        self.assertEqual(raw.events()[-1], ("auth_final", "failed"))
        self.assertTrue(raw.lost)
        self.assertEqual((server.logins_refused, server.members), (1, set()))

    def test_uids_that_are_none(self) -> None:
        """An object as uid leaves the original's link half open for ever."""
        server = self.server()
        for uid in ({"a": 1}, 5, None, "", "u" * 256):
            raw = self.raw(server)
            raw.say("uid", uid)
            self.pump()
            self.assertEqual(raw.events()[1:], [("auth_final", "failed")])
            self.assertTrue(raw.lost)

    def test_silence(self) -> None:
        """Who does not log in is closed; no timer is left."""
        server = self.server(auth_timeout=3)
        for say in ((), ("uid",)):
            raw = self.raw(server)
            for event in say:
                raw.say(event, "alice")
            self.pump(2.9)
            self.assertFalse(raw.lost)
            self.pump(0.2)
            self.assertTrue(raw.lost)
        self.assertEqual(server.logins_refused, 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_events_before_the_login(self) -> None:
        """They are dropped, never taken for the uid; too many are the end."""
        server = self.server()
        got: list[Any] = []
        server.add_event_callback("all", got.append)
        raw = self.raw(server)
        for _ in range(20):
            raw.say("greet", 1)
        raw.say("subscripe", "r", "")
        self.pump()
        self.assertTrue(raw.lost)
        raw = self.raw(server)
        raw.say("greet", 1)
        raw.say("uid", "alice")
        self.pump()
        self.assertEqual(raw.events()[1][0], "challenge_auth")
        self.assertEqual((got, server.rooms.rooms), ([], {}))

    def test_long_frames_before_the_login(self) -> None:
        server = self.server()
        raw = self.raw(server)
        raw.write(b"x" * (member_module.MAX_BEFORE_LOGIN + 5))
        self.pump()
        self.assertTrue(raw.lost)

    def test_auth_object(self) -> None:
        """A class, an instance, Deferreds, coroutines; arguments by name."""
        asked: list[Any] = []

        class Auth:
            def auth_challenge(self, uid: str) -> Any:
                asked.append(uid)
                return succeed({"for": uid})

            async def auth_final(self, uid: str, signature: Any, challenge: Any) -> bool:
                asked.append((uid, signature, challenge))
                return True

        for auth in (Auth, Auth()):
            asked.clear()
            client = self.ready(
                self.server(None, auth=auth), "alice", on_challenge=lambda c: succeed([c, 1])
            )
            self.assertEqual(asked, ["alice", ("alice", [{"for": "alice"}, 1], {"for": "alice"})])
            self.result(client.close())
        for wrong in (object, lambda uid: 1, 5):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "has no auth_challenge"):
                self.server(None, auth=wrong)

    def test_auth_object_that_fails(self) -> None:
        for failing in ("auth_challenge", "auth_final"):

            class Auth:
                def auth_challenge(self, uid: str) -> Any:
                    return 1 / (failing != "auth_challenge")  # noqa: B023

                def auth_final(self, uid: str, signature: Any, challenge: Any) -> Any:
                    return 1 / 0

            raw = self.raw(self.server(None, auth=Auth))
            raw.say("uid", "alice")
            self.pump()
            raw.say("signature", "x")
            self.pump()
            self.assertEqual(raw.events()[-1], ("auth_final", "failed"))
            self.assertTrue(raw.lost)
            self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_a_challenge_that_is_no_json(self) -> None:
        """Refused, and a signature that came along is not looked at."""
        judged: list[Any] = []

        class Auth:
            def auth_challenge(self, uid: str) -> Any:
                return object()

            def auth_final(self, uid: str, signature: Any, challenge: Any) -> bool:
                judged.append(uid)
                return True

        server = self.server(None, auth=Auth)
        server.add_on_connect(judged.append)
        raw = self.raw(server)
        raw.write(wire.encode("uid", "alice") + wire.encode("signature", "x"))
        self.pump(1)
        self.assertEqual(raw.events()[1:], [("auth_final", "failed")])
        self.assertEqual((judged, server.members, raw.lost), ([], set(), True))
        self.flushLoggedErrors(nucosmq.InvalidRequest)

    def test_gone_while_the_auth_object_thinks(self) -> None:
        answers: list[Deferred[Any]] = []

        class Auth:
            def auth_challenge(self, uid: str) -> Any:
                answers.append(Deferred())
                return answers[-1]

            auth_final = auth_challenge

        server = self.server(None, auth=Auth)
        raw = self.raw(server)
        raw.say("uid", "alice")
        self.pump()
        raw.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        answers[0].callback("late")
        self.assertEqual(server.members, set())

    def test_a_uid_twice(self) -> None:
        """The newer replaces, is refused, or stands beside the older."""
        for policy, olds_end, new in (
            ("replace", True, "success"),
            ("refuse", False, "failed"),
            ("allow", False, "success"),
        ):
            server = self.server(duplicate_uid=policy)
            old = self.raw_in(server, "alice")
            raw = self.raw(server)
            raw.say("uid", "alice")
            self.pump()
            raw.say("signature", nucosmq.sign("a", "alice", raw.heard()[-1].content))
            self.pump(1)
            self.assertEqual((old.lost, raw.events()[-1]), (olds_end, ("auth_final", new)))
            server.publish("alice", "e", 1)
            self.pump()
            self.assertEqual(("e", 1) in old.events(), policy != "replace")
            self.assertEqual(("e", 1) in raw.events(), policy != "refuse")
            # When the older leaves, the newer is not forgotten.
            old.transport.loseConnection()  # type: ignore[union-attr]
            self.pump()
            self.assertEqual(server.is_connected("alice"), policy != "refuse")

    def test_unknown_policies(self) -> None:
        for wrong in ({"duplicate_uid": "x"}, {"publish_policy": "x"}):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "no such"):
                self.server(**wrong)
        with self.assertRaises(nucosmq.InvalidRequest):
            self.raw(self.server(slow_policy="x"))


class RoomTests(SceneTestCase):
    def test_members_only(self) -> None:
        """Into rooms and private rooms; what is refused is counted, the link stays."""
        server = self.server()
        alice, bob = self.raw_in(server, "alice"), self.raw_in(server, "bob")
        bob.say("subscripe", "r")
        self.pump()
        alice.say("e", 1, "r")
        alice.say("e", 1, "bob")
        alice.say("e", 1, "nowhere")
        self.pump()
        self.assertEqual((bob.events(), server.refused), ([], 3))
        alice.say("subscribe", "r")  # the alias
        alice.say("e", 2, "r")
        alice.say("e", 3, "alice")  # one's own private room
        self.pump()
        self.assertEqual(bob.events(), [("e", 2)])
        self.assertEqual(alice.events(), [("e", 2), ("e", 3)])
        self.assertFalse(alice.lost)

    def test_open(self) -> None:
        """The original's behaviour."""
        server = self.server(publish_policy="open")
        alice, bob = self.raw_in(server, "alice"), self.raw_in(server, "bob")
        bob.say("subscripe", "r")
        self.pump()
        alice.say("e", 1, "r")
        alice.say("e", 2, "bob")
        self.pump(1)
        self.assertEqual(bob.events(), [("e", 1), ("e", 2)])

    def test_forwarded_bytes(self) -> None:
        """Key order of the original; a client cannot claim to be another."""
        server = self.server()
        alice = self.raw_in(server, "alice", original=False)
        alice.say("subscripe", "r", id=1)
        alice.say("e", "Zoë", "r", **{"from": "bob", "more": 1})
        self.pump()
        self.assertEqual(
            alice.received.split(wire.EOM)[1],
            b'{"data": {"event": "e", "content": "Zo\\u00eb", "room": "r"}, '
            b'"telco": {"from": "alice"}}',
        )

    def test_subscribing(self) -> None:
        """Twice is once; somebody's private room is his; too many are refused; rooms end."""
        server = self.server(max_rooms=2)
        alice, bob = self.raw_in(server, "alice", original=False), self.raw_in(server, "bob")
        for number, room in enumerate(["r", "r", "bob", "alice", 5, "", "x" * 256, "q", "p"]):
            alice.say("subscripe", room, "", id=number)
        self.pump()
        self.assertEqual(
            {m.extra["re"]: m.extra.get("error") for m in alice.heard()},  # type: ignore[index]
            {
                0: None,
                1: None,
                2: "'bob' is a private room",
                3: None,
                4: "a room's name has 1 to 255 characters",
                5: "a room's name has 1 to 255 characters",
                6: "a room's name has 1 to 255 characters",
                7: None,
                8: "2 rooms are the most",
            },
        )
        server.publish("r", "e", 1)
        server.publish("bob", "e", 2)
        self.pump()
        self.assertEqual(alice.events().count(("e", 1)), 1)
        self.assertEqual(bob.events(), [("e", 2)])
        alice.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        server.publish("r", "e", 3)  # a dead member breaks the original's publish
        self.assertEqual(server.rooms.rooms, {})

    def test_subscribing_again(self) -> None:
        """A member stays one, whatever has happened to the room's name and to the limit."""
        server = self.server(None, auth=Anybody, max_rooms=1)
        alice = self.ready(server, "alice", on_challenge=str)
        self.result(alice.subscribe("bob"))
        seen: list[Any] = []
        alice.add_presence_callback("bob", lambda c: seen.append(c["uid"]))
        carol = self.ready(server, "carol", on_challenge=str)
        self.result(carol.subscribe("bob"))
        self.ready(server, "bob", on_challenge=str)
        self.result(alice.subscribe("bob", presence=True))
        self.result(carol.close())
        self.assertEqual(seen, ["carol"])

    def test_subscribing_again_without_access(self) -> None:
        """The refusal ends the membership at both ends."""
        words = [True, False]
        server = self.server(access=lambda *what: words.pop(0))
        alice = self.ready(server, "alice")
        self.result(alice.subscribe("r"))
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(alice.subscribe("r", presence=True))
        self.assertEqual((server.rooms.rooms, server.who("r")), ({}, []))
        server.drop()
        self.pump(5)
        self.assertEqual(server.rooms.rooms, {})

    def test_is_uid_that_does_not_say(self) -> None:
        """The name counts as a uid's; who asked gets an answer, and the log says why."""

        class Unsure(Anybody):
            def is_uid(self, name: str) -> Any:
                return 1 / 0 if name == "raises" else Deferred() if name == "later" else False

        server = self.server(None, auth=Unsure)
        alice = self.ready(server, "alice", on_challenge=str)
        self.result(alice.subscribe("r"))
        for room in ("raises", "later"):
            with self.assertRaisesRegex(nucosmq.RequestRefused, "private room"):
                self.result(alice.subscribe(room))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(len(self.flushLoggedErrors(nucosmq.InvalidRequest)), 1)

    def test_one_deferred_for_all_wishes(self) -> None:
        yes: Deferred[bool] = Deferred()
        server = self.server(access=lambda *what: yes)
        alice = self.ready(server, "alice")
        first = alice.subscribe("a")
        self.pump()
        yes.callback(True)
        self.result(first)
        self.result(alice.subscribe("b"))
        self.assertEqual(sorted(server.rooms.rooms), ["a", "b"])
        self.assertIs(self.result(yes), True)

    def test_leaving(self) -> None:
        server = self.server()
        alice = self.raw_in(server, "alice", original=False)
        alice.say("subscripe", "r")
        alice.say("unsubscripe", "r", "", id=1)
        alice.say("unsubscribe", ["never"], "", id=2)
        self.pump()
        self.assertEqual(alice.events(), [("reply", ""), ("reply", "")])
        self.assertEqual(server.rooms.rooms, {})

    def test_without_login(self) -> None:
        """Rooms work for whoever is there, unless that is switched off."""
        for anonymous, received in ((True, [("e", 1)]), (False, [])):
            server = self.server(None, anonymous_rooms=anonymous)
            raw = self.raw(server)
            raw.say("subscripe", "r")
            raw.say("e", 1, "r")
            self.pump()
            self.assertEqual(raw.events(), received)
            self.assertEqual(server.refused, 0 if anonymous else 2)

    def test_callbacks_do_not_hear_rooms(self) -> None:
        """As with the original; ``events`` does."""
        server = self.server(None)
        got: list[Any] = []
        server.add_event_callback("all", lambda content: got.append(("callback", content)))
        server.events.subscribe("*", lambda m: got.append((m.room, m.content, m.sender)))
        raw = self.raw(server)
        raw.say("subscripe", "r")
        raw.say("e", 1, "r")
        raw.say("e", 2)
        self.pump()
        self.assertEqual(got, [("r", 1, ""), ("callback", 2), ("", 2, "")])

    def test_server_side(self) -> None:
        server = self.server()
        alice, bob = self.raw_in(server, "alice"), self.raw_in(server, "bob")
        self.assertTrue(server.join_room("r", "alice"))
        self.assertFalse(server.join_room("r", "nobody"))
        server.publish("r", "e", 1)
        server.send_all("all of you", 2)
        self.assertTrue(server.send("bob", "to bob", 3))
        self.assertFalse(server.send("nobody", "e", 4))
        self.pump(1)
        self.assertEqual(alice.events(), [("e", 1), ("all of you", 2)])
        self.assertEqual(bob.events(), [("all of you", 2), ("to bob", 3)])
        for wrong in (
            lambda: server.publish("", "e", 1),
            lambda: server.publish("r", "ping", 1),
            lambda: server.publish("r", "e", float("nan")),
            lambda: server.send("bob", "auth_final", "failed"),
            lambda: server.send_all("shutdown", "now"),
            lambda: server.add_request_handler("ping", print),
        ):
            with self.assertRaises(nucosmq.InvalidRequest):
                wrong()

    def test_access(self) -> None:
        """A hook decides on top: at once, later, failing, or never."""
        decisions: list[Deferred[Any]] = []
        asked: list[Any] = []

        def access(member: nucosmq.Member, action: str, room: str) -> Any:
            asked.append((member.uid, action, room))
            if room == "later":
                decisions.append(Deferred())
                return decisions[-1]
            if room == "fails":
                raise RuntimeError("no")
            return room != "secret"

        server = self.server(access=access)
        alice = self.raw_in(server, "alice", original=False)
        for number, room in enumerate(["open", "secret", "fails"]):
            alice.say("subscripe", room, "", id=number)
        self.pump()
        errors = [m.extra.get("error") for m in alice.heard()]  # type: ignore[union-attr]
        self.assertEqual(errors, [None, "no access to 'secret'", "no access to 'fails'"])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertEqual(asked[0], ("alice", "subscribe", "open"))
        alice.received = b""
        # While it thinks, nothing overtakes, also not what came in the same read.
        alice.say("subscripe", "later", "", id=3)
        alice.say("e", 1, "open", id=4)
        self.pump()
        alice.say("e", 2, "open", id=5)
        self.pump(1)
        self.assertEqual(alice.heard(), [])
        (member,) = server.members
        self.assertEqual(len(member._later), 1)  # the rest is not even read
        decisions[0].callback(True)
        self.pump()
        replies = [m.extra["re"] for m in alice.heard() if m.event == "reply"]  # type: ignore[index]
        self.assertEqual(replies, [3, 4, 5])
        # One that never decides is a no.
        alice.say("subscripe", "later", "", id=6)
        self.pump(member_module.DECISION_TIMEOUT + 1)
        self.assertIn("error", alice.heard()[-1].extra or {})
        self.assertEqual(len(self.flushLoggedErrors()), 1)

    def test_reading_goes_on_after_the_hook(self) -> None:
        """While it thinks nothing is read, and what is not read is neither late nor silent."""
        decisions: list[Deferred[Any]] = []

        def access(member: nucosmq.Member, action: str, room: str) -> Any:
            decisions.append(Deferred())
            return decisions[-1]

        self.patch(member_module, "DECISION_TIMEOUT", 200.0)
        server = self.server(access=access, ping_interval=5)
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        alice = self.raw_in(server, "alice", original=False)
        late = wire.encode("e", "late")
        alice.write(wire.encode("subscripe", "r") + late[:10])
        self.pump()
        alice.say("pong")
        alice.write(late[10:])
        self.pump(100)
        (member,) = server.members
        self.assertEqual((alice.lost, got, member.decoder.pending), (False, [], 10))
        decisions[0].callback(True)
        self.pump()
        self.assertEqual((alice.lost, got), (False, []))

    def test_replaced_while_the_hook_thinks(self) -> None:
        """The room is not entered by who is gone."""
        decisions: list[Deferred[Any]] = []

        def access(member: nucosmq.Member, action: str, room: str) -> Any:
            decisions.append(Deferred())
            return decisions[-1]

        server = self.server(access=access)
        alice = self.raw_in(server, "alice")
        alice.say("subscripe", "r")
        self.pump()
        self.raw_in(server, "alice")
        decisions[0].callback(True)
        self.pump(1)
        self.assertEqual((alice.lost, server.rooms.rooms, server.who("r")), (True, {}, []))

    def test_half_a_frame_behind_a_hook(self) -> None:
        """Its time begins when it can be read, and ends."""
        decisions: list[Deferred[Any]] = []

        def access(member: nucosmq.Member, action: str, room: str) -> Any:
            decisions.append(Deferred())
            return decisions[-1]

        self.patch(member_module, "DECISION_TIMEOUT", 200.0)
        alice = self.raw_in(self.server(access=access, ping_interval=0), "alice")
        alice.write(wire.encode("subscripe", "r") + b"{")
        self.pump(peer_module.FRAME_TIMEOUT - 1)
        decisions[0].callback(True)
        self.pump(peer_module.FRAME_TIMEOUT - 1)
        self.assertFalse(alice.lost)
        self.pump(1)
        self.assertTrue(alice.lost)

    def test_uid_equal_to_a_room(self) -> None:
        """Its members go on among themselves, and never hear what is meant for the uid, even while
        that is away. Nobody else comes in."""
        server = self.server(None, auth=Anybody)
        bob = self.ready(server, "bob", on_challenge=str)
        carol = self.ready(server, "carol", on_challenge=str)
        heard: list[Any] = []
        for client in (bob, carol):
            self.result(client.subscribe("alice"))
            client.add_room_callback("alice", heard.append)
        server.publish("alice", "e", "a room like others")
        self.pump()
        self.assertEqual(len(heard), 2)
        heard.clear()
        alice = self.ready(server, "alice", on_challenge=str)
        private: list[Any] = []
        alice.add_room_callback("alice", private.append)
        for content in ("here", "away"):
            self.result(server.publish("alice", "e", content, ack=True))
            bob.publish("alice", "e", "in the room")
            if content == "here":
                alice.publish("alice", "e", "to myself")
            self.pump()
            self.result(alice.close())
        self.assertEqual(private, ["here", "to myself"])
        self.assertEqual(heard, ["in the room"] * 4)
        dave = self.ready(server, "dave", on_challenge=str)
        with self.assertRaisesRegex(nucosmq.RequestRefused, "is a private room"):
            self.result(dave.subscribe("alice"))

    def test_rooms_named_like_users(self) -> None:
        """Of users that the auth object knows nobody can enter the room before they come."""
        server = self.server()
        carol = self.ready(server, "carol")
        with self.assertRaisesRegex(nucosmq.RequestRefused, "'bob' is a private room"):
            self.result(carol.subscribe("bob"))

    def test_names(self) -> None:
        server = self.server()
        self.raw_in(server, "alice")
        self.raw_in(server, "bob")
        for room in ("", "x" * 256, 5, "bob"):
            with self.assertRaises(nucosmq.InvalidRequest):
                server.join_room(room, "alice")  # type: ignore[arg-type]
        self.assertTrue(server.join_room("alice", "alice"))
        self.assertEqual(server.rooms.rooms, {})
        for wrong in (
            lambda: server.publish("r", [], 1),  # type: ignore[arg-type]
            lambda: server.send("bob", {}, 1),  # type: ignore[arg-type]
            lambda: server.send_all(None, 1),  # type: ignore[arg-type]
            lambda: server.add_request_handler([], print),  # type: ignore[arg-type]
            lambda: self.result(server.request("bob", [])),  # type: ignore[arg-type]
        ):
            with self.assertRaisesRegex(nucosmq.InvalidRequest, "event"):
                wrong()

    def test_who_in_a_full_room(self) -> None:
        """More uids than a frame can hold: that is said."""
        server = self.server(max_frame=400)
        alice = self.raw_in(server, "alice", original=False)
        alice.say("subscripe", "r", id=1)
        for number in range(10):
            server.desk.presence.put("elsewhere", "x" * 50 + str(number), ["r"])
        alice.say("who", "r", id=2, op=1)
        self.pump()
        self.assertIn("at most 400 are allowed", str(alice.heard()[-1].extra))


class HoleTests(SceneTestCase):
    def test_protocol_events_with_a_room(self) -> None:
        """Not forwarded: ``auth_final`` would end, ``challenge_auth`` make sign, …"""
        server = self.server(publish_policy="open")
        alice, bob = self.raw_in(server, "alice"), self.raw_in(server, "bob")
        events = sorted(nucosmq.messages.RESERVED)
        for event in events:
            alice.say(event, "failed", "bob")
        self.pump(1)
        self.assertEqual(bob.events(), [])
        (member,) = server.rooms.uids["alice"]
        self.assertEqual(member.misplaced, len(events))
        self.assertFalse(alice.lost)

    def test_protocol_events_at_a_wrong_time(self) -> None:
        """A second ``uid`` changes nothing."""
        server = self.server()
        alice = self.raw_in(server, "alice")
        for event in ("uid", "signature", "start_auth", "challenge_auth", "auth_final"):
            alice.say(event, "bob")
        self.pump()
        (member,) = server.members
        self.assertEqual((member.uid, member.misplaced, alice.events()), ("alice", 5, []))

    def test_shutdown(self) -> None:
        """Only what asks is answered, or two originals would never end."""
        raw = self.raw(self.server(None))
        raw.say("shutdown", "confirmed")
        raw.say("shutdown", "now")
        raw.say("shutdown", "confirmed")
        self.pump()
        self.assertEqual(raw.events(), [("shutdown", "confirmed")])

    def test_after_a_goodbye(self) -> None:
        """Who has been told that he may go reads no more; what is sent to him counts as lost."""
        server = self.server()
        alice = self.raw_in(server, "alice", original=False)
        alice.say("subscripe", "r")
        alice.say("shutdown", "now")
        self.pump()
        server.send("alice", "e")
        server.publish("r", "e")
        self.pump()
        self.assertEqual(alice.events(), [("shutdown", "confirmed")])
        alice.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        self.assertEqual(server.abandoned, 2)

    def test_reasons_for_who_is_not_logged_in(self) -> None:
        """Before the login none is given; afterwards it is the true one."""
        server = self.server()
        stranger = self.raw(server)
        stranger.say("e", 1, "", id=1)
        stranger.say("subscripe", "r", "", id=2)
        stranger.say("who", "r", "", id=3, op=1)
        self.pump()
        self.assertEqual(stranger.events(), [("start_auth", "")])
        old = self.raw_in(server, "alice", original=False)
        self.raw_in(server, "alice")
        for number in range(30):
            old.say("e", 1, "r", id=number)
        self.pump()
        self.assertEqual(
            {m.extra["error"] for m in old.heard() if m.event == "reply"},  # type: ignore[index]
            {"replaced by a newer login"},
        )
        self.assertFalse(old.lost)

    def test_malformed(self) -> None:
        """Each is dropped alone; after too many the connection is closed."""
        server = self.server(None)
        got: list[Any] = []
        server.add_event_callback("all", got.append)
        raw = self.raw(server)
        good = wire.encode("e", 1)
        for bad in (b"", b"\xff", b"[]", b'{"data": 5}', b'{"data": {"event": "e"}}'):
            raw.write(bad + wire.EOM + good)
        self.pump()
        self.assertEqual((got, raw.lost), ([1] * 5, False))
        raw.write(wire.EOM * 16)
        self.pump()
        self.assertTrue(raw.lost)

    def test_callbacks_that_raise(self) -> None:
        server = self.server(None)
        got: list[Any] = []
        server.add_event_callback("e", lambda content: 1 / 0)
        server.add_event_callback("e", got.append)
        raw = self.raw(server)
        raw.say("e", 1)
        raw.say("e", 2)
        self.pump()
        self.assertEqual((got, raw.lost), ([1, 2], False))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)

    def test_endless_frame(self) -> None:
        server = self.server(None, max_frame=1000)
        raw = self.raw(server)
        raw.write(b"x" * 1004)
        self.pump()
        self.assertFalse(raw.lost)
        raw.write(b"x")
        self.pump()
        self.assertTrue(raw.lost)

    def test_unfinished_frame(self) -> None:
        """It may take its time, but not for ever; another frame starts anew."""
        server = self.server(None, ping_interval=0)
        raw = self.raw(server)
        raw.write(b"x")
        self.pump(peer_module.FRAME_TIMEOUT - 1)
        raw.write(b"y" + wire.EOM + b"z")
        self.pump(2)
        self.assertFalse(raw.lost)
        self.pump(peer_module.FRAME_TIMEOUT)
        self.assertTrue(raw.lost)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_forwarded_frames_stay_within_the_limit(self) -> None:
        """Raw UTF-8 grows when it is escaped: such a frame would cut off every member."""
        server = self.server(max_frame=2000)
        alice, bob = self.raw_in(server, "alice"), self.raw_in(server, "bob")
        for raw in (alice, bob):
            raw.say("subscripe", "r")
        self.pump()
        text = json.dumps(
            {"data": {"event": "e", "content": "é" * 900, "room": "r"}}, ensure_ascii=False
        )
        alice.write(text.encode() + wire.EOM)
        self.pump()
        self.assertEqual((bob.events(), server.refused), ([], 1))

    def test_a_flood_of_pings_without_reading(self) -> None:
        server = self.server(None, ping_interval=0)
        raw = self.raw(server)
        raw.pause()
        for _ in range(40):
            raw.write(wire.encode("ping") * 100)
            self.pump()
        self.assertTrue(raw.lost)

    def test_connections_from_one_address(self) -> None:
        server = self.server(None, max_per_address=2)
        first = self.raw(server)
        self.raw(server)
        with self.assertRaises(ConnectionRefusedError):
            self.raw(server)
        first.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        self.raw(server)
        self.assertEqual(server.factory.refused, 1)

    def test_connections_without_an_address(self) -> None:
        """Those of a UNIX socket come from nowhere and do not count as from one place."""
        server = self.server(None, max_per_address=1)
        for _ in range(2):
            self.assertIsNotNone(server.build_connection(UNIXAddress(None)))

    def test_silent_client(self) -> None:
        """It is pinged; no pong, and it is dead."""
        server = self.server(None, ping_interval=60)
        raw = self.raw(server)
        self.pump(60)
        self.assertEqual([m.event for m in raw.heard()], ["ping"])
        raw.say("pong")
        self.pump(60)
        self.assertEqual(len(raw.heard()), 2)
        self.pump(peer_module.PING_TIMEOUT + 0.1)
        self.assertTrue(raw.lost)


class LifeTests(SceneTestCase):
    def test_connect_and_disconnect_callbacks(self) -> None:
        """The original has them and never calls them."""
        server = self.server()
        log: list[Any] = []
        server.add_on_connect(lambda member: log.append(("in", member.uid)))
        server.add_on_disconnect(lambda member: log.append(("out", member.uid)))
        self.raw(server)  # not logged in: nobody yet
        raw = self.raw_in(server, "alice")
        raw.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        self.assertEqual(log, [("in", "alice"), ("out", "alice")])

    def test_single_server(self) -> None:
        """One at a time; others are refused, the next is taken when it has left."""
        server = self.server(None, single_server=True)
        first = self.raw(server)
        with self.assertRaises(ConnectionRefusedError):
            self.raw(server)
        first.transport.loseConnection()  # type: ignore[union-attr]
        self.pump()
        self.raw(server)

    def test_close(self) -> None:
        """``shutdown`` behind what was sent; whoever confirms is gone at once."""
        server = self.server(None)
        raw, mute = self.raw(server), self.raw(server)
        server.send_all("e", 1)
        self.pump()
        for one in (raw, mute):
            one.say("pong")
        closed = server.close()
        self.pump()
        self.assertEqual(raw.events(), [("e", 1), ("shutdown", "now")])
        raw.say("shutdown", "confirmed")
        self.pump()
        self.assertEqual((raw.lost, mute.lost), (True, False))
        self.result(closed, peer_module.GOODBYE_WAIT)
        self.assertTrue(mute.lost)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_two_servers_in_one_process(self) -> None:
        """They share nothing: with the original, the second switches the first's login off."""
        one, two = self.server(), self.server(None)
        got: list[Any] = []
        one.add_event_callback("all", got.append)
        self.raw(two).say("e", 1)
        raw = self.raw(one)
        self.pump()
        self.assertEqual((got, raw.events()), ([], [("start_auth", "")]))

    def test_ping(self) -> None:
        server = self.server()
        raw = self.raw_in(server, "alice")
        raw.answers = False
        d = server.ping("alice")
        self.pump()
        self.assertEqual(raw.heard()[-1].event, "ping")
        self.clock.advance(0.5)
        raw.say("pong")
        self.assertAlmostEqual(self.result(d), 0.5)
        with self.assertRaises(nucosmq.RequestTimeout):
            self.result(server.ping("alice", timeout=2), 2.1)
        with self.assertRaises(nucosmq.NotReady):
            self.result(server.ping("nobody"))

    def test_late_pong(self) -> None:
        """It answers nobody, not even the next ping, and is no error; one too many is misplaced."""
        server = self.server()
        raw = self.raw_in(server, "alice")
        raw.answers = False
        with self.assertRaises(nucosmq.RequestTimeout):
            self.result(server.ping("alice", timeout=2), 2.1)
        raw.say("pong")
        raw.say("pong")
        self.pump()
        (member,) = server.members
        self.assertEqual(member.misplaced, 1)

    def test_recorded_clients(self) -> None:
        """What real clients sent, fed to our server in one piece and byte by byte."""
        for name in data.names():
            users = None if name.startswith(("noauth", "link", "types", "size")) else USERS
            client, _ = data.capture(name)
            for size in (len(client) or 1, 1):
                server = self.server(users, publish_policy="open")
                got: list[Any] = []
                server.add_event_callback("all", got.append)
                raw = self.raw(server)
                for start in range(0, len(client), size):
                    raw.write(client[start : start + size])
                    self.pump()
                self.assertTrue(raw.lost or users is None or b"signature" not in client, name)
                if name == "noauth_send":
                    self.assertEqual(got, ["hello"])
                    self.assertEqual(raw.events(), [("shutdown", "confirmed")])
                if name == "size1024":
                    self.assertEqual([len(c) for c in got], [971, 972, 5000])
                if name == "types":
                    self.assertEqual(got[:4], ["", 0, -1, 1.5])
                    self.assertEqual(got[8], "Zoë € 😀")
                self.assertFalse(self.flushLoggedErrors())
