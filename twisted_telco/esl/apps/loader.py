"""Loading apps and routing calls to them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.esl.errors import ConnectionLost, HungUp, InvalidRequest, NotReady
from twisted_telco.esl.interests import parse_names
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Session

if TYPE_CHECKING:
    from twisted_telco.esl.client import Client
    from twisted_telco.esl.listener import Listener

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_APP = "default"
"""An app loaded with this id gets the calls that carry no id."""
_MARK = "_esl_events"


def on_event(*names: str) -> Callable[[F], F]:
    """Mark a method of an app: it is called with the session when one of these events came.

    The method may be plain, ``async`` or return a Deferred. The event is ``session.event``.

    :raises InvalidRequest: a name that no event has.
    """
    events, subclasses = parse_names(names)
    if subclasses:
        raise InvalidRequest("an app gets the events of sessions, not CUSTOM subclasses")

    def mark(function: F) -> F:
        setattr(function, _MARK, (*getattr(function, _MARK, ()), *events))
        return function

    return mark


class LoadedApp:
    """An app that is loaded.

    :ivar cid: its id, for ``originate(app_id=…)``.
    :ivar name: the name of its class.
    :ivar app: the instance.
    :ivar failures: how often a callback failed.
    """

    log = Logger()

    def __init__(self, app: Any, cid: str, listener: Listener) -> None:
        self.app = app
        self.cid = cid
        self.name = type(app).__name__
        self.listener = listener
        self.failures = 0
        self.callbacks: dict[str, list[Callable[[Session], Any]]] = {}
        for attribute in dir(type(app)):
            names = getattr(getattr(type(app), attribute), _MARK, ())
            for name in names:
                self.callbacks.setdefault(name, []).append(getattr(app, attribute))
        if not self.callbacks:
            raise InvalidRequest(f"{self.name} has no callbacks: use @on_event")

    def __repr__(self) -> str:
        return f"<LoadedApp({self.name}, {self.cid})>"

    def event_received(self, session: Session, event: Event) -> None:
        """Give an event of a session to the app it belongs to."""
        if (session.app_id or DEFAULT_APP) == self.cid:
            for callback in self.callbacks.get(event.name, ()):
                self._call(callback, session)

    def _call(self, callback: Callable[[Session], Any], session: Session) -> None:
        try:
            result = callback(session)
        except Exception:
            self._failed(Failure(), session)
            return
        if isinstance(result, Coroutine):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            result.addErrback(self._failed, session)

    def _failed(self, failure: Failure, session: Session) -> None:
        # That a call ends while an app works with it is no fault of the app.
        if failure.check(HungUp, ConnectionLost, CancelledError):
            return
        if session.hungup:
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
        for loaded in self:
            if loaded.name == name:
                return loaded
        raise AttributeError(f"no app {name!r} is loaded")

    def load(self, app: Any, app_id: str | None = None, **params: Any) -> str:
        """Load an app, wholly or not at all.

        :param app: a class with :func:`on_event` callbacks, made without arguments, or an
            instance. Its ``setup(client, **params)`` is called first, when there is one.
        :param app_id: calls with this tag are its; apps with the same id share their calls. A new
            one when left out. ``"default"`` gets the calls without a tag.
        :returns: the id.
        :raises InvalidRequest: it has no callbacks, or parameters without ``setup``.
        """
        instance = app() if isinstance(app, type) else app
        cid = str(uuid4()) if app_id is None else app_id
        listener = self._client.listener
        loaded = LoadedApp(instance, cid, listener)
        if any(other.name == loaded.name and other.cid == cid for other in self):
            raise InvalidRequest(f"{loaded.name} is loaded already under {cid!r}")
        setup = getattr(instance, "setup", None)
        if setup is not None:
            setup(self._client, **params)
        elif params:
            raise InvalidRequest(f"{loaded.name} has no setup() for {sorted(params)}")
        # From here on nothing can fail.
        self._loaded.setdefault(cid, []).append(loaded)
        listener.watch(loaded.event_received)
        listener.subscribe(*loaded.callbacks).addErrback(self._not_subscribed, loaded)
        listener.start().addErrback(self._not_subscribed, loaded)
        return cid

    def unload(self, app: Any) -> None:
        """Unload by class, instance, name or id; its ``teardown()`` is called.

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
            rest = [other for other in self._loaded[loaded.cid] if other is not loaded]
            if rest:
                self._loaded[loaded.cid] = rest
            else:
                del self._loaded[loaded.cid]
            loaded.listener.unwatch(loaded.event_received)
            teardown = getattr(loaded.app, "teardown", None)
            if teardown is not None:
                teardown()

    @staticmethod
    def _not_subscribed(failure: Failure, loaded: LoadedApp) -> None:
        # Without a connection it is told at the next login.
        if not failure.check(ConnectionLost, NotReady, CancelledError):
            loaded.log.failure("{app} could not be subscribed", failure, app=loaded.name)
