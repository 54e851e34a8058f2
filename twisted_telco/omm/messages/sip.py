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
    """In ``EventPortRangeSIPCnf`` and 3 more."""

    startPort: int | None = None
    endPort: int | None = None


class AdvancedSIPFields(Record):
    """In ``EventAdvancedSIPCnf`` and 3 more."""

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


class BackupSIPFields(Record):
    """In ``EventBackupSIPCnf`` and 3 more."""

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


class BasicSIPFields(Record):
    """In ``EventBasicSIPCnf`` and 3 more."""

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


class PortRangeSIPFields(Record):
    """In ``EventPortRangeSIPCnf`` and 3 more."""

    userUdpTcp: SIPPortRangeType | None = None
    userTls: SIPPortRangeType | None = None
    confRoomUdpTcp: SIPPortRangeType | None = None
    confRoomTls: SIPPortRangeType | None = None


class RegistrationTrafficShapingFields(Record):
    """In ``EventRegistrationTrafficShapingCnf`` and 3 more."""

    maxRegistrations: int | None = None
    timeout: int | None = None
    spreadRegRenew: bool | None = None
    renewalTimer: int | None = None


class SecureSIPFields(Record):
    """In ``EventSecureSIPCnf`` and 3 more."""

    keepAliveTimeoutEnable: bool | None = None
    timeout: int | None = None
    sendSipsOverTLS: bool | None = None
    authenticationTLS: bool | None = None
    commonNameValidationTLS: bool | None = None


class EventAdvancedSIPCnf(Event, AdvancedSIPFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventBackupSIPCnf(Event, BackupSIPFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventBasicSIPCnf(Event, BasicSIPFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventPortRangeSIPCnf(Event, PortRangeSIPFields):
    """Comes to those who subscribed."""


class EventRegistrationTrafficShapingCnf(Event, RegistrationTrafficShapingFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventSecureSIPCnf(Event, SecureSIPFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class GetAdvancedSIP(Request, answer="GetAdvancedSIPResp"):
    """Answered by :class:`GetAdvancedSIPResp`."""


class GetAdvancedSIPResp(Response, AdvancedSIPFields):
    """Answer to :class:`GetAdvancedSIP`."""


class GetBackupSIP(Request, answer="GetBackupSIPResp"):
    """Answered by :class:`GetBackupSIPResp`."""


class GetBackupSIPResp(Response, BackupSIPFields):
    """Answer to :class:`GetBackupSIP`."""


class GetBasicSIP(Request, answer="GetBasicSIPResp"):
    """Answered by :class:`GetBasicSIPResp`."""


class GetBasicSIPResp(Response, BasicSIPFields):
    """Answer to :class:`GetBasicSIP`."""


class GetPortRangeSIP(Request, answer="GetPortRangeSIPResp"):
    """Answered by :class:`GetPortRangeSIPResp`."""


class GetPortRangeSIPResp(Response, PortRangeSIPFields):
    """Answer to :class:`GetPortRangeSIP`."""


class GetRegistrationTrafficShaping(Request, answer="GetRegistrationTrafficShapingResp"):
    """Answered by :class:`GetRegistrationTrafficShapingResp`."""


class GetRegistrationTrafficShapingResp(Response, RegistrationTrafficShapingFields):
    """Answer to :class:`GetRegistrationTrafficShaping`."""


class GetSecureSIP(Request, answer="GetSecureSIPResp"):
    """Answered by :class:`GetSecureSIPResp`."""


class GetSecureSIPResp(Response, SecureSIPFields):
    """Answer to :class:`GetSecureSIP`."""


class SetAdvancedSIP(Request, AdvancedSIPFields, answer="SetAdvancedSIPResp"):
    """Answered by :class:`SetAdvancedSIPResp`."""


class SetAdvancedSIPResp(Response, AdvancedSIPFields):
    """Answer to :class:`SetAdvancedSIP`."""


class SetBackupSIP(Request, BackupSIPFields, answer="SetBackupSIPResp"):
    """Answered by :class:`SetBackupSIPResp`."""


class SetBackupSIPResp(Response, BackupSIPFields):
    """Answer to :class:`SetBackupSIP`."""


class SetBasicSIP(Request, BasicSIPFields, answer="SetBasicSIPResp"):
    """Answered by :class:`SetBasicSIPResp`."""


class SetBasicSIPResp(Response, BasicSIPFields):
    """Answer to :class:`SetBasicSIP`."""


class SetPortRangeSIP(Request, PortRangeSIPFields, answer="SetPortRangeSIPResp"):
    """Answered by :class:`SetPortRangeSIPResp`."""


class SetPortRangeSIPResp(Response, PortRangeSIPFields):
    """Answer to :class:`SetPortRangeSIP`."""


class SetRegistrationTrafficShaping(
    Request,
    RegistrationTrafficShapingFields,
    answer="SetRegistrationTrafficShapingResp",
):
    """Answered by :class:`SetRegistrationTrafficShapingResp`."""


class SetRegistrationTrafficShapingResp(Response, RegistrationTrafficShapingFields):
    """Answer to :class:`SetRegistrationTrafficShaping`."""


class SetSecureSIP(Request, SecureSIPFields, answer="SetSecureSIPResp"):
    """Answered by :class:`SetSecureSIPResp`."""


class SetSecureSIPResp(Response, SecureSIPFields):
    """Answer to :class:`SetSecureSIP`."""
