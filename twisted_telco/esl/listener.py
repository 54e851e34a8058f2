"""The models of one server, fed by its events and set right after a gap."""

from __future__ import annotations

import json
from collections import ChainMap, Counter, OrderedDict, deque
from collections.abc import Callable, Mapping
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.logger import Logger

from twisted_telco.core.reconnect import StateWatch
from twisted_telco.esl.client import Client
from twisted_telco.esl.errors import CommandError, ConnectionLost, NotReady
from twisted_telco.esl.interests import event_words, parse_names
from twisted_telco.esl.jobs import Job
from twisted_telco.esl.messages import Event, JSONEvent
from twisted_telco.esl.models import Call, Session

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

CALL_TAG = "sip_h_X-telco_call"
"""Ties the legs of one call together across SIP."""
APP_TAG = "sip_h_X-telco_app"
"""Names the app that a call belongs to."""

_ENDING = frozenset({"CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"})
_LATE = frozenset({"CHANNEL_STATE", "CHANNEL_CALLSTATE", "CHANNEL_EXECUTE_COMPLETE"})
FORGET_AFTER = 10.0
"""Seconds between CHANNEL_HANGUP_COMPLETE and the end of a session whose DESTROY never comes."""
REMEMBERED = 10_000
LAG_EVERY = 64

Watcher = Callable[[Session, Event], object]


