"""Write the modules of :mod:`twisted_telco.omm.messages` from ``inventory.json``.

``python twisted_telco/omm/generate.py`` rewrites them; ``--check`` only says whether they are as
they would be written. It imports nothing of the package, so that it runs when that is broken. The
inventory is the project's own list of all known messages; where each entry comes from stands there.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE / "messages"

#: module, what it is about, and the names that belong there; the first that matches wins.
SUBJECTS: list[tuple[str, str, str]] = [
    (
        "session",
        "Login, keep-alive, limits, subscriptions.",
        r"Open|Ping|Limits|GetVersions|Subscribe|GetPublicKey|ClientInfo|Permission|PublicKey"
        r"|VersionType|ResponseCode|^EventType|CmdType",
    ),
    (
        "mom",
        "Several OMMs under one manager, application data channels.",
        r"MOM|ApplicationDataChannel|UserDeviceSync",
    ),
    (
        "certificates",
        "Certificates, and the supplicant of the base stations.",
        r"Certificate|Supplicant",
    ),
    (
        "accounts",
        "Accounts of the OMM, remote access.",
        r"Account|SystemCredentials|RemoteAccess",
    ),
    ("conference", "Conferences and their rooms.", r"Conferenc"),
    ("alarms", "Alarm triggers and health.", r"Alarm|Health|SeverityType|ComponentType"),
    ("messaging", "Text messages to and from handsets.", r"Message"),
    ("bluetooth", "Bluetooth beacons and sensitivity.", r"Bluetooth|^BT"),
    ("locating", "Positions of handsets.", r"Position|Tracking|Location|Visibility|Locate"),
    ("firmware", "Firmware of handsets.", r"PPFirmware"),
    ("video", "Video devices.", r"Video"),
    ("wlan", "Wireless LAN of the base stations.", r"WLAN|ACL"),
    (
        "statistics",
        "Statistics and quality, of base stations and of the system.",
        r"Statistic|Quality|RFPStat|SysStat|SysRec",
    ),
    ("rfps", "Base stations.", r"RFP|Enrol"),
    ("sites", "Sites.", r"Site"),
    ("licences", "Licences.", r"Licen|EULA|PARK"),
    (
        "devices",
        "Handsets: their records and their ties to users.",
        r"PPDev(?!Action)|^[GS]etPP(Resp)?$|EventPPCnf|FixedPP|HWTypeType|PPRelType",
    ),
    (
        "handsets",
        "Handsets at work: subscription, state, transactions, profiles.",
        r"PPDevAction|PpType|LastPPAction|DECTAuthCode|RestrictedSubscription|PPRegServer"
        r"|PPTransaction|PPState|PPLink|PpProfile|DECTSubscri|DevAutoCreate|PPLogin|PPUserCallState"
        r"|PPUserSIPEvent",
    ),
    (
        "users",
        "Users and their monitoring.",
        r"PPUser|UserMonitoring|PPSIP|IncominCall|PreserveUser|conferenceServerType",
    ),
    ("radio", "DECT radio: regulatory domain, power, encryption, SARI.", r"DECT|SARI|SysTone"),
    (
        "calls",
        "Media and call features of the whole system.",
        r"RTP|DTMF|SuplServ|Intercom|Codec|semiAttended|SysVoicebox",
    ),
    (
        "sip",
        "SIP.",
        r"SIP|RegistrationTraffic|callerDeterm|contactMatching|TransportProt|SSLMethod",
    ),
    (
        "features",
        "Feature codes, digit treatment, directories, XML applications.",
        r"FAC|DigitTreatment|LDAP|CorporateDirectory|XMLApplication",
    ),
    (
        "network",
        "Network parameters, time, logging, SNMP.",
        r"NetParams|NTP|Syslog|SNMP|TimeZone|DateTime|IPAddress|EventLog|Dump",
    ),
    (
        "files",
        "Files, backups, software and where they come from.",
        r"File|DB|DbTransfer|URL|Software|Flash|ProtocolType",
    ),
    ("system", "The system: name, standby, restart, provisioning, imported data.", r""),
]

#: So many fields that several messages have alike are written once.
FEWEST_SHARED = 2

#: Names that a field must not take: annotations use them, or every message has them.
RESERVED = {
    *("int", "str", "bool", "list", "field", "repeated", "ClassVar", "tuple"),
    *("attributes", "children", "text", "fields", "spec", "encrypted", "child_class"),
    *("get", "getall", "copy", "put", "values", "encode", "success", "raise_on_error"),
    *("seq", "errCode", "info", "bad", "maxLen"),
}


def class_name(name: str) -> str:
    """Classes begin with a capital, so that no field hides its own type."""
    return name[0].upper() + name[1:]


def member_name(value: str) -> str:
    """An identifier for a value of an enumeration."""
    name = re.sub(r"\W", "_", value, flags=re.ASCII)
    if name[0].isdigit():
        name = "V" + name
    return name + "_" if name == "None" else name


def subject_of(name: str) -> str:
    return next(module for module, _, pattern in SUBJECTS if re.search(pattern, name))


class Generator:
    """Turns the inventory into the text of modules."""

    def __init__(self, inventory: dict[str, Any]) -> None:
        self.enums: dict[str, list[str]] = inventory["enums"]
        self.types: dict[str, Any] = inventory["types"]
        self.messages: dict[str, Any] = inventory["messages"]
        self.homes = {
            class_name(name): subject_of(name)
            for name in [*self.enums, *self.types, *self.messages]
        }

    def modules(self) -> dict[str, str]:
        """File name -> text."""
        made = {f"{name}.py": self.module(name, title) for name, title, _ in SUBJECTS}
        made["index.py"] = self.index()
        return made

    def index(self) -> str:
        lines = ['"""Which names are in which module.', "", "Generated; see ``omm/generate.py``."]
        lines += ['"""', "", "SUBJECTS = {"]
        for subject in sorted(name for name, _, _ in SUBJECTS):
            names = " ".join(sorted(n for n, home in self.homes.items() if home == subject))
            wrapped = textwrap.wrap(names, 92, break_on_hyphens=False)
            lines += [f'    "{subject}": """', *(f"        {line}" for line in wrapped), '    """,']
        return "\n".join([*lines, "}", ""])

    def module(self, subject: str, title: str) -> str:
        here = [name for name, home in self.homes.items() if home == subject]
        messages = dict(self._of(self.messages, here))
        shared = self.shared_fields(messages)
        bodies = [
            *(self.enum(name, values) for name, values in self._of(self.enums, here)),
            *(self.record(name, entry) for name, entry in self._of(self.types, here)),
            *(self.common(name, fields, messages) for fields, name in shared.items()),
            *(self.message(name, entry, shared) for name, entry in messages.items()),
        ]
        text = "\n\n".join("\n".join(body) + "\n" for body in bodies)
        lines = [f'"""{title}', "", "Generated; see ``omm/generate.py``.", '"""', ""]
        lines += ["from __future__ import annotations", ""]
        types = self.imports(subject, text)
        typing = ["TYPE_CHECKING"] * bool(types) + ["ClassVar"] * ("ClassVar[" in text)
        if typing:
            lines += [f"from typing import {', '.join(typing)}", ""]
        lines += self.base_import(text)
        if types:
            lines += ["", "if TYPE_CHECKING:", *(f"    {line}" for line in types)]
        lines += ["", "__all__: list[str] = [", *(f'    "{name}",' for name in sorted(here)), "]"]
        return "\n".join(lines) + "\n\n\n" + text

    def _of(self, part: dict[str, Any], here: list[str]) -> Iterator[tuple[str, Any]]:
        return ((name, entry) for name, entry in part.items() if class_name(name) in here)

    def imports(self, subject: str, text: str) -> list[str]:
        """Types of other modules; only annotations name them, so that no import goes in circles."""
        words = set(re.findall(r"^    \w+: (?:list\[)?(\w+)", text, re.MULTILINE))
        lines = []
        for home in sorted(set(self.homes.values()) - {subject}):
            names = sorted(n for n in words if self.homes.get(n) == home and self._is_type(n))
            lines += _import(f"twisted_telco.omm.messages.{home}", names, 96)
        return lines

    def base_import(self, text: str) -> list[str]:
        base = ("Event", "Record", "Request", "Response", "Strings", "field", "repeated")
        used = [
            name
            for name in base
            if re.search(rf"^(class \w+\(\s*{name}\b|.* = {name}\()", text, re.MULTILINE)
        ]
        return _import("twisted_telco.omm.vocabulary", used, 100)

    def _is_type(self, name: str) -> bool:
        return name not in self.messages

    def enum(self, name: str, values: list[str]) -> list[str]:
        lines = [f"class {class_name(name)}(Strings):"]
        lines += [f"    {member_name(value)} = {json.dumps(value)}" for value in values]
        return lines

    def record(self, name: str, entry: dict[str, Any]) -> list[str]:
        holders = [
            holder
            for holder, message in self.messages.items()
            if any(child["type"] == name for child in message["children"])
        ]
        lines = [f"class {class_name(name)}(Record):", *_docstring(_in(holders), [])]
        secret = [a["name"] for a in entry["attributes"] if "encrypted" in a]
        if secret:
            shown = ", ".join(f'"{n}"' for n in secret)
            lines += ["", f"    encrypted: ClassVar[tuple[str, ...]] = ({shown})"]
        fields = self.fields(name, entry, is_message=False)
        return lines + ([""] if fields else []) + fields

    def shared_fields(self, messages: dict[str, Any]) -> dict[tuple[str, ...], str]:
        """Fields that several messages have alike -> the class that has them for all."""
        holders: dict[tuple[str, ...], list[str]] = {}
        for name, entry in messages.items():
            fields = tuple(self.fields(name, entry, is_message=True))
            if len(fields) >= FEWEST_SHARED:
                holders.setdefault(fields, []).append(name)
        made: dict[tuple[str, ...], str] = {}
        for fields, names in holders.items():
            if len(names) > 1:
                subject = re.sub(r"^(Create|Event|Get|Set)|(Resp|Cnf)$", "", names[0])
                known = list(made.values())
                name = f"{subject}Fields"
                made[fields] = name if name not in known else f"{names[0]}Fields"
        return made

    def common(self, name: str, fields: tuple[str, ...], messages: dict[str, Any]) -> list[str]:
        holders = [
            holder
            for holder, entry in messages.items()
            if set(fields) <= set(self.fields(holder, entry, is_message=True))
        ]
        return [f"class {name}(Record):", *_docstring(_in(holders), []), "", *fields]

    def message(
        self, name: str, entry: dict[str, Any], shared: dict[tuple[str, ...], str]
    ) -> list[str]:
        direction = entry["direction"]
        notes = [
            entry[key] for key in ("note", "wire_note", "shape", "event_type_note") if key in entry
        ]
        required = [_wire(a) for a in entry["attributes"] if not a["optional"]]
        spec = ""
        if direction == "request":
            answer = entry["response"]
            listed = answer in self.messages
            doc = f"Answered by {':class:' if listed else '`'}`{answer}`{'' if listed else '`'}."
            if required:
                spec += f", required={_tuple(required)}"
            spec += f', answer="{answer}"'
        elif direction == "response":
            doc = f"Answer to :class:`{name.removesuffix('Resp')}`."
        else:
            types = entry.get("event_type", [])
            doc = "Comes to those who subscribed."
            if types:
                doc = f"Subscribe ``{types[0]}``" + (" and others." if len(types) > 1 else ".")
                spec += f", event_types={_tuple(types)}"
            if "event_type_confidence" in entry:
                notes.append("what to subscribe is " + entry["event_type_confidence"])
        if "permission" in entry:
            spec += f', permission="{entry["permission"]}"'
        own = self.fields(name, entry, is_message=True)
        bases = direction.capitalize()
        inherited = [fields for fields in shared if set(fields) <= set(own)]
        if inherited:
            most = max(inherited, key=len)
            bases += f", {shared[most]}"
            own = [line for line in own if line not in most]
        head = f"class {name}({bases}{spec}):"
        lines = [head]
        if len(head) > 100:
            parts = re.findall(r'[a-z_]+=(?:\([^)]*\)|"[^"]*")', spec)
            lines = [f"class {name}(", *(f"    {base}," for base in bases.split(", "))]
            lines += [line for part in parts for line in _keyword(part)] + ["):"]
        return lines + _docstring(doc, notes) + ([""] if own else []) + own

    def fields(self, owner: str, entry: dict[str, Any], *, is_message: bool) -> list[str]:
        listed = {attribute["name"] for attribute in entry["attributes"]}
        attributes = [
            attribute
            for attribute in entry["attributes"]
            if attribute.get("wire_name") not in listed
        ]
        children = entry["children"]
        taken = {child["name"] for child in children}
        lines = []
        for attribute in attributes:
            name = _wire(attribute)
            remark = f"  # schema: {attribute['name']}" if name != attribute["name"] else ""
            default = "None"
            python = name
            if name in taken:
                python, default = name + "_", f'field(default=None, alias="{name}", init=False)'
            elif is_message and name == "name":
                python, default = "name_", 'field(default=None, alias="name")'
            self._check(owner, python)
            lines.append(f"    {python}: {self.attribute_type(attribute)} = {default}{remark}")
        for child in children:
            self._check(owner, child["name"])
            default = "repeated()" if child["many"] else "None"
            lines.append(f"    {child['name']}: {self.child_type(child)} = {default}")
        return lines

    def _check(self, owner: str, name: str) -> None:
        if name in RESERVED or (name == "name" and owner in self.messages):
            raise ValueError(f"{owner}.{name} would hide something")

    def attribute_type(self, attribute: dict[str, Any]) -> str:
        kind, _, of = attribute["type"].partition(":")
        if kind == "enum" and of in self.enums:
            return f"{class_name(of)} | str | None"
        python = {"int": "int", "uint": "int", "string": "str", "bool": "bool"}
        python |= {"int-list": "list[int]", "enum": "str"}  # an enumeration nobody has listed
        return f"{python[kind]} | None"

    def child_type(self, child: dict[str, Any]) -> str:
        kind, _, of = child["type"].partition(":")
        if child.get("text"):
            if not (kind == "enum" and child["many"]):
                raise ValueError(f"{child['name']}: text children are lists of an enumeration")
            return f"list[{class_name(of)} | str]"
        return f"list[{class_name(kind)}]" if child["many"] else f"{class_name(kind)} | None"


