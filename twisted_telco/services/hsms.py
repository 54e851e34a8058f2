"""HSMS as a Kind: the active side, and a passive server for any number of peers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults

from twisted_telco import hsms, secs
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.events import EventHub
from twisted_telco.core.reconnect import State, StateHandler, StateWatch
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.errors import FAMILY
from twisted_telco.hsms.handlers import Handler
from twisted_telco.hsms.simulator import DEFAULT_SCRIPT, Equipment
from twisted_telco.relay.envelope import Described
from twisted_telco.services.kind import ConnectionConfig, Kind, Option, Role, SimulatorConfig
from twisted_telco.services.options import Plugin

TIMERS = ("t3", "t5", "t6", "t7", "t8", "linktest")
DEFAULT_EVENT = """
S6F11 W <L <U4 1> <U4 100> <L <L <U4 1> <L <A "LOT-1"> <F4 21.5>>>>>.
S5F1 W <L <B 0x84> <U4 7> <A "Chamber pressure">>.
"""


def acknowledge(connection: HSMSConnection) -> None:
    """Answer what a recorder of events has to answer: reports, alarms, terminal messages and the
    request to establish communications are acknowledged, S1F1 is answered. A handler of the
    user's own replaces each."""
    for stream, function, reply in (
        (1, 1, secs.S1F2()),
        (1, 13, secs.S1F14(commack=0)),
        (5, 1, secs.S5F2(0)),
        (6, 1, secs.S6F2(0)),
        (6, 11, secs.S6F12(0)),
        (6, 13, secs.S6F14(0)),
        (10, 1, secs.S10F2(0)),
    ):
        connection.handle(stream, function, _always(reply))


def _always(reply: secs.Message) -> Handler:
    return lambda _: reply


class Peers(Service):
    """The peers of one passive connection of a site. A handler is called with it.

    :ivar peers: each a :class:`hsms.PassivePeer`, for requests.
    :ivar server: the :class:`hsms.PassiveServer`; other connections may share it.
    :ivar events: the messages of all of them; ``message.connection`` says from whom.
    """

    def __init__(self, server: hsms.PassiveServer, acknowledging: bool) -> None:
        self.server = server
        self.acknowledging = acknowledging
        self.peers: list[hsms.PassivePeer] = []
        self.events = EventHub(server.reactor, FAMILY)
        self._watches: dict[StateWatch, None] = {}
        self._state: State = "disconnected"

    def create_connection(
        self, address: str | None = None, session_id: int = 0, **options: Any
    ) -> hsms.PassivePeer:
        """Expect one more peer, see :meth:`hsms.PassiveServer.create_connection`."""
        peer = self.server.create_connection(address, session_id, **options)
        if self.acknowledging:
            acknowledge(peer)
        peer.events.subscribe("*", lambda message: self.events.emit(message.name, message))
        peer.on_state(self._changed)
        self.peers.append(peer)
        if self.running:
            peer.startService()
        return peer

    def handle(self, stream: int, function: int, handler: Handler | None) -> None:
        """The same handler for each peer, see :meth:`hsms.HSMSConnection.handle`."""
        for peer in self.peers:
            peer.handle(stream, function, handler)

    def handle_all(self, handler: Handler | None) -> None:
        """The same handler for each peer."""
        for peer in self.peers:
            peer.handle_all(handler)

    @property
    def state(self) -> State:
        """``ready`` while one peer is."""
        return self._state

    def on_state(self, handler: StateHandler) -> StateWatch:
        """Call ``handler(old, new, reason)`` at each change of :attr:`state`."""
        return StateWatch(handler, self._watches)

    def _changed(self, _: State, __: State, reason: Exception | None) -> None:
        states = {peer.state for peer in self.peers}
        ranks: tuple[State, ...] = ("ready", "logging_in", "waiting")
        new: State = next((state for state in ranks if state in states), "disconnected")
        old, self._state = self._state, new
        if old != new:
            for watch in list(self._watches):
                watch.handler(old, new, reason)

    def startService(self) -> None:
        super().startService()
        for peer in self.peers:
            peer.startService()

    def stopService(self) -> Deferred[Any]:
        super().stopService()
        return gatherResults([peer.stopService() for peer in self.peers])


def _settings(cfg: ConnectionConfig | SimulatorConfig) -> dict[str, Any]:
    names = [*TIMERS, "session_id"]
    return {name: cfg[name] for name in names if cfg[name] is not None}


