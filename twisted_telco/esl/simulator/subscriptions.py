"""Which events one connection has asked for, with the server's own rules."""

from __future__ import annotations

from collections.abc import Iterable

from twisted_telco.esl.tables import EVENT_NAMES

_KNOWN = frozenset(EVENT_NAMES)


class Subscriptions:
    """Names and subclasses; ALL takes everything that was not taken back by name."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.subclasses: set[str] = set()
        self.nixed: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.names or self.subclasses)

    def add(self, names: Iterable[str], subclasses: Iterable[str] = ()) -> None:
        self.names.update(names)
        self.nixed.difference_update(names)
        self.subclasses.update(subclasses)

    def remove(self, names: Iterable[str], subclasses: Iterable[str] = ()) -> None:
        self.names.difference_update(names)
        self.subclasses.difference_update(subclasses)
        if "ALL" in names:
            self.names.clear()
        if "ALL" in self.names:
            self.nixed.update(names)

    def clear(self) -> None:
        for kept in (self.names, self.subclasses, self.nixed):
            kept.clear()

    def wants(self, name: str, subclass: str | None) -> bool:
        """Whether an event passes; a CUSTOM event of unknown subclass may."""
        if name == "CUSTOM":
            if "ALL" in self.names or (subclass is None and self.subclasses):
                return True
            return subclass in self.subclasses if subclass else name in self.names
        return name in self.names or ("ALL" in self.names and name not in self.nixed)


def parse_words(words: Iterable[str]) -> tuple[set[str], set[str]]:
    """Event names and subclasses; unknown names are ignored in silence, as the server does."""
    names: set[str] = set()
    subclasses: set[str] = set()
    custom = False
    for word in words:
        if custom:
            subclasses.add(word)
            continue
        upper = word.upper().removeprefix("SWITCH_EVENT_")
        if upper == "CUSTOM":
            custom = True
            names.add(upper)
        elif upper in _KNOWN:
            names.add(upper)
    return names, subclasses
