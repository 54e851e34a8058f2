"""The models are right again after a time without events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco import esl
from twisted_telco.esl.gaps import ANSWER_TIMEOUT, TABLE_LAG
from twisted_telco.esl.simulator.api import API

from .case import Case


class Gaps(Case):
    def setUp(self) -> None:
        super().setUp()
        self.esl = self.ready()
        self.listener = self.esl.listener
        self.uuid = self.call(self.esl)
        self.session = self.listener.sessions[self.uuid]

    def freeze_table(self) -> None:
        """From now on the server lists the channels that it has now."""
        rows = API["show"](self.switch, "channels as json", None)
        self.switch.on_api("show", lambda *_: rows)

    def lag_table(self, seconds: float) -> None:
        """The server lists the channels that it had so long ago."""
        taken: list[tuple[float, Any]] = []

        def take() -> None:
            taken.append((self.clock.seconds(), API["show"](self.switch, "channels as json", None)))
            self.clock.callLater(0.01, take)

        def show(*_: object) -> Any:
            then = self.clock.seconds() - seconds
            return next((rows for at, rows in reversed(taken) if at <= then), taken[0][1])

        take()
        self.switch.on_api("show", show)

    def after(self, command: str, call: Callable[[], object]) -> None:
        """Have something happen on the server right after the next command of this name."""

        def answered(data: bytes) -> bytes:
            if self.switch.heard[-1].startswith(command):
                self.switch.reply_filter = None
                self.clock.callLater(0, call)
            return data

        self.switch.reply_filter = answered

    def test_what_ended_meanwhile(self) -> None:
        self.switch.drop()
        hangup = self.session.when_hungup()
        self.pump(0.1)
        self.fails(hangup, esl.ConnectionLost)
        self.switch.channels[self.uuid].hangup()
        self.pump(3)
        self.assertTrue(self.session.hungup)
        self.assertEqual((self.listener.sessions, self.listener.calls), ({}, {}))
        self.assertEqual(self.listener.restarts, 0)

    def test_what_began_meanwhile(self) -> None:
        self.switch.drop()
        self.pump(0.1)
        fresh = self.switch.incoming("9196")
        self.pump(3)
        self.assertEqual(list(self.listener.calls), [self.uuid, fresh.uuid])
        session = self.listener.sessions[fresh.uuid]
        self.assertTrue(session.answered)
        self.assertEqual(session["Telco-Synthetic"], "true")
        self.assertFalse(self.session.hungup)

    def test_answered_meanwhile(self) -> None:
        ringing = self.switch.incoming("9050")
        self.pump(0.5)
        session = self.listener.sessions[ringing.uuid]
        heard = []
        self.listener.watch(lambda s, e: heard.append((s.uuid, e.name)))
        self.switch.drop()
        self.fails(session.when_answered(), esl.ConnectionLost)
        self.pump(1.2)
        self.assertEqual((self.esl.state, session.answered), ("ready", True))
        self.assertIn((ringing.uuid, "CHANNEL_ANSWER"), heard)
        self.assertEqual(session.variables["direction"], "inbound")
        self.result(session.when_answered())
        self.pump(5)
        self.assertEqual(self.listener.failures, {})

    def test_row_of_what_has_ended(self) -> None:
        """The server's list lags behind its events."""
        self.freeze_table()
        self.switch.channels[self.uuid].hangup()
        self.pump()
        self.switch.drop()
        self.pump(3)
        self.assertEqual(self.esl.state, "ready")
        self.assertEqual((self.listener.sessions, self.listener.calls), ({}, {}))

    def test_what_only_the_list_knows(self) -> None:
        """A session that ended just before we listened again is not kept for ever."""
        for known in (True, False):
            self.switch.drop()
            self.pump(0.1)
            channel = self.switch.channels[self.uuid] if known else self.switch.incoming("9196")
            self.freeze_table()
            channel.hangup()
            self.pump(1.2)
            self.assertIn(channel.uuid, self.listener.sessions)
            self.switch.on_api("show", API["show"])
            self.pump(TABLE_LAG)
            self.assertNotIn(channel.uuid, self.listener.sessions)

    def test_no_row_of_what_has_just_begun(self) -> None:
        """An event since the connection is there counts more than the list."""
        self.freeze_table()
        self.switch.drop()
        fresh: list[Any] = []

        self.after("event ", lambda: fresh.append(self.switch.incoming("9196")))
        self.pump(3)
        self.assertIn(fresh[0].uuid, self.listener.sessions)
        self.assertFalse(self.listener.sessions[fresh[0].uuid].hungup)

    def test_server_that_does_not_list(self) -> None:
        self.switch.on_api("show", lambda *_: Deferred())
        self.switch.drop()
        self.pump(1.2)
        self.assertEqual(self.esl.state, "logging_in")
        self.pump(ANSWER_TIMEOUT)
        self.assertEqual(self.esl.state, "ready")
        self.assertIn(self.uuid, self.listener.sessions)
        self.assertIsNone(self.session.lost)

    def test_stopped_while_the_list_is_awaited(self) -> None:
        """Nobody may wait for a session of a listener that hears nothing."""
        self.result(self.listener.stop())
        answer: Deferred[str] = Deferred()
        self.switch.on_api("show", lambda *_: answer)
        started = self.listener.start()
        self.pump()
        stopped = self.listener.stop()
        answer.callback(API["show"](self.switch, "channels as json", None))
        self.result(stopped)
        self.fails(started, esl.NotReady)
        self.assertFalse(self.listener.connected())
        self.fails(self.session.recv("DTMF"), esl.ConnectionLost)
        self.assertIsNone(self.listener._gaps._second_look)

    def test_stopped_by_who_is_told(self) -> None:
        """Of what was missed, one by one: no more of it is believed."""
        stopped: list[Any] = []

        def watcher(session: esl.Session, event: esl.Event) -> None:
            if "Telco-Synthetic" in event:
                stopped.append(self.listener.stop())

        self.switch.drop()
        self.pump(0.1)
        for _ in range(2):
            self.switch.incoming("9196")
        before = len(self.listener.sessions)
        self.listener.watch(watcher)
        self.pump(3)
        self.assertEqual((len(stopped), len(self.listener.sessions)), (1, before + 1))
        for session in self.listener.sessions.values():
            self.fails(session.recv("DTMF"), esl.ConnectionLost)
        self.assertIsNone(self.listener._gaps._second_look)

    def test_legs_in_any_order(self) -> None:
        """Of a call that began meanwhile: they make one call and were not bridged."""
        self.switch.drop()
        self.pump(0.1)
        first, second = (self.switch.incoming("9196") for _ in range(2))
        first.call_uuid = second.uuid
        heard = []
        self.listener.watch(lambda session, event: heard.append(event.name))
        self.pump(3)
        call = self.listener.calls[second.uuid]
        self.assertEqual([s.uuid for s in call], [second.uuid, first.uuid])
        self.assertNotIn("CHANNEL_BRIDGE", heard)

    def test_bridged_meanwhile(self) -> None:
        other = self.call(self.esl)
        heard = []
        self.listener.watch(lambda session, event: heard.append((session.uuid, event.name)))
        self.switch.drop()
        self.pump(0.1)
        self.switch.channels[self.uuid].bridge(self.switch.channels[other])
        late = self.switch.incoming("9196")
        self.pump(3)
        calls = self.listener.calls
        self.assertIs(calls[self.uuid], calls[other])
        self.assertEqual(calls[other].uuid, self.uuid)
        self.assertIsNot(calls[late.uuid], calls[other])
        bridges = [uuid for uuid, name in heard if name == "CHANNEL_BRIDGE"]
        self.assertEqual(bridges, [other])

    def test_list_that_is_late(self) -> None:
        """It is asked for once more."""
        self.switch.on_api("show", lambda *_: "-ERR not now")
        self.switch.drop()
        self.pump(0.1)
        self.switch.channels[self.uuid].hangup()
        self.pump(1.1)
        self.assertEqual(self.esl.state, "ready")
        self.assertIn(self.uuid, self.listener.sessions)
        self.switch.on_api("show", API["show"])
        self.pump(TABLE_LAG)
        self.assertEqual(self.listener.sessions, {})

    def test_restart_under_load(self) -> None:
        """Ready, resubscribed once and right within one back-off step, while calls go on."""
        self.lag_table(0.1)
        self.switch.start_traffic(0.02)
        for _ in range(20):
            self.call(self.esl)
        job = self.result(self.esl.bgapi("msleep 60000"))
        pending = self.esl.api("msleep 60000")
        wait = self.session.recv("DTMF")
        self.pump()
        before = set(self.listener.sessions)
        self.switch.heard.clear()
        self.switch.restart()
        for d in (job.result(), pending, wait):
            self.fails(d, esl.ConnectionLost)
        self.pump(self.esl.factory.initialDelay + 0.1)
        self.assertEqual(self.esl.state, "ready")
        self.assertEqual(self.listener.restarts, 1)
        self.assertEqual(before & set(self.listener.sessions), set())
        self.assertEqual(self.session.cause, "SYSTEM_SHUTDOWN")
        self.assertEqual(len([x for x in self.switch.heard if x.startswith("event")]), 1)
        self.pump(TABLE_LAG + 0.1)
        self.assertEqual(set(self.listener.sessions), set(self.switch.channels))
        uuid = self.call(self.esl)
        self.assertEqual(list(self.listener.calls)[-1], uuid)
        self.switch.stop_traffic()
        self.result(self.esl.hupall())
        self.pump(2)
        self.assertEqual((self.listener.sessions, self.listener.calls), ({}, {}))

    def test_list_that_can_not_be_read(self) -> None:
        for answer in ("-ERR no", "no json", '{"rows": 3}', '{"rows": [{}]}', "[]"):
            self.switch.on_api("show", lambda *_, answer=answer: answer)
            self.switch.drop()
            self.pump(5)
            self.assertEqual(self.esl.state, "ready", answer)
            self.assertIn(self.uuid, self.listener.sessions)
