"""Every event to every sink, and one bad sink or message hurts nobody else."""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.relay import Relay

from .sinks import ListSink, Said


def describe(message: Any) -> tuple[str, str | None, Any]:
    return message["Event"], None, message


class Relaying(SynchronousTestCase):
    def setUp(self) -> None:
        self.said = Said(self, Relay)
        self.sinks = [ListSink("a"), ListSink("b")]
        self.deserted: list[str] = []
        self.relay = Relay(self.sinks, now=lambda: 1.5, deserted=self.deserted.append)
        self.relay.start()
        self.source = self.relay.source("toy", "t1", describe)

    def test_every_event_to_every_sink(self) -> None:
        other = self.relay.source("toy", "t2", describe)
        for source in (self.source, other, self.source):
            source({"Event": "E"})
        for sink in self.sinks:
            self.assertEqual(
                [event.id for event in sink.events], ["t1:1500:1", "t2:1500:1", "t1:1500:2"]
            )
        self.assertEqual((self.source.events, other.events), (2, 1))

    def test_a_message_that_is_no_event_is_counted_and_said_once(self) -> None:
        for _ in range(3):
            self.source({})
        self.source({"Event": "E"})
        self.assertEqual((self.source.failed, self.source.events), (3, 1))
        self.assertEqual(len(self.said), 1)
        self.assertEqual(len(self.sinks[0].events), 1)

    def test_a_sink_that_raises_does_not_keep_events_from_others(self) -> None:
        self.sinks[0].put = self.fail  # type: ignore[method-assign]
        self.source({"Event": "E"})
        self.assertEqual(len(self.sinks[1].events), 1)
        self.assertEqual(len(self.said), 1)

    def test_sinks_that_fail_for_good(self) -> None:
        self.sinks[0].failed("gone")
        self.source({"Event": "E"})
        self.assertEqual([len(sink.events) for sink in self.sinks], [0, 1])
        self.assertEqual(self.deserted, [])
        self.sinks[1].failed("gone, too")
        self.assertEqual(self.deserted, ["no sink is left: b: gone, too"])
        self.source({"Event": "E"})

    def test_a_sink_that_does_not_open_is_named(self) -> None:
        def start(failed: Any) -> None:
            raise PermissionError(13, "Permission denied")

        self.sinks[1].start = start  # type: ignore[method-assign]
        with self.assertRaises(OSError) as caught:
            self.relay.start()
        self.assertEqual(
            (caught.exception.filename, caught.exception.strerror), ("b", "Permission denied")
        )

    def test_losses_are_said_at_the_end(self) -> None:
        class Lossy(ListSink):
            counters = {"offered": 9, "delivered": 2, "dropped": 7, "waiting": 0}  # noqa: RUF012

        relay = Relay([Lossy("c"), ListSink("d")])
        self.successResultOf(relay.drain())
        self.successResultOf(relay.close())
        self.assertEqual(self.said, ["c: 7 events were lost"])
