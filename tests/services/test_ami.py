"""The AMI Kind: what it makes of a configuration and of messages."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from tests.relay.sinks import ListSink, Said
from twisted_telco import ami
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.interfaces import IConnectionService
from twisted_telco.relay import encode
from twisted_telco.services import ConfigError, Site, parse, registry
from twisted_telco.services import ami as services_ami
from twisted_telco.services.ami import KIND
from twisted_telco.services.connection import ConnectionRunner
from twisted_telco.services.kind import Option
from twisted_telco.services.registry import SinkKind
from twisted_telco.testing import pump, result_of

SITE = """\
[[connection]]
name = "pbx1"
protocol = "ami"
connect = "pbx"
username = "admin"
secret = "s3cret"
"""


def parse_and_build(text: str) -> Site:
    clock = Clock()
    return Site(clock, parse(clock, text, "x"), lambda: None)


class Building(SynchronousTestCase):
    def client(self, more: str = "") -> ami.Client:
        client = parse_and_build(SITE + more).connections[0].service
        assert isinstance(client, ami.Client)
        return client

    def fault(self, more: str) -> str:
        with self.assertRaises(ConfigError) as caught:
            self.client(more)
        return str(caught.exception)

    def test_it_is_what_the_services_expect(self) -> None:
        verifyObject(IConnectionService, self.client(), tentative=True)

    def test_defaults(self) -> None:
        client = self.client()
        self.assertEqual((client.username, client.secret, client.auth), ("admin", "s3cret", "md5"))
        self.assertEqual((client.event_mask, client.ping_interval), (None, 30.0))

    def test_all_options(self) -> None:
        client = self.client('auth = "plain"\nevent_mask = "call"\nping_interval = 5\ntls = true\n')
        self.assertEqual(
            (client.auth, client.event_mask, client.ping_interval), ("plain", "call", 5.0)
        )

    def test_what_only_the_client_can_judge(self) -> None:
        self.assertEqual(
            self.fault("ca = 'a.pem'\ninsecure = true\n"),
            "x:1: connection pbx1: 'ca' and 'insecure' do not go together",
        )
        self.assertIn("no certificate could be read", self.fault("ca = '/no/such.pem'\n"))
        secret = 'secret = """a\nb"""'
        with self.assertRaises(ConfigError) as caught:
            parse_and_build(SITE.replace('secret = "s3cret"', secret))
        self.assertIn("Secret: a value cannot hold CR, LF or NUL", str(caught.exception))


class Envelope(SynchronousTestCase):
    def event(self, text: str) -> ami.Event:
        name = text.split("\r\n", maxsplit=1)[0].removeprefix("Event: ")
        return ami.Event.make(text.encode("latin-1"), name)

    def test_an_event(self) -> None:
        event = self.event(
            "Event: Hangup\r\nUniqueid: 170.1\r\nVariable: A=1\r\nVariable: B=2\r\nEmpty: "
        )
        self.assertEqual(
            KIND.envelope(event),
            (
                "Hangup",
                "170.1",
                {
                    "Event": "Hangup",
                    "Uniqueid": "170.1",
                    "Variable": ["A=1", "B=2"],
                    "Empty": "",
                },
            ),
        )

    def test_bytes_that_are_no_utf_8(self) -> None:
        event = self.event("Event: Newstate\r\nCallerIDName: J\xfcrgen")
        name, subject, data = KIND.envelope(event)
        self.assertEqual((name, subject), ("Newstate", None))
        self.assertIn("J\ufffdrgen", encode(data).decode())

    def test_lines_without_a_colon(self) -> None:
        data = KIND.envelope(self.event("Event: X\r\nno colon"))[2]
        self.assertEqual(data, {"Event": "X", "_data": ["no colon"]})

    def test_an_answer_that_nobody_waits_for(self) -> None:
        answer = ami.Response.make(b"Response: Success\r\nActionID: 7", "Success")
        self.assertEqual(KIND.envelope(answer)[0], ami.ORPHAN)


class Running(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.sink = ListSink()
        kind = SinkKind(Option("name"), (), lambda reactor, **_: self.sink)
        self.patch(registry, "SINKS", {"list": kind})
        self.said = Said(self, ConnectionRunner)
        self.far = Asterisk(self.clock, users={"admin": "s3cret"})
        real = services_ami.ami.Client

        def client(reactor: Any, endpoint: Any, **more: Any) -> ami.Client:
            return real(reactor, self.far.endpoint(), **more)

        self.patch(services_ami.ami, "Client", client)

    def start(self, more: str = "") -> Site:
        text = SITE + more + '[[sink]]\ntype = "list"\n'
        site = Site(self.clock, parse(self.clock, text, "x"), lambda: None)
        site.startService()
        pump(self.clock)
        return site

    def test_events_of_calls(self) -> None:
        self.start('events = ["Newchannel", "Hangup"]\n')
        self.far.start_traffic(1.0)
        pump(self.clock, 30)
        types = {event.type for event in self.sink.events}
        self.assertEqual(types, {"telco.ami.Newchannel", "telco.ami.Hangup"})
        self.assertTrue(all(event.subject for event in self.sink.events))

    def test_aggregates(self) -> None:
        site = self.start('events = ["QueueStatus_Aggregate"]\n')
        request = site.connections[0].service.request("QueueStatus", aggregate=True)
        items = result_of(self.clock, request).events.entries
        (event,) = self.sink.events
        self.assertEqual(event.type, "telco.ami.QueueStatus_Aggregate")
        self.assertEqual(event.data["Event"], "QueueStatusComplete")
        self.assertEqual(event.data["_entries"], [item.headers.as_dict() for item in items])
        self.assertTrue(items)

    def test_the_secret_is_said_nowhere(self) -> None:
        self.far.users.clear()
        site = self.start()
        pump(self.clock, 5)
        self.assertIn("pbx1: pbx refused the login: Authentication failed", self.said[0])
        shown = repr(site.connections) + repr(site._config) + "".join(self.said)
        self.assertNotIn("s3cret", shown)


class Simulators(SynchronousTestCase):
    def test_traffic_begins_when_it_listens(self) -> None:
        from twisted.internet.testing import MemoryReactorClock

        reactor = MemoryReactorClock()
        text = (
            "[[simulator]]\nprotocol = 'ami'\nlisten = 'tcp:1'\nusers = { a = 'b' }\n"
            "calls_per_second = 4\n"
        )
        site = Site(reactor, parse(reactor, text + SITE, "x"), lambda: None)
        asterisk = site._simulators[0][1]
        self.assertIsNone(asterisk._traffic)
        site.startService()
        self.assertEqual(asterisk._traffic.interval, 0.25)
        site.stopService()
        self.assertIsNone(asterisk._traffic)
