"""``telco omm``: every command, the three forms of output, where secrets come from."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults, inlineCallbacks
from twisted.internet.task import Clock
from twisted.internet.utils import getProcessOutputAndValue
from twisted.python import usage
from twisted.trial.unittest import SynchronousTestCase, TestCase

from twisted_telco import omm
from twisted_telco.cli import omm as cli
from twisted_telco.cli.omm_commands import COMMANDS
from twisted_telco.testing import pump


class CliCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = omm.simulator.OMM(self.clock, users={"omm": "s3cret"})
        self.far.populate(users=3, devices=2, rfps=1)
        environment = mock.patch.dict(os.environ, TELCO_SECRET="s3cret", NEW="geheim")
        environment.start()
        self.addCleanup(environment.stop)
        self.connected: list[Any] = []

    def connect(self, reactor: Any, where: Any, *login: Any, **more: Any) -> Deferred[Any]:
        self.connected.append((where, login, dict(more)))
        more.pop("tls"), more.pop("legacy")
        return omm.connect(reactor, self.far.endpoint(), *login, **more)

    def run_cli(self, *words: str, status: int = 0) -> str:
        """What is on stdout; on stderr when the status is not 0."""
        options = cli.Options()
        options.parseOptions(list(words))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            d = options.execute(self.clock, self.connect)
            pump(self.clock, 5)
        self.assertEqual((self.successResultOf(d), err.getvalue() == ""), (status, not status))
        self.assertEqual(self.far.factory.connections, set())
        return err.getvalue() if status else out.getvalue()

    def json(self, *words: str) -> Any:
        return json.loads(self.run_cli("--format=json", "--sync", *words))


class Commands(CliCase):
    def test_reading(self) -> None:
        for words, part in [
            ("ping", "1700000000"),
            ("info", "SIP-DECT"),
            ("users", "1003"),
            ("user 2", "User 2"),
            ("user-by-number 1002", "User 2"),
            ("devices", "03586 0000002"),
            ("device 2", "03586 0000002"),
            ("device-by-ipei 03586\u00a00000001\u00a07", None),
            ("device-state 1", "onHook"),
            ("rfps", "RFP 1"),
            ("rfp 1", "Synced"),
            ("account 1", "omm"),
            ("licence", "noViolation"),
            ("limits", "records"),
            ("versions", "GetPPUser"),
            ("alarm-triggers", ""),
            ("public-key", "modulus"),
            ("subscription-mode", "Off"),
            ("subscription-mode Wildcard 5", "Wildcard"),
            ("request GetSystemName", "seq"),
        ]:
            given = [word.replace("\u00a0", " ") for word in words.split(" ")]
            self.assertIn("03586 0000001 7" if part is None else part, self.run_cli(*given), words)

    def test_writing(self) -> None:
        self.assertEqual(self.json("create-user", "77", "Zoë")["uid"], 4)
        self.assertEqual(self.json("set-name", "4", "Zoe")["name"], "Zoe")
        self.assertEqual(self.json("set-num", "4", "78")["num"], "78")
        self.assertEqual(self.json("set", "4", "vip=1", "hierarchy1=x")["vip"], True)
        self.assertEqual(self.json("attach", "4", "2")[0]["ppn"], 2)
        self.assertEqual(self.json("set-fixed", "4"), "done")
        self.assertEqual(self.json("set-dynamic", "4"), "done")
        self.assertEqual(self.json("detach", "4", "2")[1]["uid"], 0)
        self.json("attach", "4", "2")
        self.assertEqual(self.json("detach-user", "4")[0]["ppn"], 0)
        self.json("attach", "4", "2")
        self.assertEqual(self.json("detach-device", "2")[0]["ppn"], 0)
        self.assertEqual(self.json("delete-user", "4"), "done")
        self.assertEqual(self.json("delete-device", "2"), "done")
        answer = self.json("request", "CreatePPUser", "user.num=99")
        self.assertEqual(answer["user"]["num"], "99")
        self.assertEqual(self.json("send-message", "1001", "hello", "you")["event"], "Delivered")

    def test_all_commands_of_ommclient2_are_there(self) -> None:
        ours = {
            "attach_user_device": "attach",
            "create_user": "create-user",
            "detach_user_device": "detach",
            "detach_user_device_by_device": "detach-device",
            "detach_user_device_by_user": "detach-user",
            "encrypt": "encrypt",
            "get_account": "account",
            "get_device": "device",
            "get_devices": "devices",
            "get_publickey": "public-key",
            "get_user": "user",
            "get_users": "users",
            "ping": "ping",
            "set_user_name": "set-name",
            "set_user_num": "set-num",
            "set_user_relation_dynamic": "set-dynamic",
            "set_user_relation_fixed": "set-fixed",
            "set_user_sipauth": "set-sip",
        }
        self.assertLessEqual(set(ours.values()), set(COMMANDS))

    def test_secrets_to_set(self) -> None:
        record = self.run_cli("--value-env=NEW", "set-sip", "1", "sip1")
        self.assertEqual(self.far.secrets[1, "sipPw"], "geheim")
        self.assertNotIn(self.far.pp_users[1]["sipPw"], record)
        self.assertIn("***", record)
        path = self.mktemp()
        with open(path, "w") as file:
            file.write("4711\n")
        self.run_cli(f"--value-file={path}", "set-pin", "1")
        self.assertEqual(self.far.secrets[1, "pin"], "4711")
        shown = self.run_cli("--show-secrets", "user", "1")
        self.assertIn(self.far.pp_users[1]["pin"], shown)
        encrypted = self.run_cli("--value-env=NEW", "encrypt").strip()
        self.assertEqual(self.far.key.decrypt(encrypted), "geheim")
        self.assertIn("no secret", self.run_cli("set-pin", "1", status=1))
        self.assertIn("NOT", self.run_cli("--value-env=NOT", "set-pin", "1", status=1))

    def test_events(self) -> None:
        options = cli.Options()
        options.parseOptions(["--format=json", "events", "PPUserCnf"])
        out = io.StringIO()
        with redirect_stdout(out):
            d = options.execute(self.clock, self.connect)
            pump(self.clock)
            event = omm.messages.EventPPUserCnf(user={"uid": 1, "pin": "secret"})
            self.far.notify("PPUserCnf", event, uid=1)
            pump(self.clock)
        self.assertNotIn("secret", out.getvalue())
        self.assertEqual(json.loads(out.getvalue())["user"]["uid"], 1)
        with redirect_stderr(io.StringIO()) as err:
            self.far.drop()
            pump(self.clock, 1)
        self.assertEqual(self.successResultOf(d), 1)
        self.assertIn("telco: ", err.getvalue())

    def test_destructive(self) -> None:
        self.assertIn("--yes", self.run_cli("request", "SystemRestart", status=1))
        self.assertNotIn("SystemRestart", [request.name for request in self.far.heard])
        self.run_cli("--yes", "request", "SystemRestart")
        self.assertIn("SystemRestart", [request.name for request in self.far.heard])

    def test_refusals(self) -> None:
        for words, sentence in [
            (("user", "99"), "ENoEnt"),
            (("user", "x"), "'x' should be a whole number"),
            (("set", "1", "name"), "should look like NAME=VALUE"),
            (("set", "1", "pin=4711"), "use set-sip or set-pin"),
            (("attach", "1", "1"), "EPerm"),
            (("request", "a b"), "not a name"),
        ]:
            self.assertIn(sentence, self.run_cli(*words, status=1))

    def test_refused_login(self) -> None:
        os.environ["TELCO_SECRET"] = "wrong"
        said = self.run_cli("ping", status=1)
        self.assertIn("EAuth", said)
        self.assertNotIn("wrong", said)

    def test_shell(self) -> None:
        lines = iter(["users\n", "\n", "help\n", "user 99\n", "fly\n", "user\n", "exit\n"])

        def read(function: Any) -> Deferred[Any]:
            d: Deferred[Any] = Deferred()
            d.callback(next(lines, None))
            return d

        with mock.patch.object(cli, "deferToThread", read):
            options = cli.Options()
            options.parseOptions(["shell"])
            with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
                d = options.execute(self.clock, self.connect)
                pump(self.clock)
        self.assertEqual(self.successResultOf(d), 0)
        self.assertIn("User 3", out.getvalue())
        self.assertIn("set-sip UID SIPUSER", out.getvalue())
        self.assertEqual(
            [line.split(":")[1].strip() for line in err.getvalue().splitlines()],
            ["ENoEnt", "there is no command fly", "it is"],
        )


class Output(CliCase):
    def test_table(self) -> None:
        self.assertEqual(
            self.run_cli("--columns=uid,name,vip", "users"),
            "uid  name    vip\n1    User 1  no\n2    User 2  no\n3    User 3  no\n",
        )

    def test_csv(self) -> None:
        self.far.pp_users[2].name = 'a,"b"'
        rows = list(csv.reader(io.StringIO(self.run_cli("-f", "csv", "users"))))
        self.assertEqual(rows[0], ["uid", "num", "name", "ppn", "relType", "sipAuthId"])
        self.assertEqual(rows[2][2], 'a,"b"')
        self.assertEqual(len(self.run_cli("-f", "csv", "user", "1").splitlines()), 2)

    def test_json(self) -> None:
        users = self.json("users")
        self.assertEqual(len(users), 3)
        self.assertEqual(
            (users[0]["uid"], users[0]["vip"], users[0]["lang"]), (1, False, "English")
        )

    def test_nothing_moves_the_cursor(self) -> None:
        self.far.pp_users[2].name = "\x9b2J\u202e"
        self.assertNotIn("\x9b", self.run_cli("users"))


class Words(CliCase):
    def test_mistakes(self) -> None:
        for words, sentence in [
            ([], "no command was given"),
            (["fly"], "there is no command fly"),
            (["user"], "it is: user UID"),
            (["ping", "1"], "it is: ping"),
            (["--format=xml", "ping"], "--format should be one of table, json, csv"),
            (["--timeout=x", "ping"], "--timeout should be a number of seconds"),
            (["--insecure", "--no-tls", "ping"], "--no-tls and --insecure do not go together"),
        ]:
            error = self.assertRaises(usage.UsageError, cli.Options().parseOptions, words)
            self.assertEqual(str(error), sentence)

    def test_how_to_connect(self) -> None:
        for words, where, more in [
            ([], "127.0.0.1", {"tls": None, "sync": False, "legacy": False}),
            (["-c", "a,b", "-k", "--legacy"], ["a", "b"], {"tls": "insecure", "legacy": True}),
            (["--no-tls", "--sync"], "127.0.0.1", {"tls": False, "sync": True}),
            (["--fingerprint=AA"], "127.0.0.1", {"tls": "sha256:AA"}),
            (["--ca=x.pem"], "127.0.0.1", {"tls": "x.pem"}),
        ]:
            self.run_cli(*words, "ping")
            found, login, given = self.connected[-1]
            self.assertEqual((found, login), (where, ("omm", "s3cret")))
            self.assertEqual({key: given[key] for key in more}, more)

    def test_usage_tells_the_commands(self) -> None:
        text = str(cli.Options())
        for command in COMMANDS.values():
            self.assertIn(command.usage, text)


class Process(TestCase):
    """The command itself, over a real socket."""

    timeout = 60

    @inlineCallbacks
    def test_runs_and_ends(self) -> Any:
        far = omm.simulator.OMM(reactor, "tcp:0:interface=127.0.0.1", users={"omm": "s3cret"})
        far.populate(users=2)
        self.addCleanup(far.stopService)
        port = yield far.listen()
        where = f"--connect=127.0.0.1:{port.getHost().port}"
        tree = Path(__file__).parents[2]
        environment = {**os.environ, "PYTHONPATH": str(tree), "TELCO_SECRET": "s3cret"}
        words = ["-m", "twisted_telco.cli.main", "omm", "--no-tls", where]

        def run(*more: str, **changed: str) -> Deferred[tuple[bytes, bytes, int]]:
            return getProcessOutputAndValue(
                sys.executable, [*words, *more], {**environment, **changed}
            )

        done, refused, without = yield gatherResults(
            [run("--columns=uid,num", "users"), run("ping", TELCO_SECRET="x"), run("fly")]
        )
        self.assertEqual(done, (b"uid  num\n1    1001\n2    1002\n", b"", 0))
        self.assertEqual(refused, (b"", b"telco: EAuth\n", 1))
        self.assertEqual((without[0], without[2]), (b"", 1))
        self.assertIn(b"telco: there is no command fly\n", without[1])
