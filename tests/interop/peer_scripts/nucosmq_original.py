"""nucosMQ 0.0.9 in each of its roles: client, server, link, UDP.

The first argument names the role, then address and port; what else, see the functions. Reports are
JSON lines; commands come as JSON lines on standard input: ``[method, argument]`` of the object,
``["wait", seconds]``, ``["end"]``.
"""

import json
import os
import sys
import time

# It writes every payload to standard error; nobody reads that here.
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

from nucosMQ import NucosClient, NucosClientUDP, NucosLink, NucosServer  # noqa: E402
from report import say  # noqa: E402


class Auth:
    """The scheme of the recorded exchanges."""

    def auth_challenge(self, uid):
        return "chal-" + uid

    def auth_final(self, uid, signature, challenge):
        say(signed_by=uid)
        return uid != "mallory" and signature == challenge[::-1]


def on_challenge(challenge):
    return challenge[::-1]


def heard(name):
    counts = {"n": 0}

    def callback(content):
        counts["n"] += 1
        if name != "count":
            say(heard=name, content=content)

    return callback, counts


def obey(thing, special=()):
    special = dict(special)
    for line in iter(sys.stdin.readline, ""):
        command = json.loads(line)
        method, args = command[0], command[1:]
        if method == "end":
            break
        if method == "wait":
            time.sleep(args[0])
            result = None
        elif method in special:
            result = special[method](*args)
        else:
            result = getattr(thing, method)(*args)
        say(did=method, result=result)
    thing.close()
    say(closed=True)


def client(host, port, uid, *events):
    """A client that reports the named events; ``count`` is only counted, see ``["counted"]``."""
    thing = NucosClient(host, int(port), uid=uid, on_challenge=on_challenge if uid else None)
    counting, counts = heard("count")
    for event in events:
        thing.add_event_callback(event, counting if event == "count" else heard(event)[0])
    thing.add_room_callback("weather", heard("in weather")[0])
    thing.start()
    say(started=thing.is_connected())

    def loop(n, *args):
        for i in range(n):
            thing.send("count", i)

    obey(thing, {"counted": lambda: counts["n"], "send_many": loop})


def server(host, port, auth, *events):
    """A server, with ``auth`` ``yes`` or ``no``."""
    thing = NucosServer(host, int(port), do_auth=Auth if auth == "yes" else None)
    counting, counts = heard("count")
    for event in events:
        thing.add_event_callback(event, counting if event == "count" else heard(event)[0])
    thing.start()
    say(port=thing.getsockname()[1])
    obey(
        thing,
        {
            "counted": lambda: counts["n"],
            "ping": lambda uid: thing.ping(thing.get_conn(uid)),
            "send": lambda uid, event, content: thing.send(thing.get_conn(uid), event, content),
        },
    )


def link(host, port, end):
    """A link that ``bind``s or ``connect``s."""
    thing = NucosLink()
    getattr(thing, end)(host, int(port))
    thing.add_event_callback("e", heard("e")[0])
    say(port=thing.link.getsockname()[1] if end == "bind" and int(port) == 0 else int(port))
    obey(thing, {"is_connected": lambda: bool(thing.is_connected())})


def udp_client(host, port):
    """Sends three datagrams and closes."""
    thing = NucosClientUDP(host, int(port))
    thing.start()
    thing.send("e", "hello")
    thing.send("e", "x" * 2000)
    thing.send("e", {"n": 3})
    thing.close()
    say(closed=True)


def udp_server(host, port):
    """Reports event ``e``."""
    thing = NucosServer(host, int(port), udp=True)
    thing.add_event_callback("e", heard("e")[0])
    thing.start()
    say(port=thing.getsockname()[1])
    sys.stdin.readline()


{
    "client": client,
    "server": server,
    "link": link,
    "udp_client": udp_client,
    "udp_server": udp_server,
}[sys.argv[1]](*sys.argv[2:])
os._exit(0)  # its threads do not all end by themselves
