from twisted.trial.unittest import SynchronousTestCase

from tests.core.toy import ToyClient, ToyFar
from twisted_telco.core.events import EventHub
from twisted_telco.errors import ConnectionLost
from twisted_telco.testing import Clock, pump

BIG = b"x" * 100_000


class WhenWritableTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = ToyFar(self.clock)
        self.client = ToyClient(self.clock, self.far.endpoint())
        self.client.startService()
        pump(self.clock)
        self.connection = self.client.connection
        (self.far_connection,) = self.far.factory.connections

    def test_at_once_while_the_far_end_reads(self) -> None:
        self.connection.write(b"1 a\n")
        self.assertIsNone(self.successResultOf(self.connection.when_writable()))

    def test_when_the_far_end_has_read(self) -> None:
        self.far_connection.transport.pauseProducing()
        self.connection.write(BIG)
        one, other = self.connection.when_writable(), self.connection.when_writable()
        other.cancel()
        self.failureResultOf(other)
        pump(self.clock)
        self.assertNoResult(one)
        self.far_connection.transport.resumeProducing()
        pump(self.clock)
        self.assertIsNone(self.successResultOf(one))

    def test_lost_before(self) -> None:
        self.far_connection.transport.pauseProducing()
        self.connection.write(BIG)
        waiting = self.connection.when_writable()
        self.connection.abort("enough")
        pump(self.clock)
        self.assertEqual(self.failureResultOf(waiting, ConnectionLost).value.reason, "enough")
        self.failureResultOf(self.connection.when_writable(), ConnectionLost)


class IdleTests(SynchronousTestCase):
    def test_idle(self) -> None:
        hub = EventHub(Clock())
        self.assertTrue(hub.idle)
        for selector in ("a", "*", lambda _: True):
            subscription = hub.subscribe(selector, print)
            self.assertFalse(hub.idle)
            subscription.cancel()
            self.assertTrue(hub.idle)
