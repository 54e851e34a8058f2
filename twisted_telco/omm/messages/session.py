"""Login, keep-alive, limits, subscriptions.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.accounts import AccountStateType
    from twisted_telco.omm.messages.system import OmmStbStateType

__all__: list[str] = [
    "ClientInfo",
    "CmdType",
    "DECTSubscribeReject",
    "EventClientInfo",
    "EventDECTSubscribe",
    "EventPermissionChange",
    "EventType",
    "GetPublicKey",
    "GetPublicKeyResp",
    "GetVersions",
    "GetVersionsResp",
    "Limits",
    "LimitsResp",
    "Open",
    "OpenResp",
    "PermissionType",
    "Ping",
    "PingResp",
    "PublicKeyType",
    "ResponseCodeType",
    "Subscribe",
    "SubscribeApplicationDataChannel",
    "SubscribeCmdType",
    "SubscribeResp",
    "VersionType",
]


class CmdType(Strings):
    On = "On"
    Off = "Off"


class EventType(Strings):
    AccountCnf = "AccountCnf"
    AccountSummary = "AccountSummary"
    ACLCnf = "ACLCnf"
    AlarmCallProgress = "AlarmCallProgress"
    AlarmTrigger = "AlarmTrigger"
    AlarmTriggerCnf = "AlarmTriggerCnf"
    AutoDBCnf = "AutoDBCnf"
    BluetoothCnf = "BluetoothCnf"
    BluetoothBeaconSumCnf = "BluetoothBeaconSumCnf"
    BluetoothBeaconSumState = "BluetoothBeaconSumState"
    Conference = "Conference"
    ConferenceCnf = "ConferenceCnf"
    DECTSubscriptionMode = "DECTSubscriptionMode"
    DigitTreatmentCnf = "DigitTreatmentCnf"
    EventLog = "EventLog"
    FACCnf = "FACCnf"
    LicensedCodecLines = "LicensedCodecLines"
    LicenseFile = "LicenseFile"
    Locating = "Locating"
    LocatingBluetooth = "LocatingBluetooth"
    MessageConfirmation = "MessageConfirmation"
    MessageProgress = "MessageProgress"
    MessageQueueEmpty = "MessageQueueEmpty"
    MessageSend = "MessageSend"
    ParkServerResult = "ParkServerResult"
    PositionTrack = "PositionTrack"
    PPBtState = "PPBtState"
    PPDevCnf = "PPDevCnf"
    PPFirmwareUpdateCnf = "PPFirmwareUpdateCnf"
    PPFirmwareUpdateOverview = "PPFirmwareUpdateOverview"
    PPFirmwareUpdateState = "PPFirmwareUpdateState"
    PPFirmwareState = "PPFirmwareState"
    PPHCM = "PPHCM"
    PPState = "PPState"
    PPCallState = "PPCallState"
    PPDevSummary = "PPDevSummary"
    PPDevState = "PPDevState"
    PPCallStateCalling = "PPCallStateCalling"
    PPCallStatePaging = "PPCallStatePaging"
    PPCallStateConnected = "PPCallStateConnected"
    PPCallStateIdle = "PPCallStateIdle"
    PPCallStateNone = "PPCallStateNone"
    PPCallStateRinging = "PPCallStateRinging"
    PPDevStateOnHook = "PPDevStateOnHook"
    PPDevStateSilentCharging = "PPDevStateSilentCharging"
    PPDevStateBatteryLevel = "PPDevStateBatteryLevel"
    PPDevStateSwVersion = "PPDevStateSwVersion"
    PPSipState = "PPSipState"
    PPSipStateRegEvent = "PPSipStateRegEvent"
    PPSipStateEndEvent = "PPSipStateEndEvent"
    PPSipStateNotifyEvent = "PPSipStateNotifyEvent"
    PPSipStateRegistered = "PPSipStateRegistered"
    PPSipStateServerType = "PPSipStateServerType"
    PPSipStateServerAddr = "PPSipStateServerAddr"
    PPSipStateServerPort = "PPSipStateServerPort"
    PPTransaction = "PPTransaction"
    PPTransactionLinkEstablish = "PPTransactionLinkEstablish"
    PPTransactionRelease = "PPTransactionRelease"
    PPTransactionEstablish = "PPTransactionEstablish"
    PPTransactionPPNotFound = "PPTransactionPPNotFound"
    PPTransactionPagingStarted = "PPTransactionPagingStarted"
    PPTransactionReleaseFromPP = "PPTransactionReleaseFromPP"
    PPTransactionPPSetupRejected = "PPTransactionPPSetupRejected"
    PPTransactionComsRelease = "PPTransactionComsRelease"
    PPTransactionComsEstablish = "PPTransactionComsEstablish"
    PPTransactionSsFac = "PPTransactionSsFac"
    PPTransactionSsRelease = "PPTransactionSsRelease"
    PPTransactionSsEstablish = "PPTransactionSsEstablish"
    PPTransactionConnHandover = "PPTransactionConnHandover"
    PPTransactionLocReg = "PPTransactionLocReg"
    PPTransactionDetach = "PPTransactionDetach"
    PPUserCnf = "PPUserCnf"
    PPUserSummary = "PPUserSummary"
    RFPCnf = "RFPCnf"
    RFPConnectAttempt = "RFPConnectAttempt"
    RFPDetails = "RFPDetails"
    RFPIpQuality = "RFPIpQuality"
    RFPMsQuality = "RFPMsQuality"
    RFPState = "RFPState"
    RFPSummary = "RFPSummary"
    RFPSync = "RFPSync"
    RFPSyncQuality = "RFPSyncQuality"
    Roaming = "Roaming"
    SiteCnf = "SiteCnf"
    SiteSummary = "SiteSummary"
    SuplCallFeatures = "SuplCallFeatures"
    SystemCnf = "SystemCnf"
    SystemState = "SystemState"
    UserDataImport = "UserDataImport"
    VideoDev = "VideoDev"
    VideoDevSumCnf = "VideoDevSumCnf"
    VideoDevSumState = "VideoDevSumState"
    WLANClient = "WLANClient"
    WLANProfileCnf = "WLANProfileCnf"
    ApplicationDataChannel = "ApplicationDataChannel"
    LicensedFile = "LicensedFile"
    MOMMsgRouting = "MOMMsgRouting"
    MOMOMMCnf = "MOMOMMCnf"


class PermissionType(Strings):
    AllCnfWrite = "AllCnfWrite"
    AllCnfRead = "AllCnfRead"
    InfoMessaging = "InfoMessaging"
    Messaging = "Messaging"
    Alerting = "Alerting"
    LocatingAlert = "LocatingAlert"
    Locating = "Locating"
    Monitoring = "Monitoring"
    Conferencing = "Conferencing"
    Video = "Video"


class ResponseCodeType(Strings):
    EAreaFull = "EAreaFull"
    EAuth = "EAuth"
    EDectRegDomainInvalid = "EDectRegDomainInvalid"
    EEncryptNotAllowed = "EEncryptNotAllowed"
    EExist = "EExist"
    EFailed = "EFailed"
    EForbidden = "EForbidden"
    EInProgress = "EInProgress"
    EInval = "EInval"
    EInvalidChars = "EInvalidChars"
    ELicense = "ELicense"
    ELicenseFile = "ELicenseFile"
    ELicenseWrongInstallId = "ELicenseWrongInstallId"
    EMissing = "EMissing"
    ENoEnt = "ENoEnt"
    ENoMem = "ENoMem"
    EPerm = "EPerm"
    EPwEmpty = "EPwEmpty"
    EPwUnchanged = "EPwUnchanged"
    EPwSimilarToHost = "EPwSimilarToHost"
    EPwSimilarToName = "EPwSimilarToName"
    EPwTooManySimilarChars = "EPwTooManySimilarChars"
    EPwTooShort = "EPwTooShort"
    EPwTooSimilar = "EPwTooSimilar"
    EPwTooWeak = "EPwTooWeak"
    ETooLong = "ETooLong"
    EWlanRegDomainInvalid = "EWlanRegDomainInvalid"


class PublicKeyType(Record):
    """In ``OpenResp``."""

    modulus: str | None = None
    exponent: str | None = None


class SubscribeCmdType(Record):
    """In ``Subscribe``."""

    cmd: CmdType | str | None = None
    eventType: EventType | str | None = None
    ppn: int | None = None
    uid: int | None = None
    rfpId: int | None = None
    omm: int | None = None
    trigger: str | None = None
    scheme: str | None = None


class VersionType(Record):
    """In ``GetVersions``."""

    element: str | None = None


class ClientInfo(Request, answer="ClientInfoResp"):
    """Answered by ``ClientInfoResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class DECTSubscribeReject(Request, answer="DECTSubscribeRejectResp"):
    """Answered by ``DECTSubscribeRejectResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventClientInfo(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventDECTSubscribe(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventPermissionChange(Event, event_types=("SystemState",), permission="AllCnfRead"):
    """Subscribe ``SystemState``."""

    permission: list[PermissionType | str] = repeated()


class GetPublicKey(Request, answer="GetPublicKeyResp"):
    """Answered by :class:`GetPublicKeyResp`."""


class GetPublicKeyResp(Response):
    """Answer to :class:`GetPublicKey`."""

    modulus: str | None = None
    exponent: str | None = None


class GetVersions(Request, answer="GetVersionsResp"):
    """Answered by :class:`GetVersionsResp`."""

    version: list[VersionType] = repeated()


class GetVersionsResp(Response):
    """Answer to :class:`GetVersions`.

    One string attribute per message name the server knows (value like 1.0.18); treat as an open
    dict.
    """


class Limits(Request, answer="LimitsResp"):
    """Answered by :class:`LimitsResp`."""


class LimitsResp(Response):
    """Answer to :class:`Limits`."""

    axiClients: int | None = None
    codec: int | None = None
    ldapServer: int | None = None
    licLatency: int | None = None
    ppnNum: int | None = None
    certificateNum: int | None = None
    records: int | None = None
    rfpNum: int | None = None
    dnsServer: int | None = None
    ntpServer: int | None = None
    site: int | None = None
    ppVideoDevNum: int | None = None
    ppProfileNum: int | None = None
    ssidWlanKey: int | None = None
    trigger: int | None = None
    urlLen: int | None = None
    userId: int | None = None
    wlanMacFilter: int | None = None
    xmlBuiltInAppl: int | None = None
    xmlDynAppl: int | None = None
    xmlCorpDirAppl: int | None = None
    wlanClients: int | None = None
    wlanProfiles: int | None = None
    bluetoothBeacons: int | None = None  # schema: BluetoothBeacons
    conferenceRooms: int | None = None
    limitRTT1: int | None = None
    limitRTT2: int | None = None
    limitRTT3: int | None = None
    limitRTT4: int | None = None
    ssidWlan: int | None = None
    bluetoothNeighbours: int | None = None
    bluetoothRssiValues: int | None = None


class Open(Request, required=("username", "password"), answer="OpenResp"):
    """Answered by :class:`OpenResp`."""

    username: str | None = None
    password: str | None = None
    protocolVersion: int | None = None
    UserDeviceSyncClient: bool | None = None
    OMPClient: bool | None = None


class OpenResp(Response):
    """Answer to :class:`Open`."""

    protocolVersion: str | None = None
    ommVersion: str | None = None
    axiClients: int | None = None
    ommAxiSpecVersion: str | None = None
    minPPSwVersion1: str | None = None
    minPPSwVersion2: str | None = None
    ommStbState: OmmStbStateType | str | None = None
    ommStbAddr: str | None = None
    ommStream: str | None = None
    ommPlatform: str | None = None
    uptime: int | None = None
    EULAConfirm: bool | None = None
    haveAdditionalSettings: bool | None = None
    haveAutoDB: bool | None = None
    haveBluetooth: bool | None = None
    haveConference: bool | None = None
    haveConfigPython: bool | None = None
    haveDECTRegDomain: bool | None = None
    haveDECTPpSettings: bool | None = None
    haveDigitTreatment: bool | None = None
    haveDigitTreatmentSimple: bool | None = None
    haveLDAP: bool | None = None
    havePPFirmwareUpdate: bool | None = None
    haveEnrolmentPBX: bool | None = None
    haveEnrolmentPP: bool | None = None
    haveEnrolmentRFP: bool | None = None
    haveExternalUserData: bool | None = None
    haveFACs: bool | None = None
    haveHCM: bool | None = None
    haveIMA: bool | None = None
    haveIPParamCnf: bool | None = None
    haveLicensing: bool | None = None
    haveLocating: bool | None = None
    haveNTP: bool | None = None
    haveOmmLogForward: bool | None = None
    haveOMP: bool | None = None
    havePagingAreas: bool | None = None
    havePARKFile: bool | None = None
    haveProtFTP: bool | None = None
    haveProtFTPS: bool | None = None
    haveProtHTTP: bool | None = None
    haveProtHTTPS: bool | None = None
    haveProtSCP: bool | None = None
    haveProtSFTP: bool | None = None
    haveProtTFTP: bool | None = None
    haveRFPMCnf: bool | None = None
    haveRFPOMM: bool | None = None
    haveRTPPortBaseCnf: bool | None = None
    haveSARI: bool | None = None
    haveSemiAttendedTransfer: bool | None = None
    haveSIP: bool | None = None
    haveSIPSecure: bool | None = None
    haveSNMP: bool | None = None
    haveSpecialBranding: bool | None = None
    haveSRTP: bool | None = None
    haveSoftwareImageURL: bool | None = None
    haveSOSNumberPP: bool | None = None
    haveTZones: bool | None = None
    haveUnboundDevices: bool | None = None
    haveUMO: bool | None = None
    haveUserDeviceSync: bool | None = None
    haveVideo: bool | None = None
    haveVLAN: bool | None = None
    haveVoiceboxNumber: bool | None = None
    haveWLAN: bool | None = None
    haveXML: bool | None = None
    haveXMLDynamic: bool | None = None
    haveXMLCorpDir: bool | None = None
    axiVersion: str | None = None
    minPPSwVersion3: str | None = None
    minPPSwVersion4: str | None = None
    cloudId: str | None = None
    sari: str | None = None
    haveMOMAppl: bool | None = None
    GDPREnabled: bool | None = None
    GDPRComplianceText: str | None = None
    accountState: list[AccountStateType] = repeated()
    permission: list[PermissionType | str] = repeated()
    publicKey: PublicKeyType | None = None


class Ping(Request, answer="PingResp"):
    """Answered by :class:`PingResp`."""

    timeStamp: int | None = None


class PingResp(Response):
    """Answer to :class:`Ping`."""

    timeStamp: int | None = None


class Subscribe(Request, answer="SubscribeResp"):
    """Answered by :class:`SubscribeResp`."""

    e: list[SubscribeCmdType] = repeated()


class SubscribeApplicationDataChannel(Request, answer="SubscribeApplicationDataChannelResp"):
    """Answered by ``SubscribeApplicationDataChannelResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SubscribeResp(Response):
    """Answer to :class:`Subscribe`."""

    eventType: EventType | str | None = None
