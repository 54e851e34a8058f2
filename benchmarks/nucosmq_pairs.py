"""Round trips of a client of the same maker as the server: ``nucosmq_pairs.py NAME ROUNDS PORT``.

An event to the server, whose callback sends one back; one after the other, each measured from the
call that sends to the callback that receives. Prints what :mod:`benchmarks.measure` reads, ``p50``
(s) beside it; the CPU time is the client's.
"""

import json
import os
import sys
import threading
import time
from statistics import median

NOT_INSTALLED = 77
TEXT = "x" * 64


class Job:
    def __init__(self, rounds):
        self.times = []
        self.rounds = rounds

    def start(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def sends(self):
        self.sent = time.perf_counter()

    def received(self):
        """True when there is another round."""
        self.times.append(time.perf_counter() - self.sent)
        return len(self.times) < self.rounds

    def done(self):
        result = {
            "cpu": time.process_time() - self.cpu,
            "wall": time.perf_counter() - self.wall,
            "units": len(self.times),
            "p50": median(self.times),
        }
        print(json.dumps(result), flush=True)


def ours(job, port):
    from twisted.internet import reactor

    from twisted_telco import nucosmq

    client = nucosmq.Client(reactor, f"127.0.0.1:{port}", uid="u0", on_challenge=lambda c: c)

    def echo(content):
        if job.received():
            job.sends()
            client.send("echo", TEXT)
        else:
            job.done()
            client.close().addBoth(lambda _: reactor.stop())

    def ready(_):
        job.start()
        job.sends()
        client.send("echo", TEXT)

    client.add_event_callback("echo", echo)
    client.start().addCallback(ready)
    reactor.run()


def minimal(job, port):
    """What Twisted itself costs: a login, JSON, the separator; no more."""
    from twisted.internet import reactor
    from twisted.internet.endpoints import TCP4ClientEndpoint
    from twisted.internet.protocol import Factory, Protocol

    from benchmarks.nucosmq_driver import frame

    answers = {
        "start_auth": frame("uid", "u0"),
        "challenge_auth": frame("signature", "s"),
        "auth_final": frame("thanks", "i am in"),
    }

    class Bare(Protocol):
        rest = b""

        def connectionMade(self):
            self.transport.setTcpNoDelay(True)

        def dataReceived(self, data):
            *frames, self.rest = (self.rest + data).split(b"_EOM_")
            for raw in frames:
                event = json.loads(raw)["data"]["event"]
                if event in answers:
                    self.transport.write(answers[event])
                    if event == "auth_final":
                        job.start()
                        self.ask()
                elif event == "echo":
                    if job.received():
                        self.ask()
                    else:
                        job.done()
                        reactor.stop()

        def ask(self):
            job.sends()
            self.transport.write(frame("echo", TEXT))

    TCP4ClientEndpoint(reactor, "127.0.0.1", port).connect(Factory.forProtocol(Bare))
    reactor.run()


def original(job, port):
    try:
        from nucosMQ import NucosClient
    except ImportError:
        sys.exit(NOT_INSTALLED)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    client = NucosClient("127.0.0.1", port, uid="u0", on_challenge=lambda c: c)
    again = threading.Event()
    client.add_event_callback("echo", lambda content: again.set())
    client.start()
    time.sleep(0.5)
    job.start()
    more = True
    while more:
        again.clear()
        job.sends()
        client.send("echo", TEXT)
        again.wait(5)
        more = job.received()
    job.done()
    os._exit(0)


if __name__ == "__main__":
    name, rounds, port = sys.argv[1:]
    {"minimal": minimal, "ours": ours, "original": original}[name](Job(int(rounds)), int(port))
