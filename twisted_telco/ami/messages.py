"""What is said over AMI: greeting, answers, events, lists; and, to a server, actions."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from typing import TYPE_CHECKING, Any, Self, overload

from twisted_telco.ami.errors import ActionError
from twisted_telco.ami.headers import Headers, parse
from twisted_telco.ami.values import convert_headers

if TYPE_CHECKING:
    from twisted_telco.ami.actions import Request

KEY_ACTION = "Action"
KEY_ACTIONID = "ActionID"
KEY_EVENT = "Event"
KEY_RESPONSE = "Response"

RESPONSE_GENERIC = "Generic Response"
"""Name of a message that begins with neither Response nor Event but has an ActionID."""

EVENT_GENERIC = "Generic Event"
"""Name of a message that begins with neither Response nor Event and has no ActionID."""

END_COMMAND = "--END COMMAND--"
"""Ends the output of a Command before Asterisk 14."""


def find_action_id(raw: bytes) -> str | None:
    """The first ActionID of a message that was not taken apart, or None."""
    start = raw.find(b"\r\nActionID: ")
    if start < 0:
        # The first line, another spelling, or none at all.
        raw = b"\r\n" + raw
        start = raw.lower().find(b"\r\nactionid:")
        if start < 0:
            return None
    start += len(b"\r\nActionID:")
    end = raw.find(b"\r\n", start)
    value = raw[start:] if end < 0 else raw[start:end]
    return value.removeprefix(b" ").decode("utf-8", "surrogateescape")


class Message(Mapping[str, str]):
    """A message of Asterisk: a mapping of its headers, names without case.

    ``message[name]`` is the last value of that name. The bytes are kept as they came; nothing is
    decoded until it is asked for.

    :ivar raw: the message as received, without the empty line that ended it.
    :ivar name: what kind of message it is; the event's name, or the ``Response`` of an answer.
    """

    __slots__ = ("_data", "_headers", "name", "raw")

    raw: bytes
    name: str
    _headers: Headers | None
    _data: Sequence[str]

    # Two messages are the same only if they are one.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    # No __init__: the decoder makes one of these for every event and sets the three itself.
    @classmethod
    def make(cls, raw: bytes, name: str) -> Self:
        """A message of these bytes."""
        message = cls()
        message.raw = raw
        message.name = name
        message._headers = None
        return message

    def _parse(self) -> Headers:
        self._headers, self._data = parse(self.name, self.raw)
        return self._headers

    @property
    def text(self) -> str:
        """The whole message, UTF-8 with bad bytes as surrogate escapes."""
        return self.raw.decode("utf-8", "surrogateescape")

    @property
    def headers(self) -> Headers:
        """The headers by themselves: ordered, with repeats."""
        headers = self._headers
        return self._parse() if headers is None else headers

    @property
    def data(self) -> list[str]:
        """The lines without a colon; of a Command before Asterisk 14, the lines of its output."""
        self.headers  # noqa: B018  takes the message apart
        return list(self._data)

    @property
    def action_id(self) -> str | None:
        """The first ActionID: the one the server put there. None without."""
        return find_action_id(self.raw)

    def __getitem__(self, name: str) -> str:
        return self.headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)

    def __contains__(self, name: object) -> bool:
        return name in self.headers

    def items(self) -> ItemsView[str, str]:
        """Each name once, with its last value."""
        return self.headers.items()

    def values(self) -> ValuesView[str]:
        """The last value of each name."""
        return self.headers.values()

    def getall(self, name: str) -> list[str]:
        """Every value of ``name``, in order; an empty list where there is none."""
        return self.headers.getall(name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} of {len(self.raw)} bytes>"


class Greeting(Message):
    """The first line of a connection.

    :ivar name: the whole line.
    :ivar version: of AMI, such as ``11.0.0``; empty where the line has none.
    """

    __slots__ = ()

    @property
    def version(self) -> str:
        return self.name.partition("/")[2].strip()


class Event(Message):
    """Something happened, or an item of a list."""

    __slots__ = ()

    @property
    def ends_list(self) -> bool:
        """It says of itself that it ends a list (``EventList: Complete`` or ``Cancelled``)."""
        return self.get("EventList", "").lower() in ("complete", "cancelled")

    def process(self) -> tuple[dict[str, Any], list[str]]:
        """The headers as Python values, and the lines without a colon.

        :returns: the headers as a dict (numbers, booleans and lists converted, see
            :mod:`twisted_telco.ami.values`), and :attr:`data`.
        """
        return convert_headers(self.headers), self.data


class Response(Message):
    """The answer to an action.

    :ivar request: what was asked; None in an orphan, whose request is not known any more.
    :ivar time: seconds from sending to the end of the answer; None in an orphan.
    :ivar events: the events of a list or of a synchronous request; None otherwise.
    """

    __slots__ = ("events", "request", "time")

    request: Request | None
    time: float | None
    events: Events | None

    @classmethod
    def make(cls, raw: bytes, name: str) -> Self:
        response = cls()
        response.raw = raw
        response.name = name
        response._headers = response.request = response.time = response.events = None
        return response

    def _parse(self) -> Headers:
        if not self.raw.startswith(b"Response: Follows\r\n"):
            return super()._parse()
        # "Response: Follows", "Privilege: Command", "ActionID: …" and then text, whatever it holds.
        lines = self.raw.split(b"\r\n", 3)
        count = 1
        for name in (b"privilege:", b"actionid:"):
            if count < len(lines) and lines[count].lower().startswith(name):
                count += 1
        self._headers, _ = parse(self.name, b"\r\n".join(lines[:count]))
        output = b"\r\n".join(lines[count:]).decode("utf-8", "surrogateescape")
        output = output.removesuffix(END_COMMAND)
        self._data = output.removesuffix("\n").replace("\r\n", "\n").split("\n") if output else []
        return self._headers

    @property
    def response(self) -> Self:
        """Asterisk's answer untouched: this object. :attr:`result` is the converted one."""
        return self

    @property
    def result(self) -> dict[str, Any]:
        """The headers as Python values, see :mod:`twisted_telco.ami.values`."""
        return convert_headers(self.headers)

    @property
    def success(self) -> bool:
        """Asterisk did what was asked."""
        return self.name in _SUCCESS or self.name.lower() in _SUCCESS

    @property
    def message(self) -> str:
        """Asterisk's words: the first Message header, empty where there is none."""
        messages = self.getall("Message")
        return messages[0].rstrip("\n") if messages else ""

    @property
    def output(self) -> list[str]:
        """The lines that a Command printed, of old servers and of new."""
        return self.getall("Output") or self.data

    @property
    def starts_list(self) -> bool:
        """Events of a list follow (``EventList: start``)."""
        if b"EventList" not in self.raw:
            return False  # without taking every answer apart
        return self.get("EventList", "").lower() == "start"

    def raise_on_error(self) -> Self:
        """Return itself, or raise what was refused.

        :raises ActionError: with Asterisk's words.
        """
        if not self.success:
            # The Message of a failed Command only says that its output follows.
            text = "\n".join(self.getall("Output")) or self.message or self.name
            raise ActionError(text, self.request, self)
        return self


