"""Licences.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.rfps import LicenseRFPType

__all__: list[str] = [
    "EventEULAConfirmCnf",
    "EventLicenseCnf",
    "EventLicenseFile",
    "EventLicenseServerListCnf",
    "EventLicensedCodecLines",
    "EventPARKCnf",
    "EventPARKFromServerResult",
    "GetEULAConfirm",
    "GetEULAConfirmResp",
    "GetLicense",
    "GetLicenseResp",
    "GetLicenseServerList",
    "GetLicenseServerListResp",
    "GetLicensedCodecLines",
    "GetLicensedCodecLinesResp",
    "GetPARK",
    "GetPARKResp",
    "LicenseDataType",
    "LicenseFileTypeType",
    "LicenseSize",
    "LicenseViolation",
    "LicenseViolationReason",
    "PARKFromServer",
    "PARKFromServerResp",
    "SetEULAConfirm",
    "SetEULAConfirmResp",
    "SetLicenseServerList",
    "SetLicenseServerListResp",
    "SetPARK",
    "SetPARKResp",
]


class LicenseSize(Strings):
    small = "small"
    standard = "standard"


class LicenseViolation(Strings):
    noLicense = "noLicense"
    inactiveLicense = "inactiveLicense"
    inactiveLicenseBlocked = "inactiveLicenseBlocked"
    noRedundancyLicense = "noRedundancyLicense"
    noRedundancyLicenseBlocked = "noRedundancyLicenseBlocked"
    activeLicense = "activeLicense"
    activeLicenseBlocked = "activeLicenseBlocked"


class LicenseViolationReason(Strings):
    noViolation = "noViolation"
    noLicense = "noLicense"
    numRFPs = "numRFPs"
    swRelease = "swRelease"
    numLocatables = "numLocatables"


class LicenseDataType(Record):
    """In ``EventLicenseCnf`` and 1 more."""

    key: str | None = None
    number: int | None = None
    validation: str | None = None
    systemLicenseVersion: str | None = None
    systemLicenseSRTP: bool | None = None
    systemLicenseDECTSec: bool | None = None
    messagingLicenseRcvMsgs: bool | None = None
    locatingLicense: bool | None = None


class LicenseFileTypeType(Record):
    """In ``EventLicenseFile``."""


class LicenseFields(Record):
    """In ``EventLicenseCnf`` and 1 more."""

    latency: int | None = None
    park: str | None = None
    type: LicenseSize | str | None = None
    state: LicenseViolation | str | None = None
    licenseRfp: list[LicenseRFPType] = repeated()
    sysLicense: LicenseDataType | None = None
    msgLicense: LicenseDataType | None = None
    locLicense: LicenseDataType | None = None
    G729License: LicenseDataType | None = None
    violation: list[LicenseViolationReason | str] = repeated()


class LicenseServerListFields(Record):
    """In ``EventLicenseServerListCnf`` and 2 more."""

    serverActive: bool | None = None
    installationId: int | None = None
    licenseServer1: str | None = None
    licenseServer2: str | None = None
    licenseServer3: str | None = None


class EventEULAConfirmCnf(Event):
    """Comes to those who subscribed."""

    confirm: bool | None = None


class EventLicenseCnf(Event, LicenseFields, event_types=("SystemState",), permission="AllCnfRead"):
    """Subscribe ``SystemState``."""


class EventLicensedCodecLines(Event, event_types=("LicensedCodecLines",)):
    """Subscribe ``LicensedCodecLines``."""

    numberOfLines: int | None = None


class EventLicenseFile(Event, event_types=("LicenseFile",)):
    """Subscribe ``LicenseFile``."""

    type: LicenseFileTypeType | None = None


class EventLicenseServerListCnf(Event, LicenseServerListFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventPARKCnf(Event):
    """Comes to those who subscribed."""

    park: str | None = None


class EventPARKFromServerResult(Event, event_types=("ParkServerResult",)):
    """Subscribe ``ParkServerResult``.

    Schema gives only the value type PARKFromServerResultType; what to subscribe is inferred from
    names.
    """


class GetEULAConfirm(Request, answer="GetEULAConfirmResp"):
    """Answered by :class:`GetEULAConfirmResp`."""


class GetEULAConfirmResp(Response):
    """Answer to :class:`GetEULAConfirm`."""

    confirm: bool | None = None


class GetLicense(Request, answer="GetLicenseResp"):
    """Answered by :class:`GetLicenseResp`."""


class GetLicensedCodecLines(Request, answer="GetLicensedCodecLinesResp"):
    """Answered by :class:`GetLicensedCodecLinesResp`."""


class GetLicensedCodecLinesResp(Response):
    """Answer to :class:`GetLicensedCodecLines`."""

    numberOfLines: int | None = None
    server: str | None = None
    port: int | None = None
    serverStandby: str | None = None
    portStandby: int | None = None


class GetLicenseResp(Response, LicenseFields):
    """Answer to :class:`GetLicense`."""


class GetLicenseServerList(Request, answer="GetLicenseServerListResp"):
    """Answered by :class:`GetLicenseServerListResp`."""


class GetLicenseServerListResp(Response):
    """Answer to :class:`GetLicenseServerList`.

    Not listed; inferred from naming rule.
    """


class GetPARK(Request, answer="GetPARKResp"):
    """Answered by :class:`GetPARKResp`."""


class GetPARKResp(Response):
    """Answer to :class:`GetPARK`."""

    park: str | None = None


class PARKFromServer(Request, answer="PARKFromServerResp"):
    """Answered by :class:`PARKFromServerResp`."""


class PARKFromServerResp(Response):
    """Answer to :class:`PARKFromServer`.

    Not listed; inferred from naming rule.
    """


class SetEULAConfirm(Request, answer="SetEULAConfirmResp"):
    """Answered by :class:`SetEULAConfirmResp`."""

    confirm: bool | None = None


class SetEULAConfirmResp(Response):
    """Answer to :class:`SetEULAConfirm`."""

    confirm: bool | None = None


class SetLicenseServerList(Request, LicenseServerListFields, answer="SetLicenseServerListResp"):
    """Answered by :class:`SetLicenseServerListResp`."""


class SetLicenseServerListResp(Response, LicenseServerListFields):
    """Answer to :class:`SetLicenseServerList`.

    Schema lists it under the wrong name SetLicenseResp.
    """


class SetPARK(Request, answer="SetPARKResp"):
    """Answered by :class:`SetPARKResp`."""

    park: str | None = None


class SetPARKResp(Response):
    """Answer to :class:`SetPARK`."""

    park: str | None = None
