"""The face that users call: a service with requests, events and interests."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IStreamClientEndpoint
from twisted.python.failure import Failure

from twisted_telco.core.connection import LOGIN_TIMEOUT, ClientConnection, Counters
from twisted_telco.core.events import EventHub
from twisted_telco.core.interests import Interests
from twisted_telco.core.reconnect import ReconnectingFactory, State, StateHandler, StateWatch
from twisted_telco.core.trace import Trace
from twisted_telco.errors import ErrorFamily


class BaseClient(Service):
    """A client of any protocol.

    It is a service: ``startService`` connects and keeps connecting, ``stopService`` says goodbye.
    Started while a stop is under way, it connects when that is done. Subscriptions and interests
    belong to it and outlive its connections.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: where to connect; None when the factory is driven by the caller.
    :param factory: made when left out.
    :param login_timeout: seconds for TLS and login of each connection.
    :ivar events: an :class:`~twisted_telco.core.events.EventHub`.
    :ivar interests: what is replayed after each login.
    :ivar trace: set a :class:`~twisted_telco.core.trace.Trace` to record the wire.
    """

    errors: ClassVar[ErrorFamily] = ErrorFamily()
    factory_class: ClassVar[type[ReconnectingFactory]]
    protocol_name: ClassVar[str] = "telco"

    def __init__(
        self,
        reactor: Any,
        endpoint: IStreamClientEndpoint | None = None,
        *,
        factory: ReconnectingFactory | None = None,
        login_timeout: float = LOGIN_TIMEOUT,
    ) -> None:
        self.reactor = reactor
        self.endpoint = endpoint
        self.login_timeout = login_timeout
        self.events = EventHub(reactor, self.errors)
        self.interests = Interests()
        self.trace: Trace | None = None
        self._again = False  # to be started when the stop is done
        self.factory = self.factory_class(reactor, client=self) if factory is None else factory

    def __repr__(self) -> str:
        state = "new" if not hasattr(self, "factory") else self.state
        return f"<{self.protocol_name}.{type(self).__name__} {state}>"

    def build_connection(self) -> ClientConnection:
        """A new, unconnected protocol for the factory."""
        raise NotImplementedError(type(self).__name__)

    @property
    def state(self) -> State:
        """``disconnected connecting logging_in ready waiting stopped``."""
        return self.factory.state

    @property
    def counters(self) -> Counters:
        """What went over the wire, all connections together."""
        return self.factory.counters

    @property
    def connection(self) -> ClientConnection:
        """The ready connection.

        :raises NotReady: there is none.
        """
        connection = self.factory.ready
        if connection is None:
            raise self.errors.not_ready(f"{self!r} can not take requests now")
        return connection

    def when_ready(self, fail_after: int | None = None) -> Deferred[Self]:
        """A Deferred of this client, for each caller its own; see
        :meth:`ReconnectingFactory.when_ready`."""
        if self._again and self.factory.stopping:
            return self.factory.stop().addCallback(lambda _: self.factory.when_ready(fail_after))
        self._start_again()  # unless that was done: a callback of the stop may come before ours
        return self.factory.when_ready(fail_after)

    def on_state(self, handler: StateHandler) -> StateWatch:
        """Call ``handler(old, new, reason)`` at each change of state."""
        return self.factory.on_state(handler)

    def startService(self) -> None:
        if self.endpoint is None:
            raise self.errors.invalid(f"{self!r} has no endpoint to connect to")
        super().startService()
        if self.factory.stopping:
            self._again = True
            self.factory.stop().addCallback(self._start_again)
        else:
            self._again = False
            self.factory.start(self.endpoint)

    def _start_again(self, _: object = None) -> None:
        if self._again and self.endpoint is not None:
            self._again = False
            self.factory.start(self.endpoint)

    def stopService(self) -> Deferred[None]:
        super().stopService()
        self._again = False
        return self.factory.stop()

    def close(self) -> Deferred[None]:
        """Say goodbye and close; fires when the link is gone. Idempotent, legal in any handler."""
        return self.stopService()


C = TypeVar("C", bound=BaseClient)


def connect_once(client: C, timeout: float) -> Deferred[C]:
    """Start a client that lives for one connection.

    :param timeout: seconds for TCP, TLS and login together.
    :returns: a Deferred of the client, ready. It fails at once with the reason of the first
        failure; cancelling it aborts the transport.
    """
    call: IDelayedCall | None = None

    def late() -> None:
        done.errback(client.errors.timeout(f"connect to {client.endpoint}", timeout))
        client.factory.abort("connecting took too long")

    def ended(result: Any) -> None:
        assert call is not None
        if call.active():
            call.cancel()
        if not done.called:
            if isinstance(result, Failure):
                done.errback(result)
            else:
                done.callback(result)

    def cancelled(_: object) -> None:
        ready.cancel()
        client.factory.abort("cancelled")

    done: Deferred[C] = Deferred(cancelled)
    client.factory.retrying = False
    call = client.reactor.callLater(timeout, late)
    ready = client.when_ready()
    ready.addBoth(ended)
    client.startService()
    return done
