"""The header block of a message: names without case, repeats kept, taken apart when asked for.

Asterisk sends few kinds of messages very often, and those of one kind nearly always carry the same
names in the same order. What does not differ between them, a :class:`Shape`, is worked out once
and remembered with a pattern that picks all values out of a block in one step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView

CRLF = "\r\n"

Match = Callable[[str], re.Match[str] | None]

MAX_SHAPES = 1024
"""Most shapes remembered, and most kinds of messages; all others are taken apart line by line."""

MAX_SHAPE = 8192
"""Longest names, together, of a shape that is remembered."""

MAX_PATTERNS = 512
"""Most patterns compiled in the life of the process (each costs about a millisecond)."""

SHAPES_PER_KIND = 4
"""Most patterns tried for one kind of message before it is taken apart line by line."""

MAX_KIND = 128
"""Longest name of a kind of messages that is remembered."""

LEARN_AFTER = 4
"""A shape gets its pattern when it has been seen so many times."""


class Shape:
    """The names of a header block, in order; shared by all blocks that carry the same.

    :ivar names: as spelled, with repeats.
    :ivar last: where the last value of a name stands; by the name as spelled and in lower case.
    :ivar unique: no name comes twice.
    :ivar places: where the values of a name in lower case stand.
    :ivar spelled: how the name in lower case was first spelled.
    :ivar seen: blocks of this shape that were taken apart line by line.
    :ivar match: matches exactly the blocks of this shape, its groups are the values; None until the
        shape has been seen often enough.
    """

    __slots__ = ("last", "match", "names", "places", "seen", "spelled", "unique")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.seen = 0
        self.match: Match | None = None
        self.places: dict[str, list[int]] = {}
        self.spelled: dict[str, str] = {}
        for place, name in enumerate(names):
            lower = name.lower()
            self.places.setdefault(lower, []).append(place)
            self.spelled.setdefault(lower, name)
        self.unique = len(self.places) == len(names)
        self.last = {lower: places[-1] for lower, places in self.places.items()}
        self.last.update({name: self.last[name.lower()] for name in names})

    def learn(self) -> None:
        """Make the pattern."""
        # Possessive, because a value ends at the first CR and nowhere else: no way back to try.
        lines = (re.escape(name) + ": ([^\r]*+)" for name in self.names)
        self.match = re.compile(CRLF.join(lines)).fullmatch


class Headers(Mapping[str, str]):
    """An ordered mapping of header names to values, made from a message.

    ``[name]`` is the last value of that name, :meth:`getall` has all; names match without case and
    are iterated once each, as first spelled. It never changes.

    :ivar values_in_order: every value, repeats included.
    """

    __slots__ = ("_shape", "values_in_order")

    values_in_order: Sequence[str]

    def __init__(self, shape: Shape, values: Sequence[str]) -> None:
        self._shape = shape
        self.values_in_order = values

    @classmethod
    def from_pairs(cls, pairs: Sequence[tuple[str, str]]) -> Headers:
        """Headers of these names and values, in this order."""
        shape = _shapes.get(tuple(name for name, _ in pairs))
        return cls(shape, tuple(value for _, value in pairs))

    def __getitem__(self, name: str) -> str:
        last = self._shape.last
        place = last.get(name)
        if place is None:
            place = last[name.lower()]
        return self.values_in_order[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shape.spelled.values())

    def __len__(self) -> int:
        return len(self._shape.places)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._shape.places

    def items(self) -> ItemsView[str, str]:
        """Each name once, with its last value."""
        return _Items(self)

    def values(self) -> ValuesView[str]:
        """The last value of each name."""
        return _Values(self)

    def getall(self, name: str) -> list[str]:
        """Every value of ``name``, in order; an empty list where there is none."""
        return [self.values_in_order[place] for place in self._shape.places.get(name.lower(), ())]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every name and value as they came, repeats included."""
        return list(zip(self._shape.names, self.values_in_order, strict=True))

    def as_dict(self) -> dict[str, str | list[str]]:
        """Plain data: a repeated header is a list of its values."""
        if self._shape.unique:
            return dict(zip(self._shape.names, self.values_in_order, strict=True))
        return {
            self._shape.spelled[lower]: self[lower] if len(places) == 1 else self.getall(lower)
            for lower, places in self._shape.places.items()
        }

    def __repr__(self) -> str:
        return f"Headers({self.as_dict()!r})"


class _Items(ItemsView[str, str]):
    """The items at once, where the general view would look up every name."""

    __slots__ = ()
    _mapping: Headers

    def __iter__(self) -> Iterator[tuple[str, str]]:
        headers = self._mapping
        shape = headers._shape
        if shape.unique:
            return zip(shape.names, headers.values_in_order, strict=False)
        return ((name, headers[name]) for name in headers)


class _Values(ValuesView[str]):
    """The values likewise."""

    __slots__ = ()
    _mapping: Headers

    def __iter__(self) -> Iterator[str]:
        return (value for _, value in self._mapping.items())


class _Shapes:
    """The shapes seen by this process. What is remembered is bounded; nothing is ever dropped."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], Shape] = {}
        self.by_kind: dict[str, list[tuple[Match, Shape]]] = {}
        self.patterns = 0

    def get(self, names: tuple[str, ...]) -> Shape:
        shape = self.known.get(names)
        if shape is None:
            shape = Shape(names)
            if len(self.known) < MAX_SHAPES and sum(map(len, names)) <= MAX_SHAPE:
                self.known[names] = shape
        return shape

    def learn(self, kind: str, shape: Shape) -> None:
        shape.seen += 1
        if shape.seen == LEARN_AFTER and self.patterns < MAX_PATTERNS:
            self.patterns += 1
            shape.learn()
        if shape.match is not None and len(kind) <= MAX_KIND:
            known = self.by_kind.get(kind, [])
            entry = (shape.match, shape)
            if not known and len(self.by_kind) < MAX_SHAPES:
                self.by_kind[kind] = [entry]
            elif 0 < len(known) < SHAPES_PER_KIND and entry not in known:
                known.append(entry)


_shapes = _Shapes()
_new = Headers.__new__


def parse(kind: str, raw: bytes) -> tuple[Headers, Sequence[str]]:
    """Take a header block apart.

    A line is a name, a colon, and a value after at most one blank; lines end with CR LF, so that a
    bare LF belongs to the value. It is UTF-8, bad bytes become surrogate escapes.

    :param kind: what messages of the same shape have in common, such as the event's name.
    :returns: the headers, and the lines without a colon.
    """
    text = raw.decode("utf-8", "surrogateescape")
    for match, shape in _shapes.by_kind.get(kind, ()):
        found = match(text)
        if found is not None:
            # Without the call of __init__: this is made for every event that is looked into.
            headers = _new(Headers)
            headers._shape = shape
            headers.values_in_order = found.groups()
            return headers, ()
    names: list[str] = []
    values: list[str] = []
    data: list[str] = []
    for line in text.split(CRLF):
        name, colon, value = line.partition(":")
        if colon:
            names.append(name)
            values.append(value[1:] if value.startswith(" ") else value)
        else:
            data.append(line)
    shape = _shapes.get(tuple(names))
    if not data:
        _shapes.learn(kind, shape)
    return Headers(shape, values), data
