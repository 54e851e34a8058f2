"""Requests under way: data messages and control messages in one space of system bytes."""

from __future__ import annotations

import random
from collections.abc import Callable

from twisted.internet.interfaces import IReactorTime

from twisted_telco.core.requests import Entry, Keyed
from twisted_telco.hsms.errors import FAMILY


class Transactions(Keyed[int]):
    """Requests by kind and system bytes.

    The key of a data message is its system bytes; of a control message, the system bytes and above
    them the SType of the answer. So an answer of another kind finds nobody.

    :param expired: called with the entry whose T3 or T6 is over, before that fails its request.
    """

    def __init__(
        self, clock: IReactorTime, expired: Callable[[Entry], None], *, limit: int
    ) -> None:
        super().__init__(clock, FAMILY, limit=limit)
        self._tell_expired = expired
        self._system = random.getrandbits(32)

    def next_system(self) -> int:
        """System bytes that no open request of ours has."""
        system = (self._system + 1) & 0xFFFFFFFF
        while system in self.entries:
            system = (system + 1) & 0xFFFFFFFF
        self._system = system
        return system

    def _expired(self, entry: Entry) -> None:
        self._tell_expired(entry)
        super()._expired(entry)


def control_key(answer: int, system: int) -> int:
    """The key of a control message.

    :param answer: the SType of its answer.
    """
    return answer << 32 | system
