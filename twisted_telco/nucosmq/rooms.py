"""Who is in which room, and which names are uids. Pure.

Each uid is a *private room* with its own connections as the only members. Uids and rooms have name
spaces of their own, and a publish says by its publisher which one is meant: a member of the room
means the room, the uid itself means its private room. Where the publisher is neither (a server, or
a client under the ``"open"`` policy), a name that is a uid means the private room, also while that
uid is away: otherwise whoever enters a room of that name would read along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Generic, Literal, TypeVar, get_args

M = TypeVar("M")

Target = Literal["room", "uid", "name"]
"""What the name of a publish means: the room, the private room, or whichever a server finds."""
TARGETS: tuple[Target, ...] = get_args(Target)

MAX_UIDS = 100_000
"""Uids that are remembered after they left; the one that left longest ago is forgotten."""


class Rooms(Generic[M]):
    """The rooms of one server. Members are whatever the server calls a connection.

    :param is_user: says of names that nobody here has, or had, whether they are uids.
    :ivar rooms: by name, the members in the order in which they joined.
    :ivar uids: by uid, its connections; several only where the server allows that.
    """

    def __init__(self, is_user: Callable[[str], bool] | None = None) -> None:
        self.rooms: dict[str, dict[M, None]] = {}
        self.uids: dict[str, dict[M, None]] = {}
        self._is_user = is_user
        self._seen: dict[str, None] = {}
        self._joined: dict[M, set[str]] = {}

    # -- names
    def is_uid(self, name: str) -> bool:
        """Whether a name is that of a uid, logged in or away."""
        return (
            name in self.uids
            or name in self._seen
            or (self._is_user is not None and self._is_user(name))
        )

    def learn(self, uid: str) -> None:
        """Remember a uid that has logged out, here or elsewhere."""
        self._seen.pop(uid, None)
        self._seen[uid] = None
        if len(self._seen) > MAX_UIDS:
            del self._seen[next(iter(self._seen))]

    def target(self, name: str, publisher: M | None = None) -> Target:
        """What a publisher means by a name; None for the server."""
        if publisher is not None:
            if publisher in self.uids.get(name, ()):
                return "uid"
            if publisher in self.rooms.get(name, ()):
                return "room"
        return "uid" if self.is_uid(name) else "name"

    def members(self, name: str, target: Target = "name") -> Collection[M]:
        """Who receives what is published into ``name``. Not a copy."""
        if target == "name":
            target = "uid" if self.is_uid(name) else "room"
        return (self.uids if target == "uid" else self.rooms).get(name, ())

    def is_member(self, name: str, member: M) -> bool:
        """Whether ``name`` is a room that ``member`` has joined, or its private room."""
        return member in self.rooms.get(name, ()) or member in self.uids.get(name, ())

    def of(self, member: M) -> Collection[str]:
        """The rooms that ``member`` has joined."""
        return self._joined.get(member, ())

    # -- coming and going
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

    def log_out(self, uid: str, member: M) -> None:
        """Forget a connection; it leaves its rooms."""
        for room in tuple(self.of(member)):
            self.leave(room, member)
        connections = self.uids.get(uid)
        if connections is not None:
            connections.pop(member, None)
            if not connections:
                del self.uids[uid]
                self.learn(uid)
