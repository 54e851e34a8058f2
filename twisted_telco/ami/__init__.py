"""Asterisk's manager interface (AMI): a client that comes back, and an Asterisk to test against.

>>> client = await ami.connect(reactor, "pbx", username="admin", secret="s")
>>> response = await client.request("Ping")
"""

from twisted_telco.ami import simulator
from twisted_telco.ami.actions import Request
from twisted_telco.ami.client import Client, ClientFactory, connect
from twisted_telco.ami.errors import (
    ActionError,
    AuthenticationFailed,
    ConnectionLost,
    Error,
    InvalidRequest,
    NotReady,
    ProtocolError,
    RequestTimeout,
)
from twisted_telco.ami.messages import (
    EVENT_GENERIC,
    KEY_ACTION,
    KEY_ACTIONID,
    KEY_EVENT,
    KEY_RESPONSE,
    RESPONSE_GENERIC,
    Aggregate,
    Event,
    Events,
    Message,
    Response,
)
from twisted_telco.ami.protocol import ORPHAN, Protocol

__all__ = [
    "EVENT_GENERIC",
    "KEY_ACTION",
    "KEY_ACTIONID",
    "KEY_EVENT",
    "KEY_RESPONSE",
    "ORPHAN",
    "RESPONSE_GENERIC",
    "ActionError",
    "Aggregate",
    "AuthenticationFailed",
    "Client",
    "ClientFactory",
    "ConnectionLost",
    "Error",
    "Event",
    "Events",
    "InvalidRequest",
    "Message",
    "NotReady",
    "Protocol",
    "ProtocolError",
    "Request",
    "RequestTimeout",
    "Response",
    "connect",
    "simulator",
]
