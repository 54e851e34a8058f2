"""Loading apps and routing calls to them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.core.events import EventHub
from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import (
    FAMILY,
    ConnectionLost,
    HungUp,
    InvalidRequest,
    NotReady,
)
from twisted_telco.esl.interests import parse_names
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Session

if TYPE_CHECKING:
    from twisted_telco.esl.client import Client
    from twisted_telco.esl.listener import Listener

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_APP = "default"
"""An app loaded with this id gets the calls that carry no id."""
MAX_RUNNING = 1000
MAX_QUEUE = 1000
_MARK = "_esl_events"


@dataclass(frozen=True)
class _Mark:
    names: tuple[str, ...]
    max_running: int
    max_queue: int


def on_event(
    *names: str, max_running: int = MAX_RUNNING, max_queue: int = MAX_QUEUE
) -> Callable[[F], F]:
    """Mark a method of an app: it is called with the session when one of these events came.

    The method may be plain, ``async`` or return a Deferred. The event is ``session.event``, unless
    the method had to wait for its turn.

    :param max_running: how many of its coroutines and Deferreds may be unfinished, of all calls.
    :param max_queue: events that wait for one of those to finish; what comes when it is full is
        dropped and counted in :attr:`LoadedApp.dropped`.
    :raises InvalidRequest: a name that no event has.
    """
    events, subclasses = parse_names(names)
    if subclasses:
        raise InvalidRequest("an app gets the events of sessions, not CUSTOM subclasses")

    def mark(function: F) -> F:
        made = _Mark(tuple(events), max_running, max_queue)
        setattr(function, _MARK, (*getattr(function, _MARK, ()), made))
        return function

    return mark


class LoadedApp:
    """An app that is loaded.

    :ivar cid: its id, for ``originate(app_id=…)``.
    :ivar name: the name of its class.
    :ivar app: the instance.
    :ivar names: the events that its callbacks want.
    :ivar failures: how often a callback failed.
    :ivar subscribed: its events are wanted, now or at the next login.
    :ivar closed: it was unloaded.
    """

    log = Logger()

    def __init__(self, app: Any, cid: str, listener: Listener) -> None:
        self.app = app
        self.cid = cid
        self.name = type(app).__name__
        self.listener = listener
        self.failures = 0
        self.names: dict[str, None] = {}
        self.closed = False
        self.subscribed = False
        self._hub = EventHub(listener.clock, FAMILY)
        self._subscriptions = []
        for attribute in dir(type(app)):
            for mark in getattr(getattr(type(app), attribute), _MARK, ()):
                self.names.update(dict.fromkeys(mark.names))
                subscription = self._hub.subscribe(
                    mark.names,
                    partial(self._call, getattr(app, attribute)),
                    max_running=mark.max_running,
                    max_queue=mark.max_queue,
                    overflow="drop_newest",
                )
                self._subscriptions.append(subscription)
        if not self.names:
            raise InvalidRequest(f"{self.name} has no callbacks: use @on_event")

    def __repr__(self) -> str:
        return f"<LoadedApp({self.name}, {self.cid})>"

    @property
    def dropped(self) -> int:
        """Events that its callbacks did not get, because too many of them were unfinished."""
        return self._hub.dropped

    def listen(self) -> Deferred[Any]:
        """Ask for the events of its sessions, and for those the listener needs to route them."""
        self.listener.watch(self.event_received)
        return Deferred.fromCoroutine(self._listen())

    async def _listen(self) -> None:
        listener = self.listener
        connected = listener.client.state == "ready"
        if connected:
            # First, so that a refusal tells whose events the server refuses.
            try:
                await listener.start()
            except (ConnectionLost, NotReady):
                pass  # the events of the app are told when the listener's are
        if self.closed:
            return
        self.subscribed = True
        try:
            await listener.subscribe(*self.names, owner=self)
        except ConnectionLost:
            raise
        except TelcoError:
            self.subscribed = False  # they were taken back
            raise
        if not connected:
            await listener.start()

    def close(self) -> None:
        """Nothing is delivered any more, and its ``teardown()`` is called."""
        self.closed = True
        self.listener.unwatch(self.event_received)
        for subscription in self._subscriptions:
            subscription.cancel()
        told = self.listener.unsubscribe(*self.names, owner=self)
        told.addErrback(lambda failure: failure.trap(TelcoError))
        teardown = getattr(self.app, "teardown", None)
        if teardown is not None:
            maybeDeferred(teardown).addErrback(
                lambda failure: self.log.failure("teardown of {app} failed", failure, app=self.name)
            )

    def event_received(self, session: Session, event: Event) -> None:
        """Give an event of a session to the app it belongs to."""
        if session.described and (session.app_id or DEFAULT_APP) == self.cid:
            self._hub.emit(event.name, session)

    def _call(self, callback: Callable[[Session], Any], session: Session) -> Deferred[Any] | None:
        try:
            result = callback(session)
        except Exception:
            self._failed(Failure(), session)
            return None
        if isinstance(result, Coroutine):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            return result.addErrback(self._failed, session)
        return None

    def _failed(self, failure: Failure, session: Session) -> None:
        # That a call ends while an app works with it is no fault of the app.
        if failure.check(HungUp, ConnectionLost, CancelledError):
            return
        if session.hungup and failure.check(TelcoError):
            return
        self.failures += 1
        self.log.failure("app {app} failed on {session}", failure, app=self.name, session=session)


class Apps:
    """The loaded apps of one client: ``client.apps.TonePlay``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._loaded: dict[str, list[LoadedApp]] = {}

    def __contains__(self, cid: object) -> bool:
        return cid in self._loaded

    def __iter__(self) -> Iterator[LoadedApp]:
        return (loaded for apps in self._loaded.values() for loaded in apps)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getattr__(self, name: str) -> LoadedApp:
        if name == "_loaded":  # of a copy that is not filled yet
            raise AttributeError(name)
        for loaded in self:
            if loaded.name == name:
                return loaded
        raise AttributeError(f"no app {name!r} is loaded")

    def load(self, app: Any, app_id: str | None = None, **params: Any) -> str:
        """Load an app, wholly or not at all.

        When the server refuses its events afterwards, it is unloaded again and the log says so.

        :param app: a class with :func:`on_event` callbacks, made without arguments, or an
            instance. Its ``setup(client, **params)`` is called first, when there is one; it must
            not be ``async``.
        :param app_id: calls with this tag are its; apps with the same id share their calls. A new
            one when left out. ``"default"`` gets the calls without a tag.
        :returns: the id.
        :raises InvalidRequest: it has no callbacks, or parameters without ``setup``, or another
            client of the listener uses the id.
        :raises NotReady: this user may not hear its events.
        """
        instance = app() if isinstance(app, type) else app
        cid = str(uuid4()) if app_id is None else app_id
        listener = self._client.listener
        loaded = LoadedApp(instance, cid, listener)
        self._check_free(loaded)
        forbidden = listener.forbidden(loaded.names)
        if forbidden:
            raise NotReady(f"this user may not hear {' '.join(forbidden)}")
        setup = getattr(instance, "setup", None)
        if setup is not None:
            self._set_up(loaded, setup(self._client, **params))
        elif params:
            raise InvalidRequest(f"{loaded.name} has no setup() for {sorted(params)}")
        try:
            self._check_free(loaded)  # setup() may have loaded one itself
        except InvalidRequest:
            loaded.close()
            raise
        self._loaded.setdefault(cid, []).append(loaded)
        loaded.listen().addErrback(self._not_told, loaded)
        return cid

    def _check_free(self, new: LoadedApp) -> None:
        cid, listener = new.cid, new.listener
        if any(other.name == new.name and other.cid == cid for other in self):
            raise InvalidRequest(f"{new.name} is loaded already under {cid!r}")
        others = [client.apps for client in listener.clients if client is not self._client]
        if any(o.cid == cid and o.listener is listener for apps in others for o in apps):
            raise InvalidRequest(f"another client of this listener has an app with the id {cid!r}")

    @staticmethod
    def _set_up(loaded: LoadedApp, outcome: Any) -> None:
        if isinstance(outcome, Coroutine):
            outcome.close()
        if isinstance(outcome, (Coroutine, Deferred)):
            raise InvalidRequest(
                f"setup() of {loaded.name} must not wait: the app is loaded when it returns"
            )

    def unload(self, app: Any) -> None:
        """Unload by class, instance, name or id; its ``teardown()`` is called.

        What nobody else wants is not asked of the server any more. What ``teardown()`` raises is
        logged.

        :raises InvalidRequest: it is not loaded.
        """
        found = [
            loaded
            for loaded in self
            if app in (loaded.app, type(loaded.app), loaded.name, loaded.cid)
        ]
        if not found:
            raise InvalidRequest(f"no app {app!r} is loaded")
        for loaded in found:
            self._remove(loaded)

    def _remove(self, loaded: LoadedApp) -> None:
        left = self._loaded[loaded.cid]
        left.remove(loaded)
        if not left:
            del self._loaded[loaded.cid]
        loaded.close()

    def _not_told(self, failure: Failure, loaded: LoadedApp) -> None:
        # Without a connection the server is told at the next login.
        if failure.check(ConnectionLost, NotReady, CancelledError) and loaded.subscribed:
            return
        loaded.log.failure("{app} could not be subscribed", failure, app=loaded.name)
        if loaded in self._loaded.get(loaded.cid, ()):
            self._remove(loaded)
