"""The client against the simulator: its life, the three uses, threads, the examples."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from twisted.internet import threads
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.endpoints import HostnameEndpoint, TCP4ServerEndpoint
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.examples import load
from twisted_telco import ami
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.testing import pump, result_of

LOGIN = {"username": "admin", "secret": "s3cret"}


class Life(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.asterisk = Asterisk(self.clock, users={"admin": "s3cret"})

    def client(self, **more: Any) -> ami.Client:
        client = ami.Client(self.clock, self.asterisk.endpoint(), **{**LOGIN, **more})
        client.factory.jitter = 0
        return client

    def started(self, **more: Any) -> ami.Client:
        client = self.client(**more)
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "ready")
        return client

    def actions(self) -> list[str]:
        """Names of the actions heard since this was last asked."""
        names = [action.name for action in self.asterisk.heard]
        self.asterisk.heard.clear()
        return names

    def test_killed_at_every_byte_of_the_login(self) -> None:
        """What the server sent until ready, cut after each byte: back to ready, restored once."""
        for auth in ("md5", "plain"):
            client = self.started(auth=auth, ping_interval=0)
            result_of(self.clock, client.set_event_mask("call,user"))
            result_of(self.clock, client.add_filter("!Event: VarSet"))
            before = client.counters.bytes_received
            self.asterisk.drop()
            pump(self.clock, 1)
            length = client.counters.bytes_received - before
            self.assertGreater(length, 100)
            for cut in range(length):
                self.asterisk.cut_after(sent=cut)
                self.asterisk.drop()
                pump(self.clock, 1)
                self.assertNotEqual(client.state, "ready", cut)
                self.asterisk.cut_after()
                self.actions()
                pump(self.clock, 60)
                self.assertEqual(client.state, "ready", cut)
                login = ["Challenge", "Login"] if auth == "md5" else ["Login"]
                self.assertEqual(self.actions(), [*login, "Filter"])
            self.assertEqual(len(self.asterisk.factory.connections), 1)
            result_of(self.clock, client.close(), 10)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_cut_at_every_byte_of_an_answer_and_a_list(self) -> None:
        for action in ("Ping", "QueueStatus"):
            client = self.started()
            before = client.counters.bytes_received
            result_of(self.clock, client.request(action))
            size = client.counters.bytes_received - before
            for cut in range(0, size, 7):
                connection = next(iter(self.asterisk.factory.connections))
                connection._cut_sent = cut or None
                d = client.request(action)
                if not cut:
                    self.asterisk.drop()
                pump(self.clock)
                self.failureResultOf(d, ami.ConnectionLost)
                pump(self.clock, 2)
                self.assertEqual(client.state, "ready")
            result_of(self.clock, client.close(), 10)

    def test_a_refused_login_does_not_hammer(self) -> None:
        self.asterisk.users.clear()
        client = self.client()
        client.startService()
        pump(self.clock, 600)
        self.assertLess(client.factory.attempts, 20)
        self.assertEqual(client.factory.delay, 60)

    def test_back_after_a_restart_of_asterisk(self) -> None:
        client = self.started()
        shutdown = client.events.wait_for("Shutdown")
        self.asterisk.shut_down(restart=True)
        pump(self.clock)
        self.assertEqual(self.successResultOf(shutdown)["Restart"], "True")
        pump(self.clock, 5)
        self.assertEqual(client.state, "ready")

    def test_garbage_costs_nothing_or_one_connection(self) -> None:
        client = self.started()
        seen: list[str] = []
        client.events.subscribe("*", lambda event: seen.append(event.name))
        for data in (b"\xff\xfe\0\r\n\r\n", b":::\r\n\r\n", b"\r\n" * 100, b"Event: A\r\n\r\n"):
            self.asterisk.garbage(data)
        pump(self.clock)
        self.assertEqual((client.state, seen[-1]), ("ready", "A"))

    def test_split_writes(self) -> None:
        self.asterisk.split(1)
        client = self.started()
        response = result_of(self.clock, client.request("QueueStatus"))
        self.assertTrue(response.events.complete)

    def test_wrong_arguments(self) -> None:
        for where in ("", "nonsense:x:y", 5038):
            self.assertRaises(ami.InvalidRequest, ami.Client, self.clock, where, **LOGIN)
            d = ami.connect(self.clock, where, **LOGIN)
            self.failureResultOf(d, ami.InvalidRequest)

    def test_ping(self) -> None:
        client = self.started()
        self.assertEqual(result_of(self.clock, client.ping())["Ping"], "Pong")

    def test_no_secret_in_the_log_of_a_failure(self) -> None:
        self.asterisk.users.clear()
        d = ami.connect(self.clock, self.asterisk.endpoint(), **LOGIN)
        pump(self.clock, 3)
        failure = self.failureResultOf(d, ami.AuthenticationFailed)
        self.assertNotIn("s3cret", failure.getTraceback())


class Uses(TestCase):
    """``reactor.connectTCP``, ``factory.start`` and ``endpoint.connect``, over loopback."""

    timeout = 20

    async def port(self) -> int:
        from twisted.internet import reactor

        self.asterisk = Asterisk(
            reactor, TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"), {"admin": "s3cret"}
        )
        self.asterisk.startService()
        self.addCleanup(self.asterisk.stopService)
        port: int = (await self.asterisk.when_listening()).getHost().port  # type: ignore[attr-defined]
        return port

    def factory(self) -> ami.ClientFactory:
        from twisted.internet import reactor

        factory = ami.ClientFactory(reactor, **LOGIN)
        factory.initialDelay = factory.delay = 0.01
        self.addCleanup(factory.stop)
        return factory

    async def back(self, factory: ami.ClientFactory) -> None:
        """Cut the connection; wait until the factory has made another."""
        client = await factory.when_ready()
        self.assertEqual((await client.ping())["Ping"], "Pong")
        waiting: Deferred[None] = Deferred()
        watch = client.on_state(lambda old, new, _: new == "waiting" and waiting.callback(None))
        self.asterisk.drop()
        await waiting
        watch.cancel()
        self.assertIs(await factory.when_ready(), client)
        await client.ping()

    async def test_connect_tcp(self) -> None:
        from twisted.internet import reactor

        port = await self.port()
        factory = self.factory()
        reactor.connectTCP("127.0.0.1", port, factory)  # type: ignore[attr-defined]
        await self.back(factory)

    async def test_start(self) -> None:
        from twisted.internet import reactor

        port = await self.port()
        factory = self.factory()
        factory.start(HostnameEndpoint(reactor, "127.0.0.1", port))
        await self.back(factory)

    async def test_endpoint_connect_leaves_retrying_to_its_caller(self) -> None:
        from twisted.internet import reactor

        port = await self.port()
        factory = self.factory()
        protocol = await HostnameEndpoint(reactor, "127.0.0.1", port).connect(factory)
        client = await factory.when_ready()
        self.assertIs(client.connection, protocol)
        wait = client.events.wait_for("Never")
        self.asterisk.drop()
        await self.assertFailure(wait, ami.ConnectionLost)
        self.assertEqual((factory.state, factory.attempts), ("disconnected", 0))

    async def test_a_bare_host(self) -> None:
        from twisted.internet import reactor

        port = await self.port()
        client = await ami.connect(reactor, f"127.0.0.1:{port}", **LOGIN)
        await client.ping()
        await client.close()
        self.assertEqual(client.state, "stopped")

    async def test_from_another_thread(self) -> None:
        from twisted.internet import reactor

        port = await self.port()
        client = await ami.connect(reactor, f"127.0.0.1:{port}", **LOGIN)

        def work() -> str:
            response = threads.blockingCallFromThread(reactor, client.request, "Ping")
            return response["Ping"]

        self.assertEqual(await threads.deferToThread(work), "Pong")
        await client.close()


class Examples(SynchronousTestCase):
    def test_quick_start(self) -> None:
        clock = Clock()
        asterisk = Asterisk(clock, users={"admin": "s3cret"})
        quick = load("ami_quick")
        for way in (quick.with_await, quick.with_callbacks):
            said = StringIO()
            with redirect_stdout(said):
                done = maybeDeferred(way, clock, asterisk.endpoint(), "admin", "s3cret")
                result_of(clock, done, 10)
            self.assertEqual(said.getvalue(), "Pong\n")

    def test_watch(self) -> None:
        clock = Clock()
        asterisk = Asterisk(clock, users={"demo": "demo"})
        asterisk.start_traffic(1.0)
        client = ami.Client(clock, asterisk.endpoint(), username="demo", secret="demo")
        said: list[str] = []
        result_of(clock, load("ami_watch").watch(client, 30.0, said.append), 60)
        self.assertEqual(said[:3], ["connecting", "logging_in", "ready"])
        self.assertEqual(said[-1], "stopped")
        self.assertTrue(any("Normal Clearing" in line for line in said))
