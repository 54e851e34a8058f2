"""The bytes of nucosMQ: JSON objects, each followed by ``_EOM_``. Pure.

``{"data": {"event": E, "content": C, "room": R}}_EOM_``, with ``room`` only when published. There
is no length, and the original does not escape the separator; here its ``_`` is written as
``\\u005f``, which every JSON reader turns back. What only our own peers understand stands under a
key of its own beside ``data``, which the original never looks at.

Always ASCII: an original on Python 2 dies of raw UTF-8.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any

from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.nucosmq.errors import InvalidRequest, ProtocolError
from twisted_telco.nucosmq.messages import EXTENSION, MAX_ROOM, RESERVED, Message

EOM = b"_EOM_"
MAX_FRAME = 1 << 20
"""Bytes of a frame without its separator. The original knows no limit and keeps everything."""
MAX_DEPTH = 32
"""Nesting of a content: a list of numbers has 1."""
MAX_DATAGRAM = 65_507
"""Bytes of a datagram over IPv4."""

SECRET = re.compile(
    rb'(?s)(?:\A|(?<=_EOM_))(?P<secret>(?:(?!_EOM_).)*?"event"\s*:\s*"signature"(?:(?!_EOM_).)*)'
)
"""The frame with a signature, for a :class:`~twisted_telco.core.trace.Trace`, whose ``unit_end``
is :data:`EOM`."""

NOTHING: Mapping[str, Any] = {}
BINARY = "b"
"""In the extension: the content holds bytes, each as ``{"$base64": text}``."""
_BASE64 = "$base64"

_KEPT = 256  # bytes of a bad frame that are kept to be looked at
_MARGIN = len(EOM) - 1

_encode_json = json.JSONEncoder(allow_nan=False).encode
_decoder = json.JSONDecoder()
_decode_json = _decoder.decode
_scan_json = _decoder.scan_once  # type: ignore[attr-defined]  # what decode() is made of


class _BadFrame(Exception):
    """Not a message. The text is the reason."""


def check_event(event: str) -> None:
    """Whether users may send an event of that name.

    :raises InvalidRequest: no string, or a name that belongs to the protocol.
    """
    if not isinstance(event, str):
        raise InvalidRequest("the name of an event is a string")
    if event in RESERVED:
        raise InvalidRequest(f"the event {event!r} belongs to the protocol")


def encode(
    event: str,
    content: Any = "",
    room: str = "",
    extra: Mapping[str, Any] = NOTHING,
    max_frame: int = MAX_FRAME,
) -> bytes:
    """Turn a message into its frame.

    :param content: any JSON value; ``bytes`` are allowed anywhere but as keys and understood by
        our own peers (the original sees an object ``{"$base64": text}``).
    :param extra: for our own peers; left out when empty.
    :raises InvalidRequest: a value that JSON does not have (NaN and infinity too), names that are
        no strings, a room's name over 255 characters, nesting over 32, a frame over ``max_frame``.
    """
    binary = False
    try:
        try:
            text = _encode_json(content)
        except TypeError:
            text = _encode_json(pack(content))
            binary = True
    except InvalidRequest:
        raise
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"content that is no JSON: {error}") from None
    except RecursionError:
        raise InvalidRequest(f"content nested deeper than {MAX_DEPTH}") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _deeper(content, MAX_DEPTH):
        raise InvalidRequest(f"content nested deeper than {MAX_DEPTH}")
    if not extra and not binary:
        tail = "}}"
    elif len(extra) == 1 and type(sender := extra.get("from")) is str and not binary:
        # What a server adds to each message.
        tail = f'}}, "{EXTENSION}": {{"from": {encode_basestring_ascii(sender)}}}}}'
    else:
        if binary:
            extra = {**extra, BINARY: 1}
        tail = f'}}, "{EXTENSION}": {_encode_json(extra)}}}'
    try:
        if room:
            if len(room) > MAX_ROOM:
                raise InvalidRequest(f"a room's name has {MAX_ROOM} characters at most")
            tail = f', "room": {encode_basestring_ascii(room)}{tail}'
        elif not isinstance(room, str):
            raise TypeError
        body = f'{{"data": {{"event": {encode_basestring_ascii(event)}, "content": {text}{tail}'
    except TypeError:
        raise InvalidRequest("the names of an event and a room are strings") from None
    if "_EOM" in body:
        # Not only the whole separator: in "_EOM_EOM_" two of them overlap.
        body = body.replace("_EOM", "\\u005fEOM")
    if len(body) > max_frame:
        raise InvalidRequest(f"a frame of {len(body)} bytes, at most {max_frame} are allowed")
    return body.encode("ascii") + EOM


def parse(raw: bytes) -> Message | Malformed:
    """Read one frame without its separator; ``offset`` of a malformed one is 0."""
    try:
        return _parse(raw)
    except _BadFrame as bad:
        return Malformed(raw[:_KEPT], 0, str(bad))


def decode_datagram(data: bytes) -> list[Message | Malformed]:
    """The messages of one datagram; a frame cut off at its end comes out as malformed."""
    frames = data.split(EOM)
    tail = frames.pop()
    messages: list[Message | Malformed] = []
    _read(frames, 0, messages)
    if tail:
        messages.append(Malformed(tail[:_KEPT], len(data) - len(tail), "a frame without its end"))
    return messages


class FrameDecoder(Decoder[Message]):
    """Turns a stream into messages, however it was cut.

    :param max_frame: bytes of a frame; a longer one cannot be skipped and is the end.
    :ivar offset: where in the stream the frame began that is not complete yet.
    :ivar pending: bytes of that frame so far.
    """

    def __init__(self, max_frame: int = MAX_FRAME) -> None:
        self.max_frame = max_frame
        self._begun = bytearray()  # the frame that has begun; its pieces would take more
        self.pending = 0
        self._tail = b""  # its last bytes, where a separator may have begun
        self.offset = 0

    def decode(self, data: bytes, messages: list[Message | Malformed]) -> None:
        if self.pending:
            seen = self._tail + data
            at = seen.find(EOM)
            self._begun += data
            if at < 0:
                self.pending += len(data)
                self._tail = seen[-_MARGIN:]
                self._check()
                return
            del self._begun[self.pending - len(self._tail) + at :]
            frames = [bytes(self._begun), *seen[at + len(EOM) :].split(EOM)]
        elif 0 <= data.find(EOM) == len(data) - len(EOM) <= self.max_frame:
            # One whole frame, as it is most of the time where events come one by one.
            self.offset = _read((data[: -len(EOM)],), self.offset, messages)
            return
        else:
            frames = data.split(EOM)
        rest = frames.pop()
        self._begun = bytearray(rest)
        self.pending = len(rest)
        self._tail = rest[-_MARGIN:]
        for index, frame in enumerate(frames):
            if len(frame) > self.max_frame:
                self.offset = _read(frames[:index], self.offset, messages)
                self._too_long()
        self.offset = _read(frames, self.offset, messages)
        self._check()

    def _check(self) -> None:
        # The last bytes may be the beginning of the separator.
        if self.pending > self.max_frame + _MARGIN:
            self._too_long()

    def _too_long(self) -> None:
        self._begun, self.pending = bytearray(), 0
        raise ProtocolError(
            f"a frame longer than {self.max_frame} bytes", self.offset + self.max_frame
        )


def _read(frames: Iterable[bytes], offset: int, messages: list[Message | Malformed]) -> int:
    """Append what the frames hold; return the offset behind them."""
    for raw in frames:
        try:
            messages.append(_parse(raw))
        except _BadFrame as bad:
            messages.append(Malformed(raw[:_KEPT], offset, str(bad)))
        offset += len(raw) + len(EOM)
    return offset


def _parse(raw: bytes) -> Message:
    try:
        text = raw.decode()
        try:
            value, end = _scan_json(text, 0)
        except StopIteration:
            end = -1
        if end != len(text):  # white space around it, or no JSON
            value = _decode_json(text)
    except UnicodeDecodeError:
        raise _BadFrame("not UTF-8") from None
    except ValueError:
        raise _BadFrame("not JSON") from None
    except RecursionError:
        raise _BadFrame(f"nested deeper than {MAX_DEPTH}") from None
    if type(value) is not dict:
        raise _BadFrame("not an object")
    data = value.get("data")
    if type(data) is not dict:
        raise _BadFrame("no object under 'data'")
    event = data.get("event")
    if type(event) is not str:
        raise _BadFrame("no event name")
    try:
        content = data["content"]
    except KeyError:
        raise _BadFrame("no content") from None
    room = data.get("room", "")
    if type(room) is not str or len(room) > MAX_ROOM:
        raise _BadFrame(f"a room that is no string of {MAX_ROOM} characters at most")
    extra = value.get(EXTENSION)
    if (
        (type(content) is not str or extra is not None)
        and raw.count(b"[") + raw.count(b"{") > MAX_DEPTH
        and (_deeper(content, MAX_DEPTH) or _deeper(extra, MAX_DEPTH))
    ):
        raise _BadFrame(f"nested deeper than {MAX_DEPTH}")
    if type(extra) is not dict:
        return Message(event, content, room)
    if extra.get(BINARY) == 1:
        content = _unpack(content)
    return Message(event, content, room, extra)


def _deeper(value: Any, depth: int) -> bool:
    """Whether lists and objects are nested deeper than ``depth``. Level by level, no recursion."""
    level = [value]
    while level := [v for v in level if isinstance(v, (dict, list, tuple))]:
        if not depth:
            return True
        depth -= 1
        level = [
            value
            for container in level
            for value in (container.values() if isinstance(container, dict) else container)
        ]
    return False


def pack(value: Any) -> Any:
    """A copy with bytes as ``{"$base64": text}``.

    :raises InvalidRequest: it holds such an object already, which could not be told apart.
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {_BASE64: base64.b64encode(value).decode("ascii")}
    if isinstance(value, dict):
        if len(value) == 1 and _BASE64 in value:
            raise InvalidRequest(
                f"content with bytes cannot also hold an object {{{_BASE64!r}: …}}"
            )
        return {key: pack(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(inner) for inner in value]
    return value


def _unpack(value: Any) -> Any:
    if type(value) is dict:
        if len(value) == 1 and _BASE64 in value:
            try:
                return base64.b64decode(value[_BASE64], validate=True)
            except (TypeError, ValueError, binascii.Error):
                raise _BadFrame("bytes that are no base64") from None
        return {key: _unpack(inner) for key, inner in value.items()}
    if type(value) is list:
        return [_unpack(inner) for inner in value]
    return value
