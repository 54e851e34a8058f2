"""The far ends of the interop tests: other projects' programs, and a real Asterisk.

A peer runs as a child process under the Python of its own virtual environment (``.peers``), so
nothing of it is imported here. It reports one JSON value per line on its standard output.

What is not there skips the test, with a sentence that says what to do; where the environment has
``CI=true`` it fails the test instead, so that no check is lost in silence.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NoReturn

from twisted.internet import reactor
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import ProcessDone
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.utils import getProcessOutputAndValue
from twisted.python.failure import Failure
from twisted.trial.unittest import FailTest, SkipTest, TestCase

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRIPTS = HERE / "peer_scripts"
VENV = ROOT / ".peers"


class PeerFailed(Exception):
    """A peer ended with an error, too late, or said something that is no JSON."""


def missing(what: str) -> NoReturn:
    """Skip the running test, or fail it where ``CI=true``.

    :param what: one sentence: what is not there, how to get it.
    """
    raise (FailTest if os.environ.get("CI") == "true" else SkipTest)(what)


def require(*names: str) -> None:
    """Demand that these distributions are in the peers' environment.

    :param names: as in ``requirements.txt``, without regard to case.
    """
    folders = [str(path) for path in VENV.glob("lib/python*/site-packages")]
    present = {found.metadata["Name"].lower() for found in distributions(path=folders)}
    for name in names:
        if name.lower() not in present:
            missing(f"the peer {name} is not installed; run: make peers")


class Peer(ProcessProtocol):
    """A running peer. Made by :func:`start_peer`.

    :ivar lines: what it has said so far, as Python values.
    """

    def __init__(self, timeout: float) -> None:
        self.lines: list[Any] = []
        self._seconds = timeout
        self._taken = 0
        self._rest = b""
        self._errors = b""
        self._fault: str | None = None
        self._told = False
        self._stopped = False
        self._result: list[Any] | PeerFailed | None = None
        self._line_waiters: list[Deferred[Any]] = []
        self._end_waiters: list[Deferred[Any]] = []

    def line(self) -> Deferred[Any]:
        """The next line that nobody took yet.

        :raises PeerFailed: it ended without one.
        """
        if self._taken < len(self.lines):
            self._taken += 1
            return succeed(self.lines[self._taken - 1])
        if self._result is not None:
            self._told = True
            return fail(self._failure("ended without another line"))
        waiter: Deferred[Any] = Deferred()
        self._line_waiters.append(waiter)
        return waiter

    def finished(self) -> Deferred[list[Any]]:
        """All lines, when it has ended by itself and well.

        :raises PeerFailed: it ended with an error, too late, or did not speak JSON.
        """
        waiter: Deferred[list[Any]] = Deferred()
        self._end_waiters.append(waiter)
        self._tell()
        return waiter

    def say(self, text: str) -> None:
        """Write one line to its standard input."""
        self.transport.write(text.encode() + b"\n")

    def stop(self) -> Deferred[None]:
        """End it if it still runs; fires when it is gone.

        :raises PeerFailed: it had failed before and nobody was told so far.
        """
        if self._result is None:
            self._stopped = True
            self.transport.signalProcess("KILL")
            return self.finished().addBoth(lambda _: None)
        if isinstance(self._result, PeerFailed) and not self._told:
            return fail(self._result)
        return succeed(None)

    def connectionMade(self) -> None:
        self._timer = reactor.callLater(self._seconds, self._give_up)

    def outReceived(self, data: bytes) -> None:
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self._fault = self._fault or f"said {line!r}, which is no JSON"
                continue
            if self._line_waiters:
                self._taken += 1
                self._line_waiters.pop(0).callback(self.lines[-1])

    def errReceived(self, data: bytes) -> None:
        self._errors = (self._errors + data)[-4000:]

    def processEnded(self, reason: Failure) -> None:
        if self._timer.active():
            self._timer.cancel()
        if self._fault is None and not reason.check(ProcessDone):
            self._fault = f"ended with status {reason.value.status >> 8 or reason.value.signal}"
        if self._fault is None and self._rest:
            self._fault = f"ended within a line: {self._rest!r}"
        self._result = self.lines if self._fault is None else self._failure(self._fault)
        waiters, self._line_waiters = self._line_waiters, []
        for waiter in waiters:
            self._told = True
            waiter.errback(self._failure(self._fault or "ended without another line"))
        self._tell()

    def _give_up(self) -> None:
        self._fault = f"still running after {self._seconds:g} s"
        self.transport.signalProcess("KILL")

    def _tell(self) -> None:
        if self._result is None:
            return
        waiters, self._end_waiters = self._end_waiters, []
        for waiter in waiters:
            self._told = True
            if isinstance(self._result, PeerFailed):
                waiter.errback(self._result)
            else:
                waiter.callback(list(self._result))

    def _failure(self, what: str) -> PeerFailed:
        said = "".join(f"\n  {json.dumps(line)}" for line in self.lines[-5:])
        return PeerFailed(f"the peer {what}{said}\n{self._errors.decode(errors='replace')}")


def start_peer(
    test: TestCase, script: str | Path, *args: object, needs: str, timeout: float = 30
) -> Peer:
    """Start a peer that lives no longer than the test.

    :param script: a file name in ``peer_scripts``, or a program's text (anything with a line feed).
    :param args: its command line.
    :param needs: the distribution it uses, as in ``requirements.txt``; several with blanks between.
    :param timeout: seconds after which it is killed and has failed.
    """
    require(*needs.split())
    python = VENV / "bin" / "python"
    text = str(script)
    program = ["-c", text] if "\n" in text else [str(SCRIPTS / text)]
    peer = Peer(timeout)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    reactor.spawnProcess(
        peer,
        str(python),
        [str(python), "-u", "-W", "ignore", *program, *map(str, args)],
        env=environment,
        path=str(SCRIPTS),
    )
    test.addCleanup(peer.stop)
    return peer


def run_peer(
    test: TestCase, script: str | Path, *args: object, needs: str, timeout: float = 30
) -> Deferred[list[Any]]:
    """Run a peer to its end; parameters as :func:`start_peer`.

    :return: all that it said.
    :raises PeerFailed: it ended with an error, too late, or did not speak JSON.
    """
    return start_peer(test, script, *args, needs=needs, timeout=timeout).finished()


def asterisk() -> Deferred[dict[str, str]]:
    """Where the real Asterisk listens: ``ami``, ``ami-tls``, ``http``, ``cert`` and more.

    What ``tests/interop/asterisk status`` prints; skips the test when it does not run.
    """

    def read(result: tuple[bytes, bytes, int]) -> dict[str, str]:
        output, _, code = result
        if code != 0:
            missing("no Asterisk runs; as root: tests/interop/asterisk install, then start")
        return dict(line.split("=", 1) for line in output.decode().splitlines())

    return getProcessOutputAndValue(str(HERE / "asterisk"), ["status"], os.environ).addCallback(
        read
    )
