"""The wire as SML, for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted_telco import secs
from twisted_telco.hsms.messages import Message

if TYPE_CHECKING:
    from twisted_telco.hsms.connection import HSMSConnection


class WireLog:
    """Writes every message of a connection as text: who, which way, the header, the body as SML.

    :param write: takes the text of one message, without the last line feed; for instance
        ``file.write`` behind a function that adds it, or a logger's ``info``.
    :param max_elements: of an array or list; the rest is counted, not shown.
    """

    def __init__(self, write: Callable[[str], object], *, max_elements: int = 100) -> None:
        self._write = write
        self._max_elements = max_elements

    def sent(self, connection: HSMSConnection, message: Message) -> None:
        self._write(self._text(connection, "->", message))

    def received(self, connection: HSMSConnection, message: Message) -> None:
        self._write(self._text(connection, "<-", message))

    def _text(self, connection: HSMSConnection, arrow: str, message: Message) -> str:
        head = (
            f"{connection.peer_name} {arrow} session {message.session_id} system {message.system}"
        )
        if not message.is_data:
            return f"{head} {message.name} {message.function}"
        try:
            return f"{head}\n{secs.format_sml(message, max_elements=self._max_elements)}"
        except secs.DecodeError as fault:
            return f"{head} {message.name} {fault}: {message.data[:100].hex()}"
