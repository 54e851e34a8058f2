"""What the tests of the client share: a clock, a simulated OMM and a client of it."""

from __future__ import annotations

from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import omm
from twisted_telco.omm.vocabulary import Message
from twisted_telco.testing import pump, result_of

T = TypeVar("T")


class FarCase(SynchronousTestCase):
    """A test with a simulated OMM at the other end of a wire in memory."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.far = omm.simulator.OMM(self.clock, users={"omm": "x"})

    def client(self, **more: Any) -> omm.Client:
        login = {"username": "omm", "password": "x", **more}
        client = omm.Client(self.clock, self.far.endpoint(), **login)
        client.factory.jitter = 0.0
        return client

    def ready(self, **more: Any) -> omm.Client:
        client = self.client(**more)
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "ready")
        return client

    def raw(self) -> omm.Client:
        """A link in state new."""
        return self.result(omm.connect(self.clock, self.far.endpoint()))

    def result(self, d: Deferred[T], seconds: float = 0.0) -> T:
        return result_of(self.clock, d, seconds)

    def pump(self, seconds: float = 0.0) -> None:
        pump(self.clock, seconds)

    def heard(self) -> list[Message]:
        """What the far end was asked since the last time."""
        heard = list(self.far.heard)
        self.far.heard.clear()
        return heard

    def names(self) -> list[str]:
        return [message.name for message in self.heard()]
