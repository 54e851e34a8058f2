"""Long lists, read page by page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure

from twisted_telco.omm import errors
from twisted_telco.omm.vocabulary import Record, Request

R = TypeVar("R", bound=Record)

#: The most that the OMM gives at once (``records`` of the answer to ``Limits``).
PAGE = 20


class Pages(Generic[R]):
    """The records of a list, for ``async for``; the next page is on its way while one is read.

    The list ends where the OMM says ``ENoEnt``. Records that appear behind the place already
    reached are met, those before it are not.

    :param ask: sends a request.
    :param request: for ``(start, count)``.
    :param child: name of the records in the answer.
    :param key: name of their ascending key.
    """

    def __init__(
        self,
        ask: Callable[[Request], Deferred[Any]],
        request: Callable[[int, int], Request],
        child: str,
        key: str,
        *,
        start: int = 0,
        page: int = PAGE,
        where: Callable[[R], object] | None = None,
    ) -> None:
        if not 1 <= page <= PAGE:
            raise errors.InvalidRequest(f"a page has 1 to {PAGE} records, not {page}")
        self._ask = ask
        self._request = request
        self._child = child
        self._key = key
        self._page = page
        self._where = where
        self._records: deque[R] = deque()
        self._next: int | None = start
        self._ahead: Deferred[Any] | None = None
        self._arrived: Any = None
        self._waiting: Deferred[None] | None = None

    def __aiter__(self) -> Pages[R]:
        return self

    def __anext__(self) -> Deferred[R]:
        """The next record.

        :raises InvalidRequest: another ``__anext__`` is still waiting.
        """
        if self._records:
            return succeed(self._records.popleft())
        if self._waiting is not None:
            raise errors.InvalidRequest("one consumer at a time reads a list")
        return Deferred.fromCoroutine(self._next_record())

    def collect(self) -> Deferred[list[R]]:
        """All that is left, as a list."""
        return Deferred.fromCoroutine(self._collect())

    def close(self) -> None:
        """Stop; what was read ahead is forgotten. Idempotent."""
        self._records.clear()
        self._next = None
        waiting, self._waiting = self._waiting, None
        if self._ahead is not None:
            self._ahead.cancel()
        self._arrived = None
        if waiting is not None:
            waiting.callback(None)

    async def _collect(self) -> list[R]:
        return [record async for record in self]

    async def _next_record(self) -> R:
        while not self._records:
            if self._ahead is None and self._arrived is None:
                if self._next is None:
                    raise StopAsyncIteration
                self._turn()
            if self._arrived is None:
                self._waiting = Deferred(self._stopped_waiting)
                await self._waiting
                continue  # close() may have come between
            self._take()
        return self._records.popleft()

    def _stopped_waiting(self, _: object) -> None:
        self._waiting = None

    def _turn(self) -> None:
        """Ask for the next page."""
        assert self._next is not None
        self._ahead = self._ask(self._request(self._next, self._page))
        self._ahead.addBoth(self._page_arrived)

    def _page_arrived(self, result: Any) -> None:
        # A failure is kept for the one who asks for the next record; nobody may ever do.
        self._ahead, self._arrived = None, result
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)

    def _take(self) -> None:
        result, self._arrived = self._arrived, None
        if isinstance(result, Failure):
            self._next = None
            if not result.check(errors.ENoEnt):
                result.raiseException()
            return
        found: list[R] = getattr(result, self._child)
        keys = [getattr(record, self._key) for record in found]
        if not found:
            self._next = None
            return
        last = keys[-1]
        if not isinstance(last, int) or self._next is None or last < self._next:
            self._next = None
            raise errors.ProtocolError(
                f"{result.name}: {self._key} {last!r} does not follow; the list has no end"
            )
        self._next = last + 1
        self._turn()
        self._records.extend(r for r in found if self._where is None or self._where(r))
