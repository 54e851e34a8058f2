"""The sink with a thread: complete, bounded, and never in the reactor's way."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import struct
import termios
from pathlib import Path
from typing import Any
from unittest import mock

from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorCore
from twisted.trial.unittest import TestCase
from zope.interface.verify import verifyObject

from twisted_telco.interfaces import IEventSink
from twisted_telco.relay import JsonlSink, jsonl, outlets

from .sinks import Events, Said

assert IReactorCore.providedBy(reactor)


def waiting_in(pipe: int) -> int:
    """How many bytes nobody has read yet."""
    return int(struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0])


class JsonlTestCase(TestCase):
    timeout = 10

    def setUp(self) -> None:
        self.patch(outlets, "_LOOK", 0.005)
        self.said = Said(self, JsonlSink)
        self.events = Events()
        self.failures: list[str] = []

    def sink(self, path: str, **more: Any) -> JsonlSink:
        sink = JsonlSink(reactor, path, **more)
        sink.start(self.failures.append)
        self.addCleanup(sink.close)
        return sink

    def pipe_as_stdout(self) -> int:
        """Make descriptor 1 a pipe until the test ends; return the reading end."""
        reading, writing = os.pipe()
        saved = os.dup(1)
        os.dup2(writing, 1)
        os.close(writing)

        def restore() -> None:
            os.dup2(saved, 1)
            os.close(saved)

        self.addCleanup(os.close, reading)
        self.addCleanup(restore)
        return reading


class Writing(JsonlTestCase):
    async def test_every_event_in_order(self) -> None:
        path = Path(self.mktemp())
        sink = self.sink(str(path))
        for number in range(5000):
            sink.put(self.events.make(number))
        await sink.drain()
        lines = path.read_bytes().splitlines()
        self.assertEqual([json.loads(line)["data"] for line in lines], list(range(5000)))
        self.assertEqual(
            sink.counters, {"offered": 5000, "delivered": 5000, "dropped": 0, "waiting": 0}
        )

    async def test_stdout_is_the_real_one(self) -> None:
        """``twistd`` replaces ``sys.stdout``; descriptor 1 is what the shell's pipe is."""
        reading = self.pipe_as_stdout()
        sink = self.sink("-")
        with mock.patch("sys.stdout", None):
            sink.put(self.events.make("x"))
            await sink.drain()
        self.assertEqual(json.loads(os.read(reading, 9999))["data"], "x")
        self.assertTrue(os.get_blocking(1), "flags of a shared descriptor are not ours to change")

    async def test_a_relative_path_is_meant_from_where_we_were_made(self) -> None:
        here = os.getcwd()
        sink = JsonlSink(reactor, "made-here.jsonl")
        os.chdir("/")
        self.addCleanup(os.chdir, here)
        sink.start(self.failures.append)
        await sink.close()
        self.assertTrue(Path(here, "made-here.jsonl").exists())

    async def test_draining_when_nothing_waits(self) -> None:
        await self.sink(self.mktemp()).drain()
        await JsonlSink(reactor, "unopened").drain()

    async def test_it_is_what_the_relay_expects(self) -> None:
        verifyObject(IEventSink, self.sink(self.mktemp()))

    async def test_it_does_not_open(self) -> None:
        sink = JsonlSink(reactor, "/nowhere/at/all")
        self.assertRaises(OSError, sink.start, self.failures.append)
        await sink.close()


class SlowReader(JsonlTestCase):
    async def test_the_reactor_goes_on_and_losses_are_said(self) -> None:
        reading = self.pipe_as_stdout()
        sink = self.sink("-", limit=100)
        for number in range(20_000):
            sink.put(self.events.make({"number": number, "pad": "x" * 500}))
        # We are here, though nobody has read anything.
        counters = sink.counters
        self.assertGreater(counters["dropped"], 19_000)
        self.assertEqual(counters["offered"], 20_000)
        self.assertEqual(
            self.said, ["jsonl:-: the reader is too slow, events are lost (drop_oldest)"]
        )
        # The reader wakes up: what it gets are whole lines, the newest are among them.
        drained = sink.drain()
        received = b""
        os.set_blocking(reading, False)  # the pipe may be empty before the writer has said so
        while not drained.called or received.count(b"\n") < sink.counters["delivered"]:
            with contextlib.suppress(BlockingIOError):
                received += os.read(reading, 1 << 20)
            await self.turn()
        numbers = [json.loads(line)["data"]["number"] for line in received.splitlines()]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(numbers[-1], 19_999)
        counters = sink.counters
        self.assertEqual(counters["delivered"], len(numbers))
        self.assertEqual(counters["delivered"] + counters["dropped"], 20_000)

    async def test_it_never_reads_again(self) -> None:
        """Draining can be given up; closing leaves whole lines only and counts the rest."""
        reading = self.pipe_as_stdout()
        sink = self.sink("-")
        for length in [10, 3000, 9000] * 100:
            sink.put(self.events.make("x" * length))
        while waiting_in(reading) < 20_000:  # the writer fills the pipe, and is stuck
            await self.turn()
        drained = sink.drain()
        drained.cancel()
        with self.assertRaises(CancelledError):
            await drained
        await sink.close()
        os.set_blocking(reading, False)
        received = os.read(reading, 1 << 20)
        self.assertTrue(received.endswith(b"}\n"))
        for line in received.splitlines():
            json.loads(line)
        counters = sink.counters
        self.assertEqual(counters["delivered"], received.count(b"\n"))
        self.assertEqual(counters["dropped"], 300 - counters["delivered"])
        self.assertEqual(counters["waiting"], 0)

    def turn(self) -> Deferred[None]:
        done: Deferred[None] = Deferred()
        reactor.callLater(0, done.callback, None)  # type: ignore[attr-defined]
        return done


class Trouble(JsonlTestCase):
    async def test_the_reader_leaves(self) -> None:
        reading = self.pipe_as_stdout()
        sink = self.sink("-")
        nothing = os.open("/dev/null", os.O_RDONLY)
        os.dup2(nothing, reading)  # the pipe's only reader is gone
        os.close(nothing)
        sink.put(self.events.make())
        await sink.drain()
        self.assertEqual(self.failures, ["nobody reads standard output any more (Broken pipe)"])
        sink.put(self.events.make())
        self.assertEqual(sink.counters, {"offered": 2, "delivered": 0, "dropped": 2, "waiting": 0})

    async def test_a_full_disk_is_said_once_and_loses_nothing(self) -> None:
        self.patch(jsonl, "_RETRY", 0.001)
        path = Path(self.mktemp())
        full = [OSError(errno.ENOSPC, "No space left on device")] * 3
        real = outlets.Outlet._write

        def write(outlet: outlets.Outlet, data: bytes) -> int:
            if full:
                raise full.pop()
            return real(outlet, data)

        self.patch(outlets.Outlet, "_write", write)
        sink = self.sink(str(path))
        sink.put(self.events.make("kept"))
        await sink.drain()
        self.assertEqual(json.loads(path.read_bytes())["data"], "kept")
        self.assertEqual(
            self.said,
            [
                f"jsonl:{path}: cannot write: No space left on device; trying again",
                f"jsonl:{path}: writing again",
            ],
        )
