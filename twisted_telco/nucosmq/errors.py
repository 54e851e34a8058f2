"""What nucosmq raises. All are an :class:`Error`, and each also a class of the common tree."""

from __future__ import annotations

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of all failures of this protocol."""


class ProtocolError(Error, errors.ProtocolError):
    """The far end sent a frame without an end."""


class InvalidRequest(Error, errors.InvalidRequest):
    """Something that must not be sent: content that is no JSON, an event name of the protocol, …"""


class NotReady(Error, errors.NotReady):
    """Nothing was written: no connection that is logged in, or no room to wait for one."""


class QueueFull(NotReady):
    """The queue of what waits for the connection is full; this message was not taken."""


class RequestRefused(Error, errors.RequestRefused):
    """The far end answered a request, a subscription or an acknowledged message with a refusal."""


class RequestTimeout(Error, errors.RequestTimeout):
    """No answer, acknowledgement or pong in time."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The link ended."""


class AuthenticationFailed(Error, errors.AuthenticationFailed):
    """The server answered ``auth_final`` with ``failed``, or asked for a login we have none for."""


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=AuthenticationFailed,
)
