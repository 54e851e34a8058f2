"""Writes at most so many bytes per turn of the reactor.

Twisted joins all writes of one turn into one piece, over TLS into one record. A far end that can
not take that (Asterisk reads 1,024 bytes of a TLS record and then waits for the socket) needs its
bytes in pieces that leave in different turns. Simulators use it to split what they send.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.interfaces import IDelayedCall, IReactorTime


class Pacer:
    """Stands before a transport's ``write``.

    :param write: the transport's.
    :param size: most bytes per turn.
    """

    def __init__(self, clock: IReactorTime, write: Callable[[bytes], object], size: int) -> None:
        self.size = size
        self._clock = clock
        self._write = write
        self._buffer = bytearray()
        self._working = False
        self._call: IDelayedCall | None = None
        self._drained: Callable[[], object] | None = None

    def __len__(self) -> int:
        """Bytes that wait for their turn."""
        return len(self._buffer)

    def write(self, data: bytes) -> None:
        self._buffer += data
        if not self._working:
            self._working = True
            self._call = self._clock.callLater(0, self._turn)

    def when_drained(self, call: Callable[[], object]) -> None:
        """``call()`` when the last byte has been handed on; now, if nothing waits."""
        if self._working:
            self._drained = call
        else:
            call()

    def flush(self) -> None:
        """Write what waits in one piece: pacing ends."""
        rest = bytes(self._buffer)
        self.stop()
        if rest:
            self._write(rest)

    def stop(self) -> None:
        """Forget what waits: the connection is gone."""
        self._buffer.clear()
        self._working = False
        self._drained = None
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _turn(self) -> None:
        self._call = None
        piece = bytes(self._buffer[: self.size])
        del self._buffer[: self.size]
        if piece:
            self._write(piece)
            if self._working:
                # Also when nothing is left: what is written in this turn would join this piece.
                self._call = self._clock.callLater(0, self._turn)
            return
        self._working = False
        if self._drained is not None:
            call, self._drained = self._drained, None
            call()
