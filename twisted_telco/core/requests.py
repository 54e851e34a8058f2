"""Requests that wait for their answers: one interface, two tables.

:class:`Keyed` serves protocols whose answers name their request (AMI ActionID, HSMS system bytes,
OMM seq); :class:`Ordered` those whose answers come in the order of the requests (ESL, AGI). An
entry is a Deferred, and a collector where one answer consists of several messages. There is one
timer per *length* of timeout and none per request, because a timer costs more than a request.

Every request ends exactly once: answered, refused, timed out, cancelled or lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator
from math import inf
from typing import Any, Generic, Protocol, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime

from twisted_telco.errors import ErrorFamily, TelcoError

K = TypeVar("K", bound=Hashable)

DEFAULT_LIMIT = 100_000
MANY_LANES = 1000
"""Lengths of timeout that are in use at once before those that are not any more are looked for."""


class Collector(Protocol):
    """Gathers the messages of one answer."""

    def add(self, message: Any) -> bool:
        """Take one message; True when the answer is complete.

        A :class:`TelcoError` raised here (a limit, a refusal) becomes the request's failure.
        """

    def result(self) -> Any:
        """What the request's Deferred fires with."""


class Entry(Deferred[Any]):
    """One request under way: the Deferred that its caller waits for, and what belongs to it.

    One object and not two, and only what differs from the class is stored in it, because this is
    made for every request. ``called`` tells that it has ended.

    :ivar key: its correlation id; None in an ordered table.
    :ivar request: what was asked, as the caller gave it; named by every failure.
    :ivar timeout: seconds, or None.
    :ivar collector: gathers an answer of several messages.
    """

    key: Any = None
    request: Any
    timeout: float | None = None
    collector: Collector | None = None
    lane: _Lane | None = None

    def fail(self, error: Exception) -> None:
        """Fail, unless it has ended already."""
        if not self.called:
            self.errback(error)


class _Lane(dict[Entry, float]):
    """The deadlines of entries with one length of timeout, so in their order, and their timer."""

    __slots__ = ("call", "length")
    call: IDelayedCall

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length = length


class Deadlines(dict[float, _Lane]):
    """Calls ``expire(entry)`` when an entry's time is over: a lane and a timer for each length.

    An entry is watched as long as it is in a lane: ``deadlines[length][entry] = deadline``.
    """

    def __init__(
        self, clock: IReactorTime, errors: ErrorFamily, expire: Callable[[Entry], None]
    ) -> None:
        super().__init__()
        self.now = clock.seconds
        self._clock = clock
        self._errors = errors
        self._expire = expire
        self._many = MANY_LANES

    def __missing__(self, length: float) -> _Lane:
        if not (isinstance(length, int | float) and 0 <= length < inf):
            raise self._errors.invalid(f"a timeout is a number of seconds or None: {length!r}")
        if len(self) >= self._many:
            self._tidy()
        lane = _Lane(length)
        lane.call = self._clock.callLater(length, self._sweep, lane)
        self[length] = lane
        return lane

    def stop(self) -> None:
        """Nobody is watched any more."""
        for lane in self.values():
            lane.call.cancel()
        self.clear()

    def _tidy(self) -> None:
        """Forget lanes that are empty: somebody's timeouts are all different."""
        for lane in [lane for lane in self.values() if not lane]:
            lane.call.cancel()
            del self[lane.length]
        self._many = max(MANY_LANES, 2 * len(self))

    def _sweep(self, lane: _Lane) -> None:
        now = self.now()
        late = []
        for entry, deadline in lane.items():
            if deadline > now:
                # The answered entries before this one are gone: sleep until the next is due.
                lane.call = self._clock.callLater(deadline - now, self._sweep, lane)
                break
            late.append(entry)
        else:
            del self[lane.length]
        for entry in late:
            # A failure's callbacks may have ended the others meanwhile.
            if lane.pop(entry, None) is not None:
                self._expire(entry)


