"""Accounts of the OMM, remote access.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.session import PermissionType

__all__: list[str] = [
    "AccountAgingType",
    "AccountStateType",
    "AccountStateTypeType",
    "AccountType",
    "CreateAccount",
    "CreateAccountResp",
    "DeleteAccount",
    "DeleteAccountResp",
    "EventAccountCnf",
    "EventAccountSummary",
    "EventRemoteAccessCnf",
    "EventSystemCredentialsCnf",
    "GetAccount",
    "GetAccountResp",
    "GetAccountSummary",
    "GetAccountSummaryResp",
    "GetRemoteAccess",
    "GetRemoteAccessResp",
    "GetSystemCredentials",
    "GetSystemCredentialsResp",
    "SetAccount",
    "SetAccountResp",
    "SetRemoteAccess",
    "SetRemoteAccessResp",
    "SetSystemCredentials",
    "SetSystemCredentialsResp",
]


class AccountAgingType(Strings):
    time3Months = "time3Months"
    time6Months = "time6Months"
    count50Logins = "count50Logins"
    count100Logins = "count100Logins"
    none = "none"


class AccountStateTypeType(Strings):
    dontCare = "dontCare"
    changed = "changed"
    notChanged = "notChanged"
    expired = "expired"


class AccountStateType(Record):
    """In ``OpenResp``."""

    id: int | None = None
    username: str | None = None
    state: str | None = None


class AccountType(Record):
    """In ``GetAccountResp``."""

    id: int | None = None
    username: str | None = None
    password: str | None = None
    oldPassword: str | None = None
    active: bool | None = None
    aging: AccountAgingType | str | None = None
    expire: int | None = None
    state: AccountStateTypeType | str | None = None
    permission_: str | None = field(default=None, alias="permission", init=False)
    permission: list[PermissionType | str] = repeated()


class AccountFields(Record):
    """In ``CreateAccount`` and 4 more."""

    id: int | None = None
    username: str | None = None
    password: str | None = None
    oldPassword: str | None = None
    active: bool | None = None
    aging: AccountAgingType | str | None = None
    expire: int | None = None
    state: AccountStateTypeType | str | None = None
    permission: list[PermissionType | str] = repeated()


class AccountSummaryFields(Record):
    """In ``EventAccountSummary`` and 1 more."""

    nRecords: int | None = None
    idFirst: int | None = None


class SystemCredentialsFields(Record):
    """In ``CreateAccount`` and 8 more."""

    username: str | None = None
    password: str | None = None


class CreateAccount(Request, AccountFields, answer="CreateAccountResp"):
    """Answered by :class:`CreateAccountResp`."""


class CreateAccountResp(Response, AccountFields):
    """Answer to :class:`CreateAccount`."""


class DeleteAccount(Request, required=("id",), answer="DeleteAccountResp"):
    """Answered by :class:`DeleteAccountResp`."""

    id: int | None = None


class DeleteAccountResp(Response):
    """Answer to :class:`DeleteAccount`."""


class EventAccountCnf(Event, AccountFields, event_types=("AccountCnf",)):
    """Subscribe ``AccountCnf``."""


class EventAccountSummary(Event, AccountSummaryFields, event_types=("AccountSummary",)):
    """Subscribe ``AccountSummary``."""


class EventRemoteAccessCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None


class EventSystemCredentialsCnf(Event, SystemCredentialsFields):
    """Comes to those who subscribed."""


class GetAccount(Request, required=("id",), answer="GetAccountResp"):
    """Answered by :class:`GetAccountResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetAccountResp(Response):
    """Answer to :class:`GetAccount`.

    Record travels in child <account> (schema draws its attributes flat).
    """

    account: list[AccountType] = repeated()


class GetAccountSummary(Request, answer="GetAccountSummaryResp"):
    """Answered by :class:`GetAccountSummaryResp`."""


class GetAccountSummaryResp(Response, AccountSummaryFields):
    """Answer to :class:`GetAccountSummary`."""


class GetRemoteAccess(Request, answer="GetRemoteAccessResp"):
    """Answered by :class:`GetRemoteAccessResp`."""


class GetRemoteAccessResp(Response):
    """Answer to :class:`GetRemoteAccess`."""

    enable: bool | None = None


class GetSystemCredentials(Request, answer="GetSystemCredentialsResp"):
    """Answered by :class:`GetSystemCredentialsResp`."""


class GetSystemCredentialsResp(Response, SystemCredentialsFields):
    """Answer to :class:`GetSystemCredentials`."""


class SetAccount(Request, AccountFields, answer="SetAccountResp"):
    """Answered by :class:`SetAccountResp`."""


class SetAccountResp(Response, AccountFields):
    """Answer to :class:`SetAccount`."""


class SetRemoteAccess(Request, answer="SetRemoteAccessResp"):
    """Answered by :class:`SetRemoteAccessResp`."""

    enable: bool | None = None


class SetRemoteAccessResp(Response):
    """Answer to :class:`SetRemoteAccess`."""

    enable: bool | None = None


class SetSystemCredentials(Request, SystemCredentialsFields, answer="SetSystemCredentialsResp"):
    """Answered by :class:`SetSystemCredentialsResp`."""


class SetSystemCredentialsResp(Response, SystemCredentialsFields):
    """Answer to :class:`SetSystemCredentials`."""
