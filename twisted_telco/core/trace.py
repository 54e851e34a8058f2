"""Records the wire: every byte of both directions with its time, secrets masked.

A trace can be read as text, or saved as three files that make a dialogue repeatable:
``NAME.client.bin`` and ``NAME.server.bin`` hold each side's bytes in order, ``NAME.trace.json`` is
a list of ``[milliseconds, side, bytes]`` where side is ``"C"`` (client), ``"S"`` (server) or
``"X"`` (the connection was opened or closed).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from twisted.internet.interfaces import IReactorTime

Side = Literal["C", "S"]
MASK = b"********"


class Chunk(NamedTuple):
    """A piece of a dialogue.

    :ivar at: milliseconds since the trace began.
    :ivar side: ``"C"``, ``"S"``, or ``"X"`` for a note about the connection.
    :ivar data: the bytes; of a note, its words.
    """

    at: float
    side: str
    data: bytes


class Trace:
    """A bounded recording of one client's or server's connections.

    :param secret: matches what must not be seen; its group ``secret`` is replaced.
    :param unit_end: ends the units within which ``secret`` can match; bytes after the last one are
        held back until the unit is complete, so that a secret in several pieces is masked too.
    :param limit: bytes kept; the oldest chunks are forgotten first.
    :ivar forgotten: chunks that the limit cost.
    """

    def __init__(
        self,
        clock: IReactorTime,
        *,
        secret: re.Pattern[bytes] | None = None,
        unit_end: bytes = b"\n",
        limit: int = 16 * 1024 * 1024,
    ) -> None:
        self.chunks: deque[Chunk] = deque()
        self.forgotten = 0
        self._clock = clock
        self._began = clock.seconds()
        self._secret = secret
        self._unit_end = unit_end
        self._limit = limit
        self._size = 0
        self._held = {"C": b"", "S": b""}

    def add(self, side: Side, data: bytes) -> None:
        """Record bytes that ``side`` sent."""
        if self._secret is not None:
            data = self._held[side] + data
            end = data.rfind(self._unit_end) + len(self._unit_end)
            if end < len(self._unit_end):
                end = 0
            if len(data) - end > self._limit:
                # No unit is that long. Nothing of it can be shown, since it may be a secret.
                data, end = MASK, len(MASK)
            data, self._held[side] = data[:end], data[end:]
            if not data:
                return
            data = self._secret.sub(_masked, data)
        self._append(side, data)

    def note(self, words: str) -> None:
        """Record that the connection was opened or closed."""
        self._held = {"C": b"", "S": b""}
        self._append("X", words.encode())

    def text(self) -> str:
        """The recording for people: one line per chunk, bytes as Python shows them."""
        return "\n".join(f"{c.at / 1000:9.3f} {c.side} {c.data!r}" for c in self.chunks)

    def save(self, folder: Path, name: str) -> None:
        """Write the three files described at the top of this module."""
        for side, word in (("C", "client"), ("S", "server")):
            data = b"".join(c.data for c in self.chunks if c.side == side)
            (folder / f"{name}.{word}.bin").write_bytes(data)
        rows = [
            [c.at, c.side, c.data.decode() if c.side == "X" else len(c.data)] for c in self.chunks
        ]
        (folder / f"{name}.trace.json").write_text(json.dumps(rows) + "\n")

    def _append(self, side: str, data: bytes) -> None:
        at = round((self._clock.seconds() - self._began) * 1000, 1)
        self.chunks.append(Chunk(at, side, data))
        self._size += len(data)
        while self._size > self._limit:
            self._size -= len(self.chunks.popleft().data)
            self.forgotten += 1


def _masked(match: re.Match[bytes]) -> bytes:
    start, end = match.span("secret")
    start, end = start - match.start(), end - match.start()
    whole = match.group()
    return whole[:start] + MASK + whole[end:]


def load(folder: Path, name: str) -> list[Chunk]:
    """Read a dialogue that :meth:`Trace.save` wrote, or a recording of the same form."""
    streams = {
        "C": (folder / f"{name}.client.bin").read_bytes(),
        "S": (folder / f"{name}.server.bin").read_bytes(),
    }
    positions = {"C": 0, "S": 0}
    rows: Iterable[tuple[float, str, int | str]] = json.loads(
        (folder / f"{name}.trace.json").read_text()
    )
    chunks = []
    for at, side, what in rows:
        if side in positions and isinstance(what, int):
            start = positions[side]
            positions[side] = start + what
            chunks.append(Chunk(at, side, streams[side][start : start + what]))
        else:
            chunks.append(Chunk(at, "X", str(what).encode()))
    return chunks
