"""Several servers share their rooms through RabbitMQ.

Every server has a durable queue of its own at one fanout exchange, and takes from it, alone, what
the others publish. Each message has an id: the server's name, new for each of its lives, and a
number that only grows. RabbitMQ keeps the order from one publisher to one queue, what a lost
consumer has not acknowledged goes back to its old place, and what we send again goes out before
anything new; so whatever comes with a number that is not higher than the last is a repeat and is
dropped.

An *acknowledged* message is persistent, and kept here until the broker has confirmed it: it
reaches each server at least once. Others are sent once, and lost with the broker if that fails.
All leave in one order, through a window of :data:`WINDOW` bytes that the broker has not confirmed
yet. Without the broker the rooms are local; what is acknowledged waits, within a bound.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.amqp import Client, RequestRefused
from twisted_telco.amqp import NotReady as BrokerNotReady
from twisted_telco.core.framing import Malformed
from twisted_telco.core.reconnect import State
from twisted_telco.nucosmq.errors import ConnectionLost, InvalidRequest, NotReady, QueueFull
from twisted_telco.nucosmq.interfaces import Published, Shared, Told
from twisted_telco.nucosmq.rooms import TARGETS, Target
from twisted_telco.nucosmq.roster import SILENCE
from twisted_telco.nucosmq.wire import EOM, parse

EXCHANGE = "nucosmq"
EXPIRES = 600.0
MAX_QUEUE_BYTES = 256 * 1024 * 1024
MAX_WAITING = 100_000
MAX_WAITING_BYTES = 64 * 1024 * 1024
MAX_SERVERS = 1000
"""Names of other servers whose last number is kept; the one heard longest ago is forgotten."""
MAX_DIGITS = 18
"""Digits of a message's number."""
WINDOW = 2 * 1024 * 1024
"""Bytes under way to the broker: it has not confirmed them yet."""
MAX_MESSAGE = 8 * 1024 * 1024
"""Bytes of one message: it has to fit into what a connection lets wait."""
OVERHEAD = 512
"""Bytes that AMQP adds to each message, at most."""
ROSTER = "roster"
"""The AMQP type of what servers tell each other; a message has its target there."""


class _Message:
    """What the broker has not confirmed yet. Without a Deferred nobody waits for that."""

    __slots__ = ("body", "deferred", "number", "size", "target")

    def __init__(
        self, number: int, body: bytes, target: Target, deferred: Deferred[None] | None
    ) -> None:
        self.number = number
        self.body = body
        self.size = len(body) + OVERHEAD
        self.target = target
        self.deferred = deferred


