"""What leaves a connection: slow readers, and the manners that an original needs. Pure.

Frames go straight to the transport while it takes them. They wait, in a queue with a bound and a
named policy, while

* the transport's buffer is full, because the far end reads slowly;
* a login is under way;
* the far end has said goodbye: what waits then is for the next connection;
* the far end is an original and may not have read the last frames yet.

An original does not reassemble. Whatever one ``recv`` gave it must consist of whole frames, and
its server forgets everything behind a published frame. So what goes to it is cut into *segments*,
each small enough to travel in one TCP segment and with at most one published frame, at its end.
Each begins with a ``ping``: the ``pong`` says that all of it has been read, and the next may go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Literal

from twisted_telco.nucosmq.errors import InvalidRequest

Policy = Literal["drop_oldest", "drop_newest", "close"]
POLICIES = ("drop_oldest", "drop_newest", "close")
Unwritten = tuple[bytes, bool]
"""A user's frame, and whether an original forgets what it read behind it."""

MAX_BACKLOG = 16 * 1024 * 1024
"""Bytes that wait for a slow reader. Frames of a room are held once, however many wait for them."""
MAX_CONTROL = 1000
"""Frames of the protocol itself (pongs, answers) that wait, with ``max_backlog`` bytes at most;
with more, the connection is closed."""
SEGMENT = 1024
"""Bytes of a segment to an original where the real size of a TCP segment is not known."""


