"""Several OMMs under one manager, application data channels.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Request, Response

__all__: list[str] = [
    "ApplicationDataChannel",
    "CreateApplicationDataChannel",
    "DeleteApplicationDataChannel",
    "EventApplicationDataChannel",
    "EventApplicationDataChannelCnf",
    "EventEventFromMOM",
    "EventMOMControlState",
    "EventPreserveUserDeviceSyncOMMCnf",
    "EventRequestToMOM",
    "EventResponseFromMOM",
    "EventUserDeviceSyncOMMCnf",
    "GetMOMControlState",
    "GetPreserveUserDeviceSyncOMM",
    "GetPreserveUserDeviceSyncOMMResp",
    "GetUserDeviceSyncOMM",
    "RouteEventFromMOM",
    "RouteRequestToMOM",
    "RouteResponseFromMOM",
    "SetMOMControlState",
    "SetPreserveUserDeviceSyncOMM",
    "SetPreserveUserDeviceSyncOMMResp",
    "SetUserDeviceSyncOMM",
]


class ApplicationDataChannel(Request, answer="ApplicationDataChannelResp"):
    """Answered by ``ApplicationDataChannelResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class CreateApplicationDataChannel(Request, answer="CreateApplicationDataChannelResp"):
    """Answered by ``CreateApplicationDataChannelResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class DeleteApplicationDataChannel(Request, answer="DeleteApplicationDataChannelResp"):
    """Answered by ``DeleteApplicationDataChannelResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventApplicationDataChannel(Event, event_types=("ApplicationDataChannel",)):
    """Subscribe ``ApplicationDataChannel``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventApplicationDataChannelCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventEventFromMOM(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventMOMControlState(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPreserveUserDeviceSyncOMMCnf(Event):
    """Comes to those who subscribed.

    Type body missing in the schema.
    """


class EventRequestToMOM(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventResponseFromMOM(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventUserDeviceSyncOMMCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetMOMControlState(Request, answer="GetMOMControlStateResp"):
    """Answered by ``GetMOMControlStateResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetPreserveUserDeviceSyncOMM(Request, answer="GetPreserveUserDeviceSyncOMMResp"):
    """Answered by :class:`GetPreserveUserDeviceSyncOMMResp`."""


class GetPreserveUserDeviceSyncOMMResp(Response):
    """Answer to :class:`GetPreserveUserDeviceSyncOMM`.

    Type body missing in the schema.
    """


class GetUserDeviceSyncOMM(Request, answer="GetUserDeviceSyncOMMResp"):
    """Answered by ``GetUserDeviceSyncOMMResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class RouteEventFromMOM(Request, answer="RouteEventFromMOMResp"):
    """Answered by ``RouteEventFromMOMResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class RouteRequestToMOM(Request, answer="RouteRequestToMOMResp"):
    """Answered by ``RouteRequestToMOMResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class RouteResponseFromMOM(Request, answer="RouteResponseFromMOMResp"):
    """Answered by ``RouteResponseFromMOMResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetMOMControlState(Request, answer="SetMOMControlStateResp"):
    """Answered by ``SetMOMControlStateResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetPreserveUserDeviceSyncOMM(Request, answer="SetPreserveUserDeviceSyncOMMResp"):
    """Answered by :class:`SetPreserveUserDeviceSyncOMMResp`.

    Type body missing in the schema.
    """


class SetPreserveUserDeviceSyncOMMResp(Response):
    """Answer to :class:`SetPreserveUserDeviceSyncOMM`.

    Type body missing in the schema.
    """


class SetUserDeviceSyncOMM(Request, answer="SetUserDeviceSyncOMMResp"):
    """Answered by ``SetUserDeviceSyncOMMResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """
