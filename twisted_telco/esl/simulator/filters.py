"""The filters of one connection, with the server's own rules."""

from __future__ import annotations

import re
from collections.abc import Callable

MAX_FILTERS = 1000


class Filters:
    """Which events may pass.

    Without a filter all do. With filters an event must be let through by a positive one and not
    be blocked by a negative one; so negative filters alone let nothing pass.
    """

    def __init__(self) -> None:
        self._rules: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, header: str, value: str) -> bool:
        if len(self._rules) >= MAX_FILTERS:
            return False
        self._rules.append((header, value))
        return True

    def delete(self, header: str, value: str | None) -> None:
        """Delete all filters on a header, or the one with this value; ``all`` deletes all."""
        if header.lower() == "all" and value is None:
            self._rules.clear()
            return
        self._rules = [
            rule
            for rule in self._rules
            if rule[0].lower() != header.lower() or (value is not None and rule[1] != value)
        ]

    def passes(self, get: Callable[[str], str | None]) -> bool:
        if not self._rules:
            return True
        passed = False
        for header, wanted in self._rules:
            value = get(header)
            if value is None:
                continue
            negative = wanted.startswith("-")
            text = wanted[1:] if wanted[:1] in ("+", "-") else wanted
            if matches(value, text, regex=wanted.startswith("/")):
                if negative:
                    return False
                passed = True
        return passed


def matches(value: str, wanted: str, *, regex: bool) -> bool:
    """The whole value without case, or ``/regex/`` and ``/regex/i`` anywhere in it."""
    if not regex:
        return value.lower() == wanted.lower()
    pattern, _, options = wanted[1:].rpartition("/")
    flags = (re.IGNORECASE if "i" in options else 0) | (re.DOTALL if "s" in options else 0)
    try:
        return re.search(pattern, value, flags) is not None
    except re.error:
        return False
