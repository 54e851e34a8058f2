"""Listeners, simulators, in-memory connections, traces, pacing, probes, endpoints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from twisted.internet import error
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.endpoints import HostnameEndpoint, TCP4ServerEndpoint
from twisted.internet.interfaces import IStreamServerEndpoint
from twisted.internet.protocol import Protocol
from twisted.internet.ssl import Certificate
from twisted.internet.task import Clock
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface import implementer

from twisted_telco.core import endpoints
from twisted_telco.core.listen import ConnectionsFactory, ListeningService
from twisted_telco.core.liveness import Probe
from twisted_telco.core.memory import HIGH_WATER, MemoryEndpoint, join
from twisted_telco.core.pacer import Pacer
from twisted_telco.core.trace import MASK, Trace, load
from twisted_telco.errors import InvalidRequest, NotReady, RequestRefused, RequestTimeout
from twisted_telco.testing import pump, result_of

from .toy import ToyClient, ToyFar


@implementer(IStreamServerEndpoint)
class Later:
    """A server endpoint that answers when the test says so."""

    def __init__(self) -> None:
        self.answer: Deferred[Any] = Deferred()

    def listen(self, factory: Any) -> Deferred[Any]:
        return self.answer


class Listening(TestCase):
    def service(self, where: Any = None) -> ToyFar:
        from twisted.internet import reactor

        far = ToyFar(reactor, where or TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"))
        self.addCleanup(far.stopService)
        return far

    async def test_listens_stops_and_listens_again(self) -> None:
        """StreamServerEndpointService would stay up deaf, and leave its connections open."""
        from twisted.internet import reactor

        far = self.service()
        listening = far.when_listening()
        far.startService()
        for _ in range(2):
            port = (await far.when_listening()).getHost().port
            client = ToyClient(reactor, HostnameEndpoint(reactor, "127.0.0.1", port))
            client.startService()
            await client.when_ready()
            connection = client.factory.current
            assert connection is not None
            client.factory.stopTrying()
            await far.stopService()
            await connection.when_lost()
            self.assertIsNone(far.port)
            self.assertEqual(far.factory.connections, set())
            far.startService()
        self.assertIsNotNone(await listening)

    async def test_where_may_be_a_string(self) -> None:
        from twisted.internet import reactor

        far = self.service("tcp:0:interface=127.0.0.1")
        self.assertEqual((await far.listen()).getHost().host, "127.0.0.1")
        await far.stopService()
        self.assertEqual(
            (await far.listen("tcp:0:interface=127.0.0.2")).getHost().host, "127.0.0.2"
        )
        self.assertRaises(InvalidRequest, ListeningService, reactor, "nonsense", far.factory)

    async def test_a_busy_port_is_raised_at_start(self) -> None:
        from twisted.internet import reactor

        one = self.service()
        port = (await one.listen()).getHost().port
        self.assertIs(await one.listen(), one.port)
        two = self.service(TCP4ServerEndpoint(reactor, port, interface="127.0.0.1"))
        self.assertRaises(error.CannotListenError, two.startService)
        await self.assertFailure(two.listen(), error.CannotListenError)

    async def test_more_connections_than_allowed_are_closed(self) -> None:
        from twisted.internet import reactor

        far = self.service()
        port = (await far.listen()).getHost().port
        far.accepting = False
        client = ToyClient(reactor, HostnameEndpoint(reactor, "127.0.0.1", port))
        self.addCleanup(client.close)
        client.startService()
        await self.assertFailure(client.when_ready(fail_after=1), Exception)
        self.assertEqual((far.factory.refused, far.factory.accepted), (1, 0))


class ListeningLater(SynchronousTestCase):
    def test_a_failure_that_comes_later(self) -> None:
        later = Later()
        service = ListeningService(Clock(), later, ConnectionsFactory())
        waiting = service.when_listening()
        service.startService()
        self.assertNoResult(waiting)
        later.answer.errback(error.CannotListenError("", 1, OSError("busy")))
        self.failureResultOf(waiting, error.CannotListenError)

    def test_stopped_before_it_listens(self) -> None:
        service = ListeningService(Clock(), Later(), ConnectionsFactory())
        waiting = service.when_listening()
        service.startService()
        self.successResultOf(service.stopService())
        self.failureResultOf(waiting)

    def test_without_an_endpoint(self) -> None:
        service = ListeningService(Clock(), None, ConnectionsFactory())
        service.startService()
        self.assertRaises(NotReady, service.listen)
        self.assertRaises(NotImplementedError, service.factory.build_connection, None)


class Simulators(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = ToyFar(self.clock)
        self.client = ToyClient(self.clock, self.far.endpoint())
        self.client.startService()
        pump(self.clock)
        self.seen: list[str] = []
        self.client.events.subscribe("*", self.seen.append)

    def test_stall_and_resume(self) -> None:
        self.far.stall()
        self.far.emit("a")
        pump(self.clock)
        self.assertEqual(self.seen, [])
        self.far.resume()
        pump(self.clock)
        self.assertEqual(self.seen, ["a"])

    def test_a_stall_holds_back_only_so_much(self) -> None:
        self.far.stall()
        for connection in self.far.factory.connections:
            connection.max_unsent = 10
        self.far.emit("x" * 20)
        pump(self.clock)
        self.assertEqual(self.client.state, "waiting")

    def test_split(self) -> None:
        self.far.split(1)
        pieces: list[bytes] = []
        connection: Any = self.client.factory.current
        received = connection.dataReceived
        self.patch(connection, "dataReceived", lambda data: (pieces.append(data), received(data)))
        self.far.emit("abc")
        pump(self.clock)
        self.assertEqual(pieces, [b"*", b" ", b"a", b"b", b"c", b"\n"])
        self.assertEqual(self.seen, ["abc"])

    def test_cut_after_what_was_received(self) -> None:
        self.far.cut_after(received=3)
        self.far.drop()
        pump(self.clock, 1.5)
        self.assertEqual(self.client.state, "waiting")
        self.far.cut_after(received=0)
        pump(self.clock, 2)
        self.assertEqual(self.client.state, "waiting")
        self.far.cut_after(received=1000)
        pump(self.clock, 5)
        self.assertEqual(self.client.state, "ready")


class Collecting(Protocol):
    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.reason: Any = None

    def dataReceived(self, data: bytes) -> None:
        self.data.append(data)

    def connectionLost(self, reason: Any = None) -> None:
        self.reason = reason.value


class Producer:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def pauseProducing(self) -> None:
        self.calls.append("pause")

    def resumeProducing(self) -> None:
        self.calls.append("resume")


class Memory(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.one, self.two = Collecting(), Collecting()
        join(self.clock, self.one, self.two)
        self.transport: Any = self.one.transport

    def test_one_piece_per_turn(self) -> None:
        self.transport.write(b"a")
        self.transport.writeSequence([b"b", b"c"])
        self.assertEqual(self.two.data, [])
        pump(self.clock)
        self.assertEqual(self.two.data, [b"abc"])

    def test_close_delivers_first(self) -> None:
        self.transport.write(b"a")
        self.transport.loseConnection()
        self.transport.loseConnection()
        self.transport.write(b"b")
        pump(self.clock)
        self.assertEqual(self.two.data, [b"a"])
        self.assertIsInstance(self.one.reason, error.ConnectionDone)
        self.assertIsInstance(self.two.reason, error.ConnectionDone)

    def test_abort_does_not(self) -> None:
        self.transport.write(b"a")
        self.transport.abortConnection()
        self.transport.abortConnection()
        pump(self.clock)
        self.assertEqual(self.two.data, [])
        self.assertIsInstance(self.one.reason, error.ConnectionAborted)
        self.assertIsInstance(self.two.reason, error.ConnectionLost)

    def test_a_reader_that_pauses(self) -> None:
        producer = Producer()
        self.transport.registerProducer(producer, True)
        self.assertRaises(RuntimeError, self.transport.registerProducer, producer, True)
        reader: Any = self.two.transport
        reader.pauseProducing()
        self.transport.write(b"x" * (HIGH_WATER + 1))
        pump(self.clock)
        self.assertEqual((self.two.data, producer.calls), ([], ["pause"]))
        reader.resumeProducing()
        pump(self.clock)
        self.assertEqual(producer.calls, ["pause", "resume"])
        self.transport.unregisterProducer()
        reader.stopProducing()
        pump(self.clock)
        self.assertIsInstance(self.one.reason, error.ConnectionDone)

    def test_only_bytes(self) -> None:
        self.assertRaises(TypeError, self.transport.write, "text")

    def test_addresses(self) -> None:
        self.assertEqual(repr(self.transport.getPeer()), "<in memory>")
        self.assertEqual(self.transport.getHost().type, "memory")

    def test_no_protocol(self) -> None:
        class Refusing:
            def buildProtocol(self, addr: Any) -> None:
                return None

        endpoint = MemoryEndpoint(self.clock, Refusing())  # type: ignore[arg-type]
        self.assertEqual(repr(endpoint), "<in memory>")
        d = endpoint.connect(Refusing())  # type: ignore[arg-type]
        self.failureResultOf(d, error.ConnectionRefusedError)

    def test_result_of(self) -> None:
        self.assertRaises(AssertionError, result_of, self.clock, Deferred(), 1)
        self.assertRaises(ValueError, result_of, self.clock, fail(ValueError()))
        d: Deferred[str] = Deferred()
        self.clock.callLater(2, d.callback, "late")
        self.assertEqual(result_of(self.clock, d, 3), "late")


class Traces(SynchronousTestCase):
    SECRET = re.compile(rb"(?m)^Secret: (?P<secret>[^\n]*)")

    def setUp(self) -> None:
        self.clock = Clock()

    def test_saved_and_loaded(self) -> None:
        trace = Trace(self.clock)
        trace.note("connected")
        trace.add("C", b"a\n")
        self.clock.advance(1.5)
        trace.add("S", b"b\xff")
        folder = Path(self.mktemp())
        folder.mkdir()
        trace.save(folder, "x")
        self.assertEqual(load(folder, "x"), list(trace.chunks))
        self.assertEqual((folder / "x.server.bin").read_bytes(), b"b\xff")
        self.assertEqual(trace.text().splitlines()[2], "    1.500 S b'b\\xff'")

    def test_secrets_are_masked_also_in_pieces(self) -> None:
        trace = Trace(self.clock, secret=self.SECRET)
        for piece in (b"User: x\nSec", b"ret: pa", b"ss\nnext\nSecret: half"):
            trace.add("C", piece)
        data = b"".join(c.data for c in trace.chunks)
        self.assertEqual(data, b"User: x\nSecret: " + MASK + b"\nnext\n")

    def test_a_unit_without_end_is_not_shown(self) -> None:
        trace = Trace(self.clock, secret=self.SECRET, limit=100)
        trace.add("C", b"Secret: " + b"s" * 200)
        self.assertEqual([c.data for c in trace.chunks], [MASK])

    def test_bounded(self) -> None:
        trace = Trace(self.clock, limit=10)
        for _ in range(5):
            trace.add("S", b"1234")
        self.assertEqual((len(trace.chunks), trace.forgotten), (2, 3))


class Turns:
    """Tells the turns of a reactor apart, which a Clock runs through in one go."""

    def __init__(self) -> None:
        self.due: list[Any] = []

    def callLater(self, delay: float, call: Any) -> Any:
        self.due.append(call)

    def turn(self) -> None:
        due, self.due = self.due, []
        for call in due:
            call()


class Pacing(SynchronousTestCase):
    def test_so_many_bytes_per_turn(self) -> None:
        clock: Any = Turns()
        out: list[bytes] = []
        pacer = Pacer(clock, out.append, 4)
        pacer.write(b"abc")
        pacer.write(b"defghi")
        self.assertEqual((out, len(pacer)), ([], 9))
        clock.turn()
        self.assertEqual(out, [b"abcd"])
        clock.turn()
        clock.turn()
        clock.turn()
        self.assertEqual(out, [b"abcd", b"efgh", b"i"])
        drained: list[bool] = []
        pacer.when_drained(lambda: drained.append(True))
        self.assertEqual(drained, [True])

    def test_a_write_in_the_turn_of_the_last_piece_waits(self) -> None:
        clock: Any = Turns()
        out: list[bytes] = []
        pacer = Pacer(clock, out.append, 4)
        pacer.write(b"abcd")
        clock.turn()
        pacer.write(b"efgh")
        self.assertEqual(out, [b"abcd"])
        clock.turn()
        self.assertEqual(out, [b"abcd", b"efgh"])

    def test_stop(self) -> None:
        clock, out = Clock(), []
        pacer = Pacer(clock, out.append, 4)
        pacer.write(b"abcd")
        pacer.stop()
        pacer.flush()
        pump(clock)
        self.assertEqual((out, clock.getDelayedCalls()), ([], []))


class Probes(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        far = ToyFar(self.clock)
        client = ToyClient(self.clock, far.endpoint())
        client.startService()
        pump(self.clock)
        connection = client.factory.current
        assert connection is not None
        self.connection = connection
        self.answer: Deferred[Any] = succeed(None)
        self.excused = False
        self.probe = Probe(
            self.clock, self.connection, lambda: self.answer, 10, lambda: self.excused
        )

    def test_silence_is_probed_and_traffic_is_not(self) -> None:
        self.probe.start()
        self.probe.start()
        for _ in range(5):
            self.connection.counters.bytes_received += 1
            self.clock.advance(10)
        self.assertEqual(self.probe.sent, 0)
        self.clock.advance(10)
        self.clock.advance(10)
        self.assertEqual(self.probe.sent, 2)
        self.probe.stop()
        self.clock.advance(100)
        self.assertEqual(self.probe.sent, 2)

    def test_no_answer_is_the_end(self) -> None:
        self.answer = fail(RequestTimeout("Ping", 1))
        self.probe.start()
        pump(self.clock, 10.1)
        self.assertEqual(str(self.connection.lost), "no sign of life from the far end")

    def test_any_sign_of_life_will_do(self) -> None:
        for reason, excused in (
            (RequestRefused("no"), False),
            (RequestTimeout("Ping", 1), True),
        ):
            self.answer, self.excused = fail(reason), excused
            self.probe.start()
            pump(self.clock, 10.1)
            self.assertIsNone(self.connection.lost)

    def test_something_received_meanwhile(self) -> None:
        self.answer = Deferred()
        self.probe.start()
        pump(self.clock, 10.1)
        self.connection.counters.bytes_received += 1
        self.answer.errback(RequestTimeout("Ping", 1))
        self.assertIsNone(self.connection.lost)

    def test_lost_while_probing(self) -> None:
        for end in (
            lambda d: d.callback(None),
            lambda d: d.errback(RequestTimeout("Ping", 1)),
        ):
            self.answer = Deferred()
            self.probe.start()
            pump(self.clock, 10.1)
            self.connection.lost = self.connection.errors.lost("x")
            end(self.answer)
            self.connection.lost = None
            self.clock.advance(100)
        self.assertEqual(self.probe.sent, 2)

    def test_switched_off(self) -> None:
        probe = Probe(self.clock, self.connection, lambda: self.answer, 0)
        probe.start()
        self.clock.advance(100)
        self.assertEqual(probe.sent, 0)


CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUTUMfBmTNkFWMuLLc3KFrFgMTBpUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MDEwMTAwMDAwMFoYDzIxMjYwMTAx
-----END CERTIFICATE-----
"""


