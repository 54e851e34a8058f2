"""What can be set on a connection."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from twisted_telco import secs
from twisted_telco.hsms.errors import InvalidRequest
from twisted_telco.hsms.messages import NO_SESSION
from twisted_telco.hsms.wire import MAX_MESSAGE


@dataclass(slots=True)
class Timers:
    """Seconds, fractions allowed. A change holds from the next start of that timer.

    :param t3: reply: from a request to its reply; then it fails and the link stays.
    :param t5: connect separation: from the end of one attempt to the next.
    :param t6: control: from Select.req, Deselect.req or Linktest.req to its answer; then the link
        is closed.
    :param t7: not selected: how long a connection may stay without Select; then it is closed.
    :param t8: between two receptions inside one message; then the link is closed.
    :param linktest: silence after which a Linktest.req is sent while selected; 0 is never.
    """

    t3: float = 45.0
    t5: float = 10.0
    t6: float = 5.0
    t7: float = 10.0
    t8: float = 5.0
    linktest: float = 60.0


@dataclass(slots=True)
class Settings:
    """The arguments by keyword of every connection, with their defaults.

    :param session_id: in HSMS-SS the device id of data messages.
    :param session_ids: HSMS-GS: the sessions of the connection, each selected by its own id.
        Empty is HSMS-SS.
    :param equipment: whether we are the equipment, which reports errors by stream 9. By default
        the passive side.
    :param auto_select: False: no Select.req is sent, T7 does not run and requests need no
        selection; what is sent is the caller's business.
    :param select_delay: seconds between TCP connection and Select.req, for peers that lose what
        comes at once.
    :param check_session_id: data messages with another session id are reported (S9F1) and not
        delivered.
    :param text: the codec of A items that arrive, see :meth:`secs.A.using`.
    :param max_message: bytes of a received message; a longer one is skipped and reported (S9F11).
    :param max_depth: nesting of received lists.
    :param max_requests: requests under way.
    :param max_handlers: unfinished handlers.
    :param max_queued: messages that wait for one of them to finish; beyond, requests are aborted
        (SxF0) and other messages dropped.
    :param max_unsent: bytes that a far end which does not read may leave in our buffer.
    :param t3: and the others: see :class:`Timers`.
    """

    session_id: int = 0
    session_ids: tuple[int, ...] = ()
    equipment: bool | None = None
    auto_select: bool = True
    select_delay: float = 0.0
    check_session_id: bool = True
    text: str = "latin-1"
    max_message: int = MAX_MESSAGE
    max_depth: int = secs.MAX_DEPTH
    max_requests: int = 10_000
    max_handlers: int = 100
    max_queued: int = 1000
    max_unsent: int = 64 * 1024 * 1024
    timers: Timers = field(default_factory=Timers)

    @classmethod
    def make(cls, options: dict[str, Any]) -> Settings:
        """From arguments by keyword.

        :raises InvalidRequest: for an unknown one or a value that cannot be.
        """
        names = {f.name for f in fields(Timers)}
        given = {name: options[name] for name in options if name in names}
        rest = {name: options[name] for name in options if name not in names}
        try:
            settings = cls(**rest)
            if given:
                settings.timers = Timers(**given)
            secs.A.using(settings.text)
        except (TypeError, secs.ItemError) as error:
            raise InvalidRequest(str(error)) from None
        settings.session_ids = tuple(settings.session_ids)
        for session in (settings.session_id, *settings.session_ids):
            if not isinstance(session, int) or not 0 <= session < NO_SESSION:
                raise InvalidRequest(f"no session id: {session!r}")
        for name in ("t3", "t5", "t6", "t7", "t8"):
            if not getattr(settings.timers, name) > 0:
                raise InvalidRequest(f"{name} must be more than 0 seconds")
        return settings

    @property
    def data_sessions(self) -> tuple[int, ...]:
        """The session ids of data messages."""
        return self.session_ids or (self.session_id,)
