"""Conversations cut at every byte: nothing is lost, shifted or left hanging."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock, deferLater
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.esl.gaps import TABLE_LAG
from twisted_telco.esl.listener import DEFAULT_EVENTS
from twisted_telco.esl.simulator.connection import EventSocket
from twisted_telco.testing import pump


class Conversation:
    """A client that pipelines echoes and jobs and notes how each ended."""

    def __init__(self, **cut: int) -> None:
        self.clock = Clock()
        self.switch = esl.simulator.FreeSWITCH(self.clock, heartbeat=0)
        self.switch.cut_after(**cut)
        self.client = esl.Client(self.clock, self.switch.endpoint(), heartbeat_timeout=0)
        self.client.factory.jitter = 0
        self.ends: dict[str, Any] = {}
        self.pending = 0
        self.client.on_state(self.state)
        self.started = False

    def state(self, old: str, new: str, reason: Any) -> None:
        if new == "ready" and not self.started:
            self.started = True
            self.ask()

    def note(self, what: str, d: Any) -> None:
        self.pending += 1

        def ended(result: Any) -> None:
            self.pending -= 1
            self.ends[what] = getattr(result, "value", result)

        d.addBoth(ended)

    def ask(self) -> None:
        for n in range(2):
            self.note(f"echo {n}", self.client.api(f"echo {n}"))
        self.note("start", self.client.bgapi("echo job 1"))
        late = self.client.api("msleep 100", timeout=0.05)
        self.note("late", late)
        gone = self.client.api("echo cancelled")
        gone.addErrback(lambda _: None)
        gone.cancel()
        for job in self.client.jobs.values():
            self.note(f"job {job.command}", job.result())

    def run(self) -> Conversation:
        self.client.startService()
        pump(self.clock, 0.3)
        return self


class EveryByte(SynchronousTestCase):
    def check(self, conversation: Conversation) -> None:
        self.assertEqual(conversation.pending, 0)
        client = conversation.client
        for what, end in conversation.ends.items():
            kind, _, number = what.partition(" ")
            if isinstance(end, esl.ConnectionLost):
                if kind == "job":
                    self.assertRegex(str(end), r"closed.*; bgapi echo job 1 was not answered")
                continue
            if kind == "echo":
                self.assertEqual(end, number)
            elif kind == "job":
                self.assertEqual(end, number.removeprefix("echo "))
            elif kind == "late":
                self.assertIsInstance(end, esl.RequestTimeout)
            else:
                self.assertIsInstance(end, esl.Job, what)
        self.assertEqual(len(client.jobs), 0)
        for socket in conversation.switch.sockets():
            self.assertFalse(socket._ending)
        if client.factory.ready is not None:
            self.assertEqual(client.connection.unexpected, 0)

    def test_whole(self) -> None:
        conversation = Conversation().run()
        self.check(conversation)
        self.assertFalse(
            [e for e in conversation.ends.values() if isinstance(e, esl.ConnectionLost)]
        )
        self.assertEqual(len(conversation.ends), 5)

    def test_cut(self) -> None:
        whole = Conversation().run()
        counters = whole.client.connection.counters
        for side, total in (
            ("sent", counters.bytes_received),
            ("received", counters.bytes_sent),
        ):
            for at in range(total + 1):
                conversation = Conversation(**{side: at})
                conversation.switch.factory.faults.split = None
                conversation.run()
                conversation.switch.cut_after()
                pump(conversation.clock, 3)
                self.check(conversation)
                self.assertEqual(conversation.client.state, "ready", (side, at))
                conversation.client.close()
                pump(conversation.clock, 6)
                self.assertFalse(conversation.clock.getDelayedCalls(), (side, at))


class Calling(Conversation):
    """A client that subscribes, originates a call, works with it and hangs it up."""

    def ask(self) -> None:
        listener = self.client.listener
        kept = ("CHANNEL_CREATE", "CHANNEL_EXECUTE_COMPLETE", "CHANNEL_HANGUP", "CHANNEL_DESTROY")
        for name in DEFAULT_EVENTS:
            if name not in kept:
                listener.unsubscribe(name)
        self.note("subscribe", self.client.subscribe("CUSTOM a::b"))
        self.note("call", Deferred.fromCoroutine(self.call()))

    async def call(self) -> None:
        job = await self.client.originate("9196", endpoint="loopback", timeout=5)
        self.note("job", job.result())
        session = self.client.listener.sessions[await job.result()]
        for what, d in (
            ("recv", session.recv("DTMF")),
            ("run", session.run("sleep", "10", lock=False)),
            ("execute", session.execute("set", "a=b", lock=False)),
            ("setvar", session.setvar("c", "d")),
            ("hungup", session.when_hungup()),
        ):
            self.note(what, d)
        await deferLater(self.clock, 0.05)
        await session.hangup()


class Serving:
    """A server whose handler answers, plays, asks and waits until the caller hangs up."""

    def __init__(self, **cut: int) -> None:
        self.clock = Clock()
        self.switch = esl.simulator.FreeSWITCH(self.clock, heartbeat=0)
        self.switch.cut_after(**cut)
        self.server = esl.OutboundServer(self.clock, None, self.handle)
        self.switch.outbound_endpoints["127.0.0.1", 8084] = self.server.endpoint()
        self.switch.extensions["9000"] = [("socket", "127.0.0.1:8084 async full")]
        self.steps: list[Any] = []
        self.begun = self.ended = 0

    async def handle(self, session: esl.OutboundSession) -> None:
        self.begun += 1
        try:
            for step in (
                session.answer,
                lambda: session.run("sleep", "10"),
                lambda: session.setvar("a", "b"),
                lambda: session.getvar("a"),
                lambda: session.recv("DTMF"),
                session.when_hungup,
            ):
                try:
                    self.steps.append(await step())
                except esl.Error as error:
                    self.steps.append(error)
        finally:
            self.ended += 1

    def run(self) -> Serving:
        channel = self.switch.incoming("9000")
        pump(self.clock, 0.1)
        channel.hangup("USER_BUSY")
        pump(self.clock, 12)
        return self


def places(stream: bytes) -> Iterator[int]:
    """After every byte; of what is long and all alike (events, the answer to ``connect``) some."""
    at = stream.index(b"\n\n")
    yield from range(0, at, 1 + at // 100)
    for match in re.finditer(rb"Content-Length: (\d+)\nContent-Type: text/event-.*\n\n", stream):
        yield from range(at, match.start() + 2)
        yield from (match.end(), match.end() + 1)
        at = match.end() + int(match[1]) - 1
    yield from range(at, len(stream) + 1)


class EveryByteOfACall(SynchronousTestCase):
    def cut(self, make: Callable[..., Any], check: Callable[[Any], None]) -> None:
        """Run a conversation whole, then cut at each byte that either side sends."""
        streams: dict[str, bytearray] = {"sent": bytearray(), "received": bytearray()}
        write, read = EventSocket.write, EventSocket.dataReceived

        def written(socket: EventSocket, data: bytes) -> None:
            streams["sent"] += data
            write(socket, data)

        def received(socket: EventSocket, data: bytes) -> None:
            streams["received"] += data
            read(socket, data)

        patches = [
            self.patch(EventSocket, "write", written),
            self.patch(EventSocket, "dataReceived", received),
        ]
        check(make().run())
        for patch in patches:
            patch.restore()
        for side, stream in streams.items():
            for at in places(bytes(stream)):
                try:
                    check(make(**{side: at}).run())
                except AssertionError as error:
                    raise AssertionError(f"cut after {at} bytes {side}") from error

    def test_whole(self) -> None:
        ends = Calling().run().ends
        self.assertIsInstance(ends.pop("recv"), esl.HungUp)
        self.assertEqual((len(ends), ends["hungup"]), (7, "NORMAL_CLEARING"))
        *steps, digit, cause = Serving().run().steps
        self.assertIsInstance(digit, esl.HungUp)
        self.assertEqual((len(steps), cause), (4, "USER_BUSY"))
        for end in (*ends.values(), *steps):
            self.assertNotIsInstance(end, Exception)

    def test_inbound(self) -> None:
        self.cut(Calling, self.check_call)

    def check_call(self, calling: Calling) -> None:
        client, switch, clock = calling.client, calling.switch, calling.clock
        switch.cut_after()
        pump(clock, 2 + TABLE_LAG)
        self.assertEqual((calling.pending, client.state), (0, "ready"))
        for what, end in calling.ends.items():
            if what == "job" and isinstance(end, Exception):
                self.assertRegex(str(end), r"closed.*; bgapi originate .* was not answered")
            if isinstance(end, Exception):
                self.assertIsInstance(end, (esl.ConnectionLost, esl.NotReady, esl.HungUp), what)
        self.assertEqual((len(client.jobs), client.connection.unexpected), (0, 0))
        self.assertEqual(set(client.listener.sessions), set(switch.channels))
        client.close()
        pump(clock, 6)
        self.assertEqual(client.state, "stopped")
        self.assertIsNone(client.listener._sweeper)
        self.assertIsNone(client.listener._gaps._second_look)

    def test_outbound(self) -> None:
        self.cut(Serving, self.check_served)

    def check_served(self, serving: Serving) -> None:
        self.assertEqual(serving.begun, serving.ended)
        self.assertIn(len(serving.steps), (0, 6))
        for end in serving.steps:
            if isinstance(end, Exception):
                self.assertIsInstance(end, (esl.ConnectionLost, esl.HungUp, esl.CommandError))
        self.assertEqual(serving.server.sessions(), [])
        self.assertFalse(serving.server.factory.connections)
