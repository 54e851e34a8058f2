"""The recorded sessions of a real FreeSWITCH, see tests/data/esl/README.md."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from zipfile import ZipFile

ARCHIVE = Path(__file__).parents[1] / "data" / "esl" / "freeswitch-1.10.12.zip"


@cache
def _names() -> tuple[str, ...]:
    with ZipFile(ARCHIVE) as archive:
        return tuple(archive.namelist())


def names() -> list[str]:
    """All recordings."""
    return sorted(n.removesuffix(".server.bin") for n in _names() if n.endswith(".server.bin"))


@cache
def server(name: str) -> bytes:
    """What the server sent."""
    with ZipFile(ARCHIVE) as archive:
        return archive.read(f"{name}.server.bin")


@cache
def client(name: str) -> bytes:
    """What the other side sent."""
    with ZipFile(ARCHIVE) as archive:
        return archive.read(f"{name}.client.bin")


def sequence(name: str) -> list[tuple[float, str, int]]:
    """How the two interleaved."""
    with ZipFile(ARCHIVE) as archive:
        return [tuple(row) for row in json.loads(archive.read(f"{name}.seq.json"))]
