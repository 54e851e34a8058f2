"""Dialing: which legs ring together, which after others, and who wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IDelayedCall

from twisted_telco.esl.simulator.channel import Channel
from twisted_telco.esl.simulator.dialing import Attempt, Destination

if TYPE_CHECKING:
    from twisted_telco.esl.simulator.switch import FreeSWITCH


class Dialing:
    """One dial string under way. The first leg that answers ends all others with LOSE_RACE.

    :param answered: called with that leg; or else
    :param failed: with the cause of the last that failed.
    :param timeout: seconds for each leg, unless it has a limit of its own.
    """

    def __init__(
        self,
        switch: FreeSWITCH,
        answered: Callable[[Channel], object],
        failed: Callable[[str], object],
        timeout: float,
    ) -> None:
        self.switch = switch
        self.timeout = timeout
        self._answered = answered
        self._failed = failed
        self._left = 0
        self._over = False
        self._ringing: dict[Channel, IDelayedCall] = {}

    def start(self, attempts: list[Attempt]) -> None:
        """Begin all attempts at once."""
        self._left = len(attempts)
        for groups in attempts:
            self._ring(groups)

    def _ring(self, groups: Attempt) -> None:
        """Ring all legs of the first group, and then the others if none of them answers."""
        group, *others = groups
        left = len(group)

        def ended(cause: str) -> None:
            nonlocal left
            left -= 1
            if left or self._over:
                return
            if others:
                self._ring(others)
                return
            self._left -= 1
            if not self._left:
                self._failed(cause)

        for to in group:
            self._call(to, ended)

    def _call(self, to: Destination, ended: Callable[[str], None]) -> None:
        leg = self.switch.outgoing(to)
        if isinstance(leg, str):
            ended(leg)
            return

        def up() -> None:
            if leg in self._ringing:
                self._won(leg)

        def down() -> None:
            timer = self._ringing.pop(leg, None)
            if timer is not None:
                if timer.active():
                    timer.cancel()
                ended(leg.cause or "NORMAL_CLEARING")

        leg.on_answer.append(up)
        leg.on_hangup.append(down)
        own = to.variables.get("originate_timeout") or to.variables.get("leg_timeout")
        limit = float(own) if own and own.isdecimal() else self.timeout
        self._ringing[leg] = self.switch.reactor.callLater(limit, leg.hangup, "NO_ANSWER")
        self.switch.place(leg, to)

    def _won(self, leg: Channel) -> None:
        self._over = True
        ringing, self._ringing = self._ringing, {}
        for other, timer in ringing.items():
            timer.cancel()
            if other is not leg:
                other.hangup("LOSE_RACE")
        self._answered(leg)
