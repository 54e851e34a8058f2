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


Attempt = list[list[Destination]]
"""Groups of legs: those of one ring together, the next group when none of the first answered."""


def parse_dial_string(text: str) -> list[Attempt]:
    """Independent attempts (``:_:``) of alternatives (``|``) of legs (``,``), with variables.

    :raises ValueError: it can not be read.
    """
    text, everywhere = _take_variables(text.strip(), "<")
    attempts = []
    for part in text.split(":_:"):
        rest, common = _take_variables(part.strip(), "{")
        attempts.append(
            [
                [_read_leg(leg, {**everywhere, **common}) for leg in _split(group, ",")]
                for group in _split(rest, "|")
            ]
        )
    return attempts


def _take_variables(text: str, openings: str) -> tuple[str, dict[str, str]]:
    """Cut the leading blocks off that begin so."""
    variables: dict[str, str] = {}
    while text[:1] and text[0] in openings:
        block, text = take_block(text, "{}" if text[0] == "{" else "<>")
        variables.update(read_block(block or ""))
    return text, variables


def _read_leg(text: str, common: dict[str, str]) -> Destination:
    rest, own = text.strip(), {}
    while rest.startswith("["):
        block, rest = take_block(rest, "[]")
        own.update(read_block(block or ""))
    if not rest:
        raise ValueError("a leg without endpoint")
    return Destination(rest, {**own, **common})


def _split(text: str, delimiter: str) -> list[str]:
    """Split outside square brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == delimiter and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
