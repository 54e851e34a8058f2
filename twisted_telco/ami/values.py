"""Header values as Python values.

AMI sends text only. What a text means cannot always be told from its form: an extension ``100`` is
no number, one of ``0100`` even less. So headers that name something (see :data:`TEXT`) stay text,
and the others are converted by their form.
"""

from __future__ import annotations

import re
from typing import Any

from twisted_telco.ami.headers import Headers

TEXT = re.compile(
    r"""
    .*(?: Num | Name | (?<!Sequence)Number | ani | Exten | Extension | Context | AccountCode
        | (?-i:ID|Id) | Uniqueid | Linkedid | DNID | Channel | Mailbox | Application | Data | Value
        | (?<!Di)Version )
    | Event | Response | Message | PresenceMessage | Output | Challenge | Agent | Queue | Interface
    | StateInterface | Location | Source | Destination | Parkinglot | ParkingSpace | Conference
    | Family | Key | Val | User | Username | Secret | Password | Pin | Subject | Tag | Account.*
    | Line-.* | Category-.* | \w*Variable.*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Headers whose values stay text whatever they look like."""

LISTS = re.compile(r"\A(?:Output|Privilege|(?:\w*Chan)?Variable)\Z", re.IGNORECASE)
"""Headers whose value is always a list, also when it comes once. Privilege is split at commas."""

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,9}")


def convert(value: str) -> bool | int | float | str:
    """A whole number, a decimal, or a word of truth as what it means; anything else as it is.

    Digits with a leading zero stay text: they are a telephone number or a code.
    """
    if _INTEGER.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return _WORDS.get(value.lower(), value)


def convert_headers(headers: Headers) -> dict[str, Any]:
    """All headers with converted values; repeated ones, and those of :data:`LISTS`, as lists."""
    return {name: _convert(name, headers.getall(name)) for name in headers}


def _convert(name: str, values: list[str]) -> Any:
    if LISTS.match(name):
        return values[0].split(",") if name.lower() == "privilege" else values
    converted: list[Any] = list(values) if TEXT.fullmatch(name) else [convert(v) for v in values]
    return converted[0] if len(converted) == 1 else converted
