"""What travels on an event socket, as records. Pure.

Events are lazy: the bytes are kept, and the four names by which events are handed out (name,
subclass, channel and job) are found without decoding the rest.

Values are ``str``, UTF-8 with bytes that are not as surrogate escapes. Where a name repeats, the
last value holds (a header forged by ``sendevent`` stands before the genuine one). An array is the
text ``ARRAY::a|:b``, as a channel variable has it; :meth:`Event.getall` gives its elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from functools import lru_cache
from html import unescape
from typing import Any, ClassVar, TypeVar, overload

from twisted_telco.esl.errors import CommandError, ProtocolError
from twisted_telco.esl.tables import EVENT_NAMES, LOG_LEVELS

fast_loads: Callable[[bytes], Any]
try:
    from orjson import loads as fast_loads
except ImportError:  # the extra "fast" is not installed
    fast_loads = json.loads

D = TypeVar("D")

ARRAY = "ARRAY::"
SEPARATOR = "|:"
_OCTETS = {b"%02X" % n: bytes((n,)) for n in range(256)}
_OCTETS |= {code.lower(): octet for code, octet in _OCTETS.items()}
_NAMES = {name.encode(): name for name in EVENT_NAMES}
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_ELEMENT = re.compile(r"^\s*<([^/>][^>]*)>(.*)</\1>\s*$", re.MULTILINE)
_ERROR = re.compile(r"-[A-Z]")


def text_of(data: bytes) -> str:
    """Bytes as text; what is not UTF-8 becomes surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


def percent_decode(value: str) -> str:
    """Undo the server's encoding of a header value; ``+`` is no space, stray ``%`` stay."""
    return _decode(value) if "%" in value else value


def _decode(value: str) -> str:
    octets = _OCTETS
    data = _ESCAPE.sub(lambda m: octets[m[1]], value.encode("utf-8", "surrogateescape"))
    return data.decode("utf-8", "surrogateescape")


_decode_short = lru_cache(maxsize=4096)(_decode)
"""Most values that are encoded come again and again: addresses, dates, names."""


def parse_lines(text: str) -> dict[str, str]:
    """The ``Name: value`` lines of a block as they are; the last of equal names holds."""
    return _pairs(text.split("\n"))


def _pairs(lines: list[str]) -> dict[str, str]:
    try:
        return dict([line.split(": ", 1) for line in lines])
    except ValueError:
        # Some line has no ": ". An empty value may have lost its blank; the rest is no header.
        pairs = [line.partition(":") for line in lines]
        return {name: value.removeprefix(" ") for name, colon, value in pairs if colon}


def decode_values(headers: dict[str, str]) -> dict[str, str]:
    """Percent-decode all values, in place.

    After the lines were split, so that an encoded line feed invents no header.
    """
    for name, value in headers.items():
        if "%" in value:
            headers[name] = _decode_short(value) if len(value) < 200 else _decode(value)
    return headers


def split_array(value: str) -> list[str]:
    """The elements of ``ARRAY::a|:b``, or the value alone."""
    return value[len(ARRAY) :].split(SEPARATOR) if value.startswith(ARRAY) else [value]


