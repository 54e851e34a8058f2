"""OMM: the rate of Pings, and pages of users.

Bars: Pings with 50 under way cost at most a twentieth of one of mitel_ommclient2's, which blocks,
and at most twice what bare Twisted with expat needs; a page at most an eighth of the peer's.
"""

from __future__ import annotations

from benchmarks.measure import Contender, serving, table, take_turns

PIPELINED = 60_000
SEQUENTIAL = 4_000
PAGES = 400
PEER = "mitel-ommclient2"
FLOOR = "bare Twisted and expat"


def run(rounds: int) -> bool:
    """Print the tables; tell whether all bars were met."""
    pipelined = _contender("ours", "ours", "pipelined", PIPELINED)
    floor = _contender(FLOOR, "floor", "pipelined", PIPELINED)
    # Fewer, because it needs so long for each; the cost of one is what counts.
    peer = _peer("sequential", SEQUENTIAL)
    sequential = [
        _contender(FLOOR, "floor", "sequential", SEQUENTIAL),
        _contender("ours", "ours", "sequential", SEQUENTIAL),
        peer,
    ]
    pages = [
        _peer("pages", PAGES),
        _contender("ours", "ours", "pages", PAGES, bar=1 / 8),
        _contender(FLOOR, "floor", "pages", PAGES),
    ]
    with serving("benchmarks/omm_far_end.py") as port:
        # All Pings in one run: each is compared with the floor and with the peer of its round.
        _in_turns([pipelined, floor, *sequential], rounds, port)
        take_turns(pages, rounds, port)
    pipelined.bar = 2.0
    met = [table("OMM: Pings, 50 under way, and the floor", "Ping", [floor, pipelined], rates=True)]
    pipelined.bar = 1 / 20
    met += [
        table("OMM: the same, and the peer, which blocks", "Ping", [peer, pipelined], rates=True),
        table("OMM: Pings, one after the other", "Ping", sequential, rates=True),
        table("OMM: pages of twenty users, read", "page", pages, rates=True),
    ]
    return all(met)


def _in_turns(contenders: list[Contender], rounds: int, port: str) -> None:
    """:func:`take_turns` for contenders that do different amounts of the same work."""
    for number in range(rounds):
        for place in range(len(contenders)):
            contenders[(number + place) % len(contenders)].run(port)


def _contender(row: str, name: str, *job: object, **bars: float) -> Contender:
    return Contender(row, ["-m", "benchmarks.omm_contenders", name, *map(str, job)], **bars)


def _peer(*job: object) -> Contender:
    return Contender(PEER, ["benchmarks/omm_contenders.py", PEER, *map(str, job)], peer=True)
