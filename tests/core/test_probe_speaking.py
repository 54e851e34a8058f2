"""A probe for far ends that drop those who say nothing."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.connection import Connection
from twisted_telco.core.liveness import Probe


class Speaking(SynchronousTestCase):
    def probe(self, **more: Any) -> tuple[Clock, Connection, Probe]:
        clock = Clock()
        connection = Connection(clock)

        def send() -> Any:
            connection.counters.bytes_sent += 1
            connection.counters.bytes_received += 1
            return succeed(None)

        probe = Probe(clock, connection, send, 60, **more)
        probe.start()
        return clock, connection, probe

    def test_asks_though_the_far_end_talks(self) -> None:
        for speaking, expected in [(False, 0), (True, 5)]:
            clock, connection, probe = self.probe(speaking=speaking)
            for _ in range(300):
                connection.counters.bytes_received += 10
                clock.advance(1)
            self.assertEqual(probe.sent, expected)
            probe.stop()

    def test_both_talk(self) -> None:
        clock, connection, probe = self.probe(speaking=True)
        for _ in range(300):
            connection.counters.bytes_received += 10
            connection.counters.bytes_sent += 10
            clock.advance(1)
        self.assertEqual(probe.sent, 0)
        probe.stop()
