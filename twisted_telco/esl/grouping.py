"""Which sessions belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from twisted_telco.esl.client import TAG
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Call, Session

CALL_TAG = "sip_h_X-telco_call"
"""Ties the legs of one call together across SIP."""
APP_TAG = "sip_h_X-telco_app"
"""Names the app that a call belongs to."""

ENDED_KEPT = 10
"""Sessions of a call that have ended, beside the originating one, that it keeps while others live:
the leg of an agent meets any number of them. The oldest is forgotten, and counted."""

_LINKS = (
    f"variable_{CALL_TAG}",
    "Other-Leg-Unique-ID",
    "variable_other_loopback_leg_uuid",
    "Bridge-A-Unique-ID",
    "Bridge-B-Unique-ID",
    "Channel-Call-UUID",
)
"""Headers that may name another session of the same call."""


class Calls(dict[str, Call]):
    """The calls of a server by the uuid of the originating session, in the order of creation.

    A call that is joined to another leaves its key, which leads to the other from then on. Its
    legs may be heard of in any order. A session that has ended takes its key with it when the call
    forgets it.
    """

    def __init__(self, sessions: Mapping[str, Session]) -> None:
        super().__init__()
        self._sessions = sessions
        self._tagged: dict[str, Call] = {}
        self._made = 0

    def group(self, session: Session, event: Event) -> None:
        """Find or make the call of a session, after an event that carries variables.

        ``Channel-Call-UUID`` changes during a bridge and back after it, so a grouping once made
        stays.
        """
        tag = event.get(f"variable_{CALL_TAG}")
        tagged = self._tagged.get(tag) if tag else None
        call = session.call
        if call is None and (tag == session.uuid or f"variable_{TAG}" in event):
            call = self._make(session)
            if tag:
                call.tags[tag] = None
        names = {event[name]: None for name in _LINKS if event.get(name)}
        names.pop(session.uuid, None)
        for other in self._related(names, tagged):
            call = other.add(session) if call is None else self._join(call, other)
        if call is None:
            call = self._make(session)
            call.leg_of = frozenset(names)
        if tag:
            self._tagged[tag] = call
            session.tag = tag
            call.tags[tag] = None
        app_id = event.get(f"variable_{APP_TAG}")
        if app_id:
            session.app_id = app_id
            call.belongs_to(app_id)

    def _related(self, names: Iterable[str], tagged: Call | None) -> Iterator[Call]:
        """Calls that it belongs to, each as it is when the one before was joined."""
        if tagged is not None:
            yield tagged
        for key in names:
            other = self._sessions.get(key)
            call = self.get(key) if other is None else other.call
            if call is not None:
                yield call

    def _make(self, session: Session) -> Call:
        self._made += 1
        call = Call(session.uuid, self._made)
        self.pop(session.uuid, None)  # of an older one whose uuid is used again: to the end
        self[session.uuid] = call
        return call.add(session)

    def _join(self, one: Call, other: Call) -> Call:
        """Two calls turn out to be one, or are bridged: the one that both are."""
        if one is other:
            return one
        first, second = (one, other) if one.number < other.number else (other, one)
        # The originating session is the first, also when another leg was heard of before it.
        if _is_leg(first, second):
            first, second = second, first
        if _is_leg(second, first):
            # Not a call of its own, so the app is that of both.
            for app_id in (first.app_id, second.app_id):
                for session in (*first.sessions, *second.sessions):
                    session.app_id = session.app_id or app_id
        self._absorb(first, second)
        return first

    def _absorb(self, first: Call, second: Call) -> None:
        for session in second.sessions:
            session.call = first
            first.sessions.append(session)
        first.app_id = first.app_id or second.app_id
        first.forgotten += second.forgotten
        for mine, theirs, entries in (
            (first.keys, second.keys, self),
            (first.tags, second.tags, self._tagged),
        ):
            mine.update(theirs)
            for key in theirs:
                if entries.get(key) is second:
                    entries[key] = first

    def rename(self, old: str, new: str) -> None:
        """A session has another uuid now."""
        call = self.get(old)
        if call is None:
            return
        if call.uuid == old:
            call.uuid = new
        call.keys.pop(old, None)
        call.keys[new] = None
        # The same mapping, so that the order of creation stays, and whoever holds it has it.
        entries = [(new if key == old else key, value) for key, value in self.items()]
        self.clear()
        self.update(entries)

    def unite(self, session: Session, other: Session) -> None:
        """Two sessions turn out to be one, the first."""
        call, other.call = other.call, None
        if call is None:
            return
        if session.call is None:
            session.call = call
            call.sessions[call.sessions.index(other)] = session
        else:
            call.sessions.remove(other)
            self._join(session.call, call)

    def leg_ended(self, session: Session) -> None:
        """Forget its call with the last session, and what the call has too many of before."""
        call = session.call
        if call is None:
            return
        if call.ended:
            self._drop(call, list(call.keys), list(call.tags))
            return
        for old in [one for one in call.sessions[1:] if one.gone][:-ENDED_KEPT]:
            call.sessions.remove(old)
            call.forgotten += 1
            keys = [old.uuid] if old.uuid != call.uuid else []
            last = old.tag and all(one.tag != old.tag for one in call.sessions)
            self._drop(call, keys, [old.tag] if old.tag and last else [])

    def _drop(self, call: Call, keys: Iterable[str], tags: Iterable[str]) -> None:
        for names, its, entries in ((keys, call.keys, self), (tags, call.tags, self._tagged)):
            for name in names:
                its.pop(name, None)
                if entries.get(name) is call:
                    del entries[name]


def _is_leg(one: Call, other: Call) -> bool:
    """Whether it was made only because the other was not known yet."""
    return any(name in other.keys or name in other.tags for name in one.leg_of)
