"""Uids and presence across the servers of one backplane."""

from __future__ import annotations

from typing import Any

from tests.nucosmq.exchange import SharedTestCase
from tests.nucosmq.scene import USERS, Anybody
from twisted_telco import nucosmq
from twisted_telco.nucosmq import rooms as rooms_module
from twisted_telco.nucosmq.roster import BATCH, BEAT


class SharingTests(SharedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.one, self.two = (self.share(None, auth=Anybody) for _ in range(2))

    def enter(self, server: Any, uid: str) -> nucosmq.Client:
        client = self.ready(server, uid, on_challenge=str)
        self.pump(2 * BATCH)
        return client

    def test_private_rooms(self) -> None:
        """Whoever is logged in elsewhere has a private room here: nobody reads or writes there."""
        bob, carol = self.enter(self.two, "bob"), self.enter(self.one, "carol")
        heard: list[Any] = []
        bob.add_room_callback("bob", heard.append)
        with self.assertRaisesRegex(nucosmq.RequestRefused, "'bob' is a private room"):
            self.result(carol.subscribe("bob"))
        with self.assertRaisesRegex(nucosmq.RequestRefused, "not a member"):
            self.result(carol.publish("bob", "e", "from carol", ack=True))
        self.result(self.one.publish("bob", "e", "from the server", ack=True))
        self.pump()
        self.assertEqual(heard, ["from the server"])

    def test_a_room_named_like_a_uid_elsewhere(self) -> None:
        """Its members and the uid do not hear each other, wherever they are."""
        carol, dave = self.enter(self.one, "carol"), self.enter(self.two, "dave")
        heard: list[Any] = []
        for client in (carol, dave):
            self.result(client.subscribe("bob"))
            client.add_room_callback("bob", heard.append)
        bob = self.enter(self.two, "bob")
        private: list[Any] = []
        bob.add_room_callback("bob", private.append)
        for server in self.servers:
            server.publish("bob", "e", "to bob")
        carol.publish("bob", "e", "from carol")
        dave.publish("bob", "e", "from dave")
        bob.publish("bob", "e", "from bob")
        self.pump()
        self.assertEqual(sorted(heard), ["from carol"] * 2 + ["from dave"] * 2)
        self.assertEqual(sorted(private), ["from bob", "to bob", "to bob"])
        self.assertEqual(self.result(carol.who("bob")), ["carol", "dave"])
        self.assertEqual(self.result(bob.who("bob")), ["bob"])
        self.assertEqual((self.one.who("bob"), self.one.who("nobody")), (["bob"], []))
        # Also when he has left.
        self.result(bob.close())
        self.pump(1)
        self.assertEqual(self.one.who("bob"), [])
        self.one.publish("bob", "e", "to bob")
        self.pump()
        self.assertEqual(len(heard), 4)

    def test_before_it_is_known(self) -> None:
        """A uid that logged in a moment ago elsewhere: that server knows."""
        self.exchange.telling = False
        bob = self.enter(self.two, "bob")
        heard: list[Any] = []
        bob.add_room_callback("bob", heard.append)
        self.one.publish("bob", "e", 1)
        self.pump()
        self.assertEqual(heard, [1])

    def test_who_and_presence(self) -> None:
        """Across the servers, each uid once; the broker's end and return included."""
        alice, bob = self.enter(self.one, "alice"), self.enter(self.two, "bob")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        self.result(alice.subscribe("r", presence=True))
        self.result(bob.subscribe("r"))
        other_bob = self.enter(self.one, "bob")
        self.result(other_bob.subscribe("r"))
        self.pump(1)
        for client in (alice, bob):
            self.assertEqual(self.result(client.who("r")), ["alice", "bob"])
        self.assertEqual((self.one.who("r"), self.two.who("r")), (["alice", "bob"],) * 2)
        self.result(other_bob.close())
        self.pump(1)
        self.assertEqual(seen, [("bob", True)])
        self.brokers[0].down()
        self.pump()
        self.assertEqual(seen[1:], [("bob", False)])
        self.assertEqual(self.one.who("r"), ["alice"])
        self.brokers[0].up()
        self.pump(1)
        self.assertEqual(seen[2:], [("bob", True)])
        self.result(bob.unsubscribe("r"))
        self.pump(1)
        self.assertEqual(seen[3:], [("bob", False)])
        self.assertEqual(self.two.who("r"), ["alice"])

    def test_a_server_stops(self) -> None:
        """It says so; others do not wait for its silence."""
        alice, bob = self.enter(self.one, "alice"), self.enter(self.two, "bob")
        seen: list[Any] = []
        alice.add_presence_callback("r", lambda c: seen.append((c["uid"], c["joined"])))
        self.result(alice.subscribe("r", presence=True))
        self.result(bob.subscribe("r"))
        self.pump(1)
        self.result(self.two.close(), 2)
        self.pump(1)
        self.assertEqual(seen, [("bob", True), ("bob", False)])
        self.assertEqual(self.one.desk.presence.rosters.keys(), {""})

    def test_more_uids_than_are_remembered(self) -> None:
        """Who is logged in, here or elsewhere, is never forgotten, and who leaves last is the last
        to be."""
        self.patch(rooms_module, "MAX_UIDS", 3)
        bob, dave = self.enter(self.two, "bob"), self.enter(self.one, "dave")
        for number in range(4):
            self.result(self.enter(self.one, f"u{number}").close())
        eve = self.enter(self.one, "eve")
        for room in ("bob", "dave"):
            with self.assertRaisesRegex(nucosmq.RequestRefused, "private room"):
                self.result(eve.subscribe(room))
        for leaver in (bob, dave):
            self.result(leaver.close())
            self.pump(1)
        for server in self.servers:
            self.assertEqual([server.rooms.is_uid(uid) for uid in ("bob", "dave")], [True, True])

    def test_a_short_visit_elsewhere(self) -> None:
        """Over before it was told: the name is a uid's all the same."""
        self.pump(1)
        self.result(self.ready(self.two, "bob", on_challenge=str).close())
        self.pump(1)
        self.assertTrue(self.one.rooms.is_uid("bob"))

    def test_what_is_told_does_not_outlive_its_use(self) -> None:
        """The broker drops it when a server did not fetch it in time."""
        self.pump(BEAT)
        self.assertEqual(
            {(told["persistent"], told["expiration"]) for told in self.brokers[0].told},
            {(False, "45000")},
        )


class KnownUsersTests(SharedTestCase):
    def test_story_with_shared_secrets(self) -> None:
        """The uid need not have logged in anywhere yet."""
        one, two = (self.share(USERS) for _ in range(2))
        carol = self.ready(one, "carol")
        with self.assertRaises(nucosmq.RequestRefused):
            self.result(carol.subscribe("bob"))
        bob = self.ready(two, "bob")
        heard: list[Any] = []
        bob.add_room_callback("bob", heard.append)
        one.publish("bob", "e", 1)
        self.pump()
        self.assertEqual(heard, [1])
