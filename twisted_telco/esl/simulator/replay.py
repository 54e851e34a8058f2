"""A far end that repeats a recorded dialogue."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.core.simulator import SimulatedConnection, Simulator, SimulatorFactory
from twisted_telco.core.trace import Chunk
from twisted_telco.esl.errors import FAMILY


class _Bytes(Decoder[bytes]):
    """Passes bytes on as they come: what a client says is only counted."""

    def decode(self, data: bytes, messages: list[bytes | Malformed]) -> None:
        messages.append(data)


class Replay(Simulator):
    """Sends what the server of a recording sent, each time the client has said as much as it did.

    :param dialogue: from :func:`twisted_telco.core.trace.load`, or any chunks whose sides are
        ``"C"`` and ``"S"``. Times are not kept.
    :ivar finished: how many connections have seen all of it.
    """

    def __init__(self, reactor: Any, endpoint: Any = None, *, dialogue: Iterable[Chunk]) -> None:
        where = None if endpoint is None else server_endpoint(reactor, endpoint, 8021)
        super().__init__(reactor, where, _ReplayFactory(self))
        self.dialogue = [chunk for chunk in dialogue if chunk.side in ("C", "S") and chunk.data]
        self.finished = 0


class _ReplayFactory(SimulatorFactory):
    def __init__(self, replay: Replay) -> None:
        super().__init__()
        self.replay = replay

    def build_connection(self, addr: Any) -> ReplayConnection:
        return ReplayConnection(self.replay)


class ReplayConnection(SimulatedConnection):
    """One repetition."""

    errors = FAMILY

    def __init__(self, replay: Replay) -> None:
        super().__init__(replay.reactor)
        self.decoder: _Bytes = _Bytes()
        self.replay = replay
        self._left = deque(replay.dialogue)
        self._owed = 0

    def link_made(self) -> None:
        self._go_on()

    def message_received(self, message: bytes) -> None:
        self._owed -= len(message)
        self._go_on()

    def _go_on(self) -> None:
        while self._left and self._owed <= 0:
            chunk = self._left.popleft()
            if chunk.side == "S":
                self.write(chunk.data)
            else:
                self._owed += len(chunk.data)
        if not self._left and self._owed <= 0:
            self.replay.finished += 1
            self._lose(None)