class Outbox:
    """The queue of one connection.

    :param write: takes bytes that leave now.
    :param overflow: called when the policy is to close, or the far end does not even let answers
        through.
    :param max_backlog: bytes of users' frames that may wait, and again of the protocol's own.
    :param policy: what a full queue does: ``"drop_oldest"``, ``"drop_newest"``, ``"close"``.
    :ivar open: nothing waits and nothing holds: a caller in a hurry may use ``write`` itself.
    :ivar size: bytes that wait.
    :ivar dropped: frames lost to the policy.
    :ivar shut: no frame of a user leaves any more.
    """

    __slots__ = (
        "_control",
        "_control_size",
        "_escort",
        "_held",
        "_on_empty",
        "_queue",
        "blocked",
        "dropped",
        "max_backlog",
        "open",
        "overflow",
        "policy",
        "segment",
        "shut",
        "size",
        "waiting",
        "write",
    )

    def __init__(
        self,
        write: Callable[[bytes], object],
        overflow: Callable[[str], object],
        max_backlog: int = MAX_BACKLOG,
        policy: Policy = "drop_oldest",
    ) -> None:
        if policy not in POLICIES:
            raise InvalidRequest(f"no such policy: {policy!r}; there are {', '.join(POLICIES)}")
        self.write = write
        self.overflow = overflow
        self.max_backlog = max_backlog
        self.policy = policy
        self.open = True
        self.blocked = False
        self.shut = False
        self.size = 0
        self.dropped = 0
        self.segment = SEGMENT
        self.waiting = False
        self._held = False
        self._escort: Callable[[], bytes] | None = None
        # A frame, whether it is the last of its segment, whether it is for this connection alone.
        self._queue: deque[tuple[bytes, bool, bool]] | None = None  # made when first needed
        self._control: deque[bytes] | None = None
        self._control_size = 0
        self._on_empty: list[Callable[[], object]] | None = None

    def __len__(self) -> int:
        """Frames that wait."""
        return len(self._queue or ()) + len(self._control or ())

    # -- what is sent
    def send(self, frame: bytes, last: bool = False, once: bool = False) -> bool:
        """Send a user's frame, now or later; False when the queue did not take it.

        :param last: an original forgets what it read behind this frame.
        :param once: it means something on this connection only, as a request does.
        """
        if self.open:
            self.write(frame)
            return True
        if self._queue is None:
            self._queue = deque()
        over = self.size - self._control_size + len(frame) - self.max_backlog
        if self._queue and over > 0 and not self._make_room(over):
            return False
        self._queue.append((frame, last, once))
        self.size += len(frame)
        self._pump()
        return True

    def take_over(self, frames: Iterable[Unwritten]) -> None:
        """Send what has waited elsewhere, within a bound of its own: all of it is taken."""
        if self._queue is None:
            self._queue = deque()
        for frame, last in frames:
            self._queue.append((frame, last, False))
            self.size += len(frame)
        self._pump()

    def send_control(self, frame: bytes) -> None:
        """Send a frame of the protocol itself: it overtakes what users have sent."""
        if not self.blocked and not self.waiting:
            self.write(frame)
            return
        if self._control is None:
            self._control = deque()
        size = self._control_size + len(frame)
        if len(self._control) >= MAX_CONTROL or (self._control and size > self.max_backlog):
            self.overflow("it does not read, and too many answers wait for it")
            return
        self._control.append(frame)
        self._control_size = size
        self.size += len(frame)
        self._update()

    def has_room_for_answer(self, frame: bytes) -> bool:
        """Whether an answer may wait. The longer ones leave half of the room to those that say no,
        so that a far end which asks for much is refused and not closed."""
        return not self._control or self._control_size + len(frame) <= self.max_backlog // 2

    def when_empty(self, call: Callable[[], object]) -> None:
        """``call()`` once everything has gone to the transport and that takes more; now, if that is
        so."""
        if not self.blocked and not len(self):
            call()
        elif self._on_empty is None:
            self._on_empty = [call]
        else:
            self._on_empty.append(call)

    def _make_room(self, over: int) -> bool:
        assert self._queue is not None
        if self.policy == "close":
            self.dropped += 1
            self.overflow(f"a slow reader: {self.size} bytes wait for it")
            return False
        if self.policy == "drop_newest":
            self.dropped += 1
            return False
        while self._queue and over > 0:
            size = len(self._queue.popleft()[0])
            self.size -= size
            over -= size
            self.dropped += 1
        return True

    # -- what holds it back
    def block(self) -> None:
        """The transport's buffer is full."""
        self.blocked = True
        self.open = False

    def unblock(self) -> None:
        """The transport takes more."""
        self.blocked = False
        self._pump()

    def hold(self) -> None:
        """Keep users' frames: a login is under way."""
        self._held = True
        self.open = False

    def release(self) -> None:
        """The login is over."""
        self._held = self.shut
        self._pump()

    def shut_down(self) -> None:
        """Keep users' frames for good: the far end reads no more of them."""
        self.shut = True
        self.hold()

    def escort(self, escort: Callable[[], bytes] | None, segment: int = SEGMENT) -> None:
        """Send in segments, each led by what ``escort()`` returns, a ping; None: no more.

        :meth:`arrived` has to be called for each.
        """
        self._escort = escort
        self.segment = segment
        if escort is None:
            self.waiting = False
        self._pump()

    def arrived(self) -> None:
        """The far end has read the last segment."""
        self.waiting = False
        self._pump()

    def clear(self) -> list[Unwritten]:
        """The connection is gone: nothing is written any more.

        :returns: what of users' frames was not written, and could be sent on another connection.
        """
        unwritten = [(frame, last) for frame, last, once in self._queue or () if not once]
        self._queue = self._control = self._on_empty = None
        self.size = self._control_size = 0
        self.blocked = True
        self.open = False
        return unwritten

    # -- the way out
    def _pump(self) -> None:
        # Each write may block us.
        while not self.blocked and not self.waiting:
            if self._escort is not None:
                if not self._send_segment():
                    break
            elif self._control:
                self._write(self._next_control())
            elif self._queue and not self._held:
                self._write(self._queue.popleft()[0])
            else:
                break
        self._update()
        if self._on_empty is not None and not self.blocked and not len(self):
            calls, self._on_empty = self._on_empty, None
            for call in calls:
                call()

    def _next_control(self) -> bytes:
        assert self._control is not None
        frame = self._control.popleft()
        self._control_size -= len(frame)
        return frame

    def _write(self, frame: bytes) -> None:
        self.size -= len(frame)
        self.write(frame)

    def _send_segment(self) -> bool:
        """Write the next segment in one piece; False when there is none."""
        assert self._escort is not None
        frames: list[bytes] = []
        size = 0
        while self._control:
            frames.append(self._next_control())
            size += len(frames[-1])
        queue = self._queue
        while queue and not self._held:
            frame, last, _ = queue[0]
            if frames and size + len(frame) > self.segment - 64:  # 64: the ping
                break
            queue.popleft()
            frames.append(frame)
            size += len(frame)
            if last:
                break
        if not frames:
            return False
        self.size -= size
        self.waiting = True
        self.write(self._escort() + b"".join(frames))
        return True

    def _update(self) -> None:
        self.open = not (
            self.blocked
            or self._held
            or self._escort is not None
            or self.waiting
            or self._queue
            or self._control
        )
