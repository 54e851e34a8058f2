"""The server's side of the bytes: commands in, frames and events out, as FreeSWITCH does it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.sax.saxutils import escape

from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.esl.errors import ProtocolError
from twisted_telco.esl.messages import ARRAY, SEPARATOR, text_of
from twisted_telco.esl.wire import MAX_BODY, MAX_COMMAND

_END = re.compile(rb"\r?\n\r?\n")
_BLANK = re.compile(rb"[\r\n]*")
_ENCODED = re.compile(rb'%(?![0-9A-F]{2})|[\x00-\x20"#&+:;<=>?@\[\\\]^`{|}\x7f-\xff]')
_ASCII = re.compile("[^\x00-\x7f]")

Value = str | list[str]


@dataclass(slots=True)
class Command:
    """One command of a client.

    :ivar line: its first line.
    :ivar headers: its header lines, names in lower case.
    :ivar pairs: the same as sent, in order.
    """

    line: str
    headers: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""


class CommandDecoder(Decoder[Command]):
    """Reads commands; line ends may be LF or CR LF, blank lines before a command are skipped."""

    def __init__(self, max_command: int = MAX_COMMAND, max_body: int = MAX_BODY) -> None:
        self.max_command = max_command
        self.max_body = max_body
        self._rest = b""
        self._searched = 0
        self._offset = 0

    def decode(self, data: bytes, messages: list[Command | Malformed]) -> None:
        data = self._rest + data
        at = _BLANK.match(data).end()  # type: ignore[union-attr]  # it matches everywhere
        look = max(at, self._searched)
        while True:
            end = _END.search(data, look)
            if end is None:
                break
            command, length = self._read(data[at : end.start()], at)
            stop = end.end() + length
            if stop > len(data):
                look = at
                break
            command.body = text_of(data[end.end() : stop])
            messages.append(command)
            at = look = _BLANK.match(data, stop).end()  # type: ignore[union-attr]
        if end is None:
            look = max(at, len(data) - 3)
        self._rest, self._searched = data[at:], max(0, look - at)
        self._offset += at
        if end is None and len(self._rest) > self.max_command:
            self._give_up(f"a command of more than {self.max_command} bytes")

    def _read(self, block: bytes, at: int) -> tuple[Command, int]:
        first, *lines = text_of(block).replace("\r\n", "\n").split("\n")
        command = Command(first)
        for line in lines:
            name, colon, value = line.partition(":")
            value = value.lstrip(" ")
            if colon and value:
                command.pairs.append((name, value))
                command.headers[name.lower()] = value
        length = command.headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            return command, 0
        if len(length) > 9 or int(length) > self.max_body:
            self._offset += at
            self._give_up(f"a body of {length[:20]} bytes")
        return command, int(length)

    def _give_up(self, reason: str) -> NoReturn:
        self._rest = b""
        raise ProtocolError(reason, self._offset)


def percent_encode(value: str) -> bytes:
    """The server's encoding: ``%`` before two upper-case hex digits stays as it is."""
    data = value.encode("utf-8", "surrogateescape")
    return _ENCODED.sub(lambda match: b"%%%02X" % match[0][0], data)


def frame(
    content_type: str, headers: Mapping[str, object] | None = None, body: str | bytes | None = None
) -> bytes:
    """A frame that is no event."""
    lines = [f"Content-Type: {content_type}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    payload = b""
    if body is not None:
        payload = body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")
        lines.append(f"Content-Length: {len(payload)}")
    return "\n".join(lines).encode("utf-8", "surrogateescape") + b"\n\n" + payload


def reply(text: str, headers: Mapping[str, object] | None = None) -> bytes:
    """A ``command/reply``. The server has 511 bytes for its text; where it writes header lines
    itself, for all of them, and a reply that is cut then lacks its empty line."""
    if headers:
        whole = frame("command/reply", {"Reply-Text": text, **headers})
        return whole[: whole.index(b"Reply-Text: ") + 510]
    cut = text.encode("utf-8", "surrogateescape")[:511].decode("utf-8", "surrogateescape")
    return frame("command/reply", {"Reply-Text": cut})


@dataclass(slots=True)
class EventRecord:
    """An event before it is encoded.

    :ivar headers: names may repeat; a list is an array.
    """

    headers: list[tuple[str, Value]]
    body: str = ""

    def get(self, name: str) -> str | None:
        """The first value of a header, as the server's own filters see it; name without case."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value if isinstance(value, str) else array_text(value)
        return None

    @property
    def name(self) -> str:
        return self.get("Event-Name") or ""


def array_text(values: Iterable[str]) -> str:
    """Several values as ``ARRAY::a|:b``, one as itself."""
    items = list(values)
    return items[0] if len(items) == 1 else ARRAY + SEPARATOR.join(items)


def encode_event(event: EventRecord, format: str) -> bytes:
    """An event with its outer frame, in one of the three formats."""
    body = {"plain": _plain, "json": _json, "xml": _xml}[format](event)
    return b"Content-Length: %d\nContent-Type: text/event-%s\n\n%s" % (
        len(body),
        format.encode(),
        body,
    )


def plain_lines(headers: Iterable[tuple[str, Value]]) -> bytes:
    """Header lines with percent-encoded values."""
    return b"".join(
        b"%s: %s\n"
        % (
            name.encode("utf-8", "surrogateescape"),
            percent_encode(value if isinstance(value, str) else array_text(value)),
        )
        for name, value in headers
        if value
    )


def _plain(event: EventRecord) -> bytes:
    data = plain_lines(event.headers)
    if not event.body:
        return data + b"\n"
    body = event.body.encode("utf-8", "surrogateescape")
    return data + b"Content-Length: %d\n\n%s" % (len(body), body)


def _json(event: EventRecord) -> bytes:
    pairs = [(name, value) for name, value in event.headers if value]
    if event.body:
        size = len(event.body.encode("utf-8", "surrogateescape"))
        pairs += [("Content-Length", str(size)), ("_body", event.body)]
    # Written pair by pair, because a name may stand there twice.
    text = ",".join(
        f"{json.dumps(name, ensure_ascii=False)}:"
        f"{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for name, value in pairs
    )
    return ("{" + text + "}").encode("utf-8", "surrogateescape")


def _xml(event: EventRecord) -> bytes:
    lines = ["<event>", "  <headers>"]
    for name, value in event.headers:
        for item in [value] if isinstance(value, str) else value:
            if item:
                lines.append(f"    <{name}>{escape(percent_encode(item).decode())}</{name}>")
    lines.append("  </headers>")
    if event.body:
        size = len(event.body.encode("utf-8", "surrogateescape"))
        body = _ASCII.sub(lambda match: f"&#x{ord(match[0]):X};", escape(event.body))
        indent = "\n  " if body.endswith("\n") else ""
        lines.append(f"  <Content-Length>{size}</Content-Length>")
        lines.append(f"  <body>{body.rstrip() if indent else body}{indent}</body>")
    lines.append("</event>")
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")
