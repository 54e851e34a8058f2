"""What the OMM is asked to tell: ``Subscribe`` and its filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred

from twisted_telco.omm import errors, messages

if TYPE_CHECKING:
    from twisted_telco.omm.protocol import Protocol

#: ``e`` elements of one Subscribe.
MOST_PER_REQUEST = 20

#: Which filter an event type knows, and its value for "all". A filter that is missing means none
#: of that kind. Types that are not here know no filter. Source: public clients, schema 6.1.
_ALL: dict[str, dict[str, Any]] = {
    "uid": {"uid": -1},
    "ppn": {"ppn": -1},
    "rfpId": {"rfpId": -1},
    "trigger": {"trigger": "*"},
    "message": {"ppn": -1, "scheme": "*"},
}
_FILTER: list[tuple[str, str]] = [
    ("PPUserCnf", "uid"),
    ("PPDevCnf", "ppn"),
    ("PPFirmwareUpdateState", "ppn"),
    ("PPTransaction", "ppn"),
    ("PPState", "ppn"),
    ("PPDevState", "ppn"),
    ("PPCallState", "ppn"),
    ("PPBtState", "ppn"),
    ("PPSipState", "ppn"),
    ("RFPCnf", "rfpId"),
    ("RFPState", "rfpId"),
    ("RFPSync", "rfpId"),
    ("RFPIpQuality", "rfpId"),
    ("RFPMsQuality", "rfpId"),
    ("RFPDetails", "rfpId"),
    ("MessageSend", "message"),
    ("Message", "ppn"),
    ("AlarmTriggerCnf", ""),
    ("AlarmTrigger", "trigger"),
    ("AlarmCallProgress", "ppn"),
    ("Locating", "ppn"),
    ("PositionTrack", "ppn"),
]

Filters = tuple[tuple[str, Any], ...]
Wish = tuple[str, Filters]


def everything(event_type: str) -> Mapping[str, Any]:
    """The filter that lets all events of a type through."""
    for prefix, kind in _FILTER:
        if event_type.startswith(prefix):
            return _ALL.get(kind, {})
    return {}


class Wanted:
    """The subscriptions of one client, in the order they were made."""

    def __init__(self) -> None:
        self._wishes: dict[Wish, None] = {}

    def __len__(self) -> int:
        return len(self._wishes)

    def __contains__(self, event_type: object) -> bool:
        return any(wish[0] == event_type for wish in self._wishes)

    def _wish(self, event_types: Iterable[str], filters: Mapping[str, Any]) -> list[Wish]:
        wishes = []
        for event_type in event_types:
            if not isinstance(event_type, str):
                raise errors.InvalidRequest(f"an event type is a text, not {event_type!r}")
            given = filters or everything(event_type)
            messages.SubscribeCmdType(eventType=event_type, **given)  # refuses what cannot be sent
            wishes.append((str(event_type), tuple(sorted(given.items()))))
        if not wishes:
            raise errors.InvalidRequest("no event type is given")
        return wishes

    def add(self, event_types: Iterable[str], filters: Mapping[str, Any]) -> list[Wish]:
        """Remember; returns what is to be told.

        :raises InvalidRequest: no event type, or a filter that does not exist.
        """
        wishes = self._wish(event_types, filters)
        self._wishes.update(dict.fromkeys(wishes))
        return wishes

    def remove(self, event_types: Iterable[str], filters: Mapping[str, Any]) -> list[Wish]:
        """Forget; returns those that were wanted."""
        gone = [wish for wish in self._wish(event_types, filters) if wish in self._wishes]
        self.forget(gone)
        return gone

    def forget(self, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            self._wishes.pop(wish, None)

    def restore(self, link: Protocol) -> Deferred[None]:
        """Tell a new link all of them; a link that is not open is told when it is."""
        return self.tell(link, list(self._wishes) if link.session is not None else [], "On")

    def tell(self, link: Protocol, wishes: list[Wish], command: str) -> Deferred[None]:
        return Deferred.fromCoroutine(self._tell(link, wishes, command))

    async def _tell(self, link: Protocol, wishes: list[Wish], command: str) -> None:
        for start in range(0, len(wishes), MOST_PER_REQUEST):
            several = [
                messages.SubscribeCmdType(cmd=command, eventType=event_type, **dict(filters))
                for event_type, filters in wishes[start : start + MOST_PER_REQUEST]
            ]
            await link.request(messages.Subscribe(e=several))
