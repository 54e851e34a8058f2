"""Named messages: ``S1F13(mdln="m", softrev="1")``, the built-in ones and users' own."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from twisted_telco.secs.base import Item
from twisted_telco.secs.catalogue import MESSAGES
from twisted_telco.secs.dataitems import ITEMS
from twisted_telco.secs.errors import ItemError, StructureError
from twisted_telco.secs.message import Message
from twisted_telco.secs.structure import DataItem, Node, Struct, parse


class Function(Message):
    """Base of the named messages: a message whose body has a known structure.

    Fields are given by name, or in order, or as one mapping; they are read as attributes. A body
    that is one data item or one list takes just that.

    :cvar mnemonic: ``"CR"``; may be empty.
    :cvar title: ``"Establish Communications Request"``.
    :cvar direction: ``"H->E"``, ``"E->H"`` or ``"H<->E"``.
    :cvar reply: whether a reply is expected: ``"yes"``, ``"no"`` or ``"optional"``.
    :cvar structure: the body in the notation of the catalogue.
    :raises ItemError: for a field that is missing, unknown or does not fit, with its path.
    """

    __slots__ = ()
    STREAM: ClassVar[int]
    FUNCTION: ClassVar[int]
    mnemonic: ClassVar[str]
    title: ClassVar[str]
    direction: ClassVar[str]
    reply: ClassVar[str]
    structure: ClassVar[str]
    bodies: ClassVar[list[tuple[str | None, Node]]]

    def __init__(self, *values: Any, wait: bool | None = None, **fields: Any) -> None:
        super().__init__(
            self.STREAM,
            self.FUNCTION,
            self._build(values, fields),
            self.reply != "no" if wait is None else wait,
        )

    @classmethod
    def _build(cls, values: tuple[Any, ...], fields: dict[str, Any]) -> Item | None:
        if values and fields:
            raise ItemError(f"{cls.__name__}: fields by name or in order, not both")
        if not cls.bodies:
            if values or fields:
                raise ItemError(f"{cls.__name__} has no body")
            return None
        failure: ItemError | None = None
        for name, node in cls.bodies:
            try:
                return node.build(cls._given(name, node, values, fields), cls.__name__)
            except ItemError as error:
                failure = failure or error
        assert failure is not None
        raise failure

    @classmethod
    def _given(
        cls, name: str | None, node: Node, values: tuple[Any, ...], fields: dict[str, Any]
    ) -> Any:
        if isinstance(node, Struct):
            if not values:
                return fields
            # One mapping, one ready list, or the fields in order.
            whole = len(values) == 1 and isinstance(values[0], (dict, list, tuple, Item))
            return values[0] if whole and len(node.fields) != 1 else values
        if values:
            if len(values) > 1:
                raise ItemError(f"{cls.__name__} takes one value, not {len(values)}")
            return values[0]
        if name is None or list(fields) != [name]:
            raise ItemError(f"{cls.__name__} takes {name}, not {', '.join(fields) or 'nothing'}")
        return fields[name]

    @classmethod
    def read(cls, message: Any) -> Function:
        """The same message with its fields, after a check of its structure.

        :param message: any message with ``stream``, ``function``, ``wait`` and ``item``.
        :raises StructureError: for another function or another structure, with the path.
        """
        if (message.stream, message.function) != (cls.STREAM, cls.FUNCTION):
            raise StructureError(cls.__name__, f"is S{message.stream}F{message.function}")
        self: Function = object.__new__(cls)
        self.stream, self.function = cls.STREAM, cls.FUNCTION
        self.wait, self.item = message.wait, message.item
        self.fields  # noqa: B018  the check
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """The fields' Python values by name."""
        if self.item is None or not self.bodies:
            if (self.item is None) is (not self.bodies):
                return {}
            raise StructureError(
                self.name, "a body is missing" if self.item is None else "no body expected"
            )
        failure: StructureError | None = None
        for name, node in self.bodies:
            try:
                if isinstance(node, Struct):
                    return node.read(self.item, self.name)
                return {name or "item": node.read(self.item, self.name)}
            except StructureError as error:
                failure = failure or error
        assert failure is not None
        raise failure

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            fields = self.fields
            if name in fields:
                return fields[name]
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")


