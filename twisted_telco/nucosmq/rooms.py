"""Who is in which room. Pure.

Each uid that is logged in is a *private room* with that uid as its only member. Uids and rooms have
name spaces of their own: while a uid is logged in, its name means the private room; a room of that
name keeps its members and is reachable again afterwards. Otherwise somebody could join the room of
a name before its owner logs in, and read along.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Generic, TypeVar

M = TypeVar("M")


class Rooms(Generic[M]):
    """The rooms of one server. Members are whatever the server calls a connection.

    :ivar rooms: by name, the members in the order in which they joined.
    :ivar uids: by uid, its connections; several only where the server allows that.
    """

    def __init__(self) -> None:
        self.rooms: dict[str, dict[M, None]] = {}
        self.uids: dict[str, dict[M, None]] = {}
        self._joined: dict[M, set[str]] = {}

    def members(self, name: str) -> Collection[M]:
        """Who receives what is published into ``name``. Not a copy."""
        found = self.uids.get(name)
        if found is None:
            found = self.rooms.get(name)
        return () if found is None else found

    def is_member(self, name: str, member: M) -> bool:
        """Whether ``member`` is one of :meth:`members`."""
        return member in self.members(name)

    def is_private(self, name: str) -> bool:
        """Whether the name is that of a uid that is logged in."""
        return name in self.uids

    def of(self, member: M) -> Collection[str]:
        """The rooms that ``member`` has joined."""
        return self._joined.get(member, ())

    def log_in(self, uid: str, member: M) -> None:
        """Make the private room of ``uid``, or add a connection to it."""
        self.uids.setdefault(uid, {})[member] = None

    def join(self, room: str, member: M) -> bool:
        """Enter a room; False when ``member`` was in it already."""
        members = self.rooms.setdefault(room, {})
        if member in members:
            return False
        members[member] = None
        self._joined.setdefault(member, set()).add(room)
        return True

    def leave(self, room: str, member: M) -> bool:
        """Leave a room; False when ``member`` was not in it."""
        members = self.rooms.get(room)
        if members is None or member not in members:
            return False
        del members[member]
        if not members:
            del self.rooms[room]
        joined = self._joined[member]
        joined.discard(room)
        if not joined:
            del self._joined[member]
        return True

    def log_out(self, uid: str, member: M) -> list[str]:
        """Forget a connection; the rooms that it was in."""
        left = sorted(self._joined.get(member, ()))
        for room in left:
            self.leave(room, member)
        connections = self.uids.get(uid)
        if connections is not None:
            connections.pop(member, None)
            if not connections:
                del self.uids[uid]
        return left
