"""ESL: a busy FreeSWITCH's events received, handed out and modelled, and the rate of echoes.

The stream is what a real server sent to ``event json ALL`` during a SIP call, again and again; the
same events are also sent as plain. What is compared is CPU time.
"""

from __future__ import annotations

from statistics import median

from benchmarks.measure import Contender, serving, table, take_turns

EVENTS = 51
FEW, MANY = 100, 600
"""How often the stream is sent, to slow and to fast contenders: 20 and 120 MB."""
SEQUENTIAL = 10_000
PIPELINED = 64_000
RATE_BAR = 0.85
RATE = 6_000
"""Events per second of 100 calls per second with ALL."""


def run(rounds: int) -> bool:
    """Print the tables; tell whether all bars were met."""
    every = [
        _peer("greenswitch", "every", FEW),
        _ours("ours, JSON, standard library", "ours", "every", FEW, bar=0.5),
        _ours("ours, JSON, orjson", "ours-orjson", "every", FEW, bar=0.2),
        _ours("ours, plain", "ours-plain", "every", FEW),
    ]
    parsing = [
        _peer("genesis", "parse", FEW),
        _ours("ours", "ours-plain", "parse", FEW, bar=0.5),
    ]
    names = [
        _peer("genesis", "name", FEW),
        _ours("ours, JSON", "ours", "name", MANY, bar=0.02),
        _ours("ours, plain", "ours-plain", "name", MANY, bar=0.02),
    ]
    models = [
        _ours("ours, orjson", "ours-orjson", "models", FEW, limit=1e6 / RATE / 3),
        _ours("ours, standard library", "ours", "models", FEW, limit=1e6 / RATE / 3),
        _ours("ours, plain", "ours-plain", "models", FEW),
    ]
    sequential = [
        _ours("bare Twisted", "floor", "sequential", SEQUENTIAL),
        _ours("Twisted, LineReceiver", "line-receiver", "sequential", SEQUENTIAL),
        _ours("ours", "ours", "sequential", SEQUENTIAL),
        _peer("genesis", "sequential", SEQUENTIAL),
        _peer("greenswitch", "sequential", SEQUENTIAL),
    ]
    pipelined = [
        _ours("bare Twisted", "floor", "pipelined", PIPELINED),
        _ours("Twisted, LineReceiver", "line-receiver", "pipelined", PIPELINED),
        _ours("ours", "ours", "pipelined", PIPELINED),
    ]
    groups = (every, parsing, names, models, sequential, pipelined)
    with serving("benchmarks/esl_far_end.py") as port:
        for group in groups:
            take_turns(group, rounds, port)
    met = [
        table("ESL: events received, every header read", "event", every),
        table("ESL: plain events parsed, every header read (no network)", "event", parsing),
        table("ESL: events handed out by name", "event", names),
        table("ESL: models of all sessions and calls kept from all events", "event", models),
        table("ESL: echoes, one after the other", "echo", sequential, rates=True),
        table("ESL: echoes, 64 in flight", "echo", pipelined, rates=True),
    ]
    for one in models:
        if one.costs:
            share = sorted(one.costs)[len(one.costs) // 2] * RATE / 1e4
            print(f"\n{RATE} events per second, {one.name}: {share:.0f} % of a core")
    met += [_rate("sequential", sequential), _rate("64 in flight", pipelined)]
    return all(met)


def _rate(what: str, contenders: list[Contender]) -> bool:
    """Compare our round trips per second with bare Twisted's; tell whether the bar was met."""
    floor, ours = (next(c for c in contenders if c.name == n) for n in ("bare Twisted", "ours"))
    ratio = median(mine / bare for mine, bare in zip(ours.rates, floor.rates, strict=True))
    met = ratio >= RATE_BAR
    verdict = "met" if met else "MISSED"
    print(f"\nEchoes, {what}: {ratio:.2f} of bare Twisted's rate, bar >= {RATE_BAR} {verdict}")
    return met


def _ours(row: str, name: str, job: str, times: int, **bars: float) -> Contender:
    program = ["-m", "benchmarks.esl_contenders", name, job, str(times), str(EVENTS)]
    return Contender(row, program, **bars)


def _peer(name: str, job: str, times: int) -> Contender:
    program = ["benchmarks/esl_contenders.py", name, job, str(times), str(EVENTS)]
    return Contender(name, program, peer=True)
