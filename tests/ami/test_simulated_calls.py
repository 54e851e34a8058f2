"""Calls in the simulator: how they go, and the actions about them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.ami.far import USERS, Far
from twisted_telco.ami.messages import Message
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.ami.simulator.call_actions import split_variables
from twisted_telco.ami.simulator.channels import UNKNOWN, Party
from twisted_telco.testing import pump

STEPS = st.lists(
    st.sampled_from(
        "Answer Busy Congestion Echo Hangup Hangup(34) Hangup(17) Ringing Set(A=1) Wait(0) Wait(2) "
        "Wait(50) Playback(x) UserEvent(U)".split()
    ),
    max_size=5,
)


class CallTests(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.asterisk = Asterisk(self.clock, users=USERS)
        self.exchange = self.asterisk.exchange
        self.far = Far(self.asterisk).log_in(events="call")
        self.far.look()

    def originate(self, channel: str, **headers: Any) -> list[Message]:
        """Begin a call; what is said in the same instant."""
        asked = {"Channel": channel, "Application": "Wait", "Data": "5", "Async": "true"}
        return self.far.ask("Originate", asked | headers)

    def nothing_left(self) -> None:
        self.assertEqual(self.exchange.calls, {})
        self.assertEqual(self.exchange.channels, {})
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_device(self):
        """It rings and answers, and the caller's application runs."""
        self.assertEqual(
            [m.name for m in self.originate("PJSIP/alice", CallerID="Bob <7>")],
            [
                "Success",
                "Newchannel",
                "NewCallerid",
                "NewConnectedLine",
                "DialBegin",
                "Newstate",
                "DialState",
                "DeviceStateChange",
                "Newstate",
                "DialEnd",
                "OriginateResponse",
                "DeviceStateChange",
            ],
        )
        ended = self.far.look(5)
        self.assertEqual([m.name for m in ended], ["Hangup", "DeviceStateChange"])
        self.assertEqual(ended[0]["Channel"], "PJSIP/alice-00000000")
        self.assertEqual(ended[1]["State"], "NOT_INUSE")
        self.nothing_left()

    def reason(self, channel: str, seconds: float = 0, **headers: Any) -> str:
        messages = self.originate(channel, **headers) + self.far.look(seconds)
        (response,) = [m for m in messages if m.name == "OriginateResponse"]
        return response["Reason"]

    def test_reasons(self):
        devices = {
            "PJSIP/busy": ["Busy"],
            "PJSIP/full": ["Congestion"],
            "PJSIP/ringing": ["Ringing"],
            "PJSIP/rejecting": ["Ringing", "Wait(1)", "Hangup(21)"],
        }
        self.exchange.devices.update(devices)
        for channel, reason in (
            ("PJSIP/busy", "5"),
            ("PJSIP/full", "8"),
            ("PJSIP/ringing", "3"),
            ("PJSIP/rejecting", "0"),
            ("PJSIP/other", "4"),
            ("Nosuch/x", "0"),
            ("Local/nosuch@default", "0"),
            ("Local/112", "3"),
            ("Local/555@somewhere", "4"),
        ):
            self.assertEqual(self.reason(channel, 10, Timeout=2000), reason, channel)
            pump(self.clock, 60)
            self.nothing_left()

    def test_own_extension(self):
        self.exchange.dialplan["door"] = ["Answer", "Set(OPEN=1)", "Playback(hi)", "Wait(bad)"]
        self.far.ask("Events", {"EventMask": "dialplan"})
        names = [
            m.get("Application", m.get("Value"))
            for m in self.originate("Local/door@default")
            if m.name in ("Newexten", "VarSet")
        ]
        self.assertEqual(names, ["AppDial2", "Answer", "Set", "1", "Playback", "Wait"])
        self.nothing_left()

    def test_a_step_that_is_none(self):
        self.exchange.dialplan["bad"] = ["no application"]
        with self.assertRaisesRegex(ValueError, "no application"):
            self.exchange.steps_of("bad")

    def test_extension_for_the_caller(self):
        """The answered channel goes through the dial plan, from the priority asked for."""
        headers = {"Application": None, "Data": None, "Exten": "104", "Context": "x"}
        self.originate("Local/102@default", Priority="2", **headers)
        (channel,) = [c for c in self.exchange.channels.values() if c.name.endswith(";1")]
        self.assertEqual((channel.exten, channel.context, channel.priority), ("104", "x", 2))
        self.assertEqual(channel.running, ("Wait", "1"))
        self.far.look()
        hung_up = [m for m in self.far.look(1) if m.name == "Hangup"]
        self.assertEqual([m["Cause"] for m in hung_up], ["16", "16"])
        self.nothing_left()

    def test_ids(self):
        messages = self.originate("Local/102@default", ChannelId="mine")
        ids = [m["Uniqueid"] for m in messages if m.name == "Newchannel"]
        self.assertEqual(ids, ["mine", "mine;2"])

    def test_synchronous(self):
        """The session waits for the answer, and hears the events of the call behind it."""
        self.exchange.dialplan["slow"] = ["Ringing", "Wait(3)", "Answer", "Wait(9)"]
        self.assertEqual(self.originate("Local/slow@x", Async=None), [])
        self.assertEqual(self.far.look(2.9), [])
        messages = self.far.look(0.2)
        self.assertEqual(messages[0].get("Message"), "Originate successfully queued")
        self.assertIn("Newchannel", [m.name for m in messages])
        self.assertNotIn("OriginateResponse", [m.name for m in messages])

    def test_a_client_that_leaves_a_synchronous_call(self):
        self.originate("Local/112@x", Async=None)
        self.far.transport.loseConnection()
        pump(self.clock, 61)
        self.nothing_left()

    def test_lists(self):
        self.originate("Local/102@default", Variable=["A=1", "B=2,C=3"])
        self.far.look(4)
        (answer, *items, complete) = self.far.ask("CoreShowChannels")
        self.assertEqual(answer.get("EventList"), "start")
        self.assertEqual([m["Duration"] for m in items], ["00:00:04"] * 2)
        self.assertEqual(items[0]["ApplicationData"], "5")
        self.assertEqual(complete["ListItems"], "2")
        name = items[0]["Channel"]
        (_, one, complete) = self.far.ask(
            "Status", {"Channel": name, "Variables": "A,NONE,CHANNEL(state)"}
        )
        self.assertEqual(one.getall("Variable"), ["A=1", "NONE=(null)", "CHANNEL(state)=Up"])
        self.assertEqual((complete["ListItems"], complete["Items"]), ("1", "1"))
        (_, one, *_) = self.far.ask("Status", {"AllVariables": "true"})
        self.assertEqual(one.getall("Variable"), ["A=1", "B=2", "C=3"])
        counts = self.far.ask("CoreStatus")[0]
        self.assertEqual((counts["CoreCurrentCalls"], counts["CoreProcessedCalls"]), ("1", "1"))
        (shown,) = self.far.ask("Command", {"Command": "core show channels"})
        self.assertEqual(shown.getall("Output")[3], "2 active channels")
        self.assertIn("Wait(5)", shown.getall("Output")[1])

    def test_variables(self):
        self.originate("Local/102@default")
        name = next(iter(self.exchange.channels))
        self.far.ask("Setvar", {"Channel": name, "Variable": "X", "Value": "a: b"})
        (answer,) = self.far.ask("Getvar", {"Channel": name, "Variable": "X"})
        self.assertEqual(answer["Value"], "a: b")
        for action in ("Getvar", "Setvar"):
            (answer,) = self.far.ask(action, {"Channel": "no/such", "Variable": "X"})
            self.assertEqual(answer["Message"], "No such channel")
        self.far.ask("Events", {"EventMask": "dialplan"})
        (_, event) = self.far.ask("Setvar", {"Variable": "G", "Value": "1"})
        self.assertEqual(event.headers.pairs[2:4], [("Channel", "none"), ("Uniqueid", "none")])

    def test_hang_up(self):
        """Both halves of a Local channel end, with the cause that was asked for."""
        self.originate("Local/102@default")
        first, _ = self.exchange.channels
        self.far.look()
        messages = self.far.ask("Hangup", {"Channel": first, "Cause": "17"})
        self.assertEqual(
            [(m.name, m.get("Channel", "")[-2:], m.get("Cause")) for m in messages[1:5]],
            [
                ("SoftHangupRequest", ";1", "16"),
                ("HangupRequest", ";2", "17"),
                ("SoftHangupRequest", ";2", "16"),
                ("Hangup", ";2", "17"),
            ],
        )
        self.assertEqual(messages[0].get("Message"), "Channel Hungup")
        self.assertEqual(messages[4]["Cause-txt"], "User busy")
        self.assertIn(("Hangup", first), [(m.name, m.get("Channel")) for m in messages])
        self.nothing_left()

    def test_hang_up_the_ringing(self):
        self.originate("PJSIP/alice", Timeout=5000)
        self.exchange.devices["PJSIP/bob"] = ["Ringing"]
        self.originate("PJSIP/bob")
        name = list(self.exchange.channels)[-1]
        names = [m.name for m in self.far.ask("Hangup", {"Channel": name})]
        expected = "Success SoftHangupRequest Hangup DialEnd DeviceStateChange OriginateResponse"
        self.assertEqual(names, expected.split())

    def test_hang_up_all_that_match(self):
        self.originate("Local/102@a")
        self.originate("PJSIP/alice")
        self.far.look()
        messages = self.far.ask("Hangup", {"Channel": "/^local/", "Cause": "999"})
        listed = [m["Channel"] for m in messages if m.name == "ChannelHungup"]
        self.assertEqual(len(listed), 2)
        self.assertEqual({m["Cause"] for m in messages if m.name == "Hangup"}, {"16"})
        self.assertEqual(list(self.exchange.channels), ["PJSIP/alice-00000000"])

    def test_refusals(self):
        for headers, text in (
            ({"Priority": "x"}, "Invalid priority"),
            ({"Channel": "x"}, "Invalid channel"),
            ({"Channel": None}, "Channel not specified"),
        ):
            (answer,) = self.originate("Local/1", **headers)
            self.assertEqual((answer.name, answer["Message"]), ("Error", text))

    @given(STEPS, STEPS, st.booleans(), st.booleans(), st.booleans())
    @settings(max_examples=150, deadline=None, derandomize=True)
    def test_any_plan(self, dialled, then, local, by_exten, hang_up):
        """Whatever is planned: each channel ends once, and each attempt has one result."""
        self.setUp()
        self.exchange.dialplan |= {"dialled": dialled, "then": then}
        self.exchange.devices["PJSIP/dialled"] = dialled
        target = {"Application": "Wait", "Data": "1"}
        if by_exten:
            target = {"Exten": "then", "Context": "x", "Priority": "1"}
        channel = "Local/dialled@x" if local else "PJSIP/dialled"
        messages = self.far.ask("Originate", {"Channel": channel, "Async": "true"} | target)
        messages += self.far.look(1.5)
        if not hang_up:
            messages += self.far.look(200)
        messages += self.far.ask("Hangup", {"Channel": "/./"})
        counts = Counter(message.name for message in messages)
        self.assertEqual(counts["OriginateResponse"], 1)
        self.assertEqual(counts["Newchannel"], 2 if local else 1)
        self.assertEqual(counts["Hangup"], counts["Newchannel"])
        self.assertLessEqual(counts["DialEnd"], 1)
        self.assertEqual(self.flushLoggedErrors(), [])
        self.nothing_left()

    def test_traffic(self):
        """A call every so many seconds, of several kinds; it ends when told to."""
        self.asterisk.start_traffic(1)
        names = self.far.names(20)
        self.assertEqual(self.exchange.processed, 21)
        self.assertLess(len(self.exchange.calls), 10)
        for name in ("Newchannel", "DialEnd", "DialState", "Hangup", "DeviceStateChange"):
            self.assertIn(name, names)
        self.asterisk.start_traffic(10)
        self.asterisk.stop_traffic()
        pump(self.clock, 20)
        self.assertEqual(self.exchange.processed, 22)
        self.nothing_left()

    def test_parties(self):
        for text, party in (
            ('"Zoë Test" <5551>', Party("5551", "Zoë Test")),
            ("Bob <7>", Party("7", "Bob")),
            ("<7>", Party("7")),
            ("7", Party("7")),
            ("<>", Party(UNKNOWN)),
        ):
            self.assertEqual(Party.parse(text), party)

    def test_variables_in_one_header(self):
        self.assertEqual(
            split_variables('A=1, B="x,y",C=,D'), [("A", "1"), ("B", "x,y"), ("C", ""), ("D", "")]
        )