def connection(reactor: Any, cfg: ConnectionConfig) -> Any:
    settings = _settings(cfg)
    if cfg["text"] is not None:
        settings["text"] = cfg["text"]
    if cfg.role == "active":
        active = hsms.ActiveConnection(
            reactor, cfg.endpoint, name=cfg.name, equipment=cfg["equipment"], **settings
        )
        if cfg["acknowledge"]:
            acknowledge(active)
        return active
    server = cfg.shared(
        lambda: hsms.PassiveServer(reactor, server_endpoint(reactor, cfg.endpoint, hsms.PORT))
    )
    peers = Peers(server, cfg["acknowledge"])
    settings["equipment"] = bool(cfg["equipment"])
    session_id = settings.pop("session_id", 0)
    if cfg["peers"] and cfg["address"]:
        raise ValueError("'peers' and 'address' do not go together")
    for text in cfg["peers"] or [cfg["address"] or ""]:
        address, _, session = text.partition("/")
        if session and not session.isdigit():
            raise ValueError(f"'peers' should look like 10.0.0.7 or 10.0.0.7/5, not {text}")
        peers.create_connection(
            address or None,
            int(session) if session else session_id,
            name=f"{cfg.name} {text}" if cfg["peers"] else cfg.name,
            **settings,
        )
    return peers


def simulator(reactor: Any, cfg: SimulatorConfig) -> Equipment:
    endpoint = server_endpoint(reactor, cfg.listen, hsms.PORT)
    script = _text(cfg["script"], DEFAULT_SCRIPT)
    equipment = Equipment(reactor, endpoint, script=script, **_settings(cfg))
    if cfg["interval"]:
        equipment.repeat(_text(cfg["emit"], DEFAULT_EVENT), cfg["interval"])
    return equipment


def _text(path: str | None, default: str) -> str:
    if path is None:
        return default
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None


def envelope(message: hsms.Message) -> Described:
    """A message's SECS-II as JSON, see :mod:`twisted_telco.secs.jsonform`, and the peer's name.
    Of a control message, its status or reason; of a body that cannot be read, its bytes."""
    data: dict[str, Any]
    if not message.is_data:
        data = {"status": message.function}
    else:
        try:
            data = secs.to_json(message)
        except secs.DecodeError as fault:
            data = {"fault": str(fault), "hex": message.data.hex()}
    if message.connection is not None:
        data["peer"] = message.connection.peer_name
    return message.name, str(message.session_id), data


_TIMER_OPTIONS = (
    Option("t3", float, "seconds for a reply (default: 45)", minimum=0.001),
    Option("t5", float, "seconds between attempts to connect (default: 10)", minimum=0.001),
    Option("t6", float, "seconds for a control answer (default: 5)", minimum=0.001),
    Option("t7", float, "seconds for Select (default: 10)", minimum=0.001),
    Option("t8", float, "seconds between pieces of a message (default: 5)", minimum=0.001),
    Option("linktest", float, "seconds of silence before a Linktest; 0: never", minimum=0),
)
_SESSION = Option("session_id", int, "the device id of data messages (default: 0)", minimum=0)
_COMMON = (
    _SESSION,
    *_TIMER_OPTIONS,
    Option("text", help="encoding of A items, e.g. gb18030 (default: latin-1)"),
    Option(
        "acknowledge",
        bool,
        "leave event reports, alarms and S1F13 unanswered, for a handler of your own",
        default=True,
    ),
)

KIND = Kind(
    name="hsms",
    title="HSMS",
    roles=(
        Role(
            "active",
            "connect",
            options=(
                *_COMMON,
                Option("equipment", bool, "we are the equipment (default: the host)"),
            ),
        ),
        Role(
            "passive",
            "listen",
            options=(
                Option("address", help="where the peer comes from (default: anywhere)"),
                Option("peers", list, "several peers: ADDRESS or ADDRESS/SESSION"),
                *_COMMON,
                Option("equipment", bool, "we are the equipment (default: the host)"),
            ),
        ),
    ),
    connection=connection,
    envelope=envelope,
    simulator=simulator,
    simulator_options=(
        _SESSION,
        *_TIMER_OPTIONS,
        Option("script", Path, "SML: primary messages, each followed by its answer"),
        Option("emit", Path, "SML: messages sent in turn, every interval"),
        Option("interval", float, "seconds between two of them", minimum=0),
    ),
)

passive = Plugin("hsms", "passive")
