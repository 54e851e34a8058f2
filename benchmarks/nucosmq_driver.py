"""The clients of the nucosMQ benchmark: bytes, counted; the same for every server.

``nucosmq_driver.py WIRE PORT JOB [NUMBER ...]`` prints ``ready``, waits for a line on standard
input, works, and prints what it saw as one line of JSON. WIRE is ``nucosmq`` or ``redis``.
"""

import json
import resource
import sys
import time
from statistics import median

from twisted.internet import reactor
from twisted.internet.defer import Deferred, ensureDeferred, gatherResults
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread

EOM = b"_EOM_"
SIZE = 64
TEXT = "x" * SIZE


def frame(event, content, room=None):
    data = {"event": event, "content": content}
    if room:
        data["room"] = room
    return json.dumps({"data": data, "telco": {"v": 1}}).encode() + EOM


class Link(Protocol):
    """Counts separators."""

    def __init__(self):
        self.count = 0
        self._tail = b""
        self._target = None
        self._waiter = None

    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def dataReceived(self, data):
        # A separator may be cut; five bytes cannot hold two.
        self.count += (self._tail + data).count(EOM)
        self._tail = data[-4:]
        if self._waiter is not None and self.count >= self._target:
            waiter, self._waiter = self._waiter, None
            waiter.callback(None)

    def until(self, target):
        d = Deferred()
        if self.count >= target:
            d.callback(None)
        else:
            self._target, self._waiter = target, d
        return d

    def say(self, data):
        self.transport.write(data)


async def connect(port):
    return await TCP4ClientEndpoint(reactor, "127.0.0.1", port).connect(Factory.forProtocol(Link))


class Nucosmq:
    hop = frame("echo", TEXT)
    event = frame("event", TEXT)

    def __init__(self, port):
        self.port = port
        self.uids = 0

    def publication(self, text):
        return frame("event", text, "r")

    async def log_in(self):
        uid, self.uids = f"u{self.uids}", self.uids + 1
        link = await connect(self.port)
        await link.until(1)
        link.say(frame("uid", uid))
        await link.until(2)
        link.say(frame("signature", "s"))
        await link.until(3)
        link.say(frame("thanks", "i am in"))
        return link

    async def member(self):
        link = await self.log_in()
        link.say(frame("subscripe", "r"))
        await self.settled(link)
        return link

    async def settled(self, link):
        """What was sent has been read."""
        link.say(frame("ping", ""))
        await link.until(link.count + 1)


class Redis:
    """The same frames as messages of Redis."""

    def __init__(self, port):
        self.port = port

    def publication(self, text):
        message = frame("event", text, "r")
        return b"*3\r\n$7\r\nPUBLISH\r\n$1\r\nr\r\n$%d\r\n%s\r\n" % (len(message), message)

    async def log_in(self):
        return await connect(self.port)

    async def member(self):
        link = await connect(self.port)
        link.say(b"SUBSCRIBE r\r\n")
        await deferLater(reactor, 0.05)
        return link


async def begin():
    print("ready", flush=True)
    await deferToThread(sys.stdin.readline)
    return time.perf_counter()


async def fan_out(wire, members, rounds, window, stopped=0, size=SIZE):
    """Publish ``rounds`` times ``window`` messages; each waits until everybody has all of them.

    :param stopped: members that do not read.
    :param size: characters of a content.
    """
    links = [await wire.member() for _ in range(members)]
    sender = links[0] if isinstance(wire, Nucosmq) else await wire.log_in()
    for link in links[members - stopped :]:
        link.transport.pauseProducing()
    heard = links[: members - stopped]
    start = [link.count for link in heard]
    batch = wire.publication("x" * size) * window
    began = await begin()
    for number in range(1, rounds + 1):
        sender.say(batch)
        await gatherResults(
            [link.until(base + number * window) for link, base in zip(heard, start, strict=True)]
        )
    wall = time.perf_counter() - began
    return {"wall": wall, "units": rounds * window * len(heard), "check": None}


async def inward(wire, rounds, window):
    """Send ``rounds`` times ``window`` events, each time with a ping behind them."""
    link = await wire.log_in()
    batch = wire.event * window + frame("ping", "")
    began = await begin()
    count = link.count
    for _ in range(rounds):
        link.say(batch)
        count += 1
        await link.until(count)
    return {"wall": time.perf_counter() - began, "units": rounds * window, "check": None}


async def round_trips(wire, rounds):
    """An event to the server, whose callback sends one back; one after the other."""
    link = await wire.log_in()
    await wire.settled(link)
    times = []
    began = await begin()
    for _ in range(rounds):
        sent = time.perf_counter()
        link.say(wire.hop)
        await link.until(link.count + 1)
        times.append(time.perf_counter() - sent)
    wall = time.perf_counter() - began
    return {"wall": wall, "units": rounds, "check": None, "p50": median(times)}


async def logins(wire, total, at_once):
    """Log in and leave, ``at_once`` beside each other."""

    async def some():
        for _ in range(total // at_once):
            link = await wire.log_in()
            link.transport.loseConnection()

    began = await begin()
    await gatherResults([ensureDeferred(some()) for _ in range(at_once)])
    return {"wall": time.perf_counter() - began, "units": total, "check": None}


async def idle(wire, total, at_once):
    """Log in and stay until told to end."""

    async def some():
        for _ in range(total // at_once):
            links.append(await wire.log_in())

    links = []
    began = await begin()
    await gatherResults([ensureDeferred(some()) for _ in range(at_once)])
    wall = time.perf_counter() - began
    print(json.dumps({"wall": wall, "units": len(links), "check": None}), flush=True)
    await deferToThread(sys.stdin.readline)
    return {}


def main():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    name, port, job, *numbers = sys.argv[1:]
    wire = {"nucosmq": Nucosmq, "redis": Redis}[name](int(port))
    jobs = {
        "fan_out": fan_out,
        "inward": inward,
        "round_trips": round_trips,
        "logins": logins,
        "idle": idle,
    }
    d = ensureDeferred(jobs[job](wire, *map(int, numbers)))
    failures = []
    d.addCallback(lambda result: print(json.dumps(result), flush=True))
    d.addErrback(failures.append)
    d.addBoth(lambda _: reactor.stop())
    reactor.run()
    if failures:
        failures[0].printTraceback()
        sys.exit(1)


if __name__ == "__main__":
    main()
