"""The client: logs in, joins its rooms again, comes back by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from twisted.internet.defer import Deferred, fail, maybeDeferred, succeed
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.core.client import BaseClient, connect_once
from twisted_telco.core.endpoints import TLS, client_endpoint
from twisted_telco.core.events import Subscription
from twisted_telco.core.reconnect import ReconnectingFactory, State
from twisted_telco.nucosmq.backlog import MAX_QUEUE, Backlog
from twisted_telco.nucosmq.callbacks import Callback, Callbacks
from twisted_telco.nucosmq.errors import (
    FAMILY,
    InvalidRequest,
    NotReady,
    QueueFull,
    RequestRefused,
)
from twisted_telco.nucosmq.membership import Membership
from twisted_telco.nucosmq.messages import MAX_ROOM, PRESENCE, Message, is_name
from twisted_telco.nucosmq.outbox import MAX_BACKLOG
from twisted_telco.nucosmq.peer import PING_INTERVAL, PING_TIMEOUT, REQUEST_TIMEOUT, RequestHandler
from twisted_telco.nucosmq.protocol import Protocol
from twisted_telco.nucosmq.wire import MAX_FRAME, NOTHING, check_event, encode

PORT = 4000
AUTH_WAIT = 0.5
AUTH_WAIT_SIGNING = 5.0


class ClientFactory(ReconnectingFactory):
    """Keeps one connection of a client alive; takes the login of a :class:`Client`."""


class Client(BaseClient):
    """A client of one server.

    Callbacks may be added, rooms subscribed and messages sent at any time, also before it is
    started: rooms are joined after each login, messages wait in a queue with a bound.

    :param uid: who we are, to a server that asks; also the name of our private room.
    :param on_challenge: ``on_challenge(challenge)`` gives the signature, any JSON value, or a
        Deferred or coroutine of one. See :func:`~twisted_telco.nucosmq.auth.signer`.
    :param auth_wait: seconds after which a server that has not asked for a login is taken for one
        without; default 0.5, or 5 with ``on_challenge``.
    :param max_queue: messages that wait for the connection; one more raises QueueFull.
    :param max_frame: bytes of a frame, both ways. One with a room is shorter by what the server
        adds to it: our uid.
    :param max_backlog: bytes that wait for the connection, or for a server that reads slowly; more
        raises QueueFull.
    :param ping_interval: seconds of silence before the server is pinged; 0 for never.
    :ivar events: every event as a :class:`~twisted_telco.nucosmq.Message`, by its name.
    :ivar backlog: the messages that wait for the connection.
    :ivar max_published: bytes of a frame with a room.
    """

    errors = FAMILY
    protocol_name: ClassVar[str] = "nucosmq"
    factory_class = ClientFactory
    log = Logger()

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        uid: str = "",
        on_challenge: Callable[[Any], Any] | None = None,
        auth_wait: float | None = None,
        max_queue: int = MAX_QUEUE,
        max_frame: int = MAX_FRAME,
        max_backlog: int = MAX_BACKLOG,
        ping_interval: float = PING_INTERVAL,
        tls: TLS = None,
        **settings: Any,
    ) -> None:
        if not isinstance(uid, str) or len(uid) > MAX_ROOM:
            raise InvalidRequest(f"a uid is a string of {MAX_ROOM} characters at most")
        where = None if endpoint is None else client_endpoint(reactor, endpoint, PORT, tls=tls)
        super().__init__(reactor, where, **settings)
        self.uid = uid
        self.on_challenge = on_challenge
        if auth_wait is None:
            auth_wait = AUTH_WAIT if on_challenge is None else AUTH_WAIT_SIGNING
        self.auth_wait = auth_wait
        self.max_frame = max_frame
        sender = {"from": uid} if uid else NOTHING
        self.max_published = max_frame - len(encode("", extra=sender)) + len(encode(""))
        self.max_backlog = max_backlog
        self.ping_interval = ping_interval
        self.request_handlers: dict[str, RequestHandler] = {}
        self._callbacks = Callbacks(reactor)
        self._presence = Callbacks(reactor)
        self.backlog = Backlog(max_queue, max_backlog)
        self._rooms: dict[str, Membership] = {}
        self._on_connect: list[Callback] = []
        self._on_disconnect: list[Callback] = []
        self.on_state(self._changed)

    @property
    def connection(self) -> Protocol:
        return cast(Protocol, super().connection)

    @property
    def _ready(self) -> Protocol | None:
        return cast("Protocol | None", self.factory.ready)

    def build_connection(self) -> Protocol:
        return Protocol(
            self.reactor,
            self,
            max_frame=self.max_frame,
            max_backlog=self.max_backlog,
            slow_policy="drop_newest",
            ping_interval=self.ping_interval,
        )

    # -- life
    def start(self) -> Deferred[Client]:
        """Start to connect, and keep connecting; :meth:`when_ready`.

        :raises InvalidRequest: it has no endpoint.
        """
        if not self.running:
            try:
                self.startService()
            except InvalidRequest:
                return fail()
        return self.when_ready()

    def is_connected(self) -> bool:
        """Whether there is a connection that is logged in."""
        return self._ready is not None

    @property
    def queued(self) -> int:
        """Messages that wait for the connection."""
        return len(self.backlog)

    @property
    def abandoned(self) -> int:
        """Messages that were taken and never sent, because the client was stopped before."""
        return self.backlog.abandoned

    # -- sending
    def send(
        self, event: str, content: Any = "", *, ack: bool = False, timeout: float = REQUEST_TIMEOUT
    ) -> Deferred[None] | None:
        """Send an event to the server, or keep it until there is a connection.

        What had not been written when a connection ended goes out over the next; what had been
        written is not sent again, and without ``ack`` nothing tells whether it arrived.

        :param content: any JSON value; to our own server also ``bytes``, anywhere in it.
        :param ack: a Deferred is returned that fires when the server has handed it to its
            callbacks. Such a message is not queued while there is no connection.
        :param timeout: seconds to wait for that.
        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol. With
            ``ack`` the Deferred fails, with this as with all the rest.
        :raises QueueFull: too much waits already.
        :raises NotReady: the client is stopped, or was for one connection that has ended.
        """
        return self._send(event, content, "", ack, timeout)

    def publish(
        self,
        room: str,
        event: str,
        content: Any = "",
        *,
        ack: bool = False,
        timeout: float = REQUEST_TIMEOUT,
    ) -> Deferred[None] | None:
        """Send an event to all members of a room, or to the one client of that uid.

        The parameters are those of :meth:`send`. With ``ack`` the Deferred fires when the server
        has sent it on (through its backplane too, if it has one) and fails with RequestRefused
        when we may not publish there. Without, and from an original, nothing tells of that.
        """
        if not room:
            if ack:
                return fail(InvalidRequest("a room has a name"))
            raise InvalidRequest("a room has a name")
        return self._send(event, content, room, ack, timeout)

    def _send(
        self, event: str, content: Any, room: str, ack: bool, timeout: float
    ) -> Deferred[None] | None:
        if ack:
            return self._acknowledged(event, content, room, timeout)
        check_event(event)
        limit = self.max_published if room else self.max_frame
        frame = encode(event, content, room, max_frame=limit)
        connection = self._ready
        if connection is not None:
            if not connection.outbox.send(frame, bool(room)):
                raise QueueFull(f"{connection.unsent} bytes wait for the server to read")
        elif self.factory.continueTrying or self._again:
            self.backlog.add(frame, bool(room))
        else:
            raise NotReady(f"{self!r} is stopped")
        return None

    def _acknowledged(self, event: str, content: Any, room: str, timeout: float) -> Deferred[None]:
        def ask() -> Deferred[Any]:
            check_event(event)
            connection = self.connection
            if connection.kind != "ours":
                raise InvalidRequest("the server is an original nucosMQ: it acknowledges nothing")
            return connection.ask(event, content, room, timeout, ack=1)

        return maybeDeferred(ask).addCallback(lambda _: None)

    def request(
        self, event: str, content: Any = "", /, *, timeout: float = REQUEST_TIMEOUT
    ) -> Deferred[Any]:
        """Ask the server; a Deferred of what its request handler for the event answers.

        :raises NotReady: there is no connection.
        :raises InvalidRequest: the server is an original, which answers nothing.
        :raises RequestRefused: nobody answers this event there, or the handler refused.
        """
        return maybeDeferred(self._request, event, content, timeout)

    def _request(self, event: str, content: Any, timeout: float) -> Deferred[Any]:
        check_event(event)
        connection = self.connection
        if connection.kind != "ours":
            raise InvalidRequest("the server is an original nucosMQ: it answers no requests")
        return connection.ask(event, content, "", timeout)

    def ping(self, timeout: float = PING_TIMEOUT) -> Deferred[float]:
        """The seconds until the server's pong.

        :raises NotReady: there is no connection.
        :raises RequestTimeout: no pong came.
        """
        return maybeDeferred(lambda: self.connection.ping(timeout))

    # -- rooms
    def subscribe(self, room: str, *, presence: bool = False) -> Deferred[None]:
        """Join a room, now and after each login from now on.

        :param presence: be told who joins and leaves, see :meth:`add_presence_callback`; until
            :meth:`unsubscribe`.
        :returns: a Deferred that fires when we are in. An original never says so: then it fires
            when it has read the wish. Without a connection it fires after the next login.
        :raises RequestRefused: the server does not let us in; it is not asked again. A room that
            it refuses at a later login is given up as well, which is logged.
        """
        if not is_name(room):
            return fail(InvalidRequest(f"a room's name has 1 to {MAX_ROOM} characters"))
        wish = self._rooms.get(room)
        if wish is None:
            wish = self._rooms[room] = Membership(room)
            self.interests.keep(("room", room), partial(self._rejoin, wish))
        wish.presence = wish.presence or presence
        return self._join(wish)

    def _join(self, wish: Membership) -> Deferred[None]:
        connection = self._ready
        if connection is None:
            return self.when_ready().addCallback(lambda _: self._join(wish))
        return wish.join(connection).addErrback(self._not_joined, wish)

    def _not_joined(self, failure: Failure, wish: Membership) -> Failure:
        if failure.check(RequestRefused):
            self._give_up(wish)
        return failure

    def _rejoin(self, wish: Membership, connection: Protocol) -> Deferred[None]:
        """On the way to ready, where a refusal would end the login, and each later one too."""

        def refused(failure: Failure) -> None:
            failure.trap(RequestRefused)
            self._give_up(wish)
            self.log.warn("{room!r} is given up: {why}", room=wish.room, why=failure.value)

        return wish.join(connection).addErrback(refused)

    def _give_up(self, wish: Membership) -> None:
        if self._rooms.get(wish.room) is wish:
            del self._rooms[wish.room]
            self.interests.drop(("room", wish.room))

    def unsubscribe(self, room: str) -> Deferred[None]:
        """Leave a room.

        :raises InvalidRequest: no name of a room; or the server is an original: only a new
            connection leaves its rooms.
        """
        if not is_name(room):
            return fail(InvalidRequest(f"a room's name has 1 to {MAX_ROOM} characters"))
        wish = self._rooms.get(room)
        if wish is not None:
            wish.withdrawn = True
            self._give_up(wish)
        connection = cast("Protocol | None", self.factory.current)
        # One that is still on its way to ready may have joined already.
        if connection is None or not connection.let_in or connection.leaving:
            return succeed(None)
        return maybeDeferred(connection.unsubscribe, room).addCallback(lambda _: None)

    def who(self, room: str) -> Deferred[list[str]]:
        """The uids of a room's members, at all servers that share it, sorted.

        :raises RequestRefused: we are not in it.
        :raises InvalidRequest: the server is an original.
        """
        return maybeDeferred(lambda: self.connection.who(room))

    # -- receiving
    def add_event_callback(self, event: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for an event, with or without a room; ``"all"`` for each."""
        return self._callbacks.add(event, callback)

    def add_room_callback(self, room: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for each event in a room."""
        return self._callbacks.add("all", callback, room)

    def add_room_event_callback(self, room: str, event: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for an event in a room."""
        return self._callbacks.add(event, callback, room)

    def add_presence_callback(self, room: str, callback: Callback) -> Subscription:
        """Call ``callback({"uid": uid, "joined": bool})`` for whoever joins or leaves a room that
        was subscribed with ``presence=True``."""
        return self._presence.add(PRESENCE, callback, room)

    def add_request_handler(self, event: str, handler: RequestHandler) -> None:
        """Answer the server's requests: ``handler(message)`` gives a JSON value, or a Deferred or
        coroutine of one; a TelcoError that it raises is the refusal."""
        check_event(event)
        self.request_handlers[event] = handler

    def add_on_connect(self, callback: Callback) -> None:
        """Call ``callback(client)`` each time the client gets ready."""
        self._on_connect.append(callback)

    def add_on_disconnect(self, callback: Callback) -> None:
        """Call ``callback(client)`` each time a ready connection was lost or closed."""
        self._on_disconnect.append(callback)

    def received(self, message: Message) -> None:
        """Take an event from the connection."""
        extra = message.extra
        wants = extra is not None and "id" in extra
        if wants and "ack" not in (extra or ()):
            message.connection.serve(message)
            return
        if message.event == PRESENCE and extra is not None and "presence" in extra:
            self._presence.deliver(message)
            return
        self._callbacks.deliver(message)
        self.events.emit(message.event, message)
        if wants:
            message.connection.reply(message)

    def _changed(self, old: State, new: State, reason: Exception | None) -> None:
        if new == "stopped" and not self._again:
            self.backlog.abandon()
        callbacks = (
            self._on_connect if new == "ready" else self._on_disconnect if old == "ready" else ()
        )
        for callback in tuple(callbacks):
            maybeDeferred(callback, self).addErrback(
                lambda failure: self.log.failure("a callback of the connection failed", failure)
            )


ClientFactory.client_class = Client


def connect(
    reactor: Any, endpoint: Any, *, timeout: float = 30.0, **login: Any
) -> Deferred[Client]:
    """One connection that is logged in, without retry.

    :param endpoint: where the server is: ``"host"``, ``"host:4000"``, an endpoint string or object.
    :param timeout: seconds for TCP, TLS and login together.
    :param login: as for :class:`Client`.
    :returns: a Deferred of the client; cancelling it aborts.
    """
    try:
        client = Client(reactor, endpoint, **login)
    except ValueError:
        return fail()
    return connect_once(client, timeout)
