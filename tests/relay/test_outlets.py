"""Files, pipes and terminals: only whole lines, whatever the reader does."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.relay.outlets import FileOutlet, Outlet, PipeOutlet, is_final, open_outlet


class Tries:
    """``go_on`` for so many looks, so that a stalled reader does not hold a test up."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self) -> bool:
        self.left -= 1
        return self.left >= 0


def forever() -> bool:
    return True


@contextlib.contextmanager
def pipe(size: int = 1 << 16) -> Iterator[tuple[int, PipeOutlet]]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, size)
    outlet = PipeOutlet(writing)
    try:
        yield reading, outlet
    finally:
        outlet.close()
        with contextlib.suppress(OSError):
            os.close(reading)


def read_all(fd: int) -> bytes:
    os.set_blocking(fd, False)
    data = b""
    with contextlib.suppress(BlockingIOError):
        while more := os.read(fd, 1 << 20):
            data += more
    return data


class Pipes(SynchronousTestCase):
    def test_lines_arrive(self) -> None:
        with pipe() as (reading, outlet):
            lines = [b"one\n", b"two\n"]
            outlet.write(lines, forever)
            self.assertEqual(lines, [])
            self.assertEqual(read_all(reading), b"one\ntwo\n")

    def test_flags_of_the_descriptor_are_left_alone(self) -> None:
        with pipe() as (_, outlet):
            before = fcntl.fcntl(outlet.fd, fcntl.F_GETFL)
            outlet.write([b"x\n"], forever)
            self.assertEqual(fcntl.fcntl(outlet.fd, fcntl.F_GETFL), before)
            self.assertTrue(os.get_blocking(outlet.fd))

    def test_a_stalled_reader_gets_whole_lines_only(self) -> None:
        """For lines shorter and longer than what a pipe takes at once, in pipes of two sizes."""
        for size in (1 << 12, 1 << 16):
            for length in (1, 100, 4095, 4096, 4097, 9000, 20_000):
                if length >= size // 2 and size < 1 << 16:
                    continue
                with pipe(size) as (reading, outlet):
                    line = b"x" * (length - 1) + b"\n"
                    lines = [line] * (3 * size // length + 2)
                    count = len(lines)
                    with mock.patch("twisted_telco.relay.outlets._LOOK", 0.001):
                        outlet.write(lines, Tries(200))
                    self.assertFalse(outlet.torn)
                    received = read_all(reading)
                    self.assertEqual(received, line * (count - len(lines)))
                    self.assertTrue(lines, "the reader was meant to be too slow")
                    self.assertTrue(received, "some were meant to fit")

    def test_giving_up_does_not_tear_a_line_that_fits(self) -> None:
        with pipe() as (reading, outlet):
            line = b"x" * 20_000 + b"\n"
            outlet.write([line], Tries(2))
            self.assertEqual(read_all(reading), line)

    def test_a_line_longer_than_the_pipe_arrives_when_somebody_reads(self) -> None:
        with pipe(1 << 12) as (reading, outlet):
            line = b"x" * 100_000 + b"\n"
            received: list[bytes] = []

            def read() -> None:
                while not received or not received[-1].endswith(b"\n"):
                    received.append(os.read(reading, 1 << 16))

            reader = threading.Thread(target=read)
            reader.start()
            outlet.write([line], forever)
            reader.join()
            self.assertEqual(b"".join(received), line)

    def test_a_reader_that_leaves(self) -> None:
        for line in (b"x\n", b"x" * 10_000 + b"\n"):
            with pipe() as (reading, outlet):
                outlet.write([b"y" * 60_000 + b"\n"], forever)
                os.close(reading)
                with self.assertRaises(BrokenPipeError) as caught:
                    outlet.write([line], forever)
                self.assertTrue(is_final(caught.exception))

    def test_a_pipe_that_somebody_made_non_blocking(self) -> None:
        with pipe(1 << 12) as (reading, outlet):
            os.set_blocking(outlet.fd, False)
            lines = [b"x" * 99 + b"\n"] * 100
            with mock.patch("twisted_telco.relay.outlets._LOOK", 0.001):
                outlet.write(lines, Tries(100))
            self.assertEqual(len(read_all(reading)), 100 * (100 - len(lines)))


class Files(SynchronousTestCase):
    def setUp(self) -> None:
        self.path = Path(self.mktemp())

    def outlet(self, max_bytes: int = 0, keep: int = 5) -> FileOutlet:
        outlet = open_outlet(str(self.path), max_bytes, keep)
        self.addCleanup(outlet.close)
        assert isinstance(outlet, FileOutlet)
        return outlet

    def content(self, suffix: str = "") -> bytes:
        return Path(f"{self.path}{suffix}").read_bytes()

    def test_it_appends(self) -> None:
        self.path.write_bytes(b"old\n")
        self.outlet().write([b"new\n"], forever)
        self.assertEqual(self.content(), b"old\nnew\n")

    def test_half_a_line_from_a_crash_spoils_no_other(self) -> None:
        self.path.write_bytes(b'{"half')
        self.outlet().write([b"new\n"], forever)
        self.assertEqual(self.content(), b'{"half\nnew\n')

    def test_rotation(self) -> None:
        outlet = self.outlet(max_bytes=10, keep=2)
        for number in range(5):
            outlet.write([b"%d...\n" % number, b"%d---\n" % number], forever)
        self.assertEqual(self.content(), b"4...\n4---\n")
        self.assertEqual(self.content(".1"), b"3...\n3---\n")
        self.assertEqual(self.content(".2"), b"2...\n2---\n")
        self.assertFalse(Path(f"{self.path}.3").exists())

    def test_rotation_in_the_middle_of_a_batch(self) -> None:
        lines = [b"%03d\n" % number for number in range(10)]
        self.outlet(max_bytes=16, keep=9).write(lines, forever)
        self.assertEqual(lines, [])
        self.assertEqual(self.content(".2"), b"000\n001\n002\n003\n")
        self.assertEqual(self.content(), b"008\n009\n")

    def test_a_line_larger_than_the_limit_has_a_file_of_its_own(self) -> None:
        self.outlet(max_bytes=4).write([b"a\n", b"bbbbbbbb\n", b"c\n"], forever)
        self.assertEqual(self.content(".1"), b"bbbbbbbb\n")
        self.assertEqual(self.content(), b"c\n")

    def test_rotation_that_keeps_nothing(self) -> None:
        self.outlet(max_bytes=4, keep=0).write([b"aaa\n", b"bbb\n"], forever)
        self.assertEqual(self.content(), b"bbb\n")
        self.assertFalse(Path(f"{self.path}.1").exists())

    def test_a_full_disk_in_the_middle_of_a_line(self) -> None:
        outlet = self.outlet(max_bytes=8, keep=3)
        lines = [b"first\n", b"second\n"]

        def full(data: bytes) -> int:
            if len(data) > 3:
                return os.write(outlet.fd, data[:3])
            raise OSError(errno.ENOSPC, "No space left on device")

        with mock.patch.object(outlet, "_write", full):
            with self.assertRaises(OSError) as caught:
                outlet.write(lines, forever)
        self.assertFalse(is_final(caught.exception))
        self.assertEqual(lines, [b"st\n", b"second\n"])
        self.assertTrue(outlet.torn)
        outlet.write(lines, forever)
        self.assertEqual(self.content(".1"), b"first\n")
        self.assertEqual(self.content(), b"second\n")


class Opening(SynchronousTestCase):
    def test_a_folder_that_is_not_there(self) -> None:
        self.assertRaises(FileNotFoundError, open_outlet, "/nowhere/at/all.jsonl")

    def test_a_fifo_nobody_reads(self) -> None:
        path = self.mktemp()
        os.mkfifo(path)
        with self.assertRaises(OSError) as caught:
            open_outlet(path)
        self.assertEqual(caught.exception.errno, errno.ENXIO)

    def test_a_fifo_with_a_reader(self) -> None:
        path = self.mktemp()
        os.mkfifo(path)
        reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reading)
        outlet = open_outlet(path)
        self.addCleanup(outlet.close)
        self.assertIsInstance(outlet, PipeOutlet)

    def test_a_device(self) -> None:
        outlet = open_outlet("/dev/null")
        self.addCleanup(outlet.close)
        self.assertIs(type(outlet), Outlet)
        outlet.write([b"gone\n"], forever)
