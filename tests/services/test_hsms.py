"""The HSMS Kind: what it makes of a configuration and of messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.hsms.far import connect_raw, data
from twisted_telco import hsms, secs
from twisted_telco.hsms.messages import control
from twisted_telco.services import ConfigError, Site, parse
from twisted_telco.services.hsms import KIND, Peers
from twisted_telco.services.options import options_class
from twisted_telco.testing import pump

ACTIVE = """\
[[connection]]
name = "etch1"
protocol = "hsms"
connect = "10.0.0.7"
"""
PASSIVE = """\
[[connection]]
name = "tool"
protocol = "hsms"
role = "passive"
listen = "tcp:5000"
"""


def site(text: str) -> tuple[Clock, Site]:
    clock = Clock()
    return clock, Site(clock, parse(clock, text, "x"), lambda: None)


class ActiveTests(SynchronousTestCase):
    def connection(self, more: str = "") -> hsms.ActiveConnection:
        service = site(ACTIVE + more)[1].connections[0].service
        assert isinstance(service, hsms.ActiveConnection)
        return service

    def test_defaults(self) -> None:
        connection = self.connection()
        self.assertEqual(connection.timers, hsms.Timers())
        self.assertEqual((connection.session_id, connection.settings.equipment), (0, False))
        self.assertEqual(connection.peer_name, "etch1")

    def test_options(self) -> None:
        connection = self.connection(
            "session_id = 7\nt3 = 1\nt5 = 2\nt6 = 3\nt7 = 4\nt8 = 5.5\nlinktest = 0\n"
            'text = "gb18030"\nequipment = true\n'
        )
        self.assertEqual(connection.timers, hsms.Timers(1, 2, 3, 4, 5.5, 0))
        settings = connection.settings
        self.assertEqual(
            (settings.session_id, settings.text, settings.equipment), (7, "gb18030", True)
        )

    def test_faults(self) -> None:
        for more in ("t3 = 0\n", "session_id = 65535\n", 'text = "nonsense"\n', "t9 = 1\n"):
            self.assertRaises(ConfigError, self.connection, more)


class PassiveTests(SynchronousTestCase):
    def peers(self, text: str) -> tuple[Clock, list[Peers]]:
        clock, made = site(text)
        return clock, [runner.service for runner in made.connections]

    def test_one_peer(self) -> None:
        _, (peers,) = self.peers(PASSIVE + 'address = "10.0.0.7"\nsession_id = 3\nt3 = 9\n')
        (peer,) = peers.peers
        self.assertEqual((peer.address, peer.session_id, peer.timers.t3), ("10.0.0.7", 3, 9))

    def test_many_peers(self) -> None:
        _, (peers,) = self.peers(PASSIVE + 'peers = ["10.0.0.7", "10.0.0.8/5"]\n')
        self.assertEqual(
            [(p.address, p.session_id) for p in peers.peers], [("10.0.0.7", 0), ("10.0.0.8", 5)]
        )

    def test_connections_with_the_same_port_share_it(self) -> None:
        text = PASSIVE + 'address = "10.0.0.1"\n'
        other = text.replace("tool", "other").replace("0.1", "0.2")
        _, (one, two) = self.peers(text + other)
        self.assertIs(one.server, two.server)
        self.assertEqual(len(one.server.peers), 2)

    def test_faults(self) -> None:
        for text in (
            PASSIVE + PASSIVE.replace("tool", "other"),
            PASSIVE + 'peers = ["10.0.0.7/x"]\n',
            PASSIVE + 'peers = ["10.0.0.7"]\naddress = "10.0.0.8"\n',
        ):
            self.assertRaises(ConfigError, self.peers, text)

    def test_life(self) -> None:
        clock, (peers,) = self.peers(PASSIVE + 'peers = ["memory", "10.0.0.8"]\n')
        states: list[str] = []
        peers.on_state(lambda old, new, reason: states.append(new))
        seen: list[Any] = []
        peers.events.subscribe("S6F11", seen.append)
        peers.startService()
        raw = connect_raw(clock, peers.server.factory)
        raw.select()
        raw.send(data(6, 11, 5, secs.L()), data(1, 13, 6, secs.L()))
        self.assertEqual([m.name for m in raw.take()], ["S6F12", "S1F14"])
        self.assertIs(seen[0].connection, peers.peers[0])
        later = peers.create_connection("10.0.0.9")
        self.assertTrue(later.enabled)
        peers.handle(6, 11, lambda _: secs.S6F12(1))
        peers.handle_all(lambda m: secs.A(m.name))
        raw.send(data(6, 11, 7, secs.L()), data(99, 1, 8))
        self.assertEqual([m.value for m in raw.take()], [b"\x01", "S99F1"])
        peers.stopService()
        pump(clock)
        self.assertEqual(states, ["waiting", "logging_in", "ready", "disconnected"])

    def test_acknowledge(self) -> None:
        clock, (peers,) = self.peers(PASSIVE + "acknowledge = false\n")
        peers.startService()
        raw = connect_raw(clock, peers.server.factory)
        raw.select()
        raw.send(data(6, 11, 5, secs.L()))
        self.assertEqual([m.name for m in raw.take()], ["S6F0"])

    def test_command_line(self) -> None:
        text = options_class("hsms", "passive")().getUsage()
        for word in ("--listen", "--peers", "--address", "--session-id", "--t3", "--handler"):
            self.assertIn(word, text)


class EnvelopeTests(SynchronousTestCase):
    def test_messages(self) -> None:
        report = data(6, 11, 5, secs.L(1), session_id=3)
        body = {"stream": 6, "function": 11, "wait": True, "item": {"L": [{"U4": 1}]}}
        self.assertEqual(KIND.envelope(report), ("S6F11", "3", body))
        report.connection = hsms.ActiveConnection(Clock(), name="etch1")
        self.assertEqual(KIND.envelope(report)[2], {**body, "peer": "etch1"})
        self.assertEqual(
            KIND.envelope(control(2, 0xFFFF, 1, 3)), ("Select.rsp", "65535", {"status": 3})
        )
        name, _, fault = KIND.envelope(hsms.Message(0, 1, 1, data=b"\xff"))
        self.assertEqual((name, fault["hex"]), ("S1F1", "ff"))


class SimulatorTests(TestCase):
    timeout = 20

    def simulator(self, more: str = "") -> Any:
        text = '[[simulator]]\nprotocol = "hsms"\nlisten = "tcp:0:interface=127.0.0.1"\n' + more
        made = Site(reactor, parse(reactor, text + ACTIVE, "x"), lambda: None)
        return made._simulators[0][1]

    @inlineCallbacks
    def test_scripts(self) -> Any:
        script, emit = Path(self.mktemp()), Path(self.mktemp())
        script.write_text('S1F1 W. S1F2 <L <A "é"> <A "2">>.', encoding="utf-8")
        emit.write_text("S6F11 W <L <U4 1> <U4 2> <L>>.")
        simulator = self.simulator(
            f'session_id = 4\nscript = "{script.resolve()}"\nemit = "{emit.resolve()}"\n'
            "interval = 0.01\n"
        )
        simulator.startService()
        port = yield simulator.when_listening()
        host = yield hsms.connect(reactor, f"127.0.0.1:{port.getHost().port}", session_id=4)
        reply = yield host.request("S1F1")
        self.assertEqual(reply.value, ["é", "2"])
        first: Deferred[Any] = host.events.wait_for("S6F11", 5)
        report = yield first
        self.assertEqual(secs.read(report).ceid, 2)
        yield host.disable()
        yield simulator.stopService()

    def test_faults(self) -> None:
        self.assertRaises(ConfigError, self.simulator, 'script = "/no/such/file"\n')
        bad = Path(self.mktemp())
        bad.write_text("S1F1 &")
        self.assertRaises(ConfigError, self.simulator, f'script = "{bad.resolve()}"\n')
