"""Video devices.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.handsets import PpType

__all__: list[str] = [
    "CreateVideoDev",
    "CreateVideoDevResp",
    "DeleteVideoDev",
    "DeleteVideoDevResp",
    "EventVideoDevCnf",
    "EventVideoDevLink",
    "EventVideoDevSummary",
    "GetVideoDev",
    "GetVideoDevLink",
    "GetVideoDevLinkResp",
    "GetVideoDevResp",
    "GetVideoDevSummary",
    "GetVideoDevSummaryResp",
    "SetVideoDev",
    "SetVideoDevResp",
    "VideoDevResolutionType",
    "VideoDevStateType",
    "VideoDevType",
]


class VideoDevResolutionType(Strings):
    QCIF = "QCIF"
    QVGA = "QVGA"
    CIF = "CIF"
    VGA = "VGA"
    SVGA = "SVGA"


class VideoDevStateType(Strings):
    unplugged = "unplugged"
    inactive = "inactive"
    active = "active"
    failed = "failed"


class VideoDevType(Record):
    """In ``CreateVideoDev`` and 3 more."""

    id: int | None = None
    name: str | None = None
    usbPath: str | None = None
    tag: str | None = None
    rfpId: int | None = None
    active: bool | None = None
    state: VideoDevStateType | str | None = None
    resolution: VideoDevResolutionType | str | None = None
    frameRate: int | None = None
    hierarchy1: str | None = None
    hierarchy2: str | None = None
    hierarchy3: str | None = None
    hierarchy4: str | None = None
    ppnNum: int | None = None
    siteId: int | None = None
    siteName: str | None = None
    ppList: list[PpType] = repeated()


class CreateVideoDev(Request, answer="CreateVideoDevResp"):
    """Answered by :class:`CreateVideoDevResp`."""

    videoDev: VideoDevType | None = None


class CreateVideoDevResp(Response):
    """Answer to :class:`CreateVideoDev`.

    Type body missing in the schema.
    """


class DeleteVideoDev(Request, required=("id",), answer="DeleteVideoDevResp"):
    """Answered by :class:`DeleteVideoDevResp`."""

    id: int | None = None


class DeleteVideoDevResp(Response):
    """Answer to :class:`DeleteVideoDev`."""


class EventVideoDevCnf(Event):
    """Comes to those who subscribed."""

    id: int | None = None
    name_: str | None = field(default=None, alias="name")
    usbPath: str | None = None
    tag: str | None = None
    rfpId: int | None = None
    active: bool | None = None
    state: VideoDevStateType | str | None = None
    resolution: VideoDevResolutionType | str | None = None
    frameRate: int | None = None
    hierarchy1: str | None = None
    hierarchy2: str | None = None
    hierarchy3: str | None = None
    hierarchy4: str | None = None
    ppnNum: int | None = None
    siteId: int | None = None
    siteName: str | None = None
    ppList: list[PpType] = repeated()


class EventVideoDevLink(Event, event_types=("VideoDev",)):
    """Subscribe ``VideoDev``.

    What to subscribe is inferred from names.
    """

    id: int | None = None
    videoStream: bool | None = None
    videoDevLink: str | None = None


class EventVideoDevSummary(Event):
    """Comes to those who subscribed."""

    nRecords: int | None = None
    idFirst: int | None = None
    enabledNum: int | None = None
    stateActiveNum: int | None = None
    stateInactiveNum: int | None = None
    stateUnpluggedNum: int | None = None
    stateFailedNum: int | None = None


class GetVideoDev(Request, required=("id",), answer="GetVideoDevResp"):
    """Answered by :class:`GetVideoDevResp`."""

    id: int | None = None


class GetVideoDevLink(Request, answer="GetVideoDevLinkResp"):
    """Answered by :class:`GetVideoDevLinkResp`."""

    id: int | None = None
    videoStream: bool | None = None


class GetVideoDevLinkResp(Response):
    """Answer to :class:`GetVideoDevLink`."""


class GetVideoDevResp(Response):
    """Answer to :class:`GetVideoDev`."""

    videoDev: list[VideoDevType] = repeated()


class GetVideoDevSummary(Request, answer="GetVideoDevSummaryResp"):
    """Answered by :class:`GetVideoDevSummaryResp`."""


class GetVideoDevSummaryResp(Response):
    """Answer to :class:`GetVideoDevSummary`."""


class SetVideoDev(Request, answer="SetVideoDevResp"):
    """Answered by :class:`SetVideoDevResp`."""

    videoDev: VideoDevType | None = None


class SetVideoDevResp(Response):
    """Answer to :class:`SetVideoDev`."""

    videoDev: list[VideoDevType] = repeated()
