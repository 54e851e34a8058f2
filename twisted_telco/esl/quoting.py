"""Exact quoting for dial strings, ``uuid_setvar`` and application arguments. Pure.

``originate`` hands its line through three tokenizers (space, comma, equals sign), each of which
removes one layer of escapes; ``uuid_setvar`` through one. The rules here were checked against a
real server with several hundred values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from twisted_telco.esl.errors import InvalidRequest
from twisted_telco.esl.wire import check_line

_NAME = re.compile(r"[A-Za-z0-9_.\-]+(\[\d*\])?\Z")
_ESCAPES = {"\\": "\\\\", "'": "\\'", " ": "\\s", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BLANK = re.compile(r"[ \t\r\n\0]")
_UNSAFE_DESTINATION = re.compile(r"[\s,|{}\[\]<>'\\\0]|:_:")

_APPLICATION = re.compile(r"[^\s()\0]+\Z")

Mode = Literal["first", "failover", "enterprise"]
_SEPARATORS: dict[str, str] = {"first": ",", "failover": "|", "enterprise": ":_:"}


def escape_layer(value: str, delimiter: str | None = None) -> str:
    """One layer of escapes, as one of the server's tokenizers removes it."""
    table = {ord(character): escaped for character, escaped in _ESCAPES.items()}
    if delimiter is not None:
        table[ord(delimiter)] = "\\" + delimiter
    return value.translate(table)


def quote_setvar(value: object) -> str:
    """A value for ``uuid_setvar <uuid> <name> <value>``: exact for every text without NUL."""
    text = str(value)
    if "\0" in text:
        raise InvalidRequest("a variable can not hold NUL")
    return escape_layer(text)


def quote_setvar_multi(variables: Mapping[str, object]) -> str:
    """The last argument of ``uuid_setvar_multi``.

    :raises InvalidRequest: for a value the server would drop (``${``), or a bad name.
    """
    pairs = []
    for name, value in variables.items():
        _check_variable(name, str(value))
        pairs.append(f"{name}={escape_layer(str(value), ';')}")
    return ";".join(pairs)


def quote_variable(value: object) -> str:
    """A value for ``{name=…}`` in the dial string of an ``api`` or ``bgapi`` ``originate``.

    :raises InvalidRequest: for what can not be carried: NUL, ``${`` (the server would leave the
        variable unset), braces that do not balance.
    """
    text = str(value)
    _check_variable("value", text)
    inner = escape_layer(escape_layer(text), ",").replace(":_:", ":'_':")
    return escape_layer(inner)


def quote_word(text: str) -> str:
    """One word of an ``originate`` line; blanks in it are kept."""
    check_line(text, "a word of a command")
    if not text:
        return "undef"
    if "'" in text or "\\" in text:
        return escape_layer(text)
    return f"'{text}'" if " " in text or "\t" in text else text


def check_extension(text: str) -> str:
    """The text itself when ``originate`` takes it for an extension.

    :raises InvalidRequest: it begins with ``&``, so that it would run an application.
    """
    if text.lstrip().startswith("&"):
        raise InvalidRequest(f"not an extension but an application: {text!r}")
    return text


def quote_argument(text: str) -> str:
    """An application argument that must not be expanded by the server.

    There is no reliable escape inside an argument: put foreign data into a channel variable and
    refer to it as ``${name}``.

    :raises InvalidRequest: for ``${``, ``$${``, a line break or NUL.
    """
    check_line(text, "an application argument")
    if "${" in text:
        raise InvalidRequest(
            f"the server would expand {text[:60]!r}; use a channel variable and ${{name}}"
        )
    return text


def _check_variable(name: str, value: str) -> None:
    if not _NAME.match(name):
        raise InvalidRequest(f"not a variable name: {name!r}")
    if "\0" in value:
        raise InvalidRequest(f"variable {name} can not hold NUL")
    if "${" in value:
        raise InvalidRequest(
            f"variable {name}: the server drops values with ${{; set it with uuid_setvar"
        )


def _check_braces(name: str, value: str, pair: str) -> None:
    depth = 0
    for character in value:
        depth += (character == pair[0]) - (character == pair[1])
        if depth < 0:
            break
    if depth:
        raise InvalidRequest(f"variable {name}: {pair[0]} and {pair[1]} must balance: {value!r}")


def variable_block(variables: Mapping[str, object], brackets: str = "{}") -> str:
    """``{a=1,b=2}`` with every value quoted, or ``""`` for none.

    :param brackets: ``"{}"`` for all legs, ``"[]"`` for one leg, ``"<>"`` for all attempts.
    :raises InvalidRequest: see :func:`quote_variable`; in ``[]`` also ``|``, which splits there.
    """
    pairs = []
    for name, value in variables.items():
        text = str(value)
        _check_variable(name, text)
        _check_braces(name, text, brackets)
        if brackets == "[]" and "|" in text:
            raise InvalidRequest(f"variable {name}: | splits the dial string inside []")
        pairs.append(f"{name}={quote_variable(text)}")
    return f"{brackets[0]}{','.join(pairs)}{brackets[1]}" if pairs else ""


