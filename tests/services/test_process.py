"""Whole processes: exit statuses, what is on stdout, what is on stderr. Few, and real.

All of them run at the same time, so that the module takes as long as its longest case.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.error import ProcessDone, ProcessTerminated
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase
from twisted.web.resource import Resource
from twisted.web.server import Site

from twisted_telco.ami.simulator import Asterisk
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.relay.webhook import CONTENT_TYPE

TREE = Path(__file__).parents[2]
TWISTD = ["-c", "from twisted.scripts.twistd import run; run()", "-n", "--pidfile="]
TWIST = ["-m", "twisted"]
TELCO = ["-m", "twisted_telco.cli.main"]
READY = b" is ready\n"
NOISY = "tests.services.toykind:noisy"
NOISY = "tests.services.toykind:noisy"
NO_EVENTS = """
[[connection]]
name = "silent"
protocol = "ami"
connect = "tcp:127.0.0.1:1"
username = "a"
secret = "b"
"""


class Ended(NamedTuple):
    """What came of a process."""

    status: int | None
    out: bytes
    err: str

    @property
    def events(self) -> list[Any]:
        """Every line of stdout, each of which has to be JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


class Running(ProcessProtocol):
    """A child.

    :param until: TERM is sent when ``until(stdout, stderr)`` is true.
    """

    def __init__(self, until: Callable[[bytes, bytes], bool] | None) -> None:
        self.out = self.err = b""
        self.until = until
        self.ended: Deferred[Ended] = Deferred()

    def outReceived(self, data: bytes) -> None:
        self.out += data
        self.look()

    def errReceived(self, data: bytes) -> None:
        self.err += data
        self.look()

    def look(self) -> None:
        if self.until is not None and self.until(self.out, self.err):
            self.until = None
            assert self.transport is not None
            self.transport.signalProcess("TERM")

    def kill(self) -> Deferred[Ended] | None:
        """For the end of a test that has failed."""
        if self.ended.called:
            return None
        assert self.transport is not None
        self.transport.signalProcess("KILL")
        return self.ended

    def processEnded(self, reason: Failure) -> None:
        end = reason.value
        assert isinstance(end, ProcessDone | ProcessTerminated)
        status = -end.signal if end.signal else end.exitCode
        self.ended.callback(Ended(status, self.out, self.err.decode()))


