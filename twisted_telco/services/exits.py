"""How a service that cannot run ends its process: one sentence, status 1, no traceback."""

from __future__ import annotations

import atexit
import os
import sys
from typing import Any

from twisted.internet.error import ReactorNotRunning


class StartFailure(SystemExit, Exception):
    """Raised out of ``startService``: the process ends with status 1 and the text on stderr.

    Both bases are needed. An interpreter that meets a SystemExit prints its text and no traceback.
    twistd catches Exception, removes its PID file and, as a daemon, hands the text to the parent
    process, which still has a terminal.
    """


class LateFailure:
    """Ends a process with status 1 after the reactor has started.

    Neither ``twistd`` nor ``twist`` lets a service choose the exit status: they end with 0 whenever
    the reactor stops. So the status is set where nobody comes after us, in the last ``atexit``
    function; by then services have stopped, the log is written and the PID file is gone.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._failed = False
        atexit.register(self._exit)

    def __call__(self) -> None:
        self._failed = True
        try:
            self._reactor.stop()
        except ReactorNotRunning:
            pass  # it is stopping already

    def _exit(self) -> None:
        if self._failed:
            for stream in (sys.__stdout__, sys.__stderr__):
                if stream is not None:
                    stream.flush()
            os._exit(1)