def check_word(text: str, what: str) -> str:
    """The text itself when it can stand as one word of a command, as it is.

    :raises InvalidRequest: it is empty or has white space, so that what follows would be shifted.
    """
    if not text or _BLANK.search(text):
        raise InvalidRequest(f"not {what}: {text!r}")
    return text


def check_destination(text: str) -> str:
    """The text itself when it is one destination in a dial string and no more.

    There is no escape for what separates and brackets there.

    :raises InvalidRequest: it is empty, or has a blank, one of ``,|{}[]<>'\\`` or ``:_:``.
    """
    if not text or _UNSAFE_DESTINATION.search(text):
        raise InvalidRequest(f"not one destination: {text!r}")
    return text


def sofia_url(
    destination: str,
    *,
    profile: str = "external",
    gateway: str | None = None,
    proxy: str | None = None,
) -> str:
    """The dial string of one SIP destination.

    >>> sofia_url("9196@host:5080", proxy="sbc:5060")
    'sofia/external/9196@host:5080;fs_path=sip:sbc:5060'
    >>> sofia_url("0301234", gateway="carrier")
    'sofia/gateway/carrier/0301234'

    :raises InvalidRequest: for characters that would change the dial string.
    """
    for part in (destination, profile, gateway or "x", proxy or "x"):
        check_destination(part)
    path = f";fs_path=sip:{proxy}" if proxy else ""
    route = f"gateway/{gateway}" if gateway else profile
    return f"sofia/{route}/{destination}{path}"


@dataclass(frozen=True)
class Leg:
    """One leg of a dial string: ``[name=value]endpoint``.

    Its text raises InvalidRequest for an endpoint that is not one destination.
    """

    endpoint: str
    variables: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return variable_block(self.variables, "[]") + check_destination(self.endpoint)


def dial_string(
    *legs: str | Leg, variables: Mapping[str, object] | None = None, mode: Mode = "first"
) -> str:
    """A dial string of one or more legs.

    >>> dial_string("user/1000", Leg("loopback/9196", {"leg_timeout": 5}), variables={"a": "x y"})
    '{a=x\\\\\\\\\\\\\\\\sy}user/1000,[leg_timeout=5]loopback/9196'

    :param legs: endpoints (``sofia/external/1@host``, ``user/1000``, ``error/USER_BUSY``) or
        :class:`Leg` objects.
    :param variables: for all legs, in ``{}``; they win over those of a leg.
    :param mode: ``"first"`` rings all and takes the first answer, ``"failover"`` tries the next
        when one failed, ``"enterprise"`` makes independent attempts.
    :raises InvalidRequest: a leg that is not one destination, or a variable that can not be
        carried.
    """
    if not legs:
        raise InvalidRequest("a dial string without destination")
    brackets = "<>" if mode == "enterprise" and len(legs) > 1 else "{}"
    texts = [str(leg if isinstance(leg, Leg) else Leg(leg)) for leg in legs]
    return variable_block(variables or {}, brackets) + _SEPARATORS[mode].join(texts)


def application(name: str, argument: str = "") -> str:
    """``&name(argument)`` for ``originate``.

    :raises InvalidRequest: for a name that is empty or has a blank or parenthesis, and for a ``)``
        in the argument, where the server would cut it.
    """
    if not _APPLICATION.match(name):
        raise InvalidRequest(f"not an application: {name!r}")
    check_line(argument, "an application argument")
    if ")" in argument:
        raise InvalidRequest(
            f"&{name}(…) ends at the first ): {argument!r}; park, then execute the application"
        )
    return f"&{name}({argument})"


def originate_line(
    dial: str,
    target: str,
    *,
    dialplan: str | None = None,
    context: str | None = None,
    caller_id_name: str | None = None,
    caller_id_number: str | None = None,
    timeout: float | None = None,
) -> str:
    """The command ``originate``, without ``api`` or ``bgapi`` before it.

    :param dial: from :func:`dial_string`; it is already quoted.
    :param target: an extension, or what :func:`application` returns.
    :param timeout: seconds to wait for an answer; the server's default is 60.
    :raises InvalidRequest: for white space in ``dial``, which would end it.
    """
    words: list[str | None] = [
        dialplan,
        context,
        caller_id_name,
        caller_id_number,
        None if timeout is None else str(max(1, round(timeout))),
    ]
    while words and words[-1] is None:
        words.pop()
    quoted = [quote_word("" if word is None else word) for word in words]
    return " ".join(["originate", check_word(dial, "a dial string"), quote_word(target), *quoted])
