"""What esl raises. Everything is an :class:`Error`, and each also a class of the common tree."""

from __future__ import annotations

from typing import Any, TypeVar

from twisted_telco import errors

E = TypeVar("E", bound=BaseException)


class Error(errors.TelcoError):
    """Base of all failures of this protocol."""


class ProtocolError(Error, errors.ProtocolError):
    """The far end broke the framing of the event socket."""


class InvalidRequest(Error, errors.InvalidRequest):
    """A command that must not be written: a line break in a line, an unknown event name, …"""


class NotReady(Error, errors.NotReady):
    """A command on a connection that is not ready; nothing was written."""


class RequestTimeout(Error, errors.RequestTimeout):
    """A command, a job or a wait for an event took too long."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The link ended.

    :ivar kind: ``"eof"`` (it just ended), ``"notice"`` (the server said goodbye), ``"shutdown"``
        (the server is being shut down or its module reloaded), ``"overrun"`` (the server killed
        us because we read too slowly and events were lost), ``"rejected"`` or ``"closed"`` (by
        our own side).
    """

    kind = "eof"


class AuthenticationFailed(Error, errors.AuthenticationFailed):
    """``auth`` or ``userauth`` was answered with ``-ERR invalid``."""


class Rejected(ConnectionLost):
    """The server's access list refuses our address (``text/rude-rejection``).

    Also seen for a moment while a server reloads its lists, so a client tries again.
    """

    kind = "rejected"


class CommandError(Error, errors.RequestRefused):
    """The server answered ``-ERR``, ``-USAGE`` or ``-ERROR``.

    :ivar text: the server's words, stripped.
    :ivar response: the :class:`~twisted_telco.esl.Reply` or :class:`~twisted_telco.esl.ApiReply`.
    """


class JobFailed(CommandError):
    """A background job ended with an error.

    :ivar cause: of a failed ``originate`` the hangup cause (``USER_BUSY``), otherwise None.
    """

    cause: str | None = None


class HungUp(Error):
    """The session ended while something waited for it.

    :ivar uuid: of the session.
    :ivar cause: the hangup cause, or None where it is not known.
    """

    def __init__(self, uuid: str, cause: str | None = None, waiting_for: Any = None) -> None:
        self.uuid = uuid
        self.cause = cause
        what = f" while waiting for {waiting_for}" if waiting_for else ""
        super().__init__(f"session {uuid} hung up ({cause or 'cause unknown'}){what}")


def another(error: E) -> E:
    """The same error as an instance of its own: each who waits adds his own traceback."""
    made = type(error).__new__(type(error))
    made.args = error.args
    made.__dict__.update(error.__dict__)
    made.__cause__ = error.__cause__
    return made


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=AuthenticationFailed,
)
