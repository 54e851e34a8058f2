"""Certificates, and the supplicant of the base stations.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import URLType

__all__: list[str] = [
    "CertificateListType",
    "CertificateType",
    "EventOMMCertificateCnf",
    "EventSecureOMMCertificateServerImportCnf",
    "EventSecurePROVCertificateServerImportCnf",
    "EventSecureSIPCertificateCnf",
    "EventSecureSIPCertificateServerImportCnf",
    "EventSupplicantCertificateCnf",
    "EventSupplicantCertificateServerImportCnf",
    "EventSupplicantCnf",
    "GetOMMCertificate",
    "GetOMMCertificateResp",
    "GetSecureOMMCertificate",
    "GetSecureOMMCertificateResp",
    "GetSecureOMMCertificateServerImport",
    "GetSecureOMMCertificateServerImportResp",
    "GetSecurePROVCertificateServerImport",
    "GetSecurePROVCertificateServerImportResp",
    "GetSecureSIPCertificate",
    "GetSecureSIPCertificateResp",
    "GetSecureSIPCertificateServerImport",
    "GetSecureSIPCertificateServerImportResp",
    "GetSupplicant",
    "GetSupplicantCertificate",
    "GetSupplicantCertificateServerImport",
    "SetOMMCertificate",
    "SetOMMCertificateResp",
    "SetSecureOMMCertificate",
    "SetSecureOMMCertificateResp",
    "SetSecureOMMCertificateServerImport",
    "SetSecureOMMCertificateServerImportResp",
    "SetSecurePROVCertificateServerImport",
    "SetSecurePROVCertificateServerImportResp",
    "SetSecureSIPCertificate",
    "SetSecureSIPCertificateResp",
    "SetSecureSIPCertificateServerImport",
    "SetSecureSIPCertificateServerImportResp",
    "SetSupplicant",
    "SetSupplicantCertificate",
    "SetSupplicantCertificateServerImport",
]


class CertificateListType(Record):
    """In ``EventSecureSIPCertificateCnf``, ``GetSecureOMMCertificateResp``, …"""

    certificate: list[CertificateType] = repeated()


class CertificateType(Record):
    """In no message listed here."""

    key: str | None = None


class EventOMMCertificateCnf(Event):
    """Comes to those who subscribed."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None


class EventSecureOMMCertificateServerImportCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class EventSecurePROVCertificateServerImportCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class EventSecureSIPCertificateCnf(Event):
    """Comes to those who subscribed."""

    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    trustedCertificates: CertificateListType | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class EventSecureSIPCertificateServerImportCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class EventSupplicantCertificateCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventSupplicantCertificateServerImportCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventSupplicantCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetOMMCertificate(Request, answer="GetOMMCertificateResp"):
    """Answered by :class:`GetOMMCertificateResp`."""


class GetOMMCertificateResp(Response):
    """Answer to :class:`GetOMMCertificate`."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None


class GetSecureOMMCertificate(Request, answer="GetSecureOMMCertificateResp"):
    """Answered by :class:`GetSecureOMMCertificateResp`."""


class GetSecureOMMCertificateResp(Response):
    """Answer to :class:`GetSecureOMMCertificate`."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class GetSecureOMMCertificateServerImport(
    Request,
    answer="GetSecureOMMCertificateServerImportResp",
):
    """Answered by :class:`GetSecureOMMCertificateServerImportResp`."""


class GetSecureOMMCertificateServerImportResp(Response):
    """Answer to :class:`GetSecureOMMCertificateServerImport`."""

    enable: bool | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class GetSecurePROVCertificateServerImport(
    Request,
    answer="GetSecurePROVCertificateServerImportResp",
):
    """Answered by :class:`GetSecurePROVCertificateServerImportResp`."""


class GetSecurePROVCertificateServerImportResp(Response):
    """Answer to :class:`GetSecurePROVCertificateServerImport`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class GetSecureSIPCertificate(Request, answer="GetSecureSIPCertificateResp"):
    """Answered by :class:`GetSecureSIPCertificateResp`."""


class GetSecureSIPCertificateResp(Response):
    """Answer to :class:`GetSecureSIPCertificate`."""

    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    trustedCertificates: CertificateListType | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class GetSecureSIPCertificateServerImport(
    Request,
    answer="GetSecureSIPCertificateServerImportResp",
):
    """Answered by :class:`GetSecureSIPCertificateServerImportResp`."""


class GetSecureSIPCertificateServerImportResp(Response):
    """Answer to :class:`GetSecureSIPCertificateServerImport`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class GetSupplicant(Request, answer="GetSupplicantResp"):
    """Answered by ``GetSupplicantResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetSupplicantCertificate(Request, answer="GetSupplicantCertificateResp"):
    """Answered by ``GetSupplicantCertificateResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetSupplicantCertificateServerImport(
    Request,
    answer="GetSupplicantCertificateServerImportResp",
):
    """Answered by ``GetSupplicantCertificateServerImportResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetOMMCertificate(Request, answer="SetOMMCertificateResp"):
    """Answered by :class:`SetOMMCertificateResp`."""

    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKey: CertificateListType | None = None


class SetOMMCertificateResp(Response):
    """Answer to :class:`SetOMMCertificate`."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None


class SetSecureOMMCertificate(Request, answer="SetSecureOMMCertificateResp"):
    """Answered by :class:`SetSecureOMMCertificateResp`."""

    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKey: CertificateListType | None = None


class SetSecureOMMCertificateResp(Response):
    """Answer to :class:`SetSecureOMMCertificate`."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class SetSecureOMMCertificateServerImport(
    Request,
    answer="SetSecureOMMCertificateServerImportResp",
):
    """Answered by :class:`SetSecureOMMCertificateServerImportResp`."""

    enable: bool | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSecureOMMCertificateServerImportResp(Response):
    """Answer to :class:`SetSecureOMMCertificateServerImport`."""

    enable: bool | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSecurePROVCertificateServerImport(
    Request,
    answer="SetSecurePROVCertificateServerImportResp",
):
    """Answered by :class:`SetSecurePROVCertificateServerImportResp`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSecurePROVCertificateServerImportResp(Response):
    """Answer to :class:`SetSecurePROVCertificateServerImport`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSecureSIPCertificate(Request, answer="SetSecureSIPCertificateResp"):
    """Answered by :class:`SetSecureSIPCertificateResp`."""

    privateKeyPassword: str | None = None
    trustedCertificates: CertificateListType | None = None
    localCertificates: CertificateListType | None = None
    privateKey: CertificateListType | None = None


class SetSecureSIPCertificateResp(Response):
    """Answer to :class:`SetSecureSIPCertificate`."""

    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    trustedCertificates: CertificateListType | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class SetSecureSIPCertificateServerImport(
    Request,
    answer="SetSecureSIPCertificateServerImportResp",
):
    """Answered by :class:`SetSecureSIPCertificateServerImportResp`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSecureSIPCertificateServerImportResp(Response):
    """Answer to :class:`SetSecureSIPCertificateServerImport`."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SetSupplicant(Request, answer="SetSupplicantResp"):
    """Answered by ``SetSupplicantResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetSupplicantCertificate(Request, answer="SetSupplicantCertificateResp"):
    """Answered by ``SetSupplicantCertificateResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetSupplicantCertificateServerImport(
    Request,
    answer="SetSupplicantCertificateServerImportResp",
):
    """Answered by ``SetSupplicantCertificateServerImportResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """
