"""Every fault of a TOML file, with its line and its key."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.services import ConfigError, SiteConfig, load, parse

from . import toykind

GOOD = """\
[[simulator]]
protocol = "toy"
listen = "tcp:0:interface=127.0.0.1"
users = { admin = "s3cret" }
secret = "far"

[[connection]]
name = "t1"
protocol = "toy"
connect = "somewhere:99"
username = "me"
secret = "s3cret"
rooms = ["a", "b"]
extra = { X = "y" }

[[connection]]
name = "t2"
protocol = "toy"
role = "server"
listen = "tcp:7"
events = ["tick", "tock"]
handler = "tests.services.toykind:handler"

[[sink]]
type = "jsonl"
path = "-"

[[sink]]
type = "webhook"
url = "https://hook/"
secret = "t0ken"
headers = { X-Site = "a" }
interval = 2
"""

CONNECTION = '[[connection]]\nname = "t"\nprotocol = "toy"\nconnect = "x"\nusername = "me"\n'


class ConfigTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        toykind.install(self)

    def parse(self, text: str) -> SiteConfig:
        return parse(Clock(), text, "site.toml")

    def faults(self, text: str) -> list[str]:
        with self.assertRaises(ConfigError) as caught:
            self.parse(text)
        return caught.exception.sentences()


class Good(ConfigTestCase):
    def test_all_there_is(self) -> None:
        site = self.parse(GOOD)
        (simulator,) = site.simulators
        self.assertEqual(simulator.listen, "tcp:0:interface=127.0.0.1")
        self.assertEqual(simulator["users"], {"admin": "s3cret"})
        self.assertEqual((simulator.secret, simulator.line), ("far", 1))
        client, server = site.connections
        self.assertEqual(
            (client.name, client.role, client.endpoint, client.secret, client.line),
            ("t1", "client", "somewhere:99", "s3cret", 7),
        )
        self.assertEqual(
            client.options,
            {
                "username": "me",
                "speed": 1,
                "rooms": ["a", "b"],
                "loud": False,
                "refuse": None,
                "colour": None,
                "extra": {"X": "y"},
            },
        )
        self.assertEqual((client.events, client.retry), (("*",), True))
        self.assertEqual(server.events, ("tick", "tock"))
        self.assertIs(server.handler, toykind.handler)
        jsonl, webhook = site.sinks
        self.assertEqual((jsonl.type, jsonl.options), ("jsonl", {"path": "-"}))
        self.assertEqual(
            webhook.options,
            {"url": "https://hook/", "headers": {"X-Site": "a"}, "interval": 2.0},
        )
        self.assertEqual(webhook.secret, "t0ken")

    def test_no_secret_is_shown(self) -> None:
        shown = repr(self.parse(GOOD))
        for secret in ("s3cret", "t0ken", "far"):
            self.assertNotIn(secret, shown)

    def test_a_service_shared_by_those_with_the_same_listen(self) -> None:
        text = '[[connection]]\nprotocol = "toy"\nrole = "peer"\nsecret = "s"\n'
        site = self.parse(
            text
            + 'name = "a"\nlisten = "tcp:1"\n'
            + text
            + 'name = "b"\nlisten = "tcp:1"\n'
            + text
            + 'name = "c"\nlisten = "tcp:2"\n'
        )
        a, b, c = (connection.shared(object) for connection in site.connections)
        self.assertIs(a, b)
        self.assertIsNot(a, c)
        self.assertEqual(site.shared, {("toy", "tcp:1"): a, ("toy", "tcp:2"): c})

    def test_relative_paths_are_relative_to_the_file(self) -> None:
        folder = Path(self.mktemp())
        folder.mkdir()
        (folder / "secret").write_text("from a file\n")
        (folder / "site.toml").write_text(
            CONNECTION + 'secret_file = "secret"\n[[sink]]\ntype = "jsonl"\npath = "e.jsonl"\n'
        )
        site = load(Clock(), str(folder / "site.toml"))
        self.assertEqual(site.connections[0].secret, "from a file")
        self.assertEqual(site.sinks[0].options["path"], str(folder / "e.jsonl"))

    def test_a_secret_from_the_environment(self) -> None:
        os.environ["TOY_SECRET"] = "from there"
        self.addCleanup(os.environ.pop, "TOY_SECRET")
        site = self.parse(CONNECTION + 'secret_env = "TOY_SECRET"\n')
        self.assertEqual(site.connections[0].secret, "from there")


class Faults(ConfigTestCase):
    """Each case is a text with a comment at the line of the fault."""

    def check(self, text: str, *sentences: str) -> None:
        lines = [
            number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here")
        ]
        self.assertEqual(
            self.faults(text),
            [
                f"site.toml:{line}: {sentence}"
                for line, sentence in zip(lines, sentences, strict=True)
            ],
        )

    def key(self, line: str, sentence: str) -> None:
        """One faulty line in a connection that is good without it."""
        self.check(f"{CONNECTION}{line} # here\n", f"connection t: {sentence}")

    def test_unknown_keys(self) -> None:
        self.key("sped = 3", "'sped' is not known; did you mean 'speed'?")
        self.key("qqq = 3", "'qqq' is not known")
        self.key("listen = 'tcp:1'", "'listen' does not go with the role client, use 'connect'")
        self.check(
            f"{CONNECTION}[[sink]]\ntype = 'jsonl'\npath = '-'\nlimt = 1 # here\n",
            "sink 1: 'limt' is not known; did you mean 'limit'?",
        )
        self.check(f"{CONNECTION}[web] # here\nport = 1\n", "'web' is not known")
        self.check(
            f"{CONNECTION}[[connections]] # here\n",
            "'connections' is not known; did you mean 'connection'?",
        )

    def test_values_of_the_wrong_sort(self) -> None:
        self.key("speed = 'fast'", "'speed' should be a whole number")
        self.key("speed = true", "'speed' should be a whole number")
        self.key("speed = 0", "'speed' should be at least 1")
        self.key("rooms = 'a'", "'rooms' should be a list of texts")
        self.key("rooms = ['a', 1]", "'rooms' should be a list of texts")
        self.key("extra = {a = 1}", "'extra' should be a table of texts")
        self.key("loud = 'yes'", "'loud' should be true or false")
        self.key("colour = 'blue'", "'colour' should be one of red, green")
        self.key("retry = 1", "'retry' should be true or false")
        self.key("events = 'x'", "'events' should be a list of texts")
        self.key("role = 'king'", "'role' should be one of client, server, peer, outbound")
        self.check(
            "[[simulator]]\nprotocol = 'toy'\nlisten = 'tcp:1'\nevery = 'x' # here\n" + CONNECTION,
            "simulator 1: 'every' should be a number",
        )

    def test_missing_keys_are_where_their_table_begins(self) -> None:
        self.check("[[connection]] # here\nname = 't'\n", "connection t: 'protocol' is missing")
        self.check(
            "[[connection]] # here\nprotocol = 'toy' \nconnect = 'x'\nusername = 'a'\n",
            "connection 1: 'name' is missing",
        )
        self.check(
            "[[connection]] # here\nname = 't'\nprotocol = 'toy'\nconnect = 'x'\n",
            "connection t: 'username' is missing",
        )
        self.check(
            "[[connection]] # here\nname = 't'\nprotocol = 'toy'\nusername = 'x'\n",
            "connection t: 'connect' is missing",
        )
        self.check(f"{CONNECTION}[[sink]] # here\n", "sink 1: 'type' is missing")
        self.check(f"{CONNECTION}[[sink]] # here\ntype = 'jsonl'\n", "sink 1: 'path' is missing")
        self.assertEqual(self.faults(""), ["site.toml:1: there is no [[connection]]"])

    def test_protocols(self) -> None:
        self.check(
            "[[connection]]\nname = 't'\nprotocol = 'sip' # here\nanything = 1\n",
            "connection t: 'protocol' should be one of toy, mute",
        )
        self.check(
            f"[[simulator]]\nprotocol = 'mute' # here\nlisten = 'tcp:1'\n{CONNECTION}",
            "simulator 1: 'protocol' is mute, which has no simulator yet",
        )

    def test_endpoints(self) -> None:
        self.check(
            "[[connection]]\nname='t'\nprotocol='toy'\nusername='a'\nconnect = 'udp:x:1' # here\n",
            "connection t: 'connect' is no client endpoint: 'udp:x:1': "
            "Unknown endpoint type: 'udp'",
        )
        self.check(
            "[[connection]]\nname='t'\nprotocol='toy'\nrole='server'\nlisten = 'x' # here\n",
            "connection t: 'listen' is no server endpoint: 'x': Unknown endpoint type: 'x'",
        )
        self.check(
            "[[connection]]\nname='t'\nprotocol='toy'\nrole='server'\nconnect = 'x' # here\n",
            "connection t: 'connect' does not go with the role server, use 'listen'",
        )

    def test_names(self) -> None:
        self.check(
            CONNECTION + CONNECTION.replace('name = "t"', 'name = "t" # here'),
            "connection t: 'name' should be unique, there is another connection of this name",
        )
        self.check(
            CONNECTION.replace('name = "t"', 'name = "a/b" # here'),
            "connection a/b: 'name' should begin with a letter or a digit and have only those, "
            "'.', '_' and '-'",
        )
        self.check(
            CONNECTION.replace('name = "t"', "name = 7 # here"),
            "connection 1: 'name' should be text",
        )

    def test_secrets(self) -> None:
        self.key(
            "secret_file = '/no/such'",
            "'secret_file' names /no/such, which cannot be read: No such file or directory",
        )
        self.key(
            "secret_env = 'TELCO_NOT_SET'",
            "'secret_env' names the environment variable TELCO_NOT_SET, which is not set",
        )
        self.key("secret = 's3cret'\nsecret_env = 'X'", "'secret_env' does not go with 'secret'")
        self.check(
            "[[connection]] # here\nname='t'\nprotocol='toy'\nrole='peer'\nlisten='tcp:1'\n",
            "connection t: 'secret' is missing; 'secret_file' or 'secret_env' would do, too",
        )
        self.check(
            "[[connection]]\nname='t'\nprotocol='toy'\nrole='server'\nlisten='tcp:1'\n"
            "secret = 's3cret' # here\n",
            "connection t: 'secret' is not known",
        )

    def test_files_that_are_no_secrets(self) -> None:
        path = Path(self.mktemp())
        for data, sentence in (
            (b"", "which should hold the secret in one line"),
            (b"a\nb\n", "which should hold the secret in one line"),
            (b"x" * 70_000, "which should hold the secret in one line"),
            (b"\xff", "which is not text in UTF-8"),
        ):
            path.write_bytes(data)
            self.key(
                f"secret_file = '{path.absolute()}'",
                f"'secret_file' names {path.absolute()}, {sentence}",
            )

    def test_handlers(self) -> None:
        here = "tests.services.toykind"
        self.key("handler = 'x'", "'handler' should look like module:name")
        self.key(
            f"handler = '{here}:nothing'",
            f"'handler' names {here}:nothing, but {here} has no callable nothing",
        )

    def test_sinks(self) -> None:
        self.check(
            f"{CONNECTION}[[sink]]\ntype = 'kafka' # here\n",
            "sink 1: 'type' should be one of jsonl, webhook",
        )
        self.check(
            f"{CONNECTION}[[sink]]\ntype = 'webhook'\nurl = 'hook' # here\n",
            "sink 1: 'url' should look like https://host/path",
        )
        self.check(
            f"{CONNECTION}[[sink]]\ntype='jsonl'\npath='-'\npolicy = 'block' # here\n",
            "sink 1: 'policy' should be one of drop_oldest, drop_newest",
        )

    def test_two_sinks_for_the_same(self) -> None:
        sink = "[[sink]]\ntype = 'jsonl'\npath = 'a'"
        self.check(
            f"{CONNECTION}{sink}\n{sink} # here\n",
            "sink 2: 'path' should be unique, there is another sink for it",
        )

    def test_tables_of_the_wrong_shape(self) -> None:
        self.check("connection = 1 # here\n", "'connection' should be tables: [[connection]]")
        self.check("[connection] # here\n", "'connection' should be tables: [[connection]]")

    def test_all_at_once_in_the_order_of_lines(self) -> None:
        self.check(
            "[[sink]]\ntype = 'jsonl'\npath = 1 # here\nkep = 1 # here\n"
            "[[connection]] # here\nname = 't'\nprotocol = 'toy'\nspeed = 0 # here\n"
            "connect = '' # here\nspeedd = 1 # here\n",
            "sink 1: 'path' should be a path",
            "sink 1: 'kep' is not known; did you mean 'keep'?",
            "connection t: 'username' is missing",
            "connection t: 'speed' should be at least 1",
            "connection t: 'connect' is no host, endpoint string or client endpoint: ''",
            "connection t: 'speedd' is not known; did you mean 'speed'?",
        )

    def test_what_is_not_toml(self) -> None:
        for text, line in (("a = \n", 1), ("a = 1\nb = [\n\n", 2), ("a = 1\na = 2\n", 2)):
            (sentence,) = self.faults(text)
            self.assertTrue(sentence.startswith(f"site.toml:{line}: this is not TOML: "), sentence)
            self.assertNotIn("(at", sentence)

    def test_files_that_cannot_be_read(self) -> None:
        path = self.mktemp()
        for data, reason in ((None, "cannot be read: No such file"), (b"\xff", "is not text in")):
            if data is not None:
                Path(path).write_bytes(data)
            with self.assertRaises(ConfigError) as caught:
                load(Clock(), path)
            (sentence,) = caught.exception.sentences()
            self.assertTrue(sentence.startswith(f"{path}: {reason}"), sentence)


class Handlers(ConfigTestCase):
    def test_a_module_that_fails_is_said_with_its_line(self) -> None:
        folder = Path(self.mktemp())
        folder.mkdir()
        (folder / "faulty_handler.py").write_text("import sys\n\nraise OSError('no luck')\n")
        here = os.getcwd()
        os.chdir(folder)
        self.addCleanup(os.chdir, here)
        self.patch(sys, "path", [entry for entry in sys.path if entry])
        (sentence,) = self.faults(f"{CONNECTION}handler = 'faulty_handler:x'\n")
        self.assertEqual(
            sentence,
            "site.toml:6: connection t: 'handler' names faulty_handler:x, which cannot be "
            "imported: OSError: no luck (faulty_handler.py, line 3)",
        )

    def test_a_module_that_is_not_there(self) -> None:
        (sentence,) = self.faults(f"{CONNECTION}handler = 'no_such_module:x'\n")
        self.assertIn("No module named 'no_such_module'", sentence)
