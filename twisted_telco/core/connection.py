"""One connection: bytes in, messages out, counters, limits, loss.

:class:`Connection` serves both sides of every protocol. :class:`ClientConnection` is the one that
logs in and tells its factory when it is *ready*.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from twisted.internet import error, interfaces
from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import CancelledError, Deferred, fail, maybeDeferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.core.pacer import Pacer
from twisted_telco.core.trace import Side, Trace
from twisted_telco.errors import ConnectionLost, ErrorFamily, ProtocolError, TelcoError

if TYPE_CHECKING:
    from twisted_telco.core.reconnect import ReconnectingFactory

MAX_UNSENT = 16 * 1024 * 1024
FIRST_PIECE = 512
MAX_GATHERED = 64 * 1024
"""Of what is written while data are received, bytes that leave as the first piece, and as one. The
far end can begin with the first while we work on the rest; each further piece is twice as long, so
that there are few."""
MAX_MALFORMED = 100
CLOSE_GRACE = 5.0
LOGIN_TIMEOUT = 30.0


@dataclass(slots=True)
class Counters:
    """Plain numbers of one connection, or the sum of several. They only grow."""

    bytes_received: int = 0
    bytes_sent: int = 0
    messages_received: int = 0
    messages_sent: int = 0
    malformed: int = 0

    def __add__(self, other: Counters) -> Counters:
        mine, theirs = asdict(self), asdict(other)
        return Counters(**{name: mine[name] + theirs[name] for name in mine})


@implementer(interfaces.IPushProducer)
class _Valve:
    """Told by the transport whether what we wrote is leaving."""

    def __init__(self) -> None:
        self.closed = False
        self.unsent = 0
        self.waiters: dict[Deferred[None], None] | None = None

    def pauseProducing(self) -> None:
        self.closed = True

    def resumeProducing(self) -> None:
        self.closed = False
        self.unsent = 0
        self.tell(None)

    def tell(self, result: Any) -> None:
        """Fire those who wait, a failure of their own for each when the link is lost."""
        waiters, self.waiters = self.waiters, None
        for d in waiters or ():
            if not d.called:
                d.callback(None) if result is None else d.errback(result())

    def stopProducing(self) -> None:
        """The transport is gone; connectionLost tells the rest."""


class Connection(Protocol):
    """Base of all protocols, on both sides.

    A subclass sets ``decoder`` and ``errors`` and implements :meth:`message_received`; the other
    hooks are optional.

    :param clock: the reactor, or a ``Clock``.
    :ivar counters: of this connection.
    :ivar trace: a :class:`~twisted_telco.core.trace.Trace`, or None.
    :ivar side: who we are in a trace.
    :ivar max_unsent: bytes that a far end which does not read may leave in our buffer; beyond, the
        connection is aborted.
    :ivar max_malformed: malformed messages after which it is closed.
    :ivar direct: nothing stands between :meth:`write` and the transport; not so in simulators.
    :ivar closing: :meth:`close` or :meth:`abort` was called.
    :ivar lost: why the connection ended; None while it lives.
    """

    log = Logger()
    side: Side = "C"
    errors = ErrorFamily()
    decoder: Decoder[Any]
    trace: Trace | None = None
    max_unsent = MAX_UNSENT
    max_malformed = MAX_MALFORMED
    direct = True

    transport: Any  # several of Twisted's transport interfaces at once, hence no single type

    def __init__(self, clock: IReactorTime) -> None:
        self.clock = clock
        self.counters = Counters()
        self.closing = False
        self.lost: ConnectionLost | None = None
        self._abort_reason: str | None = None
        self._valve = _Valve()
        self._pacer: Pacer | None = None
        self._grace: IDelayedCall | None = None
        self._observers: dict[Deferred[ConnectionLost], None] = {}
        self._buffers = False
        self._gathered: bytearray | None = None
        self._piece = MAX_GATHERED

    # -- hooks
    def link_made(self) -> None:
        """The transport is there."""

    def read(self, data: bytes) -> Iterable[Any]:
        """The messages that the data completes; each is received before the next is asked for."""
        return self.decoder.feed(data)

    def message_received(self, message: Any) -> None:
        """A message arrived."""
        raise NotImplementedError(type(self).__name__)

    def malformed_received(self, bad: Malformed) -> None:
        """A message that could not be read arrived. Default: count; give up after too many."""
        if self.counters.malformed > self.max_malformed:
            self.abort(f"more than {self.max_malformed} malformed messages, the last: {bad.reason}")

    def framing_lost(self, fault: ProtocolError) -> None:
        """The decoder gave up. Default: abort, with the fault as the reason."""
        self.abort(str(fault))

    def goodbye(self) -> Deferred[Any] | None:
        """Say goodbye in the protocol's words; the link is closed when the Deferred has fired."""
        return None

    def link_lost(self, lost: ConnectionLost) -> None:
        """The link is gone: fail what waits."""

    # -- Twisted's side
    def connectionMade(self) -> None:
        if self.trace is not None:
            self.trace.note(f"connected to {self.transport.getPeer()}")
        self._buffers = isinstance(self.transport, FileDescriptor)
        self.transport.registerProducer(self._valve, True)
        for option in ("setTcpNoDelay", "setTcpKeepAlive"):
            switch = getattr(self.transport, option, None)
            if switch is not None:
                switch(True)
        self.link_made()

    def dataReceived(self, data: bytes) -> None:
        decoder = self.decoder
        if self._abort_reason is not None or decoder.error is not None:
            return
        counters = self.counters
        counters.bytes_received += len(data)
        if self.trace is not None:
            self.trace.add("S" if self.side == "C" else "C", data)
        if self._gathered is None:
            self._gathered = bytearray()
            self._piece = FIRST_PIECE if self._buffers else MAX_GATHERED
        receive = self.message_received
        for message in self.read(data):
            counters.messages_received += 1
            try:
                if type(message) is Malformed:
                    counters.malformed += 1
                    self.malformed_received(message)
                else:
                    receive(message)
            except Exception:
                self.log.failure("failed on {message!r}", message=message)
            if self._abort_reason is not None or self.lost is not None:
                break
        else:
            if decoder.error is not None:
                self.framing_lost(decoder.error)
        self._send_gathered()

    def _send_gathered(self) -> None:
        """Send in one piece, and now, what was written while data were received.

        A write costs the transport as much as many a message costs us, so the answers to one read
        are one. And the reactor would take another turn to find out that the socket can be written
        to. If that takes less, or fails, the descriptor is still registered, and the reactor goes
        on with it; one that is to be closed when its buffer is empty only the reactor can close.
        """
        gathered, self._gathered = self._gathered, None
        if gathered and self.lost is None:
            self._send(bytes(gathered))
            if self._buffers and not self.transport.disconnecting:
                self.transport.doWrite()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._buffers = False
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
        if self._pacer is not None:
            self._pacer.stop()
        words = self._abort_reason or describe(reason, self.closing)
        self.lost = lost = self.errors.lost(words)
        lost.__cause__ = reason.value
        if self.trace is not None:
            self.trace.note(words)
        try:
            self.link_lost(lost)
        except Exception:
            self.log.failure("the end of a connection was not noticed everywhere")
        self._valve.tell(lambda: self.errors.lost(words))
        observers, self._observers = self._observers, {}
        for d in observers:
            if not d.called:
                d.callback(lost)

    # -- what subclasses and users call
    def write(self, data: bytes) -> None:
        """Send one encoded message. Aborts the connection when the far end does not read.

        What is written while data are received leaves in few pieces, the last when all of it has
        been looked at: :meth:`close` and :meth:`abort` send it first, but the transport's own
        methods know nothing of it.
        """
        if self.lost is not None:
            return
        if self.trace is not None:
            self.trace.add(self.side, data)
        counters = self.counters
        counters.bytes_sent += len(data)
        counters.messages_sent += 1
        gathered = self._gathered
        if gathered is None:
            self._send(data)
            return
        gathered += data
        if len(gathered) > self._piece:
            self._piece = min(2 * self._piece, MAX_GATHERED)
            self._send_gathered()
            self._gathered = bytearray()

    @staticmethod
    def write_to_all(connections: Iterable[Connection], data: bytes) -> None:
        """:meth:`write` one message to many that live, are not paced, and watch themselves how much
        is not read.

        What that comes to most of the time is done here without its calls: with a hundred
        connections they are most of the work.
        """
        size = len(data)
        for connection in connections:
            if connection.direct and connection.trace is None and connection._gathered is None:
                counters = connection.counters
                counters.bytes_sent += size
                counters.messages_sent += 1
                connection.transport.write(data)
            else:
                connection.write(data)

    def _send(self, data: bytes) -> None:
        """Hand data to the transport."""
        if self._pacer is None:
            self.transport.write(data)
            if not self._valve.closed:
                return
        else:
            self._pacer.write(data)
        self._valve.unsent += len(data)
        if self.unsent > self.max_unsent:
            self.abort(f"the far end does not read: {self.unsent} bytes wait to be sent")

    @property
    def unsent(self) -> int:
        """About how many bytes wait because the far end does not read."""
        waiting = len(self._pacer) if self._pacer is not None else 0
        return waiting + (self._valve.unsent if self._valve.closed else 0)

    def when_writable(self) -> Deferred[None]:
        """Fires at once, or when the far end has read most of what waits to be sent.

        Fails with ConnectionLost when the link ends before. For each caller its own.
        """
        if self.lost is not None:
            return fail(self.errors.lost(self.lost.reason))
        if not self._valve.closed:
            return succeed(None)
        if self._valve.waiters is None:
            self._valve.waiters = {}
        waiters = self._valve.waiters
        d: Deferred[None] = Deferred(lambda d: waiters.pop(d, None))
        waiters[d] = None
        return d

    def pace(self, size: int | None) -> None:
        """From now on write at most ``size`` bytes per turn of the reactor; None: all at once."""
        if self._pacer is not None:
            self._pacer.flush()
        self._pacer = Pacer(self.clock, self.transport.write, size) if size else None

    def close(self, grace: float = CLOSE_GRACE) -> Deferred[ConnectionLost]:
        """Say goodbye, close, and abort after ``grace`` seconds. May be called again, anywhere.

        :returns: :meth:`when_lost`.
        """
        if self.lost is None and not self.closing:
            self.closing = True
            self._grace = self.clock.callLater(grace, self._give_up)
            maybeDeferred(self.goodbye).addBoth(self._lose)
        return self.when_lost()

    def abort(self, reason: str = "aborted") -> None:
        """End the connection now; nothing that was received later is looked at."""
        if self.lost is None and self._abort_reason is None:
            self.closing = True
            self._abort_reason = reason
            self._send_gathered()
            self.transport.abortConnection()

    def when_lost(self) -> Deferred[ConnectionLost]:
        """A Deferred of the reason, for each caller its own."""
        if self.lost is not None:
            return succeed(self.lost)
        d: Deferred[ConnectionLost] = Deferred(lambda d: self._observers.pop(d, None))
        self._observers[d] = None
        return d

    def _lose(self, _: object) -> None:
        if self.lost is not None:
            return
        self._send_gathered()
        if self._pacer is not None:
            self._pacer.when_drained(self._lose_transport)
        else:
            self._lose_transport()

    def _lose_transport(self) -> None:
        # A registered producer that is paused would keep the transport open.
        self.transport.unregisterProducer()
        self.transport.loseConnection()

    def _give_up(self) -> None:
        self._grace = None
        self.abort("closed; the far end did not follow in time")


