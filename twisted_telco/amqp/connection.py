"""One connection to RabbitMQ: pika's Twisted protocol inside one of ours.

pika speaks AMQP 0-9-1 and knows no reconnection; our connection owns the transport, tells the
factory what happens, and turns pika's failures into those of this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pika import BasicProperties, URLParameters  # type: ignore[import-untyped]
from pika.adapters.twisted_connection import (  # type: ignore[import-untyped]
    TwistedChannel,
    TwistedProtocolConnection,
)
from pika.exceptions import (  # type: ignore[import-untyped]
    AMQPError,
    ChannelClosed,
    ConnectionClosedByBroker,
    NackError,
)
from twisted.internet import error
from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure

from twisted_telco.amqp.errors import (
    FAMILY,
    AuthenticationFailed,
    ConnectionLost,
    NotReady,
    RequestRefused,
)
from twisted_telco.core.connection import ClientConnection
from twisted_telco.errors import ConnectionLost as AnyConnectionLost

PREFETCH = 1000
"""Messages that the broker sends ahead of our acknowledgements."""

Consumer = Callable[[Any, bytes], Any]
"""``consumer(properties, body)``; the message is acknowledged when it returns."""


class _Pipe:
    """What pika gets for a transport. Nothing of it is traced: a login is among the bytes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, data: bytes) -> None:
        self._connection.write(data)

    def loseConnection(self) -> None:
        self._connection.transport.loseConnection()


class _Inside(TwistedProtocolConnection):
    """Keeps what the broker said last: pika's adapter replaces it by how the socket ended."""

    words: str | None = None

    def connectionLost(self, reason: Failure) -> None:
        fault = getattr(self._impl, "_error", None)
        if isinstance(fault, ConnectionClosedByBroker):
            self.words = fault.reply_text
        super().connectionLost(reason)


class Connection(ClientConnection):
    """One connection with one channel, in confirm mode.

    :param blocked: is called with the broker's reason when it takes no messages for a while, and
        with None when it does again.
    :ivar channel: pika's ``TwistedChannel``, once logged in.
    """

    errors = FAMILY
    channel: TwistedChannel

    def __init__(
        self,
        clock: IReactorTime,
        parameters: URLParameters,
        blocked: Callable[[str | None], object],
    ) -> None:
        super().__init__(clock)
        self._inside = _Inside(parameters, custom_reactor=clock)
        inside = self._inside._impl
        inside.add_on_connection_blocked_callback(lambda _, said: blocked(said.method.reason))
        inside.add_on_connection_unblocked_callback(lambda *_: blocked(None))
        self._acknowledge_to: int | None = None

    def connectionMade(self) -> None:
        self.trace = None
        super().connectionMade()

    async def log_in(self) -> None:
        ready = self._inside.ready
        self._inside.makeConnection(_Pipe(self))
        try:
            await ready
        except (AMQPError, error.ConnectionClosed) as failure:
            if self._inside.words is None:
                raise ConnectionLost("the broker went away during the login") from failure
            raise AuthenticationFailed(f"the broker says: {self._inside.words}") from failure
        self.channel = await self._inside.channel()
        self.channel.on_closed.addBoth(self._channel_closed)
        await self.channel.basic_qos(prefetch_count=PREFETCH)
        await self.channel.confirm_delivery()

    def dataReceived(self, data: bytes) -> None:
        if self._abort_reason is not None:
            return
        self.counters.bytes_received += len(data)
        try:
            self._inside.dataReceived(data)
        except Exception as fault:
            self.log.failure("pika could not take what the broker sent")
            self.abort(f"the broker sent what is no AMQP: {fault!r}")

    def connectionLost(self, reason: Failure = Failure(error.ConnectionDone())) -> None:  # noqa: B008 - Twisted's signature
        # pika fails what waits, and its timers end.
        self._inside.connectionLost(reason)
        super().connectionLost(reason)

    def _channel_closed(self, reason: Any) -> None:
        if self.lost is None and not self.closing:
            value = reason.value if isinstance(reason, Failure) else reason
            self.abort(f"the broker closed the channel: {value}")

    def goodbye(self) -> Deferred[Any] | None:
        if self._inside.is_open:
            closed: Deferred[Any] = self._inside.close()
            return closed.addErrback(lambda _: None)
        return None

    # -- what users want
    def publish(
        self, exchange: str, routing_key: str, body: bytes, properties: BasicProperties
    ) -> Deferred[None]:
        """Publish; fires when the broker has the message, on its disk if it is persistent.

        :raises RequestRefused: the broker did not take it.
        :raises ConnectionLost: whether it took it is not known.
        """
        if not self.ready or self.closing:
            return fail(NotReady("the broker is not there"))
        try:
            d = self.channel.basic_publish(exchange, routing_key, body, properties)
        except AMQPError as failure:
            return fail(ConnectionLost(str(failure)))
        return d.addCallbacks(lambda _: None, self._not_published)

    def _not_published(self, failure: Failure) -> None:
        if failure.check(NackError):
            raise RequestRefused("the broker did not take the message", "publish")
        if failure.check(AnyConnectionLost):
            failure.raiseException()
        raise ConnectionLost(str(failure.value) or "connection lost", "publish")

    async def consume(self, queue: str, consumer: Consumer, exclusive: bool) -> None:
        """Hand each message of a queue to ``consumer``, in order; acknowledge it afterwards.

        :param exclusive: refused while somebody else consumes it, as others then are.

        A message whose consumer fails is logged and acknowledged: it would fail again.
        """
        messages, _ = await self.channel.basic_consume(queue, exclusive=exclusive)
        self._next(messages, consumer)

    def _next(self, messages: Any, consumer: Consumer) -> None:
        # As long as messages are there no turn passes between them.
        while messages.pending:
            self._consume(messages.pending.pop(0), consumer)
        d = messages.get()
        d.addCallback(self._consume, consumer)
        d.addCallbacks(lambda _: self._next(messages, consumer), self._no_more)

    def _consume(self, message: Any, consumer: Consumer) -> None:
        try:
            consumer(message.properties, message.body)
        except Exception:
            self.log.failure("a message of the broker could not be handled")
        if self._acknowledge_to is None:
            self.clock.callLater(0, self._acknowledge)
        self._acknowledge_to = message.method.delivery_tag

    def _acknowledge(self) -> None:
        tag, self._acknowledge_to = self._acknowledge_to, None
        if tag is not None and self.lost is None and self.channel.is_open:
            self.channel.basic_ack(tag, multiple=True)

    def _no_more(self, failure: Failure) -> None:
        """The connection ended, or the broker deleted the queue: begin anew."""
        if failure.check(ChannelClosed, AMQPError) and self.lost is None and not self.closing:
            self.abort(f"the broker sends no more messages: {failure.value}")
