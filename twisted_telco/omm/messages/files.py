"""Files, backups, software and where they come from.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, field

if TYPE_CHECKING:
    from twisted_telco.omm.messages.sip import SSLMethodType

__all__: list[str] = [
    "DBBackupToUSB",
    "DBBackupToUSBResp",
    "DBRestoreFromUSB",
    "DBRestoreFromUSBResp",
    "DbTransferStateSelectType",
    "DbTransferStateType",
    "EventAutoDBBackupCnf",
    "EventAutoDBBackupFileNameCnf",
    "EventConfigURLCnf",
    "EventDbTransferState",
    "EventOMPURLCnf",
    "EventSoftwareImageURLCnf",
    "EventSoftwareUpdateCnf",
    "EventUsedConfigURL",
    "GetAutoDBBackup",
    "GetAutoDBBackupFileName",
    "GetAutoDBBackupFileNameResp",
    "GetAutoDBBackupResp",
    "GetConfigURL",
    "GetConfigURLResp",
    "GetDbTransferState",
    "GetDbTransferStateResp",
    "GetFile",
    "GetFileResp",
    "GetFlashMemUsage",
    "GetFlashMemUsageResp",
    "GetOMPURL",
    "GetOMPURLResp",
    "GetSoftwareImageURL",
    "GetSoftwareImageURLResp",
    "GetSoftwareUpdate",
    "GetSoftwareUpdateResp",
    "GetUsedConfigURL",
    "GetUsedConfigURLResp",
    "ManualDBBackup",
    "ManualDBBackupResp",
    "ManualDBRestore",
    "ManualDBRestoreResp",
    "ProtocolType",
    "PutFile",
    "PutFileResp",
    "SetAutoDBBackup",
    "SetAutoDBBackupResp",
    "SetConfigURL",
    "SetConfigURLResp",
    "SetOMPURL",
    "SetOMPURLResp",
    "SetSoftwareImageURL",
    "SetSoftwareImageURLResp",
    "SoftwareUpdate",
    "SoftwareUpdateResp",
    "URLType",
    "UpdateIMAConfigFile",
    "UpdateIMAConfigFileResp",
]


class DbTransferStateSelectType(Strings):
    manualBackup = "manualBackup"
    manualRestore = "manualRestore"
    automaticBackup = "automaticBackup"


class DbTransferStateType(Strings):
    idle = "idle"
    running = "running"
    finished = "finished"
    identical = "identical"
    internal_error = "internal_error"
    invalid_file = "invalid_file"
    invalid_param = "invalid_param"
    unknown = "unknown"


class ProtocolType(Strings):
    FTP = "FTP"
    FTPS = "FTPS"
    HTTP = "HTTP"
    HTTPS = "HTTPS"
    TFTP = "TFTP"
    SFTP = "SFTP"
    SCP = "SCP"
    None_ = "None"


class URLType(Record):
    """In ``CreateXMLApplicationResp`` and 59 more."""

    enable: bool | None = None
    useCommonCerts: bool | None = None
    protocol: ProtocolType | str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = None
    sslMethod: SSLMethodType | str | None = None
    privateKeyPassword: str | None = None
    validateCerts: bool | None = None
    validateExpires: bool | None = None
    validateHostName: bool | None = None
    allowNonConfTrustCerts: bool | None = None
    importCerts: bool | None = None
    nTrustedCertificates: int | None = None
    nLocalCertificates: int | None = None
    nPrivateKeys: int | None = None
    trustedCertificates: str | None = None
    localCertificates: str | None = None
    privateKey: str | None = None


class SoftwareUpdateFields(Record):
    """In ``EventSoftwareUpdateCnf`` and 3 more."""

    timedUpdate: bool | None = None
    allAtOnce: bool | None = None
    hour: int | None = None
    minute: int | None = None


class DBBackupToUSB(Request, answer="DBBackupToUSBResp"):
    """Answered by :class:`DBBackupToUSBResp`."""


class DBBackupToUSBResp(Response):
    """Answer to :class:`DBBackupToUSB`."""


class DBRestoreFromUSB(Request, answer="DBRestoreFromUSBResp"):
    """Answered by :class:`DBRestoreFromUSBResp`."""


class DBRestoreFromUSBResp(Response):
    """Answer to :class:`DBRestoreFromUSB`."""


class EventAutoDBBackupCnf(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class EventAutoDBBackupFileNameCnf(Event):
    """Comes to those who subscribed."""

    fileName: str | None = None


class EventConfigURLCnf(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class EventDbTransferState(Event):
    """Comes to those who subscribed."""

    select: DbTransferStateSelectType | str | None = None
    state: DbTransferStateType | str | None = None
    error: str | None = None
    lastupd: str | None = None
    url: str | None = None


class EventOMPURLCnf(Event):
    """Comes to those who subscribed."""

    enable: bool | None = None
    url: URLType | None = None


class EventSoftwareImageURLCnf(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class EventSoftwareUpdateCnf(Event, SoftwareUpdateFields):
    """Comes to those who subscribed.

    Flat in schema, not seen on the wire; accept a child element too.
    """


class EventUsedConfigURL(Event):
    """Comes to those who subscribed."""

    url: URLType | None = None


class GetAutoDBBackup(Request, answer="GetAutoDBBackupResp"):
    """Answered by :class:`GetAutoDBBackupResp`."""


class GetAutoDBBackupFileName(Request, answer="GetAutoDBBackupFileNameResp"):
    """Answered by :class:`GetAutoDBBackupFileNameResp`."""


class GetAutoDBBackupFileNameResp(Response):
    """Answer to :class:`GetAutoDBBackupFileName`."""

    fileName: str | None = None


class GetAutoDBBackupResp(Response):
    """Answer to :class:`GetAutoDBBackup`."""

    url: URLType | None = None


class GetConfigURL(Request, answer="GetConfigURLResp"):
    """Answered by :class:`GetConfigURLResp`."""


class GetConfigURLResp(Response):
    """Answer to :class:`GetConfigURL`."""

    url: URLType | None = None


class GetDbTransferState(Request, answer="GetDbTransferStateResp"):
    """Answered by :class:`GetDbTransferStateResp`."""

    select: DbTransferStateSelectType | str | None = None


class GetDbTransferStateResp(Response):
    """Answer to :class:`GetDbTransferState`."""

    select: DbTransferStateSelectType | str | None = None
    state: DbTransferStateType | str | None = None
    error: str | None = None
    lastupd: str | None = None


class GetFile(Request, answer="GetFileResp"):
    """Answered by :class:`GetFileResp`."""

    name_: str | None = field(default=None, alias="name")


class GetFileResp(Response):
    """Answer to :class:`GetFile`."""

    name_: str | None = field(default=None, alias="name")
    offset: int | None = None
    data: str | None = None
    size: int | None = None
    eof: bool | None = None


class GetFlashMemUsage(Request, answer="GetFlashMemUsageResp"):
    """Answered by :class:`GetFlashMemUsageResp`."""


class GetFlashMemUsageResp(Response):
    """Answer to :class:`GetFlashMemUsage`."""

    level: int | None = None


class GetOMPURL(Request, answer="GetOMPURLResp"):
    """Answered by :class:`GetOMPURLResp`."""


class GetOMPURLResp(Response):
    """Answer to :class:`GetOMPURL`."""

    url: URLType | None = None


class GetSoftwareImageURL(Request, answer="GetSoftwareImageURLResp"):
    """Answered by :class:`GetSoftwareImageURLResp`."""


class GetSoftwareImageURLResp(Response):
    """Answer to :class:`GetSoftwareImageURL`."""

    url: URLType | None = None


class GetSoftwareUpdate(Request, answer="GetSoftwareUpdateResp"):
    """Answered by :class:`GetSoftwareUpdateResp`."""


class GetSoftwareUpdateResp(Response, SoftwareUpdateFields):
    """Answer to :class:`GetSoftwareUpdate`."""


class GetUsedConfigURL(Request, answer="GetUsedConfigURLResp"):
    """Answered by :class:`GetUsedConfigURLResp`."""


class GetUsedConfigURLResp(Response):
    """Answer to :class:`GetUsedConfigURL`."""

    url: URLType | None = None


class ManualDBBackup(Request, answer="ManualDBBackupResp"):
    """Answered by :class:`ManualDBBackupResp`."""

    url: URLType | None = None


class ManualDBBackupResp(Response):
    """Answer to :class:`ManualDBBackup`."""

    url: URLType | None = None


class ManualDBRestore(Request, answer="ManualDBRestoreResp"):
    """Answered by :class:`ManualDBRestoreResp`."""

    url: URLType | None = None


class ManualDBRestoreResp(Response):
    """Answer to :class:`ManualDBRestore`."""

    url: URLType | None = None


class PutFile(Request, answer="PutFileResp"):
    """Answered by :class:`PutFileResp`."""

    name_: str | None = field(default=None, alias="name")
    offset: int | None = None
    data: str | None = None
    eof: bool | None = None


class PutFileResp(Response):
    """Answer to :class:`PutFile`."""


class SetAutoDBBackup(Request, answer="SetAutoDBBackupResp"):
    """Answered by :class:`SetAutoDBBackupResp`."""

    url: URLType | None = None


class SetAutoDBBackupResp(Response):
    """Answer to :class:`SetAutoDBBackup`."""

    url: URLType | None = None


class SetConfigURL(Request, answer="SetConfigURLResp"):
    """Answered by :class:`SetConfigURLResp`."""

    url: URLType | None = None


class SetConfigURLResp(Response):
    """Answer to :class:`SetConfigURL`."""

    url: URLType | None = None


class SetOMPURL(Request, answer="SetOMPURLResp"):
    """Answered by :class:`SetOMPURLResp`."""

    url: URLType | None = None


class SetOMPURLResp(Response):
    """Answer to :class:`SetOMPURL`."""

    url: URLType | None = None


class SetSoftwareImageURL(Request, answer="SetSoftwareImageURLResp"):
    """Answered by :class:`SetSoftwareImageURLResp`."""

    url: URLType | None = None


class SetSoftwareImageURLResp(Response):
    """Answer to :class:`SetSoftwareImageURL`."""

    url: URLType | None = None


class SoftwareUpdate(Request, SoftwareUpdateFields, answer="SoftwareUpdateResp"):
    """Answered by :class:`SoftwareUpdateResp`."""


class SoftwareUpdateResp(Response, SoftwareUpdateFields):
    """Answer to :class:`SoftwareUpdate`."""


class UpdateIMAConfigFile(Request, answer="UpdateIMAConfigFileResp"):
    """Answered by :class:`UpdateIMAConfigFileResp`."""


class UpdateIMAConfigFileResp(Response):
    """Answer to :class:`UpdateIMAConfigFile`."""
