"""Alarm triggers and health.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

__all__: list[str] = [
    "AlarmTriggerType",
    "ComponentType",
    "CreateAlarmTrigger",
    "CreateAlarmTriggerResp",
    "DeleteAlarmTrigger",
    "DeleteAlarmTriggerResp",
    "EventAlarmCallProgress",
    "EventAlarmTrigger",
    "EventAlarmTriggerCnf",
    "EventHealthState",
    "GenerateHealthStateAlarmTriggers",
    "GenerateHealthStateAlarmTriggersResp",
    "GetAlarmTrigger",
    "GetAlarmTriggerResp",
    "GetAlarmTriggerSummary",
    "GetAlarmTriggerSummaryResp",
    "GetHealthState",
    "GetHealthStateResp",
    "HealthType",
    "SetAlarmTrigger",
    "SetAlarmTriggerResp",
    "SeverityType",
]


class ComponentType(Strings):
    sync = "sync"
    standby = "standby"
    autoDB = "autoDB"
    dbTransfer = "dbTransfer"
    download = "download"
    rfp = "rfp"
    license = "license"
    ima = "ima"
    licenseG729 = "licenseG729"
    umo = "umo"
    uds = "uds"
    usbMem = "usbMem"
    licenseServer = "licenseServer"
    video = "video"
    bluetooth = "bluetooth"
    sip = "sip"
    sipCert = "sipCert"
    axiProvisioningCommands = "axiProvisioningCommands"
    provisioningServer = "provisioningServer"
    dhcpServer = "dhcpServer"
    userDeviceSync = "userDeviceSync"


class SeverityType(Strings):
    OK = "OK"
    Idle = "Idle"
    Warning = "Warning"
    Error = "Error"


class AlarmTriggerType(Record):
    """In ``CreateAlarmTrigger`` and 5 more."""

    id: int | None = None
    triggerId: str | None = None
    fac: str | None = None
    comment: str | None = None
    num: str | None = None


class HealthType(Record):
    """In ``GetHealthStateResp``."""

    component: ComponentType | str | None = None
    severity: SeverityType | str | None = None
    reason: str | None = None
    reasonCode: str | None = None


class CreateAlarmTrigger(Request, answer="CreateAlarmTriggerResp"):
    """Answered by :class:`CreateAlarmTriggerResp`."""

    trigger: AlarmTriggerType | None = None


class CreateAlarmTriggerResp(Response):
    """Answer to :class:`CreateAlarmTrigger`."""

    trigger: list[AlarmTriggerType] = repeated()


class DeleteAlarmTrigger(Request, required=("id",), answer="DeleteAlarmTriggerResp"):
    """Answered by :class:`DeleteAlarmTriggerResp`."""

    id: int | None = None


class DeleteAlarmTriggerResp(Response):
    """Answer to :class:`DeleteAlarmTrigger`."""


class EventAlarmCallProgress(Event, event_types=("AlarmCallProgress",)):
    """Subscribe ``AlarmCallProgress``."""

    ppn: int | None = None
    trigger: str | None = None
    id: int | None = None
    destAddr: str | None = None
    state: str | None = None


class EventAlarmTrigger(Event, event_types=("AlarmTrigger",)):
    """Subscribe ``AlarmTrigger``."""

    sendTime: int | None = None
    id: int | None = None
    trigger: str | None = None
    uid: int | None = None
    ppn: int | None = None
    fromAddr: str | None = None
    toAddr: str | None = None
    dialSuffix: str | None = None
    content: str | None = None


class EventAlarmTriggerCnf(Event, event_types=("AlarmTriggerCnf",)):
    """Subscribe ``AlarmTriggerCnf``."""

    deleted: bool | None = None
    alarmTrigger: AlarmTriggerType | None = None


class EventHealthState(Event):
    """Comes to those who subscribed."""

    component: ComponentType | str | None = None
    severity: SeverityType | str | None = None
    reason: str | None = None
    reasonCode: str | None = None


class GenerateHealthStateAlarmTriggers(Request, answer="GenerateHealthStateAlarmTriggersResp"):
    """Answered by :class:`GenerateHealthStateAlarmTriggersResp`."""


class GenerateHealthStateAlarmTriggersResp(Response):
    """Answer to :class:`GenerateHealthStateAlarmTriggers`."""


class GetAlarmTrigger(Request, required=("id",), answer="GetAlarmTriggerResp"):
    """Answered by :class:`GetAlarmTriggerResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetAlarmTriggerResp(Response):
    """Answer to :class:`GetAlarmTrigger`."""

    trigger: list[AlarmTriggerType] = repeated()


class GetAlarmTriggerSummary(Request, answer="GetAlarmTriggerSummaryResp"):
    """Answered by :class:`GetAlarmTriggerSummaryResp`."""


class GetAlarmTriggerSummaryResp(Response):
    """Answer to :class:`GetAlarmTriggerSummary`."""

    nRecords: int | None = None
    idFirst: int | None = None


class GetHealthState(Request, answer="GetHealthStateResp"):
    """Answered by :class:`GetHealthStateResp`."""


class GetHealthStateResp(Response):
    """Answer to :class:`GetHealthState`."""

    health: list[HealthType] = repeated()


class SetAlarmTrigger(Request, answer="SetAlarmTriggerResp"):
    """Answered by :class:`SetAlarmTriggerResp`."""

    trigger: list[AlarmTriggerType] = repeated()


class SetAlarmTriggerResp(Response):
    """Answer to :class:`SetAlarmTrigger`."""

    trigger: list[AlarmTriggerType] = repeated()
