"""Characters in SECS-II items: JIS-8, the encodings of localized text, and bytes that fit none."""

from __future__ import annotations

import codecs

JIS8 = "jis-8"
"""JIS X 0201 as equipment uses it: no Python codec has it by itself."""

# 0x5C and 0x7E differ from ASCII, 0xA1..0xDF are half-width katakana, the rest is as in Latin-1.
_JIS8_CHARACTERS = "".join(
    "\u00a5"
    if byte == 0x5C
    else "\u203e"
    if byte == 0x7E
    else chr(0xFF61 + byte - 0xA1)
    if 0xA1 <= byte <= 0xDF
    else chr(byte)
    for byte in range(256)
)
_JIS8_BYTES = codecs.charmap_build(_JIS8_CHARACTERS)

UTF8 = 2
LOCALIZED = {
    1: "utf-16-be",
    2: "utf-8",
    3: "ascii",
    4: "latin-1",
    5: "iso8859-11",
    6: "tis-620",
    8: "shift_jis",
    9: "euc_jp",
    10: "euc_kr",
    11: "gb18030",
    12: "gb2312",
    13: "big5",
}
"""Encoding number of a localized text item -> Python codec. Python has none for 7 (ISCII) and 14
(EUC-TW)."""


def canonical(codec: str) -> str | None:
    """Python's own name of a codec for text, or None."""
    if codec == JIS8:
        return JIS8
    try:
        info = codecs.lookup(codec)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def decode(data: bytes, codec: str) -> str:
    """Bytes as text. What the codec does not know becomes surrogate escapes; nothing raises."""
    if codec == JIS8:
        return codecs.charmap_decode(data, "strict", _JIS8_CHARACTERS)[0]
    try:
        return data.decode(codec, "surrogateescape")
    except UnicodeError:
        # Codecs of wide units cannot escape half a unit.
        return data.decode("latin-1")


def encode(text: str, codec: str) -> bytes:
    """The reverse of :func:`decode`.

    :raises UnicodeError: for a character that the codec does not have.
    """
    if codec == JIS8:
        return codecs.charmap_encode(text, "strict", _JIS8_BYTES)[0]
    return text.encode(codec, "surrogateescape")
