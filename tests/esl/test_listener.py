"""Sessions and calls in the face of real event streams."""

from __future__ import annotations

import json
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.core.framing import Malformed
from twisted_telco.esl.listener import DEFAULT_EVENTS, FORGET_AFTER
from twisted_telco.esl.messages import Event, JSONEvent
from twisted_telco.esl.wire import FrameDecoder

from . import recordings
from .case import Case, ListeningCase, event


class Making(Case):
    def test_own_connection(self) -> None:
        listener = esl.Listener(self.clock, self.switch.endpoint(), password="ClueCon")
        self.assertIn("disconnected", repr(listener))
        for refused in (listener.subscribe("NO_EVENT"), listener.unsubscribe("NO_EVENT")):
            self.fails(refused, esl.InvalidRequest)
        self.result(listener.unsubscribe("CHANNEL_PROGRESS"))
        self.result(listener.subscribe("DTMF", "CUSTOM a::b"))
        self.assertEqual(self.switch.heard, [])
        self.assertIs(self.result(listener.connect()), listener)
        self.assertIn("connected", repr(listener))
        self.assertNotIn("disconnected", repr(listener))
        line = next(line for line in self.switch.heard if line.startswith("event "))
        words = line.split()
        self.assertNotIn("CHANNEL_PROGRESS", words)
        self.assertIn("DTMF", words)
        self.assertEqual(words[-2:], ["CUSTOM", "a::b"])
        self.result(listener.stop())
        self.assertIn("disconnected", repr(listener))

    def test_connect_fails_at_once(self) -> None:
        self.switch.accepting = False
        listener = esl.Listener(self.clock, self.switch.endpoint())
        self.fails(listener.connect(), esl.ConnectionLost)
        self.switch.accepting = True
        self.result(listener.connect())
        self.switch.drop()
        self.pump(5)
        self.assertTrue(listener.connected())

    def test_start_keeps_trying(self) -> None:
        self.switch.accepting = False
        listener = esl.Listener(self.clock, self.switch.endpoint())
        started = listener.start()
        self.pump(3)
        self.switch.accepting = True
        self.assertIs(self.result(started, 10), listener)

    def test_shared(self) -> None:
        client = self.ready()
        listener = esl.Listener(client)
        self.result(listener.start())
        self.result(listener.start())
        lines = [line for line in self.switch.heard if line.startswith("event")]
        self.assertEqual(lines, ["event json " + " ".join(DEFAULT_EVENTS)])
        self.call(client)
        self.assertEqual(len(listener.calls), 1)
        self.result(listener.stop())
        self.assertEqual(client.state, "ready")
        self.assertTrue(any(line.startswith("nixevent") for line in self.switch.heard))
        self.assertFalse(listener.connected())

    def test_refused(self) -> None:
        """A refused start listens to nothing, also when it is tried again."""
        self.switch.users["bob@x"] = {"password": "s", "events": "BACKGROUND_JOB HEARTBEAT"}
        client = self.ready(user="bob@x", password="s")
        both = client.listener.start(), client.listener.start()
        errors = [self.fails(d, esl.CommandError) for d in both]
        self.assertIsNot(*errors)
        self.assertFalse(client.listener.connected())
        for _ in range(2):
            error = self.fails(client.originate("9196", endpoint="loopback"), esl.CommandError)
            self.assertEqual(error.text, "-ERR permission denied")
        self.assertEqual(self.switch.channels, {})

    def test_refused_while_somebody_waits(self) -> None:
        listener = self.ready().listener
        self.refuse("CHANNEL_ANSWER")
        started = listener.start()
        listener.event_received(event("CHANNEL_CREATE", "a"))
        session = listener.sessions["a"]
        wait = session.recv("CHANNEL_ANSWER")
        self.fails(started, esl.CommandError)
        for d in (wait, session.recv("CHANNEL_ANSWER")):
            self.fails(d, esl.ConnectionLost)

    def test_refused_events_are_nobodys(self) -> None:
        """However many wanted them: who asks again is answered by the server."""
        client = self.ready()
        listener = self.result(client.listener.start())
        self.refuse("DTMF")
        for d in [listener.subscribe("DTMF"), listener.subscribe("CODEC", "DTMF")]:
            self.fails(d, esl.CommandError)
        self.fails(listener.subscribe("DTMF"), esl.CommandError)
        self.assertFalse({"DTMF", "CODEC"} & set(client.wanted.events))
        self.switch.reply_filter = None
        self.assertIsNotNone(self.result(listener.subscribe("DTMF")))
        self.assertIn("DTMF", client.wanted.events)

    def test_refused_after_it_was_stopped(self) -> None:
        client = self.ready()
        listener = self.result(client.listener.start())
        self.refuse("DTMF")
        refused = listener.subscribe("DTMF")
        stopped = listener.stop()
        self.fails(refused, esl.CommandError)
        self.result(stopped)
        self.result(listener.start())

    def test_never_written(self) -> None:
        client = self.ready()
        listener = self.result(client.listener.start())
        limit, client.connection.requests.limit = client.connection.requests.limit, 0
        self.fails(listener.subscribe("DTMF"), esl.NotReady)
        client.connection.requests.limit = limit
        self.result(listener.subscribe("DTMF"))
        self.assertEqual(self.switch.heard[-1], "event json DTMF")

    def test_start_that_was_never_written(self) -> None:
        client = self.ready()
        limit, client.connection.requests.limit = client.connection.requests.limit, 0
        self.fails(client.listener.start(), esl.NotReady)
        self.assertFalse(client.listener.connected())
        client.connection.requests.limit = limit
        self.result(client.listener.start())
        self.call(client)
        self.assertEqual(len(client.listener.calls), 1)

    def test_started_by_who_hears_that_it_stopped(self) -> None:
        client = self.ready()
        uuid = self.call(client)
        listener = client.listener
        started: list[Any] = []
        wait = listener.sessions[uuid].recv("DTMF")
        wait.addErrback(lambda _: started.append(listener.start()))
        self.result(listener.stop())
        self.result(started[0])
        self.call(client)
        self.assertEqual(len(listener.calls), 2)

    def test_wishes_of_a_stopped_listener(self) -> None:
        listener = self.ready().listener
        self.result(listener.subscribe("DTMF"))
        self.result(listener.subscribe("DTMF", owner="other"))
        self.result(listener.unsubscribe("DTMF"))
        self.result(listener.unsubscribe("DTMF", "CHANNEL_PROGRESS"))
        self.assertEqual(self.switch.heard, [])
        for _ in range(2):
            self.switch.heard.clear()
            self.result(listener.start())
            words = next(h for h in self.switch.heard if h.startswith("event ")).split()
            self.assertEqual((words.count("DTMF"), words.count("CHANNEL_PROGRESS")), (1, 0))
            self.result(listener.stop())
            self.assertIn("DTMF", self.switch.heard[-1])
        self.result(listener.start())

    def test_stopped_and_started_at_once(self) -> None:
        listener = esl.Listener(self.clock, self.switch.endpoint())
        self.result(listener.start())
        stopped, started = listener.stop(), listener.start()
        self.result(stopped)
        self.assertIs(self.result(started), listener)
        self.assertTrue(listener.connected())

    def test_client_that_uses_another_one(self) -> None:
        client = self.ready()
        first, second = (esl.Listener(self.clock, self.switch.endpoint()) for _ in range(2))
        client.listener = first
        client.listener = second
        self.assertNotIn(client, first.clients)
        self.assertIn(client, second.clients)
        second.client.listener = first
        self.assertIn(second.client, second.clients)

    def test_started_twice(self) -> None:
        """Both fire when the models are complete."""
        client = self.ready()
        channel = self.switch.incoming("9196")
        self.pump()
        order: list[int] = []
        for n in range(2):
            started = client.listener.start()
            started.addCallback(lambda listener, n=n: order.append(n) or listener.sessions)
            started.addCallback(lambda found: self.assertIn(channel.uuid, found))
        self.pump()
        self.assertEqual(sorted(order), [0, 1])
        self.result(started)

    def test_lost_while_starting(self) -> None:
        client = self.ready()
        started = client.listener.start()
        self.switch.drop()
        self.pump()
        self.assertNoResult(started)
        self.assertIs(self.result(started), client.listener)
        self.call(client)
        self.assertEqual(len(client.listener.calls), 1)

    def test_refused_event(self) -> None:
        """It is not asked for again by the next start."""
        self.switch.users["bob@x"] = {"password": "s", "events": " ".join(DEFAULT_EVENTS)}
        listener = self.ready(user="bob@x", password="s").listener
        self.assertEqual(listener.forbidden(["DTMF"]), ["DTMF"])
        self.result(listener.start())
        self.fails(listener.subscribe("DTMF"), esl.CommandError)
        self.result(listener.stop())
        self.result(listener.start())

    def test_several_clients_share_one(self) -> None:
        one, other = self.ready(), self.ready()
        listener = esl.Listener(self.clock, self.switch.endpoint())
        self.result(listener.start())
        one.listener = other.listener = listener
        job = self.result(one.bgapi("msleep 1000"))
        self.result(other.bgapi("msleep 1000"))
        self.assertEqual(len(listener.jobs), 2)
        self.assertIs(listener.jobs[job.uuid], job)
        uuids = [self.call(one), self.call(other)]
        self.assertEqual(list(listener.calls), uuids)

    def test_on_the_fly(self) -> None:
        client = self.ready()
        uuid = self.call(client)
        self.assertEqual(list(client.listener.calls), [uuid])
        self.result(client.listener.subscribe("DTMF"))
        self.result(client.listener.unsubscribe("DTMF"))
        self.assertEqual(self.switch.heard[-1], "nixevent DTMF")


