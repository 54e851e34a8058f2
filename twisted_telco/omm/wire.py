"""Bytes to elements and back. Pure: no Twisted, no clock, no I/O.

A message is one XML element in UTF-8, without XML declaration, followed by one byte 00::

    <Ping timeStamp="1700000000" seq="1"/>␀

The decoder is kinder than the encoder: empty frames, white space around and between elements, an
XML declaration and comments are skipped; bytes that are not UTF-8 and characters that XML cannot
carry (real OMMs send them) are repaired. Document types, and with them entities, are refused.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import ClassVar, Self
from xml.parsers import expat

from twisted_telco.core.framing import Decoder as BaseDecoder
from twisted_telco.core.framing import Malformed
from twisted_telco.omm.errors import FrameTooLong, InvalidRequest

#: Bytes of one message, without its NUL. Twenty full user records are 28 to 40 KB.
MAX_FRAME = 4 * 1024 * 1024
#: Elements inside elements; the OMM needs three.
MAX_DEPTH = 8
#: Elements of one message.
MAX_ELEMENTS = 100_000
#: Attributes of one element; ``GetVersionsResp`` has one for each message the OMM knows.
MAX_ATTRIBUTES = 4096
#: Bytes of a message that is tried without a parser.
MAX_FLAT = 64 * 1024
#: How much of a bad frame is kept.
MAX_RAW = 1024

#: Attributes whose values are never shown.
SECRETS = frozenset(
    {
        *("password", "oldPassword", "privateKeyPassword", "serviceAuthPassword", "credentialPw"),
        *("sipPw", "pin", "keyLockPin", "ac", "uak", "rxSecret", "txSecret", "radiusSecret"),
        *("wepKey1", "wepKey2", "wepKey3", "wepKey4", "wepKeyHex", "psk", "pskHex"),
        *("readCommunity", "trapCommunity", "key"),  # key: of certificates, of licences
    }
)
MASK = "***"

_SECRETS_FOLDED = frozenset(name.lower() for name in SECRETS)
#: Finds secret values in bytes of the wire, for :class:`twisted_telco.core.trace.Trace`.
SECRET = re.compile(
    rb"(?is)(?<![\w.:-])(?:%s)\s*=\s*([\"'])(?P<secret>(?:(?!\1).)+)"
    % b"|".join(name.encode() for name in sorted(SECRETS))
)
END = b"\0"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_ILLEGAL = re.compile(_NOT_XML)
_TO_ESCAPE = re.compile('[&<>"\t\n\r]|' + _NOT_XML)
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)
# Most messages are one element with plain attributes. These two read them much faster than a
# parser that has to be made for each; whatever they do not match exactly goes to expat.
_FLAT = re.compile(
    r"<([A-Za-z_][A-Za-z0-9_.-]*)"
    r" ([A-Za-z_][A-Za-z0-9_.-]*)=\"([^\"<&\x00-\x1f\x7f]*)\""
    r"((?: [A-Za-z_][A-Za-z0-9_.-]*=\"[^\"<&\x00-\x1f\x7f]*\")*) ?/>"
)
_FLAT_ATTRIBUTE = re.compile(r" ([^=]+)=\"([^\"]*)\"")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")


def is_secret(name: str) -> bool:
    """Whether an attribute of this name must not be shown."""
    return name.lower() in _SECRETS_FOLDED


class Ciphertext(str):
    """An attribute as the OMM sent it, encrypted with a key of its own.

    It cannot be read here, and writing it back would encrypt it twice: :func:`encode` leaves it
    out.
    """

    __slots__ = ()


class Element:
    """An XML element: attributes as text, child elements in order with their names, text.

    The name of an element is kept by what holds it: its parent, or the message class.

    :ivar attributes: name -> text as on the wire.
    :ivar children: ``(name, element)`` in order.
    :ivar text: the text inside; white space alone counts as none.
    """

    __slots__ = ("attributes", "children", "text")

    attributes: dict[str, str]
    children: list[tuple[str, Element]]
    text: str

    #: Attributes that arrive encrypted.
    encrypted: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.attributes = {}
        self.children = []
        self.text = ""

    def __getitem__(self, name: str) -> str:
        """The text of an attribute; names match exactly, else without case."""
        try:
            return self.attributes[name]
        except KeyError:
            wanted = name.lower()
            for other, value in self.attributes.items():
                if other.lower() == wanted:
                    return value
            raise

    def get(self, name: str, default: str | None = None) -> str | None:
        """The text of an attribute, or ``default``."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    @classmethod
    def child_class(cls, name: str) -> type[Element]:
        """What child elements of this name are made as."""
        return Element

    def copy(self) -> Self:
        """An independent copy, children included."""
        other = copy.copy(self)
        other.attributes = dict(self.attributes)
        other.children = [(tag, child.copy()) for tag, child in self.children]
        return other

    def getall(self, name: str) -> list[Element]:
        """The child elements of this name, in order."""
        return [child for tag, child in self.children if tag == name]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Element):
            return NotImplemented
        return (
            type(self) is type(other)
            and self.attributes == other.attributes
            and self.text == other.text
            and self.children == other.children
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}{self._shown()}>"

    def _shown(self) -> str:
        parts = [
            f" {name}={MASK if is_secret(name) and value else value!r}"
            for name, value in self.attributes.items()
        ]
        if self.text:
            parts.append(f" {self.text!r}")
        parts += [f" {tag}=[{child._shown().strip()}]" for tag, child in self.children]
        return "".join(parts)


