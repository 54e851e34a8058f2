"""Users and handsets of an OMM as two dictionaries that stay current."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.core.events import Subscription
from twisted_telco.core.reconnect import StateWatch
from twisted_telco.omm.client import Client
from twisted_telco.omm.messages import PPDevType, PPUserType
from twisted_telco.omm.vocabulary import Message, Record

_TYPES = ("PPUserCnf", "PPDevCnf")
_EVENTS = ("EventPPUserCnf", "EventPPDevCnf", "EventPPCnf")

Handler = Callable[[str, int, Any], object]


class Table:
    """A mirror of the OMM's two tables.

    The OMM tells only what changed, and nothing of what happened while the link was down; so the
    tables are read again after each login. Changes that arrive while they are read are applied
    afterwards: what they say is in the pages already, or newer.

    :param client: a client that is started or not; the account needs ``AllCnfRead``.
    :ivar users: ``uid`` -> :class:`~twisted_telco.omm.messages.PPUserType`.
    :ivar devices: ``ppn`` -> :class:`~twisted_telco.omm.messages.PPDevType`.
    :ivar current: the tables are complete and follow the OMM.
    """

    log = Logger()

    def __init__(self, client: Client) -> None:
        self.client = client
        self.users: dict[int, PPUserType] = {}
        self.devices: dict[int, PPDevType] = {}
        self.current = False
        self._handlers: dict[int, Handler] = {}
        self._held: list[Message] | None = None
        self._subscription: Subscription | None = None
        self._watch: StateWatch | None = None
        self._reading: Deferred[None] | None = None
        self._own: list[str] = []
        self._waiters: list[Deferred[Table]] = []

    def start(self) -> Deferred[Table]:
        """Begin to follow; fires when the tables are complete for the first time.

        It fails when the OMM refuses to be followed or read.
        """
        if self._watch is None:
            self._subscription = self.client.events.subscribe(_EVENTS, self._changed)
            self._watch = self.client.on_state(self._state)
            self._own = [kind for kind in _TYPES if kind not in self.client.wanted]
            d = self.client.subscribe(*_TYPES)
            d.addCallback(lambda _: self._read_if_ready())
            d.addErrback(self._not_read)
        return self.when_current()

    def stop(self) -> None:
        """Follow no longer; what was subscribed only for this is ended. Idempotent."""
        if self._watch is None or self._subscription is None:
            return
        self._watch.cancel()
        self._subscription.cancel()
        self._watch = self._subscription = None
        self.current = False
        if self._reading is not None:
            self._reading.cancel()
        if self._own:
            self.client.unsubscribe(*self._own).addErrback(lambda _: None)

    def when_current(self) -> Deferred[Table]:
        """A Deferred of this table, for each caller its own."""
        d: Deferred[Table] = Deferred(self._waiters.remove)
        if self.current:
            d.callback(self)
        else:
            self._waiters.append(d)
        return d

    def on_change(self, handler: Handler) -> Callable[[], None]:
        """Call ``handler(kind, key, record)`` at each change; returns what ends that.

        ``kind`` is ``"user"`` or ``"device"``; ``record`` is None when it is gone.
        """
        token = max(self._handlers, default=0) + 1
        self._handlers[token] = handler
        return lambda: self._handlers.pop(token, None) and None

    # -- reading
    def _state(self, old: str, new: str, reason: Exception | None) -> None:
        if new == "ready":
            self._read_if_ready()
        else:
            self.current = False
            if new == "stopped":
                self._fail(Failure(reason or self.client.errors.lost("the client is stopped")))

    def _read_if_ready(self) -> None:
        if self.client.state != "ready" or self._reading is not None or self._watch is None:
            return
        self._held = []
        self._reading = Deferred.fromCoroutine(self._read())
        self._reading.addBoth(self._read_ended)

    async def _read(self) -> None:
        users = {user.uid: user async for user in self.client.users()}
        devices = {device.ppn: device async for device in self.client.devices()}
        self._replace("user", self.users, users)
        self._replace("device", self.devices, devices)

    def _read_ended(self, result: Any) -> None:
        self._reading = None
        held, self._held = self._held or [], None
        if isinstance(result, Failure):
            self._not_read(result)
            return
        for event in held:
            self._apply(event)
        self.current = True
        waiters, self._waiters = self._waiters, []
        for d in waiters:
            if not d.called:
                d.callback(self)

    def _not_read(self, failure: Failure) -> None:
        # A lost link is no end: the next login reads again.
        if self._watch is not None and failure.check(self.client.errors.lost) is None:
            self.log.failure("the tables could not be read", failure)
            self._fail(failure)

    def _fail(self, failure: Failure) -> None:
        waiters, self._waiters = self._waiters, []
        for d in waiters:
            if not d.called:
                d.errback(failure)

    # -- changes
    def _changed(self, event: Message) -> None:
        if self._held is not None:
            self._held.append(event)
        elif self.current:
            self._apply(event)

    def _apply(self, event: Any) -> None:
        gone = _flag(event, "deleted")
        user, device = getattr(event, "user", None), getattr(event, "pp", None)
        if user is not None:
            gone_user = gone or _flag(event, "deletedUser")
            self._merge("user", self.users, user.uid, user, gone_user)
        if device is not None:
            gone_device = gone or _flag(event, "deletedDev")
            self._merge("device", self.devices, device.ppn, device, gone_device)

    def _merge(self, kind: str, table: dict[int, Any], key: Any, new: Record, gone: bool) -> None:
        if not isinstance(key, int):
            return
        if gone:
            if table.pop(key, None) is not None:
                self._tell(kind, key, None)
            return
        known = table.get(key)
        if known is None:
            table[key] = new
        else:
            # A new record, so that those who kept the old one can compare.
            merged = known.copy()
            merged.attributes.update(new.attributes)
            table[key] = new = merged
        if new != known:
            self._tell(kind, key, new)

    def _replace(self, kind: str, table: dict[int, Any], found: dict[Any, Any]) -> None:
        for key in [key for key in table if key not in found]:
            del table[key]
            self._tell(kind, key, None)
        for key, record in found.items():
            if isinstance(key, int) and table.get(key) != record:
                table[key] = record
                self._tell(kind, key, record)

    def _tell(self, kind: str, key: int, record: Record | None) -> None:
        for handler in list(self._handlers.values()):
            try:
                handler(kind, key, record)
            except Exception:
                self.log.failure("handler {handler} failed", handler=handler)


def _flag(event: Any, name: str) -> bool:
    return (event.get(name) or "").lower() in ("1", "true")
