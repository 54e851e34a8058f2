"""What HSMS raises. Each way in which a request can end badly is a class of its own."""

from __future__ import annotations

from typing import Any

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of every failure of this protocol."""


class ProtocolError(Error, errors.ProtocolError):
    """The far end broke HSMS or SECS-II."""


class InvalidRequest(Error, errors.InvalidRequest):
    """We were called wrongly; nothing was written."""


class NotReady(Error, errors.NotReady):
    """There is no connection, or it is not selected."""


class RequestTimeout(Error, errors.RequestTimeout):
    """No reply within T3, or no answer to a control message within T6."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The link ended."""


class RequestRefused(Error, errors.RequestRefused):
    """Base of the ways in which the far end says no. ``response`` is its message."""

    def __init__(self, text: str, request: Any = None, response: Any = None) -> None:
        code = None if response is None else response.function
        super().__init__(f"{request}: {text}", request, response, code)


class Aborted(RequestRefused):
    """The far end answered with function 0 of the stream."""


class ErrorReported(RequestRefused):
    """The far end sent a message of stream 9 about the request: it does not know the device, the
    stream or the function, or cannot read the body. ``code`` is the function."""


class Rejected(RequestRefused):
    """The far end sent Reject.req. ``code`` is the reason."""


class SelectRefused(RequestRefused, errors.AuthenticationFailed):
    """Select.rsp or Deselect.rsp with a status other than 0. ``code`` is the status."""


class WrongReply(ProtocolError, errors.RequestError):
    """The system bytes of the reply are the request's, its function is not, or its body cannot be
    read.

    :ivar request: what was asked.
    :ivar response: the message.
    """

    def __init__(self, text: str, request: Any = None, response: Any = None) -> None:
        errors.ProtocolError.__init__(self, f"{request}: {text}")
        self.request = request
        self.response = response


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=SelectRefused,
)
