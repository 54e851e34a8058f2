"""FreeSWITCH's event socket as a Kind."""

from __future__ import annotations

from typing import Any

from twisted.application.service import IServiceMaker
from twisted.internet.testing import MemoryReactorClock
from twisted.plugin import getPlugins
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.esl.messages import JSONEvent
from twisted_telco.services import ConfigError, parse, registry

MORE = """
[[connection]]
name = "fs"
protocol = "esl"
connect = "fs"
"""


class Kinds(SynchronousTestCase):
    def make(self, text: str) -> Any:
        """The service of the first connection of a site."""
        reactor = MemoryReactorClock()
        config = parse(reactor, text, "site.toml")
        self.cfg = config.connections[0]
        return registry.kind("esl").connection(reactor, self.cfg)

    def test_client(self) -> None:
        client = self.make(
            MORE + 'secret = "s"\nusername = "bob@x"\nevents = ["DTMF", "CUSTOM a::b"]\n'
            'format = "plain"\nfilters = ["Caller-Context=public"]\nheartbeat_timeout = 5\n'
        )
        assert isinstance(client, esl.Client)
        self.assertEqual((client.user, client.password), ("bob@x", "s"))
        self.assertEqual(list(client.wanted.events), ["DTMF"])
        self.assertEqual(list(client.wanted.subclasses), ["a::b"])
        self.assertEqual(list(client.wanted.filters), [("Caller-Context", "public")])
        self.assertEqual((client.wanted.format, client.heartbeat_timeout), ("plain", 5.0))

    def test_all_events_and_the_default_password(self) -> None:
        client = self.make(MORE)
        self.assertEqual(list(client.wanted.events), ["ALL"])
        self.assertEqual(client.password, "ClueCon")

    def test_unknown_event(self) -> None:
        self.assertRaises(ValueError, self.make, MORE + 'events = ["NOTHING"]\n')
        self.assertRaises(ValueError, self.make, MORE + 'filters = ["x"]\n')
        self.assertRaises(ConfigError, self.make, MORE + 'format = "yaml"\n')

    def test_outbound(self) -> None:
        text = (
            '[[connection]]\nname = "ivr"\nprotocol = "esl"\nrole = "outbound"\n'
            'listen = "tcp:8084:interface=127.0.0.1"\n'
        )
        server = self.make(text + 'handler = "builtins:print"\nlinger = 2\n')
        assert isinstance(server, esl.OutboundServer)
        self.assertEqual((server.factory.linger, server.factory.handler), (2, print))
        self.assertRaises(ValueError, self.make, text)

    def test_simulator(self) -> None:
        reactor = MemoryReactorClock()
        config = parse(
            reactor,
            '[[simulator]]\nprotocol = "esl"\nlisten = "tcp:8021"\nsecret = "s"\n'
            'users = { "bob@x" = "p" }\ncalls_per_second = 2\n' + MORE,
            "site.toml",
        )
        switch = registry.kind("esl").simulator(reactor, config.simulators[0])
        switch.startService()
        self.assertEqual((switch.password, switch.users), ("s", {"bob@x": "p"}))
        reactor.advance(0.5)
        reactor.advance(0.1)
        self.assertEqual(len(switch.channels), 1)
        switch.stopService()
        self.assertEqual(len(switch.channels), 0)

    def test_envelope(self) -> None:
        envelope = registry.kind("esl").envelope
        event = JSONEvent(
            b'{"Event-Name":"CUSTOM","Event-Subclass":"a::b","Unique-ID":"7","A":["1","2"],'
            b'"_body":"text"}'
        )
        self.assertEqual(
            envelope(event),
            (
                "CUSTOM",
                "7",
                {
                    "Event-Name": "CUSTOM",
                    "Event-Subclass": "a::b",
                    "Unique-ID": "7",
                    "A": ["1", "2"],
                    "_body": "text",
                },
            ),
        )
        self.assertEqual(envelope(JSONEvent(b'{"a":"b"}')), ("UNNAMED", None, {"a": "b"}))

    def test_plugins(self) -> None:
        names = {plugin.tapname: plugin for plugin in getPlugins(IServiceMaker)}
        for name in ("telco-esl-listener", "telco-esl-outbound"):
            self.assertIn("handler", str(names[name].options().getUsage()))
