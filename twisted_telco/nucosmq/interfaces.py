"""What users of nucosmq may implement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from twisted.internet.defer import Deferred

from twisted_telco.nucosmq.messages import Message
from twisted_telco.nucosmq.rooms import Target

Published = Callable[[Message, Target], None]
"""Takes what another server published.

:raises InvalidRequest: it is nothing that may be handed to clients.
"""
Told = Callable[[str, bytes], None]
"""Takes the name of another server, new for each of its lives, and what it told."""
Shared = Callable[[bool], None]
"""Is told when rooms are shared from now on, and when not any more."""


class IBackplane(Protocol):
    """Shares rooms between servers."""

    server_name: str
    """The name under which the others hear us; new for each life of a server."""

    def attach(self, published: Published, told: Told, shared: Shared) -> None:
        """Whom to call with what the other servers publish and tell."""

    def start(self) -> None:
        """The server starts."""

    def stop(self) -> Deferred[None]:
        """The server stops."""

    def publish(self, frame: bytes, target: Target, ack: bool) -> Deferred[None] | None:
        """Hand a message to the other servers.

        :param target: what the name of its room means.
        :param ack: return a Deferred that fires when it is certain to reach them.
        :raises NotReady: with ``ack``: it is stopped, or too much waits already (QueueFull).
        :raises InvalidRequest: it is too long.
        """

    def tell(self, body: bytes) -> Deferred[None]:
        """Hand something to the other servers' ``told``, once. It may be lost on the way."""
