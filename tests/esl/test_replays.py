"""The real server's side of each recording, played to our conversation and to our client.

The commands are those recorded, put into the queue when they were sent; each answer must find its
own command, and every event must read the same in each format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.core.memory import MemoryEndpoint
from twisted_telco.errors import TelcoError
from twisted_telco.esl.messages import ApiReply, Event, Reply, percent_decode
from twisted_telco.esl.protocol import Conversation
from twisted_telco.esl.simulator.wire import Command, CommandDecoder
from twisted_telco.testing import pump

from . import recordings

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REPLY_SIZE = 511
JOB_SIZE = 256
"""Where the server cuts its answers, and the ids of jobs."""
UNANSWERED = {"two_commands_then_exit": 1}
"""Commands behind an ``exit``."""

# -- which answers a command can have: section 5 of the protocol's reference in short
NEVER = "-ERR command not found"
ANSWERS: dict[str, str] = {
    "auth": r"\+OK accepted|-ERR invalid",
    "userauth": r"\+OK accepted|-ERR invalid",
    "exit": r"\+OK bye",
    "...": r"\+OK bye",
    "event": r"\+OK event listener enabled <format>|-ERR (no keywords supplied|permission denied)",
    "nixevent": r"\+OK events nixed|-ERR no keywords supplied",
    "noevents": r"\+OK no longer listening for events|-ERR not listening for events",
    "filter": r"\+OK filter added\. \[<first>\]=\[<rest>\]|-ERR invalid syntax",
    "filter add": r"\+OK filter added\. \[<first>\]=\[<rest>\]",
    "filter delete": r"\+OK filter deleted\. \[<first>\]\[<rest>\]|-ERR invalid syntax",
    "log": r"\+OK log level <line> \[\d\]|-ERR invalid log level|-ERR permission denied",
    "nolog": r"\+OK no longer logging|-ERR not loging",
    "sendevent": rf"\+OK {UUID}",
    "sendmsg": r"\+OK|-ERR invalid session id \[<line>\]",
    "myevents": r"\+OK Events Enabled|-ERR aready enabled\.",
    "connect": r"\+OK",
    "divert_events": r"\+OK events diverted|-ERR not controlling a session\.",
    "resume": r"\+OK",
    "linger": r"\+OK will linger|\+OK will linger <first> seconds|-ERR not controlling a session",
    "nolinger": r"\+OK will not linger|-ERR not controlling a session",
    "bgapi": r"\+OK Job-UUID: <job>|-ERR permission denied",
    "getvar": r"(?s:(?!\+OK).+)",
}
API_ANSWERS: dict[str, str] = {
    "echo": r"<line>|-ERR no reply",
    "version": r"FreeSWITCH Version .*|1\.10\.12-release",
    "status": r"UP 0 years(?s:.*)",
    "msleep": r"\+OK",
    "uuid_exists": r"true|false",
    "uuid_kill": r"\+OK|-ERR No such channel!",
    "uuid_send_dtmf": r"\+OK <first> sent DTMF <rest>\.",
    "originate": r"\+OK <own>|-ERR [A-Z_]+",
    "show": r"(?s:uuid[,|].*|(?:\d+|.*\n\d+) total\.|.*row_count.*|type,.*|name,.*)",
    "hupall": r"\+OK hangup all channels .*",
    "uuid_dump": r"(?s:(?:Event-Name: |\{\"Event-Name\":\"|<event>).*<first>.*)",
}


def can_answer(command: Command, reply: Any) -> bool:
    """Whether a command can have been answered so."""
    text = reply.text if isinstance(reply, Reply) else str(reply)
    line = command.line.partition("\0")[0].strip("\r\n\t ")  # the server's are C strings
    if not line:
        return text == "-ERR command parse error."
    word, _, rest = line.partition(" ")
    word = word.lower()
    if isinstance(reply, ApiReply):
        if word != "api":
            return False
        word, _, rest = rest.partition(" ")
        pattern = API_ANSWERS.get(word, r"(?s:.*)")
    elif text == NEVER:
        return True
    elif word == "api":
        return text == "-ERR permission denied"
    else:
        found = next((name for name in ANSWERS if word.startswith(name)), None)
        if found is None:
            return False
        sub, _, left = rest.partition(" ")
        if f"{found} {sub}" in ANSWERS:
            found, rest = f"{found} {sub}", left
        pattern = ANSWERS[found]
        if found == "connect" and "Socket-Mode" not in reply.headers:
            return False
    first, _, last = rest.strip().partition(" ")
    if len(text) == REPLY_SIZE and word == "filter":
        return f"+OK filter added. [{first}]=[{last}]".startswith(text)
    own = re.search(f"origination_uuid=({UUID})", rest)
    job = command.headers.get("job-uuid")
    formats = ("plain", "json", "xml")
    for placeholder, value in (
        ("<line>", re.escape(rest.strip())),
        ("<first>", re.escape(first)),
        ("<rest>", re.escape(last)),
        ("<format>", first.lower() if first.lower() in formats else "(plain|json|xml)"),
        ("<own>", own[1] if own else UUID),
        ("<job>", re.escape(job[:JOB_SIZE]) if job else UUID),
    ):
        pattern = pattern.replace(placeholder, value)
    return re.fullmatch(pattern, text) is not None


def steps(name: str) -> Iterator[tuple[str, Any]]:
    """A recording as ("c", commands with their bytes) and ("s", bytes)."""
    sent, data = recordings.client(name), recordings.server(name)
    decoder = CommandDecoder()
    for _, who, size in recordings.sequence(name):
        if who == "c":
            yield who, decoder.feed(sent[:size])
            sent = sent[size:]
        elif who == "s":
            yield who, data[:size]
            data = data[size:]


def encode(command: Command) -> bytes:
    """A recorded command; to be written as it is, where ours would refuse some of them."""
    return command.line.encode("utf-8", "surrogateescape") + b"\n\n"


class Recorder(Conversation):
    """A conversation that notes everything."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.events: list[Event] = []

    def event_received(self, event: Event) -> None:
        dict(event.items())
        self.events.append(event)


