"""SIP.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings

if TYPE_CHECKING:
    from twisted_telco.omm.messages.calls import SemiAttendedTransferModeType

__all__: list[str] = [
    "CallerDeterminationType",
    "ContactMatchingModeType",
    "EventAdvancedSIPCnf",
    "EventBackupSIPCnf",
    "EventBasicSIPCnf",
    "EventPortRangeSIPCnf",
    "EventRegistrationTrafficShapingCnf",
    "EventSecureSIPCnf",
    "GetAdvancedSIP",
    "GetAdvancedSIPResp",
    "GetBackupSIP",
    "GetBackupSIPResp",
    "GetBasicSIP",
    "GetBasicSIPResp",
    "GetPortRangeSIP",
    "GetPortRangeSIPResp",
    "GetRegistrationTrafficShaping",
    "GetRegistrationTrafficShapingResp",
    "GetSecureSIP",
    "GetSecureSIPResp",
    "SIPPortRangeType",
    "SSLMethodType",
    "SetAdvancedSIP",
    "SetAdvancedSIPResp",
    "SetBackupSIP",
    "SetBackupSIPResp",
    "SetBasicSIP",
    "SetBasicSIPResp",
    "SetPortRangeSIP",
    "SetPortRangeSIPResp",
    "SetRegistrationTrafficShaping",
    "SetRegistrationTrafficShapingResp",
    "SetSecureSIP",
    "SetSecureSIPResp",
    "TransportProtType",
]


class CallerDeterminationType(Strings):
    P_Assert_Identity = "P-Assert-Identity"
    From_To = "From/To"


class ContactMatchingModeType(Strings):
    Uri = "Uri"
    IpOnly = "IpOnly"
    IpAndUsername = "IpAndUsername"
    UsernameOnly = "UsernameOnly"


class SSLMethodType(Strings):
    Auto = "Auto"
    TLS1_0 = "TLS1.0"
    TLS1_1 = "TLS1.1"
    TLS1_2 = "TLS1.2"


class TransportProtType(Strings):
    UDP = "UDP"
    TCP = "TCP"
    UDPAndTCP = "UDPAndTCP"
    TLS = "TLS"
    PersistentTLS = "PersistentTLS"


class SIPPortRangeType(Record):
    """In ``EventPortRangeSIPCnf``, ``GetPortRangeSIPResp``, …"""

    startPort: int | None = None
    endPort: int | None = None


class EventAdvancedSIPCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    mwiSubscription: bool | None = None
    userAgentInfo: bool | None = None
    dialTerminator: bool | None = None
    regFailedRetryTimer: int | None = None
    regTimeoutRetryTimer: int | None = None
    transactionTimer: int | None = None
    blacklistTimeout: int | None = None
    callerDetermination: CallerDeterminationType | str | None = None
    multipleRing: bool | None = None
    semiAttendedTransferMode: SemiAttendedTransferModeType | str | None = None
    referToWithReplaces: bool | None = None
    xAastraId: bool | None = None
    userAgentCompatibility: bool | None = None
    CallRejectStateCodeDev: int | None = None
    CallRejectStateCodeUsr: int | None = None
    sessionTimer: int | None = None
    incomingCallTiemout: int | None = None
    contactMatching: ContactMatchingModeType | str | None = None


class EventBackupSIPCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    failoverActive: bool | None = None
    failoverTime: int | None = None
    secondaryProxyServer: str | None = None
    secondaryProxyPort: int | None = None
    secondaryRegServer: str | None = None
    secondaryRegPort: int | None = None
    secondaryOutboundProxyServer: str | None = None
    secondaryOutboundProxyPort: int | None = None
    tertiaryProxyServer: str | None = None
    tertiaryProxyPort: int | None = None
    tertiaryRegServer: str | None = None
    tertiaryRegPort: int | None = None
    tertiaryOutboundProxyServer: str | None = None
    tertiaryOutboundProxyPort: int | None = None


class EventBasicSIPCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    proxyServer: str | None = None
    proxyPort: int | None = None
    outboundProxyServer: str | None = None
    outboundProxyPort: int | None = None
    regServer: str | None = None
    regPort: int | None = None
    regPeriod: int | None = None
    transportProt: TransportProtType | str | None = None
    sipRegisterCheckNum: str | None = None
    gruu: bool | None = None


class EventPortRangeSIPCnf(Event):
    """Comes to those who subscribed."""

    userUdpTcp: SIPPortRangeType | None = None
    userTls: SIPPortRangeType | None = None
    confRoomUdpTcp: SIPPortRangeType | None = None
    confRoomTls: SIPPortRangeType | None = None


class EventRegistrationTrafficShapingCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    maxRegistrations: int | None = None
    timeout: int | None = None
    spreadRegRenew: bool | None = None
    renewalTimer: int | None = None


class EventSecureSIPCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    keepAliveTimeoutEnable: bool | None = None
    timeout: int | None = None
    sendSipsOverTLS: bool | None = None
    authenticationTLS: bool | None = None
    commonNameValidationTLS: bool | None = None


class GetAdvancedSIP(Request, answer="GetAdvancedSIPResp"):
    """Answered by :class:`GetAdvancedSIPResp`."""


class GetAdvancedSIPResp(Response):
    """Answer to :class:`GetAdvancedSIP`."""

    mwiSubscription: bool | None = None
    userAgentInfo: bool | None = None
    dialTerminator: bool | None = None
    regFailedRetryTimer: int | None = None
    regTimeoutRetryTimer: int | None = None
    transactionTimer: int | None = None
    blacklistTimeout: int | None = None
    callerDetermination: CallerDeterminationType | str | None = None
    multipleRing: bool | None = None
    semiAttendedTransferMode: SemiAttendedTransferModeType | str | None = None
    referToWithReplaces: bool | None = None
    xAastraId: bool | None = None
    userAgentCompatibility: bool | None = None
    CallRejectStateCodeDev: int | None = None
    CallRejectStateCodeUsr: int | None = None
    sessionTimer: int | None = None
    incomingCallTiemout: int | None = None
    contactMatching: ContactMatchingModeType | str | None = None


class GetBackupSIP(Request, answer="GetBackupSIPResp"):
    """Answered by :class:`GetBackupSIPResp`."""


class GetBackupSIPResp(Response):
    """Answer to :class:`GetBackupSIP`."""

    failoverActive: bool | None = None
    failoverTime: int | None = None
    secondaryProxyServer: str | None = None
    secondaryProxyPort: int | None = None
    secondaryRegServer: str | None = None
    secondaryRegPort: int | None = None
    secondaryOutboundProxyServer: str | None = None
    secondaryOutboundProxyPort: int | None = None
    tertiaryProxyServer: str | None = None
    tertiaryProxyPort: int | None = None
    tertiaryRegServer: str | None = None
    tertiaryRegPort: int | None = None
    tertiaryOutboundProxyServer: str | None = None
    tertiaryOutboundProxyPort: int | None = None


class GetBasicSIP(Request, answer="GetBasicSIPResp"):
    """Answered by :class:`GetBasicSIPResp`."""


class GetBasicSIPResp(Response):
    """Answer to :class:`GetBasicSIP`."""

    proxyServer: str | None = None
    proxyPort: int | None = None
    outboundProxyServer: str | None = None
    outboundProxyPort: int | None = None
    regServer: str | None = None
    regPort: int | None = None
    regPeriod: int | None = None
    transportProt: TransportProtType | str | None = None
    sipRegisterCheckNum: str | None = None
    gruu: bool | None = None


class GetPortRangeSIP(Request, answer="GetPortRangeSIPResp"):
    """Answered by :class:`GetPortRangeSIPResp`."""


class GetPortRangeSIPResp(Response):
    """Answer to :class:`GetPortRangeSIP`."""

    userUdpTcp: SIPPortRangeType | None = None
    userTls: SIPPortRangeType | None = None
    confRoomUdpTcp: SIPPortRangeType | None = None
    confRoomTls: SIPPortRangeType | None = None


class GetRegistrationTrafficShaping(Request, answer="GetRegistrationTrafficShapingResp"):
    """Answered by :class:`GetRegistrationTrafficShapingResp`."""


class GetRegistrationTrafficShapingResp(Response):
    """Answer to :class:`GetRegistrationTrafficShaping`."""

    maxRegistrations: int | None = None
    timeout: int | None = None
    spreadRegRenew: bool | None = None
    renewalTimer: int | None = None


class GetSecureSIP(Request, answer="GetSecureSIPResp"):
    """Answered by :class:`GetSecureSIPResp`."""


class GetSecureSIPResp(Response):
    """Answer to :class:`GetSecureSIP`."""

    keepAliveTimeoutEnable: bool | None = None
    timeout: int | None = None
    sendSipsOverTLS: bool | None = None
    authenticationTLS: bool | None = None
    commonNameValidationTLS: bool | None = None


class SetAdvancedSIP(Request, answer="SetAdvancedSIPResp"):
    """Answered by :class:`SetAdvancedSIPResp`."""

    mwiSubscription: bool | None = None
    userAgentInfo: bool | None = None
    dialTerminator: bool | None = None
    regFailedRetryTimer: int | None = None
    regTimeoutRetryTimer: int | None = None
    transactionTimer: int | None = None
    blacklistTimeout: int | None = None
    callerDetermination: CallerDeterminationType | str | None = None
    multipleRing: bool | None = None
    semiAttendedTransferMode: SemiAttendedTransferModeType | str | None = None
    referToWithReplaces: bool | None = None
    xAastraId: bool | None = None
    userAgentCompatibility: bool | None = None
    CallRejectStateCodeDev: int | None = None
    CallRejectStateCodeUsr: int | None = None
    sessionTimer: int | None = None
    incomingCallTiemout: int | None = None
    contactMatching: ContactMatchingModeType | str | None = None


class SetAdvancedSIPResp(Response):
    """Answer to :class:`SetAdvancedSIP`."""

    mwiSubscription: bool | None = None
    userAgentInfo: bool | None = None
    dialTerminator: bool | None = None
    regFailedRetryTimer: int | None = None
    regTimeoutRetryTimer: int | None = None
    transactionTimer: int | None = None
    blacklistTimeout: int | None = None
    callerDetermination: CallerDeterminationType | str | None = None
    multipleRing: bool | None = None
    semiAttendedTransferMode: SemiAttendedTransferModeType | str | None = None
    referToWithReplaces: bool | None = None
    xAastraId: bool | None = None
    userAgentCompatibility: bool | None = None
    CallRejectStateCodeDev: int | None = None
    CallRejectStateCodeUsr: int | None = None
    sessionTimer: int | None = None
    incomingCallTiemout: int | None = None
    contactMatching: ContactMatchingModeType | str | None = None


class SetBackupSIP(Request, answer="SetBackupSIPResp"):
    """Answered by :class:`SetBackupSIPResp`."""

    failoverActive: bool | None = None
    failoverTime: int | None = None
    secondaryProxyServer: str | None = None
    secondaryProxyPort: int | None = None
    secondaryRegServer: str | None = None
    secondaryRegPort: int | None = None
    secondaryOutboundProxyServer: str | None = None
    secondaryOutboundProxyPort: int | None = None
    tertiaryProxyServer: str | None = None
    tertiaryProxyPort: int | None = None
    tertiaryRegServer: str | None = None
    tertiaryRegPort: int | None = None
    tertiaryOutboundProxyServer: str | None = None
    tertiaryOutboundProxyPort: int | None = None


class SetBackupSIPResp(Response):
    """Answer to :class:`SetBackupSIP`."""

    failoverActive: bool | None = None
    failoverTime: int | None = None
    secondaryProxyServer: str | None = None
    secondaryProxyPort: int | None = None
    secondaryRegServer: str | None = None
    secondaryRegPort: int | None = None
    secondaryOutboundProxyServer: str | None = None
    secondaryOutboundProxyPort: int | None = None
    tertiaryProxyServer: str | None = None
    tertiaryProxyPort: int | None = None
    tertiaryRegServer: str | None = None
    tertiaryRegPort: int | None = None
    tertiaryOutboundProxyServer: str | None = None
    tertiaryOutboundProxyPort: int | None = None


class SetBasicSIP(Request, answer="SetBasicSIPResp"):
    """Answered by :class:`SetBasicSIPResp`."""

    proxyServer: str | None = None
    proxyPort: int | None = None
    outboundProxyServer: str | None = None
    outboundProxyPort: int | None = None
    regServer: str | None = None
    regPort: int | None = None
    regPeriod: int | None = None
    transportProt: TransportProtType | str | None = None
    sipRegisterCheckNum: str | None = None
    gruu: bool | None = None


class SetBasicSIPResp(Response):
    """Answer to :class:`SetBasicSIP`."""

    proxyServer: str | None = None
    proxyPort: int | None = None
    outboundProxyServer: str | None = None
    outboundProxyPort: int | None = None
    regServer: str | None = None
    regPort: int | None = None
    regPeriod: int | None = None
    transportProt: TransportProtType | str | None = None
    sipRegisterCheckNum: str | None = None
    gruu: bool | None = None


class SetPortRangeSIP(Request, answer="SetPortRangeSIPResp"):
    """Answered by :class:`SetPortRangeSIPResp`."""

    userUdpTcp: SIPPortRangeType | None = None
    userTls: SIPPortRangeType | None = None
    confRoomUdpTcp: SIPPortRangeType | None = None
    confRoomTls: SIPPortRangeType | None = None


class SetPortRangeSIPResp(Response):
    """Answer to :class:`SetPortRangeSIP`."""

    userUdpTcp: SIPPortRangeType | None = None
    userTls: SIPPortRangeType | None = None
    confRoomUdpTcp: SIPPortRangeType | None = None
    confRoomTls: SIPPortRangeType | None = None


class SetRegistrationTrafficShaping(Request, answer="SetRegistrationTrafficShapingResp"):
    """Answered by :class:`SetRegistrationTrafficShapingResp`."""

    maxRegistrations: int | None = None
    timeout: int | None = None
    spreadRegRenew: bool | None = None
    renewalTimer: int | None = None


class SetRegistrationTrafficShapingResp(Response):
    """Answer to :class:`SetRegistrationTrafficShaping`."""

    maxRegistrations: int | None = None
    timeout: int | None = None
    spreadRegRenew: bool | None = None
    renewalTimer: int | None = None


class SetSecureSIP(Request, answer="SetSecureSIPResp"):
    """Answered by :class:`SetSecureSIPResp`."""

    keepAliveTimeoutEnable: bool | None = None
    timeout: int | None = None
    sendSipsOverTLS: bool | None = None
    authenticationTLS: bool | None = None
    commonNameValidationTLS: bool | None = None


class SetSecureSIPResp(Response):
    """Answer to :class:`SetSecureSIP`."""

    keepAliveTimeoutEnable: bool | None = None
    timeout: int | None = None
    sendSipsOverTLS: bool | None = None
    authenticationTLS: bool | None = None
    commonNameValidationTLS: bool | None = None
