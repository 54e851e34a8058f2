"""What is replayed after each login."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.interests import Interests
from twisted_telco.errors import RequestRefused


class Wishes(SynchronousTestCase):
    def setUp(self) -> None:
        self.interests = Interests()
        self.told: list[Any] = []

    def wish(self, name: str) -> Any:
        def apply(connection: object) -> Deferred[None]:
            self.told.append((connection, name))
            return succeed(None)

        return apply

    def test_in_order_and_the_same_key_once(self) -> None:
        self.interests.keep("a", self.wish("a1"))
        self.interests.keep("b", self.wish("b"))
        self.interests.keep("c", self.wish("c"))
        self.interests.keep("a", self.wish("a2"))
        self.interests.drop("b")
        self.interests.drop("never")
        self.assertEqual((len(self.interests), "a" in self.interests), (2, True))
        self.successResultOf(self.interests.restore("link"))
        self.assertEqual(self.told, [("link", "a2"), ("link", "c")])

    def test_one_after_the_other(self) -> None:
        gate: Deferred[None] = Deferred()
        self.interests.keep("a", lambda _: gate)
        self.interests.keep("b", self.wish("b"))
        done = self.interests.restore("link")
        self.assertEqual(self.told, [])
        gate.callback(None)
        self.successResultOf(done)
        self.assertEqual(self.told, [("link", "b")])

    def test_made_and_dropped_meanwhile(self) -> None:
        gate: Deferred[None] = Deferred()
        self.interests.keep("a", lambda _: gate)
        self.interests.keep("b", self.wish("b1"))
        self.interests.keep("c", self.wish("c"))
        done = self.interests.restore("link")
        self.interests.drop("c")
        self.interests.keep("b", self.wish("b2"))
        self.interests.keep("d", self.wish("d"))
        self.interests.keep("a", self.wish("a2"))
        gate.callback(None)
        self.successResultOf(done)
        self.assertEqual(self.told, [("link", "a2"), ("link", "b2"), ("link", "d")])

    def test_a_refusal_is_the_failure(self) -> None:
        self.interests.keep("a", lambda _: fail(RequestRefused("no")))
        self.interests.keep("b", self.wish("b"))
        self.failureResultOf(self.interests.restore("link"), RequestRefused)
        self.assertEqual(self.told, [])
