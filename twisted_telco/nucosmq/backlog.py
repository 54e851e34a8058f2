"""What users send while there is no connection. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from twisted_telco.nucosmq.errors import QueueFull
from twisted_telco.nucosmq.outbox import Outbox, Unwritten

MAX_QUEUE = 1000
"""Messages that wait for a connection."""


class Backlog:
    """Users' frames that wait for a connection, in order.

    They move to the outbox of the next one as soon as it is ready, and what that has not written
    when it ends comes back. So at any time all that waits is in one place.

    :param max_frames: frames that may wait.
    :param max_bytes: bytes that may wait; a single frame always may.
    :ivar size: bytes that wait.
    :ivar abandoned: frames that were taken and never sent.
    """

    def __init__(self, max_frames: int, max_bytes: int) -> None:
        self.max_frames = max_frames
        self.max_bytes = max_bytes
        self.size = 0
        self.abandoned = 0
        self._frames: deque[Unwritten] = deque()

    def __len__(self) -> int:
        """Frames that wait."""
        return len(self._frames)

    def add(self, frame: bytes, last: bool = False) -> None:
        """Let a frame wait.

        :param last: as for :meth:`Outbox.send`.
        :raises QueueFull: too much waits already; it was not taken.
        """
        if len(self._frames) >= self.max_frames:
            raise QueueFull(f"{len(self._frames)} messages wait for the connection already")
        if self._frames and self.size + len(frame) > self.max_bytes:
            raise QueueFull(f"{self.size} bytes wait for the connection already")
        self._frames.append((frame, last))
        self.size += len(frame)

    def move_to(self, outbox: Outbox) -> None:
        """Hand everything to a connection that is ready."""
        frames, self._frames = self._frames, deque()
        self.size = 0
        outbox.take_over(frames)

    def take_back(self, frames: Iterable[Unwritten]) -> None:
        """What a connection had not written when it ended: before everything that came since."""
        back = list(frames)
        self._frames.extendleft(reversed(back))
        self.size += sum(len(frame) for frame, _ in back)

    def abandon(self) -> None:
        """There will be no connection."""
        self.abandoned += len(self._frames)
        self._frames.clear()
        self.size = 0
