"""A queue that cannot grow, and the way in which its losses are said."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from twisted.logger import Logger

#: What a full queue does with the next event.
POLICIES = ("drop_oldest", "drop_newest")


class BoundedQueue:
    """Lines that wait for a slow reader.

    :param limit: how many lines at most.
    :param limit_bytes: how many bytes at most. One line that is larger than this is dropped.
    :param policy: ``drop_oldest`` or ``drop_newest``.
    :ivar dropped: how many lines were lost here.
    :ivar highest: the longest this queue has been.
    """

    def __init__(
        self, limit: int = 10_000, limit_bytes: int = 16 << 20, policy: str = "drop_oldest"
    ) -> None:
        if policy not in POLICIES:
            raise ValueError(f"the policy is {policy!r}, it should be one of {', '.join(POLICIES)}")
        if limit < 1 or limit_bytes < 1:
            raise ValueError("a queue needs room for at least one event")
        self.limit = limit
        self.limit_bytes = limit_bytes
        self.policy = policy
        self.dropped = 0
        self.highest = 0
        self.bytes = 0
        self._lines: deque[bytes] = deque()

    def __len__(self) -> int:
        return len(self._lines)

    def put(self, line: bytes) -> bool:
        """Add a line.

        :return: False when a line, this one or an older one, was dropped for it.
        """
        lines = self._lines
        size = len(line)
        if len(lines) < self.limit and self.bytes + size <= self.limit_bytes:
            lines.append(line)
            self.bytes += size
            self.highest = max(self.highest, len(lines))
            return True
        if self.policy == "drop_oldest" and size <= self.limit_bytes:
            while lines and (len(lines) >= self.limit or self.bytes + size > self.limit_bytes):
                self.bytes -= len(lines.popleft())
                self.dropped += 1
            lines.append(line)
            self.bytes += size
        else:
            self.dropped += 1
        return False

    def take(self, limit: int, limit_bytes: int) -> list[bytes]:
        """Remove and return the oldest lines: at most ``limit`` of them with at most
        ``limit_bytes`` together, but at least one if there is one."""
        lines = self._lines
        taken: list[bytes] = []
        size = 0
        while lines and len(taken) < limit:
            size += len(lines[0])
            if taken and size > limit_bytes:
                break
            taken.append(lines.popleft())
            self.bytes -= len(taken[-1])
        return taken

    def clear(self) -> int:
        """Drop everything; return how many lines that were."""
        count = len(self._lines)
        self._lines.clear()
        self.bytes = 0
        self.dropped += count
        return count


class LossReport:
    """Says in the log that events are being dropped: at the first one, then at most once in
    ``interval`` seconds while it goes on.

    :param count: returns how many have been dropped so far.
    """

    def __init__(
        self,
        clock: Any,
        log: Logger,
        name: str,
        why: str,
        count: Callable[[], int],
        interval: float = 30.0,
    ) -> None:
        self._clock = clock
        self._log = log
        self._name = name
        self._why = why
        self._count = count
        self._interval = interval
        self._said = 0
        self._timer: Any = None

    def note(self) -> None:
        """Something was dropped. Costs next to nothing while a report is already due."""
        if self._timer is None:
            self._log.warn("{sink}: {why}", sink=self._name, why=self._why)
            self._timer = self._clock.callLater(self._interval, self._report)

    def _report(self) -> None:
        self._timer = None
        if self._say():
            self._timer = self._clock.callLater(self._interval, self._report)

    def _say(self) -> bool:
        count = self._count()
        new, self._said = count - self._said, count
        if new:
            self._log.warn(
                "{sink}: {new} events dropped ({count} in all)",
                sink=self._name,
                new=new,
                count=count,
            )
        return bool(new)

    def close(self) -> None:
        """No more reports; the relay says the total."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
