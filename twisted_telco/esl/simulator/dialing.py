"""Reading an originate line as the server does: three tokenizers, each removing one layer."""

from __future__ import annotations

from dataclasses import dataclass, field

_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "'": "'", '"': '"', "\\": "\\"}


def tokenize(text: str, delimiter: str) -> list[str]:
    """Split at a delimiter outside quotes and escapes; quotes and one layer of escapes go."""
    words: list[str] = []
    word: list[str] = []
    quoted = escaped = started = False
    for character in text:
        if escaped:
            escaped = False
            if character == delimiter:
                word.append(character)
            else:
                word.append(_ESCAPED.get(character, "\\" + character))
        elif character == "\\":
            escaped = started = True
        elif character == "'":
            quoted = not quoted
            started = True
        elif character == delimiter and not quoted:
            if started or delimiter != " ":
                words.append("".join(word))
            word, started = [], False
        else:
            word.append(character)
            started = True
    if started or word or (delimiter != " " and text):
        words.append("".join(word))
    return words


@dataclass
class Destination:
    """One leg to dial."""

    endpoint: str
    variables: dict[str, str] = field(default_factory=dict)


def read_block(text: str) -> dict[str, str]:
    """The inside of ``{a=1,b=2}``, after the layer for blanks was removed."""
    delimiter = ","
    if text.startswith("^^") and len(text) > 2:
        delimiter, text = text[2], text[3:]
    variables = {}
    for pair in tokenize(text, delimiter):
        name, equals, value = pair.partition("=")
        value = "".join(tokenize(value, "=") if "=" not in value else [_unescape(value)])
        if equals and "${" not in value:
            variables[name.strip()] = value
    return variables


def _unescape(text: str) -> str:
    return "=".join(tokenize(text.replace("=", "\0"), "\0"))


def take_block(text: str, pair: str) -> tuple[str | None, str]:
    """Cut a leading bracketed block off, minding nesting."""
    if not text.startswith(pair[0]):
        return None, text
    depth = 0
    for at, character in enumerate(text):
        depth += (character == pair[0]) - (character == pair[1])
        if depth == 0:
            return text[1:at], text[at + 1 :]
    raise ValueError(f"{pair[0]} is not closed")


def parse_dial_string(text: str) -> list[list[Destination]]:
    """Alternatives (``|`` and ``:_:``) of legs (``,``), with their variables.

    :raises ValueError: it can not be read.
    """
    common: dict[str, str] = {}
    text = text.strip()
    while text[:1] in ("{", "<"):
        block, text = take_block(text, "{}" if text[0] == "{" else "<>")
        common.update(read_block(block or ""))
    alternatives = []
    for attempt in _split(text.replace(":_:", "|"), "|"):
        legs = []
        for leg in _split(attempt, ","):
            rest, own = leg.strip(), {}
            while rest.startswith("["):
                block, rest = take_block(rest, "[]")
                own.update(read_block(block or ""))
            if not rest:
                raise ValueError("a leg without endpoint")
            legs.append(Destination(rest, {**own, **common}))
        alternatives.append(legs)
    return alternatives


def _split(text: str, delimiter: str) -> list[str]:
    """Split outside square brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == delimiter and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
