"""FreeSWITCH's event socket: client, models of calls, outbound server, simulator.

>>> client = await esl.connect(reactor, "fs", password="ClueCon")
>>> print(await client.api("status"))
"""

from twisted_telco.esl import apps, simulator, tables
from twisted_telco.esl.apps import on_event
from twisted_telco.esl.client import Client, ClientFactory, connect
from twisted_telco.esl.errors import (
    AuthenticationFailed,
    CommandError,
    ConnectionLost,
    Error,
    HungUp,
    InvalidRequest,
    JobFailed,
    NotReady,
    ProtocolError,
    Rejected,
    RequestTimeout,
)
from twisted_telco.esl.jobs import Job, Jobs
from twisted_telco.esl.listener import Listener
from twisted_telco.esl.messages import (
    ApiReply,
    DisconnectNotice,
    Event,
    JSONEvent,
    LogLine,
    PlainEvent,
    Reply,
    XMLEvent,
)
from twisted_telco.esl.models import Call, Session
from twisted_telco.esl.outbound import OutboundFactory, OutboundServer, OutboundSession
from twisted_telco.esl.outbound import OutboundFactory as ServerFactory
from twisted_telco.esl.protocol import Protocol
from twisted_telco.esl.quoting import (
    Leg,
    application,
    dial_string,
    originate_line,
    quote_argument,
    quote_setvar,
    quote_setvar_multi,
    quote_variable,
    sofia_url,
)

__all__ = [
    "ApiReply",
    "AuthenticationFailed",
    "Call",
    "Client",
    "ClientFactory",
    "CommandError",
    "ConnectionLost",
    "DisconnectNotice",
    "Error",
    "Event",
    "HungUp",
    "InvalidRequest",
    "JSONEvent",
    "Job",
    "JobFailed",
    "Jobs",
    "Leg",
    "Listener",
    "LogLine",
    "NotReady",
    "OutboundFactory",
    "OutboundServer",
    "OutboundSession",
    "PlainEvent",
    "Protocol",
    "ProtocolError",
    "Rejected",
    "Reply",
    "RequestTimeout",
    "ServerFactory",
    "Session",
    "XMLEvent",
    "application",
    "apps",
    "connect",
    "dial_string",
    "on_event",
    "originate_line",
    "quote_argument",
    "quote_setvar",
    "quote_setvar_multi",
    "quote_variable",
    "simulator",
    "sofia_url",
    "tables",
]
