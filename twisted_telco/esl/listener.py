"""The models of one server, fed by its events and set right after a gap."""

from __future__ import annotations

import json
from collections import ChainMap, Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from twisted.internet.defer import Deferred, DeferredLock, fail, succeed
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger

from twisted_telco.core.reconnect import StateWatch
from twisted_telco.errors import TelcoError
from twisted_telco.esl.client import Client
from twisted_telco.esl.ended import Ended
from twisted_telco.esl.errors import ConnectionLost, InvalidRequest, NotReady
from twisted_telco.esl.gaps import Gaps
from twisted_telco.esl.grouping import Calls
from twisted_telco.esl.interests import Wishes, parse_names
from twisted_telco.esl.jobs import Job
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Session, SyntheticEvent
from twisted_telco.esl.tables import WITH_VARIABLES

DEFAULT_EVENTS = (
    "CHANNEL_CREATE",
    "CHANNEL_ORIGINATE",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_ANSWER",
    "CHANNEL_PARK",
    "CHANNEL_BRIDGE",
    "CHANNEL_UNBRIDGE",
    "CHANNEL_EXECUTE_COMPLETE",
    "CHANNEL_UUID",
    "CHANNEL_HANGUP",
    "CHANNEL_HANGUP_COMPLETE",
    "CHANNEL_DESTROY",
    "SHUTDOWN",
)
"""What the models are made of."""

_OVER = frozenset({"CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"})
"""Nothing is missed that can still be heard of a channel whose first event is one of these."""
_LATE = frozenset({"CHANNEL_STATE", "CHANNEL_CALLSTATE", "CHANNEL_EXECUTE_COMPLETE"})
"""These come also after the end of a channel, and say nothing of one that is not known."""
_GROUPING = frozenset({"CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE"})
"""These may tell which call a session belongs to, also one that has a call."""
FORGET_AFTER = 10.0
"""Seconds between the hangup and the end of a session whose CHANNEL_DESTROY never comes."""
LAG_EVERY = 64

Watcher = Callable[[Session, Event], object]


