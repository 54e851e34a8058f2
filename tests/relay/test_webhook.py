"""Batches, order, retries, refusals, and a stop that delivers what it can."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock

from treq.testing import StubTreq
from twisted.internet import defer, error
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseDone, ResponseNeverReceived
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH
from twisted.web.resource import Resource
from zope.interface.verify import verifyObject

from twisted_telco.interfaces import IEventSink
from twisted_telco.relay import WebhookSink
from twisted_telco.relay.webhook import CONTENT_TYPE, public_url

from .sinks import Events, Said


class Response:
    """An answer without a body."""

    def __init__(self, code: int, **headers: str) -> None:
        self.code = code
        self.headers = Headers({name: [value] for name, value in headers.items()})
        self.original = self
        self.length = UNKNOWN_LENGTH

    def deliverBody(self, protocol: Any) -> None:
        protocol.connectionLost(Failure(ResponseDone()))


class HTTP:
    """A receiver that answers as it is told to."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.batches: list[list[Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.open: list[Deferred[Any]] = []

    def post(self, url: str, data: bytes, **more: Any) -> Deferred[Any]:
        self.batches.append([event["data"] for event in json.loads(data)])
        self.requests.append({"url": url, **more})
        answer = self.answers.pop(0) if self.answers else Response(204)
        if answer is None:
            self.open.append(Deferred())
            return self.open[-1]
        return fail(answer) if isinstance(answer, Exception) else succeed(answer)


class WebhookTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.patch(__import__("random"), "uniform", lambda low, high: 1.0)
        self.clock = Clock()
        self.said = Said(self, WebhookSink)
        self.http = HTTP()
        self.events = Events()
        self.number = 0

    def sink(self, url: str = "http://hook/", **more: Any) -> WebhookSink:
        sink = WebhookSink(self.clock, url, http=self.http, **more)
        sink.start(self.fail)
        return sink

    def put(self, sink: WebhookSink, count: int = 1) -> None:
        for _ in range(count):
            self.number += 1
            sink.put(self.events.make(self.number))


class Batches(WebhookTestCase):
    def test_an_event_waits_for_others_but_not_long(self) -> None:
        sink = self.sink(interval=1.0)
        self.put(sink, 2)
        self.clock.advance(0.9)
        self.put(sink)
        self.assertEqual(self.http.batches, [])
        self.clock.advance(0.1)
        self.assertEqual(self.http.batches, [[1, 2, 3]])
        self.assertEqual(sink.counters["delivered"], 3)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_full_batch_goes_at_once(self) -> None:
        sink = self.sink(batch=3)
        self.put(sink, 7)
        self.assertEqual(self.http.batches, [[1, 2, 3], [4, 5, 6]])
        self.clock.advance(1)
        self.assertEqual(self.http.batches[2:], [[7]])

    def test_one_request_at_a_time(self) -> None:
        self.http.answers = [None]
        sink = self.sink(batch=2)
        self.put(sink, 7)
        self.assertEqual(self.http.batches, [[1, 2]])
        self.assertEqual(sink.counters["waiting"], 7)
        self.http.open[0].callback(Response(200))
        self.assertEqual(self.http.batches, [[1, 2], [3, 4], [5, 6], [7]])

    def test_what_is_sent(self) -> None:
        sink = self.sink("https://hook/in?key=1", token="s3cret", headers={"X-Site": "a"})
        self.put(sink)
        self.clock.advance(1)
        self.assertEqual(
            self.http.requests,
            [
                {
                    "url": "https://hook/in?key=1",
                    "headers": {
                        "X-Site": "a",
                        "Content-Type": CONTENT_TYPE,
                        "Authorization": "Bearer s3cret",
                    },
                    "timeout": 10.0,
                    "allow_redirects": False,
                    "unbuffered": True,
                }
            ],
        )

    def test_it_is_what_the_relay_expects(self) -> None:
        verifyObject(IEventSink, self.sink())


class Retries(WebhookTestCase):
    def test_until_it_is_taken(self) -> None:
        self.http.answers = [
            error.ConnectionRefusedError(),
            ResponseNeverReceived([Failure(error.ConnectionLost("gone"))]),
            defer.TimeoutError("Deferred was cancelled"),
            Response(500),
            Response(429),
        ]
        sink = self.sink(batch=1, max_delay=5.0)
        self.put(sink)
        for delay in (1, 2, 4, 5, 5):
            self.clock.advance(delay - 0.01)
            count = len(self.http.batches)
            self.clock.advance(0.01)
            self.assertEqual(len(self.http.batches), count + 1)
        self.assertEqual(self.http.batches, [[1]] * 6)
        self.assertEqual(sink.counters["delivered"], 1)
        self.assertEqual(sink.counters["retries"], 5)
        self.assertEqual(
            self.said,
            [
                "webhook:http://hook/: not delivered: Connection was refused by other side.; "
                "trying again",
                "webhook:http://hook/: not delivered: Connection to the other side was lost in a "
                "non-clean fashion: gone.; trying again",
                "webhook:http://hook/: not delivered: Deferred was cancelled; trying again",
                "webhook:http://hook/: not delivered: HTTP status 500; trying again",
                "webhook:http://hook/: not delivered: HTTP status 429; trying again",
                "webhook:http://hook/: delivering again",
            ],
        )

    def test_the_same_trouble_is_said_once(self) -> None:
        self.http.answers = [Response(503)] * 5
        sink = self.sink(batch=1)
        self.put(sink)
        self.clock.pump([1, 2, 4, 8, 16])
        self.assertEqual(len(self.said), 2)

    def test_the_receiver_says_when(self) -> None:
        self.http.answers = [Response(503, **{"Retry-After": "30"})]
        sink = self.sink(batch=1)
        self.put(sink)
        self.clock.advance(29.9)
        self.assertEqual(len(self.http.batches), 1)
        self.clock.advance(0.1)
        self.assertEqual(len(self.http.batches), 2)

    def test_the_receiver_cannot_put_us_off_for_ever(self) -> None:
        self.http.answers = [Response(503, **{"Retry-After": "9" * 30})]
        sink = self.sink(batch=1, max_delay=60.0)
        self.put(sink)
        self.clock.advance(60)
        self.assertEqual(len(self.http.batches), 2)

    def test_a_refusal_is_final(self) -> None:
        for code in (301, 400, 401, 404, 413):
            self.http.answers = [Response(code)]
            sink = self.sink(batch=2)
            self.put(sink, 4)
            self.assertEqual(sink.counters["refused"], 2)
            self.assertEqual(sink.counters["dropped"], 2)
            self.assertEqual(sink.counters["delivered"], 2)
            self.assertEqual(
                self.said[-1],
                f"webhook:http://hook/: refused with HTTP status {code}; 2 events dropped",
            )

    def test_meanwhile_the_queue_is_bounded(self) -> None:
        self.http.answers = [None]
        sink = self.sink(batch=2, limit=3)
        self.put(sink, 9)
        self.http.open[0].callback(Response(200))
        self.clock.advance(1)
        self.assertEqual(self.http.batches, [[1, 2], [7, 8], [9]])
        self.assertEqual(sink.counters["dropped"], 4)
        self.assertEqual(
            self.said,
            ["webhook:http://hook/: the receiver is too slow, events are lost (drop_oldest)"],
        )
        self.clock.advance(29)
        self.assertEqual(self.said[1:], ["webhook:http://hook/: 4 events dropped (4 in all)"])


