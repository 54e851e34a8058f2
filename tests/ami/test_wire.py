"""The bytes of AMI, both directions: recorded sessions, odd input, any split, encoders."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.ami import DATA, recorded
from twisted_telco.ami import wire
from twisted_telco.ami.errors import InvalidRequest, ProtocolError
from twisted_telco.ami.messages import (
    EVENT_GENERIC,
    RESPONSE_GENERIC,
    Action,
    Event,
    Greeting,
    Message,
    Response,
)

HELLO = b"Asterisk Call Manager/11.0.0\r\n"
quick = settings(max_examples=100, deadline=None, derandomize=True)


def decode(data: bytes, size: int | None = None, **options) -> list[Message]:
    """All messages of a stream that comes in pieces of one size; the error is raised."""
    decoder = wire.Decoder(**options)
    messages = feed(decoder, data, size)
    if decoder.error is not None:
        raise decoder.error
    return messages


def feed(decoder, data: bytes, size: int | None = None):
    size = size or len(data) or 1
    messages = []
    for start in range(0, len(data), size):
        if decoder.error is not None:
            break
        messages.extend(decoder.feed(data[start : start + size]))
    return messages


def seen(messages):
    """What two ways of decoding must agree on."""
    return [
        (type(m).__name__, m.raw, getattr(m, "name", ""), getattr(m, "reason", ""))
        for m in messages
    ]


def body(*blocks: bytes, **options) -> list[Message]:
    """Messages without a greeting."""
    return decode(b"".join(blocks), greeting=False, **options)


class RecordedTests(SynchronousTestCase):
    """Every recorded session is read, and the same in any pieces."""

    def test_all(self):
        for path in sorted(DATA.glob("*.server.bin")):
            data = path.read_bytes()
            messages = decode(data)
            self.assertIsInstance(messages[0], Greeting, path.name)
            self.assertEqual(messages[0].version, "11.0.0")
            kinds = {type(m) for m in messages[1:]}
            self.assertTrue(kinds <= {Event, Response}, path.name)
            for message in messages[1:]:
                self.assertNotEqual(message.name, "")
                self.assertIn("Response" if isinstance(message, Response) else "Event", message)
            rest = b"".join(m.raw for m in messages)
            self.assertEqual(
                rest.replace(b"\r\n", b""), data.replace(b"\r\n", b""), f"{path.name}: bytes lost"
            )
            sizes = (1, 2, 3, 7, 100, 1500) if len(data) < 20000 else (1500,)
            for size in sizes:
                self.assertEqual(seen(decode(data, size)), seen(messages), (path.name, size))

    def test_no_misreading_of_generic(self):
        """Nothing that Asterisk 22 sends is of unknown kind."""
        for path in DATA.glob("*.server.bin"):
            for message in decode(path.read_bytes()):
                self.assertNotIn(message.name, (EVENT_GENERIC, RESPONSE_GENERIC))

    def test_headers_two_ways(self):
        """A shape learned from messages reads the same as line by line."""
        for message in decode(recorded("stream.server"))[1:]:
            lines = [line.partition(":") for line in message.text.split("\r\n")]
            plain = [(name, value.removeprefix(" ")) for name, _, value in lines]
            self.assertEqual(message.headers.pairs, plain)

    def test_ping(self):
        messages = decode(recorded("basics.server"))
        ping = messages[2]
        self.assertEqual((ping.name, ping.action_id, ping["Ping"]), ("Success", "ping-1", "Pong"))

    def test_repeated_output(self):
        answers = [m for m in decode(recorded("command.server")) if m.action_id == "cmd-2"]
        self.assertEqual(answers[0].output[0], "[ Context 'test' created by 'pbx_config' ]")
        self.assertEqual(answers[0].output[5], "")
        self.assertEqual(len(answers[0].output), 7)

    def test_bare_line_feeds(self):
        messages = decode(recorded("multiline-values.server"))
        getvar = next(m for m in messages if m.action_id == "gv")
        self.assertEqual(getvar["Value"], "first[general]\nenable = yes\nlast")
        status = next(m for m in messages if m.name == "Status")
        self.assertEqual(status["Variable"], "MULTI=[general]\nenable = yes\n")

    def test_originate_response_is_an_event(self):
        """It carries a Response header of its own."""
        messages = decode(recorded("originate-async-results.server"))
        events = [m for m in messages if m.name == "OriginateResponse"]
        self.assertTrue(events)
        self.assertEqual({type(m) for m in events}, {Event})
        self.assertEqual({m["Response"] for m in events}, {"Failure", "Success"})

    def test_forged_headers(self):
        """A user event with Event and Response headers of its own, as the real server sends it."""
        events = [m for m in decode(recorded("userevent-listener.server")) if "UserEvent" in m]
        self.assertEqual({m.name for m in events}, {"UserEvent"})
        forged = next(m for m in events if m["UserEvent"] == "Fake")
        self.assertEqual(forged.getall("Event"), ["UserEvent", "Hangup"])
        self.assertEqual(forged.action_id, "ue-3")

    def test_data_lines(self):
        answers = [m for m in decode(recorded("config.server"))[1:] if m.data]
        self.assertEqual(answers[0].data, ["No categories found"])

    def test_latin1(self):
        raw = next(m for m in decode(recorded("bad-latin1.server")) if not m.raw.isascii())
        self.assertEqual(raw.text.encode("utf-8", "surrogateescape"), raw.raw)


class FramingTests(SynchronousTestCase):
    """The rules, one by one."""

    def test_greeting_in_two_segments(self):
        decoder = wire.Decoder()
        self.assertEqual(decoder.feed(HELLO[:9]), [])
        self.assertEqual(decoder.feed(HELLO[9:-1]), [])
        (greeting,) = decoder.feed(HELLO[-1:])
        self.assertEqual((greeting.name, greeting.version), (HELLO[:-2].decode(), "11.0.0"))

    def test_greeting_without_version(self):
        (greeting,) = decode(b"Asterisk Call Manager Proxy\r\n")
        self.assertEqual(greeting.version, "")

    def test_no_greeting(self):
        """A proxy that does not greet is understood; something else is not."""
        (event,) = decode(b"Event: A\r\nB: 1\r\n\r\n")
        self.assertEqual(event.name, "A")
        decoder = wire.Decoder()
        self.assertEqual(decoder.feed(b"SSH-2.0-OpenSSH_9.2\r\nEvent: A\r\n\r\n"), [])
        self.assertEqual(decoder.error.offset, 0)
        self.assertIn("SSH-2.0-OpenSSH_9.2", str(decoder.error))
        with self.assertRaises(ProtocolError):
            decoder.feed(b"")

    def test_endless_greeting(self):
        for size in (1, 100, 5000):
            decoder = wire.Decoder()
            feed(decoder, b"x" * 5000, size)
            self.assertEqual(str(decoder.error), "no greeting within 1024 bytes (at byte 0)")

    def test_empty_lines_between(self):
        messages = body(b"\r\n\r\n\r\nEvent: A\r\nX: 1\r\n\r\n\r\n\r\n\r\n\r\nEvent: B\r\n\r\n")
        self.assertEqual([m.name for m in messages], ["A", "B"])
        self.assertEqual([m.raw for m in messages], [b"Event: A\r\nX: 1", b"Event: B"])

    def test_lf_as_empty_line(self):
        """The CR LF LF of some Asterisk 18 to 21."""
        item = b"Event: CoreShowChannelMap\r\nActionID: 1\r\nA: b\r\n\n"
        end = b"Event: CoreShowChannelMapComplete\r\nActionID: 1\r\nListItems: 2\r\n\r\n"
        for size in (1, 5, 1000):
            messages = decode(item + item + end, size, greeting=False)
            self.assertEqual(
                [m.name for m in messages],
                ["CoreShowChannelMap"] * 2 + ["CoreShowChannelMapComplete"],
            )
            self.assertEqual(messages[0]["A"], "b")
        (alone,) = body(item)
        self.assertEqual(alone.action_id, "1")

    def test_first_line_decides(self):
        forged = body(
            b"Event: UserEvent\r\nUserEvent: x\r\nEvent: Hangup\r\nResponse: Success\r\n"
            b"ActionID: 1\r\n\r\n"
        )
        self.assertEqual([(type(m), m.name) for m in forged], [(Event, "UserEvent")])
        (answer,) = body(b"Response: Success\r\nEvent: Hangup\r\n\r\n")
        self.assertEqual((type(answer), answer.name), (Response, "Success"))

    def test_generic(self):
        with_id, without, late = body(
            b"Foo: 1\r\nActionID: 7\r\n\r\n", b"Foo: 1\r\n\r\n", b"Foo: 1\r\nEvent: Hangup\r\n\r\n"
        )
        self.assertEqual((type(with_id), with_id.name), (Response, "Generic Response"))
        self.assertEqual(with_id.action_id, "7")
        self.assertTrue(with_id.success)
        self.assertEqual((type(without), without.name), (Event, "Generic Event"))
        self.assertEqual(late.name, EVENT_GENERIC)

    def test_names_without_case_and_blank(self):
        for first in (b"event: Hangup", b"EVENT:Hangup", b"Event:Hangup", b"Event:  Hangup "):
            (event,) = body(first + b"\r\nUniqueID:1\r\n\r\n")
            self.assertEqual((type(event), event.name, event["uniqueid"]), (Event, "Hangup", "1"))

    def test_one_line_is_not_the_first_line_of_another(self):
        messages = body(b"Event: Ab\r\nX: 1\r\n\r\nEvent: Abc\r\n\r\nEvent: Ab\r\n\r\n")
        self.assertEqual([m.name for m in messages], ["Ab", "Abc", "Ab"])

    def test_cr_in_a_name(self):
        messages = body(b"Event: Ab\r\nX: 1\r\n\r\nEvent: Ab\rcd\r\nX: 1\r\n\r\n")
        self.assertEqual([m.name for m in messages], ["Ab", "Ab\rcd"])

    def test_odd_bytes(self):
        """None of these loses another event."""
        odd = [
            b"Event: A\r\nName: J\xfcrgen\r\n\r\n",
            b"Event: A\r\nName: bare\nline feed\r\n\r\n",
            b"Event: A\r\nName:no blank\r\n\r\n",
            b"Event: A\r\nName: " + b"x" * 60000 + b"\r\n\r\n",
            b"Event: A\r\nName: \r\n: no name\r\nno colon\r\n\r\n",
            b"Event: A\r\nName: \x00\xff\xfe\r\n\r\n",
            b"\r\n\r\nEvent: A\r\nName: after empty lines\r\n\r\n",
            b"Event: A\r\nChanVariable(Local/1@x-01;1): a=1\r\nName: x\r\n\r\n",
        ]
        for block in odd:
            first, second, third = body(
                b"Event: B\r\nX: 1\r\n\r\n", block, b"Event: B\r\nX: 2\r\n\r\n"
            )
            self.assertEqual((first["X"], second.name, third["X"]), ("1", "A", "2"))
            self.assertIn("Name", second)
            self.assertEqual(second.text.encode("utf-8", "surrogateescape"), second.raw)

    def test_half_a_message(self):
        self.assertEqual(body(b"Event: A\r\nX: 1\r\n"), [])
        self.assertEqual(body(b"Event: A\r\nX: 1\r\n\r"), [])


class SiftTests(SynchronousTestCase):
    """Messages one by one, as they are asked for."""

    def test_asked_when_its_turn_comes(self):
        """Who begins to listen because of one message is given the next."""
        wanted = {"A"}
        seen_names = []
        data = b"".join(b"Event: %b\r\nX: 1\r\n\r\n" % name for name in (b"B", b"A", b"B", b"C"))
        decoder = wire.Decoder(greeting=False)
        for _ in range(2):
            for message in decoder.sift(data, wanted.__contains__):
                seen_names.append(message.name)
                wanted.add("B")
        self.assertEqual(seen_names, ["A", "B", "B", "A", "B"])
        self.assertEqual(decoder.skipped, 3)

    def test_answers_are_always_wanted(self):
        data = b"Response: Success\r\n\r\nEvent: A\r\n\r\n" + FollowsTests.HEAD
        data += b"x\r\n\r\ny\n--END COMMAND--\r\n\r\nEvent: A\r\nX: 1\r\n\r\n"
        names = [m.name for m in wire.Decoder().sift(HELLO + data, lambda name: False)]
        self.assertEqual(names, [HELLO[:-2].decode(), "Success", "Follows"])


class FollowsTests(SynchronousTestCase):
    """Command before Asterisk 14."""

    HEAD = b"Response: Follows\r\nPrivilege: Command\r\nActionID: c-1\r\n"

    def check(self, text: bytes, lines: list[str], head: bytes = HEAD) -> Response:
        stream = head + text + b"--END COMMAND--\r\n\r\n" + b"Event: A\r\nX: 1\r\n\r\n"
        for size in (1, 3, 10000):
            answer, event = decode(b"Event: A\r\nX: 0\r\n\r\n" + stream, size, greeting=False)[1:]
            self.assertEqual(
                (type(answer), answer.name, answer.success), (Response, "Follows", True)
            )
            self.assertEqual(answer.output, lines)
            self.assertEqual(answer.data, lines)
            self.assertEqual(event["X"], "1")
        return answer

    def test_text(self):
        answer = self.check(b"Name: not a header\nsecond\n", ["Name: not a header", "second"])
        self.assertEqual(answer.action_id, "c-1")
        self.assertEqual(
            answer.headers.as_dict(),
            {
                "Response": "Follows",
                "Privilege": "Command",
                "ActionID": "c-1",
            },
        )

    def test_no_text(self):
        self.check(b"", [])

    def test_no_last_line_end(self):
        self.check(b"x", ["x"])

    def test_without_action_id(self):
        answer = self.check(b"a: b\n", ["a: b"], b"Response: Follows\r\nPrivilege: Command\r\n")
        self.assertIsNone(answer.action_id)

    def test_empty_lines_in_text(self):
        """Nothing in the text is taken for a message."""
        text = b"a\r\n\r\nEvent: Hangup\r\nX: 1\r\n\r\n\r\n\nb\n\n\nc\n"
        self.check(text, ["a", "", "Event: Hangup", "X: 1", "", "", "", "b", "", "", "c"])

    def test_text_begins_with_line_feed(self):
        self.check(b"\nx\n", ["", "x"])


class LimitTests(SynchronousTestCase):
    """What never ends, or is too large."""

    def lost(self, data: bytes, size: int | None = None, max_message: int = 100):
        decoder = wire.Decoder(greeting=False, max_message=max_message)
        messages = feed(decoder, data, size)
        return [m.name for m in messages], decoder.error and decoder.error.offset

    def test_too_large(self):
        """The same fault at the same offset, complete or not, in any pieces."""
        good = b"Event: A\r\nX: 1\r\n\r\n"
        large = b"Event: B\r\nX: " + b"x" * 100
        for stream in (good + large, good + large + b"\r\n\r\n" + good, good + large + b"\r\n\n"):
            for size in (None, 1, 2, 3, 5, 50, 117):
                self.assertEqual(self.lost(stream, size), (["A"], len(good)), (stream, size))

    def test_just_large_enough(self):
        for length in (97, 98, 99, 100):
            block = b"Event: A\r\nX: " + b"x" * (length - 13)
            for size in (None, 1, 7):
                self.assertEqual(self.lost(block + b"\r\n\r\n", size), (["A"], None))

    def test_large_output(self):
        text = b"Response: Follows\r\nPrivilege: Command\r\n" + b"x\r\n\r\n" * 100
        for size in (None, 1, 9):
            self.assertEqual(self.lost(text, size), ([], 0))

    def test_endless_header(self):
        """Neither memory nor time grows with it beyond the limit."""
        decoder = wire.Decoder(greeting=False, max_message=1 << 20)
        decoder.feed(b"Event: A\r\nX: ")
        piece = b"x" * 65536
        fed = 0
        while decoder.error is None:
            decoder.feed(piece)
            fed += len(piece)
            self.assertLessEqual(len(decoder._begun), (1 << 20) + 65536 + 13)
        self.assertLessEqual(fed, (1 << 20) + 65536)
        self.assertEqual(decoder.error.offset, 0)

    def test_small_pieces_are_not_scanned_again(self):
        """A message of one megabyte in pieces of 16 bytes: the work grows with the bytes only."""
        looked_at = []

        class Counting:
            groups = wire._END.groups

            def search(self, data: bytes, place: int = 0):
                looked_at.append(len(data) - place)
                return wire._END.search(data, place)

        decoder = wire.Decoder(greeting=False)
        decoder._end = Counting()
        size = 1 << 18
        feed(decoder, b"Event: A\r\nX: " + b"x" * size, 16)
        self.assertEqual(len(decoder._begun), size + 13)
        self.assertLess(sum(looked_at), 5 * size)

    def test_names_are_bounded(self):
        decoder = wire.Decoder(greeting=False)
        for number in range(3000):
            decoder.feed(b"Event: E%d\r\nX: 1\r\n\r\n" % number)
        self.assertEqual(len(decoder._names), wire.MAX_NAMES)
        (late,) = decoder.feed(b"Event: E2999\r\nX: 1\r\n\r\n")
        self.assertEqual(late.name, "E2999")


PARTS = st.sampled_from(
    [
        b"Event: A\r\n",
        b"Event: Hangup\r\nX: 1\r\n\r\n",
        b"Response: Success\r\nActionID: 1\r\n",
        b"Response: Follows\r\n",
        b"Privilege: Command\r\n",
        b"--END COMMAND--",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b"\r\n\n",
        b"X: 1\r\n",
        b":",
        b"\xff\x00",
        b"x" * 30,
        HELLO,
    ]
)
STREAMS = st.one_of(st.binary(max_size=200), st.lists(PARTS, max_size=25).map(b"".join))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in pairwise(places)]


class AnySplitTests(SynchronousTestCase):
    """Any bytes, in any pieces: the same messages, then the same error."""

    def outcome(self, decoder, parts):
        messages = []
        for part in parts:
            try:
                messages.extend(decoder.feed(part))
            except ProtocolError:
                self.assertIsNotNone(decoder.error)
        error = decoder.error and (str(decoder.error), decoder.error.offset)
        return seen(messages), error

    @quick
    @given(STREAMS, st.lists(st.integers(0, 10000), max_size=10), st.booleans())
    def test_server(self, data, cuts, greeting):
        def new():
            return wire.Decoder(greeting=greeting, max_message=60)

        whole = self.outcome(new(), [data])
        self.assertEqual(self.outcome(new(), pieces(data, cuts)), whole)
        self.assertEqual(self.outcome(new(), [data[i : i + 1] for i in range(len(data))]), whole)

    @quick
    @given(STREAMS, st.lists(st.integers(0, 10000), max_size=10))
    def test_sifted(self, data, cuts):
        """One by one, without the events that nobody wants: the others, then the same error."""
        feeding, sifting = (wire.Decoder(greeting=False, max_message=60) for _ in range(2))
        messages = feed(feeding, data)
        wanted = [m for m in messages if not isinstance(m, Event) or m.name == "Hangup"]
        sifted = []
        for part in pieces(data, cuts):
            if sifting.error is None:
                sifted += sifting.sift(part, lambda name: name == "Hangup")
        self.assertEqual(seen(sifted), seen(wanted))
        self.assertEqual(str(sifting.error), str(feeding.error))
        self.assertEqual(sifting.skipped, len(messages) - len(wanted))

    @quick
    @given(STREAMS, st.lists(st.integers(0, 10000), max_size=10))
    def test_client(self, data, cuts):
        whole = self.outcome(wire.ActionDecoder(), [data])
        self.assertEqual(self.outcome(wire.ActionDecoder(), pieces(data, cuts)), whole)

    @quick
    @given(STREAMS)
    def test_everything_can_be_looked_at(self, data):
        for message in wire.Decoder(greeting=False).feed(data) + wire.ActionDecoder().feed(data):
            if isinstance(message, Message):
                self.assertEqual(len(list(message)), len(message))
                repr((message.items(), message.data, message.action_id, message))
                message.headers.as_dict()
                if isinstance(message, Event):
                    message.process()
                elif isinstance(message, Response):
                    repr((message.result, message.output, message.success, message.message))


class ActionDecoderTests(SynchronousTestCase):
    """The server's side, against what the real server answered."""

    def actions(self, data: bytes, size: int | None = None):
        return feed(wire.ActionDecoder(), data, size)

    def test_recorded(self):
        """Each refusal the real server sent is ours too, with the same text and ActionID."""
        for path in sorted(DATA.glob("bad-*.client.bin")):
            name = path.name.removesuffix(".client.bin")
            refused = [
                (answer["Message"], answer.action_id)
                for answer in decode(recorded(f"{name}.server"))
                if isinstance(answer, Response)
                and answer.name == "Error"
                and not answer["Message"].startswith("Invalid/unknown")
            ]
            data = path.read_bytes()
            for size in (None, 1, 100):
                ours = [
                    (action.reason, action.action_id)
                    for action in self.actions(data, size)
                    if isinstance(action, wire.BadAction)
                ]
                self.assertEqual(ours, refused, name)

    def test_all_sessions(self):
        """As many actions as answers, with the same ActionIDs."""
        for name in ("basics", "lists", "errors", "command", "bad-nul", "bad-lf-only", "bad-split"):
            ids = [a.action_id for a in self.actions(recorded(f"{name}.client"))]
            answers = [m for m in decode(recorded(f"{name}.server")) if isinstance(m, Response)]
            self.assertEqual(
                list(dict.fromkeys(ids)), list(dict.fromkeys(m.action_id for m in answers))
            )

    def test_rules(self):
        (action,) = self.actions(
            b"action: \nACTION:   Ping \nActionID: 1\nActionid: 2\r\nno colon\r\n"
            b"Variable: a=1\r\nvariable: b=2\r\nName: cut\0off\r\n\r\n"
        )
        self.assertIsInstance(action, Action)
        self.assertEqual((action.name, action.action_id), ("Ping ", "1"))
        self.assertEqual(action["VARIABLE"], "a=1")
        self.assertEqual(action.getall("Variable"), ["a=1", "b=2"])
        self.assertEqual(action["Name"], "cut")
        self.assertEqual(action.get("ActionID"), "1")
        self.assertEqual(dict(action.items())["Variable"], "a=1")
        self.assertRaises(KeyError, lambda: action["Nothing"])

    def test_offset(self):
        good = b"Action: Ping\r\n\r\n"
        _, bad = self.actions(good + b"Foo: 1\r\n\r\n")
        self.assertEqual((bad.offset, bad.raw), (len(good), b"Foo: 1"))

    def test_endless_line(self):
        decoder = wire.ActionDecoder()
        for _ in range(1000):
            self.assertEqual(decoder.feed(b"x" * 65536), [])
        self.assertEqual(decoder._line, b"")
        (bad,) = decoder.feed(b"\r\nAction: Ping\r\nActionID: 3\r\n\r\n")
        self.assertEqual((bad.reason, bad.action_id), (wire.LINE_TOO_LONG, "3"))

    def test_endless_lines(self):
        decoder = wire.ActionDecoder()
        for _ in range(1000):
            decoder.feed(b"a: b\r\n" * 100)
        self.assertEqual(len(decoder._lines), wire.MAX_LINES)


VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(
    st.characters(exclude_characters="\r\n\0:", exclude_categories=["Cs", "Z", "Cc"]),
    min_size=1,
    max_size=20,
).filter(lambda name: name == name.strip() and name.lower() not in ("action", "actionid"))


class EncodeTests(SynchronousTestCase):
    """Actions to bytes."""

    def test_recorded(self):
        """The bytes a client sent to the real server."""
        sent = wire.encode_action(
            "Login", {"Username": "admin", "Secret": "adminpw", "Events": "off"}, "login-1"
        )
        self.assertTrue(recorded("bad-nul.client").startswith(sent))

    def test_values(self):
        data = wire.encode_action(
            "Originate",
            {
                "Variable": ["A=1", "B=2"],
                "Async": True,
                "Timeout": 30000,
                "Account": None,
                "Empty": "",
                "Off": False,
            },
        )
        self.assertEqual(
            data,
            b"Action: Originate\r\nVariable: A=1\r\nVariable: B=2\r\nAsync: true\r\n"
            b"Timeout: 30000\r\nEmpty: \r\nOff: false\r\n\r\n",
        )

    def test_pairs(self):
        self.assertEqual(
            wire.encode_action("A", [("B", 1), ("B", 2)], "x"),
            b"Action: A\r\nActionID: x\r\nB: 1\r\nB: 2\r\n\r\n",
        )

    @quick
    @given(NAMES, st.lists(st.tuples(NAMES, VALUES), max_size=10))
    def test_round_trip(self, name, headers):
        (action,) = wire.ActionDecoder().feed(wire.encode_action(name, headers, "id-1"))
        blanks = bytes(range(33)).decode()
        expected = [(key, value.lstrip(blanks)) for key, value in headers]
        self.assertEqual(action.headers.pairs[2:], expected)
        self.assertEqual((action.name, action.action_id), (name, "id-1"))

    def refused(self, words: str, name="Ping", headers=None, action_id="1"):
        error = self.assertRaises(InvalidRequest, wire.encode_action, name, headers, action_id)
        self.assertIn(words, str(error))
        return str(error)

    def test_injection(self):
        for bad in ("a\r\nAction: Hangup", "a\nb", "a\rb", "a\0b"):
            text = self.refused("Secret: ", headers={"Secret": bad})
            self.assertNotIn(bad[0] + bad[1], text)
            self.refused("cannot be the name", headers={f"X{bad}": "1"})
            self.refused("ActionID", action_id=bad)
            self.refused("Action", name=bad)

    def test_names(self):
        for bad in ("", " X", "X ", "X:Y", "X\t", 5, None):
            self.refused("cannot be the name", headers={bad: "1"})

    def test_types(self):
        for bad in (object(), {"a": 1}, [[1]], [None]):
            self.refused("Foo: a value of type", headers={"Foo": bad})
        self.refused("Foo: not text", headers={"Foo": "\ud800"})

    def test_surrogates_go_back_as_bytes(self):
        self.assertIn(b"X: \xfc\r\n", wire.encode_action("A", {"X": "\udcfc"}))

    def test_no_name(self):
        self.refused("needs a name", name="")
        self.refused("needs a name", name=" ")

    def test_limits(self):
        wire.encode_action("Ping", {"Foo": "x" * (1022 - 5)})
        self.refused("Secret: a line of 1023 bytes", headers={"Secret": "x" * (1023 - 8)})
        wire.encode_action("Ping", {"Foo": ["1"] * 126}, "1")
        self.refused("129 lines", headers={"Foo": ["1"] * 127})
        wire.encode_action("Ping", None, "x" * 137)
        self.refused("137 bytes", action_id="x" * 138)

    def test_message(self):
        self.assertEqual(
            wire.encode_message([("Event", "A"), (b"X", b"\xff\nb"), ("N", 5), ("U", "\udcff")]),
            b"Event: A\r\nX: \xff\nb\r\nN: 5\r\nU: \xff\r\n\r\n",
        )

    def test_md5_key(self):
        self.assertEqual(wire.md5_key("142821089", "adminpw"), "1c7652a552ab157974a0450b485413aa")
        self.assertEqual(wire.md5_key("1", "ü"), hashlib.md5("1ü".encode()).hexdigest())
        self.assertIn(
            b"Key: " + wire.md5_key("142821089", "adminpw").encode(),
            recorded("login-md5-ok.client"),
        )

    def test_secret_pattern(self):
        data = wire.encode_action("Login", {"Username": "admin", "Secret": "adminpw"}, "1")
        masked = wire.SECRET.sub(lambda m: m[0].replace(m["secret"], b"***"), data)
        self.assertEqual(masked, data.replace(b"adminpw", b"***"))
