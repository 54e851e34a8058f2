"""Feature codes, digit treatment, directories, XML applications.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.files import URLType

__all__: list[str] = [
    "CreateDigitTreatment",
    "CreateDigitTreatmentResp",
    "CreateLDAP",
    "CreateLDAPResp",
    "CreateXMLApplication",
    "CreateXMLApplicationResp",
    "DeleteDigitTreatment",
    "DeleteDigitTreatmentResp",
    "DeleteLDAP",
    "DeleteLDAPResp",
    "DeleteXMLApplication",
    "DeleteXMLApplicationResp",
    "DigitTreatmentDirectionType",
    "DigitTreatmentType",
    "EventCorporateDirectoryCnf",
    "EventCorporateDirectoryOrderCnf",
    "EventDigitTreatmentCnf",
    "EventFACCnf",
    "EventFACPrefixCnf",
    "EventLDAPCnf",
    "EventXMLApplicationCnf",
    "FACFeatureType",
    "FACPrefixType",
    "FACType",
    "GetCorporateDirectory",
    "GetCorporateDirectoryOrder",
    "GetDigitTreatment",
    "GetDigitTreatmentResp",
    "GetDigitTreatmentSummary",
    "GetDigitTreatmentSummaryResp",
    "GetFACPrefix",
    "GetFACPrefixResp",
    "GetLDAP",
    "GetLDAPResp",
    "GetXMLApplication",
    "GetXMLApplicationResp",
    "LDAPType",
    "LDAPTypeType",
    "SetCorporateDirectory",
    "SetCorporateDirectoryOrder",
    "SetDigitTreatment",
    "SetDigitTreatmentResp",
    "SetFAC",
    "SetFACPrefix",
    "SetFACPrefixResp",
    "SetFACResp",
    "SetLDAP",
    "SetLDAPResp",
    "SetXMLApplication",
    "SetXMLApplicationResp",
    "XMLApplicationType",
    "XMLApplicationTypeType",
]


class DigitTreatmentDirectionType(Strings):
    Incoming = "Incoming"
    Outgoing = "Outgoing"
    Both = "Both"
    Directory = "Directory"


class FACFeatureType(Strings):
    ActivateSubscription = "ActivateSubscription"
    ActivateWildcard = "ActivateWildcard"
    DeactivateSubscription = "DeactivateSubscription"
    UserLogin = "UserLogin"
    UserLogout = "UserLogout"
    SystemCredentialPasswd = "SystemCredentialPasswd"


class LDAPTypeType(Strings):
    GN = "GN"
    SN = "SN"
    CN = "CN"


class XMLApplicationTypeType(Strings):
    BuiltIn = "BuiltIn"
    BuiltInReadOnly = "BuiltInReadOnly"
    Dynamic = "Dynamic"
    CorpDir = "CorpDir"


class DigitTreatmentType(Record):
    """In ``CreateDigitTreatment`` and 3 more."""

    id: int | None = None
    externalPattern: str | None = None
    internalPattern: str | None = None
    directory: bool | None = None
    direction: DigitTreatmentDirectionType | str | None = None
    sites: bool | None = None
    prefix: str | None = None
    substitute: str | None = None


class FACPrefixType(Record):
    """In ``GetFACPrefixResp`` and 1 more."""

    prefix: str | None = None


class FACType(Record):
    """In ``EventFACCnf`` and 4 more."""

    feature: FACFeatureType | str | None = None
    enable: bool | None = None
    fac: str | None = None


class LDAPType(Record):
    """In ``CreateLDAP`` and 3 more."""

    id: int | None = None
    name: str | None = None
    active: bool | None = None
    order: int | None = None
    server: str | None = None
    port: int | None = None
    searchBase: str | None = None
    username: str | None = None
    password: str | None = None
    searchType: LDAPTypeType | str | None = None
    displayType: LDAPTypeType | str | None = None
    timeout: int | None = None


class XMLApplicationType(Record):
    """In ``CreateXMLApplication`` and 3 more."""

    enable: bool | None = None
    id: int | None = None
    type: XMLApplicationTypeType | str | None = None
    corpDirOrder: int | None = None
    name: str | None = None
    url: URLType | None = None


class DigitTreatmentFields(Record):
    """In ``CreateDigitTreatmentResp`` and 1 more."""

    id: int | None = None
    externalPattern: str | None = None
    internalPattern: str | None = None
    directory: bool | None = None
    direction: DigitTreatmentDirectionType | str | None = None
    sites: bool | None = None
    prefix: str | None = None
    substitute: str | None = None


class LDAPFields(Record):
    """In ``CreateLDAPResp`` and 1 more."""

    id: int | None = None
    name_: str | None = field(default=None, alias="name")
    active: bool | None = None
    order: int | None = None
    server: str | None = None
    port: int | None = None
    searchBase: str | None = None
    username: str | None = None
    password: str | None = None
    searchType: LDAPTypeType | str | None = None
    displayType: LDAPTypeType | str | None = None
    timeout: int | None = None


class XMLApplicationFields(Record):
    """In ``CreateXMLApplicationResp`` and 1 more."""

    enable: bool | None = None
    id: int | None = None
    type: XMLApplicationTypeType | str | None = None
    corpDirOrder: int | None = None
    name_: str | None = field(default=None, alias="name")
    url: URLType | None = None


class GetDigitTreatmentFields(Record):
    """In ``GetDigitTreatment`` and 1 more."""

    id: int | None = None
    maxRecords: int | None = None


class CreateDigitTreatment(Request, answer="CreateDigitTreatmentResp"):
    """Answered by :class:`CreateDigitTreatmentResp`."""

    rule: DigitTreatmentType | None = None


class CreateDigitTreatmentResp(Response, DigitTreatmentFields):
    """Answer to :class:`CreateDigitTreatment`."""


class CreateLDAP(Request, answer="CreateLDAPResp"):
    """Answered by :class:`CreateLDAPResp`."""

    ldap: LDAPType | None = None


class CreateLDAPResp(Response, LDAPFields):
    """Answer to :class:`CreateLDAP`."""


class CreateXMLApplication(Request, answer="CreateXMLApplicationResp"):
    """Answered by :class:`CreateXMLApplicationResp`."""

    XMLApplication: XMLApplicationType | None = None


class CreateXMLApplicationResp(Response, XMLApplicationFields):
    """Answer to :class:`CreateXMLApplication`."""


class DeleteDigitTreatment(Request, answer="DeleteDigitTreatmentResp"):
    """Answered by :class:`DeleteDigitTreatmentResp`."""

    id: int | None = None


class DeleteDigitTreatmentResp(Response):
    """Answer to :class:`DeleteDigitTreatment`."""


class DeleteLDAP(Request, answer="DeleteLDAPResp"):
    """Answered by :class:`DeleteLDAPResp`."""

    id: int | None = None


class DeleteLDAPResp(Response):
    """Answer to :class:`DeleteLDAP`."""


class DeleteXMLApplication(Request, answer="DeleteXMLApplicationResp"):
    """Answered by :class:`DeleteXMLApplicationResp`."""

    id: int | None = None


class DeleteXMLApplicationResp(Response):
    """Answer to :class:`DeleteXMLApplication`."""


class EventCorporateDirectoryCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventCorporateDirectoryOrderCnf(Event):
    """Comes to those who subscribed.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class EventDigitTreatmentCnf(Event, event_types=("DigitTreatmentCnf",)):
    """Subscribe ``DigitTreatmentCnf``."""

    deleted: bool | None = None
    rule: DigitTreatmentType | None = None


