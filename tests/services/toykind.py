"""A Kind for the tests: the toy protocol of ``tests.core`` with far ends in memory."""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from twisted.internet import defer
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IListeningPort, IStreamServerEndpoint
from zope.interface import implementer

from tests.core.toy import ToyClient, ToyFar
from twisted_telco.core.endpoints import client_endpoint, server_endpoint
from twisted_telco.core.events import EventHub
from twisted_telco.services import registry
from twisted_telco.services.kind import ConnectionConfig, Kind, Option, Role, SimulatorConfig

#: Far ends by the host under which they are reached, and server endpoints by their string.
FAR_ENDS: dict[str, Any] = {}
LISTENING: dict[str, Any] = {}


@implementer(IListeningPort)
class Port:
    def __init__(self, calls: list[str], name: str) -> None:
        self.calls = calls
        self.name = name

    def startListening(self) -> None:
        raise NotImplementedError

    def stopListening(self) -> Deferred[None]:
        self.calls.append(f"close {self.name}")
        return succeed(None)

    def getHost(self) -> Any:
        raise NotImplementedError


@implementer(IStreamServerEndpoint)
class Listens:
    """A server endpoint that listens, or whatever ``result`` says."""

    def __init__(self, calls: list[str], name: str, result: Deferred[Any] | None = None) -> None:
        self.calls = calls
        self.name = name
        self.result = result

    def listen(self, factory: Any) -> Deferred[Any]:
        self.calls.append(f"listen {self.name}")
        return self.result or succeed(Port(self.calls, self.name))


class ToyServer(ToyFar):
    """The far end as a product: it has events."""

    def __init__(self, reactor: Any, where: Any) -> None:
        super().__init__(reactor, where)
        self.events = EventHub(reactor, ToyClient.errors)
        self.handler: Any = None


class Shared(Service):
    """One peer of a server that others share."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.events = server.events


def connection(reactor: Any, cfg: ConnectionConfig) -> Any:
    if cfg.options.get("refuse"):
        raise ValueError("this toy does not want to be built")
    if cfg.role in ("server", "outbound"):
        return _server(reactor, cfg)
    if cfg.role == "peer":
        return Shared(cfg.shared(lambda: _server(reactor, cfg)))
    far = FAR_ENDS.get(cfg.endpoint)
    endpoint = far.endpoint() if far else client_endpoint(reactor, cfg.endpoint, 7)
    return ToyClient(reactor, endpoint, name=cfg.secret or cfg["username"])


def _server(reactor: Any, cfg: ConnectionConfig) -> ToyServer:
    where = LISTENING.get(cfg.endpoint) or server_endpoint(reactor, cfg.endpoint, 7)
    server = ToyServer(reactor, where)
    server.handler = cfg.handler
    return server


def simulator(reactor: Any, cfg: SimulatorConfig) -> Any:
    where = LISTENING.get(cfg.listen) or server_endpoint(reactor, cfg.listen, 7)
    far = ToyFar(reactor, where)
    far.bad = set(cfg["users"])
    if cfg["every"]:
        from twisted.internet.task import LoopingCall

        LoopingCall(far.emit, "tick").start(cfg["every"]).addErrback(lambda _: None)
    return far


KIND = Kind(
    name="toy",
    title="Toy",
    roles=(
        Role(
            "client",
            "connect",
            options=(
                Option("username", required=True, help="who we are"),
                Option("speed", int, "how fast", default=1, minimum=1),
                Option("rooms", list, "where to go"),
                Option("loud", bool, "cry", default=False),
                Option("refuse", bool),
                Option("colour", choices=("red", "green"), help="what it looks like"),
                Option("extra", dict),
            ),
            secret="optional",
        ),
        Role("server", "listen", secret="none"),
        Role("peer", "listen", options=(Option("username"),), secret="required"),
        Role("outbound", "listen", handler="session"),
    ),
    connection=connection,
    envelope=lambda message: (message, None, {"word": message}),
    simulator=simulator,
    simulator_options=(Option("users", dict, default={}), Option("every", float)),
)

MUTE = Kind("mute", "Mute", (Role("client", "connect"),), connection, KIND.envelope)


def install(test: Any) -> None:
    """Let the registry know the toys for one test."""
    kinds = {"toy": f"{__name__}.KIND", "mute": f"{__name__}.MUTE"}
    test.patch(registry, "KINDS", kinds)
    FAR_ENDS.clear()
    LISTENING.clear()


def handler(client: Any) -> None:
    """Does nothing."""


def noisy(client: Any) -> None:
    print("a print of the handler")


def broken(client: Any) -> None:
    raise LookupError("no such thing")


async def slow(client: Any) -> None:
    WAITING.append(defer.Deferred())
    await WAITING[-1]


WAITING: list[Deferred[None]] = []
