"""Text messages to and from handsets.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

__all__: list[str] = [
    "CancelMessage",
    "CancelMessageResp",
    "DeleteMessage",
    "DeleteMessageResp",
    "EventMessageConfirmation",
    "EventMessageProgress",
    "EventMessageQueueEmpty",
    "EventMessageSend",
    "MessageConfirmType",
    "MessageContentType",
    "MessageEncodingType",
    "MessageFolderType",
    "MessageMelodyType",
    "MessagePriorityType",
    "MessageProgressType",
    "MessageType",
    "SendMessage",
    "SendMessageResp",
]


class MessageConfirmType(Strings):
    ReadYes = "ReadYes"
    ReadNo = "ReadNo"
    OrderOk = "OrderOk"
    OrderNok = "OrderNok"
    OrderDontKnow = "OrderDontKnow"
    CompleteDone = "CompleteDone"
    CompleteNotDone = "CompleteNotDone"
    CompleteFailed = "CompleteFailed"


class MessageContentType(Strings):
    text_plain = "text/plain"
    text_x_vcard = "text/x-vcard"


class MessageEncodingType(Strings):
    UTF_8 = "UTF-8"


class MessageFolderType(Strings):
    Idle = "Idle"
    Inbox = "Inbox"
    AddToInbox = "AddToInbox"
    AddToPreDefined = "AddToPreDefined"
    AddToOutbox = "AddToOutbox"


class MessageMelodyType(Strings):
    None_ = "None"
    MsgMelody1 = "MsgMelody1"
    MsgMelody2 = "MsgMelody2"
    MsgMelody3 = "MsgMelody3"
    MsgMelody4 = "MsgMelody4"
    MsgMelody5 = "MsgMelody5"
    MsgMelody6 = "MsgMelody6"
    MsgMelody7 = "MsgMelody7"
    MsgMelody8 = "MsgMelody8"
    MsgMelody9 = "MsgMelody9"
    MsgMelody10 = "MsgMelody10"


class MessagePriorityType(Strings):
    Info = "Info"
    Low = "Low"
    Normal = "Normal"
    High = "High"
    Emergency = "Emergency"
    LocatingAlert = "LocatingAlert"


class MessageProgressType(Strings):
    Overridden = "Overridden"
    DeleteOverridden = "DeleteOverridden"
    Delivered = "Delivered"
    DeleteDelivered = "DeleteDelivered"
    PagingTimeout = "PagingTimeout"
    Rejected = "Rejected"
    Busy = "Busy"
    WrongCharacterSet = "WrongCharacterSet"
    WrongURI = "WrongURI"
    TemporaryUnavailable = "TemporaryUnavailable"
    Unknown = "Unknown"


class MessageType(Record):
    """In ``EventMessageSend`` and 1 more."""

    sendTime: int | None = None
    id: int | None = None
    ppn: int | None = None  # schema: Ppn
    fromAddr: str | None = None
    fromName: str | None = None
    toAddr: str | None = None
    toName: str | None = None
    callbackAddr: str | None = None
    callbackName: str | None = None
    autoCallback: bool | None = None  # schema: autoCallBack
    priority: MessagePriorityType | str | None = None
    folder: MessageFolderType | str | None = None  # schema: Folder
    autoDelete: bool | None = None
    popUp: bool | None = None
    encoding: MessageEncodingType | str | None = None
    contentType: MessageContentType | str | None = None
    content: str | None = None
    melody: MessageMelodyType | str | None = None
    explicitToneSelection: str | None = None
    signallingVolume: int | None = None
    discCallOnRecv: bool | None = None
    increasingVolume: bool | None = None
    vibraCall: bool | None = None
    noInbandSignalling: bool | None = None
    textColourR: int | None = None
    textColourG: int | None = None
    textColourB: int | None = None
    bgColourR: int | None = None
    bgColourG: int | None = None
    bgColourB: int | None = None
    noReply: bool | None = None
    ringerTone: bool | None = None
    confirmReq: list[MessageConfirmType | str] = repeated()
    confirm: list[MessageConfirmType | str] = repeated()


class CancelMessageFields(Record):
    """In ``CancelMessage`` and 3 more."""

    sendTime: int | None = None
    id: int | None = None
    toAddr: str | None = None


class MessageSendFields(Record):
    """In ``EventMessageSend`` and 1 more."""

    alwaysIndirect: bool | None = None
    msg: list[MessageType] = repeated()


class CancelMessage(
    Request,
    CancelMessageFields,
    required=("sendTime", "id", "toAddr"),
    answer="CancelMessageResp",
):
    """Answered by :class:`CancelMessageResp`."""


class CancelMessageResp(Response):
    """Answer to :class:`CancelMessage`."""


class DeleteMessage(
    Request,
    CancelMessageFields,
    required=("sendTime", "id", "toAddr"),
    answer="DeleteMessageResp",
):
    """Answered by :class:`DeleteMessageResp`."""


class DeleteMessageResp(Response):
    """Answer to :class:`DeleteMessage`."""


class EventMessageConfirmation(Event, CancelMessageFields, event_types=("MessageConfirmation",)):
    """Subscribe ``MessageConfirmation``."""

    fromAddr: str | None = None
    confTime: int | None = None
    confirmation: MessageConfirmType | str | None = None


class EventMessageProgress(Event, CancelMessageFields, event_types=("MessageProgress",)):
    """Subscribe ``MessageProgress``."""

    event: MessageProgressType | str | None = None


class EventMessageQueueEmpty(Event, event_types=("MessageQueueEmpty",)):
    """Subscribe ``MessageQueueEmpty``."""

    ppn: int | None = None


class EventMessageSend(Event, MessageSendFields, event_types=("MessageSend",)):
    """Subscribe ``MessageSend``."""


class SendMessage(Request, MessageSendFields, answer="SendMessageResp"):
    """Answered by :class:`SendMessageResp`."""


class SendMessageResp(Response):
    """Answer to :class:`SendMessage`."""
