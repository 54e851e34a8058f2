"""SECS-II: an event report of some hundred items, and an array of 10,000 floats, both ways.

We are the yardstick: the ratio of secsgem is how many times slower it is. The floor is ``struct``
and ``array`` that know beforehand what stands in the message.
"""

from __future__ import annotations

from benchmarks.measure import Contender, table, take_turns

JOBS = (
    # job, what it is, how often (ours, secsgem), how much slower than us secsgem has to be
    ("build-encode", "S6F11 of 116 items built from Python values and encoded", 3000, 15),
    ("decode", "the same decoded into items", 3000, 15),
    ("decode-values", "the same decoded into Python values", 3000, 15),
    ("floats-encode", "10,000 F4 from a list", 300, None),
    ("floats-array", "10,000 F4 decoded, left as array", 3000, 100),
    ("floats-list", "10,000 F4 decoded into a list", 1000, 30),
)


def run(rounds: int) -> bool:
    """Print the tables; tell whether all bars were met."""
    met = True
    for job, title, times, faster in JOBS:
        contenders = [
            _contender("ours", "ours", job, times),
            _contender("secsgem 0.3.0", "secsgem", job, max(times // 20, 5), faster, peer=True),
            _contender("floor: struct, array", "floor", job, times),
        ]
        take_turns(contenders, rounds)
        met = table(f"SECS-II: {title}", "message", contenders) and met
    return met


def _contender(
    row: str, name: str, job: str, times: int, least: float | None = None, *, peer: bool = False
) -> Contender:
    program = ["benchmarks/secs_contenders.py"] if peer else ["-m", "benchmarks.secs_contenders"]
    return Contender(row, [*program, name, job, str(times)], peer=peer, least=least)
