"""One to one, with callbacks: each end sends to the other, one closes, the other notices.

``python examples/nucosmq_link.py [ADDRESS PORT]``; the address is one of this machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from twisted_telco import nucosmq


def talk(reactor: Any, address: str, port: int, say: Callable[[str], Any] = print) -> Deferred[Any]:
    """Bind one end, connect the other, send both ways, ping, close."""
    a, b = nucosmq.Link(reactor), nucosmq.Link(reactor)
    heard: Deferred[Any] = Deferred()

    def at_b(content: Any) -> None:
        say(f"b heard {content}")
        b.send("answer", "from b")

    def at_a(content: Any) -> None:
        say(f"a heard {content}")
        heard.callback(None)

    # Callbacks and messages may come before the peer does.
    a.add_event_callback("answer", at_a)
    b.add_event_callback("question", at_b)
    a.send("question", "from a")

    d = a.bind(address, port)
    d.addCallback(lambda _: b.connect(address, port))
    d.addCallback(lambda _: heard)
    d.addCallback(lambda _: b.ping())
    d.addCallback(lambda seconds: say("pong"))
    d.addCallback(lambda _: b.connect(address, port))
    d.addErrback(lambda failure: say(failure.getErrorMessage()))  # the link is in use
    d.addBoth(lambda _: b.close())
    d.addBoth(lambda _: a.close())
    return d


def main(reactor: Any, address: str = "127.0.0.1", port: str = "4000") -> Deferred[Any]:
    return talk(reactor, address, int(port))


if __name__ == "__main__":
    react(main, sys.argv[1:])
