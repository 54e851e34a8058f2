"""What waits for a connection: bounds, order, what comes back."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq.backlog import Backlog
from twisted_telco.nucosmq.errors import QueueFull
from twisted_telco.nucosmq.outbox import Outbox


class BacklogTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.written: list[bytes] = []

    def outbox(self) -> Outbox:
        return Outbox(self.written.append, self.written.append)  # type: ignore[arg-type]

    def test_frames(self) -> None:
        backlog = Backlog(2, 100)
        backlog.add(b"1")
        backlog.add(b"2")
        with self.assertRaisesRegex(QueueFull, "2 messages wait"):
            backlog.add(b"3")
        self.assertEqual((len(backlog), backlog.size), (2, 2))

    def test_bytes(self) -> None:
        """A single frame may be longer: otherwise it could never be sent."""
        backlog = Backlog(100, 4)
        backlog.add(b"12345")
        with self.assertRaisesRegex(QueueFull, "5 bytes wait"):
            backlog.add(b"")
        backlog.move_to(self.outbox())
        backlog.add(b"12")
        backlog.add(b"34")
        with self.assertRaisesRegex(QueueFull, "4 bytes wait"):
            backlog.add(b"5")
        self.assertEqual(self.written, [b"12345"])

    def test_there_and_back(self) -> None:
        """What an outbox has not written comes before what was added since; a few more than the
        bound allows, since they had their own place there, but no new ones."""
        backlog = Backlog(2, 100)
        outbox = self.outbox()
        backlog.add(b"1")
        backlog.add(b"2", last=True)
        outbox.block()
        backlog.move_to(outbox)
        self.assertEqual((len(backlog), backlog.size, len(outbox)), (0, 0, 2))
        outbox.send(b"3")
        backlog.take_back(outbox.clear())
        with self.assertRaises(QueueFull):
            backlog.add(b"4")
        self.assertEqual((len(backlog), backlog.size), (3, 3))
        backlog.move_to(self.outbox())
        self.assertEqual(self.written, [b"1", b"2", b"3"])
        backlog.add(b"5")
        backlog.take_back([(b"4", False)])
        backlog.move_to(self.outbox())
        self.assertEqual(self.written[3:], [b"4", b"5"])

    def test_abandoned(self) -> None:
        backlog = Backlog(2, 100)
        backlog.add(b"1")
        backlog.add(b"2")
        backlog.abandon()
        self.assertEqual((len(backlog), backlog.size, backlog.abandoned), (0, 0, 2))
