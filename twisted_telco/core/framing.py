"""The shape of every ``wire`` decoder. Pure: no Twisted, no clock, no I/O.

A decoder turns any split of a stream into the same messages. A unit that is bad, but whose end is
known, comes out in place as :class:`Malformed`. Only loss of framing is fatal: ``feed`` returns
what came before the fault, sets ``error`` and raises it at every later ``feed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from twisted_telco.errors import ProtocolError

M = TypeVar("M")


@dataclass(slots=True)
class Malformed:
    """A unit that could not be read though its end is known.

    :ivar raw: its bytes (possibly cut to a sane length).
    :ivar offset: of its first byte in the stream.
    :ivar reason: one sentence.
    """

    raw: bytes
    offset: int
    reason: str


class Decoder(Generic[M]):
    """Base of the decoders.

    A subclass implements :meth:`decode`; it appends to ``messages`` and, when framing is lost,
    raises a :class:`ProtocolError` with its offset.
    """

    error: ProtocolError | None = None

    def feed(self, data: bytes) -> list[M | Malformed]:
        """Take the next bytes of the stream; return the messages they complete, in order.

        :raises ProtocolError: at every call after the one in which framing was lost.
        """
        if self.error is not None:
            raise self.error
        messages: list[M | Malformed] = []
        try:
            self.decode(data, messages)
        except ProtocolError as error:
            self.error = error
        return messages

    def decode(self, data: bytes, messages: list[M | Malformed]) -> None:
        """Append what ``data`` completes to ``messages``; raise ProtocolError to give up."""
        raise NotImplementedError(type(self).__name__)