class Event(Mapping[str, str]):
    """One event: a mapping of its headers, names exactly as received.

    ``Content-Length`` and ``_body`` frame the event and are no headers; see :attr:`body`.

    :ivar raw: the event's bytes, without the outer frame.
    """

    __slots__ = ("_body", "_headers", "_name", "raw")
    format = ""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._headers: dict[str, str] | None = None
        self._body: str | None = None
        self._name: str | None = None

    # What the formats differ in.

    def _parse(self) -> dict[str, str]:
        raise NotImplementedError

    def _peek(self, name: bytes) -> str | None:
        """The value of a header found in the bytes; None when that takes a real look."""
        raise NotImplementedError

    def _own_name(self) -> str | None:
        """The name of an event made by the core: such a one begins with Event-Name and Core-UUID.

        Others (``sendevent``) begin with what a user gave, and a forged name stands before theirs.
        """
        raise NotImplementedError

    # The mapping.

    @property
    def headers(self) -> dict[str, str]:
        """All headers, decoded once.

        :raises ProtocolError: when the event cannot be read.
        """
        headers = self._headers
        if headers is None:
            headers = self._headers = self._parse()
            name = self._name or self._own_name()
            if name:
                headers["Event-Name"] = name
        return headers

    def __getitem__(self, name: str) -> str:
        return self.headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)

    def __contains__(self, name: object) -> bool:
        return name in self.headers

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, /, default: str | D) -> str | D: ...
    def get(self, name: str, /, default: Any = None) -> Any:
        return self.headers.get(name, default)

    def items(self) -> ItemsView[str, str]:
        return self.headers.items()

    def keys(self) -> KeysView[str]:
        return self.headers.keys()

    def values(self) -> ValuesView[str]:
        return self.headers.values()

    def getall(self, name: str) -> list[str]:
        """The elements of an array, a single value as a list of one, or an empty list."""
        value = self.headers.get(name)
        return [] if value is None else split_array(value)

    # What every user wants.

    def _find(self, name: bytes) -> str | None:
        if self._headers is None:
            value = self._peek(name)
            if value is not None:
                return value
        return self.headers.get(name.decode())

    @property
    def name(self) -> str:
        """``Event-Name``, or ``""``: a live channel re-fires a ``sendevent`` without one."""
        name = self._name
        if name is None:
            name = self._name = self._own_name() or self._find(b"Event-Name") or ""
        return name

    @property
    def subclass(self) -> str | None:
        """``Event-Subclass`` of a CUSTOM event."""
        return self._find(b"Event-Subclass")

    @property
    def uuid(self) -> str | None:
        """``Unique-ID``: the channel."""
        return self._find(b"Unique-ID")

    @property
    def job_uuid(self) -> str | None:
        """``Job-UUID`` of a BACKGROUND_JOB."""
        return self._find(b"Job-UUID")

    @property
    def body(self) -> str:
        """The event's own body, or ``""``."""
        if self._body is None:
            _ = self.headers
        return self._body or ""

    @property
    def timestamp(self) -> float | None:
        """``Event-Date-Timestamp`` in seconds since 1970, or None."""
        value = self._find(b"Event-Date-Timestamp") or ""
        return int(value) / 1e6 if value.isdecimal() and len(value) < 20 else None

    @property
    def variables(self) -> dict[str, str]:
        """The channel variables it carries, without their ``variable_``."""
        return {k[9:]: v for k, v in self.headers.items() if k.startswith("variable_")}

    def __repr__(self) -> str:
        subclass = f" {self.subclass}" if self.name == "CUSTOM" else ""
        uuid = f" {self.uuid}" if self.uuid else ""
        return f"<{type(self).__name__} {self.name or 'without name'}{subclass}{uuid}>"

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Equal headers and body, in whatever format they came."""
        if not isinstance(other, Event):
            return NotImplemented
        return self.headers == other.headers and self.body == other.body


class PlainEvent(Event):
    """An event as lines of ``Name: percent-encoded value`` and an optional body."""

    __slots__ = ()
    format = "plain"

    def _parse(self) -> dict[str, str]:
        lines = text_of(self.raw).split("\n")
        end = lines.index("") if "" in lines else len(lines)
        headers = decode_values(_pairs(lines[:end]))
        length = headers.pop("Content-Length", None)
        if length is not None or end < len(lines) - 2:
            body = self.raw.partition(b"\n\n")[2]
            if length is not None and length.isdecimal() and len(length) < 12:
                body = body[: int(length)]
            self._body = text_of(body)
        else:
            self._body = ""
        return headers

    def _own_name(self) -> str | None:
        raw = self.raw
        if raw.startswith(b"Event-Name: "):
            end = raw.find(b"\n")
            if raw.startswith(b"\nCore-UUID: ", end):
                return _NAMES.get(raw[12:end]) or text_of(raw[12:end])
        return None

    def _peek(self, name: bytes) -> str | None:
        raw = self.raw
        needle = b"\n" + name + b": "
        if raw.startswith(needle[1:]):
            return None
        at = raw.find(needle)
        if at < 0:
            return None
        end = raw.find(b"\n\n")
        if at > end >= 0:
            return None
        at = raw.rfind(needle, 0, end if end >= 0 else len(raw)) + len(needle)
        return percent_decode(text_of(raw[at : raw.find(b"\n", at)]))


class JSONEvent(Event):
    """An event as one JSON object."""

    __slots__ = ()
    format = "json"

    def _parse(self) -> dict[str, str]:
        raw = self.raw
        try:
            found = fast_loads(raw)
        except ValueError:
            # Bytes that are not UTF-8, which the server sends raw.
            try:
                found = json.loads(text_of(raw), strict=False)
            except (ValueError, RecursionError) as error:
                raise ProtocolError(f"an event is not JSON: {error}") from None
        except RecursionError:
            raise ProtocolError("an event is nested too deeply") from None
        if type(found) is not dict:
            raise ProtocolError("an event is not a JSON object")
        try:
            "".join(found.values())  # the cheapest way to see that all are texts
        except TypeError:
            for key, value in found.items():
                found[key] = _flat(value)
        found.pop("Content-Length", None)
        self._body = found.pop("_body", "")
        return found

    def _own_name(self) -> str | None:
        raw = self.raw
        if raw.startswith(b'{"Event-Name":"'):
            end = raw.find(b'"', 15)
            if raw.startswith(b'","Core-UUID":"', end):
                return _NAMES.get(raw[15:end]) or text_of(raw[15:end])
        return None

    def _peek(self, name: bytes) -> str | None:
        # The quotes of a value are escaped, so these bytes can only be a name and its value.
        raw = self.raw
        needle = b'"' + name + b'":"'
        at = raw.rfind(needle)
        if at < 0:
            return None
        at += len(needle)
        value = raw[at : raw.find(b'"', at)]
        return None if b"\\" in value else text_of(value)


def _flat(value: Any) -> str:
    """A JSON value as the header value it stands for."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = [v if isinstance(v, str) else json.dumps(v) for v in value]
        return ARRAY + SEPARATOR.join(parts) if len(parts) > 1 else "".join(parts)
    return json.dumps(value)


