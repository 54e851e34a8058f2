"""What users of HSMS connections implement."""

from __future__ import annotations

from typing import Any

from zope.interface import Interface

from twisted_telco.hsms.messages import Message


class IConnectionDelegate(Interface):
    """Is told about the life of connections. Any subset of the methods will do; it need not be
    declared. What a method raises is logged.
    """

    def on_connection_established(connection: Any) -> None:
        """The TCP connection is there, before Select."""

    def on_connection_packet_received(connection: Any, packet: Message) -> None:
        """A message arrived, control messages included; called before anything else is done
        with it."""

    def on_connection_before_closed(connection: Any) -> None:
        """We are about to close; sending still works."""

    def on_connection_closed(connection: Any) -> None:
        """The TCP connection is gone; ``connection.reason`` says why."""