_SUCCESS = {"Success", "success", "goodbye", "follows", "pong", RESPONSE_GENERIC.lower()}


class Events(Sequence[Event]):
    """The events that belong to one answer, in order of arrival, the closing one included.

    ``events[name]`` is the event of that name, or the list of them if there are several.

    :ivar complete: the closing event, once it is there.
    """

    __slots__ = ("_events", "complete")

    def __init__(self) -> None:
        self._events: list[Event] = []
        self.complete: Event | None = None

    def append(self, event: Event) -> None:
        """One more."""
        self._events.append(event)

    def close(self, event: Event) -> None:
        """The last one."""
        self._events.append(event)
        self.complete = event

    @property
    def entries(self) -> list[Event]:
        """The events without the closing one: the items of the list."""
        return [event for event in self._events if event is not self.complete]

    def getall(self, name: str) -> list[Event]:
        """Every event of that name, in order; an empty list where there is none."""
        return [event for event in self._events if event.name == name]

    @overload
    def __getitem__(self, key: int) -> Event: ...
    @overload
    def __getitem__(self, key: slice) -> list[Event]: ...
    @overload
    def __getitem__(self, key: str) -> Event | list[Event]: ...
    def __getitem__(self, key: int | slice | str) -> Event | list[Event]:
        if not isinstance(key, str):
            return self._events[key]
        events = self.getall(key)
        if not events:
            raise KeyError(key)
        return events[0] if len(events) == 1 else events

    def __len__(self) -> int:
        return len(self._events)

    def __contains__(self, what: object) -> bool:
        if isinstance(what, str):
            return any(event.name == what for event in self._events)
        return what in self._events

    def __repr__(self) -> str:
        return f"Events({[event.name for event in self._events]!r})"


COUNTS = ("ListItems", "Items", "Total")
"""Headers in which a closing event says how many items there were (``Items``: Status; ``Total``:
ParkedCalls; before EventList was invented)."""


class Aggregate(Event):
    """A whole list as one event: a mapping of the closing event's headers (the totals).

    Its name is that of the action with ``_Aggregate`` behind it.

    :ivar entries: the items, in order.
    """

    __slots__ = ("complete", "entries")

    entries: list[Event]
    complete: Event

    @classmethod
    def of(cls, action: str, events: Events) -> Self:
        """The aggregate of a list that is complete."""
        if events.complete is None:
            raise ValueError("the list is not complete")
        aggregate = cls.make(events.complete.raw, f"{action}_Aggregate")
        aggregate.complete = events.complete
        aggregate.entries = events.entries
        return aggregate

    @property
    def announced(self) -> int | None:
        """How many items the closing event counts; None where it does not say."""
        for name in COUNTS:
            text = self.get(name, "")
            if text.isascii() and text.isdigit():
                return int(text)
        return None

    @property
    def error_message(self) -> str | None:
        """Why it is not valid; None where it is."""
        announced = self.announced
        if announced is None or announced == len(self.entries):
            return None
        return f"{self.complete.name} counts {announced} items, {len(self.entries)} arrived"

    @property
    def valid(self) -> bool:
        """As many items arrived as the closing event counts, or it does not count them."""
        return self.error_message is None


class Action(Message):
    """What a client asks a server: the other direction. The first header of a name counts.

    Made by :class:`~twisted_telco.ami.wire.ActionDecoder`, which has applied the server's rules.

    :ivar name: the first Action that is not empty.
    :ivar action_id: the first ActionID, or None.
    """

    __slots__ = ("_action_id",)

    _action_id: str | None

    @classmethod
    def from_pairs(cls, raw: bytes, name: str, pairs: Sequence[tuple[str, str]]) -> Self:
        """An action of these headers, in this order."""
        action = cls.make(raw, name)
        action._headers = headers = Headers.from_pairs(pairs)
        action._data = ()
        ids = headers.getall(KEY_ACTIONID)
        action._action_id = ids[0] if ids else None
        return action

    @property
    def action_id(self) -> str | None:
        return self._action_id

    def __getitem__(self, name: str) -> str:
        values = self.headers.getall(name)
        if not values:
            raise KeyError(name)
        return values[0]

    def items(self) -> ItemsView[str, str]:
        return {name: self[name] for name in self}.items()
