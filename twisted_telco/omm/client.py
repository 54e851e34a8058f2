"""The face users call: a client that comes back, subscriptions, secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from twisted_telco.core.client import BaseClient, connect_once
from twisted_telco.core.connection import LOGIN_TIMEOUT
from twisted_telco.core.reconnect import ReconnectingFactory
from twisted_telco.omm import errors, messages, wire
from twisted_telco.omm.crypto import PublicKey
from twisted_telco.omm.operations import Operations
from twisted_telco.omm.protocol import KEEP_ALIVE, MAX_REQUESTS, TIMEOUT, Protocol, make_request
from twisted_telco.omm.subscriptions import Wanted
from twisted_telco.omm.tls import TLS, Hosts, client_endpoint
from twisted_telco.omm.vocabulary import Request

_OWN: Any = object()


class ClientFactory(ReconnectingFactory):
    """Keeps one link alive; see :class:`~twisted_telco.core.reconnect.ReconnectingFactory`.

    ``ClientFactory(reactor, username=…, password=…)``; ``factory.client`` is its :class:`Client`.
    """


class Client(BaseClient, Operations):
    """A client of an OMM that comes back by itself.

    It is a service; ``startService`` connects. What is subscribed is subscribed again after each
    login; there is no replay of what happened meanwhile.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: a host, ``host:port``, an endpoint string, an endpoint, or a list of these for
        an OMM and its standby. Bare hosts take TLS on port 12622.
    :param username: the OMM account. Without one nothing logs in: the link is *ready* in the
        protocol's state *new*, where ``Open`` is the only request allowed.
    :param password: sent in clear inside the XML, so use TLS.
    :param sync: log in as ``UserDeviceSyncClient``, which attach and detach need. Wrong use can
        destroy the pairing of handsets.
    :param omp: log in as ``OMPClient``.
    :param protocol_version: sent when given; OMMs accept a login without it.
    :param tls: see :data:`twisted_telco.omm.tls.TLS`; for bare hosts.
    :param legacy: also TLS 1.0 and 1.1, weak ciphers, short keys.
    :param keep_alive: seconds without traffic before a Ping; 0 switches it off. The OMM drops a
        link after five minutes.
    :param timeout: default for requests, in seconds.
    :param max_frame: longest message accepted, in bytes.
    :param max_requests: requests under way at once.
    :param login_timeout: seconds for TLS and login of each connection.
    :raises InvalidRequest: for an endpoint or a login that cannot be meant.
    :ivar trace: set a :class:`~twisted_telco.core.trace.Trace` (with ``secret=omm.wire.SECRET,
        unit_end=omm.wire.END``) to record the wire.
    """

    errors = errors.FAMILY
    factory_class = ClientFactory
    protocol_name = "omm"

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        username: str | None = None,
        password: str | None = None,
        sync: bool = False,
        omp: bool = False,
        protocol_version: int | None = None,
        tls: TLS = None,
        legacy: bool = False,
        keep_alive: float = KEEP_ALIVE,
        timeout: float | None = TIMEOUT,
        max_frame: int = wire.MAX_FRAME,
        max_requests: int = MAX_REQUESTS,
        login_timeout: float = LOGIN_TIMEOUT,
        factory: ReconnectingFactory | None = None,
    ) -> None:
        self.login = (
            None
            if username is None
            else messages.Open(
                username=username,
                password=password or "",
                protocolVersion=protocol_version,
                UserDeviceSyncClient=sync or None,
                OMPClient=omp or None,
            )
        )
        if self.login is not None:
            # Found out now and not at each login: a name or password that XML cannot carry.
            self.login.encode()
        self.keep_alive = keep_alive
        self.timeout = timeout
        self.max_frame = max_frame
        self.max_requests = max_requests
        self.wanted = Wanted()
        if endpoint is not None:
            endpoint = client_endpoint(reactor, endpoint, tls=tls, legacy=legacy)
        super().__init__(reactor, endpoint, factory=factory, login_timeout=login_timeout)
        self.interests.keep("subscriptions", self.wanted.restore)
        if isinstance(self.endpoint, Hosts):
            self.on_state(self._next_host)

    def build_connection(self) -> Protocol:
        return Protocol(self)

    def _next_host(self, old: str, new: str, reason: Exception | None) -> None:
        if old == "logging_in" and new == "waiting":
            assert isinstance(self.endpoint, Hosts)
            self.endpoint.skip()

    @property
    def session(self) -> messages.OpenResp:
        """What the OMM said when the link was opened: versions, permissions, features.

        :raises NotReady: there is no open link.
        """
        session = self._link.session
        if session is None:
            raise errors.NotReady("the link is not open yet")
        return session

    @property
    def round_trip(self) -> float | None:
        """Seconds that the last keep-alive took; None before the first."""
        return self._link.round_trip

    @property
    def _link(self) -> Protocol:
        connection = self.connection
        assert isinstance(connection, Protocol)
        return connection

    # -- requests
    def request(
        self,
        what: str | Request,
        headers: Mapping[str, Any] | None = None,
        /,
        *,
        timeout: float | None = _OWN,
        check: bool = True,
        **more: Any,
    ) -> Deferred[Any]:
        """Ask the OMM something; requests may overtake each other.

        :param what: a message object, which is not changed, or a message's name, which need not be
            one we know.
        :param headers: attributes and children by name; for those called ``timeout`` or ``check``.
        :param timeout: seconds, or None for no limit; left out, the client's own.
        :param check: False hands a refusal back as the response.
        :param more: more attributes and children.
        :returns: a Deferred of the :class:`~twisted_telco.omm.vocabulary.Response`. It fails with
            :class:`~twisted_telco.omm.OMMError` (a class per code), ``RequestTimeout``,
            ``ConnectionLost``, ``NotReady``, ``InvalidRequest``.
        """
        link: Any = self.factory.current
        if link is None or not link.ready:
            return fail(errors.NotReady(f"{self!r} cannot take requests now"))
        if timeout is _OWN:
            timeout = self.timeout
        message: Any = what
        if headers or more or not isinstance(what, Request):
            try:
                message = make_request(what, headers, more)
            except errors.InvalidRequest as error:
                return fail(error)
        return link.send_request(message, timeout, check)

    def encrypt(self, secret: str) -> Deferred[str]:
        """Encrypt a secret for an attribute such as ``sipPw``; fires with the text to send.

        It fails with InvalidRequest when the OMM's key has no room for the secret.
        """
        return self.public_key().addCallback(lambda key: key.encrypt(secret))

    def public_key(self) -> Deferred[PublicKey]:
        """The OMM's key for secrets, asked for once per login."""
        try:
            return self._link.get_public_key()
        except errors.NotReady as error:
            return fail(error)

    # -- events of the OMM
    def subscribe(self, *event_types: str, **filters: Any) -> Deferred[None]:
        """Ask the OMM to send events, now and after each login.

        Listening to them is another thing: ``client.events.subscribe("EventPPDevCnf", handler)``.

        :param event_types: such as ``"PPDevCnf"``; see
            :class:`~twisted_telco.omm.messages.EventType`.
        :param filters: ``ppn``, ``uid``, ``rfpId``, ``omm``, ``trigger``, ``scheme``. Left out,
            everything of the kind the event type knows is meant.
        :returns: fires when the OMM has agreed, at once when there is no open link yet. A refusal
            fails it, and is forgotten.
        """
        try:
            added = self.wanted.add(event_types, filters)
        except errors.InvalidRequest as error:
            return fail(error)
        link = self.factory.ready
        if not isinstance(link, Protocol) or link.session is None:
            return succeed(None)

        def refused(failure: Any) -> Any:
            if failure.check(errors.OMMError):
                self.wanted.forget(added)
            return failure

        return self.wanted.tell(link, added, "On").addErrback(refused)

    def unsubscribe(self, *event_types: str, **filters: Any) -> Deferred[None]:
        """Ask the OMM to send them no longer; the arguments are those of :meth:`subscribe`."""
        try:
            gone = self.wanted.remove(event_types, filters)
        except errors.InvalidRequest as error:
            return fail(error)
        link = self.factory.ready
        if not isinstance(link, Protocol) or link.session is None or not gone:
            return succeed(None)
        return self.wanted.tell(link, gone, "Off")


ClientFactory.client_class = Client


def connect(
    reactor: Any,
    endpoint: Any | Sequence[Any],
    username: str | None = None,
    password: str | None = None,
    *,
    timeout: float = 30.0,
    **login: Any,
) -> Deferred[Client]:
    """One link, logged in, without retry.

    :param timeout: seconds for TCP, TLS and login together.
    :param login: as for :class:`Client`, apart from ``timeout``.
    :returns: a Deferred of a :class:`Client` with one connection; it fails with ``EAuth`` and other
        :class:`~twisted_telco.omm.OMMError`, ``TLSFailed``, ``ConnectionLost``, ``RequestTimeout``.
        Without ``username`` it fires on a link in state *new*.
    """
    try:
        client = Client(reactor, endpoint, username=username, password=password, **login)
    except errors.Error as error:
        return fail(error)
    return connect_once(client, timeout)
