"""The servers of the nucosMQ benchmark: ``nucosmq_servers.py NAME``; prints its port.

All but Redis speak nucosMQ's wire and let everybody log in. The event ``echo`` comes back to its
sender. Peers run in an environment without our package, so it is imported only for ``ours``.
"""

import json
import os
import resource
import sys

NOT_INSTALLED = 77
EOM = b"_EOM_"


class Auth:
    def auth_challenge(self, uid):
        return "challenge"

    def auth_final(self, uid, signature, challenge):
        return True


def tell(port):
    print(port, flush=True)


def ours():
    from twisted.internet import reactor

    from twisted_telco import nucosmq

    server = nucosmq.Server(reactor, "tcp:0:interface=127.0.0.1:backlog=1000", auth=Auth)
    server.events.subscribe("echo", lambda m: m.connection.send("echo", m.content))
    server.start().addCallback(lambda _: tell(server.getsockname()[1]))
    reactor.run()
    print(server.dropped, file=sys.stderr)


def minimal():
    """What Twisted itself costs: login, rooms, the frame handed on as it came; no more."""
    from twisted.internet import reactor
    from twisted.internet.protocol import Factory, Protocol

    rooms = {}
    encode = json.JSONEncoder().encode

    def frame(event, content):
        return encode({"data": {"event": event, "content": content}}).encode() + EOM

    answers = {"uid": frame("challenge_auth", "c"), "signature": frame("auth_final", "success")}

    class Broker(Protocol):
        rest = b""

        def connectionMade(self):
            self.transport.setTcpNoDelay(True)
            self.transport.write(frame("start_auth", ""))

        def dataReceived(self, data):
            *frames, self.rest = (self.rest + data).split(EOM)
            for raw in frames:
                message = json.loads(raw)["data"]
                event = message["event"]
                if "room" in message:
                    whole = raw + EOM
                    for member in rooms.get(message["room"], ()):
                        member.transport.write(whole)
                elif event in answers:
                    self.transport.write(answers[event])
                elif event == "subscripe":
                    rooms.setdefault(message["content"], []).append(self)
                elif event == "ping":
                    self.transport.write(frame("pong", ""))
                elif event == "echo":
                    self.transport.write(raw + EOM)

    port = reactor.listenTCP(0, Factory.forProtocol(Broker), backlog=1000, interface="127.0.0.1")
    tell(port.getHost().port)
    reactor.run()


def original():
    try:
        from nucosMQ import NucosServer
    except ImportError:
        sys.exit(NOT_INSTALLED)
    import threading

    # It writes every payload to standard error; that a terminal would show it is not its fault.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    server = NucosServer("127.0.0.1", 0, do_auth=Auth)
    server.add_event_callback("echo", lambda c: server.send(server.get_conn("u0"), "echo", c))
    server.start()
    tell(server.getsockname()[1])
    threading.Event().wait()


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    {"ours": ours, "minimal": minimal, "original": original}[sys.argv[1]]()
