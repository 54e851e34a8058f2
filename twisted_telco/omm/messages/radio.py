"""DECT radio: regulatory domain, power, encryption, SARI.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings

__all__: list[str] = [
    "DECTPagingAreaSizeValueType",
    "EventDECTEncryptionCnf",
    "EventDECTPagingAreaSizeCnf",
    "EventDECTPowerLimitCnf",
    "EventDECTPpSettingsCnf",
    "EventDECTRegDomainCnf",
    "EventSARICnf",
    "EventSysToneSchemeCnf",
    "GetDECTEncryption",
    "GetDECTEncryptionResp",
    "GetDECTPagingAreaSize",
    "GetDECTPagingAreaSizeResp",
    "GetDECTPowerLimit",
    "GetDECTPowerLimitResp",
    "GetDECTPpSettings",
    "GetDECTPpSettingsResp",
    "GetDECTRegDomain",
    "GetDECTRegDomainResp",
    "GetSARI",
    "GetSARIResp",
    "GetSysToneScheme",
    "GetSysToneSchemeResp",
    "SetDECTEncryption",
    "SetDECTEncryptionResp",
    "SetDECTPagingAreaSize",
    "SetDECTPagingAreaSizeResp",
    "SetDECTPowerLimit",
    "SetDECTPowerLimitResp",
    "SetDECTPpSettings",
    "SetDECTPpSettingsResp",
    "SetDECTRegDomain",
    "SetDECTRegDomainResp",
    "SetSARI",
    "SetSARIResp",
    "SetSysToneScheme",
    "SetSysToneSchemeResp",
]


class DECTPagingAreaSizeValueType(Strings):
    V16 = "16"
    V32 = "32"
    V64 = "64"
    V128 = "128"
    V256 = "256"


class DECTPpSettingsFields(Record):
    """In ``EventDECTPpSettingsCnf`` and 3 more."""

    bootTextHeadline: str | None = None
    bootTextStartup: str | None = None
    dialByNumberOnly: bool | None = None


class EventDECTEncryptionCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None


class EventDECTPagingAreaSizeCnf(Event):
    """Comes to those who subscribed."""

    size: DECTPagingAreaSizeValueType | str | None = None


class EventDECTPowerLimitCnf(Event):
    """Comes to those who subscribed.

    Type body missing in the schema.
    """


class EventDECTPpSettingsCnf(Event, DECTPpSettingsFields):
    """Comes to those who subscribed."""


class EventDECTRegDomainCnf(Event):
    """Comes to those who subscribed.

    Schema gives only the value type DECTRegDomainType.
    """


class EventSARICnf(Event):
    """Comes to those who subscribed."""

    sari: str | None = None


class EventSysToneSchemeCnf(Event):
    """Comes to those who subscribed.

    Schema gives only the value type SysToneSchemeTypeType.
    """


class GetDECTEncryption(Request, answer="GetDECTEncryptionResp"):
    """Answered by :class:`GetDECTEncryptionResp`."""


class GetDECTEncryptionResp(Response):
    """Answer to :class:`GetDECTEncryption`."""

    enable: bool | None = None


class GetDECTPagingAreaSize(Request, answer="GetDECTPagingAreaSizeResp"):
    """Answered by :class:`GetDECTPagingAreaSizeResp`."""


class GetDECTPagingAreaSizeResp(Response):
    """Answer to :class:`GetDECTPagingAreaSize`."""

    size: DECTPagingAreaSizeValueType | str | None = None


class GetDECTPowerLimit(Request, answer="GetDECTPowerLimitResp"):
    """Answered by :class:`GetDECTPowerLimitResp`."""


class GetDECTPowerLimitResp(Response):
    """Answer to :class:`GetDECTPowerLimit`."""

    DECTPowerLimit: bool | None = None


class GetDECTPpSettings(Request, answer="GetDECTPpSettingsResp"):
    """Answered by :class:`GetDECTPpSettingsResp`."""


class GetDECTPpSettingsResp(Response, DECTPpSettingsFields):
    """Answer to :class:`GetDECTPpSettings`."""


class GetDECTRegDomain(Request, answer="GetDECTRegDomainResp"):
    """Answered by :class:`GetDECTRegDomainResp`."""


class GetDECTRegDomainResp(Response):
    """Answer to :class:`GetDECTRegDomain`."""


class GetSARI(Request, answer="GetSARIResp"):
    """Answered by :class:`GetSARIResp`."""


class GetSARIResp(Response):
    """Answer to :class:`GetSARI`."""

    sari: str | None = None


class GetSysToneScheme(Request, answer="GetSysToneSchemeResp"):
    """Answered by :class:`GetSysToneSchemeResp`."""


class GetSysToneSchemeResp(Response):
    """Answer to :class:`GetSysToneScheme`."""


class SetDECTEncryption(Request, answer="SetDECTEncryptionResp"):
    """Answered by :class:`SetDECTEncryptionResp`."""

    enable: bool | None = None


class SetDECTEncryptionResp(Response):
    """Answer to :class:`SetDECTEncryption`."""

    enable: bool | None = None


class SetDECTPagingAreaSize(Request, answer="SetDECTPagingAreaSizeResp"):
    """Answered by :class:`SetDECTPagingAreaSizeResp`."""

    size: DECTPagingAreaSizeValueType | str | None = None


class SetDECTPagingAreaSizeResp(Response):
    """Answer to :class:`SetDECTPagingAreaSize`."""

    size: DECTPagingAreaSizeValueType | str | None = None


class SetDECTPowerLimit(Request, answer="SetDECTPowerLimitResp"):
    """Answered by :class:`SetDECTPowerLimitResp`."""

    DECTPowerLimit: bool | None = None


class SetDECTPowerLimitResp(Response):
    """Answer to :class:`SetDECTPowerLimit`."""

    DECTPowerLimit: bool | None = None


class SetDECTPpSettings(Request, DECTPpSettingsFields, answer="SetDECTPpSettingsResp"):
    """Answered by :class:`SetDECTPpSettingsResp`."""


class SetDECTPpSettingsResp(Response, DECTPpSettingsFields):
    """Answer to :class:`SetDECTPpSettings`."""


class SetDECTRegDomain(Request, answer="SetDECTRegDomainResp"):
    """Answered by :class:`SetDECTRegDomainResp`."""


class SetDECTRegDomainResp(Response):
    """Answer to :class:`SetDECTRegDomain`."""


class SetSARI(Request, answer="SetSARIResp"):
    """Answered by :class:`SetSARIResp`."""

    sari: str | None = None


class SetSARIResp(Response):
    """Answer to :class:`SetSARI`."""

    sari: str | None = None


class SetSysToneScheme(Request, answer="SetSysToneSchemeResp"):
    """Answered by :class:`SetSysToneSchemeResp`."""


class SetSysToneSchemeResp(Response):
    """Answer to :class:`SetSysToneScheme`."""
