"""A clock, a simulated FreeSWITCH and clients of it."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import esl
from twisted_telco.esl.messages import JSONEvent
from twisted_telco.testing import pump, result_of

T = TypeVar("T")


def event(
    name: str, uuid: str, variables: dict[str, str] | None = None, **headers: str
) -> JSONEvent:
    """An event of a channel; underscores in the names of headers stand for dashes."""
    values = {"Event-Name": name, "Unique-ID": uuid}
    values.update({key.replace("_", "-"): value for key, value in headers.items()})
    values.update({f"variable_{key}": value for key, value in (variables or {}).items()})
    return JSONEvent(json.dumps(values).encode())


class Case(SynchronousTestCase):
    """Base of the tests that need a far end."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1_700_000_000)
        self.switch = esl.simulator.FreeSWITCH(self.clock, password="ClueCon")

    def client(self, **login: Any) -> esl.Client:
        """A client, not started."""
        return esl.Client(self.clock, self.switch.endpoint(), **login)

    def ready(self, **login: Any) -> esl.Client:
        """A client that is ready."""
        client = self.client(**login)
        client.factory.jitter = 0
        client.startService()
        pump(self.clock)
        self.assertEqual(client.state, "ready")
        self.switch.heard.clear()
        return client

    def pump(self, seconds: float = 0.0) -> None:
        pump(self.clock, seconds)

    def result(self, d: Deferred[T], seconds: float = 5.0) -> T:
        return result_of(self.clock, d, seconds)

    def fails(self, d: Deferred[Any], kind: type[Exception], seconds: float = 5.0) -> Any:
        """The exception a Deferred fails with."""
        try:
            value = result_of(self.clock, d, seconds)
        except kind as error:
            return error
        raise AssertionError(f"no {kind.__name__} but {value!r}")

    def refuse(self, word: str) -> None:
        """From now on the server refuses the events in whose list this word is."""

        def answer(data: bytes) -> bytes:
            line = self.switch.heard[-1] if self.switch.heard else ""
            if not line.startswith("event ") or word not in line.split():
                return data
            return b"Content-Type: command/reply\nReply-Text: -ERR permission denied\n\n"

        self.switch.reply_filter = answer

    def hear(self, client: esl.Client, selector: Any = "*") -> list[esl.Event]:
        """The events of a client, from now on."""
        heard: list[esl.Event] = []
        client.events.subscribe(selector, heard.append)
        return heard

    def call(self, client: esl.Client, extension: str = "9196", **options: Any) -> str:
        """Originate over loopback; the uuid."""
        job = self.result(client.originate(extension, endpoint="loopback", **options))
        return self.result(job.result(10))


class ListeningCase(Case):
    """With a listener on a client that is ready."""

    def setUp(self) -> None:
        super().setUp()
        self.esl = self.ready()
        self.listener = self.esl.listener
        self.result(self.listener.start())

    def feed(self, *events: esl.Event) -> None:
        for one in events:
            self.listener.event_received(one)
