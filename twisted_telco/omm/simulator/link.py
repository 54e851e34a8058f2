"""One client's link to the simulated OMM: framing, login, permissions, subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from twisted_telco.core.framing import Malformed
from twisted_telco.core.simulator import SimulatedConnection
from twisted_telco.omm import errors, messages, wire
from twisted_telco.omm.fields import Integer
from twisted_telco.omm.vocabulary import Event, Message, Record, Response, Unlisted

if TYPE_CHECKING:
    from twisted_telco.omm.simulator.omm import OMM, Account

_FILTERS = ("ppn", "uid", "rfpId", "omm", "trigger", "scheme")


@dataclass
class Oddities:
    """What real OMMs do, or might; each can be switched on while clients are connected.

    :ivar white_space: around messages and between elements, empty frames, an XML declaration.
    :ivar unknown: attributes and elements nobody has heard of, in every message.
    :ivar event_first: an event between each request and its answer.
    :ivar no_seq: answers without ``seq``.
    :ivar control_characters: characters that XML cannot carry.
    :ivar reversed: answers of one turn in the opposite order.
    """

    white_space: bool = False
    unknown: bool = False
    event_first: bool = False
    no_seq: bool = False
    control_characters: bool = False
    reversed: bool = False


class Refusal(Exception):
    """Raised by a handler: the answer carries ``errCode`` and these attributes."""

    def __init__(self, code: str, **attributes: Any) -> None:
        super().__init__(code)
        self.attributes = {"errCode": code, **attributes}


class Link(SimulatedConnection):
    """A client.

    :ivar account: who logged in; None in state *new*.
    :ivar sync: logged in as ``UserDeviceSyncClient``.
    :ivar wishes: event type -> filters, one mapping for each ``e`` element.
    """

    errors = errors.FAMILY

    def __init__(self, omm: OMM) -> None:
        super().__init__(omm.reactor)
        self.omm = omm
        self.decoder = wire.Decoder(messages.blank, received_from_omm=False)
        self.account: Account | None = None
        self.sync = False
        self.wishes: dict[str, list[dict[str, str]]] = {}
        self._idle: IDelayedCall | None = None
        self._turn: list[bytes] = []

    # -- reading
    def link_made(self) -> None:
        self._rest()

    def _rest(self) -> None:
        if self._idle is not None:
            self._idle.reset(self.omm.idle_timeout)
        elif self.omm.idle_timeout:
            self._idle = self.clock.callLater(self.omm.idle_timeout, self._idled)

    def _idled(self) -> None:
        self._idle = None
        self.abort("idle for too long")

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        super().connectionLost(reason)

    def dataReceived(self, data: bytes) -> None:
        if self._idle is not None:
            self._idle.reset(self.omm.idle_timeout)
        super().dataReceived(data)

    def malformed_received(self, bad: Malformed) -> None:
        self.abort(bad.reason)

    def message_received(self, message: Message) -> None:
        self.omm.heard.append(message)
        answer = messages.blank(message.name + "Resp")
        assert isinstance(answer, Response)
        if "seq" in message.attributes and not self.omm.odd.no_seq:
            answer.attributes["seq"] = message.attributes["seq"]
        try:
            self._judge(message)
            content = self.omm.handle(self, message)
        except Refusal as refusal:
            for name, value in refusal.attributes.items():
                answer.put(name, value)
        else:
            answer.attributes.update(content.attributes)
            answer.children = content.children
        if self.omm.odd.event_first:
            self.send(messages.blank("EventBetween"))
        self.send(answer)

    def _judge(self, message: Message) -> None:
        """Refuse what cannot be handled at all.

        :raises Refusal: with the code of the reason.
        """
        if self.account is None and not isinstance(message, messages.Open):
            raise Refusal("EAuth", info="session not open")
        if isinstance(message, Unlisted) and not self.omm.answers(message.name):
            raise Refusal("EInval", bad=message.name)
        for name in message.spec.required:
            if name not in message.attributes:
                raise Refusal("EMissing", bad=name)
        self._judge_numbers(message)
        if self.account is not None:
            needed = self.omm.permission_for(message)
            if needed is not None and needed not in self.account.permissions:
                raise Refusal("EPerm", info=f"needs {needed}")

    def _judge_numbers(self, record: Record) -> None:
        for field in record.fields.values():
            text = record.attributes.get(field.wire_name)
            if (
                text is not None
                and isinstance(field, Integer)
                and isinstance(field.read(text), str)
            ):
                raise Refusal("EInval", bad=field.wire_name)
        for _, child in record.children:
            if isinstance(child, Record):
                self._judge_numbers(child)

    # -- subscriptions
    def subscribe(self, command: messages.SubscribeCmdType) -> None:
        event_type = command["eventType"]
        filters = {name: command[name] for name in _FILTERS if name in command}
        wishes = self.wishes.setdefault(event_type, [])
        if command.get("cmd") == "Off":
            self.wishes[event_type] = [wish for wish in wishes if filters and wish != filters]
        elif filters not in wishes:
            wishes.append(filters)

    def wants(self, event_type: str, keys: dict[str, str]) -> bool:
        """Whether a filter of this link lets an event through.

        :param keys: what the event is about, by the names of the filters.
        """
        return any(_fits(wish, keys) for wish in self.wishes.get(event_type, ()))

    # -- writing
    def send(self, message: Message) -> None:
        """Send a message, oddly where oddities are switched on."""
        odd = self.omm.odd
        if odd.unknown:
            message = message.copy()
            message.put("newInThisRelease", "1")
            message.put("stranger", [{"odd": "yes"}])
            for _, child in message.children:
                child.attributes["newInThisRelease"] = "1"
        data = message.encode()
        if odd.white_space:
            data = b'\0 \r\n\0<?xml version="1.0"?>\r\n  ' + data[:-1].replace(b"><", b">\r\n\t<")
            data += b"\r\n\0"
        if odd.control_characters:
            data = data.replace(b"<", b"<", 1).replace(b"/>\0", b' odd="\x02"/>\0')
        if odd.reversed and not isinstance(message, Event):
            if not self._turn:
                self.clock.callLater(0, self._send_turn)
            self._turn.append(data)
        else:
            self.write(data)

    def _send_turn(self) -> None:
        turn, self._turn = self._turn, []
        for data in reversed(turn):
            self.write(data)


def _fits(wish: dict[str, str], keys: dict[str, str]) -> bool:
    """Does one filter of a subscription let an event through?"""
    if not keys:
        return True
    for name, value in keys.items():
        wanted = wish.get(name)
        if wanted in ("-1", "*", value) or (name == "trigger" and wanted == ""):
            return True
        if name == "trigger" and wanted and wanted.endswith("*") and value.startswith(wanted[:-1]):
            return True
    return False
