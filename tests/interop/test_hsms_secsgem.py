"""HSMS against secsgem 0.3.0, as the passive and as the active side, as equipment and as host."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import inlineCallbacks
from twisted.internet.task import deferLater
from twisted.trial.unittest import TestCase

from tests.interop.peers import Peer, start_peer
from twisted_telco import hsms, secs

SCRIPT = "hsms_secsgem.py"
SELECTING = 0.3
"""Seconds between its Select.rsp and its own notice of being selected; before, it rejects."""


@inlineCallbacks
def until(peer: Peer, **facts: Any) -> Any:
    """The peer's next line that has these facts."""
    while True:
        line = yield peer.line()
        if all(line.get(name) == fact for name, fact in facts.items()):
            return line


def pause(seconds: float) -> Any:
    return deferLater(reactor, seconds)


def free_port() -> int:
    """A port for the peer to listen on: it cannot tell which one it was given."""
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class OurHostTests(TestCase):
    """secsgem is the equipment and listens; we are the host and connect."""

    timeout = 60

    @inlineCallbacks
    def setUp(self) -> Any:
        self.port = free_port()
        self.peer = start_peer(
            self, SCRIPT, "equipment", "passive", self.port, 5, needs="secsgem", timeout=50
        )
        yield until(self.peer, enabled=True)
        self.host = hsms.ActiveConnection(
            reactor,
            f"127.0.0.1:{self.port}",
            session_id=5,
            t5=0.5,
            t3=5,
            # A Select.req that comes before its own thread has noticed the connection is answered
            # with 0, and then everything is rejected as not selected.
            select_delay=0.3,
        )
        self.host.handle(1, 13, lambda _: secs.S1F14(commack=0))
        self.host.handle(1, 1, lambda _: secs.S1F2())
        self.host.handle(6, 11, lambda _: secs.S6F12(0))
        self.addCleanup(self.host.disable)
        yield self.host.enable()
        yield self.host.when_ready()
        yield pause(SELECTING)
        # It answers nothing else before.
        reply = yield self.ask(secs.S1F13())
        self.assertEqual((reply.commack, reply.mdln), (0, "secsgem"))

    @inlineCallbacks
    def ask(self, message: secs.Message) -> Any:
        reply = yield self.host.request(message)
        return secs.read(reply)

    @inlineCallbacks
    def test_first_steps(self) -> Any:
        linktest = yield self.host.linktest()
        self.assertEqual(linktest.name, "Linktest.rsp")
        reply = yield self.ask(secs.S1F3([10]))
        self.assertEqual(reply.sv, [123])
        reply = yield self.ask(secs.S1F11([]))
        self.assertIn({"svid": 10, "svname": "level", "units": "mm"}, reply.variables)

    @inlineCallbacks
    def test_reports_and_events(self) -> Any:
        yield self.ask(secs.S1F17())
        for message, field in (
            (secs.S2F37(ceed=False, ceid=[]), "erack"),
            (secs.S2F33(dataid=1, reports=[]), "drack"),
            (secs.S2F33(dataid=1, reports=[(1000, [10])]), "drack"),
            (secs.S2F35(dataid=1, events=[(50, [1000])]), "lrack"),
            (secs.S2F37(ceed=True, ceid=[50]), "erack"),
        ):
            reply = yield self.ask(message)
            self.assertEqual(getattr(reply, field), 0, message)
        waiting = self.host.events.wait_for("S6F11", 10)
        self.peer.say("event 50")
        event = secs.read((yield waiting))
        self.assertEqual(event.ceid, 50)
        self.assertEqual(event.reports, [{"rptid": 1000, "v": [123]}])

    @inlineCallbacks
    def test_what_it_does_not_know(self) -> Any:
        error = yield self.assertFailure(self.host.request(secs.S2F25(b"abc")), hsms.ErrorReported)
        self.assertEqual((error.code, error.response.name), (5, "S9F5"))

    @inlineCallbacks
    def test_it_asks_us(self) -> Any:
        self.peer.say("linktest")
        yield until(self.peer, linktest=True)
        self.peer.say("ask S1F1")
        line = yield until(self.peer, reply="S1F2")
        self.assertEqual(line["value"], [])

    @inlineCallbacks
    def test_a_handler_of_ours_that_asks_back(self) -> Any:
        found = []

        async def handler(_: hsms.Message) -> secs.Message:
            reply = await self.host.request(secs.S1F3([10]))
            found.append(reply.value)
            return secs.S1F2()

        self.host.handle(1, 1, handler)
        self.peer.say("ask S1F1")
        yield until(self.peer, reply="S1F2")
        self.assertEqual(found, [[123]])

    @inlineCallbacks
    def test_it_drops_the_link(self) -> Any:
        open_request = self.host.request(secs.S1F1())
        self.host.link.transport.abortConnection()
        yield self.assertFailure(open_request, hsms.ConnectionLost)
        yield self.host.when_ready()
        yield pause(SELECTING)
        yield self.ask(secs.S1F13())
        reply = yield self.ask(secs.S1F3([10]))
        self.assertEqual(reply.sv, [123])

    @inlineCallbacks
    def test_disable(self) -> Any:
        yield self.host.disable()
        yield until(self.peer, event="disconnected")
        yield pause(0.5)
        self.peer.say("end")
        yield until(self.peer, ended=True)