class Table(Generic[K]):
    """What the two tables share.

    :param limit: most requests under way; one more is refused.
    :ivar timeouts: how many requests timed out.
    :ivar cancelled: how many were cancelled by their callers.
    :ivar lost: how many were left unanswered by the loss of the link.
    """

    entries: Collection[Any]

    def __init__(
        self,
        clock: IReactorTime,
        errors: ErrorFamily | None = None,
        *,
        limit: int = DEFAULT_LIMIT,
    ) -> None:
        self.errors = ErrorFamily() if errors is None else errors
        self.limit = limit
        self.timeouts = self.cancelled = self.lost = 0
        self._gone: str | None = None
        self._deadlines = Deadlines(clock, self.errors, self._expired)

    def __len__(self) -> int:
        return len(self.entries)

    def _enter(self, request: Any, timeout: float | None, collector: Collector | None) -> Entry:
        """A new entry, not yet among the others."""
        if self._gone is not None:
            raise self.errors.lost(self._gone, request)
        if len(self.entries) >= self.limit:
            raise self.errors.not_ready(f"{self.limit} requests are already waiting for answers")
        entry = Entry(self._cancelled)
        entry.request = request
        if collector is not None:
            entry.collector = collector
        if timeout is not None:
            entry.timeout = timeout
            deadlines = self._deadlines
            lane = entry.lane = deadlines[timeout]
            lane[entry] = deadlines.now() + timeout
        return entry

    def _leave(self, entry: Entry) -> None:
        """Stop watching an entry's time."""
        if entry.lane is not None:
            entry.lane.pop(entry, None)

    def _drop(self, entry: Entry) -> None:
        """Forget an entry that was not answered."""
        raise NotImplementedError

    def _take_all(self) -> list[Entry]:
        raise NotImplementedError

    def _cancelled(self, entry: Any) -> None:
        self.cancelled += 1
        self._leave(entry)
        self._drop(entry)

    def _expired(self, entry: Entry) -> None:
        self.timeouts += 1
        self._drop(entry)
        entry.fail(self.errors.timeout(entry.request, entry.timeout))

    def _take(self, entry: Entry) -> None:
        """Take an entry that has its answer out of the table."""
        raise NotImplementedError

    def settle(self, entry: Entry, message: Any) -> bool:
        """Give a message to an entry of this table; True when that ended it."""
        collector = entry.collector
        if collector is not None:
            try:
                if not collector.add(message):
                    return False
                message = collector.result()
            except TelcoError as error:
                self._take(entry)
                entry.fail(error)
                return True
        self._take(entry)
        if not entry.called:
            entry.callback(message)
        return True

    def fail_all(self, reason: str) -> None:
        """The link is gone: fail every request, each with an error of its own that names it.

        Requests made by the callbacks of those failures, and later ones, fail at once.
        """
        self._gone = reason
        self._deadlines.stop()
        for entry in self._take_all():
            self._leave(entry)
            if not entry.called:
                self.lost += 1
                entry.fail(self.errors.lost(reason, entry.request))


