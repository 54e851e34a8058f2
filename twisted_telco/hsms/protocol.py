"""One HSMS link: states, timers, transactions, faults. The same on both sides.

What outlives a link (handlers, events, the delegate, settings) belongs to its *owner*, a
:class:`~twisted_telco.hsms.connection.HSMSConnection`. A link that was accepted where several peers
are possible has no owner until a message tells which one it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from twisted_telco import secs
from twisted_telco.core.connection import CLOSE_GRACE, ClientConnection, Connection
from twisted_telco.core.framing import Malformed
from twisted_telco.core.listen import ServerConnection
from twisted_telco.core.liveness import Probe
from twisted_telco.core.requests import Entry
from twisted_telco.errors import ConnectionLost
from twisted_telco.hsms import errors
from twisted_telco.hsms.errors import RequestRefused
from twisted_telco.hsms.machine import TABLE, Action, Input, State
from twisted_telco.hsms.messages import (
    DESELECT_TEXT,
    NO_SESSION,
    REJECT_TEXT,
    SELECT_TEXT,
    STREAM_9_TEXT,
    DeselectStatus,
    Message,
    RejectReason,
    SelectStatus,
    SType,
    control,
    encode_data,
    reject,
)
from twisted_telco.hsms.settings import Settings
from twisted_telco.hsms.transactions import Transactions, control_key
from twisted_telco.hsms.wire import Decoder

if TYPE_CHECKING:
    from twisted_telco.hsms.client import ActiveConnection
    from twisted_telco.hsms.connection import HSMSConnection

REPORTED = (1, 3, 5, 7, 9, 11)  # functions of stream 9 whose body is the header of a message


class Link(Connection):
    """One TCP connection.

    :ivar owner: the connection that it serves; None while that is not known.
    :ivar states: of each session; in HSMS-SS there is one, 0xFFFF.
    :ivar is_gs: HSMS-GS: sessions are selected by their ids.
    :ivar requests: the open transactions.
    :ivar doubted: a Linktest asks whether the link is alive, because its peer connects again.
    """

    errors = errors.FAMILY
    decoder: Decoder

    def begin(self, settings: Settings, owner: HSMSConnection | None) -> None:
        """Set up what the constructors of both sides share."""
        self.settings = settings
        self.is_gs = bool(settings.session_ids)
        self.owner = owner
        self.max_unsent = settings.max_unsent
        text = secs.A.using(settings.text)
        self.decoder = Decoder(settings.max_message, text=text)
        self._decode = partial(secs.decode, text=text, max_depth=settings.max_depth)
        self.requests = Transactions(self.clock, self._expired, limit=settings.max_requests)
        self.states = dict.fromkeys(settings.session_ids or (NO_SESSION,), State.NOT_CONNECTED)
        self.selected = False
        self._selecting: dict[int, Deferred[None]] = {}
        self._foreign: dict[int, int] = {}  # HSMS-GS: system bytes -> session id of a request
        self._t7: IDelayedCall | None = None
        self._t8: IDelayedCall | None = None
        self._probe: Probe | None = None
        self._said_closing = False
        self.doubted = False

    # -- life
    def link_made(self) -> None:
        for session in self.states:
            self._step(session, Input.CONNECTED)
        if self.owner is not None:
            self.owner.link_established(self)
        self._watch_t7()

    def end(self, reason: str) -> None:
        """Close because of a fault; the log says why."""
        if self.lost is None and self._abort_reason is None:
            self.note(reason)
            self._say_closing()
            self._abort_reason = reason
            self.closing = True
            if self._grace is None:
                self._grace = self.clock.callLater(CLOSE_GRACE, self._abort_now)
            self._lose(None)

    def _abort_now(self) -> None:
        self._grace = None
        self.transport.abortConnection()

    def note(self, sentence: str) -> None:
        """One sentence to the log, with the peer's name."""
        who = self.owner.peer_name if self.owner is not None else str(self.transport.getPeer())
        self.log.warn("{who}: {sentence}", who=who, sentence=sentence)

    def goodbye(self) -> None:
        self._say_closing()
        for session, state in self.states.items():
            if state is State.SELECTED:
                self.send(control(SType.SEPARATE_REQ, session, self.requests.next_system()))

    def _say_closing(self) -> None:
        if not self._said_closing and self.owner is not None:
            self._said_closing = True
            self.owner.link_closing(self)

    def framing_lost(self, fault: Any) -> None:
        self.end(str(fault))

    def link_lost(self, lost: ConnectionLost) -> None:
        for call in (self._t7, self._t8):
            if call is not None:
                call.cancel()
        self._t7 = self._t8 = None
        self._stop_probe()
        for session in self.states:
            self._step(session, Input.LOST)
        self.selected = False
        self.requests.fail_all(lost.reason)
        self._selecting.clear()
        if self.owner is not None:
            self.owner.link_gone(self, lost)

    # -- states
    def _step(self, session: int, what: Input) -> Action:
        state, action = TABLE[self.states[session], what]
        if state is not self.states[session]:
            self.states[session] = state
            before, self.selected = self.selected, State.SELECTED in self.states.values()
            if self.selected and not before:
                self._start_probe()
            if before and not self.selected:
                self._stop_probe()
            if self.owner is not None and what not in (Input.CONNECTED, Input.LOST):
                self.owner.link_stepped(self)
        self._watch_t7()
        return action

    def _watch_t7(self) -> None:
        """T7 runs while the transport is up and nothing is selected."""
        idle = not self.selected and State.NOT_SELECTED in self.states.values()
        if idle and self._t7 is None and self.settings.auto_select and self.lost is None:
            self._t7 = self.clock.callLater(self.settings.timers.t7, self._t7_expired)
        elif not idle and self._t7 is not None:
            self._t7.cancel()
            self._t7 = None

    def _t7_expired(self) -> None:
        self._t7 = None
        self.end(f"T7: not selected within {self.settings.timers.t7:g} s")

    def select(self, session: int | None = None) -> Deferred[None]:
        """Ask for a session to be selected; in HSMS-SS there is only one.

        :returns: a Deferred that fires when it is selected, by whoever asked first; fails with
            SelectRefused, Rejected or ConnectionLost.
        """
        key = next(iter(self.states)) if session is None or not self.is_gs else session
        if key not in self.states:
            raise errors.InvalidRequest(f"no session {session} on this connection")
        if self.states[key] is State.SELECTED:
            return succeed(None)
        waiting: Deferred[None] = Deferred()
        self._selecting[key] = waiting
        self.ask(SType.SELECT_REQ, key).addCallbacks(
            self._select_answered, self._select_failed, callbackArgs=(key,), errbackArgs=(key,)
        )
        return waiting

    def _select_answered(self, answer: Message, session: int) -> None:
        status = answer.function
        # "Already selected" on our own connection is what we wanted.
        if status in (0, SelectStatus.ALREADY_SELECTED, SelectStatus.SESSION_ALREADY_SELECTED):
            self._step(session, Input.SELECTED)
            self._selected(session)
            return
        text = SELECT_TEXT.get(status, f"status {status}")
        refused = errors.SelectRefused(text, "Select.req", answer)
        self._select_failed(Failure(refused), session)

    def _select_failed(self, failure: Failure, session: int) -> None:
        waiting = self._selecting.pop(session, None)
        if waiting is not None:
            waiting.errback(failure)

    def _selected(self, session: int) -> None:
        waiting = self._selecting.pop(session, None)
        if waiting is not None:
            waiting.callback(None)

    def deselect(self, session: int | None = None) -> Deferred[None]:
        """End a session and keep the link. Fails with SelectRefused when the far end is busy."""
        key = next(iter(self.states)) if session is None or not self.is_gs else session

        def answered(answer: Message) -> None:
            if answer.function not in (0, DeselectStatus.NOT_SELECTED):
                text = DESELECT_TEXT.get(answer.function, f"status {answer.function}")
                raise errors.SelectRefused(text, "Deselect.req", answer)
            self._step(key, Input.DESELECTED)

        return self.ask(SType.DESELECT_REQ, key).addCallback(answered)

    # -- sending
    def send(self, message: Message) -> None:
        """Write a message as it is."""
        self.write(message.encode())
        if self.owner is not None and self.owner.wire_log is not None:
            self.owner.wire_log.sent(self.owner, message)

    def send_data(
        self, session: int, stream: int, function: int, wait: bool, system: int, data: bytes
    ) -> None:
        """Write a data message."""
        if self.owner is not None and self.owner.watched:
            self.send(Message(session, stream, function, wait, 0, 0, system, data))
        else:
            self.write(encode_data(session, stream, function, wait, system, data))

    def request(self, message: Any, timeout: float, session: int) -> Deferred[Message]:
        """Write a data message with W=1; fires with the reply."""
        requests = self.requests
        system = requests.next_system()
        data = message.data
        d = requests.add(system, message, timeout)
        if session != self.settings.session_id:
            self._foreign[system] = session
            d.addBoth(self._forget_session, system)
        self.send_data(session, message.stream, message.function, True, system, data)
        return d

    def _forget_session(self, result: Any, system: int) -> Any:
        self._foreign.pop(system, None)
        return result

    def ask(self, stype: SType, session: int) -> Deferred[Message]:
        """Write a control request; fires with its response. T6 ends the link."""
        system = self.requests.next_system()
        message = control(stype, session, system)
        key = control_key(stype + 1, system)
        d = self.requests.add(key, message.name, self.settings.timers.t6)
        self.send(message)
        return d

    def linktest(self) -> Deferred[Message]:
        """Fires with the Linktest.rsp."""
        return self.ask(SType.LINKTEST_REQ, NO_SESSION)

    def reply(self, primary: Message, function: int, data: bytes) -> None:
        """Answer a primary message, if it wants an answer and can still get one."""
        if primary.wait:
            self.send_data(
                primary.session_id, primary.stream, function, False, primary.system, data
            )

    def abort_reply(self, primary: Message) -> None:
        """SxF0."""
        if primary.wait:
            self._count("aborts_sent")
            self.reply(primary, 0, b"")

    def report(self, function: int, header: bytes) -> None:
        """S9Fx about a message, if we are the equipment."""
        if self.settings.equipment and self.lost is None:
            self._count("errors_sent")
            system = self.requests.next_system()
            session = int.from_bytes(header[:2], "big")
            if session not in self.settings.data_sessions:
                session = self.settings.data_sessions[0]
            self.send_data(session, 9, function, False, system, secs.B(header).wire)

    def _reject(self, message: Message, reason: int) -> None:
        self.note(f"{message.name} rejected: {REJECT_TEXT[reason]}")
        self._count("rejects_sent")
        self.send(reject(message, reason))

    def _count(self, name: str) -> None:
        if self.owner is not None:
            self.owner.tally[name] += 1

    # -- timers of requests, probes
    def _expired(self, entry: Entry) -> None:
        if isinstance(entry.request, str):
            self.end(f"T6: no answer to {entry.request} within {entry.timeout:g} s")
        elif self.settings.equipment:
            session = self._foreign.get(entry.key, self.settings.session_id)
            primary = entry.request
            header = Message(
                session, primary.stream, primary.function, True, system=entry.key
            ).header
            self.report(9, header)

    def _start_probe(self) -> None:
        if self.settings.timers.linktest > 0 and self.settings.auto_select:
            self._probe = Probe(self.clock, self, self._test, self.settings.timers.linktest)
            self._probe.start()

    def _stop_probe(self) -> None:
        if self._probe is not None:
            self._probe.stop()
            self._probe = None

    def _test(self) -> Deferred[Message]:
        if self._probe is not None:
            self._probe.interval = self.settings.timers.linktest
        return self.linktest()

    # -- receiving
    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)
        if self.decoder.pending and self.lost is None and self._abort_reason is None:
            if self._t8 is None:
                self._t8 = self.clock.callLater(self.settings.timers.t8, self._t8_expired)
            else:
                self._t8.reset(self.settings.timers.t8)
        elif self._t8 is not None:
            self._t8.cancel()
            self._t8 = None

    def _t8_expired(self) -> None:
        self._t8 = None
        self.end(f"T8: a message stopped in the middle for {self.settings.timers.t8:g} s")

    def malformed_received(self, bad: Malformed) -> None:
        self.note(f"a message {bad.reason} skipped, at most {self.settings.max_message} are read")
        (message,) = Decoder().feed(b"\0\0\0\x0a" + bad.raw[4:14])
        assert isinstance(message, Message)
        if message.is_data:
            self.report(11, bad.raw[4:14])
            self.abort_reply(message)

    def message_received(self, message: Message) -> None:
        owner = self.owner
        if owner is not None:
            message.connection = owner
            if owner.watched or not owner.events.idle:
                owner.message_seen(message)
        elif not self.find_owner(message):
            return
        if message.ptype == 0 and message.stype == 0:
            self._data(message)
        elif message.ptype != 0:
            self._reject(message, RejectReason.PTYPE_NOT_SUPPORTED)
        else:
            handle = _CONTROL.get(message.stype)
            if handle is None:
                self._reject(message, RejectReason.STYPE_NOT_SUPPORTED)
            else:
                handle(self, message)

    def find_owner(self, message: Message) -> bool:
        """A link without owner: whether the message can be looked at. See the passive side."""
        return True

    # -- control messages
    def _select_req(self, message: Message) -> None:
        session = message.session_id if self.is_gs else NO_SESSION
        if session not in self.states:
            self.note(f"Select.req for session {session}, which is not configured")
            self._answer(message, SelectStatus.NO_SUCH_SESSION)
        elif self._step(session, Input.SELECT_REQ) is Action.ACCEPT:
            self._answer(message, SelectStatus.SELECTED)
            self._selected(session)
        else:
            status = SelectStatus.ALREADY_SELECTED
            self._answer(message, SelectStatus.SESSION_ALREADY_SELECTED if self.is_gs else status)

    def _deselect_req(self, message: Message) -> None:
        session = message.session_id if self.is_gs else NO_SESSION
        if session in self.states and self._step(session, Input.DESELECT_REQ) is Action.RELEASE:
            self._answer(message, DeselectStatus.DESELECTED)
        else:
            self._answer(message, DeselectStatus.NOT_SELECTED)

    def _linktest_req(self, message: Message) -> None:
        self._answer(message, 0)

    def _answer(self, message: Message, status: int) -> None:
        self.send(control(message.stype + 1, message.session_id, message.system, status))

    def _separate_req(self, message: Message) -> None:
        if self.is_gs and message.session_id in self.states:
            session = message.session_id
            if self.states[session] is State.SELECTED:
                self._step(session, Input.DESELECTED)
            if self.selected:
                return
        self.end("the far end has sent Separate.req")

    def _response(self, message: Message) -> None:
        if not self.requests.answer(control_key(message.stype, message.system), message):
            self._reject(message, RejectReason.TRANSACTION_NOT_OPEN)

    def _reject_req(self, message: Message) -> None:
        self._count("rejects_received")
        reason = REJECT_TEXT.get(message.function, f"reason {message.function}")
        answers = (SType.SELECT_RSP, SType.DESELECT_RSP, SType.LINKTEST_RSP)
        keys = [message.system, *[control_key(answer, message.system) for answer in answers]]
        key = next((key for key in keys if key in self.requests), None)
        if key is None:
            self.note(f"Reject.req for a message that nobody waits for: {reason}")
        else:
            self._refuse(key, errors.Rejected, f"rejected: {reason}", message)

    # -- data messages
    def _data(self, message: Message) -> None:
        if not self.selected and self.settings.auto_select:
            self._reject(message, RejectReason.NOT_SELECTED)
            return
        if message.session_id != self.settings.session_id or self.is_gs:
            if not self._session_fits(message):
                return
        function = message.function
        if message.data:
            try:
                message._item = self._decode(message.data)
            except secs.DecodeError as fault:
                self.illegal(message, str(fault))
                return
        if function % 2 == 0:
            self._reply_received(message)
        elif message.stream == 9:
            self._error_received(message)
        elif self.owner is not None and not self.owner.handlers.handle(self, message):
            known = self.owner.handlers.knows_stream(message.stream)
            self.note(f"no handler of {message.name}")
            self.report(5 if known else 3, message.header)
            self.abort_reply(message)

    def _session_fits(self, message: Message) -> bool:
        session = message.session_id
        if self.is_gs:
            state = self.states.get(session)
            if state is State.NOT_SELECTED:
                self._reject(message, RejectReason.NOT_SELECTED)
                return False
            known = state is not None
        else:
            known = not self.settings.check_session_id
        if not known:
            self.note(f"{message.name} for session {session}, which is not ours")
            if (message.stream, message.function) != (9, 1):
                self.report(1, message.header)
        return known

    def _reply_received(self, message: Message) -> None:
        entry = self.requests.get(message.system)
        if entry is None or entry.request.stream != message.stream:
            self.requests.orphans += 1
            if message.function:  # SxF0 often follows an S9Fx that has ended the request
                self.note(f"{message.name} dropped: a reply that nobody waits for")
            return
        if message.function == entry.request.function + 1:
            self.requests.settle(entry, message)
        elif message.function == 0:
            self._refuse(message.system, errors.Aborted, f"aborted by {message.name}", message)
        else:
            wrong = errors.WrongReply(f"answered by {message.name}", entry.request, message)
            self.requests.fail(message.system, wrong)

    def _error_received(self, message: Message) -> None:
        """Stream 9 names its culprit in the body; some equipment by its own system bytes."""
        self._count("errors_received")
        text = STREAM_9_TEXT.get(message.function, f"S9F{message.function}")
        header = message.item.data if isinstance(message.item, secs.B) else b""
        for system in (int.from_bytes(header[6:10], "big"), message.system):
            entry = self.requests.get(system)
            if entry is None or message.function not in REPORTED:
                continue
            named = (header[2] & 0x7F, header[3]) if len(header) == 10 else None
            if named is None or named == (entry.request.stream, entry.request.function):
                self._refuse(system, errors.ErrorReported, f"{message.name}: {text}", message)
                break
        else:
            self.note(f"{message.name}, {text}, about a message that nobody waits for")
        if self.owner is not None:
            self.owner.handlers.handle(self, message)

    def _refuse(self, key: int, kind: type[RequestRefused], text: str, message: Message) -> None:
        entry = self.requests.get(key)
        if entry is not None:
            self.requests.fail(key, kind(text, entry.request, message))

    def illegal(self, message: Message, reason: str) -> None:
        """A body that cannot be read or does not fit: S9F7, and the transaction ends."""
        self.note(f"illegal data in {message.name}: {reason}")
        self.report(7, message.header)
        if message.function % 2:
            self.abort_reply(message)
            return
        entry = self.requests.get(message.system)
        if entry is not None and entry.request.stream == message.stream:
            wrong = errors.WrongReply(f"illegal data: {reason}", entry.request, message)
            self.requests.fail(message.system, wrong)


