"""The programs that :mod:`benchmarks.hsms` measures: ``NAME JOB COUNT``.

Both ends of the link are in the one process, so its CPU time is that of a whole request and reply.

Names: ``ours``; ``floor`` (bare Twisted: frames, a dict of callables, nothing is decoded or
checked); ``deferred`` (the same with a Deferred for each request); ``secsgem`` (threads). Jobs:
``sequential``, ``pipelined`` (32 outstanding), ``idle`` (memory of COUNT passive connections).
Prints one line of JSON.
"""

from __future__ import annotations

import gc
import json
import queue
import socket
import struct
import sys
import threading
import time
from typing import Any

OUTSTANDING = {"sequential": 1, "pipelined": 32}
HEADER = struct.Struct(">IHBBBBI")
BODY = bytes.fromhex("01024107666978747572654103312e30")


class Stopwatch:
    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def report(self, units: int) -> None:
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        print(json.dumps({"cpu": cpu, "wall": wall, "units": units}), flush=True)


def drive(ask: Any, job: str, count: int, done: Any) -> None:
    """Keep requests outstanding until ``count`` are answered; ``ask(f)`` calls ``f`` then."""
    left, answered = count, 0
    watch = Stopwatch()

    def one(_: object = None) -> None:
        nonlocal left, answered
        if _ is not None:
            answered += 1
            if answered == count:
                watch.report(count)
                done()
        if left:
            left -= 1
            ask(one)

    for _ in range(OUTSTANDING[job]):
        one()


def ours(job: str, count: int) -> None:
    from twisted.internet import reactor as any_reactor

    from twisted_telco import hsms, secs

    reactor: Any = any_reactor
    reply, question = secs.S1F2(mdln="fixture", softrev="1.0"), secs.S1F1()

    async def run() -> None:
        server = hsms.PassiveServer(reactor, 0)
        peer = server.create_connection(None)
        peer.handle(1, 1, lambda _: reply)
        peer.enable()
        await server.start()
        assert server.port is not None
        active = await hsms.connect(reactor, f"127.0.0.1:{server.port.getHost().port}")
        drive(lambda f: active.request(question).addCallback(f), job, count, reactor.stop)

    from twisted.internet.defer import ensureDeferred

    reactor.callWhenRunning(lambda: ensureDeferred(run()))
    reactor.run()


def floor(job: str, count: int, deferreds: bool = False) -> None:
    from twisted.internet import reactor as any_reactor
    from twisted.internet.defer import Deferred
    from twisted.internet.protocol import ClientFactory, Protocol, ServerFactory

    reactor: Any = any_reactor

    class Frames(Protocol):
        transport: Any
        rest = b""

        def connectionMade(self) -> None:
            self.transport.setTcpNoDelay(True)

        def dataReceived(self, data: bytes) -> None:
            data = self.rest + data if self.rest else data
            at, total = 0, len(data)
            while total - at >= 14:
                length, session, stream, function, _, _, system = HEADER.unpack_from(data, at)
                if total - at < 4 + length:
                    break
                self.frame(session, stream, function, system, data[at + 14 : at + 4 + length])
                at += 4 + length
            self.rest = data[at:]

        def frame(self, *parts: Any) -> None:
            raise NotImplementedError

    class Answering(Frames):
        def frame(self, session: int, stream: int, function: int, system: int, body: bytes) -> None:
            head = HEADER.pack(10 + len(BODY), session, stream & 0x7F, function + 1, 0, 0, system)
            self.transport.write(head + BODY)

    class Asking(Frames):
        def connectionMade(self) -> None:
            super().connectionMade()
            self.waiting: dict[int, Any] = {}
            self.system = 0
            drive(self.ask, job, count, reactor.stop)

        def ask(self, answered: Any) -> None:
            self.system += 1
            if deferreds:
                d: Deferred[Any] = Deferred()
                self.waiting[self.system] = d.callback
                d.addCallback(answered)
            else:
                self.waiting[self.system] = answered
            self.transport.write(HEADER.pack(10, 0, 0x81, 1, 0, 0, self.system))

        def frame(self, session: int, stream: int, function: int, system: int, body: bytes) -> None:
            self.waiting.pop(system)(body)

    listening = reactor.listenTCP(0, ServerFactory.forProtocol(Answering), interface="127.0.0.1")
    asking = ClientFactory.forProtocol(Asking)
    reactor.connectTCP("127.0.0.1", listening.getHost().port, asking)
    reactor.run()


