"""What the tests of the sinks share."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.logger import Logger, formatEvent
from zope.interface import implementer

from twisted_telco.interfaces import IEventSink
from twisted_telco.relay import Envelopes, Event


class Events:
    """Makes numbered events."""

    def __init__(self) -> None:
        self._envelopes = Envelopes("toy", "t", lambda message: ("E", None, message), 0, lambda: 0)

    def make(self, data: Any = None) -> Event:
        return self._envelopes.make(data)


class Said(list[str]):
    """What a class logs, as text. ``Said(test, Class)``."""

    def __init__(self, test: Any, logging_class: type) -> None:
        super().__init__()
        log = Logger(observer=lambda event: self.append(str(formatEvent(event))))
        test.patch(logging_class, "log", log)


@implementer(IEventSink)
class ListSink:
    """Keeps what it is given.

    :ivar draining: set it to a Deferred that ``drain`` returns.
    """

    def __init__(self, name: str = "list", calls: list[str] | None = None) -> None:
        self.name = name
        self.events: list[Event] = []
        self.calls: list[str] = [] if calls is None else calls
        self.draining: Deferred[None] | None = None
        self.failed: Any = None

    @property
    def counters(self) -> dict[str, int]:
        count = len(self.events)
        return {"offered": count, "delivered": count, "dropped": 0, "waiting": 0}

    def start(self, failed: Any) -> None:
        self.failed = failed
        self.calls.append(f"start {self.name}")

    def put(self, event: Event) -> None:
        self.events.append(event)

    def drain(self) -> Deferred[None]:
        self.calls.append(f"drain {self.name}")
        return self.draining or succeed(None)

    def close(self) -> Deferred[None]:
        self.calls.append(f"close {self.name}")
        return succeed(None)