class Processes(TestCase):
    timeout = 60

    async def setUp(self) -> None:  # type: ignore[override]
        where = server_endpoint(reactor, "tcp:0:interface=127.0.0.1", 0)
        self.asterisk = Asterisk(reactor, where, users={"admin": "s3cret"})
        self.addCleanup(self.asterisk.stopService)
        self.asterisk.startService()
        port = await self.asterisk.when_listening()
        self.far = f"tcp:127.0.0.1:{port.getHost().port}"
        self.asterisk.start_traffic(0.05)
        busy = socket.socket()
        self.addCleanup(busy.close)
        busy.bind(("127.0.0.1", 0))
        self.nobody = f"tcp:127.0.0.1:{busy.getsockname()[1]}"  # bound, but nobody listens
        busy_listening = socket.socket()
        self.addCleanup(busy_listening.close)
        busy_listening.bind(("127.0.0.1", 0))
        busy_listening.listen()
        self.busy = f"tcp:{busy_listening.getsockname()[1]}:interface=127.0.0.1"

    def spawn(
        self,
        words: list[str],
        *,
        until: Callable[[bytes, bytes], bool] | None = None,
        secret: str | None = "s3cret",
        child_fds: dict[int, int | str] | None = None,
    ) -> Running:
        folder = self.mktemp()
        os.makedirs(folder)
        environment = {"PYTHONPATH": str(TREE), "PATH": os.environ.get("PATH", "")}
        if secret is not None:
            environment["TELCO_SECRET"] = secret
        child = Running(until)
        reactor.spawnProcess(  # type: ignore[attr-defined]
            child,
            sys.executable,
            [sys.executable, *words],
            env=environment,
            path=folder,
            childFDs=child_fds,
        )
        self.addCleanup(child.kill)
        return child

    def listener(self, *words: str, to: str | None = None) -> list[str]:
        connect = f"--connect={to or self.far}"
        return ["telco-ami-listener", connect, "--username=admin", *words]

    def site(
        self,
        more: str = "",
        listen: str = "tcp:0:interface=127.0.0.1",
        handler: str = "tests.services.toykind:handler",
    ) -> str:
        path = Path(self.mktemp()).absolute()
        path.write_text(
            f'[[simulator]]\nprotocol = "ami"\nlisten = "{listen}"\nusers = {{ a = "b" }}\n'
            f'[[connection]]\nname = "pbx1"\nprotocol = "ami"\nconnect = "{self.far}"\n'
            f'username = "admin"\nsecret = "s3cret"\nhandler = "{handler}"\n'
            f'[[sink]]\ntype = "jsonl"\npath = "-"\n{more}'
        )
        return str(path)

    async def hook(self) -> tuple[str, list[Any]]:
        """The URL of a web hook, and the events that it gets."""
        received: list[Any] = []

        class Hook(Resource):
            isLeaf = True

            def render_POST(self, request: Any) -> bytes:
                assert request.getHeader("content-type") == CONTENT_TYPE
                received.extend(json.load(request.content))
                return b""

        port = await server_endpoint(reactor, "tcp:0:interface=127.0.0.1", 0).listen(Site(Hook()))
        self.addCleanup(port.stopListening)
        return f"http://127.0.0.1:{port.getHost().port}/", received

    async def test_all(self) -> None:
        url, hooked = await self.hook()
        ready = lambda out, err: READY in err and out.count(b"\n") > 20  # noqa: E731
        cases = {
            "twistd": self.spawn(
                [
                    *TWISTD,
                    *self.listener("--sink=jsonl:-", f"--sink=webhook:{url}", f"--handler={NOISY}"),
                ],
                until=ready,
            ),
            "twist": self.spawn(
                [*TWIST, *self.listener("--sink=jsonl:-", "--log-format=text")], until=ready
            ),
            "run": self.spawn([*TELCO, "run", self.site(handler=NOISY), "--seconds=2"]),
            "no events": self.spawn([*TELCO, "run", self.site(NO_EVENTS), "--seconds=2"]),
            "no secret": self.spawn([*TWISTD, *self.listener()], secret=None),
            "bad option": self.spawn([*TWISTD, *self.listener("--auth=none")]),
            "out of reach": self.spawn([*TWISTD, *self.listener("--no-retry", to=self.nobody)]),
            "refused": self.spawn([*TWIST, *self.listener("--no-retry")], secret="wr0ng"),
            "busy twistd": self.spawn([*TWISTD, "telco", "--config", self.site(listen=self.busy)]),
            "busy twist": self.spawn([*TWIST, "telco", "--config", self.site(listen=self.busy)]),
            "busy run": self.spawn([*TELCO, "run", self.site(listen=self.busy)]),
        }
        ends = await gatherResults([child.ended for child in cases.values()])
        self.check(dict(zip(cases, ends, strict=True)), hooked)

    def check(self, ends: dict[str, Ended], hooked: list[Any]) -> None:
        for name, ended in ends.items():
            self.assertNotIn("Traceback", ended.err + ended.out.decode(), name)
            self.assertNotIn("s3cret", ended.err, name)
            self.assertNotIn("wr0ng", ended.err, name)
        for name in ("twistd", "twist", "run"):
            events = ends[name].events
            self.assertGreater(len(events), 20, name)
            self.assertEqual({event["specversion"] for event in events}, {"1.0"})
        self.assertEqual(hooked, ends["twistd"].events)
        for name in ("twistd", "run"):
            self.assertIn("a print of the handler", ends[name].err)
        for name in ("twistd", "twist"):  # they end by the signal that they were sent
            self.assertEqual(ends[name].status, -signal.SIGTERM, name)
            self.assertIn("ami: closed", ends[name].err)
        self.assertEqual(ends["run"].status, 0)
        self.assertRegex(ends["run"].err, r"\npbx1 +ami +1 +\d+ +0\n")

        def said(name: str) -> str:
            ended = ends[name]
            self.assertEqual(ended.status, 1, name)
            return ended.err or ended.out.decode()  # twistd prints its usage on stdout

        self.assertRegex(said("no events"), r"\nsilent +ami +0 +0 +0\n")
        self.assertIn("Options:", said("no secret"))
        self.assertIn("there is no secret: set TELCO_SECRET", said("no secret"))
        self.assertIn("--auth should be one of md5, plain", said("bad option"))
        self.assertEqual(
            said("out of reach").count(f"{self.nobody} is out of reach: Connection refused"), 1
        )
        self.assertIn(f"{self.far} refused the login: Authentication failed", said("refused"))
        for name in ("busy twistd", "busy twist", "busy run"):
            self.assertEqual(
                said(name).count(
                    f"simulator ami: cannot listen on {self.busy}: Address already in use"
                ),
                1,
                name,
            )

    async def test_a_stalled_reader(self) -> None:
        """Nobody reads stdout until SIGTERM comes; what is there then are whole lines, and those
        that are missing have been said."""
        reading, writing = os.pipe()
        self.asterisk.start_traffic(0.005)
        child = self.spawn(
            [*TWISTD, "telco", "--config", self.site("limit = 100\n")],
            until=lambda out, err: b"the reader is too slow" in err,
            child_fds={0: "w", 1: writing, 2: "r"},
        )
        os.close(writing)
        while child.until is not None or b"pbx1: closed" not in child.err:
            await deferLater(reactor, 0.05)
        self.asterisk.start_traffic(1.0)
        received = await deferToThread(read_all, reading)
        ended = await child.ended
        events = [json.loads(line) for line in received.splitlines()]
        lost = re.search(r"(\d+) events were lost", ended.err)
        assert lost is not None
        last = int(events[-1]["id"].rpartition(":")[2])
        self.assertEqual(len(events) + int(lost[1]), last)


def read_all(fd: int) -> bytes:
    with open(fd, "rb") as file:
        return file.read()
