"""What a client wants a server to send: format, events, filters, log level.

Kept on the client and told to each new connection once, with as few commands as possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, Literal

from twisted.internet.defer import Deferred

from twisted_telco.core.interests import Interests
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


class Told:
    """What one connection was told, as far as the commands were written."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.subclasses: dict[str, None] = {}
        self.filters: dict[tuple[str, str], str] = {}
        self.log_level: str | None = None

    def forget(self, names: Iterable[str], subclasses: Iterable[str]) -> None:
        """These were refused, or have to be told again."""
        for name in names:
            self.names.pop(name, None)
        for name in subclasses:
            self.subclasses.pop(name, None)


class Wishes:
    """The names of events that are wanted, each with who wants it and how often he said so."""

    def __init__(self, events: Iterable[str] = ()) -> None:
        self.events: dict[str, Counter[Hashable]] = {}
        self.subclasses: dict[str, Counter[Hashable]] = {}
        self.add(events, ())

    def add(self, events: Iterable[str], subclasses: Iterable[str], owner: Hashable = None) -> None:
        """Count names in: several can want the same."""
        for wanted, names in ((self.events, events), (self.subclasses, subclasses)):
            for name in names:
                wanted.setdefault(name, Counter())[owner] += 1

    def remove(
        self, events: Iterable[str], subclasses: Iterable[str], owner: Hashable = None
    ) -> None:
        """Count names out; what this owner did not ask for, or others also did, stays."""
        for wanted, names in ((self.events, events), (self.subclasses, subclasses)):
            for name in names:
                owners = wanted.get(name)
                if owners is None or owner not in owners:
                    continue
                owners[owner] -= 1
                if not owners[owner]:
                    del owners[owner]
                if not owners:
                    del wanted[name]


class EventSet:
    """The events, filters and log level of one client.

    :ivar own: the events that were asked for on the client itself. A listener keeps wishes of its
        own, which join these while it listens.

    :param interests: where it stands to be told at login. It is put there anew at each change, so
        that a login under way does not miss one.
    :param format: ``json`` by default: the only one that carries every value unchanged.
    :param implied: events the client itself needs. A user who may not have them does without.
    """

    def __init__(
        self, interests: Interests, format: Format = "json", implied: Iterable[str] = ()
    ) -> None:
        if format not in FORMATS:
            raise InvalidRequest(f"no event format: {format!r}")
        self.format: Format = format
        self.implied = tuple(implied)
        self.own = Wishes()
        self._joined: dict[Wishes, None] = {self.own: None}
        self.filters: dict[tuple[str, str], None] = {}
        self.log_level: str | None = None
        self._interests = interests
        self.changed()

    def changed(self) -> None:
        """A login under way has to tell it again."""
        # It tells a wish once, and knows it by its identity: so a new one each time.
        self._interests.keep("events", partial(self.apply))

    @property
    def events(self) -> dict[str, None]:
        """All names that somebody wants."""
        return {name: None for wishes in self._joined for name in wishes.events}

    @property
    def subclasses(self) -> dict[str, None]:
        return {name: None for wishes in self._joined for name in wishes.subclasses}

    def add(self, events: Iterable[str], subclasses: Iterable[str]) -> None:
        """Want events on the client itself."""
        self.own.add(events, subclasses)
        self.changed()

    def join(self, wishes: Wishes) -> None:
        """From now on what these want is wanted, whatever it is at that time."""
        self._joined[wishes] = None
        self.changed()

    def leave(self, wishes: Wishes) -> None:
        self._joined.pop(wishes, None)
        self.changed()

    def add_filter(self, header: str, value: str) -> None:
        self.filters[header, value] = None
        self.changed()

    def remove_filter(self, header: str, value: str) -> None:
        for pair in list(self.filters):
            if _filter_key(*pair) == _filter_key(header, value):
                del self.filters[pair]
        self.changed()

    def set_log_level(self, level: str | None) -> None:
        self.log_level = level
        self.changed()

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

    def changes(self, told: Told, allows: Callable[[str], bool]) -> list[str]:
        """The commands that bring a connection up to date; from now on they count as told.

        :param allows: whether the user of that connection may have an event.
        """
        lines = self._event_changes(told, [name for name in self.implied if allows(name)])
        filters = {
            _filter_key(header, value): f"{header} {value}"
            for header, value in [*self.own_filters, *self.filters]
        }
        lines += [f"filter {text}" for key, text in filters.items() if key not in told.filters]
        lines += [
            f"filter delete {text}" for key, text in told.filters.items() if key not in filters
        ]
        told.filters = filters
        if self.log_level != told.log_level:
            lines.append("nolog" if self.log_level is None else f"log {self.log_level}")
            told.log_level = self.log_level
        return lines

    def _event_changes(self, told: Told, names: list[str]) -> list[str]:
        lines = []
        events, subclasses = self.events, self.subclasses
        names += [name for name in events if name not in names]
        # While ALL is wanted nothing is taken back: that would turn it into "all but".
        if "ALL" not in names:
            gone = [name for name in told.names if name not in names]
            stale = [name for name in told.subclasses if name not in subclasses]
            if "ALL" in gone:
                # It takes every other name with it: the rest is told again, in the same breath.
                gone = ["ALL"]
                told.forget(list(told.names), list(told.subclasses))
            told.forget(gone, stale)
            if gone or stale:
                lines.append(f"nixevent {event_words(gone, stale)}")
        new = [name for name in names if name not in told.names]
        fresh = [name for name in subclasses if name not in told.subclasses]
        told.names.update(dict.fromkeys(new))
        told.subclasses.update(dict.fromkeys(fresh))
        if new or fresh:
            lines.append(f"event {self.format} {event_words(new, fresh)}")
        return lines

    def apply(self, connection: Any) -> Deferred[None]:
        """Tell a connection that has logged in what it was not told yet."""
        return Deferred.fromCoroutine(self._apply(connection))

    async def _apply(self, connection: Any) -> None:
        for line in self.changes(connection.told, connection.allows):
            await connection.request(line)


def _filter_key(header: str, value: str) -> tuple[str, str]:
    """By which the server finds a filter when it deletes it."""
    return header.lower(), value


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
