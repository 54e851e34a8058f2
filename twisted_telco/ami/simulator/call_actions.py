"""The actions about calls and channels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred

from twisted_telco.ami.messages import Action
from twisted_telco.ami.simulator.answers import Answer, EventList, Pairs, Refused
from twisted_telco.ami.simulator.channels import STATES, Channel, Party
from twisted_telco.ami.simulator.exchange import Origination
from twisted_telco.ami.simulator.rights import CLASSES

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.calls import Call
    from twisted_telco.ami.simulator.session import Session

DANGEROUS = (
    "agi exec externalivr mixmonitor originate reload system dbdeltree".split(),
    re.compile(r"CURL|DB|EVAL|FILE|ODBC|REALTIME|SHELL"),
)
"""Applications, and what no data may hold, unless the user has the class ``system``."""

_FORBIDDEN_FUNCTIONS = re.compile(r"SHELL|EVAL")
_DEFAULT_TIMEOUT = 30_000


def originate(action: Action, session: Session) -> Answer | Deferred[Answer]:
    """Originate, with ``Async`` or without (the session then waits for the answer)."""
    origination = _origination(action, session)
    exchange, asterisk = session.asterisk.exchange, session.asterisk
    if action.get("Async", "").lower() in ("true", "yes", "on", "1", "y", "t"):
        number = [] if action.action_id is None else [("ActionID", action.action_id)]
        origination.done = lambda call: asterisk.emit(
            "OriginateResponse", [*number, *call.describe()]
        )
        # The session hears of it behind the answer, as of everything.
        exchange.originate(origination)
        return "Originate successfully queued"

    def done(call: Call) -> None:
        if ended.called:
            return
        if call.answered:
            ended.callback("Originate successfully queued")
        else:
            ended.errback(Refused("Originate failed"))

    ended: Deferred[Answer] = Deferred()
    origination.done = done
    exchange.originate(origination)
    return ended


def _origination(action: Action, session: Session) -> Origination:
    """What is asked for, if it may be and can be."""
    exchange = session.asterisk.exchange
    channel, exten = action.get("Channel", ""), action.get("Exten", "")
    context, application = action.get("Context", ""), action.get("Application", "")
    data = action.get("Data", "")
    if not channel:
        raise Refused("Channel not specified")
    priority = _number(action.get("Priority", "") or "1", "Invalid priority")
    timeout = _number(action.get("Timeout", "") or str(_DEFAULT_TIMEOUT), "Invalid timeout")
    if "/" not in channel:
        raise Refused("Invalid channel")
    if application:
        names, words = DANGEROUS
        if not session.may(CLASSES["system"]) and (
            application.lower() in names or words.search(data)
        ):
            raise Refused("Originate Access Forbidden: app or data blacklisted")
        exten = ""
    elif not (exten and context and action.get("Priority", "")):
        raise Refused("Originate with 'Exten' requires 'Context' and 'Priority'")
    elif exchange.steps_of(exten) is None:
        raise Refused("Extension does not exist.")
    caller = action.get("CallerID", "")
    variables = [pair for text in action.getall("Variable") for pair in split_variables(text)]
    own = session.user.variables if session.user is not None else {}
    return Origination(
        channel,
        context or "default",
        exten,
        priority,
        application,
        data,
        timeout / 1000,
        [*variables, *own.items()],
        Party.parse(caller) if caller else None,
        action.get("Account", ""),
        action.get("ChannelId", ""),
        action.get("OtherChannelId", ""),
    )


def split_variables(text: str) -> list[tuple[str, str]]:
    """``a=1,b=2`` taken apart; a comma within quotation marks does not split."""
    parts = re.findall(r'(?:[^,"]|"[^"]*")+', text)
    pairs = [part.partition("=") for part in parts]
    return [(name.strip(), value.strip().strip('"')) for name, _, value in pairs]


def _number(text: str, refusal: str) -> int:
    found = re.match(r"\s*[+-]?\d{1,9}", text)
    if found is None:
        raise Refused(refusal)
    return int(found.group())


def hang_up(action: Action, session: Session) -> Answer:
    """Hangup of a channel, or of all whose names match ``/expression/``."""
    exchange, name = session.asterisk.exchange, action.get("Channel", "")
    if not name:
        raise Refused("No channel specified")
    cause = action.get("Cause", "")
    number = int(cause) if cause.isdigit() and int(cause) <= 127 else 16
    if not (name.startswith("/") and name.endswith("/") and len(name) > 1):
        if name not in exchange.channels:
            raise Refused("No such channel")
        _end(session, [name], number)
        return "Channel Hungup"
    try:
        expression = re.compile(name[1:-1], re.IGNORECASE)
    except re.error:
        raise Refused(f"Regex compile failed on: {name}") from None
    names = [one for one in exchange.channels if expression.search(one)]
    _end(session, names, number)
    return EventList([{"Channel": one} for one in names], "Channels hung up will follow")


def _end(session: Session, names: list[str], cause: int) -> None:
    exchange = session.asterisk.exchange
    for call in list(exchange.calls):
        for channel in (call.first, call.second):
            if channel is not None and channel.name in names:
                call.hang_up(channel, cause, by_manager=True)


def core_show_channels(action: Action, session: Session) -> Answer:
    """CoreShowChannels."""
    exchange, now = session.asterisk.exchange, session.clock.seconds()
    items = []
    for channel in exchange.channels.values():
        minutes, seconds = divmod(int(now - channel.created), 60)
        hours, minutes = divmod(minutes, 60)
        items.append(
            [
                *channel.block(exchange.shown),
                ("Application", channel.running[0]),
                ("ApplicationData", channel.running[1]),
                ("Duration", f"{hours:02d}:{minutes:02d}:{seconds:02d}"),
                ("BridgeId", ""),
            ]
        )
    return EventList(items, "Channels will follow", id_first=True)


def status(action: Action, session: Session) -> Answer:
    """Status of all channels, or of ``Channel``; with ``Variables`` or ``AllVariables``."""
    exchange, name = session.asterisk.exchange, action.get("Channel", "")
    wanted = [one for one in action.get("Variables", "").split(",") if one]
    if not session.may(CLASSES["system"]) and any(map(_FORBIDDEN_FUNCTIONS.search, wanted)):
        raise Refused("Status Access Forbidden: Variables")
    if name and name not in exchange.channels:
        raise Refused("No such channel")
    channels = [exchange.channels[name]] if name else list(exchange.channels.values())
    every = action.get("AllVariables", "").lower() in ("true", "yes", "on", "1")
    now = session.clock.seconds()
    items = [_status(session, channel, wanted, every, now) for channel in channels]
    return EventList(items, "Channel status will follow", totals={"Items": len(items)})


def _status(
    session: Session, channel: Channel, wanted: list[str], every: bool, now: float
) -> Pairs:
    variables = [(one, _value(channel, one, "(null)")) for one in wanted]
    if every:
        variables += reversed(channel.variables.items())
    return [
        ("Privilege", "Call"),
        *channel.block(session.asterisk.exchange.shown),
        ("Type", channel.name.partition("/")[0]),
        ("DNID", ""),
        ("EffectiveConnectedLineNum", channel.connected.number),
        ("EffectiveConnectedLineName", channel.connected.name),
        ("TimeToHangup", "0"),
        ("BridgeID", ""),
        ("Application", channel.running[0]),
        ("Data", channel.running[1]),
        ("Nativeformats", "(slin)"),
        ("Readformat", "slin"),
        ("Readtrans", ""),
        ("Writeformat", "slin"),
        ("Writetrans", ""),
        ("Callgroup", "0"),
        ("Pickupgroup", "0"),
        ("Seconds", str(int(now - channel.created))),
        *(("Variable", f"{name}={value}") for name, value in variables),
    ]


def _value(channel: Channel, name: str, missing: str = "") -> str:
    if name.upper() == "CHANNEL(STATE)":
        return STATES[channel.state]
    return channel.variables.get(name, missing)


def get_variable(action: Action, session: Session) -> Answer:
    """Getvar, of ``Channel`` or global. A variable that is not set is empty."""
    asterisk, name = session.asterisk, action.get("Variable", "")
    if not name:
        raise Refused("No variable specified")
    if not session.may(CLASSES["system"]) and _FORBIDDEN_FUNCTIONS.search(name):
        raise Refused("GetVar Access Forbidden: Variable")
    channel = action.get("Channel", "")
    if not channel:
        value = asterisk.variables.get(name, "")
    elif channel in asterisk.exchange.channels:
        value = _value(asterisk.exchange.channels[channel], name)
    else:
        raise Refused("No such channel")
    return {"Variable": name, "Value": value}


def set_variable(action: Action, session: Session) -> Answer:
    """Setvar, of ``Channel`` or global."""
    asterisk, exchange = session.asterisk, session.asterisk.exchange
    name, value = action.get("Variable", ""), action.get("Value", "")
    if not name:
        raise Refused("No variable specified")
    channel = action.get("Channel", "")
    shown = {"Variable": name, "Value": value}
    if not channel:
        asterisk.variables[name] = value
        if not name.endswith(")"):
            asterisk.emit("VarSet", {"Channel": "none", "Uniqueid": "none", **shown})
    elif channel in exchange.channels:
        exchange.channels[channel].variables[name] = value
        exchange.tell("VarSet", exchange.channels[channel], shown)
    else:
        raise Refused("No such channel")
    return "Variable Set"
