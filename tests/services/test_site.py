"""A whole site under a clock: start, failures with one sentence, and a stop in phases."""

from __future__ import annotations

from typing import Any

from twisted.application.service import Application, IService
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import CannotListenError
from twisted.internet.task import Clock
from twisted.logger import ILogObserver
from twisted.trial.unittest import SynchronousTestCase

from tests.core.toy import ToyClient, ToyFar
from tests.relay.sinks import ListSink, Said
from twisted_telco.services import ConfigError, Site, connection, parse, registry
from twisted_telco.services.connection import ConnectionRunner
from twisted_telco.services.exits import StartFailure
from twisted_telco.services.kind import Option
from twisted_telco.services.registry import SinkKind
from twisted_telco.testing import pump

from . import toykind
from .toykind import FAR_ENDS, LISTENING, Listens

CLIENT = '[[connection]]\nname = "c"\nprotocol = "toy"\nconnect = "far"\nusername = "me"\n'
SERVER = '[[connection]]\nname = "s"\nprotocol = "toy"\nrole = "server"\nlisten = "tcp:1"\n'
SIMULATOR = '[[simulator]]\nprotocol = "toy"\nlisten = "tcp:2"\n'
SINK = '[[sink]]\ntype = "list"\nname = "one"\n'
IN_USE = CannotListenError("", 1, OSError(98, "Address already in use"))


class SiteTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        toykind.install(self)
        self.clock = Clock()
        self.calls: list[str] = []
        self.quits: list[str] = []
        self.far = FAR_ENDS["far"] = ToyFar(self.clock)
        for where in ("tcp:1", "tcp:2", "tcp:3"):
            LISTENING[where] = Listens(self.calls, where)
        self.said = Said(self, ConnectionRunner)
        self.site_said = Said(self, Site)
        self.sinks: dict[str, ListSink] = {}
        make = SinkKind(Option("name"), (), self.make_sink)
        self.patch(registry, "SINKS", {**registry.SINKS, "list": make})

    def make_sink(self, reactor: Any, name: str) -> ListSink:
        self.sinks[name] = ListSink(name, self.calls)
        return self.sinks[name]

    def site(self, text: str) -> Site:
        config = parse(self.clock, text, "site.toml")
        return Site(self.clock, config, lambda: self.quits.append("quit"))

    def start(self, text: str) -> Site:
        site = self.site(text)
        site.startService()
        pump(self.clock)
        return site


class Starting(SiteTestCase):
    def test_events_reach_the_sinks(self) -> None:
        site = self.start(CLIENT + SINK)
        self.far.emit("tick")
        pump(self.clock)
        (event,) = self.sinks["one"].events
        self.assertEqual(event.source, "/telco/toy/c")
        self.assertEqual(event.type, "telco.toy.tick")
        self.assertEqual(event.data, {"word": "tick"})
        runner = site.connections[0]
        self.assertEqual((runner.state, runner.times_ready, runner.source.events), ("ready", 1, 1))
        self.assertEqual(repr(runner), "<ConnectionRunner c ready>")

    def test_only_the_events_that_are_asked_for(self) -> None:
        self.start(CLIENT + 'events = ["tick", "tock"]\n' + SINK)
        for word in ("tick", "tack", "tock"):
            self.far.emit(word)
        pump(self.clock)
        self.assertEqual(
            [event.type for event in self.sinks["one"].events],
            ["telco.toy.tick", "telco.toy.tock"],
        )

    def test_the_order(self) -> None:
        """Sinks, simulators, handlers, servers, and then those that connect."""

        def handler(service: Any) -> None:
            self.calls.append(f"handler {type(service).__name__}")

        self.patch(toykind, "handler", handler)
        self.patch(ToyClient, "startService", lambda client: self.calls.append("start client"))
        with_handler = 'handler = "tests.services.toykind:handler"\n'
        self.start(CLIENT + with_handler + SERVER + with_handler + SIMULATOR + SINK)
        self.assertEqual(
            self.calls,
            [
                "start one",
                "listen tcp:2",
                "handler ToyClient",
                "handler ToyServer",
                "listen tcp:1",
                "start client",
            ],
        )

    def test_nobody_connects_before_the_simulators_listen(self) -> None:
        LISTENING["tcp:2"].result = Deferred()
        site = self.start(CLIENT + SIMULATOR)
        self.assertEqual(site.connections[0].state, "disconnected")
        LISTENING["tcp:2"].result.callback(toykind.Port(self.calls, "tcp:2"))
        pump(self.clock)
        self.assertEqual(site.connections[0].state, "ready")

    def test_a_server_is_ready_when_it_listens(self) -> None:
        site = self.start(SERVER)
        self.assertEqual(self.said, ["s: Toy, listening on tcp:1"])
        runner = site.connections[0]
        self.assertEqual((runner.state, runner.times_ready), ("listening", 1))

    def test_a_shared_server_listens_once(self) -> None:
        peer = '[[connection]]\nprotocol = "toy"\nrole = "peer"\nlisten = "tcp:1"\nsecret = "s"\n'
        self.start(peer + 'name = "a"\n' + peer + 'name = "b"\n')
        self.assertEqual(self.calls, ["listen tcp:1"])

    def test_no_sink_is_said(self) -> None:
        self.start(CLIENT)
        self.assertEqual(self.site_said, ["no sink: events are only counted"])

    def test_a_kind_that_refuses_its_configuration(self) -> None:
        with self.assertRaises(ConfigError) as caught:
            self.site(SINK + CLIENT + "refuse = true\n")
        self.assertEqual(
            caught.exception.sentences(),
            ["site.toml:4: connection c: this toy does not want to be built"],
        )

    def test_the_log_of_the_application(self) -> None:
        seen: list[Any] = []
        config = parse(self.clock, CLIENT, "site.toml")
        site = Site(self.clock, config, lambda: None, log_observer=lambda: seen.append)
        application = Application("telco")
        site.setServiceParent(application)
        self.assertEqual(application.getComponent(ILogObserver), seen.append)
        self.assertIn(site, list(IService(application)))


