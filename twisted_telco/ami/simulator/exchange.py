"""The simulated exchange: a dial plan, devices, and the calls that use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from twisted_telco.ami.simulator.answers import Headers, Pairs
from twisted_telco.ami.simulator.calls import Call
from twisted_telco.ami.simulator.channels import Channel, Party
from twisted_telco.ami.simulator.dialplan import ANY_DEVICE, ANY_NUMBER, DIALPLAN, Steps, parse

TECHNOLOGIES = ("Local", "PJSIP", "SIP", "IAX2", "DAHDI")

TRAFFIC = ("104", "103", "112", "110", "104", "130")


@dataclass
class Origination:
    """What a call is to be.

    :ivar channel: the device to call, ``technology/resource``.
    :ivar exten: where the answered call goes in the dial plan; or, when empty,
    :ivar application: what it runs, with
    :ivar data: its arguments.
    :ivar timeout: seconds to wait for an answer.
    :ivar variables: set on the channel, in this order.
    :ivar caller: shown as the caller, if given.
    :ivar channel_id: Uniqueid of the channel, ``other_id`` of a Local channel's second half; made
        up when empty.
    :ivar done: called once, with the call, when it was answered or has failed.
    """

    channel: str
    context: str = "default"
    exten: str = ""
    priority: int = 1
    application: str = ""
    data: str = ""
    timeout: float = 30.0
    variables: Sequence[tuple[str, str]] = ()
    caller: Party | None = None
    account: str = ""
    channel_id: str = ""
    other_id: str = ""
    done: Callable[[Call], None] = field(default=lambda call: None)


class Exchange:
    """Channels, calls, and what extensions and devices do.

    :param emit: tells everybody of an event.
    :param channelvars: variables shown in every event of a channel.
    :ivar dialplan: steps by extension, the same in every context; at first
        :data:`~twisted_telco.ami.simulator.dialplan.DIALPLAN`.
    :ivar devices: steps by device (``PJSIP/alice``), for those that do not simply ring and answer.
        ``Answer Busy Congestion Echo Hangup Ringing Set UserEvent Wait`` are played; other
        applications are shown and do nothing.
    :ivar channels: those that live, by name.
    :ivar calls: those in progress, oldest first.
    :ivar processed: how many calls there were.
    """

    def __init__(
        self,
        reactor: Any,
        emit: Callable[[str, Headers], None],
        channelvars: Sequence[str] = (),
    ) -> None:
        self.reactor = reactor
        self.emit = emit
        self.shown = tuple(channelvars)
        self.dialplan: dict[str, Steps] = dict(DIALPLAN)
        self.devices: dict[str, Steps] = {}
        self.channels: dict[str, Channel] = {}
        self.calls: dict[Call, None] = {}
        self.processed = 0
        self._numbers = {technology: count() for technology in TECHNOLOGIES}
        self._unique = count()
        self._plays = zip(cycle(TRAFFIC), cycle(range(1, 6)), strict=False)

    def steps_of(self, exten: str) -> list[tuple[str, str]] | None:
        """Applications and arguments of an extension; None where there is no such extension."""
        steps = self.dialplan.get(exten, ANY_NUMBER if exten.isdigit() else None)
        return None if steps is None else parse(steps)

    def steps_of_device(self, device: str) -> list[tuple[str, str]]:
        """What a device does that is called directly."""
        return parse(self.devices.get(device, ANY_DEVICE))

    def originate(self, origination: Origination) -> Call:
        """Begin a call."""
        self.processed += 1
        call = Call(self, origination)
        self.calls[call] = None
        call.begin()
        return call

    def next_call(self) -> Call:
        """Begin a call of the sort that keeps a demonstration going."""
        exten, caller = next(self._plays)
        return self.originate(
            Origination(
                f"Local/{exten}@default",
                application="Wait",
                data="5",
                timeout=3.0,
                caller=Party(f"555000{caller}", f"Caller {caller}"),
            )
        )

    def stop(self) -> None:
        """End everything without a word."""
        for call in list(self.calls):
            call.forget()
        self.channels.clear()

    def knows(self, technology: str) -> bool:
        """Whether there is such a channel driver."""
        return technology in self._numbers

    def new_name(self, technology: str, resource: str) -> str:
        """A channel name that was not used before."""
        return f"{technology}/{resource}-{next(self._numbers[technology]):08x}"

    def new_id(self) -> str:
        """A Uniqueid."""
        return f"{int(self.reactor.seconds())}.{next(self._unique)}"

    def tell(self, event: str, channel: Channel, more: Mapping[str, Any] | None = None) -> None:
        """An event about a channel."""
        pairs: Pairs = channel.block(self.shown)
        pairs.extend((more or {}).items())
        self.emit(event, pairs)

    def tell_dial(self, event: str, channel: Channel, more: Mapping[str, Any]) -> None:
        """An event about a channel that is dialled."""
        self.emit(event, [*channel.block(self.shown, "Dest"), *more.items()])

    def tell_device(self, device: str, state: str) -> None:
        """A device has another state."""
        self.emit("DeviceStateChange", {"Device": device, "State": state})
