"""What fails in AMI: every class here is an :class:`Error` and one of the general classes."""

from __future__ import annotations

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of every AMI failure, loss of the link included."""


class ProtocolError(Error, errors.ProtocolError):
    """The far end does not speak AMI."""


class InvalidRequest(Error, errors.InvalidRequest):
    """An action that must not be sent; nothing was written to the wire."""


class NotReady(Error, errors.NotReady):
    """The connection is not logged in; nothing was written to the wire."""


class ActionError(Error, errors.RequestRefused):
    """Asterisk answered an action with ``Response: Error``.

    AMI has no error codes: ``.code`` is None, ``.text`` is the ``Message`` header.
    """


class RequestTimeout(Error, errors.RequestTimeout):
    """No answer, or no end of a list, in time."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The link ended."""


class AuthenticationFailed(Error, errors.AuthenticationFailed):
    """Asterisk refused the login. The text is its own."""


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=AuthenticationFailed,
)
