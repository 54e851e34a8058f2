"""The programs of the ESL benchmark: ``esl_contenders.py NAME JOB TIMES EVENTS PORT``.

The jobs: ``every`` (receive EVENTS events TIMES times, read every header), ``name`` (receive them,
hand them out by name), ``models`` (feed the models of a listener), ``parse`` (parse them without a
network), ``sequential`` and ``pipelined`` (TIMES echoes, one after the other or 64 in flight). Each
prints what :mod:`benchmarks.measure` reads. Peers run in an environment without our package, so
nothing of it is imported here but where ours is the contender.
"""

import asyncio
import json
import logging
import socket
import sys
import time
from collections import deque

END = "BENCHMARK_END"
NAME = "CHANNEL_ANSWER"
IN_FLIGHT = 64
NOT_INSTALLED = 77


class Job:
    """The work to do. Its time begins with :meth:`start` and ends with :meth:`done`."""

    def __init__(self, kind, times, events, port):
        self.kind = kind
        self.times = times
        self.events = events
        self.port = port
        self.seen = self.read_values = 0

    def start(self):
        self.wall = time.perf_counter()
        self.cpu = time.process_time()

    def read(self, headers):
        """A handler that reads every header of a mapping."""
        self.seen += 1
        self.read_values += sum(map(len, headers.values()))

    def handle(self, *_):
        self.seen += 1

    def done(self):
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        echoes = self.kind in ("sequential", "pipelined")
        units = self.times if echoes else self.times * self.events
        check = None if echoes else self.seen // self.times
        print(json.dumps({"cpu": cpu, "wall": wall, "units": units, "check": check}))

    async def echoes(self, api):
        """Echoes of a client whose ``api(line)`` returns an awaitable."""
        if self.kind == "sequential":
            for _ in range(self.times):
                await api("echo hello")
            return
        waiting = deque()
        for _ in range(self.times):
            if len(waiting) == IN_FLIGHT:
                await waiting.popleft()
            waiting.append(api("echo hello"))
        for last in waiting:
            await last


def blocks(job):
    """The events as the far end sends them in plain, without their frames."""
    found = []
    connection = socket.create_connection(("127.0.0.1", job.port))
    stream = connection.makefile("rwb")
    stream.write(b"auth x\n\nevent plain ALL 1\n\n")
    stream.flush()
    while True:
        head = b""
        while not head.endswith(b"\n\n"):
            head += stream.readline()
        if head.startswith(b"Content-Length: "):
            block = stream.read(int(head[16 : head.index(b"\n")]))
            if END.encode() in block:
                return found
            found.append(block)


def ours(job, loads=None, format="json"):
    """Our client, over our reactor."""
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    from twisted_telco import esl
    from twisted_telco.esl import messages

    if loads is not None:
        messages.fast_loads = loads

    async def run(reactor):
        client = await esl.connect(reactor, f"127.0.0.1:{job.port}", heartbeat_timeout=0)
        if job.kind in ("sequential", "pipelined"):
            job.start()
            await job.echoes(client.api)
        else:
            ended = Deferred()
            client.events.subscribe(END, ended.callback)
            if job.kind == "every":
                client.events.subscribe("*", job.read)
            elif job.kind == "models":
                listener = esl.Listener(client)
                await listener.start()
            else:
                client.events.subscribe(NAME, job.handle)
            job.start()
            await client.request(f"event {format} ALL {job.times}")
            await ended
            if job.kind == "models":
                job.seen = listener.events_seen // job.times * job.times
        job.done()
        client.factory.abort("done")

    del reactor
    react(lambda reactor: Deferred.fromCoroutine(run(reactor)))


def ours_orjson(job):
    try:
        from orjson import loads
    except ImportError:
        sys.exit(NOT_INSTALLED)
    ours(job, loads)


def ours_stdlib(job):
    ours(job, json.loads)


def ours_plain(job):
    if job.kind != "parse":
        ours(job, format="plain")
        return
    from twisted_telco.esl.messages import PlainEvent

    data = blocks(job)
    job.start()
    for _ in range(job.times):
        for block in data:
            job.read(PlainEvent(block))
    job.done()


def greenswitch(job):
    import gevent
    from greenswitch import InboundESL

    logging.disable()
    ended = gevent.event.Event()
    client = InboundESL("127.0.0.1", job.port, "x")
    client.connect()
    if job.kind in ("sequential", "pipelined"):
        job.start()
        for _ in range(job.times):
            client.send("api echo hello")
    else:
        client.register_handle("*", lambda event: job.read(event.headers))
        client.register_handle(END, lambda event: ended.set())
        job.start()
        client.send(f"event plain ALL {job.times}")
        ended.wait()
    job.done()
    sys.stdout.flush()
    import os

    os._exit(0)