_CONTROL: dict[int, Callable[[Link, Message], None]] = {
    SType.SELECT_REQ: Link._select_req,
    SType.SELECT_RSP: Link._response,
    SType.DESELECT_REQ: Link._deselect_req,
    SType.DESELECT_RSP: Link._response,
    SType.LINKTEST_REQ: Link._linktest_req,
    SType.LINKTEST_RSP: Link._response,
    SType.REJECT_REQ: Link._reject_req,
    SType.SEPARATE_REQ: Link._separate_req,
}


class ActiveLink(Link, ClientConnection):
    """The side that connected."""

    def __init__(self, owner: ActiveConnection) -> None:
        ClientConnection.__init__(self, owner.reactor)
        self.begin(owner.settings, owner)

    async def log_in(self) -> None:
        settings = self.settings
        if not settings.auto_select:
            return
        if settings.select_delay > 0:
            delay: Deferred[None] = Deferred()
            call = self.clock.callLater(settings.select_delay, delay.callback, None)
            try:
                await delay
            finally:
                if call.active():
                    call.cancel()
        for session in self.states:
            await self.select(session)


class PassiveLink(Link, ServerConnection):
    """The side that was connected to."""

    def __init__(
        self, clock: IReactorTime, settings: Settings, owner: HSMSConnection | None
    ) -> None:
        ServerConnection.__init__(self, clock)
        self.begin(settings, owner)
