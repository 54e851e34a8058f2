"""Every mistake in an endpoint string is an InvalidRequest, whatever its parser raised."""

from __future__ import annotations

from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.endpoints import client_endpoint, server_endpoint
from twisted_telco.errors import InvalidRequest


class Mistakes(SynchronousTestCase):
    def setUp(self) -> None:
        path = Path(self.mktemp())
        path.write_text("this is no certificate")
        self.text = str(path.absolute()).replace(":", r"\:")

    def test_clients(self) -> None:
        for where, why in (
            ("tcp:host", "it lacks a part, or has one too many"),
            ("tls:host", "it lacks a part, or has one too many"),
            ("udp:host:1", "Unknown endpoint type: 'udp'"),
            ("tls:host:1:trustRoots=/no/such", "[Errno 2] No such file or directory: '/no/such'"),
            (f"tls:host:1:certificate={self.text}", "its certificate or key can not be read"),
        ):
            with self.assertRaises(InvalidRequest) as caught:
                client_endpoint(Clock(), where, 1)
            self.assertEqual(str(caught.exception), f"no client endpoint: {where!r}: {why}")

    def test_servers(self) -> None:
        for where, why in (
            ("tcp", "it lacks a part, or has one too many"),
            ("ssl:443:privateKey=/no/such", "[Errno 2] No such file or directory: '/no/such'"),
            (f"ssl:443:privateKey={self.text}", "its certificate or key can not be read"),
            ("systemd:domain=INET:index=0", "list index out of range"),
        ):
            with self.assertRaises(InvalidRequest) as caught:
                server_endpoint(Clock(), where, 1)
            self.assertEqual(str(caught.exception), f"no server endpoint: {where!r}: {why}")
