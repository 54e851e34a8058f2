"""The system: name, standby, restart, provisioning, imported data.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Request, Response, Strings, field

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import ProtocolType, URLType
    from twisted_telco.omm.messages.sip import SSLMethodType

__all__: list[str] = [
    "EventAdditionalSettingsCnf",
    "EventIMACnf",
    "EventSpecialBrandingCnf",
    "EventStbStateChange",
    "EventSystemNameCnf",
    "EventSystemProvUpdTrigCnf",
    "EventUserDataImport",
    "EventUserDataServerCnf",
    "GetAdditionalSettings",
    "GetAdditionalSettingsResp",
    "GetIMA",
    "GetIMAResp",
    "GetSpecialBranding",
    "GetSpecialBrandingResp",
    "GetStbState",
    "GetStbStateResp",
    "GetSystemName",
    "GetSystemNameResp",
    "GetSystemProvUpdTrig",
    "GetSystemProvUpdTrigResp",
    "GetUserDataServer",
    "GetUserDataServerResp",
    "ManualUserDataImport",
    "ManualUserDataImportResp",
    "OmmStbStateType",
    "SetAdditionalSettings",
    "SetAdditionalSettingsResp",
    "SetIMA",
    "SetIMAResp",
    "SetSpecialBranding",
    "SetSpecialBrandingResp",
    "SetSystemName",
    "SetSystemNameResp",
    "SetSystemProvUpdTrig",
    "SetSystemProvUpdTrigResp",
    "SetUserDataServer",
    "SetUserDataServerResp",
    "SystemRestart",
    "SystemRestartResp",
]


class OmmStbStateType(Strings):
    OK = "OK"
    NotSynchronized = "NotSynchronized"
    DifferentOMMTypes = "DifferentOMMTypes"
    DifferentOMMVersions = "DifferentOMMVersions"
    None_ = "None"


class EventAdditionalSettingsCnf(Event):
    """Comes to those who subscribed."""

    truncatePpUserName: bool | None = None


class EventIMACnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    url: URLType | None = None


class EventSpecialBrandingCnf(Event):
    """Comes to those who subscribed."""

    key: str | None = None
    url: URLType | None = None


class EventStbStateChange(Event, event_types=("SystemState",), permission="AllCnfRead"):
    """Subscribe ``SystemState``."""

    ommStbState: OmmStbStateType | str | None = None
    ommStbAddr: str | None = None


class EventSystemNameCnf(Event):
    """Comes to those who subscribed."""

    name_: str | None = field(default=None, alias="name")


class EventSystemProvUpdTrigCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class EventUserDataImport(Event, event_types=("UserDataImport",)):
    """Subscribe ``UserDataImport``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventUserDataServerCnf(Event):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """

    enable: bool | None = None
    useCommonCerts: bool | None = None
    protocol: ProtocolType | str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = None
    sslMethod: SSLMethodType | str | None = None
    privateKeyPassword: str | None = None
    validateCerts: bool | None = None
    validateExpires: bool | None = None
    validateHostName: bool | None = None
    allowNonConfTrustCerts: bool | None = None
    importCerts: bool | None = None
    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    useCommonFileNameOnServer: bool | None = None


class GetAdditionalSettings(Request, answer="GetAdditionalSettingsResp"):
    """Answered by :class:`GetAdditionalSettingsResp`."""


class GetAdditionalSettingsResp(Response):
    """Answer to :class:`GetAdditionalSettings`."""

    truncatePpUserName: bool | None = None


class GetIMA(Request, answer="GetIMAResp"):
    """Answered by :class:`GetIMAResp`."""


class GetIMAResp(Response):
    """Answer to :class:`GetIMA`."""

    enable: bool | None = None
    url: URLType | None = None


class GetSpecialBranding(Request, answer="GetSpecialBrandingResp"):
    """Answered by :class:`GetSpecialBrandingResp`."""


class GetSpecialBrandingResp(Response):
    """Answer to :class:`GetSpecialBranding`."""

    key: str | None = None
    url: URLType | None = None


class GetStbState(Request, answer="GetStbStateResp"):
    """Answered by :class:`GetStbStateResp`."""


class GetStbStateResp(Response):
    """Answer to :class:`GetStbState`."""

    ommStbState: OmmStbStateType | str | None = None
    ommStbAddr: str | None = None


class GetSystemName(Request, answer="GetSystemNameResp"):
    """Answered by :class:`GetSystemNameResp`."""


class GetSystemNameResp(Response):
    """Answer to :class:`GetSystemName`."""

    name_: str | None = field(default=None, alias="name")


class GetSystemProvUpdTrig(Request, answer="GetSystemProvUpdTrigResp"):
    """Answered by :class:`GetSystemProvUpdTrigResp`."""


class GetSystemProvUpdTrigResp(Response):
    """Answer to :class:`GetSystemProvUpdTrig`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class GetUserDataServer(Request, answer="GetUserDataServerResp"):
    """Answered by :class:`GetUserDataServerResp`."""


