"""Sites.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

__all__: list[str] = [
    "CreateSite",
    "CreateSiteResp",
    "DeleteSite",
    "DeleteSiteResp",
    "EventSiteCnf",
    "EventSiteSummary",
    "GetSite",
    "GetSiteResp",
    "GetSiteSummary",
    "GetSiteSummaryResp",
    "SetSite",
    "SetSiteResp",
    "SiteSTRPType",
    "SiteType",
]


class SiteSTRPType(Strings):
    Only = "Only"
    Preferred = "Preferred"
    Disabled = "Disabled"


class SiteType(Record):
    """In ``CreateSite`` and 3 more."""

    id: int | None = None
    name: str | None = None
    nRFPs: int | None = None
    wideband: bool | None = None
    srtp: SiteSTRPType | str | None = None
    dectSecurity: bool | None = None
    videoStreaming: bool | None = None


class SiteFields(Record):
    """In ``CreateSiteResp`` and 1 more."""

    id: int | None = None
    name_: str | None = field(default=None, alias="name")
    nRFPs: int | None = None
    wideband: bool | None = None
    srtp: SiteSTRPType | str | None = None
    dectSecurity: bool | None = None
    videoStreaming: bool | None = None


class CreateSite(Request, answer="CreateSiteResp"):
    """Answered by :class:`CreateSiteResp`."""

    site: SiteType | None = None


class CreateSiteResp(Response, SiteFields):
    """Answer to :class:`CreateSite`."""


class DeleteSite(Request, answer="DeleteSiteResp"):
    """Answered by :class:`DeleteSiteResp`."""

    id: int | None = None


class DeleteSiteResp(Response):
    """Answer to :class:`DeleteSite`."""


class EventSiteCnf(Event, event_types=("SiteCnf",)):
    """Subscribe ``SiteCnf``."""

    deleted: bool | None = None
    site: SiteType | None = None


class EventSiteSummary(Event, event_types=("SiteSummary",)):
    """Subscribe ``SiteSummary``."""

    nRecords: int | None = None
    idFirst: int | None = None
    rfpSiteNum: int | None = None
    g722SiteNum: int | None = None


class GetSite(Request, required=("id",), answer="GetSiteResp"):
    """Answered by :class:`GetSiteResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetSiteResp(Response):
    """Answer to :class:`GetSite`."""

    id: int | None = None
    site: list[SiteType] = repeated()


class GetSiteSummary(Request, answer="GetSiteSummaryResp"):
    """Answered by :class:`GetSiteSummaryResp`."""


class GetSiteSummaryResp(Response):
    """Answer to :class:`GetSiteSummary`."""

    nRecords: int | None = None
    idFirst: int | None = None
    rfpSiteNum: int | None = None
    g722SiteNum: int | None = None
    dectSecuritySiteNum: int | None = None
    videoStreamingSiteNum: int | None = None
    srtpSiteNum: int | None = None


class SetSite(Request, answer="SetSiteResp"):
    """Answered by :class:`SetSiteResp`."""

    site: SiteType | None = None


class SetSiteResp(Response, SiteFields):
    """Answer to :class:`SetSite`."""
