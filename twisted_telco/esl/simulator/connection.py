"""One event socket as the server sees it, inbound or outbound."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from twisted_telco.core.simulator import SimulatedConnection
from twisted_telco.esl.errors import FAMILY, ConnectionLost
from twisted_telco.esl.simulator.channel import Channel, Execution
from twisted_telco.esl.simulator.filters import Filters
from twisted_telco.esl.simulator.subscriptions import Subscriptions, parse_words
from twisted_telco.esl.simulator.wire import (
    Command,
    CommandDecoder,
    EventRecord,
    encode_event,
    frame,
    percent_encode,
    plain_lines,
    reply,
)
from twisted_telco.esl.tables import EVENT_NAMES, LOG_LEVELS, MYEVENTS, parse_cause

if TYPE_CHECKING:
    from twisted_telco.esl.simulator.switch import FreeSWITCH

GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
KILLED = "killed listener because of lost events\n"
POLL = 0.02
_SECRET = re.compile(r"^((?:user)?auth ).*", re.IGNORECASE)
_KNOWN = frozenset(EVENT_NAMES)
_NEEDS_FULL = (
    "api",
    "bgapi",
    "event",
    "nixevent",
    "noevents",
    "log",
    "nolog",
    "sendevent",
    "linger",
    "nolinger",
)


class EventSocket(SimulatedConnection):
    """The server's end of one connection.

    Commands are executed one after the other; while one runs or waits, no event is written.

    :param channel: the call that an outbound socket belongs to.
    :param flags: ``async`` and ``full`` of the application ``socket``.
    :param done: fires when the dialplan may go on.
    """

    side = "S"
    errors = FAMILY

    def __init__(
        self,
        switch: FreeSWITCH,
        channel: Channel | None = None,
        flags: frozenset[str] = frozenset(),
        done: Deferred[None] | None = None,
    ) -> None:
        super().__init__(switch.reactor)
        self.switch = switch
        self.decoder: CommandDecoder = CommandDecoder()
        self.channel = channel
        self.outbound = channel is not None
        self.flags = flags
        self.authenticated = self.outbound
        self.rights: dict[str, Any] | None = None
        self.format = "plain"
        self.subscriptions = Subscriptions()
        self.filters = Filters()
        self.log_level = -1
        self.missed = 0
        self._mine = False  # only the events of our channel
        self._connected = not self.outbound  # the first command of an outbound socket was read
        self._silent = False  # its answer is lost
        self._linger: float | None = None
        self._resume = False
        self._done = done
        self._busy = False
        self._ending = False
        self._commands: deque[Command] = deque()
        self._events: deque[EventRecord] = deque()
        self._timer: IDelayedCall | None = None
        self._poll: IDelayedCall | None = None

    # -- its life
    def link_made(self) -> None:
        self.switch.connection_made()
        if not self.outbound and self.switch.rejecting > 0:
            self.switch.rejecting -= 1
            self.write(frame("text/rude-rejection", {}, "Access Denied, go away.\n"))
            self.say_goodbye()
            return
        self._timer = self.clock.callLater(self.switch.auth_timeout, self.say_goodbye)
        if self.channel is not None:
            self.factory.connections.add(self)
            self.channel.socket = self
            self.channel.on_hangup.append(self._hung_up)
        else:
            self.write(frame("auth/request"))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        for call in (self._timer, self._poll):
            if call is not None and call.active():
                call.cancel()
        self._commands.clear()
        self._events.clear()
        self.switch.connection_lost()
        channel = self.channel
        if channel is None:
            return
        channel.socket = None
        if not channel.alive:
            channel.state = "CS_DESTROY"
            channel.fire("CHANNEL_DESTROY")
        elif self._done is not None and not self._done.called:
            if self._resume or "async" not in self.flags:
                self._done.callback(None)
            elif not channel.parked:
                channel.park()

    def link_lost(self, lost: ConnectionLost) -> None:  # type: ignore[override]
        self._ending = True

    def say_goodbye(self, text: str = GOODBYE) -> None:
        """A disconnect notice, then the end."""
        if self._ending:
            return
        self._ending = True
        headers: dict[str, object] = {}
        if self.channel is not None:
            headers = {
                "Controlled-Session-UUID": self.channel.uuid,
                "Content-Disposition": "disconnect",
            }
        self.write(frame("text/disconnect-notice", headers, text))
        self._lose(None)

    def kill(self) -> None:
        """As when too many events were lost: the notice stands inside an unfinished event."""
        if self._ending:
            return
        self._ending = True
        data = b""
        if self._events:
            data = encode_event(self._events[0], self.format)
        # Always inside the body, so that the frame is incomplete at the end of the stream.
        half = data[: max(data.find(b"\n\n") + 2, len(data) - len(data) // 2)]
        notice = frame("text/disconnect-notice", {}, KILLED)
        if len(data) - len(half) <= len(notice):
            half = data[: data.find(b"\n\n") + 2]
        self.write(half + notice)
        self._lose(None)

    # -- commands
    def message_received(self, message: Command) -> None:
        self._commands.append(message)
        self._run()

    def _run(self) -> None:
        while self._commands and not self._busy and not self._ending:
            command = self._commands.popleft()
            self.switch.heard.append(_SECRET.sub(r"\1********", command.line))
            if self._timer is not None and self._linger_over is None:
                self._timer.cancel()
                self._timer = None
            if not self._connected:
                self._connected = True
                self._silent = not command.line.lower().startswith("connect")
            self._execute(command)
            self._silent = False
        self._flush()

    _linger_over: float | None = None

    def answer(self, text: str, headers: dict[str, object] | None = None) -> None:
        """A ``command/reply``."""
        self._send_answer(reply(text, headers))

    def _send_answer(self, data: bytes) -> None:
        if self._silent:
            return
        if self.switch.reply_filter is not None:
            changed = self.switch.reply_filter(data)
            if changed is None:
                return
            data = changed
        self.write(data)

    def _execute(self, command: Command) -> None:
        line = command.line.strip("\r\t")
        lower = line.lower()
        if lower.startswith(("exit", "...")):
            self.answer("+OK bye")
            self.say_goodbye()
            return
        if not self.authenticated:
            self._authenticate(line, lower)
            return
        if "mod_event_socket" in lower and ("reload" in lower or "unload" in lower):
            # Whatever the command is: it would end the thread that runs it.
            self._send_answer(frame("api/response", {}, f"+OK Job-UUID: {uuid4()}\n"))
            self.clock.callLater(0, self.switch.reload_event_socket)
            return
        for word, handler in _COMMANDS:
            if lower.startswith(word):
                if word.strip() in _NEEDS_FULL and self.outbound and "full" not in self.flags:
                    break
                handler(self, command, line[len(word) :].strip(" "))
                return
        self.answer("-ERR command not found")

    def _authenticate(self, line: str, lower: str) -> None:
        accepted: dict[str, object] | None = None
        if lower.startswith("auth "):
            if line[5:] == self.switch.password:
                accepted = {}
        elif lower.startswith("userauth "):
            accepted = self._user(line[9:])
        else:
            self.answer("-ERR command not found")
            return
        if accepted is None:
            self.answer("-ERR invalid")
            self.say_goodbye()
        else:
            self.authenticated = True
            self.answer("+OK accepted", accepted)

    def _user(self, credentials: str) -> dict[str, object] | None:
        """``user@domain:password`` and ``user:password@domain``."""
        name, _, password = credentials.partition(":")
        if "@" not in name:
            password, _, domain = password.rpartition("@")
            name = f"{name}@{domain}"
        user = self.switch.users.get(name)
        if isinstance(user, str):
            user = {"password": user}
        if user is None or user["password"] != password:
            return None
        if len(user) > 1:
            self.rights = user
        return {
            "Allowed-Events": user.get("events", "all"),
            "Allowed-API": user.get("api", "all"),
            "Allowed-LOG": "true" if user.get("log", True) else "false",
        }

    def _may(self, kind: str, word: str) -> bool:
        if self.rights is None or kind not in self.rights:
            return True
        allowed = str(self.rights[kind]).split()
        return word in allowed or "all" in allowed

    def _api(self, command: Command, line: str) -> None:
        if not line:
            self.answer("-ERR command not found")
        elif not self._may("api", line.split(" ", maxsplit=1)[0]):
            self.answer("-ERR permission denied")
        else:
            self._busy = True
            self.switch.run_api(line, self).addBoth(self._api_done)

    def _api_done(self, output: Any) -> None:
        text = output if isinstance(output, str) else f"-ERR {output.getErrorMessage()}\n"
        self._send_answer(frame("api/response", {}, text))
        self._free()

    def _free(self) -> None:
        self._busy = False
        self._run()

    def _bgapi(self, command: Command, line: str) -> None:
        if not line:
            self.answer("-ERR command not found")
            return
        if not self._may("api", line.split(" ", maxsplit=1)[0]):
            self.answer("-ERR permission denied")
            return
        uuid = command.headers.get("job-uuid") or str(uuid4())
        self.answer(f"+OK Job-UUID: {uuid}", {"Job-UUID": uuid})
        name, _, argument = line.partition(" ")
        headers = [("Job-UUID", uuid), ("Job-Command", name), ("Job-Command-Arg", argument)]
        if self.channel is not None:
            headers.append(("Job-Owner-UUID", self.channel.uuid))

        def done(output: Any) -> None:
            text = output if isinstance(output, str) else f"-ERR {output.getErrorMessage()}\n"
            self.switch.fire("BACKGROUND_JOB", [*headers], text)

        self.clock.callLater(0, lambda: self.switch.run_api(line, self).addBoth(done))

    def _event(self, command: Command, line: str) -> None:
        words = line.split()
        if words and words[0].lower() in ("plain", "json", "xml"):
            self.format = words.pop(0).lower()
        names, subclasses = parse_words(words)
        if not names and not subclasses:
            self.answer("-ERR no keywords supplied")
        elif not all(self._may("events", name) for name in (*names, *subclasses)):
            self.answer("-ERR permission denied")
        else:
            self.subscriptions.add(names, subclasses)
            self.answer(f"+OK event listener enabled {self.format}")

    def _nixevent(self, command: Command, line: str) -> None:
        names, subclasses = parse_words(line.split())
        if not names and not subclasses:
            self.answer("-ERR no keywords supplied")
            return
        self.subscriptions.remove(names, subclasses)
        self.answer("+OK events nixed")

    def _noevents(self, command: Command, line: str) -> None:
        if not self.subscriptions:
            self.answer("-ERR not listening for events")
            return
        self.subscriptions.clear()
        self._events.clear()
        self.answer("+OK no longer listening for events")

    def _filter(self, command: Command, line: str) -> None:
        words = line.split(" ", 2 if line.lower().startswith(("add ", "delete ")) else 1)
        action = words.pop(0).lower() if words[0].lower() in ("add", "delete") else "add"
        if action == "delete" and words:
            value = words[1] if len(words) > 1 else None
            self.filters.delete(words[0], value)
            self.answer(f"+OK filter deleted. [{words[0]}][{value or ''}]")
        elif action == "add" and len(words) == 2 and self.filters.add(*words):
            self.answer(f"+OK filter added. [{words[0]}]=[{words[1]}]")
        else:
            self.answer("-ERR invalid syntax")

    def _log(self, command: Command, line: str) -> None:
        upper = line.upper() or "DEBUG"
        number = int(upper) if upper.isdecimal() and int(upper) < 8 else -1
        if upper in LOG_LEVELS:
            number = LOG_LEVELS.index(upper)
        if number < 0:
            self.answer("-ERR invalid log level")
        elif self.rights is not None and not self.rights.get("log", True):
            self.answer("-ERR permission denied")
        else:
            self.log_level = number
            self.answer(f"+OK log level {line} [{number}]")

    def _nolog(self, command: Command, line: str) -> None:
        was, self.log_level = self.log_level, -1
        self.answer("+OK no longer logging" if was >= 0 else "-ERR not loging")

    def _sendevent(self, command: Command, line: str) -> None:
        uuid = str(uuid4())
        name = line.upper() if line.upper() in _KNOWN else "CUSTOM"
        pairs = [pair for pair in command.pairs if pair[0].lower() != "content-length"]
        subclass = [pair for pair in pairs if pair[0] == "Event-Subclass"]
        others = [pair for pair in pairs if pair[0] != "Event-Subclass"]
        headers = [*subclass, ("Command", f"sendevent {line}"), *others, ("Event-UUID", uuid)]
        self.answer(f"+OK {uuid}")
        event = EventRecord([*headers, *self.switch.common_headers(name)], command.body)
        self.switch.deliver_as(event, name)

    def _sendmsg(self, command: Command, line: str) -> None:
        channel = self.switch.channels.get(line) if line else self.channel
        if channel is None or not channel.alive:
            self.answer(f"-ERR invalid session id [{line}]")
            return
        headers = command.headers
        what = headers.get("call-command")
        if what == "execute" and headers.get("execute-app-name"):
            self._run_application(channel, command)
            return
        self.answer("+OK")
        if what == "hangup":
            cause = parse_cause(headers.get("hangup-cause", "NORMAL_CLEARING"))
            channel.later(0, channel.hangup, cause)

    def _run_application(self, channel: Channel, command: Command) -> None:
        headers = command.headers
        loops = headers.get("loops", "1")
        execution = Execution(
            headers["execute-app-name"],
            headers.get("execute-app-arg", command.body),
            headers.get("event-uuid") or str(uuid4()),
            headers.get("event-uuid-name", ""),
            headers.get("event-lock") == "true",
            int(loops) if loops.lstrip("-").isdecimal() else 1,
        )
        if self.outbound and "async" not in self.flags:
            self._busy = True

            def finished() -> None:
                self.answer("+OK")
                self.clock.callLater(0, self._free)

            execution.finished = finished
            channel.on_hangup.append(lambda: finished() if self._busy else None)
            channel.execute(execution)
        else:
            self.answer("+OK")
            channel.later(0, channel.execute, execution)

    def _connect(self, command: Command, line: str) -> None:
        if self.channel is None:
            self.answer("-ERR command not found")
            return
        event = self.switch.make_event("CHANNEL_DATA", self.channel.headers("CHANNEL_DATA"))
        mode = "async" if "async" in self.flags else "static"
        control = "full" if "full" in self.flags else "single-channel"
        self._send_answer(
            plain_lines(event.headers)
            + b"Content-Type: command/reply\nReply-Text: "
            + percent_encode("+OK\n")
            + f"\nSocket-Mode: {mode}\nControl: {control}\n\n".encode()
        )

    def _getvar(self, command: Command, line: str) -> None:
        value = "" if self.channel is None else self.channel.variables.get(line, "")
        self.answer(value or "-ERR command not found")

    def _myevents(self, command: Command, line: str) -> None:
        words = line.split()
        if self.channel is None and words:
            channel = self.switch.channels.get(words[0])
            self.subscriptions.add(MYEVENTS)
            if channel is not None:
                self.channel, self._mine = channel, True
                channel.socket = self
                channel.on_hangup.append(self._hung_up)
        elif self.channel is not None:
            if words and words[0].lower() in ("plain", "json", "xml"):
                self.format = words[0].lower()
            self.subscriptions.add(MYEVENTS)
            self._mine = True
        else:
            self.answer("-ERR invalid uuid")
            return
        self.answer("+OK Events Enabled")

    def _set_linger(self, command: Command, line: str) -> None:
        if self.channel is None:
            self.answer("-ERR not controlling a session")
            return
        self._linger = float(line) if line.isdecimal() else -1
        self.answer(f"+OK will linger {line} seconds" if line.isdecimal() else "+OK will linger")

    def _nolinger(self, command: Command, line: str) -> None:
        self._linger = None
        self.answer("+OK will not linger" if self.channel else "-ERR not controlling a session")

    def _set_resume(self, command: Command, line: str) -> None:
        self._resume = True
        self.answer("+OK" if self.channel else "-ERR command not found")

    def _divert(self, command: Command, line: str) -> None:
        if self.channel is None:
            self.answer("-ERR not controlling a session.")
        elif not line:
            self.answer("-ERR missing value.")
        else:
            self.answer("+OK events diverted" if line == "on" else "+OK events not diverted")

    # -- events and log
    def wants(
        self,
        name: str,
        subclass: str | None,
        channel: Channel | None = None,
        owner: str | None = None,
    ) -> bool:
        """Whether an event of this type is for us."""
        if not self.authenticated or self._ending:
            return False
        if self._mine and channel is not self.channel:
            if owner is None or self.channel is None or owner != self.channel.uuid:
                return False
        return self.subscriptions.wants(name, subclass)

    def event(self, event: EventRecord, encoded: dict[str, bytes]) -> None:
        """Send an event, or keep it while a command runs or the client does not read."""
        if not self.filters.passes(event.get):
            return
        if self._busy or self._commands or self._events or self._valve.closed:
            if len(self._events) >= self.switch.max_events:
                self.missed += 1
                if self.missed > self.switch.max_missed:
                    self.kill()
                return
            self._events.append(event)
            self._flush()
            return
        data = encoded.get(self.format)
        if data is None:
            data = encoded[self.format] = encode_event(event, self.format)
        self.write(data)

    def _flush(self) -> None:
        while self._events and not (self._busy or self._commands or self._ending):
            if self._valve.closed:
                if self._poll is None:
                    self._poll = self.clock.callLater(POLL, self._look)
                return
            self.write(encode_event(self._events.popleft(), self.format))

    def _look(self) -> None:
        self._poll = None
        self._flush()

    def log_line(self, level: int, text: str, uuid: str = "") -> None:
        """One line of log, if it is wanted."""
        if self.log_level < level or not self.authenticated or self._ending:
            return
        data = text.encode("utf-8", "surrogateescape")
        head = (
            f"Content-Type: log/data\nContent-Length: {len(data)}\nLog-Level: {level}\n"
            f"Text-Channel: 0\nLog-File: simulator.c\nLog-Func: log\nLog-Line: 1\n"
            f"User-Data: {uuid}\n\n"
        )
        self.write(head.encode() + data)

    # -- the end of the call
    def _hung_up(self) -> None:
        if self._ending or self.channel is None:
            return
        if self._linger is None:
            self.clock.callLater(0, self.say_goodbye)
            return
        self.clock.callLater(0, self._linger_notice, self.channel)

    def _linger_notice(self, channel: Channel) -> None:
        if self._ending or self._linger is None:
            return
        headers: dict[str, object] = {
            "Controlled-Session-UUID": channel.uuid,
            "Content-Disposition": "linger",
            "Channel-Name": channel.name,
            "Linger-Time": int(self._linger),
        }
        self.write(frame("text/disconnect-notice", headers, b""))
        if self._linger >= 0:
            self._linger_over = self.clock.seconds() + self._linger
            self._timer = self.clock.callLater(self._linger, self.say_goodbye)


_COMMANDS: list[tuple[str, Callable[[EventSocket, Command, str], None]]] = [
    ("api ", EventSocket._api),
    ("bgapi ", EventSocket._bgapi),
    ("event", EventSocket._event),
    ("nixevent", EventSocket._nixevent),
    ("noevents", EventSocket._noevents),
    ("filter", EventSocket._filter),
    ("sendmsg", EventSocket._sendmsg),
    ("sendevent", EventSocket._sendevent),
    ("nolog", EventSocket._nolog),
    ("log", EventSocket._log),
    ("myevents", EventSocket._myevents),
    ("connect", EventSocket._connect),
    ("getvar", EventSocket._getvar),
    ("nolinger", EventSocket._nolinger),
    ("linger", EventSocket._set_linger),
    ("resume", EventSocket._set_resume),
    ("divert_events", EventSocket._divert),
]
"""In the order in which their names are looked for at the start of a line."""
