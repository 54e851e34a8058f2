"""The worked example of an app: a tone on one leg, an echo on the other."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco.esl.apps.loader import on_event
from twisted_telco.esl.models import Session

MILLIWATT = "tone_stream://%(251,0,1004)"
"""A tone of 1,004 Hz, 251 ms at a time."""


class TonePlay:
    """Answers the inbound session when it is parked. Once answered, the outbound session plays an
    endless tone of 1,004 Hz and the inbound one sends it back.

    The dialplan of the inbound session has to park it.
    """

    @on_event("CHANNEL_PARK")
    def on_park(self, session: Session) -> Deferred[Any] | None:
        return session.answer() if session.inbound else None

    @on_event("CHANNEL_ANSWER")
    def on_answer(self, session: Session) -> Deferred[Any]:
        if session.inbound:
            return session.execute("echo")
        return session.playback(MILLIWATT, loops=-1)
