"""What is written while data are received is one write, and reaches the socket in that turn."""

from __future__ import annotations

import socket
from typing import Any

from twisted.internet.main import CONNECTION_DONE, CONNECTION_LOST
from twisted.internet.task import Clock
from twisted.internet.tcp import Connection as Descriptor
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.connection import MAX_GATHERED, Connection

from .toy import Lines


class Reactor(Clock):
    """Knows which descriptors wait to be read and written; the test does the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: set[Any] = set()
        self.writers: set[Any] = set()
        self.addReader, self.removeReader = self.readers.add, self.readers.discard
        self.addWriter, self.removeWriter = self.writers.add, self.writers.discard


class Echo(Connection):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.decoder = Lines()

    def message_received(self, message: str) -> None:
        if message == "bye":
            self.write(b"bye\n")
            self.transport.loseConnection()
        elif message != "quiet":
            self.write(message.encode() + b"\n")


class Push(SynchronousTestCase):
    def setUp(self) -> None:
        ours, self.peer = socket.socketpair()
        self.addCleanup(ours.close)
        self.addCleanup(self.peer.close)
        self.peer.setblocking(False)
        self.reactor = Reactor()
        self.protocol = Echo(self.reactor)
        self.socket = Descriptor(ours, self.protocol, self.reactor)
        # What TCP adds, which a pair of sockets has not.
        self.socket.setTcpNoDelay = self.socket.setTcpKeepAlive = lambda enabled: None
        self.socket.getPeer = lambda: "peer"
        self.socket.connected = True
        self.protocol.makeConnection(self.socket)
        self.socket.startReading()

    def say(self, data: bytes) -> None:
        self.peer.send(data)
        self.assertIsNone(self.socket.doRead())

    def test_answers_are_sent_together_before_the_turn_ends(self) -> None:
        self.say(b"one\ntwo\n")
        self.assertEqual(self.peer.recv(100), b"one\ntwo\n")
        self.assertEqual(self.reactor.writers, set())

    def test_they_are_one_write(self) -> None:
        writes: list[bytes] = []
        self.socket.write = writes.append
        self.say(b"one\ntwo\nthree\n")
        self.assertEqual(writes, [b"one\ntwo\nthree\n"])

    def kept(self, message: bytes, times: int) -> list[int]:
        """What is kept after each of so many messages written in one turn."""
        kept: list[int] = []
        self.protocol.message_received = lambda _: (  # type: ignore[method-assign]
            self.protocol.write(message),
            kept.append(len(self.protocol._gathered or b"")),
        )
        self.say(b"x\n" * times)
        self.assertEqual(self.protocol.counters.bytes_sent, len(message) * times)
        return kept

    def test_much_of_it_leaves_in_pieces_each_twice_as_long(self) -> None:
        """So that the far end can begin with the first."""
        kept = self.kept(b"x" * 300, 14)
        self.assertEqual([n for n, size in enumerate(kept, 1) if not size], [2, 6, 13])
        self.assertEqual(len(self.peer.recv(10_000)), 300 * 14)

    def test_what_a_turn_keeps_is_bounded(self) -> None:
        """So that a far end which does not read is noticed in time; over TLS too, where pieces are
        of no use."""
        self.protocol._buffers = False
        half = MAX_GATHERED // 2
        self.assertEqual(self.kept(b"x" * half, 4), [half, 2 * half, 0, half])

    def test_an_abort_sends_what_came_before_it(self) -> None:
        self.protocol.message_received = lambda message: (  # type: ignore[method-assign]
            self.protocol.write(b"no\n"),
            self.protocol.abort("enough"),
            self.protocol.write(b"too late\n"),
        )
        self.say(b"1\n")
        self.assertEqual(self.peer.recv(100), b"no\n")

    def test_what_is_written_at_another_time_waits_for_the_reactor(self) -> None:
        self.protocol.write(b"of our own accord\n")
        self.assertRaises(BlockingIOError, self.peer.recv, 100)
        self.say(b"quiet\n")
        self.assertRaises(BlockingIOError, self.peer.recv, 100)
        self.assertEqual(self.reactor.writers, {self.socket})

    def test_what_the_socket_does_not_take_stays_with_the_reactor(self) -> None:
        self.socket.writeSomeData = lambda data: 0
        self.say(b"one\n")
        self.assertEqual(self.reactor.writers, {self.socket})
        del self.socket.writeSomeData
        self.socket.doWrite()
        self.assertEqual(self.peer.recv(100), b"one\n")

    def test_a_failure_is_found_by_the_reactor(self) -> None:
        self.socket.writeSomeData = lambda data: CONNECTION_LOST
        self.say(b"one\n")
        self.assertEqual(self.reactor.writers, {self.socket})
        self.assertIs(self.socket.doWrite(), CONNECTION_LOST)

    def test_a_closing_transport_is_left_to_the_reactor(self) -> None:
        """Which closes it when told that the buffer is empty; nobody else is told."""
        self.say(b"bye\n")
        self.assertEqual(self.reactor.writers, {self.socket})
        self.assertIs(self.socket.doWrite(), CONNECTION_DONE)
        self.assertEqual(self.peer.recv(100), b"bye\n")
