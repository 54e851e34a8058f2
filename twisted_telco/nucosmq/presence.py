"""Who is in which room at all servers together. Pure.

Each server has a *roster*: the uids that are logged in there, and the rooms of each. Presence is
their union: a uid is in a room as long as any of its connections anywhere is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from json.encoder import encode_basestring_ascii

HERE = ""
"""The name of our own server's roster; others have the names that they give themselves."""

Changed = Callable[[str, str, bool], object]
"""``changed(room, uid, joined)``."""


class Roster(dict[str, frozenset[str]]):
    """The rooms of each uid at one server.

    :ivar size: bytes that it takes as JSON, about.
    """

    def __init__(self) -> None:
        super().__init__()
        self.size = 0


class Presence:
    """The union of the rosters.

    :param changed: is told of each uid that is now in a room and was not, or the other way round.
    :param left: is told of each uid that has logged out at a server.
    :ivar rosters: of each server.
    :ivar local_changed: is told of each uid whose rooms at our own server changed.
    """

    def __init__(self, changed: Changed, left: Callable[[str], object]) -> None:
        self._changed = changed
        self._left = left
        self.rosters: dict[str, Roster] = {HERE: Roster()}
        self.local_changed: Callable[[str], object] | None = None
        self._uids: dict[str, int] = {}  # at how many servers
        self._rooms: dict[str, dict[str, int]] = {}  # the same, for each room

    def who(self, room: str) -> list[str]:
        """The uids in a room, sorted."""
        return sorted(self._rooms.get(room, ()))

    def is_in(self, uid: str) -> bool:
        """Whether a uid is logged in anywhere."""
        return uid in self._uids

    def put(self, server: str, uid: str, rooms: Iterable[str] | None) -> None:
        """Set the rooms of a uid at a server; None when it is not logged in there."""
        if rooms is None:
            self._left(uid)  # also when it had come and gone before we were told
        roster = self.rosters.setdefault(server, Roster())
        before, after = roster.pop(uid, None), None if rooms is None else frozenset(rooms)
        if after is not None:
            roster[uid] = after
        if after == before:
            return
        came = (after is not None) - (before is not None)
        roster.size += came * _size(uid)
        _count(self._uids, uid, came)
        changes = []
        for room in sorted((before or frozenset()) ^ (after or frozenset())):
            joined = after is not None and room in after
            roster.size += _size(room) if joined else -_size(room)
            uids = self._rooms.setdefault(room, {})
            count = _count(uids, uid, 1 if joined else -1)
            if not uids:
                del self._rooms[room]
            if count == (1 if joined else 0):
                changes.append((room, uid, joined))
        if server == HERE and self.local_changed is not None:
            self.local_changed(uid)
        for change in changes:
            self._changed(*change)

    def replace(self, server: str, roster: Mapping[str, Collection[str]]) -> None:
        """Set the whole roster of a server."""
        for uid in self.rosters.get(server, Roster()).keys() - roster.keys():
            self.put(server, uid, None)
        for uid, rooms in roster.items():
            self.put(server, uid, rooms)

    def drop(self, server: str) -> None:
        """Forget a server."""
        self.replace(server, {})
        self.rosters.pop(server, None)


def _count(numbers: dict[str, int], key: str, more: int) -> int:
    """Add to a count, which is forgotten at 0; the new one."""
    number = numbers.get(key, 0) + more
    if number:
        numbers[key] = number
    else:
        numbers.pop(key, None)
    return number


def _size(name: str) -> int:
    return len(encode_basestring_ascii(name)) + 4