class _Unacceptable(Exception):
    """Well-formed as far as it goes, but not to be read further."""


class Decoder(BaseDecoder[Element]):
    """Turns any split of a stream into elements.

    :param make: makes the root element for a name, empty apart from its attributes.
    :param max_frame: limit for one message in bytes.
    :param received_from_omm: mark encrypted attributes as :class:`Ciphertext`.
    :ivar repaired: messages that were read only after bad bytes or characters were replaced.
    """

    def __init__(
        self,
        make: Callable[[str], Element],
        max_frame: int = MAX_FRAME,
        *,
        received_from_omm: bool = True,
    ) -> None:
        self._make = make
        self._max_frame = max_frame
        self._mark = received_from_omm
        self._pending = bytearray()
        self._listed: dict[str, type[Element]] = {}  # no more than make has classes
        self._offset = 0  # of the first pending byte in the stream
        self.repaired = 0

    @property
    def pending(self) -> int:
        """Bytes of the unfinished message."""
        return len(self._pending)

    def decode(self, data: bytes, messages: list[Element | Malformed]) -> None:
        first, *others = data.split(b"\0")
        if others:
            if self._pending:
                first = bytes(self._pending) + first
            self._pending = bytearray(others.pop())
            self._frame(first, messages)
            for frame in others:
                self._frame(frame, messages)
        else:
            self._pending += first
        if len(self._pending) > self._max_frame:
            self._too_long()

    def _too_long(self) -> None:
        limit = self._max_frame
        self._pending.clear()
        raise FrameTooLong(f"a message is longer than {limit} bytes", self._offset + limit)

    def _frame(self, frame: bytes, messages: list[Element | Malformed]) -> None:
        if len(frame) > self._max_frame:
            self._too_long()
        offset = self._offset
        self._offset += len(frame) + 1
        short = len(frame) <= MAX_FLAT and frame.isascii()
        if short and (flat := _FLAT.fullmatch(frame.decode("ascii"))):
            tag, name, value, more = flat.groups()
            attributes = {name: value}
            if more:
                pairs = _FLAT_ATTRIBUTE.findall(more)
                attributes.update(pairs)
                plain = len(attributes) == len(pairs) + 1 <= MAX_ATTRIBUTES
            else:
                plain = True
            if plain:
                messages.append(self._root(tag, attributes))
                return
        stripped = frame.strip()
        if not stripped:
            return
        try:
            messages.append(self._parse(stripped))
        except _Unacceptable as problem:
            messages.append(Malformed(frame[:MAX_RAW], offset, str(problem)))
        except expat.ExpatError as problem:
            messages.append(self._second_try(frame, stripped, offset, problem))

    def _root(self, tag: str, attributes: dict[str, str]) -> Element:
        cls = self._listed.get(tag)
        if cls is None:
            element = self._make(tag)
            if type(element).__name__ == tag:
                self._listed[tag] = type(element)
        else:
            # Without its __init__, which would look for arguments.
            element = cls.__new__(cls)
            element.children = []
            element.text = ""
        element.attributes = attributes
        return element

    def _second_try(
        self, frame: bytes, stripped: bytes, offset: int, first: expat.ExpatError
    ) -> Element | Malformed:
        repaired = _repair(stripped)
        reason = f"not well-formed: {first}"
        if repaired != stripped:
            try:
                element = self._parse(repaired)
            except _Unacceptable as problem:
                reason = str(problem)
            except expat.ExpatError:
                pass
            else:
                self.repaired += 1
                return element
        return Malformed(frame[:MAX_RAW], offset, reason)

    def _parse(self, data: bytes) -> Element:
        stack: list[Element] = []
        root: Element | None = None
        count = 0
        mark = self._mark
        texts: dict[int, list[str]] = {}  # by depth

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal root, count
            count += 1
            if stack:
                parent = stack[-1]
                cls = parent.child_class(tag)
                element = cls.__new__(cls)
                parent.children.append((tag, element))
                if len(stack) >= MAX_DEPTH:
                    raise _Unacceptable(f"elements nested deeper than {MAX_DEPTH}")
                if count > MAX_ELEMENTS:
                    raise _Unacceptable(f"more than {MAX_ELEMENTS} elements")
            else:
                element = root = self._make(tag)
            if len(attributes) > MAX_ATTRIBUTES:
                raise _Unacceptable(f"more than {MAX_ATTRIBUTES} attributes")
            element.attributes = attributes
            element.children = []
            element.text = ""
            if mark:
                for name in element.encrypted:
                    value = attributes.get(name)
                    if value:
                        attributes[name] = Ciphertext(value)
            stack.append(element)

        def end(tag: str) -> None:
            if texts and (pieces := texts.pop(len(stack), None)):
                text = "".join(pieces)
                stack[-1].text = "" if text.isspace() else text
            stack.pop()

        def inside(data: str) -> None:
            texts.setdefault(len(stack), []).append(data)

        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = inside
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(data, True)
        assert root is not None  # expat refuses a document without an element
        return root


