"""SML, the text form of SECS-II messages. There is no standard: we write what most programs read,
and read what all of them write.

.. code-block:: text

    S6F11 W
    <L [3]
      <U4 [1] 77>
      <A [5] "LOT-1">
      <B [2] 0x01 0xFF>
    >
    .
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

from twisted_telco.secs.base import Item
from twisted_telco.secs.codec import MAX_DEPTH
from twisted_telco.secs.errors import ItemError, SMLError
from twisted_telco.secs.items import BOOLEAN, FORMATS, B, L
from twisted_telco.secs.message import Message
from twisted_telco.secs.numbers import F4, Numeric
from twisted_telco.secs.textitems import A, J, Text, W

# --- writing


def format_sml(what: Any, *, max_elements: int | None = None) -> str:
    """An item, or a message with ``stream``, ``function``, ``wait`` and ``item``, as SML.

    :param max_elements: the rest of a longer array is left out (for logs; such text says so and
        cannot be read back).
    """
    if isinstance(what, Item):
        return "\n".join(_lines(what, "", max_elements))
    wait = " W" if what.wait else ""
    head = f"S{what.stream}F{what.function}{wait}"
    if what.item is None:
        return f"{head}."
    return "\n".join([head, *_lines(what.item, "", max_elements), "."])


def _lines(item: Item, indent: str, most: int | None) -> Iterator[str]:
    if not isinstance(item, L):
        yield f"{indent}<{item.name} {_content(item, most)}>"
    elif not item.items:
        yield f"{indent}<L [0]>"
    else:
        yield f"{indent}<L [{len(item)}]"
        for element in item.items[:most]:
            yield from _lines(element, indent + "  ", most)
        if most is not None and len(item) > most:
            yield f"{indent}  ... {len(item) - most} more"
        yield f"{indent}>"


def _content(item: Any, most: int | None) -> str:
    count = len(item)
    if isinstance(item, (A, J)):
        words = [f"[{count}]", *_quoted(item.data[:most], item.codec)]
    elif isinstance(item, W):
        words = [f"[{count}]", f"0x{item.encoding:04X}", *_localized(item)]
    elif isinstance(item, B):
        words = [f"[{count}]", *[f"0x{byte:02X}" for byte in item.data[:most]]]
    elif isinstance(item, BOOLEAN):
        words = [f"[{count}]", *["TRUE" if v else "FALSE" for v in item.values[:most]]]
    else:
        words = [f"[{count}]", *map(_writer(item), item.array[:most])]
    if most is not None and count > most and not isinstance(item, W):
        words.append(f"... {count - most} more")
    return " ".join(words)


def _writer(item: Numeric) -> Callable[[Any], str]:
    return _single if isinstance(item, F4) else repr if item.typecode == "d" else str


def _single(number: float) -> str:
    """The shortest text that is this number in single precision."""
    for digits in (6, 7, 8):
        text = f"{number:.{digits}g}"
        try:
            if struct.unpack(">f", struct.pack(">f", float(text)))[0] == number:
                return text
        except OverflowError:
            pass
    return f"{number:.9g}"


def _quoted(data: bytes, codec: str) -> list[str]:
    """Runs of printable characters in quotes, every other byte as 0xHH."""
    item = (J if codec == J.codec else A.using(codec))(data)
    words: list[str] = []
    run = ""
    for character in item.value:
        if character.isprintable() and character != '"':
            run += character
            continue
        if run:
            words.append(f'"{run}"')
            run = ""
        words += [f"0x{byte:02X}" for byte in type(item)(character).data]
    if run or not data:
        words.append(f'"{run}"')
    # Some codecs have two spellings of one character: only bytes say it then.
    if _joined(words, type(item)) != data:
        return [f"0x{byte:02X}" for byte in data]
    return words


def _joined(words: list[str], kind: type[Text]) -> bytes:
    return b"".join(
        kind(word[1:-1]).data if word.startswith('"') else bytes([int(word, 16)]) for word in words
    )


def _localized(item: W) -> list[str]:
    text = item.value
    if isinstance(text, str) and text.isprintable() and '"' not in text:
        if W(text, item.encoding) == item:
            return [f'"{text}"']
    return [f"0x{byte:02X}" for byte in item.content]


# --- reading

_TOKEN = re.compile(
    r"""[ \t\r\n\f\v]+
      | //[^\n]* | \*[^\n]* | /\*.*?\*/                      # comments
      | (?P<string>"[^"\n]*" | '[^'\n]*')
      | (?P<count>\[\s*(?:\d+\s*(?:(?:\.\.|/)\s*\d*)?|\.\.\s*\d+)\s*\])
      | (?P<wait>\[\s*[Ww]\s*\])
      | (?P<word>0[xXbB][0-9A-Fa-f]+
                |[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?
                |[+-]?[A-Za-z_][A-Za-z0-9_]*)
      | (?P<mark>->|[<>.:])
    """,
    re.VERBOSE | re.DOTALL,
)
_SF = re.compile(r"[Ss](\d{1,3})[Ff](\d{1,3})")
_TYPES = {**FORMATS, "JIS8": J, "BOOL": BOOLEAN, "BIN": B, "LIST": L, "ASCII": A}
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def parse_sml(text: str) -> Message:
    """One message.

    :raises SMLError: with line, column and the line itself.
    """
    reader = _Reader(text)
    message = reader.message()
    reader.end()
    return message


def parse_sml_messages(text: str) -> list[Message]:
    """All messages of a text, for instance of a file.

    :raises SMLError: with line, column and the line itself.
    """
    reader = _Reader(text)
    messages = []
    while reader.kind:
        messages.append(reader.message())
    return messages


def parse_sml_item(text: str) -> Item:
    """One item without a message around it.

    :raises SMLError: with line, column and the line itself.
    """
    reader = _Reader(text)
    item = reader.item(0)
    reader.end()
    return item


class _Reader:
    """One token ahead: ``kind`` and ``token``, at ``at``; an empty kind is the end of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.next_at = 0
        self.kind = self.token = ""
        self.advance()

    def advance(self) -> str:
        """The token, and on to the next."""
        taken = self.token
        while True:
            self.at = self.next_at
            if self.at >= len(self.text):
                self.kind = self.token = ""
                return taken
            match = _TOKEN.match(self.text, self.at)
            if match is None:
                raise self.error(f"unexpected {self.text[self.at]!r}")
            self.next_at = match.end()
            if match.lastgroup is not None:
                self.kind, self.token = match.lastgroup, match[match.lastgroup]
                return taken

    def error(self, reason: str, at: int | None = None) -> SMLError:
        at = self.at if at is None else at
        begin = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        source = self.text[begin : end if end >= 0 else len(self.text)].rstrip("\r")
        return SMLError(reason, self.text.count("\n", 0, at) + 1, at - begin + 1, source)

    def shown(self) -> str:
        return repr(self.token) if self.kind else "the end of the text"

    def end(self) -> None:
        if self.kind:
            raise self.error(f"{self.shown()} after the end")

    def mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.token == mark

    def message(self) -> Message:
        stream, function = self.head()
        wait = False
        while not (self.mark("<") or self.mark(".")):
            if self.kind == "wait" or (self.kind == "word" and self.token.upper() == "W"):
                wait = True
            elif not (self.kind == "word" and self.token.upper() in ("H", "E")) and (
                not self.mark("->")
            ):
                raise self.error(f"W, an item or '.' expected, not {self.shown()}")
            self.advance()
        item = self.item(0) if self.mark("<") else None
        if not self.mark("."):
            raise self.error(f"'.' expected at the end of the message, not {self.shown()}")
        self.advance()
        return Message(stream, function, item, wait)

    def head(self) -> tuple[int, int]:
        """``S1F13``, ``'S1F13'``, ``Name: S1F13``."""
        for _ in range(2):
            at = self.at
            word = self.token.strip("'\"") if self.kind in ("word", "string") else ""
            match = _SF.fullmatch(word)
            if match is not None:
                if int(match[1]) > 127 or int(match[2]) > 255:
                    raise self.error(f"there is no message {word}")
                self.advance()
                if not self.mark(":"):
                    return int(match[1]), int(match[2])
            elif not word:
                break
            else:
                self.advance()
            if not self.mark(":"):
                raise self.error(f"SnFm expected, not {word!r}", at)
            self.advance()
        raise self.error(f"SnFm expected, not {self.shown()}")

    def item(self, depth: int) -> Item:
        begin = self.at
        if not self.mark("<"):
            raise self.error(f"an item expected, not {self.shown()}")
        self.advance()
        kind = _TYPES.get(self.token.upper()) if self.kind == "word" else None
        if kind is None:
            raise self.error(f"no item type {self.shown()}")
        self.advance()
        if self.kind == "count":
            self.advance()
        if kind is L:
            return self.elements(depth, begin)
        values: list[tuple[str, str, int]] = []
        while not self.mark(">"):
            if self.kind not in ("word", "string"):
                raise self.error(f"a value or '>' expected, not {self.shown()}")
            values.append((self.kind, self.token, self.at))
            self.advance()
        self.advance()
        return self.leaf(kind, values, begin)

    def elements(self, depth: int, begin: int) -> Item:
        if depth >= MAX_DEPTH:
            raise self.error(f"lists nested deeper than {MAX_DEPTH}", begin)
        items: list[Item] = []
        while not self.mark(">"):
            if not self.mark("<"):
                raise self.error(f"an item or '>' expected, not {self.shown()}")
            items.append(self.item(depth + 1))
        self.advance()
        return L(*items)

    def leaf(self, kind: type[Any], values: list[tuple[str, str, int]], begin: int) -> Item:
        at = begin
        try:
            if kind is W:
                return self.localized(values)
            if issubclass(kind, Text):
                data = b""
                for sort, token, at in values:  # noqa: B007  for the message
                    data += kind(token[1:-1]).data if sort == "string" else _byte(token)
                return kind(data)
            read = _boolean if kind is BOOLEAN else _byte_number if kind is B else _number(kind)
            numbers = []
            for sort, token, at in values:  # noqa: B007
                if sort == "string":
                    raise ValueError(f"{kind.name} takes no text")
                numbers.append(read(token))
            at = begin
            return kind(numbers)
        except (ValueError, OverflowError) as error:
            raise self.error(str(error), at) from None

    def localized(self, values: list[tuple[str, str, int]]) -> Item:
        """A first value of four hex digits is the encoding; without it text is UTF-8."""
        encoding = 2
        if values and re.fullmatch(r"0[xX][0-9A-Fa-f]{4}", values[0][1]):
            encoding = int(values[0][1], 16)
            values = values[1:]
        content = b""
        for sort, token, _ in values:
            content += W(token[1:-1], encoding).content if sort == "string" else _byte(token)
        return W(content, encoding)


def _integer(token: str) -> int:
    try:
        return int(token, 10)
    except ValueError:
        pass
    try:
        return int(token, 0)  # 0x.., 0b..
    except ValueError:
        raise ValueError(f"{token!r} is no integer") from None


def _byte_number(token: str) -> int:
    number = _integer(token)
    if not 0 <= number <= 255:
        raise ValueError(f"{token} is no byte")
    return number


def _byte(token: str) -> bytes:
    return bytes([_byte_number(token)])


def _boolean(token: str) -> bool:
    truth = _TRUTH.get(token.upper())
    return _byte_number(token) != 0 if truth is None else truth


def _float(token: str) -> float:
    try:
        return float(token)
    except ValueError:
        pass
    try:
        return float(int(token, 0))
    except ValueError:
        raise ValueError(f"{token!r} is no number") from None


def _number(kind: type[Any]) -> Callable[[str], Any]:
    return _float if kind.typecode in "fd" else lambda token: _checked(kind, token)


def _checked(kind: type[Any], token: str) -> int:
    number = _integer(token)
    try:
        kind(number)
    except ItemError:
        raise ValueError(f"{token} does not fit {kind.name}") from None
    return number