class Listener:
    """Keeps the sessions, calls and jobs of one server.

    ``Listener(reactor, endpoint, password=…)`` has a connection of its own, which :meth:`start`
    keeps up; ``Listener(client)`` shares the client's. Several clients may share one listener:
    ``client.listener = listener``.

    :ivar client: the connection it listens on.
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
        self.calls: dict[str, Call] = {}
        self.causes: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.events_seen = self.restarts = 0
        self.lag = self.max_lag = 0.0
        self.core_uuid: str | None = None
        self._names: dict[str, None] = dict.fromkeys(DEFAULT_EVENTS)
        self._subclasses: dict[str, None] = {}
        self._clients: dict[Client, None] = {self.client: None}
        self._watchers: dict[Watcher, None] = {}
        self._ended: deque[tuple[float, Session]] = deque()
        self._gone: OrderedDict[str, None] = OrderedDict()
        self._attached = False
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
        return self._attached and self.client.state == "ready"

    def subscribe(self, *names: str) -> Deferred[Any]:
        """Listen to more events, from now on or from the start."""
        events, subclasses = parse_names(names)
        new = [name for name in events if name not in self._names]
        fresh = [name for name in subclasses if name not in self._subclasses]
        self._names.update(dict.fromkeys(new))
        self._subclasses.update(dict.fromkeys(fresh))
        words = event_words(new, fresh)
        return (
            self.client.subscribe(words, owner=self) if words and self._attached else succeed(None)
        )

    def unsubscribe(self, *names: str) -> Deferred[Any]:
        """Listen to fewer events; the models know less then."""
        events, subclasses = parse_names(names)
        old = [name for name in events if name in self._names]
        stale = [name for name in subclasses if name in self._subclasses]
        for name in old:
            del self._names[name]
        for name in stale:
            del self._subclasses[name]
        words = event_words(old, stale)
        return (
            self.client.unsubscribe(words, owner=self)
            if words and self._attached
            else succeed(None)
        )

    def start(self) -> Deferred[Listener]:
        """Begin to listen and keep at it; fires when the models are complete."""
        first = not self._attached
        self._attach()
        if not self.shared and self._idle():
            self.client.startService()
        if first and self.client.state == "ready":
            # Joins a connection that is ready: told now what others are told at login.
            words = event_words(self._names, self._subclasses)
            started: Deferred[Any] = Deferred.fromCoroutine(self._join(words))
        else:
            started = self.client.when_ready()
        return started.addCallback(lambda _: self)

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
        if not self._attached:
            return succeed(None)
        if not self.shared:
            return self.client.stopService() if self.client.running else succeed(None)
        self._attached = False
        self._subscription.cancel()
        if self._watch is not None:
            self._watch.cancel()
        self.client.interests.drop(self)
        return self.client.unsubscribe(event_words(self._names, self._subclasses), owner=self)

    def share(self, client: Client) -> None:
        """Another client uses this listener; its jobs are seen here."""
        self._clients[client] = None

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(session, event)`` after each event of a session was taken in."""
        self._watchers[watcher] = None

    def unwatch(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    @property
    def jobs(self) -> Mapping[str, Job]:
        """The unfinished jobs of all clients of this listener."""
        return ChainMap(*[client.jobs for client in self._clients])  # type: ignore[arg-type]

    def _attach(self) -> None:
        if self._attached:
            return
        self._attached = True
        if not self.shared or self.client.state != "ready":
            self.client.wanted.add(self._names, self._subclasses, self)
        self._subscription = self.client.events.subscribe("*", self.event_received)
        self.client.interests.keep(self, self._reconcile)
        self._watch = self.client.on_state(self._state_changed)

    async def _join(self, words: str) -> None:
        await self.client.subscribe(words, owner=self)
        await self._reconcile(self.client)

    def _state_changed(self, old: str, new: str, reason: Exception | None) -> None:
        if old == "ready":
            words = str(reason) if reason is not None else "connection lost"
            for session in list(self.sessions.values()):
                session.lose(lambda what: ConnectionLost(words, what))

    # -- after a gap
    def _reconcile(self, connection: Any) -> Deferred[None]:
        return Deferred.fromCoroutine(self._set_right(connection, self.clock.seconds()))

    async def _set_right(self, connection: Any, since: float) -> None:
        """Compare the models with the server's own list; we are subscribed already."""
        known = {uuid for uuid, session in self.sessions.items() if session.seen_at <= since}
        try:
            core = await connection.request("api global_getvar core_uuid", check=False)
            answer = await connection.request("api show channels as json")
            rows = {row["uuid"]: row for row in json.loads(answer).get("rows", ())}
        except CommandError as error:
            self.log.info("the models can not be reconciled: {error}", error=error)
            return
        except (ValueError, KeyError, TypeError, AttributeError):
            self.log.warn("the models can not be reconciled: show channels is not readable")
            return
        if core.success and core:
            self._check_core(str(core))
        for uuid in known:
            if uuid not in rows and uuid in self.sessions:
                self._synthesize("CHANNEL_DESTROY", {"Unique-ID": uuid})
        for uuid, row in rows.items():
            if uuid not in self.sessions:
                self._synthesize(
                    "CHANNEL_CREATE",
                    {
                        "Unique-ID": uuid,
                        "Channel-Name": str(row.get("name", "")),
                        "Channel-State": str(row.get("state", "")),
                        "Channel-Call-State": str(row.get("callstate", "")),
                        "Call-Direction": str(row.get("direction", "")),
                        "Channel-Call-UUID": str(row.get("call_uuid") or uuid),
                        "Caller-Destination-Number": str(row.get("dest", "")),
                        "Caller-Caller-ID-Number": str(row.get("cid_num", "")),
                    },
                )
                if row.get("callstate") in ("ACTIVE", "HELD", "UNHELD"):
                    self.sessions[uuid].answered = True

    def _check_core(self, core: str) -> None:
        """Another Core-UUID: the server was restarted and all its channels with it."""
        if self.core_uuid is not None and core != self.core_uuid:
            self.restarts += 1
            for uuid in list(self.sessions):
                self._synthesize(
                    "CHANNEL_DESTROY", {"Unique-ID": uuid, "Hangup-Cause": "SYSTEM_SHUTDOWN"}
                )
        self.core_uuid = core

    def _synthesize(self, name: str, headers: dict[str, str]) -> None:
        """An event that we missed, made up; it says so."""
        made = {"Event-Name": name, **headers, "Telco-Synthetic": "true"}
        self.event_received(JSONEvent(json.dumps(made).encode()))

    # -- events
    def event_received(self, event: Event) -> None:
        """Take in one event."""
        self.events_seen += 1
        if self.events_seen % LAG_EVERY == 0 or event.name == "HEARTBEAT":
            self._measure(event)
        if self._ended and self._ended[0][0] <= self.clock.seconds():
            self._sweep()
        uuid = event.uuid
        if not uuid:
            if event.name == "HEARTBEAT" and "Core-UUID" in event:
                self._check_core(event["Core-UUID"])
            return
        name = event.name
        session = self.sessions.get(uuid)
        if session is None:
            if not name.startswith("CHANNEL_"):
                return
            session = self._appeared(uuid, name, event)
            if session is None:
                return
        elif name in ("CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE"):
            self._group(session, event)
        session.update(event)
        if name in _ENDING:
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
        if uuid in self._gone or name in _LATE:
            return None
        if name in _ENDING:
            # All else of it was missed: count it, keep nothing.
            if name == "CHANNEL_HANGUP_COMPLETE":
                self.causes[event.get("Hangup-Cause", "NONE")] += 1
            return None
        old = event.get("Old-Unique-ID") if name == "CHANNEL_UUID" else None
        if old and old in self.sessions:
            return self._renamed(old, uuid)
        session = self.sessions[uuid] = Session(self, uuid)
        self._group(session, event)
        return session

    def _renamed(self, old: str, new: str) -> Session:
        session = self.sessions[new] = self.sessions.pop(old)
        session.uuid = new
        call = self.calls.get(old)
        if call is not None and call.uuid == old:
            call.uuid = new
            # In place, so that the order of creation stays.
            self.calls = {new if key == old else key: value for key, value in self.calls.items()}
        return session

    def _ending(self, session: Session, name: str) -> None:
        if name == "CHANNEL_HANGUP_COMPLETE":
            self._ended.append((self.clock.seconds() + FORGET_AFTER, session))
        else:
            self._forget(session)

    def _sweep(self) -> None:
        now = self.clock.seconds()
        while self._ended and self._ended[0][0] <= now:
            session = self._ended.popleft()[1]
            if self.sessions.get(session.uuid) is session:
                session.end()
                self._forget(session)

    def _forget(self, session: Session) -> None:
        """The session is over: count it, and its call when that is over too."""
        if self.sessions.pop(session.uuid, None) is None:
            return
        cause = session.cause or "NONE"
        self.causes[cause] += 1
        if not session.answered:
            self.failures[cause] += 1
        self._gone[session.uuid] = None
        if len(self._gone) > REMEMBERED:
            self._gone.popitem(last=False)
        call = session.call
        if call is not None and call.ended:
            for key in [call.uuid, *(s.uuid for s in call.sessions)]:
                if self.calls.get(key) is call:
                    del self.calls[key]

    # -- calls
    def _group(self, session: Session, event: Event) -> None:
        """Find or make the call of a session.

        ``Channel-Call-UUID`` changes during a bridge and back after it, so a grouping once made
        stays.
        """
        for key in (
            event.get(f"variable_{CALL_TAG}"),
            event.get("Other-Leg-Unique-ID"),
            event.get("variable_other_loopback_leg_uuid"),
            event.get("Bridge-A-Unique-ID"),
            event.get("Bridge-B-Unique-ID"),
            event.get("Channel-Call-UUID"),
        ):
            if key is None or key == session.uuid:
                continue
            other = self.sessions.get(key)
            call = other.call if other is not None else self.calls.get(key)
            if call is not None and call is not session.call:
                self._join_call(session, call)
        if session.call is None:
            call = self.calls[session.uuid] = Call(session.uuid)
            session.call = call
            call.sessions.append(session)
        app_id = event.get(f"variable_{APP_TAG}")
        if app_id and session.call.app_id is None:
            session.call.app_id = app_id

    def _join_call(self, session: Session, call: Call) -> None:
        mine = session.call
        if mine is None:
            session.call = call
            if session.uuid == call.uuid:
                call.sessions.insert(0, session)
            else:
                call.sessions.append(session)
            return
        order = list(self.calls.values())
        first, second = (call, mine) if order.index(call) < order.index(mine) else (mine, call)
        for moved in second.sessions:
            moved.call = first
            first.sessions.append(moved)
        if first.app_id is None:
            first.app_id = second.app_id
        self.calls[second.uuid] = first
