"""Network parameters, time, logging, SNMP.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import URLType

__all__: list[str] = [
    "ActivateRemoteSystemDump",
    "ActivateRemoteSystemDumpResp",
    "DateTimeType",
    "DeleteEventLogBuffer",
    "DeleteEventLogBufferResp",
    "EventCoreDumpURLCnf",
    "EventEventLogBuffer",
    "EventEventLogBufferDelete",
    "EventEventLogEntry",
    "EventLogBufferEntryType",
    "EventLogBufferLevelType",
    "EventNTPServerCnf",
    "EventNetParamsCnf",
    "EventRemoteSystemDumpCnf",
    "EventSNMPCnf",
    "EventSyslogServerCnf",
    "EventTimeZoneCnf",
    "EventTimeZoneDetailsCnf",
    "EventTimeZoneList",
    "GetCoreDumpURL",
    "GetCoreDumpURLResp",
    "GetEventLogBuffer",
    "GetEventLogBufferResp",
    "GetNTPServer",
    "GetNTPServerResp",
    "GetNetParams",
    "GetNetParamsResp",
    "GetRemoteSystemDump",
    "GetRemoteSystemDumpResp",
    "GetSNMP",
    "GetSNMPResp",
    "GetSyslogServer",
    "GetSyslogServerResp",
    "GetTimeZone",
    "GetTimeZoneDetails",
    "GetTimeZoneDetailsResp",
    "GetTimeZoneList",
    "GetTimeZoneListResp",
    "GetTimeZoneResp",
    "IPAddressType",
    "ResetTimeZoneDetails",
    "ResetTimeZoneDetailsResp",
    "SetCoreDumpURL",
    "SetCoreDumpURLResp",
    "SetNTPServer",
    "SetNTPServerResp",
    "SetNetParams",
    "SetNetParamsResp",
    "SetRemoteSystemDump",
    "SetRemoteSystemDumpResp",
    "SetSNMP",
    "SetSNMPResp",
    "SetSyslogServer",
    "SetSyslogServerResp",
    "SetTimeZone",
    "SetTimeZoneDetails",
    "SetTimeZoneDetailsResp",
    "SetTimeZoneResp",
    "TimeZoneTypeShortType",
    "TimeZoneTypeType",
]


class EventLogBufferLevelType(Strings):
    Always = "Always"
    GenInfo = "GenInfo"
    FnEnter = "FnEnter"
    Event = "Event"
    MinorErr = "MinorErr"
    MajorErr = "MajorErr"
    FatalErr = "FatalErr"


class DateTimeType(Record):
    """In ``EventPBXEnrolmentCnf`` and 3 more."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None


class EventLogBufferEntryType(Record):
    """In ``GetEventLogBufferResp``."""

    id: int | None = None
    time: str | None = None
    level: EventLogBufferLevelType | str | None = None
    name: str | None = None
    count: int | None = None
    msg: str | None = None


class IPAddressType(Record):
    """In ``EventRFPMCnf`` and 3 more."""

    ipAddr: str | None = None


class TimeZoneTypeShortType(Record):
    """In ``EventTimeZoneList`` and 1 more."""

    id: str | None = None
    name: str | None = None
    modified: bool | None = None


class TimeZoneTypeType(Record):
    """In ``EventTimeZoneDetailsCnf`` and 3 more."""

    id: str | None = None
    name: str | None = None
    stdOffset: int | None = None
    stdMonth: int | None = None
    stdDay: int | None = None
    stdDoW: int | None = None
    stdWoM: int | None = None
    stdHour: int | None = None
    stdMin: int | None = None
    dstOffset: int | None = None
    dstMonth: int | None = None
    dstDay: int | None = None
    dstDoW: int | None = None
    dstWoM: int | None = None
    dstHour: int | None = None
    dstMin: int | None = None


class NetParamsFields(Record):
    """In ``EventNetParamsCnf`` and 3 more."""

    voiceToS: int | None = None
    sigToS: int | None = None
    ttl: int | None = None
    voiceEthPrio: int | None = None
    sigEthPrio: int | None = None


