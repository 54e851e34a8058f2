"""Our log goes to stderr, because stdout belongs to the events."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from twisted.logger import (
    FilteringLogObserver,
    ILogObserver,
    LogEvent,
    LogLevel,
    LogLevelFilterPredicate,
    eventAsText,
    formatEvent,
    textFileLogObserver,
)
from twisted.python.logfile import LogFile
from twisted.python.usage import Options
from zope.interface import implementer

FORMATS = ("text", "json")


@implementer(ILogObserver)
class JsonLog:
    """One JSON object per line: ``time``, ``level``, ``ns``, ``msg``, plain fields, and for a
    failure its ``traceback``."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __call__(self, event: LogEvent) -> None:
        level = event.get("log_level", LogLevel.info)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(event["log_time"], UTC).isoformat(),
            "level": level.name,
            "ns": event.get("log_namespace", ""),
            "msg": formatEvent(event) or str(event.get("log_format", "")),
        }
        if "log_failure" in event:
            line["traceback"] = eventAsText(
                event, includeTimestamp=False, includeSystem=False
            ).strip()
        for key, value in event.items():
            if isinstance(value, str | int | float | bool) and not key.startswith("log_"):
                line.setdefault(key, value)
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


def observer(file: Any, format: str = "text") -> ILogObserver:
    """What writes the log to ``file``, from level info up.

    :param format: ``text`` (Twisted's own) or ``json``.
    """
    write = JsonLog(file) if format == "json" else textFileLogObserver(file)
    return FilteringLogObserver(write, [LogLevelFilterPredicate(LogLevel.info)])


def choose(options: Options, format: str | None) -> Callable[[], ILogObserver] | None:
    """Decide where the log of ``twistd`` or ``twist`` goes.

    :param options: of the program itself, not of our plugin.
    :param format: what ``--log-format`` said, or None.
    :return: what makes the observer, or None to leave it to the program.
    """
    if "logFile" in options:  # twist
        if options["logFile"] is sys.stdout:
            options["logFile"] = sys.stderr
        if format is not None:
            options["fileLogObserverFactory"] = lambda file: observer(file, format)
        return None
    if options.get("logger") or options.get("syslog"):
        return None
    name = _file_name(options)
    if name is None:
        return lambda: observer(sys.stderr, format or "text")
    if format is None:
        return None
    return lambda: observer(sys.stdout if name == "-" else LogFile.fromFullPath(name), format)


def _file_name(options: Mapping[str, Any]) -> str | None:
    """The log file of twistd, or None for its terminal."""
    name = options.get("logfile")
    if options.get("nodaemon"):
        return None if not name else str(name)
    return str(name or "twistd.log")