def _refuse_doctype(*_: object) -> None:
    raise _Unacceptable("document types and entities are refused")


def _repair(data: bytes) -> bytes:
    """Replace what is not UTF-8, remove what XML cannot carry."""

    def reference(match: re.Match[str]) -> str:
        point = int(match[1], 16) if match[1] else int(match[2])
        if point > 0x10FFFF or _ILLEGAL.fullmatch(chr(point)):
            return ""
        return match[0]

    text = data.decode("utf-8", "replace")
    return _REFERENCE.sub(reference, _ILLEGAL.sub("", text)).encode("utf-8")


#: Names that need no check, see :func:`know`.
_known: set[str] = {"seq"}


def know(name: str) -> None:
    """Take a name of the vocabulary, checked once, so that the encoder need not check it again."""
    _checked_name(name)
    _known.add(name)


def _checked_name(name: str) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InvalidRequest(f"{name!r} is not a name of an element or attribute")
    return name


def escape(value: str, where: str) -> str:
    """Escape a text for an attribute or the inside of an element.

    :raises InvalidRequest: when XML cannot carry it; the text itself is not quoted in the error.
    """
    if not isinstance(value, str):
        raise InvalidRequest(f"{where}: {type(value).__name__} given, text expected")
    if _TO_ESCAPE.search(value) is None:
        return value
    if bad := _ILLEGAL.search(value):
        raise InvalidRequest(f"{where}: U+{ord(bad[0]):04X} cannot be sent")
    return value.translate(_ESCAPES)


def encode(name: str, element: Element, seq: int | None = None) -> bytes:
    """Make the bytes of one message, its NUL included.

    :param seq: goes out instead of any ``seq`` in the element, which is not changed.
    :raises InvalidRequest: for names, characters, nesting or a size that the wire cannot carry.
    """
    if not element.attributes and not element.children and not element.text and name in _known:
        return f'<{name} seq="{seq}"/>\0'.encode() if seq is not None else f"<{name}/>\0".encode()
    parts: list[str] = []
    _write(parts, name, element, seq, 1)
    data = "".join(parts).encode("utf-8")
    if len(data) > MAX_FRAME:
        raise InvalidRequest(f"{name}: longer than {MAX_FRAME} bytes")
    return data + b"\0"


def _write(parts: list[str], tag: str, element: Element, seq: int | None, depth: int) -> None:
    if tag not in _known:
        _checked_name(tag)
    parts.append("<" + tag)
    for name, value in element.attributes.items():
        if name not in _known:
            _checked_name(name)
        if (name == "seq" and seq is not None) or type(value) is Ciphertext:
            continue
        parts.append(f' {name}="{escape(value, name)}"')
    if seq is not None:
        parts.append(f' seq="{seq}"')
    if not element.children and not element.text:
        parts.append("/>")
        return
    if depth >= MAX_DEPTH:
        raise InvalidRequest(f"{tag}: elements nested deeper than {MAX_DEPTH}")
    parts.append(">" + escape(element.text, tag))
    for child_tag, child in element.children:
        _write(parts, child_tag, child, None, depth + 1)
    parts.append(f"</{tag}>")