class Models(ListeningCase):
    def test_a_call(self) -> None:
        uuid = self.call(self.esl)
        call = self.listener.calls[uuid]
        self.assertEqual(repr(call), f"<Call({uuid}, 2 sessions)>")
        first, second = call
        self.assertEqual((first.uuid, call.first, call.last), (uuid, first, second))
        self.assertTrue(first.outbound and second.inbound)
        self.assertTrue(first.answered and second.answered)
        self.assertIs(first.peer, second)
        self.assertEqual(first["Caller-Destination-Number"], "9196")
        self.assertEqual(first.variables["telco_client"], self.esl.id)
        self.assertRaises(KeyError, lambda: first["nothing"])
        self.assertIn(("CHANNEL_ANSWER", self.clock.seconds()), first.history)
        self.result(call.hangup("USER_BUSY"))
        self.pump(1)
        self.assertEqual((first.hungup, first.cause), (True, "USER_BUSY"))
        self.assertTrue(call.ended)
        self.assertEqual((len(self.listener.calls), len(self.listener.sessions)), (0, 0))
        self.assertEqual(self.listener.causes, {"USER_BUSY": 2})
        self.assertEqual(self.listener.failures, {})

    def test_failures_are_counted(self) -> None:
        job = self.result(self.esl.originate("91017", endpoint="loopback"))
        self.fails(job.result(), esl.JobFailed)
        self.pump(1)
        self.assertEqual(self.listener.failures, {"USER_BUSY": 2})

    def test_answer_before_create(self) -> None:
        self.feed(event("CHANNEL_ANSWER", "a"), event("CHANNEL_CREATE", "a"))
        self.assertTrue(self.listener.sessions["a"].answered)
        self.assertEqual(len(self.listener.calls), 1)

    def test_missing_create(self) -> None:
        self.feed(event("CHANNEL_PARK", "a"))
        self.assertIn("a", self.listener.calls)

    def test_missing_destroy(self) -> None:
        self.feed(
            event("CHANNEL_CREATE", "a"),
            event("CHANNEL_HANGUP", "a"),
            event("CHANNEL_HANGUP_COMPLETE", "a", Hangup_Cause="USER_BUSY"),
        )
        self.assertIn("a", self.listener.sessions)
        self.clock.advance(FORGET_AFTER)
        self.feed(event("CHANNEL_CREATE", "b"))
        self.assertEqual(list(self.listener.sessions), ["b"])
        self.assertEqual(self.listener.causes, {"USER_BUSY": 1})

    def test_nothing_after_destroy(self) -> None:
        self.feed(
            event("CHANNEL_CREATE", "a"),
            event("CHANNEL_DESTROY", "a"),
            event("CHANNEL_STATE", "a"),
            event("CHANNEL_ANSWER", "a"),
        )
        self.assertEqual(self.listener.sessions, {})
        self.feed(event("CHANNEL_HANGUP_COMPLETE", "x", Hangup_Cause="NONE"))
        self.feed(event("CHANNEL_STATE", "y"), event("DTMF", "z"))
        self.assertEqual(self.listener.sessions, {})

    def test_watcher_that_fails(self) -> None:
        self.listener.watch(lambda session, event: 1 / 0)
        self.feed(event("CHANNEL_CREATE", "a"), event("CHANNEL_ANSWER", "a"))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)
        self.assertTrue(self.listener.sessions["a"].answered)

    def test_lag(self) -> None:
        made = str(round((self.clock.seconds() - 2) * 1e6))
        self.feed(
            JSONEvent(
                json.dumps({"Event-Name": "HEARTBEAT", "Event-Date-Timestamp": made}).encode()
            )
        )
        self.assertAlmostEqual(self.listener.lag, 2, 3)
        self.assertAlmostEqual(self.listener.max_lag, 2, 3)


