"""A room that a client wants to be in."""

from __future__ import annotations

from twisted.internet.defer import Deferred, fail, succeed
from twisted.python.failure import Failure

from twisted_telco.nucosmq.errors import RequestRefused
from twisted_telco.nucosmq.protocol import Protocol


class Membership:
    """The wish to be in one room: told to each connection once, however many want to know the
    answer, since an original delivers twice to who joins twice.

    :ivar room: its name.
    :ivar presence: also be told who joins and leaves.
    :ivar withdrawn: it is not wanted any more.
    :ivar refused: what the server said when it did not let us in; that ends the wish.
    """

    def __init__(self, room: str) -> None:
        self.room = room
        self.presence = False
        self.withdrawn = False
        self.refused: RequestRefused | None = None
        self._asked: tuple[Protocol, bool] | None = None
        self._answer: Deferred[Exception | None] = succeed(None)

    def join(self, connection: Protocol) -> Deferred[None]:
        """Ask, unless that was done; fires when we are in.

        :raises RequestRefused: we are not let in.
        """
        if self.refused is not None:
            return fail(self.refused)
        if self.withdrawn:
            return succeed(None)
        asked = (connection, self.presence and connection.kind == "ours")
        if self._asked != asked:
            self._asked = asked
            self._answer = connection.subscribe(self.room, self.presence)
            self._answer.addCallbacks(lambda _: None, self._failed)
        d: Deferred[None] = Deferred()
        self._answer.addCallback(_tell, d)
        return d

    def _failed(self, failure: Failure) -> Exception:
        self._asked = None  # without an answer it may be asked again
        error = failure.value
        if isinstance(error, RequestRefused):
            self.refused = error
        assert isinstance(error, Exception)
        return error


def _tell(error: Exception | None, d: Deferred[None]) -> Exception | None:
    if error is None:
        d.callback(None)
    else:
        d.errback(error)
    return error
