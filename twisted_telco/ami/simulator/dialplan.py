"""What extensions and devices do: applications that run one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IDelayedCall

from twisted_telco.ami.simulator.channels import Channel

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.calls import Call

Steps = Sequence[str]
"""Applications that run one after the other, as in ``extensions.conf``: ``"Wait(5)"``."""

DIALPLAN: dict[str, Steps] = {
    "100": ("Answer", "Echo", "Hangup"),
    "102": ("Answer", "Wait(60)"),
    "103": ("Answer", "Hangup"),
    "104": ("Answer", "Wait(1)", "Hangup"),
    "110": ("Busy(5)",),
    "111": ("Congestion(5)",),
    "112": ("Ringing", "Wait(60)"),
    "113": ("Hangup(34)",),
    "130": ("Answer", "UserEvent(FromDialplan,Key1: one,Key2: two: three)", "Hangup"),
}
"""What extensions do, in every context: 100 echo, 102 answers and waits, 103 hangs up at once, 104
after a second, 110 is busy, 111 congested, 112 rings and never answers, 113 hangs up with cause 34,
130 makes a user event."""

ANY_NUMBER: Steps = ("Answer", "Wait(5)", "Hangup")
"""What every other number does. Extensions that are no number do not exist, unless in the plan."""

ANY_DEVICE: Steps = ("Ringing", "Answer")
"""What devices do that are called directly (``PJSIP/alice``)."""

FOR_EVER = float("inf")
_STEP = re.compile(r"(?P<application>[^(\s]+)(?:\((?P<data>.*)\))?", re.DOTALL)


def parse(steps: Steps) -> list[tuple[str, str]]:
    """Applications and their arguments."""
    parsed = []
    for step in steps:
        match = _STEP.fullmatch(step)
        if match is None:
            raise ValueError(f"no application with arguments: {step!r}")
        parsed.append((match["application"], match["data"] or ""))
    return parsed


class Run:
    """Applications that run on a channel, one after the other.

    :param steps: applications and arguments.
    :param in_dialplan: they are steps of an extension, whose events show them.
    """

    def __init__(
        self, call: Call, channel: Channel, steps: list[tuple[str, str]], in_dialplan: bool = True
    ) -> None:
        self.call = call
        self.channel = channel
        self.steps = steps
        self.in_dialplan = in_dialplan
        self.next = 0
        self._timer: IDelayedCall | None = None
        self._stopped = False

    def go_on(self) -> None:
        """Run until something has to be waited for; nothing, if something is."""
        while not self._stopped and self._timer is None:
            self.step()

    def _time_over(self) -> None:
        self._timer = None
        self.go_on()

    def step(self) -> None:
        """Run one application."""
        if self.next == len(self.steps):
            self.stop()
            self.call.run_ended(self.channel)
            return
        application, data = self.steps[self.next]
        self.next += 1
        channel = self.channel
        channel.running = (application, data)
        if self.in_dialplan:
            channel.priority = self.next
            shown = {"Extension": channel.exten, "Application": application, "AppData": data}
            self.call.exchange.tell("Newexten", channel, shown)
        seconds = self.call.play(channel, application, data)
        if seconds == FOR_EVER:
            self.stop()
        elif seconds and not self._stopped:
            self._timer = self.call.exchange.reactor.callLater(seconds, self._time_over)

    def stop(self) -> None:
        """Nothing more of it is run."""
        self._stopped = True
        timer, self._timer = self._timer, None
        if timer is not None and timer.active():
            timer.cancel()
