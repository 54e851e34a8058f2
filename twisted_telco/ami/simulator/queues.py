"""Queues: what QueueStatus and QueueSummary show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from twisted_telco.ami.messages import Action
from twisted_telco.ami.simulator.answers import Answer, EventList

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.session import Session


@dataclass
class Member:
    """A member of a queue.

    :ivar interface: such as ``PJSIP/alice``.
    :ivar status: state of its device as a number; 1: not in use, 2: in use, 5: unavailable.
    """

    interface: str
    name: str = ""
    penalty: int = 0
    paused: bool = False
    status: int = 1
    calls_taken: int = 0


@dataclass
class Queue:
    """A queue.

    :ivar callers: how many wait in it.
    """

    name: str
    strategy: str = "ringall"
    members: Sequence[Member] = field(default_factory=list)
    callers: int = 0
    completed: int = 0
    abandoned: int = 0


DEFAULT_QUEUES = (
    Queue("support", "ringall", (Member("Local/201@test", "Member One"),)),
    Queue("sales", "rrmemory", (Member("Local/202@test", "Member Two", penalty=3),)),
)

_UNREACHABLE = (0, 4, 5)
_NOT_IN_USE = 1


def queue_status(action: Action, session: Session) -> Answer:
    """QueueStatus, of all queues or of ``Queue``, of all members or of ``Member``."""
    wanted, member = action.get("Queue", ""), action.get("Member", "")
    began = int(session.asterisk.began)
    items = []
    for queue in session.asterisk.queues:
        if wanted and wanted.lower() != queue.name.lower():
            continue
        items.append(("QueueParams", _params(queue)))
        items.extend(
            ("QueueMember", _member(queue, one, began))
            for one in queue.members
            if not member or member == one.interface
        )
    return EventList(items, "Queue status will follow")


def queue_summary(action: Action, session: Session) -> Answer:
    """QueueSummary, of all queues or of ``Queue``."""
    wanted = action.get("Queue", "")
    items = []
    for queue in session.asterisk.queues:
        if wanted and wanted.lower() != queue.name.lower():
            continue
        there = [one for one in queue.members if one.status not in _UNREACHABLE]
        free = [one for one in there if one.status == _NOT_IN_USE and not one.paused]
        items.append(
            {
                "Queue": queue.name,
                "LoggedIn": len(there),
                "Available": len(free),
                "Callers": queue.callers,
                "HoldTime": 0,
                "TalkTime": 0,
                "LongestHoldTime": 0,
            }
        )
    return EventList(items, "Queue summary will follow")


def _params(queue: Queue) -> dict[str, object]:
    return {
        "Queue": queue.name,
        "Max": 0,
        "Strategy": queue.strategy,
        "Calls": queue.callers,
        "Holdtime": 0,
        "TalkTime": 0,
        "Completed": queue.completed,
        "Abandoned": queue.abandoned,
        "ServiceLevel": 0,
        "ServicelevelPerf": "0.0",
        "ServicelevelPerf2": "0.0",
        "Weight": 0,
    }


def _member(queue: Queue, member: Member, began: int) -> dict[str, object]:
    return {
        "Queue": queue.name,
        "Name": member.name or member.interface,
        "Location": member.interface,
        "StateInterface": member.interface,
        "Membership": "static",
        "Penalty": member.penalty,
        "CallsTaken": member.calls_taken,
        "LastCall": 0,
        "LastPause": 0,
        "LoginTime": began,
        "InCall": 0,
        "Status": member.status,
        "Paused": int(member.paused),
        "PausedReason": "",
        "Wrapuptime": 0,
    }
