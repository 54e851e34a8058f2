"""One connection: limits, loss, goodbye, faults of the far end and of our own code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from OpenSSL import SSL
from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.connection import ClientConnection, Connection, Counters, describe
from twisted_telco.core.framing import Decoder, Malformed
from twisted_telco.core.trace import Trace
from twisted_telco.errors import ConnectionLost, ProtocolError

from .toy import Lines


class Transport(StringTransport):
    """As a real one: writes after the end go nowhere, and somebody calls connectionLost."""

    aborted = False

    def abortConnection(self) -> None:
        self.aborted = self.disconnecting = True

    def write(self, data: bytes) -> None:
        if not self.disconnecting:
            super().write(data)


class Probe(Connection):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.decoder = Lines()
        self.seen: list[str] = []
        self.ended: list[ConnectionLost] = []

    def message_received(self, message: str) -> None:
        if message == "boom":
            raise RuntimeError("boom")
        if message == "stop":
            self.abort("told to stop")
        self.seen.append(message)

    def link_lost(self, lost: ConnectionLost) -> None:
        self.ended.append(lost)


class OneConnection(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.transport = Transport()
        self.connection = Probe(self.clock)
        self.connection.trace = Trace(self.clock)
        self.connection.makeConnection(self.transport)

    def lose(self, reason: Exception | None = None) -> None:
        self.connection.connectionLost(Failure(reason or error.ConnectionDone()))

    def test_counts(self) -> None:
        self.connection.dataReceived(b"a\nb\n?c\nd")
        self.connection.write(b"x\n")
        self.assertEqual(self.connection.seen, ["a", "b"])
        self.assertEqual(self.connection.counters, Counters(8, 2, 3, 1, 1))
        self.assertEqual(Counters(1, 2, 3, 4, 5) + Counters(1, 1, 1, 1, 1), Counters(2, 3, 4, 5, 6))

    def test_write_to_all(self) -> None:
        """The same as writing to each: traced, counted, behind what is gathered."""
        bare, gathering = Probe(self.clock), Probe(self.clock)
        connections = [self.connection, bare, gathering]
        for connection in connections[1:]:
            connection.makeConnection(Transport())
        gathering.message_received = lambda message: (  # type: ignore[method-assign,assignment]
            gathering.write(b"1"),
            Connection.write_to_all(connections, b"2"),
        )
        gathering.dataReceived(b"a\n")
        written = [connection.transport.value() for connection in connections]
        self.assertEqual(written, [b"2", b"2", b"12"])
        sent = [(c.counters.bytes_sent, c.counters.messages_sent) for c in connections]
        self.assertEqual(sent, [(1, 1), (1, 1), (2, 2)])
        assert self.connection.trace is not None
        self.assertIn("2", self.connection.trace.text())

    def test_messages_may_be_made_one_by_one(self) -> None:
        """A protocol may decide about a message after the one before it was received."""

        def read(data: bytes) -> Iterator[Any]:
            for message in self.connection.decoder.feed(data):
                if message != "again" or message not in self.connection.seen:
                    yield message

        self.connection.read = read  # type: ignore[method-assign]
        self.connection.dataReceived(b"a\nagain\nb\nagain\n")
        self.assertEqual(self.connection.seen, ["a", "again", "b"])

    def test_a_failure_of_our_own_code_costs_one_message(self) -> None:
        self.connection.dataReceived(b"a\nboom\nb\n")
        self.assertEqual(self.connection.seen, ["a", "b"])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_too_many_malformed_messages(self) -> None:
        self.connection.max_malformed = 2
        self.connection.dataReceived(b"?\n?\na\n")
        self.assertFalse(self.transport.aborted)
        self.connection.dataReceived(b"?\nb\n")
        self.assertTrue(self.transport.aborted)
        self.assertEqual(self.connection.seen, ["a"])
        self.lose()
        self.assertIn("more than 2 malformed", str(self.connection.lost))

    def test_lost_framing_aborts_with_the_offset(self) -> None:
        self.connection.dataReceived(b"a\n" + b"x" * 101)
        self.assertEqual(self.connection.seen, ["a"])
        self.assertTrue(self.transport.aborted)
        self.connection.dataReceived(b"\nb\n")
        self.assertEqual(self.connection.seen, ["a"])
        self.lose(error.ConnectionAborted())
        self.assertEqual(str(self.connection.lost), "the line is too long (at byte 2)")

    def test_a_decoder_that_gave_up_says_so_again(self) -> None:
        decoder = Lines(limit=1)
        self.assertEqual(decoder.feed(b"a\nxx"), ["a"])
        self.assertRaises(ProtocolError, decoder.feed, b"\n")
        self.assertRaises(NotImplementedError, Decoder().feed, b"")

    def test_nothing_is_looked_at_after_an_abort(self) -> None:
        self.connection.dataReceived(b"a\nstop\nb\n")
        self.connection.dataReceived(b"c\n")
        self.assertEqual(self.connection.seen, ["a", "stop"])

    def test_when_lost_is_each_callers_own(self) -> None:
        one, two, gone = (self.connection.when_lost() for _ in range(3))
        gone.cancel()
        self.failureResultOf(gone)
        self.lose()
        for d in (one, two, self.connection.when_lost()):
            self.assertIs(self.successResultOf(d), self.connection.lost)
        self.assertEqual(str(self.connection.lost), "closed by the far end")
        self.assertEqual(self.connection.ended, [self.connection.lost])

    def test_an_observer_that_cancels_its_neighbour(self) -> None:
        two: Deferred[Any]
        self.connection.when_lost().addCallback(lambda _: two.cancel())
        two = self.connection.when_lost()
        self.lose()
        self.failureResultOf(two)

    def test_close(self) -> None:
        d = self.connection.close()
        again = self.connection.close()
        self.assertTrue(self.transport.disconnecting)
        self.assertIsNone(self.transport.producer)
        self.lose()
        self.assertEqual(str(self.successResultOf(d)), "closed")
        self.successResultOf(again)
        self.successResultOf(self.connection.close())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_close_waits_for_the_goodbye_and_no_longer_than_the_grace(self) -> None:
        answer: Deferred[None] = Deferred()
        self.patch(self.connection, "goodbye", lambda: answer)
        self.connection.close(grace=3)
        self.assertFalse(self.transport.disconnecting)
        self.clock.advance(3)
        self.assertTrue(self.transport.aborted)
        self.lose(error.ConnectionAborted())
        answer.callback(None)

    def test_a_goodbye_that_fails_still_closes(self) -> None:
        self.patch(self.connection, "goodbye", lambda: 1 / 0)
        self.connection.close()
        self.assertTrue(self.transport.disconnecting)

    def test_close_hands_on_what_is_paced(self) -> None:
        self.connection.pace(3)
        self.connection.write(b"abcdef")
        self.connection.close()
        self.assertFalse(self.transport.disconnecting)
        self.clock.pump([0, 0, 0, 0])
        self.assertEqual(self.transport.value(), b"abcdef")
        self.assertTrue(self.transport.disconnecting)

    def test_pacing_ends(self) -> None:
        self.connection.pace(3)
        self.connection.write(b"abcdef")
        self.connection.pace(None)
        self.connection.write(b"g")
        self.assertEqual(self.transport.value(), b"abcdefg")
        self.lose()
        self.connection.write(b"nowhere")
        self.assertEqual(self.connection.counters.bytes_sent, 7)

    def test_a_far_end_that_does_not_read_is_aborted(self) -> None:
        self.connection.max_unsent = 10
        self.connection.write(b"x" * 1000)
        self.transport.producer.pauseProducing()
        self.connection.write(b"x" * 10)
        self.assertEqual(self.connection.unsent, 10)
        self.transport.producer.resumeProducing()
        self.assertEqual(self.connection.unsent, 0)
        self.transport.producer.pauseProducing()
        self.connection.write(b"x" * 11)
        self.assertTrue(self.transport.aborted)
        self.transport.producer.stopProducing()
        self.lose(error.ConnectionAborted())
        self.assertIn("does not read: 11 bytes", str(self.connection.lost))

    def test_the_pacers_queue_is_bounded_too(self) -> None:
        self.connection.max_unsent = 10
        self.connection.pace(1)
        self.connection.write(b"x" * 11)
        self.assertTrue(self.transport.aborted)

    def test_the_trace_has_both_directions(self) -> None:
        self.connection.dataReceived(b"a\n")
        self.connection.write(b"b\n")
        self.lose()
        assert self.connection.trace is not None
        sides = [(c.side, c.data) for c in self.connection.trace.chunks]
        self.assertEqual(sides[1:3], [("S", b"a\n"), ("C", b"b\n")])
        self.assertEqual(sides[3], ("X", b"closed by the far end"))

    def test_what_subclasses_owe(self) -> None:
        self.assertRaises(NotImplementedError, Connection(self.clock).message_received, "x")
        self.assertRaises(NotImplementedError, ClientConnection(self.clock).log_in)
        bad = Malformed(b"x", 0, "why")
        self.assertEqual((bad.raw, bad.offset, bad.reason), (b"x", 0, "why"))


class Words(SynchronousTestCase):
    def test_describe(self) -> None:
        tls = SSL.Error([("SSL routines", "", "certificate verify failed")])
        for reason, closing, words in (
            (error.ConnectionDone(), False, "closed by the far end"),
            (error.ConnectionDone(), True, "closed"),
            (error.ConnectionAborted(), True, "aborted"),
            (tls, False, "TLS: certificate verify failed"),
            (ValueError("x."), False, "x"),
            (ValueError(), False, "ValueError"),
        ):
            self.assertEqual(describe(Failure(reason), closing), words)
