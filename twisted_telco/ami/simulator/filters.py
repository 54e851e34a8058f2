"""Event filters, old and new.

An old filter is a regular expression over the whole text of an event; a leading ``!`` excludes. A
new one (Asterisk 18.26, 20.11, 21.6, 22.1) has criteria: ``name(Event)``, ``header(Name)``,
``method(regex|exact|starts_with|ends_with|contains|none)``, ``action(include|exclude)``.

Asterisk's expressions are POSIX extended ones; here they are Python's, which agree in all that
filters usually hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from twisted_telco.ami.simulator.answers import Event, Refused
from twisted_telco.ami.simulator.rights import User

BAD_SYNTAX = "Filter was formatted incorrectly.  Check the syntax of the filter given."
NO_EXPRESSION = "Filter did not compile.  Check the syntax of the filter given."

_METHODS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda text, pattern: text == pattern,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": lambda text, pattern: pattern in text,
}


class Filter:
    """One filter of a session.

    :param criteria: ``MatchCriteria``; empty for an old filter.
    :param pattern: ``Filter``.
    :raises Refused: with Asterisk's text.
    :ivar excludes: it holds events back; otherwise it lets them through.
    """

    def __init__(self, criteria: str, pattern: str) -> None:
        self.excludes = False
        self._name: str | None = None
        self._header: str | None = None
        method = "none"
        if criteria:
            method = self._read(criteria)
            if (method == "none") is bool(pattern):
                raise Refused(BAD_SYNTAX)
        else:
            method = "regex"
            if pattern.startswith("!"):
                self.excludes, pattern = True, pattern[1:]
            if not pattern:
                raise Refused(BAD_SYNTAX)
        self._matches = _matcher(method, pattern)

    def _read(self, criteria: str) -> str:
        """Take the criteria apart; return the method. A missing ``)`` at the end is no fault."""
        method = "none"
        for criterion in criteria.split(","):
            word, _, value = criterion.strip().partition("(")
            value = value.removesuffix(")")
            word = word.lower()
            if word == "name" and value:
                self._name = value
            elif word == "header" and value:
                self._header = value.lower()
            elif word == "method" and value in ("regex", "none", *_METHODS):
                method = value
            elif word == "action" and value in ("include", "exclude"):
                self.excludes = value == "exclude"
            else:
                raise Refused(BAD_SYNTAX)
        return method

    def matches(self, event: Event) -> bool:
        """Whether it is about this event."""
        if self._name is not None and event.name != self._name:
            return False
        if self._header is None:
            return self._matches(event.text)
        return any(
            self._matches(value) for name, value in event.pairs if name.lower() == self._header
        )


def _matcher(method: str, pattern: str) -> Callable[[str], bool]:
    if method == "none":
        return lambda text: True
    if method == "regex":
        try:
            expression = re.compile(pattern, re.DOTALL)
        except re.error:
            raise Refused(NO_EXPRESSION) from None
        return lambda text: expression.search(text) is not None
    compare = _METHODS[method]
    return lambda text: compare(text, pattern)


def filters_of(user: User) -> list[Filter]:
    """The filters that a user's sessions begin with.

    :raises Refused: one of them can not be meant.
    """
    rules = (("", rule) if isinstance(rule, str) else rule for rule in user.event_filters)
    return [Filter(criteria, pattern) for criteria, pattern in rules]


def passes(filters: Iterable[Filter], event: Event) -> bool:
    """Whether these filters, taken together, let an event through.

    Only includes: one has to match. Only excludes: none may match. Both: both rules.
    """
    included, has_includes = False, False
    for rule in filters:
        if rule.excludes:
            if rule.matches(event):
                return False
        else:
            has_includes = True
            included = included or rule.matches(event)
    return included or not has_includes
