"""The passive side: one port, one or many peers told apart by address and session id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twisted.application.service import Service
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.defer import Deferred, gatherResults, succeed
from twisted.internet.interfaces import IAddress, IResolutionReceiver
from twisted.logger import Logger
from zope.interface import implementer

from twisted_telco.core.connection import CLOSE_GRACE
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.events import EventHub
from twisted_telco.core.listen import MAX_CONNECTIONS, ConnectionsFactory, ListeningService
from twisted_telco.core.reconnect import State as LifeState
from twisted_telco.core.reconnect import StateHandler, StateWatch
from twisted_telco.hsms import errors
from twisted_telco.hsms.client import PORT
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.machine import State as MachineState
from twisted_telco.hsms.messages import NO_SESSION, Message, SelectStatus, SType
from twisted_telco.hsms.protocol import Link, PassiveLink
from twisted_telco.hsms.settings import Settings


class PassivePeer(HSMSConnection, Service):
    """One peer of a :class:`PassiveServer`. Made by :meth:`PassiveServer.create_connection`.

    While it is enabled and the server listens, the peer is let in, one TCP connection at a time.

    :ivar address: the IP address or host name that it comes from; None is any.
    :ivar enabled: whether it is let in.
    """

    errors = errors.FAMILY

    def __init__(
        self,
        server: PassiveServer,
        address: str | None,
        delegate: Any,
        name: str | None,
        settings: Settings,
    ) -> None:
        sessions = "/".join(map(str, settings.data_sessions))
        self.begin(settings, delegate, name or f"{address or 'any'} session {sessions}")
        self.server = server
        self.reactor = server.reactor
        self.address = address
        self.enabled = False
        self.events = EventHub(self.reactor, self.errors)
        self._life: LifeState = "disconnected"
        self._ready_waiters: dict[Deferred[Any], None] = {}
        self._watches: dict[StateWatch, None] = {}

    def __repr__(self) -> str:
        return f"<hsms.{type(self).__name__} {self.peer_name} {self.state}>"

    # -- life, in the same words as of an active connection
    @property
    def state(self) -> LifeState:
        """``disconnected`` (disabled), ``waiting`` (for the peer), ``logging_in``, ``ready``
        (selected)."""
        return self._life

    def on_state(self, handler: StateHandler) -> StateWatch:
        """Call ``handler(old, new, reason)`` at each change; ``reason`` is an exception or None."""
        return StateWatch(handler, self._watches)

    def when_ready(self) -> Deferred[Any]:
        """A Deferred of this connection when it is selected, for each caller its own; fails when
        it is disabled before."""
        d: Deferred[Any] = Deferred(lambda d: self._ready_waiters.pop(d, None))
        if self.selected:
            d.callback(self)
        else:
            self._ready_waiters[d] = None
        return d

    def _settle(self, reason: Exception | None = None) -> None:
        """Tell those who watch what we have become."""
        new: LifeState
        if self.link is not None and self.link.lost is None:
            new = "ready" if self.selected else "logging_in"
        else:
            new = "waiting" if self.enabled else "disconnected"
        old, self._life = self._life, new
        if old != new:
            for watch in list(self._watches):
                try:
                    watch.handler(old, new, reason)
                except Exception:
                    self.log.failure("state handler {handler} failed", handler=watch.handler)
        if new in ("ready", "disconnected"):
            waiters, self._ready_waiters = self._ready_waiters, {}
            for d in waiters:
                if not d.called and new == "ready":
                    d.callback(self)
                elif not d.called:
                    d.errback(errors.NotReady(f"{self.peer_name} is disabled"))

    def link_established(self, link: Link) -> None:
        super().link_established(link)
        self._settle()

    def link_stepped(self, link: Link) -> None:
        self._settle()

    def link_gone(self, link: Link, lost: Exception) -> None:
        super().link_gone(link, lost)
        self._settle(lost)

    # -- users
    def enable(self) -> Deferred[None]:
        """Let the peer in."""
        self.startService()
        return succeed(None)

    def disable(self) -> Deferred[None]:
        """Separate, close, let nobody in; fires when the link is gone."""
        return self.stopService()

    def startService(self) -> None:
        super().startService()
        self._let_in()

    def _let_in(self) -> None:
        if not self.enabled:
            self.enabled = True
            self.events.open()
            self.server.names.resolve([self.address])
            self._settle()

    def stopService(self) -> Deferred[None]:
        super().stopService()
        self.enabled = False
        return self._closed().addCallback(self._disabled)

    def _closed(self) -> Deferred[Any]:
        return succeed(None) if self.link is None else self.link.close()

    def _disabled(self, _: object) -> None:
        if not self.enabled:
            self._settle()
            self.events.close(f"{self.peer_name} is disabled")

    def close(self) -> Deferred[None]:
        """The same as :meth:`disable`."""
        return self.disable()


class PassiveServer(ListeningService):
    """One port for many peers, each let in by :meth:`create_connection`; all others are refused.

    A peer is known by its address. Where several are expected from one address, Select.req tells
    which one it is (HSMS-GS) or its first data message (HSMS-SS).

    :param endpoint: a port number, an endpoint string or an endpoint.
    :param max_connections: TCP connections.
    :param settings: the defaults of the connections, see
        :class:`~twisted_telco.hsms.settings.Settings`.
    :ivar peers: those that were created.
    :ivar refused: how many connections were not let in.
    """

    factory: _Factory

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        max_connections: int = MAX_CONNECTIONS,
        grace: float = CLOSE_GRACE,
        **settings: Any,
    ) -> None:
        self.defaults = settings
        self.settings = Settings.make(settings)
        self.peers: list[PassivePeer] = []
        self.names = _Names(reactor)
        self._stopping: list[Deferred[None]] = []
        where = None if endpoint is None else server_endpoint(reactor, endpoint, PORT)
        super().__init__(reactor, where, _Factory(self, max_connections), grace=grace)

    @property
    def refused(self) -> int:
        return self.factory.refused

    def create_connection(
        self,
        address: str | None = None,
        session_id: int = 0,
        delegate: Any = None,
        *,
        name: str | None = None,
        **settings: Any,
    ) -> PassivePeer:
        """Expect one more peer; it is created disabled.

        :param address: IP address or host name; None is any that has no connection of its own.
        :param session_id: of its data messages.
        :param name: in logs.
        :param settings: as of the server, for this connection.
        :raises InvalidRequest: it could not be told apart from one that is there.
        """
        made = Settings.make({**self.defaults, "session_id": session_id, **settings})
        if made.equipment is None:
            made.equipment = True
        for other in self.peers:
            shared = set(other.settings.data_sessions) & set(made.data_sessions)
            if other.address == address and shared:
                which = f"{address or 'any address'} with session id {shared.pop()}"
                raise errors.InvalidRequest(f"{which} is {other.peer_name} already")
        peer = PassivePeer(self, address, delegate, name, made)
        self.peers.append(peer)
        return peer

    def remove_connection(self, peer: PassivePeer) -> Deferred[None]:
        """Disable a peer and forget it."""
        if peer in self.peers:
            self.peers.remove(peer)
        return peer.disable()

    def start(self) -> Deferred[None]:
        """Listen; fires when it does, fails when the port is busy. May be repeated."""
        self.running = 1
        return Deferred.fromCoroutine(self._start())

    async def _start(self) -> None:
        while self._stopping:  # the port is ours again when that is over
            stopped: Deferred[None] = Deferred()
            self._stopping.append(stopped)
            await stopped
        if self.running:
            await self.listen()

    async def _stop(self) -> None:
        first = not self._stopping
        if not first:
            stopped: Deferred[None] = Deferred()
            self._stopping.append(stopped)
            await stopped
            return
        self._stopping.append(Deferred())
        try:
            await super()._stop()
        finally:
            waiters, self._stopping = self._stopping, []
            for d in waiters:
                d.callback(None)

    def stop(self) -> Deferred[None]:
        """Stop listening, separate and close all links; fires when they are gone. May be
        repeated. The connections stay enabled and are let in after the next :meth:`start`."""
        return self.stopService()

    # -- who is it
    def expected(self, host: str) -> list[PassivePeer]:
        """The enabled peers that may come from an address."""
        enabled = [peer for peer in self.peers if peer.enabled]
        exact = [p for p in enabled if p.address is not None and self.names.match(p.address, host)]
        return exact or [peer for peer in enabled if peer.address is None]

    def accept(self, addr: IAddress | None) -> PassiveLink | None:
        """The link for a new TCP connection; None refuses it."""
        host = getattr(addr, "host", "")
        expected = self.expected(host)
        free = [peer for peer in expected if peer.link is None]
        if not free:
            if expected:
                self.log.warn("{host} refused: it is connected already", host=host)
                for peer in expected:
                    self._doubt(peer)
            else:
                self.log.warn("{host} refused: nobody is expected from there", host=host)
                self.names.resolve([peer.address for peer in self.peers])
            return None
        if len(expected) == 1:
            return PassiveLink(self.reactor, free[0].settings, free[0])
        return LobbyLink(self, expected)

    def _doubt(self, peer: PassivePeer) -> None:
        """The peer connects again: is the old link dead? If so T6 ends it, and the next attempt
        finds the place free."""
        if peer.link is not None and peer.link.lost is None and not peer.link.doubted:
            link = peer.link
            link.doubted = True

            def settled(_: object) -> None:
                link.doubted = False

            link.linktest().addBoth(settled)


class _Factory(ConnectionsFactory):
    def __init__(self, server: PassiveServer, max_connections: int) -> None:
        super().__init__(max_connections)
        self.server = server

    def build_connection(self, addr: IAddress | None) -> PassiveLink | None:
        return self.server.accept(addr)


class LobbyLink(PassiveLink):
    """A link of which only the address is known, and several peers share that.

    Select and Linktest are answered; the first message with a session id finds the owner, who is
    then told what has happened so far.
    """

    def __init__(self, server: PassiveServer, expected: list[PassivePeer]) -> None:
        super().__init__(server.reactor, expected[0].settings, None)
        self.expected = expected
        self._seen: list[Message] = []

    def find_owner(self, message: Message) -> bool:
        named = message.stype == SType.DATA or (
            message.stype == SType.SELECT_REQ and message.session_id != NO_SESSION
        )
        if not named:
            # Enough to tell the owner about; a peer that sends more is not waiting for anybody.
            if len(self._seen) < 100:
                self._seen.append(message)
            return True
        session = message.session_id
        owner = next((p for p in self.expected if session in p.settings.data_sessions), None)
        if owner is None:
            if message.stype == SType.SELECT_REQ:
                self._answer(message, SelectStatus.NO_SUCH_SESSION)
                return False
            self.end(f"{message.name} for session {session}, which nobody has")
        elif owner.link is not None or not owner.enabled:
            if message.stype == SType.SELECT_REQ:
                self._answer(message, SelectStatus.SESSION_IN_USE)
                return False
            self.end(f"{owner.peer_name} is connected already")
        else:
            self._adopt(owner)
            message.connection = owner
            owner.message_seen(message)
            return True
        return False

    def _adopt(self, owner: PassivePeer) -> None:
        self.owner = owner
        # A session that was selected before we knew which one it is (HSMS-SS) stays so; in HSMS-GS
        # each is selected by its id.
        if owner.settings.session_ids:
            self.states = dict.fromkeys(owner.settings.session_ids, MachineState.NOT_SELECTED)
        self.settings = owner.settings
        self.is_gs = bool(self.settings.session_ids)
        owner.link_established(self)
        seen, self._seen = self._seen, []
        for message in seen:
            message.connection = owner
            owner.message_seen(message)
        if self.selected:
            owner.link_stepped(self)


class PassiveConnection(PassivePeer):
    """A connection that one peer opens, on a port of its own.

    :param endpoint: a port number, an endpoint string or an endpoint.
    :param address: IP address or host name of the peer; None lets anybody in.
    :param settings: see :class:`~twisted_telco.hsms.settings.Settings`.
    :raises InvalidRequest: for a setting that does not exist or cannot be.
    """

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        address: str | None = None,
        *,
        delegate: Any = None,
        name: str | None = None,
        **settings: Any,
    ) -> None:
        server = PassiveServer(reactor, endpoint, **settings)
        made = Settings.make(settings)
        if made.equipment is None:
            made.equipment = True
        super().__init__(server, address, delegate, name, made)
        server.peers.append(self)

    def enable(self) -> Deferred[None]:
        """Listen and let the peer in; fails when the port is busy."""
        Service.startService(self)
        self._let_in()
        return self.server.start() if self.server.where is not None else succeed(None)

    def startService(self) -> None:
        """The same; raises at once when the port is busy."""
        super().startService()
        self.server.privilegedStartService()

    async def _stop(self) -> None:
        await gatherResults([self.server.stop(), self._closed()])

    def stopService(self) -> Deferred[None]:
        """Separate, close, stop listening; fires when all is gone."""
        Service.stopService(self)
        self.enabled = False
        return Deferred.fromCoroutine(self._stop()).addCallback(self._disabled)


@implementer(IResolutionReceiver)
class _Resolution:
    """Collects the addresses of one name."""

    def __init__(self, addresses: set[str]) -> None:
        self.addresses = addresses
        self.found: set[str] = set()

    def resolutionBegan(self, resolution: Any) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.found.add(address.host)

    def resolutionComplete(self) -> None:
        if self.found:
            self.addresses.clear()
            self.addresses.update(self.found)


class _Names:
    """The addresses of the host names that peers were registered with."""

    log = Logger()

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._known: dict[str, set[str]] = {}

    def match(self, name: str, host: str) -> bool:
        # An IPv4 peer on an IPv6 socket shows as ::ffff:1.2.3.4.
        host = host.removeprefix("::ffff:")
        return name in (host, f"::ffff:{host}") or host in self._known.get(name, ())

    def resolve(self, names: Iterable[str | None]) -> None:
        """Look names up (again); what is found holds until the next time."""
        resolver = getattr(self._reactor, "nameResolver", None)
        for name in names:
            if name is None or isIPAddress(name) or isIPv6Address(name) or resolver is None:
                continue
            resolver.resolveHostName(_Resolution(self._known.setdefault(name, set())), name)
