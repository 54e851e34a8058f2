"""Where the log goes, and what its JSON looks like."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import Any

from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.services.logs import choose, observer


class Lines(SynchronousTestCase):
    def setUp(self) -> None:
        self.file = io.StringIO()

    def log(self, format: str) -> Logger:
        write = observer(self.file, format)
        return Logger(namespace="telco.test", observer=write)

    def test_json(self) -> None:
        log = self.log("json")
        log.warn("{connection}: lost\n{n}", connection="pbx1", n=3, other=object())
        line = json.loads(self.file.getvalue())
        line.pop("time")
        self.assertEqual(
            line,
            {
                "level": "warn",
                "ns": "telco.test",
                "msg": "pbx1: lost\n3",
                "connection": "pbx1",
                "n": 3,
            },
        )
        self.assertEqual(self.file.getvalue().count("\n"), 1)

    def test_json_has_tracebacks(self) -> None:
        try:
            raise LookupError("here")
        except LookupError:
            self.log("json").failure("a defect", Failure())
        line = json.loads(self.file.getvalue())
        self.assertEqual((line["level"], line["msg"]), ("critical", "a defect"))
        self.assertIn("LookupError: here", line["traceback"])

    def test_text(self) -> None:
        self.log("text").info("hello")
        self.assertTrue(self.file.getvalue().endswith("[telco.test#info] hello\n"))

    def test_details_are_left_out(self) -> None:
        for format in ("text", "json"):
            self.log(format).debug("too much")
        self.assertEqual(self.file.getvalue(), "")

    def test_old_style_messages(self) -> None:
        """What ``twisted.python.log.msg`` and ``print`` make."""
        observer(self.file, "json")(
            {
                "log_level": LogLevel.info,
                "log_time": 0.0,
                "log_format": None,
                "log_text": "x",
                "log_namespace": "stdout",
                "message": (),
            }
        )
        self.assertEqual(json.loads(self.file.getvalue())["ns"], "stdout")


class Choice(SynchronousTestCase):
    def choose(self, format: str | None, **options: Any) -> Any:
        return choose(options, format)  # type: ignore[arg-type]

    def test_a_daemon_keeps_its_file(self) -> None:
        self.assertIsNone(self.choose(None, nodaemon=False, logfile=None))
        self.assertIsNotNone(self.choose("json", nodaemon=False, logfile=self.mktemp()))

    def test_syslog_and_loggers_of_others_are_left_alone(self) -> None:
        self.assertIsNone(self.choose("json", nodaemon=True, syslog=True))
        self.assertIsNone(self.choose("json", nodaemon=True, logger="x"))

    def test_json_to_a_file(self) -> None:
        path = self.mktemp()
        write = self.choose("json", nodaemon=True, logfile=path)()
        Logger(namespace="n", observer=write).info("hello")
        with open(path) as file:
            self.assertEqual(json.load(file)["msg"], "hello")

    def test_json_to_stdout_as_it_was_told(self) -> None:
        with redirect_stdout(io.StringIO()) as out:
            Logger(observer=self.choose("json", nodaemon=True, logfile="-")()).info("hello")
        self.assertEqual(json.loads(out.getvalue())["msg"], "hello")

    def test_twist(self) -> None:
        options: dict[str, Any] = {"logFile": io.StringIO()}
        self.assertIsNone(choose(options, "json"))  # type: ignore[arg-type]
        write = options["fileLogObserverFactory"](options["logFile"])
        Logger(namespace="n", observer=write).info("hello")
        self.assertEqual(json.loads(options["logFile"].getvalue())["msg"], "hello")
