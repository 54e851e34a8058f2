"""The system: name, standby, restart, provisioning.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.messages.files import URLType
from twisted_telco.omm.vocabulary import Event, Request, Response, Strings, field

__all__ = [
    "EventAdditionalSettingsCnf",
    "EventSpecialBrandingCnf",
    "EventStbStateChange",
    "EventSystemNameCnf",
    "EventSystemProvUpdTrigCnf",
    "GetAdditionalSettings",
    "GetAdditionalSettingsResp",
    "GetSpecialBranding",
    "GetSpecialBrandingResp",
    "GetStbState",
    "GetStbStateResp",
    "GetSystemName",
    "GetSystemNameResp",
    "GetSystemProvUpdTrig",
    "GetSystemProvUpdTrigResp",
    "OmmStbStateType",
    "SetAdditionalSettings",
    "SetAdditionalSettingsResp",
    "SetSpecialBranding",
    "SetSpecialBrandingResp",
    "SetSystemName",
    "SetSystemNameResp",
    "SetSystemProvUpdTrig",
    "SetSystemProvUpdTrigResp",
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

    name_: str | None = field(alias="name")


class EventSystemProvUpdTrigCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class GetAdditionalSettings(Request, answer="GetAdditionalSettingsResp"):
    """Answered by :class:`GetAdditionalSettingsResp`."""


class GetAdditionalSettingsResp(Response):
    """Answer to :class:`GetAdditionalSettings`."""

    truncatePpUserName: bool | None = None


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

    name_: str | None = field(alias="name")


class GetSystemProvUpdTrig(Request, answer="GetSystemProvUpdTrigResp"):
    """Answered by :class:`GetSystemProvUpdTrigResp`."""


class GetSystemProvUpdTrigResp(Response):
    """Answer to :class:`GetSystemProvUpdTrig`."""

    enable: bool | None = None
    hour: int | None = None
    minute: int | None = None


class SetAdditionalSettings(Request, answer="SetAdditionalSettingsResp"):
    """Answered by :class:`SetAdditionalSettingsResp`."""

    truncatePpUserName: bool | None = None


class SetAdditionalSettingsResp(Response):
    """Answer to :class:`SetAdditionalSettings`."""

    truncatePpUserName: bool | None = None


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

    name_: str | None = field(alias="name")


class SetSystemNameResp(Response):
    """Answer to :class:`SetSystemName`."""

    name_: str | None = field(alias="name")


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


class SystemRestart(Request, answer="SystemRestartResp"):
    """Answered by :class:`SystemRestartResp`."""

    resetDB: bool | None = None
    resetToFactoryDefaults: bool | None = None


class SystemRestartResp(Response):
    """Answer to :class:`SystemRestart`."""
