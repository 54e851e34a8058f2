"""The server: logins, rooms, callbacks, and as many clients as the machine can hold.

Nothing is shared between servers of one process. A client that reads slowly costs its own messages
only (see ``slow_policy``), and what one client may do in the name of others is decided here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from typing import Any, Literal

from twisted.internet.address import UNIXAddress
from twisted.internet.defer import Deferred, fail, maybeDeferred, succeed
from twisted.internet.interfaces import IAddress
from twisted.logger import Logger

from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.events import EventHub, Subscription
from twisted_telco.core.listen import MAX_CONNECTIONS, ConnectionsFactory, ListeningService
from twisted_telco.nucosmq.auth import auth_object
from twisted_telco.nucosmq.callbacks import Callback, Callbacks
from twisted_telco.nucosmq.client import PORT
from twisted_telco.nucosmq.desk import MAX_ROOMS, Access, Desk, PublishPolicy
from twisted_telco.nucosmq.errors import FAMILY, InvalidRequest, NotReady
from twisted_telco.nucosmq.interfaces import IBackplane
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import MAX_ROOM, Message, is_name
from twisted_telco.nucosmq.outbox import MAX_BACKLOG, Policy
from twisted_telco.nucosmq.peer import PING_TIMEOUT, REQUEST_TIMEOUT, RequestHandler
from twisted_telco.nucosmq.rooms import Rooms, Target
from twisted_telco.nucosmq.roster import Rosters
from twisted_telco.nucosmq.wire import MAX_FRAME, NOTHING, check_event, encode

DuplicateUid = Literal["replace", "refuse", "allow"]

AUTH_TIMEOUT = 10.0
PING_INTERVAL = 120.0


class ServerFactory(ConnectionsFactory):
    """Builds the connections of one server."""

    def __init__(self, server: Server, max_connections: int) -> None:
        super().__init__(max_connections)
        self.server = server

    def build_connection(self, addr: IAddress | None) -> Member | None:
        return self.server.build_connection(addr)


class Server(ListeningService):
    """A nucosMQ server.

    :param endpoint: a port number (on 127.0.0.1), an endpoint string or an endpoint; None to call
        :meth:`listen` with one later.
    :param auth: an object or class with ``auth_challenge(uid=…)`` and ``auth_final(uid=…,
        signature=…, challenge=…)``, see :class:`~twisted_telco.nucosmq.auth.IAuth`; None: nobody
        is asked.
    :param single_server: one connection at a time; others are closed at once.
    :param publish_policy: ``"members"``: clients publish only into rooms that they are members of,
        a private room included; ``"open"``: into any, as the original lets them. The server itself
        may always.
    :param access: ``access(member, action, room)`` decides besides: True, False, or a Deferred or
        coroutine of that. The action is ``"subscribe"``, ``"publish"`` or ``"who"``.
    :param duplicate_uid: a login with a uid that is logged in: ``"replace"`` closes the older one,
        ``"refuse"`` the newer, ``"allow"`` keeps both.
    :param anonymous_rooms: on a server without ``auth``, rooms can be used (the original's cannot).
    :param auth_timeout: seconds for a login.
    :param max_per_address: connections from one IP address, or None.
    :param max_rooms: rooms that one client may join.
    :param max_frame: bytes of a frame, both ways.
    :param max_backlog: bytes that wait for one slow client.
    :param slow_policy: what it loses then: ``"drop_oldest"``, ``"drop_newest"``, or ``"close"``
        for the whole connection. Counted in :attr:`dropped`.
    :param ping_interval: seconds of silence before a client is pinged; 0 for never.
    :param backplane: shares rooms with other servers: an AMQP URL or an
        :class:`~twisted_telco.nucosmq.interfaces.IBackplane`.
    :param grace: seconds for connections to close before they are aborted.
    :ivar events: every event, published ones too, as a :class:`~twisted_telco.nucosmq.Message`.
    :ivar logins_refused: logins that failed or took too long.
    :ivar published: messages sent into rooms here, from wherever.
    :ivar abandoned: frames that waited for a client when its connection ended, and are lost.
    """

    log = Logger()
    errors = FAMILY
    member_class: type[Member] = Member

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        auth: Any = None,
        single_server: bool = False,
        publish_policy: PublishPolicy = "members",
        access: Access | None = None,
        duplicate_uid: DuplicateUid = "replace",
        anonymous_rooms: bool = True,
        auth_timeout: float = AUTH_TIMEOUT,
        max_connections: int = MAX_CONNECTIONS,
        max_per_address: int | None = None,
        max_rooms: int = MAX_ROOMS,
        max_frame: int = MAX_FRAME,
        max_backlog: int = MAX_BACKLOG,
        slow_policy: Policy = "drop_oldest",
        ping_interval: float = PING_INTERVAL,
        backplane: IBackplane | str | None = None,
        **settings: Any,
    ) -> None:
        if duplicate_uid not in ("replace", "refuse", "allow"):
            raise InvalidRequest(f"no such duplicate_uid: {duplicate_uid!r}")
        where = None if endpoint is None else server_endpoint(reactor, endpoint, PORT)
        factory = self.build_factory(1 if single_server else max_connections)
        super().__init__(reactor, where, factory, **settings)
        self.auth = auth_object(auth)
        self.duplicate_uid = duplicate_uid
        self.desk = Desk(
            self._distribute,
            publish_policy=publish_policy,
            access=access,
            anonymous_rooms=anonymous_rooms,
            max_rooms=max_rooms,
            is_user=getattr(self.auth, "is_uid", None),
        )
        self.auth_timeout = auth_timeout
        self.max_per_address = max_per_address
        self.max_frame = max_frame
        self._limits: dict[str, Any] = {
            "max_frame": max_frame,
            "max_backlog": max_backlog,
            "slow_policy": slow_policy,
            "ping_interval": ping_interval,
        }
        self.events = EventHub(reactor, FAMILY)
        self.members: set[Member] = set()
        self.logins_refused = self.published = self.abandoned = 0
        self.request_handlers: dict[str, RequestHandler] = {}
        self._dropped = 0  # by connections that are gone
        self._callbacks = Callbacks(reactor)
        self._on_connect: list[Callback] = []
        self._on_disconnect: list[Callback] = []
        self._addresses: Counter[str] = Counter()
        self.backplane = _backplane(reactor, backplane)
        self._rosters: Rosters | None = None
        if self.backplane is not None:
            self._rosters = Rosters(reactor, self.backplane, self.desk.presence)
            self.backplane.attach(self._from_others, self._rosters.told, self._rosters.shared)

    # -- life
    def build_factory(self, max_connections: int) -> ConnectionsFactory:
        """What accepts connections."""
        return ServerFactory(self, max_connections)

    def build_connection(self, addr: IAddress | None) -> Member | None:
        """A new connection; None refuses it."""
        host = getattr(addr, "host", "")  # a UNIX socket has none
        most = self.max_per_address
        if host and most is not None and self._addresses[host] >= most:
            return None
        member = self.member_class(self.reactor, self, **self._limits)
        self._addresses[host] += 1
        member.when_lost().addCallback(self._gone, member, host)
        return member

    def _gone(self, _: object, member: Member, host: str) -> None:
        self._dropped += member.outbox.dropped
        self.abandoned += member.abandoned
        self._addresses[host] -= 1
        if not self._addresses[host]:
            del self._addresses[host]

    def listen(self, endpoint: Any = None) -> Deferred[Any]:
        """Start to listen; fires with the port, or fails with Twisted's reason (busy port).

        :param endpoint: as at creation, instead of the one given there.
        """
        if endpoint is not None:
            endpoint = server_endpoint(self.reactor, endpoint, PORT)
        return super().listen(endpoint)

    def start(self) -> Deferred[Server]:
        """Start to listen; a Deferred of this server, listening, or of Twisted's reason why not."""
        if not self.running:
            try:
                self.startService()
            except Exception:
                return fail()
        return self.when_listening().addCallback(lambda _: self)

    def close(self) -> Deferred[None]:
        """Say goodbye to all clients and stop to listen."""
        return self.stopService()

    def startService(self) -> None:
        self.events.open()
        super().startService()
        if self.backplane is not None:
            self.backplane.start()

    def stopService(self) -> Deferred[None]:
        return super().stopService().addCallback(self._stopped)

    def _stopped(self, _: object) -> Deferred[None] | None:
        self.events.close("the server is closed")
        if self.backplane is None or self._rosters is None:
            return None
        self._rosters.stop()
        return self.backplane.stop()

    def getsockname(self) -> tuple[str, int] | str:
        """Address and port that it listens on, or the path of a UNIX socket.

        :raises NotReady: it does not listen.
        """
        if self.port is None:
            raise NotReady(f"{self!r} does not listen")
        host: Any = self.port.getHost()
        if isinstance(host, UNIXAddress):
            return os.fsdecode(host.name or b"")
        return host.host, host.port

    @property
    def rooms(self) -> Rooms[Member]:
        """Who is in which room here."""
        return self.desk.rooms

    @property
    def refused(self) -> int:
        """Publishes, subscriptions and questions that were not allowed."""
        return self.desk.refused

    @property
    def dropped(self) -> int:
        """Frames that slow readers lost to the policy."""
        return self._dropped + sum(member.outbox.dropped for member in self.members)

    # -- clients come and go
    def admit(self, member: Member) -> bool:
        """Whether a login that is right may come in beside those there are."""
        others = tuple(self.rooms.uids.get(member.uid, ()))
        if others and self.duplicate_uid == "refuse":
            return False
        if self.duplicate_uid == "replace":
            for other in others:
                self.left(other)
                other.replace()
        return True

    def entered(self, member: Member) -> None:
        """A client is logged in, or has come to a server that asks for nothing."""
        self.members.add(member)
        if member.uid:
            self.desk.entered(member)
        self._call(self._on_connect, member)

    def left(self, member: Member) -> None:
        """A client is gone, or replaced by a newer one."""
        if member not in self.members:
            return
        self.members.discard(member)
        self.desk.left(member)
        self._call(self._on_disconnect, member)

    def _call(self, callbacks: list[Callback], member: Member) -> None:
        for callback in tuple(callbacks):
            maybeDeferred(callback, member).addErrback(
                lambda failure: self.log.failure("a callback of the connection failed", failure)
            )

    def is_connected(self, to: Member | str) -> bool:
        """Whether a connection lives, or a uid is logged in."""
        return bool(self._connections(to))

    def get_conn(self, uid: str) -> Member | None:
        """A connection of a uid, or None."""
        return next(iter(self.rooms.uids.get(uid, ())), None)

    def _connections(self, to: Member | str) -> Collection[Member]:
        if isinstance(to, str):
            return self.rooms.uids.get(to, ())
        return (to,) if to in self.members else ()

    # -- sending
    def send(self, to: Member | str, event: str, content: Any = "") -> bool:
        """Send an event to a connection, or to all connections of a uid.

        :returns: False when there is none, or when its queue did not take it.
        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol.
        """
        frame = self._encode(event, content, "")
        return any([member.outbox.send(frame) for member in tuple(self._connections(to))])

    def send_all(self, event: str, content: Any = "") -> None:
        """Send an event, without a room, to everybody."""
        frame = self._encode(event, content, "")
        Member.send_to_all(tuple(self.members), frame)

    def publish(
        self, room: str, event: str, content: Any = "", *, ack: bool = False
    ) -> Deferred[None] | None:
        """Send an event to all members of a room, or to the client of that uid.

        A name that is a uid means that alone: while it is away nobody gets the event, not even a
        room of the same name.

        :param ack: a Deferred is returned that fires when the backplane, if there is one, has
            taken it for the other servers as well. It fails with QueueFull when too much waits for
            the backplane already: nobody got it then, neither here. Who publishes a lot waits for
            it; without, what is too much is dropped and counted by the backplane.
        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol.
        """
        if not is_name(room):
            raise InvalidRequest(f"a room's name has 1 to {MAX_ROOM} characters")
        return self._distribute(Message(event, content, room), ack)

    def request(
        self, to: Member | str, event: str, content: Any = "", *, timeout: float = REQUEST_TIMEOUT
    ) -> Deferred[Any]:
        """Ask one of our own clients; a Deferred of what its request handler answers."""
        try:
            check_event(event)
        except InvalidRequest:
            return fail()
        for member in self._connections(to):
            if member.kind == "original":
                return fail(InvalidRequest("an original nucosMQ client answers no requests"))
            return maybeDeferred(member.ask, event, content, "", timeout)
        return fail(NotReady(f"{to} is not connected"))

    def ping(self, to: Member | str, timeout: float = PING_TIMEOUT) -> Deferred[float]:
        """The seconds until a client's pong."""
        for member in self._connections(to):
            return member.ping(timeout)
        return fail(NotReady(f"{to} is not connected"))

    def _encode(self, event: str, content: Any, room: str, sender: str = "") -> bytes:
        check_event(event)
        extra = {"from": sender} if sender else NOTHING
        return encode(event, content, room, extra, self.max_frame)

    def _distribute(
        self, message: Message, ack: bool = False, publisher: Member | None = None
    ) -> Deferred[None] | None:
        """Send a message to the members here and, through the backplane, elsewhere."""
        frame = self._encode(message.event, message.content, message.room, message.sender)
        target = self.rooms.target(message.room, publisher)
        done = succeed(None) if ack else None
        if self.backplane is not None:
            # First: what it refuses may be sent again, and must not have been heard by some.
            try:
                done = self.backplane.publish(frame, target, ack)
            except NotReady:
                return fail()
        self._fan_out(message, frame, target)
        return done

    def _fan_out(self, message: Message, frame: bytes, target: Target) -> None:
        self.published += 1
        Member.send_to_all(tuple(self.rooms.members(message.room, target)), frame)
        if self.events.listens(message.event):
            self.events.emit(message.event, message)

    def _from_others(self, message: Message, target: Target) -> None:
        """Another server published this. Clients get what we make of it, whoever wrote it."""
        frame = self._encode(message.event, message.content, message.room, message.sender)
        self._fan_out(message, frame, target)

    # -- what clients ask for
    def received(self, message: Message) -> None:
        """An event without a room."""
        self._callbacks.deliver(message)
        self.events.emit(message.event, message)

    def who(self, room: str) -> list[str]:
        """The uids of a room's members, at all servers of the backplane, sorted."""
        return self.desk.who(room)

    def join_room(self, room: str, uid: str) -> bool:
        """Let the connections of a uid join a room; False when it is not logged in here.

        :raises InvalidRequest: no name of a room, or that of somebody else's private room.
        """
        return self.desk.join_room(room, uid)

    # -- users' code
    def add_event_callback(self, event: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for an event that a client sends to the server; ``"all"`` for
        each. What is published into rooms is not among them; for that, subscribe to ``events``."""
        return self._callbacks.add(event, callback)

    def add_request_handler(self, event: str, handler: RequestHandler) -> None:
        """Answer requests of our own clients: ``handler(message)`` gives a JSON value, or a
        Deferred or coroutine of one; a TelcoError that it raises is the refusal."""
        check_event(event)
        self.request_handlers[event] = handler

    def add_on_connect(self, callback: Callback) -> None:
        """Call ``callback(member)`` for each client that is logged in."""
        self._on_connect.append(callback)

    def add_on_disconnect(self, callback: Callback) -> None:
        """Call ``callback(member)`` for each of those when it is gone."""
        self._on_disconnect.append(callback)


def _backplane(reactor: Any, where: IBackplane | str | None) -> IBackplane | None:
    if not isinstance(where, str):
        return where
    # Only here, since it needs pika.
    from twisted_telco.nucosmq.backplane import AMQPBackplane  # noqa: PLC0415

    return AMQPBackplane(reactor, where)
