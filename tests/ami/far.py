"""A bare client for tests of the simulator: it sends bytes and keeps what comes back."""

from __future__ import annotations

from typing import Any

from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.ami.messages import Message
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.ami.wire import Decoder, encode_action
from twisted_telco.testing import join, pump

USERS: dict[str, Any] = {
    "admin": "adminpw",
    "readonly": {"secret": "readonlypw", "read": "all", "write": ""},
    "callonly": {"secret": "callonlypw", "read": "call", "write": "call,originate"},
    "wrongclass": {"secret": "wrongclasspw", "read": "nosuchclass", "write": "nosuchclass"},
    "dialer": {
        "secret": "dialerpw",
        "read": "call,dialplan,user",
        "write": "call,originate,user,reporting",
    },
    "single": {"secret": "singlepw", "allow_multiple_login": False},
    "quiet": "quietpw",
    "filtered": {
        "secret": "filteredpw",
        "event_filters": ["Event: UserEvent", "!Secret: yes"],
    },
    "withvars": {
        "secret": "withvarspw",
        "variables": {"CALLTAG": "fromuser", "ACCOUNTNOTE": "note of withvars"},
    },
    "umlaut": "pässwörd",
}
"""The users of the server that the recordings in ``tests/data/ami`` were made with."""


class Far(Protocol):
    """A client without any wit.

    :ivar data: all bytes received.
    :ivar ended: the connection is gone.
    """

    def __init__(self, asterisk: Asterisk) -> None:
        self.clock: Clock = asterisk.reactor
        self.data = b""
        self.ended = False
        self._read = 0
        join(self.clock, self, asterisk.factory.buildProtocol(None))
        pump(self.clock)

    def dataReceived(self, data: bytes) -> None:
        self.data += data

    def connectionLost(self, reason: Any = connectionDone) -> None:
        self.ended = True

    def send(self, data: bytes, seconds: float = 0.0) -> None:
        self.transport.write(data)
        pump(self.clock, seconds)

    def ask(self, name: str, headers: Any = None, action_id: str = "x") -> list[Message]:
        """Send an action; what came since the last look."""
        self.send(encode_action(name, headers, action_id))
        return self.look()

    def log_in(self, name: str = "admin", events: str = "off") -> Far:
        user = USERS[name]
        secret = user if isinstance(user, str) else user["secret"]
        self.ask("Login", {"Username": name, "Secret": secret, "Events": events})
        return self

    def look(self, seconds: float = 0.0) -> list[Message]:
        """The messages that came since the last look."""
        pump(self.clock, seconds)
        messages = messages_of(self.data)
        new, self._read = messages[self._read :], len(messages)
        return new

    def names(self, seconds: float = 0.0) -> list[str]:
        """The names of the messages that came since the last look."""
        return [message.name for message in self.look(seconds)]


def messages_of(data: bytes) -> list[Message]:
    """The messages that a server sent, without the greeting."""
    return [m for m in Decoder().feed(data) if isinstance(m, Message)][1:]


def texts(messages: list[Message]) -> list[tuple[str, str]]:
    """Names and Message headers."""
    return [(m.name, m.get("Message", "")) for m in messages]


class SimulatorTestCase(SynchronousTestCase):
    """A test with a simulator in memory, under a clock."""

    def setUp(self):
        self.clock = Clock()
        self.asterisk = Asterisk(self.clock, users=USERS)

    def far(self, name: str | None = "admin", events: str = "off") -> Far:
        far = Far(self.asterisk)
        if name is not None:
            far.log_in(name, events)
            far.look()
        return far
