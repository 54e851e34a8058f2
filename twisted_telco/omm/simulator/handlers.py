"""How the simulated OMM answers: login, system, messages, and a store for everything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from twisted_telco.omm import messages
from twisted_telco.omm.simulator.link import Link, Refusal
from twisted_telco.omm.simulator.people import (
    RULES,
    Rule,
    new_device,
    new_rfp,
    new_user,
    now,
    page,
    tie,
)
from twisted_telco.omm.vocabulary import Event, Message, Record, Response

if TYPE_CHECKING:
    from twisted_telco.omm.simulator.omm import OMM

__all__ = ["handle", "new_device", "new_rfp", "new_user", "permission_for", "tie"]

#: Tables without rules of their own: subject -> child element.
_TABLES = {
    "AlarmTrigger": "trigger",
    "BluetoothBeacon": "btb",
    "ConferenceRoom": "room",
    "DigitTreatment": "rule",
    "LDAP": "ldap",
    "Site": "site",
    "VideoDev": "videoDev",
    "WLANProfile": "profile",
    "XMLApplication": "XMLApplication",
}
_VERB = re.compile(r"(Create|Set|Get|Delete)([A-Z]\w*)")
_OPEN_TO_ALL = frozenset({"Open", "Ping", "Limits", "GetVersions", "Subscribe", "GetPublicKey"})
_OTHER_PERMISSIONS = [
    (re.compile(r"(Send|Cancel|Delete)Message"), "Messaging"),
    (re.compile(r"RequestPosition|SetPPUserTracking"), "Locating"),
    (re.compile(r"Get"), "AllCnfRead"),
]
#: Minutes of the subscription modes: Wildcard falls back to Configured, that to Off.
_WILDCARD, _CONFIGURED = 3, 24 * 60


def permission_for(name: str) -> str | None:
    """What an account needs for a request."""
    if name in _OPEN_TO_ALL:
        return None
    for pattern, permission in _OTHER_PERMISSIONS:
        if pattern.match(name):
            return permission
    return "AllCnfWrite"


def handle(omm: OMM, link: Link, request: Message) -> Any:
    """The usual answer to a request: a record or mapping whose content it carries.

    :raises Refusal: it is a refusal.
    """
    rule = RULES.get(request.name) or _RULES.get(request.name)
    return rule(omm, link, request) if rule is not None else _store(omm, request)


# -- the link
def _open(omm: OMM, link: Link, request: Any) -> Any:
    if link.account is not None:
        raise Refusal("EFailed", info="the session is open already")
    content: dict[str, Any] = {
        "ommStbState": "None",
        "ommVersion": omm.version,
        "axiVersion": "220101",
        "ommAxiSpecVersion": "9.2",
        "protocolVersion": "54",
        "axiClients": len(omm.links) + 1,
    }
    account = omm.accounts.get(request.username)
    if account is None or account.password != request.password:
        raise Refusal("EAuth", **content)
    link.account = account
    link.sync = request.UserDeviceSyncClient is True
    return {
        **content,
        "minPPSwVersion1": "7.0",
        "minPPSwVersion2": "7.0",
        "uptime": int(omm.reactor.seconds()) % 10**6,
        "EULAConfirm": True,
        "permission": sorted(account.permissions),
        "publicKey": _key(omm),
    }


def _key(omm: OMM) -> dict[str, str]:
    public = omm.key.public
    return {"modulus": f"{public.modulus:X}", "exponent": f"{public.exponent:06X}"}


def _ping(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    return {"timeStamp": now(omm)} if request.timeStamp is not None else {}


def _subscribe(omm: OMM, link: Link, request: Any) -> None:
    known = {str(event_type) for event_type in messages.EventType}
    if not 1 <= len(request.e) <= 20:
        raise Refusal("EInval", bad="e")
    for command in request.e:
        event_type = command.get("eventType")
        if event_type not in known:
            raise Refusal("EInval", bad="eventType", eventType=event_type)
    for command in request.e:
        link.subscribe(command)


# -- the system
def _limits(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    return {
        "axiClients": omm.factory.max_connections,
        "rfpNum": 4096,
        "ppnNum": 10000,
        "records": 20,
        "trigger": 100,
        "userId": 10000,
        "site": 250,
    }


def _versions(omm: OMM, link: Link, request: Any) -> dict[str, str]:
    return {
        name: "1.0.0" for name, cls in messages.listed().items() if not issubclass(cls, Response)
    }


def _licence(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    return {"latency": 0, "park": "1F1012345X", "type": "standard", "violation": ["noViolation"]}


def _restart(omm: OMM, link: Link, request: Any) -> None:
    omm.reactor.callLater(0, omm.restart)


def _user_summary(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    return {"nRecords": len(omm.pp_users), "uidFirst": min(omm.pp_users, default=0)}


def _device_summary(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    subscribed = sum(device.s == "Yes" for device in omm.pp_devices.values())
    return {
        "nRecords": len(omm.pp_devices),
        "ppnFirst": min(omm.pp_devices, default=0),
        "subscribedDevs": subscribed,
    }


def _rfp_summary(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    connected = sum(rfp.connected is True for rfp in omm.rfps.values())
    return {"nRFPs": len(omm.rfps), "idFirst": min(omm.rfps, default=0), "nConnected": connected}


_STATISTICS = ["BMC connections: total", "BMC connections: lost", "BMC handovers: total"]


def _statistic_config(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    return {
        "rfpStatHead": {"numElemPerRec": len(_STATISTICS), "recordSets": 3},
        "rfpStatName": [
            {"elemId": number, "name": name} for number, name in enumerate(_STATISTICS)
        ],
    }


def _statistic(omm: OMM, link: Link, request: Any) -> Record:
    table: dict[int, Any] = {}
    for id in omm.rfps:
        counters = ",".join(str(id * 10 + place) for place in range(len(_STATISTICS)))
        table[id] = messages.RFPStatDataType(id=id, counter=counters)
    return page(table, request, "id", "rfpStatData")


def _account(omm: OMM, link: Link, request: Any) -> Record:
    table = {
        id: messages.AccountType(
            id=id, username=name, active=True, permission=sorted(account.permissions)
        )
        for id, (name, account) in enumerate(omm.accounts.items(), 1)
    }
    return page(table, request, "id", "account")


# -- handsets at work
def _set_mode(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    mode = str(request.mode)
    if mode not in ("Off", "Configured", "Wildcard"):
        raise Refusal("EInval", bad="mode")
    minutes = request.timeout
    if minutes is not None and not 1 <= minutes <= 60:
        raise Refusal("EInval", bad="timeout")
    set_mode(omm, mode, minutes)
    return {"mode": mode}


def set_mode(omm: OMM, mode: str, minutes: int | None = None) -> None:
    """Change the subscription mode, now and when its time is over; tell those who subscribed."""
    if omm.mode_call is not None:
        omm.mode_call.cancel()
        omm.mode_call = None
    if mode == "Wildcard":
        wait = (minutes or _WILDCARD) * 60
        omm.mode_call = omm.reactor.callLater(wait, _mode_over, omm, "Configured")
    elif mode == "Configured":
        omm.mode_call = omm.reactor.callLater(_CONFIGURED * 60, _mode_over, omm, "Off")
    if mode != omm.mode:
        omm.mode = mode
        omm.notify("DECTSubscriptionMode", messages.EventDECTSubscriptionMode(mode=mode))


def _mode_over(omm: OMM, following: str) -> None:
    omm.mode_call = None
    set_mode(omm, following)


def _device(omm: OMM, ppn: int | None) -> Any:
    device = omm.pp_devices.get(ppn or 0)
    if device is None:
        raise Refusal("ENoEnt")
    return device


def _state(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    device = _device(omm, request.ppn)
    return {"ppn": device.ppn, "onHook": True, "registered": bool(device.uid), "callState": "idle"}


def _last_action(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    device = _device(omm, request.ppn)
    return {"pp": {"ppn": device.ppn, "trType": "LocReg", "rfpId": 1, "relTime": 60}}


def _send_message(omm: OMM, link: Link, request: Any) -> None:
    if not request.msg:
        raise Refusal("EMissing", bad="msg")
    for message in request.msg:
        scheme, _, rest = (message.toAddr or "").partition(":")
        if scheme.lower() == "ppn":
            ppn = int(rest) if rest.isdigit() and int(rest) in omm.pp_devices else None
        elif scheme.lower() == "tel":
            users = (user for user in omm.pp_users.values() if user.num == rest)
            ppn = next((user.ppn or 0 for user in users), None)
        else:
            raise Refusal("EInval", bad="toAddr")
        if ppn is None:
            raise Refusal("ENoEnt", bad="toAddr")
        omm.reactor.callLater(0, _progress, omm, message, ppn)


def _progress(omm: OMM, message: Any, ppn: int) -> None:
    for event in omm.progress:
        told = messages.EventMessageProgress(
            sendTime=message.sendTime, id=message.id or 0, toAddr=message.toAddr, event=event
        )
        omm.notify("MessageProgress", told, ppn=ppn)


# -- everything else
def _store(omm: OMM, request: Message) -> Any:
    match = _VERB.fullmatch(request.name)
    if match is None:
        return None
    verb, subject = match[1], match[2]
    if subject in _TABLES:
        return _in_table(omm, request, verb, subject)
    if verb == "Set":
        kept = Record()
        kept.attributes = {n: v for n, v in request.attributes.items() if n != "seq"}
        kept.children = list(request.children)
        omm.settings[subject] = kept
        told = messages.blank(f"Event{subject}Cnf")
        if isinstance(told, Event):
            told.attributes, told.children = dict(kept.attributes), list(kept.children)
            omm.notify("SystemCnf", told)
        return kept
    return omm.settings.get(subject) if verb == "Get" else None


def _in_table(omm: OMM, request: Message, verb: str, subject: str) -> Any:
    child = _TABLES[subject]
    table = omm.records.setdefault(subject, {})
    if verb == "Get":
        return page(table, request, "id", child)
    if verb == "Delete":
        if table.pop(int(request.get("id") or 0), None) is None:
            raise Refusal("ENoEnt")
        return None
    several = request.getall(child)
    if not several:
        raise Refusal("EMissing", bad=child)
    wanted: Any = several[0]
    id = wanted.id
    if verb == "Create":
        if id in table:
            raise Refusal("EExist", bad="id")
        id = id or max(table, default=0) + 1
        table[id] = wanted.copy()
        table[id].put("id", id)
    elif id not in table:
        raise Refusal("ENoEnt")
    else:
        table[id].attributes.update(wanted.attributes)
    answer = messages.blank(request.name + "Resp")
    return {child: table[id]} if answer.child_class(child) is not Record else table[id]


_RULES: dict[str, Rule] = {
    "Open": _open,
    "Ping": _ping,
    "Subscribe": _subscribe,
    "GetPublicKey": lambda omm, link, request: _key(omm),
    "Limits": _limits,
    "GetVersions": _versions,
    "GetStbState": lambda omm, link, request: {"ommStbState": "None"},
    "GetLicense": _licence,
    "SystemRestart": _restart,
    "GetPPUserSummary": _user_summary,
    "GetPPDevSummary": _device_summary,
    "GetRFPSummary": _rfp_summary,
    "GetRFPStatisticConfig": _statistic_config,
    "GetRFPStatistic": _statistic,
    "GetAccount": _account,
    "SetDECTSubscriptionMode": _set_mode,
    "GetDECTSubscriptionMode": lambda omm, link, request: {"mode": omm.mode},
    "GetPPState": _state,
    "GetLastPPDevAction": _last_action,
    "SendMessage": _send_message,
}
