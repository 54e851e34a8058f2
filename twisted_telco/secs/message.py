"""A SECS-II message: stream, function, W-bit and an item."""

from __future__ import annotations

from typing import Any

from twisted_telco.secs.base import Item
from twisted_telco.secs.errors import ItemError
from twisted_telco.secs.items import item as make_item


def is_primary(stream: int, function: int) -> bool:
    """Whether this is a message that starts a transaction and may ask for a reply.

    The functions of stream 9 are odd and answer nobody's wish: they report errors.
    """
    return function % 2 == 1 and stream != 9


class Message:
    """What is sent or asked; the connection adds session id and system bytes.

    :param stream: 0..127.
    :param function: 0..255; odd in a primary message, even in a reply, 0 aborts.
    :param item: the body: an :class:`Item`, plain Python values, or None for a header-only message.
    :param wait: the W-bit, a reply is expected; by default in every primary message.
    :raises ItemError: for numbers out of range or a body that is no item.
    """

    __slots__ = ("function", "item", "stream", "wait")

    def __init__(
        self, stream: int, function: int, item: Any = None, wait: bool | None = None
    ) -> None:
        if not (0 <= stream <= 127 and 0 <= function <= 255):
            raise ItemError(f"no message S{stream}F{function}")
        self.stream = stream
        self.function = function
        self.item: Item | None = None if item is None else make_item(item)
        self.wait = is_primary(stream, function) if wait is None else bool(wait)

    @property
    def name(self) -> str:
        """``"S1F13"``."""
        return f"S{self.stream}F{self.function}"

    @property
    def data(self) -> bytes:
        """The body as on the wire."""
        return b"" if self.item is None else self.item.wire

    @property
    def value(self) -> Any:
        """The body as Python values, None without one."""
        return None if self.item is None else self.item.value

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Message)
            and self.stream == other.stream
            and self.function == other.function
            and self.wait == other.wait
            and self.item == other.item
        )

    def __hash__(self) -> int:
        return hash((self.stream, self.function, self.wait, self.item))

    def __repr__(self) -> str:
        wait = " W" if self.wait else ""
        body = "" if self.item is None else f" {self.item!r}"
        return f"<{self.name}{wait}{body}>"
