"""The life of a client: ready and not merely connected, back-off, stop, the three uses."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from twisted.internet import error
from twisted.internet.defer import CancelledError, Deferred, fail
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import ReconnectingClientFactory
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface import implementer

from twisted_telco.core.client import connect_once
from twisted_telco.errors import (
    AuthenticationFailed,
    ConnectionLost,
    InvalidRequest,
    NotReady,
    RequestTimeout,
)
from twisted_telco.testing import pump, result_of

from .toy import ToyClient, ToyFactory, ToyFar


@implementer(IStreamClientEndpoint)
class Slow:
    """An endpoint whose attempts are decided by the test."""

    def __init__(self) -> None:
        self.attempts: list[Deferred[Any]] = []
        self.cancelled = 0

    def connect(self, factory: Any) -> Deferred[Any]:
        def cancel(d: Deferred[Any]) -> None:
            self.cancelled += 1
            d.errback(error.ConnectingCancelledError(None))

        self.attempts.append(Deferred(cancel))
        return self.attempts[-1]


class Life(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = ToyFar(self.clock)
        self.states: list[str] = []

    def client(self, endpoint: Any = None, **more: Any) -> ToyClient:
        client = ToyClient(self.clock, endpoint or self.far.endpoint(), **more)
        client.on_state(lambda old, new, reason: self.states.append(new))
        return client

    def started(self, **more: Any) -> ToyClient:
        client = self.client(**more)
        client.startService()
        pump(self.clock)
        return client

    def test_is_a_reconnecting_client_factory(self) -> None:
        self.assertIsInstance(self.client().factory, ReconnectingClientFactory)

    def test_ready_means_logged_in(self) -> None:
        client = self.client()
        client.startService()
        self.assertEqual(client.state, "logging_in")
        self.assertRaises(NotReady, client.ask, "1", "x")
        pump(self.clock)
        self.assertEqual(self.states, ["connecting", "logging_in", "ready"])
        self.assertEqual(result_of(self.clock, client.ask("1", "x")), "x")

    def test_started_twice(self) -> None:
        client = self.started()
        self.assertRaises(InvalidRequest, client.factory.start, self.far.endpoint())

    def test_no_endpoint(self) -> None:
        """It does not run then, however often it is tried."""
        client = ToyClient(self.clock)
        for _ in range(2):
            self.assertRaises(InvalidRequest, client.startService)
            self.assertFalse(client.running)

    def test_comes_back(self) -> None:
        client = self.started()
        self.far.drop()
        pump(self.clock)
        self.assertEqual(client.state, "waiting")
        pump(self.clock, 1)
        self.assertEqual(client.state, "ready")
        self.assertEqual(self.far.heard, ["login me", "login me"])

    def test_interests_are_restored_before_ready_once_and_in_order(self) -> None:
        client = self.started()
        result_of(self.clock, client.want("b"))
        result_of(self.clock, client.want("a"))
        self.far.heard.clear()
        self.far.drop()
        pump(self.clock)
        self.far.silent_on.add("a")
        pump(self.clock, 1)
        self.assertEqual(self.far.heard, ["login me", "want b", "want a"])
        self.assertEqual(client.state, "logging_in")
        self.far.garbage(b"want a\n")
        pump(self.clock)
        self.assertEqual(client.state, "ready")

    def test_subscriptions_survive(self) -> None:
        client = self.started()
        seen: list[str] = []
        client.events.subscribe("e", seen.append)
        self.far.drop()
        pump(self.clock, 1)
        self.far.emit("e")
        pump(self.clock)
        self.assertEqual(seen, ["e"])

    def test_a_refused_login_backs_off(self) -> None:
        """ClientService would try every 1.5 s for ever: its delay is forgotten when TCP is up."""
        self.far.bad.add("me")
        reasons: list[Any] = []
        client = self.client()
        client.on_state(
            lambda old, new, reason: reasons.append((self.clock.seconds(), new, reason))
        )
        client.startService()
        pump(self.clock, 300)
        tries = [at for at, new, _ in reasons if new == "connecting"]
        self.assertLess(len(tries), 14)
        gaps = [round(b - a, 1) for a, b in pairwise(tries)]
        self.assertEqual(gaps[:4], [1.0, 1.6, 2.6, 4.1])
        self.assertEqual(max(gaps), 60.0)
        refusals = [reason for _, new, reason in reasons if new == "waiting"]
        self.assertIsInstance(refusals[0], AuthenticationFailed)
        self.assertEqual(str(refusals[0]), "no such name")
        # The bad connections were closed, none is left beside the new ones.
        self.assertEqual(len(self.far.factory.connections), 0)

    def test_the_delay_is_forgotten_when_ready(self) -> None:
        client = self.client()
        self.far.accepting = False
        client.startService()
        pump(self.clock, 60)
        self.assertGreater(client.factory.delay, 10)
        self.far.accepting = True
        pump(self.clock, 60)
        self.assertEqual((client.state, client.factory.delay), ("ready", 1.0))

    def test_jitter_neither_adds_up_nor_passes_the_cap(self) -> None:
        client = self.client()
        client.factory.jitter = 0.5
        self.far.accepting = False
        at: list[float] = []
        client.on_state(lambda old, new, _: new == "waiting" and at.append(self.clock.seconds()))
        client.startService()
        pump(self.clock, 2000)
        waits = [b - a for a, b in pairwise(at)]
        self.assertLessEqual(max(waits), 60.5)
        self.assertGreater(min(waits[12:]), 29)

    def test_max_retries(self) -> None:
        client = self.client()
        client.factory.maxRetries = 2
        self.far.accepting = False
        ready = client.when_ready()
        client.startService()
        pump(self.clock, 100)
        self.failureResultOf(ready, ConnectionLost)
        self.assertEqual((client.factory.attempts, client.state), (3, "stopped"))

    def test_when_ready_is_each_callers_own(self) -> None:
        client = self.client()
        one, two, three = client.when_ready(), client.when_ready(), client.when_ready()
        one.addCallback(lambda _: three.cancel())
        client.startService()
        pump(self.clock)
        self.assertIs(self.successResultOf(two), client)
        self.failureResultOf(three, CancelledError)
        self.assertIs(self.successResultOf(client.when_ready()), client)

    def test_when_ready_fails_after(self) -> None:
        self.far.accepting = False
        client = self.client()
        patient, hasty = client.when_ready(), client.when_ready(fail_after=2)
        client.startService()
        pump(self.clock)
        self.assertNoResult(hasty)
        pump(self.clock, 1)
        failure = self.failureResultOf(hasty, ConnectionLost)
        self.assertIn("nothing listens", str(failure.value))
        self.assertNoResult(patient)

    def test_stop_says_goodbye_and_ends_what_waits(self) -> None:
        client = self.started()
        lost, wait = client.ask("9", "x"), client.events.wait_for("never")
        self.far.stall()
        stopped = client.close()
        again = client.stopService()
        pump(self.clock)
        self.successResultOf(stopped)
        self.successResultOf(again)
        self.failureResultOf(lost, ConnectionLost)
        self.failureResultOf(wait, ConnectionLost)
        self.assertEqual(client.state, "stopped")
        self.failureResultOf(client.when_ready(), NotReady)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_stop_while_waiting(self) -> None:
        self.far.accepting = False
        client = self.started()
        ready = client.when_ready()
        self.assertEqual(client.state, "waiting")
        self.successResultOf(client.close())
        self.failureResultOf(ready, NotReady)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_stop_while_connecting(self) -> None:
        slow = Slow()
        client = self.client(slow)
        client.startService()
        self.successResultOf(client.close())
        self.assertEqual((slow.cancelled, client.state), (1, "stopped"))

    def test_stop_while_logging_in(self) -> None:
        self.far.stall()
        client = self.started()
        self.assertEqual(client.state, "logging_in")
        stopped = client.close()
        pump(self.clock)
        self.successResultOf(stopped)
        self.assertEqual(len(self.far.factory.connections), 0)

    def test_stop_never_started(self) -> None:
        self.successResultOf(self.client().close())

    def test_stop_inside_a_ready_callback(self) -> None:
        """ClientService raises RuntimeError here and keeps connecting."""
        client = self.client()
        client.when_ready().addCallback(lambda c: c.close())
        client.startService()
        pump(self.clock, 100)
        self.assertEqual((client.state, client.factory.attempts), ("stopped", 1))

    def test_stop_inside_a_state_handler(self) -> None:
        for state in ("connecting", "logging_in", "ready", "waiting"):
            client = self.client()
            client.on_state(
                lambda old, new, _, c=client, s=state: c.close() if new == s else None  # type: ignore[misc]
            )
            client.startService()
            pump(self.clock, 1)
            self.far.drop()
            pump(self.clock, 100)
            self.assertEqual((state, client.state, client.running), (state, "stopped", 0))
            self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_stop_inside_a_handler_of_the_loss(self) -> None:
        client = self.started()
        client.ask("1", "x").addErrback(lambda _: client.close())
        self.far.stall()
        self.far.drop()
        pump(self.clock, 10)
        self.assertEqual(client.state, "stopped")

    def test_started_again(self) -> None:
        client = self.started()
        result_of(self.clock, client.close())
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "ready")
        wait = client.events.wait_for("e")
        self.far.emit("e")
        pump(self.clock)
        self.assertEqual(self.successResultOf(wait), "e")

    def test_started_again_before_the_stop_is_done(self) -> None:
        """It starts when the last connection is gone, unless it is stopped once more."""
        client = self.started()
        early = client.when_ready()
        for _ in range(2):
            stopped = client.close().addCallback(lambda _: client.when_ready())
            client.startService()
        ready = client.when_ready()
        pump(self.clock)
        for d in (early, stopped, ready):
            self.successResultOf(d)
        self.assertEqual((client.state, client.running, client.factory.attempts), ("ready", 1, 2))
        client.close()
        client.startService()
        ready = client.when_ready()
        client.close()
        pump(self.clock)
        self.failureResultOf(ready, NotReady)
        self.assertEqual((client.state, client.running), ("stopped", 0))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_started_again_by_who_hears_that_it_is_stopped(self) -> None:
        for end in ("close", "no further attempt"):
            client = self.client()
            client.factory.maxRetries = 0 if end == "no further attempt" else None

            def again(old: str, new: str, _: object, client: ToyClient = client) -> None:
                if new == "stopped" and client.factory.attempts == 1:
                    client.startService()

            client.on_state(again)
            client.startService()
            pump(self.clock)
            if end == "close":
                client.close()
            else:
                self.far.drop()
            pump(self.clock)
            self.assertEqual((client.state, client.factory.attempts), ("ready", 2), end)
            wait = client.events.wait_for("e")
            self.far.emit("e")
            pump(self.clock)
            self.assertEqual(self.successResultOf(wait), "e")
            client.factory.maxRetries = None
            result_of(self.clock, client.close())

    def test_a_defect_at_the_end_of_a_connection_does_not_keep_it(self) -> None:
        client = self.started()
        client.connection.link_lost = lambda lost: 1 / 0  # type: ignore[method-assign,assignment]
        self.far.drop()
        pump(self.clock, 2)
        self.assertEqual((client.state, client.factory.attempts), ("ready", 2))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_a_mute_far_end_is_aborted_when_the_login_takes_too_long(self) -> None:
        self.far.stall()
        client = self.started(login_timeout=7)
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append(reason))
        pump(self.clock, 8)
        self.assertEqual(str(reasons[0]), "login took more than 7 s")

    def test_a_far_end_that_ignores_the_goodbye_is_aborted(self) -> None:
        client = self.started()
        current = client.factory.current
        assert current is not None
        current.transport.loseConnection = lambda: None
        stopped = client.close()
        pump(self.clock, 4.9)
        self.assertNoResult(stopped)
        pump(self.clock, 0.2)
        self.successResultOf(stopped)

    def test_lost_at_every_byte_of_the_login(self) -> None:
        for cut in range(len("login me\n")):
            with self.subTest(cut=cut):
                self.far.cut_after(sent=cut)
                client = self.client()
                client.startService()
                pump(self.clock)
                self.assertEqual(client.state, "waiting")
                self.far.cut_after()
                pump(self.clock, 1)
                self.assertEqual(client.state, "ready")
                result_of(self.clock, client.close())
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_lost_while_restoring(self) -> None:
        """With ClientService: NoTransition out of connectionLost, and no further attempt ever."""
        client = self.started()
        result_of(self.clock, client.want("a"))
        self.far.cut_after(sent=len("login me\n") + 3)
        self.far.drop()
        pump(self.clock, 1)
        self.assertEqual(client.state, "waiting")
        self.far.cut_after()
        pump(self.clock, 2)
        self.assertEqual(client.state, "ready")

    def test_a_failing_state_handler_harms_nobody(self) -> None:
        client = self.client()
        client.on_state(lambda *_: 1 / 0)
        watch = client.on_state(lambda *_: self.fail("cancelled"))
        watch.cancel()
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "ready")
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 3)

    def test_an_unexpected_failure_of_the_login(self) -> None:
        client = self.client()

        async def log_in(connection: Any) -> None:
            raise ValueError("strange")

        self.patch(client, "build_connection", lambda: self._with(client, log_in))
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "waiting")
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)

    def _with(self, client: ToyClient, log_in: Any) -> Any:
        connection = ToyClient.build_connection(client)
        connection.log_in = lambda: log_in(connection)  # type: ignore[method-assign]
        return connection

    def test_counters_add_up(self) -> None:
        client = self.started()
        self.far.drop()
        pump(self.clock, 1)
        self.assertEqual(client.counters.messages_sent, 2)
        self.assertEqual(client.counters.bytes_received, 2 * len("login me\n"))

    def test_repr_tells_the_state(self) -> None:
        self.assertEqual(repr(self.started()), "<telco.ToyClient ready>")


class Once(SynchronousTestCase):
    """``connect()``: one logged-in connection without retry."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.far = ToyFar(self.clock)

    def connect(self, endpoint: Any = None, timeout: float = 30) -> Deferred[ToyClient]:
        return connect_once(ToyClient(self.clock, endpoint or self.far.endpoint()), timeout)

    def test_ready(self) -> None:
        client = result_of(self.clock, self.connect())
        self.assertEqual(client.state, "ready")
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_refused_at_once_with_the_far_ends_text(self) -> None:
        self.far.bad.add("me")
        d = self.connect()
        pump(self.clock)
        self.assertEqual(str(self.failureResultOf(d, AuthenticationFailed).value), "no such name")
        pump(self.clock, 100)
        self.assertEqual(self.far.heard, ["login me"])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_unreachable(self) -> None:
        self.far.accepting = False
        d = self.connect()
        self.failureResultOf(d, ConnectionLost)

    def test_one_deadline(self) -> None:
        self.far.stall()
        d = self.connect(timeout=3)
        pump(self.clock, 3.1)
        self.failureResultOf(d, RequestTimeout)
        self.assertEqual(len(self.far.factory.connections), 0)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_deadline_while_connecting(self) -> None:
        slow = Slow()
        d = self.connect(slow, timeout=3)
        pump(self.clock, 3.1)
        self.failureResultOf(d, RequestTimeout)
        self.assertEqual(slow.cancelled, 1)

    def test_cancel_aborts(self) -> None:
        self.far.stall()
        d = self.connect()
        pump(self.clock)
        d.cancel()
        pump(self.clock)
        self.failureResultOf(d, CancelledError)
        self.assertEqual(len(self.far.factory.connections), 0)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_lost_later(self) -> None:
        client = result_of(self.clock, self.connect())
        wait = client.events.wait_for("e")
        self.far.drop()
        pump(self.clock, 100)
        self.failureResultOf(wait, ConnectionLost)
        self.assertEqual((client.state, len(self.far.heard)), ("stopped", 1))


