"""The one exception tree.

Every protocol subclasses these under one base of its own (``ami.Error``, ``esl.Error``, …), so
that ``except ami.Error`` catches every failure of that protocol and ``except TelcoError`` all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class TelcoError(Exception):
    """Base of everything this library raises on purpose."""


class ProtocolError(TelcoError):
    """The far end broke the protocol.

    :ivar reason: one sentence.
    :ivar offset: where in the received stream (bytes from its start), or None.
    """

    def __init__(self, reason: str, offset: int | None = None) -> None:
        self.reason = reason
        self.offset = offset
        super().__init__(reason if offset is None else f"{reason} (at byte {offset})")


class InvalidRequest(TelcoError, ValueError):
    """We were called wrongly; nothing was written to the wire."""


class NotReady(TelcoError):
    """A request was made while the connection is not ready; nothing was written."""


class RequestError(TelcoError):
    """A request failed.

    :ivar request: what was asked, as the caller gave it.
    """

    def __init__(self, text: str, request: Any = None) -> None:
        self.request = request
        super().__init__(text)


class RequestRefused(RequestError):
    """The far end said no.

    :ivar response: its answer, untouched.
    :ivar code: the protocol's own code, or None where it has none.
    :ivar text: the far end's words.
    """

    def __init__(
        self, text: str, request: Any = None, response: Any = None, code: Any = None
    ) -> None:
        self.response = response
        self.code = code
        self.text = text
        super().__init__(text, request)


class RequestTimeout(RequestError, TimeoutError):
    """No answer in time.

    :ivar timeout: how long was waited, in seconds.
    """

    def __init__(self, request: Any = None, timeout: float | None = None) -> None:
        self.timeout = timeout
        waited = "in time" if timeout is None else f"within {timeout:g} s"
        super().__init__(f"no answer to {request} {waited}", request)


class ConnectionLost(TelcoError, ConnectionError):
    """The link ended.

    :ivar reason: why, in words.
    :ivar request: the request that it left unanswered, or None.
    """

    def __init__(self, reason: str = "connection lost", request: Any = None) -> None:
        self.reason = reason
        self.request = request
        super().__init__(reason if request is None else f"{reason}; {request} was not answered")


class AuthenticationFailed(TelcoError):
    """The far end refused the login. The text is its own."""


@dataclass(frozen=True)
class ErrorFamily:
    """The classes a protocol raises where ``core`` has to raise something.

    Each is a subclass of both the general class and the protocol's own base.
    """

    protocol: type[ProtocolError] = ProtocolError
    invalid: type[InvalidRequest] = InvalidRequest
    not_ready: type[NotReady] = NotReady
    timeout: type[RequestTimeout] = RequestTimeout
    lost: type[ConnectionLost] = ConnectionLost
    authentication: type[AuthenticationFailed] = AuthenticationFailed
