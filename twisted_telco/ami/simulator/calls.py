"""A call, from the first channel to the last, with the events of a real one.

The order of events is that of Asterisk 22.10 with ``cel_manager`` and ``cdr_manager`` switched off.
There, events of the two halves of a Local channel overtake each other; here they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.interfaces import IDelayedCall

from twisted_telco.ami.simulator.channels import (
    BUSY,
    CAUSES,
    RING,
    RINGING,
    UNKNOWN,
    UP,
    Channel,
    Party,
)
from twisted_telco.ami.simulator.dialplan import FOR_EVER, Run

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.exchange import Exchange, Origination

FAILED, NO_ANSWER, ANSWERED, IS_BUSY, CONGESTED = 0, 3, 4, 5, 8
"""``Reason`` of an OriginateResponse."""

_DIAL_STATUS = {0: "CANCEL", 16: "CANCEL", 17: "BUSY", 18: "NOANSWER", 19: "NOANSWER", 21: "BUSY"}


class Call:
    """One originated call.

    A Local channel has two halves: the *first* is what was originated and runs what the caller
    asked for; the *second* runs the dialled extension. A device has the first only.

    :ivar reason: how the attempt ended (see OriginateResponse), or None while it lasts.
    """

    def __init__(self, exchange: Exchange, origination: Origination) -> None:
        self.exchange = exchange
        self.origination = origination
        self.reason: int | None = None
        self.first: Channel | None = None
        self.second: Channel | None = None
        self._runs: dict[Channel, Run] = {}
        self._timeout: IDelayedCall | None = None
        self._ended = False

    @property
    def answered(self) -> bool:
        return self.reason == ANSWERED

    def describe(self) -> list[tuple[str, str]]:
        """The headers of the OriginateResponse, without ActionID."""
        asked, first = self.origination, self.first
        alive = first if self.answered else None
        caller = asked.caller or Party()
        target = [("Context", asked.context), ("Exten", asked.exten)]
        if not asked.exten:
            target = [("Application", asked.application), ("Data", asked.data)]
        shown = [] if alive is None else self.exchange.shown
        return [
            ("Response", "Success" if self.answered else "Failure"),
            ("Channel", asked.channel if alive is None else alive.name),
            *target,
            ("Reason", str(self.reason)),
            ("Uniqueid", (asked.channel_id or UNKNOWN) if alive is None else alive.uniqueid),
            ("CallerIDNum", caller.number),
            ("CallerIDName", caller.name),
            *(
                (f"ChanVariable({alive.name})", f"{name}={alive.variables.get(name, '')}")
                for name in shown
                if alive is not None
            ),
        ]

    # -- the attempt
    def begin(self) -> None:
        """Make the channels and dial."""
        exchange, asked = self.exchange, self.origination
        technology, _, resource = asked.channel.partition("/")
        if not exchange.knows(technology):
            self._conclude(FAILED)
            self._forget_call()
            return
        dialled, _, context = resource.partition("@")
        local = technology == "Local"
        name = exchange.new_name(technology, resource)
        uniqueid = asked.channel_id or exchange.new_id()
        where = (context or "default", dialled) if local else (asked.context, "s")
        now = exchange.reactor.seconds()
        self.first = first = Channel(
            f"{name};1" if local else name, asked.channel, uniqueid, uniqueid, *where, now
        )
        self._add(first)
        if local:
            other = asked.other_id or (
                f"{asked.channel_id};2" if asked.channel_id else exchange.new_id()
            )
            self.second = Channel(f"{name};2", asked.channel, other, uniqueid, *where, now, RING)
            self._add(self.second)
            steps = exchange.steps_of(dialled)
            if steps is None:
                self._no_such_extension()
                return
        else:
            steps = exchange.steps_of_device(asked.channel)
        self._prepare(first)
        self._dial(resource)
        runner = self.second or first
        self._timeout = exchange.reactor.callLater(asked.timeout, self._timed_out)
        self._runs[runner] = Run(self, runner, steps, in_dialplan=local)
        self._runs[runner].go_on()

    def _add(self, channel: Channel) -> None:
        self.exchange.channels[channel.name] = channel
        self.exchange.tell("Newchannel", channel)

    def _no_such_extension(self) -> None:
        assert self.first is not None and self.second is not None
        self._remove(self.second, 0)
        self._conclude(FAILED)
        self._remove(self.first, 0)
        for _ in range(2):
            self.exchange.tell_device(self.origination.channel, "INVALID")
        self._forget_call()

    def _prepare(self, first: Channel) -> None:
        """Give the channels what the call was originated with."""
        exchange, asked, second = self.exchange, self.origination, self.second
        first.running = ("AppDial2", "(Outgoing Line)")
        outgoing = {"Extension": first.exten, "Application": "AppDial2"}
        exchange.tell("Newexten", first, outgoing | {"AppData": "(Outgoing Line)"})
        for name, value in reversed(asked.variables):
            self.set_variable(first, name, value)
        if asked.account:
            self._account(first)
        if asked.caller is not None:
            self._caller(first, asked.caller)
            self._connected(first, asked.caller)
        if second is None:
            return
        # The second half takes over all at once; its events tell of one thing after the other.
        for name, value in asked.variables:
            exchange.tell("VarSet", second, {"Variable": name, "Value": value})
        second.variables.update(asked.variables)
        second.account = asked.account
        if asked.caller is not None:
            second.connected = asked.caller
            self._caller(second, asked.caller)
        if asked.account:
            self._account(second)
        if asked.caller is not None:
            self._connected(second, asked.caller)

    def _account(self, channel: Channel) -> None:
        channel.account = self.origination.account
        self.exchange.tell("NewAccountCode", channel, {"OldAccountCode": ""})

    def _caller(self, channel: Channel, party: Party) -> None:
        channel.caller = party
        shown = {"CID-CallingPres": "0 (Presentation Allowed, Not Screened)"}
        self.exchange.tell("NewCallerid", channel, shown)

    def _connected(self, channel: Channel, party: Party) -> None:
        channel.connected = party
        self.exchange.tell("NewConnectedLine", channel)

    def set_variable(self, channel: Channel, name: str, value: str) -> None:
        """Set a variable of a channel."""
        channel.variables[name] = value
        self.exchange.tell("VarSet", channel, {"Variable": name, "Value": value})

    def _dial(self, resource: str) -> None:
        exchange, first, second = self.exchange, self.first, self.second
        assert first is not None
        if second is not None:
            exchange.emit(
                "LocalBridge",
                [
                    *first.block(exchange.shown, "LocalOne"),
                    *second.block(exchange.shown, "LocalTwo"),
                    ("Context", second.context),
                    ("Exten", second.exten),
                    ("LocalOptimization", "Yes"),
                ],
            )
        exchange.tell_dial("DialBegin", first, {"DialString": resource})

    # -- applications
    def play(self, channel: Channel, application: str, data: str) -> float:
        """Run an application; the seconds it takes, infinity for one that never ends."""
        word = application.lower()
        if word in ("answer", "ringing", "busy", "congestion"):
            # What they say is heard once: by the caller who still waits.
            if channel.state != UP:
                self._signal(channel, word)
        elif word == "hangup":
            self.hang_up(channel, int(data) if data.isdigit() else 16, requested=True)
        elif word == "wait":
            return _seconds(data)
        elif word == "echo":
            return FOR_EVER
        elif word == "set":
            name, _, value = data.partition("=")
            self.set_variable(channel, name, value)
        elif word == "userevent":
            self._user_event(channel, data)
        return 0

    def _signal(self, channel: Channel, word: str) -> None:
        if word == "answer":
            self._answer()
        elif word == "ringing":
            self._ring()
        else:
            self._refuse(busy=word == "busy")

    def _user_event(self, channel: Channel, data: str) -> None:
        name, *headers = data.split(",")
        more = [header.partition(":") for header in headers]
        self.exchange.emit(
            "UserEvent",
            [
                *channel.block(self.exchange.shown),
                ("UserEvent", name),
                *((key.strip(), value.strip()) for key, _, value in more),
            ],
        )

    def _ring(self) -> None:
        first, exchange = self.first, self.exchange
        assert first is not None
        self._new_state(first, RINGING)
        exchange.tell_dial("DialState", first, {"DialStatus": "RINGING"})
        exchange.tell_device(first.device, "INUSE" if self.second is not None else "RINGING")

    def _new_state(self, channel: Channel, state: int) -> None:
        channel.state = state
        self.exchange.tell("Newstate", channel)

    def _answer(self) -> None:
        first, second, asked, exchange = self.first, self.second, self.origination, self.exchange
        assert first is not None
        if second is not None:
            self._new_state(second, UP)
        self._new_state(first, UP)
        exchange.tell_dial("DialEnd", first, {"DialStatus": "ANSWER"})
        steps = [(asked.application, asked.data)]
        if asked.exten:
            first.context, first.exten = asked.context, asked.exten
            steps = exchange.steps_of(asked.exten) or []
        before = self._runs.pop(first, None)
        if before is not None:
            before.stop()
        run = self._runs[first] = Run(self, first, steps, in_dialplan=bool(asked.exten))
        if asked.exten:
            run.next = min(asked.priority, len(steps)) - 1
            run.step()
        self._conclude(ANSWERED)
        for _ in range(1 if second is None else 2):
            exchange.tell_device(first.device, "INUSE")
        run.go_on()

    # -- the end
    def _conclude(self, reason: int) -> None:
        """The attempt has succeeded or failed."""
        if self.reason is None:
            self.reason = reason
            timeout, self._timeout = self._timeout, None
            if timeout is not None and timeout.active():
                timeout.cancel()
            self.origination.done(self)

    def _refuse(self, busy: bool) -> None:
        """The far end is busy, or congested."""
        first, second, exchange = self.first, self.second, self.exchange
        assert first is not None
        cause = 17 if busy else 34
        if second is not None:
            self._new_state(second, BUSY)
            exchange.tell_device(first.device, "INUSE" if busy else "NOT_INUSE")
        status = "BUSY" if busy else "CONGESTION"
        exchange.tell_dial("DialEnd", first, {"DialStatus": status})
        self._stop_runs()
        if second is not None:
            exchange.tell("HangupRequest", second, {"Cause": "0"})
            exchange.tell("SoftHangupRequest", second, {"Cause": "16"})
            self._remove(second, cause)
        self._conclude(IS_BUSY if busy else CONGESTED)
        self._remove(first, 0 if second is not None else cause)
        self._last_states()

    def _timed_out(self) -> None:
        """Nobody has answered in time."""
        first, second, exchange = self.first, self.second, self.exchange
        assert first is not None
        self._timeout = None
        self._stop_runs()
        if second is not None:
            exchange.tell("HangupRequest", second, {"Cause": "19"})
            exchange.tell("SoftHangupRequest", second, {"Cause": "16"})
            self._conclude(NO_ANSWER)
            self._remove(second, 19)
        self._remove(first, 19)
        self._conclude(NO_ANSWER)
        self._last_states()

    def run_ended(self, channel: Channel) -> None:
        """All its applications have run. A device that was not answered goes on ringing."""
        if self.answered or self.second is not None:
            self.hang_up(channel, 0 if self.answered else 16)

    def hang_up(
        self, channel: Channel, cause: int, *, requested: bool = False, by_manager: bool = False
    ) -> None:
        """Hang up a channel, and the other half with it.

        :param requested: by an application; otherwise there was nothing left to do.
        :param by_manager: by an action.
        """
        if self._ended:
            return
        exchange, first = self.exchange, self.first
        assert first is not None
        other = self.second if channel is first else first
        in_dialplan = other is not None and (other is not first or self._first_in_dialplan)
        if requested or by_manager:
            exchange.tell("SoftHangupRequest", channel, {"Cause": "16"})
        self._stop_runs()
        if other is not None:
            exchange.tell("HangupRequest", other, {"Cause": str(cause)})
        if by_manager and other is not None:
            channel, other = other, channel
            if in_dialplan:
                exchange.tell("SoftHangupRequest", channel, {"Cause": "16"})
            in_dialplan = False
        self._remove(channel, cause)
        if self.reason is None:
            exchange.tell_dial(
                "DialEnd", first, {"DialStatus": _DIAL_STATUS.get(cause, "CONGESTION")}
            )
        exchange.tell_device(first.device, "NOT_INUSE")
        if other is not None:
            if in_dialplan and self.reason is not None:
                exchange.tell("SoftHangupRequest", other, {"Cause": "16"})
            self._remove(other, cause)
            exchange.tell_device(first.device, "NOT_INUSE")
        self._conclude(FAILED)
        self._forget_call()

    @property
    def _first_in_dialplan(self) -> bool:
        return bool(self.origination.exten) and self.answered

    def _remove(self, channel: Channel, cause: int) -> None:
        self.exchange.channels.pop(channel.name, None)
        words = CAUSES.get(cause, "Unknown")
        self.exchange.tell("Hangup", channel, {"Cause": str(cause), "Cause-txt": words})

    def _last_states(self) -> None:
        first = self.first
        assert first is not None
        if self.second is not None:
            for _ in range(2):
                self.exchange.tell_device(first.device, "NOT_INUSE")
        elif first.state == RINGING:
            self.exchange.tell_device(first.device, "NOT_INUSE")
        self._forget_call()

    def _stop_runs(self) -> None:
        for run in self._runs.values():
            run.stop()

    def _forget_call(self) -> None:
        self._ended = True
        self._stop_runs()
        self.exchange.calls.pop(self, None)

    def forget(self) -> None:
        """End it without a word."""
        self._forget_call()
        if self._timeout is not None and self._timeout.active():
            self._timeout.cancel()
        for channel in (self.first, self.second):
            if channel is not None:
                self.exchange.channels.pop(channel.name, None)


def _seconds(data: str) -> float:
    try:
        return max(float(data), 0.0)
    except ValueError:
        return 0.0
