"""Base stations.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import URLType
    from twisted_telco.omm.messages.network import DateTimeType, IPAddressType
    from twisted_telco.omm.messages.wlan import (
        WLANAntennaType,
        WLANChannelHtType,
        WLANChannelType,
        WLANPowerType,
    )

__all__: list[str] = [
    "CreateRFP",
    "CreateRFPResp",
    "DeleteRFP",
    "DeleteRFPCaptureList",
    "DeleteRFPCaptureListElem",
    "DeleteRFPCaptureListElemResp",
    "DeleteRFPCaptureListResp",
    "DeleteRFPResp",
    "EventPBXEnrolmentCnf",
    "EventRFPCapture",
    "EventRFPCaptureCnf",
    "EventRFPCnf",
    "EventRFPConnectAttempt",
    "EventRFPDetails",
    "EventRFPMCnf",
    "EventRFPSummary",
    "EventRFPSyncRel",
    "GetPBXEnrolment",
    "GetPBXEnrolmentResp",
    "GetRFP",
    "GetRFPCapture",
    "GetRFPCaptureList",
    "GetRFPCaptureListResp",
    "GetRFPCaptureResp",
    "GetRFPM",
    "GetRFPMResp",
    "GetRFPResp",
    "GetRFPSummary",
    "GetRFPSummaryResp",
    "GetRFPSync",
    "GetRFPSyncResp",
    "LicenseRFPType",
    "RFPHwTypeType",
    "RFPRadioTypeType",
    "RFPSyncOffsetType",
    "RFPSyncStateType",
    "RFPType",
    "RFPcapturedRFPType",
    "RequestRFPEnrollment",
    "RequestRFPEnrollmentResp",
    "SetPBXEnrolment",
    "SetPBXEnrolmentResp",
    "SetRFP",
    "SetRFPCapture",
    "SetRFPCaptureResp",
    "SetRFPM",
    "SetRFPMResp",
    "SetRFPResp",
]


class RFPHwTypeType(Strings):
    Unknown = "Unknown"
    RFP_31 = "RFP 31"
    RFP_33 = "RFP 33"
    RFP_41 = "RFP 41"
    RFP_42 = "RFP 42"
    RFP_42_US = "RFP 42 US"
    RFP_32 = "RFP 32"
    RFP_32_US = "RFP 32 US"
    RFP_34 = "RFP 34"
    RFP_34_US = "RFP 34 US"
    RFP_35 = "RFP 35"
    RFP_36 = "RFP 36"
    RFP_37 = "RFP 37"
    RFP_L31 = "RFP L31"
    RFP_L41 = "RFP L41"
    RFP_L42 = "RFP L42"
    RFP_L42_US = "RFP L42 US"
    RFP_L32 = "RFP L32"
    RFP_L32_US = "RFP L32 US"
    RFP_L34 = "RFP L34"
    RFP_L34_US = "RFP L34 US"
    RFP_L35 = "RFP L35"
    RFP_L36 = "RFP L36"
    RFP_L37 = "RFP L37"
    RFP_L43 = "RFP L43"
    RFP_SL35 = "RFP SL35"
    RFP_SL36 = "RFP SL36"
    RFP_SL37 = "RFP SL37"
    RFP_SL43 = "RFP SL43"
    PC_ECM = "PC ECM"
    unknown = "unknown"
    RFP_43 = "RFP 43"
    RFP_L33 = "RFP L33"
    RFP_44 = "RFP 44"
    RFP_45 = "RFP 45"
    RFP_47 = "RFP 47"
    RFP_48 = "RFP 48"
    PC = "PC"


class RFPRadioTypeType(Strings):
    LowTX = "LowTX"
    NormalTX = "NormalTX"
    ConfigurableTX = "ConfigurableTX"
    None_ = "None"


class RFPSyncStateType(Strings):
    Inactive = "Inactive"
    NotSynced = "NotSynced"
    Searching = "Searching"
    Synced = "Synced"


class LicenseRFPType(Record):
    """In ``EventLicenseCnf`` and 1 more."""

    id: int | None = None
    ethAddr: str | None = None
    connected: bool | None = None


class RFPcapturedRFPType(Record):
    """In ``GetRFPCaptureListResp``."""

    ethAddr: str | None = None
    ipAddr: str | None = None
    hwType: RFPHwTypeType | str | None = None
    hasWlan: bool | None = None
    radioType: RFPRadioTypeType | str | None = None
    outdoorType: bool | None = None
    hasFreqShift: bool | None = None


class RFPSyncOffsetType(Record):
    """In ``EventRFPSyncRel`` and 1 more."""

    id: int | None = None
    offset: int | None = None
    rssi: int | None = None
    lost: bool | None = None


class RFPType(Record):
    """In ``CreateRFP`` and 7 more."""

    id: int | None = None
    ethAddr: str | None = None
    dectOn: bool | None = None
    wlanOn: bool | None = None
    licenseRfp: bool | None = None
    location: str | None = None
    name: str | None = None
    hierarchy1: str | None = None
    hierarchy2: str | None = None
    hierarchy3: str | None = None
    hierarchy4: str | None = None
    rpn: int | None = None
    pagingArea: int | None = None
    cluster: int | None = None
    preferredSync: bool | None = None
    reflectiveEnv: bool | None = None
    site: int | None = None
    x: int | None = None
    y: int | None = None
    hwType: RFPHwTypeType | str | None = None
    hwTypeLocked: bool | None = None
    conferenceChannels: bool | None = None
    wlanProfile: int | None = None
    wlanAntennaDiv: bool | None = None
    wlanHighThroughput: bool | None = None
    wlanAntenna: WLANAntennaType | str | None = None
    wlanChannel: WLANChannelType | str | None = None
    wlanPower: WLANPowerType | str | None = None
    wlanChannelUsed: WLANChannelType | str | None = None
    wlanHighThroughputTypeUsed: WLANChannelHtType | str | None = None
    wlanPowerUsed: int | None = None
    connected: bool | None = None
    ipAddr: str | None = None
    newSoftwareRequest: bool | None = None
    dectRunning: bool | None = None
    wlanRunning: bool | None = None
    ommRunning: bool | None = None
    ommStbRunning: bool | None = None
    hasWlan: bool | None = None
    hasEncryption: bool | None = None
    hasAdvancedFeatures: bool | None = None
    syncState: RFPSyncStateType | str | None = None
    swVersion: str | None = None
    brandingMismatch: bool | None = None
    versionMismatch: bool | None = None
    stbMismatch: bool | None = None
    wlanLinkNok: bool | None = None
    nSyncRels: int | None = None
    radioType: RFPRadioTypeType | str | None = None
    outdoorType: bool | None = None
    hasFreqShift: bool | None = None
    encryptionActive: bool | None = None


class PBXEnrolmentFields(Record):
    """In ``EventPBXEnrolmentCnf`` and 3 more."""

    hourInterval: int | None = None
    url: URLType | None = None
    triggerDateTime: DateTimeType | None = None


class RFPMFields(Record):
    """In ``EventRFPMCnf`` and 3 more."""

    useDHCP: bool | None = None
    firstIpAddr: str | None = None
    lastIpAddr: str | None = None
    useLocalCfg: bool | None = None
    ipAddr: str | None = None
    netmask: str | None = None
    gateway: str | None = None
    dnsDomain: str | None = None
    dnsServer: list[IPAddressType] = repeated()


class RFPSummaryFields(Record):
    """In ``EventRFPSummary`` and 1 more."""

    nRFPs: int | None = None
    idFirst: int | None = None
    nConnected: int | None = None
    wrongBrandedRFPs: int | None = None
    wrongStandbyRFPs: int | None = None
    wrongVersionedRFPs: int | None = None
    newAvailSWRFPs: int | None = None
    DecryptedDECTRFPs: int | None = None
    DECTactivatedRFPs: int | None = None
    DECTactiveRFPs: int | None = None
    usedDECTclusters: int | None = None
    usbOverloads: int | None = None
    advancedFeaturesErrorRFPs: int | None = None
    WLANactivatedRFPs: int | None = None
    WLANrunningRFPs: int | None = None
    usedWLANprofiles: int | None = None
    usedPagingAreas: int | None = None


class CreateRFP(Request, answer="CreateRFPResp"):
    """Answered by :class:`CreateRFPResp`."""

    rfp: RFPType | None = None


class CreateRFPResp(Response):
    """Answer to :class:`CreateRFP`.

    Type body missing in the schema.
    """

    rfp: RFPType | None = None


class DeleteRFP(Request, required=("id",), answer="DeleteRFPResp"):
    """Answered by :class:`DeleteRFPResp`."""

    id: int | None = None


class DeleteRFPCaptureList(Request, answer="DeleteRFPCaptureListResp"):
    """Answered by :class:`DeleteRFPCaptureListResp`."""


class DeleteRFPCaptureListElem(Request, answer="DeleteRFPCaptureListElemResp"):
    """Answered by :class:`DeleteRFPCaptureListElemResp`."""

    ethAddr: str | None = None


class DeleteRFPCaptureListElemResp(Response):
    """Answer to :class:`DeleteRFPCaptureListElem`."""


class DeleteRFPCaptureListResp(Response):
    """Answer to :class:`DeleteRFPCaptureList`."""


class DeleteRFPResp(Response):
    """Answer to :class:`DeleteRFP`."""


class EventPBXEnrolmentCnf(Event, PBXEnrolmentFields):
    """Comes to those who subscribed."""


class EventRFPCapture(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    deleted: bool | None = None


class EventRFPCaptureCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None


class EventRFPCnf(Event, event_types=("RFPCnf",), permission="AllCnfRead"):
    """Subscribe ``RFPCnf``.

    Record travels in child <rfp> (schema draws its attributes flat).
    """

    deleted: bool | None = None
    rfp: RFPType | None = None


class EventRFPConnectAttempt(Event, event_types=("RFPConnectAttempt",)):
    """Subscribe ``RFPConnectAttempt``."""

    ethAddr: str | None = None
    ipAddr: str | None = None
    hwType: RFPHwTypeType | str | None = None
    hasWlan: bool | None = None
    radioType: RFPRadioTypeType | str | None = None
    outdoorType: bool | None = None
    hasFreqShift: bool | None = None


class EventRFPDetails(Event, event_types=("RFPDetails",)):
    """Subscribe ``RFPDetails``."""

    rfp: RFPType | None = None


class EventRFPMCnf(Event, RFPMFields):
    """Comes to those who subscribed."""


class EventRFPSummary(Event, RFPSummaryFields, event_types=("RFPSummary",)):
    """Subscribe ``RFPSummary``."""


class EventRFPSyncRel(Event, event_types=("RFPSync",), permission="Monitoring"):
    """Subscribe ``RFPSync``."""

    id: int | None = None
    forward: list[RFPSyncOffsetType] = repeated()


class GetPBXEnrolment(Request, answer="GetPBXEnrolmentResp"):
    """Answered by :class:`GetPBXEnrolmentResp`."""


class GetPBXEnrolmentResp(Response, PBXEnrolmentFields):
    """Answer to :class:`GetPBXEnrolment`."""


class GetRFP(Request, required=("id",), answer="GetRFPResp"):
    """Answered by :class:`GetRFPResp`."""

    id: int | None = None
    maxRecords: int | None = None
    withState: bool | None = None
    withDetails: bool | None = None


class GetRFPCapture(Request, answer="GetRFPCaptureResp"):
    """Answered by :class:`GetRFPCaptureResp`."""


class GetRFPCaptureList(Request, answer="GetRFPCaptureListResp"):
    """Answered by :class:`GetRFPCaptureListResp`."""


class GetRFPCaptureListResp(Response):
    """Answer to :class:`GetRFPCaptureList`."""

    rfp: list[RFPcapturedRFPType] = repeated()


class GetRFPCaptureResp(Response):
    """Answer to :class:`GetRFPCapture`."""

    enable: bool | None = None


class GetRFPM(Request, answer="GetRFPMResp"):
    """Answered by :class:`GetRFPMResp`."""


class GetRFPMResp(Response, RFPMFields):
    """Answer to :class:`GetRFPM`."""


class GetRFPResp(Response):
    """Answer to :class:`GetRFP`."""

    rfp: list[RFPType] = repeated()


class GetRFPSummary(Request, answer="GetRFPSummaryResp"):
    """Answered by :class:`GetRFPSummaryResp`."""


class GetRFPSummaryResp(Response, RFPSummaryFields):
    """Answer to :class:`GetRFPSummary`."""


class GetRFPSync(Request, answer="GetRFPSyncResp"):
    """Answered by :class:`GetRFPSyncResp`."""

    id: int | None = None


class GetRFPSyncResp(Response):
    """Answer to :class:`GetRFPSync`."""

    id: int | None = None
    syncState: RFPSyncStateType | str | None = None
    forward: list[RFPSyncOffsetType] = repeated()
    backward: list[RFPSyncOffsetType] = repeated()


class RequestRFPEnrollment(Request, answer="RequestRFPEnrollmentResp"):
    """Answered by :class:`RequestRFPEnrollmentResp`."""

    rfpId: int | None = None


class RequestRFPEnrollmentResp(Response):
    """Answer to :class:`RequestRFPEnrollment`."""


class SetPBXEnrolment(Request, PBXEnrolmentFields, answer="SetPBXEnrolmentResp"):
    """Answered by :class:`SetPBXEnrolmentResp`."""


class SetPBXEnrolmentResp(Response, PBXEnrolmentFields):
    """Answer to :class:`SetPBXEnrolment`."""


class SetRFP(Request, answer="SetRFPResp"):
    """Answered by :class:`SetRFPResp`."""

    rfp: RFPType | None = None


class SetRFPCapture(Request, answer="SetRFPCaptureResp"):
    """Answered by :class:`SetRFPCaptureResp`."""

    enable: bool | None = None


class SetRFPCaptureResp(Response):
    """Answer to :class:`SetRFPCapture`."""

    enable: bool | None = None


class SetRFPM(Request, RFPMFields, answer="SetRFPMResp"):
    """Answered by :class:`SetRFPMResp`."""


class SetRFPMResp(Response, RFPMFields):
    """Answer to :class:`SetRFPM`."""


class SetRFPResp(Response):
    """Answer to :class:`SetRFP`."""

    rfp: list[RFPType] = repeated()
