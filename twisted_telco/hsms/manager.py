"""Many peers by name, active and passive mixed, one listener per port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults, succeed

from twisted_telco.core.events import EventHub
from twisted_telco.hsms import errors
from twisted_telco.hsms.client import ActiveConnection
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.handlers import Handler as MessageHandler
from twisted_telco.hsms.machine import State
from twisted_telco.hsms.messages import Message
from twisted_telco.hsms.server import PassivePeer, PassiveServer


class HSMSHandler:
    """The lowest level of a peer: the link, Select and Linktest.

    Subclasses are given to :meth:`ConnectionManager.add_peer` as ``handler_class``. A handler is
    the delegate of its connection; a subclass may override the four methods and calls those of
    its base.

    :ivar name: of the peer.
    :ivar connection: an active or passive connection.
    """

    def __init__(self, manager: ConnectionManager, name: str) -> None:
        self.manager = manager
        self.name = name
        self.connection: Any = None

    def __repr__(self) -> str:
        return f"<hsms.{type(self).__name__} {self.name} {self.link_state.value}>"

    def attached(self, connection: HSMSConnection) -> None:
        """The connection is there, still disabled."""
        self.connection = connection

    @property
    def link_state(self) -> State:
        """NOT CONNECTED, NOT SELECTED or SELECTED."""
        state: State = self.connection.link_state
        return state

    def enable(self) -> Deferred[None]:
        """Start connecting, or accepting; fires when that has begun, fails when the port is busy.
        May be repeated."""
        return self.manager._enable(self)

    def disable(self) -> Deferred[None]:
        """Close and stay closed; fires when the link is gone. May be repeated."""
        d: Deferred[None] = self.connection.disable()
        return d

    def when_ready(self) -> Deferred[Any]:
        """A Deferred of this handler when the peer is selected."""
        d: Deferred[Any] = self.connection.when_ready()
        return d.addCallback(lambda _: self)

    def linktest(self) -> Deferred[Message]:
        """Fires with the Linktest.rsp."""
        d: Deferred[Message] = self.connection.linktest()
        return d

    # -- the connection's delegate
    def on_connection_established(self, connection: Any) -> None:
        """The TCP connection is there, before Select."""
        self.manager.events.emit("established", self)

    def on_connection_packet_received(self, connection: Any, packet: Message) -> None:
        """A message arrived, control messages included."""

    def on_connection_before_closed(self, connection: Any) -> None:
        """We are about to close; sending still works."""

    def on_connection_closed(self, connection: Any) -> None:
        """The TCP connection is gone."""
        self.manager.events.emit("closed", self)


class SECSHandler(HSMSHandler):
    """The level of SECS-II messages: requests, handlers, events."""

    @property
    def events(self) -> EventHub:
        """Every message of the peer, by its name."""
        hub: EventHub = self.connection.events
        return hub

    def request(self, what: Any, /, **options: Any) -> Deferred[Message]:
        """See :meth:`HSMSConnection.request`."""
        d: Deferred[Message] = self.connection.request(what, **options)
        return d

    def send(self, what: Any, /, **options: Any) -> Deferred[None]:
        """See :meth:`HSMSConnection.send`."""
        d: Deferred[None] = self.connection.send(what, **options)
        return d

    def handle(self, stream: int, function: int, handler: MessageHandler | None) -> None:
        """See :meth:`HSMSConnection.handle`."""
        self.connection.handle(stream, function, handler)

    def handle_all(self, handler: MessageHandler | None) -> None:
        """See :meth:`HSMSConnection.handle_all`."""
        self.connection.handle_all(handler)


H = TypeVar("H", bound=HSMSHandler)


class ConnectionManager(Service):
    """Peers by name.

    Passive peers of the same port share one listener, which is there while one of them is enabled
    or connected, and closed with the last that is removed.

    :param interface: on which passive peers are listened for.
    :param settings: the defaults of all peers, see
        :class:`~twisted_telco.hsms.settings.Settings`.
    :ivar events: ``"established"`` and ``"closed"`` of all peers, with the handler; every message
        of all peers under ``"message"``, as a pair of handler and message.
    """

    def __init__(self, reactor: Any, *, interface: str = "", **settings: Any) -> None:
        self.reactor = reactor
        self.interface = interface
        self.defaults = settings
        self.events = EventHub(reactor, errors.FAMILY)
        self.peers: dict[str, HSMSHandler] = {}
        self.servers: dict[int, PassiveServer] = {}

    def add_peer(
        self,
        name: str,
        address: str | None,
        port: int,
        active: bool,
        session_id: int = 0,
        handler_class: type[H] = SECSHandler,  # type: ignore[assignment]
        **settings: Any,
    ) -> H:
        """A handler for one more peer, created disabled.

        :param address: where it is, or comes from; None (passive only) is anywhere.
        :param port: its port, or ours.
        :param active: whether we connect.
        :param handler_class: the level; a subclass of :class:`HSMSHandler`.
        :param settings: of this connection.
        :raises InvalidRequest: the name is taken, or the peer could not be told apart from another.
        """
        if name in self.peers:
            raise errors.InvalidRequest(f"there is a peer {name!r} already")
        handler = handler_class(self, name)
        options = {**self.defaults, **settings, "session_id": session_id, "delegate": handler}
        connection: HSMSConnection
        if active:
            if address is None:
                raise errors.InvalidRequest("an active connection needs an address")
            host = f"[{address}]" if ":" in address else address
            connection = ActiveConnection(self.reactor, f"{host}:{port}", name=name, **options)
        else:
            connection = self._server(port).create_connection(address, name=name, **options)
        self.peers[name] = handler
        handler.attached(connection)
        connection.events.subscribe("*", lambda m: self.events.emit("message", (handler, m)))
        return handler

    def _server(self, port: int) -> PassiveServer:
        if port not in self.servers:
            where = f"tcp:{port}" + (f":interface={self.interface}" if self.interface else "")
            self.servers[port] = PassiveServer(self.reactor, where)
        return self.servers[port]

    def _enable(self, handler: HSMSHandler) -> Deferred[None]:
        connection = handler.connection
        d: Deferred[None] = connection.enable()
        if isinstance(connection, PassivePeer):
            return connection.server.start()
        return d

    def remove_peer(self, name: str) -> Deferred[None]:
        """Disable a peer and forget it, and its listener when it was the last one; fires when its
        link is gone.

        :raises KeyError: there is no such peer.
        """
        return Deferred.fromCoroutine(self._remove(self.peers.pop(name)))

    async def _remove(self, handler: HSMSHandler) -> None:
        connection = handler.connection
        if not isinstance(connection, PassivePeer):
            await connection.disable()
            return
        server = connection.server
        removed = server.remove_connection(connection)
        if not server.peers:
            self.servers = {p: s for p, s in self.servers.items() if s is not server}
            await server.stop()
        await removed

    def __getitem__(self, name: str) -> HSMSHandler:
        return self.peers[name]

    def get(self, name: str) -> HSMSHandler | None:
        """The handler of a peer, or None."""
        return self.peers.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self.peers

    def __iter__(self) -> Iterator[HSMSHandler]:
        return iter(list(self.peers.values()))

    def __len__(self) -> int:
        return len(self.peers)

    def startService(self) -> None:
        """Enable all peers; a busy port raises."""
        super().startService()
        for server in self.servers.values():
            server.startService()
        for handler in self:
            handler.connection.enable()

    def stop(self) -> Deferred[None]:
        """Disable all peers, close all listeners; fires when all links are gone. The peers stay
        and can be enabled again."""
        return self.stopService()

    def stopService(self) -> Deferred[None]:
        super().stopService()
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        waiting = [handler.disable() for handler in self]
        waiting += [server.stop() for server in self.servers.values()]
        await gatherResults(waiting or [succeed(None)])
