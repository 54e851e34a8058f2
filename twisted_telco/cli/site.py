"""``telco check FILE`` and ``telco run FILE``."""

from __future__ import annotations

import getopt
import sys
from collections.abc import Sequence
from typing import Any, ClassVar

from twisted.internet.interfaces import IReactorCore
from twisted.logger import globalLogBeginner
from twisted.python import usage

from twisted_telco.services import ConfigError, Site, load, logs
from twisted_telco.services.exits import StartFailure


class FileOptions(usage.Options):
    """A command about one file; options may stand before or behind it."""

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        try:
            found, words = getopt.gnu_getopt(list(options or ()), self.shortOpt, self.longOpt)
        except getopt.error as error:
            raise usage.UsageError(str(error)) from None
        if len(words) != 1 and "--help" not in dict(found):
            raise usage.UsageError("exactly one FILE should be given")
        super().parseOptions([*(word for pair in found for word in pair if word), "--", *words])

    def parseArgs(self, path: str) -> None:  # type: ignore[override]
        self["path"] = path


class CheckOptions(FileOptions):
    """``telco check FILE``."""

    synopsis = "FILE"
    longdesc = "Says every fault of a site's TOML file, with its line and key."

    def run(self) -> int:
        """Say every fault with its line and key."""
        from twisted.internet import reactor  # noqa: PLC0415

        try:
            config = load(reactor, self["path"])
            Site(reactor, config, lambda: None)  # what only the protocols can judge
        except ConfigError as error:
            for sentence in error.sentences():
                print(sentence, file=sys.stderr)
            return 1
        counts = (
            _count(len(config.simulators), "simulator"),
            _count(len(config.connections), "connection"),
            _count(len(config.sinks), "sink"),
        )
        print(f"{self['path']}: no faults: {', '.join(counts)}")
        return 0


class RunOptions(FileOptions):
    """``telco run FILE``."""

    synopsis = "[options] FILE"
    longdesc = "Runs the site of a TOML file until it is stopped. The log goes to stderr."
    optParameters: ClassVar[list[Any]] = [
        ["seconds", None, None, "end by itself after so long, with a table of events on stderr"],
        ["log-format", None, "text", "text or json"],
    ]

    def postOptions(self) -> None:
        if self["log-format"] not in logs.FORMATS:
            raise usage.UsageError("--log-format should be text or json")
        if self["seconds"] is not None:
            try:
                self["seconds"] = float(self["seconds"])
            except ValueError:
                raise usage.UsageError("--seconds should be a number") from None
            if not 0 < self["seconds"] < float("inf"):
                raise usage.UsageError("--seconds should be more than 0")

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or for ``--seconds``.

        :return: 1 after a failure, or when with ``--seconds`` a connection was never ready or had
            no events.
        """
        from twisted.internet import reactor  # noqa: PLC0415

        try:
            site = Site(reactor, load(reactor, self["path"]), lambda: stop(reactor))
        except ConfigError as error:
            for sentence in error.sentences():
                print(sentence, file=sys.stderr)
            return 1
        # What a handler prints goes to the log as under twistd: stdout belongs to the events.
        globalLogBeginner.beginLoggingTo([logs.observer(sys.stderr, self["log-format"])])
        try:
            site.startService()
        except StartFailure as failure:
            print(f"telco: {failure}", file=sys.__stderr__)
            return 1
        reactor.addSystemEventTrigger("before", "shutdown", site.stopService)
        if self["seconds"] is not None:
            reactor.callLater(self["seconds"], stop, reactor)
        reactor.run()
        if self["seconds"] is None:
            return 0 if site.failure is None else 1
        print(table(site), file=sys.__stderr__)
        return 0 if site.failure is None and was_alive(site) else 1


def stop(reactor: IReactorCore) -> None:
    """Stop the reactor, unless it is stopping already."""
    if reactor.running:
        reactor.stop()


def was_alive(site: Site) -> bool:
    """Whether every connection was ready and had events."""
    return all(one.times_ready and one.source.events for one in site.connections)


def table(site: Site) -> str:
    """What was seen: a row for each connection, and a row for each sink."""
    head: tuple[str, ...] = ("connection", "protocol", "times ready", "events", "not passed on")
    connections = [head]
    for one in site.connections:
        numbers = (one.times_ready, one.source.events, one.source.failed)
        connections.append((one.config.name, one.config.protocol, *map(str, numbers)))
    sinks = [("sink", "delivered", "dropped")]
    for sink in site.relay.all_sinks:
        counters = sink.counters
        sinks.append((sink.name, str(counters["delivered"]), str(counters["dropped"])))
    return "\n".join(_columns(connections) + (["", *_columns(sinks)] if sinks[1:] else []))


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines: words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    numeric = [cell.isdigit() for cell in rows[-1]]
    return [
        "  ".join(
            f"{cell:>{width}}" if right else f"{cell:<{width}}"
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
