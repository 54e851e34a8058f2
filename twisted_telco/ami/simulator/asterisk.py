"""The simulated server: its users, its sessions, what it knows, and what it says by itself."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.task import LoopingCall, deferLater

from twisted_telco.ami.errors import InvalidRequest
from twisted_telco.ami.messages import Action
from twisted_telco.ami.simulator.actions import PLAYED
from twisted_telco.ami.simulator.answers import (
    NO_ANSWER,
    ActionFunction,
    Answer,
    Event,
    Headers,
    Refused,
)
from twisted_telco.ami.simulator.exchange import Exchange
from twisted_telco.ami.simulator.filters import filters_of
from twisted_telco.ami.simulator.queues import DEFAULT_QUEUES, Queue
from twisted_telco.ami.simulator.rights import EVENT_CLASSES, Classes, User, bits_of
from twisted_telco.ami.simulator.session import Session
from twisted_telco.core.endpoints import Where
from twisted_telco.core.simulator import Simulator, SimulatorFactory
from twisted_telco.core.trace import Trace

AUTHLIMIT = 50
AUTHTIMEOUT = 30.0
HEARD = 1000


class Played(NamedTuple):
    """An action that the simulator knows.

    :ivar name: as ListCommands spells it.
    :ivar function: plays it.
    :ivar bits: classes of which the user needs one; 0: everybody may.
    :ivar synopsis: for ListCommands.
    """

    name: str
    function: ActionFunction
    bits: int
    synopsis: str


class AsteriskFactory(SimulatorFactory):
    """Builds the sessions of a simulator."""

    def __init__(self, asterisk: Asterisk, max_connections: int) -> None:
        super().__init__(max_connections)
        self.asterisk = asterisk

    def build_connection(self, addr: IAddress | None) -> Session:
        session = Session(self.asterisk)
        session.trace = self.asterisk.trace
        return session


class Asterisk(Simulator):
    """A server that talks like Asterisk 22.

    It is a service; over sockets it listens on ``endpoint``, in memory clients reach it through
    :meth:`endpoint`. It plays login (plain and MD5), the common actions, and calls that come and
    go with their events; :meth:`add_action` and :meth:`emit` add what it does not know. The faults
    are those of :class:`~twisted_telco.core.simulator.Simulator`, and some of AMI's own:
    ``message_end``, :meth:`mute`, :meth:`delay`, ``authlimit``, ``old_commands``.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: where to listen: an endpoint, an endpoint string, or a port of loopback; None
        for in-memory use or :meth:`listen`.
    :param users: names, and for each a secret, a :class:`~twisted_telco.ami.simulator.User`, or a
        mapping of a user's fields.
    :param queues: what QueueStatus and QueueSummary show; two queues of one member if left out.
    :param ami_version: in the greeting and in CoreSettings.
    :param asterisk_version: in CoreSettings.
    :param old_commands: answer Command as Asterisk 13 did (``Response: Follows``).
    :param advanced_filters: False: MatchCriteria are ignored in silence, as before 18.26, 20.11,
        21.6 and 22.1.
    :param channelvars: names of channel variables shown in events, as of ``channelvars`` in
        ``manager.conf``.
    :param timestampevents: give every event a Timestamp, likewise.
    :param authlimit: most sessions that are not logged in; more are closed without a greeting.
    :param authtimeout: seconds in which a session has to log in.
    :param max_connections: more are closed as soon as they are accepted.
    :raises InvalidRequest: an endpoint, a user or a filter that can not be meant.
    :ivar users: may be changed; sessions keep the rights they had at login.
    :ivar exchange: channels, calls and the dial plan; see
        :class:`~twisted_telco.ami.simulator.exchange.Exchange`.
    :ivar database: what DBGet and its kin work on; keys are ``/family/key``.
    :ivar variables: global ones.
    :ivar commands: output of console commands, by their text: lines, or a function of the text.
    :ivar booted: whether a login is followed by FullyBooted.
    :ivar heard: the latest actions, those with ``Secret`` or ``Key`` included.
    :ivar message_end: what ends a message behind its last header's line; ``b"\\n"`` is the fault of
        some versions (CR LF LF), ``b"\\r\\n\\r\\n"`` an empty line too many.
    :ivar trace: set a :class:`~twisted_telco.core.trace.Trace` (with ``secret=ami.wire.SECRET``) to
        record the wire.
    """

    factory: AsteriskFactory

    def __init__(
        self,
        reactor: Any,
        endpoint: Where | None = None,
        users: Mapping[str, str | Mapping[str, Any] | User] | None = None,
        *,
        queues: Sequence[Queue] = DEFAULT_QUEUES,
        ami_version: str = "11.0.0",
        asterisk_version: str = "22.10.1",
        old_commands: bool = False,
        advanced_filters: bool = True,
        channelvars: Sequence[str] = (),
        timestampevents: bool = False,
        authlimit: int = AUTHLIMIT,
        authtimeout: float = AUTHTIMEOUT,
        max_connections: int = 1000,
    ) -> None:
        super().__init__(reactor, endpoint, AsteriskFactory(self, max_connections))
        self.users = {name: User.of(user) for name, user in (users or {}).items()}
        for name, user in self.users.items():
            try:
                filters_of(user)
            except Refused as refusal:
                raise InvalidRequest(f"a filter of the user {name}: {refusal}") from None
        self.queues = list(queues)
        self.ami_version = ami_version
        self.asterisk_version = asterisk_version
        self.old_commands = old_commands
        self.advanced_filters = advanced_filters
        self.timestampevents = timestampevents
        self.authlimit = authlimit
        self.authtimeout = authtimeout
        self.booted = True
        self.began = reactor.seconds()
        self.message_end = b"\r\n"
        self.trace: Trace | None = None
        self.exchange = Exchange(reactor, self.emit, channelvars)
        self.database: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.commands: dict[str, Sequence[str] | Callable[[str], Sequence[str]]] = {}
        self.heard: deque[Action] = deque(maxlen=HEARD)
        self.actions: dict[str, Played] = {}
        for name, function, classes, synopsis in PLAYED:
            self.add_action(name, function, classes=classes, synopsis=synopsis)
        self._traffic: LoopingCall | None = None

    def __repr__(self) -> str:
        return f"<ami.simulator.Asterisk with {len(self.sessions)} sessions>"

    @property
    def sessions(self) -> list[Session]:
        """Those that live, oldest first."""
        live = [c for c in self.factory.connections if isinstance(c, Session)]
        return sorted(live, key=lambda session: session.number)

    @property
    def not_logged_in(self) -> int:
        """How many sessions have not logged in."""
        return sum(session.user is None for session in self.sessions)

    # -- what users add
    def add_action(
        self, name: str, function: ActionFunction, *, classes: Classes = (), synopsis: str = ""
    ) -> None:
        """Play an action; one of that name is replaced.

        :param function: ``function(action, session)``. ``action`` is a mapping (the first header of
            a name counts; ``.getall(name)``, ``.headers.pairs``). It returns a text (the Message of
            a success), headers (a mapping or pairs), an
            :class:`~twisted_telco.ami.simulator.EventList`, None (a bare success),
            :data:`~twisted_telco.ami.simulator.NO_ANSWER`, or a Deferred of one of these, for which
            the session waits; or it raises :class:`~twisted_telco.ami.simulator.Refused`.
        :param classes: the user must have one of them in ``write``; none: everybody may.
        """
        self.actions[name.lower()] = Played(name, function, bits_of(classes), synopsis)

    def emit(self, name: str, headers: Headers = (), classes: Classes | None = None) -> None:
        """Send an event to every session that may and wants to have it.

        :param headers: a mapping or pairs; a list as value is a repeated header.
        :param classes: None: what Asterisk gives events of this name, else ``call``.
        """
        bits = bits_of(EVENT_CLASSES.get(name, "call") if classes is None else classes)
        event = Event(name, headers, bits)
        if self.timestampevents:
            event.pairs.insert(2, ("Timestamp", f"{self.reactor.seconds():.6f}"))
        for session in self.sessions:
            session.tell(event)

    def start_traffic(self, interval: float = 1.0) -> None:
        """Begin a call every ``interval`` seconds, the first at once; extensions and callers take
        turns."""
        self.stop_traffic()
        self._traffic = LoopingCall(self.exchange.next_call)
        self._traffic.clock = self.reactor
        self._traffic.start(interval).addErrback(
            lambda failure: self.log.failure("the traffic has stopped", failure)
        )

    def stop_traffic(self) -> None:
        """No further calls; those in progress end by themselves."""
        traffic, self._traffic = self._traffic, None
        if traffic is not None:
            traffic.stop()

    # -- faults
    def mute(self, *names: str) -> None:
        """Never answer these actions; others are answered as usual."""
        for name in names:
            self._wrap(name, lambda function, action, session: NO_ANSWER)

    def delay(self, seconds: float, *names: str) -> None:
        """Answer these actions so much later; their sessions wait, as for a slow action."""

        def later(function: ActionFunction, action: Action, session: Session) -> Deferred[Answer]:
            return deferLater(self.reactor, seconds, function, action, session)

        for name in names:
            self._wrap(name, later)

    def _wrap(self, name: str, around: Callable[[ActionFunction, Action, Session], Any]) -> None:
        played = self.actions[name.lower()]

        def function(action: Action, session: Session) -> Any:
            return around(played.function, action, session)

        self.actions[name.lower()] = played._replace(function=function)

    def kick(self, username: str) -> int:
        """Close a user's sessions without a word; how many there were."""
        sessions = [session for session in self.sessions if session.username == username]
        for session in sessions:
            session.close()
        return len(sessions)

    def shut_down(self, *, cleanly: bool = True, restart: bool = False) -> None:
        """Say Shutdown to everybody and close all sessions; the service goes on listening, like a
        server that is soon back."""
        self.emit(
            "Shutdown",
            {
                "Shutdown": "Cleanly" if cleanly else "Uncleanly",
                "Restart": "True" if restart else "False",
            },
        )
        for session in self.sessions:
            session.close(self.grace)

    # -- life
    def stopService(self) -> Deferred[None]:
        self.stop_traffic()
        self.exchange.stop()
        self.shut_down()
        return super().stopService()

    # -- what it says by itself
    def make_challenge(self) -> str:
        """A challenge for MD5 logins: decimal, at most nine digits."""
        return str(random.randrange(10**9))

    def fully_booted(self) -> Event:
        """The event that follows a login."""
        uptime = int(self.reactor.seconds() - self.began)
        headers = {"Uptime": uptime, "LastReload": uptime, "Status": "Fully Booted"}
        return Event("FullyBooted", headers, bits_of("system"))

    def security_event(self, name: str, session: Session, **more: str) -> None:
        """Tell those who read the class ``security`` what a session has done."""
        now = _iso(self.reactor.seconds())
        good = name == "SuccessfulAuth"
        account = ("AccountID", session.username or "")
        self.emit(
            name,
            [
                ("EventTV", now),
                ("Severity", "Informational" if good else "Error"),
                ("Service", "AMI"),
                ("EventVersion", "1"),
                *([account] if good else []),
                ("SessionID", f"{session.number:#014x}"),
                ("LocalAddress", _address(session.transport.getHost())),
                ("RemoteAddress", _address(session.transport.getPeer())),
                *([("UsingPassword", "0")] if good else []),
                *more.items(),
                ("SessionTV", now),
                *([] if good else [account]),
            ],
        )


def _iso(seconds: float) -> str:
    """A time as security events show it."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def _address(address: Any) -> str:
    """An address as security events show it."""
    host, port = getattr(address, "host", "unknown"), getattr(address, "port", 0)
    return f"IPV{6 if ':' in host else 4}/TCP/{host}/{port}"
