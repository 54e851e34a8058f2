"""In which line of a TOML text is what? ``tomllib`` does not tell.

The text must have been accepted by ``tomllib`` already, so this scanner only has to find its way
and judges nothing.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

#: Where something stands: keys of tables and indices of arrays, from the root.
Path = tuple[str | int, ...]

_SKIP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}\n#]+")


class Lines:
    """The lines of a TOML text.

    :param text: accepted by ``tomllib.loads``.
    """

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._starts = [match.end() for match in re.finditer("\n", self._text)]
        self._found: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        self._at = 0
        self._document()

    def line(self, path: Path) -> int:
        """The line, from 1, in which ``path`` begins, or the nearest thing around it."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def _document(self) -> None:
        table: Path = ()
        while self._skip():
            start = self._at
            if not self._take("["):
                self._pair(table)
                continue
            is_element = self._take("[")
            *parents, last = self._key()
            self._take("]")
            if is_element:
                self._take("]")
            table = ()
            for key in parents:
                table = self._element((*table, key))
                self._note(table, start)
            table = (*table, last)
            self._note(table, start)
            if is_element:
                self._lengths[table] = self._lengths.get(table, 0) + 1
                table = self._element(table)
                self._note(table, start)

    def _element(self, path: Path) -> Path:
        """``path`` itself, or the latest element if it is an array of tables."""
        length = self._lengths.get(path)
        return path if length is None else (*path, length - 1)

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table
        for key in self._key():
            path = (*path, key)
            self._note(path, start)
        self._take("=")
        self._value(path)

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._at = self._end(_BLANK)
            bare = _BARE_KEY.match(self._text, self._at)
            if bare:
                keys.append(bare[0])
                self._at = bare.end()
            else:
                start, self._at = self._at, self._end(_STRING)
                keys.append(tomllib.loads(f"key = {self._text[start : self._at]}")["key"])
            if not self._take("."):
                return keys

    def _value(self, path: Path) -> None:
        self._note(path, self._at)
        if self._take("{"):
            while self._skip() and not self._take("}"):
                self._pair(path)
                self._skip()
                self._take(",")
        elif self._take("["):
            index = 0
            while self._skip() and not self._take("]"):
                self._value((*path, index))
                index += 1
                self._skip()
                self._take(",")
        elif self._text[self._at] in "\"'":
            self._at = self._end(_STRING)
        else:
            self._at = self._end(_SCALAR)

    def _note(self, path: Path, at: int) -> None:
        self._found.setdefault(path, bisect_right(self._starts, at) + 1)

    def _skip(self) -> bool:
        """Go to the next thing; False at the end of the text."""
        self._at = self._end(_SKIP)
        return self._at < len(self._text)

    def _take(self, text: str) -> bool:
        """Step over ``text`` and the blanks around it, if it is next."""
        at = self._end(_BLANK)
        if not self._text.startswith(text, at):
            return False
        self._at = at + len(text)
        self._at = self._end(_BLANK)
        return True

    def _end(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        return match.end() if match else self._at
