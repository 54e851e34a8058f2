"""What the simulator answers to recorded clients, against what a real Asterisk answered."""

from __future__ import annotations

import re
from collections import Counter

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.ami import recorded
from tests.ami.far import USERS, Far, messages_of
from twisted_telco.ami.messages import Event, Message
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.testing import pump

PASSING = re.compile(
    r"(?i)Timestamp|Uptime|LastReload|EventTV|SessionTV|SessionID|\w+Address|LoginTime"
    r"|Core(?:Startup|Reload)\w+|AsteriskVersion"
)
"""Headers whose values differ from run to run, or from server to server."""

NUMBER = re.compile(r"-[0-9a-f]{8}(?=;|$)")
"""What makes the name of a channel unique."""

BUILD_ONLY = ("TestEvent", "CEL", "Cdr")
"""Events of the recorded server that are off in an ordinary configuration."""


def plain(message: Message) -> list[tuple[str, str]]:
    """A message's headers in order, without what differs from run to run."""
    return [
        (NUMBER.sub("-N", name), "*" if PASSING.fullmatch(name) else NUMBER.sub("-N", value))
        for name, value in message.headers.pairs
    ]


def real(name: str) -> list[list[tuple[str, str]]]:
    messages = messages_of(recorded(f"{name}.server"))
    return [plain(message) for message in messages if message.name not in BUILD_ONLY]


