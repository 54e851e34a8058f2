"""Items of text: A, J and W."""

from __future__ import annotations

from typing import ClassVar

from twisted_telco.secs import text as texts
from twisted_telco.secs.base import Leaf, header
from twisted_telco.secs.errors import ItemError


class Text(Leaf):
    """Text of one byte encoding: ``value`` is ``str``. Takes ``str`` or the bytes as they are.

    :cvar codec: how bytes become characters. Bytes that the codec does not know come out as
        surrogate escapes and go in again unchanged.
    """

    __slots__ = ()
    codec: ClassVar[str]

    def __init__(self, content: str | bytes | bytearray | memoryview = "") -> None:
        if isinstance(content, str):
            try:
                data = texts.encode(content, self.codec)
            except UnicodeError as error:
                raise ItemError(f"{self.name}: {error}") from None
        elif isinstance(content, (bytes, bytearray, memoryview)):
            data = bytes(content)
        else:
            raise ItemError(f"{self.name} takes str or bytes, not {content!r}")
        length = len(data)
        self.wire = (self.heads[length] if length < 256 else header(self.code, length)) + data

    @property
    def value(self) -> str:
        return texts.decode(self.data, self.codec)


class A(Text):
    """Text. ASCII by the standard; read as Latin-1, which loses nothing, unless told otherwise.

    :meth:`using` gives the class for equipment that puts another encoding into these items.
    """

    __slots__ = ()
    name = "A"
    code = 0o20
    codec = "latin-1"
    _variants: ClassVar[dict[str, type[A]]] = {}

    @property
    def value(self) -> str:
        wire = self.wire
        return wire[1 + (wire[0] & 3) :].decode("latin-1")

    @classmethod
    def using(cls, codec: str) -> type[A]:
        """The class of A items in another encoding, for instance ``"gb18030"``.

        :raises ItemError: for a codec that Python does not know.
        """
        known = texts.canonical(codec)
        if known is None:
            raise ItemError(f"no text codec {codec!r}")
        if known == texts.canonical("latin-1"):
            return A
        if known not in A._variants:
            A._variants[known] = type("A", (_EncodedA,), {"__slots__": (), "codec": known})
        return A._variants[known]


class _EncodedA(A):
    __slots__ = ()

    @property
    def value(self) -> str:
        return texts.decode(self.data, self.codec)


class J(Text):
    """Text in JIS X 0201 (JIS-8): half-width katakana, the yen sign, the overline."""

    __slots__ = ()
    name = "J"
    code = 0o21
    codec = texts.JIS8


class W(Leaf):
    """Localized text: two bytes that name the encoding, then text in it.

    ``value`` is ``str``, or ``bytes`` where Python cannot read the encoding or the text breaks it.

    :param content: ``str``, or ``bytes`` already in that encoding.
    :param encoding: 1 UCS-2, 2 UTF-8 (default), 3 ASCII, 4 ISO 8859-1, 5 ISO 8859-11, 6 TIS-620,
        7 ISCII, 8 Shift-JIS, 9 EUC-JP, 10 EUC-KR, 11 GB, 12 EUC-CN, 13 Big5, 14 EUC-TW.
    """

    __slots__ = ()
    name = "W"
    code = 0o22

    def __init__(self, content: str | bytes = "", encoding: int = texts.UTF8) -> None:
        if not 0 <= encoding <= 0xFFFF:
            raise ItemError(f"W: no encoding {encoding}")
        if isinstance(content, str):
            codec = texts.LOCALIZED.get(encoding)
            if codec is None:
                raise ItemError(f"W: text cannot be written in encoding {encoding}, give bytes")
            try:
                content = content.encode(codec)
            except UnicodeError as error:
                raise ItemError(f"W: {error}") from None
        self.data = encoding.to_bytes(2, "big") + bytes(content)

    @property
    def encoding(self) -> int:
        """The number of the encoding."""
        return int.from_bytes(self.data[:2], "big")

    @property
    def content(self) -> bytes:
        """The text as it stands on the wire, without the two bytes."""
        return self.data[2:]

    @property
    def value(self) -> str | bytes:
        codec = texts.LOCALIZED.get(self.encoding)
        if codec is None:
            return self.content
        try:
            return self.content.decode(codec)
        except UnicodeError:
            return self.content

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"W({self.value!r}, encoding={self.encoding})"
