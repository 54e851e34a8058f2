"""What OM AXI connections raise.

``except omm.Error`` catches every failure of this protocol. A refusal is an :class:`OMMError`; each
error code of the OMM is a class of its own below it, named as on the wire. Codes that are not
known here come as plain :class:`OMMError` with the text in ``code``.

Source of the codes: OM AXI 6.1 schema (``ResponseCodeType``) and clients of later releases.
"""

from __future__ import annotations

from typing import Any

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of everything the OMM protocol raises."""


class ProtocolError(Error, errors.ProtocolError):
    """The OMM broke the protocol."""


class FrameTooLong(ProtocolError):
    """A message grew beyond the limit; the link cannot be trusted any more."""


class InvalidRequest(Error, errors.InvalidRequest):
    """The request cannot be expressed on the wire; nothing was written."""


class NotReady(Error, errors.NotReady):
    """The link is not open, or not logged in; nothing was written."""


class RequestTimeout(Error, errors.RequestTimeout):
    """No answer in time."""


class ConnectionLost(Error, errors.ConnectionLost):
    """The link to the OMM ended."""


class TLSFailed(ConnectionLost):
    """The TLS handshake failed; the text names the likely cause and the option that helps."""


class AuthenticationFailed(Error, errors.AuthenticationFailed):
    """The OMM did not accept the login."""


class OMMError(Error, errors.RequestRefused):
    """The OMM refused a request: its answer carries ``errCode``.

    :ivar code: the ``errCode`` as sent, such as ``"ENoEnt"``.
    :ivar info: the OMM's English text, or None.
    :ivar bad: the attribute or element at fault, or None.
    :ivar max_len: the longest text allowed (characters), with ``ETooLong``, or None.
    """

    def __init__(
        self,
        code: str,
        info: str | None = None,
        bad: str | None = None,
        max_len: int | None = None,
        *,
        request: Any = None,
        response: Any = None,
    ) -> None:
        self.info = info
        self.bad = bad
        self.max_len = max_len
        words = code
        if bad is not None:
            words += f" ({bad})" if max_len is None else f" ({bad}, at most {max_len} characters)"
        if info:
            words += f": {info}"
        super().__init__(words, request, response, code)


class EAreaFull(OMMError):
    """The paging area is full."""


class EAuth(OMMError, AuthenticationFailed):
    """The login was refused, or a request was sent before it."""


class EDectRegDomainInvalid(OMMError):
    """The DECT regulatory domain must be set first."""


class EEncryptNotAllowed(OMMError):
    """A base station without support for encryption is connected."""


class EExist(OMMError):
    """An attribute that must be unique is in use already."""


class EFailed(OMMError):
    """The request cannot be fulfilled."""


class EForbidden(OMMError):
    """Not permitted for this instance."""


class EInProgress(OMMError):
    """Another transaction is running."""


class EInval(OMMError):
    """A value is invalid or a limit was exceeded; ``bad`` names it."""


class EInvalidChars(OMMError):
    """A value has invalid characters."""


class ELicense(OMMError):
    """A licence is missing (messaging, locating, …)."""


class ELicenseFile(OMMError):
    """The licence file is not valid."""


class ELicenseWrongInstallId(OMMError):
    """The licence belongs to another installation."""


class EMissing(OMMError):
    """A mandatory field is missing; ``bad`` names it."""


class ENoEnt(OMMError):
    """No record has this key; with paging: the end of the list."""


class ENoMem(OMMError):
    """No room for another record; with messages: the handset's queue is full."""


class EPerm(OMMError):
    """The account, or the role of this link, lacks the permission."""


class EPwEmpty(OMMError):
    """The password is empty."""


class EPwUnchanged(OMMError):
    """The password is the old one."""


class EPwSimilarToHost(OMMError):
    """The password resembles the host name."""


class EPwSimilarToName(OMMError):
    """The password resembles the account's name."""


class EPwTooManySimilarChars(OMMError):
    """The password repeats characters."""


class EPwTooShort(OMMError):
    """The password is too short."""


class EPwTooSimilar(OMMError):
    """The password resembles the old one."""


class EPwTooWeak(OMMError):
    """The password is too weak."""


class ETooLong(OMMError):
    """A text is too long; ``bad`` names it, ``max_len`` gives the limit in characters."""


class EWlanRegDomainInvalid(OMMError):
    """The WLAN regulatory domain must be set first."""


#: error code -> class
CODES: dict[str, type[OMMError]] = {cls.__name__: cls for cls in OMMError.__subclasses__()}


def refusal(response: Any, request: Any = None) -> OMMError:
    """Make the exception for an answer that carries ``errCode``.

    :param response: the answer, see :class:`twisted_telco.omm.vocabulary.Response`.
    :param request: what was asked, as the caller gave it.
    """
    code = response["errCode"]
    max_len = response.maxLen
    return CODES.get(code, OMMError)(
        code,
        response.get("info"),
        response.get("bad"),
        max_len if isinstance(max_len, int) else None,
        request=request,
        response=response,
    )


FAMILY = errors.ErrorFamily(
    protocol=ProtocolError,
    invalid=InvalidRequest,
    not_ready=NotReady,
    timeout=RequestTimeout,
    lost=ConnectionLost,
    authentication=AuthenticationFailed,
)