class AMQPBackplane:
    """Shares the rooms of a :class:`~twisted_telco.nucosmq.Server` with other servers.

    :param url: of the broker, see :class:`twisted_telco.amqp.Client`.
    :param exchange: servers with the same exchange share their rooms.
    :param server_id: names our queue; by default a new one for each server object. With a fixed
        one, a restarted server gets what was published meanwhile; a second server that has it is
        not let in as long as the first is there.
    :param expires: seconds after which the broker forgets the queue of a server that is gone.
    :param max_queue_bytes: bytes that the broker keeps for a server that is away, or slow; beyond,
        the oldest are lost. The broker refuses a queue that it has with other settings, until it
        has expired.
    :param max_waiting: messages that wait for the broker. Of further ones, acknowledged ones are
        refused, others dropped.
    :param max_waiting_bytes: the same in bytes.
    :param client: instead of one made from the URL.
    :ivar sent: messages handed to the broker, those sent again included.
    :ivar received: messages of other servers.
    :ivar repeats: messages that came again and were dropped.
    :ivar dropped: messages that reached the rooms here only, because the broker was away, refused
        them, or too much waited for it.
    :ivar uncertain: messages that were under way when the broker was lost, and are not sent again
        because nobody waits for an acknowledgement. They may have arrived.
    :ivar missed: messages of the others that never came: dropped there, or lost by the broker.
    :ivar malformed: messages of the broker that no server may have written.
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
        max_queue_bytes: int = MAX_QUEUE_BYTES,
        max_waiting: int = MAX_WAITING,
        max_waiting_bytes: int = MAX_WAITING_BYTES,
        client: Client | None = None,
    ) -> None:
        self.server_id = server_id or uuid.uuid4().hex
        # A restarted server with the same id must not look like its own past.
        self.server_name = f"{self.server_id}.{uuid.uuid4().hex[:8]}"
        self.exchange = exchange
        self.max_waiting = max_waiting
        self.max_waiting_bytes = max_waiting_bytes
        self.client = Client(reactor, url) if client is None else client
        self.sent = self.received = self.repeats = 0
        self.dropped = self.uncertain = self.missed = self.malformed = 0
        self._number = 0
        self._queue: deque[_Message] = deque()
        self._under_way: OrderedDict[int, _Message] = OrderedDict()
        self._waiting_bytes = self._under_way_bytes = 0  # of both; of the latter
        self._pumping = False
        self._last: OrderedDict[str, int] = OrderedDict()  # of each other server, its last number
        self._published: Published | None = None
        self._told: Told | None = None
        self._shared: Shared | None = None
        self._ready = self._blocked = self._open = self._closed = False
        self._complaint = ""
        self.client.keep_queue(
            f"{exchange}.{self.server_id}",
            self._arrived,
            exchange=exchange,
            exclusive=True,
            arguments={"x-expires": int(expires * 1000), "x-max-length-bytes": max_queue_bytes},
        )
        self.client.on_state(self._changed)
        self.client.on_blocked(self._block)

    # -- life
    @property
    def connected(self) -> bool:
        """Whether the rooms are shared at this moment."""
        return self._open

    @property
    def waiting(self) -> int:
        """Messages that the broker has not confirmed yet."""
        return len(self._queue) + len(self._under_way)

    def attach(self, published: Published, told: Told, shared: Shared) -> None:
        self._published, self._told, self._shared = published, told, shared

    def start(self) -> None:
        self._closed = False
        self.client.startService()

    def stop(self) -> Deferred[None]:
        self._closed = True
        return self.client.stopService().addCallback(self._stopped)

    def _stopped(self, _: object) -> None:
        waiting, self._queue = self._queue, deque()
        self._waiting_bytes = 0
        for message in waiting:
            if message.deferred is not None:
                message.deferred.errback(ConnectionLost("the backplane is closed"))

    def when_ready(self) -> Deferred[Any]:
        """A Deferred that fires when the rooms are shared."""
        return self.client.when_ready()

    def _changed(self, old: State, new: State, reason: Exception | None) -> None:
        self._ready = new == "ready"
        if not self._ready:
            self._blocked = False
        if old == "ready":
            self._take_back()
        self._share(str(reason or ""))

    def _block(self, reason: str | None) -> None:
        """The broker takes no messages for a while, for instance because its memory is full."""
        self._blocked = reason is not None
        self._share(f"it takes no messages: {reason}" if self._blocked else "")

    def _share(self, complaint: str) -> None:
        was, self._open = self._open, self._ready and not self._blocked
        if self._open:
            self._complaint = ""
            if not was:
                self.log.info("rooms are shared with other servers: {name}", name=self.exchange)
        elif complaint and complaint != self._complaint:
            # Not at each attempt, but also when the first fails.
            self._complaint = complaint
            self.log.warn("no broker, rooms are local: {reason}", reason=complaint)
        if self._open != was and self._shared is not None:
            self._shared(self._open)
        self._pump()

    def _take_back(self) -> None:
        """The connection is lost: what is acknowledged is sent again, first and in order."""
        waiting = (*self._under_way.values(), *self._queue)
        self._queue = deque(message for message in waiting if message.deferred is not None)
        lost = sum(message.deferred is None for message in self._under_way.values())
        self.uncertain += lost
        self.dropped += len(waiting) - len(self._queue) - lost
        self._under_way.clear()
        self._under_way_bytes = 0
        self._waiting_bytes = sum(message.size for message in self._queue)

    # -- out
    def publish(self, frame: bytes, target: Target, ack: bool) -> Deferred[None] | None:
        if not ack and not self._open:
            self.dropped += 1
            return None
        if ack and self._closed:
            raise NotReady("the backplane is closed")
        d: Deferred[None] | None = Deferred() if ack else None
        message = _Message(self._number + 1, frame.removesuffix(EOM), target, d)
        if message.size > MAX_MESSAGE:
            raise InvalidRequest(f"{MAX_MESSAGE} bytes are the most for other servers")
        waiting, size = self.waiting, self._waiting_bytes + message.size
        if waiting >= self.max_waiting or (waiting and size > self.max_waiting_bytes):
            if ack:
                raise QueueFull(f"{waiting} messages wait for the broker already")
            self.dropped += 1
            return None
        self._number = message.number
        self._waiting_bytes = size
        self._queue.append(message)
        self._pump()
        return d

    def tell(self, body: bytes) -> Deferred[None]:
        if not self._open:
            return fail(NotReady("the broker is not there"))
        # A roster that waited longer is out of date.
        return self._send(body, 0, ROSTER, persistent=False, expiration=str(int(SILENCE * 1000)))

    def _pump(self) -> None:
        """Send what waits, as far as the window allows."""
        if self._pumping:
            return
        self._pumping = True
        while (
            self._open
            and self._queue
            and (not self._under_way or self._under_way_bytes + self._queue[0].size <= WINDOW)
        ):
            message = self._queue.popleft()
            number = message.number
            self._under_way[number] = message
            self._under_way_bytes += message.size
            self.sent += 1
            self._send(
                message.body, number, message.target, persistent=message.deferred is not None
            ).addCallbacks(
                self._confirmed, self._unconfirmed, callbackArgs=(number,), errbackArgs=(number,)
            )
        self._pumping = False

    def _send(self, body: bytes, number: int, kind: str, **more: Any) -> Deferred[None]:
        return self.client.publish(
            self.exchange,
            "",
            body,
            message_id=f"{self.server_name}:{number}",
            type=kind,
            content_type="application/json",
            **more,
        )

    def _confirmed(self, _: object, number: int) -> None:
        message = self._finished(number)
        if message is not None and message.deferred is not None:
            message.deferred.callback(None)

    def _unconfirmed(self, failure: Failure, number: int) -> None:
        """Refused: its sender is told. Lost with the connection, or too late for it: see
        :meth:`_take_back`."""
        message = self._under_way.get(number)
        if message is None:
            return
        if failure.check(RequestRefused):
            self._finished(number)
            if message.deferred is not None:
                message.deferred.errback(failure)
            else:
                self.dropped += 1
        elif failure.check(BrokerNotReady) and message.deferred is None:
            self._finished(number)  # never handed over
            self.dropped += 1

    def _finished(self, number: int) -> _Message | None:
        message = self._under_way.pop(number, None)
        if message is not None:
            self._under_way_bytes -= message.size
            self._waiting_bytes -= message.size
            self._pump()
        return message

    # -- in
    def _arrived(self, properties: Any, body: bytes) -> None:
        name, _, digits = (properties.message_id or "").rpartition(":")
        target = properties.type
        if not name or not digits.isdecimal() or len(digits) > MAX_DIGITS:
            self.malformed += 1
        elif name.rpartition(".")[0] == self.server_id:
            pass  # our own, of this life or an earlier one
        elif target == ROSTER:
            if self._told is not None:
                self._told(name, body)
        elif target not in TARGETS:
            self.malformed += 1
        elif self._is_new(name, int(digits)):
            self._take(body, target)

    def _is_new(self, name: str, number: int) -> bool:
        last = self._last.get(name)
        if last is not None and number <= last:
            self.repeats += 1
            return False
        if last is not None:
            self.missed += number - last - 1
        self._last[name] = number
        self._last.move_to_end(name)
        if len(self._last) > MAX_SERVERS:
            self._last.popitem(last=False)
        return True

    def _take(self, body: bytes, target: Target) -> None:
        message = parse(body)
        if isinstance(message, Malformed) or not message.room:
            self.malformed += 1
            return
        sender = (message.extra or {}).get("from")
        message.sender = sender if isinstance(sender, str) else ""
        try:
            if self._published is not None:
                self._published(message, target)
            self.received += 1
        except InvalidRequest:
            self.malformed += 1
