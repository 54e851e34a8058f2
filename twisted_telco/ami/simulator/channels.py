"""Channels: what an event or a list says about one."""

from __future__ import annotations

from dataclasses import dataclass, field

from twisted_telco.ami.simulator.answers import Pairs

UNKNOWN = "<unknown>"

STATES = {
    0: "Down",
    3: "Dialing",
    4: "Ring",
    5: "Ringing",
    6: "Up",
    7: "Busy",
}
DOWN, RING, RINGING, UP, BUSY = 0, 4, 5, 6, 7

CAUSES = {
    0: "Unknown",
    1: "Unallocated (unassigned) number",
    16: "Normal Clearing",
    17: "User busy",
    18: "No user responding",
    19: "User alerting, no answer",
    21: "Call Rejected",
    27: "Destination out of order",
    34: "Circuit/channel congestion",
}
"""Causes of a hang-up (Q.850) and Asterisk's words for them."""


@dataclass(frozen=True)
class Party:
    """Who calls or is called."""

    number: str = UNKNOWN
    name: str = UNKNOWN

    @classmethod
    def parse(cls, text: str) -> Party:
        """From ``"Name" <number>``, ``Name <number>`` or a number."""
        name, bracket, number = text.partition("<")
        if not bracket:
            return cls(number=text.strip() or UNKNOWN)
        return cls(number.strip().removesuffix(">") or UNKNOWN, name.strip(' "') or UNKNOWN)


@dataclass(eq=False)
class Channel:
    """One channel, while it lives.

    :ivar name: such as ``Local/104@test-00000001;1``.
    :ivar device: the name without what makes it unique.
    :ivar running: the application and its arguments, as lists show them.
    :ivar created: the clock's seconds.
    """

    name: str
    device: str
    uniqueid: str
    linkedid: str
    context: str
    exten: str
    created: float
    state: int = DOWN
    priority: int = 1
    caller: Party = Party()
    connected: Party = Party()
    account: str = ""
    running: tuple[str, str] = ("", "")
    variables: dict[str, str] = field(default_factory=dict)

    def block(self, shown: tuple[str, ...] = (), prefix: str = "") -> Pairs:
        """The headers that events show of it.

        :param shown: variables that are shown in every event.
        :param prefix: before each name, such as ``Dest``.
        """
        pairs = [
            ("Channel", self.name),
            ("ChannelState", str(self.state)),
            ("ChannelStateDesc", STATES[self.state]),
            ("CallerIDNum", self.caller.number),
            ("CallerIDName", self.caller.name),
            ("ConnectedLineNum", self.connected.number),
            ("ConnectedLineName", self.connected.name),
            ("Language", "en"),
            ("AccountCode", self.account),
            ("Context", self.context),
            ("Exten", self.exten),
            ("Priority", str(self.priority)),
            ("Uniqueid", self.uniqueid),
            ("Linkedid", self.linkedid),
            *(("ChanVariable", f"{name}={self.variables.get(name, '')}") for name in shown),
        ]
        return [(prefix + name, value) for name, value in pairs]
