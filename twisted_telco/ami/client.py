"""The client of Asterisk's manager interface: what users call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from twisted.internet.defer import Deferred, fail

from twisted_telco.ami import wire
from twisted_telco.ami.actions import (
    DEFAULT_TIMEOUT,
    HeadersLike,
    Request,
    Until,
    Value,
    check_timeout,
)
from twisted_telco.ami.errors import FAMILY, InvalidRequest, NotReady
from twisted_telco.ami.messages import Response
from twisted_telco.ami.protocol import Protocol
from twisted_telco.core.client import BaseClient, connect_once
from twisted_telco.core.connection import LOGIN_TIMEOUT
from twisted_telco.core.endpoints import TLS, client_endpoint
from twisted_telco.core.reconnect import ReconnectingFactory
from twisted_telco.core.requests import DEFAULT_LIMIT

PORT = 5038
TLS_PORT = 5039

Auth = Literal["md5", "plain"]


class ClientFactory(ReconnectingFactory):
    """A reconnecting factory for one client: ``ClientFactory(reactor, username=…, secret=…)``.

    :ivar client: the :class:`Client`, with the requests and the events.
    """

    client: Client


class Client(BaseClient):
    """A client that comes back: a service that keeps one logged-in connection to Asterisk.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: a host (``"pbx"``, ``"pbx:5039"``), an endpoint string, or an endpoint.
    :param username: as in manager.conf.
    :param secret: as in manager.conf.
    :param auth: ``"md5"``: the secret itself is never sent; ``"plain"``: it is.
    :param event_mask: see :meth:`set_event_mask`; None leaves it to the server.
    :param tls: see :data:`~twisted_telco.core.endpoints.TLS`; with a bare host.
    :param ping_interval: seconds of silence before Asterisk is asked whether it lives; 0: never.
    :param ping_timeout: seconds for its answer.
    :param login_timeout: seconds for TLS and login.
    :param max_message: most bytes of one message.
    :param max_requests: most requests under way.
    :raises InvalidRequest: for an endpoint or a login that can not be meant.
    """

    errors = FAMILY
    protocol_name = "ami"
    factory_class = ClientFactory
    factory: ClientFactory

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        username: str,
        secret: str,
        auth: Auth = "md5",
        event_mask: str | Iterable[str] | None = None,
        tls: TLS = None,
        ping_interval: float = 30.0,
        ping_timeout: float = 10.0,
        login_timeout: float = LOGIN_TIMEOUT,
        max_message: int = wire.MAX_MESSAGE,
        max_requests: int = DEFAULT_LIMIT,
        factory: ReconnectingFactory | None = None,
    ) -> None:
        if auth not in ("md5", "plain"):
            raise InvalidRequest(f"auth is 'md5' or 'plain', not {auth!r}")
        # Found out now and not at each login: a name or secret that no header can carry.
        wire.encode_action("Login", {"Username": username, "Secret": secret}, "0")
        self.username = username
        self.secret = secret
        self.auth = auth
        self.event_mask = None if event_mask is None else _mask(event_mask)
        self.ping_interval = ping_interval
        self.ping_timeout = ping_timeout
        self.max_message = max_message
        self.max_requests = max_requests
        if endpoint is not None:
            endpoint = client_endpoint(
                reactor, endpoint, PORT, tls=tls, tls_port=TLS_PORT, invalid=InvalidRequest
            )
        super().__init__(reactor, endpoint, factory=factory, login_timeout=login_timeout)

    def build_connection(self) -> Protocol:
        return Protocol(self)

    def request(
        self,
        what: str | Request,
        headers: HeadersLike | None = None,
        /,
        *,
        timeout: float | None = None,
        check: bool = True,
        synchronous: bool = False,
        aggregate: bool = False,
        until: Until | None = None,
        **more: Value,
    ) -> Deferred[Response]:
        """Send an action and wait for its answer, and for the whole of a list.

        :param what: the action's name, with its headers in ``headers`` (any names) and ``more``
            (names that are identifiers); or a :class:`Request`, which is not changed.
        :param timeout: seconds, 5 by default. Asterisk's own ``Timeout`` header is in milliseconds.
        :param check: fail with ActionError when Asterisk refuses; False returns the refusal.
        :param synchronous: also collect the events that the action causes; see :class:`Request`.
        :param aggregate: of a list, also emit one event that holds it all.
        :param until: what ends a synchronous request.
        :returns: a Deferred of the :class:`Response`. It fails with ActionError (refused),
            RequestTimeout, ConnectionLost (each naming the request), InvalidRequest (nothing was
            sent) or NotReady (nothing was sent); all of them are :class:`Error`.
        """
        connection = self.factory.ready
        try:
            if not isinstance(what, Request):
                what = Request(
                    what,
                    headers,
                    synchronous=synchronous,
                    aggregate=aggregate,
                    timeout=DEFAULT_TIMEOUT if timeout is None else timeout,
                    until=until,
                    **more,
                )
            elif headers is not None or more or synchronous or aggregate or until is not None:
                raise InvalidRequest("a Request has its headers and options already")
            else:
                timeout = what.timeout if timeout is None else check_timeout(timeout)
        except InvalidRequest as error:
            return fail(error)
        if connection is None:
            return fail(NotReady(f"{self!r} can not send {what}: it is not logged in"))
        assert isinstance(connection, Protocol)
        return connection.send(what, timeout, check)

    def set_event_mask(self, mask: str | Iterable[str]) -> Deferred[Response]:
        """Choose which classes of events this client is sent; kept over reconnections.

        :param mask: ``"on"``, ``"off"``, or classes: ``"call,agent"`` or ``["call", "agent"]``.
        """
        text = _mask(mask)

        def accepted(response: Response) -> Response:
            # Told by the next login itself, so that nothing else is sent before it counts.
            self.event_mask = text
            return response

        return self.request("Events", EventMask=text).addCallback(accepted)

    def add_filter(self, filter: str = "", *, criteria: str | None = None) -> Deferred[Response]:
        """Ask Asterisk to send only, or not to send, some events; kept over reconnections.

        A filter lasts as long as the session: there is no way to remove one.

        :param filter: a POSIX extended regular expression over the whole event; ``!`` before it
            excludes. Empty where the criteria say all.
        :param criteria: a ``MatchCriteria`` of Asterisk 18.26, 20.11, 21.6, 22.1 and later, such
            as ``"action(exclude),name(VarSet)"``. Older servers ignore it and say Success: they are
            found out by a criterion that must be refused, and the Deferred fails with ActionError.
        """
        headers: dict[str, Value] = {"Operation": "Add"}
        if criteria is not None:
            headers["MatchCriteria"] = criteria
        headers["Filter"] = filter
        request = Request("Filter", headers)

        def apply(connection: Protocol) -> Deferred[Response]:
            return connection.filter(request)

        def added(response: Response) -> Response:
            self.interests.keep(("filter", criteria, filter), apply)
            return response

        connection = self.factory.ready
        if connection is None:
            return fail(NotReady(f"{self!r} can not add a filter: it is not logged in"))
        assert isinstance(connection, Protocol)
        return connection.filter(request).addCallback(added)

    def ping(self, timeout: float = DEFAULT_TIMEOUT) -> Deferred[Response]:
        """Ask for a sign of life."""
        return self.request("Ping", timeout=timeout)


ClientFactory.client_class = Client


def connect(
    reactor: Any, endpoint: Any, *, timeout: float = LOGIN_TIMEOUT, **login: Any
) -> Deferred[Client]:
    """Log in to Asterisk once, without trying again.

    :param endpoint: a host (``"pbx"``, ``"pbx:5039"``), an endpoint string, or an endpoint.
    :param timeout: seconds for TCP, TLS and login together.
    :param login: what :class:`Client` takes.
    :returns: a Deferred of the :class:`Client`, ready. It fails with AuthenticationFailed (with
        Asterisk's own text), ConnectionLost or RequestTimeout; cancelling it aborts the connection.
    """
    try:
        client = Client(reactor, endpoint, **login)
    except InvalidRequest as error:
        return fail(error)
    return connect_once(client, timeout)


def _mask(mask: str | Iterable[str]) -> str:
    return mask if isinstance(mask, str) else ",".join(mask)