def _wire(attribute: dict[str, Any]) -> str:
    return str(attribute.get("wire_name", attribute["name"]))


def _tuple(names: list[str]) -> str:
    return "(" + ", ".join(f'"{name}"' for name in names) + ("," if len(names) == 1 else "") + ")"


def _keyword(part: str) -> list[str]:
    if len(part) < 95:
        return [f"    {part},"]
    key, _, names = part.partition("=")
    inner = [f"        {name}," for name in re.findall('"[^"]*"', names)]
    return [f"    {key}=(", *inner, "    ),"]


def _import(module: str, names: list[str], width: int) -> list[str]:
    if not names:
        return []
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= width:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def _in(holders: list[str]) -> str:
    if not holders:
        return "In no message listed here."
    if len(holders) == 1:
        return f"In ``{holders[0]}``."
    return f"In ``{holders[0]}`` and {len(holders) - 1} more."


def _docstring(first: str, notes: list[str]) -> list[str]:
    if not notes:
        return [f'    """{first}"""']
    note = "; ".join(notes)
    lines = textwrap.wrap(note[0].upper() + note[1:] + ".", 94)
    return [f'    """{first}', "", *(f"    {line}" for line in lines), '    """']


def main(arguments: list[str]) -> int:
    inventory = json.loads((HERE / "inventory.json").read_text("utf-8"))
    differing = []
    for name, text in Generator(inventory).modules().items():
        path = TARGET / name
        if not path.exists() or path.read_text("utf-8") != text:
            differing.append(name)
            if "--check" not in arguments:
                path.write_text(text, "utf-8")
    print("\n".join(differing) if differing else "nothing to do")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
