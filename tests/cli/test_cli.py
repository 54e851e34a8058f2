"""``telco`` on the command line, without a reactor that runs."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.core.toy import ToyFar
from tests.relay.sinks import ListSink
from tests.services import toykind
from twisted_telco import __version__
from twisted_telco.cli import main as cli
from twisted_telco.cli.site import table, was_alive
from twisted_telco.services import Site, parse, registry
from twisted_telco.services.kind import Option
from twisted_telco.services.registry import SinkKind
from twisted_telco.testing import pump

GOOD = """\
[[connection]]
name = "a"
protocol = "toy"
connect = "far"
username = "me"

[[connection]]
name = "longer-name"
protocol = "toy"
connect = "far"
username = "me"
events = ["tick"]
"""


class CliTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        toykind.install(self)

    def run_cli(self, *words: str) -> tuple[int, str, str]:
        """Exit status, stdout, stderr."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = cli.main(words)
            except SystemExit as end:
                assert isinstance(end.code, int)
                status = end.code
        return status, out.getvalue(), err.getvalue()

    def file(self, text: str) -> str:
        path = self.mktemp()
        Path(path).write_text(text)
        return path


class Words(CliTestCase):
    def mistake(self, *words: str) -> str:
        status, out, err = self.run_cli(*words)
        self.assertEqual((status, out), (1, ""))
        self.assertIn("Usage: telco", err)
        return err.splitlines()[-1]

    def test_mistakes(self) -> None:
        for words, sentence in (
            ((), "no command was given"),
            (("fly",), "Unknown command: fly"),
            (("check",), "exactly one FILE should be given"),
            (("run", "a", "b"), "exactly one FILE should be given"),
            (("run", "a", "--second=x"), "--seconds should be a number"),
            (("run", "--seconds=0", "a"), "--seconds should be more than 0"),
            (("run", "--seconds=inf", "a"), "--seconds should be more than 0"),
            (("run", "a", "--log-format", "xml"), "--log-format should be text or json"),
            (("run", "a", "--speed"), "option --speed not recognized"),
        ):
            self.assertEqual(self.mistake(*words), f"telco: {sentence}")

    def test_help_names_the_commands(self) -> None:
        status, out, _ = self.run_cli("--help")
        self.assertEqual(status, 0)
        for name in cli.ROOMS:
            self.assertIn(name, out)
        status, out, _ = self.run_cli("run", "--help")
        self.assertEqual(status, 0)
        self.assertIn("Usage: telco run [options] FILE", out)

    def test_version(self) -> None:
        self.assertEqual(self.run_cli("--version"), (0, f"telco {__version__}\n", ""))


class Check(CliTestCase):
    def test_no_faults(self) -> None:
        path = self.file(GOOD)
        self.assertEqual(
            self.run_cli("check", path),
            (0, f"{path}: no faults: 0 simulators, 2 connections, 0 sinks\n", ""),
        )

    def test_every_fault(self) -> None:
        path = self.file("x = 1\n" + GOOD.replace("username", "user_name"))
        self.assertEqual(
            self.run_cli("check", path),
            (
                1,
                "",
                f"{path}:1: 'x' is not known\n"
                f"{path}:2: connection a: 'username' is missing\n"
                f"{path}:6: connection a: 'user_name' is not known; did you mean 'username'?\n"
                f"{path}:8: connection longer-name: 'username' is missing\n"
                f"{path}:12: connection longer-name: 'user_name' is not known; "
                "did you mean 'username'?\n",
            ),
        )

    def test_what_only_the_protocol_can_judge(self) -> None:
        path = self.file(GOOD + "refuse = true\n")
        self.assertEqual(
            self.run_cli("check", path),
            (1, "", f"{path}:7: connection longer-name: this toy does not want to be built\n"),
        )

    def test_run_finds_them_too(self) -> None:
        path = self.file("x = 1\n")
        status, out, err = self.run_cli("run", path)
        self.assertEqual((status, out), (1, ""))
        self.assertEqual(err.splitlines()[-1], f"{path}:1: 'x' is not known")


class Table(CliTestCase):
    def test_what_was_seen(self) -> None:
        clock = Clock()
        far = toykind.FAR_ENDS["far"] = ToyFar(clock)
        sinks = {"list": SinkKind(Option("name"), (), lambda reactor, **_: ListSink())}
        with mock.patch.object(registry, "SINKS", sinks):
            config = parse(clock, GOOD + '[[sink]]\ntype = "list"\n', "x")
            site = Site(clock, config, lambda: None)
        self.assertFalse(was_alive(site))
        site.startService()
        pump(clock)
        far.emit("tack")
        pump(clock)
        self.assertFalse(was_alive(site))
        far.emit("tick")
        pump(clock)
        self.assertTrue(was_alive(site))
        self.assertEqual(
            table(site).splitlines(),
            [
                "connection   protocol  times ready  events  not passed on",
                "a            toy                 1       2              0",
                "longer-name  toy                 1       1              0",
                "",
                "sink  delivered  dropped",
                "list          3        0",
            ],
        )
