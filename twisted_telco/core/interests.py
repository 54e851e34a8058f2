"""What we asked the far end to send us: kept on the client, replayed after each login."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from twisted.internet.defer import Deferred

Apply = Callable[[Any], Deferred[Any]]


class Interests:
    """An ordered set of wishes, each a function that tells a connection of it.

    A connection is *ready* only when all of them are restored; one that the far end refuses then
    ends that connection, because a client that hears less than it asked for must not pass for one
    that hears all.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Apply] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def keep(self, key: Hashable, apply: Apply) -> None:
        """Remember a wish; ``apply(connection)`` returns a Deferred. The same key replaces it."""
        self._kept[key] = apply

    def drop(self, key: Hashable) -> None:
        """Forget a wish; the far end is not told."""
        self._kept.pop(key, None)

    def restore(self, connection: Any) -> Deferred[None]:
        """Tell a connection all of them, one after the other, in the order they were made; also
        those that are made, or replaced, while it is being told."""
        return Deferred.fromCoroutine(self._restore(connection))

    async def _restore(self, connection: Any) -> None:
        told: dict[Hashable, Apply] = {}
        while left := {k: apply for k, apply in self._kept.items() if told.get(k) is not apply}:
            for key, apply in left.items():
                if self._kept.get(key) is apply:  # not dropped or replaced meanwhile
                    told[key] = apply
                    await apply(connection)