class Keyed(Table[K]):
    """Requests found again by a key. A late answer finds nobody: it is an *orphan*.

    :ivar orphans: answers that nobody waited for.
    :ivar entries: those that wait, by key, the oldest first; to be looked at only.
    """

    def __init__(
        self,
        clock: IReactorTime,
        errors: ErrorFamily | None = None,
        *,
        limit: int = DEFAULT_LIMIT,
    ) -> None:
        super().__init__(clock, errors, limit=limit)
        self.orphans = 0
        self.entries: dict[K, Entry] = {}

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Entry]:
        """The entries, the oldest first."""
        return iter(list(self.entries.values()))

    def get(self, key: K) -> Entry | None:
        """The entry waiting under ``key``, or None."""
        return self.entries.get(key)

    def add(
        self,
        key: K,
        request: Any,
        timeout: float | None = None,
        collector: Collector | None = None,
    ) -> Deferred[Any]:
        """Begin to wait for the answer to ``request``. Do it before the request is written.

        :param timeout: seconds, or None for no limit.
        :raises InvalidRequest: a request already waits under this key, or a timeout that is no
            number or negative.
        :raises NotReady: the table is full.
        :raises ConnectionLost: the link is gone.
        """
        if key in self.entries:
            raise self.errors.invalid(f"a request with the id {key!r} is already under way")
        entry = self.entries[key] = self._enter(request, timeout, collector)
        entry.key = key
        return entry

    def answer(self, key: K, message: Any) -> bool:
        """Give a message to the request that waits under ``key``; False: an orphan."""
        entry = self.entries.get(key)
        if entry is None:
            self.orphans += 1
            return False
        self.settle(entry, message)
        return True

    def fail(self, key: K, error: Exception) -> bool:
        """Fail the request that waits under ``key``; False when there is none."""
        entry = self.entries.get(key)
        if entry is None:
            return False
        self._take(entry)
        entry.fail(error)
        return True

    def _take(self, entry: Entry) -> None:
        del self.entries[entry.key]
        self._leave(entry)

    def _drop(self, entry: Entry) -> None:
        self.entries.pop(entry.key, None)

    def _take_all(self) -> list[Entry]:
        entries, self.entries = self.entries, {}
        return list(entries.values())


class Ordered(Table[None]):
    """Requests answered in the order in which they were made.

    A request that timed out or was cancelled leaves a *placeholder*, which swallows its late
    answer, so that the answers behind it still reach the right requests.

    :param stall_timeout: seconds after which a placeholder that still waits means that the far end
        has stopped answering: ``on_stall()`` is called, which is expected to abort the connection.
    :ivar swallowed: late answers that placeholders took.
    :ivar entries: those that wait and placeholders, the oldest first; to be looked at only.
    """

    def __init__(
        self,
        clock: IReactorTime,
        errors: ErrorFamily | None = None,
        *,
        limit: int = DEFAULT_LIMIT,
        stall_timeout: float = 60.0,
        on_stall: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(clock, errors, limit=limit)
        self.stall_timeout = stall_timeout
        self.swallowed = 0
        self._on_stall = on_stall
        self.entries: deque[Entry] = deque()
        self._stalls = Deadlines(clock, self.errors, self._stalled)

    def add(
        self, request: Any, timeout: float | None = None, collector: Collector | None = None
    ) -> Deferred[Any]:
        """Begin to wait; the arguments and errors are those of :meth:`Keyed.add`."""
        entry = self._enter(request, timeout, collector)
        self.entries.append(entry)
        return entry

    def answer(self, message: Any) -> bool:
        """Give a message to the oldest request; False when there is none."""
        entries = self.entries
        if not entries:
            return False
        entry = entries[0]
        if entry.called:
            if self.settle(entry, message):
                self.swallowed += 1
        elif entry.collector is not None:
            self.settle(entry, message)
        else:  # what settle() comes to then, without its calls
            entries.popleft()
            if entry.lane is not None:
                del entry.lane[entry]
            entry.callback(message)
        return True

    def fail(self, error: Exception) -> bool:
        """The far end refused the oldest request; False when there is none."""
        if not self.entries:
            return False
        entry = self.entries[0]
        self._take(entry)
        if entry.called:
            self.swallowed += 1
        entry.fail(error)
        return True

    def _take(self, entry: Entry) -> None:
        self.entries.popleft()
        self._leave(entry)

    def _drop(self, entry: Entry) -> None:
        if self._gone is not None:
            return
        lane = entry.lane = self._stalls[self.stall_timeout]
        lane[entry] = self._stalls.now() + self.stall_timeout

    def _stalled(self, entry: Entry) -> None:
        if self._on_stall is not None:
            self._on_stall()

    def _take_all(self) -> list[Entry]:
        self._stalls.stop()
        entries, self.entries = self.entries, deque()
        return list(entries)
