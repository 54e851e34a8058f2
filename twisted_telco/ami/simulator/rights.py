"""Who may do what: classes of events and actions, users.

Sources: ``include/asterisk/manager.h`` and ``main/manager.c`` of Asterisk; the wire of 22.10.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from twisted_telco.ami.errors import InvalidRequest

CLASSES: dict[str, int] = {
    "system": 1 << 0,
    "call": 1 << 1,
    "log": 1 << 2,
    "verbose": 1 << 3,
    "command": 1 << 4,
    "agent": 1 << 5,
    "user": 1 << 6,
    "config": 1 << 7,
    "dtmf": 1 << 8,
    "reporting": 1 << 9,
    "cdr": 1 << 10,
    "dialplan": 1 << 11,
    "originate": 1 << 12,
    "agi": 1 << 13,
    "hookresponse": 1 << 14,
    "cc": 1 << 15,
    "aoc": 1 << 16,
    "test": 1 << 17,
    "security": 1 << 18,
    "message": 1 << 30,
}
"""Names of the classes, in the order of a ``Privilege`` header, and their bits, which a number as
``EventMask`` means."""

ALL = sum(CLASSES.values())
NONE = 0

EVENT_CLASSES: dict[str, str] = {
    **dict.fromkeys(
        ["FullyBooted", "Load", "PeerStatus", "Registry", "Reload", "Shutdown", "Unload"], "system"
    ),
    **dict.fromkeys(["Newexten", "VarSet"], "dialplan"),
    **dict.fromkeys(["DTMFBegin", "DTMFEnd"], "dtmf"),
    **dict.fromkeys(["RTCPReceived", "RTCPSent"], "reporting"),
    **dict.fromkeys(
        "AgentCalled AgentComplete AgentConnect AgentDump AgentLogin AgentLogoff AgentRingNoAnswer "
        "QueueCallerAbandon QueueCallerJoin QueueCallerLeave QueueMemberAdded QueueMemberPause "
        "QueueMemberPenalty QueueMemberRemoved QueueMemberRinginuse QueueMemberStatus".split(),
        "agent",
    ),
    **dict.fromkeys(
        "AsyncAGIStart AsyncAGIExec AsyncAGIEnd AGIExecStart AGIExecEnd".split(), "agi"
    ),
    **dict.fromkeys(
        "ChallengeResponseFailed InvalidAccountID InvalidPassword RequestBadFormat "
        "RequestNotAllowed SuccessfulAuth".split(),
        "security",
    ),
    "Cdr": "cdr",
    "UserEvent": "user",
}
"""The classes of well-known events; others are of the class ``call``, as most are."""

_YES = ("on", "true", "yes", "1")
_NO = ("off", "false", "no", "0")

Classes = str | Collection[str]
"""Names of classes, in a string with commas or in a collection; ``all`` and ``none`` are names."""


def bits_of(classes: Classes) -> int:
    """The bits of some classes. Unknown names mean nothing, as in Asterisk's configuration."""
    names = classes.split(",") if isinstance(classes, str) else classes
    bits = NONE
    for name in names:
        word = name.strip().lower()
        bits |= ALL if word == "all" else CLASSES.get(word, NONE)
    return bits


def mask_of(text: str) -> int | None:
    """What an ``EventMask`` (or the ``Events`` of a Login) lets through; None when it is empty.

    A number is a bit mask; unknown names are no class.
    """
    word = text.strip().lower()
    if not word:
        return None
    if word in _YES:
        return ALL
    if word in _NO:
        return NONE
    return int(word) & ALL if word.isascii() and word.isdigit() else bits_of(word)


def privilege(bits: int) -> str:
    """The value of the ``Privilege`` header of an event of these classes."""
    return ",".join([*(name for name, bit in CLASSES.items() if bits & bit), "all"])


@dataclass(frozen=True)
class User:
    """One who may log in, like a section of ``manager.conf``.

    :ivar secret: what the user proves to know.
    :ivar read: classes of events that the user gets.
    :ivar write: classes of actions that the user may run.
    :ivar allow_multiple_login: whether several sessions at a time are allowed.
    :ivar event_filters: filters of every session: patterns, or pairs of criteria and pattern (see
        :class:`~twisted_telco.ami.simulator.filters.Filter`).
    :ivar variables: set on each channel that the user originates.
    """

    secret: str = field(repr=False)
    read: Classes = "all"
    write: Classes = "all"
    allow_multiple_login: bool = True
    event_filters: Sequence[str | tuple[str, str]] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, what: str | Mapping[str, Any] | User) -> User:
        """A user from the secret alone, from a mapping of the fields, or as it is.

        :raises InvalidRequest: a mapping with other keys, or without a secret.
        """
        if isinstance(what, User):
            return what
        if isinstance(what, str):
            return cls(what)
        try:
            return cls(**what)
        except TypeError:
            known = ", ".join(cls.__dataclass_fields__)
            raise InvalidRequest(f"a user has a secret, and may have: {known}") from None

    @cached_property
    def reads(self) -> int:
        """The bits of :attr:`read`."""
        return bits_of(self.read)

    @cached_property
    def writes(self) -> int:
        """The bits of :attr:`write`."""
        return bits_of(self.write)
