"""A conversation cut at every byte: nothing is lost, shifted or left hanging."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
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
