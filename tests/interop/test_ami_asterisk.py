"""Our AMI client and a real Asterisk 22."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults
from twisted.trial.unittest import TestCase

from tests.interop import peers
from twisted_telco import ami
from twisted_telco.ami.actions import LISTS
from twisted_telco.core.trace import Trace


class AsteriskTestCase(TestCase):
    """Connects to the Asterisk that runs, and ends its calls."""

    timeout = 60

    async def setUp(self) -> None:
        self.places = await peers.asterisk()

    async def connect(self, username: str = "admin", where: str = "ami", **options: Any) -> Any:
        options.setdefault("secret", f"{username}pw")
        client = await ami.connect(reactor, self.places[where], username=username, **options)
        self.addCleanup(client.close)
        return client

    async def call(self, client: Any, extension: str, **more: Any) -> Any:
        """Call an extension of the dialplan; returns its OriginateResponse."""
        self.addCleanup(client.request, "Command", Command="channel request hangup all")
        answer = await client.request(
            "Originate",
            Channel=f"Local/{extension}@default",
            Application="Wait",
            Data="30",
            Async=True,
            synchronous=True,
            timeout=10,
            **more,
        )
        return answer.events["OriginateResponse"]

    async def refusal(self, request: Deferred[Any]) -> str:
        """The text with which Asterisk refuses."""
        error = await self.assertFailure(request, ami.ActionError)
        return str(error)

    async def user_events(self, sender: Any, *names: str) -> None:
        for name in names:
            await sender.request("UserEvent", UserEvent=name)

    def collect(self, client: Any, last: str) -> Callable[[], Deferred[list[str]]]:
        """Names of the user events that a client hears, when the one called ``last`` is there."""
        names: list[str] = []
        client.events.subscribe("UserEvent", lambda event: names.append(event["UserEvent"]))
        end = client.events.wait_for(
            lambda event: event.name == "UserEvent" and event["UserEvent"] == last, timeout=10
        )
        return lambda: end.addCallback(lambda _: names)


class LoginTests(AsteriskTestCase):
    async def test_plain(self) -> None:
        client = await self.connect(auth="plain")
        self.assertEqual((await client.request("Ping"))["Ping"], "Pong")

    async def test_md5(self) -> None:
        client = await self.connect(auth="md5")
        self.assertEqual((await client.request("Ping"))["Ping"], "Pong")

    async def test_letters_outside_ascii(self) -> None:
        for auth in ("plain", "md5"):
            client = await self.connect("umlaut", secret="pässwörd", auth=auth)
            self.assertTrue((await client.request("Ping")).success)

    async def test_wrong_secret(self) -> None:
        for auth in ("plain", "md5"):
            attempt = ami.connect(
                reactor, self.places["ami"], username="admin", secret="no", auth=auth
            )
            error = await self.assertFailure(attempt, ami.AuthenticationFailed)
            self.assertIn("Authentication failed", str(error))

    async def test_address_not_permitted(self) -> None:
        attempt = ami.connect(reactor, self.places["ami"], username="faraway", secret="farawaypw")
        error = await self.assertFailure(attempt, ami.AuthenticationFailed)
        self.assertIn("Authentication failed", str(error))

    async def test_only_one_login_allowed(self) -> None:
        await self.connect("single")
        attempt = ami.connect(reactor, self.places["ami"], username="single", secret="singlepw")
        error = await self.assertFailure(attempt, ami.AuthenticationFailed)
        self.assertIn("Login Already In Use", str(error))

    async def test_no_classes(self) -> None:
        """A user whose classes do not exist is logged in, and may ping."""
        client = await self.connect("wrongclass")
        self.assertTrue((await client.request("Ping")).success)
        text = await self.refusal(client.request("Command", Command="core show version"))
        self.assertEqual(text, "Permission denied")

    async def test_logoff(self) -> None:
        client = ami.Client(reactor, self.places["ami"], username="admin", secret="adminpw")
        client.trace = Trace(reactor)
        client.startService()
        await client.when_ready()
        await client.close()
        server = b"".join(chunk.data for chunk in client.trace.chunks if chunk.side == "S")
        self.assertIn(b"Response: Goodbye\r\n", server)
        self.assertEqual(client.state, "stopped")


class TLSTests(AsteriskTestCase):
    async def connect_tls(self) -> Any:
        return await self.connect(where="ami-tls", tls=self.places["cert"])

    async def test_certificate_given(self) -> None:
        client = await self.connect_tls()
        self.assertTrue((await client.request("Ping")).success)

    async def test_not_verified(self) -> None:
        client = await self.connect(where="ami-tls", tls="insecure", auth="md5")
        self.assertTrue((await client.request("Ping")).success)

    async def test_certificate_nobody_trusts(self) -> None:
        attempt = ami.connect(
            reactor, self.places["ami-tls"], username="admin", secret="adminpw", tls=True
        )
        error = await self.assertFailure(attempt, ami.Error)
        self.assertIn("certificate", str(error))

    async def test_burst(self) -> None:
        """Asterisk leaves what follows the first 1,024 bytes of a TLS record unanswered."""
        client = await self.connect_tls()
        answers = await gatherResults([client.request("Ping", timeout=10) for _ in range(100)])
        self.assertEqual([answer["Ping"] for answer in answers], ["Pong"] * 100)

    async def test_long_action(self) -> None:
        client = await self.connect_tls()
        heard = client.events.wait_for("UserEvent", timeout=10)
        headers = {f"Header{n}": "x" * 900 for n in range(9)}
        await client.request("UserEvent", headers, UserEvent="Long")
        event = await heard
        self.assertEqual([event[name] for name in headers], list(headers.values()))


class RequestTests(AsteriskTestCase):
    async def test_refusals(self) -> None:
        client = await self.connect()
        self.assertIn(
            "Invalid/unknown command: Nonsense", await self.refusal(client.request("Nonsense"))
        )
        self.assertEqual(await self.refusal(client.request("Originate")), "Channel not specified")
        answer = await client.request("Nonsense", check=False)
        self.assertFalse(answer.success)

    async def test_permission_denied(self) -> None:
        client = await self.connect("readonly")
        self.assertTrue((await client.request("Ping")).success)
        text = await self.refusal(client.request("Command", Command="core show version"))
        self.assertEqual(text, "Permission denied")

    async def test_dangerous_application(self) -> None:
        client = await self.connect("caller")
        request = client.request(
            "Originate", Channel="Local/100@default", Application="System", Data="true"
        )
        self.assertIn("Access Forbidden", await self.refusal(request))

    async def test_command(self) -> None:
        client = await self.connect()
        answer = await client.request("Command", Command="core show version")
        self.assertIn("Asterisk 22.", answer.output[0])
        answer = await client.request("Command", Command="no such thing", check=False)
        self.assertFalse(answer.success)
        self.assertIn("No such command", answer.output[0])

    async def test_command_that_fails(self) -> None:
        """Its Message is the same as ever; the reason stands in the output."""
        client = await self.connect()
        text = await self.refusal(client.request("Command", Command="no such thing"))
        self.assertIn("No such command", text)

    async def test_database(self) -> None:
        client = await self.connect()
        await client.request("DBPut", Family="interop", Key="plain", Val="a: b=c; d")
        answer = await client.request("DBGet", Family="interop", Key="plain")
        self.assertEqual(answer.events["DBGetResponse"]["Val"], "a: b=c; d")
        await client.request("DBDel", Family="interop", Key="plain")
        text = await self.refusal(client.request("DBGet", Family="interop", Key="plain"))
        self.assertEqual(text, "Database entry not found")

    async def test_bytes_that_are_no_text(self) -> None:
        """Latin-1 goes there and back, and costs neither event nor link."""
        client = await self.connect()
        value = b"caf\xe9".decode("utf-8", "surrogateescape")
        await client.request("DBPut", Family="interop", Key="latin1", Val=value)
        answer = await client.request("DBGet", Family="interop", Key="latin1")
        self.assertEqual(answer.events["DBGetResponse"]["Val"], value)
        self.assertIn(b"Val: caf\xe9\r\n", answer.events["DBGetResponse"].raw + b"\r\n")
        heard = client.events.wait_for("UserEvent", timeout=10)
        await client.request("UserEvent", UserEvent="Latin1", Text=value)
        self.assertEqual((await heard)["Text"], value)

    async def test_blocking_originate(self) -> None:
        """Without Async the session answers nothing until the call is answered."""
        client = await self.connect()
        originate = client.request(
            "Originate", Channel="Local/101@default", Application="Wait", Data="1", timeout=20
        )
        ping = client.request("Ping", timeout=20)
        answers = await gatherResults([originate, ping])
        self.assertEqual(answers[0].message, "Originate successfully queued")
        self.assertEqual(answers[1]["Ping"], "Pong")


class ListTests(AsteriskTestCase):
    async def test_channels(self) -> None:
        client = await self.connect()
        calls = [await self.call(client, "100") for _ in range(2)]
        answer = await client.request("CoreShowChannels")
        listed = answer.events["CoreShowChannel"]
        self.assertLessEqual(
            {call["Uniqueid"] for call in calls}, {channel["Uniqueid"] for channel in listed}
        )
        self.assertGreaterEqual(len(listed), 4)
        self.assertEqual(answer.events.complete["ListItems"], str(len(listed)))

    async def test_queues(self) -> None:
        client = await self.connect()
        answer = await client.request("QueueStatus")
        self.assertEqual(
            sorted(queue["Queue"] for queue in answer.events["QueueParams"]), ["sales", "support"]
        )
        self.assertEqual(
            sorted(member["Name"] for member in answer.events["QueueMember"]),
            ["Member One", "Member Three", "Member Two"],
        )
        answer = await client.request("QueueStatus", Queue="support")
        self.assertEqual(answer.events["QueueMember"]["Name"], "Member One")

    async def test_all_lists_of_our_table(self) -> None:
        """Each is collected whole, under the names we have for it."""
        client = await self.connect()
        joined = {}
        for extension, event in (("120", "BridgeEnter"), ("300", "ConfbridgeJoin")):
            there = client.events.wait_for(event, timeout=10)
            await self.call(client, extension)
            joined[event] = await there
        await client.request("DBPut", Family="interop", Key="listed", Val="1")
        bridge, channel = (joined["BridgeEnter"][key] for key in ("BridgeUniqueid", "Channel"))
        needed = {
            "BridgeInfo": {"BridgeUniqueid": bridge},
            "ConfbridgeList": {"Conference": "lobby"},
            "CoreShowChannelMap": {"Channel": channel},
            "DBGet": {"Family": "interop", "Key": "listed"},
            "PJSIPShowEndpoint": {"Endpoint": "alice"},
            "ShowDialPlan": {"Context": "default"},
            "VoicemailBoxSummary": {"Context": "default", "Mailbox": "100"},
            "VoicemailUserStatus": {"Context": "default", "Mailbox": "100"},
        }
        seen = {}
        for action, known in LISTS.items():
            if action == "WaitEvent":
                continue  # the server does not say how many
            answer = await client.request(action, needed.get(action), check=False)
            if answer.events is not None:
                names = [event.name for event in answer.events]
                self.assertEqual(names.pop(), known.complete)
                self.assertLessEqual(set(names), set(known.items))
                count = answer.events.complete["ListItems"]
                self.assertEqual((action, str(len(names))), (action, count))
                seen[action] = len(names)
        self.assertGreater(len(seen), 30)
        with_items = {action for action, number in seen.items() if number}
        irregular = {"ConfbridgeList", "IAXpeerlist", "PJSIPShowEndpoint", "VoicemailUsersList"}
        empty = {"CoreShowChannelMap", "VoicemailBoxSummary"}  # may be, or are
        self.assertLessEqual((set(needed) | irregular) - empty, with_items)

    async def test_items_without_action_id(self) -> None:
        """Asterisk forgets the ActionID in the items of IAXpeers (channels/chan_iax2.c)."""
        client = await self.connect()
        answer = await client.request("IAXpeers")
        self.assertEqual(answer.events["PeerEntry"]["ObjectName"], "trunk")

    async def test_empty_list_as_a_refusal(self) -> None:
        client = await self.connect()
        for action, text in (
            ("ConfbridgeListRooms", "No active conferences."),
            ("PJSIPShowContacts", "No Contacts found"),
        ):
            self.assertEqual(await self.refusal(client.request(action)), text)

    async def test_aggregate(self) -> None:
        client = await self.connect()
        heard = client.events.wait_for("QueueStatus_Aggregate", timeout=10)
        await client.request("QueueStatus", aggregate=True)
        aggregate = await heard
        self.assertTrue(aggregate.valid)
        self.assertEqual(len(aggregate.entries), 5)


class OriginateTests(AsteriskTestCase):
    async def test_answer_and_later_event(self) -> None:
        client = await self.connect()
        heard: list[Any] = []
        client.events.subscribe("OriginateResponse", heard.append)
        hangup = client.events.wait_for("Hangup", timeout=10)
        answer = await client.request(
            "Originate", Channel="Local/101@default", Application="Wait", Data="1", Async=True
        )
        self.assertEqual(answer.message, "Originate successfully queued")
        self.assertIsNone(answer.events)
        await hangup
        self.assertEqual([event.action_id for event in heard], [answer.action_id])
        self.assertEqual(heard[0]["Response"], "Success")

    async def test_synchronous(self) -> None:
        client = await self.connect()
        heard: list[Any] = []
        client.events.subscribe("OriginateResponse", heard.append)
        event = await self.call(client, "100", Variable=["A=1", "B=two words"])
        self.assertEqual((event["Response"], event["Reason"]), ("Success", "4"))
        self.assertEqual(heard, [event])
        for variable, value in (("A", "1"), ("B", "two words")):
            answer = await client.request("Getvar", Channel=event["Channel"], Variable=variable)
            self.assertEqual(answer["Value"], value)

    async def test_call_that_fails(self) -> None:
        client = await self.connect()
        for extension, reason in (("110", "5"), ("111", "8"), ("nowhere", "0")):
            event = await self.call(client, extension)
            self.assertEqual((event["Response"], event["Reason"]), ("Failure", reason))
        event = await self.call(client, "112", Timeout="500")
        self.assertEqual((event["Response"], event["Reason"]), ("Failure", "3"))


class EventTests(AsteriskTestCase):
    async def test_forgery(self) -> None:
        """Of a message's kind its first line decides, whatever else it carries."""
        sender, listener = await self.connect(), await self.connect()
        forged: list[Any] = []
        for client in (sender, listener):
            client.events.subscribe(("Hangup", "Forged"), forged.append)
        heard = [c.events.wait_for("UserEvent", timeout=10) for c in (sender, listener)]
        headers = {"UserEvent": "Forger", "Event": "Hangup", "Response": "Success", "Cause": "16"}
        await sender.request("UserEvent", headers)
        for event in await gatherResults(heard):
            self.assertEqual(event.name, "UserEvent")
            self.assertEqual(event["UserEvent"], "Forger")
            self.assertEqual(event.getall("Event")[-1], "Hangup")
            self.assertEqual(event["Cause"], "16")
        self.assertEqual(forged, [])

    async def test_line_feed_in_a_value(self) -> None:
        client = await self.connect()
        heard = client.events.wait_for("UserEvent", timeout=10)
        await self.call(client, "131")
        event = await heard
        self.assertIn("[general]\nenabled = yes", event["Text"])
        self.assertEqual(event["After"], "yes")

    async def test_mask(self) -> None:
        client, other = await self.connect(), await self.connect()
        heard: list[str] = []
        client.events.subscribe("*", lambda event: heard.append(event.name))
        await client.set_event_mask("user")
        names = self.collect(client, "After")
        heard.clear()
        await self.call(other, "100")
        await self.user_events(other, "After")
        self.assertEqual(await names(), ["After"])
        self.assertEqual(heard, ["UserEvent"])

    async def test_filter(self) -> None:
        client, other = await self.connect(), await self.connect()
        await client.add_filter("!UserEvent: Noise")
        names = self.collect(client, "Last")
        await self.user_events(other, "Noise", "First", "Noise", "Last")
        self.assertEqual(await names(), ["First", "Last"])

    async def test_advanced_filter(self) -> None:
        client, other = await self.connect(), await self.connect()
        await client.add_filter(
            "L", criteria="name(UserEvent),header(UserEvent),method(starts_with)"
        )
        names = self.collect(client, "Last")
        await self.user_events(other, "Noise", "Long", "Noise", "Last")
        self.assertEqual(await names(), ["Long", "Last"])

    async def test_filter_refused(self) -> None:
        client = await self.connect()
        self.assertIn("did not compile", await self.refusal(client.add_filter("[")))
        request = client.add_filter("x", criteria="bogus(x)")
        self.assertIn("formatted incorrectly", await self.refusal(request))


