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
    """In ``EventPBXEnrolmentCnf``, ``GetPBXEnrolmentResp``, …"""

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
    """In ``EventRFPMCnf``, ``GetRFPMResp``, …"""

    ipAddr: str | None = None


class TimeZoneTypeShortType(Record):
    """In ``EventTimeZoneList``, ``GetTimeZoneListResp``."""

    id: str | None = None
    name: str | None = None
    modified: bool | None = None


class TimeZoneTypeType(Record):
    """In ``EventTimeZoneDetailsCnf``, ``GetTimeZoneDetailsResp``, …"""

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


class EventNetParamsCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    voiceToS: int | None = None
    sigToS: int | None = None
    ttl: int | None = None
    voiceEthPrio: int | None = None
    sigEthPrio: int | None = None


class EventNTPServerCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    default: bool | None = None
    ntpServerName1: str | None = None
    ntpServerName2: str | None = None
    ntpServerName3: str | None = None


class EventRemoteSystemDumpCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None
    url: URLType | None = None


class EventSNMPCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    readCommunity: str | None = None
    contact: str | None = None
    enableTraps: bool | None = None
    trapCommunity: str | None = None
    trapHostAddr: str | None = None


class EventSyslogServerCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    enable: bool | None = None
    forward: bool | None = None
    ipAddr: str | None = None
    port: int | None = None


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


class GetNetParamsResp(Response):
    """Answer to :class:`GetNetParams`."""

    voiceToS: int | None = None
    sigToS: int | None = None
    ttl: int | None = None
    voiceEthPrio: int | None = None
    sigEthPrio: int | None = None


class GetNTPServer(Request, answer="GetNTPServerResp"):
    """Answered by :class:`GetNTPServerResp`."""


class GetNTPServerResp(Response):
    """Answer to :class:`GetNTPServer`."""

    default: bool | None = None
    ntpServerName1: str | None = None
    ntpServerName2: str | None = None
    ntpServerName3: str | None = None


class GetRemoteSystemDump(Request, answer="GetRemoteSystemDumpResp"):
    """Answered by :class:`GetRemoteSystemDumpResp`."""


class GetRemoteSystemDumpResp(Response):
    """Answer to :class:`GetRemoteSystemDump`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None
    url: URLType | None = None


class GetSNMP(Request, answer="GetSNMPResp"):
    """Answered by :class:`GetSNMPResp`."""


class GetSNMPResp(Response):
    """Answer to :class:`GetSNMP`."""

    readCommunity: str | None = None
    contact: str | None = None
    enableTraps: bool | None = None
    trapCommunity: str | None = None
    trapHostAddr: str | None = None


class GetSyslogServer(Request, answer="GetSyslogServerResp"):
    """Answered by :class:`GetSyslogServerResp`."""


class GetSyslogServerResp(Response):
    """Answer to :class:`GetSyslogServer`."""

    enable: bool | None = None
    forward: bool | None = None
    ipAddr: str | None = None
    port: int | None = None


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


class SetNetParams(Request, required=("voiceToS", "sigToS", "ttl"), answer="SetNetParamsResp"):
    """Answered by :class:`SetNetParamsResp`."""

    voiceToS: int | None = None
    sigToS: int | None = None
    ttl: int | None = None
    voiceEthPrio: int | None = None
    sigEthPrio: int | None = None


class SetNetParamsResp(Response):
    """Answer to :class:`SetNetParams`."""

    voiceToS: int | None = None
    sigToS: int | None = None
    ttl: int | None = None
    voiceEthPrio: int | None = None
    sigEthPrio: int | None = None


class SetNTPServer(Request, answer="SetNTPServerResp"):
    """Answered by :class:`SetNTPServerResp`."""

    default: bool | None = None
    ntpServerName1: str | None = None
    ntpServerName2: str | None = None
    ntpServerName3: str | None = None


class SetNTPServerResp(Response):
    """Answer to :class:`SetNTPServer`."""

    default: bool | None = None
    ntpServerName1: str | None = None
    ntpServerName2: str | None = None
    ntpServerName3: str | None = None


class SetRemoteSystemDump(Request, answer="SetRemoteSystemDumpResp"):
    """Answered by :class:`SetRemoteSystemDumpResp`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None
    url: URLType | None = None


class SetRemoteSystemDumpResp(Response):
    """Answer to :class:`SetRemoteSystemDump`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None
    url: URLType | None = None


class SetSNMP(Request, answer="SetSNMPResp"):
    """Answered by :class:`SetSNMPResp`."""

    readCommunity: str | None = None
    contact: str | None = None
    enableTraps: bool | None = None
    trapCommunity: str | None = None
    trapHostAddr: str | None = None


class SetSNMPResp(Response):
    """Answer to :class:`SetSNMP`."""

    readCommunity: str | None = None
    contact: str | None = None
    enableTraps: bool | None = None
    trapCommunity: str | None = None
    trapHostAddr: str | None = None


class SetSyslogServer(Request, answer="SetSyslogServerResp"):
    """Answered by :class:`SetSyslogServerResp`."""

    enable: bool | None = None
    forward: bool | None = None
    ipAddr: str | None = None
    port: int | None = None


class SetSyslogServerResp(Response):
    """Answer to :class:`SetSyslogServer`."""

    enable: bool | None = None
    forward: bool | None = None
    ipAddr: str | None = None
    port: int | None = None


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
