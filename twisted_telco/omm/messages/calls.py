"""Media and call features of the whole system.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

__all__: list[str] = [
    "CodecType",
    "DTMFMethodType",
    "EventDTMFCnf",
    "EventIntercomCallHandlingCnf",
    "EventIntercomCallHandlingSIPCnf",
    "EventRTPCnf",
    "EventSuplServCnf",
    "EventSysVoiceboxNumCnf",
    "GetDTMF",
    "GetDTMFResp",
    "GetIntercomCallHandling",
    "GetIntercomCallHandlingResp",
    "GetIntercomCallHandlingSIP",
    "GetRTP",
    "GetRTPResp",
    "GetSuplServ",
    "GetSuplServResp",
    "GetSysVoiceboxNum",
    "GetSysVoiceboxNumResp",
    "MediaCodecType",
    "SRTPProfileType",
    "SemiAttendedTransferModeType",
    "SetDTMF",
    "SetDTMFResp",
    "SetIntercomCallHandling",
    "SetIntercomCallHandlingResp",
    "SetIntercomCallHandlingSIP",
    "SetRTP",
    "SetRTPResp",
    "SetSuplServ",
    "SetSuplServResp",
    "SetSysVoiceboxNum",
    "SetSysVoiceboxNumResp",
]


class CodecType(Strings):
    None_ = "None"
    G_711_u_law = "G.711-u-law"
    G_711_A_law = "G.711-A-law"
    G_729_A = "G.729-A"
    G_722 = "G.722"


class DTMFMethodType(Strings):
    RFC2833 = "RFC2833"
    INFO = "INFO"
    Both = "Both"


class MediaCodecType(Strings):
    CodecG711_A = "CodecG711_A"
    CodecG723_53 = "CodecG723_53"
    CodecG723_63 = "CodecG723_63"
    CodecG729 = "CodecG729"
    CodecG711_U = "CodecG711_U"
    CodecG722 = "CodecG722"
    CodecH261 = "CodecH261"
    CodecH263 = "CodecH263"
    CodecG726_16 = "CodecG726_16"
    CodecG726_24 = "CodecG726_24"
    CodecG726_32 = "CodecG726_32"
    CodecG726_40 = "CodecG726_40"
    CodecAAL2_G726_16 = "CodecAAL2_G726_16"
    CodecAAL2_G726_24 = "CodecAAL2_G726_24"
    CodecAAL2_G726_32 = "CodecAAL2_G726_32"
    CodecAAL2_G726_40 = "CodecAAL2_G726_40"
    CodecL16 = "CodecL16"
    CodecH264 = "CodecH264"
    CodecInvalid = "CodecInvalid"


class SemiAttendedTransferModeType(Strings):
    Blind = "Blind"
    Attended = "Attended"


class SRTPProfileType(Strings):
    None_ = "None"
    AES128_CM_SHA1_32 = "AES128_CM_SHA1_32"
    AES128_CM_SHA1_80 = "AES128_CM_SHA1_80"
    NULL_SHA1_32 = "NULL_SHA1_32"
    NULL_SHA1_80 = "NULL_SHA1_80"


class DTMFFields(Record):
    """In ``EventDTMFCnf`` and 3 more."""

    outOfBand: bool | None = None
    payloadType: int | None = None
    method: DTMFMethodType | str | None = None


class IntercomCallHandlingFields(Record):
    """In ``EventIntercomCallHandlingCnf`` and 3 more."""

    autoAnswer: bool | None = None
    microphoneMute: bool | None = None
    warningTone: bool | None = None
    allowBargeIn: bool | None = None
    pushToTalkPrefix: str | None = None


class RTPFields(Record):
    """In ``EventRTPCnf`` and 3 more."""

    portBase: int | None = None
    packetTime: int | None = None
    silenceSupp: bool | None = None
    receiverPrecedence: bool | None = None
    comfortNoisePktElim: bool | None = None
    singleCodecReplyInSDP: bool | None = None
    type: list[CodecType | str] = repeated()


class SuplServFields(Record):
    """In ``EventSuplServCnf`` and 3 more."""

    callForwDiv: bool | None = None
    locLineHndlg: bool | None = None
    uriSeparator: bool | None = None
    callTransferByHook: bool | None = None
    reRegisterAfterFailOver: bool | None = None
    ringingOnHold: bool | None = None
    transferByHook6xxd: bool | None = None
    releaseInfoTimerActiveCall: int | None = None
    releaseInfoTimerHoldCall: int | None = None
    releaseInfoTimerFailedCall: int | None = None


class EventDTMFCnf(Event, DTMFFields):
    """Comes to those who subscribed."""


class EventIntercomCallHandlingCnf(Event, IntercomCallHandlingFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventIntercomCallHandlingSIPCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventRTPCnf(Event, RTPFields):
    """Comes to those who subscribed."""


class EventSuplServCnf(Event, SuplServFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventSysVoiceboxNumCnf(Event):
    """Comes to those who subscribed."""

    voiceboxNum: str | None = None


class GetDTMF(Request, answer="GetDTMFResp"):
    """Answered by :class:`GetDTMFResp`."""


class GetDTMFResp(Response, DTMFFields):
    """Answer to :class:`GetDTMF`."""


class GetIntercomCallHandling(Request, answer="GetIntercomCallHandlingResp"):
    """Answered by :class:`GetIntercomCallHandlingResp`."""


class GetIntercomCallHandlingResp(Response, IntercomCallHandlingFields):
    """Answer to :class:`GetIntercomCallHandling`."""


class GetIntercomCallHandlingSIP(Request, answer="GetIntercomCallHandlingSIPResp"):
    """Answered by ``GetIntercomCallHandlingSIPResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetRTP(Request, answer="GetRTPResp"):
    """Answered by :class:`GetRTPResp`."""