class Listener:
    """Keeps the sessions, calls and jobs of one server.

    ``Listener(reactor, endpoint, password=…)`` has a connection of its own, which :meth:`start`
    keeps up; ``Listener(client)`` shares the client's. Several clients may share one listener:
    ``client.listener = listener``.

    :ivar client: the connection it listens on.
    :ivar clients: those that use it.
    :ivar attached: it listens, or will as soon as there is a connection.
    :ivar sessions: by uuid, those that live.
    :ivar calls: by the uuid of the originating session, in the order of creation. When two calls
        are bridged both keys lead to the one that was there first.
    :ivar causes: hangup causes counted.
    :ivar failures: the causes of sessions that ended without having been answered.
    :ivar events_seen: how many events it took in.
    :ivar restarts: how often the server was found restarted.
    :ivar lag: seconds between the making of an event and its arrival, at the last sample; clocks
        that differ are in it.
    """

    log = Logger()

    def __init__(self, reactor_or_client: Any, endpoint: Any = None, **login: Any) -> None:
        self.shared = isinstance(reactor_or_client, Client)
        self.client: Client = (
            reactor_or_client if self.shared else Client(reactor_or_client, endpoint, **login)
        )
        self.clock = self.client.reactor
        self.endpoint = endpoint if endpoint is not None else self.client.endpoint
        self.sessions: dict[str, Session] = {}
        self.calls = Calls(self.sessions)
        self.causes: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.events_seen = self.restarts = 0
        self.lag = self.max_lag = 0.0
        self.core_uuid: str | None = None
        self._wishes = Wishes(DEFAULT_EVENTS)
        self.clients: dict[Client, None] = {self.client: None}
        self._watchers: dict[Watcher, None] = {}
        self._hungup: dict[Session, float] = {}
        self._sweeper: IDelayedCall | None = None
        self._gone = Ended()
        self._gaps = Gaps(self)
        self._turns = DeferredLock()
        self.attached = False
        self._watch: StateWatch | None = None
        self._subscription: Any = None
        self.client.adopt(self)
        if not self.shared:
            self._attach()

    def __repr__(self) -> str:
        state = "connected" if self.connected() else "disconnected"
        return f"<esl.Listener({self.endpoint}, {state})>"

    # -- the connection
    def connected(self) -> bool:
        """Whether events come now."""
        return self.attached and self.client.state == "ready"

    def subscribe(self, *names: str, owner: Hashable = None) -> Deferred[Any]:
        """Listen to more events, from now on or from the start.

        :param owner: who wants them, as that of ``client.subscribe``.
        :returns: a Deferred as that of ``client.subscribe``: what the server refuses is not asked
            for again.
        """
        if self.attached:
            return self.client.want(self._wishes, names, owner)
        try:
            self._wishes.add(*parse_names(names), owner)
        except InvalidRequest as error:
            return fail(error)
        return succeed(None)

    def unsubscribe(self, *names: str, owner: Hashable = None) -> Deferred[Any]:
        """Listen to fewer events; the models know less then. What an app wants stays."""
        if self.attached:
            return self.client.unwant(self._wishes, names, owner)
        try:
            self._wishes.remove(*parse_names(names), owner)
        except InvalidRequest as error:
            return fail(error)
        return succeed(None)

    def forbidden(self, names: Iterable[str] = ()) -> list[str]:
        """Which of these events, or of those it listens to, the user may not hear, as far as the
        server has told."""
        connection: Any = self.client.factory.ready
        wanted = dict.fromkeys([*self._wishes.events, *names])
        return [] if connection is None else [n for n in wanted if not connection.allows(n)]

    def start(self) -> Deferred[Listener]:
        """Begin to listen and keep at it; fires when the models are complete.

        It fails with :class:`CommandError` when the server refuses the events, or with
        NotReady when they could not be asked for, and listens to nothing then.
        """
        # One after the other: the second must not take for done what the first has only begun.
        begun: Deferred[Any] = self._turns.run(self._begin)
        return begun.addCallback(lambda _: self.client.when_ready()).addCallback(lambda _: self)

    async def _begin(self) -> None:
        if self.client.state == "ready" and not self.attached:
            await self._join()
        else:
            self._attach()
        if not self.shared and self._idle():
            self.client.startService()

    async def _join(self) -> None:
        """Join a connection that is ready: told now what others are told at login."""
        self._attach()
        try:
            await self.client.join(self._wishes)
        except ConnectionLost:
            pass  # the next login tells it
        except TelcoError as error:
            self._detach(f"the events could not be asked for: {error}")
            raise
        try:
            await self._gaps.set_right(self.client)
        except (ConnectionLost, NotReady):
            pass  # the next login does it
        if not self.attached:
            raise NotReady("the listener was stopped while it started")

    def connect(self) -> Deferred[Listener]:
        """The same, but the first failed attempt is the end of it."""
        if self.shared or not self._idle():
            return self.start()
        return Deferred.fromCoroutine(self._connect())

    async def _connect(self) -> Listener:
        reasons: list[Exception | None] = []
        factory = self.client.factory
        watch = self.client.on_state(lambda old, new, reason: reasons.append(reason))
        factory.retrying = False
        try:
            await self.start()
        except NotReady:
            # It failed within start(): the state knows why.
            raise next((r for r in reversed(reasons) if r is not None), NotReady()) from None
        finally:
            factory.retrying = True
            watch.cancel()
        return self

    def _idle(self) -> bool:
        return self.client.state in ("disconnected", "stopped")

    def stop(self) -> Deferred[Any]:
        """Stop listening; an own connection is closed, a shared one stays."""
        if not self.attached:
            return succeed(None)
        if not self.shared:
            # A start that follows at once waits until this is done.
            return self._turns.run(self._disconnect)
        told = self.client.leave(self._wishes)
        self._detach("the listener was stopped")  # last: it tells those who wait
        return told

    def _disconnect(self) -> Deferred[Any]:
        return self.client.stopService() if self.client.running else succeed(None)

    def share(self, client: Client) -> None:
        """Another client uses this listener; its jobs are seen here."""
        self.clients[client] = None

    def unshare(self, client: Client) -> None:
        """It uses another one now."""
        if client is not self.client and not len(client.apps):  # they get their calls from here
            self.clients.pop(client, None)

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(session, event)`` after each event of a session was taken in."""
        self._watchers[watcher] = None

    def unwatch(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    @property
    def jobs(self) -> Mapping[str, Job]:
        """The unfinished jobs of all clients of this listener."""
        return ChainMap(*[client.jobs for client in self.clients])  # type: ignore[arg-type]

    def _attach(self) -> None:
        if self.attached:
            return
        self.attached = True
        if not self.shared or self.client.state != "ready":
            self.client.wanted.join(self._wishes)
        self._subscription = self.client.events.subscribe("*", self.event_received)
        self.client.interests.keep(self, self._gaps.set_right)
        self._watch = self.client.on_state(self._state_changed)

    def _detach(self, reason: str) -> None:
        if not self.attached:
            return
        self.attached = False
        self._subscription.cancel()
        if self._watch is not None:
            self._watch.cancel()
        self.client.interests.drop(self)
        self._lose(reason)

    def _state_changed(self, old: str, new: str, reason: Exception | None) -> None:
        if new in ("waiting", "disconnected", "stopped"):
            self._lose(str(reason or "the connection is closed"))

    def _lose(self, reason: str) -> None:
        """No events until further notice: nobody must wait for one."""
        self._gaps.cancel()
        for session in list(self._hungup):
            self._end(session)
        for session in list(self.sessions.values()):
            session.lose(reason)

    def synthesize(self, name: str, uuid: str, headers: Mapping[str, str]) -> None:
        """Take in an event that was missed, made up; it says so."""
        made = {"Event-Name": name, "Unique-ID": uuid, **headers, "Telco-Synthetic": "true"}
        self.event_received(SyntheticEvent(json.dumps(made).encode()))

    def ended(self, uuid: str) -> bool:
        """Whether a session of that id is over, as far back as is remembered."""
        return uuid in self._gone

    # -- events
    def event_received(self, event: Event) -> None:
        """Take in one event."""
        self.events_seen += 1
        if self.events_seen % LAG_EVERY == 0 or event.name == "HEARTBEAT":
            self._measure(event)
        uuid = event.uuid
        if not uuid:
            if event.name == "HEARTBEAT" and "Core-UUID" in event:
                self._gaps.check_core(event["Core-UUID"])
            return
        name = event.name
        if name == "CHANNEL_UUID":
            self._renamed(uuid, event)
        session = self.sessions.get(uuid)
        if session is None:
            if not name.startswith("CHANNEL_"):
                return
            session = self._appeared(uuid, name, event)
            if session is None:
                return
        if (not session.described or name in _GROUPING) and name in WITH_VARIABLES:
            self.calls.group(session, event)
        session.update(event)
        if session.hungup:
            self._ending(session, name)
        for watcher in list(self._watchers):
            try:
                watcher(session, event)
            except Exception:
                self.log.failure("watcher failed on {event}", event=event)

    def _measure(self, event: Event) -> None:
        made = event.timestamp
        if made is not None:
            self.lag = self.clock.seconds() - made
            self.max_lag = max(self.max_lag, self.lag)

    def _appeared(self, uuid: str, name: str, event: Event) -> Session | None:
        """The first event of a channel, which need not be CHANNEL_CREATE."""
        if name in _LATE or self._gone.is_late(uuid, event):
            return None
        if name in _OVER:
            self.causes[event.get("Hangup-Cause") or "NONE"] += 1
            self._gone.add(uuid, event)
            return None
        session = self.sessions[uuid] = Session(self, uuid)
        return session

    def _renamed(self, new: str, event: Event) -> None:
        """A channel has another uuid; its events with either may come before this one and after."""
        old = event.get("Old-Unique-ID")
        if not old or old == new:
            return
        session = self.sessions.pop(old, None)
        self._gone.add(old, event)
        if session is None:
            return
        if self._gone.is_late(new, event):
            # It has ended, and was counted, under its new one.
            self._no_longer_due(session)
            session.end()
            self.calls.leg_ended(session)
            return
        other = self.sessions.get(new)
        session.uuid = new
        self.sessions[new] = session
        if other is not None:
            self._no_longer_due(other)
            self.calls.unite(session, other)
        self.calls.rename(old, new)
        if other is not None:
            session.take_over(other)  # last: it tells those who wait

    def _ending(self, session: Session, name: str) -> None:
        if name == "CHANNEL_DESTROY":
            self._forget(session)
        elif session not in self._hungup and self.attached:
            self._hungup[session] = self.clock.seconds() + FORGET_AFTER
            self._arm()

    def _arm(self) -> None:
        """One timer for all, for the one that hung up first."""
        if self._hungup and self._sweeper is None:
            wait = next(iter(self._hungup.values())) - self.clock.seconds()
            self._sweeper = self.clock.callLater(max(wait, 0), self._sweep)

    def _sweep(self) -> None:
        self._sweeper = None
        now = self.clock.seconds()
        while self._hungup:
            session, due = next(iter(self._hungup.items()))
            if due > now:
                break
            self._end(session)
        self._arm()

    def _end(self, session: Session) -> None:
        """Its CHANNEL_DESTROY does not come any more."""
        session.end()
        self._forget(session)

    def _forget(self, session: Session) -> None:
        """The session is over: count it, and its call when that is over too."""
        self._no_longer_due(session)
        if self.sessions.get(session.uuid) is not session:
            return  # what its end set off has closed the connection
        del self.sessions[session.uuid]
        cause = session.cause or "NONE"
        self.causes[cause] += 1
        if not session.answered:
            self.failures[cause] += 1
        self._gone.add(session.uuid, session.event)
        self.calls.leg_ended(session)

    def _no_longer_due(self, session: Session) -> None:
        self._hungup.pop(session, None)
        if not self._hungup and self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
