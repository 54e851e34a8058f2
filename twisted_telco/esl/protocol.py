"""The conversation on an event socket: commands answered in order, events in between.

There is no correlation id: the answer to a command is the next one that is due, whatever its
content type (an ``api`` can be answered by a ``command/reply``). So there is one queue for all,
and a command that nobody waits for any more leaves a placeholder in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from twisted.internet.defer import CancelledError, Deferred, fail
from twisted.internet.interfaces import IDelayedCall

from twisted_telco.core.connection import ClientConnection, Connection
from twisted_telco.core.framing import Malformed
from twisted_telco.core.liveness import Probe
from twisted_telco.core.requests import Ordered
from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import (
    FAMILY,
    AuthenticationFailed,
    CommandError,
    ConnectionLost,
    ProtocolError,
    Rejected,
)
from twisted_telco.esl.interests import Told
from twisted_telco.esl.messages import (
    ApiReply,
    AuthRequest,
    DisconnectNotice,
    Event,
    JSONEvent,
    LogLine,
    PlainEvent,
    Reply,
    RudeRejection,
    XMLEvent,
)
from twisted_telco.esl.wire import FrameDecoder, check_line, encode_command

if TYPE_CHECKING:
    from twisted_telco.esl.client import Client

REQUEST_TIMEOUT = 30.0
GREETING_TIMEOUT = 10.0
HEARTBEAT_TIMEOUT = 60.0
PROBE_TIMEOUT = 20.0
EXIT_TIMEOUT = 2.0
NUDGE_AFTER = 1.0
"""Seconds after which an answer to the login that lacks its end gets another command behind it."""
MAX_SHOWN = 4096
"""Bytes that are kept of an event that can not be read."""
SECRET = re.compile(rb"(?:user)?auth (?P<secret>[^\r\n]+)", re.IGNORECASE)
"""What a trace masks."""


class Unusual:
    """How the answer to a command is treated where that is not the usual way."""

    __slots__ = ("check", "raw", "request", "value")

    def __init__(self, request: str, check: bool, raw: bool) -> None:
        self.request = request
        self.check = check
        self.raw = raw
        self.value: Reply | ApiReply | None = None

    def add(self, message: Reply | ApiReply) -> bool:
        if self.raw and type(message) is ApiReply:
            message = ApiReply.of(message.body, raw=True)
        if self.check:
            message.raise_on_error(self.request)
        self.value = message
        return True

    def result(self) -> Reply | ApiReply | None:
        return self.value


class Conversation(Connection):
    """What both directions share: commands out, answers and events in.

    :ivar requests: the queue of commands that wait for their answers.
    :ivar notice: the last ``text/disconnect-notice``, or None.
    :ivar unexpected: answers that no command waited for.
    """

    errors = FAMILY
    stall_timeout: ClassVar[float] = 60.0

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.decoder: FrameDecoder = FrameDecoder()
        self.requests = Ordered(
            clock, FAMILY, stall_timeout=self.stall_timeout, on_stall=self._stalled
        )
        self.notice: DisconnectNotice | None = None
        self.unexpected = 0
        self._overrun = False

    # -- hooks
    def event_received(self, event: Event) -> None:
        """An event came."""

    def log_received(self, line: LogLine) -> None:
        """A line of the server's log came."""

    def greeted(self) -> None:
        """``auth/request`` came."""

    def rejected(self, message: RudeRejection) -> None:
        """``text/rude-rejection`` came."""

    def notice_received(self, notice: DisconnectNotice) -> None:
        """A disconnect notice came; ``self.notice`` is set already."""

    # -- commands
    def request(
        self,
        what: str,
        headers: Mapping[str, object] | None = None,
        /,
        *,
        body: str | bytes | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
        check: bool = True,
        raw: bool = False,
        **more: object,
    ) -> Deferred[Any]:
        """Write one command; see :meth:`.commands.Commands.request`."""
        if more:
            named = {name.replace("_", "-"): value for name, value in more.items()}
            headers = {**(headers or {}), **named}
        try:
            data = encode_command(what, headers, body)
            return self.send(data, what, timeout, check, raw)
        except TelcoError as error:
            return fail(error)

    def send(
        self,
        data: bytes,
        name: str,
        timeout: float | None = REQUEST_TIMEOUT,
        check: bool = True,
        raw: bool = False,
    ) -> Deferred[Any]:
        """Write an encoded command.

        :param name: by which its failures call it.
        """
        unusual = None if check and not raw else Unusual(name, check, raw)
        d = self.requests.add(name, timeout, unusual)
        self.write(data)
        return d

    # -- messages
    def message_received(self, message: Any) -> None:
        kind = type(message)
        if kind is ApiReply or kind is Reply:
            if not message.success:
                self._error_received(message)
            elif not self.requests.answer(message):
                self.unexpected += 1
        elif kind is JSONEvent or kind is PlainEvent or kind is XMLEvent:
            try:
                self.event_received(message)
            except ProtocolError as error:
                self._unreadable(message, str(error))
        elif kind is LogLine:
            self.log_received(message)
        elif kind is DisconnectNotice:
            self.notice = message
            self.notice_received(message)
        elif kind is AuthRequest:
            self.greeted()
        elif kind is RudeRejection:
            self.rejected(message)

    def _error_received(self, reply: Reply | ApiReply) -> None:
        """The answer to the oldest command reports an error."""
        requests = self.requests
        oldest = requests.entries[0] if requests.entries else None
        if oldest is None:
            self.unexpected += 1
        elif oldest.collector is None:
            text = reply.text if type(reply) is Reply else str(reply)
            requests.fail(CommandError(text, oldest.request, reply))
        else:
            requests.answer(reply)

    def _unreadable(self, event: Event, reason: str) -> None:
        """An event whose name, or what else we need of it, can not be read."""
        self.counters.malformed += 1
        # Its place in the stream is not kept: that would cost every event.
        self.malformed_received(Malformed(event.raw[:MAX_SHOWN], -1, reason))

    def malformed_received(self, bad: Malformed) -> None:
        if b"killed listener because of lost" in bad.raw:
            self._overrun = True
        super().malformed_received(bad)

    def link_lost(self, lost: ConnectionLost) -> None:  # type: ignore[override]
        notice = self.notice
        final = self.decoder.finish()
        if final is not None or self._overrun or (notice and notice.kind == "overrun"):
            lost.kind = "overrun"
            lost.reason = "killed by the server: we read too slowly and events were lost"
        elif self._abort_reason is not None:
            lost.kind = "closed"
        elif notice is not None and not notice.lingering:
            lost.kind = notice.kind
            lost.reason = (
                "the server is being shut down"
                if notice.kind == "shutdown"
                else "closed by the server with a disconnect notice"
            )
        elif self.closing:
            lost.kind = "closed"
        lost.args = (lost.reason,)
        self.requests.fail_all(lost.reason)

    def _stalled(self) -> None:
        self.abort(f"the server did not answer within {self.stall_timeout:g} s")