class Far(Protocol):
    """The far end of a client, which the test speaks for; only what the client asks for by itself
    is answered here."""

    def __init__(self) -> None:
        self.logging_in = True
        self._decoder = CommandDecoder()

    def dataReceived(self, data: bytes) -> None:
        for command in self._decoder.feed(data):
            assert isinstance(command, Command)
            if self.logging_in and command.line.startswith("event "):
                assert self.transport is not None
                self.transport.write(
                    b"Content-Type: command/reply\nReply-Text: +OK event listener enabled json\n\n"
                )


class Replay(SynchronousTestCase):
    def ask(self, send: Callable[[Command], Deferred[Any]], command: Command) -> None:
        pair: list[Any] = [command, None]
        self.pairs.append(pair)

        def answered(reply: Any) -> None:
            pair[1] = reply

        send(command).addCallbacks(answered, lambda failure: failure.trap(TelcoError))

    def check(self, name: str) -> int:
        """Every command has an answer of its own."""
        missing = [command for command, reply in self.pairs if reply is None]
        self.assertEqual(len(missing), UNANSWERED.get(name, 0), (name, missing))
        for command, reply in self.pairs:
            if reply is not None:
                self.assertTrue(can_answer(command, reply), (name, command.line[:99], reply))
        return len(self.pairs)


class Conversations(Replay):
    def test_all(self) -> None:
        """Every byte of every recording: no exception."""
        total = sum(self.replay(name) for name in recordings.names())
        self.assertGreater(total, 1050)

    def test_a_shift_would_be_seen(self) -> None:
        """The table of answers is sharp enough: one answer too few or too many is noticed."""
        blunt = []
        for name in recordings.names():
            self.replay(name)
            commands = [command for command, _ in self.pairs]
            replies = [reply for _, reply in self.pairs if reply is not None]
            for shifted in (replies[1:], replies[:1] + replies):
                pairs = list(zip(commands, shifted, strict=False))
                if len(commands) > 1 and all(can_answer(*pair) for pair in pairs):
                    blunt.append(name)
        self.assertEqual(blunt, [])

    def replay(self, name: str) -> int:
        conversation = Recorder(Clock())
        conversation.makeConnection(StringTransport())
        self.pairs: list[Any] = []
        skip = name == "outbound_not_connect_first"  # the first one is never answered
        for who, what in steps(name):
            if who == "s":
                conversation.dataReceived(what)
                continue
            for command in what:
                if skip:
                    skip = False
                    continue
                self.ask(
                    lambda c: conversation.send(encode(c), c.line, timeout=None, check=False),
                    command,
                )
        self.assertIsNone(conversation.decoder.error, name)
        self.assertEqual(conversation.unexpected, 0, name)
        self.assertEqual(conversation.counters.malformed, 0, name)
        return self.check(name)


