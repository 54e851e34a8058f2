"""The programs of the AMI benchmark: ``ami_contenders.py NAME JOB COUNT PORT``.

NAME is one of CONTENDERS. The jobs: ``few`` (receive the stream of COUNT messages, handle two kinds
of events), ``every`` (receive it, read every header), ``pipelined`` and ``sequential`` (COUNT
Pings). Each prints what :mod:`benchmarks.measure` reads. Peers run in an environment without our
package, so nothing of it is imported here but where ours is the contender.
"""

import asyncio
import json
import socket
import sys
import threading
import time

NAMES = ("Hangup", "BridgeEnter")
END = "BenchmarkEnd"
AT_ONCE = 500
LOGIN = b"Action: Login\r\nActionID: 1\r\nUsername: a\r\nSecret: b\r\n\r\n"
PING = b"Action: Ping\r\nActionID: 1\r\n\r\n"
NOT_INSTALLED = 77


class Job:
    """The work to do. Its time begins with :meth:`start` and ends with :meth:`done`."""

    def __init__(self, kind, units, port):
        self.kind = kind
        self.units = units
        self.port = port
        self.seen = self.headers = self.refused = 0
        self.receives = kind in ("few", "every")
        self.at_once = AT_ONCE if kind == "pipelined" else 1

    def start(self):
        self.wall = time.perf_counter()
        self.cpu = time.process_time()

    def handle(self, *_, **__):
        """A handler of one of NAMES, for whatever a client passes to it."""
        self.seen += 1

    def read(self, event):
        """A handler that reads every header of a mapping."""
        for _, value in event.items():
            if value:
                self.headers += 1

    def done(self, *_):
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        print(
            json.dumps(
                {
                    "cpu": cpu,
                    "wall": wall,
                    "units": self.units,
                    "check": [self.seen, self.headers, self.refused],
                }
            )
        )

    async def pings(self, ping):
        """Send the Pings of a client whose ``ping()`` returns an awaitable of an answer."""
        for _ in range(self.units // self.at_once):
            for answer in [ping() for _ in range(self.at_once)]:
                self.answered(await answer)

    def answered(self, answer):
        if not getattr(answer, "success", answer):
            self.refused += 1


def plain(job):
    """The yardstick: a loop on a socket; each message becomes a dict, names in lower case."""

    def headers(text):
        found = {}
        for line in text.split("\r\n"):
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        return found

    receive(job, headers, "event")


def bare(job):
    """The least that can be called decoding: names as spelled, wrong where a blank is missing."""

    def headers(text):
        found = {}
        for line in text.split("\r\n"):
            name, _, value = line.partition(": ")
            found[name] = value
        return found

    receive(job, headers, "Event")


def receive(job, headers, key):
    job.start()
    connection = socket.create_connection(("127.0.0.1", job.port))
    connection.sendall(LOGIN)
    rest = connection.recv(100).partition(b"\r\n")[2]
    name = None
    while name != END:
        blocks = (rest + connection.recv(65536)).split(b"\r\n\r\n")
        rest = blocks.pop()
        for block in blocks:
            event = headers(block.decode("utf-8", "surrogateescape"))
            name = event.get(key)
            if name in NAMES:
                job.handle()
            if job.kind == "every" and name:
                job.read(event)
    job.done()


def floor(job):
    """What Twisted itself costs: Pings written, answers counted, nothing matched."""
    from twisted.internet import reactor
    from twisted.internet.protocol import ClientFactory, Protocol

    class Floor(Protocol):
        answered = -1  # the first answer is that to the login
        rest = b""

        def connectionMade(self):
            self.transport.setTcpNoDelay(True)
            self.transport.write(LOGIN)

        def dataReceived(self, data):
            blocks = (self.rest + data).split(b"\r\n\r\n")
            self.rest = blocks.pop()
            self.answered += len(blocks)
            if self.answered == job.units:
                job.done()
                reactor.stop()
            elif self.answered % job.at_once == 0:
                for _ in range(job.at_once):
                    self.transport.write(PING)

    factory = ClientFactory.forProtocol(Floor)
    job.start()
    reactor.connectTCP("127.0.0.1", job.port, factory)
    reactor.run()


def ours(job):
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    from twisted_telco import ami

    async def main(reactor):
        client = ami.Client(
            reactor, f"tcp:127.0.0.1:{job.port}", username="a", secret="b", auth="plain"
        )
        for name in NAMES:
            client.events.subscribe(name, job.handle)
        if job.kind == "every":
            client.events.subscribe("*", job.read)
        end = client.events.wait_for(END)
        job.start()
        client.startService()
        await client.when_ready()
        if job.receives:
            await end
        else:
            await job.pings(lambda: client.request("Ping"))
        job.done()
        end.addErrback(lambda _: None)
        await client.close()

    react(lambda reactor: Deferred.fromCoroutine(main(reactor)))


def panoramisk(job):
    from panoramisk import Manager

    async def main():
        client = Manager(host="127.0.0.1", port=job.port, username="a", secret="b")
        ended = asyncio.Event()
        for name in NAMES:
            client.register_event(name, job.handle)
        client.register_event(END, lambda *_: ended.set())
        job.start()
        await client.connect()
        await asyncio.sleep(0)
        if job.receives:
            await ended.wait()
        else:
            await client.authenticated_future
            await job.pings(lambda: client.send_action({"Action": "Ping"}))
        job.done()
        client.close()

    asyncio.run(main())


def asterisk_ami(job):
    from asterisk.ami import AMIClient, SimpleAction

    ended = threading.Event()
    client = AMIClient("127.0.0.1", job.port)
    client.add_event_listener(job.handle, white_list=list(NAMES))
    client.add_event_listener(lambda **_: ended.set(), white_list=END)
    job.start()
    client.login("a", "b").get_response()
    if job.receives:
        ended.wait()
    else:
        for _ in range(job.units // job.at_once):
            for answer in [client.send_action(SimpleAction("Ping")) for _ in range(job.at_once)]:
                job.answered(answer.get_response())
    job.done()
    client.disconnect()


def pystrix(job):
    from pystrix.ami import Manager
    from pystrix.ami.core import Login, Ping

    ended = threading.Event()
    client = Manager()
    for name in NAMES:
        client.register_callback(name, job.handle)
    client.register_callback(END, lambda *_: ended.set())
    job.start()
    client.connect("127.0.0.1", job.port)
    client.send_action(Login("a", "b"))
    if job.receives:
        ended.wait()
    else:
        for _ in range(job.units):
            job.answered(client.send_action(Ping()))
    job.done()
    client.close()


def starpy(job):
    from starpy.manager import AMIFactory
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred, inlineCallbacks

    @inlineCallbacks
    def main():
        job.start()
        client = yield AMIFactory("a", "b").login("127.0.0.1", job.port)
        if job.receives:
            ended = Deferred()
            for name in NAMES:
                client.registerEvent(name, job.handle)
            client.registerEvent(END, lambda *_: ended.callback(None))
            yield ended
        else:
            yield Deferred.fromCoroutine(job.pings(client.ping))
        job.done()
        reactor.stop()

    reactor.callWhenRunning(main)
    reactor.run()


CONTENDERS = {
    "plain": plain,
    "bare": bare,
    "floor": floor,
    "ours": ours,
    "panoramisk": panoramisk,
    "asterisk-ami": asterisk_ami,
    "pystrix": pystrix,
    "starpy": starpy,
}


def main():
    name, kind, units, port = sys.argv[1:]
    try:
        CONTENDERS[name](Job(kind, int(units), int(port)))
    except ModuleNotFoundError:
        sys.exit(NOT_INSTALLED)


if __name__ == "__main__":
    main()
