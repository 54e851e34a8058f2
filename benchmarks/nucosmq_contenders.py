"""One server of the nucosMQ benchmark at one job: ``nucosmq_contenders.py SERVER JOB NUMBER ...``.

Starts the server and the driver, measures the *server's* CPU time and memory from outside, and
prints what :mod:`benchmarks.measure` reads; beside it ``p50`` (s) of round trips, ``grown`` (bytes
of memory that the server took meanwhile), ``dropped`` (frames that it says it dropped) and
``starved`` (it did not come to an end).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".peers" / "bin" / "python"
NOT_INSTALLED = 77
PATIENCE = 30
"""Seconds after which a server is held for starved by a slow reader."""


def start_server(name: str) -> tuple[subprocess.Popen[str], int]:
    if name == "redis":
        program = shutil.which("redis-server")
        if program is None:
            sys.exit(NOT_INSTALLED)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = [
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--loglevel",
            "warning",
        ]
        server = subprocess.Popen(
            [program, "--port", str(port), *options], stdout=subprocess.DEVNULL, text=True
        )
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        return server, port
    python = str(PEERS) if name == "original" else sys.executable
    if not Path(python).exists():
        sys.exit(NOT_INSTALLED)
    server = subprocess.Popen(
        [python, "-W", "ignore", "benchmarks/nucosmq_servers.py", name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line:
        sys.exit(server.wait())
    return server, int(line)


def cpu(pid: int) -> float:
    """User and system time of all threads, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    name, job, *numbers = sys.argv[1:]
    server, port = start_server(name)
    driver = subprocess.Popen(
        [
            sys.executable,
            "benchmarks/nucosmq_driver.py",
            "redis" if name == "redis" else "nucosmq",
            str(port),
            job,
            *numbers,
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert driver.stdin is not None and driver.stdout is not None
        if not driver.stdout.readline():
            sys.exit(1)
        before, size = cpu(server.pid), memory(server.pid)
        driver.stdin.write("\n")
        driver.stdin.flush()
        patience = threading.Timer(PATIENCE, driver.kill)
        patience.start()
        line = driver.stdout.readline()
        patience.cancel()
        result: dict[str, Any] = json.loads(line or '{"starved": true}')
        result["cpu"] = cpu(server.pid) - before
        result["grown"] = memory(server.pid) - size
    finally:
        driver.kill()
        driver.wait()
        server.terminate()
        try:
            _, errors = server.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            _, errors = server.communicate()
    if name == "ours" and errors:
        result["dropped"] = int(errors.split()[-1])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
