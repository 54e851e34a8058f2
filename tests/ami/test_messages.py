"""Messages, lists, requests: what users hold in their hands."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.ami import recorded
from twisted_telco import errors as general
from twisted_telco.ami import errors, headers, wire
from twisted_telco.ami.actions import CLOSING, LISTS, Request, traits
from twisted_telco.ami.errors import ActionError, InvalidRequest
from twisted_telco.ami.messages import Aggregate, Event, Events, Response
from twisted_telco.ami.values import convert


def event(*lines: str) -> Event:
    (message,) = wire.Decoder(greeting=False).feed("\r\n".join(lines).encode() + b"\r\n\r\n")
    assert isinstance(message, Event)
    return message


def response(*lines: str) -> Response:
    (message,) = wire.Decoder(greeting=False).feed("\r\n".join(lines).encode() + b"\r\n\r\n")
    assert isinstance(message, Response)
    return message


class ErrorTests(SynchronousTestCase):
    def test_family(self):
        for name in (
            "ProtocolError",
            "InvalidRequest",
            "NotReady",
            "RequestTimeout",
            "ConnectionLost",
            "AuthenticationFailed",
        ):
            cls = getattr(errors, name)
            self.assertTrue(issubclass(cls, errors.Error))
            self.assertTrue(issubclass(cls, getattr(general, name)))
            self.assertIn(cls, vars(errors.FAMILY).values())
        self.assertTrue(issubclass(errors.ActionError, (general.RequestRefused)))
        self.assertTrue(issubclass(errors.ActionError, errors.Error))


class MappingTests(SynchronousTestCase):
    def setUp(self):
        self.event = event(
            "Event: A", "Name: 1", "Variable: a=1", "NAME: 2", "Variable: b=2", "Empty: "
        )

    def test_mapping(self):
        self.assertEqual(self.event["name"], "2")
        self.assertEqual(self.event["Name"], "2")
        self.assertEqual(self.event["variable"], "b=2")
        self.assertEqual(self.event.get("nothing"), None)
        self.assertEqual(self.event.get("empty"), "")
        self.assertRaises(KeyError, lambda: self.event["nothing"])
        self.assertIn("EMPTY", self.event)
        self.assertNotIn("nothing", self.event)
        self.assertNotIn(5, self.event)
        self.assertEqual(list(self.event), ["Event", "Name", "Variable", "Empty"])
        self.assertEqual(len(self.event), 4)
        self.assertEqual(
            dict(self.event), {"Event": "A", "Name": "2", "Variable": "b=2", "Empty": ""}
        )
        self.assertEqual(dict(self.event), dict(self.event.items()))
        self.assertEqual(list(self.event.values()), ["A", "2", "b=2", ""])
        self.assertIn(("name", "2"), self.event.items())
        self.assertEqual(len(self.event.items()), 4)

    def test_repeats(self):
        self.assertEqual(self.event.getall("variable"), ["a=1", "b=2"])
        self.assertEqual(self.event.getall("nothing"), [])
        self.assertEqual(
            self.event.headers.as_dict(),
            {"Event": "A", "Name": ["1", "2"], "Variable": ["a=1", "b=2"], "Empty": ""},
        )
        self.assertEqual(
            self.event.headers.pairs[1:4], [("Name", "1"), ("Variable", "a=1"), ("NAME", "2")]
        )

    def test_identity(self):
        other = event("Event: A", "Name: 1")
        self.assertNotEqual(other, event("Event: A", "Name: 1"))
        self.assertEqual(len({other, other}), 1)
        self.assertEqual(other.headers, {"Event": "A", "Name": "1"})

    def test_read_only(self):
        with self.assertRaises(TypeError):
            self.event["Name"] = "3"
        with self.assertRaises(TypeError):
            self.event.headers["Name"] = "3"

    def test_lazy(self):
        """Making an event takes nothing apart."""
        self.assertIsNone(event("Event: A", "X: 1")._headers)

    def test_repr_shows_no_values(self):
        self.assertEqual(repr(event("Event: A", "Secret: s")), "<Event A of 19 bytes>")

    def test_action_id(self):
        self.assertEqual(event("Event: A", "X: 1", "ActionID: last").action_id, "last")
        self.assertEqual(event("Event: A", "actionid:odd").action_id, "odd")
        self.assertEqual(event("Event: A", "ActionID: 1", "ActionID: 2").action_id, "1")
        self.assertEqual(event("Event: A", "X: a\nActionID: forged", "ActionID: 1").action_id, "1")
        self.assertIsNone(event("Event: A", "X: a\nActionID: forged").action_id)
        self.assertEqual(response("ActionID: first").action_id, "first")


class ShapeTests(SynchronousTestCase):
    """Learned shapes must never change what is read."""

    def test_same_after_learning(self):
        lines = (
            "Event: Learned",
            "A: 1",
            "B: two: parts",
            "a:no blank",
            "B: x\nbare",
            "C:  two blanks",
            "D:",
        )
        first = event(*lines)
        pairs = first.headers.pairs
        plain = ("Event: Learned", "A: 1", "B: 2")
        for number in range(20):
            self.assertEqual(
                event(*plain).headers.pairs, [("Event", "Learned"), ("A", "1"), ("B", "2")], number
            )
        self.assertIsNotNone(headers._shapes.by_kind.get("Learned"))
        self.assertEqual(event(*lines).headers.pairs, pairs)
        for odd in ("B: a: b", "B: a\nb", "B: ", "B: a\rb", "B:  x", "B: é\udcff"):
            block = f"Event: Learned\r\nA: 1\r\n{odd}".encode("utf-8", "surrogateescape")
            (message,) = wire.Decoder(greeting=False).feed(block + b"\r\n\r\n")
            self.assertEqual(message.headers.pairs[2], ("B", odd[3:]))
        self.assertEqual(event("Event: Learned", "A: 1", "b: 2").headers.pairs[2], ("b", "2"))
        self.assertEqual(event("Event: Learned", "A: 1", "B: 2", "data").data, ["data"])
        self.assertEqual(
            event("Event: Learned", "A: 1").headers.as_dict(), {"Event": "Learned", "A": "1"}
        )

    def test_other_kind_same_shape(self):
        for _ in range(10):
            self.assertEqual(event("Event: K1", "Q: 1")["q"], "1")
            self.assertEqual(event("Event: K2", "Q: 2")["q"], "2")
        self.assertIs(headers._shapes.by_kind["K1"][0][1], headers._shapes.by_kind["K2"][0][1])

    def test_bounded(self):
        """A far end that invents names costs no memory and no compilations without end."""
        shapes = headers._Shapes()
        self.patch(headers, "_shapes", shapes)
        for number in range(2000):
            for _ in range(5):
                headers.parse(f"K{number}", b"Event: K\r\nX%d: 1" % number)
        self.assertEqual(len(shapes.known), headers.MAX_SHAPES)
        self.assertEqual(shapes.patterns, headers.MAX_PATTERNS)
        for number in range(50):
            for _ in range(5):
                headers.parse("K1", b"Event: K\r\nX%d: 1" % number)
        self.assertLessEqual(len(shapes.by_kind["K1"]), headers.SHAPES_PER_KIND)
        parsed, _ = headers.parse("other", b"Event: K\r\nX1999: 1")
        self.assertEqual(parsed["x1999"], "1")

    def test_large_shapes_are_not_kept(self):
        shapes = headers._Shapes()
        self.patch(headers, "_shapes", shapes)
        headers.parse("K", b"x" * 9000 + b": 1")
        self.assertEqual(shapes.known, {})


class ValueTests(SynchronousTestCase):
    def test_forms(self):
        for text, value in [
            ("0", 0),
            ("-5", -5),
            ("42", 42),
            ("1.5", 1.5),
            ("true", True),
            ("No", False),
            ("on", True),
            ("0100", "0100"),
            ("", ""),
            ("1.2.3", "1.2.3"),
            ("+49", "+49"),
            ("12 ", "12 "),
            ("٣", "٣"),
            ("9" * 30, "9" * 30),
            ("1e5", "1e5"),
            ("nan", "nan"),
            ("1\n", "1\n"),
        ]:
            self.assertEqual((convert(text), type(convert(text))), (value, type(value)), text)

    def test_what_names_something_stays_text(self):
        for line in (
            "Agent: 1001",
            "CallerIDani: 5550000",
            "Challenge: 1",
            "Message: yes",
            "Key: 1",
        ):
            name, _, value = line.partition(": ")
            self.assertEqual(event("Event: A", line).process()[0][name], value)
        for line in ("AttachMessage: Yes", "SendDiversion: true", "UsingPassword: 1"):
            self.assertEqual(event("Event: A", line).process()[0][line.partition(":")[0]], 1)

    def test_process(self):
        converted, data = event(
            "Event: A",
            "Privilege: call,all",
            "CallerIDNum: 100",
            "DestExten: 5",
            "Uniqueid: 1.5",
            "Priority: 3",
            "HoldTime: 0",
            "Paused: no",
            "ChanVariable: x=1",
            "Codec: a",
            "Codec: 7",
            "no colon",
        ).process()
        self.assertEqual(
            converted,
            {
                "Event": "A",
                "Privilege": ["call", "all"],
                "CallerIDNum": "100",
                "DestExten": "5",
                "Uniqueid": "1.5",
                "Priority": 3,
                "HoldTime": 0,
                "Paused": False,
                "ChanVariable": ["x=1"],
                "Codec": ["a", 7],
            },
        )
        self.assertEqual(data, ["no colon"])


class ResponseTests(SynchronousTestCase):
    def test_success(self):
        for name in ("Success", "Goodbye", "Pong", "success"):
            self.assertTrue(response(f"Response: {name}").success)
        for name in ("Error", "Failure", ""):
            self.assertFalse(response(f"Response: {name}").success)

    def test_fresh(self):
        answer = response("Response: Success", "ActionID: 1", "Ping: Pong", "Timestamp: 1.25")
        self.assertEqual((answer.request, answer.time, answer.events), (None, None, None))
        self.assertIs(answer.response, answer)
        self.assertIs(answer.raise_on_error(), answer)
        self.assertEqual(answer.result["Timestamp"], 1.25)
        self.assertEqual(answer.message, "")
        self.assertFalse(answer.starts_list)
        self.assertTrue(response("Response: Success", "EventList: start").starts_list)
        self.assertTrue(response("Response: Success", "EventList: Start").starts_list)

    def test_error(self):
        answer = response("Response: Error", "Message: Unable to retrieve endpoint x\n")
        answer.request = Request("PJSIPShowEndpoint", Endpoint="x")
        error = self.assertRaises(ActionError, answer.raise_on_error)
        self.assertEqual(
            (str(error), error.text, error.code), ("Unable to retrieve endpoint x",) * 2 + (None,)
        )
        self.assertIs(error.response, answer)
        self.assertIs(error.request, answer.request)

    def test_failed_command(self):
        messages = wire.Decoder().feed(recorded("command.server"))
        failed = next(m for m in messages if m.action_id == "cmd-3")
        error = self.assertRaises(ActionError, failed.raise_on_error)
        self.assertEqual(error.text, "\n".join(failed.output))
        self.assertIn("No such command", failed.output[0])

    def test_first_message(self):
        self.assertEqual(
            response("Response: Success", "Message: fixed", "Message: user's").message, "fixed"
        )


class EventsTests(SynchronousTestCase):
    def setUp(self):
        self.events = Events()
        self.first, self.second = event("Event: Item", "N: 1"), event("Event: Item", "N: 2")
        self.other = event("Event: Other", "N: 3")
        for item in (self.first, self.other, self.second):
            self.events.append(item)
        self.last = event("Event: ItemsComplete", "EventList: Complete", "ListItems: 3")
        self.events.close(self.last)

    def test_sequence(self):
        self.assertEqual(list(self.events), [self.first, self.other, self.second, self.last])
        self.assertEqual(len(self.events), 4)
        self.assertIs(self.events[0], self.first)
        self.assertEqual(self.events[1:3], [self.other, self.second])
        self.assertEqual(self.events["Item"], [self.first, self.second])
        self.assertIs(self.events["Other"], self.other)
        self.assertRaises(KeyError, lambda: self.events["Nothing"])
        self.assertEqual(self.events.getall("Other"), [self.other])
        self.assertIn("Item", self.events)
        self.assertIn(self.first, self.events)
        self.assertNotIn("Nothing", self.events)
        self.assertIs(self.events.complete, self.last)
        self.assertEqual(self.events.entries, [self.first, self.other, self.second])
        self.assertEqual(repr(self.events), "Events(['Item', 'Other', 'Item', 'ItemsComplete'])")

    def test_ends_list(self):
        self.assertTrue(self.last.ends_list)
        self.assertTrue(event("Event: X", "EventList: cancelled").ends_list)
        self.assertFalse(self.first.ends_list)

    def test_aggregate(self):
        aggregate = Aggregate.of("CoreShowItems", self.events)
        self.assertIsInstance(aggregate, Event)
        self.assertEqual(aggregate.name, "CoreShowItems_Aggregate")
        self.assertEqual(aggregate["ListItems"], "3")
        self.assertEqual(aggregate.entries, self.events.entries)
        self.assertTrue(aggregate.valid)
        self.assertIsNone(aggregate.error_message)

    def aggregate(self, *totals: str) -> Aggregate:
        events = Events()
        events.append(self.first)
        events.close(event("Event: StatusComplete", *totals))
        return Aggregate.of("Status", events)

    def test_wrong_count(self):
        aggregate = self.aggregate("ListItems: 2")
        self.assertFalse(aggregate.valid)
        self.assertEqual(aggregate.error_message, "StatusComplete counts 2 items, 1 arrived")
        self.assertFalse(self.aggregate("Items: 0").valid)
        self.assertTrue(self.aggregate("Total: 1").valid)

    def test_no_count(self):
        for totals in ((), ("ListItems: many",)):
            self.assertTrue(self.aggregate(*totals).valid)

    def test_incomplete(self):
        self.assertRaises(ValueError, Aggregate.of, "Status", Events())


class RequestTests(SynchronousTestCase):
    def test_headers(self):
        request = Request(
            "Originate",
            {"Timeout": "30000", "Action-000000": "x"},
            Channel="Local/1",
            Variable=["a", "b"],
        )
        self.assertEqual(
            request.headers,
            (
                ("Timeout", "30000"),
                ("Action-000000", "x"),
                ("Channel", "Local/1"),
                ("Variable", ["a", "b"]),
            ),
        )
        self.assertEqual(request.get("channel"), "Local/1")
        self.assertIsNone(request.get("nothing"))
        self.assertEqual(
            (request.synchronous, request.aggregate, request.timeout, request.until),
            (False, False, 5.0, None),
        )
        self.assertEqual(str(request), "Originate")

    def test_secrets(self):
        text = repr(Request("Login", {"Username": "admin", "Secret": "s3", "key": "k3"}))
        self.assertEqual(text, "<Request Login, Username: 'admin', Secret: ***, key: ***>")

    def test_timeouts(self):
        self.assertEqual(Request("Ping", timeout=0.5).timeout, 0.5)
        error = self.assertRaises(InvalidRequest, Request, "Originate", timeout=30000)
        self.assertIn("Timeout", str(error))
        self.assertIn("milliseconds", str(error))
        for bad in (0, -1, "5", None, True, float("nan")):
            self.assertRaises(InvalidRequest, Request, "Ping", timeout=bad)

    def test_ours(self):
        for header in ("Action", "ActionID", "actionid"):
            self.assertRaises(InvalidRequest, Request, "Ping", {header: "x"})

    def test_lists(self):
        self.assertEqual(
            Request("coreshowchannels").list_action.complete, "CoreShowChannelsComplete"
        )
        self.assertIsNone(Request("Ping").list_action)
        self.assertIsNone(Request("Hangup", Channel="Local/1").list_action)
        self.assertEqual(
            Request("Hangup", Channel="/^Local/").list_action.complete, "ChannelsHungupListComplete"
        )
        self.assertEqual(
            Request("VoicemailUsersList").list_action.complete, "VoicemailUserEntryComplete"
        )
        self.assertTrue(traits("WaitEvent").unannounced)
        self.assertFalse(traits("Status").unannounced)
        self.assertEqual(Request("originate").closing, "OriginateResponse")
        self.assertIsNone(Request("Ping").closing)
        self.assertFalse(set(CLOSING) & set(LISTS))

    def test_tables_against_recorded_lists(self):
        """Each complete event that the real server sent is in the table."""
        known = {known.complete for known in LISTS.values()} | {"ChannelsHungupListComplete"}
        items = {item for known in LISTS.values() for item in known.items} | {"ChannelHungup"}
        for name in ("lists", "pjsip-lists", "queue", "parking", "database"):
            for message in wire.Decoder().feed(recorded(f"{name}.server")):
                if isinstance(message, Event) and message.get("EventList"):
                    self.assertIn(message.name, known)
                elif (
                    isinstance(message, Event) and message.action_id and "Privilege" not in message
                ):
                    self.assertIn(message.name, items | {"FAXStats", "FAXSession"}, name)
