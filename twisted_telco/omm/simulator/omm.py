"""The simulated OMM: accounts, records, events, faults."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from twisted.internet.interfaces import IAddress, IDelayedCall
from twisted.internet.task import LoopingCall

from twisted_telco.core import endpoints
from twisted_telco.core.simulator import Simulator, SimulatorFactory
from twisted_telco.core.trace import Trace
from twisted_telco.omm import messages
from twisted_telco.omm.crypto import PrivateKey
from twisted_telco.omm.ipei import make_ipei
from twisted_telco.omm.messages import PPDevType, PPUserType, RFPType
from twisted_telco.omm.protocol import make_request
from twisted_telco.omm.simulator import handlers
from twisted_telco.omm.simulator.link import Link, Oddities
from twisted_telco.omm.tls import PLAIN_PORT
from twisted_telco.omm.vocabulary import Event, Message, Record

PERMISSIONS = frozenset(str(permission) for permission in messages.PermissionType)

#: Attributes of events that filters are about.
_KEYS: tuple[str, ...] = ("ppn", "uid", "trigger")

#: What a handler returns: a message or record whose content becomes the answer's, a mapping, None.
Handler = Callable[[Link, Any], Any]

_keys: list[PrivateKey] = []


def _key() -> PrivateKey:
    """One key per process is enough, and makes simulators cheap."""
    if not _keys:
        _keys.append(PrivateKey())
    return _keys[0]


@dataclass
class Account:
    """Who may log in.

    :ivar permissions: by the names of the wire; all, when left out.
    """

    password: str
    permissions: frozenset[str] = PERMISSIONS


class OMM(Simulator):
    """A convincing OMM: users, handsets, base stations, events, permissions, errors, encryption.

    It knows every request of the inventory. Those it has no rules for behave as a store: what
    ``SetX`` says, ``GetX`` gives back. Own answers are given with :meth:`answer`.

    ::

        simulator = omm.simulator.OMM(reactor, users={"omm": "x"})
        simulator.populate(users=45, devices=23)
        client = omm.Client(reactor, simulator.endpoint(), username="omm", password="x")

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: where to listen: a port, an endpoint string or endpoint; None for none.
    :param users: accounts: name -> password or :class:`Account`.
    :param idle_timeout: seconds without a request after which a link is closed; 0: never.
    :ivar pp_users: ``uid`` -> record.
    :ivar pp_devices: ``ppn`` -> record.
    :ivar rfps: ``id`` -> record.
    :ivar secrets: ``(uid, attribute)`` -> what a client has set, decrypted.
    :ivar odd: see :class:`Oddities`.
    :ivar heard: the last requests of all clients.
    :ivar trace: set a :class:`~twisted_telco.core.trace.Trace` (with ``secret=omm.wire.SECRET,
        unit_end=omm.wire.END``) to record the wire.
    :ivar progress: what becomes of messages: the events of their progress, in order.
    """

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        users: Mapping[str, str | Account] | None = None,
        idle_timeout: float = 300.0,
        version: str = "OpenMobility Manager SIP-DECT 9.2 (simulated)",
        max_connections: int = 100,
    ) -> None:
        where = None
        if endpoint is not None:
            where = endpoints.server_endpoint(reactor, endpoint, PLAIN_PORT)
        super().__init__(reactor, where, _Factory(self, max_connections))
        self.accounts = {
            name: account if isinstance(account, Account) else Account(account)
            for name, account in (users if users is not None else {"omm": "omm"}).items()
        }
        self.idle_timeout = idle_timeout
        self.version = version
        self.key = _key()
        self.pp_users: dict[int, PPUserType] = {}
        self.pp_devices: dict[int, PPDevType] = {}
        self.rfps: dict[int, RFPType] = {}
        self.records: dict[str, dict[int, Record]] = {}
        self.settings: dict[str, Record] = {}
        self.secrets: dict[tuple[int, str], str] = {}
        self.mode: str = "Off"
        self.odd = Oddities()
        self.trace: Trace | None = None
        self.heard: deque[Message] = deque(maxlen=1000)
        self.progress: list[str] = ["Delivered"]
        self.mode_call: IDelayedCall | None = None
        self._answers: dict[str, Handler] = {}
        self._traffic: LoopingCall | None = None
        self._turn = 0

    def stopService(self) -> Any:
        self.stop_traffic()
        if self.mode_call is not None:
            self.mode_call.cancel()
            self.mode_call = None
        return super().stopService()

    @property
    def links(self) -> list[Link]:
        """Those who are logged in."""
        return [
            link
            for link in self.factory.connections
            if isinstance(link, Link) and link.account is not None
        ]

    # -- what is in it
    def populate(self, users: int = 0, devices: int = 0, rfps: int = 0) -> None:
        """Add so many of each, with numbers from 1001 on."""
        for number in range(users):
            self.add_user(num=str(1001 + number), name=f"User {1 + number}")
        for number in range(devices):
            self.add_device(ipei=make_ipei(3586, 1 + number), s="Yes", encrypt=True)
        for number in range(rfps):
            self.add_rfp(name=f"RFP {1 + number}", ethAddr=f"00:30:42:00:00:{1 + number:02X}")

    def add_user(self, **fields: Any) -> PPUserType:
        """Add a user; ``uid`` is chosen when left out."""
        return handlers.new_user(self, PPUserType(**fields))

    def add_device(self, **fields: Any) -> PPDevType:
        """Add a handset; ``ppn`` is chosen when left out."""
        return handlers.new_device(self, PPDevType(**fields))

    def add_rfp(self, **fields: Any) -> RFPType:
        """Add a base station; ``id`` is chosen when left out."""
        return handlers.new_rfp(self, RFPType(**fields))

    # -- answers
    def answer(self, name: str, handler: Handler | Mapping[str, Any] | None) -> None:
        """Answer requests of that name with a function ``f(link, request)``, or a fixed content.

        The function returns what the answer shall carry (a record, a mapping or None) or raises
        :class:`~twisted_telco.omm.simulator.link.Refusal`. None restores the usual answer.
        """
        if handler is None:
            self._answers.pop(name, None)
        elif callable(handler):
            self._answers[name] = handler
        else:
            self._answers[name] = lambda link, request: handler

    def answers(self, name: str) -> bool:
        """Whether a request of this name has an answer of its own."""
        return name in self._answers

    def handle(self, link: Link, request: Message) -> Record:
        """The content of the answer.

        :raises Refusal: the answer is a refusal.
        """
        own = self._answers.get(request.name)
        found = own(link, request) if own is not None else handlers.handle(self, link, request)
        if isinstance(found, Record):
            return found
        content = messages.blank(request.name + "Resp")
        for name, value in (found or {}).items():
            content.put(name, value)
        return content

    def permission_for(self, request: Message) -> str | None:
        """What an account needs for a request."""
        return request.spec.permission or handlers.permission_for(request.name)

    # -- events
    def emit(
        self, event: str | Event, headers: Mapping[str, Any] | None = None, /, **more: Any
    ) -> int:
        """Send an event to those who subscribed one of its types; returns to how many.

        Events that no subscription is known for go to everybody who is logged in.
        """
        made = make_request(event, headers, more)  # type: ignore[arg-type]
        types = made.spec.event_types
        keys = {name: made[name] for name in _KEYS if name in made.attributes}
        told = 0
        for link in self.links:
            if not types or any(link.wants(event_type, keys) for event_type in types):
                link.send(made)
                told += 1
        return told

    def notify(self, event_type: str, event: Event, **keys: Any) -> None:
        """Send an event to those who subscribed this type with a filter that fits."""
        texts = {name: str(value) for name, value in keys.items()}
        for link in self.links:
            if link.wants(event_type, texts):
                link.send(_for_sync(event) if link.sync else event)

    def storm(self, count: int = 1000) -> None:
        """Send many events to everybody, whatever they subscribed."""
        for number in range(count):
            for link in self.links:
                link.send(messages.EventPPState(ppn=1 + number % 1000, onHook=bool(number % 2)))

    def start_traffic(self, interval: float) -> None:
        """Let somebody log in at a handset or out again every ``interval`` seconds."""
        if self._traffic is None:
            self._traffic = LoopingCall(self._log_in_or_out)
            self._traffic.clock = self.reactor
            self._traffic.start(interval, now=False)

    def stop_traffic(self) -> None:
        """End it."""
        traffic, self._traffic = self._traffic, None
        if traffic is not None:
            traffic.stop()

    def _log_in_or_out(self) -> None:
        pairs = list(zip(self.pp_users.values(), self.pp_devices.values(), strict=False))
        if pairs:
            user, device = pairs[self._turn % len(pairs)]
            self._turn += 1
            handlers.tie(self, user, device, "Unbound" if user.ppn else "Dynamic")

    def restart(self) -> None:
        """Close all links, as a restart of the OMM does."""
        for connection in list(self.factory.connections):
            connection.close()


class _Factory(SimulatorFactory):
    def __init__(self, omm: OMM, max_connections: int) -> None:
        super().__init__(max_connections)
        self.omm = omm

    def build_connection(self, addr: IAddress | None) -> Link:
        link = Link(self.omm)
        link.trace = self.omm.trace
        return link


def _for_sync(event: Event) -> Event:
    """On a UserDeviceSyncClient link one event stands for both tables."""
    if isinstance(event, messages.EventPPUserCnf):
        return messages.EventPPCnf(user=event.user, deletedUser=event.deleted)
    if isinstance(event, messages.EventPPDevCnf):
        return messages.EventPPCnf(pp=event.pp, deletedDev=event.deleted)
    return event
