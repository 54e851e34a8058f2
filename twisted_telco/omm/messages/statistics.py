"""Statistics and quality, of base stations and of the system.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.rfps import RFPType

__all__: list[str] = [
    "EventRFPIpQuality",
    "EventRFPMediaStreamQuality",
    "EventRFPState",
    "EventRFPSyncQuality",
    "GetRFPIpQuality",
    "GetRFPIpQualityResp",
    "GetRFPMediaStreamQuality",
    "GetRFPMediaStreamQualityResp",
    "GetRFPStatistic",
    "GetRFPStatisticConfig",
    "GetRFPStatisticConfigResp",
    "GetRFPStatisticResp",
    "GetRFPSyncQuality",
    "GetRFPSyncQualityResp",
    "GetSysStatisticConfig",
    "GetSysStatisticConfigResp",
    "GetSysStatisticMinMax",
    "GetSysStatisticMinMaxRecord",
    "GetSysStatisticMinMaxRecordResp",
    "GetSysStatisticMinMaxResp",
    "GetSysStatisticMinMaxSummary",
    "GetSysStatisticMinMaxSummaryResp",
    "GetSysStatisticOccurrence",
    "GetSysStatisticOccurrenceResp",
    "RFPIpQualityType",
    "RFPMediaStreamQualityType",
    "RFPStatDataType",
    "RFPStatHeadType",
    "RFPStatNameType",
    "RFPSyncQualityType",
    "ResetRFPMediaStreamQuality",
    "ResetRFPMediaStreamQualityResp",
    "ResetRFPStatistic",
    "ResetRFPStatisticResp",
    "ResetSysStatistic",
    "ResetSysStatisticResp",
    "SysRecHeaderType",
    "SysStatNameType",
]


class RFPIpQualityType(Record):
    """In ``EventRFPIpQuality`` and 1 more."""

    id: int | None = None
    connectedTime: int | None = None
    currentRTT: int | None = None
    maxRTT: int | None = None
    count: int | None = None
    interval1: int | None = None
    interval2: int | None = None
    interval3: int | None = None
    interval4: int | None = None
    interval5: int | None = None


class RFPMediaStreamQualityType(Record):
    """In ``EventRFPMediaStreamQuality`` and 1 more."""

    connects: int | None = None
    duration: int | None = None
    packetsRx: int | None = None
    octetsRx: int | None = None
    packetsTx: int | None = None
    octetsTx: int | None = None
    packetsLost: int | None = None
    maxJitter: int | None = None


class RFPStatDataType(Record):
    """In ``GetRFPStatisticResp``."""

    id: int | None = None
    counter: str | None = None


class RFPStatHeadType(Record):
    """In ``GetRFPStatisticConfigResp``."""

    numElemPerRec: int | None = None
    recordSets: int | None = None
    resolution: str | None = None


class RFPStatNameType(Record):
    """In ``GetRFPStatisticConfigResp``."""

    elemId: int | None = None
    group: str | None = None
    name: str | None = None


class RFPSyncQualityType(Record):
    """In ``EventRFPSyncQuality`` and 1 more."""

    id: int | None = None
    strongRels: int | None = None
    lowRels: int | None = None
    maxRSSI: int | None = None
    minRSSI: int | None = None


class SysRecHeaderType(Record):
    """In ``GetSysStatisticMinMaxRecordResp``."""

    elemId: int | None = None
    counterName: str | None = None
    firstRecord: int | None = None
    currMeasuredTime: int | None = None
    oldMeasuredTime: int | None = None
    rec: int | None = None
    cnt: str | None = None


class SysStatNameType(Record):
    """In ``GetSysStatisticConfigResp``."""

    elemId: int | None = None
    type: str | None = None
    name: str | None = None
    resolution: str | None = None
    duration: int | None = None
    numOfRecords: int | None = None
    sum: int | None = None
    unit: str | None = None
    numOfFreqDistChannels: int | None = None


class RFPIpQualityFields(Record):
    """In ``GetRFPIpQuality`` and 2 more."""

    id: int | None = None
    maxRecords: int | None = None


class SysStatisticMinMaxRecordFields(Record):
    """In ``GetSysStatisticMinMax`` and 2 more."""

    elemId: int | None = None
    firstRecord: int | None = None
    maxRecords: int | None = None


class EventRFPIpQuality(Event, event_types=("RFPIpQuality",)):
    """Subscribe ``RFPIpQuality``."""

    ipQuality: list[RFPIpQualityType] = repeated()


class EventRFPMediaStreamQuality(Event, event_types=("RFPMsQuality",)):
    """Subscribe ``RFPMsQuality``."""

    msQuality: RFPMediaStreamQualityType | None = None


class EventRFPState(Event, event_types=("RFPState",), permission="AllCnfRead"):
    """Subscribe ``RFPState``."""

    id: int | None = None
    rfp: RFPType | None = None


class EventRFPSyncQuality(Event, event_types=("RFPSyncQuality",), permission="Monitoring"):
    """Subscribe ``RFPSyncQuality``."""

    syncQuality: list[RFPSyncQualityType] = repeated()


class GetRFPIpQuality(Request, RFPIpQualityFields, required=("id",), answer="GetRFPIpQualityResp"):
    """Answered by :class:`GetRFPIpQualityResp`."""


class GetRFPIpQualityResp(Response):
    """Answer to :class:`GetRFPIpQuality`."""

    ipQuality: list[RFPIpQualityType] = repeated()


class GetRFPMediaStreamQuality(Request, answer="GetRFPMediaStreamQualityResp"):
    """Answered by :class:`GetRFPMediaStreamQualityResp`."""

    id: int | None = None


class GetRFPMediaStreamQualityResp(Response):
    """Answer to :class:`GetRFPMediaStreamQuality`."""

    msQuality: RFPMediaStreamQualityType | None = None


class GetRFPStatistic(Request, RFPIpQualityFields, answer="GetRFPStatisticResp"):
    """Answered by :class:`GetRFPStatisticResp`."""

    recordSet: int | None = None


class GetRFPStatisticConfig(Request, answer="GetRFPStatisticConfigResp"):
    """Answered by :class:`GetRFPStatisticConfigResp`."""


class GetRFPStatisticConfigResp(Response):
    """Answer to :class:`GetRFPStatisticConfig`."""

    rfpStatHead: RFPStatHeadType | None = None
    rfpStatName: list[RFPStatNameType] = repeated()


class GetRFPStatisticResp(Response):
    """Answer to :class:`GetRFPStatistic`."""

    rfpStatData: list[RFPStatDataType] = repeated()


class GetRFPSyncQuality(
    Request,
    RFPIpQualityFields,
    required=("id",),
    answer="GetRFPSyncQualityResp",
):
    """Answered by :class:`GetRFPSyncQualityResp`."""


class GetRFPSyncQualityResp(Response):
    """Answer to :class:`GetRFPSyncQuality`."""

    syncQuality: list[RFPSyncQualityType] = repeated()


class GetSysStatisticConfig(Request, answer="GetSysStatisticConfigResp"):
    """Answered by :class:`GetSysStatisticConfigResp`."""


class GetSysStatisticConfigResp(Response):
    """Answer to :class:`GetSysStatisticConfig`."""

    sysStatName: SysStatNameType | None = None


class GetSysStatisticMinMax(
    Request,
    SysStatisticMinMaxRecordFields,
    answer="GetSysStatisticMinMaxResp",
):
    """Answered by :class:`GetSysStatisticMinMaxResp`."""

    type: str | None = None


class GetSysStatisticMinMaxRecord(
    Request,
    SysStatisticMinMaxRecordFields,
    answer="GetSysStatisticMinMaxRecordResp",
):
    """Answered by :class:`GetSysStatisticMinMaxRecordResp`."""


class GetSysStatisticMinMaxRecordResp(Response):
    """Answer to :class:`GetSysStatisticMinMaxRecord`."""

    sysRecHeader: SysRecHeaderType | None = None
    sysRec: SysRecHeaderType | None = None


class GetSysStatisticMinMaxResp(Response):
    """Answer to :class:`GetSysStatisticMinMax`."""

    elemId: int | None = None
    type: str | None = None
    firstRecord: int | None = None
    counter: str | None = None
    occurrence: int | None = None
    currMeasuredTime: int | None = None
    oldMeasuredTime: int | None = None


class GetSysStatisticMinMaxSummary(Request, answer="GetSysStatisticMinMaxSummaryResp"):
    """Answered by :class:`GetSysStatisticMinMaxSummaryResp`."""

    elemId: int | None = None


class GetSysStatisticMinMaxSummaryResp(Response):
    """Answer to :class:`GetSysStatisticMinMaxSummary`."""

    elemId: int | None = None
    min: int | None = None
    max: int | None = None
    sum: int | None = None
    occurrence: int | None = None
    freqDistUnits: list[int] | None = None
    freqDistValues: list[int] | None = None


class GetSysStatisticOccurrence(
    Request,
    SysStatisticMinMaxRecordFields,
    answer="GetSysStatisticOccurrenceResp",
):
    """Answered by :class:`GetSysStatisticOccurrenceResp`."""


class GetSysStatisticOccurrenceResp(Response):
    """Answer to :class:`GetSysStatisticOccurrence`."""

    elemId: int | None = None
    age: int | None = None
    sum: int | None = None
    firstRecord: int | None = None
    counter: list[int] | None = None
    currMeasuredTime: int | None = None
    oldMeasuredTime: int | None = None


class ResetRFPMediaStreamQuality(Request, answer="ResetRFPMediaStreamQualityResp"):
    """Answered by :class:`ResetRFPMediaStreamQualityResp`."""

    id: int | None = None


class ResetRFPMediaStreamQualityResp(Response):
    """Answer to :class:`ResetRFPMediaStreamQuality`.

    Not listed; inferred from naming rule.
    """


class ResetRFPStatistic(Request, answer="ResetRFPStatisticResp"):
    """Answered by :class:`ResetRFPStatisticResp`."""

    id: int | None = None
    elemId: int | None = None


class ResetRFPStatisticResp(Response):
    """Answer to :class:`ResetRFPStatistic`."""


class ResetSysStatistic(Request, answer="ResetSysStatisticResp"):
    """Answered by :class:`ResetSysStatisticResp`."""

    elemId: int | None = None


class ResetSysStatisticResp(Response):
    """Answer to :class:`ResetSysStatistic`."""
