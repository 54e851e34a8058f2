"""Positions of handsets.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, field, repeated

__all__: list[str] = [
    "DECTLocateReject",
    "EventDECTLocate",
    "EventPositionHistory",
    "EventPositionInfo",
    "EventPositionRequest",
    "EventPositionTrack",
    "LocationType",
    "RequestPositionInfo",
    "RequestPositionInfoResp",
    "SetPPUserTracking",
    "SetPPUserTrackingResp",
    "VisibilityType",
]


class LocationType(Record):
    """In ``EventPositionHistory``."""

    id: int | None = None
    rssiNew: int | None = None
    rssiOld: int | None = None
    nMultiFrame: int | None = None


class VisibilityType(Record):
    """In ``EventPositionInfo``."""

    id: int | None = None
    rssiAvg: int | None = None


class PPUserTrackingFields(Record):
    """In ``SetPPUserTracking`` and 1 more."""

    uid: int | None = None
    trackingActive: bool | None = None


class DECTLocateReject(Request, answer="DECTLocateRejectResp"):
    """Answered by ``DECTLocateRejectResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventDECTLocate(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPositionHistory(Event, event_types=("Locating",)):
    """Subscribe ``Locating``.

    What to subscribe is inferred from names.
    """

    ppn: int | None = None
    nMultiFrame: int | None = None
    loc: list[LocationType] = repeated()


class EventPositionInfo(Event, event_types=("Locating",)):
    """Subscribe ``Locating``.

    What to subscribe is inferred from names.
    """

    ppn: int | None = None
    vis: list[VisibilityType] = repeated()


class EventPositionRequest(Event, event_types=("Locating",)):
    """Subscribe ``Locating``.

    What to subscribe is inferred from names.
    """

    num: str | None = None
    name_: str | None = field(default=None, alias="name")
    targetNum: str | None = None
    targetName: str | None = None


class EventPositionTrack(Event, event_types=("PositionTrack",)):
    """Subscribe ``PositionTrack``."""

    ppn: int | None = None
    id: int | None = None


class RequestPositionInfo(Request, answer="RequestPositionInfoResp"):
    """Answered by :class:`RequestPositionInfoResp`."""

    ppn: int | None = None


class RequestPositionInfoResp(Response):
    """Answer to :class:`RequestPositionInfo`."""


class SetPPUserTracking(Request, PPUserTrackingFields, answer="SetPPUserTrackingResp"):
    """Answered by :class:`SetPPUserTrackingResp`."""


class SetPPUserTrackingResp(Response, PPUserTrackingFields):
    """Answer to :class:`SetPPUserTracking`."""
