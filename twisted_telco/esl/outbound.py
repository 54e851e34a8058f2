"""Outbound: FreeSWITCH connects to us when a call executes the application ``socket``."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, fail, maybeDeferred
from twisted.internet.interfaces import IAddress, IDelayedCall, IStreamClientEndpoint
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.listen import ConnectionsFactory, ListeningService, ServerConnection
from twisted_telco.core.memory import MemoryEndpoint
from twisted_telco.errors import TelcoError
from twisted_telco.esl.client import Events
from twisted_telco.esl.commands import Commands
from twisted_telco.esl.errors import FAMILY, ConnectionLost, HungUp, InvalidRequest
from twisted_telco.esl.interests import Format, parse_names
from twisted_telco.esl.messages import DisconnectNotice, Event, Reply
from twisted_telco.esl.protocol import EXIT_TIMEOUT, REQUEST_TIMEOUT, Conversation
from twisted_telco.esl.quoting import check_word
from twisted_telco.esl.session import BaseSession

PORT = 8084
LINGER = 5
CONNECT_TIMEOUT = 10.0
MAX_CALLS = 10_000

OutboundHandler = Callable[["OutboundSession"], Any]


class OutboundSession(BaseSession):
    """A call that FreeSWITCH handed to us.

    A mapping-like view of the newest values: of the last event, then of the answer to ``connect``.

    :ivar data: the headers of the answer to ``connect``: the whole channel.
    :ivar full: the dialplan gave us ``full``: all commands are allowed.
    :ivar asynchronous: it gave us ``async``: applications run beside the conversation.
    :ivar path: what stood behind the port in the dialplan, or None.
    """

    def __init__(self, connection: OutboundConnection, data: Mapping[str, str]) -> None:
        uuid = data.get("Unique-ID") or data.get("Channel-Unique-ID") or ""
        super().__init__(connection.clock, uuid, connection)
        self.connection = connection
        self.data = dict(data)
        self.full = data.get("Control") == "full"
        self.asynchronous = data.get("Socket-Mode") == "async"
        self.answered = data.get("Answer-State") == "answered"
        self.path = data.get("variable_socket_path")
        self.resumes = False

    def __repr__(self) -> str:
        state = "hungup" if self.hungup else "answered" if self.answered else "up"
        return f"<OutboundSession({self.uuid}, {state})>"

    def get(self, name: str, default: Any = None) -> Any:
        """The newest value of a header, or ``default``."""
        if self.event is not None and name in self.event:
            return self.event[name]
        return self.data.get(name, default)

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return str(value)

    @property
    def variables(self) -> dict[str, str]:
        """The channel variables, as far as we were told."""
        found = {k[9:]: v for k, v in self.data.items() if k.startswith("variable_")}
        if self.event is not None:
            found.update(self.event.variables)
        return found

    def subscribe(self, *names: str) -> Deferred[Reply]:
        """More events than ``myevents`` has, of this call alone; needs ``full``."""
        try:
            events, subclasses = parse_names(names)
        except InvalidRequest as error:
            return fail(error)
        words = " ".join([*events, "CUSTOM", *subclasses] if subclasses else events)
        return self.connection.request(f"event {self.connection.factory.format} {words}")

    def setvar(self, name: str, value: object) -> Deferred[Any]:
        if self.full:
            return super().setvar(name, value)
        text = "" if value is None else str(value)
        try:
            check_word(name, "a variable's name")
            if "=" in name:
                raise InvalidRequest(f"not a variable's name: {name!r}")
            if "${" in text or "\\" in text:
                raise InvalidRequest("without full a value with ${ or \\ would be expanded")
        except InvalidRequest as error:
            return fail(error)
        return (
            self.execute("unset", name) if value is None else self.execute("set", f"{name}={text}")
        )

    def getvar(self, name: str) -> Deferred[str | None]:
        if self.full:
            return super().getvar(name)

        def found(reply: Reply) -> str | None:
            # The server can not tell an unset variable from an unknown command.
            return reply.text if reply.success else None

        try:
            check_word(name, "a variable's name")
        except InvalidRequest as error:
            return fail(error)
        return self.connection.request(f"getvar {name}", check=False).addCallback(found)

    def transfer(
        self, extension: str, dialplan: str = "XML", context: str = "default"
    ) -> Deferred[Any]:
        if self.full:
            return super().transfer(extension, dialplan, context)
        return self.execute("transfer", f"{extension} {dialplan} {context}")

    def resume(self) -> Deferred[Reply]:
        """Let the call go on in the dialplan when this connection ends."""
        self.resumes = True

        def refused(failure: Failure) -> Failure:
            self.resumes = False
            return failure

        return self.connection.request("resume").addErrback(refused)

    def close(self) -> Deferred[Any]:
        """Leave the call: it stays parked, or goes on in the dialplan after :meth:`resume`."""
        return self.connection.close()


class OutboundConnection(Conversation, ServerConnection, Commands):
    """The connection of one call. We speak first: ``connect``, then what we need, all at once.

    Anything sent before ``connect`` is executed but never answered, and every later answer would
    be one off.
    """

    factory: OutboundFactory

    def __init__(self, factory: OutboundFactory) -> None:
        super().__init__(factory.clock)
        self.session: OutboundSession | None = None
        self._handling: Deferred[Any] | None = None
        self._deadline: IDelayedCall | None = None

    def sendmsg(
        self,
        uuid: str | None,
        headers: Mapping[str, object],
        body: str | None = None,
        *,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Deferred[Reply]:
        session = self.session
        if session is not None and uuid == session.uuid:
            uuid = None  # the server's own call; the name would cost it a search
            if not session.asynchronous:
                timeout = None  # answered when the application has ended
        return super().sendmsg(uuid, headers, body, timeout=timeout)

    # -- the call
    def link_made(self) -> None:
        factory = self.factory
        connect = self.request("connect", timeout=CONNECT_TIMEOUT)
        wait = [self.request(f"linger {factory.linger}", check=False)] if factory.linger else []
        wait.append(self.request(f"myevents {factory.format}", check=False))
        if factory.max_duration is not None:
            self._deadline = self.clock.callLater(factory.max_duration, self._too_long)
        prepared = wait.pop()
        for d in wait:
            d.addErrback(lambda failure: failure.trap(TelcoError))
        connect.addCallbacks(
            self._connected, self._failed, callbackArgs=(prepared,), errbackArgs=(prepared,)
        )

    def _connected(self, reply: Reply, prepared: Deferred[Any]) -> None:
        self.session = OutboundSession(self, reply.headers)
        prepared.addCallbacks(self._handle, self._failed)

    def _failed(self, failure: Failure, prepared: Deferred[Any] | None = None) -> None:
        failure.trap(TelcoError)
        if prepared is not None:
            prepared.addErrback(lambda other: other.trap(TelcoError))
        if self.lost is None:
            self.factory.failed += 1
            self.abort(f"no call on this connection: {failure.value}")

    def _handle(self, _: object) -> None:
        session = self.session
        assert session is not None
        factory = self.factory
        try:
            result = factory.handler(session)
        except Exception:
            self._handler_failed(Failure())
            return
        if isinstance(result, Coroutine):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            self._handling = result
            result.addCallbacks(self._handled, self._handler_failed)

    def _handled(self, _: object) -> None:
        self._handling = None
        self._finish()

    def _handler_failed(self, failure: Failure) -> None:
        self._handling = None
        session = self.session
        assert session is not None
        ended = session.hungup or self.lost is not None
        if not (ended and failure.check(HungUp, ConnectionLost, CancelledError, TelcoError)):
            self.factory.failed += 1
            self.log.failure("handler failed on {session}", failure, session=session)
        if self.lost is None and self.factory.resume_on_failure and not session.hungup:
            session.resume().addBoth(lambda _: self._finish())
        else:
            self._finish()

    def _finish(self) -> None:
        """The handler is done with the call: what still lives is hung up, unless it resumes."""
        session = self.session
        if session is None or self.lost is not None:
            return
        if session.hungup or session.resumes or self.closing:
            self.close()
        else:
            session.hangup().addBoth(lambda _: self.close())

    def _too_long(self) -> None:
        self._deadline = None
        if self.session is not None and not self.session.hungup:
            self.session.hangup("ALLOTTED_TIMEOUT").addBoth(lambda _: self.close())
        else:
            self.close()

    def goodbye(self) -> Deferred[Any] | None:
        return self.request("exit", timeout=EXIT_TIMEOUT, check=False)

    # -- messages
    def event_received(self, event: Event) -> None:
        session = self.session
        if session is not None and event.uuid == session.uuid:
            session.update(event)
        self.factory.events.emit_event(event.name, event)

    def notice_received(self, notice: DisconnectNotice) -> None:
        session = self.session
        if session is None:
            return
        # Either kind of notice means that the call is over; its last events may follow the first.
        if not notice.lingering:
            session.end()
            return
        session.hang_up_noticed()
        if self.factory.draining and self._handling is None and not self.closing:
            self.close()

    def link_lost(self, lost: ConnectionLost) -> None:  # type: ignore[override]
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        session = self.session
        if session is not None and not session.hungup:
            session.lose(lost.reason)
        elif session is not None:
            session.end()
        super().link_lost(lost)
        handling, self._handling = self._handling, None
        if handling is not None:
            handling.cancel()


class OutboundFactory(ConnectionsFactory):
    """Builds the connections of :class:`OutboundServer`.

    :ivar failed: calls whose handler failed or that never became calls.
    :ivar events: an event hub of all calls.
    :ivar draining: the server is stopping: a call that has ended is left at once.
    """

    def __init__(
        self,
        clock: Any,
        handler: OutboundHandler,
        *,
        format: Format = "json",
        linger: int = LINGER,
        resume_on_failure: bool = False,
        max_duration: float | None = None,
        max_calls: int = MAX_CALLS,
    ) -> None:
        super().__init__(max_calls)
        self.clock = clock
        self.handler = handler
        self.format = format
        self.linger = linger
        self.resume_on_failure = resume_on_failure
        self.max_duration = max_duration
        self.failed = 0
        self.draining = False
        self.events = Events(clock, FAMILY)

    def build_connection(self, addr: IAddress | None) -> OutboundConnection:
        return OutboundConnection(self)


class OutboundServer(ListeningService):
    """Serves the calls that the dialplan hands over with ``socket host:port async full``.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: a port number (on 127.0.0.1), an endpoint string (``"tcp6:8084"``), or an
        endpoint. There is no authentication: bind to a private address.
    :param handler: called with an :class:`OutboundSession` per call. When what it returns is a
        Deferred or coroutine, the call is hung up at its end (or goes on in the dialplan after
        ``session.resume()``); otherwise the call lasts until somebody ends it.
    :param format: of events.
    :param linger: seconds that the connection outlives the call, so that its last events come; 0
        for none. Without a number the server would never close.
    :param resume_on_failure: when the handler fails, give the call back to the dialplan.
    :param max_duration: seconds after which a call is hung up, or None.
    :param max_calls: further connections are closed at once.
    :param drain: seconds that :meth:`stopService` waits for the running calls.
    """

    log = Logger()
    factory: OutboundFactory

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        handler: OutboundHandler | None = None,
        *,
        drain: float = 10.0,
        **options: Any,
    ) -> None:
        if handler is None:
            raise FAMILY.invalid("an outbound server needs a handler")
        where = None if endpoint is None else server_endpoint(reactor, endpoint, PORT)
        super().__init__(reactor, where, OutboundFactory(reactor, handler, **options))
        self.drain = drain

    @property
    def events(self) -> Events:
        """The events of all calls: an event hub."""
        return self.factory.events

    def endpoint(self) -> IStreamClientEndpoint:
        """A client endpoint that leads here without a socket, for a simulator."""
        return MemoryEndpoint(self.reactor, self.factory)

    def sessions(self) -> list[OutboundSession]:
        """The calls there are."""
        found = [getattr(c, "session", None) for c in self.factory.connections]
        return [session for session in found if session is not None]

    def startService(self) -> None:
        self.factory.draining = False
        super().startService()

    async def _stop(self) -> None:
        self.factory.draining = True
        port, self.port = self.port, None
        if port is not None:
            await maybeDeferred(port.stopListening)
        if self.factory.connections and self.drain > 0:
            await self._drained()
        await super()._stop()

    def _drained(self) -> Deferred[None]:
        """Fires when no call is left, or the time for that is over."""
        done: Deferred[None] = Deferred()

        def look() -> None:
            if not done.called and not self.factory.connections:
                call.cancel()
                done.callback(None)

        call = self.reactor.callLater(self.drain, done.callback, None)
        for connection in list(self.factory.connections):
            connection.when_lost().addCallback(lambda _: look())
        return done
