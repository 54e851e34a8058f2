"""The command lines: the same words everywhere, and one clear sentence for each mistake."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from twisted.application.twist._options import TwistOptions
from twisted.plugin import getPlugins
from twisted.python.usage import Options
from twisted.scripts.twistd import ServerOptions
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.services import telco
from twisted_telco.services.exits import LateFailure
from twisted_telco.services.options import ConnectionOptions, Plugin, ServiceOptions, options_class
from twisted_telco.services.secrets import DEFAULT_ENV

from . import toykind

CONNECT = ("--connect", "far", "--username", "me")


class OptionsTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        toykind.install(self)
        options_class.cache_clear()
        self.addCleanup(options_class.cache_clear)
        self.patch(LateFailure, "__init__", lambda self, reactor: None)
        patched = mock.patch.dict(os.environ)
        patched.start()
        self.addCleanup(patched.stop)
        os.environ.pop(DEFAULT_ENV, None)

    def parse(self, *words: str, role: str = "client") -> ConnectionOptions:
        options = options_class("toy", role)()
        options.parent = parent()
        options.parseOptions(words)
        return options

    def mistake(self, *words: str, role: str = "client") -> str:
        with self.assertRaises(SystemExit) as caught:
            self.parse(*words, role=role)
        return sentence_of(caught.exception)


def parent(**values: Any) -> Options:
    """What twistd's own options have been read to."""
    options = Options()
    options.update({"nodaemon": True, **values})
    options.subCommand = "telco-toy"
    return options


def sentence_of(end: SystemExit) -> str:
    """What is said behind the usage, which ends with an empty line."""
    usage, _, sentence = str(end).rpartition("\n\n")
    assert "Options:" in usage
    return sentence


class Words(OptionsTestCase):
    def test_a_connection(self) -> None:
        options = self.parse(
            *CONNECT,
            "--speed=3",
            "--rooms=a,b",
            "--rooms=c",
            "--loud",
            "--colour=red",
            "--events=tick,tock",
            "--name=t9",
            "--no-retry",
            "--handler=tests.services.toykind:handler",
            "--sink=jsonl:-",
            "--sink=webhook:https://hook/?a:b",
        )
        (runner,) = options.site.connections
        config = runner.config
        self.assertEqual((config.name, config.endpoint, config.retry), ("t9", "far", False))
        self.assertEqual(config.events, ("tick", "tock"))
        self.assertIs(config.handler, toykind.handler)
        self.assertEqual(
            config.options,
            {
                "username": "me",
                "speed": 3,
                "rooms": ["a", "b", "c"],
                "loud": True,
                "refuse": None,
                "colour": "red",
                "extra": None,
            },
        )
        self.assertEqual(
            [sink.name for sink in options.site.relay.sinks], ["jsonl:-", "webhook:https://hook/"]
        )

    def test_what_may_be_left_out(self) -> None:
        config = self.parse(*CONNECT).site.connections[0].config
        self.assertEqual((config.name, config.retry, config.secret), ("toy", True, None))
        self.assertEqual((config.events, config["speed"], config["rooms"]), (("*",), 1, None))

    def test_secrets(self) -> None:
        path = Path(self.mktemp())
        path.write_text("from a file\n")
        os.environ.update({DEFAULT_ENV: "by default", "OTHER": "by name"})
        for words, secret in (
            ((), "by default"),
            (("--secret-env", "OTHER"), "by name"),
            (("--secret-file", str(path)), "from a file"),
        ):
            config = self.parse(*CONNECT, *words).site.connections[0].config
            self.assertEqual(config.secret, secret)

    def test_a_server_has_no_words_of_a_client(self) -> None:
        options = self.parse("--listen=tcp:1", role="server")
        self.assertEqual(options.site.connections[0].config.endpoint, "tcp:1")
        for word in ("--no-retry", "--secret-file=x", "--username=x"):
            self.assertIn("not recognized", self.mistake("--listen=tcp:1", word, role="server"))

    def test_the_usage_names_all(self) -> None:
        usage = str(options_class("toy", "client")())
        for word in (
            "--connect=",
            "--username=",
            "--secret-file=",
            "--secret-env=",
            "--sink=",
            "--handler=",
            "--no-retry",
            "--log-format=",
            "--rooms=",
            "(default: 1)",
            DEFAULT_ENV,
        ):
            self.assertIn(word, usage)
        self.assertNotIn("--extra", usage)

    def test_the_whole_site(self) -> None:
        path = Path(self.mktemp())
        path.write_text("[[connection]]\nname='a'\nprotocol='toy'\nconnect='far'\nusername='me'\n")
        options = telco.Options()
        options.parent = parent()
        options.parseOptions(["--config", str(path)])
        self.assertIs(telco.makeService(options), options.site)


