"""Apps: loaded wholly or not at all, each call to its own."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco import esl
from twisted_telco.esl import on_event
from twisted_telco.esl.apps import TonePlay

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

    def test_loaded_before_the_connection(self) -> None:
        client = self.client()
        cid = client.load_app(Async)
        client.startService()
        self.pump()
        job = self.result(client.originate("park@host", app_id=cid))
        self.result(job.result(10))
        self.pump(1)
        self.assertEqual(client.apps.Async.app.done, ["CHANNEL_ANSWER"])


class Originate(Case):
    def line(self, *args: Any, **options: Any) -> str:
        client = self.ready()
        job: Deferred[esl.Job] = client.originate(*args, **options)
        self.result(job)
        line = self.switch.heard[-1]
        tags = ("origination_uuid=", "ignore_early", "telco_client", "sip_h_X-telco_call")
        head, _, rest = line.partition("}")
        kept = [x for x in head.partition("{")[2].split(",") if not x.startswith(tags)]
        return f"{{{','.join(kept)}}}{rest}"

    def test_extension(self) -> None:
        self.assertEqual(
            self.line("9196@host:5080", 9197, "sbc:5060"),
            "{originate_timeout=60}sofia/external/9196@host:5080;fs_path=sip:sbc:5060 9197 "
            "undef undef undef undef 60",
        )

    def test_everything(self) -> None:
        self.assertEqual(
            self.line(
                "1",
                app_name="playback",
                app_args="x y",
                gateway="g",
                timeout=5,
                variables={"a": "b c"},
                caller_id_name="Ann",
                caller_id_number=7,
                codecs="PCMU",
                headers={"X-A": "1"},
                context="public",
                uuid="u-1",
            ),
            "{origination_caller_id_name=Ann,origination_caller_id_number=7,"
            "absolute_codec_string=PCMU,originate_timeout=5,sip_h_X-A=1,a=b\\\\\\\\sc}"
            "sofia/gateway/g/1 '&playback(x y)' undef public undef undef 5",
        )

    def test_refused(self) -> None:
        client = self.ready()
        for options in ({"dest_url": "a b"}, {"dest_url": "1", "app_id": "none"}):
            self.fails(client.originate(**options), esl.InvalidRequest)
        self.assertEqual(self.switch.heard, [])

    def test_causes(self) -> None:
        client = self.ready()
        for dest, endpoint, cause in (
            ("91017", "loopback", "USER_BUSY"),
            ("nosuchnumber", "loopback", "NO_ROUTE_DESTINATION"),
            ("NO_ANSWER", "error", "NO_ANSWER"),
            ("1000", "user", "SUBSCRIBER_ABSENT"),
            ("x", "nothing", "CHAN_NOT_IMPLEMENTED"),
        ):
            job = self.result(client.originate(dest, endpoint=endpoint))
            failure = self.fails(job.result(), esl.JobFailed)
            self.assertEqual((failure.cause, failure.code), (cause, cause))
            self.assertIsNone(job.sess_uuid)

    def test_no_answer(self) -> None:
        client = self.ready()
        self.switch.extensions["ring"] = [("ring_ready", ""), ("sleep", "60000")]
        job = self.result(client.originate("ring", endpoint="loopback", timeout=3))
        self.assertEqual(self.fails(job.result(), esl.JobFailed).cause, "NO_ANSWER")

    def test_hupall_spares_others(self) -> None:
        one, other = self.ready(), self.ready()
        mine, theirs = self.call(one), self.call(other)
        self.result(one.hupall())
        self.pump(1)
        self.assertNotIn(mine, self.switch.channels)
        self.assertIn(theirs, self.switch.channels)
        self.result(one.hupall(everything=True))
        self.pump(1)
        self.assertEqual(self.switch.channels, {})
