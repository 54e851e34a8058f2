"""Sessions and calls as a listener sees them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, FirstError, gatherResults
from twisted.python.failure import Failure

from twisted_telco.esl.errors import CommandError
from twisted_telco.esl.messages import Event, JSONEvent
from twisted_telco.esl.session import BaseSession
from twisted_telco.esl.tables import WITH_VARIABLES

if TYPE_CHECKING:
    from twisted_telco.esl.listener import Listener

HISTORY = 100


class SyntheticEvent(JSONEvent):
    """An event that was missed, made up out of the server's list of channels."""

    __slots__ = ()


class Session(BaseSession):
    """A channel of the server.

    ``session["Caller-Destination-Number"]`` is the newest value of a header: of the last event, or
    of the last one that carried variables.

    :ivar call: the :class:`Call` it belongs to; None before its first event with variables.
    :ivar described: the server sent its variables. Before that nobody knows whose it is.
    :ivar tag: that ties it to its call across SIP, or None.
    :ivar app_id: the app it belongs to, or None. Bridging calls does not change it.
    :ivar history: the last 100 events as (name, seconds since 1970).
    :ivar seen_at: the listener's clock at its last event.
    """

    def __init__(self, listener: Listener, uuid: str) -> None:
        super().__init__(listener.clock, uuid, listener.client)
        self.listener = listener
        self.call: Call | None = None
        self.tag: str | None = None
        self.app_id: str | None = None
        self.full: Event | None = None
        self.described = False
        self.history: deque[tuple[str, float | None]] = deque(maxlen=HISTORY)
        self.seen_at = 0.0

    def __repr__(self) -> str:
        state = "hungup" if self.hungup else "answered" if self.answered else "up"
        return f"<Session({self.uuid}, {self.get('Call-Direction', 'unknown')}, {state})>"

    def update(self, event: Event) -> None:
        if event.name in WITH_VARIABLES:
            if type(event) is not SyntheticEvent:
                self.full = event
                self.described = True
            elif self.full is None:
                self.full = event
        self.seen_at = self.listener.clock.seconds()
        self.history.append((event.name, event.timestamp))
        super().update(event)

    def take_over(self, other: Session) -> None:
        """The other is this channel too, heard of under a uuid that was not known to be its."""
        self.answered |= other.answered
        self.app_id = self.app_id or other.app_id
        self.vars = other.vars | self.vars
        for event in dict.fromkeys((other.full, other.event)):
            if event is not None:
                self.update(event)
        other.lose(f"it is {self!r}")

    def get(self, name: str, default: Any = None) -> Any:
        """The newest value of a header, or ``default``."""
        for event in (self.event, self.full):
            if event is not None and name in event:
                return event[name]
        return default

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return str(value)

    @property
    def direction(self) -> str | None:
        """``inbound`` or ``outbound``, as the server sees it."""
        return self.get("Call-Direction")

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def outbound(self) -> bool:
        return self.direction == "outbound"

    @property
    def variables(self) -> dict[str, str]:
        """The channel variables of the last event that had them."""
        return self.full.variables if self.full is not None else {}

    @property
    def peer(self) -> Session | None:
        """The other session of a call of two."""
        others = [s for s in self.call.sessions if s is not self] if self.call else []
        return others[0] if len(others) == 1 else None


class Call:
    """Sessions that belong together.

    :ivar uuid: of the originating session; bridging does not change it.
    :ivar sessions: in the order of their appearance; the first is the originating one. Of the
        others that have ended the last ten stay while the call lives.
    :ivar forgotten: how many of them did not.
    :ivar app_id: of the app that has the call, or None. Where calls of two apps were bridged, each
        session still belongs to its own.
    :ivar vars: for whoever works with the call.
    :ivar number: how many calls there were when it was made.
    :ivar keys: that lead to it in ``listener.calls``.
    :ivar tags: that its legs carry.
    :ivar leg_of: what names the call that its first session is a leg of, where that was not known
        when it was made.
    """

    def __init__(self, uuid: str, number: int = 0) -> None:
        self.uuid = uuid
        self.number = number
        self.leg_of: frozenset[str] = frozenset()
        self.forgotten = 0
        self.keys: dict[str, None] = {uuid: None}
        self.tags: dict[str, None] = {}
        self.sessions: list[Session] = []
        self.app_id: str | None = None
        self.vars: dict[str, Any] = {}

    def __repr__(self) -> str:
        count = len(self.sessions)
        return f"<Call({self.uuid}, {count} session{'' if count == 1 else 's'})>"

    def __len__(self) -> int:
        return len(self.sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(self.sessions)

    @property
    def first(self) -> Session | None:
        return self.sessions[0] if self.sessions else None

    @property
    def last(self) -> Session | None:
        return self.sessions[-1] if self.sessions else None

    @property
    def ended(self) -> bool:
        """No session of it lives."""
        return all(session.gone for session in self.sessions)

    def add(self, session: Session) -> Call:
        """A session turns out to belong to it."""
        session.call = self
        session.app_id = self.app_id
        self.sessions.append(session)
        return self

    def belongs_to(self, app_id: str) -> None:
        """One of its sessions named an app: the call is its, unless it has one already."""
        if self.app_id is None:
            self.app_id = app_id
            for session in self.sessions:
                session.app_id = session.app_id or app_id

    def hangup(self, cause: str = "NORMAL_CLEARING") -> Deferred[Any]:
        """Hang up all its sessions; one that has ended meanwhile does not matter."""

        def first(failure: Failure) -> Failure:
            # Twisted wraps what the first of them failed with.
            return failure.value.subFailure if isinstance(failure.value, FirstError) else failure

        return gatherResults(
            [
                session.hangup(cause).addErrback(lambda failure: failure.trap(CommandError))
                for session in self.sessions
                if not session.hungup
            ],
            consumeErrors=True,
        ).addErrback(first)