class Mistakes(OptionsTestCase):
    def test_each_has_one_sentence(self) -> None:
        for words, sentence in (
            ((), "--connect is missing; --username is missing"),
            (CONNECT[:2], "--username is missing"),
            ((*CONNECT, "--speed=fast"), "--speed should be a whole number"),
            ((*CONNECT, "--speed=0"), "--speed should be at least 1"),
            ((*CONNECT, "--colour=blue"), "--colour should be one of red, green"),
            ((*CONNECT, "--log-format=xml"), "--log-format should be text or json"),
            ((*CONNECT, "--handler=x"), "--handler should look like module:name"),
            (
                (*CONNECT, "--secret-file=/no/such"),
                "--secret-file names /no/such, which cannot be read: No such file or directory",
            ),
            (
                (*CONNECT, "--secret-env=NOT_SET"),
                "--secret-env names the environment variable NOT_SET, which is not set",
            ),
            (
                (*CONNECT, "--secret-env=A", "--secret-file=/etc/hostname"),
                "--secret-file and --secret-env do not go together",
            ),
            (
                (*CONNECT, "--sink=kafka:x"),
                "--sink kafka:… is not known, it should be jsonl:PATH or webhook:URL",
            ),
            (
                (*CONNECT, "--sink=-"),
                "--sink -… is not known, it should be jsonl:PATH or webhook:URL",
            ),
            ((*CONNECT, "--sink=webhook:hook"), "--sink: 'url' should look like https://host/path"),
            (
                (*CONNECT, "--name=a/b"),
                "--name should begin with a letter or a digit and have "
                "only those, '.', '_' and '-'",
            ),
            ((*CONNECT, "--refuse"), "connection toy: this toy does not want to be built"),
            (
                ("--connect=udp:x:1", "--username=me"),
                "--connect is no client endpoint: 'udp:x:1': Unknown endpoint type: 'udp'",
            ),
        ):
            self.assertEqual(self.mistake(*words), sentence)

    def test_no_secret(self) -> None:
        self.assertEqual(
            self.mistake("--listen=tcp:1", role="peer"),
            f"there is no secret: set {DEFAULT_ENV} in the environment, "
            "or use --secret-file or --secret-env",
        )

    def test_secrets_are_not_words_of_the_command_line(self) -> None:
        self.assertNotIn("s3cret", self.mistake(*CONNECT, "--secret=s3cret"))

    def test_a_configuration_file(self) -> None:
        path = Path(self.mktemp())
        path.write_text("x = 1\n")
        for words, sentence in (
            ((), "--config is missing"),
            (
                ("--config", str(path)),
                f"{path}:1: there is no [[connection]]\n{path}:1: 'x' is not known",
            ),
        ):
            options = telco.Options()
            options.parent = parent()
            with self.assertRaises(SystemExit) as caught:
                options.parseOptions(words)
            self.assertEqual(sentence_of(caught.exception), sentence)

    def test_stdout_is_not_to_be_had(self) -> None:
        for nodaemon, logfile, sentence in (
            (False, None, "a daemon has no standard output for jsonl:-; use twistd -n"),
            (True, "-", "--logfile=- and jsonl:- both want standard output"),
        ):
            options = options_class("toy", "client")()
            options.parent = parent(nodaemon=nodaemon, logfile=logfile)
            with self.assertRaises(SystemExit) as caught:
                options.parseOptions([*CONNECT, "--sink=jsonl:-"])
            self.assertEqual(sentence_of(caught.exception), sentence)


class Programs(OptionsTestCase):
    """With the real options of ``twistd`` and ``twist`` around ours."""

    def run_with(self, program: type[Options], *words: str) -> Any:
        plugin = Plugin("toy", "client")
        subcommands = [("toy", None, plugin.Options, "a toy")]
        with mock.patch.object(program, "subCommands", subcommands):
            options = program()
            options.parseOptions(words)
        self.assertIs(plugin.makeService(options.subOptions), options.subOptions.site)
        return options

    def test_twistd_logs_to_stderr(self) -> None:
        options = self.run_with(ServerOptions, "-n", "toy", *CONNECT)
        self.assertIsNotNone(options.subOptions.site._log_observer)

    def test_twistd_logs_where_it_is_told(self) -> None:
        for words in (
            ("-n", "--logfile=x"),
            ("-n", "--logger=twisted.logger.STDLibLogObserver"),
            (),
        ):
            options = self.run_with(ServerOptions, *words, "toy", *CONNECT)
            self.assertIsNone(options.subOptions.site._log_observer)

    def test_twist_logs_to_stderr(self) -> None:
        self.assertIs(self.run_with(TwistOptions, "toy", *CONNECT)["logFile"], sys.stderr)
        options = self.run_with(TwistOptions, f"--log-file={self.mktemp()}", "toy", *CONNECT)
        self.assertNotEqual(options["logFile"], sys.stderr)
        options["logFile"].close()


class Plugins(SynchronousTestCase):
    def test_the_drop_in(self) -> None:
        from twisted.application.service import IServiceMaker

        ours = {
            plugin.tapname: plugin
            for plugin in getPlugins(IServiceMaker)
            if plugin.tapname.startswith("telco")
        }
        self.assertIn("telco", ours)
        for plugin in ours.values():
            self.assertTrue(issubclass(plugin.options, ServiceOptions))
            self.assertTrue(callable(plugin.makeService))

    def test_it_imports_nothing_else(self) -> None:
        """A drop-in that imports a reactor breaks ``twistd --reactor``."""
        source = Path("twisted/plugins/twisted_telco_plugins.py")
        found = [Path(entry) / source for entry in sys.path if (Path(entry) / source).exists()]
        imports = [line for line in found[0].read_text().splitlines() if "import " in line]
        imports = [line for line in imports if line.startswith(("import", "from"))]
        self.assertEqual(imports, ["from twisted.application.service import ServiceMaker"])
