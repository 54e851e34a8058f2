"""Handsets: their records and their ties to users.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.handsets import DECTSubscriptionStateType, LastPPActionType
    from twisted_telco.omm.messages.users import PPUserType

__all__: list[str] = [
    "CreateFixedPP",
    "CreateFixedPPResp",
    "CreatePPDev",
    "CreatePPDevResp",
    "DeletePPDev",
    "DeletePPDevResp",
    "EventPPCnf",
    "EventPPDevCnf",
    "EventPPDevSummary",
    "GetActivePPDev",
    "GetActivePPDevResp",
    "GetPP",
    "GetPPDev",
    "GetPPDevByIPEI",
    "GetPPDevByIPEIResp",
    "GetPPDevResp",
    "GetPPDevSummary",
    "GetPPDevSummaryResp",
    "GetPPResp",
    "HWTypeType",
    "PPDevType",
    "PPRelTypeType",
    "SetPP",
    "SetPPDev",
    "SetPPDevResp",
    "SetPPResp",
]


class HWTypeType(Strings):
    Unknown = "Unknown"
    V142d = "142d"
    V610d = "610d"
    V620d = "620d"
    V630d = "630d"
    V612d = "612d"
    V622d = "622d"
    V632d = "632d"
    V650c = "650c"
    V740cv = "740cv"
    GAP = "GAP"


class PPRelTypeType(Strings):
    Unbound = "Unbound"
    Dynamic = "Dynamic"
    Fixed = "Fixed"


class PPDevType(Record):
    """In ``CreateFixedPP`` and 12 more."""

    ppn: int | None = None
    timeStamp: int | None = None
    relType: PPRelTypeType | str | None = None
    uid: int | None = None
    ipei: str | None = None
    ac: str | None = None
    s: DECTSubscriptionStateType | str | None = None
    uak: str | None = None
    encrypt: bool | None = None
    capMessaging: bool | None = None
    capMessagingForInternalUse: bool | None = None
    capEnhLocating: bool | None = None
    capBluetooth: bool | None = None
    ethAddr: str | None = None
    hwType: HWTypeType | str | None = None
    ppProfileCapability: bool | None = None
    ppDefaultProfileLoaded: bool | None = None
    subscribeToPARIOnly: bool | None = None
    autoCreate: bool | None = None
    ommId: str | None = None
    ommIdAck: str | None = None
    timeStampAdmin: int | None = None
    timeStampRelation: int | None = None
    timeStampRoaming: int | None = None
    timeStampSubscription: int | None = None
    roaming: str | None = None
    modicType: str | None = None
    locationData: str | None = None
    dectIeFixedId: str | None = None
    subscriptionId: str | None = None
    ppnSec: int | None = None


class FixedPPFields(Record):
    """In ``CreateFixedPP`` and 5 more."""

    user: PPUserType | None = None
    pp: PPDevType | None = None


class PPDevSummaryFields(Record):
    """In ``EventPPDevSummary`` and 1 more."""

    nRecords: int | None = None
    ppnFirst: int | None = None
    subscribedDevs: int | None = None


class PPFields(Record):
    """In ``CreateFixedPP`` and 5 more."""

    pp: PPDevType | None = None
    user: PPUserType | None = None


class CreateFixedPP(Request, FixedPPFields, answer="CreateFixedPPResp"):
    """Answered by :class:`CreateFixedPPResp`."""


class CreateFixedPPResp(Response, FixedPPFields):
    """Answer to :class:`CreateFixedPP`."""


class CreatePPDev(Request, answer="CreatePPDevResp"):
    """Answered by :class:`CreatePPDevResp`.

    Record travels in child <pp> (schema draws its attributes flat).
    """

    pp: PPDevType | None = None


class CreatePPDevResp(Response):
    """Answer to :class:`CreatePPDev`.

    Record travels in child <pp> (schema draws its attributes flat).
    """

    pp: PPDevType | None = None


class DeletePPDev(Request, required=("ppn",), answer="DeletePPDevResp"):
    """Answered by :class:`DeletePPDevResp`."""

    ppn: int | None = None


class DeletePPDevResp(Response):
    """Answer to :class:`DeletePPDev`."""


class EventPPCnf(
    Event,
    FixedPPFields,
    event_types=("PPDevCnf", "PPUserCnf"),
    permission="AllCnfRead",
):
    """Subscribe ``PPDevCnf`` and others.

    Sent instead of EventPPDevCnf/EventPPUserCnf on a link opened with UserDeviceSyncClient=true
    (peers subscribe to PPDevCnf and then receive EventPPCnf).
    """

    deletedUser: bool | None = None
    deletedDev: bool | None = None


class EventPPDevCnf(Event, event_types=("PPDevCnf",), permission="AllCnfRead"):
    """Subscribe ``PPDevCnf``.

    Child is <pp> on the wire; the schema names it user.
    """

    deleted: bool | None = None
    pp: PPDevType | None = None


class EventPPDevSummary(Event, PPDevSummaryFields, event_types=("PPDevSummary",)):
    """Subscribe ``PPDevSummary``."""


class GetActivePPDev(Request, required=("id",), answer="GetActivePPDevResp"):
    """Answered by :class:`GetActivePPDevResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetActivePPDevResp(Response):
    """Answer to :class:`GetActivePPDev`."""

    pp: list[LastPPActionType] = repeated()


class GetPP(Request, answer="GetPPResp"):
    """Answered by :class:`GetPPResp`."""

    uid: int | None = None
    ppn: int | None = None


class GetPPDev(Request, required=("ppn",), answer="GetPPDevResp"):
    """Answered by :class:`GetPPDevResp`."""

    ppn: int | None = None
    maxRecords: int | None = None


class GetPPDevByIPEI(Request, answer="GetPPDevByIPEIResp"):
    """Answered by :class:`GetPPDevByIPEIResp`."""

    ipei: str | None = None


class GetPPDevByIPEIResp(Response):
    """Answer to :class:`GetPPDevByIPEI`."""

    pp: PPDevType | None = None


class GetPPDevResp(Response):
    """Answer to :class:`GetPPDev`.

    Record travels in child <pp> (schema draws its attributes flat).
    """

    pp: list[PPDevType] = repeated()


class GetPPDevSummary(Request, answer="GetPPDevSummaryResp"):
    """Answered by :class:`GetPPDevSummaryResp`."""


class GetPPDevSummaryResp(Response, PPDevSummaryFields):
    """Answer to :class:`GetPPDevSummary`."""


class GetPPResp(Response, FixedPPFields):
    """Answer to :class:`GetPP`."""


class SetPP(Request, FixedPPFields, answer="SetPPResp"):
    """Answered by :class:`SetPPResp`."""


class SetPPDev(Request, answer="SetPPDevResp"):
    """Answered by :class:`SetPPDevResp`.

    Record travels in child <pp> (schema draws its attributes flat).
    """

    pp: PPDevType | None = None


class SetPPDevResp(Response):
    """Answer to :class:`SetPPDev`.

    Record travels in child <pp> (schema draws its attributes flat).
    """

    pp: PPDevType | None = None


class SetPPResp(Response, FixedPPFields):
    """Answer to :class:`SetPP`."""
