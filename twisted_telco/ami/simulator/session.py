"""One connection to the simulator: login, one action after the other, events in between."""

from __future__ import annotations

from collections import deque
from hmac import compare_digest
from itertools import count
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from twisted_telco.ami.errors import FAMILY
from twisted_telco.ami.messages import Action, find_action_id
from twisted_telco.ami.simulator.answers import (
    NO_ANSWER,
    Answer,
    Event,
    Pairs,
    Refused,
    messages_of,
)
from twisted_telco.ami.simulator.filters import Filter, filters_of, passes
from twisted_telco.ami.simulator.rights import ALL, NONE, User, mask_of
from twisted_telco.ami.wire import ActionDecoder, BadAction, encode_message, md5_key
from twisted_telco.core.framing import Malformed
from twisted_telco.core.simulator import SimulatedConnection
from twisted_telco.errors import ConnectionLost

if TYPE_CHECKING:
    from twisted_telco.ami.simulator.asterisk import Asterisk

REFUSAL_DELAY = 1.0
"""Seconds until a wrong login is answered."""

MAX_WAITING = 100_000
"""Actions, or events, that may wait for the end of an action; beyond, the session is cut off."""

BEFORE_LOGIN = ("login", "challenge", "logoff")
"""Actions that need no login."""

_numbers = count(1)


class TurnedAway(Refused):
    """A login is refused: the connection ends with the answer."""