class Stopping(WebhookTestCase):
    def test_draining_does_not_wait_for_a_fuller_batch(self) -> None:
        sink = self.sink()
        self.put(sink)
        self.successResultOf(sink.drain())
        self.assertEqual(self.http.batches, [[1]])
        self.successResultOf(sink.drain())

    def test_draining_waits_for_the_answer(self) -> None:
        self.http.answers = [None]
        sink = self.sink(batch=2)
        self.put(sink, 3)
        drained = sink.drain()
        self.assertNoResult(drained)
        self.http.open[0].callback(Response(200))
        self.successResultOf(drained)
        self.assertEqual(sink.counters["waiting"], 0)

    def test_draining_tries_again_at_once(self) -> None:
        self.http.answers = [Response(500)]
        sink = self.sink(batch=1)
        self.put(sink)
        self.successResultOf(sink.drain())
        self.assertEqual(sink.counters["delivered"], 1)

    def test_giving_up(self) -> None:
        self.http.answers = [Response(500), Response(500)]
        sink = self.sink(batch=2)
        self.put(sink, 3)
        drained = sink.drain()
        drained.cancel()
        self.failureResultOf(drained, defer.CancelledError)
        self.successResultOf(sink.close())
        self.assertEqual(sink.counters["dropped"], 3)
        self.assertEqual(sink.counters["waiting"], 0)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.put(sink)
        self.assertEqual(sink.counters["dropped"], 4)

    def test_closing_during_a_request(self) -> None:
        self.http.answers = [None]
        sink = self.sink(batch=1)
        self.put(sink)
        self.successResultOf(sink.close())
        self.assertEqual(sink.counters["dropped"], 1)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_defect_of_ours_does_not_end_the_sink(self) -> None:
        sink = self.sink(batch=1)
        with mock.patch.object(sink, "_post", side_effect=AttributeError("oops")):
            self.put(sink)
        self.assertEqual(self.said[-1], "webhook:http://hook/: not delivered: oops; trying again")
        self.clock.advance(1)
        self.assertEqual(sink.counters["delivered"], 1)


class OverHTTP(SynchronousTestCase):
    """With treq, its own client and a real resource, in memory."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.bodies: list[bytes] = []
        self.answer = b""
        test = self

        class Hook(Resource):
            isLeaf = True

            def render_POST(self, request: Any) -> bytes:
                test.bodies.append(request.content.read())
                test.content_type = request.getHeader("content-type")
                return test.answer

        self.http = StubTreq(Hook())

    def test_a_batch(self) -> None:
        sink = WebhookSink(self.clock, "http://hook/", http=self.http)
        events = Events()
        for number in range(2):
            sink.put(events.make(number))
        drained = sink.drain()
        self.http.flush()
        self.successResultOf(drained)
        self.assertEqual([event["data"] for event in json.loads(self.bodies[0])], [0, 1])
        self.assertEqual(self.content_type, CONTENT_TYPE)
        self.assertEqual(sink.counters["delivered"], 2)

    def test_a_long_answer_is_cut_and_the_batch_is_delivered(self) -> None:
        self.answer = b"x" * 1_000_000
        sink = WebhookSink(self.clock, "http://hook/", http=self.http)
        sink.put(Events().make())
        drained = sink.drain()
        self.http.flush()
        self.successResultOf(drained)
        self.assertEqual(sink.counters["delivered"], 1)


class Addresses(SynchronousTestCase):
    def test_what_is_secret_is_not_shown(self) -> None:
        for url, shown in (
            ("https://user:pw@host:8443/in?token=s3cret#x", "https://host:8443/in"),
            ("http://[::1]/", "http://[::1]/"),
        ):
            self.assertEqual(public_url(url), shown)
            self.assertEqual(WebhookSink(Clock(), url).name, f"webhook:{shown}")

    def test_what_is_none(self) -> None:
        for url in ("", "host/path", "ftp://host/", "https:///path", "http://[::1", "http://h:x/"):
            self.assertRaises(ValueError, public_url, url)
