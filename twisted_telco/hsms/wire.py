"""HSMS framing: four bytes of length, ten of header, the body. The length does not count itself."""

from __future__ import annotations

import struct

from twisted_telco import secs
from twisted_telco.core import framing
from twisted_telco.core.framing import Malformed
from twisted_telco.hsms.errors import ProtocolError
from twisted_telco.hsms.messages import _UNREAD, Message

MAX_MESSAGE = 16 * 1024 * 1024 + 64 * 1024
"""What the longest single SECS-II item needs, and something for the lists around it."""

_FRAME = struct.Struct(">IHBBBBI")
_LENGTH = struct.Struct(">I")


class Decoder(framing.Decoder[Message]):
    """Bytes to messages.

    A message longer than ``max_message`` comes out as :class:`Malformed` with its 14 first bytes
    when its end has arrived; its body is not kept. One longer than ``ceiling``, or shorter than a
    header, ends the stream: what comes with such a length is no HSMS.

    :param max_message: bytes, header included.
    :param ceiling: bytes; four times ``max_message`` unless given.
    :param text: the class of A items in the messages, see :meth:`secs.A.using`.
    """

    def __init__(
        self,
        max_message: int = MAX_MESSAGE,
        ceiling: int | None = None,
        text: type[secs.A] = secs.A,
    ) -> None:
        self.max_message = max_message
        self.ceiling = 4 * max_message if ceiling is None else ceiling
        self.text = text
        self._offset = 0  # of the first byte not consumed
        self._chunks: list[bytes] = []  # of an unfinished message
        self._have = 0
        self._need = 4
        self._skip = 0
        self._skipped: Malformed | None = None

    @property
    def pending(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._chunks) or self._skip > 0

    def decode(self, data: bytes, messages: list[Message | Malformed]) -> None:
        if self._skip:
            data = self._skipping(data, messages)
        if self._chunks:
            self._chunks.append(data)
            self._have += len(data)
            if self._have < self._need:
                return
            data = b"".join(self._chunks)
            self._chunks = []
        total = len(data)
        pos = 0
        text = self.text
        new = object.__new__
        unpack = _FRAME.unpack_from
        most = self.max_message
        while total - pos >= 14:
            length, session_id, byte_2, function, ptype, stype, system = unpack(data, pos)
            if not 10 <= length <= most:
                self._check(length, pos)
                bad = Malformed(data[pos : pos + 14], self._offset + pos, f"{length} bytes long")
                end = pos + 4 + length
                if end > total:
                    self._skip, self._skipped = end - total, bad
                    pos = total
                    break
                messages.append(bad)
                pos = end
                continue
            end = pos + 4 + length
            if end > total:
                break
            message = new(Message)
            message.session_id = session_id
            message.stream = byte_2 & 0x7F
            message.function = function
            message.wait = byte_2 > 0x7F
            message.ptype = ptype
            message.stype = stype
            message.system = system
            message.data = data[pos + 14 : end] if length > 10 else b""
            message.text = text
            message.connection = None
            message._item = _UNREAD
            messages.append(message)
            pos = end
        self._offset += pos
        if pos < total:
            self._keep(data[pos:] if pos else data)

    def _keep(self, rest: bytes) -> None:
        self._chunks = [rest]
        self._have = len(rest)
        self._need = 4
        if self._have >= 4:
            (length,) = _LENGTH.unpack_from(rest)
            self._check(length, 0)
            # Of a message that is too long only the header is waited for.
            self._need = 4 + length if length <= self.max_message else 14

    def _check(self, length: int, pos: int) -> None:
        if length < 10:
            raise ProtocolError(f"a message of length {length}", self._offset + pos)
        if length > self.ceiling:
            raise ProtocolError(
                f"a message of {length} bytes, at most {self.ceiling} are read",
                self._offset + pos,
            )

    def _skipping(self, data: bytes, messages: list[Message | Malformed]) -> bytes:
        taken = min(self._skip, len(data))
        self._skip -= taken
        self._offset += taken
        if not self._skip and self._skipped is not None:
            messages.append(self._skipped)
            self._skipped = None
        return data[taken:]
