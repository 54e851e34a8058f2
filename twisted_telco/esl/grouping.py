"""Which sessions belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twisted_telco.esl.client import TAG
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Call, Session

CALL_TAG = "sip_h_X-telco_call"
"""Ties the legs of one call together across SIP."""
APP_TAG = "sip_h_X-telco_app"
"""Names the app that a call belongs to."""

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
    legs may be heard of in any order.
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
        originated = tag == session.uuid or f"variable_{TAG}" in event
        call = session.call
        if call is None and originated:
            call = self._make(session)
        for other in self._related(session, event, tagged):
            if call is None:
                call = other.add(session)
            # The originating session is the first, also when another leg was heard of before it.
            older = min(call, other, key=lambda one: one.number)
            first = call if originated and other is tagged else older
            self._absorb(first, other if first is call else call)
            call = first
        if call is None:
            call = self._make(session)
        if tag:
            self._tagged[tag] = call
            call.tags[tag] = None
        app_id = event.get(f"variable_{APP_TAG}")
        if app_id:
            session.app_id = app_id
            call.belongs_to(app_id)

    def _related(self, session: Session, event: Event, tagged: Call | None) -> Iterator[Call]:
        """Calls that it belongs to, each as it is when the one before was joined."""
        if tagged is not None:
            yield tagged
        for name in _LINKS:
            key = event.get(name)
            if key and key != session.uuid:
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

    def _absorb(self, first: Call, second: Call) -> None:
        """Two calls turn out to be one, or are bridged."""
        if first is second:
            return
        for session in second.sessions:
            session.call = first
            first.sessions.append(session)
        first.app_id = first.app_id or second.app_id
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
        call.keys[new] = None
        # The same mapping, so that the order of creation stays, and whoever holds it has it.
        entries = [(new if key == old else key, value) for key, value in self.items()]
        self.clear()
        self.update(entries)

    def forget(self, call: Call) -> None:
        """No session of it lives."""
        for keys, entries in ((call.keys, self), (call.tags, self._tagged)):
            for key in keys:
                if entries.get(key) is call:
                    del entries[key]
