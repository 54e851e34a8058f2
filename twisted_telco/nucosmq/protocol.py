"""The connecting side: it answers the server's questions and is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.internet.defer import CancelledError, Deferred, maybeDeferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from twisted_telco.core.connection import ClientConnection
from twisted_telco.errors import ConnectionLost, TelcoError
from twisted_telco.nucosmq import machine
from twisted_telco.nucosmq.errors import AuthenticationFailed, InvalidRequest, RequestTimeout
from twisted_telco.nucosmq.messages import (
    AUTH_FINAL,
    CHALLENGE_AUTH,
    I_AM_IN,
    SIGNATURE,
    START_AUTH,
    SUBSCRIPE,
    SUCCESS,
    THANKS,
    UID,
    UNSUBSCRIPE,
    WHO,
    Message,
)
from twisted_telco.nucosmq.peer import Peer
from twisted_telco.nucosmq.wire import encode

if TYPE_CHECKING:
    from twisted_telco.nucosmq.client import Client

HELLO_TIMEOUT = 5.0
"""Seconds for the first pong of a server that asks for no login."""


class Protocol(Peer, ClientConnection):
    """One connection of a client.

    :param client: whose it is: its uid, its answer to challenges, its callbacks.
    :ivar let_in: the login is over; rooms are being joined, or that is over too.
    """

    def __init__(self, clock: IReactorTime, client: Client, **limits: Any) -> None:
        super().__init__(clock, **limits)
        self.client = client
        self.request_handlers = client.request_handlers
        self.backlog = client.backlog
        self.max_published = client.max_published
        self._login_state = machine.Login(machine.CLIENT, machine.CLIENT_START)
        self._first_word: Deferred[None] | None = None
        self._judged: Deferred[None] | None = None
        self._question_call: IDelayedCall | None = None
        self.let_in = False
        self._joined: set[str] = set()  # at an original, which cannot be left

    # -- the login
    async def log_in(self) -> None:
        self.outbox.hold()
        wait = self.client.auth_wait
        if wait > 0 and self._judged is None:
            self._first_word = Deferred()
            call = self.clock.callLater(wait, self._heard)
            try:
                await self._first_word
            finally:
                if call.active():
                    call.cancel()
        if self._judged is None:
            # No login. An original and one of ours both answer a ping, and ours says that it is.
            try:
                await self.ping(HELLO_TIMEOUT)
            except RequestTimeout:
                pass  # something that knows no ping: paced by time
        if self._judged is not None:
            # Asked for a login, possibly while the ping was under way.
            await self._judged
        self.let_in = True
        self.outbox.release()

    def link_ready(self) -> None:
        self.client.backlog.move_to(self.outbox)
        self.start_probing()

    def link_lost(self, lost: ConnectionLost) -> None:
        super().link_lost(lost)
        self._stop_question_call()
        self._heard()

    def _heard(self) -> None:
        first, self._first_word = self._first_word, None
        if first is not None:
            first.callback(None)

    def _start_auth(self, message: Message) -> None:
        if not self._login_state.step(START_AUTH):
            self.out_of_place(message)
            return
        if self.kind is None:
            self.kind = "original"
        self.outbox.hold()
        # It may ask when we are ready, and what users send is held until it goes on.
        self._question_call = self.clock.callLater(self.login_timeout, self._not_judged)
        self._judged = Deferred()
        self._judged.addErrback(self._rejected)
        if not self.client.uid:
            self._judge(AuthenticationFailed("the server asks for a login; we have no uid"))
        else:
            self.outbox.send_control(encode(UID, self.client.uid, "", self.hello))
        self._heard()

    def _challenged(self, message: Message) -> None:
        if not self._login_state.step(CHALLENGE_AUTH):
            self.out_of_place(message)
            return
        on_challenge = self.client.on_challenge
        if on_challenge is None:
            self._judge(AuthenticationFailed("the server asks for a signature; we cannot sign"))
            return
        maybeDeferred(on_challenge, message.content).addCallback(self._sign).addErrback(
            self._not_signed
        )

    def _sign(self, signature: Any) -> None:
        if self.lost is None and self._login_state.step(machine.ANSWER):
            self.outbox.send_control(encode(SIGNATURE, signature))

    def _not_signed(self, failure: Failure) -> None:
        self.log.failure("on_challenge failed", failure)
        self._judge(AuthenticationFailed(f"on_challenge failed: {failure.value}"))

    def _auth_final(self, message: Message) -> None:
        if not self._login_state.step(AUTH_FINAL):
            self.out_of_place(message)
        elif message.content == SUCCESS:
            self.outbox.send_control(encode(THANKS, I_AM_IN, "", self.hello))
            self._judge(None)
        else:
            self._judge(AuthenticationFailed(f"the server refuses {self.client.uid!r}"))

    def _judge(self, refused: AuthenticationFailed | None) -> None:
        judged = self._judged
        if judged is None or judged.called:
            return
        self._stop_question_call()
        if refused is not None:
            judged.errback(refused)
        else:
            judged.callback(None)
            self.outbox.release()  # asked again, long after the first login

    def _not_judged(self) -> None:
        self._question_call = None
        self.abort(f"a login took more than {self.login_timeout:g} s")

    def _stop_question_call(self) -> None:
        if self._question_call is not None:
            self._question_call.cancel()
            self._question_call = None

    def _rejected(self, failure: Failure) -> Failure | None:
        """A refusal ends the connection, in the words of the first login or of a later one."""
        if not self.let_in:
            return failure
        if not failure.check(CancelledError):
            assert isinstance(failure.value, TelcoError)
            self.failure = failure.value
            self.abort(str(failure.value))
        return None

    # -- what users want
    def event_received(self, message: Message) -> None:
        extra = message.extra
        if extra is not None:
            sender = extra.get("from")
            if isinstance(sender, str):
                message.sender = sender
        self.client.received(message)

    def subscribe(self, room: str, presence: bool = False) -> Deferred[Any]:
        """Join a room. An original does not answer that, but a ping behind it; and it delivers
        twice to who joins twice."""
        if self.kind != "ours":
            if room not in self._joined:
                self._joined.add(room)
                self.outbox.send_control(encode(SUBSCRIPE, room))
            if self.kind is None:
                return succeed(None)
            return self.ping().addErrback(self._perhaps_not_joined, room)
        more: dict[str, Any] = {"presence": 1} if presence else {}
        return self.ask(SUBSCRIPE, room, **more)

    def _perhaps_not_joined(self, failure: Failure, room: str) -> Failure:
        self._joined.discard(room)
        return failure

    def unsubscribe(self, room: str) -> Deferred[Any]:
        """Leave a room.

        :raises InvalidRequest: the server is an original, which cannot be left.
        """
        self._only_ours("leave a room")
        return self.ask(UNSUBSCRIPE, room)

    def who(self, room: str) -> Deferred[list[str]]:
        """The uids in a room.

        :raises InvalidRequest: the server is an original.
        """
        self._only_ours("ask who is in a room")
        return self.ask(WHO, room, op=1)

    def _only_ours(self, what: str) -> None:
        if self.kind != "ours":
            raise InvalidRequest(f"the server is an original nucosMQ: it has no way to {what}")


Protocol._protocol_events = {
    **Peer._protocol_events,
    START_AUTH: Protocol._start_auth,
    CHALLENGE_AUTH: Protocol._challenged,
    AUTH_FINAL: Protocol._auth_final,
}
