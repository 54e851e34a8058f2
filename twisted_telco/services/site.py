"""The root service: everything of one process, started bottom up and stopped in phases.

Twisted's MultiService stops all its children in one turn: connections would lose their sinks
before they have said goodbye.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import (
    CancelledError,
    Deferred,
    DeferredList,
    maybeDeferred,
)
from twisted.internet.defer import (
    TimeoutError as OutOfTime,
)
from twisted.logger import ILogObserver, Logger
from twisted.python.components import Componentized
from twisted.python.failure import Failure

from twisted_telco.relay import Relay
from twisted_telco.services import registry
from twisted_telco.services.config import ConfigError, Fault, SinkConfig, SiteConfig
from twisted_telco.services.connection import ConnectionRunner, listening
from twisted_telco.services.exits import StartFailure
from twisted_telco.services.kind import ConnectionConfig, SimulatorConfig

C = TypeVar("C", SinkConfig, SimulatorConfig, ConnectionConfig)

#: The phases of a stop, in order, and how many seconds each may take.
GRACE = {
    "listeners": 5.0,
    "connections": 10.0,
    "simulators": 5.0,
    "drain of the sinks": 10.0,
    "sinks": 5.0,
}


class Site(Service):
    """Simulators, connections and sinks of one configuration.

    :param quit: called when the process has to end because of a failure that came after the start.
    :param log_observer: made and given to the application, so that twistd logs there.
    :param grace: seconds for each phase of a stop, see :data:`GRACE`.
    :ivar connections: a :class:`ConnectionRunner` each.
    :ivar failure: the sentence that ended or ends the process, or None.
    :raises ConfigError: when a Kind or a sink does not accept its configuration.
    """

    log = Logger()

    def __init__(
        self,
        reactor: Any,
        config: SiteConfig,
        quit: Callable[[], None],
        log_observer: Callable[[], ILogObserver] | None = None,
        grace: Mapping[str, float] = GRACE,
    ) -> None:
        self.reactor = reactor
        self.failure: str | None = None
        self._config = config
        self._quit = quit
        self._log_observer = log_observer
        self._grace = grace
        self._synchronous = False
        self._starting: Deferred[None] | None = None
        self._started: dict[str, list[Any]] = {}
        self._faults: list[Fault] = []
        self.relay = Relay(self._build_all(config.sinks, self._sink), deserted=self.fail)
        self._simulators: list[tuple[SimulatorConfig, Any]] = self._build_all(
            config.simulators, self._simulator
        )
        self.connections: list[ConnectionRunner] = self._build_all(
            config.connections, self._connection
        )
        if self._faults:
            raise ConfigError(config.name, self._faults)

    # Build --------------------------------------------------------------------------------------

    def _build_all(self, configs: Iterable[C], make: Callable[[C], Any]) -> list[Any]:
        built = []
        for config in configs:
            try:
                built.append(make(config))
            except ValueError as error:
                self._faults.append(Fault(config.line, config.where, "", str(error)))
        return built

    def _sink(self, config: SinkConfig) -> Any:
        kind = registry.SINKS[config.type]
        options = dict(config.options)
        if kind.secret is not None and config.secret is not None:
            options[kind.secret] = config.secret
        return kind.make(self.reactor, **options)

    def _simulator(self, config: SimulatorConfig) -> tuple[SimulatorConfig, Any]:
        make = registry.kind(config.protocol).simulator
        assert make is not None
        return config, make(self.reactor, config)

    def _connection(self, config: ConnectionConfig) -> ConnectionRunner:
        return ConnectionRunner(self.reactor, config, self.relay, self.fail)

    def setServiceParent(self, parent: Any) -> None:
        if self._log_observer is not None and isinstance(parent, Componentized):
            parent.setComponent(ILogObserver, self._log_observer())
        super().setServiceParent(parent)

    def fail(self, sentence: str) -> None:
        """End the process with status 1, for this reason."""
        if self.failure is not None:
            return
        self.failure = sentence
        if not self._synchronous:
            self.log.critical("{sentence}", sentence=sentence)
            self._quit()

    # Start --------------------------------------------------------------------------------------

    def startService(self) -> None:
        """Start everything.

        :raises StartFailure: for what is known to fail before this returns; what fails later ends
            the process through ``quit``.
        """
        super().startService()
        self._synchronous = True
        self._starting = Deferred.fromCoroutine(self._start())
        self._starting.addErrback(self._not_started)
        self._synchronous = False
        if self.failure is not None:
            raise StartFailure(self.failure)

    def _not_started(self, reason: Failure) -> None:
        if reason.check(StartFailure):
            self.fail(str(reason.value))
        elif not reason.check(CancelledError):
            self.log.failure("the start failed", reason)
            self.fail(f"the start failed: {reason.getErrorMessage()}")

    async def _start(self) -> None:
        try:
            self.relay.start()
        except OSError as error:
            raise StartFailure(f"{error.filename}: cannot be opened: {error.strerror}") from None
        for simulator, service in self._simulators:
            self._note("simulators", service)
            await listening(service, f"simulator {simulator.protocol}", simulator.listen)
        for connection in self.connections:
            await connection.prepare()
        for (protocol, endpoint), server in self._config.shared.items():
            self._note("listeners", server)
            await listening(server, protocol, endpoint)
        for connection in sorted(self.connections, key=lambda one: one.role.side == "connect"):
            is_client = connection.role.side == "connect"
            self._note("connections" if is_client else "listeners", connection.service)
            await connection.start()
        if not self.relay.sinks:
            self.log.info("no sink: events are only counted")

    def _note(self, phase: str, service: Any) -> None:
        """``service`` will have to be stopped, whatever comes of its start."""
        self._started.setdefault(phase, []).append(service)

    # Stop ---------------------------------------------------------------------------------------

    def stopService(self) -> Deferred[None]:
        super().stopService()
        if self._starting is not None:
            self._starting.cancel()
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        for phase in ("listeners", "connections", "simulators"):
            services = self._started.pop(phase, [])
            await self._phase(phase, [maybeDeferred(one.stopService) for one in services])
        await self._phase("drain of the sinks", [self.relay.drain()])
        await self._phase("sinks", [self.relay.close()])

    async def _phase(self, name: str, ends: Iterable[Deferred[Any]]) -> None:
        grace = self._grace[name]
        for success, result in await DeferredList(
            [end.addTimeout(grace, self.reactor) for end in ends], consumeErrors=True
        ):
            if success:
                continue
            if result.check(OutOfTime):
                self.log.warn("stop: {phase}: not done after {grace:g} s", phase=name, grace=grace)
            else:
                self.log.failure("stop: {phase}", result, phase=name)
