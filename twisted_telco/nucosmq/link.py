"""One to one: a link that either waits for its peer or goes to it."""

from __future__ import annotations

from collections import deque
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from twisted_telco.core.events import Subscription
from twisted_telco.nucosmq.callbacks import Callback, Callbacks
from twisted_telco.nucosmq.client import MAX_QUEUE, Client
from twisted_telco.nucosmq.errors import InvalidRequest, NotReady, QueueFull
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import ALL, RESERVED
from twisted_telco.nucosmq.peer import PING_TIMEOUT, Peer
from twisted_telco.nucosmq.server import Server
from twisted_telco.nucosmq.wire import MAX_FRAME, encode


class Link:
    """One end of a one-to-one connection, without login.

    It binds or connects, never both; both ends then have the same methods. The binding end accepts
    one peer at a time and the next one when that has left; the connecting end comes back by itself.

    :param max_queue: messages that wait for the peer; one more raises QueueFull.
    :param limits: of the :class:`~twisted_telco.nucosmq.Server` or
        :class:`~twisted_telco.nucosmq.Client` it becomes: ``max_frame``, ``max_backlog``, …
    """

    def __init__(self, reactor: Any, *, max_queue: int = MAX_QUEUE, **limits: Any) -> None:
        self.reactor = reactor
        self.max_queue = max_queue
        self._limits = limits
        self._end: Server | Client | None = None
        self._callbacks = Callbacks(reactor)
        self._queue: deque[bytes] = deque()

    # -- which end we are
    def bind(self, where: Any, port: int | None = None) -> Deferred[Link]:
        """Wait for the peer; fires with the link when it listens.

        :param where: an address with ``port``, or an endpoint string or object.
        :raises InvalidRequest: it is bound or connected already.
        """
        if self._end is not None:
            return fail(InvalidRequest("the link is in use; close it first"))
        if port is not None:
            where = f"tcp:{port}:interface={_escaped(where)}"
        try:
            server = Server(self.reactor, where, single_server=True, **self._limits)
        except ValueError:
            return fail()
        self._end = server
        server.add_event_callback(ALL, lambda _: None)
        server.events.subscribe("*", self._callbacks.deliver)
        server.add_on_connect(self._flush)
        return server.start().addCallbacks(self._bound, self._not_bound)

    def _bound(self, _: object) -> Link:
        return self

    def _not_bound(self, failure: Any) -> Any:
        self._end = None
        return failure

    def connect(self, where: Any, port: int | None = None) -> Deferred[Link]:
        """Go to the peer; fires with the link when it is there. It keeps trying until then.

        :param where: a host with ``port``, or an endpoint string or object.
        :raises InvalidRequest: it is bound or connected already.
        """
        if self._end is not None:
            return fail(InvalidRequest("the link is in use; close it first"))
        if port is not None:
            where = f"[{where}]:{port}" if ":" in where else f"{where}:{port}"
        try:
            # Nobody asks for a login here.
            client = Client(self.reactor, where, auth_wait=0, **self._limits)
        except ValueError:
            return fail()
        self._end = client
        client.events.subscribe("*", self._callbacks.deliver)
        client.add_on_connect(self._flush)
        return client.start().addCallback(lambda _: self)

    def close(self) -> Deferred[None]:
        """Say goodbye and close. Afterwards the link may be bound or connected again."""
        end, self._end = self._end, None
        return succeed(None) if end is None else end.close()

    # -- the same on both ends
    def _peer(self) -> Member | Client | None:
        end = self._end
        if isinstance(end, Server):
            return next(iter(end.members), None)
        return end if end is not None and end.is_connected() else None

    def is_connected(self) -> bool:
        """Whether the peer is there."""
        return self._peer() is not None

    @property
    def queued(self) -> int:
        """Messages that wait for the peer."""
        return len(self._queue)

    def send(self, event: str, content: Any = "") -> None:
        """Send an event to the peer, or keep it until the peer is there.

        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol.
        :raises QueueFull: too much waits already.
        """
        peer = self._peer()
        if peer is not None:
            if peer.send(event, content) is False:
                raise QueueFull("too much waits for the peer to read")
            return
        if event in RESERVED:
            raise InvalidRequest(f"the event {event!r} belongs to the protocol")
        frame = encode(event, content, max_frame=self._limits.get("max_frame", MAX_FRAME))
        if len(self._queue) >= self.max_queue:
            raise QueueFull(f"{self.max_queue} messages wait for the peer already")
        self._queue.append(frame)

    def _flush(self, _: object) -> None:
        end = self._end
        if isinstance(end, Client):
            connection: Peer = end.connection
        else:
            connection = next(iter(end.members))  # type: ignore[union-attr]  # it has just come
        while self._queue:
            connection.outbox.send(self._queue.popleft())

    def ping(self, timeout: float = PING_TIMEOUT) -> Deferred[float]:
        """The seconds until the peer's pong.

        :raises NotReady: the peer is not there.
        :raises RequestTimeout: no pong came.
        """
        peer = self._peer()
        return fail(NotReady("the peer is not there")) if peer is None else peer.ping(timeout)

    def add_event_callback(self, event: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for an event; ``"all"`` for each. Before or after the link
        is bound or connected."""
        return self._callbacks.add(event, callback)


def _escaped(address: str) -> str:
    """Colons of an IPv6 address mean something else in an endpoint string."""
    return address.replace(":", "\\:")
