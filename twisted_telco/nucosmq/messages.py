"""The vocabulary of nucosMQ: its one kind of message, and the event names the protocol keeps.

Whatever goes over the wire is an *event* with a *content* (any JSON value), and a *room* when it
was published. Names and spellings are those of nucosMQ 0.0.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

START_AUTH = "start_auth"
UID = "uid"
CHALLENGE_AUTH = "challenge_auth"
SIGNATURE = "signature"
AUTH_FINAL = "auth_final"
THANKS = "thanks"

PING = "ping"
PONG = "pong"
SHUTDOWN = "shutdown"

SUBSCRIPE = "subscripe"
"""Join a room. The spelling is the original's; ``subscribe`` is understood as well."""
SUBSCRIBE = "subscribe"
UNSUBSCRIPE = "unsubscripe"
"""Leave a room. Only between our own peers: the original has no way to leave."""
UNSUBSCRIBE = "unsubscribe"

WHO = "who"
PRESENCE = "presence"
REPLY = "reply"
"""These three belong to the protocol only in a frame that carries our own key."""

ALL = "all"
"""A callback registered under this name is called for every event."""

SUCCESS, FAILED = "success", "failed"
NOW, CONFIRMED = "now", "confirmed"
I_AM_IN = "i am in"

RESERVED = frozenset(
    {
        START_AUTH,
        UID,
        CHALLENGE_AUTH,
        SIGNATURE,
        AUTH_FINAL,
        THANKS,
        PING,
        PONG,
        SHUTDOWN,
        SUBSCRIPE,
        SUBSCRIBE,
        UNSUBSCRIPE,
        UNSUBSCRIBE,
    }
)
"""Event names that users cannot send and that are never accepted or forwarded with a room.

An original obeys them wherever they come from: ``auth_final`` published into a private room would
end its connection, ``challenge_auth`` would make it sign what a stranger wrote.
"""

EXTENSION = "telco"
"""The key beside ``data`` that carries what only our own peers understand."""

VERSION = 1
HELLO: Mapping[str, Any] = {"v": VERSION}
"""Tells the far end, in a frame of the protocol itself, that it talks to one of ours."""

MAX_ROOM = 255
"""Characters of a room's name, and of a uid, since that is a room's name too."""


def is_name(value: Any) -> bool:
    """Whether it can be the name of a room, or a uid."""
    return isinstance(value, str) and 0 < len(value) <= MAX_ROOM


class Message:
    """One event.

    :ivar event: its name.
    :ivar content: any JSON value; ``bytes`` where one of our own peers sent some.
    :ivar room: the room it was published into, ``""`` for none.
    :ivar extra: what the sender put beside it for our own peers, or None.
    :ivar sender: the uid it comes from, where it is known (``""`` otherwise). At a server that is
        the uid that logged in, at a client what its server says; an original server says nothing.
    :ivar connection: the connection it was received from, or None.
    """

    __slots__ = ("connection", "content", "event", "extra", "room", "sender")

    def __init__(
        self,
        event: str,
        content: Any = "",
        room: str = "",
        extra: dict[str, Any] | None = None,
        sender: str = "",
    ) -> None:
        self.event = event
        self.content = content
        self.room = room
        self.extra = extra
        self.sender = sender
        self.connection: Any = None

    @property
    def name(self) -> str:
        """The event's name, as the other protocols call it."""
        return self.event

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.event, self.content, self.room, self.extra) == (
            other.event,
            other.content,
            other.room,
            other.extra,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Without the content, which may be a signature."""
        where = f" in {self.room!r}" if self.room else ""
        sender = f" from {self.sender!r}" if self.sender else ""
        return f"<nucosmq.Message {self.event!r}{where}{sender}>"