class Where(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = MemoryReactorClock()

    def client(self, where: Any, **more: Any) -> Any:
        return endpoints.client_endpoint(self.reactor, where, 5038, tls_port=5039, **more)

    def test_bare_hosts(self) -> None:
        for where, tls, expected in (
            ("pbx", None, ("pbx", 5038)),
            ("pbx:99", None, ("pbx", 99)),
            ("pbx.example.com", False, ("pbx.example.com", 5038)),
            ("10.0.0.1", None, ("10.0.0.1", 5038)),
            ("[::1]:99", None, ("::1", 99)),
            ("[::1]", None, ("::1", 5038)),
            ("tcp", None, ("tcp", 5038)),
        ):
            endpoint = self.client(where, tls=tls)
            self.assertIsInstance(endpoint, HostnameEndpoint)
            self.assertEqual((endpoint._hostText, endpoint._port), expected)

    def test_tls_choices(self) -> None:
        from twisted.test.test_sslverify import certificatesForAuthorityAndServer

        authority, _ = certificatesForAuthorityAndServer()
        path = Path(self.mktemp())
        path.write_bytes(authority.dumpPEM())
        for tls in (True, "insecure", Certificate.loadPEM(authority.dumpPEM()), path, str(path)):
            self.assertNotIsInstance(self.client("pbx", tls=tls), HostnameEndpoint)
        self.assertRaises(InvalidRequest, self.client, "pbx", tls="/no/such/file")
        path.write_text(CERTIFICATE)
        self.assertRaises(InvalidRequest, self.client, "pbx", tls=path)
        self.assertRaises(InvalidRequest, self.client, "tcp:pbx:1", tls=True)

    def test_endpoint_strings_and_objects(self) -> None:
        endpoint = self.client("tcp:pbx:5038")
        self.assertIs(self.client(endpoint), endpoint)
        self.client("unix:/tmp/x")

    def test_what_can_not_be_meant(self) -> None:
        for where in ("", None, 5038, "nonsense:x:y", "tcp:5038", "pbx:0", "pbx:99999", object()):
            self.assertRaises(InvalidRequest, self.client, where)

    def test_servers(self) -> None:
        for where in (None, 5038, "5038", "tcp:5038:interface=127.0.0.1"):
            endpoint = endpoints.server_endpoint(self.reactor, where, 5038)
            self.assertEqual((endpoint._port, endpoint._interface), (5038, "127.0.0.1"))  # type: ignore[attr-defined]
            self.assertIs(endpoints.server_endpoint(self.reactor, endpoint, 1), endpoint)
        for where in ("x", "nonsense:1", ""):
            self.assertRaises(InvalidRequest, endpoints.server_endpoint, self.reactor, where, 5038)

    def test_transports_of_tests_lack_options(self) -> None:
        class Bare(StringTransport):
            setTcpNoDelay = setTcpKeepAlive = None

        from .toy import ToyFar

        far = ToyFar(Clock())
        connection: Any = far.factory.buildProtocol(None)
        connection.makeConnection(Bare())
        self.assertIn(connection, far.factory.connections)
