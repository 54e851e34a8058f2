"""The programs of the OMM benchmark: ``omm_contenders.py NAME JOB COUNT PORT``.

NAME is one of CONTENDERS. The jobs: ``sequential`` (COUNT Pings, one by one), ``pipelined``
(COUNT Pings, always 50 under way), ``pages`` (COUNT pages of twenty users, of each user uid, number
and name are read). Each prints what :mod:`benchmarks.measure` reads. The peer runs in an
environment without our package, so nothing of it is imported here but where ours is the contender.
"""

import json
import sys
import time

AT_ONCE = 50
NOT_INSTALLED = 77


class Job:
    """The work to do. Its time begins with :meth:`start` and ends with :meth:`done`."""

    def __init__(self, kind, units, port):
        self.kind = kind
        self.units = units
        self.port = port
        self.answered = 0
        self.read = 0

    def start(self):
        self.wall = time.perf_counter()
        self.cpu = time.process_time()

    def page(self, users):
        """What everybody reads of a page."""
        for user in users:
            self.read += user.uid + len(user.num) + len(user.name)
        self.answered += 1

    def done(self):
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        check = [self.answered == self.units, self.read]
        print(json.dumps({"cpu": cpu, "wall": wall, "units": self.units, "check": check}))

    async def ask(self, ping, page):
        """Do the job with functions that return a Deferred; ``page`` one of the users."""
        from twisted.internet.defer import Deferred

        if self.kind == "sequential":
            for _ in range(self.units):
                await ping()
                self.answered += 1
        elif self.kind == "pages":
            for _ in range(self.units):
                self.page(await page())
        else:
            finished = Deferred()
            left = self.units - AT_ONCE

            def answered(_):
                nonlocal left
                self.answered += 1
                if left:
                    left -= 1
                    ping().addCallback(answered)
                elif self.answered == self.units:
                    finished.callback(None)

            for _ in range(AT_ONCE):
                ping().addCallback(answered)
            await finished


def ours(job):
    from twisted.internet.defer import ensureDeferred
    from twisted.internet.endpoints import TCP4ClientEndpoint
    from twisted.internet.task import react

    from twisted_telco import omm

    async def main(reactor):
        where = TCP4ClientEndpoint(reactor, "127.0.0.1", job.port)
        client = await omm.connect(reactor, where, "omm", "omm")
        request, new_ping, new_page = client.request, omm.messages.Ping, omm.messages.GetPPUser

        async def page():
            return (await request(new_page(uid=0, maxRecords=20))).user

        job.start()
        await job.ask(lambda: request(new_ping()), page)
        job.done()
        await client.close()

    react(lambda reactor: ensureDeferred(main(reactor)))


class PlainUser:
    """A user as the floor reads it."""

    __slots__ = ("name", "num", "uid")

    def __init__(self, attributes):
        self.uid = int(attributes["uid"])
        self.num = attributes["num"]
        self.name = attributes["name"]


def floor(job):
    """Bare Twisted and expat: a Deferred for each request, a dict for each answer, nothing else."""
    from xml.parsers import expat

    from twisted.internet.defer import Deferred, ensureDeferred
    from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
    from twisted.internet.protocol import Protocol
    from twisted.internet.task import react

    class Plain(Protocol):
        rest = b""
        seq = 0

        def connectionMade(self):
            self.waiting = {}
            self.transport.setTcpNoDelay(True)

        def ask(self, text):
            self.seq += 1
            self.waiting[str(self.seq)] = d = Deferred()
            self.transport.write(b'%b seq="%d"/>\0' % (text, self.seq))
            return d

        def dataReceived(self, data):
            *frames, self.rest = (self.rest + data).split(b"\0")
            for frame in frames:
                found = []
                parser = expat.ParserCreate()
                parser.StartElementHandler = lambda name, attributes, add=found.append: add(
                    attributes
                )
                parser.Parse(frame, True)
                self.waiting.pop(found[0]["seq"]).callback(found)

    async def main(reactor):
        where = TCP4ClientEndpoint(reactor, "127.0.0.1", job.port)
        plain = await connectProtocol(where, Plain())
        await plain.ask(b'<Open username="omm" password="omm"')

        async def page():
            answer = await plain.ask(b'<GetPPUser uid="0" maxRecords="20"')
            return [PlainUser(attributes) for attributes in answer[1:]]

        job.start()
        await job.ask(lambda: plain.ask(b"<Ping"), page)
        job.done()

    react(lambda reactor: ensureDeferred(main(reactor)))


def ommclient2(job):
    from mitel_ommclient2 import OMMClient2, messages

    client = OMMClient2("127.0.0.1", "omm", "omm", port=job.port)
    job.start()
    if job.kind == "pages":
        for _ in range(job.units):
            request = messages.GetPPUser()
            request.uid = 0
            request.maxRecords = 20
            job.page(client.connection.request(request).childs.user)
    else:  # it blocks: there is never more than one under way
        for _ in range(job.units):
            client.ping()
            job.answered += 1
    job.done()


CONTENDERS = {"ours": ours, "floor": floor, "mitel-ommclient2": ommclient2}

if __name__ == "__main__":
    name, kind, units, port = sys.argv[1:]
    try:
        CONTENDERS[name](Job(kind, int(units), int(port)))
    except ImportError:
        sys.exit(NOT_INSTALLED)
