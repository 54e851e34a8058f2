"""The OMM Kind: what it makes of a configuration and of messages."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from tests.relay.sinks import ListSink, Said
from twisted_telco import omm
from twisted_telco.services import ConfigError, Site, parse, registry
from twisted_telco.services import omm as services_omm
from twisted_telco.services.connection import ConnectionRunner
from twisted_telco.services.kind import Option
from twisted_telco.services.omm import KIND
from twisted_telco.services.registry import SinkKind
from twisted_telco.testing import pump

SITE = """\
[[connection]]
name = "dect"
protocol = "omm"
connect = "omm.local"
secret = "s3cret"
"""


class KindCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.made: list[dict[str, Any]] = []
        self.real = real = omm.Client

        def client(reactor: Any, endpoint: Any, **more: Any) -> omm.Client:
            self.made.append({"endpoint": endpoint, **more})
            return real(reactor, endpoint, **more)

        self.patch(services_omm.omm, "Client", client)

    def build(self, more: str = "") -> tuple[omm.Client, dict[str, Any]]:
        clock = Clock()
        site = Site(clock, parse(clock, SITE + more, "x"), lambda: None)
        client = site.connections[0].service
        assert isinstance(client, self.real)
        return client, self.made[-1]


class Building(KindCase):
    def fault(self, more: str) -> str:
        with self.assertRaises(ConfigError) as caught:
            self.build(more)
        return str(caught.exception)

    def test_defaults(self) -> None:
        client, made = self.build()
        self.assertEqual((made["endpoint"], made["tls"]), ("omm.local", None))
        self.assertEqual((made["sync"], made["legacy"], made["username"]), (False, False, "omm"))
        assert client.login is not None
        self.assertEqual(client.login.password, "s3cret")
        self.assertIn("PPUserCnf", client.wanted)

    def test_all_options(self) -> None:
        client, made = self.build(
            'username = "u"\nstandby = "omm2"\nsubscribe = ["PPState"]\nsync = true\n'
            f'fingerprint = "{"00" * 32}"\nlegacy = true\nkeep_alive = 20\n'
        )
        self.assertEqual(made["endpoint"], ["omm.local", "omm2"])
        self.assertEqual((client.keep_alive, made["tls"]), (20.0, "sha256:" + "00" * 32))
        self.assertIn("PPState", client.wanted)
        self.assertNotIn("PPUserCnf", client.wanted)
        self.assertIs(self.build("tls = false\n")[1]["tls"], False)
        self.assertEqual(self.build("insecure = true\n")[1]["tls"], "insecure")

    def test_faults(self) -> None:
        self.assertIn("which Nothing is none of", self.fault('subscribe = ["Nothing"]\n'))
        self.assertIn("'ca' and 'insecure' do not go", self.fault('ca = "x"\ninsecure = true\n'))
        self.assertIn("plain TCP", self.fault("tls = false\ninsecure = true\n"))
        self.assertIn("no certificate could be read", self.fault('ca = "/no/such.pem"\n'))


class Envelope(SynchronousTestCase):
    def test_events(self) -> None:
        event = omm.messages.EventPPDevCnf(pp={"ppn": 7, "uak": "key", "encrypt": True})
        self.assertEqual(
            KIND.envelope(event),
            ("EventPPDevCnf", "7", {"pp": {"ppn": 7, "uak": "***", "encrypt": True}}),
        )
        for event, subject in [
            (omm.messages.EventPPUserCnf(user={"uid": 3, "ppn": 0}), "3"),
            (omm.messages.EventPPState(ppn=4), "4"),
            (omm.messages.EventRFPState(id=2), "2"),
            (omm.messages.EventDECTSubscriptionMode(mode="Off"), None),
        ]:
            self.assertEqual(KIND.envelope(event)[1], subject)


class Running(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.sink = ListSink()
        kind = SinkKind(Option("name"), (), lambda reactor, **_: self.sink)
        self.patch(registry, "SINKS", {"list": kind})
        self.said = Said(self, ConnectionRunner)
        self.far = omm.simulator.OMM(self.clock, users={"omm": "s3cret"})
        self.far.populate(users=2, devices=2)
        real = omm.Client

        def client(reactor: Any, endpoint: Any, **more: Any) -> omm.Client:
            return real(reactor, self.far.endpoint(), **more)

        self.patch(services_omm.omm, "Client", client)

    def start(self) -> Site:
        text = SITE + '[[sink]]\ntype = "list"\n'
        site = Site(self.clock, parse(self.clock, text, "x"), lambda: None)
        site.startService()
        pump(self.clock)
        return site

    def test_events(self) -> None:
        self.start()
        self.far.start_traffic(1.0)
        pump(self.clock, 10)
        types = {event.type for event in self.sink.events}
        self.assertEqual(types, {"telco.omm.EventPPUserCnf", "telco.omm.EventPPDevCnf"})
        self.assertEqual(len(self.sink.events), 20)
        self.assertEqual({event.subject for event in self.sink.events}, {"1", "2"})

    def test_the_secret_is_said_nowhere(self) -> None:
        self.far.accounts.clear()
        site = self.start()
        pump(self.clock, 5)
        self.assertIn("dect: omm.local refused the login: EAuth", self.said[0])
        shown = repr(site.connections) + "".join(self.said)
        self.assertNotIn("s3cret", shown)


class Simulators(SynchronousTestCase):
    def test_one_from_toml(self) -> None:
        reactor = MemoryReactorClock()
        text = (
            "[[simulator]]\nprotocol = 'omm'\nlisten = 'tcp:1'\nusers = { a = 'b' }\n"
            "events_per_second = 4\n"
        )
        site = Site(reactor, parse(reactor, text + SITE, "x"), lambda: None)
        far = site._simulators[0][1]
        self.assertEqual((len(far.pp_users), len(far.rfps)), (20, 3))
        self.assertIsNone(far._traffic)
        site.startService()
        self.assertEqual(far._traffic.interval, 0.25)
        site.stopService()
        self.assertIsNone(far._traffic)
