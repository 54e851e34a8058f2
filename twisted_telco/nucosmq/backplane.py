"""Several servers share their rooms through RabbitMQ.

Every server has a durable queue of its own at one fanout exchange, and takes from it what the
others publish. Each message has an id, the server's own and a number that only grows. RabbitMQ
keeps the order from one publisher to one queue, and what we send again goes out before anything
new; so whatever comes with a number that is not higher than the last is a repeat and is dropped.

An *acknowledged* message is persistent, and kept here until the broker has confirmed it: it
reaches each server at least once. Others are sent once, and lost with the broker if that fails.
Without the broker the rooms are local; what is acknowledged waits, within a bound.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.amqp import Client, RequestRefused
from twisted_telco.core.framing import Malformed
from twisted_telco.core.reconnect import State
from twisted_telco.nucosmq.errors import ConnectionLost, QueueFull
from twisted_telco.nucosmq.interfaces import Received
from twisted_telco.nucosmq.wire import EOM, parse

EXCHANGE = "nucosmq"
EXPIRES = 600.0
MAX_WAITING = 100_000
MAX_SERVERS = 1000


class _Waiting:
    """An acknowledged message that the broker has not confirmed yet."""

    __slots__ = ("body", "deferred")

    def __init__(self, body: bytes, deferred: Deferred[None]) -> None:
        self.body = body
        self.deferred = deferred


class AMQPBackplane:
    """Shares the rooms of a :class:`~twisted_telco.nucosmq.Server` with other servers.

    :param url: of the broker, see :class:`twisted_telco.amqp.Client`.
    :param exchange: servers with the same exchange share their rooms.
    :param server_id: names our queue; by default a new one for each server object.
    :param expires: seconds after which the broker forgets the queue of a server that is gone.
    :param max_waiting: acknowledged messages that wait for the broker; more are refused.
    :param client: instead of one made from the URL.
    :ivar sent: messages handed to the broker, those sent again included.
    :ivar received: messages of other servers.
    :ivar repeats: messages that came again and were dropped.
    :ivar dropped: messages that reached the rooms here only, because the broker was away.
    :ivar malformed: messages of the broker that are none of ours.
    """

    log = Logger()

    def __init__(
        self,
        reactor: Any,
        url: str = "",
        *,
        exchange: str = EXCHANGE,
        server_id: str | None = None,
        expires: float = EXPIRES,
        max_waiting: int = MAX_WAITING,
        client: Client | None = None,
    ) -> None:
        self.server_id = server_id or uuid.uuid4().hex
        self.exchange = exchange
        self.max_waiting = max_waiting
        self.client = Client(reactor, url) if client is None else client
        self.sent = self.received = self.repeats = self.dropped = self.malformed = 0
        # A restarted server with the same id must not look like its own past.
        self._origin = f"{self.server_id}.{uuid.uuid4().hex[:8]}"
        self._number = 0
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self._last: OrderedDict[str, int] = OrderedDict()  # of each other server, its last number
        self._received: Received | None = None
        self._open = False
        self.client.keep_queue(
            f"{exchange}.{self.server_id}",
            self._arrived,
            exchange=exchange,
            arguments={"x-expires": int(expires * 1000)},
        )
        self.client.on_state(self._changed)

    # -- life
    @property
    def connected(self) -> bool:
        """Whether the rooms are shared at this moment."""
        return self._open

    @property
    def waiting(self) -> int:
        """Acknowledged messages that the broker has not confirmed yet."""
        return len(self._waiting)

    def attach(self, received: Received) -> None:
        self._received = received

    def start(self) -> None:
        self.client.startService()

    def stop(self) -> Deferred[None]:
        return self.client.stopService().addCallback(self._stopped)

    def _stopped(self, _: object) -> None:
        waiting, self._waiting = self._waiting, OrderedDict()
        for message in waiting.values():
            message.deferred.errback(ConnectionLost("the backplane is closed"))

    def when_ready(self) -> Deferred[Any]:
        """A Deferred that fires when the rooms are shared."""
        return self.client.when_ready()

    def _changed(self, old: State, new: State, reason: Exception | None) -> None:
        if new == "ready":
            self._open = True
            self.log.info("rooms are shared with other servers through {name}", name=self.exchange)
            for number, message in list(self._waiting.items()):
                self._send_waiting(number, message)
        elif self._open:
            self._open = False
            self.log.warn("no broker, rooms are local: {reason}", reason=reason)

    # -- out
    def publish(self, frame: bytes, ack: bool) -> Deferred[None] | None:
        self._number += 1
        number, body = self._number, frame.removesuffix(EOM)
        if not ack:
            if self._open:
                self._send(number, body, persistent=False).addErrback(lambda _: None)
            else:
                self.dropped += 1
            return None
        d: Deferred[None] = Deferred()
        if len(self._waiting) >= self.max_waiting:
            d.errback(QueueFull(f"{self.max_waiting} messages wait for the broker already"))
            return d
        self._waiting[number] = message = _Waiting(body, d)
        if self._open:
            self._send_waiting(number, message)
        return d

    def _send_waiting(self, number: int, message: _Waiting) -> None:
        d = self._send(number, message.body, persistent=True)
        d.addCallbacks(
            lambda _: self._confirmed(number), lambda failure: self._unconfirmed(failure, number)
        )

    def _send(self, number: int, body: bytes, persistent: bool) -> Deferred[None]:
        self.sent += 1
        return self.client.publish(
            self.exchange,
            "",
            body,
            persistent=persistent,
            message_id=f"{self._origin}:{number}",
            content_type="application/json",
        )

    def _confirmed(self, number: int) -> None:
        message = self._waiting.pop(number, None)
        if message is not None:
            message.deferred.callback(None)

    def _unconfirmed(self, failure: Failure, number: int) -> None:
        """Lost with the connection: it stays, and is sent again. Refused: its sender is told."""
        if failure.check(RequestRefused):
            message = self._waiting.pop(number, None)
            if message is not None:
                message.deferred.errback(failure)

    # -- in
    def _arrived(self, properties: Any, body: bytes) -> None:
        origin, _, number = (properties.message_id or "").rpartition(":")
        message = parse(body)
        if not origin or not number.isdecimal() or isinstance(message, Malformed):
            self.malformed += 1
            return
        if origin == self._origin:
            return
        if int(number) <= self._last.get(origin, 0):
            self.repeats += 1
            return
        self._last[origin] = int(number)
        self._last.move_to_end(origin)
        if len(self._last) > MAX_SERVERS:
            self._last.popitem(last=False)
        self.received += 1
        sender = (message.extra or {}).get("from")
        message.sender = sender if isinstance(sender, str) else ""
        if self._received is not None and message.room:
            self._received(message, body + EOM)
