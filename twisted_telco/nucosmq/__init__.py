"""nucosMQ: events between a server and its clients, rooms, one-to-one links."""

from __future__ import annotations

from twisted_telco.nucosmq import simulator
from twisted_telco.nucosmq.auth import CredAuth, IAuth, IMember, SharedSecrets, sign, signer
from twisted_telco.nucosmq.client import Client, ClientFactory, connect
from twisted_telco.nucosmq.datagram import DatagramClient, DatagramServer
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
from twisted_telco.nucosmq.interfaces import IBackplane
from twisted_telco.nucosmq.link import Link
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import Message
from twisted_telco.nucosmq.protocol import Protocol
from twisted_telco.nucosmq.server import Server, ServerFactory

__all__ = [
    "AuthenticationFailed",
    "Client",
    "ClientFactory",
    "ConnectionLost",
    "CredAuth",
    "DatagramClient",
    "DatagramServer",
    "Error",
    "IAuth",
    "IBackplane",
    "IMember",
    "InvalidRequest",
    "Link",
    "Member",
    "Message",
    "NotReady",
    "Protocol",
    "ProtocolError",
    "QueueFull",
    "RequestRefused",
    "RequestTimeout",
    "Server",
    "ServerFactory",
    "SharedSecrets",
    "connect",
    "sign",
    "signer",
    "simulator",
]
