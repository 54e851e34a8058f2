"""For tests of programs that use this library: a clock, a pump, recorded dialogues.

>>> clock = Clock()
>>> simulator = ami.simulator.Asterisk(clock, users={"admin": "s"})
>>> client = ami.Client(clock, simulator.endpoint(), username="admin", secret="s")
>>> client.startService(); pump(clock)
>>> client.state
'ready'
"""

from __future__ import annotations

from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from twisted_telco.core.memory import MemoryEndpoint, MemoryTransport, join
from twisted_telco.core.trace import Chunk, load

T = TypeVar("T")


def pump(clock: Clock, seconds: float = 0.0) -> None:
    """Let time pass, from one due call to the next, and let everything happen that is due.

    :param seconds: how much time passes; 0: only what is due now.
    """
    end = clock.seconds() + seconds
    clock.advance(0)
    while (now := clock.seconds()) < end:
        due = min((call.getTime() for call in clock.getDelayedCalls()), default=end)
        # At least a nanosecond, since a sum of floats may fall short of the time it aims at.
        clock.advance(max(min(due, end) - now, 1e-9))


def result_of(clock: Clock, d: Deferred[T], seconds: float = 0.0) -> T:
    """Pump until a Deferred has fired; its result.

    :raises AssertionError: it has not fired within ``seconds``.
    :raises Exception: what it failed with.
    """
    results: list[Any] = []
    d.addBoth(results.append)
    pump(clock)
    end = clock.seconds() + seconds
    while not results and clock.seconds() < end:
        pump(clock, min(0.1, end - clock.seconds()))
    if not results:
        raise AssertionError(f"no result after {seconds:g} s: {d!r}")
    if isinstance(results[0], Failure):
        results[0].raiseException()
    value: T = results[0]
    return value


__all__ = [
    "Chunk",
    "Clock",
    "MemoryEndpoint",
    "MemoryTransport",
    "join",
    "load",
    "pump",
    "result_of",
]
