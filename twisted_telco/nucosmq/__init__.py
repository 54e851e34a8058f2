"""nucosMQ: events between a server and its clients, rooms, one-to-one links."""

from __future__ import annotations

from twisted_telco.nucosmq.errors import (
    AuthenticationFailed,
    ConnectionLost,
    Error,
    InvalidRequest,
    NotReady,
    ProtocolError,
    QueueFull,
    RequestRefused,
    RequestTimeout,
)
from twisted_telco.nucosmq.messages import Message

__all__ = [
    "AuthenticationFailed",
    "ConnectionLost",
    "Error",
    "InvalidRequest",
    "Message",
    "NotReady",
    "ProtocolError",
    "QueueFull",
    "RequestRefused",
    "RequestTimeout",
]
