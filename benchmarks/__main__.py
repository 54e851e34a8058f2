"""``python -m benchmarks [--rounds N] [PROTOCOL ...]``: the tables of all protocols, or of some."""

from __future__ import annotations

import argparse
import importlib
import platform
import sys

PROTOCOLS = ("ami", "hsms", "secs", "esl", "omm", "nucosmq")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("protocols", nargs="*", metavar="PROTOCOL", help=", ".join(PROTOCOLS))
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    options = parser.parse_args()
    unknown = set(options.protocols) - set(PROTOCOLS)
    if unknown:
        parser.error(f"no benchmark of {', '.join(sorted(unknown))}")
    print(f"Python {platform.python_version()}, {platform.machine()}, {options.rounds} rounds")
    met = True
    for name in options.protocols or PROTOCOLS:
        met = importlib.import_module(f"benchmarks.{name}").run(options.rounds) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