class GivenToAnEndpoint(SynchronousTestCase):
    """``endpoint.connect(factory)``: the caller retries."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.far = ToyFar(self.clock)
        self.factory = ToyFactory(self.clock, name="me")

    def test_ready_and_lost(self) -> None:
        ready = self.factory.when_ready()
        protocol = self.successResultOf(self.far.endpoint().connect(self.factory))
        self.assertIs(protocol, self.factory.current)
        pump(self.clock)
        self.assertIs(self.successResultOf(ready), self.factory.client)
        self.far.drop()
        pump(self.clock, 100)
        self.assertEqual(self.factory.state, "disconnected")
        self.assertEqual(self.far.heard, ["login me"])

    def test_waiters_fail_with_the_loss(self) -> None:
        self.far.bad.add("me")
        ready = self.factory.when_ready()
        self.far.endpoint().connect(self.factory)
        pump(self.clock, 100)
        self.failureResultOf(ready, AuthenticationFailed)
        self.assertEqual(self.far.heard, ["login me"])

    def test_again_by_the_caller(self) -> None:
        self.far.endpoint().connect(self.factory)
        self.failureResultOf(self.far.endpoint().connect(self.factory))
        pump(self.clock)
        self.far.drop()
        pump(self.clock)
        self.far.endpoint().connect(self.factory)
        pump(self.clock)
        self.assertEqual(self.factory.state, "ready")

    def test_stop(self) -> None:
        self.far.endpoint().connect(self.factory)
        pump(self.clock)
        stopped = self.factory.stop()
        pump(self.clock)
        self.successResultOf(stopped)
        self.assertEqual(self.factory.state, "stopped")


class RealSockets(TestCase):
    """The reactor's own connectors, over loopback."""

    async def _far(self) -> tuple[ToyFar, int]:
        from twisted.internet import reactor

        far = ToyFar(reactor, TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"))
        port = await far.listen()
        far.startService()
        self.addCleanup(far.stopService)
        return far, port.getHost().port

    async def test_connect_tcp_retries(self) -> None:
        from twisted.internet import reactor

        far, port = await self._far()
        factory = ToyFactory(reactor, name="me")
        factory.initialDelay = factory.delay = 0.01
        self.addCleanup(factory.stop)
        connector = reactor.connectTCP("127.0.0.1", port, factory)  # type: ignore[attr-defined]
        await factory.when_ready()
        waiting: Deferred[None] = Deferred()
        watch = factory.on_state(lambda old, new, _: new == "waiting" and waiting.callback(None))
        far.drop()
        await waiting
        watch.cancel()
        client = await factory.when_ready()
        self.assertEqual(await client.ask("1", "x"), "x")
        self.assertIs(factory.connector, connector)

    async def test_connect_tcp_that_fails(self) -> None:
        from twisted.internet import reactor

        far, port = await self._far()
        await far.stopService()
        factory = ToyFactory(reactor, name="me")
        self.addCleanup(factory.stop)
        reactor.connectTCP("127.0.0.1", port, factory)  # type: ignore[attr-defined]
        await self.assertFailure(factory.when_ready(fail_after=1), ConnectionLost)

    async def test_start_with_an_endpoint_retries(self) -> None:
        """A plain ReconnectingClientFactory given to an endpoint never does."""
        from twisted.internet import reactor

        far, port = await self._far()
        factory = ToyFactory(reactor, name="me")
        factory.initialDelay = 0.01
        self.addCleanup(factory.stop)
        factory.start(TCP4ClientEndpoint(reactor, "127.0.0.1", port))
        await factory.when_ready()
        waiting: Deferred[None] = Deferred()
        watch = factory.on_state(lambda old, new, _: new == "waiting" and waiting.callback(None))
        far.drop()
        await waiting
        watch.cancel()
        await factory.when_ready()
        self.assertEqual(far.heard, ["login me", "login me"])


class Connectors(SynchronousTestCase):
    """The reactor's face of our connector."""

    def test_disconnect(self) -> None:
        clock = Clock()
        far = ToyFar(clock)
        client = ToyClient(clock, far.endpoint())
        client.startService()
        pump(clock)
        connector = client.factory.connector
        self.assertEqual(repr(connector.getDestination()), "<in memory>")
        self.assertRaises(error.NotConnectingError, connector.stopConnecting)
        connector.disconnect()
        pump(clock)
        self.assertEqual(client.state, "waiting")

    def test_disconnect_while_connecting(self) -> None:
        slow = Slow()
        client = ToyClient(Clock(), slow)
        client.startService()
        client.factory.connector.disconnect()
        self.assertEqual((slow.cancelled, client.state), (1, "waiting"))


class Failing(SynchronousTestCase):
    def test_an_endpoint_that_fails_at_once(self) -> None:
        @implementer(IStreamClientEndpoint)
        class Bad:
            def connect(self, factory: Any) -> Deferred[Any]:
                return fail(ValueError("no such plugin"))

        clock = Clock()
        d = connect_once(ToyClient(clock, Bad()), 5)
        self.assertIn("no such plugin", str(self.failureResultOf(d, ConnectionLost).value))
