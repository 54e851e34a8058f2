"""The actions that the simulator plays, with Asterisk's texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from twisted_telco.ami.messages import Action
from twisted_telco.ami.simulator.answers import (
    NO_ANSWER,
    ActionFunction,
    Answer,
    EventList,
    Pairs,
    Refused,
)
from twisted_telco.ami.simulator.call_actions import (
    core_show_channels,
    get_variable,
    hang_up,
    originate,
    set_variable,
    status,
)
from twisted_telco.ami.simulator.queues import queue_status, queue_summary
from twisted_telco.ami.simulator.rights import CLASSES

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.session import Session


# -- the session
def _challenge(action: Action, session: Session) -> Any:
    return session.challenge(action)


def _login(action: Action, session: Session) -> Any:
    return session.log_in(action)


def _logoff(action: Action, session: Session) -> Answer:
    return session.log_off(action)


def _ping(action: Action, session: Session) -> Answer:
    return {"Ping": "Pong", "Timestamp": f"{session.clock.seconds():.6f}"}


def _events(action: Action, session: Session) -> Answer:
    return session.set_mask(action.get("EventMask", ""))


def _filter(action: Action, session: Session) -> Answer:
    return session.add_filter(action)


def _list_commands(action: Action, session: Session) -> Answer:
    played = sorted(session.asterisk.actions.values(), key=lambda one: one.name.lower())
    return [
        (one.name, f"{one.synopsis}  (Priv: {_classes(one.bits)})")
        for one in played
        if session.may(one.bits)
    ]


def _classes(bits: int) -> str:
    names = [name for name, bit in CLASSES.items() if bits & bit]
    return ",".join([*names, "all"]) if names else "<none>"


# -- the server
def _core_settings(action: Action, session: Session) -> Answer:
    asterisk = session.asterisk
    return {
        "AMIversion": asterisk.ami_version,
        "AsteriskVersion": asterisk.asterisk_version,
        "SystemName": "",
        "CoreMaxCalls": 0,
        "CoreMaxLoadAvg": "0.000000",
        "CoreRunUser": "asterisk",
        "CoreRunGroup": "asterisk",
        "CoreMaxFilehandles": 0,
        "CoreRealTimeEnabled": "No",
        "CoreCDRenabled": "Yes",
        "CoreHTTPenabled": "Yes",
        "SoundsSearchCustomDir": "No",
    }


def _core_status(action: Action, session: Session) -> Answer:
    asterisk = session.asterisk
    began = datetime.fromtimestamp(asterisk.began, UTC)
    return {
        "CoreStartupDate": f"{began:%Y-%m-%d}",
        "CoreStartupTime": f"{began:%H:%M:%S}",
        "CoreReloadDate": f"{began:%Y-%m-%d}",
        "CoreReloadTime": f"{began:%H:%M:%S}",
        "CoreCurrentCalls": len(asterisk.exchange.calls),
        "CoreProcessedCalls": asterisk.exchange.processed,
    }


def _user_event(action: Action, session: Session) -> Answer:
    # Everything but the action and the first UserEvent is repeated, duplicates and ActionID too.
    headers: Pairs = [("UserEvent", action.get("UserEvent", ""))]
    seen = False
    for name, value in action.headers.pairs:
        word = name.lower()
        if word == "userevent" and not seen:
            seen = True
        elif word != "action":
            headers.append((name, value))
    session.asterisk.emit("UserEvent", headers)
    return "Event Sent"


_BLACKLISTED = ("module load", "module unload", "restart gracefully")


def _command(action: Action, session: Session) -> Answer:
    asterisk, text = session.asterisk, action.get("Command", "")
    if not text:
        raise Refused("No command provided")
    if text.lower().startswith(_BLACKLISTED):
        raise Refused("Command blacklisted")
    lines, known = _output(text, session)
    if not asterisk.old_commands:
        return [
            ("Response", "Success" if known else "Error"),
            ("Message", "Command output follows"),
            *(("Output", line) for line in lines),
        ]
    number = "" if action.action_id is None else f"ActionID: {action.action_id}\r\n"
    answer = "Response: Follows\r\nPrivilege: Command\r\n" + number
    answer += "".join(f"{line}\n" for line in lines) + "--END COMMAND--\r\n\r\n"
    session.write(answer.encode("utf-8", "surrogateescape"))
    return NO_ANSWER


def _output(text: str, session: Session) -> tuple[list[str], bool]:
    """What a command prints, and whether there is such a command."""
    asterisk = session.asterisk
    own = asterisk.commands.get(text)
    if own is not None:
        return list(own(text) if callable(own) else own), True
    exchange = asterisk.exchange
    if text == "core show version":
        return [f"Asterisk {asterisk.asterisk_version} (simulated)"], True
    if text == "core show uptime":
        seconds = int(session.clock.seconds() - asterisk.began)
        return [f"System uptime: {seconds} seconds", f"Last reload: {seconds} seconds"], True
    if text == "core show channels":
        title = f"{'Channel':<64} {'Location':<32} {'State':<7} {'Application(Data)':<30}"
        rows = [
            f"{channel.name:<64} {f'{channel.exten}@{channel.context}:{channel.priority}':<32} "
            f"{dict(channel.block())['ChannelStateDesc']:<7} "
            f"{'{}({})'.format(*channel.running):<30}"
            for channel in exchange.channels.values()
        ]
        active = [
            f"{len(exchange.channels)} active channels",
            f"{len(exchange.calls)} active calls",
            f"{exchange.processed} calls processed",
        ]
        return [title, *rows, *active], True
    # Asterisk names the words of the command without the last.
    parts = text.split(" ")
    beginning = " ".join(parts[:-1] or parts)
    return [
        f"No such command '{text}' (type 'core show help {beginning}' for other possible commands)"
    ], False


# -- the database
def _database_path(action: Action) -> tuple[str, str]:
    family, key = action.get("Family", ""), action.get("Key", "")
    if not family:
        raise Refused("No family specified.")
    if not key:
        raise Refused("No key specified.")
    return family, key


def _db_put(action: Action, session: Session) -> Answer:
    family, key = _database_path(action)
    session.asterisk.database[f"/{family}/{key}"] = action.get("Val", "")
    return "Updated database successfully"


def _db_get(action: Action, session: Session) -> Answer:
    family, key = _database_path(action)
    value = session.asterisk.database.get(f"/{family}/{key}")
    if value is None:
        raise Refused("Database entry not found")
    return EventList([{"Family": family, "Key": key, "Val": value}])


def _db_del(action: Action, session: Session) -> Answer:
    family, key = _database_path(action)
    if session.asterisk.database.pop(f"/{family}/{key}", None) is None:
        raise Refused("Database entry not found")
    return "Key deleted successfully"


def _tree(action: Action, session: Session) -> list[str]:
    """The keys below ``Family`` and ``Key``, in order."""
    path = "/".join(["", *filter(None, (action.get("Family", ""), action.get("Key", "")))])
    database = session.asterisk.database
    return sorted(key for key in database if key == path or key.startswith(path + "/"))


def _db_get_tree(action: Action, session: Session) -> Answer:
    database = session.asterisk.database
    return EventList([{"Key": key, "Val": database[key]} for key in _tree(action, session)])


def _db_del_tree(action: Action, session: Session) -> Answer:
    if not action.get("Family", ""):
        raise Refused("No family specified.")
    keys = _tree(action, session)
    if not keys:
        raise Refused("Database entry not found")
    for key in keys:
        del session.asterisk.database[key]
    return "Key tree deleted successfully"


PLAYED: tuple[tuple[str, ActionFunction, str, str], ...] = (
    ("Challenge", _challenge, "", "Ask for the challenge of an MD5 login."),
    ("Command", _command, "command", "Run a command of the console."),
    ("CoreSettings", _core_settings, "system,reporting", "Show the settings of the core."),
    ("CoreShowChannels", core_show_channels, "system,reporting", "List the channels."),
    ("CoreStatus", _core_status, "system,reporting", "Show the state of the core."),
    ("DBDel", _db_del, "system", "Delete a database entry."),
    ("DBDelTree", _db_del_tree, "system", "Delete a tree of database entries."),
    ("DBGet", _db_get, "system,reporting", "Get a database entry."),
    ("DBGetTree", _db_get_tree, "system,reporting", "Get a tree of database entries."),
    ("DBPut", _db_put, "system", "Put a database entry."),
    ("Events", _events, "", "Choose the classes of events to get."),
    ("Filter", _filter, "system", "Add an event filter to this session."),
    ("Getvar", get_variable, "call,reporting", "Get a variable."),
    ("Hangup", hang_up, "system,call", "Hang up a channel, or all that match."),
    ("ListCommands", _list_commands, "", "List the actions that may be run."),
    ("Login", _login, "", "Log in."),
    ("Logoff", _logoff, "", "Log off."),
    ("Originate", originate, "originate", "Begin a call."),
    ("Ping", _ping, "", "Ask for a sign of life."),
    ("QueueStatus", queue_status, "", "Show queues and their members."),
    ("QueueSummary", queue_summary, "", "Show totals of queues."),
    ("Setvar", set_variable, "call", "Set a variable."),
    ("Status", status, "system,call,reporting", "Show the state of channels."),
    ("UserEvent", _user_event, "user", "Send an event to everybody."),
)
"""Name, function, classes, synopsis."""
