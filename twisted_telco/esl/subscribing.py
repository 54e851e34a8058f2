"""What a client asks its server to send, told to the connection there is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from twisted.internet.defer import Deferred, fail, gatherResults, succeed
from twisted.python.failure import Failure

from twisted_telco.esl.errors import CommandError, InvalidRequest, NotReady
from twisted_telco.esl.interests import (
    EventSet,
    Told,
    Wishes,
    filter_words,
    log_level_name,
    parse_names,
)
from twisted_telco.esl.messages import Reply


class Subscribing:
    """Events, filters and the log level of a client, now and after each reconnection."""

    wanted: EventSet
    factory: Any

    def subscribe(self, *names: str, owner: Hashable = None) -> Deferred[Reply | None]:
        """Ask the server for events, now and after each reconnection.

        :param names: ``"CHANNEL_ANSWER"``, ``"CUSTOM sofia::register"``, ``"ALL"``, …
        :param owner: who wants them, where several share this client: what one asked for the
            others can not take back.
        :returns: a Deferred of the server's reply; None while the client is not ready: then it is
            told at login. It fails with InvalidRequest for a name that no event has, and with
            CommandError when the server refuses; they are not asked for again then.
        """
        return self.want(self.wanted.own, names, owner)

    def unsubscribe(self, *names: str, owner: Hashable = None) -> Deferred[Reply | None]:
        """Take back what :meth:`subscribe` asked for; what others still want stays.

        Nothing is taken back one by one while ``"ALL"`` is wanted.
        """
        return self.unwant(self.wanted.own, names, owner)

    def want(self, wishes: Wishes, names: Iterable[str], owner: Hashable) -> Deferred[Reply | None]:
        """:meth:`subscribe` for whoever keeps his own wishes."""
        try:
            events, subclasses = parse_names(names)
        except InvalidRequest as error:
            return fail(error)
        wishes.add(events, subclasses, owner)
        return self._ask(events, subclasses, lambda: wishes.remove(events, subclasses, owner))

    def unwant(
        self, wishes: Wishes, names: Iterable[str], owner: Hashable
    ) -> Deferred[Reply | None]:
        """:meth:`unsubscribe` for whoever keeps his own wishes."""
        try:
            wishes.remove(*parse_names(names), owner)
        except InvalidRequest as error:
            return fail(error)
        self.wanted.changed()
        return self._tell()

    def join(self, wishes: Wishes) -> Deferred[Reply | None]:
        """Ask for these wishes too, until :meth:`leave`; when they are refused they leave."""
        self.wanted.join(wishes)
        return self._ask(wishes.events, wishes.subclasses, lambda: self.wanted.leave(wishes))

    def leave(self, wishes: Wishes) -> Deferred[Reply | None]:
        """Ask for these no more, except for what others want."""
        self.wanted.leave(wishes)
        return self._tell()

    def _ask(
        self, events: Iterable[str], subclasses: Iterable[str], refused: Callable[[], object]
    ) -> Deferred[Reply | None]:
        """Ask for events that have become wanted, whatever the connection was told before."""
        events, subclasses = list(events), list(subclasses)

        def take_back(told: Told) -> None:
            refused()
            self.wanted.changed()
            wanted = self.wanted.events, self.wanted.subclasses
            told.forget(
                [name for name in events if name not in wanted[0]],
                [name for name in subclasses if name not in wanted[1]],
            )

        self.wanted.changed()
        connection: Any = self.factory.ready
        if connection is not None:
            connection.told.forget(events, subclasses)
        return self._tell(take_back)

    def add_filter(self, header: str, value: str) -> Deferred[Reply | None]:
        """Let only events pass whose header has this value, now and after each reconnection.

        ``"-value"`` blocks, ``"/regex/i"`` searches; several positive filters are or-ed. Job
        results and heartbeats keep coming; with blocking filters alone all other events do too.

        :returns: a Deferred as that of :meth:`subscribe`; None also where the filter is there.
        """

        def take_back(told: Told) -> None:
            self.wanted.remove_filter(header, value)

        try:
            self.wanted.add_filter(*filter_words(header, value))
        except InvalidRequest as error:
            return fail(error)
        return self._tell(take_back)

    def remove_filter(self, header: str, value: str) -> Deferred[Reply | None]:
        """Take back a filter; one that the client needs for itself stays."""
        try:
            self.wanted.remove_filter(*filter_words(header, value))
        except InvalidRequest as error:
            return fail(error)
        return self._tell()

    def log(self, level: str | int = "debug") -> Deferred[Reply | None]:
        """Have the server's log up to this level in :attr:`log_lines`, also after reconnection.

        :returns: a Deferred as that of :meth:`subscribe`; None also where the level is that.
        """

        def take_back(told: Told) -> None:
            # A user may have all levels or none.
            told.log_level = None
            self.wanted.set_log_level(None)

        try:
            self.wanted.set_log_level(log_level_name(level))
        except InvalidRequest as error:
            return fail(error)
        return self._tell(take_back)

    def nolog(self) -> Deferred[Reply | None]:
        """No log lines any more."""
        self.wanted.set_log_level(None)
        return self._tell()

    def _tell(self, take_back: Callable[[Told], object] = lambda told: None) -> Deferred[Any]:
        """Tell the connection there is what has changed; nothing while none is ready.

        :param take_back: called when the server refuses.
        """
        connection: Any = self.factory.ready
        if connection is None:
            return succeed(None)
        lines = self.wanted.changes(connection.told, connection.allows)

        def refused(failure: Failure) -> Failure:
            first: Failure = failure.value.subFailure  # type: ignore[union-attr]
            if first.check(CommandError, InvalidRequest, NotReady):  # no, or never written
                take_back(connection.told)
                self._tell().addErrback(lambda _: None)
            return first

        d = gatherResults([connection.request(line) for line in lines], consumeErrors=True)
        return d.addCallbacks(lambda replies: replies[-1] if replies else None, refused)
