"""Channels of the simulator: their headers, their applications, their end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall

from twisted_telco.esl.simulator.wire import Value
from twisted_telco.esl.tables import CALL_STATES, CHANNEL_STATES, HANGUP_CAUSES, WITH_VARIABLES

if TYPE_CHECKING:
    from twisted_telco.esl.simulator.connection import EventSocket
    from twisted_telco.esl.simulator.switch import FreeSWITCH


@dataclass(slots=True, eq=False)
class Execution:
    """One application on a channel.

    :ivar done: fires when it ends by itself; None for one that has ended at once.
    """

    application: str
    argument: str = ""
    event_uuid: str = ""
    event_name: str = ""
    lock: bool = False
    loops: int = 1
    finished: Callable[[], object] | None = None
    broken: bool = False
    response: str = "_none_"
    done: Deferred[None] | None = None
    started: float = 0.0


class Channel:
    """One leg of a call.

    :ivar peer: the other leg of a loopback or SIP call through this switch.
    :ivar bridged: the channel it talks to.
    :ivar socket: the outbound connection that controls it.
    """

    def __init__(
        self,
        switch: FreeSWITCH,
        name: str,
        direction: str,
        destination: str,
        *,
        context: str = "default",
        uuid: str | None = None,
        variables: dict[str, str] | None = None,
    ) -> None:
        self.switch = switch
        self.uuid = uuid or str(uuid4())
        self.name = name
        self.direction = direction
        self.destination = destination
        self.context = context
        self.call_uuid = self.uuid
        self.state = "CS_NEW"
        self.callstate = "DOWN"
        self.answer_state = "ringing"
        self.cause: str | None = None
        self.parked = False
        self.peer: Channel | None = None
        self.bridged: Channel | None = None
        self.socket: EventSocket | None = None
        self.variables: dict[str, str] = {
            "direction": direction,
            "is_outbound": "true" if direction == "outbound" else "false",
            "uuid": self.uuid,
            "call_uuid": self.uuid,
            "session_id": str(switch.sessions_since_startup),
            "channel_name": name,
            "read_codec": "PCMU",
            "read_rate": "8000",
            "write_codec": "PCMU",
            "write_rate": "8000",
        }
        if direction == "inbound":
            self.variables.pop("is_outbound")
        self.variables.update(variables or {})
        self.times = dict.fromkeys(
            ("Answered", "Progress", "Progress-Media", "Hangup", "Bridged"), 0
        )
        self.created = switch.microseconds()
        self.running: list[Execution] = []
        self.waiting: deque[Execution] = deque()
        self.plan: deque[tuple[str, str]] = deque()
        self.on_answer: list[Callable[[], object]] = []
        self.on_hangup: list[Callable[[], object]] = []
        self._calls: set[IDelayedCall] = set()

    @property
    def alive(self) -> bool:
        return self.cause is None

    @property
    def goes_on(self) -> bool:
        """Whether its dialplan continues after the bridge that it executes."""
        bridges = any(execution.application == "bridge" for execution in self.running)
        return bridges and self.variables.get("hangup_after_bridge") != "true"

    @property
    def answered(self) -> bool:
        return self.answer_state == "answered"

    # -- events
    def fire(self, name: str, extra: list[tuple[str, Value]] | None = None, body: str = "") -> None:
        """Fire an event of this channel; it is made only when somebody listens."""
        if self.switch.wanted(name, self):
            self.switch.deliver(
                self.switch.make_event(name, [*self.headers(name), *(extra or [])], body), self
            )

    def headers(self, event: str) -> list[tuple[str, Value]]:
        """The headers of an event, in the server's order."""
        found = [*self.state_headers(), *self.profile_headers("Caller")]
        other = self.bridged or self.peer
        if other is not None and (self.bridged or self.direction == "outbound"):
            kind = "originatee" if self.direction == "inbound" else "originator"
            found += [("Other-Type", kind), *other.profile_headers("Other-Leg")]
        if event in WITH_VARIABLES:
            found += [(f"variable_{name}", value) for name, value in self.variables.items()]
        return found

    def state_headers(self) -> list[tuple[str, Value]]:
        headers: list[tuple[str, Value]] = [
            ("Channel-State", self.state),
            ("Channel-Call-State", self.callstate),
            ("Channel-State-Number", str(CHANNEL_STATES.index(self.state))),
            ("Channel-Name", self.name),
            ("Unique-ID", self.uuid),
            ("Call-Direction", self.direction),
            ("Presence-Call-Direction", self.direction),
            ("Channel-HIT-Dialplan", "true" if self.direction == "inbound" else "false"),
            ("Channel-Call-UUID", self.call_uuid),
            ("Answer-State", self.answer_state),
        ]
        if self.cause is not None:
            headers.append(("Hangup-Cause", self.cause))
        for way in ("Read", "Write"):
            headers += [
                (f"Channel-{way}-Codec-Name", "PCMU"),
                (f"Channel-{way}-Codec-Rate", "8000"),
                (f"Channel-{way}-Codec-Bit-Rate", "64000"),
            ]
        return headers

    def profile_headers(self, prefix: str) -> list[tuple[str, Value]]:
        number = self.variables.get("origination_caller_id_number", "0000000000")
        fields = {
            "Direction": self.direction,
            "Logical-Direction": self.direction,
            "Dialplan": "XML",
            "Caller-ID-Name": self.variables.get("origination_caller_id_name", ""),
            "Caller-ID-Number": number,
            "Orig-Caller-ID-Name": self.variables.get("origination_caller_id_name", ""),
            "Orig-Caller-ID-Number": number,
            "Network-Addr": "127.0.0.1" if self.name.startswith("sofia") else "",
            "ANI": number,
            "Destination-Number": self.destination,
            "Unique-ID": self.uuid,
            "Source": "mod_sofia" if self.name.startswith("sofia") else "mod_loopback",
            "Context": self.context,
            "Channel-Name": self.name,
            "Profile-Index": "1",
            "Profile-Created-Time": str(self.created),
            "Channel-Created-Time": str(self.created),
            "Channel-Answered-Time": str(self.times["Answered"]),
            "Channel-Progress-Time": str(self.times["Progress"]),
            "Channel-Progress-Media-Time": str(self.times["Progress-Media"]),
            "Channel-Hangup-Time": str(self.times["Hangup"]),
            "Channel-Transfer-Time": "0",
            "Channel-Resurrect-Time": "0",
            "Channel-Bridged-Time": str(self.times["Bridged"]),
            "Channel-Last-Hold": "0",
            "Channel-Hold-Accum": "0",
            "Screen-Bit": "true",
            "Privacy-Hide-Name": "false",
            "Privacy-Hide-Number": "false",
        }
        if prefix == "Other-Leg":
            del fields["Profile-Index"]
        return [(f"{prefix}-{name}", value) for name, value in fields.items() if value]

    # -- its life
    def later(self, delay: float, call: Callable[..., object], *args: Any) -> IDelayedCall:
        """Call later, unless the channel has ended before."""

        def run() -> None:
            self._calls.discard(delayed)
            call(*args)

        delayed = self.switch.reactor.callLater(delay, run)
        self._calls.add(delayed)
        return delayed

    def to_state(self, state: str) -> None:
        self.state = state
        self.fire("CHANNEL_STATE")

    def to_callstate(self, callstate: str) -> None:
        old, self.callstate = self.callstate, callstate
        if old != callstate:
            number = str(CALL_STATES.index(callstate))
            self.fire(
                "CHANNEL_CALLSTATE",
                [("Original-Channel-Call-State", old), ("Channel-Call-State-Number", number)],
            )

    def ring(self) -> None:
        if self.alive and not self.answered and not self.times["Progress"]:
            self.times["Progress"] = self.switch.microseconds()
            self.to_callstate("RINGING")
            self.fire("CHANNEL_PROGRESS")
            if self.peer is not None and self.direction == "inbound":
                self.peer.ring()

    def pre_answer(self) -> None:
        if self.alive and not self.answered and not self.times["Progress-Media"]:
            self.times["Progress-Media"] = self.switch.microseconds()
            self.answer_state = "early"
            self.to_callstate("EARLY")
            self.fire("CHANNEL_PROGRESS_MEDIA")
            if self.peer is not None and self.direction == "inbound":
                self.peer.pre_answer()
            if self.variables.get("ignore_early_media") != "true":
                self._tell(self.on_answer)

    def answer(self) -> None:
        if not self.alive or self.answered:
            return
        self.times["Answered"] = self.switch.microseconds()
        self.answer_state = "answered"
        self.fire("CHANNEL_ANSWER")
        self.to_callstate("ACTIVE")
        if self.peer is not None and self.direction == "inbound":
            self.peer.answer()
        self._tell(self.on_answer)

    @staticmethod
    def _tell(hooks: list[Callable[[], object]]) -> None:
        calls, hooks[:] = hooks[:], []
        for call in calls:
            call()

    def park(self) -> None:
        self.parked = True
        self.to_state("CS_PARK")
        self.fire("CHANNEL_PARK")

    def unpark(self) -> None:
        if self.parked:
            self.parked = False
            self.fire("CHANNEL_UNPARK")

    def bridge(self, other: Channel) -> None:
        """Connect two channels; one event for both, with the other as Other-Leg."""
        self.unpark()
        other.unpark()
        self.bridged, other.bridged = other, self
        other.call_uuid = self.call_uuid
        for channel in (self, other):
            channel.times["Bridged"] = self.switch.microseconds()
            channel.variables["bridge_uuid"] = channel.bridged.uuid if channel.bridged else ""
        self.fire("CHANNEL_BRIDGE", self._bridge_ids(other))

    def unbridge(self) -> None:
        other, self.bridged = self.bridged, None
        if other is not None:
            other.bridged = None
            self.fire("CHANNEL_UNBRIDGE", self._bridge_ids(other))
            other.call_uuid = other.uuid

    def _bridge_ids(self, other: Channel) -> list[tuple[str, Value]]:
        return [("Bridge-A-Unique-ID", self.uuid), ("Bridge-B-Unique-ID", other.uuid)]

    def hangup(self, cause: str = "NORMAL_CLEARING") -> None:
        if not self.alive:
            return
        self.cause = cause
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self.waiting.clear()
        self.plan.clear()
        partner = self.bridged
        if partner is not None and partner.goes_on:
            partner = None
        self.unpark()
        self.unbridge()
        self.times["Hangup"] = self.switch.microseconds()
        was_answered = self.answered
        self.answer_state = "hangup"
        self.state = "CS_HANGUP"
        self.variables["hangup_cause"] = cause
        self.fire("CHANNEL_HANGUP")
        self.to_callstate("HANGUP")
        for execution in reversed(self.running):
            self._complete_event(execution)
        self.running.clear()
        self._set_final_variables(was_answered)
        self.state = "CS_REPORTING"
        self.fire("CHANNEL_HANGUP_COMPLETE", [("Hangup-Cause", cause)])
        self._tell(self.on_hangup)
        self.on_answer.clear()
        self.switch.channel_ended(self)
        for other in (self.peer, partner):
            if other is not None and other.alive:
                other.hangup(cause)

    def _set_final_variables(self, was_answered: bool) -> None:
        end, answered = self.times["Hangup"], self.times["Answered"] if was_answered else 0
        seconds = self.variables
        seconds["hangup_cause_q850"] = str(HANGUP_CAUSES.get(self.cause or "", 16))
        seconds["start_epoch"] = str(self.created // 1_000_000)
        seconds["answer_epoch"] = str(answered // 1_000_000)
        seconds["end_epoch"] = str(end // 1_000_000)
        seconds["duration"] = str((end - self.created) // 1_000_000)
        seconds["billsec"] = str((end - answered) // 1_000_000 if answered else 0)

    # -- applications
    def run_plan(self, steps: list[tuple[str, str]]) -> None:
        """Run a dialplan: one application after the other, then hang up."""
        self.plan = deque(steps)
        self.to_state("CS_EXECUTE")
        self._next_step()

    def _next_step(self) -> None:
        if not self.alive or self.running:
            return
        if self.waiting:
            self._start(self.waiting.popleft())
        elif self.plan:
            application, argument = self.plan.popleft()
            self._start(Execution(application, argument, str(uuid4())))
        elif not self.parked and self.direction == "inbound":
            self.hangup()

    def execute(self, execution: Execution) -> None:
        """An application by message: at once, or after those that hold a lock."""
        if any(other.lock for other in self.running):
            self.waiting.append(execution)
        else:
            self._start(execution)

    def _start(self, execution: Execution) -> None:
        self.running.append(execution)
        execution.started = self.switch.reactor.seconds()
        self.variables["current_application"] = execution.application
        self.fire("CHANNEL_EXECUTE", self._application_headers(execution))
        run = self.switch.applications.get(execution.application)
        if run is None:
            self.hangup("DESTINATION_OUT_OF_ORDER")
            return
        execution.done = run(self, execution)
        if execution.done is None:
            self._completed(execution)
        else:
            execution.done.addBoth(lambda _: self._completed(execution))

    def _completed(self, execution: Execution) -> None:
        if execution not in self.running:
            return
        self.running.remove(execution)
        self._complete_event(execution)
        took = self.switch.reactor.seconds() - execution.started
        if self.alive and not execution.broken and execution.loops not in (0, 1) and took >= 0.5:
            execution.loops -= 1
            self._start(execution)
            return
        if execution.finished is not None:
            execution.finished()
        if self.waiting and not any(other.lock for other in self.running):
            self._start(self.waiting.popleft())
        else:
            self._next_step()

    def break_off(self, *, everything: bool = False) -> None:
        """End the running application; with ``everything`` the queued ones are dropped too."""
        if everything:
            self.waiting.clear()
        if self.running:
            execution = self.running[-1]
            execution.broken = True
            done = execution.done
            if done is not None and not done.called:
                done.callback(None)

    def _application_headers(self, execution: Execution) -> list[tuple[str, Value]]:
        headers: list[tuple[str, Value]] = [
            ("Application", execution.application),
            ("Application-Data", execution.argument),
            ("Application-UUID", execution.event_uuid),
        ]
        if execution.event_name:
            headers.append(("Application-UUID-Name", execution.event_name))
        return headers

    def _complete_event(self, execution: Execution) -> None:
        headers = self._application_headers(execution)
        headers.append(("Application-Response", execution.response))
        self.fire("CHANNEL_EXECUTE_COMPLETE", headers)
