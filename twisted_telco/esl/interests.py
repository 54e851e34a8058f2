"""What a client wants a server to send: format, events, filters, log level.

Kept on the client and told to each new connection once, with as few commands as possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from twisted.internet.defer import Deferred

from twisted_telco.esl.errors import InvalidRequest
from twisted_telco.esl.tables import EVENT_NAMES, LOG_LEVELS
from twisted_telco.esl.wire import check_line

Format = Literal["plain", "json", "xml"]
FORMATS = ("plain", "json", "xml")
_KNOWN = frozenset(EVENT_NAMES)
PASS_ALL = ("Event-Name", "/./")


def parse_names(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Event names and CUSTOM subclasses out of what users write.

    ``"CHANNEL_ANSWER"``, ``"CUSTOM sofia::register"``, ``"sofia::register"`` or several in one
    string; after the word CUSTOM every further word is a subclass, as on the wire.

    :raises InvalidRequest: for an unknown name, which the server would ignore in silence.
    """
    events: list[str] = []
    subclasses: list[str] = []
    for text in names:
        custom = False
        for word in check_line(text, "an event name").split():
            upper = word.upper()
            if custom or "::" in word:
                subclasses.append(word)
            elif upper == "CUSTOM":
                custom = True
                if text.split()[-1].upper() == "CUSTOM":
                    events.append(upper)
            elif upper in _KNOWN:
                events.append(upper)
            else:
                raise InvalidRequest(f"no event is called {word!r}")
    if not events and not subclasses:
        raise InvalidRequest("no event names")
    return list(dict.fromkeys(events)), list(dict.fromkeys(subclasses))


def event_words(events: Iterable[str], subclasses: Iterable[str]) -> str:
    """The names for ``event`` and ``nixevent``; CUSTOM last, since all words after it are its."""
    custom = list(subclasses)
    words = [name for name in events if name != "CUSTOM" or not custom]
    words.sort(key=lambda name: name == "CUSTOM")
    return " ".join([*words, "CUSTOM", *custom] if custom else words)


class EventSet:
    """The events, filters and log level of one client.

    :param format: ``json`` by default: the only one that carries every value unchanged.
    :param implied: events the client itself needs. A user who may not have them does without.
    """

    def __init__(self, format: Format = "json", implied: Iterable[str] = ()) -> None:
        if format not in FORMATS:
            raise InvalidRequest(f"no event format: {format!r}")
        self.format: Format = format
        self.implied = tuple(implied)
        self.events: dict[str, int] = {}
        self.subclasses: dict[str, int] = {}
        self.filters: dict[tuple[str, str], None] = {}
        self.log_level: str | None = None

    def add(self, events: Iterable[str], subclasses: Iterable[str]) -> None:
        """Count names in: several users of one connection can want the same."""
        for wanted, names in ((self.events, events), (self.subclasses, subclasses)):
            for name in names:
                wanted[name] = wanted.get(name, 0) + 1

    def remove(
        self, events: Iterable[str], subclasses: Iterable[str]
    ) -> tuple[list[str], list[str]]:
        """Count names out; those that nobody wants any more."""
        gone: tuple[list[str], list[str]] = ([], [])
        for wanted, names, out in (
            (self.events, events, gone[0]),
            (self.subclasses, subclasses, gone[1]),
        ):
            for name in names:
                left = wanted.get(name, 1) - 1
                if left > 0:
                    wanted[name] = left
                else:
                    wanted.pop(name, None)
                    if name not in self.implied:
                        out.append(name)
        return gone

    @property
    def own_filters(self) -> list[tuple[str, str]]:
        """What has to be added so that the user's filters do not cost the client its own events.

        With a filter in place everything is blocked that no filter lets through: job results,
        heartbeats, and with negative filters alone every event.
        """
        if not self.filters:
            return []
        if all(value.startswith("-") for _, value in self.filters):
            return [PASS_ALL]
        return [("Event-Name", name) for name in self.implied]

    def apply(self, connection: Any) -> Deferred[None]:
        """Tell a new connection everything."""
        return Deferred.fromCoroutine(self._apply(connection))

    async def _apply(self, connection: Any) -> None:
        names = [name for name in self.implied if connection.allows(name)]
        names += [name for name in self.events if name not in names]
        words = event_words(names, self.subclasses)
        if words:
            await connection.request(f"event {self.format} {words}")
        for header, value in [*self.own_filters, *self.filters]:
            await connection.request(f"filter {header} {value}")
        if self.log_level is not None:
            await connection.request(f"log {self.log_level}")


def filter_words(header: str, value: str) -> tuple[str, str]:
    """A filter as it is kept and sent.

    :raises InvalidRequest: for an empty part, a blank in the name, a line break, or a sign before
        a regular expression, which the server then compares as text.
    """
    check_line(f"{header} {value}", "a filter")
    if not header or not value.strip() or " " in header or header.lower() in ("add", "delete"):
        raise InvalidRequest(f"not a filter: {header!r} {value!r}")
    if value[0] in "+-" and value[1:2] == "/":
        raise InvalidRequest("a sign before a regular expression disables it")
    return header, value


def log_level_name(level: str | int) -> str:
    """A log level by name or number, as sent.

    :raises InvalidRequest: there is no such level.
    """
    text = str(level).strip().upper()
    if text.isdecimal() and int(text) < len(LOG_LEVELS):
        return LOG_LEVELS[int(text)].lower()
    if text in LOG_LEVELS:
        return text.lower()
    raise InvalidRequest(f"no log level: {level!r}")
