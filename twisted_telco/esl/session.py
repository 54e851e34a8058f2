"""One leg of a call: its commands, its state, and waits that always end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import uuid4

from twisted.internet.defer import Deferred, fail, maybeDeferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from twisted_telco.errors import TelcoError
from twisted_telco.esl.commands import Commands
from twisted_telco.esl.errors import ConnectionLost, HungUp, InvalidRequest, RequestTimeout
from twisted_telco.esl.messages import Event
from twisted_telco.esl.quoting import check_word, quote_setvar_multi

_ENDS = ("CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY")
AFTER_HANGUP = frozenset({*_ENDS, "CHANNEL_STATE", "CHANNEL_CALLSTATE", "CHANNEL_EXECUTE_COMPLETE"})
"""Events that may still come after CHANNEL_HANGUP."""


class _Wait:
    __slots__ = ("call", "deferred", "names", "patient", "predicate", "what")

    def __init__(
        self,
        names: frozenset[str],
        predicate: Callable[[Event], bool] | None,
        what: str,
        patient: bool,
        canceller: Callable[[_Wait], None],
    ) -> None:
        self.patient = patient
        self.names = names
        self.predicate = predicate
        self.what = what
        self.call: IDelayedCall | None = None
        self.deferred: Deferred[Event] = Deferred(lambda _: canceller(self))


class Waits:
    """Those who wait for events of one session."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._waits: dict[_Wait, None] = {}

    def __len__(self) -> int:
        return len(self._waits)

    def add(
        self,
        names: Collection[str],
        timeout: float | None,
        predicate: Callable[[Event], bool] | None = None,
        what: str = "",
        patient: bool = False,
    ) -> Deferred[Event]:
        """Wait for an event.

        :param patient: past the hangup, for what may come after it.
        """
        words = what or " or ".join(names)
        wait = _Wait(frozenset(names), predicate, words, patient, self._drop)
        if timeout is not None:
            wait.call = self._clock.callLater(timeout, self._late, wait, timeout)
        self._waits[wait] = None
        return wait.deferred

    def emit(self, event: Event) -> None:
        name = event.name
        for wait in list(self._waits):
            if name not in wait.names or wait not in self._waits:
                continue
            if wait.predicate is None or wait.predicate(event):
                self._drop(wait)
                wait.deferred.callback(event)

    def end(self, error: Callable[[str], Exception], *, spare_patient: bool = False) -> None:
        """Fail those who wait."""
        for wait in list(self._waits):
            if wait in self._waits and not (spare_patient and wait.patient):
                self._drop(wait)
                wait.deferred.errback(error(wait.what))

    def _drop(self, wait: _Wait) -> None:
        self._waits.pop(wait, None)
        if wait.call is not None and wait.call.active():
            wait.call.cancel()

    def _late(self, wait: _Wait, timeout: float) -> None:
        self._drop(wait)
        wait.deferred.errback(RequestTimeout(wait.what, timeout))


