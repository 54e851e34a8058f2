"""Wireless LAN of the base stations.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

if TYPE_CHECKING:
    from twisted_telco.omm.messages.features import FACType

__all__: list[str] = [
    "ACLEntryTypeType",
    "CreateACLEntry",
    "CreateACLEntryResp",
    "CreateWLANProfile",
    "CreateWLANProfileResp",
    "DeleteACLEntry",
    "DeleteACLEntryResp",
    "DeleteWLANProfile",
    "DeleteWLANProfileResp",
    "EventACLCnf",
    "EventWLANClient",
    "EventWLANProfileCnf",
    "EventWLANRegDomainCnf",
    "GetACLEntry",
    "GetACLEntryResp",
    "GetFACList",
    "GetFACListResp",
    "GetWLANClients",
    "GetWLANClientsResp",
    "GetWLANProfile",
    "GetWLANProfileResp",
    "GetWLANRegDomain",
    "GetWLANRegDomainList",
    "GetWLANRegDomainListResp",
    "GetWLANRegDomainResp",
    "SetACLEntry",
    "SetACLEntryResp",
    "SetFACList",
    "SetFACListResp",
    "SetWLANProfile",
    "SetWLANProfileResp",
    "SetWLANRegDomain",
    "SetWLANRegDomainResp",
    "WLANAntennaType",
    "WLANChannelHtType",
    "WLANChannelType",
    "WLANClientType",
    "WLANPProfileSecurityType",
    "WLANPowerType",
    "WLANProfileKeyLengthType",
    "WLANProfileModeType",
    "WLANProfileProfileType",
    "WLANProfileQosType",
    "WLANProfileRateType",
    "WLANProfileType",
    "WLANProfileWPAType",
    "WLANRegDomainTypeType",
    "WLANSSIDProfileType",
]


class WLANAntennaType(Strings):
    V1 = "1"
    V2 = "2"


class WLANChannelHtType(Strings):
    None_ = "None"
    HT20 = "HT20"
    HT40MINUS = "HT40MINUS"
    HT40PLUS = "HT40PLUS"


class WLANChannelType(Strings):
    V1 = "1"
    V2 = "2"
    V3 = "3"
    V4 = "4"
    V5 = "5"
    V6 = "6"
    V7 = "7"
    V8 = "8"
    V9 = "9"
    V10 = "10"
    V11 = "11"
    V12 = "12"
    V13 = "13"
    V14 = "14"
    V36 = "36"
    V40 = "40"
    V44 = "44"
    V48 = "48"
    V52 = "52"
    V56 = "56"
    V60 = "60"
    V64 = "64"
    V100 = "100"
    V104 = "104"
    V108 = "108"
    V112 = "112"
    V116 = "116"
    V120 = "120"
    V124 = "124"
    V128 = "128"
    V132 = "132"
    V136 = "136"
    V140 = "140"
    V147 = "147"
    V151 = "151"
    V155 = "155"
    V159 = "159"
    V163 = "163"
    V167 = "167"
    V171 = "171"


class WLANPowerType(Strings):
    V6 = "6"
    V12 = "12"
    V25 = "25"
    V50 = "50"
    V100 = "100"


class WLANPProfileSecurityType(Strings):
    Open = "Open"
    WEP = "WEP"
    WPA = "WPA"
    Radius = "Radius"


class WLANProfileKeyLengthType(Strings):
    V64 = "64"
    V128 = "128"
    V256 = "256"


class WLANProfileModeType(Strings):
    B = "B"
    G = "G"
    BG = "BG"
    ABG = "ABG"
    N = "N"


class WLANProfileProfileType(Strings):
    RFP42 = "RFP42"
    RFP43 = "RFP43"


class WLANProfileQosType(Strings):
    None_ = "None"
    WME = "WME"
    WME_VLAN = "WME-VLAN"
    WME_DiffServ = "WME-DiffServ"


class WLANProfileRateType(Strings):
    V1000 = "1000"
    V2000 = "2000"
    V5500 = "5500"
    V6000 = "6000"
    V9000 = "9000"
    V11000 = "11000"
    V12000 = "12000"
    V18000 = "18000"
    V22000 = "22000"
    V24000 = "24000"
    V36000 = "36000"
    V48000 = "48000"
    V54000 = "54000"


class WLANProfileWPAType(Strings):
    Any = "Any"
    WPA1 = "WPA1"
    WPA2 = "WPA2"


class ACLEntryTypeType(Record):
    """In ``CreateACLEntry`` and 7 more."""

    name: str | None = None
    ethAddr: str | None = None


class WLANClientType(Record):
    """In ``EventWLANClient`` and 1 more."""

    ethAddr: str | None = None


class WLANProfileType(Record):
    """In ``CreateWLANProfile`` and 3 more."""

    id: int | None = None
    enable: bool | None = None
    nRFPs: int | None = None
    beaconIntval: int | None = None
    dtimIntval: int | None = None
    rtsThreshold: int | None = None
    fragThreshold: int | None = None
    interferenceAvoidance: bool | None = None
    maxRate: WLANProfileRateType | str | None = None
    mode: WLANProfileModeType | str | None = None
    qos: WLANProfileQosType | str | None = None
    profileType: WLANProfileProfileType | str | None = None
    ssid1: WLANSSIDProfileType | None = None
    ssid2: WLANSSIDProfileType | None = None
    ssid3: WLANSSIDProfileType | None = None
    ssid4: WLANSSIDProfileType | None = None


class WLANRegDomainTypeType(Record):
    """In ``GetWLANRegDomainListResp``."""

    name: str | None = None


class WLANSSIDProfileType(Record):
    """In ``CreateWLANProfileResp`` and 1 more."""

    ssid: str | None = None
    enable: bool | None = None
    vlanTag: int | None = None
    security: WLANPProfileSecurityType | str | None = None
    bssIsolation: bool | None = None
    useACL: bool | None = None
    hiddenSSID: bool | None = None
    keyIntval: int | None = None
    privacy: bool | None = None
    wepKey1: str | None = None
    wepKey2: str | None = None
    wepKey3: str | None = None
    wepKey4: str | None = None
    defaultWepKey: str | None = None
    wepKeyHex: bool | None = None
    wpaType: WLANProfileWPAType | str | None = None
    psk: str | None = None
    pskHex: bool | None = None
    useRadius: bool | None = None
    radiusAddr: str | None = None
    radiusPort: int | None = None
    radiusSecret: str | None = None
    keyLength: WLANProfileKeyLengthType | str | None = None


class ACLEntryFields(Record):
    """In ``CreateACLEntryResp`` and 3 more."""

    wlanProfile: int | None = None
    entry: list[ACLEntryTypeType] = repeated()


class WLANProfileFields(Record):
    """In ``CreateWLANProfileResp`` and 1 more."""

    id: int | None = None
    enable: bool | None = None
    nRFPs: int | None = None
    beaconIntval: int | None = None
    dtimIntval: int | None = None
    rtsThreshold: int | None = None
    fragThreshold: int | None = None
    interferenceAvoidance: bool | None = None
    maxRate: WLANProfileRateType | str | None = None
    mode: WLANProfileModeType | str | None = None
    qos: WLANProfileQosType | str | None = None
    profileType: WLANProfileProfileType | str | None = None
    ssid1: WLANSSIDProfileType | None = None
    ssid2: WLANSSIDProfileType | None = None
    ssid3: WLANSSIDProfileType | None = None
    ssid4: WLANSSIDProfileType | None = None


class WLANRegDomainFields(Record):
    """In ``EventWLANRegDomainCnf`` and 3 more."""

    regDomain: str | None = None
    channels2_4G: str | None = None
    Channels5G: str | None = None


class CreateACLEntry(Request, answer="CreateACLEntryResp"):
    """Answered by :class:`CreateACLEntryResp`."""

    entry: ACLEntryTypeType | None = None


class CreateACLEntryResp(Response, ACLEntryFields):
    """Answer to :class:`CreateACLEntry`."""


class CreateWLANProfile(Request, answer="CreateWLANProfileResp"):
    """Answered by :class:`CreateWLANProfileResp`."""

    profile: WLANProfileType | None = None


class CreateWLANProfileResp(Response, WLANProfileFields):
    """Answer to :class:`CreateWLANProfile`."""


class DeleteACLEntry(Request, required=("wlanProfile",), answer="DeleteACLEntryResp"):
    """Answered by :class:`DeleteACLEntryResp`."""

    wlanProfile: int | None = None
    deleteAll: bool | None = None
    entry: ACLEntryTypeType | None = None


class DeleteACLEntryResp(Response):
    """Answer to :class:`DeleteACLEntry`."""


class DeleteWLANProfile(Request, answer="DeleteWLANProfileResp"):
    """Answered by :class:`DeleteWLANProfileResp`."""

    id: int | None = None


class DeleteWLANProfileResp(Response):
    """Answer to :class:`DeleteWLANProfile`."""


class EventACLCnf(Event, ACLEntryFields, event_types=("ACLCnf",)):
    """Subscribe ``ACLCnf``."""

    deleted: bool | None = None
    deleteAll: bool | None = None


class EventWLANClient(Event, event_types=("WLANClient",)):
    """Subscribe ``WLANClient``."""

    rfpId: int | None = None
    deleted: bool | None = None
    deleteAll: bool | None = None
    entry: WLANClientType | None = None


class EventWLANProfileCnf(Event, event_types=("WLANProfileCnf",)):
    """Subscribe ``WLANProfileCnf``."""

    deleted: bool | None = None
    profile: WLANProfileType | None = None


class EventWLANRegDomainCnf(Event, WLANRegDomainFields):
    """Comes to those who subscribed."""


class GetACLEntry(Request, required=("wlanProfile",), answer="GetACLEntryResp"):
    """Answered by :class:`GetACLEntryResp`."""

    maxRecords: int | None = None
    wlanProfile: int | None = None
    entry: ACLEntryTypeType | None = None


class GetACLEntryResp(Response, ACLEntryFields):
    """Answer to :class:`GetACLEntry`."""


class GetFACList(Request, answer="GetFACListResp"):
    """Answered by :class:`GetFACListResp`."""


class GetFACListResp(Response):
    """Answer to :class:`GetFACList`."""

    fac: list[FACType] = repeated()


class GetWLANClients(Request, required=("ethAddr", "rfpId"), answer="GetWLANClientsResp"):
    """Answered by :class:`GetWLANClientsResp`."""

    ethAddr: str | None = None
    maxRecords: int | None = None
    rfpId: int | None = None


class GetWLANClientsResp(Response):
    """Answer to :class:`GetWLANClients`."""

    rfpId: int | None = None
    entry: list[WLANClientType] = repeated()


class GetWLANProfile(Request, required=("id",), answer="GetWLANProfileResp"):
    """Answered by :class:`GetWLANProfileResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetWLANProfileResp(Response):
    """Answer to :class:`GetWLANProfile`."""

    profile: list[WLANProfileType] = repeated()


class GetWLANRegDomain(Request, answer="GetWLANRegDomainResp"):
    """Answered by :class:`GetWLANRegDomainResp`."""


class GetWLANRegDomainList(Request, answer="GetWLANRegDomainListResp"):
    """Answered by :class:`GetWLANRegDomainListResp`."""


class GetWLANRegDomainListResp(Response):
    """Answer to :class:`GetWLANRegDomainList`."""

    regDomain: list[WLANRegDomainTypeType] = repeated()


class GetWLANRegDomainResp(Response, WLANRegDomainFields):
    """Answer to :class:`GetWLANRegDomain`."""


class SetACLEntry(Request, answer="SetACLEntryResp"):
    """Answered by :class:`SetACLEntryResp`."""

    entry: ACLEntryTypeType | None = None


class SetACLEntryResp(Response, ACLEntryFields):
    """Answer to :class:`SetACLEntry`."""


class SetFACList(Request, answer="SetFACListResp"):
    """Answered by :class:`SetFACListResp`."""

    fac: list[FACType] = repeated()


class SetFACListResp(Response):
    """Answer to :class:`SetFACList`."""

    fac: list[FACType] = repeated()


class SetWLANProfile(Request, answer="SetWLANProfileResp"):
    """Answered by :class:`SetWLANProfileResp`."""

    profile: WLANProfileType | None = None


class SetWLANProfileResp(Response, WLANProfileFields):
    """Answer to :class:`SetWLANProfile`."""


class SetWLANRegDomain(Request, WLANRegDomainFields, answer="SetWLANRegDomainResp"):
    """Answered by :class:`SetWLANRegDomainResp`."""


class SetWLANRegDomainResp(Response, WLANRegDomainFields):
    """Answer to :class:`SetWLANRegDomain`."""
