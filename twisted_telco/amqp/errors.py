"""What amqp raises. All are an :class:`Error`, and each also a class of the common tree."""

from __future__ import annotations

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of all failures of this package."""


class ProtocolError(Error, errors.ProtocolError):
    """The broker broke the protocol."""


class InvalidRequest(Error, errors.InvalidRequest):
    """A URL that is none, or pika is not installed."""


class NotReady(Error, errors.NotReady):
    """No connection to the broker; nothing was written."""


class RequestRefused(Error, errors.RequestRefused):
    """The broker said no to a message or a declaration."""


class RequestTimeout(Error, errors.RequestTimeout):
    """The broker did not answer in time."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The connection or the channel ended."""


class AuthenticationFailed(Error, errors.AuthenticationFailed):
    """The broker refused the user, the password or the virtual host."""


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=AuthenticationFailed,
)