class BaseSession:
    """A channel, whether we watch it from an inbound connection or serve it on an outbound one.

    :ivar uuid: its id.
    :ivar event: the last event it had, or None.
    :ivar vars: for whoever works with the session; the library leaves it alone.
    :ivar answered: it was answered.
    :ivar hungup: it has ended.
    :ivar cause: the hangup cause, once it has ended.
    :ivar lost: why we hear nothing of it any more, or None while we do.
    """

    def __init__(self, clock: IReactorTime, uuid: str, commands: Commands) -> None:
        self.uuid = uuid
        self.commands = commands
        self.event: Event | None = None
        self.vars: dict[str, Any] = {}
        self.answered = False
        self.hungup = False
        self.gone = False
        self.cause: str | None = None
        self.lost: str | None = None
        self._waits = Waits(clock)

    # -- events
    def update(self, event: Event) -> None:
        """Take in an event of this channel."""
        self.event = event
        self.lost = None
        name = event.name
        if name == "CHANNEL_ANSWER":
            self.answered = True
        elif name in _ENDS:
            self.hungup = True
            self.cause = event.get("Hangup-Cause") or self.cause
        self._waits.emit(event)
        if name in ("CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE"):
            self.hang_up_noticed()
        elif name == "CHANNEL_DESTROY":
            self.end()

    def hang_up_noticed(self) -> None:
        """It hung up: who waits is told, but for those who wait for what comes after that."""
        self.hungup = True
        self._waits.end(self._hung_up, spare_patient=True)

    def end(self, cause: str | None = None) -> None:
        """The channel is gone: whoever waits is told."""
        self.hungup = self.gone = True
        self.cause = self.cause or cause
        self._waits.end(self._hung_up)

    def lose(self, reason: str) -> None:
        """The connection is gone; the channel may live on. Nobody waits until it is back."""
        self.lost = reason
        self._waits.end(lambda what: ConnectionLost(reason, what))

    def _hung_up(self, what: str) -> HungUp:
        return HungUp(self.uuid, self.cause, what)

    def recv(
        self,
        *names: str,
        timeout: float | None = None,
        where: Callable[[Event], bool] | None = None,
    ) -> Deferred[Event]:
        """The next event of this session with one of these names.

        :param timeout: seconds, or None.
        :param where: only events for which this is true.
        :returns: a Deferred that always ends: it fails with :class:`HungUp`, RequestTimeout or
            ConnectionLost, the latter at once while there is no connection.
        """
        if not names:
            return fail(InvalidRequest("no event names"))
        patient = not AFTER_HANGUP.isdisjoint(names)
        what = " or ".join(names)
        if self.gone or (self.hungup and not patient):
            return fail(self._hung_up(what))
        if self.lost is not None:
            return fail(ConnectionLost(self.lost, what))
        return self._waits.add(names, timeout, where, patient=patient)

    def when_answered(self, timeout: float | None = None) -> Deferred[Any]:
        """Fires when it is answered, at once if it was; fails as :meth:`recv`."""
        return (
            succeed(self.event) if self.answered else self.recv("CHANNEL_ANSWER", timeout=timeout)
        )

    def when_hungup(self, timeout: float | None = None) -> Deferred[str | None]:
        """The hangup cause, at once if it has ended; fails with RequestTimeout, ConnectionLost."""
        if self.hungup:
            return succeed(self.cause)

        def ended(result: Event | Failure) -> Any:
            if isinstance(result, Failure):
                result.trap(HungUp)
            return self.cause

        return self.recv(*_ENDS, timeout=timeout).addBoth(ended)

    # -- commands
    def execute(self, application: str, argument: str = "", **options: Any) -> Deferred[str]:
        """Queue a dialplan application; see :meth:`.commands.Commands.execute`."""
        return self._try(self.commands.execute, self.uuid, application, argument, **options)

    def run(
        self, application: str, argument: str = "", *, timeout: float | None = None, **options: Any
    ) -> Deferred[Event]:
        """Run a dialplan application to its end.

        :returns: a Deferred of its CHANNEL_EXECUTE_COMPLETE; it fails with :class:`HungUp` as soon
            as the call ends, RequestTimeout, CommandError, or ConnectionLost, at once while
            nothing is heard of the session.
        """
        return Deferred.fromCoroutine(self._run(application, argument, timeout, options))

    async def _run(
        self, application: str, argument: str, timeout: float | None, options: dict[str, Any]
    ) -> Event:
        if self.hungup:
            raise self._hung_up(application)
        if self.lost is not None:
            raise ConnectionLost(self.lost, application)
        event_uuid = options.pop("event_uuid", None) or str(uuid4())
        # Before the command is written: a short application may end before its answer is read.
        complete = self._waits.add(
            ("CHANNEL_EXECUTE_COMPLETE",),
            timeout,
            lambda event: event.get("Application-UUID") == event_uuid,
            f"the end of {application}",
        )
        # Its failure may come while the command's own answer is awaited.
        outcome: Deferred[Event] = Deferred(lambda _: complete.cancel())
        complete.addCallbacks(outcome.callback, outcome.errback)
        try:
            await self.execute(application, argument, event_uuid=event_uuid, **options)
        except BaseException:
            outcome.addErrback(lambda _: None)
            complete.cancel()
            raise
        return await outcome

    @staticmethod
    def _try(call: Callable[..., Deferred[Any]], *args: Any, **kwargs: Any) -> Deferred[Any]:
        try:
            return call(*args, **kwargs)
        except TelcoError as error:
            return fail(error)

    def _api(self, *words: object) -> Deferred[Any]:
        # What is not one word would shift those after it.
        def written() -> Deferred[Any]:
            return self.commands.api(" ".join(check_word(str(word), "a word") for word in words))

        return self._try(written)

    def answer(self) -> Deferred[Any]:
        """Answer it."""
        return self.execute("answer")

    def pre_answer(self) -> Deferred[Any]:
        """Early media."""
        return self.execute("pre_answer")

    def hangup(self, cause: str = "NORMAL_CLEARING") -> Deferred[Any]:
        """Hang it up."""
        return self._try(self.commands.hangup, self.uuid, cause)

    def bridge(self, other: BaseSession | str) -> Deferred[Any]:
        """Connect it with another session, or with a dial string."""
        if isinstance(other, BaseSession):
            return self._api("uuid_bridge", self.uuid, other.uuid)
        return self.execute("bridge", other)

    def park(self) -> Deferred[Any]:
        """Park it."""
        return self.execute("park")

    def playback(self, path: str, *, loops: int = 1, **options: Any) -> Deferred[str]:
        """Play a file or a tone; :meth:`run` waits for its end.

        :param loops: how often; -1 is for ever. A tone is told so in its own syntax, because the
            server gives repetitions up that are shorter than half a second.
        """
        if loops != 1 and path.startswith("tone_stream://"):
            return self.execute("playback", f"{path};loops={loops}", **options)
        return self.execute("playback", path, loops=loops, **options)

    def record(self, path: str) -> Deferred[str]:
        """Record the call while it goes on."""
        return self.execute("record_session", path)

    def stop_record(self, path: str) -> Deferred[str]:
        """End a recording."""
        return self.execute("stop_record_session", path)

    def echo(self) -> Deferred[str]:
        """Send back what is heard."""
        return self.execute("echo")

    def speak(self, text: str, *, engine: str = "flite", voice: str = "kal") -> Deferred[str]:
        """Say a text with a speech engine of the server."""
        return self.execute("speak", f"{engine}|{voice}|{text}")

    def respond(self, response: str | int) -> Deferred[str]:
        """Answer an unanswered SIP call with this response (``"480 Busy"``)."""
        return self.execute("respond", str(response))

    def deflect(self, uri: str) -> Deferred[str]:
        """Send an answered SIP call elsewhere (REFER)."""
        return self.execute("deflect", uri)

    def mute(self, direction: str = "write", level: int = 1) -> Deferred[Any]:
        """Replace what it sends (``write``) or hears (``read``) by silence."""
        return self._api("uuid_audio", self.uuid, "start", direction, "mute", level)

    def unmute(self) -> Deferred[Any]:
        """End :meth:`mute`."""
        return self._api("uuid_audio", self.uuid, "stop")

    def broadcast(self, path: str, leg: str = "aleg") -> Deferred[Any]:
        """Play a file or run ``app::args`` beside what runs; leg: aleg, bleg, both."""
        return self._api("uuid_broadcast", self.uuid, path, leg)

    def sched_hangup(self, seconds: float, cause: str = "NORMAL_CLEARING") -> Deferred[Any]:
        """Have the server hang it up later."""
        return self._api("sched_hangup", f"+{max(1, round(seconds))}", self.uuid, cause)

    def send_dtmf(self, digits: str) -> Deferred[str]:
        """Send digits to the far end."""
        return self.execute("send_dtmf", digits)

    def transfer(
        self, extension: str, dialplan: str = "XML", context: str = "default"
    ) -> Deferred[Any]:
        """Send it to another extension, whatever it is running."""
        return self._api("uuid_transfer", self.uuid, extension, dialplan, context)

    def break_(self, *, everything: bool = False) -> Deferred[Any]:
        """End the running application; with ``everything`` drop the queued ones too."""
        return self._api("uuid_break", self.uuid, *(["all"] if everything else []))

    def setvar(self, name: str, value: object) -> Deferred[Any]:
        """Set a channel variable to exactly this value; None unsets it."""
        return self._try(self.commands.setvar, self.uuid, name, value)

    def setvars(self, variables: Mapping[str, object]) -> Deferred[Any]:
        """Set several channel variables at once.

        :returns: a Deferred that fails with InvalidRequest for a value with ``${``, which the
            server would drop.
        """
        return self._try(
            lambda: self._api("uuid_setvar_multi", self.uuid, quote_setvar_multi(variables))
        )

    def getvar(self, name: str) -> Deferred[str | None]:
        """A channel variable as the server has it now, or None."""
        return self._try(self.commands.getvar, self.uuid, name)

    def get_digits(
        self,
        path: str,
        *,
        least: int = 1,
        most: int = 1,
        tries: int = 1,
        timeout: float = 5.0,
        terminators: str = "#",
        invalid: str = "silence_stream://250",
        pattern: str = r"\d+",
    ) -> Deferred[str]:
        """Play a prompt and collect digits (``play_and_get_digits``); ``""`` when none came.

        :param timeout: seconds to wait for the first digit.
        """

        async def collect() -> str:
            argument = (
                f"{least} {most} {tries} {round(timeout * 1000)} {terminators} {path} {invalid} "
                f"telco_digits {pattern}"
            )
            await self.run("play_and_get_digits", argument)
            return await self.getvar("telco_digits") or ""

        return maybeDeferred(collect)
