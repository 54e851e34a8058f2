"""SECS-II items (SEMI E5): values with a format.

Items are values: they compare by what they mean, can be keys of a dict and are not to be changed.
"""

from __future__ import annotations

import array
from collections.abc import Iterable, Iterator
from typing import Any

from twisted_telco.secs.base import Item, Leaf, header
from twisted_telco.secs.errors import ItemError
from twisted_telco.secs.numbers import F4, F8, I1, I2, I4, I8, U1, U2, U4, U8, Numeric
from twisted_telco.secs.textitems import A, J, W

_LIST_HEADERS = [header(0, length) for length in range(256)]


class L(Item):
    """A list. Plain Python values become items by :func:`item`.

    ``value`` is the list of the elements' values.

    :ivar items: the elements, a tuple.
    """

    __slots__ = ("_wire", "items")
    name = "L"
    code = 0o00
    items: tuple[Item, ...]
    _wire: bytes | None

    def __init__(self, *items: Any) -> None:
        try:
            self._wire = _list_wire(items)
        except AttributeError:
            items = tuple([item(i) for i in items])
            self._wire = _list_wire(items)
        self.items = items

    @property
    def wire(self) -> bytes:
        # Made at once by the constructor, so that encoding never recurses; a decoded list makes
        # it when asked, so that hostile nesting does not keep the same bytes at every level.
        return _list_wire(self.items) if self._wire is None else self._wire

    @property
    def value(self) -> list[Any]:
        return [i.value for i in self.items]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Item:
        return self.items[index]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, L) and self.items == other.items

    def __hash__(self) -> int:
        return hash(self.items)

    def __repr__(self) -> str:
        return f"L({', '.join(map(repr, self.items))})"


def _list_wire(items: tuple[Item, ...]) -> bytes:
    count = len(items)
    head = _LIST_HEADERS[count] if count < 256 else header(0, count)
    return head + b"".join([i.wire for i in items])


class B(Leaf):
    """Binary. Takes bytes, integers 0..255 or an iterable of them; ``value`` is ``bytes``."""

    __slots__ = ()
    name = "B"
    code = 0o10

    def __init__(self, *values: Any) -> None:
        try:
            if len(values) == 1 and not isinstance(values[0], int):
                (only,) = values
                if isinstance(only, str):
                    raise ItemError("B takes bytes or integers, not text")
                self.data = bytes(only)
            else:
                self.data = bytes(values)
        except (TypeError, ValueError) as error:
            raise ItemError(f"B: {error}") from None

    @property
    def value(self) -> bytes:
        return self.data

    def __getitem__(self, index: int) -> int:
        return self.data[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self.data)


class BOOLEAN(Leaf):
    """Truth values. ``value`` is a ``bool``, or a list when there is not exactly one.

    Any byte but zero is true (some peers write 0xFF); we write 0x01.
    """

    __slots__ = ()
    name = "BOOLEAN"
    code = 0o11

    def __init__(self, *values: Any) -> None:
        if len(values) == 1 and isinstance(values[0], bool):
            self.wire = b"\x25\x01\x01" if values[0] else b"\x25\x01\x00"
            return
        if len(values) == 1 and isinstance(values[0], Iterable):
            values = tuple(values[0])
        if not all(isinstance(v, int) for v in values):
            raise ItemError(f"BOOLEAN takes truth values, not {values!r}")
        self.data = bytes(map(bool, values))

    @property
    def values(self) -> list[bool]:
        """The elements, always a list."""
        return [byte != 0 for byte in self.data]

    @property
    def value(self) -> Any:
        wire = self.wire
        return wire[2] != 0 if len(wire) == 3 else self.values

    def __getitem__(self, index: int) -> bool:
        return self.data[index] != 0

    def __iter__(self) -> Iterator[bool]:
        return iter(self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BOOLEAN) and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.code, *self.values))


FORMATS: dict[str, type[Item]] = {
    kind.name: kind for kind in (L, B, BOOLEAN, A, J, W, I1, I2, I4, I8, U1, U2, U4, U8, F4, F8)
}
"""Item class by its name in SML."""

_BY_TYPECODE = {kind.typecode: kind for kind in (I1, I2, I4, I8, U1, U2, U4, U8, F4, F8)}


def item(value: Any) -> Item:
    """A plain Python value as an item.

    ``bool`` is BOOLEAN, ``int`` U4 (or I4, U8, I8, the first that holds it), ``float`` F8, ``str``
    A (W in UTF-8 when a character is not in Latin-1), ``bytes`` B, a list or tuple L, an ``array``
    or numpy array the numbers of its kind. Items stay as they are.

    :raises ItemError: for anything else.
    """
    if isinstance(value, Item):
        return value
    if isinstance(value, bool):
        return BOOLEAN(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return F8(value)
    if isinstance(value, str):
        try:
            return A(value)
        except ItemError:
            return W(value)
    if isinstance(value, (bytes, bytearray)):
        return B(value)
    if isinstance(value, (list, tuple)):
        return L(*value)
    kind = _kind_of_array(value)
    if kind is None:
        raise ItemError(f"no item for {type(value).__name__} {value!r}")
    return kind(value)


def _integer(value: int) -> Numeric:
    for kind in (U4, I4, U8, I8):
        try:
            return kind(value)
        except ItemError:
            pass
    raise ItemError(f"no item holds the integer {value}")


def _kind_of_array(value: Any) -> type[Numeric] | None:
    dtype = getattr(value, "dtype", None)
    if dtype is not None:
        return FORMATS.get(f"{dtype.kind.upper()}{dtype.itemsize}")  # type: ignore[return-value]
    if isinstance(value, (array.array, memoryview)):
        code = value.typecode if isinstance(value, array.array) else value.format
        return _BY_TYPECODE.get(code or "")
    return None
