"""What is asked over AMI: reusable requests, and which actions are answered by which events.

Sources: the documentation and code of Asterisk's modules, and the wire of Asterisk 22.10.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from twisted_telco.ami.errors import InvalidRequest
from twisted_telco.ami.messages import KEY_ACTION, KEY_ACTIONID, Event

V = TypeVar("V")

Value = str | int | float | bool | None | Sequence[Any]
"""A header's value. True and False are sent as ``true`` and ``false``, a list or tuple as one
header for each of its values, and None not at all."""

HeadersLike = Mapping[str, Value] | Iterable[tuple[str, Value]]
Until = str | Collection[str] | Callable[[Event], bool]

DEFAULT_TIMEOUT = 5.0
"""Seconds that a request waits for its answer unless told otherwise."""

LONGEST_TIMEOUT = 3600.0
"""Seconds. More in ``timeout`` is surely meant for Asterisk's ``Timeout``, in milliseconds."""

SECRET_HEADERS = frozenset({"secret", "key", "password", "md5secret", "authpassword"})
"""Headers (in lower case) whose values are shown nowhere."""


class ListAction(NamedTuple):
    """An action that is answered by a list of events.

    :ivar items: names of the item events.
    :ivar complete: name of the event that ends the list.
    """

    items: tuple[str, ...]
    complete: str


def _list(complete: str, *items: str) -> ListAction:
    return ListAction(items, complete)


LISTS: dict[str, ListAction] = {
    "Agents": _list("AgentsComplete", "Agents"),
    "BridgeInfo": _list("BridgeInfoComplete", "BridgeInfoChannel"),
    "BridgeList": _list("BridgeListComplete", "BridgeListItem"),
    "BridgeTechnologyList": _list("BridgeTechnologyListComplete", "BridgeTechnologyListItem"),
    "ConfbridgeList": _list("ConfbridgeListComplete", "ConfbridgeList"),
    "ConfbridgeListRooms": _list("ConfbridgeListRoomsComplete", "ConfbridgeListRooms"),
    "CoreShowChannelMap": _list("CoreShowChannelMapComplete", "CoreShowChannelMap"),
    "CoreShowChannels": _list("CoreShowChannelsComplete", "CoreShowChannel"),
    "DAHDIShowChannels": _list("DAHDIShowChannelsComplete", "DAHDIShowChannels"),
    "DAHDIShowStatus": _list("DAHDIShowStatusComplete", "DAHDIShowStatus"),
    "DBGet": _list("DBGetComplete", "DBGetResponse"),
    "DBGetTree": _list("DBGetTreeComplete", "DBGetTreeResponse"),
    "DeviceStateList": _list("DeviceStateListComplete", "DeviceStateChange"),
    "ExtensionStateList": _list("ExtensionStateListComplete", "ExtensionStatus"),
    "FAXSessions": _list("FAXSessionsComplete", "FAXSessionsEntry"),
    "IAXpeerlist": _list("PeerlistComplete", "PeerEntry"),
    "IAXpeers": _list("PeerlistComplete", "PeerEntry"),
    "IAXregistry": _list("RegistrationsComplete", "RegistryEntry"),
    "MeetmeList": _list("MeetmeListComplete", "MeetmeList"),
    "MeetmeListRooms": _list("MeetmeListRoomsComplete", "MeetmeListRooms"),
    "MWIGet": _list("MWIGetComplete", "MWIGet"),
    "ParkedCalls": _list("ParkedCallsComplete", "ParkedCall"),
    "Parkinglots": _list("ParkinglotsComplete", "Parkinglot"),
    "PJSIPShowAors": _list("AorListComplete", "AorList"),
    "PJSIPShowAuths": _list("AuthListComplete", "AuthList"),
    "PJSIPShowContacts": _list("ContactListComplete", "ContactList"),
    "PJSIPShowEndpoint": _list(
        "EndpointDetailComplete",
        "EndpointDetail",
        "AorDetail",
        "AuthDetail",
        "TransportDetail",
        "IdentifyDetail",
        "ContactStatusDetail",
    ),
    "PJSIPShowEndpoints": _list("EndpointListComplete", "EndpointList"),
    "PJSIPShowMaintenance": _list("PJSIPMaintenanceStatusComplete", "PJSIPMaintenanceStatus"),
    "PJSIPShowRegistrationInboundContactStatuses": _list(
        "ContactStatusDetailComplete", "ContactStatusDetail"
    ),
    "PJSIPShowRegistrationsInbound": _list(
        "InboundRegistrationDetailComplete", "InboundRegistrationDetail"
    ),
    "PJSIPShowRegistrationsOutbound": _list(
        "OutboundRegistrationDetailComplete", "OutboundRegistrationDetail", "AuthDetail"
    ),
    "PJSIPShowResourceLists": _list("ResourceListDetailComplete", "ResourceListDetail"),
    "PJSIPShowSubscriptionsInbound": _list(
        "InboundSubscriptionDetailComplete", "InboundSubscriptionDetail"
    ),
    "PJSIPShowSubscriptionsOutbound": _list(
        "OutboundSubscriptionDetailComplete", "OutboundSubscriptionDetail"
    ),
    "PresenceStateList": _list("PresenceStateListComplete", "PresenceStateChange"),
    "PRIShowSpans": _list("PRIShowSpansComplete", "PRIShowSpans"),
    "QueueStatus": _list("QueueStatusComplete", "QueueParams", "QueueMember", "QueueEntry"),
    "QueueSummary": _list("QueueSummaryComplete", "QueueSummary"),
    "ShowDialPlan": _list("ShowDialPlanComplete", "ListDialplan"),
    "SIPpeers": _list("PeerlistComplete", "PeerEntry"),
    "SIPshowregistry": _list("RegistrationsComplete", "RegistryEntry"),
    "Status": _list("StatusComplete", "Status"),
    "VoicemailBoxSummary": _list("VoicemailBoxDetailComplete", "VoicemailBoxDetail"),
    "VoicemailUsersList": _list("VoicemailUserEntryComplete", "VoicemailUserEntry"),
    "VoicemailUserStatus": _list("VoicemailUserDetailComplete", "VoicemailUserDetail"),
    "WaitEvent": _list("WaitEventComplete"),
}
"""Actions answered by a list. Servers since AMI 1.1 announce most lists by ``EventList: start``;
the names are needed for older ones, for WaitEvent (which never announces), and to make lists for a
server of one's own. The complete event's name does not follow from the action's."""

