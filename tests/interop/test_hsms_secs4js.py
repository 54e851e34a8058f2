"""HSMS against secs4js 0.4.7 (Node.js), as the passive and as the active side."""

from __future__ import annotations

import shutil
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import inlineCallbacks
from twisted.trial.unittest import SkipTest, TestCase

from tests.interop.peers import SCRIPTS, VENV, Peer, missing
from tests.interop.test_hsms_secsgem import free_port, until
from twisted_telco import hsms, secs

MODULES = VENV / "node_modules"
DEVICE = 10


def start(test: TestCase, mode: str, port: int) -> Peer:
    """Start the peer; it lives no longer than the test."""
    node = shutil.which("node")
    if node is None:
        raise SkipTest("secs4js needs Node.js, which is not here")
    if not (MODULES / "secs4js").is_dir():
        missing("the peer secs4js is not installed; run: npm install --prefix .peers secs4js@0.4.7")
    peer = Peer(40)
    script = str(SCRIPTS / "hsms_secs4js.mjs")
    arguments = [node, script, mode, str(port), str(DEVICE), str(MODULES)]
    reactor.spawnProcess(peer, node, arguments, env=None)
    test.addCleanup(peer.stop)
    return peer


class PassivePeerTests(TestCase):
    """secs4js listens, we connect."""

    timeout = 50

    @inlineCallbacks
    def test_first_steps(self) -> Any:
        port = free_port()
        peer = start(self, "passive", port)
        yield until(peer, opened=True)
        us = yield hsms.connect(reactor, f"127.0.0.1:{port}", session_id=DEVICE)
        self.addCleanup(us.close)
        us.handle(1, 1, lambda _: secs.S1F2(mdln="ours", softrev="1"))
        linktest = yield us.linktest()
        self.assertEqual(linktest.name, "Linktest.rsp")
        reply = yield us.request(secs.S1F1())
        self.assertEqual(secs.read(reply).fields, {"mdln": "secs4js", "softrev": "1"})
        # What it sends back is what its own codec made of the bytes.
        item = secs.L(
            *["text", True, b"\x01\xff", secs.I8(-(2**40)), secs.F4(1.5, -2.25), secs.F8(0.1)],
            secs.U8(2**40),
            secs.I2(-1, 2, -3),
            secs.L(secs.L(), secs.U1()),
        )
        reply = yield us.request(secs.Message(2, 25, item))
        self.assertEqual(reply.item, item)
        line = yield until(peer, got="S2F25")
        self.assertEqual(secs.parse_sml_item(line["sml"]), item, "and its SML is read")
        peer.say("ask S1F1 W.")
        line = yield until(peer, reply="S1F2")
        self.assertEqual(secs.parse_sml_item(line["sml"]), secs.L("ours", "1"))
        yield us.close()
        yield until(peer, event="disconnected")
        # It does not listen all the time.
        again = hsms.ActiveConnection(reactor, f"127.0.0.1:{port}", session_id=DEVICE, t5=0.3)
        self.addCleanup(again.disable)
        yield again.enable()
        yield again.when_ready()


class ActivePeerTests(TestCase):
    """secs4js connects, we listen."""

    timeout = 50

    @inlineCallbacks
    def test_first_steps(self) -> Any:
        us = hsms.PassiveConnection(reactor, 0, "127.0.0.1", session_id=DEVICE)
        us.handle(1, 1, lambda _: secs.S1F2(mdln="ours", softrev="1"))
        self.addCleanup(us.disable)
        yield us.enable()
        peer = start(self, "active", us.server.port.getHost().port)
        yield us.when_ready()
        yield until(peer, event="selected")
        peer.say("ask S1F1 W.")
        line = yield until(peer, reply="S1F2")
        self.assertEqual(secs.parse_sml_item(line["sml"]), secs.L("ours", "1"))
        reply = yield us.request(secs.S6F11(dataid=1, ceid=2, reports=[(3, ["LOT", 1.5])]))
        self.assertEqual(secs.read(reply).ackc6, 0)
        peer.say("ask S2F17 W.")
        line = yield until(peer, reply="S2F0")
        lost = us.link.when_lost()
        us.link.transport.abortConnection()
        yield lost
        yield us.when_ready()
        linktest = yield us.linktest()
        self.assertEqual(linktest.name, "Linktest.rsp")
