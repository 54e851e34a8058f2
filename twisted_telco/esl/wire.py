"""The bytes of an event socket: frames in, commands out. Pure.

A frame is a block of header lines, an empty line, and ``Content-Length`` bytes of body. The real
server breaks this in known places, and they are mended here and counted:

* replies are cut at 511 bytes; one that carries header lines then lacks its empty line, and the
  next frame runs on in the same line;
* ``getvar`` sends its value as it is, line feeds included;
* a listener that reads too slowly gets its last notice in the middle of another frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.esl.errors import InvalidRequest, ProtocolError
from twisted_telco.esl.messages import (
    EVENT_TYPES,
    FRAME_TYPES,
    ApiReply,
    DisconnectNotice,
    Event,
    Frame,
    decode_values,
    parse_lines,
    text_of,
)

MAX_HEADER = 1 << 20
"""Bytes of an incomplete header block (``connect`` answers with the whole channel)."""
MAX_BODY = 16 << 20
"""Bytes of a body, the limit the server itself has for what it reads since 1.11.2."""
MAX_COMMAND = 10 * 1024 * 1024 - 2
"""Bytes of a command with its headers; the server cuts there."""

_COMMON = re.compile(
    rb"Content-(?:Length: (\d{1,9})\nContent-Type: text/event-(plain|json|xml)"
    rb"|Type: api/response\nContent-Length: (\d{1,9}))"
)
_MAX_KNOWN = 4096
_RUN_ON = re.compile(
    rb"(?<!\n)(?:Content-Length: \d+\nContent-Type: text/event-"
    rb"|Content-Type: (?:command/reply\nReply-Text: |(?:api/response|log/data)\nContent-Length: "
    rb"|text/disconnect-notice\nCont))"
)
_KILLED = re.compile(rb"killed listener because of lost [a-z ]+\n\Z")

Message = Event | Frame | ApiReply


_known: dict[bytes, tuple[Callable[[bytes], Message], int]] = {}
"""What follows a header block of the common kinds: they come again and again."""


def _common_block(block: bytes) -> tuple[Callable[[bytes], Message], int] | None:
    """What makes a message of the body behind a header block, and the body's length; None for a
    block that is not of the common kinds."""
    found = _COMMON.fullmatch(block)
    if found is None:
        return None
    if len(_known) >= _MAX_KNOWN:
        _known.clear()
    length, event_type, api_length = found.groups()
    kind: Callable[[bytes], Message] = EVENT_TYPES[event_type] if event_type else ApiReply.of
    common = _known[block] = kind, int(length or api_length)
    return common


class FrameDecoder(Decoder[Message]):
    """Turns what a server sends into messages.

    :ivar repaired: frames that the server ran together or broke and that were mended.
    """

    def __init__(self, max_header: int = MAX_HEADER, max_body: int = MAX_BODY) -> None:
        self.max_header = max_header
        self.max_body = max_body
        self.repaired = 0
        self._pending = bytearray()
        self._need = 0  # bytes of the pending frame; 0: its header block is not complete
        self._offset = 0  # in the stream, of the pending bytes or of those in work

    @property
    def pending(self) -> bytes:
        """The bytes of an incomplete frame."""
        return bytes(self._pending)

    def decode(self, data: bytes, messages: list[Message | Malformed]) -> None:
        pending, start = self._pending, 0
        if pending and self._need:
            start = self._need - len(pending)
            if start > len(data):
                pending += data
                return
            # Only the frame is put together; what follows it is read where it lies.
            frame = bytes(pending) + data[:start]
            self._decode_all(frame, 0, messages)
            self._offset += len(pending)
            pending.clear()
        elif pending:
            ended = b"\n\n" in data or (pending[-1:] == data[:1] == b"\n")
            pending += data
            if not ended:
                self._check_size()
                return
            data = bytes(pending)
            pending.clear()
        at = self._decode_all(data, start, messages)
        self._offset += at
        if at < len(data):
            pending += data[at:]
            self._check_size()

    def _check_size(self) -> None:
        # One more than the block itself: the first line feed of its end may be there already.
        if not self._need and len(self._pending) > self.max_header + 1:
            self._give_up("a header block is too long", self._offset)

    def _decode_all(self, data: bytes, at: int, messages: list[Message | Malformed]) -> int:
        """Read frames; return where the first incomplete one starts, its size in ``_need``."""
        size, find, known, add = len(data), data.find, _known.get, messages.append
        max_body = self.max_body
        self._need = 0
        while at < size:
            blank = find(b"\n\n", at)
            if blank < 0:
                return at
            block = data[at:blank]
            common = known(block) or _common_block(block)
            if common is None:
                end = self._decode_other(data, at, blank, messages)
                if end < 0:
                    return at
                at = end
                continue
            kind, length = common
            if length > max_body:
                self._give_up(f"a body of {length} bytes", self._offset + at)
            start = blank + 2
            end = start + length
            if end > size:
                self._need = end - at
                return at
            add(kind(data[start:end]))
            at = end
        return at

    def _decode_other(
        self, data: bytes, at: int, blank: int, messages: list[Message | Malformed]
    ) -> int:
        """Read a frame of any kind, whose header block ends at ``blank``; return its end, or -1
        when it is incomplete."""
        if data[at] == 0x0A:  # an empty line between frames
            return at + 1
        if blank - at > self.max_header:
            self._give_up("a header block is too long", self._offset + at)
        block = data[at:blank]
        repaired = False
        if block.startswith(b"Content-Type: command/reply\n") and block.count(b"Content-") > 1:
            run_on = _RUN_ON.search(block, 1)
            if run_on is not None:
                block = block[: run_on.start()]
                blank = at + len(block) - 2  # no empty line to skip
                repaired = True
        headers = parse_lines(text_of(block))
        body, end = b"", blank + 2
        length = headers.get("Content-Length")
        if length is not None:
            if not (length.isascii() and length.isdecimal()):
                self._give_up(f"Content-Length is {length[:40]!r}", self._offset + at)
            if len(length) > 12 or int(length) > self.max_body:
                self._give_up(f"a body of {length[:40]} bytes", self._offset + at)
            end += int(length)
            if end > len(data):
                self._need = end - at
                return -1
            body = data[blank + 2 : end]
        content_type = headers.pop("Content-Type", None)
        if content_type is None:
            self.repaired += 1
            raw = data[at : min(end, at + 4096)]
            messages.append(Malformed(raw, self._offset + at, "a frame without Content-Type"))
            return end
        message = self._message(content_type, headers, body, block)
        if isinstance(message, Frame) and (repaired or message.repaired):
            message.repaired = True
            self.repaired += 1
        messages.append(message)
        return end

    @staticmethod
    def _message(content_type: str, headers: dict[str, str], body: bytes, block: bytes) -> Message:
        if content_type.startswith("text/event-"):
            kind = EVENT_TYPES.get(content_type[11:].encode())
            if kind is not None:
                return kind(body)
        if content_type == "api/response":
            return ApiReply.of(body)
        message = FRAME_TYPES.get(content_type, Frame)(content_type, headers, body)
        if content_type == "command/reply":
            if "Socket-Mode" in headers:  # the answer to connect is a serialized event
                decode_values(headers)
            elif not headers.get("Reply-Text", "x") or block.count(b"\n") != len(headers):
                _mend_reply(message, block)
        return message

    def finish(self) -> DisconnectNotice | None:
        """At the end of the stream: the notice that stands inside an unfinished frame, if any."""
        killed = _KILLED.search(self._pending[-4096:])
        if killed is None:
            return None
        self.repaired += 1
        notice = DisconnectNotice("text/disconnect-notice", {}, bytes(killed[0]))
        notice.repaired = True
        return notice

    def _give_up(self, reason: str, offset: int) -> NoReturn:
        self._pending.clear()
        raise ProtocolError(reason, offset)


def _mend_reply(reply: Frame, block: bytes) -> None:
    """Give lines without a colon back to the ``Reply-Text`` that they continue."""
    lines = text_of(block).split("\n")
    for number, line in enumerate(lines):
        if line.startswith("Reply-Text:"):
            more = []
            for following in lines[number + 1 :]:
                if ": " in following:
                    break
                more.append(following)
            if more:
                reply.headers["Reply-Text"] = "\n".join([line[11:].lstrip(" "), *more])
                reply.repaired = True
            return


def check_line(text: str, what: str = "a command") -> str:
    """The text itself when it can stand in one line.

    :raises InvalidRequest: for a line break or NUL in it.
    """
    if "\n" in text or "\r" in text or "\0" in text:
        raise InvalidRequest(f"{what} must not contain line breaks or NUL: {text[:80]!r}")
    return text


def encode_line(line: str) -> bytes:
    """One command that is a line and no more; it is not empty.

    :raises InvalidRequest: for a line break or NUL in it, or a line that is too long.
    """
    if "\n" in line or "\r" in line or "\0" in line:
        check_line(line)
    data = line.encode("utf-8", "surrogateescape") + b"\n\n"
    if len(data) > MAX_COMMAND:
        raise InvalidRequest(f"a command of {len(data)} bytes")
    return data


def encode_command(
    line: str, headers: Mapping[str, object] | None = None, body: str | bytes | None = None
) -> bytes:
    """One command: its line, its headers and a body whose length is added.

    Values are written as they are; the server drops leading spaces of a value and headers whose
    value is empty.

    :raises InvalidRequest: for a line break or NUL in a line, an empty line (the server skips it
        and every later answer would be one off), or a command that is too long.
    """
    if not line or line.isspace():
        raise InvalidRequest("an empty command")
    if not headers and body is None:
        return encode_line(line)
    lines = [check_line(line)]
    for name, value in (headers or {}).items():
        if not name or ":" in name or name.lower() == "content-length":
            raise InvalidRequest(f"not a header name here: {name!r}")
        text = f"{name}: {value}"
        lines.append(check_line(text, f"header {name[:40]}"))
    payload = b""
    if body is not None:
        payload = body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")
        if len(payload) > MAX_BODY:
            raise InvalidRequest(f"a body of {len(payload)} bytes")
        lines.append(f"Content-Length: {len(payload)}")
    data = "\n".join(lines).encode("utf-8", "surrogateescape") + b"\n\n"
    if len(data) > MAX_COMMAND:
        raise InvalidRequest(f"a command of {len(data)} bytes")
    return data + payload
