"""Items of numbers: I1 to I8, U1 to U8, F4 and F8."""

from __future__ import annotations

import array
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from twisted_telco.secs.base import Leaf, header
from twisted_telco.secs.errors import ItemError


class Numeric(Leaf):
    """An array of numbers. Takes numbers, an iterable of them, an ``array`` or a numpy array.

    ``value`` is the number, or the list when there is not exactly one; ``array`` and ``numpy``
    hand out the whole without making a Python object of each number.

    :cvar typecode: of the :mod:`array` module.
    """

    __slots__ = ()
    typecode: ClassVar[str]
    # One number with its header: by far the commonest item, so it is packed and read in one step.
    _one: ClassVar[struct.Struct]
    _one_head: ClassVar[int]
    _one_length: ClassVar[int]

    def __init_subclass__(cls) -> None:
        # struct and array name these ten kinds of number by the same letters.
        cls.size = struct.calcsize(">" + cls.typecode)
        cls._one = struct.Struct(">H" + cls.typecode)
        cls._one_head = int.from_bytes(header(cls.code, cls.size), "big")
        cls._one_length = cls._one.size
        super().__init_subclass__()

    def __init__(self, value: Any = (), *more: Any) -> None:
        try:
            self.wire = self._one.pack(self._one_head, value, *more)
        except (struct.error, OverflowError, TypeError):
            # Not exactly one number that fits: an array, none or several, or a fault to name.
            self.data = self._pack((value, *more) if more else value)

    def _pack(self, values: Any) -> bytes:
        if isinstance(values, (str, bytes)):
            raise ItemError(f"{self.name} takes numbers, not {values!r}")
        if hasattr(values, "tolist"):
            values = self._copied(values)
            if isinstance(values, array.array):
                return _swapped(values)
        try:
            values = tuple(values) if isinstance(values, Iterable) else (values,)
            return struct.pack(f">{len(values)}{self.typecode}", *values)
        except (struct.error, OverflowError, TypeError) as error:
            shown = repr(values)
            shown = shown if len(shown) <= 60 else shown[:57] + "..."
            raise ItemError(f"{self.name}{shown}: {error}") from None

    def _copied(self, values: Any) -> Any:
        """A buffer of the very same kind of number at once, anything else number by number."""
        try:
            view = memoryview(values)
            if view.format == self.typecode and view.ndim == 1:
                return array.array(self.typecode, view.tobytes())
        except (TypeError, ValueError, BufferError):
            pass
        return values.tolist()

    @property
    def array(self) -> array.array[Any]:
        """The numbers as an :mod:`array` (the machine's byte order, a copy of its own)."""
        numbers = array.array(self.typecode)
        numbers.frombytes(memoryview(self.wire)[1 + (self.wire[0] & 3) :])
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers

    def numpy(self) -> Any:
        """The numbers as a read-only, big-endian numpy array over our own bytes.

        :raises ImportError: without numpy.
        """
        import numpy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

        kind = {"f": "f", "d": "f"}.get(self.typecode, "i" if self.typecode.islower() else "u")
        return numpy.frombuffer(self.data, dtype=f">{kind}{self.size}")

    @property
    def values(self) -> list[Any]:
        """The numbers, always a list."""
        return self.array.tolist()

    @property
    def value(self) -> Any:
        if len(self.wire) == self._one_length:
            return self._one.unpack(self.wire)[1]
        return self.array.tolist()

    def __getitem__(self, index: int) -> Any:
        return self.array[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array)

    def __repr__(self) -> str:
        count = len(self)
        if count > 20:
            return f"{self.name}(<{count} values>)"
        return f"{self.name}({', '.join(map(repr, self.values))})"


def _swapped(numbers: array.array[Any]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


class I1(Numeric):
    """Signed integers of one byte."""

    __slots__ = ()
    name = "I1"
    code = 0o31
    typecode = "b"


class I2(Numeric):
    """Signed integers of two bytes."""

    __slots__ = ()
    name = "I2"
    code = 0o32
    typecode = "h"


class I4(Numeric):
    """Signed integers of four bytes."""

    __slots__ = ()
    name = "I4"
    code = 0o34
    typecode = "i"


class I8(Numeric):
    """Signed integers of eight bytes."""

    __slots__ = ()
    name = "I8"
    code = 0o30
    typecode = "q"


class U1(Numeric):
    """Unsigned integers of one byte."""

    __slots__ = ()
    name = "U1"
    code = 0o51
    typecode = "B"


class U2(Numeric):
    """Unsigned integers of two bytes."""

    __slots__ = ()
    name = "U2"
    code = 0o52
    typecode = "H"


class U4(Numeric):
    """Unsigned integers of four bytes."""

    __slots__ = ()
    name = "U4"
    code = 0o54
    typecode = "I"


class U8(Numeric):
    """Unsigned integers of eight bytes."""

    __slots__ = ()
    name = "U8"
    code = 0o50
    typecode = "Q"


class F4(Numeric):
    """Floats, IEEE 754 single: a number outside their range is refused, infinity is one."""

    __slots__ = ()
    name = "F4"
    code = 0o44
    typecode = "f"


class F8(Numeric):
    """Floats, IEEE 754 double."""

    __slots__ = ()
    name = "F8"
    code = 0o40
    typecode = "d"
