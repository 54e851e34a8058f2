"""Dialplan applications and the extensions of the simulator's dialplan."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred

from twisted_telco.esl.tables import HANGUP_CAUSES, parse_cause

if TYPE_CHECKING:
    from twisted_telco.esl.simulator.channel import Channel, Execution

Application = Callable[["Channel", "Execution"], "Deferred[None] | None"]
Steps = list[tuple[str, str]]

FILE_SECONDS = 1.0
"""How long a file plays here."""
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9_.\-]+)\}")
_TONE = re.compile(r"%\((\d+),(\d+)")

EXTENSIONS: dict[str, Steps] = {
    "9050": [("ring_ready", ""), ("sleep", "1000"), ("answer", ""), ("sleep", "1000")],
    "9051": [("pre_answer", ""), ("answer", ""), ("playback", "tone_stream://%(300,0,440)")],
    "9195": [("answer", ""), ("delay_echo", "1000")],
    "9196": [("answer", ""), ("echo", "")],
    "9197": [("answer", ""), ("playback", "tone_stream://%(251,0,1004);loops=-1")],
    "9198": [("answer", ""), ("park", "")],
    "9199": [("answer", ""), ("sleep", "500")],
}
"""What a call to these numbers meets. 91NNN hangs up with the Q.850 cause NNN."""
_CAUSE_EXTENSION = re.compile(r"91(\d{3})\Z")


def steps_for(extension: str, table: dict[str, Steps]) -> Steps | None:
    """The dialplan of an extension, or None where there is no route."""
    steps = table.get(extension)
    if steps is None:
        cause = _CAUSE_EXTENSION.match(extension)
        if cause is not None and int(cause[1]) in HANGUP_CAUSES.values():
            return [("hangup", parse_cause(int(cause[1])))]
    return steps


def expand(channel: Channel, text: str) -> str:
    """``${name}`` as the value of a channel variable."""
    return _VARIABLE.sub(lambda match: channel.variables.get(match[1], ""), text)


def _ever(channel: Channel, execution: Execution) -> Deferred[None]:
    return Deferred()


def _after(channel: Channel, seconds: float) -> Deferred[None]:
    d: Deferred[None] = Deferred()
    channel.later(seconds, lambda: None if d.called else d.callback(None))
    return d


def _answer(channel: Channel, execution: Execution) -> None:
    channel.answer()


def _pre_answer(channel: Channel, execution: Execution) -> None:
    channel.pre_answer()


def _ring_ready(channel: Channel, execution: Execution) -> None:
    channel.ring()


def _park(channel: Channel, execution: Execution) -> Deferred[None]:
    channel.park()
    return Deferred()


def _echo(channel: Channel, execution: Execution) -> Deferred[None]:
    channel.unpark()
    return Deferred()


def _sleep(channel: Channel, execution: Execution) -> Deferred[None]:
    return _after(channel, int(execution.argument or "0") / 1000)


def _set(channel: Channel, execution: Execution) -> None:
    name, _, value = expand(channel, execution.argument).partition("=")
    channel.variables[name] = value


def _unset(channel: Channel, execution: Execution) -> None:
    channel.variables.pop(execution.argument, None)


def _hangup(channel: Channel, execution: Execution) -> None:
    channel.hangup(parse_cause(execution.argument or "NORMAL_CLEARING"))


def _nothing(channel: Channel, execution: Execution) -> None:
    """An application without effect here."""


def _playback(channel: Channel, execution: Execution) -> Deferred[None]:
    path = expand(channel, execution.argument)
    kind = "tone_stream" if path.startswith("tone_stream") else "file"
    headers = [("Playback-File-Type", kind), ("Playback-File-Path", path)]
    channel.fire("PLAYBACK_START", [*headers])
    tone = _TONE.search(path)
    seconds = (int(tone[1]) + int(tone[2])) / 1000 if tone else FILE_SECONDS
    done = Deferred[None]() if "loops=-1" in path else _after(channel, seconds)
    execution.response = "FILE PLAYED"

    def stopped(_: object) -> None:
        if channel.alive:
            status = "break" if execution.broken else "done"
            channel.fire("PLAYBACK_STOP", [*headers, ("Playback-Status", status)])

    return done.addCallback(stopped)


def _record(channel: Channel, execution: Execution) -> Deferred[None]:
    path = expand(channel, execution.argument).split(" ")[0]
    channel.fire("RECORD_START", [("Record-File-Path", path)])

    def stopped(_: object) -> None:
        if channel.alive:
            channel.fire("RECORD_STOP", [("Record-File-Path", path)])

    d: Deferred[None] = Deferred()
    return d.addCallback(stopped)


def _record_session(channel: Channel, execution: Execution) -> None:
    channel.fire("RECORD_START", [("Record-File-Path", expand(channel, execution.argument))])


def _stop_record_session(channel: Channel, execution: Execution) -> None:
    channel.fire("RECORD_STOP", [("Record-File-Path", expand(channel, execution.argument))])


def _bridge(channel: Channel, execution: Execution) -> Deferred[None]:
    """Originate the other leg; ends when that leg ends."""
    done: Deferred[None] = Deferred()

    def answered(other: Channel) -> None:
        channel.answer()
        channel.bridge(other)
        other.on_hangup.append(lambda: None if done.called else done.callback(None))

    def failed(cause: str) -> None:
        channel.variables["originate_disposition"] = cause
        if not done.called:
            done.callback(None)

    channel.switch.dial(expand(channel, execution.argument), answered, failed)
    return done


def _socket(channel: Channel, execution: Execution) -> Deferred[None]:
    return channel.switch.open_socket(channel, execution.argument)


def _event(channel: Channel, execution: Execution) -> None:
    pairs = [item.partition("=") for item in expand(channel, execution.argument).split(",") if item]
    headers = [(name.strip(), value) for name, _, value in pairs]
    name = dict(headers).pop("Event-Name", "CUSTOM")
    channel.fire(name, [*(pair for pair in headers if pair[0] != "Event-Name")])


def _send_dtmf(channel: Channel, execution: Execution) -> None:
    if channel.peer is not None:
        channel.peer.switch.dtmf(channel.peer, execution.argument)


def _play_and_get_digits(channel: Channel, execution: Execution) -> Deferred[None]:
    """Waits for ``max`` digits; ``<min> <max> <tries> <timeout> <terminators> <file> … <var>``."""
    words = execution.argument.split(" ")
    most = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 1
    variable = words[7] if len(words) > 7 else "digits"
    done: Deferred[None] = Deferred()
    channel.variables[variable] = ""
    collected: list[str] = []

    def digit(value: str) -> bool:
        if done.called:
            return False
        collected.append(value)
        channel.variables[variable] = "".join(collected)
        if len(collected) >= most:
            done.callback(None)
        return True

    channel.switch.digit_listeners[channel.uuid] = digit
    return done


def _transfer(channel: Channel, execution: Execution) -> None:
    channel.switch.transfer(channel, execution.argument.split(" ")[0])


APPLICATIONS: dict[str, Application] = {
    "answer": _answer,
    "bridge": _bridge,
    "delay_echo": _echo,
    "echo": _echo,
    "endless_playback": _playback,
    "event": _event,
    "hangup": _hangup,
    "info": _nothing,
    "log": _nothing,
    "park": _park,
    "play_and_get_digits": _play_and_get_digits,
    "playback": _playback,
    "pre_answer": _pre_answer,
    "record": _record,
    "record_session": _record_session,
    "ring_ready": _ring_ready,
    "send_dtmf": _send_dtmf,
    "set": _set,
    "sleep": _sleep,
    "socket": _socket,
    "start_dtmf": _nothing,
    "stop_record_session": _stop_record_session,
    "transfer": _transfer,
    "unset": _unset,
    "verbose_events": _nothing,
}