class OurEquipmentTests(TestCase):
    """secsgem is the host and connects; we are the equipment and listen."""

    timeout = 60

    @inlineCallbacks
    def setUp(self) -> Any:
        self.us = hsms.PassiveConnection(reactor, 0, "127.0.0.1", session_id=5, t3=5)
        self.us.handle(1, 13, lambda _: secs.S1F14(commack=0, mdln="ours", softrev="1"))
        self.us.handle(1, 1, lambda _: secs.S1F2(mdln="ours", softrev="1"))
        self.us.handle(1, 3, lambda m: secs.L(*[secs.U4(7) for _ in m.item]))
        self.addCleanup(self.us.disable)
        yield self.us.enable()
        self.port = self.us.server.port.getHost().port
        self.peer = start_peer(
            self, SCRIPT, "host", "active", self.port, 5, needs="secsgem", timeout=50
        )
        yield self.us.when_ready()
        yield until(self.peer, event="communicating")
        yield pause(SELECTING)

    @inlineCallbacks
    def test_it_asks_us(self) -> Any:
        for asked, reply, value in (
            ("S1F1", "S1F2", ["ours", "1"]),
            ("S1F3 [1, 2]", "S1F4", [7, 7]),
        ):
            self.peer.say(f"ask {asked}")
            line = yield until(self.peer, reply=reply)
            self.assertEqual(line["value"], value)
        self.peer.say("linktest")
        yield until(self.peer, linktest=True)

    @inlineCallbacks
    def test_what_we_do_not_know(self) -> Any:
        self.peer.say("ask S2F17")
        line = yield until(self.peer, value=None)
        self.assertEqual(line["reply"], "S2F0")
        self.assertLess(line["seconds"], 2, "it need not wait for T3")

    @inlineCallbacks
    def test_we_ask_it(self) -> Any:
        reply = yield self.us.request(secs.S1F1())
        self.assertEqual(secs.read(reply).name, "S1F2")
        report = secs.S6F11(
            dataid=1,
            ceid=50,
            reports=[(1000, ["LOT", 1.5, True, b"\x01", [1, [2, "x"]], secs.I2(-1, 2, -3)])],
        )
        reply = yield self.us.request(report)
        self.assertEqual(secs.read(reply).ackc6, 0)
        line = yield until(self.peer, got="S6F11")
        self.assertEqual(line["value"]["RPT"][0]["RPTID"], 1000)
        values = line["value"]["RPT"][0]["V"]
        self.assertEqual(values[:3] + values[4:], ["LOT", 1.5, True, [1, [2, "x"]], [-1, 2, -3]])

    @inlineCallbacks
    def test_eight_megabytes(self) -> Any:
        reply = yield self.us.request(secs.S7F3(ppid="p", ppbody=bytes(8_000_000)), timeout=30)
        self.assertEqual(secs.read(reply).ackc7, 0)
        line = yield until(self.peer, got="S7F3")
        self.assertEqual(line["length"], 8_000_000)

    @inlineCallbacks
    def test_many_at_once(self) -> Any:
        replies = []
        for _ in range(20):
            replies.append(self.us.request(secs.S1F1()))
        for d in replies:
            reply = yield d
            self.assertEqual(reply.name, "S1F2")

    @inlineCallbacks
    def test_it_comes_back(self) -> Any:
        """Its level above HSMS does not survive that (an invalid transition in its thread), so
        only HSMS is used afterwards."""
        self.us.link.transport.abortConnection()
        yield until(self.peer, event="disconnected")
        yield self.us.when_ready()
        linktest = yield self.us.linktest()
        self.assertEqual(linktest.name, "Linktest.rsp")

    @inlineCallbacks
    def test_it_disconnects(self) -> Any:
        self.peer.say("end")
        yield until(self.peer, ended=True)
        while self.us.link is not None:
            yield pause(0.05)
        self.assertIsNotNone(self.us.reason)