class Waiting(Case):
    """Waits end: on the event, the hangup, the time, the loss."""

    def setUp(self) -> None:
        super().setUp()
        self.esl = self.ready()
        self.uuid = self.call(self.esl, "9198")
        self.session = self.esl.listener.sessions[self.uuid]

    def test_event(self) -> None:
        wait = self.session.recv("DTMF", "CHANNEL_PARK", timeout=5)
        self.result(self.session.park())
        self.assertEqual(self.result(wait).name, "CHANNEL_PARK")
        self.assertEqual(len(self.session._waits), 0)

    def test_condition(self) -> None:
        wait = self.session.recv("CHANNEL_PARK", where=lambda e: False, timeout=1)
        self.result(self.session.park())
        self.fails(wait, esl.RequestTimeout)

    def test_hangup(self) -> None:
        wait = self.session.recv("DTMF")
        complete = self.session.recv("CHANNEL_HANGUP_COMPLETE")
        never = self.session.recv("CHANNEL_STATE")
        self.result(self.session.hangup("CALL_REJECTED"))
        failure = self.fails(wait, esl.HungUp)
        self.assertEqual((failure.uuid, failure.cause), (self.uuid, "CALL_REJECTED"))
        self.assertEqual(self.result(complete)["Hangup-Cause"], "CALL_REJECTED")
        self.fails(never, esl.HungUp)
        self.fails(self.session.recv("DTMF"), esl.HungUp)
        self.fails(self.session.run("sleep", "1"), esl.HungUp)
        self.assertEqual(self.result(self.session.when_hungup()), "CALL_REJECTED")

    def test_loss(self) -> None:
        wait = self.session.recv("DTMF")
        run = self.session.run("playback", "tone_stream://%(251,0,1004);loops=-1")
        self.pump()
        self.switch.drop()
        self.fails(wait, esl.ConnectionLost)
        self.fails(run, esl.ConnectionLost)

    def test_begun_without_a_connection(self) -> None:
        """It fails at once; when the connection is back one can wait again."""
        self.switch.drop()
        self.pump()
        self.assertEqual(self.esl.state, "waiting")
        for wait in (self.session.recv("DTMF"), self.session.when_hungup()):
            self.failureResultOf(wait, esl.ConnectionLost)
        self.fails(self.session.run("sleep", "1"), esl.ConnectionLost)
        self.pump(3)
        self.assertIsNone(self.session.lost)
        wait = self.session.recv("CHANNEL_HANGUP", timeout=5)
        self.result(self.session.hangup())
        self.assertEqual(self.result(wait).name, "CHANNEL_HANGUP")

    def test_client_that_stopped(self) -> None:
        wait = self.session.recv("DTMF")
        self.result(self.esl.close())
        for d in (wait, self.session.recv("DTMF"), self.session.when_hungup()):
            self.failureResultOf(d, esl.ConnectionLost)
        self.assertEqual(len(self.session._waits), 0)

    def test_client_of_one_connection(self) -> None:
        connected = esl.connect(self.clock, self.switch.endpoint(), password="ClueCon")
        client = self.result(connected)
        self.result(client.listener.start())
        session = client.listener.sessions[self.uuid]
        wait = session.recv("DTMF")
        self.switch.drop()
        self.pump()
        self.assertEqual(client.state, "stopped")
        for d in (wait, session.recv("DTMF")):
            self.failureResultOf(d, esl.ConnectionLost)

    def test_listener_that_stopped(self) -> None:
        listener = self.esl.listener
        wait = self.session.recv("DTMF")
        self.result(listener.stop())
        for d in (
            wait,
            self.session.recv("DTMF"),
            self.session.run("sleep", "60000"),
            self.session.get_digits("menu.wav"),
        ):
            self.assertIn("stopped", str(self.failureResultOf(d, esl.ConnectionLost).value))
        self.result(listener.start())
        wait = self.session.recv("DTMF")
        self.result(self.session.hangup())
        self.fails(wait, esl.HungUp)

    def test_hangup_alone(self) -> None:
        """Neither HANGUP_COMPLETE nor DESTROY come: the session is over nevertheless."""
        wait = self.session.recv("CHANNEL_HANGUP_COMPLETE")
        self.esl.listener.event_received(event("CHANNEL_HANGUP", self.uuid, Hangup_Cause="X"))
        self.pump(FORGET_AFTER - 1)
        self.assertNoResult(wait)
        self.pump(1)
        self.assertEqual(self.failureResultOf(wait, esl.HungUp).value.cause, "X")
        self.assertNotIn(self.uuid, self.esl.listener.sessions)

    def test_hangup_complete_alone(self) -> None:
        wait, gone = self.session.recv("DTMF"), self.session.when_hungup()
        self.esl.listener.event_received(
            event("CHANNEL_HANGUP_COMPLETE", self.uuid, Hangup_Cause="X")
        )
        self.failureResultOf(wait, esl.HungUp)
        self.assertEqual(self.successResultOf(gone), "X")

    def test_no_timer_is_left(self) -> None:
        """Of a session that ended, and of one whose end had not come when the client stopped."""
        listener = self.esl.listener
        self.result(self.session.hangup())
        self.pump()
        self.assertIsNone(listener._sweeper)
        self.switch.incoming("9196")
        self.pump()
        (uuid,) = listener.sessions
        listener.event_received(event("CHANNEL_HANGUP", uuid))
        self.assertIsNotNone(listener._sweeper)
        self.result(self.esl.close())
        self.assertEqual((listener._sweeper, listener.sessions), (None, {}))

    def test_stopped_by_who_waited_for_the_hangup(self) -> None:
        listener = self.esl.listener
        self.session.when_hungup().addCallback(lambda _: listener.stop())
        listener.event_received(event("CHANNEL_HANGUP", self.uuid))
        self.assertFalse(listener.connected())
        self.assertIsNone(listener._sweeper)

    def test_cancel(self) -> None:
        wait = self.session.recv("DTMF", timeout=3)
        wait.cancel()
        self.fails(wait, Exception)
        self.assertEqual(len(self.session._waits), 0)

    def test_answered(self) -> None:
        self.assertIsNotNone(self.result(self.session.when_answered()))
        self.fails(self.session.recv(), esl.InvalidRequest)

    def test_run(self) -> None:
        event = self.result(self.session.run("playback", "welcome.wav"))
        self.assertEqual(event["Application-Response"], "FILE PLAYED")
        self.fails(self.session.run("sleep", "5000", timeout=1), esl.RequestTimeout)

    def test_run_ends_by_break_and_hangup(self) -> None:
        forever = self.session.run("playback", "tone_stream://%(251,0,1004);loops=-1")
        self.pump(1)
        self.result(self.session.break_())
        self.assertEqual(self.result(forever)["Application"], "playback")
        forever = self.session.run("echo")
        self.pump(1)
        self.result(self.session.hangup())
        self.assertIn("the end of echo", str(self.fails(forever, esl.HungUp)))

    def test_dropped_application_ends_by_time(self) -> None:
        """``uuid_break all`` drops what is queued: it never completes."""
        self.result(self.session.execute("sleep", "2000"))
        queued = self.session.run("playback", "x.wav", timeout=5)
        self.pump(0.5)
        self.result(self.session.break_(everything=True))
        self.fails(queued, esl.RequestTimeout, 10)

    def test_commands(self) -> None:
        session = self.session
        self.switch.heard.clear()
        for d in (
            session.answer(),
            session.pre_answer(),
            session.record("/tmp/x.wav"),
            session.stop_record("/tmp/x.wav"),
            session.send_dtmf("12"),
            session.setvar("a", "x y"),
            session.playback("tone_stream://%(1,2,3)", loops=3),
            session.playback("a.wav", loops=2),
            session.mute(),
            session.unmute(),
            session.broadcast("x.wav"),
            session.setvars({"m": "1;2", "n": "x y"}),
            session.sched_hangup(3600),
            session.bridge("loopback/9196"),
        ):
            self.result(d)
        self.assertEqual(self.result(session.getvar("a")), "x y")
        self.assertEqual(self.result(session.getvar("m")), "1;2")
        self.result(session.transfer("9196"))
        self.pump(1)
        self.assertEqual(self.switch.channels[self.uuid].destination, "9196")
        self.assertEqual(self.switch.heard.count(f"sendmsg {self.uuid}"), 8)
        self.fails(session.execute("a\nb"), esl.InvalidRequest)
        self.result(session.execute("set", "b=1\n2"))
        for d in (session.echo(), session.speak("hi"), session.respond(480), session.deflect("x")):
            self.result(d)

    def test_words(self) -> None:
        """An argument that is not one word would move those after it."""
        session = self.session
        self.switch.heard.clear()
        for d in (
            session.transfer("9196 XML"),
            session.transfer("-bleg 9196"),
            session.transfer("9196", dialplan=""),
            session.transfer("9196", context="a b"),
            session.broadcast("a b.wav"),
            session.broadcast("a.wav", ""),
            session.mute("read mute"),
            session.sched_hangup(1, "X Y"),
            session.setvars({}),
            session.setvars({"a": "${b}"}),
        ):
            self.fails(d, esl.InvalidRequest)
        self.assertEqual(self.switch.heard, [])

    def test_digits(self) -> None:
        digits = self.session.get_digits("menu.wav", most=2)
        self.pump(0.1)
        self.result(self.esl.api(f"uuid_recv_dtmf {self.uuid} 42"))
        self.assertEqual(self.result(digits), "42")


