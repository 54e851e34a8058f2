"""IPEI, the number of a handset, and its twin IPUI as it is stored in subscription data.

An IPEI is written ``EEEEE PPPPPPP C``: manufacturer (EMC, 5 digits), serial number (PSN, 7 digits),
and a check character, the sum of each digit times its place, modulo 11, with ``*`` for 10. An IPUI
has the same two numbers in hexadecimal, five digits each: ``00C0235C63`` is ``03074 0220259 3``.
"""

from __future__ import annotations

import re

from twisted_telco.omm.errors import InvalidRequest

_IPEI = re.compile(r"(\d{5}) ?(\d{7}) ?([\d*])")
_IPUI = re.compile(r"([0-9A-Fa-f]{5})([0-9A-Fa-f]{5})")


def check_character(digits: str) -> str:
    """The last character of an IPEI, from its twelve digits."""
    rest = sum(int(digit) * place for place, digit in enumerate(digits, 1)) % 11
    return "*" if rest == 10 else str(rest)


def make_ipei(emc: int, psn: int) -> str:
    """Write an IPEI.

    :raises InvalidRequest: a number has too many digits.
    """
    if not (0 <= emc < 10**5 and 0 <= psn < 10**7):
        raise InvalidRequest(f"EMC has 5 digits, PSN 7: {emc}, {psn}")
    digits = f"{emc:05d}{psn:07d}"
    return f"{digits[:5]} {digits[5:]} {check_character(digits)}"


def check_ipei(text: str) -> str:
    """The usual form of an IPEI given with or without blanks.

    :raises InvalidRequest: it is none, or its check character is wrong.
    """
    match = _IPEI.fullmatch(text.strip())
    if match is None:
        raise InvalidRequest(f"no IPEI: {text!r}; it has 5 digits, 7 digits and a check character")
    usual = make_ipei(int(match[1]), int(match[2]))
    if usual[-1] != match[3]:
        raise InvalidRequest(f"the check character of {text!r} should be {usual[-1]}")
    return usual


def from_ipui(ipui: str) -> str:
    """The IPEI of an IPUI of ten hexadecimal digits.

    :raises InvalidRequest: it is none.
    """
    match = _IPUI.fullmatch(ipui)
    if match is None:
        raise InvalidRequest(f"no IPUI: {ipui!r}; it has ten hexadecimal digits")
    return make_ipei(int(match[1], 16), int(match[2], 16))


def to_ipui(ipei: str) -> str:
    """The IPUI of an IPEI.

    :raises InvalidRequest: it is no IPEI.
    """
    emc, psn, _ = check_ipei(ipei).split(" ")
    return f"{int(emc):05X}{int(psn):05X}"
