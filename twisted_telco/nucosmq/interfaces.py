"""What users of nucosmq may implement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from twisted.internet.defer import Deferred

from twisted_telco.nucosmq.messages import Message

Received = Callable[[Message, bytes], None]
"""Takes what another server published, and its frame."""


class IBackplane(Protocol):
    """Shares rooms between servers."""

    def attach(self, received: Received) -> None:
        """Call ``received(message, frame)`` for everything that the other servers publish."""

    def start(self) -> None:
        """The server starts."""

    def stop(self) -> Deferred[None]:
        """The server stops."""

    def publish(self, frame: bytes, ack: bool) -> Deferred[None] | None:
        """Hand a message to the other servers.

        :param ack: return a Deferred that fires when it is certain to reach them.
        """
