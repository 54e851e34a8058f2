"""One to one: a link that either waits for its peer or goes to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from twisted_telco.core.events import Subscription
from twisted_telco.nucosmq.backlog import MAX_QUEUE, Backlog
from twisted_telco.nucosmq.callbacks import Callback, Callbacks
from twisted_telco.nucosmq.client import Client
from twisted_telco.nucosmq.errors import InvalidRequest, NotReady, QueueFull
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import ALL
from twisted_telco.nucosmq.outbox import MAX_BACKLOG
from twisted_telco.nucosmq.peer import PING_TIMEOUT
from twisted_telco.nucosmq.server import Server
from twisted_telco.nucosmq.wire import MAX_FRAME, check_event, encode


class Link:
    """One end of a one-to-one connection, without login.

    It binds or connects, never both; both ends then have the same methods. The binding end accepts
    one peer at a time and the next one when that has left; the connecting end comes back by itself.

    :param max_queue: messages that wait for the peer; one more raises QueueFull.
    :param max_frame: bytes of a frame, both ways.
    :param max_backlog: bytes that wait for the peer to come, or for one that reads slowly; more
        raises QueueFull.
    :param settings: of the :class:`~twisted_telco.nucosmq.Server` or
        :class:`~twisted_telco.nucosmq.Client` it becomes: ``ping_interval``, …
    :ivar abandoned: messages that were taken and never sent, because the link was closed before.
    """

    def __init__(
        self,
        reactor: Any,
        *,
        max_queue: int = MAX_QUEUE,
        max_frame: int = MAX_FRAME,
        max_backlog: int = MAX_BACKLOG,
        **settings: Any,
    ) -> None:
        self.reactor = reactor
        self.max_queue = max_queue
        self.max_frame = max_frame
        self.max_backlog = max_backlog
        self.abandoned = 0
        self._settings = {"max_frame": max_frame, "max_backlog": max_backlog, **settings}
        self._end: Server | Client | None = None
        self._callbacks = Callbacks(reactor)
        self._backlog: Backlog | None = self._new_backlog()

    def _new_backlog(self) -> Backlog:
        return Backlog(self.max_queue, self.max_backlog)

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
            server = Server(
                self.reactor,
                where,
                single_server=True,
                slow_policy="drop_newest",  # and then says so, as the other end does
                **self._settings,
            )
        except ValueError:
            return fail()
        backlog = self._used_as(server)
        server.add_event_callback(ALL, lambda _: None)
        server.events.subscribe("*", self._callbacks.deliver)
        server.add_on_connect(partial(_peer_came, backlog))
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
            client = Client(self.reactor, where, auth_wait=0, **self._settings)
        except ValueError:
            return fail()
        client.backlog = self._used_as(client)
        client.events.subscribe("*", self._callbacks.deliver)
        return client.start().addCallback(lambda _: self)

    def _used_as(self, end: Server | Client) -> Backlog:
        self._end = end
        if self._backlog is None:  # it was closed
            self._backlog = self._new_backlog()
        return self._backlog

    def close(self) -> Deferred[None]:
        """Say goodbye and close. Afterwards the link may be bound or connected again."""
        end, self._end = self._end, None
        backlog, self._backlog = self._backlog, None
        closed = succeed(None) if end is None else end.close()
        return closed.addCallback(self._closed, backlog)

    def _closed(self, _: object, backlog: Backlog | None) -> None:
        if backlog is not None:
            backlog.abandon()
            self.abandoned += backlog.abandoned

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
        return 0 if self._backlog is None else len(self._backlog)

    def send(self, event: str, content: Any = "") -> None:
        """Send an event to the peer, or keep it until the peer is there.

        What had not been written when the peer left waits for the next one.

        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol.
        :raises QueueFull: too much waits already.
        :raises NotReady: the link was closed.
        """
        peer = self._peer()
        if peer is not None:
            if peer.send(event, content) is False:
                raise QueueFull("too much waits for the peer to read")
            return
        check_event(event)
        frame = encode(event, content, max_frame=self.max_frame)
        if self._backlog is None:
            raise NotReady("the link is closed")
        self._backlog.add(frame)

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


def _peer_came(backlog: Backlog, member: Member) -> None:
    member.backlog = backlog
    backlog.move_to(member.outbox)


def _escaped(address: str) -> str:
    """Colons of an IPv6 address mean something else in an endpoint string."""
    return address.replace(":", "\\:")