PATTERN_LISTS: dict[str, ListAction] = {
    "Hangup": _list("ChannelsHungupListComplete", "ChannelHungup"),
    "PJSIPHangup": _list("ChannelsHungupListComplete", "ChannelHungup"),
}
"""Actions answered by a list only if their Channel is a ``/regular expression/``."""

UNANNOUNCED = frozenset({"WaitEvent", "SIPpeers", "SIPshowregistry", "IAXpeers", "IAXpeerlist"})
"""Lists that may come without EventList also from a server that knows it."""

BARE_LISTS = frozenset({"IAXpeers"})
"""Lists whose items carry no ActionID (channels/chan_iax2.c; seen on 22.10)."""

CLOSING: dict[str, str] = {
    "Originate": "OriginateResponse",
    "FAXSession": "FAXSession",
    "FAXStats": "FAXStats",
}
"""The event that ends what an action set going, for actions that are no lists."""


class Traits(NamedTuple):
    """What an action's name tells of its answer.

    :ivar list_action: its list; None if it is none.
    :ivar pattern_list: the list that it is if its Channel is a pattern.
    :ivar unannounced: the list may come without ``EventList: start``.
    :ivar bare: the items carry no ActionID.
    :ivar closing: the event known to end what it sets going, if it is no list.
    """

    list_action: ListAction | None
    pattern_list: ListAction | None
    unannounced: bool
    bare: bool
    closing: str | None


