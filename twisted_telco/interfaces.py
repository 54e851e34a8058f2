"""What users implement or are handed.

The services hand events to anything that provides :class:`IEventSink`; a kind's ``connection()``
returns something that provides :class:`IConnectionService`. Both are duck types with a name: the
declarations are checked by mypy and by :func:`zope.interface.verify.verifyObject` in our tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.application.service import IService
from twisted.internet.defer import Deferred
from zope.interface import Attribute, Interface


class IEventSink(Interface):
    """Where events go: a file, a web hook, a broker.

    A sink is bounded and never blocks the reactor. What it cannot keep it drops by the policy
    that its documentation names, counts, and says in the log.
    """

    name = Attribute("What the log and the metrics call this sink. It holds no secret.")

    counters = Attribute(
        """A mapping of plain ints with at least these keys: ``offered`` (calls of ``put``),
        ``delivered`` (taken by the far side), ``dropped`` (lost, for whatever reason) and
        ``waiting`` (not yet delivered)."""
    )

    def start(failed: Callable[[str], None]) -> None:
        """Open what has to be open; called once, in the reactor's thread, before any ``put``.

        :param failed: to be called with a sentence if this sink can never deliver again.

        :raises OSError: when it cannot be opened. The text becomes the operator's one sentence.
        """

    def put(event: Any) -> None:
        """Take one :class:`twisted_telco.relay.Event`. Never blocks."""

    def drain() -> Deferred[None]:
        """Deliver what waits, without the delays that are usual in normal running.

        :return: a Deferred that fires when nothing waits any more. Its cancellation means that
            the grace time is over; whatever still waits then is dropped by ``close``.
        """

    def close() -> Deferred[None]:
        """Let go of everything; what still waits is counted as dropped.

        :return: a Deferred that fires when that is done.
        """


class IConnectionService(IService):
    """What the services know of a connection or a server, whatever its protocol.

    Every ``Client`` provides all of it. A server has ``when_listening`` instead of ``state``,
    ``on_state`` and ``when_ready``.
    """

    events = Attribute("A hub: ``subscribe(selector, handler)`` returns a Subscription.")

    state = Attribute("One of the states of :class:`twisted_telco.core` clients, as a word.")

    def on_state(handler: Callable[[str, str, Any], Any]) -> Any:
        """Call ``handler(old, new, reason)`` at every change of state."""

    def when_ready(fail_after: int | None = None) -> Deferred[Any]:
        """A Deferred that fires when the login is done and interests are restored."""