class GetUserDataServerResp(Response):
    """Answer to :class:`GetUserDataServer`."""

    enable: bool | None = None
    useCommonCerts: bool | None = None
    protocol: ProtocolType | str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = None
    sslMethod: SSLMethodType | str | None = None
    privateKeyPassword: str | None = None
    validateCerts: bool | None = None
    validateExpires: bool | None = None
    validateHostName: bool | None = None
    allowNonConfTrustCerts: bool | None = None
    importCerts: bool | None = None
    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    useCommonFileNameOnServer: bool | None = None


class ManualUserDataImport(Request, answer="ManualUserDataImportResp"):
    """Answered by :class:`ManualUserDataImportResp`."""

    userId: str | None = None


class ManualUserDataImportResp(Response):
    """Answer to :class:`ManualUserDataImport`."""


class SetAdditionalSettings(Request, answer="SetAdditionalSettingsResp"):
    """Answered by :class:`SetAdditionalSettingsResp`."""

    truncatePpUserName: bool | None = None


class SetAdditionalSettingsResp(Response):
    """Answer to :class:`SetAdditionalSettings`."""

    truncatePpUserName: bool | None = None


class SetIMA(Request, answer="SetIMAResp"):
    """Answered by :class:`SetIMAResp`."""

    enable: bool | None = None
    url: URLType | None = None


class SetIMAResp(Response):
    """Answer to :class:`SetIMA`."""

    enable: bool | None = None
    url: URLType | None = None


class SetSpecialBranding(Request, answer="SetSpecialBrandingResp"):
    """Answered by :class:`SetSpecialBrandingResp`."""

    key: str | None = None
    url: URLType | None = None


class SetSpecialBrandingResp(Response):
    """Answer to :class:`SetSpecialBranding`."""

    key: str | None = None
    url: URLType | None = None


class SetSystemName(Request, answer="SetSystemNameResp"):
    """Answered by :class:`SetSystemNameResp`."""

    name_: str | None = field(default=None, alias="name")


class SetSystemNameResp(Response):
    """Answer to :class:`SetSystemName`."""

    name_: str | None = field(default=None, alias="name")


class SetSystemProvUpdTrig(Request, answer="SetSystemProvUpdTrigResp"):
    """Answered by :class:`SetSystemProvUpdTrigResp`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class SetSystemProvUpdTrigResp(Response):
    """Answer to :class:`SetSystemProvUpdTrig`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class SetUserDataServer(Request, answer="SetUserDataServerResp"):
    """Answered by :class:`SetUserDataServerResp`."""

    enable: bool | None = None
    useCommonCerts: bool | None = None
    protocol: ProtocolType | str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = None
    sslMethod: SSLMethodType | str | None = None
    privateKeyPassword: str | None = None
    validateCerts: bool | None = None
    validateExpires: bool | None = None
    validateHostName: bool | None = None
    allowNonConfTrustCerts: bool | None = None
    importCerts: bool | None = None
    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None


class SetUserDataServerResp(Response):
    """Answer to :class:`SetUserDataServer`."""

    enable: bool | None = None
    useCommonCerts: bool | None = None
    protocol: ProtocolType | str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = None
    sslMethod: SSLMethodType | str | None = None
    privateKeyPassword: str | None = None
    validateCerts: bool | None = None
    validateExpires: bool | None = None
    validateHostName: bool | None = None
    allowNonConfTrustCerts: bool | None = None
    importCerts: bool | None = None
    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    useCommonFileNameOnServer: bool | None = None


class SystemRestart(Request, answer="SystemRestartResp"):
    """Answered by :class:`SystemRestartResp`."""

    resetDB: bool | None = None
    resetToFactoryDefaults: bool | None = None


class SystemRestartResp(Response):
    """Answer to :class:`SystemRestart`."""
