"""The active side: connects, selects, comes back after T5."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, succeed

from twisted_telco.core.client import BaseClient, connect_once
from twisted_telco.core.endpoints import client_endpoint
from twisted_telco.core.reconnect import ReconnectingFactory
from twisted_telco.hsms import errors
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.protocol import ActiveLink
from twisted_telco.hsms.settings import Settings

PORT = 5000


class ClientFactory(ReconnectingFactory):
    """Connects again T5 after the end of the last attempt."""

    client_class: type[BaseClient]
    factor = 1.0
    jitter = 0.0

    def retry(self, connector: Any = None) -> None:
        client = self.client
        assert isinstance(client, ActiveConnection)
        self.delay = self.maxDelay = client.timers.t5
        super().retry(connector)


class ActiveConnection(HSMSConnection, BaseClient):
    """A connection that we open.

    :param endpoint: ``"tool"``, ``"tool:5000"``, an endpoint string or an endpoint.
    :param delegate: see :class:`~twisted_telco.hsms.interfaces.IConnectionDelegate`.
    :param name: of the peer, in logs.
    :param settings: see :class:`~twisted_telco.hsms.settings.Settings`.
    :raises InvalidRequest: for a setting that does not exist or cannot be.
    """

    errors = errors.FAMILY
    factory_class = ClientFactory
    protocol_name = "hsms"

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        delegate: Any = None,
        name: str | None = None,
        factory: ReconnectingFactory | None = None,
        **settings: Any,
    ) -> None:
        made = Settings.make(settings)
        made.equipment = bool(made.equipment)
        self.begin(made, delegate, name or (endpoint if isinstance(endpoint, str) else "active"))
        where = None if endpoint is None else client_endpoint(reactor, endpoint, PORT)
        BaseClient.__init__(self, reactor, where, factory=factory)
        # Login is Select, and T6 and T7 watch that; this one only covers what they do not.
        self.login_timeout = made.select_delay + made.timers.t6 * (len(made.data_sessions) + 1)

    def build_connection(self) -> ActiveLink:
        return ActiveLink(self)

    def enable(self) -> Deferred[None]:
        """Start connecting; fires at once. :meth:`when_ready` tells when it is selected."""
        if not self.running:
            self.startService()
        return succeed(None)

    def disable(self) -> Deferred[None]:
        """Separate, close, stop connecting; fires when the link is gone."""
        return self.stopService() if self.running or self.factory.stopping else succeed(None)


ClientFactory.client_class = ActiveConnection


def connect(
    reactor: Any, endpoint: Any, *, timeout: float = 30.0, **settings: Any
) -> Deferred[ActiveConnection]:
    """One selected connection without retry.

    :param timeout: seconds for TCP connection and Select together.
    :param settings: as of :class:`ActiveConnection`.
    """
    return connect_once(ActiveConnection(reactor, endpoint, **settings), timeout)
