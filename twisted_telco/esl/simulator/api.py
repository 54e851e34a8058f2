"""The API commands that the simulator knows."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from twisted.internet.defer import Deferred

from twisted_telco.esl.simulator.channel import Channel, Execution
from twisted_telco.esl.simulator.dialing import tokenize
from twisted_telco.esl.simulator.wire import encode_event, percent_encode
from twisted_telco.esl.tables import parse_cause

if TYPE_CHECKING:
    from twisted_telco.esl.simulator.switch import FreeSWITCH

ApiHandler = Callable[["FreeSWITCH", str, Any], "str | Deferred[str]"]
API: dict[str, ApiHandler] = {}

NO_CHANNEL = "-ERR No such channel!\n"
VERSION = "FreeSWITCH Version 1.10.12-release~64bit ( 64bit)\n"
MODULES = ("mod_event_socket", "mod_sofia", "mod_loopback", "mod_commands", "mod_dptools")
_GLOBAL = re.compile(r"\$\$?\{([A-Za-z0-9_]+)\}")


def command(*names: str) -> Callable[[ApiHandler], ApiHandler]:
    """Register an API command under its names."""

    def register(handler: ApiHandler) -> ApiHandler:
        for name in names:
            API[name] = handler
        return handler

    return register


def channel_command(
    *names: str,
) -> Callable[[Callable[[FreeSWITCH, Channel, str], str]], object]:
    """Register a command whose first word is a channel."""

    def register(handler: Callable[[FreeSWITCH, Channel, str], str]) -> object:
        def run(switch: FreeSWITCH, argument: str, connection: Any) -> str:
            uuid, _, rest = argument.partition(" ")
            if not uuid:
                return f"-USAGE: {names[0]} <uuid>\n"
            channel = switch.channels.get(uuid)
            return NO_CHANNEL if channel is None else handler(switch, channel, rest)

        return command(*names)(run)

    return register


@command("status")
def _status(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    up = switch.reactor.seconds() - switch.started_at
    days, rest = divmod(int(up), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    millis, micros = divmod(int(up % 1 * 1_000_000), 1000)
    return (
        f"UP 0 years, {days} days, {hours} hours, {minutes} minutes, {seconds} seconds, "
        f"{millis} milliseconds, {micros} microseconds\n"
        "FreeSWITCH (Version 1.10.12-release  64bit) is ready\n"
        f"{switch.sessions_since_startup} session(s) since startup\n"
        f"{len(switch.channels)} session(s) - peak {len(switch.channels)}, last 5min 0 \n"
        "0 session(s) per Sec out of max 30, peak 0, last 5min 0 \n"
        f"{switch.max_sessions} session(s) max\n"
        "min idle cpu 0.00/97.50\nCurrent Stack Size/Max 240K/8192K\n"
    )


@command("version")
def _version(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return "1.10.12-release\n" if argument == "short" else VERSION


@command("hostname", "switchname")
def _hostname(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return switch.globals["hostname"]


@command("echo", "expand_echo")
def _echo(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return argument


@command("create_uuid")
def _create_uuid(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return str(uuid4())


@command("msleep")
def _msleep(switch: FreeSWITCH, argument: str, connection: Any) -> Deferred[str]:
    d: Deferred[str] = Deferred()
    seconds = int(argument) / 1000 if argument.isdecimal() else 0
    switch.reactor.callLater(seconds, d.callback, "+OK\n")
    return d


@command("uptime")
def _uptime(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    up = switch.reactor.seconds() - switch.started_at
    return str(int(up * {"ms": 1000, "us": 1_000_000}.get(argument, 1)))


@command("global_getvar")
def _global_getvar(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    if not argument:
        return "\n".join(f"{name}={value}" for name, value in switch.globals.items()) + "\n"
    return switch.globals.get(argument, "")


@command("global_setvar")
def _global_setvar(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    name, _, value = argument.partition("=")
    switch.globals[name] = value
    return "+OK"


@command("eval")
def _eval(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return expand_globals(switch, argument)


def expand_globals(switch: FreeSWITCH, argument: str) -> str:
    """``${name}`` as the value of a global variable."""
    return _GLOBAL.sub(lambda match: switch.globals.get(match[1], ""), argument)


@command("expand")
def _expand(switch: FreeSWITCH, argument: str, connection: Any) -> Deferred[str]:
    return switch.run_api(expand_globals(switch, argument), connection)


@command("url_encode")
def _url_encode(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return percent_encode(argument).decode()


@command("strftime")
def _strftime(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return time.strftime(argument or "%Y-%m-%d %T", time.gmtime(switch.reactor.seconds()))


@command("module_exists")
def _module_exists(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return "true" if argument in MODULES else "false"


@command("log")
def _log(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    level, _, text = argument.partition(" ")
    switch.log_line(int(level) if level.isdecimal() else 7, text + "\n")
    return "+OK\n"


@command("reloadxml")
def _reloadxml(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    switch.fire("RELOADXML", [])
    return "+OK [Success]\n"


@command("reloadacl")
def _reloadacl(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return "+OK acl reloaded\n"


@command("reload", "load", "unload")
def _reload(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    if not argument:
        return "-USAGE: <mod_name>\n"
    if argument not in MODULES:
        return f"+OK Reloading XML\n-ERR loading module [{argument}]\n"
    return "+OK Reloading XML\n+OK\n"


@command("fsctl")
def _fsctl(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    words = argument.split()
    if words[:1] == ["shutdown"]:
        switch.reactor.callLater(0, switch.shut_down)
        return "+OK\n"
    if words[:1] == ["hupall"]:
        return hang_up_all(switch, words[1:])
    if words[:1] == ["max_sessions"] and words[1:]:
        switch.max_sessions = int(words[1])
    return "+OK\n" if words else "-USAGE: [...]\n"


# -- tables
_COLUMNS = (
    "uuid direction created created_epoch name state cid_name cid_num ip_addr dest application "
    "application_data dialplan context read_codec read_rate read_bit_rate write_codec write_rate "
    "write_bit_rate secure hostname presence_id presence_data accountcode callstate callee_name "
    "callee_num callee_direction call_uuid"
).split()


def _row(channel: Channel) -> dict[str, str]:
    running = channel.running[-1] if channel.running else Execution("")
    created = time.gmtime(channel.created // 1_000_000)
    row = dict.fromkeys(_COLUMNS, "")
    row.update(
        uuid=channel.uuid,
        direction=channel.direction,
        created=time.strftime("%Y-%m-%d %H:%M:%S", created),
        created_epoch=str(channel.created // 1_000_000),
        name=channel.name,
        state=channel.state,
        cid_num=channel.variables.get("origination_caller_id_number", ""),
        dest=channel.destination,
        application=running.application,
        application_data=running.argument,
        dialplan="XML",
        context=channel.context,
        read_codec="PCMU",
        read_rate="8000",
        write_codec="PCMU",
        write_rate="8000",
        hostname="simulator",
        callstate=channel.callstate,
        call_uuid=channel.call_uuid,
    )
    return row


@command("show")
def _show(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    words = argument.split()
    what = words[0] if words else ""
    if what not in ("channels", "calls", "detailed_calls", "bridged_calls", "registrations"):
        return "-USAGE: codec|endpoint|application|api|channels|calls|registrations\n"
    rows = [_row(c) for c in switch.channels.values()] if what != "registrations" else []
    if what.endswith("calls"):
        rows = [row for row in rows if row["direction"] == "inbound"]
    if words[1:2] == ["count"]:
        if words[2:] == ["as", "json"]:
            return json.dumps({"row_count": len(rows), "rows": []})
        return f"\n{len(rows)} total.\n"
    if words[1:] == ["as", "json"]:
        if not rows:
            return '{"row_count": 0}\n'
        return json.dumps({"row_count": len(rows), "rows": rows}, separators=(",", ":"))
    lines = [",".join(row.values()) for row in rows]
    title = [",".join(_COLUMNS)] if rows else []
    return "\n".join([*title, *lines, "", f"{len(rows)} total.", ""])


# -- channels
@command("uuid_exists")
def _uuid_exists(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return "true" if argument in switch.channels else "false"


@channel_command("uuid_getvar")
def _uuid_getvar(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    return channel.variables.get(rest.strip(), "_undef_")


@channel_command("uuid_setvar")
def _uuid_setvar(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    words = tokenize(rest, " ")
    if not words:
        return "-USAGE: <uuid> <var> [value]\n"
    if len(words) == 1:
        channel.variables.pop(words[0], None)
    else:
        channel.variables[words[0]] = " ".join(words[1:])
    return "+OK\n"


@channel_command("uuid_setvar_multi")
def _uuid_setvar_multi(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    for pair in tokenize(rest, ";"):
        name, _, value = pair.partition("=")
        if "${" not in value:
            channel.variables[name] = value
    return "+OK\n"


@channel_command("uuid_dump")
def _uuid_dump(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    kind = rest.strip().lower() or "plain"
    event = switch.make_event("CHANNEL_DATA", channel.headers("CHANNEL_DATA"))
    format = kind if kind in ("json", "xml") else "plain"
    return encode_event(event, format).partition(b"\n\n")[2].decode("utf-8", "surrogateescape")


@channel_command("uuid_kill")
def _uuid_kill(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.later(0, channel.hangup, parse_cause(rest or "NORMAL_CLEARING"))
    return "+OK\n"


@channel_command("uuid_answer")
def _uuid_answer(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.answer()
    return "+OK\n"


@channel_command("uuid_pre_answer")
def _uuid_pre_answer(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.pre_answer()
    return "+OK\n"


@channel_command("uuid_ring_ready")
def _uuid_ring_ready(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.ring()
    return "+OK\n"


@channel_command("uuid_park")
def _uuid_park(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.running.clear()
    channel.park()
    return "+OK\n"


@channel_command("uuid_break")
def _uuid_break(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.break_off(everything=rest.strip() == "all")
    return "+OK\n"


@channel_command("uuid_hold")
def _uuid_hold(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    channel.fire("CHANNEL_HOLD")
    return "+OK Success\n"


@command("uuid_bridge")
def _uuid_bridge(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    one, other = (switch.channels.get(uuid) for uuid in [*argument.split(), "", ""][:2])
    if one is None or other is None:
        return "-ERR Invalid uuid\n"
    one.running.clear()
    other.running.clear()
    one.bridge(other)
    return f"+OK {other.uuid}\n"


@channel_command("uuid_transfer")
def _uuid_transfer(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    words = [word for word in rest.split() if not word.startswith("-")]
    if not words:
        return "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n"
    if len(words) > 2:
        channel.context = words[2]
    switch.transfer(channel, words[0])
    return "+OK\n"


@channel_command("uuid_broadcast")
def _uuid_broadcast(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    path = rest.rpartition(" ")[0] if rest.endswith(("aleg", "bleg", "both")) else rest
    application, found, argument = path.partition("::")
    if not found:
        application, argument = "playback", path
    channel.execute(Execution(application, argument, str(uuid4())))
    return "+OK Message sent\n"


@channel_command("uuid_record")
def _uuid_record(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    words = rest.split(" ")
    kinds = {"start": "RECORD_START", "stop": "RECORD_STOP"}
    if len(words) < 2:
        return "-USAGE: <uuid> [start|stop|mask|unmask] <path> [<limit>]\n"
    if words[0] in kinds:
        channel.fire(kinds[words[0]], [("Record-File-Path", words[1])])
    return "+OK Success\n"


@channel_command("uuid_send_dtmf")
def _uuid_send_dtmf(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    if channel.peer is not None:
        switch.dtmf(channel.peer, rest)
    return f"+OK {channel.uuid} sent DTMF {rest}.\n"


@channel_command("uuid_recv_dtmf")
def _uuid_recv_dtmf(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    switch.dtmf(channel, rest)
    return "+OK\n"


@channel_command("uuid_displace", "uuid_audio", "uuid_media", "uuid_flush_dtmf", "uuid_display")
def _uuid_nothing(switch: FreeSWITCH, channel: Channel, rest: str) -> str:
    return "+OK Success\n"


@command("hupall")
def _hupall(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return hang_up_all(switch, argument.split())


def hang_up_all(switch: FreeSWITCH, words: list[str]) -> str:
    """``hupall [cause] [variable value]…``"""
    cause = parse_cause(words[0], "MANAGER_REQUEST") if words else "MANAGER_REQUEST"
    pairs = list(zip(words[1::2], words[2::2], strict=False))
    for channel in list(switch.channels.values()):
        if all(channel.variables.get(name) == value for name, value in pairs):
            channel.later(0, channel.hangup, cause)
    if pairs:
        return f"+OK hangup all channels matching [{pairs[0][0]}]=[{pairs[0][1]}] with {cause}\n"
    return f"+OK hangup all channels with cause {cause}\n"


@command("originate")
def _originate(switch: FreeSWITCH, argument: str, connection: Any) -> str | Deferred[str]:
    words = [expand_undef(word) for word in tokenize(argument, " ")]
    if not 2 <= len(words) <= 7:
        return "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] ...\n"
    timeout = float(words[6]) if len(words) > 6 and words[6].isdecimal() else 60.0
    done: Deferred[str] = Deferred()

    def answered(channel: Channel) -> None:
        switch.run_target(channel, words[1:])
        done.callback(f"+OK {channel.uuid}\n")

    switch.dial(words[0], answered, lambda cause: done.callback(f"-ERR {cause}\n"), timeout)
    return done


def expand_undef(word: str) -> str:
    """``undef`` stands for an argument that is left out."""
    return "" if word == "undef" else word


@command("sched_hangup")
def _sched_hangup(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    words = argument.split()
    if len(words) < 2:
        return "-USAGE: [+]<time> <uuid> [<cause>]\n"
    channel = switch.channels.get(words[1])
    if channel is None:
        return NO_CHANNEL
    cause = parse_cause(words[2] if len(words) > 2 else "ALLOTTED_TIMEOUT")
    channel.later(float(words[0].lstrip("+")), channel.hangup, cause)
    return "+OK\n"


@command("sched_api")
def _sched_api(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    when, _, rest = argument.partition(" ")
    group, _, line = rest.partition(" ")
    if not line or not when.lstrip("+").isdecimal():
        return "-USAGE: [+@]<time> <group_name> <command_string>[&]\n"
    delay = float(when[1:]) if when[0] == "+" else float(when) - switch.reactor.seconds()
    switch.schedule(delay, group, lambda: switch.run_api(line))
    return "+OK Added: 1\n"


@command("sched_del")
def _sched_del(switch: FreeSWITCH, argument: str, connection: Any) -> str:
    return "+OK\n" if switch.unschedule(argument) else "-ERR No such task\n"
