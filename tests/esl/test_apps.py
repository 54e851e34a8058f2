"""Apps: loaded wholly or not at all, each call to its own."""

from __future__ import annotations

import copy
from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco import esl
from twisted_telco.esl import on_event
from twisted_telco.esl.apps import TonePlay
from twisted_telco.esl.grouping import APP_TAG
from twisted_telco.esl.listener import DEFAULT_EVENTS

from .case import Case


class Notes:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.ready = False

    def setup(self, client: Any, tone: str = "none") -> None:
        self.ready = True
        self.tone = tone

    def teardown(self) -> None:
        self.ready = False

    @on_event("CHANNEL_ANSWER", "CHANNEL_HANGUP")
    def on_any(self, session: esl.Session) -> None:
        self.seen.append((session.event.name, session.uuid))


class Other(Notes):
    """Another app."""


class Async:
    def __init__(self) -> None:
        self.done: list[Any] = []

    @on_event("CHANNEL_PARK")
    async def on_park(self, session: esl.Session) -> None:
        if session.inbound:
            await session.answer()
            self.done.append((await session.recv("CHANNEL_ANSWER", timeout=5)).name)
            await session.recv("DTMF")


class Broken:
    def setup(self, client: Any) -> None:
        raise ValueError("broken")

    @on_event("CHANNEL_ANSWER")
    def on_answer(self, session: esl.Session) -> None:
        """Never called."""


class Failing:
    @on_event("CHANNEL_ANSWER")
    def on_answer(self, session: esl.Session) -> None:
        raise ValueError("in a callback")


class FailingAfterwards:
    @on_event("CHANNEL_HANGUP_COMPLETE")
    def on_end(self, session: esl.Session) -> None:
        raise KeyError("in a callback")

    @on_event("CHANNEL_ANSWER")
    async def on_answer(self, session: esl.Session) -> None:
        await session.recv("CHANNEL_HANGUP")
        raise KeyError("after a wait")

    @on_event("CHANNEL_HANGUP")
    def on_hangup(self, session: esl.Session) -> Any:
        return session.answer()


class Waiter:
    """Its callback never ends."""

    def __init__(self) -> None:
        self.events: list[str] = []

    @on_event("DTMF", max_running=3, max_queue=2)
    def on_digit(self, session: esl.Session) -> Deferred[None]:
        self.events.append(session.event["DTMF-Digit"])
        return Deferred()


class Stubborn(Notes):
    def teardown(self) -> None:
        raise ValueError("not now")


