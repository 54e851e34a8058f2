"""What the SECS-II package raises."""

from __future__ import annotations

from twisted_telco import errors


class Error(errors.TelcoError):
    """Base of every failure of this package."""


class DecodeError(Error, errors.ProtocolError):
    """Bytes that are no SECS-II body. ``offset`` counts from the start of the body."""


class ItemError(Error, errors.InvalidRequest):
    """A value that does not fit the item it was given to."""


class StructureError(Error, errors.ProtocolError):
    """A body that does not have the structure its stream and function ask for.

    :ivar path: the offending item, for instance ``S2F33.reports[2].rptid``.
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}")


class SMLError(Error, errors.InvalidRequest):
    """Text that is no SML.

    :ivar line: counted from 1.
    :ivar column: counted from 1.
    :ivar source: the offending line.
    """

    def __init__(self, reason: str, line: int, column: int, source: str) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        self.source = source
        # A caret under the place; tabs are kept so that it lines up on a terminal.
        indent = "".join("\t" if c == "\t" else " " for c in source[: column - 1])
        super().__init__(f"line {line}, column {column}: {reason}\n{source}\n{indent}^")