class ClientConnection(Connection):
    """A connection that logs in.

    :meth:`log_in` runs as soon as the link is there, then the client's interests are restored, then
    the connection is *ready*. Whatever fails on that way ends the connection.

    :ivar ready: logged in and restored.
    :ivar factory: the :class:`~twisted_telco.core.reconnect.ReconnectingFactory`.
    """

    factory: ReconnectingFactory
    login_timeout: float = LOGIN_TIMEOUT

    def __init__(self, clock: IReactorTime) -> None:
        super().__init__(clock)
        self.ready = False
        self.failure: TelcoError | None = None
        self._login: Deferred[None] | None = None
        self._deadline: IDelayedCall | None = None

    # -- hooks
    def log_in(self) -> Coroutine[Deferred[Any], Any, None]:
        """The login as a coroutine; raises AuthenticationFailed or another TelcoError."""
        raise NotImplementedError(type(self).__name__)

    def link_ready(self) -> None:
        """Ready: start what runs only then (liveness)."""

    # -- the way to ready
    def connectionMade(self) -> None:
        # First, so that a factory which drives an endpoint has the transport to abort: the
        # endpoint's own Deferred fires only after this method has returned.
        self.factory.protocol_made(self)
        self._deadline = self.clock.callLater(self.login_timeout, self._late)
        super().connectionMade()
        if self.lost is None and self._abort_reason is None:
            self._login = Deferred.fromCoroutine(self._become_ready())
            self._login.addErrback(self._refused)

    async def _become_ready(self) -> None:
        await Deferred.fromCoroutine(self.log_in())
        await self.factory.client.interests.restore(self)
        self._stop_deadline()
        self.ready = True
        self.link_ready()
        self.factory.protocol_ready(self)

    def _refused(self, failure: Failure) -> None:
        if self.lost is not None or failure.check(CancelledError):
            return
        if isinstance(failure.value, TelcoError):
            self.failure = failure.value
        else:
            self.log.failure("login failed in an unexpected way", failure)
            self.failure = self.errors.protocol(f"login failed: {failure.value}")
        self.abort(str(self.failure))

    def _late(self) -> None:
        self._deadline = None
        self.abort(f"login took more than {self.login_timeout:g} s")

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.ready = False
        self._stop_deadline()
        super().connectionLost(reason)
        login, self._login = self._login, None
        if login is not None:
            login.cancel()
        assert self.lost is not None
        self.factory.protocol_lost(self, self.failure or self.lost)


def describe(reason: Failure, closing: bool = False) -> str:
    """Words for the end of a connection, without Twisted's boilerplate."""
    value = reason.value
    if isinstance(value, error.ConnectionDone):
        return "closed" if closing else "closed by the far end"
    if isinstance(value, error.ConnectionAborted):
        return "aborted"
    text = (_tls_words(value) if value else None) or str(value) or type(value).__name__
    return text.rstrip(".")


def _tls_words(value: BaseException) -> str | None:
    """What OpenSSL reports is a list of (library, function, reason)."""
    parts = value.args[0] if value.args and isinstance(value.args[0], list) else None
    if not parts:
        return None
    return "TLS: " + "; ".join(str(part[-1]) for part in parts if isinstance(part, tuple))