class Failing(SiteTestCase):
    def assert_fails_at_once(self, text: str, sentence: str) -> None:
        site = self.site(text)
        with self.assertRaises(StartFailure) as caught:
            site.startService()
        self.assertEqual(str(caught.exception), sentence)
        self.assertEqual(self.quits, [])

    def assert_fails_later(self, site: Site, sentence: str) -> None:
        self.assertEqual(site.failure, sentence)
        self.assertEqual(self.site_said[-1], sentence)
        self.assertEqual(self.quits, ["quit"])

    def test_a_busy_port(self) -> None:
        for text, who in ((SERVER, "s"), (SIMULATOR + CLIENT, "simulator toy")):
            where = "tcp:1" if text is SERVER else "tcp:2"
            LISTENING[where].result = fail(IN_USE)
            self.assert_fails_at_once(
                text, f"{who}: cannot listen on {where}: Address already in use"
            )

    def test_a_busy_port_that_is_noticed_later(self) -> None:
        LISTENING["tcp:1"].result = Deferred()
        site = self.start(SERVER)
        self.assertIsNone(site.failure)
        LISTENING["tcp:1"].result.errback(IN_USE)
        self.assert_fails_later(site, "s: cannot listen on tcp:1: Address already in use")

    def test_a_sink_that_does_not_open(self) -> None:
        self.assert_fails_at_once(
            CLIENT + '[[sink]]\ntype = "jsonl"\npath = "/nowhere/x"\n',
            "jsonl:/nowhere/x: cannot be opened: No such file or directory",
        )

    def test_a_handler_that_fails(self) -> None:
        self.assert_fails_at_once(
            CLIENT + 'handler = "tests.services.toykind:broken"\n',
            "c: the handler tests.services.toykind:broken failed: LookupError: no such thing "
            f"(toykind.py, line {toykind.broken.__code__.co_firstlineno + 1})",
        )

    def test_a_handler_is_waited_for(self) -> None:
        site = self.start(CLIENT + 'handler = "tests.services.toykind:slow"\n')
        self.assertEqual(site.connections[0].state, "disconnected")
        self.clock.advance(connection.HANDLER_NOTICE)
        self.assertEqual(
            self.said,
            [
                "c: waits for the handler tests.services.toykind:slow; it starts when that has "
                "finished"
            ],
        )
        toykind.WAITING.pop().callback(None)
        pump(self.clock)
        self.assertEqual(site.connections[0].state, "ready")

    def test_a_handler_that_fails_later(self) -> None:
        site = self.start(CLIENT + 'handler = "tests.services.toykind:slow"\n')
        toykind.WAITING.pop().errback(LookupError("too late"))
        assert site.failure is not None
        self.assertIn("slow failed: LookupError: too late", site.failure)
        self.assertEqual(self.quits, ["quit"])

    def test_a_handler_per_session_is_the_business_of_the_kind(self) -> None:
        self.patch(toykind, "handler", self.fail)
        text = SERVER.replace("server", "outbound")
        site = self.start(text + 'handler = "tests.services.toykind:handler"\n')
        self.assertEqual(site.connections[0].service.handler, self.fail)

    def test_the_last_sink_is_lost(self) -> None:
        site = self.start(CLIENT + SINK)
        self.sinks["one"].failed("nobody reads any more")
        self.assert_fails_later(site, "no sink is left: one: nobody reads any more")
        self.sinks["one"].failed("again")
        self.assertEqual(self.quits, ["quit"])

    def test_a_defect_in_the_start_ends_the_process_too(self) -> None:
        self.patch(ConnectionRunner, "start", lambda runner: 1 / 0)
        self.assert_fails_at_once(CLIENT, "the start failed: division by zero")