class Protocol(Conversation, ClientConnection):
    """An inbound connection: we connect, are greeted, authenticate and then command.

    :ivar allowed: what ``userauth`` allows this user: the ``Allowed-…`` headers of its answer.
    :ivar told: which events, filters and log level it was asked for.
    """

    factory: Any

    def __init__(self, client: Client) -> None:
        super().__init__(client.reactor)
        self.client = client
        self.allowed: dict[str, str] = {}
        self.told = Told()
        self._greeting: Deferred[None] = Deferred()
        self._greeting_call: IDelayedCall | None = None
        self._gate: Deferred[None] | None = None
        self.probe = Probe(
            self.clock,
            self,
            lambda: self.request("api hostname", check=False, timeout=PROBE_TIMEOUT),
            client.heartbeat_timeout,
            excused=lambda: len(self.requests) > 1,
        )

    def when_greeted(self) -> Deferred[None]:
        """Fires when the server has greeted us, or the connection has ended before that."""
        d: Deferred[None] = Deferred()
        if self._greeting.called or self.lost is not None:
            d.callback(None)
        else:
            self._gate = d
        return d

    def link_made(self) -> None:
        self._greeting_call = self.clock.callLater(
            self.client.greeting_timeout,
            self.abort,
            f"no greeting within {self.client.greeting_timeout:g} s",
        )

    def greeted(self) -> None:
        self._stop_greeting()
        if not self._greeting.called:
            self._greeting.callback(None)

    def rejected(self, message: RudeRejection) -> None:
        self._stop_greeting()
        self.failure = Rejected(f"rejected by the server's access list: {message.text.strip()}")
        self.abort(str(self.failure))

    def _stop_greeting(self) -> None:
        call, self._greeting_call = self._greeting_call, None
        if call is not None and call.active():
            call.cancel()
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.callback(None)

    async def log_in(self) -> None:
        await self._greeting
        client = self.client
        if client.user is None:
            line = f"auth {client.password}"
        else:
            line = f"userauth {client.user}:{client.password}"
        nudge = self.clock.callLater(NUDGE_AFTER, self._nudge)
        try:
            reply = await self.send(encode_command(line), "the login", timeout=None)
        except CommandError as error:
            raise AuthenticationFailed(error.text) from None
        finally:
            if nudge.active():
                nudge.cancel()
        self.allowed = {k: v for k, v in reply.headers.items() if k.startswith("Allowed-")}

    def _nudge(self) -> None:
        """Have the server end its answer to the login.

        What a user is allowed to do can be too long for it: it cuts there, and the end is only
        seen when the answer to another command follows.
        """
        if self.decoder.pending:
            d = self.send(encode_command("noevents"), "noevents", timeout=None, check=False)
            d.addErrback(lambda failure: failure.trap(ConnectionLost))

    def allows(self, event: str) -> bool:
        """Whether this user may subscribe to an event, as far as the server has told."""
        names = self.allowed.get("Allowed-Events")
        return names is None or bool({"ALL", "all", event} & set(re.split(r"[\s,]+", names)))

    def link_ready(self) -> None:
        self.probe.start()

    def goodbye(self) -> Deferred[Any] | None:
        if not self.ready:
            return None
        self.probe.stop()
        return self.request("exit", timeout=EXIT_TIMEOUT, check=False)

    def event_received(self, event: Event) -> None:
        name = event.name
        client = self.client
        if name == "BACKGROUND_JOB":
            client.jobs.event_received(event)
        client.events.emit_event(name, event)

    def log_received(self, line: LogLine) -> None:
        self.client.log_lines.emit(line.level_name, line)

    def notice_received(self, notice: DisconnectNotice) -> None:
        if notice.kind == "overrun":
            self.client.overruns += 1

    def link_lost(self, lost: ConnectionLost) -> None:  # type: ignore[override]
        self.probe.stop()
        self._stop_greeting()
        super().link_lost(lost)
        if lost.kind == "overrun" and not (self.notice and self.notice.kind == "overrun"):
            self.client.overruns += 1
        if not self._greeting.called:
            self._greeting.addErrback(lambda failure: failure.trap(CancelledError))
        self.client.jobs.fail_all(lost.reason)


def secret_line(password: str, user: str | None) -> None:
    """Refuse credentials that would end the line they stand in.

    :raises InvalidRequest: for a line break or NUL.
    """
    for text in (password, user or ""):
        try:
            check_line(text)
        except TelcoError:
            raise FAMILY.invalid("a password or user must not contain line breaks or NUL") from None
