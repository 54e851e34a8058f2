"""Bytes to messages and back. Pure: no Twisted, no clock, no I/O.

Facts about the wire are those of Asterisk 22.10 and 16.28, seen on the wire; where a rule is known
from older sources only, it says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from twisted_telco.ami.actions import HeadersLike, as_pairs
from twisted_telco.ami.errors import InvalidRequest, ProtocolError
from twisted_telco.ami.messages import (
    END_COMMAND,
    EVENT_GENERIC,
    RESPONSE_GENERIC,
    Action,
    Event,
    Greeting,
    Message,
    Response,
    find_action_id,
)
from twisted_telco.core import framing
from twisted_telco.core.framing import Malformed

MAX_MESSAGE = 16 * 1024 * 1024
"""Largest message of a server, in bytes. Asterisk itself knows no limit (GetConfigJSON is one line
of any length)."""

MAX_GREETING = 1024
"""Longest greeting, in bytes."""

MAX_LINE = 1022
"""Longest line that Asterisk takes from a client, in bytes without its end."""

MAX_LINES = 128
"""Most lines that Asterisk takes in one action."""

MAX_ACTION_ID = 137
"""Longest ActionID in bytes that every Asterisk returns whole; a longer one breaks its framing."""

MAX_NAMES = 1024
"""Most first lines of events remembered by a decoder, so that their names are decoded once."""

MAX_NAME = 128
"""Longest of them, in bytes."""

SECRET = re.compile(rb"(?mi)^(?:Secret|Key)[ \t]*:[ \t]*(?P<secret>[^\r\n]*)")
"""Finds secrets in what is written, for those who record it."""

_EMPTY_LINES = re.compile(rb"(?:\r?\n)*")
_END = re.compile(rb"\r\n\r?\n")
_FOLLOWS = b"Response: Follows\r\n"
_MARKER = END_COMMAND.encode()
_END_FOLLOWS = re.compile(re.escape(_MARKER) + rb"(\r\n\r\n)")
_REACH = len(_MARKER) + 3
_BUFFER = MAX_LINE + 2
_BLANKS = bytes(range(33))
_NO_NAME = re.compile(r"[\r\n\0:]|\A\s|\s\Z").search
_NO_VALUE = re.compile(r"[\r\n\0]").search
_GREETING = re.compile(rb"[^:]*Call Manager")
_ANSWERS = {f"Response: {name}\r".encode(): name for name in ("Success", "Error", "Goodbye")}
_MESSAGE = re.compile(rb"(?i:Response|Event):")


class Decoder(framing.Decoder[Message]):
    """What a server sends: a greeting line, then messages.

    A message ends at an empty line: CR LF CR LF, or CR LF LF (CoreShowChannelMap of Asterisk
    18.19-18.23, 20.4-20.8, 21.0-21.3). Further empty lines are skipped. ``Response: Follows``
    (Command before Asterisk 14) ends at its marker only, since its text is anything. What a message
    is, its first line alone decides; nothing else of it is looked at here.

    :param greeting: a greeting comes first. Messages without one are taken too, since there are
        proxies that do not greet.
    :param max_message: most bytes of one message; a longer one loses the framing.
    :ivar skipped: events that :meth:`sift` passed over.
    """

    def __init__(self, *, greeting: bool = True, max_message: int = MAX_MESSAGE) -> None:
        self.max_message = max_message
        self.skipped = 0
        self._greeting_due = greeting
        self._received = 0
        # The message that has begun. What is here was searched for its end; only of the last
        # bytes, in which the end may have begun, more is looked at.
        self._begun = bytearray()
        self._end = _END
        self._names: dict[bytes, str] = {}

    def decode(self, data: bytes, messages: list[Message | Malformed]) -> None:
        messages.extend(self.sift(data))

    def sift(
        self, data: bytes, listens: Callable[[str], object] | None = None
    ) -> Iterator[Message]:
        """Take the next bytes of the stream; make their messages one by one, as they are asked for.

        Like :meth:`feed`, but an event that nobody listens to, when its turn comes, costs next to
        nothing. It must be used up before more is fed. It raises nothing: look at ``error``.

        :param listens: whether an event of a name is wanted; None: all are.
        """
        self._received += len(data)
        if self._greeting_due:
            greeting, data = self._greet(data)
            if greeting is not None:
                yield greeting
        blocks: list[bytes] = []
        if self._begun and data:
            data = data[self._go_on(data, 0, blocks) :]
        rest = b""
        if len(data) > self.max_message or b"\r\n\n" in data:
            self._scan(data, blocks)
        else:
            blocks += data.split(b"\r\n\r\n")
            rest = blocks.pop()
        names = self._names
        skipped = 0
        while blocks:
            queue = iter(blocks)
            blocks = []
            for block in queue:
                # With the CR: a message of one line must not be taken for another's first line.
                line = block[: block.find(b"\r\n") + 1]
                try:
                    name = names[line]
                except KeyError:
                    if line in _ANSWERS:
                        yield Response.make(block, _ANSWERS[line])
                        continue
                    if _is_open(block):
                        self._scan(b"\r\n\r\n".join([block, *queue, rest]), blocks)
                        rest = b""
                        continue
                    message = self._classify(block)
                    if message is None:
                        continue
                    if listens is None or type(message) is not Event or listens(message.name):
                        yield message
                    else:
                        skipped += 1
                    continue
                if listens is None or listens(name):
                    event = Event()
                    event.raw = block
                    event.name = name
                    event._headers = None
                    yield event
                else:
                    skipped += 1
        self.skipped += skipped
        if rest:
            self._keep(rest)

    def _greet(self, data: bytes) -> tuple[Greeting | None, bytes]:
        """Take the greeting; return it, and what is behind it."""
        self._begun += data
        end = self._begun.find(b"\n", 0, MAX_GREETING + 1)
        if end < 0:
            if len(self._begun) > MAX_GREETING:
                self.error = ProtocolError(f"no greeting within {MAX_GREETING} bytes", 0)
            return None, b""
        self._greeting_due = False
        data, self._begun = bytes(self._begun), bytearray()
        line = data[:end].removesuffix(b"\r")
        if _GREETING.match(line):
            return Greeting.make(line, _text(line)), data[end + 1 :]
        if _MESSAGE.match(line):
            return None, data
        self.error = ProtocolError(f"not an AMI greeting: {line[:80]!r}", 0)
        return None, b""

    def _scan(self, data: bytes, blocks: list[bytes]) -> None:
        """Cut messages one by one, with everything that the quick way does not know."""
        place = 0
        while place < len(data):
            place = self._go_on(data, place, blocks)

    def _go_on(self, data: bytes, place: int, blocks: list[bytes]) -> int:
        """Go on with the message that has begun; return where it ends, or the end of the data."""
        while (found := self._find_end(data, place)) is not None:
            end, size = found
            self._begun += data[place:end]
            place = end
            block = bytes(self._begun[: len(self._begun) - size])
            if self._end is _END and _is_open(block):
                self._end = _END_FOLLOWS
                continue
            if len(block) > self.max_message:
                offset = self._received - (len(data) - place) - len(self._begun)
                return self._too_large(offset, data)
            self._begun, self._end = bytearray(), _END
            blocks.append(block)
            return place
        self._keep(data[place:])
        return len(data)

    def _find_end(self, data: bytes, place: int) -> tuple[int, int] | None:
        """Where the message that has begun ends in the data, and the size of its empty line."""
        if self._begun:
            tail = self._begun[-_REACH:]
            found = self._end.search(tail + data[place : place + _REACH])
            if found is not None:
                return place + found.end() - len(tail), _empty_line(found)
        found = self._end.search(data, place)
        return None if found is None else (found.end(), _empty_line(found))

    def _keep(self, data: bytes) -> None:
        """Keep a piece that does not end its message."""
        self._begun += data
        # Up to three of these bytes may belong to the empty line and not to the message.
        if len(self._begun) - 3 > self.max_message:
            self._too_large(self._received - len(self._begun), data)

    def _too_large(self, offset: int, data: bytes) -> int:
        self.error = ProtocolError(f"a message of more than {self.max_message} bytes", offset)
        return len(data)

    def _classify(self, block: bytes) -> Message | None:
        """Tell what a message is."""
        if block[:1] in (b"\r", b"\n"):
            block = block[_EMPTY_LINES.match(block).end() :]  # type: ignore[union-attr]
        if not block:
            return None
        line, more, _ = block.partition(b"\r\n")
        key, colon, value = line.partition(b":")
        kind = key.lower() if colon else b""
        if kind == b"event":
            name = _text(value.strip())
            if more and len(line) <= MAX_NAME and len(self._names) < MAX_NAMES:
                self._names[line + b"\r"] = name
            return Event.make(block, name)
        if kind == b"response":
            return Response.make(block, _text(value.strip()))
        if find_action_id(block) is not None:
            return Response.make(block, RESPONSE_GENERIC)
        return Event.make(block, EVENT_GENERIC)


class BadAction(Malformed):
    """An action that a server refuses to read. The reason is Asterisk's text.

    :ivar action_id: its ActionID, where it was among the lines that could be read.
    """

    def __init__(self, raw: bytes, offset: int, reason: str, action_id: str | None) -> None:
        super().__init__(raw, offset, reason)
        self.action_id = action_id


MISSING_ACTION = "Missing action in request"
LINE_TOO_LONG = "Failed to parse message: line too long"
TOO_MANY_LINES = "Too many lines in message or allocation failure"


class ActionDecoder(framing.Decoder[Action]):
    """What a client sends, read by the rules of the server.

    Lines end with CR LF or LF, an action at an empty line. A NUL ends what is seen of its line; a
    line without colon is ignored. Lines that are too long or too many are dropped as they come, and
    the action comes out as a :class:`BadAction`. So nothing grows, and framing is never lost.
    """

    def __init__(self) -> None:
        self._received = 0
        self._start = 0
        # The line that has begun, with its size; beyond the limit only the size is kept.
        self._line = b""
        self._size = 0
        self._new_action()

    def _new_action(self) -> None:
        self._lines: list[bytes] = []
        self._fault = ""

    def decode(self, data: bytes, messages: list[Action | Malformed]) -> None:
        lines = data.split(b"\n")
        rest = lines.pop()
        for piece in lines:
            self._received += len(piece) + 1
            self._add(piece)
            self._end_line(messages)
        self._received += len(rest)
        self._add(rest)

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        self._line = self._line + piece if self._size <= _BUFFER else b""

    def _end_line(self, messages: list[Action | Malformed]) -> None:
        line, size = self._line, self._size
        self._line, self._size = b"", 0
        if size >= _BUFFER:
            self._fault = LINE_TOO_LONG
            if size == _BUFFER and line.endswith(b"\r"):
                # The server's buffer was full with the CR; it takes the LF for an empty line.
                self._end_action(messages)
            return
        line = line.removesuffix(b"\r").partition(b"\0")[0]
        if not line:
            self._end_action(messages)
        elif len(self._lines) < MAX_LINES:
            self._lines.append(line)
        else:
            self._fault = self._fault or TOO_MANY_LINES

    def _end_action(self, messages: list[Action | Malformed]) -> None:
        raw = b"\r\n".join(self._lines)
        headers = [line.partition(b":") for line in self._lines]
        pairs = [
            (_text(name), _text(value.lstrip(_BLANKS))) for name, colon, value in headers if colon
        ]
        names = [value for name, value in pairs if name.lower() == "action" and value]
        action = Action.from_pairs(raw, names[0] if names else "", pairs)
        fault = self._fault or ("" if names else MISSING_ACTION)
        messages.append(BadAction(raw, self._start, fault, action.action_id) if fault else action)
        self._start = self._received
        self._new_action()


def encode_action(name: str, headers: HeadersLike | None = None, action_id: str = "") -> bytes:
    """The bytes of an action: Action, ActionID, then the headers in order.

    :param headers: see :data:`~twisted_telco.ami.actions.Value` for what values may be.
    :param action_id: empty for an action without.
    :raises InvalidRequest: the server would read something else than was meant. It names the header
        and not the value, which may be a secret.
    """
    lines = [_action(name)]
    if action_id:
        lines.append(_line("ActionID", action_id))
        if len(lines[1]) - len(b"ActionID: ") > MAX_ACTION_ID:
            raise InvalidRequest(f"ActionID: more than {MAX_ACTION_ID} bytes")
    if headers:
        for header, value in as_pairs(headers):
            if isinstance(value, (list, tuple)):
                lines.extend([_line(header, item) for item in value])
            elif value is not None:
                lines.append(_line(header, value))
    if len(lines) > MAX_LINES:
        raise InvalidRequest(f"{name}: {len(lines)} lines; Asterisk takes at most {MAX_LINES}")
    return b"%b\r\n\r\n" % b"\r\n".join(lines)


def _line(name: str, value: object) -> bytes:
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (int, float)):
        text = str(value)
    else:
        raise InvalidRequest(f"{name}: a value of type {type(value).__name__} cannot be sent")
    if _NO_VALUE(text):
        raise InvalidRequest(f"{name}: a value cannot hold CR, LF or NUL")
    try:
        line = _begin(name) + text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise InvalidRequest(f"{name}: not text that UTF-8 can carry") from None
    if len(line) > MAX_LINE:
        raise InvalidRequest(
            f"{name}: a line of {len(line)} bytes; Asterisk takes at most {MAX_LINE}"
        )
    return line


@lru_cache(maxsize=1024)
def _action(name: str) -> bytes:
    if not isinstance(name, str) or not name.strip():
        raise InvalidRequest("an action needs a name")
    return _line("Action", name)


@lru_cache(maxsize=1024)
def _begin(name: str) -> bytes:
    if not isinstance(name, str) or not name or _NO_NAME(name):
        raise InvalidRequest(f"{name!r} cannot be the name of a header")
    return f"{name}: ".encode("utf-8", "surrogateescape")


def encode_message(pairs: Iterable[tuple[str | bytes, str | bytes | int]]) -> bytes:
    """The bytes of a message, as a server writes them: no checks, bytes as they are."""
    lines = [_bytes(name) + b": " + _bytes(value) + b"\r\n" for name, value in pairs]
    return b"".join(lines) + b"\r\n"


def md5_key(challenge: str, secret: str) -> str:
    """The ``Key`` of a login with ``AuthType: MD5``: lower-case hex of MD5(challenge + secret)."""
    return hashlib.md5(_bytes(challenge + secret), usedforsecurity=False).hexdigest()


def _is_open(block: bytes) -> bool:
    """It is the beginning of a command's output of the old style."""
    return block.lstrip(b"\r\n").startswith(_FOLLOWS) and not block.endswith(_MARKER)


def _empty_line(end: re.Match[bytes]) -> int:
    """The size of the line end and the empty line behind a message."""
    start, stop = end.span(end.re.groups)
    return stop - start


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str | bytes | int) -> bytes:
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogateescape")
