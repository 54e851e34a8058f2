"""HSMS: S1F1 and its reply, one after the other and with 32 outstanding; idle connections.

We are the yardstick. Both ends of the link are in one process for each contender, so the CPU time
is that of asking and answering. The bars compare CPU time; the rates are for information, since a
shared machine disturbs them more.
"""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.measure import ROOT, Contender, table, take_turns

JOBS = (
    # job, title, how often (Twisted, secsgem), the least ratio of secsgem and of the floor
    ("sequential", "one after the other", 5_000, 300, 8, None),
    ("pipelined", "32 outstanding", 30_000, 1_500, 30, 0.4),
)
IDLE = 1000


def run(rounds: int) -> bool:
    """Print the tables; tell whether all bars were met."""
    met = True
    for job, title, times, few, faster, floor in JOBS:
        contenders = [
            _contender("ours", "ours", job, times),
            _contender("secsgem 0.3.0", "secsgem", job, few, faster, peer=True),
            _contender("bare Twisted, a Deferred each", "deferred", job, times, floor),
            _contender("bare Twisted, callables", "floor", job, times),
        ]
        take_turns(contenders, rounds)
        met = table(f"HSMS: S1F1, {title}", "request", contenders, rates=True) and met
    return _idle() and met


def _contender(
    row: str, name: str, job: str, times: int, least: float | None = None, *, peer: bool = False
) -> Contender:
    program = ["benchmarks/hsms_contenders.py"] if peer else ["-m", "benchmarks.hsms_contenders"]
    return Contender(row, [*program, name, job, str(times)], peer=peer, least=least)


def _idle() -> bool:
    print(f"\nHSMS: {IDLE:,} passive connections held, one thread\n")
    met = True
    for name, row in (("ours", "ours, selected"), ("floor", "bare Twisted")):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.hsms_contenders", name, "idle", str(IDLE)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            timeout=120,
            check=True,
        )
        found = json.loads(done.stdout)
        kib = found["bytes"] / 1024
        bar = ""
        if name == "ours":
            fine = kib < 30 and found["held"] == IDLE
            met = met and fine
            bar = f"  < 30 {'met' if fine else 'MISSED'}"
        print(f"{row:34}{found['held']:8} held {kib:10.1f} KiB each{bar}")
    return met
