"""Membership, and names that are uids too."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq import rooms as rooms_module
from twisted_telco.nucosmq.rooms import Rooms


class RoomsTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.rooms: Rooms[int] = Rooms()

    def test_join_and_leave(self) -> None:
        """Joining twice is joining once; an empty room is none."""
        self.assertTrue(self.rooms.join("r", 1))
        self.assertFalse(self.rooms.join("r", 1))
        self.assertTrue(self.rooms.join("r", 2))
        self.assertEqual(list(self.rooms.members("r")), [1, 2])
        self.assertEqual(self.rooms.of(1), {"r"})
        self.assertTrue(self.rooms.leave("r", 1))
        self.assertFalse(self.rooms.leave("r", 1))
        self.assertFalse(self.rooms.leave("other", 1))
        self.rooms.leave("r", 2)
        self.assertEqual((self.rooms.rooms, self.rooms.members("r")), ({}, ()))
        self.assertEqual(self.rooms.of(1), ())

    def test_log_out_leaves_everything(self) -> None:
        self.rooms.log_in("alice", 1)
        self.rooms.join("b", 1)
        self.rooms.join("a", 1)
        for _ in range(2):
            self.rooms.log_out("alice", 1)
            self.assertEqual((self.rooms.rooms, self.rooms.uids), ({}, {}))

    def test_several_connections_of_a_uid(self) -> None:
        """When the first leaves, the second is not forgotten."""
        self.rooms.log_in("alice", 1)
        self.rooms.log_in("alice", 2)
        self.rooms.log_out("alice", 1)
        self.assertEqual(list(self.rooms.members("alice")), [2])

    def test_uid_equal_to_a_room(self) -> None:
        """Two name spaces: the publisher says which is meant, and who is neither means the uid."""
        self.rooms.join("weather", 1)
        self.assertEqual(self.rooms.target("weather"), "name")
        self.rooms.log_in("weather", 2)
        self.assertEqual(self.rooms.target("weather", 1), "room")
        self.assertEqual(self.rooms.target("weather", 2), "uid")
        self.assertEqual(self.rooms.target("weather", 3), "uid")
        self.assertEqual(list(self.rooms.members("weather", "room")), [1])
        self.assertEqual(list(self.rooms.members("weather", "uid")), [2])
        self.assertEqual(list(self.rooms.members("weather")), [2])
        self.assertTrue(self.rooms.is_member("weather", 1))
        self.assertTrue(self.rooms.is_member("weather", 2))
        self.rooms.log_out("weather", 2)
        self.assertEqual(self.rooms.target("weather"), "uid")
        self.assertEqual(list(self.rooms.members("weather")), [])
        self.assertEqual(list(self.rooms.members("weather", "room")), [1])

    def test_which_names_are_uids(self) -> None:
        """Those that logged in, here or elsewhere, and those that somebody knows; a bound."""
        rooms: Rooms[int] = Rooms(lambda name: name == "known")
        self.patch(rooms_module, "MAX_UIDS", 2)
        self.assertEqual([rooms.is_uid(name) for name in ("known", "bob")], [True, False])
        rooms.log_in("alice", 1)
        for uid in ("bob", "carol", "dave"):
            rooms.learn(uid)  # of these, bob left longest ago
        names = ("alice", "bob", "carol", "dave")
        self.assertEqual([rooms.is_uid(name) for name in names], [True, False, True, True])
        rooms.log_out("alice", 1)
        self.assertEqual([rooms.is_uid(name) for name in names], [True, False, False, True])
        rooms.learn("dave")
        rooms.learn("bob")
        self.assertEqual([rooms.is_uid(name) for name in names], [False, True, False, True])
