"""What all SECS-II items share (SEMI E5).

A leaf keeps its bytes as they stand on the wire, header included, so an array of 10,000 floats is
one object until somebody asks for its numbers, and encoding is joining bytes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from twisted_telco.secs.errors import ItemError

MAX_LENGTH = 0xFFFFFF  # three length bytes


def header(code: int, length: int) -> bytes:
    """The format byte and the fewest length bytes.

    :raises ItemError: for a length that three bytes cannot hold.
    """
    if length > MAX_LENGTH:
        raise ItemError(f"an item of length {length}; {MAX_LENGTH} is the most there can be")
    count = 1 if length < 1 << 8 else 2 if length < 1 << 16 else 3
    return bytes([code << 2 | count]) + length.to_bytes(count, "big")


class Item:
    """Base of all items.

    :cvar name: as in SML, ``"U4"``.
    :cvar code: the format code, 6 bits (E5 writes it octal).
    """

    __slots__ = ()
    name: ClassVar[str]
    code: ClassVar[int]

    @property
    def wire(self) -> bytes:
        """The whole item as on the wire, with the fewest length bytes."""
        raise NotImplementedError(type(self).__name__)

    @property
    def value(self) -> Any:
        """The content as Python values; see each item."""
        raise NotImplementedError(type(self).__name__)

    def __len__(self) -> int:
        raise NotImplementedError(type(self).__name__)

    def __bool__(self) -> bool:
        # An item of no elements is still an item; only its absence (None) is false.
        return True


class Leaf(Item):
    """An item that is not a list.

    :cvar size: bytes of one element.
    """

    __slots__ = ("wire",)
    size: ClassVar[int] = 1
    heads: ClassVar[list[bytes]]  # the headers of short items by their length
    wire: bytes

    def __init_subclass__(cls) -> None:
        if "code" in cls.__dict__:
            cls.heads = [header(cls.code, length) for length in range(256)]

    @property
    def data(self) -> bytes:
        """The elements as on the wire, big-endian."""
        wire = self.wire
        return wire[1 + (wire[0] & 3) :]

    @data.setter
    def data(self, data: bytes) -> None:
        length = len(data)
        self.wire = (self.heads[length] if length < 256 else header(self.code, length)) + data

    def __len__(self) -> int:
        return len(self.data) // self.size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaf) and self.wire == other.wire

    def __hash__(self) -> int:
        return hash(self.wire)

    def __repr__(self) -> str:
        return f"{self.name}({self.value!r})"
