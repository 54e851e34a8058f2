"""Firmware of handsets.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import URLType

__all__: list[str] = [
    "EventPPFirmwareURLCnf",
    "EventPPFirmwareUpdateCnf",
    "EventPPFirmwareUpdateOverview",
    "EventPPFirmwareUpdateStatus",
    "GetPPFirmwareURL",
    "GetPPFirmwareURLResp",
    "GetPPFirmwareUpdate",
    "GetPPFirmwareUpdateOverview",
    "GetPPFirmwareUpdateOverviewResp",
    "GetPPFirmwareUpdateResp",
    "GetPPFirmwareUpdateStatus",
    "GetPPFirmwareUpdateStatusResp",
    "PPFirmwareUpdateCauseStateType",
    "PPFirmwareUpdateOverviewStateType",
    "PPFirmwareUpdateStatusStateType",
    "PPFirmwareUpdateStatusType",
    "SetPPFirmwareURL",
    "SetPPFirmwareURLResp",
    "SetPPFirmwareUpdate",
    "SetPPFirmwareUpdateResp",
]


class PPFirmwareUpdateCauseStateType(Strings):
    none = "none"
    busy = "busy"
    battery = "battery"
    barred = "barred"
    noMaster = "noMaster"
    crc = "crc"
    flash = "flash"
    system = "system"
    version = "version"
    file = "file"
    container = "container"


class PPFirmwareUpdateOverviewStateType(Strings):
    startup = "startup"
    idle = "idle"
    running = "running"
    error = "error"


class PPFirmwareUpdateStatusStateType(Strings):
    ready = "ready"
    pending = "pending"
    active = "active"
    barred = "barred"
    error = "error"
    notReachable = "notReachable"
    detached = "detached"
    unknown = "unknown"


class PPFirmwareUpdateStatusType(Record):
    """In ``EventPPFirmwareUpdateStatus`` and 1 more."""

    ppn: int | None = None
    state: PPFirmwareUpdateStatusStateType | str | None = None
    cause: PPFirmwareUpdateCauseStateType | str | None = None
    bytes: int | None = None
    version: str | None = None


class PPFirmwareUpdateFields(Record):
    """In ``EventPPFirmwareUpdateCnf`` and 3 more."""

    enable: bool | None = None
    name_: str | None = field(default=None, alias="name")


class PPFirmwareUpdateOverviewFields(Record):
    """In ``EventPPFirmwareUpdateOverview`` and 1 more."""

    state: PPFirmwareUpdateOverviewStateType | str | None = None
    known: int | None = None
    ready: int | None = None
    pending: int | None = None
    active: int | None = None
    barred: int | None = None
    errored: int | None = None
    notReachable: int | None = None
    detached: int | None = None
    version: str | None = None


class EventPPFirmwareUpdateCnf(Event, PPFirmwareUpdateFields, event_types=("PPFirmwareUpdateCnf",)):
    """Subscribe ``PPFirmwareUpdateCnf``."""


class EventPPFirmwareUpdateOverview(
    Event,
    PPFirmwareUpdateOverviewFields,
    event_types=("PPFirmwareUpdateOverview",),
):
    """Subscribe ``PPFirmwareUpdateOverview``."""


class EventPPFirmwareUpdateStatus(Event):
    """Comes to those who subscribed."""

    pFwSt: PPFirmwareUpdateStatusType | None = None


class EventPPFirmwareURLCnf(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class GetPPFirmwareUpdate(Request, answer="GetPPFirmwareUpdateResp"):
    """Answered by :class:`GetPPFirmwareUpdateResp`."""


class GetPPFirmwareUpdateOverview(Request, answer="GetPPFirmwareUpdateOverviewResp"):
    """Answered by :class:`GetPPFirmwareUpdateOverviewResp`."""


class GetPPFirmwareUpdateOverviewResp(Response, PPFirmwareUpdateOverviewFields):
    """Answer to :class:`GetPPFirmwareUpdateOverview`."""


class GetPPFirmwareUpdateResp(Response, PPFirmwareUpdateFields):
    """Answer to :class:`GetPPFirmwareUpdate`."""


class GetPPFirmwareUpdateStatus(
    Request,
    required=("ppn", "maxRecords"),
    answer="GetPPFirmwareUpdateStatusResp",
):
    """Answered by :class:`GetPPFirmwareUpdateStatusResp`."""

    ppn: int | None = None
    maxRecords: int | None = None


class GetPPFirmwareUpdateStatusResp(Response):
    """Answer to :class:`GetPPFirmwareUpdateStatus`."""

    pFwSt: list[PPFirmwareUpdateStatusType] = repeated()


class GetPPFirmwareURL(Request, answer="GetPPFirmwareURLResp"):
    """Answered by :class:`GetPPFirmwareURLResp`."""


class GetPPFirmwareURLResp(Response):
    """Answer to :class:`GetPPFirmwareURL`."""

    url: URLType | None = None


class SetPPFirmwareUpdate(Request, PPFirmwareUpdateFields, answer="SetPPFirmwareUpdateResp"):
    """Answered by :class:`SetPPFirmwareUpdateResp`."""


class SetPPFirmwareUpdateResp(Response, PPFirmwareUpdateFields):
    """Answer to :class:`SetPPFirmwareUpdate`."""


class SetPPFirmwareURL(Request, answer="SetPPFirmwareURLResp"):
    """Answered by :class:`SetPPFirmwareURLResp`."""

    url: URLType | None = None


class SetPPFirmwareURLResp(Response):
    """Answer to :class:`SetPPFirmwareURL`."""

    url: URLType | None = None