class RecordedTests(SynchronousTestCase):
    maxDiff = None

    def setUp(self):
        self.clock = Clock()
        self.clock.advance(1_795_171_000)
        self.asterisk = Asterisk(self.clock, users=USERS, channelvars=["CALLTAG"])

    def replay(self, name: str, seconds: float = 2.0) -> Far:
        """Send what the recorded client sent, all at once; the client afterwards."""
        far = Far(self.asterisk)
        far.send(recorded(f"{name}.client"), seconds)
        return far

    def check(self, name: str, far: Far | None = None) -> None:
        far = far or self.replay(name)
        answers = [plain(message) for message in messages_of(far.data)]
        for ours, theirs in zip(answers, real(name), strict=False):
            self.assertEqual(ours, theirs, name)
        self.assertEqual(len(answers), len(real(name)), name)

    def check_known(self, name: str, expected: int, without: str = "") -> None:
        """Compare the answers to those actions that the simulator plays."""
        ours, theirs = {}, {}
        for messages, found in (
            (messages_of(self.replay(name, 5.0).data), ours),
            (messages_of(recorded(f"{name}.server")), theirs),
        ):
            for message in messages:
                if message.action_id not in (None, "listcommands", without) and not (
                    isinstance(message, Event) and "Privilege" in message
                ):
                    found.setdefault(message.action_id, []).append(plain(message))
        unknown = [
            key
            for key, (answer, *_) in ours.items()
            if dict(answer).get("Message", "").startswith("Invalid/unknown command")
            and dict(theirs[key][0]).get("Message") != dict(answer)["Message"]
        ]
        for key in unknown:
            del ours[key]
        self.assertEqual(len(ours), expected, sorted(ours))
        for key, messages in ours.items():
            self.assertEqual(messages, theirs[key], key)

    def test_logins(self):
        for name in (
            "login-ok",
            "login-missing",
            "login-events-off",
            "challenge-types",
            "login-bad-secret",
            "login-bad-user",
        ):
            with self.subTest(name):
                self.setUp()
                self.asterisk.make_challenge = lambda: "285849928"
                self.check(name)

    def test_md5(self):
        for name, challenge in (
            ("login-md5-ok", "142821089"),
            ("login-md5-bad", None),
            ("login-md5-utf8", "935895371"),
        ):
            with self.subTest(name):
                self.setUp()
                given = re.search(rb"Challenge: (\d+)", recorded(f"{name}.server"))[1].decode()
                self.assertIn(challenge, (None, given))
                self.asterisk.make_challenge = lambda given=given: given
                self.check(name)

    def test_odd_input(self):
        """Long lines, many lines, NUL, bare CR and LF, Latin-1, and so on."""
        names = """binary case cr-only duplicate-action duplicate-actionid empty half headers-128
        headers-129 headers-202 headers-last-id http-request latin1 lf-only line-1021 line-1022
        line-1023 line-1024 line-1025 line-1500-first line-2048 line-5000 no-action no-colon
        no-space nul pipelined space-before-colon split utf8""".split()
        for name in names:
            with self.subTest(name):
                self.setUp()
                self.check(f"bad-{name}")

    def test_one_byte_at_a_time(self):
        far = Far(self.asterisk)
        for byte in recorded("bad-duplicate-action.client"):
            far.send(bytes([byte]))
        self.check("bad-duplicate-action", far)

    def test_database(self):
        self.check("database")

    def test_injection(self):
        """A CR LF in a value makes a second action; both are told to the others."""
        far = Far(self.asterisk)
        far.log_in(events="on")
        far.look()
        self.check("injection-client")
        theirs = [m for m in real("injection-listener") if m[0] == ("Event", "UserEvent")]
        ours = [plain(message) for message in far.look() if message.name == "UserEvent"]
        self.assertEqual(ours, theirs)

    def test_user_events(self):
        far = Far(self.asterisk)
        far.send(recorded("userevent-listener.client"))
        self.check("userevent-sender")
        pump(self.clock, 1)
        ours, theirs = [plain(m) for m in messages_of(far.data)], real("userevent-listener")
        # The last comes from a channel, whose number and Uniqueid are different ones.
        self.assertEqual(ours[:-1], theirs[:-1])
        self.assertEqual([name for name, _ in ours[-1]], [name for name, _ in theirs[-1]])
        self.assertEqual(ours[-1][-3:], theirs[-1][-3:])

    def test_own_user_event(self):
        self.check("userevent-own")

    def test_permissions(self):
        self.check("permission-dangerous")
        self.check("permission-wrongclass")
        self.check_known("permission-readonly", 8)

    def test_errors(self):
        self.check_known("errors", 20)

    def test_basics(self):
        self.check_known("basics", 18)

    def test_list_of_actions(self):
        """Spelling and classes of the actions; their descriptions are ours."""
        for name in ("basics", "permission-readonly"):
            ours, theirs = (
                {
                    action: description.rpartition("(")[2]
                    for message in messages_of(data)
                    if message.action_id == "listcommands"
                    for action, description in message.headers.pairs[2:]
                }
                for data in (self.replay(name).data, recorded(f"{name}.server"))
            )
            self.assertGreater(len(ours), 5)
            self.assertEqual(ours, {action: theirs[action] for action in ours})

    def test_commands(self):
        self.asterisk.commands["core show uptime"] = [
            "System uptime: 10 minutes, 38 seconds",
            "Last reload: 10 minutes, 38 seconds",
        ]
        far = self.replay("command")
        theirs = {m.action_id: m for m in messages_of(recorded("command.server"))}
        for message in messages_of(far.data):
            if message.action_id in ("cmd-1", "cmd-3", "cmd-4", "cmd-5", "cmd-none", "cmd-empty"):
                self.assertEqual(plain(message), plain(theirs[message.action_id]))

    def test_filter_errors(self):
        far = self.replay("filter-advanced-errors")
        ours = [plain(m) for m in messages_of(far.data) if m.name in ("Error", "Success")]
        theirs = [m for m in real("filter-advanced-errors") if m[0][0] == "Response"]
        self.assertEqual(ours, theirs)

    def test_queues(self):
        self.check_known("queue", 5, without="qs2")

    def test_items_of_lists(self):
        """The headers of items and closing events of lists of channels, in their order."""
        far = Far(self.asterisk).log_in()
        far.ask("Originate", {"Channel": "Local/102@test", "Application": "Wait", "Async": "true"})
        far.ask("Originate", {"Channel": "Local/102@test", "Application": "Echo", "Async": "true"})
        for action in ("CoreShowChannels", "Status"):
            far.ask(action, {}, action)
        far.ask("Hangup", {"Channel": "/^Local/"}, "Hangup")

        def headers(data: bytes) -> dict[str, list[str]]:
            # Of each kind the first, for others may have variables.
            found: dict[str, list[str]] = {}
            for message in messages_of(data):
                names = [name for name, _ in message.headers.pairs]
                found.setdefault(message.name, names)
            return found

        ours, theirs = headers(far.data), headers(recorded("lists.server"))
        for name in """CoreShowChannel CoreShowChannelsComplete Status StatusComplete ChannelHungup
                ChannelsHungupListComplete""".split():
            self.assertEqual(ours[name], theirs[name], name)

    def test_line_feeds_in_values(self):
        """They are not escaped in answers."""
        name, value = "MULTILINE", "first[general]\nenable = yes\nlast"
        self.asterisk.variables[name] = value
        far = Far(self.asterisk).log_in()
        (answer,) = far.ask("Getvar", {"Variable": name}, "gv")
        (theirs,) = [
            m for m in messages_of(recorded("multiline-values.server")) if m.action_id == "gv"
        ]
        self.assertEqual(plain(answer), plain(theirs))

    def test_shutdown(self):
        far = Far(self.asterisk).log_in(events="on")
        self.asterisk.shut_down()
        self.assertEqual(plain(far.look()[-1]), real("shutdown-now")[-1])
        self.assertTrue(far.ended)

    def test_synchronous_originate(self):
        """A Ping sent meanwhile is answered after it."""
        self.asterisk.exchange.devices["PJSIP/bob"] = ["Wait(60)"]
        self.check("originate-sync", self.replay("originate-sync", 10))

    def test_call(self):
        """Every event of a call over a Local channel, header by header, in order."""
        self.check("originate-async", self.replay("originate-async", 5))

    def test_call_with_variables_of_the_user(self):
        far = self.replay("originate-setvar-user", 5)
        ours = [plain(m) for m in messages_of(far.data) if m.name == "VarSet"]
        theirs = [m for m in real("originate-setvar-user") if m[0] == ("Event", "VarSet")]
        self.assertEqual([m[-2:] for m in ours], [m[-2:] for m in theirs])

    def test_failed_calls(self):
        """The same events as of the real calls, though the two halves overtake each other there."""
        self.asterisk.exchange.devices["PJSIP/bob"] = ["Wait(60)"]
        far = Far(self.asterisk)
        actions = recorded("originate-async-results.client").split(b"\r\n\r\n")
        for action in actions[:-1]:
            far.send(action + b"\r\n\r\n", 3.0)

        def seen(messages: list[Message]) -> list[Counter]:
            calls: list[Counter] = []
            for message in messages:
                headers = dict(plain(message))
                if message.name == "Success":
                    calls.append(Counter())
                else:
                    said = "Channel DestChannel ChannelState DialStatus Cause Reason State".split()
                    calls[-1][(message.name, *(headers.get(name) for name in said))] += 1
            return calls

        theirs = seen(
            [
                message
                for message in messages_of(recorded("originate-async-results.server"))
                if message.name not in BUILD_ONLY
            ]
        )
        ours = seen(messages_of(far.data))
        self.assertEqual(len(ours), 9)
        for mine, real_one in zip(ours, theirs, strict=True):
            self.assertEqual(
                sorted(map(str, mine.elements())), sorted(map(str, real_one.elements()))
            )
