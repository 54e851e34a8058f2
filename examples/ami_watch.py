"""Watch calls end, with callbacks: who hung up, and why.

``python examples/ami_watch.py HOST USERNAME SECRET [SECONDS]``; without arguments it watches an
Asterisk in memory, where a call begins every second, for five seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater, react

from twisted_telco import ami
from twisted_telco.ami.simulator import Asterisk


def watch(client: ami.Client, seconds: float, say: Callable[[str], Any] = print) -> Deferred[Any]:
    """Say every hang-up for some time, whatever happens to the connection meanwhile."""

    def hung_up(event: ami.Event) -> None:
        say(f"{event['Channel']}: {event['Cause-txt']}")

    def state_changed(old: str, new: str, reason: Exception | None) -> None:
        say(f"{new}" if reason is None else f"{new}: {reason}")

    client.on_state(state_changed)
    client.events.subscribe("Hangup", hung_up)
    client.startService()
    done = client.when_ready()
    done.addCallback(lambda _: deferLater(client.reactor, seconds))
    done.addBoth(lambda _: client.close())
    return done


def main(reactor: Any, *args: str) -> Deferred[Any]:
    if args:
        host, username, secret, *rest = args
        client = ami.Client(reactor, host, username=username, secret=secret, event_mask="call")
        return watch(client, float(rest[0]) if rest else 60.0)
    asterisk = Asterisk(reactor, users={"demo": "demo"})
    asterisk.start_traffic(1.0)
    client = ami.Client(reactor, asterisk.endpoint(), username="demo", secret="demo")
    return watch(client, 5.0)


if __name__ == "__main__":
    react(main, sys.argv[1:])
