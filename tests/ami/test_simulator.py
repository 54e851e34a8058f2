"""The simulator as its users meet it: logins, actions, events."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IStreamServerEndpoint

from tests.ami.far import USERS, Far, SimulatorTestCase, texts
from twisted_telco.ami import wire
from twisted_telco.ami.errors import InvalidRequest
from twisted_telco.ami.messages import Message
from twisted_telco.ami.simulator import (
    NO_ANSWER,
    Asterisk,
    EventList,
    Member,
    Queue,
    Refused,
    User,
    session,
)
from twisted_telco.ami.wire import encode_action
from twisted_telco.core.trace import Trace
from twisted_telco.testing import pump


class LoginTests(SimulatorTestCase):
    def test_kinds_of_users(self):
        """A user is a secret, a mapping of fields, or a record."""
        self.assertEqual(User.of("s"), User("s"))
        self.assertEqual(User.of({"secret": "s", "read": "call"}), User("s", read="call"))
        self.assertEqual(User.of(User("s")), User("s"))
        for bad in ({"read": "call"}, {"secret": "s", "colour": "red"}):
            with self.assertRaisesRegex(InvalidRequest, "a user has a secret"):
                User.of(bad)

    def test_filters_that_can_not_be_meant(self):
        for rule in ("[", ("bogus(x)", "")):
            with self.assertRaisesRegex(InvalidRequest, "a filter of the user u: Filter "):
                Asterisk(self.clock, users={"u": User("s", event_filters=[rule])})

    def test_endpoints(self):
        self.assertIsNone(Asterisk(self.clock).where)
        self.assertTrue(IStreamServerEndpoint.providedBy(Asterisk(self.clock, 5038).where))

    def test_secrets_are_not_shown(self):
        trace = self.asterisk.trace = Trace(self.clock, secret=wire.SECRET)
        far = self.far()
        far.ask("Nonsense")
        shown = repr(
            (self.asterisk, self.asterisk.users, self.asterisk.sessions, self.asterisk.heard)
        )
        self.assertIn("admin", shown)
        self.assertNotIn("adminpw", shown)
        self.assertIn("Username: admin", trace.text())
        self.assertNotIn("adminpw", trace.text())

    def test_refusal_takes_a_second_and_ends_the_connection(self):
        far = self.far(None)
        self.assertEqual(far.ask("Login", {"Username": "admin", "Secret": "no"}), [])
        far.send(encode_action("Ping"))
        self.assertEqual(far.look(0.9), [])
        self.assertEqual(texts(far.look(0.2)), [("Error", "Authentication failed")])
        self.assertTrue(far.ended)

    def test_a_client_that_leaves_before_the_refusal(self):
        far = self.far(None)
        far.ask("Login", {"Username": "admin", "Secret": "no"})
        far.transport.loseConnection()
        pump(self.clock, 2)
        self.assertEqual(self.asterisk.sessions, [])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_one_session_only(self):
        first = self.far("single")
        for name, headers in (
            ("Login", {"Username": "single", "Secret": "singlepw"}),
            ("Challenge", {"AuthType": "MD5", "Username": "single"}),
        ):
            second = self.far(None)
            second.ask(name, headers)
            self.assertEqual(texts(second.look(1)), [("Error", "Login Already In Use")])
            self.assertTrue(second.ended)
        first.ask("Logoff")
        third = self.far(None)
        answer = third.ask("Login", {"Username": "single", "Secret": "singlepw"})
        self.assertEqual(answer[0].name, "Success")

    def test_a_key_without_a_challenge(self):
        far = self.far(None)
        far.ask("Login", {"Username": "admin", "AuthType": "MD5", "Key": wire.md5_key("", "x")})
        self.assertEqual(texts(far.look(1)), [("Error", "Authentication failed")])

    def test_time_to_log_in(self):
        """Nobody logs in: closed without a word. Whoever has, stays."""
        waiting, logged_in = self.far(None), self.far()
        pump(self.clock, 31)
        self.assertTrue(waiting.ended)
        self.assertEqual(waiting.data, b"Asterisk Call Manager/11.0.0\r\n")
        self.assertFalse(logged_in.ended)

    def test_too_many_that_have_not_logged_in(self):
        self.asterisk.authlimit = 2
        waiting = [self.far(None) for _ in range(2)]
        one_more = self.far(None)
        self.assertTrue(one_more.ended)
        self.assertEqual(one_more.data, b"")
        waiting[0].log_in()
        self.assertEqual(self.far(None).data, b"Asterisk Call Manager/11.0.0\r\n")

    def test_fully_booted(self):
        """Only to those who read it; not held back by filters."""
        for name, events, booted, expected in (
            ("admin", "on", True, ["Success", "FullyBooted", "SuccessfulAuth"]),
            ("admin", "system", True, ["Success", "FullyBooted"]),
            ("admin", "call", True, ["Success"]),
            ("callonly", "on", True, ["Success"]),
            ("filtered", "on", True, ["Success", "FullyBooted"]),
            ("admin", "system", False, ["Success"]),
        ):
            self.asterisk.booted = booted
            far = Far(self.asterisk)
            secret = USERS[name] if name == "admin" else USERS[name]["secret"]
            headers = {"Username": name, "Secret": secret, "Events": events}
            self.assertEqual([m.name for m in far.ask("Login", headers)], expected)

    def test_rights_stay_as_at_login(self):
        far = self.far()
        self.asterisk.users["admin"] = User("other", write="")
        self.assertEqual(far.ask("CoreStatus")[0].name, "Success")


class ActionTests(SimulatorTestCase):
    def play(self, function: Any, **options: Any) -> list[Message]:
        self.asterisk.add_action("Own", function, **options)
        return self.far().ask("Own", {"Word": ["a", "b"]}, "7")

    def test_what_a_function_may_return(self):
        for answer, expected in (
            ("Done", "Response: Success\r\nActionID: 7\r\nMessage: Done"),
            (None, "Response: Success\r\nActionID: 7"),
            ({"A": 1, "B": ["x", "y"]}, "Response: Success\r\nActionID: 7\r\nA: 1\r\nB: x\r\nB: y"),
            ([("Response", "Odd"), ("A", "")], "Response: Odd\r\nActionID: 7\r\nA: "),
        ):
            (message,) = self.play(lambda action, session, answer=answer: answer)
            self.assertEqual(message.text, expected)
        self.assertEqual(self.play(lambda action, session: NO_ANSWER), [])

    def test_a_list(self):
        answer = EventList(
            [{"A": 1}, ("Other", [("B", "2")])], "Here", item="Item", totals={"Sum": 3}
        )
        messages = self.play(lambda action, session: answer)
        self.assertEqual(
            [dict(m.headers.pairs) for m in messages],
            [
                {
                    "Response": "Success",
                    "ActionID": "7",
                    "EventList": "start",
                    "Message": "Here",
                },
                {"Event": "Item", "A": "1", "ActionID": "7"},
                {"Event": "Other", "B": "2", "ActionID": "7"},
                {
                    "Event": "OwnComplete",
                    "ActionID": "7",
                    "EventList": "Complete",
                    "ListItems": "2",
                    "Sum": "3",
                },
            ],
        )

    def test_names_of_known_lists(self):
        self.asterisk.add_action("IAXpeers", lambda action, session: EventList([{"A": 1}]))
        self.assertEqual(
            [m.name for m in self.far().ask("IAXpeers")],
            ["Success", "PeerEntry", "PeerlistComplete"],
        )

    def test_a_refusal(self):
        def refuse(action, session):
            raise Refused(f"No {action['Word']} {action.getall('Word')}")

        self.assertEqual(texts(self.play(refuse)), [("Error", "No a ['a', 'b']")])

    def test_a_fault(self):
        """It is logged, without the values of headers, and the session goes on."""

        def fault(action, session):
            raise KeyError("fault")

        self.assertEqual(texts(self.play(fault)), [("Error", "Internal error")])
        self.assertEqual(len(self.flushLoggedErrors(KeyError)), 1)

    def test_classes(self):
        self.asterisk.add_action("Own", lambda action, session: "Done", classes="call,agent")
        self.assertEqual(texts(self.far("readonly").ask("Own")), [("Error", "Permission denied")])
        self.assertEqual(texts(self.far("callonly").ask("Own")), [("Success", "Done")])

    def test_a_known_action_replaced(self):
        self.asterisk.add_action("ping", lambda action, session: {"Ping": session.username})
        self.assertEqual(self.far().ask("Ping")[0]["Ping"], "admin")

    def test_strictly_one_after_the_other(self):
        """A slow action holds up the following ones and all events of its session alone."""
        slow: Deferred[str] = Deferred()
        self.asterisk.add_action("Slow", lambda action, session: slow)
        far, other = self.far(events="user"), self.far(events="user")
        far.send(encode_action("Slow") + encode_action("Ping"))
        self.asterisk.emit("UserEvent", {"UserEvent": "Meanwhile"})
        self.assertEqual(far.names(1), [])
        self.assertEqual(other.names(), ["UserEvent"])
        slow.callback("At last")
        self.assertEqual(
            [m.get("Message", m.name) for m in far.look()], ["At last", "UserEvent", "Success"]
        )

    def test_a_deferred_that_fails(self):
        d: Deferred[str] = Deferred()
        self.asterisk.add_action("Slow", lambda action, session: d)
        far = self.far()
        far.send(encode_action("Slow"))
        d.errback(Refused("Too late"))
        self.assertEqual(texts(far.look()), [("Error", "Too late")])

    def test_answers_in_another_order(self):
        asked: list[Any] = []

        def keep(action, session):
            asked.append(action)
            if len(asked) == 2:
                for earlier in reversed(asked):
                    session.answer(earlier, "Here")
            return NO_ANSWER

        self.asterisk.add_action("Own", keep)
        far = self.far()
        self.assertEqual(far.ask("Own", action_id="1"), [])
        self.assertEqual([m.action_id for m in far.ask("Own", action_id="2")], ["2", "1"])

    def test_loss_cancels_what_runs(self):
        cancelled: list[Any] = []
        self.asterisk.add_action("Slow", lambda action, session: Deferred(cancelled.append))
        far = self.far()
        far.send(encode_action("Slow") + encode_action("Ping"))
        far.transport.loseConnection()
        pump(self.clock)
        self.assertEqual(len(cancelled), 1)

    def test_too_many_actions_wait(self):
        self.patch(session, "MAX_WAITING", 5)
        self.asterisk.add_action("Slow", lambda action, session: Deferred())
        far = self.far()
        far.send(encode_action("Slow") + encode_action("Ping") * 5)
        self.assertFalse(far.ended)
        far.send(encode_action("Ping"))
        self.assertTrue(far.ended)

    def test_too_many_events_wait(self):
        self.patch(session, "MAX_WAITING", 5)
        self.asterisk.add_action("Slow", lambda action, session: Deferred())
        far = self.far()
        far.send(encode_action("Slow"))
        for _ in range(6):
            self.asterisk.emit("Hangup")
        pump(self.clock)
        self.assertTrue(far.ended)

    def test_logoff_drops_what_follows(self):
        far = self.far()
        far.send(encode_action("Logoff") + encode_action("Ping"))
        self.assertEqual(far.names(), ["Goodbye"])
        self.assertTrue(far.ended)

    def test_what_was_heard(self):
        self.far().ask("Ping", {"A": "b"})
        self.assertEqual([action.name for action in self.asterisk.heard], ["Login", "Ping"])
        self.assertEqual(self.asterisk.heard[-1]["A"], "b")

    def test_security_events(self):
        watcher = self.far(events="security")
        for name, action, kind in (
            ("admin", "Nonsense", "RequestBadFormat"),
            ("readonly", "CoreStatus", "RequestNotAllowed"),
        ):
            self.far(name).ask(action)
            event = watcher.look()[-1]
            self.assertEqual(event.name, kind)
            self.assertEqual(event["RequestType"], f"Action: {action}")
            self.assertEqual(event["AccountID"], name)
            self.assertEqual(event["Severity"], "Error")

    def test_command(self):
        self.asterisk.commands["sip show peers"] = ["one: two", "", "Zoë"]
        self.asterisk.commands["echo"] = lambda text: [text.upper()]
        far = self.far()
        (message,) = far.ask("Command", {"Command": "sip show peers"})
        self.assertEqual(message.getall("Output"), ["one: two", "", "Zoë"])
        self.assertEqual(far.ask("Command", {"Command": "echo"})[0].getall("Output"), ["ECHO"])
        for known in ("core show version", "core show uptime", "core show channels"):
            self.assertEqual(far.ask("Command", {"Command": known})[0].name, "Success")

    def test_old_commands(self):
        self.asterisk.old_commands = True
        self.asterisk.commands["x"] = ["a: b", "", "c"]
        far = self.far()
        (message,) = far.ask("Command", {"Command": "x"})
        self.assertEqual(
            message.text,
            "Response: Follows\r\nPrivilege: Command\r\nActionID: x\r\na: b\n\nc\n--END COMMAND--",
        )
        far.send(b"Action: Command\r\nCommand: x\r\n\r\n")
        self.assertEqual(far.look()[0].output, ["a: b", "", "c"])

    def test_database(self):
        far = self.far()
        for missing, text in (({}, "No family specified."), ({"Family": "f"}, "No key specified.")):
            self.assertEqual(texts(far.ask("DBPut", missing)), [("Error", text)])
        self.assertEqual(texts(far.ask("DBDelTree")), [("Error", "No family specified.")])
        self.assertEqual(
            texts(far.ask("DBDel", {"Family": "f", "Key": "k"})),
            [("Error", "Database entry not found")],
        )
        self.asterisk.database["/f/k"] = "v"
        self.assertEqual(far.ask("DBGet", {"Family": "f", "Key": "k"})[1]["Val"], "v")
        self.assertEqual(far.ask("DBGetTree")[1]["Key"], "/f/k")

    def test_queues(self):
        members = [
            Member("PJSIP/a", "A"),
            Member("PJSIP/b", paused=True),
            Member("PJSIP/c", status=5),
        ]
        self.asterisk.queues[:] = [Queue("q", members=members, callers=2), Queue("r")]
        far = self.far()
        summary = far.ask("QueueSummary", {"Queue": "Q"})[1]
        totals = [summary[name] for name in ("LoggedIn", "Available", "Callers")]
        self.assertEqual(totals, ["2", "1", "2"])
        status = far.ask("QueueStatus", {"Queue": "q", "Member": "PJSIP/b"})
        self.assertEqual([m.name for m in status[1:3]], ["QueueParams", "QueueMember"])
        self.assertEqual((status[2]["Name"], status[2]["Paused"]), ("PJSIP/b", "1"))


class EventTests(SimulatorTestCase):
    def hears(self, mask: str, name: str = "admin") -> list[str]:
        far = self.far(name)
        far.ask("Events", {"EventMask": mask})
        for event in ("Hangup", "VarSet", "UserEvent", "Shutdown"):
            self.asterisk.emit(event)
        return far.names()

    def test_masks(self):
        every = ["Hangup", "VarSet", "UserEvent", "Shutdown"]
        for mask, expected in (
            ("on", every),
            ("TRUE", every),
            ("1", every),
            ("all", every),
            ("off", []),
            ("0", []),
            ("nosuch", []),
            ("call", ["Hangup"]),
            ("call, user", ["Hangup", "UserEvent"]),
            ("66", ["Hangup", "UserEvent"]),
            ("3", ["Hangup", "Shutdown"]),
        ):
            self.assertEqual(self.hears(mask), expected, mask)

    def test_what_the_user_reads(self):
        self.assertEqual(self.hears("on", "callonly"), ["Hangup"])
        self.assertEqual(self.hears("on", "wrongclass"), [])

    def test_all_classes_of_an_event_are_needed(self):
        far, few = self.far(events="on"), self.far("callonly", "on")
        self.asterisk.emit("Own", {"A": 1}, "reporting,call")
        self.assertEqual(far.look()[-1]["Privilege"], "call,reporting,all")
        self.assertEqual(few.names(), [])

    def test_headers(self):
        far = self.far(events="on")
        self.asterisk.emit("Own", [("A", ["1", "2"]), ("B", "Jos\udce9"), ("C", "x\ny")])
        pump(self.clock)
        expected = b"Privilege: call,all\r\nA: 1\r\nA: 2\r\nB: Jos\xe9\r\nC: x\ny\r\n\r\n"
        self.assertTrue(far.data.endswith(b"Event: Own\r\n" + expected))

    def test_timestamps(self):
        self.asterisk.timestampevents = True
        far = self.far(events="call")
        self.clock.advance(1.5)
        self.asterisk.emit("Hangup", {"Cause": 16})
        (event,) = far.look()
        self.assertEqual(event.headers.pairs[2:], [("Timestamp", "1.500000"), ("Cause", "16")])

    def test_nobody_is_told_before_login(self):
        far = self.far(None)
        self.asterisk.emit("Hangup")
        self.assertEqual(far.names(), [])

    def passing(self, *filters: tuple[str, str]) -> list[str]:
        far = self.far(events="user,call")
        for criteria, pattern in filters:
            headers = {"Operation": "Add", "MatchCriteria": criteria, "Filter": pattern}
            (answer,) = far.ask("Filter", {k: v for k, v in headers.items() if v})
            self.assertEqual(texts([answer]), [("Success", "Success")])
        for kind in ("one", "two"):
            self.asterisk.emit("UserEvent", {"UserEvent": "U", "Kind": kind})
        self.asterisk.emit("Hangup", {"Channel": "PJSIP/one"})
        return [message.get("Kind", message.name) for message in far.look()]

    def test_filters(self):
        for filters, expected in (
            ([], ["one", "two", "Hangup"]),
            ([("", "Event: UserEvent")], ["one", "two"]),
            ([("", "!Kind: o")], ["two", "Hangup"]),
            ([("", "Kind"), ("", "!two")], ["one"]),
            ([("", "Privilege.*one")], ["one", "Hangup"]),
            ([("name(Hangup)", "")], ["Hangup"]),
            ([("name(Hangup),action(exclude)", "")], ["one", "two"]),
            ([("header(Kind),method(exact)", "one")], ["one"]),
            ([("header(kind),method(starts_with)", "t")], ["two"]),
            ([("header(Kind),method(ends_with)", "e")], ["one"]),
            ([("method(contains)", "PJSIP/")], ["Hangup"]),
            ([("header(Kind),method(regex)", "^t")], ["two"]),
            ([("header(Kind)", "")], ["one", "two"]),
        ):
            self.assertEqual(self.passing(*filters), expected, filters)

    def test_filters_of_an_old_server(self):
        """Criteria are ignored: what is left is a filter of the old kind."""
        self.asterisk.advanced_filters = False
        for criteria, pattern, expected in (
            ("name(Hangup)", "", ["one", "two", "Hangup"]),
            ("bogus(x)", "two", ["two"]),
        ):
            self.assertEqual(self.passing((criteria, pattern)), expected)

    def test_filters_of_the_user(self):
        """Of both kinds."""
        self.asterisk.users["filtered"] = User(
            "filteredpw", event_filters=[["name(UserEvent)", ""], "!Secret: yes"]
        )
        far = self.far("filtered", "on")
        self.asterisk.emit("UserEvent", {"UserEvent": "One", "Secret": "yes"})
        self.asterisk.emit("UserEvent", {"UserEvent": "Two", "Secret": "no"})
        self.asterisk.emit("Hangup")
        self.assertEqual([m["UserEvent"] for m in far.look()], ["Two"])

    def test_filters_spare_lists(self):
        far = self.far(events="on")
        far.ask("Filter", {"Operation": "Add", "Filter": "Nothing"})
        self.assertEqual(len(far.ask("QueueSummary")), 4)
