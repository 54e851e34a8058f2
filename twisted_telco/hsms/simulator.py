"""An equipment for tests and demos, scriptable by SML."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.task import LoopingCall

from twisted_telco import secs
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.events import EventHub
from twisted_telco.core.simulator import SimulatedConnection, Simulator, SimulatorFactory
from twisted_telco.hsms import errors
from twisted_telco.hsms.client import PORT
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.handlers import NO_REPLY, Handler, Handlers
from twisted_telco.hsms.messages import Message
from twisted_telco.hsms.protocol import Link
from twisted_telco.hsms.settings import Settings

DEFAULT_SCRIPT = """
S1F1 W.
S1F2 <L [2] <A "SIMULATOR"> <A "1.0">>.
S1F13 W.
S1F14 <L [2] <B 0x00> <L [2] <A "SIMULATOR"> <A "1.0">>>.
S1F15 W.
S1F16 <B 0x00>.
S1F17 W.
S1F18 <B 0x00>.
S2F17 W.
S2F18 <A "2026010112000000">.
"""


class Host(HSMSConnection):
    """What the equipment knows of one host that is connected to it."""

    def __init__(self, equipment: Equipment, addr: Any) -> None:
        self.reactor = equipment.reactor
        self.events = EventHub(self.reactor, errors.FAMILY)
        self.equipment = equipment
        self.begin(equipment.settings, None, f"host {getattr(addr, 'host', addr)}")
        self.handlers = equipment.handlers

    def _watch(self) -> None:
        self.watched = True

    def message_seen(self, message: Message) -> None:
        self.equipment._heard(message)
        super().message_seen(message)

    def enable(self) -> Deferred[None]:
        raise errors.InvalidRequest("hosts connect by themselves")

    def disable(self) -> Deferred[None]:
        d: Deferred[Any] = self._usable().close()
        return d.addCallback(lambda _: None)


class EquipmentLink(Link, SimulatedConnection):
    """A connection of the simulator; it can misbehave."""

    def __init__(self, equipment: Equipment, owner: Host) -> None:
        SimulatedConnection.__init__(self, equipment.reactor)
        self.begin(equipment.settings, owner)


class Equipment(Simulator):
    """An equipment that listens, answers as it is told and sends events on demand.

    :param endpoint: a port number, an endpoint string or an endpoint; None for use in memory.
    :param script: see :meth:`script`; the default answers S1F1, S1F13, S1F15, S1F17 and S2F17.
    :param keep: how many received messages :attr:`heard` holds.
    :param settings: see :class:`~twisted_telco.hsms.settings.Settings`.
    :ivar heard: the data messages received, the last ones.
    """

    factory: _Factory

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        script: str = DEFAULT_SCRIPT,
        keep: int = 1000,
        **settings: Any,
    ) -> None:
        self.settings = Settings.make({"equipment": True, **settings})
        where = None if endpoint is None else server_endpoint(reactor, endpoint, PORT)
        super().__init__(reactor, where, _Factory(self))
        self._keep = keep
        self.heard: list[Message] = []
        self._ticker: LoopingCall | None = None
        self.handlers = Handlers(self.settings.max_handlers, self.settings.max_queued)
        self.script(script)

    def _heard(self, message: Message) -> None:
        if message.is_data:
            self.heard.append(message)
            del self.heard[: -self._keep]

    @property
    def hosts(self) -> list[Host]:
        """The hosts that are connected."""
        owners = [link.owner for link in self.factory.connections if isinstance(link, Link)]
        return [owner for owner in owners if isinstance(owner, Host)]

    def script(self, sml: str) -> None:
        """Learn answers: primary messages, each followed by the reply to all of its kind. A primary
        followed by none is answered by nothing (its sender's T3 runs out).

        :raises secs.SMLError: for text that is no SML.
        """
        messages = secs.parse_sml_messages(sml)
        for at, primary in enumerate(messages):
            if primary.function % 2 == 0:
                continue
            following = messages[at + 1] if at + 1 < len(messages) else None
            if following is not None and following.function in (0, primary.function + 1):
                self.on(primary.stream, primary.function, following)
            else:
                self.on(primary.stream, primary.function, lambda _: NO_REPLY)

    def on(self, stream: int, function: int, answer: secs.Message | Handler | str) -> None:
        """Answer a primary message.

        :param answer: a message, its SML, or a handler, see :meth:`HSMSConnection.handle`.
        """
        if isinstance(answer, str):
            answer = secs.parse_sml(answer)
        if isinstance(answer, secs.Message):
            message = answer
            self.handlers.set(stream, function, lambda _: message)
        else:
            self.handlers.set(stream, function, answer)

    def emit(self, what: secs.Message | str) -> int:
        """Send a message to all selected hosts; replies are not waited for.

        :param what: a message or its SML.
        :returns: to how many.
        """
        hosts = [host for host in self.hosts if host.selected]
        message = secs.parse_sml(what) if isinstance(what, str) else what
        for host in hosts:
            sent: Deferred[Any] = host.request(message) if message.wait else host.send(message)
            sent.addErrback(lambda _: None)
        return len(hosts)

    def repeat(self, sml: str, interval: float) -> None:
        """From now on send the messages of a text in turn, one every ``interval`` seconds, until
        the simulator is stopped.

        :raises secs.SMLError: for text that is no SML.
        """
        self._stop_repeating()
        messages = secs.parse_sml_messages(sml)
        if messages:
            turn = cycle(messages)
            self._ticker = LoopingCall(lambda: self.emit(next(turn)))
            self._ticker.clock = self.reactor
            self._ticker.start(interval, now=False)

    def _stop_repeating(self) -> None:
        ticker, self._ticker = self._ticker, None
        if ticker is not None and ticker.running:
            ticker.stop()

    def stopService(self) -> Deferred[None]:
        self._stop_repeating()
        return super().stopService()

    def request(self, what: secs.Message | str) -> Deferred[Message]:
        """Ask the host; fires with its reply.

        :raises NotReady: not exactly one host is selected.
        """
        hosts = [host for host in self.hosts if host.selected]
        if len(hosts) != 1:
            raise errors.NotReady(f"{len(hosts)} hosts are selected")
        return hosts[0].request(what)


class _Factory(SimulatorFactory):
    def __init__(self, equipment: Equipment) -> None:
        super().__init__()
        self.equipment = equipment

    def build_connection(self, addr: IAddress | None) -> EquipmentLink:
        return EquipmentLink(self.equipment, Host(self.equipment, addr))
