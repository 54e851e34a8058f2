from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import inlineCallbacks
from twisted.internet.error import CannotListenError
from twisted.trial.unittest import SynchronousTestCase, TestCase

from twisted_telco import hsms, secs
from twisted_telco.testing import Clock


class BookkeepingTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.manager = hsms.ConnectionManager(Clock())

    def test_look_up(self) -> None:
        handler = self.manager.add_peer("etch1", "10.0.0.7", 5000, True, 1)
        self.assertIs(self.manager["etch1"], handler)
        self.assertIs(self.manager.get("etch1"), handler)
        self.assertIsNone(self.manager.get("etch2"))
        self.assertIn("etch1", self.manager)
        self.assertNotIn("etch2", self.manager)
        self.assertRaises(KeyError, lambda: self.manager["etch2"])
        self.assertEqual(list(self.manager), [handler])
        self.assertEqual(len(self.manager), 1)
        self.assertEqual((handler.name, handler.connection.session_id), ("etch1", 1))
        self.assertIn("etch1 NOT CONNECTED", repr(handler))

    def test_active_and_passive(self) -> None:
        one = self.manager.add_peer("a", "10.0.0.7", 5000, True)
        two = self.manager.add_peer("b", "10.0.0.8", 5000, False)
        three = self.manager.add_peer("c", "::1", 5001, True)
        self.assertIsInstance(one.connection, hsms.ActiveConnection)
        self.assertIsInstance(two.connection, hsms.PassivePeer)
        self.assertIsInstance(three.connection, hsms.ActiveConnection)

    def test_one_listener_for_each_port(self) -> None:
        for name, address, port in (("a", "10.0.0.1", 5000), ("b", "10.0.0.2", 5000)):
            self.manager.add_peer(name, address, port, False)
        self.manager.add_peer("c", "10.0.0.1", 5001, False)
        self.assertEqual(sorted(self.manager.servers), [5000, 5001])
        for name, ports in (("a", [5000, 5001]), ("b", [5001]), ("c", [])):
            self.successResultOf(self.manager.remove_peer(name))
            self.assertEqual(sorted(self.manager.servers), ports)
        self.assertRaises(KeyError, self.manager.remove_peer, "a")

    def test_what_is_refused(self) -> None:
        self.manager.add_peer("a", "10.0.0.1", 5000, False)
        self.manager.add_peer("b", "10.0.0.1", 5000, False, 1)
        for name, address, active in (
            ("a", "10.0.0.9", False),
            ("c", "10.0.0.1", False),
            ("d", None, True),
        ):
            self.assertRaises(
                hsms.InvalidRequest, self.manager.add_peer, name, address, 5000, active
            )
        self.assertEqual(len(self.manager), 2)

    def test_levels(self) -> None:
        class Own(hsms.HSMSHandler):
            pass

        own = self.manager.add_peer("a", "10.0.0.1", 5000, True, handler_class=Own)
        self.assertIs(type(own), Own)
        self.assertFalse(hasattr(own, "request"))
        default = self.manager.add_peer("b", "10.0.0.1", 5001, True)
        self.assertIs(type(default), hsms.SECSHandler)

    def test_settings(self) -> None:
        manager = hsms.ConnectionManager(Clock(), t3=7)
        self.assertEqual(manager.add_peer("a", "x", 1, True).connection.timers.t3, 7)
        self.assertEqual(manager.add_peer("b", None, 1, False, t3=8).connection.timers.t3, 8)


class LifeTests(TestCase):
    """Two managers over the loopback."""

    timeout = 20

    @inlineCallbacks
    def test_life(self) -> Any:
        tools = hsms.ConnectionManager(reactor, interface="127.0.0.1")
        fab = hsms.ConnectionManager(reactor, t5=0.05)
        tool = tools.add_peer("host", "127.0.0.1", 0, False)
        tool.handle(1, 1, lambda _: secs.S1F2(mdln="m", softrev="1"))
        yield tool.enable()
        port = tools.servers[0].port.getHost().port
        seen: list[str] = []
        fab.events.subscribe("message", lambda pair: seen.append(f"{pair[0].name} {pair[1].name}"))
        fab.events.subscribe(["established", "closed"], lambda h: seen.append(h.name))
        etch = fab.add_peer("etch1", "127.0.0.1", port, True)
        yield etch.enable()
        yield etch.when_ready()
        reply = yield etch.linktest()
        self.assertEqual(reply.name, "Linktest.rsp")
        reply = yield etch.request(secs.S1F1())
        self.assertEqual(secs.read(reply).mdln, "m")
        etch.handle_all(lambda m: secs.A("all"))
        etch.handle(1, 1, None)
        reply = yield tool.request(secs.S1F1())
        self.assertEqual(reply.value, "all")
        yield etch.send(secs.Message(6, 11, wait=False))
        self.assertEqual(
            seen[:4], ["etch1", "etch1 Select.rsp", "etch1 Linktest.rsp", "etch1 S1F2"]
        )
        self.assertIs(etch.events, etch.connection.events)
        yield etch.disable()
        yield etch.disable()
        self.assertEqual(seen[-1], "etch1")
        yield fab.stop()
        yield tools.stop()
        self.assertIsNone(tools.servers[0].port)

    @inlineCallbacks
    def test_as_a_service(self) -> Any:
        tools = hsms.ConnectionManager(reactor, interface="127.0.0.1")
        tools.add_peer("host", None, 0, False)
        tools.startService()
        port = tools.servers[0].port.getHost().port
        fab = hsms.ConnectionManager(reactor)
        etch = fab.add_peer("etch1", "127.0.0.1", port, True)
        fab.startService()
        yield etch.when_ready()
        other = hsms.ConnectionManager(reactor, interface="127.0.0.1")
        other.add_peer("busy", None, port, False)
        self.assertRaises(CannotListenError, other.startService)
        yield other.stopService()
        yield fab.remove_peer("etch1")
        yield tools.stopService()
