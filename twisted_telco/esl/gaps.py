"""Setting the models right after a time without events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger

from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import CommandError, RequestTimeout
from twisted_telco.esl.messages import Event
from twisted_telco.esl.models import Session

if TYPE_CHECKING:
    from twisted_telco.esl.listener import Listener

ANSWER_TIMEOUT = 10.0
"""Seconds for the server to list its channels; without an answer the models stay as they are, and
it is asked once more a second later."""
TABLE_LAG = 1.0
"""Seconds after which a channel that only the server's list knows is looked for again: the list
lags some 100 ms behind the events."""

_ANSWERED = ("ACTIVE", "HELD", "UNHELD")

Rows = Mapping[str, Mapping[str, Any]]


class Gaps:
    """Compares the sessions of a listener with ``show channels``, and makes up what was missed.

    Sessions that had an event since the connection is there need no list: it may not have them
    yet. So what a loss left behind is known by its ``lost``.
    """

    log = Logger()

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._second_look: IDelayedCall | None = None
        self._losses = 0

    def cancel(self) -> None:
        """The connection is gone, or nobody listens: the next one begins anew."""
        self._losses += 1
        self._forget_second_look()

    def _forget_second_look(self) -> None:
        if self._second_look is not None:
            self._second_look.cancel()
            self._second_look = None

    def check_core(self, core: str) -> None:
        """Another Core-UUID: the server was restarted and all its channels with it."""
        listener = self._listener
        if listener.core_uuid is not None and core != listener.core_uuid:
            listener.restarts += 1
            for session in self._silent():
                self._end(session, {"Hangup-Cause": "SYSTEM_SHUTDOWN"})
        listener.core_uuid = core

    def set_right(self, connection: Any) -> Deferred[None]:
        """Compare with the server's list; we are subscribed already."""
        return Deferred.fromCoroutine(self._set_right(connection))

    async def _set_right(self, connection: Any) -> None:
        losses = self._losses
        found = await self._ask(connection)
        doubtful: list[Session] = []
        for _ in self._compare(found, doubtful):
            if self._losses != losses:
                return  # meanwhile, or by who was told
        if doubtful:
            self._forget_second_look()
            self._second_look = self._listener.clock.callLater(
                TABLE_LAG, self._look_again, connection, [(s, s.event) for s in doubtful]
            )
        for session in self._silent():
            session.lost = None

    def _compare(self, found: tuple[str, Rows] | None, doubtful: list[Session]) -> Iterator[None]:
        """Make up what was missed, event by event.

        :param doubtful: gets the sessions that have to be looked for again.
        """
        yield
        if found is None:
            doubtful += self._silent()
            return
        sessions = self._listener.sessions
        core, rows = found
        if core:
            self.check_core(core)
            yield
        for session in self._silent():
            if session.uuid in rows:
                doubtful.append(session)
            else:
                self._end(session)
                yield
        # The legs of a call after the one they name.
        for uuid, row in sorted(rows.items(), key=lambda item: _named(*item) != item[0]):
            known = sessions.get(uuid)
            if known is None and not self._listener.ended(uuid):
                self._make_up("CHANNEL_CREATE", uuid, row)
                yield
                known = sessions.get(uuid)
                if known is not None:
                    doubtful.append(known)
            if known is not None and not known.answered and row.get("callstate") in _ANSWERED:
                self._make_up("CHANNEL_ANSWER", uuid, row)
                yield
        for session in list(doubtful):
            row = rows[session.uuid]
            other = sessions.get(_named(session.uuid, row))
            if other is not None and other.call is not session.call:
                legs = {"Bridge-A-Unique-ID": other.uuid, "Bridge-B-Unique-ID": session.uuid}
                legs["Other-Leg-Unique-ID"] = other.uuid
                self._make_up("CHANNEL_BRIDGE", session.uuid, row, legs)
                yield

    async def _ask(self, connection: Any) -> tuple[str, Rows] | None:
        """The server's Core-UUID and its channels by uuid."""
        try:
            core = await connection.request(
                "api global_getvar core_uuid", check=False, timeout=ANSWER_TIMEOUT
            )
            answer = await connection.request("api show channels as json", timeout=ANSWER_TIMEOUT)
            rows = {row["uuid"]: row for row in json.loads(answer).get("rows", ())}
        except (CommandError, RequestTimeout) as error:
            self.log.warn("the models can not be reconciled: {error}", error=error)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.log.warn("the models can not be reconciled: show channels is not readable")
        else:
            return (str(core) if core.success else ""), rows
        return None

    def _look_again(self, connection: Any, doubtful: list[tuple[Session, Event | None]]) -> None:
        self._second_look = None

        async def look() -> None:
            found = await self._ask(connection)
            for session, event in doubtful:
                if found and session.event is event and session.uuid not in found[1]:
                    self._end(session)

        # When the connection is gone the next one looks.
        Deferred.fromCoroutine(look()).addErrback(lambda failure: failure.trap(TelcoError))

    def _silent(self) -> list[Session]:
        """Those that had no event since the loss."""
        return [s for s in self._listener.sessions.values() if s.lost is not None]

    def _end(self, session: Session, headers: Mapping[str, str] | None = None) -> None:
        if not session.gone:
            self._listener.synthesize("CHANNEL_DESTROY", session.uuid, headers or {})

    def _make_up(
        self, name: str, uuid: str, row: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        self._listener.synthesize(
            name,
            uuid,
            {
                "Channel-Name": str(row.get("name", "")),
                "Channel-State": str(row.get("state", "")),
                "Channel-Call-State": str(row.get("callstate", "")),
                "Call-Direction": str(row.get("direction", "")),
                "Channel-Call-UUID": _named(uuid, row),
                "Caller-Destination-Number": str(row.get("dest", "")),
                "Caller-Caller-ID-Number": str(row.get("cid_num", "")),
                **(headers or {}),
            },
        )


def _named(uuid: str, row: Mapping[str, Any]) -> str:
    """The session by which the server names the call of another."""
    return str(row.get("call_uuid") or uuid)
