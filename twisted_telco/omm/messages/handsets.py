"""Handsets at work: subscription, state, transactions, profiles.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

__all__: list[str] = [
    "DECTSubscriptionModeType",
    "DECTSubscriptionStateType",
    "EventDECTAuthCodeCnf",
    "EventDECTSubscriptionMode",
    "EventDevAutoCreateCnf",
    "EventPPLink",
    "EventPPLogin",
    "EventPPLoginVariantCnf",
    "EventPPState",
    "EventPPTransaction",
    "EventPpProfileCnf",
    "EventRestrictedSubscriptionDurationCnf",
    "GetDECTAuthCode",
    "GetDECTAuthCodeResp",
    "GetDECTSubscriptionMode",
    "GetDECTSubscriptionModeResp",
    "GetDevAutoCreate",
    "GetDevAutoCreateResp",
    "GetLastPPDevAction",
    "GetLastPPDevActionResp",
    "GetPPLoginVariant",
    "GetPPLoginVariantResp",
    "GetPPState",
    "GetPPStateResp",
    "GetPpProfile",
    "GetPpProfileResp",
    "GetRestrictedSubscriptionDuration",
    "GetRestrictedSubscriptionDurationResp",
    "LastPPActionType",
    "PPLoginVariantTypeType",
    "PPRegServerType",
    "PPTransactionType",
    "PPUserCallStateType",
    "PPUserSIPEventType",
    "PpProfileType",
    "PpType",
    "SetDECTAuthCode",
    "SetDECTAuthCodeResp",
    "SetDECTSubscriptionMode",
    "SetDECTSubscriptionModeResp",
    "SetDevAutoCreate",
    "SetDevAutoCreateResp",
    "SetPPLink",
    "SetPPLoginVariant",
    "SetPPLoginVariantResp",
    "SetPpProfile",
    "SetPpProfileResp",
    "SetRestrictedSubscriptionDuration",
    "SetRestrictedSubscriptionDurationResp",
]


class DECTSubscriptionModeType(Strings):
    Wildcard = "Wildcard"
    Configured = "Configured"
    Off = "Off"


class DECTSubscriptionStateType(Strings):
    No = "No"
    Unconfirmed = "Unconfirmed"
    Yes = "Yes"


class PPLoginVariantTypeType(Strings):
    NUMBER = "NUMBER"
    ID = "ID"


class PPRegServerType(Strings):
    None_ = "None"
    Primary = "Primary"
    Secondary = "Secondary"
    Tertiary = "Tertiary"


class PPTransactionType(Strings):
    None_ = "None"
    LinkEstablish = "LinkEstablish"
    Release = "Release"
    Establish = "Establish"
    PPNotFound = "PPNotFound"
    PagingStarted = "PagingStarted"
    ReleaseFromPP = "ReleaseFromPP"
    PPSetupRejected = "PPSetupRejected"
    ComsRelease = "ComsRelease"
    ComsEstablish = "ComsEstablish"
    SsFac = "SsFac"
    SsRelease = "SsRelease"
    SsEstablish = "SsEstablish"
    ConnHandover = "ConnHandover"
    LocReg = "LocReg"
    Detach = "Detach"
    Cc = "Cc"
    Ss = "Ss"
    Coms = "Coms"


class PPUserCallStateType(Strings):
    ringing = "ringing"
    calling = "calling"
    paging = "paging"
    connected = "connected"
    idle = "idle"
    none = "none"


class PPUserSIPEventType(Strings):
    sipRegistrationEvent = "sipRegistrationEvent"
    sipRegistrationEndEvent = "sipRegistrationEndEvent"
    sipNotifyEvent = "sipNotifyEvent"


class LastPPActionType(Record):
    """In ``GetActivePPDevResp`` and 1 more."""

    ppn: int | None = None
    trType: PPTransactionType | str | None = None
    rfpId: int | None = None
    relTime: int | None = None


class PpProfileType(Record):
    """In ``EventPpProfileCnf`` and 3 more."""

    id: int | None = None
    name: str | None = None
    ppData: str | None = None
    timeStamp: int | None = None


class PpType(Record):
    """In ``EventVideoDevCnf``."""

    ppn: int | None = None


class EventDECTAuthCodeCnf(Event, event_types=("SystemCnf",), permission="AllCnfRead"):
    """Subscribe ``SystemCnf``."""

    ac: str | None = None


class EventDECTSubscriptionMode(Event, event_types=("DECTSubscriptionMode",)):
    """Subscribe ``DECTSubscriptionMode``."""

    mode: DECTSubscriptionModeType | str | None = None


class EventDevAutoCreateCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None


class EventPPLink(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPPLogin(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPPLoginVariantCnf(Event):
    """Comes to those who subscribed."""

    login: PPLoginVariantTypeType | str | None = None


class EventPpProfileCnf(Event):
    """Comes to those who subscribed."""

    delete: bool | None = None
    ppProfile: PpProfileType | None = None


class EventPPState(
    Event,
    event_types=(
        "PPState",
        "PPDevState",
        "PPCallState",
        "PPBtState",
        "PPSipState",
        "PPCallStateCalling",
        "PPCallStatePaging",
        "PPCallStateConnected",
        "PPCallStateIdle",
        "PPCallStateNone",
        "PPCallStateRinging",
        "PPDevStateOnHook",
        "PPDevStateSilentCharging",
        "PPDevStateBatteryLevel",
        "PPDevStateSwVersion",
        "PPSipStateRegEvent",
        "PPSipStateEndEvent",
        "PPSipStateNotifyEvent",
        "PPSipStateRegistered",
        "PPSipStateServerType",
        "PPSipStateServerAddr",
        "PPSipStateServerPort",
    ),
    permission="Monitoring",
):
    """Subscribe ``PPState`` and others."""

    ppn: int | None = None
    onHook: bool | None = None
    silentCharging: bool | None = None
    batteryLevel: int | None = None
    swVersion: str | None = None
    callState: PPUserCallStateType | str | None = None
    bluetooth: int | None = None
    registered: bool | None = None
    regServerType: PPRegServerType | str | None = None
    regServerAddr: str | None = None
    regServerPort: int | None = None
    sipEvent: PPUserSIPEventType | str | None = None
    isUsbConnected: bool | None = None
    isInCharger: bool | None = None


class EventPPTransaction(
    Event,
    event_types=(
        "PPTransaction",
        "PPTransactionLinkEstablish",
        "PPTransactionRelease",
        "PPTransactionEstablish",
        "PPTransactionPPNotFound",
        "PPTransactionPagingStarted",
        "PPTransactionReleaseFromPP",
        "PPTransactionPPSetupRejected",
        "PPTransactionComsRelease",
        "PPTransactionComsEstablish",
        "PPTransactionSsFac",
        "PPTransactionSsRelease",
        "PPTransactionSsEstablish",
        "PPTransactionConnHandover",
        "PPTransactionLocReg",
        "PPTransactionDetach",
    ),
):
    """Subscribe ``PPTransaction`` and others."""

    trType: PPTransactionType | str | None = None
    ppn: int | None = None
    rfpId: int | None = None


class EventRestrictedSubscriptionDurationCnf(Event):
    """Comes to those who subscribed."""

    restrictedSubscrDur: bool | None = None


class GetDECTAuthCode(Request, answer="GetDECTAuthCodeResp"):
    """Answered by :class:`GetDECTAuthCodeResp`."""


class GetDECTAuthCodeResp(Response):
    """Answer to :class:`GetDECTAuthCode`."""

    ac: str | None = None


class GetDECTSubscriptionMode(Request, answer="GetDECTSubscriptionModeResp"):
    """Answered by :class:`GetDECTSubscriptionModeResp`."""


class GetDECTSubscriptionModeResp(Response):
    """Answer to :class:`GetDECTSubscriptionMode`."""

    mode: DECTSubscriptionModeType | str | None = None


class GetDevAutoCreate(Request, answer="GetDevAutoCreateResp"):
    """Answered by :class:`GetDevAutoCreateResp`."""


class GetDevAutoCreateResp(Response):
    """Answer to :class:`GetDevAutoCreate`."""

    enable: bool | None = None


class GetLastPPDevAction(Request, required=("ppn",), answer="GetLastPPDevActionResp"):
    """Answered by :class:`GetLastPPDevActionResp`."""

    ppn: int | None = None


class GetLastPPDevActionResp(Response):
    """Answer to :class:`GetLastPPDevAction`."""

    pp: list[LastPPActionType] = repeated()


class GetPPLoginVariant(Request, answer="GetPPLoginVariantResp"):
    """Answered by :class:`GetPPLoginVariantResp`."""


class GetPPLoginVariantResp(Response):
    """Answer to :class:`GetPPLoginVariant`."""

    login: PPLoginVariantTypeType | str | None = None


class GetPpProfile(Request, answer="GetPpProfileResp"):
    """Answered by :class:`GetPpProfileResp`."""

    Id: int | None = None


class GetPpProfileResp(Response):
    """Answer to :class:`GetPpProfile`."""

    ppProfile: PpProfileType | None = None


class GetPPState(Request, answer="GetPPStateResp"):
    """Answered by :class:`GetPPStateResp`."""

    ppn: int | None = None


class GetPPStateResp(Response):
    """Answer to :class:`GetPPState`."""

    ppn: int | None = None
    onHook: bool | None = None
    silentCharging: bool | None = None
    batteryLevel: int | None = None
    swVersion: str | None = None
    callState: PPUserCallStateType | str | None = None
    bluetooth: int | None = None
    registered: bool | None = None
    regServerType: PPRegServerType | str | None = None
    regServerAddr: str | None = None
    regServerPort: int | None = None


class GetRestrictedSubscriptionDuration(Request, answer="GetRestrictedSubscriptionDurationResp"):
    """Answered by :class:`GetRestrictedSubscriptionDurationResp`."""


class GetRestrictedSubscriptionDurationResp(Response):
    """Answer to :class:`GetRestrictedSubscriptionDuration`."""

    restrictedSubscrDur: bool | None = None


class SetDECTAuthCode(Request, answer="SetDECTAuthCodeResp"):
    """Answered by :class:`SetDECTAuthCodeResp`."""

    ac: str | None = None


class SetDECTAuthCodeResp(Response):
    """Answer to :class:`SetDECTAuthCode`."""

    ac: str | None = None


class SetDECTSubscriptionMode(Request, required=("mode",), answer="SetDECTSubscriptionModeResp"):
    """Answered by :class:`SetDECTSubscriptionModeResp`."""

    mode: DECTSubscriptionModeType | str | None = None
    timeout: int | None = None


class SetDECTSubscriptionModeResp(Response):
    """Answer to :class:`SetDECTSubscriptionMode`."""


class SetDevAutoCreate(Request, answer="SetDevAutoCreateResp"):
    """Answered by :class:`SetDevAutoCreateResp`."""

    enable: bool | None = None


class SetDevAutoCreateResp(Response):
    """Answer to :class:`SetDevAutoCreate`."""

    enable: bool | None = None


class SetPPLink(Request, answer="SetPPLinkResp"):
    """Answered by ``SetPPLinkResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetPPLoginVariant(Request, answer="SetPPLoginVariantResp"):
    """Answered by :class:`SetPPLoginVariantResp`."""

    login: PPLoginVariantTypeType | str | None = None


class SetPPLoginVariantResp(Response):
    """Answer to :class:`SetPPLoginVariant`."""

    login: PPLoginVariantTypeType | str | None = None


class SetPpProfile(Request, answer="SetPpProfileResp"):
    """Answered by :class:`SetPpProfileResp`."""

    ppProfile: PpProfileType | None = None


class SetPpProfileResp(Response):
    """Answer to :class:`SetPpProfile`."""

    ppProfile: PpProfileType | None = None


class SetRestrictedSubscriptionDuration(Request, answer="SetRestrictedSubscriptionDurationResp"):
    """Answered by :class:`SetRestrictedSubscriptionDurationResp`."""

    restrictedSubscrDur: bool | None = None


class SetRestrictedSubscriptionDurationResp(Response):
    """Answer to :class:`SetRestrictedSubscriptionDuration`."""

    restrictedSubscrDur: bool | None = None
