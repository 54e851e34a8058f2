"""RabbitMQ through pika, in our reconnecting factory. Needs ``twisted-telco[amqp]``."""

from twisted_telco.amqp.client import Client, ClientFactory
from twisted_telco.amqp.errors import (
    AuthenticationFailed,
    ConnectionLost,
    Error,
    InvalidRequest,
    NotReady,
    ProtocolError,
    RequestRefused,
    RequestTimeout,
)

__all__ = [
    "AuthenticationFailed",
    "Client",
    "ClientFactory",
    "ConnectionLost",
    "Error",
    "InvalidRequest",
    "NotReady",
    "ProtocolError",
    "RequestRefused",
    "RequestTimeout",
]