@lru_cache(maxsize=1024)
def traits(name: str) -> Traits:
    """What the tables say of an action; names without case."""
    lower = name.lower()

    def find(table: Mapping[str, V]) -> V | None:
        return next((row for known, row in table.items() if known.lower() == lower), None)

    return Traits(
        list_action=find(LISTS),
        pattern_list=find(PATTERN_LISTS),
        unannounced=any(known.lower() == lower for known in UNANNOUNCED),
        bare=any(known.lower() == lower for known in BARE_LISTS),
        closing=find(CLOSING),
    )


class Request:
    """An action to send, as often as one likes; sending never changes it.

    :param name: of the action, such as ``"Originate"``.
    :param headers: a mapping, or pairs, of names and values (see :data:`Value`). Can carry any
        name, such as ``Action-000000``.
    :param synchronous: collect the events that the action causes; the request ends at its known
        closing event (see :data:`CLOSING`), at ``until``, or with the response. Lists are collected
        without it.
    :param aggregate: of a list, also emit one event that holds it all.
    :param timeout: seconds to wait for the answer, with all its events.
    :param until: of a synchronous request, the event that ends it: a name, names, or a predicate.
    :param more: further headers, names that are identifiers.
    :raises InvalidRequest: for options that cannot be meant.
    """

    __slots__ = ("aggregate", "headers", "name", "synchronous", "timeout", "until")

    def __init__(
        self,
        name: str,
        headers: HeadersLike | None = None,
        /,
        *,
        synchronous: bool = False,
        aggregate: bool = False,
        timeout: float = DEFAULT_TIMEOUT,
        until: Until | None = None,
        **more: Value,
    ) -> None:
        self.name = name
        self.headers = (*as_pairs(headers), *more.items()) if headers or more else ()
        self.synchronous = synchronous
        self.aggregate = aggregate
        self.timeout = timeout if timeout is DEFAULT_TIMEOUT else check_timeout(timeout)
        self.until = until
        for header, _ in self.headers:
            if isinstance(header, str) and header.lower() in _OURS:
                raise InvalidRequest(f"{name}: {_OURS[header.lower()]}")

    def get(self, name: str, default: Value = None) -> Value:
        """The value given for a header (its first), names without case."""
        lower = name.lower()
        return next((value for key, value in self.headers if key.lower() == lower), default)

    @property
    def list_action(self) -> ListAction | None:
        """The list that answers it, as far as the name tells; None if it is no list."""
        known = traits(self.name)
        channel = self.get("Channel") if known.pattern_list else None
        if isinstance(channel, str) and channel.startswith("/"):
            return known.pattern_list
        return known.list_action

    @property
    def closing(self) -> str | None:
        """The event known to end what it sets going; None if there is none, or it is a list."""
        return traits(self.name).closing

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        shown = "".join(
            f", {name}: {'***' if str(name).lower() in SECRET_HEADERS else repr(value)}"
            for name, value in self.headers
        )
        return f"<Request {self.name}{shown}>"


_OURS = {
    KEY_ACTION.lower(): "the action is named by the first argument, not by an Action header",
    KEY_ACTIONID.lower(): "ActionIDs are made by the connection; read it from the response",
}


def as_pairs(headers: HeadersLike | None) -> Iterable[tuple[str, Value]]:
    """Names and values of a mapping, or of what is given as pairs already."""
    if headers is None:
        return ()
    if isinstance(headers, Mapping):
        return headers.items()
    return headers


def check_timeout(timeout: float) -> float:
    """The time-out of a request, in seconds, if it can be one.

    :raises InvalidRequest: it is no positive number, or so large that milliseconds are meant.
    """
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise InvalidRequest(f"timeout is a positive number of seconds, not {timeout!r}")
    if timeout > LONGEST_TIMEOUT:
        raise InvalidRequest(
            f"timeout={timeout:g} is in seconds and at most {LONGEST_TIMEOUT:g}; Asterisk's header"
            ' in milliseconds is Timeout, given as Timeout="…" or {"Timeout": "…"}'
        )
    return timeout