def genesis(job):
    if job.kind == "parse":
        from genesis.protocol.parser import parse_headers

        data = blocks(job)
        job.start()
        for _ in range(job.times):
            for block in data:
                head = block.partition(b"\n\n")[0]
                job.read(parse_headers(head.decode("utf-8")))
        job.done()
        return

    from genesis import Inbound
    from genesis.observability import logger

    try:
        logger.remove()
    except Exception:
        logging.disable()

    async def run():
        ended = asyncio.Event()
        async with Inbound("127.0.0.1", job.port, "x") as client:
            if job.kind in ("sequential", "pipelined"):
                job.start()
                for _ in range(job.times):
                    await client.send("api echo hello")
            else:

                async def handle(event):
                    job.handle(event)

                async def end(event):
                    ended.set()

                client.on(NAME, handle)
                client.on(END, end)
                job.start()
                await client.send(f"event plain ALL {job.times}")
                await ended.wait()
            job.done()
            sys.stdout.flush()
            import os

            os._exit(0)

    asyncio.run(run())


def floor(job):
    """Bare Twisted: a queue of Deferreds and just enough framing for ``api``."""
    from twisted.internet.defer import Deferred
    from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
    from twisted.internet.protocol import Protocol
    from twisted.internet.task import react

    class Bare(Protocol):
        def __init__(self):
            self.waiting = deque()
            self.rest = b""

        def connectionMade(self):
            self.transport.setTcpNoDelay(True)

        def api(self, line):
            d = Deferred()
            self.waiting.append(d)
            self.transport.write(b"api %b\n\n" % line.encode())
            return d

        def dataReceived(self, data):
            data = self.rest + data
            at = 0
            while True:
                end = data.find(b"\n\n", at)
                if end < 0:
                    break
                start = data.find(b"Content-Length: ", at, end)
                length = int(data[start + 16 : end]) if start >= 0 else 0
                if end + 2 + length > len(data):
                    break
                if start >= 0:
                    body = data[end + 2 : end + 2 + length].decode()
                    self.waiting.popleft().callback(body)
                at = end + 2 + length
            self.rest = data[at:]

    async def run(reactor):
        bare = await connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", job.port), Bare())
        job.start()
        await job.echoes(bare.api)
        job.done()
        bare.transport.abortConnection()

    react(lambda reactor: Deferred.fromCoroutine(run(reactor)))


def line_receiver(job):
    """The same as one writes it with Twisted's own LineReceiver."""
    from twisted.internet.defer import Deferred
    from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
    from twisted.internet.task import react
    from twisted.protocols.basic import LineReceiver

    class Lines(LineReceiver):
        delimiter = b"\n"

        def __init__(self):
            self.waiting = deque()
            self.headers = {}
            self.parts = []
            self.missing = 0

        def connectionMade(self):
            self.transport.setTcpNoDelay(True)

        def api(self, line):
            d = Deferred()
            self.waiting.append(d)
            self.transport.write(b"api %b\n\n" % line.encode())
            return d

        def lineReceived(self, line):
            if line:
                name, _, value = line.decode().partition(": ")
                self.headers[name] = value
                return
            headers, self.headers = self.headers, {}
            if "Content-Length" in headers:
                self.missing = int(headers["Content-Length"])
                self.setRawMode()

        def rawDataReceived(self, data):
            self.parts.append(data[: self.missing])
            rest = data[self.missing :]
            self.missing -= len(self.parts[-1])
            if not self.missing:
                body = b"".join(self.parts).decode()
                self.parts = []
                self.waiting.popleft().callback(body)
                self.setLineMode(rest)

    async def run(reactor):
        lines = await connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", job.port), Lines())
        job.start()
        await job.echoes(lines.api)
        job.done()
        lines.transport.abortConnection()

    react(lambda reactor: Deferred.fromCoroutine(run(reactor)))


CONTENDERS = {
    "line-receiver": line_receiver,
    "ours": ours_stdlib,
    "ours-orjson": ours_orjson,
    "ours-plain": ours_plain,
    "greenswitch": greenswitch,
    "genesis": genesis,
    "floor": floor,
}


def main():
    name, kind, times, events, port = sys.argv[1:]
    try:
        CONTENDERS[name](Job(kind, int(times), int(events), int(port)))
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(NOT_INSTALLED)


if __name__ == "__main__":
    main()