class Catalogue:
    """Data items and named messages by name; the built-in ones, open to users' own.

    Nothing is shared between two catalogues: equipment with its own idea of a message gets one.
    """

    def __init__(self) -> None:
        self.items: dict[str, DataItem] = {}
        self._rows: dict[tuple[int, int], str] = {}
        self._classes: dict[tuple[int, int], type[Function]] = {}
        for row in _rows(ITEMS):
            name, formats, length, text = (*row.split(" | ", 3), "", "")[:4]
            length = length.strip()
            self.define_item(name.strip(), formats, int(length) if length else None, text)
        for row in _rows(MESSAGES):
            self._rows[_numbers(row.split("|", 1)[0].strip())] = row

    def define_item(
        self, name: str, formats: str, length: int | None = None, text: str = ""
    ) -> DataItem:
        """Add or replace a data item: ``define_item("RECIPE", "A U4", 40)``.

        :raises ItemError: for a format that does not exist.
        """
        self.items[name] = DataItem(name, formats, length, text)
        return self.items[name]

    def define(
        self,
        name: str,
        structure: str = "-",
        *,
        reply: str = "",
        direction: str = "H<->E",
        mnemonic: str = "",
        title: str = "",
    ) -> type[Function]:
        """Add or replace a message: ``define("S64F1", "{DATAID, [RECIPE..]}", title="…")``.

        :param reply: ``"yes"``, ``"no"`` or ``"optional"``; by default yes for odd functions.
        :raises ItemError: for a structure that cannot be read.
        """
        stream, function = _numbers(name)
        cls = type(
            f"S{stream}F{function}",
            (Function,),
            {
                "__slots__": (),
                "__doc__": f"{title or name} ({direction}). Body: ``{structure}``.",
                "STREAM": stream,
                "FUNCTION": function,
                "mnemonic": mnemonic,
                "title": title,
                "direction": direction,
                "reply": reply or ("yes" if function % 2 else "no"),
                "structure": structure,
                "bodies": parse(structure, self.items),
            },
        )
        self._classes[stream, function] = cls
        self._rows.pop((stream, function), None)
        return cls

    def get(self, stream: int, function: int) -> type[Function] | None:
        """The class of a message, or None for one that nobody defined."""
        found = self._classes.get((stream, function))
        if found is None and (stream, function) in self._rows:
            cells = [cell.strip() for cell in self._rows[stream, function].split("|", 5)]
            name, direction, reply, mnemonic, title, structure = cells
            found = self.define(
                name,
                structure,
                reply={"W": "yes", "(W)": "optional", "": "no"}[reply],
                direction=direction,
                mnemonic=mnemonic,
                title=title,
            )
        return found

    def knows_stream(self, stream: int) -> bool:
        """Whether any function of a stream is defined."""
        return any(s == stream for s, _ in (*self._rows, *self._classes))

    def __getitem__(self, name: str) -> type[Function]:
        found = self.get(*_numbers(name))
        if found is None:
            raise KeyError(name)
        return found

    def names(self) -> list[str]:
        """Of all messages, in order of stream and function."""
        return [f"S{s}F{f}" for s, f in sorted({*self._rows, *self._classes})]

    def read(self, message: Any) -> Function:
        """A received message with its named fields.

        :raises StructureError: when it is not defined or its body does not fit.
        """
        cls = self.get(message.stream, message.function)
        if cls is None:
            raise StructureError(f"S{message.stream}F{message.function}", "is not defined")
        return cls.read(message)


def _rows(table: str) -> list[str]:
    """The rows of a table; an indented line continues the one above."""
    return re.sub(r"\n[ ]+", " ", table).strip().replace("\n\n", "\n").split("\n")


def _numbers(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"S(\d{1,3})F(\d{1,3})", name)
    if match is None or int(match[1]) > 127 or int(match[2]) > 255:
        raise ItemError(f"no message {name!r}")
    return int(match[1]), int(match[2])


catalogue = Catalogue()
"""The one that ``secs.S1F13`` and ``secs.read`` use."""
