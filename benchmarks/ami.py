"""AMI: receiving a busy server's events, and the rate of Pings.

The yardstick of receiving is a plain loop on a socket that decodes every message into a dict, names
without case. That of Pings is bare Twisted, which counts answers and matches nothing.
"""

from __future__ import annotations

from benchmarks.measure import ROOT, Contender, serving, table, take_turns

RECORDING = "tests/data/ami/stream.server.bin"
TIMES = 75
"""How often the recording is sent: 50 MB."""

PIPELINED = 20_000
SEQUENTIAL = 3_000
SLOW = 60
"""Pings of pystrix, each of which takes it 50 ms."""

PEERS = ("asterisk-ami", "panoramisk", "starpy", "pystrix")


def _messages() -> int:
    """How many messages the far end sends, the greeting and the login's answer left out."""
    return (ROOT / RECORDING).read_bytes().count(b"\r\n\r\n") * TIMES


def run(rounds: int) -> bool:
    """Print the tables; tell whether all bars were met."""
    count = _messages()
    few = [
        _contender("plain decoding to dicts", "plain", "few", count),
        _contender("names as spelled only", "bare", "few", count),
        _contender("ours, two names subscribed", "ours", "few", count, bar=0.3),
        *(_peer(name, "few", count) for name in PEERS),
    ]
    every = [
        _contender("plain decoding to dicts", "plain", "every", count),
        _contender("names as spelled only", "bare", "every", count),
        _contender("ours", "ours", "every", count, bar=1.2),
    ]
    with serving("benchmarks/ami_far_end.py", RECORDING, str(TIMES)) as port:
        take_turns(few, rounds, port)
        take_turns(every, rounds, port)
    pipelined = [
        _contender("bare Twisted", "floor", "pipelined", PIPELINED),
        _contender("ours", "ours", "pipelined", PIPELINED, limit=20),
        *(_peer(name, "pipelined", PIPELINED) for name in PEERS if name != "pystrix"),
    ]
    sequential = [
        _contender("bare Twisted", "floor", "sequential", SEQUENTIAL),
        _contender("ours", "ours", "sequential", SEQUENTIAL),
        *(_peer(name, "sequential", SLOW if name == "pystrix" else SEQUENTIAL) for name in PEERS),
    ]
    with serving("benchmarks/ami_far_end.py") as port:
        take_turns(pipelined, rounds, port)
        take_turns(sequential, rounds, port)
    met = [
        table("AMI: receiving 50 MB of events, handlers for two names", "message", few),
        table(
            "AMI: the same, and a handler that reads every header of every event", "message", every
        ),
        table("AMI: Pings, 500 at a time", "Ping", pipelined, rates=True),
        table("AMI: Pings, one after the other", "Ping", sequential, rates=True),
    ]
    return all(met)


def _contender(row: str, name: str, *job: object, **bars: float) -> Contender:
    return Contender(row, ["-m", "benchmarks.ami_contenders", name, *map(str, job)], **bars)


def _peer(name: str, *job: object) -> Contender:
    return Contender(name, ["benchmarks/ami_contenders.py", name, *map(str, job)], peer=True)
