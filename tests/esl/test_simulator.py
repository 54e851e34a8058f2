"""The simulated FreeSWITCH against what the real one said; its faults; recordings repeated."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.protocol import Protocol
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.core.memory import join
from twisted_telco.core.trace import Chunk
from twisted_telco.esl.messages import ApiReply, Event, Reply
from twisted_telco.esl.simulator import Replay
from twisted_telco.esl.simulator.wire import (
    CommandDecoder,
    EventRecord,
    encode_event,
    percent_encode,
)
from twisted_telco.esl.wire import FrameDecoder
from twisted_telco.testing import pump

from . import recordings
from .case import Case

modest = settings(max_examples=100, deadline=None, derandomize=True)


class Talker(Protocol):
    """Writes bytes, keeps what comes."""

    def __init__(self) -> None:
        self.data = b""
        self.ended = False

    def dataReceived(self, data: bytes) -> None:
        self.data += data

    def connectionLost(self, reason: Any = None) -> None:
        self.ended = True


class Raw(Case):
    def talk(self, data: bytes = b"", seconds: float = 0.1) -> Talker:
        talker = Talker()
        join(self.clock, talker, self.switch.factory.buildProtocol(None))
        if data:
            talker.transport.write(data)
        self.pump(seconds)
        return talker

    def replies(self, data: bytes) -> list[str]:
        """The answers to commands, after a login."""
        talker = self.talk(b"auth ClueCon\n\n" + data)
        messages = FrameDecoder().feed(talker.data)[2:]
        return [
            m.text if isinstance(m, Reply) else str(m)
            for m in messages
            if isinstance(m, Reply | ApiReply)
        ]

    def same_as(self, name: str, **settings: Any) -> None:
        """What a real server answered to the same bytes, word for word."""
        talker = self.talk(recordings.client(name))
        self.assertEqual(talker.data, recordings.server(name), name)

    def test_logins(self) -> None:
        for name in (
            "auth_ok",
            "auth_fail",
            "auth_before_commands",
            "auth_empty_password",
            "auth_exit_before",
            "exit_dots",
        ):
            self.same_as(name)

    def test_users(self) -> None:
        self.switch.users["esl_all@127.0.0.1"] = "secret"
        for name in ("userauth_all", "userauth_bad", "userauth_unknown"):
            self.same_as(name)

    def test_timeout(self) -> None:
        talker = self.talk(seconds=24)
        self.assertFalse(talker.ended)
        self.pump(2)
        self.assertTrue(talker.ended)
        self.assertEqual(talker.data, recordings.server("auth_timeout"))

    def test_rejection(self) -> None:
        self.switch.rejecting = 1
        self.assertEqual(self.talk().data, recordings.server("acl_reject"))

    def test_pipelined(self) -> None:
        """Two hundred commands in one piece, answered in order."""
        real = [
            m.body
            for m in FrameDecoder().feed(recordings.server("api_pipelined"))
            if isinstance(m, ApiReply)
        ][:200]
        talker = self.talk(recordings.client("api_pipelined"))
        ours = [m.body for m in FrameDecoder().feed(talker.data) if isinstance(m, ApiReply)]
        self.assertEqual(ours[:200], real)

    def test_texts(self) -> None:
        for command, text in (
            ("event plain", "-ERR no keywords supplied"),
            ("event plain NOSUCH", "-ERR no keywords supplied"),
            ("event JSON CHANNEL_ANSWER NOSUCH", "+OK event listener enabled json"),
            ("nixevent CHANNEL_ANSWER", "+OK events nixed"),
            ("nixevent", "-ERR no keywords supplied"),
            ("noevents", "-ERR not listening for events"),
            ("filter a b", "+OK filter added. [a]=[b]"),
            ("filter add a b c", "+OK filter added. [a]=[b c]"),
            ("filter a", "-ERR invalid syntax"),
            ("filter delete a", "+OK filter deleted. [a][]"),
            ("filter delete all", "+OK filter deleted. [all][]"),
            ("log", "+OK log level  [7]"),
            ("log info", "+OK log level info [6]"),
            ("logout", "-ERR invalid log level"),
            ("nolog", "-ERR not loging"),
            ("linger", "-ERR not controlling a session"),
            ("divert_events on", "-ERR not controlling a session."),
            ("sendmsg x", "-ERR invalid session id [x]"),
            ("api", "-ERR command not found"),
            ("nonsense", "-ERR command not found"),
            ("myevents", "-ERR invalid uuid"),
            ("auth ClueCon", "-ERR command not found"),
        ):
            self.assertEqual(self.replies(command.encode() + b"\n\n"), [text.strip()], command)

    def test_crlf_and_blank_lines(self) -> None:
        data = b"\n\r\n\napi echo 1\r\n\r\napi echo 2\n\r\n\napi echo 3\n\n"
        self.assertEqual(self.replies(data), ["1", "2", "3"])

    def test_bodies(self) -> None:
        data = (
            b"event plain CUSTOM a::b\n\nsendevent CUSTOM\nEvent-Subclass: a::b\n"
            b"Content-Length: 12\n\napi x\n\nline2api echo 1\n\n"
        )
        talker = self.talk(b"auth ClueCon\n\n" + data)
        found = [m for m in FrameDecoder().feed(talker.data) if isinstance(m, Event)]
        self.assertEqual(found[0].body, "api x\n\nline2")

    def test_blocking_api_holds_events(self) -> None:
        talker = self.talk(b"auth ClueCon\n\nevent plain HEARTBEAT\n\napi msleep 1000\n\n")
        self.switch.emit("HEARTBEAT")
        self.pump(0.5)
        self.assertNotIn(b"HEARTBEAT", talker.data)
        self.pump(1)
        kinds = [type(m).__name__ for m in FrameDecoder().feed(talker.data)[3:]]
        self.assertEqual(kinds, ["ApiReply", "PlainEvent"])

    def test_half_a_command(self) -> None:
        talker = self.talk(b"auth ClueCon\n\napi ec")
        talker.transport.write(b"ho hi\n\n")
        self.pump()
        self.assertTrue(talker.data.endswith(b"\n\nhi"))

    def test_outbound_first_command(self) -> None:
        """Any first command but ``connect`` is executed and never answered."""
        self.switch.extensions["9000"] = [("socket", "there:8084 async full")]
        talker = Talker()

        class There:
            def connect(self, factory: Any) -> Any:
                from twisted.internet.defer import succeed

                protocol = factory.buildProtocol(None)
                join(clock, talker, protocol)
                return succeed(protocol)

        clock = self.clock
        self.switch.outbound_endpoints["there", 8084] = There()
        self.switch.incoming("9000")
        self.pump()
        self.assertEqual(talker.data, b"")
        talker.transport.write(b"myevents\n\nlinger 2\n\nconnect\n\n")
        self.pump()
        texts = [m.text for m in FrameDecoder().feed(talker.data) if isinstance(m, Reply)]
        self.assertEqual(texts, ["+OK will linger 2 seconds", "+OK"])

    def test_linger(self) -> None:
        self.switch.extensions["9198"] = [("park", "")]
        channel = self.switch.incoming("9198")
        talker = self.talk(b"auth ClueCon\n\nmyevents %b\n\nlinger 2\n\n" % channel.uuid.encode())
        channel.hangup()
        self.pump(1)
        self.assertIn(b"Content-Disposition: linger", talker.data)
        self.assertFalse(talker.ended)
        self.pump(2)
        self.assertTrue(talker.ended)
        self.assertNotIn(b"CHANNEL_DESTROY", talker.data)

    def test_slow_reader_is_killed(self) -> None:
        self.switch.max_events, self.switch.max_missed = 50, 10
        talker = self.talk(b"auth ClueCon\n\nevent plain CUSTOM a::b\n\n")
        talker.transport.pauseProducing()
        for n in range(400):
            self.switch.emit("CUSTOM", {"Event-Subclass": "a::b", "N": str(n)}, "x" * 1000)
            self.pump()
        talker.transport.resumeProducing()
        self.pump(1)
        self.assertTrue(talker.ended)
        decoder = FrameDecoder()
        decoder.feed(talker.data)
        notice = decoder.finish()
        assert notice is not None
        self.assertEqual(notice.kind, "overrun")

    def test_event_life(self) -> None:
        """The events of one leg, in the order in which a real server sends them."""
        client = self.ready()
        self.result(client.subscribe("ALL"))
        heard = self.hear(client)
        job = self.result(client.bgapi("originate loopback/9199 &park()"))
        uuid = self.result(job.result())
        self.pump(3)
        names = [e.name for e in heard if e.uuid == uuid and "STATE" not in e.name]
        self.assertEqual(
            names,
            [
                "CHANNEL_OUTGOING",
                "CHANNEL_CREATE",
                "CHANNEL_ORIGINATE",
                "CHANNEL_ANSWER",
                "CHANNEL_EXECUTE",
                "CHANNEL_PARK",
                "CHANNEL_UNPARK",
                "CHANNEL_HANGUP",
                "CHANNEL_EXECUTE_COMPLETE",
                "CHANNEL_HANGUP_COMPLETE",
                "CHANNEL_DESTROY",
            ],
        )

    def test_headers_are_the_real_ones(self) -> None:
        """Every header of our CHANNEL_ANSWER that is no variable is one that the real one has."""
        real: set[str] = set()
        for name in ("call_all_json", "sip_call_all_json", "call_bridge"):
            for message in FrameDecoder().feed(recordings.server(name)):
                if isinstance(message, Event):
                    real |= set(message)
        client = self.ready()
        self.result(client.subscribe("ALL"))
        heard = self.hear(client)
        self.call(client)
        self.result(client.hupall())
        self.pump(1)
        checked = 0
        for event in heard:
            if event.name.startswith("CHANNEL_"):
                ours = {h for h in event if not h.startswith("variable_")}
                self.assertEqual(ours - real, set(), event.name)
                checked += 1
        self.assertGreater(checked, 15)
        answer = next(e for e in heard if e.name == "CHANNEL_ANSWER")
        self.assertEqual(list(answer)[:13], list(esl.tables.COMMON_HEADERS))

    def test_hundreds_of_calls(self) -> None:
        client = self.ready()
        self.switch.max_sessions = 2000
        jobs = [self.result(client.originate("9199", endpoint="loopback")) for _ in range(300)]
        self.pump(5)
        self.assertTrue(all(job.successful() for job in jobs))
        self.assertEqual((self.switch.channels, client.listener.sessions), ({}, {}))

    def test_more_api_commands(self) -> None:
        client = self.ready()
        uuid = self.call(client)
        peer = next(u for u in self.switch.channels if u != uuid)
        for line, answer in (
            ("version", "FreeSWITCH Version 1.10.12-release~64bit ( 64bit)"),
            ("uptime s", "0"),
            ("global_getvar hostname", "simulator"),
            ("url_encode a b&c", "a%20b%26c"),
            ("strftime %Y", "2023"),
            ("reloadxml", "+OK [Success]"),
            ("reloadacl", "+OK acl reloaded"),
            ("fsctl max_sessions 900", "+OK"),
            ("show calls count", "1 total."),
            ("show channels count as json", '{"row_count": 2, "rows": []}'),
            ("show registrations as json", '{"row_count": 0}'),
            ("expand hostname", "simulator"),
            (f"uuid_hold {uuid}", "+OK Success"),
            (f"uuid_record {uuid} start /tmp/x.wav", "+OK Success"),
            (f"uuid_displace {uuid} start x.wav", "+OK Success"),
            (f"uuid_send_dtmf {uuid} 12", f"+OK {uuid} sent DTMF 12."),
            (f"uuid_answer {uuid}", "+OK"),
            (f"uuid_pre_answer {uuid}", "+OK"),
            (f"uuid_ring_ready {uuid}", "+OK"),
            (f"uuid_park {peer}", "+OK"),
            (f"uuid_bridge {uuid} {peer}", f"+OK {peer}"),
            (f"uuid_setvar {uuid} a 1", "+OK"),
            (f"uuid_setvar {uuid} a", "+OK"),
            (f"uuid_getvar {uuid} a", "_undef_"),
            ("sched_api +1 group echo x", "+OK Added: 1"),
            ("sched_del group", "+OK"),
            ("log 4 a line", "+OK"),
            ("load mod_sofia", "+OK Reloading XML\n+OK"),
        ):
            self.assertEqual(self.result(client.api(line)), answer, line)
        self.assertIn(
            "a=b",
            self.result(client.api("global_setvar a=b")) + self.result(client.api("global_getvar")),
        )
        self.assertEqual(len(self.result(client.api("create_uuid"))), 36)
        for line in (
            "originate x",
            "originate <a null/x &park()",
            "uuid_setvar " + uuid,
            "uuid_record " + uuid,
            "uuid_transfer " + uuid,
            "uuid_kill",
            "uuid_bridge a b",
            "sched_hangup x",
            "sched_hangup +1 nobody",
            "sched_api x",
            "sched_del nothing",
            "reload",
            "fsctl",
            "show nothing",
            "global_getvar nothing",
        ):
            self.fails(client.api(line), esl.CommandError)
        self.result(client.api(f"uuid_transfer {uuid} 9198 XML public"))
        self.assertIn("all channels", self.result(client.api("fsctl hupall")))
        self.pump(1)
        self.assertEqual(self.switch.channels, {})
        self.result(client.api("fsctl shutdown"))
        self.pump(0.1)
        self.assertEqual(client.state, "waiting")

    def test_applications(self) -> None:
        """What a dialplan can do here."""
        client = self.ready()
        self.result(client.subscribe("ALL"))
        heard = self.hear(client)
        self.switch.extensions["all"] = [
            ("pre_answer", ""),
            ("answer", ""),
            ("set", "x=${direction}"),
            ("unset", "x"),
            ("log", "a line"),
            ("event", "Event-Name=CUSTOM,Event-Subclass=lab::event,X=1"),
            ("record_session", "/tmp/${direction}.wav"),
            ("stop_record_session", "/tmp/${direction}.wav"),
            ("playback", "x.wav"),
            ("send_dtmf", "1"),
            ("bridge", "error/USER_BUSY"),
            ("bridge", "loopback/9199"),
            ("transfer", "9196"),
        ]
        uuid = self.call(client, "all")
        self.pump(10)
        names = {e.name for e in heard}
        self.assertLessEqual(
            {"PLAYBACK_START", "PLAYBACK_STOP", "RECORD_START", "RECORD_STOP", "DTMF"}
            | {"CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE", "CHANNEL_PROGRESS_MEDIA", "CUSTOM"},
            names,
        )
        (channel,) = [c for c in self.switch.channels.values() if c.direction == "inbound"]
        self.assertEqual(channel.destination, "9196")
        loops = client.execute(uuid, "playback", "y.wav", loops=2)
        self.result(loops)
        recording = client.execute(uuid, "record", "/tmp/z.wav")
        self.result(recording)
        self.pump(5)
        self.result(client.api(f"uuid_break {uuid}"))
        stopped = [e for e in heard if e.name == "RECORD_STOP"]
        self.assertEqual(stopped[-1]["Record-File-Path"], "/tmp/z.wav")
        played = [e for e in heard if e.get("Playback-File-Path") == "y.wav"]
        self.assertEqual(len(played), 4)
        self.result(client.execute(uuid, "no_such_application"))
        self.pump(1)
        self.assertEqual(heard[-1]["Hangup-Cause"], "DESTINATION_OUT_OF_ORDER")

    def test_destinations(self) -> None:
        client = self.ready()
        self.switch.gateways.add("carrier")
        self.switch.registered["1000"] = "9196"
        self.switch.max_sessions = 10
        for dial, answer in (
            ("null/x", "+OK"),
            ("sofia/gateway/carrier/9196", "+OK"),
            ("sofia/gateway/other/9196", "-ERR INVALID_GATEWAY"),
            ("sofia/external", "-ERR INVALID_PROFILE"),
            ("user/1000", "+OK"),
            ("error/nothing", "-ERR NORMAL_UNSPECIFIED"),
            ("error/user_busy|null/x", "+OK"),
            ("[leg_timeout=1]loopback/91017,null/x", "+OK"),
            ("{^^;a=1;b=2}null/x", "+OK"),
            ("[a=1", "-ERR DESTINATION_OUT_OF_ORDER"),
            ("null/x,", "-ERR DESTINATION_OUT_OF_ORDER"),
        ):
            reply = self.result(client.api(f"originate {dial} &park()", check=False))
            self.assertTrue(reply.startswith(answer), (dial, reply))
        self.result(client.api("originate null/x 'set:a=b,park' inline"))
        self.assertTrue(any(c.variables.get("a") == "b" for c in self.switch.channels.values()))
        self.switch.max_sessions = 1
        reply = self.result(client.api("originate null/x &park()", check=False))
        self.assertEqual(reply, "-ERR DESTINATION_OUT_OF_ORDER")

    def test_who_rings_together(self) -> None:
        """``,`` rings all, ``|`` one after the other, ``:_:`` makes attempts beside each other."""
        client = self.ready()
        self.result(client.subscribe("CHANNEL_OUTGOING", "CHANNEL_HANGUP"))
        for name, wait in (("slow", "3000"), ("fast", "1000")):
            self.switch.extensions[name] = [("sleep", wait), ("answer", ""), ("park", "")]
        slow, fast = "loopback/slow", "loopback/fast"
        both = ["slow", "fast"]
        for dial, seconds, outgoing, winner, causes in (
            (f"{slow},{fast}", 1, both, "fast", {"LOSE_RACE"}),
            (f"[leg_timeout=2]{slow}|{fast}", 3, both, "fast", {"NO_ANSWER"}),
            (f"{slow}|{fast}", 3, ["slow"], "slow", set()),
            (f"error/USER_BUSY,error/USER_BUSY|{fast}", 1, ["fast"], "fast", set()),
            (f"<v=1>error/USER_BUSY|{slow}:_:{{w=2}}{fast}", 1, both, "fast", {"LOSE_RACE"}),
        ):
            heard = self.hear(client)
            started = self.clock.seconds()
            job = self.result(client.bgapi(f"originate {dial} &park()"))
            uuid = self.result(job.result(10))
            self.assertEqual(round(self.clock.seconds() - started), seconds, dial)
            dialed = [e for e in heard if e.name == "CHANNEL_OUTGOING"]
            self.assertEqual([e["Caller-Destination-Number"] for e in dialed], outgoing, dial)
            channel = self.switch.channels[uuid]
            self.assertEqual(channel.destination, winner, dial)
            self.pump(1)
            ended = {e["Hangup-Cause"] for e in heard if e.name == "CHANNEL_HANGUP"}
            self.assertEqual(ended, causes, dial)
            self.assertEqual(len(self.switch.channels), 2, dial)
            self.assertEqual(channel.variables.get("v"), "1" if ":_:" in dial else None)
            self.assertEqual(channel.variables.get("w"), "2" if ":_:" in dial else None)
            self.result(client.hupall(everything=True))
        reply = client.api("originate error/USER_BUSY,error/NO_ANSWER &park()", check=False)
        self.assertEqual(self.result(reply), "-ERR NO_ANSWER")

    def test_reload_of_the_event_socket(self) -> None:
        """It is answered as a job, and then every connection is closed; the calls go on."""
        client, other = self.ready(), self.ready()
        uuid = self.call(client)
        reasons: list[Any] = []
        other.on_state(lambda old, new, reason: reasons.append(reason))
        reply = self.result(client.api("reload mod_event_socket"))
        self.assertTrue(reply.startswith("+OK Job-UUID: "), reply)
        self.pump(0.1)
        self.assertEqual([client.state, other.state], ["waiting", "waiting"])
        self.assertEqual(reasons[0].kind, "shutdown")
        self.pump(5)
        self.assertEqual([client.state, other.state], ["ready", "ready"])
        self.assertIn(uuid, self.switch.channels)

    def test_api_commands(self) -> None:
        client = self.ready()
        uuid = self.call(client)
        self.assertIn("UP 0 years", self.result(client.api("status")))
        self.assertEqual(self.result(client.api(f"uuid_exists {uuid}")), "true")
        rows = self.result(client.channels())
        self.assertEqual([row["uuid"] for row in rows][:1], [uuid])
        self.assertIn("2 total", self.result(client.api("show channels")))
        self.assertIn(uuid, self.result(client.api(f"uuid_dump {uuid} json")))
        self.result(client.api("global_setvar a=b"))
        self.assertEqual(self.result(client.api("eval x${a}")), "xb")
        self.assertEqual(self.result(client.api("module_exists mod_sofia")), "true")
        self.assertTrue(self.result(client.api("reload mod_sofia")).startswith("+OK"))
        self.fails(client.api("reload mod_none"), esl.CommandError)
        self.fails(client.api("uuid_kill nobody"), esl.CommandError)
        self.result(client.api(f"sched_hangup +2 {uuid}"))
        self.pump(3)
        self.assertEqual(self.result(client.channels()), [])
        self.switch.on_api("twice", lambda switch, argument, connection: argument * 2)
        self.assertEqual(self.result(client.api("twice ab")), "abab")


class Encoding(SynchronousTestCase):
    def test_percent(self) -> None:
        self.assertEqual(percent_encode("a b:é%41%4g+"), b"a%20b%3A%C3%A9%41%254g%2B")

    def test_recorded_events_survive_every_format(self) -> None:
        """Each event of a real call, encoded anew: the values are equal in all formats."""
        for name in ("call_all_json", "sip_call_all_json", "conference_json", "system_json"):
            for message in FrameDecoder().feed(recordings.server(name)):
                if not isinstance(message, Event):
                    continue
                record = EventRecord(
                    [
                        (k, v if len(message.getall(k)) < 2 else message.getall(k))
                        for k, v in message.items()
                    ],
                    message.body,
                )
                found = {}
                for format in ("plain", "json", "xml"):
                    (found[format],) = FrameDecoder().feed(encode_event(record, format))
                self.assertEqual(found["json"], message)
                true = {k: esl.messages.percent_decode(v) for k, v in message.items() if v}
                self.assertEqual(found["plain"].headers, true)
                self.assertEqual(found["plain"].body, message.body)
                arrays = {k for k in message if len(message.getall(k)) > 1}
                self.assertEqual(
                    {k: v for k, v in found["xml"].items() if k not in arrays},
                    {k: v for k, v in true.items() if k not in arrays},
                )

    def test_exact_bytes(self) -> None:
        """Our plain and JSON encoders write what the real server wrote."""
        for name in ("call_all_plain", "call_all_json"):
            for message in FrameDecoder().feed(recordings.server(name)):
                if not isinstance(message, Event) or message.body:
                    continue
                if message.raw.count(b"Hangup-Cause") > 1 or b"%20%20" in message.raw:
                    continue  # names twice
                if b"ARRAY" in message.raw or b'["' in message.raw or b"lab_var" in message.raw:
                    continue
                again = encode_event(EventRecord(list(message.items())), message.format)
                if len(message.raw) == len(again.partition(b"\n\n")[2]):
                    self.assertEqual(again.partition(b"\n\n")[2], message.raw)

    @modest
    @given(st.binary(max_size=200), st.lists(st.integers(1, 10), min_size=1))
    def test_commands_from_any_bytes(self, data: bytes, sizes: list[int]) -> None:
        data = data.replace(b"a", b"\n").replace(b"b", b"\r\n\r\n")
        whole = CommandDecoder(max_command=100)
        expected = whole.feed(data)
        decoder = CommandDecoder(max_command=100)
        found: list[Any] = []
        at = turn = 0
        while at < len(data) and decoder.error is None:
            size = sizes[turn % len(sizes)]
            found += decoder.feed(data[at : at + size])
            at, turn = at + size, turn + 1
        if whole.error is None and decoder.error is None:
            self.assertEqual(found, expected)


class Repetition(SynchronousTestCase):
    def test_as_a_far_end(self) -> None:
        """``simulator.Replay`` sends each piece when the client has said what it said then."""
        for name in ("auth_ok", "call_all_json", "userauth_limited", "outbound_async_full"):
            clock = Clock()
            sent, data = recordings.client(name), recordings.server(name)
            chunks, at = [], {"c": 0, "s": 0}
            for moment, who, size in recordings.sequence(name):
                if who in at:
                    source = sent if who == "c" else data
                    piece = source[at[who] : at[who] + size]
                    at[who] += size
                    chunks.append(Chunk(moment, who.upper(), piece))
            replay = Replay(clock, dialogue=chunks)
            talker = Talker()
            join(clock, talker, replay.factory.buildProtocol(None))
            for chunk in chunks:
                if chunk.side == "C":
                    talker.transport.write(chunk.data)
                    pump(clock)
            pump(clock)
            self.assertEqual(talker.data, data, name)
            self.assertEqual(replay.finished, 1)
            self.assertTrue(talker.ended)
