"""A directory of users and handsets that stays current, with callbacks.

``python examples/omm_directory.py HOST USERNAME PASSWORD [SECONDS]``; without arguments it watches
an OMM in memory, where somebody logs in at a handset or out every second, for five seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater, react

from twisted_telco import omm


def watch(client: omm.Client, seconds: float, say: Callable[[str], Any] = print) -> Deferred[Any]:
    """Say who uses which handset for some time, whatever happens to the link meanwhile."""
    table = omm.Table(client)

    def current(_: Any) -> None:
        say(f"{len(table.users)} users, {len(table.devices)} handsets")
        table.on_change(changed)

    def changed(kind: str, key: int, record: Any) -> None:
        if kind == "user" and record is not None:
            where = f"at handset {record.ppn}" if record.ppn else "at no handset"
            say(f"{record.name} is {where}")

    done = table.start()
    done.addCallback(current)
    done.addCallback(lambda _: deferLater(client.reactor, seconds))
    done.addBoth(lambda result: client.close().addCallback(lambda _: result))
    client.startService()
    return done


def main(reactor: Any, *args: str) -> Deferred[Any]:
    if args:
        host, username, password, *rest = args
        client = omm.Client(reactor, host, username=username, password=password)
        return watch(client, float(rest[0]) if rest else 60.0)
    simulator = omm.simulator.OMM(reactor, users={"demo": "demo"})
    simulator.populate(users=3, devices=3)
    simulator.start_traffic(1.0)
    client = omm.Client(reactor, simulator.endpoint(), username="demo", password="demo")
    return watch(client, 5.0)


if __name__ == "__main__":
    react(main, sys.argv[1:])
