"""Calls that the server hands to us."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor as real_reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from twisted_telco import esl
from twisted_telco.esl.simulator.channel import Channel

from .case import Case


class Served(Case):
    """An outbound server on ``127.0.0.1:8084`` of the simulated network."""

    after: tuple[tuple[str, str], ...] = ()

    def serve(self, handler: Any, flags: str = "async full", **options: Any) -> Channel:
        """Have a call run into a handler; the channel."""
        self.server = esl.OutboundServer(self.clock, None, handler, **options)
        self.switch.outbound_endpoints["127.0.0.1", 8084] = self.server.endpoint()
        self.switch.extensions["9000"] = [
            ("answer", ""),
            ("socket", f"127.0.0.1:8084 {flags}".strip()),
            *self.after,
        ]
        channel = self.switch.incoming("9000")
        self.pump()
        return channel

    def test_a_call(self) -> None:
        seen: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            seen.append((session.uuid, session["Caller-Destination-Number"], session.full))
            await session.answer()
            event = await session.run("playback", "welcome.wav")
            seen.append(event["Application-Response"])
            await session.setvar("x", "it's ${this}")
            seen.append(await session.getvar("x"))
            seen.append(await session.getvar("y"))

        channel = self.serve(handler)
        self.assertEqual(self.switch.heard[:3], ["connect", "linger 5", "myevents json"])
        self.pump(5)
        self.assertEqual(seen, [(channel.uuid, "9000", True), "FILE PLAYED", "it's ${this}", None])
        self.assertEqual(channel.cause, "NORMAL_CLEARING")
        self.assertEqual(self.server.sessions(), [])
        self.assertEqual(self.server.factory.failed, 0)

    def test_applications_follow_one_another(self) -> None:
        """Each waits for the one before it, because event-lock is the default."""
        order: list[str] = []

        async def handler(session: esl.OutboundSession) -> None:
            first, second = session.run("sleep", "500"), session.run("set", "a=b")
            first.addCallback(lambda e: order.append(e["Application"]))
            second.addCallback(lambda e: order.append(e["Application"]))
            await second

        self.serve(handler)
        self.pump(2)
        self.assertEqual(order, ["sleep", "set"])

    def test_hangup_ends_what_waits(self) -> None:
        ends: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            try:
                await session.run("playback", "tone_stream://%(251,0,1004);loops=-1")
            except esl.HungUp as ended:
                ends.append(ended.cause)
                raise

        channel = self.serve(handler)
        self.pump(1)
        self.switch.channels[channel.uuid].hangup("USER_BUSY")
        self.pump(1)
        self.assertEqual(ends, ["USER_BUSY"])
        self.assertEqual(self.server.factory.failed, 0)
        self.pump(10)
        self.assertEqual(self.server.sessions(), [])

    def test_last_events_come_while_lingering(self) -> None:
        seen: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            seen.append(await session.when_hungup())
            event = await session.recv("CHANNEL_HANGUP_COMPLETE", timeout=5)
            seen.append(event["variable_hangup_cause"])

        channel = self.serve(handler)
        names: list[str] = []
        self.server.events.subscribe("*", lambda event: names.append(event.name))
        channel.hangup("USER_BUSY")
        self.pump(1)
        self.assertEqual(seen, ["USER_BUSY", "USER_BUSY"])
        self.assertIn("CHANNEL_HANGUP_COMPLETE", names)
        self.assertEqual(self.server.sessions(), [])

    def test_linger_ends_by_itself(self) -> None:
        channel = self.serve(lambda session: None, linger=3)
        channel.hangup()
        self.pump(2)
        self.assertEqual(len(self.server.sessions()), 1)
        self.pump(2)
        self.assertEqual(self.server.sessions(), [])

    def test_hangup_without_linger(self) -> None:
        ends: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            try:
                await session.recv("DTMF")
            finally:
                ends.append(session.hungup)

        channel = self.serve(handler, linger=0)
        channel.hangup()
        self.pump(1)
        self.assertEqual(ends, [True])
        self.assertEqual(self.server.sessions(), [])

    def test_loss(self) -> None:
        ends: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            try:
                await session.recv("DTMF")
            except esl.ConnectionLost as lost:
                ends.append(lost)
                raise

        self.serve(handler)
        self.switch.drop()
        self.pump(1)
        self.assertEqual(len(ends), 1)
        self.assertEqual(self.server.factory.failed, 0)

    def test_after_the_loss(self) -> None:
        """What begins when the connection is gone ends at once."""
        sessions: list[esl.OutboundSession] = []
        self.serve(sessions.append)
        self.switch.drop()
        self.pump(1)
        (session,) = sessions
        waits = session.recv("DTMF"), session.when_hungup(), session.run("sleep", "1")
        for d in (*waits, session.execute("echo"), session.getvar("x")):
            self.failureResultOf(d, esl.ConnectionLost)
        self.assertEqual(len(session._waits), 0)

    def test_cancelled_with_the_connection(self) -> None:
        """A handler that waits for something else is cancelled when its call is gone."""
        waiting: Deferred[None] = Deferred()
        self.serve(lambda session: waiting)
        self.switch.drop()
        self.pump(1)
        self.assertTrue(waiting.called)

    def test_plain_handler_leaves_the_call(self) -> None:
        sessions: list[esl.OutboundSession] = []
        channel = self.serve(sessions.append)
        self.pump(60)
        self.assertTrue(channel.alive)
        self.assertEqual(self.server.sessions(), sessions)
        self.assertIn("up" if not sessions[0].answered else "answered", repr(sessions[0]))
        self.result(sessions[0].close())
        self.assertTrue(channel.alive)

    def test_failing_handler(self) -> None:
        def handler(session: esl.OutboundSession) -> None:
            raise ValueError("in a handler")

        channel = self.serve(handler)
        self.pump(1)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        self.assertFalse(channel.alive)
        self.assertEqual(self.server.factory.failed, 1)

    def test_resume(self) -> None:
        async def handler(session: esl.OutboundSession) -> None:
            await session.resume()

        self.after = (("echo", ""),)
        channel = self.serve(handler)
        self.pump(1)
        self.assertEqual(channel.running[-1].application, "echo")

    def test_resume_on_failure(self) -> None:
        async def handler(session: esl.OutboundSession) -> None:
            raise ValueError("in a handler")

        self.after = (("echo", ""),)
        channel = self.serve(handler, resume_on_failure=True)
        self.pump(1)
        self.flushLoggedErrors(ValueError)
        self.assertEqual(channel.running[-1].application, "echo")

    def test_refused_resume(self) -> None:
        """The call is not left parked: it is hung up as without it."""

        def refuse(data: bytes) -> bytes:
            if self.switch.heard[-1] == "resume":
                return b"Content-Type: command/reply\nReply-Text: -ERR no\n\n"
            return data

        async def resume(session: esl.OutboundSession) -> None:
            await session.resume()

        async def fail(session: esl.OutboundSession) -> None:
            raise ValueError("in a handler")

        self.after = (("echo", ""),)
        self.switch.reply_filter = refuse
        for handler, options in ((resume, {}), (fail, {"resume_on_failure": True})):
            channel = self.serve(handler, **options)
            self.pump(1)
            self.assertIn("resume", self.switch.heard)
            self.flushLoggedErrors(ValueError, esl.CommandError)
            self.assertEqual(channel.cause, "NORMAL_CLEARING")

    def test_not_full(self) -> None:
        seen: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            seen.append(session.full)
            await session.setvar("x", "a b")
            await session.run("sleep", "1")
            seen.append(await session.getvar("x"))
            await session.setvar("x", None)
            await session.run("sleep", "1")
            seen.append(await session.getvar("x"))
            for bad in (
                session.setvar("x", "${y}"),
                session.setvar("x", "a\\nb"),
                session.setvar("x y", "a"),
                session.setvar("x=y", "a"),
                session.setvar("", None),
                session.getvar("x y"),
                session.subscribe("NOTHING"),
            ):
                try:
                    await bad
                except esl.InvalidRequest:
                    seen.append("refused")
            await session.transfer("9196")

        self.serve(handler, "async")
        self.pump(3)
        self.assertEqual(seen, [False, "a b", None, *["refused"] * 7])

    def test_synchronous(self) -> None:
        """Without ``async`` the answer comes when the application has ended."""
        times: list[float] = []

        async def handler(session: esl.OutboundSession) -> None:
            self.assertFalse(session.asynchronous)
            start = self.clock.seconds()
            await session.execute("sleep", "700")
            times.append(round(self.clock.seconds() - start, 3))

        self.serve(handler, "full")
        self.pump(3)
        self.assertEqual(times, [0.7])

    def test_max_duration(self) -> None:
        channel = self.serve(lambda session: None, max_duration=3)
        self.pump(2)
        self.assertTrue(channel.alive)
        self.pump(2)
        self.assertEqual(channel.cause, "ALLOTTED_TIMEOUT")

    def test_max_calls(self) -> None:
        self.serve(lambda session: None, max_calls=1)
        second = self.switch.incoming("9000")
        self.pump(1)
        self.assertFalse(second.alive)
        self.assertEqual(self.server.factory.refused, 1)

    def test_drain(self) -> None:
        channel = self.serve(lambda session: None, drain=5)
        stopped = self.server.stopService()
        self.pump(3)
        self.assertNoResult(stopped)
        channel.hangup()
        self.pump(1)
        self.assertIsNone(self.successResultOf(stopped))

    def test_drain_gives_up(self) -> None:
        channel = self.serve(lambda session: None, drain=5)
        stopped = self.server.stopService()
        self.pump(11)
        self.assertIsNone(self.successResultOf(stopped))
        self.assertTrue(channel.alive)

    def test_far_end_that_never_answers(self) -> None:
        self.switch.reply_filter = lambda data: None
        called: list[Any] = []
        self.serve(called.append)
        self.pump(20)
        self.assertEqual((called, self.server.factory.failed), ([], 1))

    def test_subscribe(self) -> None:
        seen: list[Any] = []

        async def handler(session: esl.OutboundSession) -> None:
            await session.subscribe("PLAYBACK_STOP")
            wait = session.recv("PLAYBACK_STOP", timeout=5)
            await session.playback("x.wav")
            seen.append((await wait).name)

        self.serve(handler)
        self.pump(5)
        self.assertEqual(seen, ["PLAYBACK_STOP"])

    def test_needs_a_handler(self) -> None:
        self.assertRaises(esl.InvalidRequest, esl.OutboundServer, self.clock, 8084)


class Network(TestCase):
    timeout = 20

    def test_ipv6(self) -> Any:
        """A real connection over ``::1``, as ``socket ::1:<port>`` makes it."""
        done: Deferred[str] = Deferred()

        async def handler(session: esl.OutboundSession) -> None:
            await session.answer()
            done.callback(session.uuid)

        switch = esl.simulator.FreeSWITCH(real_reactor)
        self.addCleanup(switch.stopService)
        server = esl.OutboundServer(real_reactor, "tcp6:0:interface=\\:\\:1", handler, drain=1)
        server.startService()
        self.addCleanup(server.stopService)

        async def run() -> None:
            port = await server.when_listening()
            number = port.getHost().port
            switch.extensions["9000"] = [("socket", f"::1:{number} async full")]
            channel = switch.incoming("9000")
            self.assertEqual(await done, channel.uuid)
            ended: Deferred[None] = Deferred()
            channel.on_hangup.append(lambda: ended.callback(None))
            await ended

        return Deferred.fromCoroutine(run())
