"""What the simulator says: events, and the answers that actions are played with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from twisted_telco.ami.actions import LISTS, PATTERN_LISTS
from twisted_telco.ami.messages import Action
from twisted_telco.ami.simulator.rights import privilege

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.session import Session

Pairs = list[tuple[str, str]]

Headers = Mapping[str, Any] | Iterable[tuple[str, Any]]
"""Names and values in order; a list or tuple as value is a repeated header. Values are written as
``str`` makes them: CR and LF are not refused, so that faults can be played; surrogate escapes are
the bytes they stand for."""


def pairs_of(headers: Headers) -> Pairs:
    """Headers as a list of names and texts."""
    items = headers.items() if isinstance(headers, Mapping) else headers
    pairs: Pairs = []
    for name, value in items:
        values = value if isinstance(value, (list, tuple)) else (value,)
        pairs.extend((name, str(one)) for one in values)
    return pairs


class Refused(Exception):
    """Raised by the function of an action: ``Response: Error`` with this text."""


class _NoAnswer:
    def __repr__(self) -> str:
        return "NO_ANSWER"


NO_ANSWER: Final = _NoAnswer()
"""Returned by the function of an action: nothing is sent, and the next action is looked at."""


@dataclass
class EventList:
    """An answer that is a list of events.

    :ivar items: the headers of each item; or pairs of an event's name and headers, where a list
        has items of several names.
    :ivar message: the text of the answer.
    :ivar item: name of the item events; None: as Asterisk names them for this action.
    :ivar complete: name of the closing event; None likewise.
    :ivar totals: further headers of the closing event.
    :ivar id_first: whether ActionID is the first header of an item and not the last.
    """

    items: Sequence[Headers | tuple[str, Headers]]
    message: str = "Result will follow"
    item: str | None = None
    complete: str | None = None
    totals: Headers = ()
    id_first: bool = False

    def messages(self, action: Action) -> list[Pairs]:
        """The messages of the answer: the response, the items, the closing event."""
        known = _LISTS.get(action.name.lower())
        item = self.item or (known.items[0] if known and known.items else action.name)
        complete = self.complete or (known.complete if known else f"{action.name}Complete")
        number = [] if action.action_id is None else [("ActionID", action.action_id)]
        messages: list[Pairs] = [
            [
                ("Response", "Success"),
                *number,
                ("EventList", "start"),
                ("Message", self.message),
            ]
        ]
        for entry in self.items:
            name, headers = item, entry
            if isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[0], str):
                name, headers = entry
            body = pairs_of(headers)  # type: ignore[arg-type]
            first, last = (number, []) if self.id_first else ([], number)
            messages.append([("Event", name), *first, *body, *last])
        closing = [
            ("Event", complete),
            *number,
            ("EventList", "Complete"),
            ("ListItems", str(len(self.items))),
            *pairs_of(self.totals),
        ]
        return [*messages, closing]


_LISTS = {name.lower(): known for name, known in (LISTS | PATTERN_LISTS).items()}

Answer = str | Headers | EventList | _NoAnswer | None
"""What the function of an action returns: a text (the Message), headers (Success, unless they begin
with a ``Response`` of their own), a list, nothing (a bare Success), or :data:`NO_ANSWER`."""

ActionFunction = Callable[[Action, "Session"], Any]
"""``function(action, session)`` returns an :data:`Answer` or a Deferred of one, or raises
:class:`Refused`. The session waits for it: nothing else is done on it meanwhile."""


def messages_of(answer: Answer, action: Action) -> list[Pairs]:
    """The messages that an answer consists of, in order."""
    if isinstance(answer, _NoAnswer):
        return []
    if isinstance(answer, EventList):
        return answer.messages(action)
    if answer is None:
        pairs: Pairs = []
    elif isinstance(answer, str):
        pairs = [("Message", answer)]
    else:
        pairs = pairs_of(answer)
    word = "Success"
    if pairs and pairs[0][0] == "Response":
        word, pairs = pairs[0][1], pairs[1:]
    number = [] if action.action_id is None else [("ActionID", action.action_id)]
    return [[("Response", word), *number, *pairs]]


class Event:
    """An event for everybody who may read it.

    :ivar name: of the event.
    :ivar bits: its classes; a session gets it that may read them all.
    :ivar pairs: all its headers, Event and Privilege first.
    """

    __slots__ = ("bits", "name", "pairs")

    def __init__(self, name: str, headers: Headers, bits: int) -> None:
        self.name = name
        self.bits = bits
        self.pairs: Pairs = [
            ("Event", name),
            ("Privilege", privilege(self.bits)),
            *pairs_of(headers),
        ]

    @property
    def text(self) -> str:
        """The whole event, as filters see it."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.pairs)
