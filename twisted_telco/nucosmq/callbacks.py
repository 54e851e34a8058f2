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


class Callbacks:
    """Those of one server, client or link.

    A callback may return a Deferred or be a coroutine function; what it raises is logged with the
    message, and the others still run. For the whole message, with its sender, subscribe to
    ``events`` instead.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._hub = EventHub(clock, FAMILY)
        # Of each room ("" for whatever room) the names in the order of registration, and under
        # which key of the hub their callbacks are.
        self._names: dict[str, dict[str, str]] = {}

    def add(self, event: str, callback: Callback, room: str = "") -> Subscription:
        """Call ``callback(content)`` for an event, ``"all"`` for each; its ``cancel()`` ends that.

        :param room: only in this room.
        """
        if not isinstance(event, str) or not isinstance(room, str) or not callable(callback):
            raise InvalidRequest("a callback is added by names that are strings, and can be called")
        names = self._names.setdefault(room, {})
        # A name cannot contain what separates it: room and event each have their own length.
        key = names.setdefault(event, f"{len(room)}:{room}{event}")
        return self._hub.subscribe(key, _with_content(callback))

    def deliver(self, message: Message) -> None:
        """Call whom it concerns."""
        if message.room:
            self._deliver(message, self._names.get(message.room))
        self._deliver(message, self._names.get(""))

    def _deliver(self, message: Message, names: dict[str, str] | None) -> None:
        if names:
            event = message.event
            for name, key in tuple(names.items()):
                if name in (event, ALL):
                    self._hub.emit(key, message)


def _with_content(callback: Callback) -> Callback:
    def call(message: Message) -> Any:
        return callback(message.content)

    # So that a log names the user's function.
    return update_wrapper(call, callback)
