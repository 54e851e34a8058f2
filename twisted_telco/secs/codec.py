"""SECS-II items to bytes and back (SEMI E5).

An item is a format byte (six bits of format code, two bits that count the length bytes), one to
three length bytes and the data; the length of a list counts its elements, any other length bytes.
A body is empty or exactly one item.
"""

from __future__ import annotations

from typing import Any

from twisted_telco.secs.base import Item, Leaf
from twisted_telco.secs.errors import DecodeError
from twisted_telco.secs.items import FORMATS, L, item
from twisted_telco.secs.textitems import A, W

MAX_DEPTH = 64
MAX_ITEMS = 500_000

# By format byte: (class, bytes of an element). None: not a leaf that one length byte and a whole
# number of elements make good; those are looked at one by one.
_Plain = list["tuple[type[Any], int] | None"]
_PLAIN: _Plain = [None] * 256
for _kind in FORMATS.values():
    if _kind not in (L, W):
        _PLAIN[_kind.code << 2 | 1] = (_kind, _kind.size)  # type: ignore[attr-defined]
_BY_CODE = {kind.code: kind for kind in FORMATS.values()}
_PLAIN_WITH_TEXT: dict[type[A], _Plain] = {A: _PLAIN}


def _plain(text: type[A]) -> _Plain:
    table = _PLAIN_WITH_TEXT[text] = list(_PLAIN)
    table[A.code << 2 | 1] = (text, 1)
    return table


def encode(value: Any) -> bytes:
    """An item as a message body; None is the empty body.

    :param value: an :class:`Item`, None, or what :func:`item` makes an item of.
    :raises ItemError: when no item can be made of it.
    """
    if value is None:
        return b""
    return item(value).wire


def decode(
    data: bytes,
    *,
    text: type[A] = A,
    max_depth: int = MAX_DEPTH,
    max_items: int = MAX_ITEMS,
) -> Item | None:
    """The item of a message body; None for an empty body.

    :param text: the class of A items, see :meth:`A.using`.
    :param max_depth: how deep lists may be nested.
    :param max_items: how many items there may be, lists included.
    :raises DecodeError: with the offset of the faulty item.
    """
    if not data:
        return None
    plain = _PLAIN_WITH_TEXT.get(text) or _plain(text)
    new = object.__new__
    total = len(data)
    pos = start = 0
    left = max_items
    open_lists: list[tuple[list[Item], int]] = []  # of the lists around: elements, how many lack
    elements: list[Item] = []
    lacking = 1
    try:
        while True:
            start = pos
            head = data[pos]
            kind = plain[head]
            if kind is not None:
                made, size = kind
                length = data[pos + 1]
                pos += 2 + length
                # An item that is cut off shows in the next byte or at the end of the body.
                if length % size:
                    raise DecodeError(f"{made.name} of {length} bytes", start)
                leaf = new(made)
                leaf.wire = data[start:pos]
                elements.append(leaf)
                lacking -= 1
                if lacking:
                    continue
            else:
                if head == 0x01:
                    made = L
                    length = data[pos + 1]
                    pos += 2
                else:
                    made, pos, length = _header(data, start)
                if made is L:
                    if len(open_lists) >= max_depth:
                        raise DecodeError(f"lists nested deeper than {max_depth}", start)
                    left -= length
                    if left < 0:
                        raise DecodeError(f"more than {max_items} items", start)
                    open_lists.append((elements, lacking))
                    elements = []
                    lacking = length
                else:
                    content = data[pos : pos + length]
                    pos += length
                    if pos > total:
                        raise IndexError
                    elements.append(_leaf(text if made is A else made, content, start))
                    lacking -= 1
            while not lacking:
                if not open_lists:
                    if pos > total:
                        raise IndexError
                    if pos < total:
                        raise DecodeError(f"{total - pos} bytes after the item", pos)
                    return elements[0]
                done = new(L)
                done._wire = None
                done.items = tuple(elements)
                elements, lacking = open_lists.pop()
                elements.append(done)
                lacking -= 1
    except IndexError:
        raise DecodeError(f"the body of {total} bytes ends inside an item", start) from None


def _header(data: bytes, start: int) -> tuple[type[Any], int, int]:
    """Class, begin of the data, length."""
    head = data[start]
    made = _BY_CODE.get(head >> 2)
    pos = start + 1 + (head & 3)
    if made is None:
        raise DecodeError(f"no item has format byte 0x{head:02x}", start)
    if not head & 3:
        raise DecodeError(f"an item without length bytes (0x{head:02x})", start)
    if pos > len(data):
        raise IndexError
    return made, pos, int.from_bytes(data[start + 1 : pos], "big")


def _leaf(made: type[Any], content: bytes, start: int) -> Leaf:
    if len(content) < 2 if made is W else len(content) % made.size:
        raise DecodeError(f"{made.name} of {len(content)} bytes", start)
    leaf: Leaf = object.__new__(made)
    leaf.data = content
    return leaf