class FarEnds(SiteTestCase):
    """One sentence per change of state."""

    def test_out_of_reach_lost_and_back(self) -> None:
        self.far.accepting = False
        self.start(CLIENT)
        pump(self.clock, 300)
        self.assertEqual(
            self.said,
            [
                "c: far is out of reach: could not connect: Connection was "
                "refused by other side: nothing listens in memory; trying again"
            ],
        )
        self.far.accepting = True
        pump(self.clock, 70)
        self.assertEqual(self.said[1:], ["c: Toy at far is ready"])
        self.far.accepting = False
        self.far.drop()
        pump(self.clock, 300)
        self.assertEqual(len(self.said), 4)
        self.assertIn("c: the connection to far was lost: ", self.said[2])
        self.assertIn("c: far is out of reach: ", self.said[3])
        self.far.accepting = True
        pump(self.clock, 70)
        self.assertEqual(self.said[4:], ["c: Toy at far is ready"])

    def test_a_refused_login_says_so_once(self) -> None:
        self.far.bad.add("me")
        self.start(CLIENT)
        pump(self.clock, 300)
        self.assertEqual(self.said, ["c: far refused the login: no such name; trying again"])

    def test_no_retry(self) -> None:
        self.far.accepting = False
        with self.assertRaises(StartFailure) as caught:
            self.start(CLIENT + "retry = false\n")
            pump(self.clock)
            raise StartFailure(self.site_said[-1])
        self.assertIn("c: far is out of reach", str(caught.exception))

    def test_no_retry_after_a_loss(self) -> None:
        site = self.start(CLIENT + "retry = false\n")
        self.far.drop()
        pump(self.clock)
        assert site.failure is not None
        self.assertIn("c: the connection to far was lost", site.failure)
        self.assertEqual(self.quits, ["quit"])


class Stopping(SiteTestCase):
    def test_in_phases(self) -> None:
        """Twisted's MultiService would stop all of these in one turn."""
        site = self.start(CLIENT + SERVER + SIMULATOR + SINK)
        self.calls.clear()
        ends: dict[str, Deferred[None]] = {}

        def stop(name: str) -> Any:
            def stopService() -> Deferred[None]:
                self.calls.append(f"stop {name}")
                ends[name] = Deferred()
                return ends[name]

            return stopService

        client, server = (runner.service for runner in site.connections)
        client.stopService, server.stopService = stop("client"), stop("server")
        ends["drain"] = self.sinks["one"].draining = Deferred()
        stopped = site.stopService()
        self.assertEqual(self.calls, ["stop server"])
        ends["server"].callback(None)
        self.assertEqual(self.calls[1:], ["stop client"])
        ends["client"].callback(None)
        self.assertEqual(self.calls[2:], ["close tcp:2", "drain one"])
        self.assertNoResult(stopped)
        ends["drain"].callback(None)
        self.assertEqual(self.calls[4:], ["close one"])
        self.successResultOf(stopped)

    def test_each_phase_has_its_grace(self) -> None:
        site = self.start(CLIENT + SERVER + SINK)
        for runner in site.connections:
            runner.service.stopService = Deferred
        self.sinks["one"].draining = Deferred()
        stopped = site.stopService()
        self.clock.pump([5, 10])
        self.assertNoResult(stopped)
        self.clock.advance(10)
        self.successResultOf(stopped)
        self.assertEqual(self.calls[-1], "close one")
        self.assertEqual(
            self.site_said,
            [
                "stop: listeners: not done after 5 s",
                "stop: connections: not done after 10 s",
                "stop: drain of the sinks: not done after 10 s",
            ],
        )

    def test_one_that_fails_to_stop_does_not_keep_the_others(self) -> None:
        site = self.start(CLIENT + SINK)
        site.connections[0].service.stopService = lambda: 1 / 0
        self.successResultOf(site.stopService())
        self.assertEqual(self.calls[-1], "close one")
        self.assertEqual(self.site_said, ["stop: connections"])

    def test_events_of_the_goodbye_are_delivered(self) -> None:
        site = self.start(CLIENT + SINK)
        client = site.connections[0].service
        real = client.stopService

        def stopService() -> Any:
            client.events.emit("bye", "bye")
            return real()

        client.stopService = stopService
        stopped = site.stopService()
        pump(self.clock)
        self.successResultOf(stopped)
        self.assertEqual([event.type for event in self.sinks["one"].events], ["telco.toy.bye"])

    def test_during_the_start(self) -> None:
        site = self.start(CLIENT + 'handler = "tests.services.toykind:slow"\n' + SINK)
        self.successResultOf(site.stopService())
        pump(self.clock)
        self.assertEqual(site.connections[0].state, "disconnected")
        self.assertEqual(self.quits, [])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_nothing_is_left(self) -> None:
        site = self.start(CLIENT + SERVER + SINK)
        stopped = site.stopService()
        pump(self.clock)
        self.successResultOf(stopped)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual(site.connections[0].state, "stopped")
