"""The structure of message bodies: checked building from Python values, checked reading.

Structures are written in the notation of :mod:`twisted_telco.secs.catalogue`, for instance
``{DATAID, reports:[{RPTID, [V..]}..]}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from twisted_telco.secs.base import Item
from twisted_telco.secs.errors import ItemError, StructureError
from twisted_telco.secs.items import FORMATS, B, L, item
from twisted_telco.secs.numbers import Numeric

_UINT = ("U1", "U2", "U4", "U8")
_SINT = ("I1", "I2", "I4", "I8")
_GROUPS = {
    "uint": _UINT,
    "sint": _SINT,
    "int": _UINT + _SINT,
    "num": (*_UINT, *_SINT, "F4", "F8"),
    "any": ("L", "B", "BOOLEAN", "A", "J", *_UINT, *_SINT, "F4", "F8"),
}
# In which order formats are tried for a plain Python value: U4 is the field's usual integer, F8
# loses no digit.
_TRIED = {
    bool: ("BOOLEAN",),
    int: ("U4", "I4", "U8", "I8", "U2", "I2", "U1", "I1", "B", "F8", "F4"),
    float: ("F8", "F4"),
    str: ("A", "W", "J"),
    bytes: ("B", "A", "J"),
    list: ("L",),
    tuple: ("L",),
}


class DataItem:
    """A named data item: which formats it may have, how long it may be.

    :param formats: names of formats or groups, see :mod:`twisted_telco.secs.dataitems`.
    :param length: the most elements, or None.
    :param text: what it means.
    """

    def __init__(self, name: str, formats: str, length: int | None = None, text: str = "") -> None:
        names: list[str] = []
        for word in formats.replace("+", " ").split():
            names += _GROUPS.get(word, (word,))
        unknown = [n for n in names if n not in FORMATS]
        if unknown or not names:
            raise ItemError(f"{name}: no such format {', '.join(unknown)}")
        self.name = name
        self.formats = tuple(dict.fromkeys(names))
        self.length = length
        self.text = text
        self._kinds = tuple(FORMATS[n] for n in self.formats)
        self._integers = any(n in _GROUPS["int"] for n in self.formats)

    def build(self, value: Any, path: str) -> Item:
        """An item of an allowed format.

        :raises ItemError: naming the path.
        """
        made = value if isinstance(value, Item) else self._made(value)
        if made is None:
            raise ItemError(f"{path}: {' or '.join(self.formats)} cannot hold {value!r}")
        if not isinstance(made, self._kinds):
            raise ItemError(f"{path}: {' or '.join(self.formats)}, not {made.name}")
        if self.length is not None and len(made) > self.length:
            raise ItemError(f"{path}: {len(made)} elements, at most {self.length}")
        return made

    def _made(self, value: Any) -> Item | None:
        tried = next((names for kind, names in _TRIED.items() if isinstance(value, kind)), ())
        for name in tried:
            if name in self.formats:
                try:
                    return FORMATS[name](*value) if name == "L" else FORMATS[name](value)  # type: ignore[call-arg]
                except ItemError:
                    pass
        if isinstance(value, (list, tuple)) and "L" not in self.formats:  # numbers
            for name in _TRIED[int]:
                if name in self.formats:
                    try:
                        return FORMATS[name](value)  # type: ignore[call-arg]
                    except ItemError:
                        pass
        if not tried:
            made = item(value)  # arrays
            return made if isinstance(made, self._kinds) else None
        return None

    def read(self, found: Item, path: str) -> Any:
        """The Python value. Integers of any width pass where any integer may stand; a single byte
        of binary is handed out as ``int``.

        :raises StructureError: for another format.
        """
        if not isinstance(found, self._kinds) and not (
            self._integers and isinstance(found, Numeric) and found.typecode not in "fd"
        ):
            raise StructureError(path, f"{' or '.join(self.formats)} expected, {found.name} found")
        if self.length == 1 and isinstance(found, B) and len(found) == 1:
            return found[0]
        return found.value

    def __repr__(self) -> str:
        return self.name


class Anything:
    """Where the structure is left to the equipment."""

    def build(self, value: Any, path: str) -> Item:
        return item(value)

    def read(self, found: Item, path: str) -> Any:
        return found.value

    def __repr__(self) -> str:
        return "*"


class ListOf:
    """Any number of the same."""

    def __init__(self, element: Node) -> None:
        self.element = element

    def build(self, value: Any, path: str) -> Item:
        if isinstance(value, L):
            value = value.items
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            raise ItemError(f"{path}: a list expected, not {value!r}")
        return L(*[self.element.build(v, f"{path}[{i}]") for i, v in enumerate(value)])

    def read(self, found: Item, path: str) -> list[Any]:
        if not isinstance(found, L):
            raise StructureError(path, f"a list expected, {found.name} found")
        return [self.element.read(e, f"{path}[{i}]") for i, e in enumerate(found.items)]

    def __repr__(self) -> str:
        return f"[{self.element!r}..]"


class Struct:
    """A list of exactly these. The fields of a nameless list inside count as its own."""

    names: tuple[str, ...]

    def __init__(self, fields: list[tuple[str | None, Node]]) -> None:
        self.fields = fields
        names: list[str] = []
        for name, node in fields:
            if name is not None:
                names.append(name)
            elif isinstance(node, Struct):
                names += node.names
            else:
                raise ItemError(f"a name is needed for {node!r}")
        if len(set(names)) != len(names):
            raise ItemError(f"a field name twice in {names}")
        self.names = tuple(names)

    def build(self, value: Any, path: str) -> Item:
        if isinstance(value, L):
            value = value.items
        if isinstance(value, Mapping):
            given = {str(k).lower(): v for k, v in value.items()}
            wrong = [k for k in given if k not in self.names]
            lacking = [n for n in self.names if n not in given]
            if wrong or lacking:
                raise ItemError(
                    f"{path}: "
                    + " and ".join(
                        [f"no field {k}" for k in wrong] + [f"{n} is missing" for n in lacking]
                    )
                )
            return self._build(given, path)
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise ItemError(f"{path}: fields {', '.join(self.names)} expected, not {value!r}")
        values = list(value)
        if len(values) != len(self.fields):
            raise ItemError(f"{path}: {len(self.fields)} elements expected, not {len(values)}")
        return L(
            *[
                node.build(v, f"{path}.{name}" if name else path)
                for (name, node), v in zip(self.fields, values, strict=True)
            ]
        )

    def _build(self, given: Mapping[str, Any], path: str) -> Item:
        items = []
        for name, node in self.fields:
            if name is None:
                assert isinstance(node, Struct)
                items.append(node._build(given, path))
            else:
                items.append(node.build(given[name], f"{path}.{name}"))
        return L(*items)

    def read(self, found: Item, path: str) -> dict[str, Any]:
        if not isinstance(found, L):
            raise StructureError(path, f"a list expected, {found.name} found")
        if len(found) != len(self.fields):
            raise StructureError(path, f"{len(self.fields)} elements expected, {len(found)} found")
        values: dict[str, Any] = {}
        for (name, node), element in zip(self.fields, found.items, strict=True):
            if name is None:
                values.update(node.read(element, path))
            else:
                values[name] = node.read(element, f"{path}.{name}")
        return values

    def __repr__(self) -> str:
        fields = [f"{name}:{node!r}" if name else repr(node) for name, node in self.fields]
        return f"{{{', '.join(fields)}}}"


Node = DataItem | Anything | ListOf | Struct

_TOKEN = re.compile(r"\s*(\.\.|[{}\[\],:*/]|[A-Za-z][A-Za-z0-9_]*)")


class _Notation:
    def __init__(self, text: str, items: Mapping[str, DataItem]) -> None:
        self.text = text
        self.items = items
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens) != re.sub(r"\s", "", text):
            raise ItemError(f"not a structure: {text}")
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if expected is not None and token != expected:
            raise ItemError(f"{expected!r} expected instead of {token!r} in {self.text}")
        self.at += 1
        return token

    def field(self) -> tuple[str | None, Node]:
        """A node with its name in Python, if it has one."""
        token = self.take()
        if token == "{":
            fields: list[tuple[str | None, Node]] = []
            while self.peek() != "}":
                if fields:
                    self.take(",")
                fields.append(self.field())
            self.take("}")
            return None, Struct(fields)
        if token == "[":
            name, node = self.field()
            self.take("..")
            self.take("]")
            return name, ListOf(node)
        if token == "*":
            return "item", Anything()
        if self.peek() == ":":
            self.take(":")
            return token.lower(), self.field()[1]
        if token not in self.items:
            raise ItemError(f"no data item {token!r} in {self.text}")
        return token.lower(), self.items[token]


def parse(text: str, items: Mapping[str, DataItem]) -> list[tuple[str | None, Node]]:
    """The bodies that a notation allows, each with its name in Python; none for ``-``.

    :raises ItemError: for text that is no structure.
    """
    if text.strip() == "-":
        return []
    notation = _Notation(text, items)
    bodies = [notation.field()]
    while notation.peek() == "/":
        notation.take("/")
        bodies.append(notation.field())
    if notation.peek():
        raise ItemError(f"{notation.peek()!r} after the structure {text}")
    return bodies