class XMLEvent(Event):
    """An event as XML.

    Read line by line: header names with spaces make what the server sends no XML at all, and a
    real parser would have to be kept from entities. Arrays and repeated names look alike here;
    the last value holds and :meth:`getall` has all.
    """

    __slots__ = ("_all",)
    format = "xml"

    def _parse(self) -> dict[str, str]:
        text = text_of(self.raw)
        head, closed, tail = text.partition("</headers>")
        if not closed:
            raise ProtocolError("an event is not XML: no headers")
        head = head.partition("<headers>")[2]
        self._all: dict[str, list[str]] = {}
        for name, value in _ELEMENT.findall(head):
            self._all.setdefault(name, []).append(percent_decode(unescape(value)))
        self._all.pop("Content-Length", None)
        self._body = self._read_body(tail)
        return {name: values[-1] for name, values in self._all.items()}

    @staticmethod
    def _read_body(tail: str) -> str:
        start, end = tail.find("<body>"), tail.rfind("</body>")
        if start < 0 or end < 0:
            return ""
        body = unescape(tail[start + 6 : end])
        length = re.search(r"<Content-Length>(\d{1,11})</Content-Length>", tail[:start])
        if length:  # the indentation after it is not part of it
            body = text_of(body.encode("utf-8", "surrogateescape")[: int(length[1])])
        return body

    def _own_name(self) -> str | None:
        return None

    def _peek(self, name: bytes) -> str | None:
        return None

    def getall(self, name: str) -> list[str]:
        _ = self.headers
        values = list(self._all.get(name, ()))
        return values if len(set(values)) > 1 else values[:1]


class Frame:
    """A message that is no event.

    :ivar content_type: of the frame.
    :ivar headers: its header lines; values as sent.
    :ivar body: bytes.
    :ivar repaired: True when the server broke its framing here and we mended it.
    """

    __slots__ = ("body", "content_type", "headers", "repaired")

    def __init__(
        self, content_type: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.content_type = content_type
        self.headers = {} if headers is None else headers
        self.body = body
        self.repaired = False

    @property
    def text(self) -> str:
        """The body as text."""
        return text_of(self.body)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.content_type}, {len(self.body)} bytes>"


