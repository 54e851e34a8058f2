"""Mitel SIP-DECT OMM, controlled over OM AXI.

>>> client = await omm.connect(reactor, "omm.local", username="omm", password="x")
>>> (await client.request(omm.messages.Ping(timeStamp=1))).name
'PingResp'
"""

from twisted_telco.omm import errors, messages, simulator
from twisted_telco.omm.client import Client, ClientFactory, connect
from twisted_telco.omm.errors import (
    AuthenticationFailed,
    ConnectionLost,
    Error,
    FrameTooLong,
    InvalidRequest,
    NotReady,
    OMMError,
    ProtocolError,
    RequestTimeout,
    TLSFailed,
)
from twisted_telco.omm.messaging import DeliveryFailed, SentMessage
from twisted_telco.omm.paging import Pages
from twisted_telco.omm.protocol import Protocol
from twisted_telco.omm.table import Table

__all__ = [
    "AuthenticationFailed",
    "Client",
    "ClientFactory",
    "ConnectionLost",
    "DeliveryFailed",
    "Error",
    "FrameTooLong",
    "InvalidRequest",
    "NotReady",
    "OMMError",
    "Pages",
    "Protocol",
    "ProtocolError",
    "RequestTimeout",
    "SentMessage",
    "TLSFailed",
    "Table",
    "connect",
    "errors",
    "messages",
    "simulator",
]