class NTPServerFields(Record):
    """In ``EventNTPServerCnf`` and 3 more."""

    default: bool | None = None
    ntpServerName1: str | None = None
    ntpServerName2: str | None = None
    ntpServerName3: str | None = None


class RemoteSystemDumpFields(Record):
    """In ``EventRemoteSystemDumpCnf`` and 3 more."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None
    url: URLType | None = None


class SNMPFields(Record):
    """In ``EventSNMPCnf`` and 3 more."""

    readCommunity: str | None = None
    contact: str | None = None
    enableTraps: bool | None = None
    trapCommunity: str | None = None
    trapHostAddr: str | None = None


class SyslogServerFields(Record):
    """In ``EventSyslogServerCnf`` and 3 more."""

    enable: bool | None = None
    forward: bool | None = None
    ipAddr: str | None = None
    port: int | None = None


class ActivateRemoteSystemDump(Request, answer="ActivateRemoteSystemDumpResp"):
    """Answered by :class:`ActivateRemoteSystemDumpResp`."""


class ActivateRemoteSystemDumpResp(Response):
    """Answer to :class:`ActivateRemoteSystemDump`."""


class DeleteEventLogBuffer(Request, answer="DeleteEventLogBufferResp"):
    """Answered by :class:`DeleteEventLogBufferResp`."""


class DeleteEventLogBufferResp(Response):
    """Answer to :class:`DeleteEventLogBuffer`."""


class EventCoreDumpURLCnf(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class EventEventLogBuffer(Event, event_types=("EventLog",)):
    """Subscribe ``EventLog``.

    What to subscribe is inferred from names.
    """

    id: int | None = None
    time: str | None = None
    level: EventLogBufferLevelType | str | None = None
    name_: str | None = field(default=None, alias="name")
    count: int | None = None
    msg: str | None = None


class EventEventLogBufferDelete(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventEventLogEntry(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventNetParamsCnf(Event, NetParamsFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventNTPServerCnf(Event, NTPServerFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventRemoteSystemDumpCnf(Event, RemoteSystemDumpFields):
    """Comes to those who subscribed."""


class EventSNMPCnf(Event, SNMPFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventSyslogServerCnf(Event, SyslogServerFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventTimeZoneCnf(Event):
    """Comes to those who subscribed."""

    id: str | None = None


class EventTimeZoneDetailsCnf(Event):
    """Comes to those who subscribed."""

    zone: TimeZoneTypeType | None = None


class EventTimeZoneList(Event):
    """Comes to those who subscribed."""

    zone: TimeZoneTypeShortType | None = None


class GetCoreDumpURL(Request, answer="GetCoreDumpURLResp"):
    """Answered by :class:`GetCoreDumpURLResp`."""


class GetCoreDumpURLResp(Response):
    """Answer to :class:`GetCoreDumpURL`."""

    url: URLType | None = None


class GetEventLogBuffer(Request, required=("id",), answer="GetEventLogBufferResp"):
    """Answered by :class:`GetEventLogBufferResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetEventLogBufferResp(Response):
    """Answer to :class:`GetEventLogBuffer`."""

    id: bool | None = None
    eof: bool | None = None
    e: list[EventLogBufferEntryType] = repeated()


class GetNetParams(Request, answer="GetNetParamsResp"):
    """Answered by :class:`GetNetParamsResp`."""


class GetNetParamsResp(Response, NetParamsFields):
    """Answer to :class:`GetNetParams`."""


class GetNTPServer(Request, answer="GetNTPServerResp"):
    """Answered by :class:`GetNTPServerResp`."""


class GetNTPServerResp(Response, NTPServerFields):
    """Answer to :class:`GetNTPServer`."""


class GetRemoteSystemDump(Request, answer="GetRemoteSystemDumpResp"):
    """Answered by :class:`GetRemoteSystemDumpResp`."""


class GetRemoteSystemDumpResp(Response, RemoteSystemDumpFields):
    """Answer to :class:`GetRemoteSystemDump`."""


class GetSNMP(Request, answer="GetSNMPResp"):
    """Answered by :class:`GetSNMPResp`."""


class GetSNMPResp(Response, SNMPFields):
    """Answer to :class:`GetSNMP`."""


class GetSyslogServer(Request, answer="GetSyslogServerResp"):
    """Answered by :class:`GetSyslogServerResp`."""


class GetSyslogServerResp(Response, SyslogServerFields):
    """Answer to :class:`GetSyslogServer`."""


class GetTimeZone(Request, answer="GetTimeZoneResp"):
    """Answered by :class:`GetTimeZoneResp`."""


class GetTimeZoneDetails(Request, answer="GetTimeZoneDetailsResp"):
    """Answered by :class:`GetTimeZoneDetailsResp`."""


class GetTimeZoneDetailsResp(Response):
    """Answer to :class:`GetTimeZoneDetails`."""

    zone: TimeZoneTypeType | None = None


class GetTimeZoneList(Request, answer="GetTimeZoneListResp"):
    """Answered by :class:`GetTimeZoneListResp`."""


class GetTimeZoneListResp(Response):
    """Answer to :class:`GetTimeZoneList`."""

    zone: list[TimeZoneTypeShortType] = repeated()


class GetTimeZoneResp(Response):
    """Answer to :class:`GetTimeZone`."""

    id: str | None = None


class ResetTimeZoneDetails(Request, answer="ResetTimeZoneDetailsResp"):
    """Answered by :class:`ResetTimeZoneDetailsResp`."""


class ResetTimeZoneDetailsResp(Response):
    """Answer to :class:`ResetTimeZoneDetails`."""


class SetCoreDumpURL(Request, answer="SetCoreDumpURLResp"):
    """Answered by :class:`SetCoreDumpURLResp`."""

    url: URLType | None = None


class SetCoreDumpURLResp(Response):
    """Answer to :class:`SetCoreDumpURL`."""

    url: URLType | None = None


class SetNetParams(
    Request,
    NetParamsFields,
    required=("voiceToS", "sigToS", "ttl"),
    answer="SetNetParamsResp",
):
    """Answered by :class:`SetNetParamsResp`."""


class SetNetParamsResp(Response, NetParamsFields):
    """Answer to :class:`SetNetParams`."""


class SetNTPServer(Request, NTPServerFields, answer="SetNTPServerResp"):
    """Answered by :class:`SetNTPServerResp`."""


class SetNTPServerResp(Response, NTPServerFields):
    """Answer to :class:`SetNTPServer`."""


class SetRemoteSystemDump(Request, RemoteSystemDumpFields, answer="SetRemoteSystemDumpResp"):
    """Answered by :class:`SetRemoteSystemDumpResp`."""


class SetRemoteSystemDumpResp(Response, RemoteSystemDumpFields):
    """Answer to :class:`SetRemoteSystemDump`."""


class SetSNMP(Request, SNMPFields, answer="SetSNMPResp"):
    """Answered by :class:`SetSNMPResp`."""


class SetSNMPResp(Response, SNMPFields):
    """Answer to :class:`SetSNMP`."""


class SetSyslogServer(Request, SyslogServerFields, answer="SetSyslogServerResp"):
    """Answered by :class:`SetSyslogServerResp`."""


class SetSyslogServerResp(Response, SyslogServerFields):
    """Answer to :class:`SetSyslogServer`."""


class SetTimeZone(Request, answer="SetTimeZoneResp"):
    """Answered by :class:`SetTimeZoneResp`."""

    id: str | None = None


class SetTimeZoneDetails(Request, answer="SetTimeZoneDetailsResp"):
    """Answered by :class:`SetTimeZoneDetailsResp`."""

    zone: TimeZoneTypeType | None = None


class SetTimeZoneDetailsResp(Response):
    """Answer to :class:`SetTimeZoneDetails`."""

    zone: TimeZoneTypeType | None = None


class SetTimeZoneResp(Response):
    """Answer to :class:`SetTimeZone`."""

    id: str | None = None