class GetRTPResp(Response, RTPFields):
    """Answer to :class:`GetRTP`."""


class GetSuplServ(Request, answer="GetSuplServResp"):
    """Answered by :class:`GetSuplServResp`."""


class GetSuplServResp(Response, SuplServFields):
    """Answer to :class:`GetSuplServ`."""


class GetSysVoiceboxNum(Request, answer="GetSysVoiceboxNumResp"):
    """Answered by :class:`GetSysVoiceboxNumResp`."""


class GetSysVoiceboxNumResp(Response):
    """Answer to :class:`GetSysVoiceboxNum`."""

    voiceboxNum: str | None = None


class SetDTMF(Request, DTMFFields, answer="SetDTMFResp"):
    """Answered by :class:`SetDTMFResp`."""


class SetDTMFResp(Response, DTMFFields):
    """Answer to :class:`SetDTMF`."""


class SetIntercomCallHandling(
    Request,
    IntercomCallHandlingFields,
    answer="SetIntercomCallHandlingResp",
):
    """Answered by :class:`SetIntercomCallHandlingResp`."""


class SetIntercomCallHandlingResp(Response, IntercomCallHandlingFields):
    """Answer to :class:`SetIntercomCallHandling`."""


class SetIntercomCallHandlingSIP(Request, answer="SetIntercomCallHandlingSIPResp"):
    """Answered by ``SetIntercomCallHandlingSIPResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetRTP(Request, RTPFields, answer="SetRTPResp"):
    """Answered by :class:`SetRTPResp`."""


class SetRTPResp(Response, RTPFields):
    """Answer to :class:`SetRTP`."""


class SetSuplServ(Request, SuplServFields, answer="SetSuplServResp"):
    """Answered by :class:`SetSuplServResp`."""


class SetSuplServResp(Response, SuplServFields):
    """Answer to :class:`SetSuplServ`."""


class SetSysVoiceboxNum(Request, answer="SetSysVoiceboxNumResp"):
    """Answered by :class:`SetSysVoiceboxNumResp`."""

    voiceboxNum: str | None = None


class SetSysVoiceboxNumResp(Response):
    """Answer to :class:`SetSysVoiceboxNum`."""

    voiceboxNum: str | None = None
