"""The event envelope: CloudEvents 1.0 in JSON.

``id`` is ``connection:epoch:sequence``, so ``source`` and ``id`` together name an event once for
all, as CloudEvents asks; a receiver that sees an event twice (a web hook is tried again after a
timeout) can tell.
"""

from __future__ import annotations

import base64
import json
import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

#: What a Kind makes of a message: (event name, subject or None, data).
Described = tuple[str, str | None, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")


class Event:
    """One event on its way to the sinks.

    :ivar id: ``connection:epoch:sequence``.
    :ivar source: ``/telco/<protocol>/<connection>``.
    :ivar type: ``telco.<protocol>.<EventName>``.
    :ivar time: RFC 3339, UTC, microseconds.
    :ivar subject: what the event is about, or None.
    :ivar data: the message's own names and values, JSON-like.
    """

    __slots__ = ("_json", "data", "id", "source", "subject", "time", "type")

    def __init__(
        self, id: str, source: str, type: str, time: str, subject: str | None, data: Any
    ) -> None:
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.data = data
        self._json: bytes | None = None

    def __repr__(self) -> str:
        return f"<Event {self.type} {self.id}>"

    def as_dict(self) -> dict[str, Any]:
        """The envelope as a mapping, in the order in which it is written."""
        envelope = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "time": self.time,
        }
        if self.subject:
            envelope["subject"] = self.subject
        envelope["datacontenttype"] = "application/json"
        envelope["data"] = self.data
        return envelope

    def json(self) -> bytes:
        """The envelope as one line of JSON in UTF-8, without a line end. Made once.

        :raises ValueError: when the data cannot be written as JSON (it is nested too deeply).
        """
        if self._json is None:
            self._json = encode(self.as_dict())
        return self._json


def encode(value: Any) -> bytes:
    """``value`` as JSON in UTF-8.

    Lone surrogates (bytes that were not UTF-8) become U+FFFD, NaN and the infinities become null,
    bytes become base64.

    :raises ValueError: when the value is nested too deeply or holds itself.
    """
    if orjson is not None:
        try:
            return orjson.dumps(value)
        except TypeError:  # a surrogate, bytes, a large int: rare, and the other path knows how
            pass
    try:
        try:
            text = _dumps(value)
        except (TypeError, ValueError):
            text = _dumps(_plain(value))
    except RecursionError:
        raise ValueError("the data is nested too deeply to be written as JSON") from None
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """``value`` with everything replaced that JSON has no word for."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)


class Envelopes:
    """Makes the events of one connection.

    :param describe: the Kind's ``envelope``.
    :param epoch: milliseconds since 1970 at which this process started; with the sequence it
        makes ``id`` unique over restarts.
    :param now: seconds since 1970.
    :ivar source: of all events.
    :ivar sequence: of the latest event; the first is 1.
    """

    def __init__(
        self,
        protocol: str,
        connection: str,
        describe: Callable[[Any], Described],
        epoch: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._describe = describe
        self._now = now
        self.source = f"/telco/{protocol}/{connection}"
        self._type = f"telco.{protocol}."
        self._id = f"{connection}:{epoch}:"
        self._second = -1
        self._stamp = ""
        self.sequence = 0

    def make(self, message: Any) -> Event:
        """The event for ``message``. What the Kind's ``envelope`` raises, this raises."""
        name, subject, data = self._describe(message)
        self.sequence += 1
        return Event(
            f"{self._id}{self.sequence}",
            self.source,
            self._type + name,
            self._time(),
            subject,
            data,
        )

    def _time(self) -> str:
        second, micro = divmod(int(self._now() * 1_000_000), 1_000_000)
        if second != self._second:  # formatting a date costs ten times the rest of this method
            self._second = second
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self._stamp}.{micro:06d}Z"
