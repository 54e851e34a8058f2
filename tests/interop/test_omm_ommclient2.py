"""mitel_ommclient2 0.0.1, the Python client for the OMM, against our simulated OMM."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import inlineCallbacks
from twisted.trial.unittest import TestCase

from tests.interop.peers import require, run_peer
from twisted_telco import omm


class OMMClient2Tests(TestCase):
    timeout = 60

    @inlineCallbacks
    def test_all_its_methods(self) -> Any:
        require("rsa")
        far = omm.simulator.OMM(reactor, "tcp:0:interface=127.0.0.1", users={"omm": "secret"})
        far.populate(users=45, devices=23)
        self.addCleanup(far.stopService)
        port = yield far.listen()
        said = yield run_peer(
            self,
            "omm_ommclient2.py",
            *("127.0.0.1", port.getHost().port, "omm", "secret"),
            needs="mitel-ommclient2",
        )
        steps = [(line.pop("step"), line) for line in said]
        stamp = steps[2][1].pop("time")
        self.assertGreater(int(stamp), 1_600_000_000)
        self.assertEqual(
            steps,
            [
                ("refused", {"error": "EAuth"}),
                ("ping", {"pong": True}),
                ("time", {"name": "PingResp"}),
                ("users", {"uids": list(range(1, 46)), "first": "1001"}),
                ("devices", {"ppns": list(range(1, 24)), "first": "03586 0000001 7"}),
                ("missing", {"error": "ENoEnt", "device": "ENoEnt"}),
                ("create", {"uid": 46, "num": "7701"}),
                ("exists", {"error": "EExist"}),
                ("name", {"name": 'Zoë <&> "q"'}),
                ("long", {"error": "ETooLong"}),
                ("num", {"num": "7702"}),
                ("sip", {"user": "sip7702"}),
                ("attach", {"ppn": 3, "uid": 46}),
                ("fixed", {"relation": "Fixed"}),
                ("detach", {"ppn": 0, "uid": 0}),
                ("detach", {"ppn": 0, "uid": 0}),
                ("find", {"unbound": 23, "users": 1}),
                ("account", {"username": "omm"}),
            ],
        )
        self.assertEqual(far.secrets[46, "sipPw"], "geheim")
        self.assertEqual(self.flushLoggedErrors(), [])
