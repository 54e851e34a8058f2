"""A far end that says just what the test tells it, byte by byte."""

from __future__ import annotations

import re
from typing import Any

from twisted.internet import error
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from twisted_telco import ami

GREETING = b"Asterisk Call Manager/11.0.0\r\n"


class Transport(StringTransport):
    """Remembers an abort as such."""

    aborted = False

    def abortConnection(self) -> None:
        self.aborted = True


class Far:
    """One client on one transport; ``client`` is what is tested."""

    def __init__(self, **more: Any) -> None:
        self.clock = Clock()
        options: dict[str, Any] = {"username": "admin", "secret": "s3cret", "auth": "plain"}
        self.client = ami.Client(self.clock, **{**options, **more})
        self.transport = Transport()
        self.connection: Any = None

    def connect(self, greeting: bytes = GREETING) -> Far:
        """Begin a connection; the greeting is said, the login is not answered."""
        self.transport = Transport()
        self.connection = self.client.factory.buildProtocol(None)
        self.connection.makeConnection(self.transport)
        self.says(greeting)
        return self

    def log_in(self, greeting: bytes = GREETING) -> Far:
        """Connect, and accept the login."""
        self.connect(greeting)
        self.answers("Response: Success", "Message: Authentication accepted")
        self.heard()
        return self

    def heard(self) -> bytes:
        """What was written since this was last asked."""
        data: bytes = self.transport.value()
        self.transport.clear()
        return data

    def ids(self) -> list[str]:
        """The ActionIDs of what was written since."""
        return re.findall(r"ActionID: (.*)\r\n", self.heard().decode())

    def says(self, data: bytes) -> None:
        self.connection.dataReceived(data)

    def message(self, *lines: str) -> None:
        """Say a message of these lines."""
        self.says("".join(f"{line}\r\n" for line in (*lines, "")).encode())

    def answers(self, first: str, *lines: str) -> str:
        """Answer the newest action; its ActionID."""
        action_id = self.ids()[-1]
        self.message(first, f"ActionID: {action_id}", *lines)
        return action_id

    def cut(self, reason: Exception | None = None) -> None:
        self.connection.connectionLost(Failure(reason or error.ConnectionLost()))
