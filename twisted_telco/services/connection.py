"""One connection of a site: its handler, its events, and what is said about it."""

from __future__ import annotations

import os
from typing import Any

from twisted.internet.defer import CancelledError, maybeDeferred
from twisted.internet.error import CannotListenError
from twisted.logger import Logger

from twisted_telco.errors import AuthenticationFailed
from twisted_telco.relay import Relay
from twisted_telco.services import registry
from twisted_telco.services.exits import StartFailure
from twisted_telco.services.handlers import in_words
from twisted_telco.services.kind import ConnectionConfig

#: After so many seconds it is said that a handler keeps its connection from starting.
HANDLER_NOTICE = 10.0


class ConnectionRunner:
    """Runs what a Kind has made.

    :param fail: called with a sentence when the whole process has to end.
    :ivar service: the Kind's own.
    :ivar source: its way into the relay, with counters.
    :ivar state: the connection's own word, or ``listening``.
    :ivar times_ready: how often it became ready; a server once, when it listens.
    :raises ValueError: from the Kind.
    """

    log = Logger()

    def __init__(self, reactor: Any, config: ConnectionConfig, relay: Relay, fail: Any) -> None:
        kind = registry.kind(config.protocol)
        self.config = config
        self.role = kind.role(config.role)
        self.service = kind.connection(reactor, config)
        self.source = relay.source(kind.name, config.name, kind.envelope)
        self.times_ready = 0
        self._reactor = reactor
        self._title = kind.title
        self._fail = fail
        self._said: str | None = None
        self._state = "disconnected"
        self.has_states = hasattr(self.service, "on_state")
        if self.has_states:
            self.service.on_state(self._state_changed)
        selector = "*" if "*" in config.events else config.events
        self.service.events.subscribe(selector, self.source)

    def __repr__(self) -> str:
        return f"<ConnectionRunner {self.config.name} {self.state}>"

    @property
    def state(self) -> str:
        return self.service.state if self.has_states else self._state

    async def prepare(self) -> None:
        """Call the handler and wait for it.

        :raises StartFailure: with a sentence, when it fails.
        """
        handler = self.config.handler
        if handler is None or self.role.handler != "start":
            return
        notice = self._reactor.callLater(HANDLER_NOTICE, self._say_waiting)
        try:
            await maybeDeferred(handler, self.service)
        except CancelledError:
            raise
        except Exception as error:
            raise StartFailure(
                f"{self.config.name}: the handler {self.config.handler_name} failed: "
                f"{in_words(error)}"
            ) from None
        finally:
            if notice.active():
                notice.cancel()

    async def start(self) -> None:
        """Start it; a server is waited for until it listens.

        :raises StartFailure: with a sentence, when it does not listen.
        """
        if self.role.side == "connect" or not hasattr(self.service, "when_listening"):
            self.service.startService()
            return
        await listening(self.service, self.config.name, self.config.endpoint)
        self._state = "listening"
        if not self.has_states:
            self.times_ready += 1
        self.log.info(
            "{connection}: {title}, listening on {endpoint}",
            connection=self.config.name,
            title=self._title,
            endpoint=self.config.endpoint,
        )

    # What is said -----------------------------------------------------------------------------

    def _state_changed(self, old: str, new: str, reason: Exception | None) -> None:
        if new == "ready":
            self.times_ready += 1
            self._said = None
            self.log.info(
                "{connection}: {title} at {endpoint} is ready",
                connection=self.config.name,
                title=self._title,
                endpoint=self.config.endpoint,
            )
        elif new == "waiting" and reason is not None:
            self._ended(old, reason)
        elif new == "stopped":
            self.log.info("{connection}: closed", connection=self.config.name)

    def _ended(self, old: str, reason: Exception) -> None:
        where = self.config.endpoint
        if isinstance(reason, AuthenticationFailed):
            what = f"{where} refused the login: {reason}"
        elif old == "ready":
            what = f"the connection to {where} was lost: {reason}"
        elif old == "logging_in":
            what = f"no login at {where}: {reason}"
        else:
            what = f"{where} is out of reach: {_short(reason)}"
        if not self.config.retry:
            self._fail(f"{self.config.name}: {what}")
        elif what != self._said:  # once, not at every attempt
            self._said = what
            self.log.warn(
                "{connection}: {what}; trying again", connection=self.config.name, what=what
            )

    def _say_waiting(self) -> None:
        self.log.warn(
            "{connection}: waits for the handler {handler}; it starts when that has finished",
            connection=self.config.name,
            handler=self.config.handler_name,
        )


def _short(reason: Exception) -> str:
    """The system's words for a connection that was not made, without two layers around them."""
    number = getattr(reason.__cause__, "osError", None)
    return os.strerror(number) if isinstance(number, int) else str(reason)


async def listening(service: Any, name: str, endpoint: str) -> None:
    """Start a listening service and wait until it listens.

    :param name: for the sentence.
    :raises StartFailure: with a sentence.
    """
    try:
        service.startService()
        await service.when_listening()
    except StartFailure:
        raise
    except Exception as error:
        reason: object = error
        if isinstance(error, CannotListenError):
            reason = getattr(error.socketError, "strerror", None) or error.socketError
        raise StartFailure(f"{name}: cannot listen on {endpoint}: {reason}") from None