class Early:
    """Wants to hear of a session before anybody knows whose it is."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @on_event("CHANNEL_OUTGOING", "CHANNEL_CREATE")
    def on_create(self, session: esl.Session) -> None:
        self.seen.append(session.uuid)


class AppTests(Case):
    def setUp(self) -> None:
        super().setUp()
        self.esl = self.ready()

    def originate(self, cid: str | None, to: str = "park@host", **options: Any) -> str:
        job = self.result(self.esl.originate(to, app_id=cid, **options))
        return self.result(job.result(10))

    def test_tone_play(self) -> None:
        cid = self.esl.load_app(TonePlay)
        self.assertEqual(self.esl.apps.TonePlay.cid, cid)
        self.assertIn(cid, repr(self.esl.apps.TonePlay))
        uuid = self.originate(cid)
        self.pump(5)
        caller, callee = self.esl.listener.calls[uuid]
        running = self.switch.channels[caller.uuid].running[-1]
        self.assertEqual(
            (running.application, running.argument),
            ("playback", "tone_stream://%(251,0,1004);loops=-1"),
        )
        self.assertEqual(self.switch.channels[callee.uuid].running[-1].application, "echo")
        self.result(self.esl.hupall())
        self.pump(1)
        self.assertEqual(self.switch.channels, {})
        self.assertEqual(self.esl.apps.TonePlay.failures, 0)

    def test_each_call_to_its_own(self) -> None:
        one, other = self.esl.load_app(Notes, tone="a"), self.esl.load_app(Other, "my-id")
        self.assertEqual(other, "my-id")
        self.assertEqual(self.esl.apps.Notes.app.tone, "a")
        first, second = self.originate(one, "9196@host"), self.originate(other, "9196@host")
        third = self.originate(None, "9196@host")
        self.pump(1)
        legs = {s.uuid for s in self.esl.listener.calls[first]}
        self.assertEqual({u for _, u in self.esl.apps.Notes.app.seen}, legs)
        legs = {s.uuid for s in self.esl.listener.calls[second]}
        self.assertEqual({u for _, u in self.esl.apps.Other.app.seen}, legs)
        self.assertIsNone(self.esl.listener.calls[third].app_id)

    def test_composed(self) -> None:
        cid = self.esl.load_app(Notes)
        self.esl.load_app(Other, cid)
        self.assertEqual(len(self.esl.apps), 2)
        self.originate(cid, "9196@host")
        self.pump(1)
        self.assertEqual(self.esl.apps.Notes.app.seen, self.esl.apps.Other.app.seen)
        self.esl.unload_app(Other)
        self.assertEqual(len(self.esl.apps), 1)

    def test_default(self) -> None:
        """Calls that carry no id, those of others included."""
        self.esl.load_app(Notes, "default")
        self.pump()
        channel = self.switch.incoming("9196")
        self.pump(1)
        self.assertEqual(self.esl.apps.Notes.app.seen, [("CHANNEL_ANSWER", channel.uuid)])

    def test_async(self) -> None:
        cid = self.esl.load_app(Async)
        self.originate(cid)
        self.pump(1)
        self.assertEqual(self.esl.apps.Async.app.done, ["CHANNEL_ANSWER"])
        self.result(self.esl.hupall())
        self.pump(1)
        self.assertEqual(self.esl.apps.Async.failures, 0)

    def test_broken_leaves_nothing(self) -> None:
        self.assertRaises(ValueError, self.esl.load_app, Broken)
        self.assertRaises(esl.InvalidRequest, self.esl.load_app, object)
        self.assertRaises(esl.InvalidRequest, self.esl.load_app, TonePlay, volume=1)
        self.assertEqual(list(self.esl.apps), [])
        self.assertFalse(self.esl.listener._watchers)
        self.assertRaises(AttributeError, lambda: self.esl.apps.Broken)
        self.assertRaises(esl.InvalidRequest, on_event, "NO_SUCH_EVENT")
        self.assertRaises(esl.InvalidRequest, on_event, "CUSTOM a::b")

    def test_failing_callback(self) -> None:
        cid = self.esl.load_app(Failing)
        self.originate(cid, "9196@host")
        self.pump(1)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 2)
        self.assertEqual(self.esl.apps.Failing.failures, 2)

    def test_failing_after_the_hangup(self) -> None:
        """That a command comes too late is no fault; any other failure is."""
        cid = self.esl.load_app(FailingAfterwards)
        self.originate(cid, "9196@host")
        self.pump(1)
        self.result(self.esl.hupall())
        self.pump(1)
        errors = len(self.flushLoggedErrors(KeyError))
        self.assertEqual(errors, 4)
        self.assertEqual(self.esl.apps.FailingAfterwards.failures, errors)

    def test_unload(self) -> None:
        cid = self.esl.load_app(Notes)
        app = self.esl.apps.Notes.app
        self.assertRaises(esl.InvalidRequest, self.esl.load_app, Notes, cid)
        self.esl.unload_app("Notes")
        self.assertFalse(app.ready)
        self.fails(self.esl.originate("9196@host", app_id=cid), esl.InvalidRequest)
        self.assertRaises(esl.InvalidRequest, self.esl.unload_app, Notes)
        for by in (Notes, cid):
            cid = self.esl.load_app(Notes, cid)
            self.esl.unload_app(by)
        self.assertEqual(len(self.esl.apps), 0)

    def test_setup_that_waits(self) -> None:
        """It would count as loaded before it has failed."""
        done: list[str] = []

        class Slow(Notes):
            async def setup(self, client: Any) -> None:
                done.append("set up")

        class Deferring(Notes):
            def setup(self, client: Any) -> Deferred[None]:
                return Deferred()

        for app in (Slow, Deferring):
            self.assertRaises(esl.InvalidRequest, self.esl.load_app, app)
        self.assertEqual((done, list(self.esl.apps)), ([], []))

    def test_unfinished_callbacks_are_bounded(self) -> None:
        self.esl.load_app(Waiter, "default")
        self.pump()
        channel = self.switch.incoming("9196")
        self.pump()
        self.switch.dtmf(channel, "1234567")
        self.pump()
        loaded = self.esl.apps.Waiter
        self.assertEqual((loaded.app.events, loaded.dropped), (["1", "2", "3"], 2))
        self.esl.unload_app(Waiter)

    def test_unload_takes_its_events_back(self) -> None:
        """But not what others still want."""
        self.esl.load_app(Waiter)
        self.pump()
        self.assertIn("DTMF", " ".join(self.switch.heard))
        self.result(self.esl.listener.subscribe("DTMF"))
        self.esl.unload_app(Waiter)
        self.pump()
        self.assertFalse([line for line in self.switch.heard if line.startswith("nixevent")])
        self.esl.load_app(Waiter)
        self.result(self.esl.listener.unsubscribe("DTMF"))
        self.assertFalse([line for line in self.switch.heard if line.startswith("nixevent")])
        self.esl.unload_app(Waiter)
        self.pump()
        self.assertEqual(self.switch.heard[-1], "nixevent DTMF")

    def test_teardown_that_fails(self) -> None:
        cid = self.esl.load_app(Stubborn)
        self.esl.load_app(Other, cid)
        other = self.esl.apps.Other.app
        self.esl.unload_app(cid)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        self.assertEqual((list(self.esl.apps), other.ready), ([], False))
        self.assertFalse(self.esl.listener._watchers)

    def test_forbidden(self) -> None:
        """A user who may not hear its events: it is not loaded, and not even set up."""
        self.switch.users["bob@x"] = {"password": "s", "events": " ".join(DEFAULT_EVENTS)}
        client = self.ready(user="bob@x", password="s")
        waiter = Waiter()
        self.assertRaises(esl.NotReady, client.load_app, waiter)
        self.assertEqual((list(client.apps), client.listener._watchers), ([], {}))
        client.load_app(Notes)
        self.pump()
        self.assertTrue(client.listener.connected())

    def test_refused_afterwards(self) -> None:
        """A server that did not say before what it would refuse."""
        for started in (False, True):
            client = self.ready()
            if started:
                self.result(client.listener.start())
            for socket in self.switch.sockets():
                socket.rights = {"events": " ".join(DEFAULT_EVENTS)}
            app = Notes()
            client.load_app(Waiter)
            client.load_app(app)
            self.pump()
            left = [loaded.app for loaded in client.apps]
            self.assertEqual(left, [app])
            self.assertEqual(len(self.flushLoggedErrors(esl.CommandError)), 1)
            self.assertTrue(client.listener.connected())

    def test_listener_refused_afterwards(self) -> None:
        for socket in self.switch.sockets():
            socket.rights = {"events": "BACKGROUND_JOB"}
        self.esl.load_app(Notes)
        self.pump()
        self.assertEqual((list(self.esl.apps), self.esl.listener._watchers), ([], {}))
        self.assertEqual(len(self.flushLoggedErrors(esl.CommandError)), 1)

    def test_unloaded_before_it_was_told(self) -> None:
        self.esl.load_app(Waiter)
        self.esl.unload_app(Waiter)
        self.pump()
        self.assertNotIn("DTMF", " ".join(self.switch.heard))

    def test_call_that_began_in_a_gap(self) -> None:
        """Nobody's until its variables are there, then its app's."""
        self.esl.load_app(Early, "default")
        cid = self.esl.load_app(Notes)
        self.pump()
        self.switch.drop()
        self.pump(0.1)
        channel = self.switch.incoming("9196", variables={APP_TAG: cid})
        self.pump(3)
        self.assertIn(channel.uuid, self.esl.listener.calls)
        channel.hangup()
        self.pump()
        self.assertEqual(self.esl.apps.Early.app.seen, [])
        self.assertEqual(self.esl.apps.Notes.app.seen, [("CHANNEL_HANGUP", channel.uuid)])

    def test_loaded_before_the_service_stops(self) -> None:
        self.esl.load_app(Waiter, "default")
        self.esl.stopService()
        self.pump(6)
        self.esl.startService()
        self.pump(1)
        self.assertEqual(self.esl.state, "ready")
        channel = self.switch.incoming("9196")
        self.pump()
        self.switch.dtmf(channel, "1")
        self.pump()
        self.assertEqual(self.esl.apps.Waiter.app.events, ["1"])

    def test_loaded_before_the_listener_stops(self) -> None:
        """It is not started again for the app, which hears its events when it is."""
        listener = self.result(self.esl.listener.start())
        self.result(listener.stop())
        self.esl.load_app(Waiter)
        self.result(listener.stop())
        self.pump(1)
        self.assertFalse(listener.attached)
        self.result(listener.start())
        self.assertIn("DTMF", self.esl.wanted.events)

    def test_events_that_were_never_asked_for(self) -> None:
        self.result(self.esl.listener.start())
        self.esl.connection.requests.limit = 0
        self.esl.load_app(Waiter)
        self.assertEqual(list(self.esl.apps), [])
        self.assertEqual(len(self.flushLoggedErrors(esl.NotReady)), 1)

    def test_two_that_are_refused(self) -> None:
        self.result(self.esl.listener.start())
        self.refuse("DTMF")
        self.esl.load_app(Waiter, "a")
        self.esl.load_app(Waiter, "b")
        self.pump()
        self.assertEqual(list(self.esl.apps), [])
        self.switch.reply_filter = None
        self.flushLoggedErrors(esl.CommandError)
        self.esl.load_app(Waiter)
        self.assertIn("DTMF", self.esl.wanted.events)

    def test_loaded_by_its_own_setup(self) -> None:
        taken_down: list[Any] = []

        class Eager(Notes):
            def setup(self, client: Any, again: bool = True) -> None:
                if again:
                    client.load_app(Eager, "x", again=False)

            def teardown(self) -> None:
                taken_down.append(self)

        self.assertRaises(esl.InvalidRequest, self.esl.load_app, Eager, "x")
        self.assertEqual((len(self.esl.apps), len(taken_down)), (1, 1))
        self.assertIsNot(self.esl.apps.Eager.app, taken_down[0])

    def test_copy(self) -> None:
        self.assertEqual(len(copy.copy(self.esl.apps)), 0)

    def test_one_client_has_an_id(self) -> None:
        """Two clients of one listener would both get its calls."""
        other = self.ready()
        other.listener = self.esl.listener
        self.esl.load_app(Notes, "x")
        self.assertRaises(esl.InvalidRequest, other.load_app, Notes, "x")
        other.load_app(Notes, "y")
        self.originate("x", "9196@host")
        self.pump(1)
        self.assertEqual(len(self.esl.apps.Notes.app.seen), 2)
        self.assertEqual(other.apps.Notes.app.seen, [])
        self.esl.unload_app("x")
        other.load_app(Other, "x")

    def test_bridged_calls_of_two_apps(self) -> None:
        """Each app keeps its sessions."""
        cids = self.esl.load_app(Notes), self.esl.load_app(Other)
        first, second = (self.originate(cid, "9196@host") for cid in cids)
        self.result(self.esl.api(f"uuid_bridge {first} {second}"))
        self.pump(1)
        calls = self.esl.listener.calls
        self.assertIs(calls[first], calls[second])
        self.result(self.esl.hupall())
        self.pump(1)
        for name in ("Notes", "Other"):
            seen = getattr(self.esl.apps, name).app.seen
            hangups = [uuid for event, uuid in seen if event == "CHANNEL_HANGUP"]
            self.assertEqual(len(hangups), 2, name)

    def test_sessions_that_are_nobodys_yet(self) -> None:
        """``CHANNEL_OUTGOING`` has no variables, so it does not tell whose the session is."""
        self.esl.load_app(Early, "default")
        cid = self.esl.load_app(Notes)
        self.pump()
        self.originate(cid, "9196@host")
        self.pump(1)
        self.assertEqual(self.esl.apps.Early.app.seen, [])
        uuid = self.originate(None, "9196@host")
        self.pump(1)
        self.assertIn(uuid, self.esl.apps.Early.app.seen)

    def test_loaded_before_the_connection(self) -> None:
        client = self.client()
        cid = client.load_app(Async)
        client.startService()
        self.pump()
        job = self.result(client.originate("park@host", app_id=cid))
        self.result(job.result(10))
        self.pump(1)
        self.assertEqual(client.apps.Async.app.done, ["CHANNEL_ANSWER"])
