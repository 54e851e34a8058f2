"""Tests of twisted_telco.ami."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "ami"


def recorded(name: str) -> bytes:
    """The bytes of a recorded session, such as ``basics.server``."""
    return (DATA / f"{name}.bin").read_bytes()