class EventFACCnf(Event, event_types=("FACCnf",)):
    """Subscribe ``FACCnf``."""

    fac: list[FACType] = repeated()


class EventFACPrefixCnf(Event):
    """Comes to those who subscribed."""

    prefix: str | None = None


class EventLDAPCnf(Event):
    """Comes to those who subscribed."""

    deleted: bool | None = None
    ldap: LDAPType | None = None


class EventXMLApplicationCnf(Event):
    """Comes to those who subscribed."""

    deleted: bool | None = None
    XMLApplication: XMLApplicationType | None = None


class GetCorporateDirectory(Request, answer="GetCorporateDirectoryResp"):
    """Answered by ``GetCorporateDirectoryResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetCorporateDirectoryOrder(Request, answer="GetCorporateDirectoryOrderResp"):
    """Answered by ``GetCorporateDirectoryOrderResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class GetDigitTreatment(
    Request,
    GetDigitTreatmentFields,
    required=("id",),
    answer="GetDigitTreatmentResp",
):
    """Answered by :class:`GetDigitTreatmentResp`."""


class GetDigitTreatmentResp(Response):
    """Answer to :class:`GetDigitTreatment`."""

    id: int | None = None
    rule: list[DigitTreatmentType] = repeated()


class GetDigitTreatmentSummary(Request, answer="GetDigitTreatmentSummaryResp"):
    """Answered by :class:`GetDigitTreatmentSummaryResp`."""


class GetDigitTreatmentSummaryResp(Response):
    """Answer to :class:`GetDigitTreatmentSummary`."""

    nRecords: int | None = None
    idFirst: int | None = None


class GetFACPrefix(Request, answer="GetFACPrefixResp"):
    """Answered by :class:`GetFACPrefixResp`."""


class GetFACPrefixResp(Response):
    """Answer to :class:`GetFACPrefix`."""

    fac: FACPrefixType | None = None


class GetLDAP(Request, answer="GetLDAPResp"):
    """Answered by :class:`GetLDAPResp`."""

    id: int | None = None


class GetLDAPResp(Response):
    """Answer to :class:`GetLDAP`."""

    id: int | None = None
    ldap: list[LDAPType] = repeated()


class GetXMLApplication(
    Request,
    GetDigitTreatmentFields,
    required=("id",),
    answer="GetXMLApplicationResp",
):
    """Answered by :class:`GetXMLApplicationResp`."""


class GetXMLApplicationResp(Response):
    """Answer to :class:`GetXMLApplication`."""

    id: int | None = None
    XMLApplication: list[XMLApplicationType] = repeated()


class SetCorporateDirectory(Request, answer="SetCorporateDirectoryResp"):
    """Answered by ``SetCorporateDirectoryResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetCorporateDirectoryOrder(Request, answer="SetCorporateDirectoryOrderResp"):
    """Answered by ``SetCorporateDirectoryOrderResp``.

    Name known from a GetVersionsResp of SIP-DECT 7.1 only; fields unknown.
    """


class SetDigitTreatment(Request, answer="SetDigitTreatmentResp"):
    """Answered by :class:`SetDigitTreatmentResp`."""

    rule: DigitTreatmentType | None = None


class SetDigitTreatmentResp(Response, DigitTreatmentFields):
    """Answer to :class:`SetDigitTreatment`."""


class SetFAC(Request, answer="SetFACResp"):
    """Answered by :class:`SetFACResp`."""

    feature: FACFeatureType | str | None = None
    enable: bool | None = None
    fac: str | None = None


class SetFACPrefix(Request, answer="SetFACPrefixResp"):
    """Answered by :class:`SetFACPrefixResp`."""

    prefix: str | None = None


class SetFACPrefixResp(Response):
    """Answer to :class:`SetFACPrefix`."""

    fac: FACPrefixType | None = None


class SetFACResp(Response):
    """Answer to :class:`SetFAC`."""

    fac: list[FACType] = repeated()


class SetLDAP(Request, answer="SetLDAPResp"):
    """Answered by :class:`SetLDAPResp`."""

    ldap: LDAPType | None = None


class SetLDAPResp(Response, LDAPFields):
    """Answer to :class:`SetLDAP`."""


class SetXMLApplication(Request, answer="SetXMLApplicationResp"):
    """Answered by :class:`SetXMLApplicationResp`."""

    XMLApplication: XMLApplicationType | None = None


class SetXMLApplicationResp(Response, XMLApplicationFields):
    """Answer to :class:`SetXMLApplication`."""
