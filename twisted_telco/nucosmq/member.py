"""The accepting side of a connection: it asks who comes in, and hands on what is said."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from twisted_telco.core.connection import CLOSE_GRACE
from twisted_telco.core.listen import ServerConnection
from twisted_telco.errors import ConnectionLost
from twisted_telco.nucosmq import machine
from twisted_telco.nucosmq.auth import Avatar
from twisted_telco.nucosmq.messages import (
    AUTH_FINAL,
    CHALLENGE_AUTH,
    FAILED,
    MAX_ROOM,
    SIGNATURE,
    START_AUTH,
    SUBSCRIBE,
    SUBSCRIPE,
    SUCCESS,
    THANKS,
    UID,
    UNSUBSCRIBE,
    UNSUBSCRIPE,
    WHO,
    Message,
    is_name,
)
from twisted_telco.nucosmq.peer import FRAME_TIMEOUT, Peer
from twisted_telco.nucosmq.wire import encode

if TYPE_CHECKING:
    from twisted_telco.nucosmq.server import Server

MAX_BEFORE_LOGIN = 64 * 1024
"""Bytes of a frame from somebody who has not logged in."""
DECISION_TIMEOUT = 8.0
"""Seconds for an access hook to decide; then it is a no. Less than a client waits for a pong, since
it is not read meanwhile."""


class Member(Peer, ServerConnection):
    """One client of a server.

    :ivar uid: who it is; ``""`` on a server that asks for no login.
    :ivar avatar: what the realm gave for it, see :class:`~twisted_telco.nucosmq.auth.CredAuth`.
    :ivar logged_in: it may send and receive.
    """

    def __init__(self, clock: IReactorTime, server: Server, **limits: Any) -> None:
        super().__init__(clock, **limits)
        self.server = server
        self.request_handlers = server.request_handlers
        self.uid = ""
        self.avatar: Any = None
        self.logged_in = False
        self._replaced = False
        self._login_state: machine.Login | None = None
        self._login_call: IDelayedCall | None = None
        self._challenge: Any = None
        self._logout: Any = None
        # While an access hook thinks, what came after waits here and nothing more is read.
        self._thinking = False
        self._later: deque[Message] = deque()

    # -- the login
    def link_made(self) -> None:
        super().link_made()
        if self.server.auth is None:
            self._enter()
            return
        self.decoder.max_frame = min(self.max_frame, MAX_BEFORE_LOGIN)
        self._login_state = machine.Login(machine.SERVER, machine.SERVER_START)
        self._login_call = self.clock.callLater(self.server.auth_timeout, self._login_late)
        self.outbox.hold()
        self.outbox.send_control(encode(START_AUTH, "", "", self.hello))

    def _uid_received(self, message: Message) -> None:
        uid = message.content
        if self._login_state is None or not self._login_state.step(UID):
            self.out_of_place(message)
        elif not is_name(uid):
            self._login_refused(f"a uid that is no string of 1 to {MAX_ROOM} characters")
        else:
            self.uid = uid
            d = maybeDeferred(self.server.auth.auth_challenge, uid=uid)
            d.addCallback(self._challenge_made)
            d.addErrback(self._auth_failed)

    def _challenge_made(self, challenge: Any) -> None:
        assert self._login_state is not None
        frame = encode(CHALLENGE_AUTH, challenge)  # may fail: no signature is taken then
        if self.lost is None and self._login_state.step(machine.CHALLENGE):
            self._challenge = challenge
            self.outbox.send_control(frame)

    def _signature_received(self, message: Message) -> None:
        if self._login_state is None or not self._login_state.step(SIGNATURE):
            self.out_of_place(message)
            return
        d = maybeDeferred(
            self.server.auth.auth_final,
            uid=self.uid,
            signature=message.content,
            challenge=self._challenge,
        )
        d.addCallback(self._judged)
        d.addErrback(self._auth_failed)

    def _judged(self, verdict: Any) -> None:
        assert self._login_state is not None
        if isinstance(verdict, Avatar):
            self.avatar, self._logout = verdict.avatar, verdict.logout
        if self.lost is not None:
            self._log_out()
        elif not verdict:
            self._login_refused("a wrong signature")
        elif not self.server.admit(self):
            self._login_refused("that uid is logged in already")
        elif self._login_state.step(machine.ACCEPT):
            self.outbox.send_control(encode(AUTH_FINAL, SUCCESS, "", self.hello))
            self.decoder.max_frame = self.max_frame
            self._stop_login_call()
            self._challenge = None
            self._enter()
            self.outbox.release()

    def _auth_failed(self, failure: Failure) -> None:
        self.log.failure("the login of {uid!r} failed in the server", failure, uid=self.uid)
        self._login_refused("the login could not be decided")

    def _login_refused(self, reason: str) -> None:
        if self.lost is not None:
            return
        self.server.logins_refused += 1
        self.log.info("login of {uid!r} refused: {reason}", uid=self.uid, reason=reason)
        if self._login_state is not None:
            self._login_state.step(machine.REFUSE)
        self.outbox.send_control(encode(AUTH_FINAL, FAILED))
        self._stop_login_call()
        self._login_call = self.clock.callLater(CLOSE_GRACE, self.abort, "login refused")
        self._lose(None)

    def _login_late(self) -> None:
        self._login_call = None
        self.server.logins_refused += 1
        self.abort(f"no login within {self.server.auth_timeout:g} s")

    def _stop_login_call(self) -> None:
        if self._login_call is not None and self._login_call.active():
            self._login_call.cancel()
        self._login_call = None

    def _enter(self) -> None:
        self.logged_in = True
        self.start_probing()
        self.server.entered(self)

    def replace(self) -> None:
        """End it: its uid has logged in anew."""
        self.logged_in = False
        self._replaced = True
        self.close()

    def _log_out(self) -> None:
        logout, self._logout = self._logout, None
        if logout is not None:
            maybeDeferred(logout).addErrback(lambda f: self.log.failure("logout failed", f))

    def link_lost(self, lost: ConnectionLost) -> None:
        self._stop_login_call()
        super().link_lost(lost)
        self._later.clear()
        if self.logged_in:
            self.logged_in = False
            self.server.left(self)
        self._log_out()

    # -- what it says
    def message_received(self, message: Message) -> None:
        if self._thinking:
            self._later.append(message)
        else:
            super().message_received(message)

    def out_of_place(self, message: Message) -> None:
        if self.logged_in:
            super().out_of_place(message)
            return
        self.misplaced += 1
        if self._replaced:
            self.refuse(message, "replaced by a newer login")
        elif self.misplaced > self.max_malformed:
            self.abort(f"more than {self.max_malformed} events before the login")

    def event_received(self, message: Message) -> None:
        if not self.logged_in:
            self.out_of_place(message)
            return
        message.sender = self.uid
        extra = message.extra
        if message.room:
            self.server.desk.publish_requested(self, message)
        elif extra is None or "id" not in extra:
            self.server.received(message)
        elif message.event == WHO and "op" in extra:  # not a user's request of that name
            self.server.desk.who_requested(self, message)
        elif "ack" in extra:
            self.server.received(message)
            self.reply(message)
        else:
            self.serve(message)

    def _thanked(self, message: Message) -> None:
        # The original gives it to callbacks like any other event.
        self.event_received(message)

    def _subscribe_received(self, message: Message) -> None:
        if self.logged_in:
            self.server.desk.join_requested(self, message)
        else:
            self.out_of_place(message)

    def _unsubscribe_received(self, message: Message) -> None:
        if self.logged_in:
            self.server.desk.leave_requested(self, message)
        else:
            self.out_of_place(message)

    def when_decided(self, decision: Deferred[Any], then: Any, message: Message) -> None:
        """Wait for an access hook; meanwhile read no further, so that the order stays.

        :param then: ``then(member, message, allowed)``.
        """
        self._thinking = True
        self.transport.pauseProducing()
        decision.addTimeout(DECISION_TIMEOUT, self.clock)
        decision.addErrback(self._undecided)
        decision.addCallback(self._decided, then, message)

    def _undecided(self, failure: Failure) -> bool:
        self.log.failure("the access hook failed: refused", failure)
        return False

    def _decided(self, allowed: Any, then: Any, message: Message) -> None:
        if self.lost is not None:
            return
        self._thinking = False
        if self.logged_in:  # and not replaced meanwhile
            try:
                then(self, message, bool(allowed))
            except Exception:
                self.log.failure("{message!r} could not be handled", message=message)
        while self._later and not self._thinking and self.lost is None:
            self.message_received(self._later.popleft())
        if not self._thinking and self.lost is None:
            self.transport.resumeProducing()
            if self._frame_call is not None:  # the rest of a frame can come only from now on
                self._frame_call.reset(FRAME_TIMEOUT)

    def _excused(self) -> bool:
        return self._thinking

    def _frame_late(self, offset: int) -> None:
        # While we do not read, no frame is late.
        super()._frame_late(-1 if self._thinking else offset)


Member._protocol_events = {
    **Peer._protocol_events,
    UID: Member._uid_received,
    SIGNATURE: Member._signature_received,
    THANKS: Member._thanked,
    SUBSCRIPE: Member._subscribe_received,
    SUBSCRIBE: Member._subscribe_received,
    UNSUBSCRIPE: Member._unsubscribe_received,
    UNSUBSCRIBE: Member._unsubscribe_received,
}
