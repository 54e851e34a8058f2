"""The system: name, standby, restart, provisioning, imported data.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field

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


class IMAFields(Record):
    """In ``EventIMACnf`` and 3 more."""

    enable: bool | None = None
    url: URLType | None = None


class SpecialBrandingFields(Record):
    """In ``EventSpecialBrandingCnf`` and 3 more."""

    key: str | None = None
    url: URLType | None = None


class StbStateChangeFields(Record):
    """In ``EventStbStateChange`` and 1 more."""

    ommStbState: OmmStbStateType | str | None = None
    ommStbAddr: str | None = None


class SystemProvUpdTrigFields(Record):
    """In ``EventSystemProvUpdTrigCnf`` and 3 more."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class UserDataServerFields(Record):
    """In ``EventUserDataServerCnf`` and 2 more."""

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


class EventAdditionalSettingsCnf(Event):
    """Comes to those who subscribed."""

    truncatePpUserName: bool | None = None


class EventIMACnf(Event, IMAFields):
    """Comes to those who subscribed."""


class EventSpecialBrandingCnf(Event, SpecialBrandingFields):
    """Comes to those who subscribed."""


class EventStbStateChange(
    Event,
    StbStateChangeFields,
    event_types=("SystemState",),
    permission="AllCnfRead",
):
    """Subscribe ``SystemState``."""


class EventSystemNameCnf(Event):
    """Comes to those who subscribed."""

    name_: str | None = field(default=None, alias="name")


class EventSystemProvUpdTrigCnf(Event, SystemProvUpdTrigFields):
    """Comes to those who subscribed."""


class EventUserDataImport(Event, event_types=("UserDataImport",)):
    """Subscribe ``UserDataImport``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventUserDataServerCnf(Event, UserDataServerFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class GetAdditionalSettings(Request, answer="GetAdditionalSettingsResp"):
    """Answered by :class:`GetAdditionalSettingsResp`."""


class GetAdditionalSettingsResp(Response):
    """Answer to :class:`GetAdditionalSettings`."""

    truncatePpUserName: bool | None = None


class GetIMA(Request, answer="GetIMAResp"):
    """Answered by :class:`GetIMAResp`."""


class GetIMAResp(Response, IMAFields):
    """Answer to :class:`GetIMA`."""


class GetSpecialBranding(Request, answer="GetSpecialBrandingResp"):
    """Answered by :class:`GetSpecialBrandingResp`."""


class GetSpecialBrandingResp(Response, SpecialBrandingFields):
    """Answer to :class:`GetSpecialBranding`."""


class GetStbState(Request, answer="GetStbStateResp"):
    """Answered by :class:`GetStbStateResp`."""


class GetStbStateResp(Response, StbStateChangeFields):
    """Answer to :class:`GetStbState`."""


class GetSystemName(Request, answer="GetSystemNameResp"):
    """Answered by :class:`GetSystemNameResp`."""


class GetSystemNameResp(Response):
    """Answer to :class:`GetSystemName`."""

    name_: str | None = field(default=None, alias="name")


class GetSystemProvUpdTrig(Request, answer="GetSystemProvUpdTrigResp"):
    """Answered by :class:`GetSystemProvUpdTrigResp`."""


class GetSystemProvUpdTrigResp(Response, SystemProvUpdTrigFields):
    """Answer to :class:`GetSystemProvUpdTrig`."""


class GetUserDataServer(Request, answer="GetUserDataServerResp"):
    """Answered by :class:`GetUserDataServerResp`."""


class GetUserDataServerResp(Response, UserDataServerFields):
    """Answer to :class:`GetUserDataServer`."""


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


class SetIMA(Request, IMAFields, answer="SetIMAResp"):
    """Answered by :class:`SetIMAResp`."""


class SetIMAResp(Response, IMAFields):
    """Answer to :class:`SetIMA`."""


class SetSpecialBranding(Request, SpecialBrandingFields, answer="SetSpecialBrandingResp"):
    """Answered by :class:`SetSpecialBrandingResp`."""


class SetSpecialBrandingResp(Response, SpecialBrandingFields):
    """Answer to :class:`SetSpecialBranding`."""


class SetSystemName(Request, answer="SetSystemNameResp"):
    """Answered by :class:`SetSystemNameResp`."""

    name_: str | None = field(default=None, alias="name")


class SetSystemNameResp(Response):
    """Answer to :class:`SetSystemName`."""

    name_: str | None = field(default=None, alias="name")


class SetSystemProvUpdTrig(Request, SystemProvUpdTrigFields, answer="SetSystemProvUpdTrigResp"):
    """Answered by :class:`SetSystemProvUpdTrigResp`."""


class SetSystemProvUpdTrigResp(Response, SystemProvUpdTrigFields):
    """Answer to :class:`SetSystemProvUpdTrig`."""


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


class SetUserDataServerResp(Response, UserDataServerFields):
    """Answer to :class:`SetUserDataServer`."""


class SystemRestart(Request, answer="SystemRestartResp"):
    """Answered by :class:`SystemRestartResp`."""

    resetDB: bool | None = None
    resetToFactoryDefaults: bool | None = None


class SystemRestartResp(Response):
    """Answer to :class:`SystemRestart`."""
