"""Sessions that have ended: what comes late of one must not revive it."""

from __future__ import annotations

from collections import OrderedDict

from twisted_telco.esl.messages import Event

REMEMBERED = 10_000
"""How many; the oldest is forgotten."""
_BEGINNING = frozenset({"CHANNEL_CREATE", "CHANNEL_OUTGOING", "CHANNEL_UUID"})
"""With these a uuid that has ended may be used again."""


class Ended:
    """The uuids of sessions that have ended, each with the time of its last event."""

    def __init__(self) -> None:
        self._ends: OrderedDict[str, float | None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ends)

    def __contains__(self, uuid: object) -> bool:
        return uuid in self._ends

    def add(self, uuid: str, event: Event | None) -> None:
        """It has ended, or is known under another uuid: what was made before this event is late."""
        self._ends[uuid] = event.timestamp if event is not None else None
        if len(self._ends) > REMEMBERED:
            self._ends.popitem(last=False)

    def is_late(self, uuid: str, event: Event) -> bool:
        """Whether this is an event of a session that has ended; else its uuid is used again."""
        if uuid not in self._ends:
            return False
        if event.name not in _BEGINNING:
            return True
        ended, made = self._ends[uuid], event.timestamp
        if ended and made and made <= ended:
            return True
        del self._ends[uuid]
        return False