class Session(SimulatedConnection):
    """The server's side of a connection.

    :ivar number: of the session, in this process.
    :ivar username: who is logged in, or None.
    :ivar user: the record of that user, or None.
    :ivar mask: the classes that the client wants to hear.
    :ivar filters: in force for this session.
    """

    errors = FAMILY

    def __init__(self, asterisk: Asterisk) -> None:
        super().__init__(asterisk.reactor)
        self.asterisk = asterisk
        self.number = next(_numbers)
        self.decoder = ActionDecoder()
        self.username: str | None = None
        self.user: User | None = None
        self.mask = ALL
        self.filters: list[Filter] = []
        self._challenge: str | None = None
        self._inbox: deque[Action | Malformed] = deque()
        self._events: deque[Event] = deque()
        self._working = False
        self._current: Deferred[Any] | None = None
        self._login_limit: IDelayedCall | None = None

    def __repr__(self) -> str:
        return f"<ami.simulator.Session {self.username or 'not logged in'}>"

    # -- life
    def link_made(self) -> None:
        asterisk = self.asterisk
        if asterisk.not_logged_in > asterisk.authlimit:
            self.close()
            return
        self._login_limit = self.clock.callLater(asterisk.authtimeout, self._login_overdue)
        self.write(f"Asterisk Call Manager/{asterisk.ami_version}\r\n".encode())

    def link_lost(self, lost: ConnectionLost) -> None:
        self._inbox.clear()
        self._events.clear()
        self._stop_login_limit()
        current, self._current = self._current, None
        if current is not None:
            current.cancel()

    def _login_overdue(self) -> None:
        self._login_limit = None
        self.close()

    def _stop_login_limit(self) -> None:
        limit, self._login_limit = self._login_limit, None
        if limit is not None:
            limit.cancel()

    # -- actions, one after the other
    def message_received(self, message: Action | Malformed) -> None:
        if self.closing:
            return
        self._inbox.append(message)
        if len(self._inbox) > MAX_WAITING:
            self.abort(f"more than {MAX_WAITING} actions wait")
        elif not self._working:
            self._work()

    def malformed_received(self, bad: Malformed) -> None:
        self.message_received(bad)

    def _work(self) -> None:
        """Run actions until one has to be waited for."""
        self._working = True
        while self._current is None:
            self._tell_events()
            if self.closing or not self._inbox:
                self._working = False
                return
            message = self._inbox.popleft()
            action = message if isinstance(message, Action) else _blank(message)
            done = maybeDeferred(self._run, message)
            self._current = done
            done.addCallback(self._answered, action)
            done.addErrback(self._refuse, action)
            done.addBoth(self._finished)
            if self._current is not None:
                done.addCallback(self._go_on)

    def _finished(self, _: object) -> None:
        self._current = None

    def _go_on(self, _: object) -> None:
        if self.lost is None:
            self._work()

    def _run(self, message: Action | Malformed) -> Any:
        asterisk = self.asterisk
        if isinstance(message, Malformed):
            asterisk.security_event("RequestBadFormat", self, RequestType="none")
            raise Refused(message.reason)
        name = message.name.lower()
        if self.user is None and name not in BEFORE_LOGIN:
            raise Refused("Permission denied")
        asterisk.heard.append(message)
        played = asterisk.actions.get(name)
        if played is None:
            asterisk.security_event("RequestBadFormat", self, RequestType=f"Action: {message.name}")
            raise Refused(
                f"Invalid/unknown command: {message.name}."
                " Use Action: ListCommands to show available commands."
            )
        if not self.may(played.bits):
            asterisk.security_event(
                "RequestNotAllowed", self, RequestType=f"Action: {message.name}"
            )
            raise Refused("Permission denied")
        return played.function(message, self)

    def may(self, bits: int) -> bool:
        """Whether the user may do what needs one of these classes (none: everybody may)."""
        return not bits or (self.user is not None and bool(self.user.writes & bits))

    def _answered(self, answer: Answer, action: Action) -> None:
        self.answer(action, answer)

    def answer(self, action: Action, answer: Answer) -> None:
        """Answer an action now; also for functions of actions that returned NO_ANSWER, and so can
        answer twice, or in another order than they were asked."""
        for pairs in messages_of(answer, action):
            self.send(pairs)

    def _refuse(self, failure: Failure, action: Action) -> None:
        if self.lost is not None:
            return
        text = "Internal error"
        if isinstance(failure.value, Refused):
            text = str(failure.value)
        else:
            self.log.failure("the function of {name} failed", failure, name=action.name)
        self.answer(action, [("Response", "Error"), ("Message", text)])
        if isinstance(failure.value, TurnedAway):
            self.close()

    def send(self, pairs: Pairs) -> None:
        """Write a message at once."""
        asterisk = self.asterisk
        data = encode_message(pairs)
        if asterisk.message_end != b"\r\n":
            data = data[:-2] + asterisk.message_end
        self.write(data)

    # -- events
    def tell(self, event: Event) -> None:
        """Send an event, if the user may and wants to have it; not before the current action has
        been answered."""
        if self.user is None:
            return
        self._events.append(event)
        if not self._working:
            self._tell_events()
        elif len(self._events) > MAX_WAITING:
            self.abort(f"more than {MAX_WAITING} events wait")

    def _tell_events(self) -> None:
        events = self._events
        while events and not self.closing:
            event = events.popleft()
            user, bits = self.user, event.bits
            if user is None or bits & ~(user.reads & self.mask):
                continue
            if passes(self.filters, event):
                self.send(event.pairs)

    # -- login
    def challenge(self, action: Action) -> Any:
        """Play ``Challenge``; asked again, it is the same."""
        if action.get("AuthType", "").lower() != "md5":
            raise Refused("Must specify AuthType")
        if self._in_use(action.get("Username", "")):
            return self._turn_away("Login Already In Use")
        if self._challenge is None:
            self._challenge = self.asterisk.make_challenge()
        return {"Challenge": self._challenge}

    def log_in(self, action: Action) -> Any:
        """Play ``Login``: plain, or with the key that answers a challenge."""
        if self.user is not None:
            return "Already authenticated"
        name = action.get("Username", "")
        user = self.asterisk.users.get(name)
        if user is None or not self._proves(action, user.secret):
            return self._turn_away("Authentication failed")
        if self._in_use(name):
            return self._turn_away("Login Already In Use")
        mask = mask_of(action.get("Events", ""))
        self.filters = filters_of(user)
        self.mask = ALL if mask is None else mask
        self.username, self.user = name, user
        self._stop_login_limit()
        self.answer(action, "Authentication accepted")
        if self.asterisk.booted and user.reads & self.mask & 1:
            # Written directly: neither queued nor filtered.
            self.send(self.asterisk.fully_booted().pairs)
        self.asterisk.security_event("SuccessfulAuth", self)
        return NO_ANSWER

    def _in_use(self, name: str) -> bool:
        user = self.asterisk.users.get(name)
        if user is None or user.allow_multiple_login:
            return False
        return any(session.username == name for session in self.asterisk.sessions)

    def _proves(self, action: Action, secret: str) -> bool:
        if action.get("AuthType", "").lower() == "md5":
            if self._challenge is None:
                return False
            given, due = action.get("Key", ""), md5_key(self._challenge, secret)
        else:
            given, due = action.get("Secret", ""), secret
        return compare_digest(
            given.encode("utf-8", "surrogateescape"), due.encode("utf-8", "surrogateescape")
        )

    def _turn_away(self, text: str) -> Deferred[Any]:
        def refuse() -> Answer:
            raise TurnedAway(text)

        return deferLater(self.clock, REFUSAL_DELAY, refuse)

    def log_off(self, action: Action) -> Answer:
        """Play ``Logoff``."""
        self.answer(action, {"Response": "Goodbye", "Message": "Thanks for all the fish."})
        self.close()
        return NO_ANSWER

    # -- what the client asks for itself
    def set_mask(self, text: str) -> Answer:
        """Play ``Events``."""
        mask = mask_of(text)
        if mask is None:
            raise Refused("Invalid event mask")
        self.mask = mask
        return {"Events": "Off" if mask == NONE else "On"}

    def add_filter(self, action: Action) -> Answer:
        """Play ``Filter``."""
        if action.get("Operation", "").lower() != "add":
            raise Refused("Unknown operation")
        criteria, pattern = action.get("MatchCriteria", ""), action.get("Filter", "")
        if not self.asterisk.advanced_filters:
            # Not even noticed; and an empty expression matches everything.
            criteria, pattern = "", pattern or "()"
        self.filters.append(Filter(criteria, pattern))
        return "Success"


def _blank(bad: Malformed) -> Action:
    """What is known of an action that could not be read."""
    number = bad.action_id if isinstance(bad, BadAction) else find_action_id(bad.raw)
    return Action.from_pairs(b"", "", [] if number is None else [("ActionID", number)])
