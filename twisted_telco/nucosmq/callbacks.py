"""Callbacks in the documented order, with the signature of the original: they get the content.

For a message with a room: first the callbacks of that room, registered for ``"all"`` or for the
event, then the callbacks registered for ``"all"`` or for the event whatever the room. Within each,
names in the order of their first registration, callbacks of one name in theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from twisted.internet.interfaces import IReactorTime

from twisted_telco.core.events import EventHub, Subscription
from twisted_telco.nucosmq.errors import FAMILY, InvalidRequest
from twisted_telco.nucosmq.messages import ALL, Message

Callback = Callable[[Any], Any]


class _Hub(EventHub):
    """Tells when nobody listens to a key any more."""

    def __init__(self, clock: IReactorTime, unheard: Callable[[str], object]) -> None:
        super().__init__(clock, FAMILY)
        self._unheard = unheard

    def _forget(self, subscription: Subscription) -> None:
        super()._forget(subscription)
        key = subscription.selector
        if isinstance(key, str) and not self.listens(key):
            self._unheard(key)


class Callbacks:
    """Those of one server, client or link.

    A callback may return a Deferred or be a coroutine function; what it raises is logged with the
    message, and the others still run. For the whole message, with its sender, subscribe to
    ``events`` instead.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._hub = _Hub(clock, self._unheard)
        self._added = 0
        # Of each room ("" for whatever room) the names, each with its place in the order of
        # registration and the key of the hub under which its callbacks are.
        self._names: dict[str, dict[str, tuple[int, str]]] = {}

    def add(self, event: str, callback: Callback, room: str = "") -> Subscription:
        """Call ``callback(content)`` for an event, ``"all"`` for each; its ``cancel()`` ends that.

        :param room: only in this room.
        """
        if not isinstance(event, str) or not isinstance(room, str) or not callable(callback):
            raise InvalidRequest("a callback is added by names that are strings, and can be called")
        self._added += 1
        # The length, because room and event may hold whatever would separate them.
        key = f"{len(room)}:{room}{event}"
        self._names.setdefault(room, {}).setdefault(event, (self._added, key))
        return self._hub.subscribe(key, _with_content(callback))

    def _unheard(self, key: str) -> None:
        size, _, both = key.partition(":")
        room, event = both[: int(size)], both[int(size) :]
        del self._names[room][event]
        if not self._names[room]:
            del self._names[room]

    def deliver(self, message: Message) -> None:
        """Call whom it concerns."""
        if message.room:
            self._deliver(message, self._names.get(message.room))
        self._deliver(message, self._names.get(""))

    def _deliver(self, message: Message, names: dict[str, tuple[int, str]] | None) -> None:
        if names is None:
            return
        named, every = names.get(message.event), names.get(ALL)
        if named is None or every is None or named is every:
            one = named or every
            if one is not None:
                self._hub.emit(one[1], message)
        else:
            for _, key in sorted((named, every)):
                self._hub.emit(key, message)


def _with_content(callback: Callback) -> Callback:
    def call(message: Message) -> Any:
        return callback(message.content)

    # So that a log names the user's function.
    return update_wrapper(call, callback)
