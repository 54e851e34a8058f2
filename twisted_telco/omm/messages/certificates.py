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
    """In ``EventSecureSIPCertificateCnf`` and 7 more."""

    certificate: list[CertificateType] = repeated()


class CertificateType(Record):
    """In no message listed here."""

    key: str | None = None


class OMMCertificateFields(Record):
    """In ``EventOMMCertificateCnf`` and 7 more."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None


class SecureOMMCertificateServerImportFields(Record):
    """In ``EventSecureOMMCertificateServerImportCnf`` and 11 more."""

    enable: bool | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SecurePROVCertificateServerImportFields(Record):
    """In ``EventSecurePROVCertificateServerImportCnf`` and 7 more."""

    enable: bool | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None
    url: URLType | None = None


class SecureSIPCertificateFields(Record):
    """In ``EventSecureSIPCertificateCnf`` and 2 more."""

    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    trustedCertificates: CertificateListType | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class SecureOMMCertificateFields(Record):
    """In ``EventSecureSIPCertificateCnf`` and 4 more."""

    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKeys: CertificateListType | None = None


class SetOMMCertificateFields(Record):
    """In ``SetOMMCertificate`` and 2 more."""

    privateKeyPassword: str | None = None
    localCertificates: CertificateListType | None = None
    privateKey: CertificateListType | None = None


class EventOMMCertificateCnf(Event, OMMCertificateFields):
    """Comes to those who subscribed."""


class EventSecureOMMCertificateServerImportCnf(Event, SecureOMMCertificateServerImportFields):
    """Comes to those who subscribed."""


class EventSecurePROVCertificateServerImportCnf(Event, SecurePROVCertificateServerImportFields):
    """Comes to those who subscribed."""


class EventSecureSIPCertificateCnf(Event, SecureSIPCertificateFields):
    """Comes to those who subscribed."""


class EventSecureSIPCertificateServerImportCnf(Event, SecurePROVCertificateServerImportFields):
    """Comes to those who subscribed."""


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


class GetOMMCertificateResp(Response, OMMCertificateFields):
    """Answer to :class:`GetOMMCertificate`."""


class GetSecureOMMCertificate(Request, answer="GetSecureOMMCertificateResp"):
    """Answered by :class:`GetSecureOMMCertificateResp`."""


class GetSecureOMMCertificateResp(Response, SecureOMMCertificateFields):
    """Answer to :class:`GetSecureOMMCertificate`."""


class GetSecureOMMCertificateServerImport(
    Request,
    answer="GetSecureOMMCertificateServerImportResp",
):
    """Answered by :class:`GetSecureOMMCertificateServerImportResp`."""


class GetSecureOMMCertificateServerImportResp(Response, SecureOMMCertificateServerImportFields):
    """Answer to :class:`GetSecureOMMCertificateServerImport`."""


class GetSecurePROVCertificateServerImport(
    Request,
    answer="GetSecurePROVCertificateServerImportResp",
):
    """Answered by :class:`GetSecurePROVCertificateServerImportResp`."""


class GetSecurePROVCertificateServerImportResp(Response, SecurePROVCertificateServerImportFields):
    """Answer to :class:`GetSecurePROVCertificateServerImport`."""


class GetSecureSIPCertificate(Request, answer="GetSecureSIPCertificateResp"):
    """Answered by :class:`GetSecureSIPCertificateResp`."""


class GetSecureSIPCertificateResp(Response, SecureSIPCertificateFields):
    """Answer to :class:`GetSecureSIPCertificate`."""


class GetSecureSIPCertificateServerImport(
    Request,
    answer="GetSecureSIPCertificateServerImportResp",
):
    """Answered by :class:`GetSecureSIPCertificateServerImportResp`."""


class GetSecureSIPCertificateServerImportResp(Response, SecurePROVCertificateServerImportFields):
    """Answer to :class:`GetSecureSIPCertificateServerImport`."""


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


class SetOMMCertificate(Request, SetOMMCertificateFields, answer="SetOMMCertificateResp"):
    """Answered by :class:`SetOMMCertificateResp`."""


class SetOMMCertificateResp(Response, OMMCertificateFields):
    """Answer to :class:`SetOMMCertificate`."""


class SetSecureOMMCertificate(
    Request,
    SetOMMCertificateFields,
    answer="SetSecureOMMCertificateResp",
):
    """Answered by :class:`SetSecureOMMCertificateResp`."""


class SetSecureOMMCertificateResp(Response, SecureOMMCertificateFields):
    """Answer to :class:`SetSecureOMMCertificate`."""


class SetSecureOMMCertificateServerImport(
    Request,
    SecureOMMCertificateServerImportFields,
    answer="SetSecureOMMCertificateServerImportResp",
):
    """Answered by :class:`SetSecureOMMCertificateServerImportResp`."""


class SetSecureOMMCertificateServerImportResp(Response, SecureOMMCertificateServerImportFields):
    """Answer to :class:`SetSecureOMMCertificateServerImport`."""


class SetSecurePROVCertificateServerImport(
    Request,
    SecurePROVCertificateServerImportFields,
    answer="SetSecurePROVCertificateServerImportResp",
):
    """Answered by :class:`SetSecurePROVCertificateServerImportResp`."""


class SetSecurePROVCertificateServerImportResp(Response, SecurePROVCertificateServerImportFields):
    """Answer to :class:`SetSecurePROVCertificateServerImport`."""


class SetSecureSIPCertificate(
    Request,
    SetOMMCertificateFields,
    answer="SetSecureSIPCertificateResp",
):
    """Answered by :class:`SetSecureSIPCertificateResp`."""

    trustedCertificates: CertificateListType | None = None


class SetSecureSIPCertificateResp(Response, SecureSIPCertificateFields):
    """Answer to :class:`SetSecureSIPCertificate`."""


class SetSecureSIPCertificateServerImport(
    Request,
    SecurePROVCertificateServerImportFields,
    answer="SetSecureSIPCertificateServerImportResp",
):
    """Answered by :class:`SetSecureSIPCertificateServerImportResp`."""


class SetSecureSIPCertificateServerImportResp(Response, SecurePROVCertificateServerImportFields):
    """Answer to :class:`SetSecureSIPCertificateServerImport`."""


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
