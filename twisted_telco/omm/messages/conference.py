"""Conferences and their rooms.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.calls import MediaCodecType, SRTPProfileType
    from twisted_telco.omm.messages.users import ConferenceServerType

__all__: list[str] = [
    "AddUserToConference",
    "AddUserToConferenceResp",
    "ChangeUserInConference",
    "ChangeUserInConferenceResp",
    "ConferenceCodecType",
    "ConferenceConfirmation",
    "ConferenceDataType",
    "ConferenceRoomType",
    "CreateConference",
    "CreateConferenceResp",
    "CreateConferenceRoom",
    "CreateConferenceRoomResp",
    "DeleteConference",
    "DeleteConferenceResp",
    "DeleteConferenceRoom",
    "DeleteConferenceRoomResp",
    "DeleteUserFromConference",
    "DeleteUserFromConferenceResp",
    "EventAddUserToConference",
    "EventChangeUserInConference",
    "EventConferenceRelease",
    "EventConferenceRequest",
    "EventConferenceRoomCnf",
    "EventConferenceServerSIPCnf",
    "EventCreateConference",
    "EventDeleteConference",
    "EventDeleteUserFromConference",
    "EventFreeConferenceChannels",
    "EventRTPConferenceStreamChg",
    "EventReadyForConferencing",
    "GetConferenceRoom",
    "GetConferenceRoomResp",
    "GetConferenceServerSIP",
    "GetConferenceServerSIPResp",
    "GetFreeConferenceChannels",
    "GetFreeConferenceChannelsResp",
    "GetG729ChannelsForConference",
    "GetG729ChannelsForConferenceResp",
    "GetReadyForConferencing",
    "GetReadyForConferencingResp",
    "RequestConferenceConfirmation",
    "RequestConferenceConfirmationResp",
    "SetConferenceRoom",
    "SetConferenceRoomResp",
    "SetConferenceServerSIP",
    "SetConferenceServerSIPResp",
    "SetRTPConferenceStreamChg",
    "SetRTPConferenceStreamChgResp",
]


class ConferenceCodecType(Record):
    """In no message listed here."""

    mediaCodec: MediaCodecType | str | None = None
    mediaPt: int | None = None
    rate: int | None = None


class ConferenceDataType(Record):
    """In ``AddUserToConference`` and 3 more."""

    mixerId: int | None = None
    num: str | None = None
    localRTP: int | None = None
    localRTCP: int | None = None
    remoteRTP: int | None = None
    remoteRTCP: int | None = None
    remoteIpAddr: str | None = None
    vif: int | None = None
    vad: bool | None = None
    txCodecIdx: int | None = None
    rxCodecIdx: int | None = None
    srtpProfile: SRTPProfileType | str | None = None
    rxSecret: str | None = None
    txSecret: str | None = None
    codec: list[ConferenceCodecType] = repeated()


class ConferenceRoomType(Record):
    """In ``CreateConferenceRoom`` and 5 more."""

    id: int | None = None
    name: str | None = None
    conferenceId: str | None = None
    sipAuthId: bool | None = None
    sipPw: str | None = None
    fixedSipPort: int | None = None
    calculatedSipPort: int | None = None


class DeleteConferenceFields(Record):
    """In ``DeleteConference`` and 4 more."""

    mixerId: int | None = None
    localRTP: int | None = None


class ConferenceReleaseFields(Record):
    """In ``EventConferenceRelease`` and 1 more."""

    sipRef: str | None = None
    conferenceId: str | None = None


class ConferenceServerSIPFields(Record):
    """In ``EventConferenceServerSIPCnf`` and 3 more."""

    conferenceServerType: ConferenceServerType | str | None = None
    conferenceServerURI: str | None = None


class FreeConferenceChannelsFields(Record):
    """In ``EventFreeConferenceChannels`` and 1 more."""

    freeChannels: int | None = None
    tChannels: int | None = None


class AddUserToConference(Request, answer="AddUserToConferenceResp"):
    """Answered by :class:`AddUserToConferenceResp`."""

    conference: ConferenceDataType | None = None


class AddUserToConferenceResp(Response):
    """Answer to :class:`AddUserToConference`."""


class ChangeUserInConference(Request, answer="ChangeUserInConferenceResp"):
    """Answered by :class:`ChangeUserInConferenceResp`."""

    conference: ConferenceDataType | None = None


class ChangeUserInConferenceResp(Response):
    """Answer to :class:`ChangeUserInConference`."""


class ConferenceConfirmation(Request, answer="ConferenceConfirmationResp"):
    """Answered by ``ConferenceConfirmationResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class CreateConference(Request, answer="CreateConferenceResp"):
    """Answered by :class:`CreateConferenceResp`."""

    conferenceId: str | None = None


class CreateConferenceResp(Response):
    """Answer to :class:`CreateConference`."""

    mixerId: int | None = None
    ipAddr: str | None = None
    port: int | None = None


class CreateConferenceRoom(Request, answer="CreateConferenceRoomResp"):
    """Answered by :class:`CreateConferenceRoomResp`."""

    room: ConferenceRoomType | None = None


class CreateConferenceRoomResp(Response):
    """Answer to :class:`CreateConferenceRoom`."""

    room: ConferenceRoomType | None = None


class DeleteConference(Request, DeleteConferenceFields, answer="DeleteConferenceResp"):
    """Answered by :class:`DeleteConferenceResp`."""


class DeleteConferenceResp(Response):
    """Answer to :class:`DeleteConference`."""


class DeleteConferenceRoom(Request, answer="DeleteConferenceRoomResp"):
    """Answered by :class:`DeleteConferenceRoomResp`."""

    id: int | None = None


class DeleteConferenceRoomResp(Response):
    """Answer to :class:`DeleteConferenceRoom`."""


class DeleteUserFromConference(
    Request,
    DeleteConferenceFields,
    answer="DeleteUserFromConferenceResp",
):
    """Answered by :class:`DeleteUserFromConferenceResp`."""


class DeleteUserFromConferenceResp(Response):
    """Answer to :class:`DeleteUserFromConference`."""


class EventAddUserToConference(Event):
    """Comes to those who subscribed."""

    conference: ConferenceDataType | None = None


class EventChangeUserInConference(Event):
    """Comes to those who subscribed."""

    conference: ConferenceDataType | None = None


class EventConferenceRelease(Event, ConferenceReleaseFields):
    """Comes to those who subscribed."""


class EventConferenceRequest(Event):
    """Comes to those who subscribed."""

    sipRef: str | None = None
    confUsers: int | None = None


class EventConferenceRoomCnf(Event):
    """Comes to those who subscribed."""

    id: int | None = None
    deleted: bool | None = None
    room: ConferenceRoomType | None = None


class EventConferenceServerSIPCnf(Event, ConferenceServerSIPFields):
    """Comes to those who subscribed."""


class EventCreateConference(Event):
    """Comes to those who subscribed."""

    mixerId: int | None = None
    conferenceId: str | None = None
    rfpId: int | None = None
    IpAddr: str | None = None
    port: int | None = None


class EventDeleteConference(Event):
    """Comes to those who subscribed."""

    mixerId: int | None = None
    conferenceId: str | None = None


class EventDeleteUserFromConference(Event, DeleteConferenceFields):
    """Comes to those who subscribed."""

    num: str | None = None


class EventFreeConferenceChannels(Event, FreeConferenceChannelsFields):
    """Comes to those who subscribed."""


class EventReadyForConferencing(Event):
    """Comes to those who subscribed."""


class EventRTPConferenceStreamChg(Event, DeleteConferenceFields):
    """Comes to those who subscribed."""

    num: str | None = None
    rx: bool | None = None
    tx: bool | None = None


class GetConferenceRoom(Request, required=("id",), answer="GetConferenceRoomResp"):
    """Answered by :class:`GetConferenceRoomResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetConferenceRoomResp(Response):
    """Answer to :class:`GetConferenceRoom`."""

    room: list[ConferenceRoomType] = repeated()


class GetConferenceServerSIP(Request, answer="GetConferenceServerSIPResp"):
    """Answered by :class:`GetConferenceServerSIPResp`."""


class GetConferenceServerSIPResp(Response, ConferenceServerSIPFields):
    """Answer to :class:`GetConferenceServerSIP`."""


class GetFreeConferenceChannels(Request, answer="GetFreeConferenceChannelsResp"):
    """Answered by :class:`GetFreeConferenceChannelsResp`."""


class GetFreeConferenceChannelsResp(Response, FreeConferenceChannelsFields):
    """Answer to :class:`GetFreeConferenceChannels`."""


class GetG729ChannelsForConference(Request, answer="GetG729ChannelsForConferenceResp"):
    """Answered by :class:`GetG729ChannelsForConferenceResp`."""

    channels: int | None = None


class GetG729ChannelsForConferenceResp(Response):
    """Answer to :class:`GetG729ChannelsForConference`."""

    channels: int | None = None


class GetReadyForConferencing(Request, answer="GetReadyForConferencingResp"):
    """Answered by :class:`GetReadyForConferencingResp`."""


class GetReadyForConferencingResp(Response):
    """Answer to :class:`GetReadyForConferencing`."""

    ready: bool | None = None


class RequestConferenceConfirmation(
    Request,
    ConferenceReleaseFields,
    answer="RequestConferenceConfirmationResp",
):
    """Answered by :class:`RequestConferenceConfirmationResp`."""


class RequestConferenceConfirmationResp(Response):
    """Answer to :class:`RequestConferenceConfirmation`."""


class SetConferenceRoom(Request, answer="SetConferenceRoomResp"):
    """Answered by :class:`SetConferenceRoomResp`."""

    room: ConferenceRoomType | None = None


class SetConferenceRoomResp(Response):
    """Answer to :class:`SetConferenceRoom`."""

    room: ConferenceRoomType | None = None


class SetConferenceServerSIP(
    Request,
    ConferenceServerSIPFields,
    answer="SetConferenceServerSIPResp",
):
    """Answered by :class:`SetConferenceServerSIPResp`."""


class SetConferenceServerSIPResp(Response, ConferenceServerSIPFields):
    """Answer to :class:`SetConferenceServerSIP`."""


class SetRTPConferenceStreamChg(
    Request,
    DeleteConferenceFields,
    answer="SetRTPConferenceStreamChgResp",
):
    """Answered by :class:`SetRTPConferenceStreamChgResp`."""

    rx: bool | None = None
    tx: bool | None = None


class SetRTPConferenceStreamChgResp(Response):
    """Answer to :class:`SetRTPConferenceStreamChg`."""
