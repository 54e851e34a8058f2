"""The simulator's faults, and the simulator with a client and over sockets."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.trial.unittest import TestCase

from tests.ami.far import Far, SimulatorTestCase, messages_of
from twisted_telco.ami.client import Client
from twisted_telco.ami.errors import ActionError
from twisted_telco.ami.messages import Response
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.ami.wire import encode_action
from twisted_telco.testing import pump, result_of


class FaultTests(SimulatorTestCase):
    def test_mute(self):
        self.asterisk.mute("Ping", "CoreStatus")
        far = self.far()
        far.send(b"".join(map(encode_action, ("Ping", "CoreStatus", "CoreSettings"))))
        self.assertEqual([m.get("AMIversion") for m in far.look()], ["11.0.0"])

    def test_delay(self):
        self.asterisk.delay(2, "Ping")
        far = self.far()
        self.assertEqual(far.ask("Ping"), [])
        self.assertEqual(far.names(1.9), [])
        self.assertEqual(far.names(0.2), ["Success"])

    def test_ends_of_messages(self):
        for end in (b"\n", b"\r\n\r\n"):
            self.asterisk.message_end = end
            far = self.far()
            far.ask("Ping")
            ends = far.data.rpartition(b"Timestamp: ")[2].partition(b"\r\n")[2]
            self.assertEqual(ends, end)
            self.assertEqual(far.ask("Ping")[0].name, "Success")

    def test_stall(self):
        far = self.far()
        self.asterisk.stall()
        self.assertEqual(far.ask("Ping"), [])
        self.asterisk.resume()
        self.assertEqual(far.names(), ["Success"])

    def test_cut_inside_a_message(self):
        self.asterisk.cut_after(sent=60)
        far = Far(self.asterisk).log_in()
        self.assertTrue(far.ended)
        self.assertEqual(len(far.data), 60)

    def test_split_and_garbage_and_drop(self):
        far = self.far()
        sizes: list[int] = []
        receive = far.dataReceived
        far.dataReceived = lambda data: (sizes.append(len(data)), receive(data))
        self.asterisk.split(3)
        far.ask("Ping")
        self.assertEqual(max(sizes), 3)
        self.asterisk.split(None)
        self.asterisk.garbage(b"\xff\0\r\n")
        pump(self.clock)
        self.assertTrue(far.data.endswith(b"\xff\0\r\n"))
        self.asterisk.drop()
        pump(self.clock)
        self.assertTrue(far.ended)

    def test_kick(self):
        far, other = self.far(), self.far("quiet")
        self.assertEqual(self.asterisk.kick("admin"), 1)
        pump(self.clock)
        self.assertTrue(far.ended)
        self.assertFalse(other.ended)

    def test_shutdown(self):
        far = self.far(events="system")
        self.asterisk.shut_down(cleanly=False, restart=True)
        (event,) = far.look()
        self.assertEqual(
            event.headers.pairs,
            [
                ("Event", "Shutdown"),
                ("Privilege", "system,all"),
                ("Shutdown", "Uncleanly"),
                ("Restart", "True"),
            ],
        )
        self.assertTrue(far.ended)
        self.assertEqual(self.far().ask("Ping")[0].name, "Success")

    def test_stopping_says_so(self):
        self.asterisk.startService()
        far = self.far(events="system")
        self.asterisk.start_traffic()
        result_of(self.clock, self.asterisk.stopService())
        self.assertEqual(far.names(), ["Shutdown"])
        self.assertTrue(far.ended)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    @given(st.lists(st.binary(max_size=60) | st.sampled_from([b"\r\n", b"\n\n", b"Action: Ping"])))
    @settings(max_examples=50, deadline=None, derandomize=True)
    def test_any_bytes(self, pieces: list[bytes]):
        """Whatever is sent, the session goes on."""
        far = self.far()
        for piece in pieces:
            far.send(piece)
        far.send(b"\n\n" + encode_action("Ping", action_id="still-alive"))
        self.assertEqual(messages_of(far.data)[-1].action_id, "still-alive")
        self.assertEqual(self.flushLoggedErrors(), [])


class ClientTests(SimulatorTestCase):
    """With the real client in memory, as users' own suites have it."""

    def client(self, **login: Any) -> Client:
        login = {"username": "admin", "secret": "adminpw"} | login
        client = Client(self.clock, self.asterisk.endpoint(), **login)
        client.startService()
        pump(self.clock)
        return client

    def ask(self, client: Client, *args: Any, **more: Any) -> Response:
        return result_of(self.clock, client.request(*args, **more), 10)

    def test_login(self):
        for login in (
            {},
            {"auth": "plain"},
            {"username": "umlaut", "secret": "pässwörd"},
            {"username": "umlaut", "secret": "pässwörd", "auth": "plain"},
        ):
            self.assertEqual(self.client(**login).state, "ready")

    def test_requests(self):
        client = self.client()
        self.assertEqual(self.ask(client, "Ping")["Ping"], "Pong")
        queues = self.ask(client, "QueueStatus").events
        self.assertEqual([event["Queue"] for event in queues.entries[::2]], ["support", "sales"])
        headers = {"Channel": "Local/104@default", "Application": "Wait", "Data": "9"}
        response = self.ask(client, "Originate", headers, Async=True, synchronous=True)
        self.assertEqual(response.events.complete["Reason"], "4")
        output = self.ask(client, "Command", Command="core show channels").output
        self.assertEqual(output[-2:], ["1 active calls", "1 calls processed"])
        with self.assertRaisesRegex(ActionError, "Invalid/unknown command: Nonsense"):
            self.ask(client, "Nonsense")

    def test_filters(self):
        client = self.client()
        seen: list[str] = []
        client.events.subscribe("*", lambda event: seen.append(event.name))
        result_of(self.clock, client.add_filter(criteria="name(Hangup)"))
        self.asterisk.emit("Newchannel")
        self.asterisk.emit("Hangup")
        pump(self.clock)
        self.assertEqual(seen, ["Hangup"])
        self.asterisk.advanced_filters = False
        old = self.client()
        with self.assertRaisesRegex(ActionError, "ignores MatchCriteria"):
            result_of(self.clock, old.add_filter(criteria="name(Hangup)"))

    def test_cut_at_every_byte_of_a_login(self):
        """Sent or received: the client is ready again when the server is whole again."""
        sizes = range(0, 400, 7)
        for cut in [{"sent": n} for n in sizes] + [{"received": n} for n in sizes]:
            self.asterisk.cut_after(**cut)
            client = self.client(ping_interval=0)
            self.asterisk.cut_after()
            pump(self.clock, 60)
            self.assertEqual(client.state, "ready", cut)
            self.assertEqual(len(self.asterisk.sessions), 1)
            result_of(self.clock, client.stopService())
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_it_comes_back(self):
        client = self.client()
        for fault in (self.asterisk.shut_down, self.asterisk.drop):
            fault()
            pump(self.clock)
            self.assertNotEqual(client.state, "ready")
            pump(self.clock, 60)
            self.assertEqual(client.state, "ready")
        result_of(self.clock, client.stopService())


class LoopbackTests(TestCase):
    """Over real sockets."""

    async def test_service(self):
        asterisk = Asterisk(reactor, "tcp:0:interface=127.0.0.1", users={"admin": "s"})
        asterisk.startService()
        port = await asterisk.when_listening()
        ended: Deferred[bytes] = Deferred()

        class Client(Protocol):
            data = b""

            def dataReceived(self, data: bytes) -> None:
                self.data += data

            def connectionLost(self, reason: Any = None) -> None:
                ended.callback(self.data)

        endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", port.getHost().port)
        client = await endpoint.connect(Factory.forProtocol(Client))
        client.transport.write(
            encode_action("Login", {"Username": "admin", "Secret": "s"}, "1")
            + encode_action("Logoff", action_id="2")
        )
        messages = messages_of(await ended)
        self.assertEqual(
            [m.name for m in messages], ["Success", "FullyBooted", "SuccessfulAuth", "Goodbye"]
        )
        local = messages[2]["LocalAddress"]
        self.assertEqual(local, f"IPV4/TCP/127.0.0.1/{port.getHost().port}")
        await asterisk.stopService()
