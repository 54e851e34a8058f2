"""What active and passive connections have in common: the face that users call."""

from __future__ import annotations

from collections import Counter
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.logger import Logger

from twisted_telco import secs
from twisted_telco.core.connection import Counters
from twisted_telco.core.events import EventHub
from twisted_telco.hsms import errors
from twisted_telco.hsms.handlers import Handler, Handlers
from twisted_telco.hsms.machine import State
from twisted_telco.hsms.messages import Message
from twisted_telco.hsms.protocol import Link
from twisted_telco.hsms.settings import Settings, Timers
from twisted_telco.hsms.wirelog import WireLog

_DELEGATE = (
    "on_connection_established",
    "on_connection_packet_received",
    "on_connection_before_closed",
    "on_connection_closed",
)


class HSMSConnection:
    """One peer, over any number of TCP connections one after the other.

    Every connection is created disabled. Handlers, subscriptions and the delegate stay when the
    link is lost.

    :ivar peer_name: in logs.
    :ivar link: the TCP connection, or None.
    :ivar events: every message that arrives, by its name (``"S6F11"``, ``"Linktest.req"``).
    :ivar reason: why the last link ended, an exception; None before.
    :ivar watched: whether the delegate or the wire log looks at every message.
    :ivar tally: how often: ``aborts_sent``, ``errors_sent``, ``errors_received``,
        ``rejects_sent``, ``rejects_received``, ``established``.
    """

    log = Logger()
    peer_name: str
    reactor: Any
    settings: Settings
    events: EventHub

    def begin(self, settings: Settings, delegate: Any, name: str) -> None:
        """Set up what the constructors of both sides share."""
        self.settings = settings
        self.peer_name = name
        self.link: Link | None = None
        self.reason: Exception | None = None
        self._wire_log: WireLog | None = None
        self.tally: Counter[str] = Counter()
        self.handlers = Handlers(settings.max_handlers, settings.max_queued)
        self._past: Counter[str] = Counter()
        self.delegate = delegate

    # -- the delegate
    @property
    def delegate(self) -> Any:
        """An :class:`~twisted_telco.hsms.interfaces.IConnectionDelegate`, any subset of it."""
        return self._delegate

    @delegate.setter
    def delegate(self, delegate: Any) -> None:
        self._delegate = delegate
        self._on_packet = getattr(delegate, "on_connection_packet_received", None)
        self._watch()

    @property
    def wire_log(self) -> WireLog | None:
        """Is told every message, both ways."""
        return self._wire_log

    @wire_log.setter
    def wire_log(self, wire_log: WireLog | None) -> None:
        self._wire_log = wire_log
        self._watch()

    def _watch(self) -> None:
        # One look for the links, at each message.
        self.watched = self._on_packet is not None or self._wire_log is not None

    def _tell(self, method: str, *args: Any) -> None:
        function = getattr(self._delegate, method, None)
        if function is not None:
            try:
                function(self, *args)
            except Exception:
                self.log.failure(
                    "the delegate of {name} failed in {m}", name=self.peer_name, m=method
                )

    # -- the link tells
    def link_established(self, link: Link) -> None:
        self.link = link
        self.tally["established"] += 1
        self._tell("on_connection_established")

    def message_seen(self, message: Message) -> None:
        """A message arrived; nothing has been done with it yet."""
        if self._on_packet is not None:
            self._tell("on_connection_packet_received", message)
        if self._wire_log is not None:
            self._wire_log.received(self, message)
        if not self.events.idle:
            self.events.emit(message.name, message)

    def link_stepped(self, link: Link) -> None:
        """A session of the link was selected or deselected."""

    def link_closing(self, link: Link) -> None:
        self._tell("on_connection_before_closed")

    def link_gone(self, link: Link, lost: Exception) -> None:
        self.reason = getattr(link, "failure", None) or lost
        self._past.update(_numbers(link))
        if self.link is link:
            self.link = None
        self._tell("on_connection_closed")

    # -- what users ask
    @property
    def session_id(self) -> int:
        """Of data messages."""
        return self.settings.session_id

    @property
    def timers(self) -> Timers:
        """T3 to T8 and the linktest; may be changed at any time."""
        return self.settings.timers

    @property
    def link_state(self) -> State:
        """NOT CONNECTED, NOT SELECTED or SELECTED."""
        if self.link is None or self.link.lost is not None:
            return State.NOT_CONNECTED
        return State.SELECTED if self.link.selected else State.NOT_SELECTED

    @property
    def selected(self) -> bool:
        """Whether data messages can be sent."""
        return self.link is not None and self.link.selected

    @property
    def statistics(self) -> dict[str, int]:
        """Plain numbers over all links so far: ``bytes_received``, ``messages_sent``,
        ``timeouts``, ``orphans`` (replies that nobody waited for), ``open`` (requests under way),
        ``handlers`` (unfinished ones) and more. All but ``open`` and ``handlers`` only grow."""
        numbers = Counter(self._past)
        numbers.update(self.tally)
        if self.link is not None:
            numbers.update(_numbers(self.link))
        numbers["open"] = 0 if self.link is None else len(self.link.requests)
        numbers["handlers"] = self.handlers.running
        numbers["handlers_failed"] = self.handlers.failed
        numbers["dropped"] = self.handlers.dropped
        return dict(numbers)

    def _usable(self) -> Link:
        link = self.link
        if link is None or link.lost is not None:
            raise errors.NotReady(f"{self.peer_name} is not connected")
        return link

    def request(
        self,
        what: Any,
        /,
        *,
        timeout: float | None = None,
        check: bool = True,
        session_id: int | None = None,
    ) -> Deferred[Message]:
        """Send a primary message with W=1; fires with the reply.

        :param what: a :class:`secs.Message`, its SML, or ``"S1F1"``.
        :param timeout: seconds; T3 unless given.
        :param check: False hands out SxF0, S9Fx and Reject.req as if they were the reply.
        :param session_id: in HSMS-GS, of which session.
        :returns: a Deferred that fails with Aborted (SxF0), ErrorReported (S9Fx), Rejected,
            WrongReply, RequestTimeout (T3), ConnectionLost or NotReady.
        """
        try:
            link = self._usable()
            settings = self.settings
            session = settings.session_id if session_id is None else session_id
            if settings.auto_select and (link.is_gs or not link.selected):
                self._check_selected(link, session)
            message = what if isinstance(what, secs.Message) else _as_message(what)
            if message.function % 2 == 0 or message.stream == 9:
                raise errors.InvalidRequest(f"S{message.stream}F{message.function} has no reply")
            d = link.request(message, settings.timers.t3 if timeout is None else timeout, session)
        except (errors.Error, secs.Error) as error:
            return fail(error)
        return d if check else d.addErrback(_refusal)

    def _check_selected(self, link: Link, session: int) -> None:
        if link.is_gs:
            if link.states.get(session) is not State.SELECTED:
                raise errors.NotReady(f"session {session} of {self.peer_name} is not selected")
        elif not link.selected:
            raise errors.NotReady(f"{self.peer_name} is not selected")

    def send(self, what: Any, /, *, session_id: int | None = None) -> Deferred[None]:
        """Send a message to which no answer is expected.

        :param what: as for :meth:`request`, with the W-bit as it is there; or a
            :class:`hsms.Message`, which is sent as it is, control messages included.
        :returns: a Deferred that fires when the message has left for the socket's own buffer (the
            back-pressure of a peer that reads slowly); fails with ConnectionLost or NotReady.
        """
        try:
            link = self._usable()
            if isinstance(what, Message):
                link.send(what)
            else:
                session = self.settings.session_id if session_id is None else session_id
                if link.settings.auto_select:
                    self._check_selected(link, session)
                message = _as_message(what)
                link.send_data(
                    session,
                    message.stream,
                    message.function,
                    message.wait,
                    link.requests.next_system(),
                    message.data,
                )
        except (errors.Error, secs.Error) as error:
            return fail(error)
        return link.when_writable()

    def linktest(self) -> Deferred[Message]:
        """Fires with the Linktest.rsp. Without one within T6 it fails and the link is closed."""
        try:
            return self._usable().linktest()
        except errors.Error as error:
            return fail(error)

    def select(self, session_id: int | None = None) -> Deferred[None]:
        """Ask for the session to be selected; needed only with ``auto_select=False`` or after
        :meth:`deselect`. Fails with SelectRefused, Rejected, ConnectionLost or NotReady."""
        try:
            return self._usable().select(session_id)
        except errors.Error as error:
            return fail(error)

    def deselect(self, session_id: int | None = None) -> Deferred[None]:
        """End the session and keep the link, T7 running. Fails like :meth:`select`."""
        try:
            return self._usable().deselect(session_id)
        except errors.Error as error:
            return fail(error)

    def handle(self, stream: int, function: int, handler: Handler | None) -> None:
        """Answer a primary message by ``handler(message)``.

        It returns a :class:`secs.Message` or an item (the body of the next function); None or an
        exception is SxF0; or a Deferred or coroutine of these. It may send requests itself.
        Handlers start in the order of arrival and run beside each other.

        :param handler: None removes it.
        """
        self.handlers.set(stream, function, handler)

    def handle_all(self, handler: Handler | None) -> None:
        """Answer all primary messages that have no handler of their own."""
        self.handlers.set_any(handler)

    def enable(self) -> Deferred[None]:
        """Start connecting, or accepting; fires when that has begun. May be repeated."""
        raise NotImplementedError(type(self).__name__)

    def disable(self) -> Deferred[None]:
        """Stop connecting, or accepting, and close the link; fires when it is gone. May be
        repeated."""
        raise NotImplementedError(type(self).__name__)


def _numbers(link: Link) -> dict[str, int]:
    counters: Counters = link.counters
    return {
        "bytes_received": counters.bytes_received,
        "bytes_sent": counters.bytes_sent,
        "messages_received": counters.messages_received,
        "messages_sent": counters.messages_sent,
        "malformed": counters.malformed,
        "timeouts": link.requests.timeouts,
        "orphans": link.requests.orphans,
        "lost": link.requests.lost,
    }


def _as_message(what: Any) -> Any:
    if isinstance(what, str):
        return secs.parse_sml(what if what.rstrip().endswith(".") else f"{what}.")
    if not isinstance(what, (secs.Message, Message)):
        raise errors.InvalidRequest(f"a secs.Message or SML expected, not {what!r}")
    return what


def _refusal(failure: Any) -> Message:
    failure.trap(errors.RequestRefused)
    response: Message = failure.value.response
    return response
