"""Users and their monitoring.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.bluetooth import BTsensitivityType
    from twisted_telco.omm.messages.devices import PPRelTypeType

__all__: list[str] = [
    "ConferenceServerType",
    "CreatePPUser",
    "CreatePPUserResp",
    "DeletePPUser",
    "DeletePPUserResp",
    "EventPPSIPDeregistered",
    "EventPPUserCnf",
    "EventPPUserMovedLocally",
    "EventPPUserSummary",
    "EventPreserveUserDeviceRelationCnf",
    "EventUserMonitoringCnf",
    "GetPPUser",
    "GetPPUserByNumber",
    "GetPPUserByNumberResp",
    "GetPPUserResp",
    "GetPPUserSummary",
    "GetPPUserSummaryResp",
    "GetPreserveUserDeviceRelation",
    "GetPreserveUserDeviceRelationResp",
    "GetUserMonitoring",
    "GetUserMonitoringResp",
    "IncominCallHandlingType",
    "PPSIPDeregister",
    "PPSIPRegister",
    "PPUserCallForwardStateType",
    "PPUserLanguageType",
    "PPUserMonitoringModeType",
    "PPUserMonitoringStateType",
    "PPUserType",
    "SetPPUser",
    "SetPPUserDevRelation",
    "SetPPUserDevRelationResp",
    "SetPPUserResp",
    "SetPreserveUserDeviceRelation",
    "SetPreserveUserDeviceRelationResp",
    "SetUserMonitoring",
    "SetUserMonitoringResp",
]


class ConferenceServerType(Strings):
    None_ = "None"
    Integrated = "Integrated"
    External = "External"
    ExternalBlindTransfer = "ExternalBlindTransfer"
    Global = "Global"


class IncominCallHandlingType(Strings):
    Off = "Off"
    On = "On"
    Global = "Global"


class PPUserCallForwardStateType(Strings):
    Off = "Off"
    Busy = "Busy"
    NoAnswer = "NoAnswer"
    BusyNoAnswer = "BusyNoAnswer"
    All = "All"


class PPUserLanguageType(Strings):
    English = "English"
    German = "German"
    French = "French"
    Spanish = "Spanish"
    Italian = "Italian"
    Dutch = "Dutch"
    Swedish = "Swedish"
    Portuguese = "Portuguese"
    Danish = "Danish"
    Finnish = "Finnish"
    Norwegian = "Norwegian"
    Czech = "Czech"
    Slovakian = "Slovakian"
    Hungarian = "Hungarian"
    Russian = "Russian"
    Turkish = "Turkish"
    Polish = "Polish"
    Estonian = "Estonian"


class PPUserMonitoringModeType(Strings):
    Off = "Off"
    Passive = "Passive"
    Active = "Active"


class PPUserMonitoringStateType(Strings):
    Unknown = "Unknown"
    Available = "Available"
    Warning = "Warning"
    Unavailable = "Unavailable"
    Escalated = "Escalated"


class PPUserType(Record):
    """In ``CreateFixedPP`` and 12 more."""

    encrypted: ClassVar[tuple[str, ...]] = ("pin", "sipPw", "credentialPw", "serviceAuthPassword")

    uid: int | None = None
    ppn: int | None = None
    timeStamp: int | None = None
    relType: PPRelTypeType | str | None = None
    name: str | None = None
    num: str | None = None
    hierarchy1: str | None = None
    hierarchy2: str | None = None
    addId: str | None = None
    pin: str | None = None
    sipAuthId: str | None = None
    sipPw: str | None = None
    sosNum: str | None = None
    voiceboxNum: str | None = None
    manDownNum: str | None = None
    forwardState: PPUserCallForwardStateType | str | None = None
    forwardTime: int | None = None
    forwardDest: str | None = None
    lang: PPUserLanguageType | str | None = None
    holdRingBackTime: int | None = None
    autoAnswer: IncominCallHandlingType | str | None = None
    microphoneMute: IncominCallHandlingType | str | None = None
    warningTone: IncominCallHandlingType | str | None = None
    allowBargeIn: IncominCallHandlingType | str | None = None
    callWaitingDisabled: bool | None = None
    external: bool | None = None
    trackingActive: bool | None = None
    locatable: bool | None = None
    BTlocatable: bool | None = None
    BTsensitivity: BTsensitivityType | str | None = None
    locRight: bool | None = None
    msgRight: bool | None = None
    sendVcardRight: bool | None = None
    recvVcardRight: bool | None = None
    keepLocalPB: bool | None = None
    vip: bool | None = None
    sipRegisterCheck: bool | None = None
    allowVideoStream: bool | None = None
    conferenceServerType: ConferenceServerType | str | None = None
    conferenceServerURI: str | None = None
    monitoringMode: PPUserMonitoringModeType | str | None = None
    CUS: PPUserMonitoringStateType | str | None = None
    HAS: PPUserMonitoringStateType | str | None = None
    HSS: PPUserMonitoringStateType | str | None = None
    HRS: PPUserMonitoringStateType | str | None = None
    HCS: PPUserMonitoringStateType | str | None = None
    SRS: PPUserMonitoringStateType | str | None = None
    SCS: PPUserMonitoringStateType | str | None = None
    CDS: PPUserMonitoringStateType | str | None = None
    HBS: PPUserMonitoringStateType | str | None = None
    BTS: PPUserMonitoringStateType | str | None = None
    SWS: PPUserMonitoringStateType | str | None = None
    credentialPw: str | None = None
    configurationDataLoaded: bool | None = None
    ppProfileId: int | None = None
    ppData: str | None = None
    fixedSipPort: int | None = None
    calculatedSipPort: int | None = None
    ppnOld: int | None = None
    langPP: PPUserLanguageType | str | None = None
    altDisplayNum: str | None = None
    sipProfileId: int | None = None
    pickupGroupNum: str | None = None
    uidSec: int | None = None
    permanent: bool | None = None
    autoLogoutOnCharge: bool | None = None
    hotDeskingSupport: bool | None = None
    authenticateLogout: bool | None = None
    useSIPUserName: str | None = None
    useSIPUserAuthentication: str | None = None
    serviceUserName: str | None = None
    serviceAuthName: str | None = None
    serviceAuthPassword: str | None = None
    keyLockEnable: str | None = None
    keyLockPin: str | None = None
    keyLockTime: str | None = None
    timeStampAdmin: int | None = None
    timeStampRelation: int | None = None


class PPUserSummaryFields(Record):
    """In ``EventPPUserSummary`` and 1 more."""

    nRecords: int | None = None
    uidFirst: int | None = None
    nSipRegistration: int | None = None
    nLocatable: int | None = None
    nMsgSend: int | None = None
    usersActiveMonitored: int | None = None
    usersPassiveMonitored: int | None = None
    usersWarned: int | None = None
    usersUnavailable: int | None = None
    usersEscalated: int | None = None


class UserMonitoringFields(Record):
    """In ``EventUserMonitoringCnf`` and 3 more."""

    startupDelay: int | None = None
    escalationDelay: int | None = None
    activityTimeout1: int | None = None
    activityTimeout2: int | None = None
    locatingEscalation: bool | None = None
    batteryThresholdValue: int | None = None


class PPUserDevRelationFields(Record):
    """In ``SetPPUserDevRelation`` and 1 more."""

    uid: int | None = None
    relType: PPRelTypeType | str | None = None


class CreatePPUser(Request, answer="CreatePPUserResp"):
    """Answered by :class:`CreatePPUserResp`."""

    user: PPUserType | None = None


class CreatePPUserResp(Response):
    """Answer to :class:`CreatePPUser`.

    Record travels in child <user> (schema draws its attributes flat).
    """

    user: PPUserType | None = None


class DeletePPUser(Request, answer="DeletePPUserResp"):
    """Answered by :class:`DeletePPUserResp`."""

    uid: int | None = None
    num: str | None = None


class DeletePPUserResp(Response):
    """Answer to :class:`DeletePPUser`."""


class EventPPSIPDeregistered(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPPUserCnf(Event, event_types=("PPUserCnf",), permission="AllCnfRead"):
    """Subscribe ``PPUserCnf``."""

    deleted: bool | None = None
    user: PPUserType | None = None


class EventPPUserMovedLocally(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPPUserSummary(Event, PPUserSummaryFields, event_types=("PPUserSummary",)):
    """Subscribe ``PPUserSummary``."""


class EventPreserveUserDeviceRelationCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None


class EventUserMonitoringCnf(Event, UserMonitoringFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class GetPPUser(Request, required=("uid",), answer="GetPPUserResp"):
    """Answered by :class:`GetPPUserResp`."""

    uid: int | None = None
    maxRecords: int | None = None


class GetPPUserByNumber(Request, answer="GetPPUserByNumberResp"):
    """Answered by :class:`GetPPUserByNumberResp`."""

    num: str | None = None


class GetPPUserByNumberResp(Response):
    """Answer to :class:`GetPPUserByNumber`."""

    user: PPUserType | None = None


class GetPPUserResp(Response):
    """Answer to :class:`GetPPUser`."""

    user: list[PPUserType] = repeated()


class GetPPUserSummary(Request, answer="GetPPUserSummaryResp"):
    """Answered by :class:`GetPPUserSummaryResp`."""


class GetPPUserSummaryResp(Response, PPUserSummaryFields):
    """Answer to :class:`GetPPUserSummary`."""


class GetPreserveUserDeviceRelation(Request, answer="GetPreserveUserDeviceRelationResp"):
    """Answered by :class:`GetPreserveUserDeviceRelationResp`."""


class GetPreserveUserDeviceRelationResp(Response):
    """Answer to :class:`GetPreserveUserDeviceRelation`."""

    enable: bool | None = None


class GetUserMonitoring(Request, answer="GetUserMonitoringResp"):
    """Answered by :class:`GetUserMonitoringResp`."""


class GetUserMonitoringResp(Response, UserMonitoringFields):
    """Answer to :class:`GetUserMonitoring`."""


class PPSIPDeregister(Request, answer="PPSIPDeregisterResp"):
    """Answered by ``PPSIPDeregisterResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class PPSIPRegister(Request, answer="PPSIPRegisterResp"):
    """Answered by ``PPSIPRegisterResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetPPUser(Request, answer="SetPPUserResp"):
    """Answered by :class:`SetPPUserResp`."""

    user: PPUserType | None = None


class SetPPUserDevRelation(
    Request,
    PPUserDevRelationFields,
    answer="SetPPUserDevRelationResp",
    permission="AllCnfWrite",
):
    """Answered by :class:`SetPPUserDevRelationResp`."""


class SetPPUserDevRelationResp(Response, PPUserDevRelationFields):
    """Answer to :class:`SetPPUserDevRelation`."""


class SetPPUserResp(Response):
    """Answer to :class:`SetPPUser`.

    Record travels in child <user> (schema draws its attributes flat).
    """

    user: PPUserType | None = None


class SetPreserveUserDeviceRelation(Request, answer="SetPreserveUserDeviceRelationResp"):
    """Answered by :class:`SetPreserveUserDeviceRelationResp`."""

    enable: bool | None = None


class SetPreserveUserDeviceRelationResp(Response):
    """Answer to :class:`SetPreserveUserDeviceRelation`."""

    enable: bool | None = None


class SetUserMonitoring(Request, UserMonitoringFields, answer="SetUserMonitoringResp"):
    """Answered by :class:`SetUserMonitoringResp`."""


class SetUserMonitoringResp(Response, UserMonitoringFields):
    """Answer to :class:`SetUserMonitoring`."""
