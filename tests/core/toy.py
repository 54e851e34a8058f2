"""A protocol of lines, small enough to see through, for the tests of ``core``.

The client says ``login NAME``, then ``ID WORD``; the server answers ``ID WORD`` or ``ID !WORD``
for a refusal; ``* NAME`` is an event. ``want WORD`` is an interest and answered ``want WORD``.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco.core.client import BaseClient
from twisted_telco.core.connection import ClientConnection
from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.core.reconnect import ReconnectingFactory
from twisted_telco.core.requests import Keyed
from twisted_telco.core.simulator import SimulatedConnection, Simulator, SimulatorFactory
from twisted_telco.errors import AuthenticationFailed, ConnectionLost, ProtocolError


class Lines(Decoder[str]):
    def __init__(self, limit: int = 100) -> None:
        self.rest = b""
        self.limit = limit
        self.offset = 0

    def decode(self, data: bytes, messages: list[str | Malformed]) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"?"):
                messages.append(Malformed(line, self.offset, "a question"))
            else:
                messages.append(line.decode())
            self.offset += len(line) + 1
        if len(self.rest) > self.limit:
            raise ProtocolError("the line is too long", self.offset)


class ToyConnection(ClientConnection):
    def __init__(self, client: ToyClient) -> None:
        super().__init__(client.reactor)
        self.client = client
        self.decoder = Lines()
        self.requests: Keyed[str] = Keyed(self.clock, self.errors)

    async def log_in(self) -> None:
        if self.client.name is not None:
            answer = await self.ask("login", self.client.name, None)
            if answer.startswith("!"):
                raise AuthenticationFailed(answer[1:])

    def ask(self, key: str, word: str, timeout: float | None = 5) -> Deferred[Any]:
        d = self.requests.add(key, f"{key} {word}", timeout)
        self.write(f"{key} {word}\n".encode())
        return d

    def message_received(self, message: str) -> None:
        key, _, word = message.partition(" ")
        if key == "*":
            self.client.events.emit(word, word)
        elif key == "boom":
            raise RuntimeError("boom")
        else:
            self.requests.answer(key, word)

    def link_lost(self, lost: ConnectionLost) -> None:
        self.requests.fail_all(lost.reason)


class ToyFactory(ReconnectingFactory):
    jitter = 0.0


class ToyClient(BaseClient):
    factory_class = ToyFactory

    def __init__(self, reactor: Any, endpoint: Any = None, *, name: str | None = "me", **more: Any):
        self.name = name
        super().__init__(reactor, endpoint, **more)

    def build_connection(self) -> ToyConnection:
        return ToyConnection(self)

    def ask(self, key: str, word: str, timeout: float = 5) -> Deferred[Any]:
        return self.connection.ask(key, word, timeout)  # type: ignore[attr-defined]

    def want(self, word: str) -> Deferred[Any]:
        self.interests.keep(word, lambda connection: connection.ask("want", word))
        return self.ask("want", word)


ToyFactory.client_class = ToyClient


class ToyServerConnection(SimulatedConnection):
    def __init__(self, toy: ToyFar) -> None:
        super().__init__(toy.reactor)
        self.toy = toy
        self.decoder = Lines()

    def message_received(self, message: str) -> None:
        self.toy.heard.append(message)
        key, _, word = message.partition(" ")
        if key == "login" and word in self.toy.bad:
            word = "!no such name"
        if word not in self.toy.silent_on:
            self.write(f"{key} {word}\n".encode())


class ToyFar(Simulator):
    """The far end; ``heard`` has every line it was told."""

    def __init__(self, reactor: Any, where: Any = None) -> None:
        super().__init__(reactor, where, ToyFarFactory(self))
        self.heard: list[str] = []
        self.bad: set[str] = set()
        self.silent_on: set[str] = set()

    def emit(self, word: str) -> None:
        self.garbage(f"* {word}\n".encode())


class ToyFarFactory(SimulatorFactory):
    def __init__(self, toy: ToyFar) -> None:
        super().__init__()
        self.toy = toy

    def build_connection(self, addr: Any) -> ToyServerConnection:
        return ToyServerConnection(self.toy)