class Clients(Replay):
    def replay(self, name: str) -> list[Event]:
        """Play a recording to a client; the events its subscribers had."""
        clock = Clock()
        far = Far()
        client = esl.Client(clock, MemoryEndpoint(clock, Factory.forProtocol(lambda: far)))
        client.factory.retrying = False
        events: list[Event] = []
        client.events.subscribe("*", events.append)
        client.startService()
        pump(clock)
        self.pairs: list[Any] = []
        logged_in = False
        for who, what in steps(name):
            if who == "s":
                assert far.transport is not None
                far.transport.write(what)
                pump(clock)
                far.logging_in = client.state == "logging_in"
                continue
            for command in what:
                if not logged_in:
                    logged_in = True  # said by the client itself
                else:
                    self.ask(lambda c: self.send(client, c), command)
            pump(clock)
        pump(clock)
        self.assertEqual(client.counters.malformed, 0, name)
        self.check(name)
        return events

    @staticmethod
    def send(client: esl.Client, command: Command) -> Deferred[Any]:
        connection: Any = client.connection
        word, _, rest = command.line.partition(" ")
        if word == "api" and rest.strip() and "\r" not in rest and "\0" not in rest:
            return client.api(rest, timeout=None, check=False)
        return connection.send(encode(command), command.line, timeout=None, check=False)

    def test_all(self) -> None:
        """Every recording that begins with a login that was accepted."""
        played = 0
        for name in recordings.names():
            if name == "userauth_long_list":
                continue  # its login ends only with a further command, see test_client
            first_reply = recordings.server(name).partition(b"Reply-Text: ")[2]
            if first_reply.startswith(b"+OK accepted"):
                self.replay(name)
                played += 1
        self.assertEqual(played, 58)

    def test_plain_and_json_agree(self) -> None:
        """Every value of every event that was recorded in both formats.

        The pairs are two runs of the same things: what differs from run to run has the same shape,
        and each uuid of the one stands where its counterpart of the other does.
        """
        for name, count in (
            ("sendevent", 19),
            ("call_all", 55),
            ("conference", 11),
            ("system", 15),
            ("big_event", 2),
        ):
            plain = self.replay(f"{name}_plain")
            structured = self.replay(f"{name}_json")
            same: dict[str, str] = {}
            agreed = 0
            for event in plain:
                other = next((o for o in structured if _kind(o) == _kind(event)), None)
                if other is None:
                    continue
                structured.remove(other)
                agreed += 1
                self.assertEqual(event.keys(), other.keys(), name)
                for header, value in event.items():
                    # The plain encoder leaves a value's own %41 as it is, so it reads as A.
                    self.agree(same, header, value, percent_decode(other[header]))
                self.agree(same, "its body", event.body, other.body)
            self.assertEqual(agreed, count, name)
            self.assertEqual(len(set(same.values())), len(same), name)

    def agree(self, same: dict[str, str], header: str, one: str, other: str) -> None:
        if VARIES.fullmatch(header):
            one, other = SHAPE.sub("0", one), SHAPE.sub("0", other)
        for mine, its in zip(re.findall(UUID, one), re.findall(UUID, other), strict=True):
            self.assertEqual(same.setdefault(mine, its), its, header)
        self.assertEqual(re.sub(UUID, "U", one), re.sub(UUID, "U", other), header)


VARIES = re.compile(
    r"Event-Date-.*|Event-Sequence|Caller-.*-Time|variable_session_id"
    r"|variable_.*(?:epoch|stamp|duration|[mu]sec)|Task-ID|Task-Runtime|Up-Time|Uptime-msec|Idle-CPU"
    r"|Member-ID|New-ID|Conference-Size|Floor"
)
"""Times, counters, numbers given in turn, and who spoke first."""
SHAPE = re.compile(r"[\d.]+|true|false")


def _kind(event: Event) -> tuple[Any, ...]:
    headers = ("Action", "Caller-Direction", "Channel-State")
    return event.name, event.subclass, *(event.get(header) for header in headers)
