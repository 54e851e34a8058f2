"""HSMS messages (SEMI E37): the header, the kinds of control messages, their codes."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Any

from twisted_telco import secs

NO_SESSION = 0xFFFF
"""The session id of control messages in HSMS-SS, and of Linktest always."""

_HEADER = struct.Struct(">IHBBBBI")


class SType(IntEnum):
    """What a message is; other values are unknown and rejected."""

    DATA = 0
    SELECT_REQ = 1
    SELECT_RSP = 2
    DESELECT_REQ = 3
    DESELECT_RSP = 4
    LINKTEST_REQ = 5
    LINKTEST_RSP = 6
    REJECT_REQ = 7
    SEPARATE_REQ = 9


STYPE_NAMES = {
    SType.SELECT_REQ: "Select.req",
    SType.SELECT_RSP: "Select.rsp",
    SType.DESELECT_REQ: "Deselect.req",
    SType.DESELECT_RSP: "Deselect.rsp",
    SType.LINKTEST_REQ: "Linktest.req",
    SType.LINKTEST_RSP: "Linktest.rsp",
    SType.REJECT_REQ: "Reject.req",
    SType.SEPARATE_REQ: "Separate.req",
}


class SelectStatus(IntEnum):
    """Of Select.rsp. 0, 1 and 6 mean that the session is selected on this connection."""

    SELECTED = 0
    ALREADY_SELECTED = 1
    NOT_READY = 2
    EXHAUSTED = 3
    NO_SUCH_SESSION = 4
    SESSION_IN_USE = 5
    SESSION_ALREADY_SELECTED = 6


class DeselectStatus(IntEnum):
    """Of Deselect.rsp."""

    DESELECTED = 0
    NOT_SELECTED = 1
    BUSY = 2


class RejectReason(IntEnum):
    """Of Reject.req."""

    STYPE_NOT_SUPPORTED = 1
    PTYPE_NOT_SUPPORTED = 2
    TRANSACTION_NOT_OPEN = 3
    NOT_SELECTED = 4


SELECT_TEXT = {
    0: "selected",
    1: "already selected on this connection",
    2: "connection not ready",
    3: "exhausted: another connection has the session",
    4: "no such session",
    5: "session in use by another connection",
    6: "session already selected on this connection",
}
DESELECT_TEXT = {0: "deselected", 1: "not selected", 2: "busy"}
REJECT_TEXT = {
    1: "SType not supported",
    2: "PType not supported",
    3: "transaction not open",
    4: "not selected",
}
STREAM_9_TEXT = {
    1: "unrecognised device id",
    3: "unrecognised stream",
    5: "unrecognised function",
    7: "illegal data",
    9: "transaction timer timeout",
    11: "data too long",
    13: "conversation timeout",
}

_UNREAD: Any = object()
_DATA_NAMES: dict[int, str] = {}


class Message:
    """A message as it was received, or as it is sent; control ones included.

    In control messages ``wait``, ``stream`` and ``function`` are what stands in bytes 2 and 3:
    the status of a response, type and reason of a Reject.

    :param session_id: 0..0xFFFF; in HSMS-SS the device id.
    :param wait: the W-bit: a reply is expected.
    :param ptype: 0 is SECS-II.
    :param stype: see :class:`SType`.
    :param system: the system bytes, a number.
    :param data: the body as on the wire.
    :ivar connection: of a received message, on which connection; None before.
    """

    __slots__ = (
        "_item",
        "connection",
        "data",
        "function",
        "ptype",
        "session_id",
        "stream",
        "stype",
        "system",
        "text",
        "wait",
    )
    text: type[secs.A]

    def __init__(
        self,
        session_id: int = NO_SESSION,
        stream: int = 0,
        function: int = 0,
        wait: bool = False,
        ptype: int = 0,
        stype: int = 0,
        system: int = 0,
        data: bytes = b"",
    ) -> None:
        self.session_id = session_id
        self.stream = stream
        self.function = function
        self.wait = wait
        self.ptype = ptype
        self.stype = stype
        self.system = system
        self.data = data
        self.text = secs.A
        self.connection: Any = None
        self._item = _UNREAD

    @property
    def is_data(self) -> bool:
        """A SECS-II message, not a control message."""
        return self.stype == 0 and self.ptype == 0

    @property
    def name(self) -> str:
        """``"S6F11"``, ``"Select.req"``."""
        if self.stype == 0:
            return data_name(self.stream, self.function)
        return STYPE_NAMES.get(self.stype) or f"SType {self.stype}"  # type: ignore[call-overload]

    @property
    def header(self) -> bytes:
        """The ten bytes of the header, as in the body of stream 9."""
        return self.encode()[4:14]

    @property
    def item(self) -> secs.Item | None:
        """The body; read when first asked for.

        :raises secs.DecodeError: it is no SECS-II item.
        """
        item = self._item
        if item is _UNREAD:
            item = self._item = secs.decode(self.data, text=self.text)
        return item

    @property
    def value(self) -> Any:
        """The body as Python values, None without one."""
        item = self.item
        return None if item is None else item.value

    @property
    def success(self) -> bool:
        """False for what refuses a request: function 0, stream 9, Reject, a status but 0."""
        if self.stype in (SType.SELECT_RSP, SType.DESELECT_RSP):
            return self.function == 0
        if self.stype:
            return self.stype != SType.REJECT_REQ
        return self.function != 0 and self.stream != 9

    def encode(self) -> bytes:
        """The whole message as on the wire."""
        byte_2 = self.stream | 0x80 if self.wait else self.stream
        return (
            _HEADER.pack(
                10 + len(self.data),
                self.session_id,
                byte_2,
                self.function,
                self.ptype,
                self.stype,
                self.system,
            )
            + self.data
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.encode() == other.encode()

    def __hash__(self) -> int:
        return hash(self.encode())

    def __repr__(self) -> str:
        data = self.data.hex() if len(self.data) <= 40 else f"<{len(self.data)} bytes>"
        return (
            f"<{self.name} session_id={self.session_id} stream={self.stream} "
            f"function={self.function} wait={self.wait} ptype={self.ptype} stype={self.stype} "
            f"system={self.system} data={data or 'none'}>"
        )


def data_name(stream: int, function: int) -> str:
    """``"S6F11"``, made once."""
    name = _DATA_NAMES.get(stream << 8 | function)
    if name is None:
        name = _DATA_NAMES[stream << 8 | function] = f"S{stream}F{function}"
    return name


def control(stype: int, session_id: int, system: int, status: int = 0) -> Message:
    """A control message.

    :param status: of a response.
    """
    return Message(session_id, 0, status, stype=stype, system=system)


def reject(message: Message, reason: int) -> Message:
    """The Reject.req for a message."""
    kind = message.ptype if reason == RejectReason.PTYPE_NOT_SUPPORTED else message.stype
    return Message(
        message.session_id,
        kind & 0x7F,
        reason,
        wait=kind > 0x7F,
        stype=SType.REJECT_REQ,
        system=message.system,
    )


def encode_data(
    session_id: int, stream: int, function: int, wait: bool, system: int, data: bytes
) -> bytes:
    """A data message as on the wire, without an object for it."""
    byte_2 = stream | 0x80 if wait else stream
    return _HEADER.pack(10 + len(data), session_id, byte_2, function, 0, 0, system) + data