class AuthRequest(Frame):
    """``auth/request``: the server's greeting."""

    __slots__ = ()


class RudeRejection(Frame):
    """``text/rude-rejection``: the access list refuses our address."""

    __slots__ = ()


class DisconnectNotice(Frame):
    """``text/disconnect-notice``: goodbye, or (``lingering``) the call has ended."""

    __slots__ = ()

    @property
    def lingering(self) -> bool:
        """True when the connection stays open for a while."""
        return self.headers.get("Content-Disposition") == "linger"

    @property
    def kind(self) -> str:
        """``notice``, ``shutdown`` or ``overrun``, see :class:`~.errors.ConnectionLost`."""
        if self.body.startswith(b"killed listener"):
            return "overrun"
        return "shutdown" if b"being shut down" in self.body else "notice"


class LogLine(Frame):
    """``log/data``: one line of the server's log."""

    __slots__ = ()

    @property
    def level(self) -> int:
        """0 CONSOLE … 7 DEBUG, or 7 where it is not a number."""
        value = self.headers.get("Log-Level", "")
        return int(value) if value.isdecimal() and len(value) < 4 else 7

    @property
    def level_name(self) -> str:
        """``CONSOLE`` … ``DEBUG``."""
        return LOG_LEVELS[min(self.level, 7)]

    @property
    def uuid(self) -> str | None:
        """The channel it is about, or None."""
        return self.headers.get("User-Data") or None


class Reply(Frame):
    """``command/reply``: the answer to every command but ``api`` (and to some of those)."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """``Reply-Text``, stripped."""
        return self.headers.get("Reply-Text", "").strip()

    @property
    def success(self) -> bool:
        """False for ``-ERR …``."""
        return not _ERROR.match(self.headers.get("Reply-Text", ""))

    def raise_on_error(self, request: Any = None) -> Reply:
        """Itself.

        :raises CommandError: when the server said no.
        """
        if not self.success:
            raise CommandError(self.text, request, self)
        return self

    def __getitem__(self, name: str) -> str:
        return self.headers[name]

    def get(self, name: str, default: str | None = None) -> str | None:
        return self.headers.get(name, default)

    def __repr__(self) -> str:
        return f"<Reply {self.text[:60]!r}>"


class ApiReply(str):
    """``api/response``: the output of an API command, as text without white space around it.

    :ivar success: False when it reports an error.
    """

    content_type: ClassVar[str] = "api/response"
    success = True
    _body: bytes | None = None

    @classmethod
    def of(cls, body: bytes, raw: bool = False) -> ApiReply:
        """The reply for a body; ``raw`` keeps the white space around it."""
        text = body if raw else body.strip()
        reply = cls(text, "utf-8", "surrogateescape")
        if text is not body:
            reply._body = body
        if body < b"." and not api_succeeded(body):  # "+" and "-" stand before "."
            reply.success = False
        return reply

    @property
    def body(self) -> bytes:
        """The whole output as sent."""
        return self.encode("utf-8", "surrogateescape") if self._body is None else self._body

    def raise_on_error(self, request: Any = None) -> ApiReply:
        """Itself.

        :raises CommandError: when it reports an error.
        """
        if not self.success:
            raise CommandError(self.strip(), request, self)
        return self


def api_succeeded(output: bytes) -> bool:
    """Whether the output of an API command is no error.

    Errors start with ``-ERR``, ``-USAGE:`` or ``-ERROR``; commands of several steps say ``+OK``
    first and ``-ERR`` on a later line (``reload``).
    """
    if output.startswith(b"-"):
        return not (len(output) > 1 and 0x41 <= output[1] <= 0x5A)
    return not (output.startswith(b"+OK") and b"\n-ERR" in output)


EVENT_TYPES: dict[bytes, Callable[[bytes], Event]] = {
    b"plain": PlainEvent,
    b"json": JSONEvent,
    b"xml": XMLEvent,
}
FRAME_TYPES: dict[str, type[Frame]] = {
    "auth/request": AuthRequest,
    "command/reply": Reply,
    "log/data": LogLine,
    "text/disconnect-notice": DisconnectNotice,
    "text/rude-rejection": RudeRejection,
}
