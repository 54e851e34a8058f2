"""The recorded bytes of real peers."""

from __future__ import annotations

from pathlib import Path

DIRECTORY = Path(__file__).parent.parent / "data" / "nucosmq"


def capture(name: str) -> tuple[bytes, bytes]:
    """What the client and what the server of an exchange sent."""
    return (
        (DIRECTORY / f"{name}.client.bin").read_bytes(),
        (DIRECTORY / f"{name}.server.bin").read_bytes(),
    )


def names() -> list[str]:
    """Every recorded exchange over TCP."""
    found = {path.name.split(".")[0] for path in DIRECTORY.glob("*.bin")}
    return sorted(found - {"udp"})


def datagrams() -> list[bytes]:
    """The datagrams that a real UDP client sent."""
    data = (DIRECTORY / "udp.client.bin").read_bytes()
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found