def secsgem(job: str, count: int) -> None:
    try:
        import secsgem.common
        import secsgem.hsms
        import secsgem.secs
    except ImportError:
        sys.exit(77)
    import os

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]

    def handler(mode: str, kind: str) -> Any:
        return secsgem.secs.SecsHandler(
            secsgem.hsms.HsmsSettings(
                address="127.0.0.1",
                port=port,
                connect_mode=secsgem.hsms.HsmsConnectMode[mode],
                device_type=secsgem.common.DeviceType[kind],
            )
        )

    passive, active = handler("PASSIVE", "EQUIPMENT"), handler("ACTIVE", "HOST")
    answer = passive.stream_function(1, 2)(["fixture", "1.0"])
    passive.register_stream_function(1, 1, lambda handler, message: answer)
    selected = threading.Event()
    active.protocol.events.communicating.register(lambda _: selected.set())
    passive.enable()
    active.enable()
    if not selected.wait(20):
        sys.exit("secsgem did not select")
    time.sleep(0.5)
    question = active.stream_function(1, 1)()
    work: queue.SimpleQueue[None] = queue.SimpleQueue()
    for _ in range(count):
        work.put(None)
    failed = []

    def worker() -> None:
        while True:
            try:
                work.get_nowait()
            except queue.Empty:
                return
            if active.send_and_waitfor_response(question) is None:
                failed.append(1)

    threads = [threading.Thread(target=worker) for _ in range(OUTSTANDING[job])]
    watch = Stopwatch()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit(f"{len(failed)} requests without reply")
    watch.report(count)
    os._exit(0)  # its threads do not end by themselves


def resident() -> int:
    """Bytes of memory of this process."""
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


def idle(name: str, count: int) -> None:
    """Memory for each of many selected passive connections; prints bytes as ``units``."""
    from twisted.internet import reactor as any_reactor
    from twisted.internet.protocol import Protocol, ServerFactory

    from twisted_telco import hsms
    from twisted_telco.hsms.messages import control

    reactor: Any = any_reactor
    factory: Any
    gc.collect()
    before = resident()
    if name == "ours":
        server = hsms.PassiveServer(reactor)
        for n in range(count):
            server.create_connection(f"127.0.{n // 250 + 1}.{n % 250 + 1}").enable()
        factory = server.factory
    else:

        class Nothing(Protocol):
            transport: Any

            def connectionMade(self) -> None:
                self.transport.setTcpNoDelay(True)

        factory = ServerFactory.forProtocol(Nothing)
    port = reactor.listenTCP(0, factory, backlog=1000, interface="0.0.0.0")
    # The far ends are plain sockets, one from each address, in this process: the kernel's memory.
    select = control(1, 0xFFFF, 1).encode()
    far: list[socket.socket] = []

    def connect() -> None:
        for _ in range(50):
            n = len(far)
            s = socket.socket()
            s.bind((f"127.0.{n // 250 + 1}.{n % 250 + 1}", 0))
            s.connect(("127.0.0.1", port.getHost().port))
            s.sendall(select)
            far.append(s)
            if len(far) == count:
                reactor.callLater(1, measure)
                return
        reactor.callLater(0.05, connect)

    def measure() -> None:
        gc.collect()
        selected = sum(p.selected for p in server.peers) if name == "ours" else count
        used = (resident() - before) / count
        print(json.dumps({"held": selected, "bytes": used}), flush=True)
        reactor.stop()

    reactor.callWhenRunning(connect)
    reactor.run()


if __name__ == "__main__":
    name, job, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if job == "idle":
        idle(name, count)
    elif name == "ours":
        ours(job, count)
    elif name == "secsgem":
        secsgem(job, count)
    else:
        floor(job, count, deferreds=name == "deferred")
