"""Measuring programs against each other in one run.

Each contender is a program in a process of its own that measures the CPU time it needed
(``time.process_time``: user and system, all threads) and prints it as one line of JSON:
``{"cpu": seconds, "wall": seconds, "units": how much work, "check": what must agree}``. Contenders
take turns, round by round, so that whatever else happens on the machine meets all of them alike;
what is compared are ratios within a round.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".peers" / "bin" / "python"

NOT_INSTALLED = 77
"""Exit status of a program whose package is not there."""

LONGEST = 60
"""Seconds after which a program has failed."""


@dataclass
class Contender:
    """A program to measure.

    :ivar name: its row.
    :ivar program: the script and its arguments.
    :ivar peer: it runs in the environment of other projects' packages, ``.peers``.
    :ivar bar: what its ratio to the yardstick may be at most.
    :ivar least: what its ratio to the yardstick has to be at least, where we are the yardstick.
    :ivar limit: what its cost, in microseconds per unit, may be at most.
    :ivar costs: microseconds of CPU time per unit of work, of each round.
    :ivar rates: units per second, of each round.
    :ivar check: what it said it did; must be the same as the yardstick's.
    :ivar absent: why it was not measured, or empty.
    """

    name: str
    program: Sequence[str]
    peer: bool = False
    bar: float | None = None
    limit: float | None = None
    least: float | None = None
    costs: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    check: object = None
    absent: str = ""

    def run(self, *arguments: object) -> None:
        """One round."""
        if self.peer and not PEERS.exists():
            self.absent = "not installed"
        if self.absent:
            return
        python = str(PEERS) if self.peer else sys.executable
        try:
            done = subprocess.run(
                [python, "-W", "ignore", *self.program, *map(str, arguments)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            self.absent = f"not done in {LONGEST} s"
            return
        if done.returncode == NOT_INSTALLED:
            self.absent = "not installed"
        elif done.returncode:
            self.absent = f"failed with status {done.returncode}"
        else:
            result = json.loads(done.stdout)
            self.costs.append(result["cpu"] / result["units"] * 1e6)
            self.rates.append(result["units"] / result["wall"])
            self.check = result.get("check")


@contextmanager
def serving(*program: str) -> Iterator[str]:
    """Run a far end, which prints its port as its first line; end it afterwards."""
    child = subprocess.Popen([sys.executable, *program], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        yield child.stdout.readline().decode().strip()
    finally:
        child.kill()
        child.communicate()


def take_turns(contenders: Sequence[Contender], rounds: int, *arguments: object) -> None:
    """Run all contenders, once per round, each round beginning with another one."""
    for number in range(rounds):
        for place in range(len(contenders)):
            contenders[(number + place) % len(contenders)].run(*arguments)


def table(title: str, unit: str, contenders: Sequence[Contender], rates: bool = False) -> bool:
    """Print the result. The first contender is the yardstick.

    :param unit: of work, such as ``"message"``.
    :param rates: also print units per second.
    :returns: whether all bars were met.
    """
    print(f"\n{title}\n")
    last = f"{unit}s/s" if rates else ""
    print(
        f"{'':30}{'CPU us/' + unit:>14}{'(min - max)':^19}{'ratio':>6}{'(min - max)':^17}{last:>9}"
    )
    met = True
    for one in contenders:
        if one.absent:
            print(f"{one.name:30}{one.absent:>14}")
            continue
        ratios = [cost / base for cost, base in zip(one.costs, contenders[0].costs, strict=True)]
        rate = f"{median(one.rates):,.0f}" if rates else ""
        verdict = "" if one.check == contenders[0].check else f"  did {one.check}"
        for limit, value, suffix in (
            (one.bar, median(ratios), ""),
            (one.limit, median(one.costs), " us"),
        ):
            if limit is not None:
                met = met and value <= limit
                verdict += f"  at most {limit:g}{suffix}: {'met' if value <= limit else 'MISSED'}"
        if one.least is not None:
            enough = median(ratios) >= one.least
            met = met and enough
            verdict += f"  at least {one.least:g}: {'met' if enough else 'MISSED'}"
        print(
            f"{one.name:30}{median(one.costs):14.2f}{_spread(one.costs):^19}"
            f"{median(ratios):6.2f}{_spread(ratios):^17}{rate:>9}{verdict}"
        )
    return met


def _spread(values: Sequence[float]) -> str:
    return f"({min(values):.2f} - {max(values):.2f})"