class Recorded(SynchronousTestCase):
    """The models fed with what a real server sent."""

    def replay(self, name: str) -> tuple[Any, dict[str, int]]:
        from twisted.internet.task import Clock

        clock = Clock()
        listener = esl.Listener(esl.Client(clock, esl.simulator.FreeSWITCH(clock).endpoint()))
        listener.start()
        most = {"sessions": 0, "calls": 0}
        for message in FrameDecoder().feed(recordings.server(name)):
            self.assertNotIsInstance(message, Malformed)
            if isinstance(message, Event):
                listener.event_received(message)
                most["sessions"] = max(most["sessions"], len(listener.sessions))
                most["calls"] = max(most["calls"], len(listener.calls))
        return listener, most

    def test_everything_ends(self) -> None:
        """With DESTROY subscribed nothing is left, in whatever order its events came."""
        for name, sessions in (
            ("call_all_plain", 2),
            ("call_all_json", 2),
            ("call_all_xml", 2),
            ("load_30_all_plain", 60),
            ("sip_call_all_json", 2),
        ):
            listener, most = self.replay(name)
            self.assertEqual(len(listener.sessions), 0, name)
            self.assertEqual(len(listener.calls), 0, name)
            self.assertEqual(sum(listener.causes.values()), sessions, name)
            self.assertLessEqual(most["sessions"], sessions)

    def test_without_destroy(self) -> None:
        listener, most = self.replay("load_100_plain")
        self.assertEqual(most["sessions"], 200)
        listener.clock.advance(FORGET_AFTER)
        self.assertEqual((listener.sessions, listener.calls), ({}, {}))
        self.assertEqual(sum(listener.causes.values()), 200)

    def test_legs_are_grouped(self) -> None:
        _, most = self.replay("call_all_json")
        self.assertEqual(most["sessions"], 2)
