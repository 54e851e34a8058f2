"""HSMS (SEMI E37): SECS-II messages over TCP, active, passive and many peers on one port."""

from __future__ import annotations

from twisted_telco.hsms import simulator
from twisted_telco.hsms.client import PORT, ActiveConnection, ClientFactory, connect
from twisted_telco.hsms.connection import HSMSConnection
from twisted_telco.hsms.errors import (
    Aborted,
    ConnectionLost,
    Error,
    ErrorReported,
    InvalidRequest,
    NotReady,
    ProtocolError,
    Rejected,
    RequestRefused,
    RequestTimeout,
    SelectRefused,
    WrongReply,
)
from twisted_telco.hsms.handlers import NO_REPLY
from twisted_telco.hsms.interfaces import IConnectionDelegate
from twisted_telco.hsms.machine import State
from twisted_telco.hsms.manager import ConnectionManager, HSMSHandler, SECSHandler
from twisted_telco.hsms.messages import (
    DeselectStatus,
    Message,
    RejectReason,
    SelectStatus,
    SType,
    control,
)
from twisted_telco.hsms.protocol import ActiveLink, Link, PassiveLink
from twisted_telco.hsms.server import PassiveConnection, PassivePeer, PassiveServer
from twisted_telco.hsms.settings import Settings, Timers
from twisted_telco.hsms.wirelog import WireLog

Client = ActiveConnection
Protocol = Link

__all__ = [
    "NO_REPLY",
    "PORT",
    "Aborted",
    "ActiveConnection",
    "ActiveLink",
    "Client",
    "ClientFactory",
    "ConnectionLost",
    "ConnectionManager",
    "DeselectStatus",
    "Error",
    "ErrorReported",
    "HSMSConnection",
    "HSMSHandler",
    "IConnectionDelegate",
    "InvalidRequest",
    "Link",
    "Message",
    "NotReady",
    "PassiveConnection",
    "PassiveLink",
    "PassivePeer",
    "PassiveServer",
    "Protocol",
    "ProtocolError",
    "RejectReason",
    "Rejected",
    "RequestRefused",
    "RequestTimeout",
    "SECSHandler",
    "SType",
    "SelectRefused",
    "SelectStatus",
    "Settings",
    "State",
    "Timers",
    "WireLog",
    "WrongReply",
    "connect",
    "control",
    "simulator",
]
