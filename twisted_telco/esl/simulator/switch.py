"""A FreeSWITCH that exists only in memory: for tests, demonstrations and other people's suites."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IDelayedCall, IStreamClientEndpoint
from twisted.internet.protocol import Factory

from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.simulator import Simulator, SimulatorFactory
from twisted_telco.esl.simulator.api import API, ApiHandler
from twisted_telco.esl.simulator.applications import (
    APPLICATIONS,
    EXTENSIONS,
    Application,
    Steps,
    steps_for,
)
from twisted_telco.esl.simulator.channel import Channel
from twisted_telco.esl.simulator.connection import EventSocket
from twisted_telco.esl.simulator.dialing import Destination, parse_dial_string
from twisted_telco.esl.simulator.ringing import Dialing
from twisted_telco.esl.simulator.wire import EventRecord, Value
from twisted_telco.esl.tables import COMMON_HEADERS, HANGUP_CAUSES

HEARTBEAT = 20.0
MAX_EVENTS = 100_000
MAX_MISSED = 500


class SimulatedFactory(SimulatorFactory):
    def __init__(self, switch: FreeSWITCH, max_connections: int) -> None:
        super().__init__(max_connections)
        self.switch = switch

    def build_connection(self, addr: Any) -> EventSocket:
        return EventSocket(self.switch)


class FreeSWITCH(Simulator):
    """A convincing FreeSWITCH at the end of an event socket.

    It authenticates, answers API commands, runs calls between two legs of its own, fires their
    events to whoever subscribed, and opens outbound sockets. Destinations: ``loopback/<ext>`` and
    ``sofia/<profile>/<ext>@<host>`` come back as an inbound leg that runs the extension;
    ``error/<CAUSE>`` fails; ``null/…`` answers at once. An extension without dialplan has no route
    over loopback and is parked over sofia, as with a park-only dialplan.

    :param reactor: the reactor, or a ``Clock``: all times are its.
    :param endpoint: where to listen; None with :meth:`endpoint` or :meth:`listen`.
    :param password: of the event socket.
    :param users: passwords by ``name@domain``, or dicts with ``password``, ``events``, ``api`` and
        ``log`` for users who may not do everything.
    :param heartbeat: seconds between HEARTBEAT events.
    :param max_events: events a connection that does not read may have waiting.
    :param max_missed: events it may lose then before it is killed.
    :ivar channels: those that live, by uuid.
    :ivar extensions: the dialplan: lists of (application, argument).
    :ivar applications: by name; ``f(channel, execution) -> Deferred or None``.
    :ivar commands: API commands by name, see :meth:`on_api`.
    :ivar heard: every command line, in order.
    :ivar rejecting: how many of the next connections the access list refuses.
    :ivar outbound_endpoints: where ``socket host:port`` leads, instead of the network.
    """

    factory: SimulatedFactory

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        password: str = "ClueCon",
        users: dict[str, Any] | None = None,
        heartbeat: float = HEARTBEAT,
        max_events: int = MAX_EVENTS,
        max_missed: int = MAX_MISSED,
        max_sessions: int = 1000,
        max_connections: int = 1000,
    ) -> None:
        where = None if endpoint is None else server_endpoint(reactor, endpoint, 8021)
        super().__init__(reactor, where, SimulatedFactory(self, max_connections))
        self.password = password
        self.users = dict(users or {})
        self.heartbeat = heartbeat
        self.max_events = max_events
        self.max_missed = max_missed
        self.max_sessions = max_sessions
        self.auth_timeout = 25.0
        self.rejecting = 0
        self.gateways: set[str] = set()
        self.registered: dict[str, str] = {}
        self.globals: dict[str, str] = {"hostname": "simulator", "domain": "127.0.0.1"}
        self.extensions: dict[str, Steps] = {ext: list(steps) for ext, steps in EXTENSIONS.items()}
        self.applications: dict[str, Application] = dict(APPLICATIONS)
        self.commands: dict[str, ApiHandler] = dict(API)
        self.outbound_endpoints: dict[tuple[str, int], IStreamClientEndpoint] = {}
        self.digit_listeners: dict[str, Callable[[str], bool]] = {}
        self.heard: list[str] = []
        self.reply_filter: Callable[[bytes], bytes | None] | None = None
        self.channels: dict[str, Channel] = {}
        self.sessions_since_startup = 0
        self._heart: IDelayedCall | None = None
        self._traffic: IDelayedCall | None = None
        self._scheduled: dict[str, IDelayedCall] = {}
        self._start_up()

    def _start_up(self) -> None:
        self.core_uuid = self.globals["core_uuid"] = str(uuid4())
        self.sequence = 0
        self.started_at = self.reactor.seconds()

    # -- time
    def microseconds(self) -> int:
        return round(self.reactor.seconds() * 1_000_000)

    # -- life
    def reload_event_socket(self) -> None:
        """As ``reload mod_event_socket``: every connection is closed, the calls go on."""
        for connection in self.sockets():
            connection.say_goodbye("The system is being shut down.\n")

    def restart(self) -> None:
        """As after a crash: connections cut, calls gone, a new Core-UUID."""
        self.drop()
        for channel in list(self.channels.values()):
            channel.socket = None
        self.channels.clear()
        self._start_up()

    def shut_down(self) -> None:
        """As ``fsctl shutdown``: events, a notice, the end."""
        self.fire("SHUTDOWN", [("Event-Info", "System Shutting Down")])
        self.reload_event_socket()

    def sockets(self) -> list[EventSocket]:
        """The connections, inbound and outbound."""
        return list(self.factory.connections)  # type: ignore[arg-type]

    def connection_made(self) -> None:
        if self._heart is None and self.heartbeat > 0:
            self._heart = self.reactor.callLater(self.heartbeat, self._beat)

    def connection_lost(self) -> None:
        if not self.factory.connections and self._heart is not None:
            self._heart.cancel()
            self._heart = None

    def _beat(self) -> None:
        self._heart = self.reactor.callLater(self.heartbeat, self._beat)
        sessions = str(len(self.channels))
        up = round((self.reactor.seconds() - self.started_at) * 1000)
        self.fire(
            "HEARTBEAT",
            [
                ("Event-Info", "System Ready"),
                ("Up-Time", f"0 years, 0 days, 0 hours, 0 minutes, {up // 1000} seconds"),
                ("FreeSWITCH-Version", "1.10.12-release~64bit"),
                ("Uptime-msec", str(up)),
                ("Session-Count", sessions),
                ("Max-Sessions", str(self.max_sessions)),
                ("Session-Per-Sec", "30"),
                ("Session-Since-Startup", str(self.sessions_since_startup)),
                ("Idle-CPU", "97.500000"),
            ],
        )

    # -- events
    def make_event(
        self, name: str, headers: Iterable[tuple[str, Value]] = (), body: str = ""
    ) -> EventRecord:
        """An event with the headers that all have."""
        return EventRecord([*self.common_headers(name), *headers], body)

    def common_headers(self, name: str) -> list[tuple[str, Value]]:
        self.sequence += 1
        seconds = self.reactor.seconds()
        moment = time.gmtime(seconds)
        values = (
            name,
            self.core_uuid,
            "simulator",
            "simulator",
            "127.0.0.1",
            "::1",
            time.strftime("%Y-%m-%d %H:%M:%S", moment),
            time.strftime("%a, %d %b %Y %H:%M:%S GMT", moment),
            str(round(seconds * 1_000_000)),
            "simulator.c",
            "simulator_fire",
            "1",
            str(self.sequence),
        )
        return list(zip(COMMON_HEADERS, values, strict=True))

    def wanted(self, name: str, channel: Channel | None = None) -> bool:
        """Whether any connection would be sent an event of this type."""
        return any(socket.wants(name, None, channel) for socket in self.sockets())

    def deliver(self, event: EventRecord, channel: Channel | None = None) -> None:
        """Give an event to every connection that wants it."""
        self.deliver_as(event, event.name, channel)

    def deliver_as(self, event: EventRecord, name: str, channel: Channel | None = None) -> None:
        """The same for an event whose first ``Event-Name`` is forged."""
        subclass, owner = event.get("Event-Subclass"), event.get("Job-Owner-UUID")
        encoded: dict[str, bytes] = {}
        for socket in self.sockets():
            if socket.wants(name, subclass, channel, owner):
                socket.event(event, encoded)

    def fire(
        self, name: str, headers: Iterable[tuple[str, Value]] = (), body: str = ""
    ) -> EventRecord:
        """Fire an event that belongs to no channel."""
        event = self.make_event(name, headers, body)
        self.deliver(event)
        return event

    def emit(self, name: str, headers: dict[str, Value] | None = None, body: str = "") -> None:
        """Fire any event: ``emit("CUSTOM", {"Event-Subclass": "a::b", "X": "1"})``."""
        self.fire(name, (headers or {}).items(), body)

    def log_line(self, level: int, text: str, uuid: str = "") -> None:
        """Write a line into the log of the connections that asked for it."""
        for socket in self.sockets():
            socket.log_line(level, text, uuid)

    # -- api
    def on_api(self, name: str, handler: ApiHandler) -> None:
        """Answer ``api name …``: ``handler(switch, argument, connection)`` returns the output or a
        Deferred of it."""
        self.commands[name] = handler

    def run_api(self, line: str, connection: Any = None) -> Deferred[str]:
        """Run an API command."""
        name, _, argument = line.strip().partition(" ")
        handler = self.commands.get(name) or self.commands.get(name.lower())
        if handler is None:
            return maybeDeferred(lambda: f"-ERR {name} Command not found!\n")
        d: Deferred[Any] = maybeDeferred(handler, self, argument.strip(" "), connection)

        def done(output: str) -> str:
            self.fire("API", [("API-Command", name), ("API-Command-Argument", argument)])
            return output or "-ERR no reply\n"

        return d.addCallback(done)

    def schedule(self, delay: float, name: str, call: Callable[[], object]) -> None:
        self._scheduled[name] = self.reactor.callLater(max(0.0, delay), call)

    def unschedule(self, name: str) -> bool:
        call = self._scheduled.pop(name, None)
        if call is None or not call.active():
            return False
        call.cancel()
        return True

    # -- calls
    def new_channel(self, name: str, direction: str, destination: str, **more: Any) -> Channel:
        self.sessions_since_startup += 1
        channel = Channel(self, name, direction, destination, **more)
        self.channels[channel.uuid] = channel
        return channel

    def channel_ended(self, channel: Channel) -> None:
        self.channels.pop(channel.uuid, None)
        self.digit_listeners.pop(channel.uuid, None)
        if channel.socket is None:
            channel.state = "CS_DESTROY"
            channel.fire("CHANNEL_DESTROY")

    def dial(
        self,
        dial: str,
        answered: Callable[[Channel], object],
        failed: Callable[[str], object],
        timeout: float = 60.0,
    ) -> None:
        """Dial a dial string; calls one of the two functions once."""
        try:
            attempts = parse_dial_string(dial)
        except ValueError:
            failed("DESTINATION_OUT_OF_ORDER")
            return
        Dialing(self, answered, failed, timeout).start(attempts)

    def outgoing(self, to: Destination) -> Channel | str:
        """The outbound leg, or the cause for which there is none."""
        kind, _, rest = to.endpoint.partition("/")
        target = rest.partition(";")[0]
        if len(self.channels) >= self.max_sessions:
            return "DESTINATION_OUT_OF_ORDER"
        if kind == "error":
            cause = target.upper()
            return cause if cause in HANGUP_CAUSES else "NORMAL_UNSPECIFIED"
        if kind == "user":
            if target not in self.registered:
                return "USER_NOT_REGISTERED" if target in self.users else "SUBSCRIBER_ABSENT"
            target = self.registered[target]
        elif kind == "sofia":
            profile, _, target = target.partition("/")
            if profile == "gateway":
                gateway, _, target = target.partition("/")
                if gateway not in self.gateways:
                    return "INVALID_GATEWAY"
            elif not target:
                return "INVALID_PROFILE"
        elif kind not in ("loopback", "null"):
            return "CHAN_NOT_IMPLEMENTED"
        extension = target.partition("/")[0].partition("@")[0]
        wanted = to.variables.get("origination_uuid")
        uuid = wanted if wanted and wanted not in self.channels else None
        name = f"loopback/{extension}-a" if kind == "loopback" else f"{kind}/{target}"
        if kind == "sofia":
            name = to.endpoint.partition(";")[0]
        return self.new_channel(
            name, "outbound", extension, uuid=uuid, variables=dict(to.variables)
        )

    def place(self, leg: Channel, to: Destination) -> None:
        kind = to.endpoint.partition("/")[0]
        leg.to_state("CS_INIT")
        leg.to_callstate("DIALING")
        leg.fire("CHANNEL_OUTGOING")
        leg.fire("CHANNEL_CREATE")
        leg.fire("CHANNEL_ORIGINATE")
        leg.to_state("CS_CONSUME_MEDIA")
        if kind == "null":
            leg.later(0, leg.answer)
            return
        # The far leg appears in the next turn, as it does over a network.
        leg.later(0, self._arrive, leg, kind)

    def _arrive(self, leg: Channel, kind: str) -> None:
        context = "default" if kind == "loopback" else "public"
        name = (
            f"loopback/{leg.destination}-b"
            if kind == "loopback"
            else f"sofia/internal/{leg.destination}@simulator"
        )
        carried = {k: v for k, v in leg.variables.items() if k.startswith("sip_h_")}
        carried |= {
            k: leg.variables[k]
            for k in ("origination_caller_id_name", "origination_caller_id_number")
            if k in leg.variables
        }
        self.incoming(leg.destination, context=context, name=name, peer=leg, variables=carried)

    def incoming(
        self,
        extension: str,
        *,
        context: str = "public",
        name: str | None = None,
        peer: Channel | None = None,
        variables: dict[str, str] | None = None,
    ) -> Channel:
        """A call comes in and runs the dialplan of ``extension``."""
        channel = self.new_channel(
            name or f"sofia/internal/{extension}@simulator",
            "inbound",
            extension,
            context=context,
            variables=variables,
        )
        if peer is not None:
            channel.peer, peer.peer = peer, channel
        channel.to_state("CS_INIT")
        channel.to_callstate("RINGING")
        channel.fire("CHANNEL_CREATE")
        channel.to_state("CS_ROUTING")
        self.transfer(channel, extension)
        return channel

    def start_traffic(self, interval: float, extension: str = "9199") -> None:
        """Have a call come in every so many seconds, until the service is stopped."""
        self.stop_traffic()

        def next_call() -> None:
            self._traffic = self.reactor.callLater(interval, next_call)
            if len(self.channels) < self.max_sessions:
                self.incoming(extension)

        self._traffic = self.reactor.callLater(interval, next_call)

    def stop_traffic(self) -> None:
        """No further calls by itself."""
        if self._traffic is not None:
            self._traffic.cancel()
            self._traffic = None

    def stopService(self) -> Deferred[None]:
        self.stop_traffic()
        for channel in list(self.channels.values()):
            channel.hangup("SYSTEM_SHUTDOWN")
        return super().stopService()

    def transfer(self, channel: Channel, extension: str) -> None:
        """Let a channel run the dialplan of an extension."""
        steps = steps_for(extension, self.extensions)
        if steps is None and channel.context == "public":
            steps = [("park", "")]
        channel.unpark()
        channel.destination = extension
        channel.running.clear()
        channel.waiting.clear()
        if steps is None:
            channel.hangup("NO_ROUTE_DESTINATION")
        else:
            channel.later(0, channel.run_plan, list(steps))

    def run_target(self, channel: Channel, words: list[str]) -> None:
        """What an originated leg does once it is up: ``&app(args)`` or an extension."""
        target = words[0]
        if target.startswith("&"):
            name, _, argument = target[1:].partition("(")
            channel.run_plan([(name, argument.partition(")")[0])])
        elif len(words) > 1 and words[1] == "inline":
            steps = [step.partition(":") for step in target.split(",")]
            channel.run_plan([(name, argument) for name, _, argument in steps])
        else:
            self.transfer(channel, target)

    def dtmf(self, channel: Channel, digits: str) -> None:
        """Digits arrive at a channel."""
        for digit in digits.partition("@")[0]:
            if not channel.alive:
                return
            channel.fire(
                "DTMF",
                [("DTMF-Digit", digit), ("DTMF-Duration", "2000"), ("DTMF-Source", "RTP")],
            )
            listener = self.digit_listeners.get(channel.uuid)
            if listener is not None:
                listener(digit)

    # -- outbound
    def open_socket(self, channel: Channel, argument: str) -> Deferred[None]:
        """The application ``socket``: connect to ``host:port[/path] [async] [full]``."""
        where, *flags = argument.split(" ")
        address, _, path = where.partition("/")
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            host, port = address, "8084"
        channel.variables["socket_host"] = host
        if path:
            channel.variables["socket_path"] = path
        done: Deferred[None] = Deferred()
        endpoint = self.outbound_endpoints.get((host, int(port)))
        if endpoint is None:
            endpoint = HostnameEndpoint(self.reactor, host, int(port))
        d = endpoint.connect(_OutboundFactory(self, channel, frozenset(flags), done))

        def refused(_: object) -> None:
            channel.hangup("DESTINATION_OUT_OF_ORDER")

        d.addErrback(refused)
        return done


class _OutboundFactory(Factory):
    noisy = False

    def __init__(
        self, switch: FreeSWITCH, channel: Channel, flags: frozenset[str], done: Deferred[None]
    ) -> None:
        self.switch = switch
        self.channel = channel
        self.flags = flags
        self.done = done

    def buildProtocol(self, addr: Any) -> Any:
        socket = EventSocket(self.switch, self.channel, self.flags, self.done)
        socket.factory = self.switch.factory
        return socket
