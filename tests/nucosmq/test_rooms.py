"""Membership, and names that are uids too."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

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
        self.assertEqual(self.rooms.log_out("alice", 1), ["a", "b"])
        self.assertEqual((self.rooms.rooms, self.rooms.uids), ({}, {}))
        self.assertEqual(self.rooms.log_out("alice", 1), [])

    def test_several_connections_of_a_uid(self) -> None:
        """When the first leaves, the second is not forgotten."""
        self.rooms.log_in("alice", 1)
        self.rooms.log_in("alice", 2)
        self.rooms.log_out("alice", 1)
        self.assertEqual(list(self.rooms.members("alice")), [2])

    def test_uid_equal_to_a_room(self) -> None:
        """The name means the private room while its owner is here; the room survives that."""
        self.rooms.join("weather", 1)
        self.rooms.log_in("weather", 2)
        self.assertEqual(list(self.rooms.members("weather")), [2])
        self.assertFalse(self.rooms.is_member("weather", 1))
        self.assertTrue(self.rooms.is_private("weather"))
        self.rooms.log_out("weather", 2)
        self.assertEqual(list(self.rooms.members("weather")), [1])
        self.assertFalse(self.rooms.is_private("weather"))
