"""Active and passive connections, many peers on one port, who is let in."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.address import IPv4Address
from twisted.internet.defer import inlineCallbacks
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.hsms.far import (
    DESELECT_REQ,
    LINKTEST_REQ,
    SELECT_REQ,
    SELECT_RSP,
    SEPARATE_REQ,
    SS,
    Raw,
    RawFactory,
    Recorder,
    data,
)
from twisted_telco import hsms, secs
from twisted_telco.core.memory import join
from twisted_telco.hsms.messages import control
from twisted_telco.testing import Clock, MemoryEndpoint, pump


class ActiveTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = RawFactory(self.clock)
        self.refusing = False
        self.told = Recorder()
        self.connection = self.make()

    def make(self, **settings: Any) -> hsms.ActiveConnection:
        endpoint = MemoryEndpoint(self.clock, self.far, lambda: not self.refusing)
        return hsms.ActiveConnection(self.clock, endpoint, delegate=self.told, **settings)

    def answer(self, status: int = 0) -> None:
        pump(self.clock)
        (asked,) = self.far.made[-1].take()
        self.assertEqual((asked.name, asked.session_id), ("Select.req", SS))
        self.far.made[-1].send(control(SELECT_RSP, SS, asked.system, status))

    def test_created_disabled(self) -> None:
        pump(self.clock, 100)
        self.assertEqual(self.far.made, [])
        self.assertEqual(self.connection.state, "disconnected")

    def test_enable_and_disable_may_be_repeated(self) -> None:
        for _ in range(2):
            for _ in range(2):
                self.successResultOf(self.connection.enable())
            ready = self.connection.when_ready()
            self.answer()
            self.assertIs(self.successResultOf(ready), self.connection)
            gone = self.connection.disable(), self.connection.disable()
            self.assertNoResult(gone[0])
            self.assertEqual([m.name for m in self.far.made[-1].take()], ["Separate.req"])
            for d in gone:
                self.successResultOf(d)
            self.assertTrue(self.far.made[-1].closed)
            self.successResultOf(self.connection.disable())
        self.assertEqual(len(self.far.made), 2)
        pump(self.clock, 100)
        self.assertEqual(len(self.far.made), 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_who_waits_before_it_is_gone_hears_of_the_next_one(self) -> None:
        self.connection.enable()
        self.answer()
        self.connection.disable()
        self.connection.enable()
        ready = self.connection.when_ready()
        self.answer()
        self.assertIs(self.successResultOf(ready), self.connection)

    def test_enabled_again_before_it_is_gone(self) -> None:
        self.connection.enable()
        self.answer()
        gone = self.connection.disable()
        self.connection.enable()
        self.assertNoResult(gone)
        self.answer()
        self.successResultOf(gone)
        self.assertEqual((len(self.far.made), self.connection.state), (2, "ready"))
        self.connection.disable()
        self.connection.enable()
        self.connection.disable()
        pump(self.clock, 100)
        self.assertEqual((len(self.far.made), self.connection.state), (2, "stopped"))

    def test_as_a_service(self) -> None:
        self.connection.startService()
        self.answer()
        self.assertTrue(self.connection.running)
        self.connection.stopService()
        pump(self.clock)
        self.assertEqual(self.connection.state, "stopped")

    def test_comes_back_after_t5(self) -> None:
        self.connection.timers.t5 = 3
        self.connection.enable()
        for n in range(1, 5):
            self.answer()
            self.assertTrue(self.connection.selected)
            self.far.made[-1].transport.loseConnection()
            pump(self.clock, 2.9)
            self.assertEqual(len(self.far.made), n)
            pump(self.clock, 0.2)
            self.assertEqual(len(self.far.made), n + 1)

    def test_t5_after_a_refused_connection(self) -> None:
        self.refusing = True
        self.connection.enable()
        for _ in range(5):
            pump(self.clock, 10)
        self.assertEqual(self.connection.factory.attempts, 6, "T5 does not grow")
        self.refusing = False
        pump(self.clock, 10)
        self.answer()
        self.assertTrue(self.connection.selected)

    def test_select_refused(self) -> None:
        self.connection.enable()
        waiting = self.connection.when_ready(fail_after=1)
        self.answer(3)
        error = self.failureResultOf(waiting, hsms.SelectRefused).value
        self.assertEqual((error.code, error.response.name), (3, "Select.rsp"))
        self.assertIn("exhausted", str(error))
        self.assertIs(self.connection.reason, error)
        pump(self.clock, 10)
        self.answer()
        self.assertTrue(self.connection.selected)

    def test_delegate_order(self) -> None:
        self.connection.enable()
        self.answer()
        self.connection.disable()
        pump(self.clock)
        self.assertEqual(
            self.told.told,
            ["established NOT SELECTED", "Select.rsp", "before closed", "closed: closed"],
        )

    def test_delegate_may_send_before_close(self) -> None:
        self.told.on_connection_before_closed = (  # type: ignore[method-assign]
            lambda c: c.send(secs.Message(10, 1, secs.L(), wait=False))
        )
        self.connection.enable()
        self.answer()
        self.connection.disable()
        self.assertEqual([m.name for m in self.far.made[-1].take()], ["S10F1", "Separate.req"])

    def test_any_subset_of_a_delegate(self) -> None:
        class Half:
            def on_connection_closed(self, connection: Any) -> None:
                raise ZeroDivisionError

        self.connection.delegate = Half()
        self.connection.enable()
        self.answer()
        self.connection.disable()
        pump(self.clock)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(self.connection.state, "stopped")

    def test_bare_transport(self) -> None:
        self.connection = self.make(auto_select=False, linktest=5)
        self.connection.enable()
        pump(self.clock, 100)
        (raw,) = self.far.made
        self.assertEqual(raw.take(), [], "nothing is sent by itself")
        self.assertFalse(raw.closed, "T7 does not run")
        message = control(SELECT_REQ, SS, 7)
        self.connection.send(message)
        self.assertEqual(raw.take(), [message])
        raw.send(data(1, 2, 9))
        self.assertEqual(self.told.packets[-1].name, "S1F2")
        d = self.connection.request(secs.S1F1())
        (asked,) = raw.take()
        raw.send(data(1, 2, asked.system))
        self.successResultOf(d)

    def test_select_delay(self) -> None:
        self.connection = self.make(select_delay=0.2)
        self.connection.enable()
        pump(self.clock, 0.1)
        self.assertEqual(self.far.made[-1].take(), [])
        pump(self.clock, 0.11)
        self.answer()
        self.assertTrue(self.connection.selected)
        self.connection.disable()
        pump(self.clock, 20)
        self.connection.enable()
        pump(self.clock, 0.1)
        self.connection.disable()
        pump(self.clock, 20)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_separate_from_the_far_end(self) -> None:
        self.connection.enable()
        self.answer()
        self.far.made[-1].send(control(SEPARATE_REQ, SS, 5))
        self.assertEqual(self.far.made[-1].take(), [], "not answered")
        self.assertTrue(self.far.made[-1].closed)
        self.assertIn("Separate.req", str(self.connection.reason))
        pump(self.clock, 10)
        self.answer()

    def test_deselect_refused(self) -> None:
        self.connection.enable()
        self.answer()
        d = self.connection.deselect()
        (asked,) = self.far.made[-1].take()
        self.far.made[-1].send(control(4, SS, asked.system, 2))
        self.assertEqual(self.failureResultOf(d, hsms.SelectRefused).value.code, 2)
        self.assertTrue(self.connection.selected)

    def test_settings(self) -> None:
        for wrong in (
            {"t3": 0},
            {"session_id": 0xFFFF},
            {"session_id": "x"},
            {"nothing": 1},
            {"text": "no-such-codec"},
        ):
            self.assertRaises(hsms.InvalidRequest, self.make, **wrong)

    def test_text_codec(self) -> None:
        self.connection = self.make(text="gb18030")
        self.connection.enable()
        self.answer()
        seen: list[Any] = []
        self.connection.handle(10, 3, lambda m: seen.append(m.value))
        self.far.made[-1].send(data(10, 3, 5, secs.A("温度".encode("gb18030"))))
        self.assertEqual(seen, ["温度"])

    def test_wire_log(self) -> None:
        lines: list[str] = []
        self.connection.wire_log = hsms.WireLog(lines.append)
        self.connection.enable()
        self.answer()
        self.far.made[-1].send(
            data(1, 3, 5, secs.L(secs.U1(range(200)))),
            hsms.Message(0, 1, 3, data=b"\xff", system=6),
        )
        text = "\n".join(lines)
        self.assertIn("Select.req", text)
        self.assertIn("active <- session 0 system 5\nS1F3 W\n<L [1]\n  <U1 [200] 0 1", text)
        self.assertIn("... 100 more", text)
        self.assertIn("active -> session 0 system 5\nS1F0.", text)
        self.assertIn("no item has format byte 0xff", text)

    def test_statistics(self) -> None:
        self.connection.enable()
        self.answer()
        before = self.connection.statistics
        self.assertEqual((before["messages_sent"], before["messages_received"]), (1, 1))
        self.far.made[-1].transport.loseConnection()
        pump(self.clock, 10)
        self.answer()
        after = self.connection.statistics
        self.assertEqual((after["messages_sent"], after["established"]), (2, 2))


class ConnectTests(SynchronousTestCase):
    def test_one_connection(self) -> None:
        clock = Clock()
        equipment = hsms.simulator.Equipment(clock)
        d = hsms.connect(clock, equipment.endpoint())
        pump(clock)
        connection = self.successResultOf(d)
        self.assertTrue(connection.selected)
        equipment.drop()
        pump(clock, 100)
        self.assertEqual(connection.state, "stopped", "no retry")

    def test_failures(self) -> None:
        clock = Clock()
        far = RawFactory(clock)
        d = hsms.connect(clock, MemoryEndpoint(clock, far, lambda: False))
        self.failureResultOf(d, hsms.ConnectionLost)
        d = hsms.connect(clock, MemoryEndpoint(clock, far), timeout=2)
        pump(clock, 3)
        self.failureResultOf(d, hsms.RequestTimeout)
        self.assertTrue(far.made[-1].closed)
        d = hsms.connect(clock, MemoryEndpoint(clock, far))
        pump(clock)
        (asked,) = far.made[-1].take()
        far.made[-1].send(control(SELECT_RSP, SS, asked.system, 2))
        self.failureResultOf(d, hsms.SelectRefused)


class ServerTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.server = hsms.PassiveServer(self.clock, linktest=0)

    def add(self, address: str | None, session_id: int = 0, **more: Any) -> Any:
        peer = self.server.create_connection(address, session_id, Recorder(), **more)
        peer.handle(1, 1, lambda _: secs.A(peer.peer_name))
        peer.enable()
        return peer

    def come(self, host: str) -> Raw | None:
        """A raw TCP connection from an address; None when it is refused."""
        link = self.server.factory.buildProtocol(IPv4Address("TCP", host, 1234))
        if link is None:
            return None
        raw = Raw(self.clock)
        join(self.clock, raw, link)
        pump(self.clock)
        return raw

    def arrive(self, host: str) -> Raw:
        raw = self.come(host)
        assert raw is not None, host
        return raw

    def who(self, raw: Raw, session_id: int = 0) -> str:
        raw.send(data(1, 1, 50, session_id=session_id))
        (reply,) = raw.take()
        return str(reply.value)


class ManyPeersTests(ServerTestCase):
    def test_told_apart_by_address(self) -> None:
        one, other = self.add("10.0.0.1", name="one"), self.add("10.0.0.2", name="other")
        for host, name in (("10.0.0.2", "other"), ("10.0.0.1", "one")):
            raw = self.arrive(host)
            raw.select()
            self.assertEqual(self.who(raw), name)
        self.assertTrue(one.selected and other.selected)

    def test_strangers_are_refused(self) -> None:
        self.add("10.0.0.1")
        self.assertIsNone(self.come("10.0.0.9"))
        self.assertEqual(self.server.refused, 1)
        self.arrive("10.0.0.1").select()

    def test_any_address(self) -> None:
        self.add(None, name="any")
        self.add("10.0.0.1", name="one")
        first = self.arrive("10.0.0.1")
        first.select()
        self.assertEqual(self.who(first), "one")
        second = self.arrive("10.0.0.7")
        second.select()
        self.assertEqual(self.who(second), "any")
        self.assertIsNone(self.come("10.0.0.8"), "one connection each")

    def test_what_could_not_be_told_apart(self) -> None:
        self.add("10.0.0.1", 0)
        self.add("10.0.0.1", 1)
        self.add("10.0.0.2", 0)
        self.add(None, 0)
        for address, session in (("10.0.0.1", 0), ("10.0.0.1", 1), (None, 0)):
            self.assertRaises(hsms.InvalidRequest, self.server.create_connection, address, session)
        self.assertRaises(
            hsms.InvalidRequest, self.server.create_connection, "10.0.0.2", 7, session_ids=[9, 0]
        )
        self.assertEqual(len(self.server.peers), 4)

    def test_disabled_ones_are_refused(self) -> None:
        peer = self.server.create_connection("10.0.0.1")
        self.assertIsNone(self.come("10.0.0.1"))
        peer.enable()
        raw = self.arrive("10.0.0.1")
        raw.select()
        gone = peer.disable()
        self.assertEqual([m.name for m in raw.take()], ["Separate.req"])
        self.successResultOf(gone)
        self.successResultOf(peer.disable())
        self.assertTrue(raw.closed)
        self.assertIsNone(self.come("10.0.0.1"))
        peer.enable()
        self.arrive("10.0.0.1").select()

    def test_second_connection_of_a_living_peer(self) -> None:
        self.add("10.0.0.1")
        raw = self.arrive("10.0.0.1")
        raw.select()
        self.assertIsNone(self.come("10.0.0.1"))
        self.assertIsNone(self.come("10.0.0.1"))
        (test,) = raw.take()
        self.assertEqual(test.name, "Linktest.req", "one at a time")
        raw.send(control(6, SS, test.system))
        pump(self.clock, 10)
        self.assertFalse(raw.closed, "the first does not suffer")

    def test_second_connection_of_a_dead_peer(self) -> None:
        peer = self.add("10.0.0.1")
        raw = self.arrive("10.0.0.1")
        raw.select()
        self.assertIsNone(self.come("10.0.0.1"))
        pump(self.clock, 5.1)
        self.assertTrue(raw.closed, "T6")
        self.arrive("10.0.0.1").select()
        self.assertTrue(peer.selected)

    def test_life_of_a_peer(self) -> None:
        peer = self.server.create_connection("10.0.0.1")
        states: list[str] = []
        watch = peer.on_state(lambda old, new, reason: states.append(new))
        never = peer.when_ready()
        peer.enable()
        peer.disable()
        self.failureResultOf(never, hsms.NotReady)
        peer.enable()
        ready = peer.when_ready()
        raw = self.arrive("10.0.0.1")
        self.assertNoResult(ready)
        raw.select()
        self.assertIs(self.successResultOf(ready), peer)
        self.assertIs(self.successResultOf(peer.when_ready()), peer)
        raw.transport.loseConnection()
        pump(self.clock)
        peer.disable()
        self.assertEqual(
            states,
            "waiting disconnected waiting logging_in ready waiting disconnected".split(),
        )
        watch.cancel()
        peer.enable()
        self.assertEqual(len(states), 7)
        self.assertIn("PassivePeer", repr(peer))

    def test_removed(self) -> None:
        peer = self.add("10.0.0.1")
        raw = self.arrive("10.0.0.1")
        gone = self.server.remove_connection(peer)
        pump(self.clock)
        self.successResultOf(gone)
        self.assertTrue(raw.closed)
        self.assertEqual(self.server.peers, [])
        self.successResultOf(self.server.remove_connection(peer))

    def test_one_bad_peer_harms_no_other(self) -> None:
        self.add("10.0.0.1", name="one")
        self.add("10.0.0.2", name="other")
        good, bad = self.arrive("10.0.0.1"), self.arrive("10.0.0.2")
        good.select()
        bad.send(b"\xff" * 100)
        self.assertTrue(bad.closed)
        self.assertEqual(self.who(good), "one")


class SharedAddressTests(ServerTestCase):
    """Two peers behind one address: the session id tells them apart."""

    def setUp(self) -> None:
        super().setUp()
        self.one = self.add("10.0.0.1", 1, name="one")
        self.other = self.add("10.0.0.1", 2, name="other")

    def test_by_the_first_data_message(self) -> None:
        raw = self.arrive("10.0.0.1")
        raw.send(control(LINKTEST_REQ, SS, 9))
        raw.take()
        raw.select()
        self.assertEqual((self.one.delegate.told, self.other.delegate.told), ([], []))
        self.assertEqual(self.who(raw, 2), "other")
        self.assertEqual(
            self.other.delegate.told,
            ["established SELECTED", "Linktest.req", "Select.req", "S1F1"],
        )
        self.assertEqual(self.one.delegate.told, [])
        self.assertEqual(self.other.state, "ready")
        second = self.arrive("10.0.0.1")
        second.select()
        self.assertEqual(self.who(second, 1), "one")
        self.assertIsNone(self.come("10.0.0.1"))

    def test_a_session_nobody_has(self) -> None:
        raw = self.arrive("10.0.0.1")
        raw.select()
        raw.send(data(1, 1, 5, session_id=3))
        self.assertTrue(raw.closed)
        self.arrive("10.0.0.1").select()

    def test_a_session_that_is_taken(self) -> None:
        first, second = self.arrive("10.0.0.1"), self.arrive("10.0.0.1")
        for raw in (first, second):
            raw.select()
        self.assertEqual(self.who(first, 1), "one")
        second.send(data(1, 1, 5, session_id=1))
        self.assertTrue(second.closed)
        self.assertEqual(self.who(first, 1), "one")

    def test_says_nothing(self) -> None:
        raw = self.arrive("10.0.0.1")
        pump(self.clock, 10.1)
        self.assertTrue(raw.closed, "T7")

    def test_many_linktests(self) -> None:
        raw = self.arrive("10.0.0.1")
        raw.send(*[control(LINKTEST_REQ, SS, n) for n in range(300)])
        self.assertEqual(len(raw.take()), 300)
        raw.select()
        self.assertEqual(self.who(raw, 1), "one")
        self.assertLess(len(self.one.delegate.told), 105, "what is told later is limited")


class GenericSessionsTests(ServerTestCase):
    """HSMS-GS: several sessions on one TCP connection."""

    def test_the_exchange_seen_with_a_peer(self) -> None:
        self.add("10.0.0.1", session_ids=[10, 11], name="gs")
        raw = self.arrive("10.0.0.1")
        for message, answer in (
            (control(SELECT_REQ, 99, 1), ("Select.rsp", 1, 4)),
            (control(SELECT_REQ, 10, 2), ("Select.rsp", 2, 0)),
            (control(SELECT_REQ, 10, 3), ("Select.rsp", 3, 6)),
            (data(1, 1, 4, session_id=11), ("Reject.req", 4, 4)),
            (control(SELECT_REQ, 11, 5), ("Select.rsp", 5, 0)),
            (data(1, 1, 6, session_id=10), ("S1F2", 6, 2)),
            (data(1, 1, 7, session_id=11), ("S1F2", 7, 2)),
            (data(1, 1, 8, session_id=99), ("S9F1", None, 1)),
            (control(DESELECT_REQ, 11, 9), ("Deselect.rsp", 9, 0)),
            (control(DESELECT_REQ, 11, 10), ("Deselect.rsp", 10, 1)),
            (control(DESELECT_REQ, 99, 11), ("Deselect.rsp", 11, 1)),
        ):
            raw.send(message)
            ((name, system, function),) = raw.said()
            self.assertEqual((name, function), (answer[0], answer[2]), message)
            self.assertIn(answer[1], (None, system))
        pump(self.clock, 20)
        self.assertFalse(raw.closed, "one session is selected")
        raw.send(control(SEPARATE_REQ, 10, 12))
        self.assertTrue(raw.closed)

    def test_sessions_of_two_peers_behind_one_address(self) -> None:
        self.add("10.0.0.1", session_ids=[10], name="ten")
        self.add("10.0.0.1", 1, session_ids=[11], name="eleven")
        first, second = self.arrive("10.0.0.1"), self.arrive("10.0.0.1")
        first.select(10)
        second.send(control(SELECT_REQ, 10, 2), control(SELECT_REQ, 12, 3))
        self.assertEqual(second.said(), [("Select.rsp", 2, 5), ("Select.rsp", 3, 4)])
        second.select(11)
        self.assertEqual(self.who(first, 10), "ten")
        self.assertEqual(self.who(second, 11), "eleven")

    def test_beside_a_peer_of_one_session(self) -> None:
        self.add("10.0.0.1", session_ids=[10], name="generic")
        self.add("10.0.0.1", 1, name="single")
        one, other = self.arrive("10.0.0.1"), self.arrive("10.0.0.1")
        one.select()
        other.select(10)
        self.assertEqual(self.who(one, 1), "single")
        self.assertEqual(self.who(other, 10), "generic")
        self.assertIsNone(self.come("10.0.0.1"))

    def test_active(self) -> None:
        peer = self.add(None, session_ids=[10, 11], name="gs")
        peer.handle(1, 3, lambda m: secs.L(m.session_id))
        active = hsms.ActiveConnection(
            self.clock,
            MemoryEndpoint(self.clock, self.server.factory),
            session_id=10,
            session_ids=[10, 11],
        )
        active.enable()
        pump(self.clock)
        self.assertEqual(active.state, "ready")
        for session in (10, 11):
            d = active.request(secs.S1F3([]), session_id=session)
            pump(self.clock)
            self.assertEqual(self.successResultOf(d).value, [session])
        gone = active.deselect(11)
        pump(self.clock)
        self.successResultOf(gone)
        self.failureResultOf(active.request("S1F1", session_id=11), hsms.NotReady)
        self.failureResultOf(active.request("S1F1", session_id=99), hsms.NotReady)
        self.assertTrue(active.selected)
        back = active.select(11)
        pump(self.clock)
        self.successResultOf(back)
        self.failureResultOf(active.select(99), hsms.InvalidRequest)
        active.disable()
        pump(self.clock)
        self.assertEqual(active.state, "stopped")

    def test_separate_ends_one_session(self) -> None:
        peer = self.add("10.0.0.1", session_ids=[10, 11], name="gs")
        raw = self.arrive("10.0.0.1")
        raw.select(10)
        raw.select(11)
        raw.send(control(SEPARATE_REQ, 10, 5))
        self.assertFalse(raw.closed)
        self.assertTrue(peer.selected)
        raw.send(data(1, 1, 6, session_id=10), data(1, 1, 7, session_id=11))
        self.assertEqual(raw.said(), [("Reject.req", 6, 4), ("S1F2", 7, 2)])
        self.assertRaises(hsms.InvalidRequest, peer.link.select, 99)

    def test_timeout_names_the_session(self) -> None:
        peer = self.add(None, session_ids=[10, 11], t3=1)
        raw = self.arrive("10.0.0.1")
        raw.select(10)
        raw.select(11)
        peer.request("S1F1", session_id=11).addErrback(lambda _: None)
        (asked,) = raw.take()
        pump(self.clock, 1.1)
        (report,) = raw.take()
        self.assertEqual((report.name, report.value), ("S9F9", asked.header))


class PortTests(TestCase):
    """On real ports of the loopback."""

    timeout = 20

    @inlineCallbacks
    def test_passive_and_active(self) -> Any:
        passive = hsms.PassiveConnection(
            reactor, "tcp:0:interface=127.0.0.1", "127.0.0.1", delegate=Recorder()
        )
        yield passive.enable()
        yield passive.enable()
        port = passive.server.port.getHost().port
        active = yield hsms.connect(reactor, f"127.0.0.1:{port}")
        test = yield active.linktest()
        self.assertEqual(test.name, "Linktest.rsp")
        passive.handle(7, 3, lambda m: secs.B(0) if len(m.item[1]) == 8_000_000 else None)
        big = secs.S7F3(ppid="p", ppbody=bytes(8_000_000))
        active.link.transport.getHandle().setsockopt(1, 7, 65536)
        reply = yield active.request(big)
        self.assertEqual(reply.name, "S7F4")
        yield active.disable()
        yield passive.disable()
        yield passive.disable()
        self.assertEqual(passive.delegate.told[-1][:7], "closed:")
        again = hsms.connect(reactor, f"127.0.0.1:{port}")
        yield self.assertFailure(again, hsms.ConnectionLost)
        yield passive.enable()
        gone = passive.disable()
        started = passive.enable()
        yield gone
        yield started
        again = yield hsms.connect(reactor, f"127.0.0.1:{passive.server.port.getHost().port}")
        yield again.disable()
        yield passive.disable()

    @inlineCallbacks
    def test_only_from_the_expected_address(self) -> Any:
        passive = hsms.PassiveConnection(reactor, 0, "10.9.9.9")
        yield passive.enable()
        port = passive.server.port.getHost().port
        yield self.assertFailure(hsms.connect(reactor, f"127.0.0.1:{port}"), hsms.ConnectionLost)
        yield passive.disable()

    @inlineCallbacks
    def test_host_names(self) -> Any:
        passive = hsms.PassiveConnection(reactor, 0, "localhost")
        yield passive.enable()
        port = passive.server.port.getHost().port
        active = hsms.ActiveConnection(reactor, f"127.0.0.1:{port}", t5=0.05)
        yield active.enable()
        yield active.when_ready()
        yield active.disable()
        yield passive.disable()

    @inlineCallbacks
    def test_busy_port(self) -> Any:
        passive = hsms.PassiveConnection(reactor, 0)
        yield passive.enable()
        port = passive.server.port.getHost().port
        other = hsms.PassiveConnection(reactor, port)
        yield self.assertFailure(other.enable(), Exception)
        yield other.disable()
        yield passive.disable()

    @inlineCallbacks
    def test_server_starts_and_stops(self) -> Any:
        server = hsms.PassiveServer(reactor, 0)
        peer = server.create_connection("127.0.0.1")
        peer.enable()
        for _ in range(2):
            yield server.start()
            yield server.start()
            port = server.port.getHost().port
            active = yield hsms.connect(reactor, f"127.0.0.1:{port}")
            self.assertTrue(peer.selected)
            stopped = server.stop()
            yield server.stop()
            yield stopped
            self.assertFalse(peer.selected)
            yield active.disable()
