"""A client of RabbitMQ that comes back and sets up its exchanges and queues again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.ssl import optionsForClientTLS

from twisted_telco.amqp.errors import FAMILY, InvalidRequest, NotReady, RequestRefused
from twisted_telco.core.client import BaseClient
from twisted_telco.core.reconnect import ReconnectingFactory

if TYPE_CHECKING:
    from twisted_telco.amqp.connection import Connection, Consumer

HEARTBEAT = 20

Blocked = Callable[["str | None"], object]
"""Gets the broker's reason, or None when it takes messages again."""


class ClientFactory(ReconnectingFactory):
    """Keeps one connection of a client alive."""

    maxDelay = 15.0


class Client(BaseClient):
    """A client of a RabbitMQ broker.

    pika is imported here and nowhere else, so that only those need it who use a broker.

    :param url: ``amqp://user:password@host:port/vhost``, or ``amqps://…`` for TLS verified as a
        browser does; further settings as in pika's ``URLParameters`` (``?heartbeat=20``).
    :param endpoint: where the broker is, instead of what the URL says.
    :raises InvalidRequest: the URL is none, or pika is not installed.
    """

    errors = FAMILY
    protocol_name: ClassVar[str] = "amqp"
    factory_class = ClientFactory

    def __init__(self, reactor: Any, url: str, endpoint: Any = None, **settings: Any) -> None:
        try:
            from pika import URLParameters  # type: ignore[import-untyped] # noqa: PLC0415
        except ImportError:
            raise InvalidRequest("a broker needs pika: pip install 'twisted-telco[amqp]'") from None
        if not url.startswith(("amqp://", "amqps://")):
            raise InvalidRequest("a broker's URL begins with amqp:// or amqps://")
        try:
            parameters = URLParameters(url)
        except Exception as error:
            raise InvalidRequest(f"no URL of a broker: {error}") from None
        if parameters.heartbeat is None:
            parameters.heartbeat = HEARTBEAT
        if endpoint is None:
            endpoint = HostnameEndpoint(reactor, parameters.host, parameters.port)
            if parameters.ssl_options is not None:
                endpoint = wrapClientTLS(optionsForClientTLS(parameters.host), endpoint)
        super().__init__(reactor, endpoint, **settings)
        self.parameters = parameters
        self._on_blocked: list[Blocked] = []

    def build_connection(self) -> Connection:
        from twisted_telco.amqp.connection import Connection  # noqa: PLC0415

        return Connection(self.reactor, self.parameters, self._block)

    @property
    def connection(self) -> Connection:
        return cast("Connection", super().connection)

    def on_blocked(self, handler: Blocked) -> None:
        """Call ``handler(reason)`` when the broker takes no messages for a while, because its
        memory or disk is full, and ``handler(None)`` when it does again. A connection that is lost
        meanwhile is told by :meth:`on_state` alone."""
        self._on_blocked.append(handler)

    def _block(self, reason: str | None) -> None:
        for handler in self._on_blocked:
            handler(reason)

    def publish(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        *,
        persistent: bool = True,
        **properties: Any,
    ) -> Deferred[None]:
        """Publish a message.

        :param persistent: the broker keeps it over a restart, where the queue does too.
        :param properties: of AMQP: ``message_id``, ``content_type``, ``headers``, …
        :returns: a Deferred that fires when the broker has confirmed it.
        :raises NotReady: there is no connection.
        :raises RequestRefused: the broker did not take it.
        :raises ConnectionLost: whether it took it is not known.
        """
        from pika import BasicProperties  # noqa: PLC0415

        connection = self.factory.ready
        if connection is None:
            return fail(NotReady("the broker is not there"))
        return cast("Connection", connection).publish(
            exchange,
            routing_key,
            body,
            BasicProperties(delivery_mode=2 if persistent else 1, **properties),
        )

    def keep_queue(
        self,
        queue: str,
        consumer: Consumer,
        *,
        exchange: str,
        exchange_type: str = "fanout",
        routing_keys: tuple[str, ...] = ("",),
        exclusive: bool = False,
        arguments: dict[str, Any] | None = None,
    ) -> None:
        """Have a durable queue that is bound to a durable exchange, and consume it.

        It is declared after each login, before the client is ready. If the broker refuses that
        the login fails, and is tried again.

        :param consumer: ``consumer(properties, body)``; a message is acknowledged when it returns.
        :param exclusive: nobody else consumes it: as long as somebody does, also a lost connection
            of ours that the broker still takes for alive, it is refused.
        :param arguments: of the queue, for instance ``{"x-expires": milliseconds}``.
        """

        from pika.exceptions import (  # type: ignore[import-untyped] # noqa: PLC0415
            ChannelClosedByBroker,
        )

        async def set_up(connection: Connection) -> None:
            channel = connection.channel
            try:
                await channel.exchange_declare(exchange, exchange_type, durable=True)
                await channel.queue_declare(queue, durable=True, arguments=arguments)
                for key in routing_keys:
                    await channel.queue_bind(queue, exchange, key)
                await connection.consume(queue, consumer, exclusive)
            except ChannelClosedByBroker as failure:
                raise RequestRefused(f"queue {queue!r}: {failure.reply_text}") from None

        self.interests.keep(
            ("queue", queue), lambda connection: Deferred.fromCoroutine(set_up(connection))
        )
