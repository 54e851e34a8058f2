"""Users, handsets and base stations of the simulated OMM, and who uses what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from twisted_telco.omm import messages
from twisted_telco.omm.messages import PPDevType, PPUserType, RFPType
from twisted_telco.omm.simulator.link import Link, Refusal
from twisted_telco.omm.vocabulary import Record

if TYPE_CHECKING:
    from twisted_telco.omm.simulator.omm import OMM

PAGE = 20

#: What a new record holds, in the order of real answers.
USER = {
    "uidSec": "0", "permanent": "0", "relType": "Unbound", "ppn": "0", "timeStamp": "0",
    "name": "", "num": "", "hierarchy1": "", "hierarchy2": "", "addId": "", "sipAuthId": "",
    "sipPw": "", "sosNum": "", "manDownNum": "", "voiceboxNum": "", "pin": "", "lang": "English",
    "forwardState": "Off", "forwardDest": "", "forwardTime": "0", "holdRingBackTime": "3",
    "callWaitingDisabled": "0", "autoAnswer": "Global", "microphoneMute": "Global",
    "warningTone": "Global", "allowBargeIn": "Global", "trackingActive": "0",
    "autoLogoutOnCharge": "0", "locRight": "0", "locatable": "0", "msgRight": "1",
    "sendVcardRight": "1", "recvVcardRight": "0", "keepLocalPB": "0", "vip": "0",
    "sipRegisterCheck": "0", "external": "0", "BTlocatable": "0", "BTsensitivity": "high",
    "conferenceServerType": "Global", "conferenceServerURI": "", "monitoringMode": "Off",
    "HAS": "Unknown", "CUS": "Unknown", "allowVideoStream": "0", "credentialPw": "",
    "fixedSipPort": "0", "calculatedSipPort": "0", "hotDeskingSupport": "0",
    "configurationDataLoaded": "0", "ppProfileId": "0",
}  # fmt: skip
DEVICE = {
    "ppnSec": "0", "relType": "Unbound", "uid": "0", "timeStamp": "0", "ipei": "", "ac": "",
    "s": "No", "uak": "", "encrypt": "0", "capMessaging": "1", "capMessagingForInternalUse": "1",
    "capEnhLocating": "1", "capBluetooth": "0", "ethAddr": "", "hwType": "Unknown",
    "ppProfileCapability": "0", "ppDefaultProfileLoaded": "0", "subscribeToPARIOnly": "0",
    "autoCreate": "0",
}  # fmt: skip
RFP = {
    "ethAddr": "", "ipAddr": "", "name": "", "hierarchy1": "", "hwType": "RFP 35", "dectOn": "1",
    "wlanOn": "0", "cluster": "1", "site": "1", "pagingArea": "0", "connected": "1",
    "dectRunning": "1", "wlanRunning": "0", "syncState": "Synced",
}  # fmt: skip
#: Longest texts, in characters.
LONGEST = {"name": 20, "hierarchy1": 16, "hierarchy2": 16}
ENCRYPTED = PPUserType.encrypted


def _store(table: dict[int, Any], key: str, record: Any, usual: dict[str, str]) -> Any:
    """Complete a new record and put it into its table."""
    number = getattr(record, key)
    if not number:
        number = max(table, default=0) + 1
    elif number in table:
        raise Refusal("EExist", bad=key)
    made = type(record)()
    given = {name: value for name, value in record.attributes.items() if name != key}
    made.attributes = {key: str(number), **usual, **given}
    table[number] = made
    return made


def new_user(omm: OMM, record: PPUserType) -> PPUserType:
    _judge(omm, record, None)
    stamped = {**USER, "timeStamp": _now(omm)}
    made: PPUserType = _store(omm.pp_users, "uid", record, stamped)
    _decrypt(omm, made)
    return made


def new_device(omm: OMM, record: PPDevType) -> PPDevType:
    made: PPDevType = _store(omm.pp_devices, "ppn", record, {**DEVICE, "timeStamp": _now(omm)})
    return made


def new_rfp(omm: OMM, record: RFPType) -> RFPType:
    made: RFPType = _store(omm.rfps, "id", record, RFP)
    return made


def _now(omm: OMM) -> str:
    return str(now(omm))


def now(omm: OMM) -> int:
    """The OMM's clock: a test's clock begins at 0."""
    seconds = omm.reactor.seconds()
    return int(seconds) if seconds > 10**9 else int(seconds) + 1_700_000_000


def _judge(omm: OMM, record: PPUserType, uid: int | None) -> None:
    for name, longest in LONGEST.items():
        if len(record.attributes.get(name, "")) > longest:
            raise Refusal("ETooLong", bad=name, maxLen=longest)
    num = record.num
    if num and any(u.num == num and u.uid != uid for u in omm.pp_users.values()):
        raise Refusal("EExist", bad="num")
    for name in ENCRYPTED:
        value = record.attributes.get(name)
        if value:
            try:
                omm.key.decrypt(value)
            except ValueError:
                raise Refusal("EInval", bad=name) from None


def _decrypt(omm: OMM, record: PPUserType) -> None:
    assert isinstance(record.uid, int)
    for name in ENCRYPTED:
        value = record.attributes.get(name)
        if value:
            omm.secrets[record.uid, name] = omm.key.decrypt(value)


def _child(request: Any, name: str) -> Any:
    found = getattr(request, name)
    if found is None:
        raise Refusal("EMissing", bad=name)
    return found


def page(table: dict[int, Any], request: Record, key: str, child: str) -> Record:
    """The rule of all lists: without ``maxRecords`` this key, with it from this key on."""
    start = getattr(request, key) or 0
    count = request.get("maxRecords") or "0"
    if int(count) <= 0:
        found: Iterable[int] = [start] if start in table else []
    else:
        found = sorted(number for number in table if number >= start)[: min(int(count), PAGE)]
    records = [table[number] for number in found]
    if not records:
        raise Refusal("ENoEnt")
    return _answer(**{child: records})


def _answer(**children: Any) -> Record:
    content = Record()
    for name, value in children.items():
        content.put(name, value)
    return content


# -- users
def create_user(omm: OMM, link: Link, request: Any) -> Record:
    user = new_user(omm, _child(request, "user"))
    _tell_user(omm, user, user)
    return _answer(user=user)


def set_user(omm: OMM, link: Link, request: Any) -> Record:
    wanted = _child(request, "user")
    user = omm.pp_users.get(_key(wanted, "uid"))
    if user is None:
        raise Refusal("ENoEnt")
    _judge(omm, wanted, user.uid)
    changed = _update(user, wanted)
    _decrypt(omm, user)
    if changed is not None:
        _tell_user(omm, user, changed)
    return _answer(user=user)


def delete_user(omm: OMM, link: Link, request: Any) -> None:
    uid = request.uid
    if uid is None:
        uid = next((u.uid for u in omm.pp_users.values() if u.num == request.num), None)
    user = omm.pp_users.get(uid)
    if user is None:
        raise Refusal("ENoEnt")
    device = omm.pp_devices.get(user.ppn or 0)
    if device is not None:
        tie(omm, None, device, "Unbound")
    del omm.pp_users[uid]
    gone = messages.EventPPUserCnf(deleted=True, user=PPUserType(uid=uid))
    omm.notify("PPUserCnf", gone, uid=uid)


def get_user_by_number(omm: OMM, link: Link, request: Any) -> Record:
    for user in omm.pp_users.values():
        if user.num == request.num:
            return _answer(user=user)
    raise Refusal("ENoEnt")


def _tell_user(omm: OMM, user: PPUserType, changed: PPUserType) -> None:
    omm.notify("PPUserCnf", messages.EventPPUserCnf(user=changed.copy()), uid=user.uid)


# -- handsets
def create_device(omm: OMM, link: Link, request: Any) -> Record:
    wanted = _child(request, "pp")
    if any(device.ipei == wanted.ipei for device in omm.pp_devices.values() if wanted.ipei):
        raise Refusal("EExist", bad="ipei")
    device = new_device(omm, wanted)
    _tell_device(omm, device, device)
    return _answer(pp=device)


def set_device(omm: OMM, link: Link, request: Any) -> Record:
    wanted = _child(request, "pp")
    device = omm.pp_devices.get(_key(wanted, "ppn"))
    if device is None:
        raise Refusal("ENoEnt")
    changed = _update(device, wanted)
    if changed is not None:
        _tell_device(omm, device, changed)
    return _answer(pp=device)


def delete_device(omm: OMM, link: Link, request: Any) -> None:
    device = omm.pp_devices.get(request.ppn)
    if device is None:
        raise Refusal("ENoEnt")
    user = omm.pp_users.get(device.uid or 0)
    if user is not None:
        tie(omm, user, None, "Unbound")
    del omm.pp_devices[request.ppn]
    gone = messages.EventPPDevCnf(deleted=True, pp=PPDevType(ppn=request.ppn))
    omm.notify("PPDevCnf", gone, ppn=request.ppn)


def get_device_by_ipei(omm: OMM, link: Link, request: Any) -> Record:
    for device in omm.pp_devices.values():
        if device.ipei == request.ipei:
            return _answer(pp=device)
    raise Refusal("ENoEnt")


def _tell_device(omm: OMM, device: PPDevType, changed: PPDevType) -> None:
    omm.notify("PPDevCnf", messages.EventPPDevCnf(pp=changed.copy()), ppn=device.ppn)


def _key(record: Any, name: str) -> int:
    number = getattr(record, name)
    if number is None:
        raise Refusal("EMissing", bad=name)
    return number


def _update(record: Any, wanted: Record) -> Any:
    """Take over what is given; the key with what changed, or None."""
    key = "uid" if isinstance(record, PPUserType) else "ppn"
    changed = {
        name: value for name, value in wanted.attributes.items()
        if record.attributes.get(name) != value
    }  # fmt: skip
    if not changed:
        return None
    record.attributes.update(changed)
    told = type(record)()
    told.attributes = {key: record.attributes[key], **changed}
    return told


# -- who uses which handset
def set_pp(omm: OMM, link: Link, request: Any) -> Record:
    if not link.sync:
        raise Refusal("EPerm", info="UserDeviceSyncClient only")
    new_user, new_device = request.user, request.pp
    user = device = None
    if new_user is not None:
        user = omm.pp_users.get(_key(new_user, "uid"))
        if user is None:
            raise Refusal("ENoEnt", bad="user")
    if new_device is not None:
        device = omm.pp_devices.get(_key(new_device, "ppn"))
        if device is None:
            raise Refusal("ENoEnt", bad="pp")
    old = user.ppn if user is not None else None
    relation = (new_user or new_device or Record()).get("relType")
    if user is not None and device is not None and relation in ("Unbound", "Dynamic", "Fixed"):
        tie(omm, user, device, str(relation))
    else:
        for record, wanted in ((user, new_user), (device, new_device)):
            if record is not None:
                _update(record, wanted)
    shown = user.copy() if user is not None else None
    if shown is not None:
        shown.ppnOld = old
    return _answer(pp=device, user=shown)


def tie(omm: OMM, user: PPUserType | None, device: PPDevType | None, relation: str) -> None:
    """Bind a user and a handset to each other, or part them; tell those who subscribed."""
    bound = relation != "Unbound"
    if bound and user is not None and device is not None:
        for other in omm.pp_users.values():
            if other is not user and other.ppn == device.ppn:
                _set(omm, other, "ppn", 0, "Unbound")
        for another in omm.pp_devices.values():
            if another is not device and another.uid == user.uid:
                _set(omm, another, "uid", 0, "Unbound")
    if user is not None:
        _set(omm, user, "ppn", device.ppn if bound and device is not None else 0, relation)
    if device is not None:
        _set(omm, device, "uid", user.uid if bound and user is not None else 0, relation)


def _set(omm: OMM, record: Any, other: str, key: int | None, relation: str) -> None:
    wanted = type(record)(**{other: key, "relType": relation})
    changed = _update(record, wanted)
    if changed is None:
        return
    if isinstance(record, PPUserType):
        _tell_user(omm, record, changed)
    else:
        _tell_device(omm, record, changed)


def set_relation(omm: OMM, link: Link, request: Any) -> dict[str, Any]:
    user = omm.pp_users.get(_key(request, "uid"))
    if user is None:
        raise Refusal("ENoEnt")
    device = omm.pp_devices.get(user.ppn or 0)
    if request.relType not in ("Fixed", "Dynamic"):
        raise Refusal("EInval", bad="relType")
    if device is None:
        raise Refusal("EForbidden", info="the user has no handset")
    tie(omm, user, device, str(request.relType))
    return {"uid": request.uid, "relType": request.relType}


def get_pp(omm: OMM, link: Link, request: Any) -> Record:
    user = omm.pp_users.get(request.uid or 0)
    device = omm.pp_devices.get(request.ppn or 0)
    if user is None and device is None:
        raise Refusal("ENoEnt")
    return _answer(user=user, pp=device)


# -- base stations
def create_rfp(omm: OMM, link: Link, request: Any) -> Record:
    rfp = new_rfp(omm, _child(request, "rfp"))
    omm.notify("RFPCnf", messages.EventRFPCnf(rfp=rfp.copy()), rfpId=rfp.id)
    return _answer(rfp=rfp)


def set_rfp(omm: OMM, link: Link, request: Any) -> Record:
    wanted = _child(request, "rfp")
    rfp = omm.rfps.get(_key(wanted, "id"))
    if rfp is None:
        raise Refusal("ENoEnt")
    rfp.attributes.update(wanted.attributes)
    omm.notify("RFPCnf", messages.EventRFPCnf(rfp=wanted.copy()), rfpId=rfp.id)
    return _answer(rfp=rfp)


def delete_rfp(omm: OMM, link: Link, request: Any) -> None:
    if omm.rfps.pop(request.id, None) is None:
        raise Refusal("ENoEnt")
    gone = messages.EventRFPCnf(deleted=True, rfp=RFPType(id=request.id))
    omm.notify("RFPCnf", gone, rfpId=request.id)


Rule = Callable[["OMM", Link, Any], Any]

RULES: dict[str, Rule] = {
    "CreatePPUser": create_user,
    "SetPPUser": set_user,
    "DeletePPUser": delete_user,
    "GetPPUser": lambda omm, link, request: page(omm.pp_users, request, "uid", "user"),
    "GetPPUserByNumber": get_user_by_number,
    "CreatePPDev": create_device,
    "SetPPDev": set_device,
    "DeletePPDev": delete_device,
    "GetPPDev": lambda omm, link, request: page(omm.pp_devices, request, "ppn", "pp"),
    "GetPPDevByIPEI": get_device_by_ipei,
    "SetPP": set_pp,
    "GetPP": get_pp,
    "SetPPUserDevRelation": set_relation,
    "CreateRFP": create_rfp,
    "SetRFP": set_rfp,
    "DeleteRFP": delete_rfp,
    "GetRFP": lambda omm, link, request: page(omm.rfps, request, "id", "rfp"),
}