class RestartTests(AsteriskTestCase):
    def client(self) -> Any:
        client = ami.Client(reactor, self.places["ami"], username="admin", secret="adminpw")
        client.factory.initialDelay = 0.2
        client.startService()
        self.addCleanup(client.close)
        return client

    async def booted(self) -> None:
        client = await self.client().when_ready()
        await client.request("Command", Command="core waitfullybooted", timeout=30)

    async def test_back_after_a_restart(self) -> None:
        client, sender = self.client(), await self.connect()
        await client.when_ready()
        await client.set_event_mask("system,user")
        await client.add_filter("!UserEvent: Noise")

        states: list[str] = []
        back: Deferred[None] = Deferred()

        def changed(old: str, new: str, reason: Exception | None) -> None:
            states.append(new)
            if new == "ready":
                back.callback(None)

        client.on_state(changed)
        shutdown = client.events.wait_for("Shutdown", timeout=10)
        # The session that gives the command is never answered, nor told of the shutdown.
        restart = sender.request("Command", Command="core restart now", timeout=20)
        await self.assertFailure(restart, ami.ConnectionLost)
        self.assertEqual((await shutdown)["Restart"], "True")
        await back
        self.assertEqual(states[0], "waiting")
        self.assertEqual(states[-3:], ["connecting", "logging_in", "ready"])
        await self.booted()

        heard: list[str] = []
        client.events.subscribe("*", lambda event: heard.append(event.name))
        names = self.collect(client, "Last")
        other = await self.connect()
        await self.call(other, "100")
        await self.user_events(other, "Noise", "Last")
        self.assertEqual(await names(), ["Last"])
        # Of the call nothing is heard; that the server has booted may be told late.
        self.assertEqual(set(heard) - {"FullyBooted"}, {"UserEvent"})
