"""Servers tell each other who is logged in where.

Each server owns its roster and numbers its changes. It tells them, those of a moment together; a
server that notices a gap asks for the whole roster. That is sent also to greet, and every
:data:`BEAT` seconds the number alone. Who is silent for :data:`SILENCE` seconds is forgotten, and
so are all when rooms are not shared any more. So whatever is lost on the way, each server soon has
the rosters of the others as they are.

On the wire: a JSON object with ``v``, the number of changes so far, and ``whole`` (uid to rooms)
or ``changes`` (the same, null for a logout) or neither; ``hello``: tell me all; ``ask``: names of
those who shall; or ``bye`` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

from twisted_telco.nucosmq.interfaces import IBackplane
from twisted_telco.nucosmq.messages import is_name
from twisted_telco.nucosmq.presence import HERE, Presence

BATCH = 0.05
"""Seconds for which changes are collected."""
BEAT = 15.0
SILENCE = 45.0
MAX_ROSTER = 4 * 1024 * 1024
"""Bytes of one server's roster as JSON: about 100,000 logins. A larger one is not told."""
MAX_ROSTERS = 100
"""Other servers whose rosters are kept; further ones are ignored."""
MAX_CHANGES = 1000
"""Uids whose changes wait to be told; with more, the whole roster is told instead."""


class Rosters:
    """Keeps the rosters of the other servers in a :class:`Presence`, and tells them ours.

    :param backplane: carries what we tell; the next follows when its Deferred has fired.
    :ivar ignored: rosters and changes that were too large, or of too many servers.
    :ivar malformed: what others told and was none of this.
    """

    log = Logger()

    def __init__(
        self,
        clock: IReactorTime,
        backplane: IBackplane,
        presence: Presence,
    ) -> None:
        self.ignored = self.malformed = 0
        self._clock = clock
        self._backplane = backplane
        self._presence = presence
        self._on = False
        self._telling = False
        self._too_large = False
        self._call: IDelayedCall | None = None
        self._beat_call: IDelayedCall | None = None
        # Of us:
        self._version = 0
        self._changed: dict[str, None] = {}
        self._hello = self._whole = self._beat = False
        # Of the others:
        self._versions: dict[str, int] = {}
        self._heard: dict[str, float] = {}
        self._ask: dict[str, None] = {}
        presence.local_changed = self._local_changed

    # -- life
    def shared(self, connected: bool) -> None:
        """There are others from now on, or not any more."""
        if connected == self._on:
            return
        self._on = connected
        if connected:
            self._hello = self._whole = True
            self._soon()
            self._beat_call = self._clock.callLater(BEAT, self._beat_due)
            return
        for call in (self._call, self._beat_call):
            if call is not None and call.active():
                call.cancel()
        self._call = self._beat_call = None
        self._changed.clear()
        for name in tuple(self._heard):
            self._forget(name)

    def stop(self) -> None:
        """Tell the others that we are gone."""
        if self._on:
            self._send({"bye": 1})
            self.shared(False)

    # -- what we tell
    def _local_changed(self, uid: str) -> None:
        if not self._on or self._whole:
            return
        self._changed[uid] = None
        if len(self._changed) > MAX_CHANGES:
            self._whole = True
        self._soon()

    def _beat_due(self) -> None:
        self._beat_call = self._clock.callLater(BEAT, self._beat_due)
        now = self._clock.seconds()
        for name in [name for name, heard in self._heard.items() if now - heard > SILENCE]:
            self._forget(name)
        self._beat = True
        self._soon()

    def _soon(self) -> None:
        if self._on and self._call is None and not self._telling:
            self._call = self._clock.callLater(BATCH, self._flush)

    def _flush(self) -> None:
        self._call = None
        ours: Mapping[str, frozenset[str]] = self._presence.rosters[HERE]
        if (self._presence.rosters[HERE].size > MAX_ROSTER) != self._too_large:
            self._too_large = not self._too_large
            self._whole = True
            if self._too_large:
                self.log.warn(
                    "who is here is more than {most} bytes: other servers are told of nobody",
                    most=MAX_ROSTER,
                )
        if self._too_large:
            ours = {}
        told: dict[str, Any] = {}
        if self._changed or self._whole:
            self._version += 1
            told["whole" if self._whole else "changes"] = {
                uid: sorted(ours[uid]) if uid in ours else None
                for uid in (ours if self._whole else self._changed)
            }
        if self._hello:
            told["hello"] = 1
        if self._ask:
            told["ask"] = list(self._ask)
        if told or self._beat:
            self._changed.clear()
            self._ask.clear()
            self._hello = self._whole = self._beat = False
            self._send({"v": self._version, **told})

    def _send(self, told: dict[str, Any]) -> None:
        self._telling = True
        self._backplane.tell(json.dumps(told).encode()).addBoth(self._told)

    def _told(self, _: object) -> None:
        # What was lost the others will miss, and ask for.
        self._telling = False
        if self._changed or self._whole or self._ask or self._beat:
            self._soon()

    # -- what we are told
    def told(self, name: str, body: bytes) -> None:
        """Another server told something."""
        if not self._on:
            return
        told = _parse(body)
        if told is None:
            self.malformed += 1
        elif "bye" in told:
            self._forget(name)
        elif name not in self._heard and len(self._heard) >= MAX_ROSTERS:
            self.ignored += 1
        else:
            self._heard[name] = self._clock.seconds()
            if "hello" in told or self._backplane.server_name in told.get("ask", ()):
                self._whole = True
                self._soon()
            self._take(name, told)

    def _take(self, name: str, told: dict[str, Any]) -> None:
        version: int = told["v"]
        known = self._versions.get(name)
        if "whole" in told:
            if known is not None and version < known:
                return
            whole = told["whole"]
            self._presence.replace(name, {u: r for u, r in whole.items() if r is not None})
        elif known is not None and "changes" in told and version == known + 1:
            for uid, rooms in told["changes"].items():
                self._presence.put(name, uid, rooms)
        elif known is None or version > known:
            self._ask[name] = None
            self._soon()
            return
        else:
            return
        self._versions[name] = version
        roster = self._presence.rosters.get(name)
        if roster is not None and roster.size > MAX_ROSTER:
            self.ignored += 1
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._heard.pop(name, None)
        self._versions.pop(name, None)
        self._ask.pop(name, None)
        self._presence.drop(name)


def _parse(body: bytes) -> dict[str, Any] | None:
    """What another server told, or None for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    if "bye" in told:
        return told
    if type(told.get("v")) is not int or not isinstance(told.get("ask", []), list):
        return None
    for key in ("whole", "changes"):
        uids = told.get(key, {})
        if not isinstance(uids, dict) or not all(map(is_name, uids)):
            return None
        for rooms in uids.values():
            if rooms is not None and not (isinstance(rooms, list) and all(map(is_name, rooms))):
                return None
    return told
