"""One link to an OMM: login, requests by ``seq``, events, keep-alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from twisted_telco.core.connection import ClientConnection
from twisted_telco.core.framing import Malformed
from twisted_telco.core.liveness import Probe
from twisted_telco.core.requests import Entry, Keyed
from twisted_telco.errors import ConnectionLost
from twisted_telco.omm import errors, messages, tls, wire
from twisted_telco.omm.crypto import PublicKey
from twisted_telco.omm.vocabulary import Message, Request, Response
from twisted_telco.omm.wire import encode

if TYPE_CHECKING:
    from twisted_telco.omm.client import Client

#: Seconds to wait for an answer.
TIMEOUT = 10.0
#: Seconds without traffic in one direction before a Ping; the OMM drops a link after 300.
KEEP_ALIVE = 60.0
#: Seconds to wait for the answer to that Ping.
PING_TIMEOUT = 20.0
#: Requests under way at once.
MAX_REQUESTS = 10_000
#: Malformed messages in a row after which the link is given up.
MAX_MALFORMED_IN_A_ROW = 3

_LAST_SEQ = 2**31 - 1


class _Unchecked:
    """Hands a refusal to the caller as the answer."""

    def add(self, message: Response) -> bool:
        self._message = message
        return True

    def result(self) -> Response:
        return self._message


def make_request(
    what: str | Request, headers: Mapping[str, Any] | None, more: Mapping[str, Any]
) -> Message:
    """The message that the arguments of ``request`` mean; a message given is not changed.

    :raises InvalidRequest: a value does not fit its field.
    """
    if isinstance(what, Message):
        if not headers and not more:
            return what
        made: Message = what.copy()
    elif isinstance(what, str):
        made = messages.blank(what)
    else:
        raise errors.InvalidRequest(f"a message or its name is needed, not {type(what).__name__}")
    for name, value in {**(headers or {}), **more}.items():
        made.put(name, value)
    return made


class Protocol(ClientConnection):
    """A connection of a :class:`~twisted_telco.omm.Client`.

    In state *new* only ``Open`` is allowed; the OMM's positive answer to it makes the link *open*.

    :ivar session: the answer that opened the link; None in state *new*.
    :ivar round_trip: seconds that the last keep-alive took; None before the first.
    :ivar requests: those under way.
    """

    errors = errors.FAMILY

    def __init__(self, client: Client) -> None:
        super().__init__(client.reactor)
        self.client = client
        self.decoder = self._decoder = wire.Decoder(messages.blank, client.max_frame)
        self.requests: Keyed[str] = Keyed(self.clock, self.errors, limit=client.max_requests)
        self.session: messages.OpenResp | None = None
        self.round_trip: float | None = None
        self.public_key: PublicKey | None = None
        self._seq = 0
        self._wrapped = False
        self._bad_in_a_row = 0
        self._probe = Probe(self.clock, self, self._ping, client.keep_alive, speaking=True)

    # -- requests
    def request(
        self,
        what: str | Request,
        headers: Mapping[str, Any] | None = None,
        /,
        *,
        timeout: float | None = TIMEOUT,
        check: bool = True,
        **more: Any,
    ) -> Deferred[Any]:
        """See :meth:`twisted_telco.omm.Client.request`."""
        try:
            return self.send_request(make_request(what, headers, more), timeout, check)
        except errors.InvalidRequest as error:
            return fail(error)

    def send_request(self, message: Message, timeout: float | None, check: bool) -> Deferred[Any]:
        """Send a request whose message is made."""
        if self.session is None and not isinstance(message, messages.Open):
            return fail(errors.NotReady(f"{message.name} is not allowed before Open"))
        if self.lost is not None or self.closing:
            return fail(errors.NotReady("the link is closed"))
        seq = self._seq + 1
        if seq > _LAST_SEQ or self._wrapped:
            seq = self._free_seq(seq)
        try:
            data = encode(message.name, message, seq)
            collector = None if check else _Unchecked()
            d = self.requests.add(str(seq), message, timeout, collector)
        except errors.Error as error:
            return fail(error)
        self._seq = seq
        self.write(data)
        return d

    def _free_seq(self, seq: int) -> int:
        """After two thousand million requests some may still wait under a low number."""
        self._wrapped = True
        seq = (seq - 1) % _LAST_SEQ + 1
        while str(seq) in self.requests:
            seq = seq % _LAST_SEQ + 1
        return seq

    async def log_in(self) -> None:
        login = self.client.login
        if login is not None:
            # The login has a deadline of its own.
            await self.request(login, timeout=None)

    def link_ready(self) -> None:
        if self.session is not None:
            self._probe.start()

    def _ping(self) -> Deferred[Any]:
        began = self.clock.seconds()

        def answered(response: Any) -> Any:
            self.round_trip = self.clock.seconds() - began
            return response

        return self.request(messages.Ping(), timeout=PING_TIMEOUT).addCallback(answered)

    # -- what arrives
    def dataReceived(self, data: bytes) -> None:
        repaired = self._decoder.repaired
        super().dataReceived(data)
        if repaired != self._decoder.repaired:
            self.log.warn(
                "the OMM sent bytes that XML cannot carry; {repaired} messages were repaired",
                repaired=self._decoder.repaired,
            )

    def message_received(self, message: Message) -> None:
        self._bad_in_a_row = 0
        if not isinstance(message, Response):
            self.client.events.emit(message.name, message)
            return
        attributes = message.attributes
        seq = attributes.get("seq")
        entry = self._without_seq(message) if seq is None else self.requests.get(seq)
        if entry is None:
            self.requests.orphans += 1
            self.client.events.emit(message.name, message)
            return
        asked = entry.request.name
        if message.name != asked + "Resp":
            fault = errors.ProtocolError(f"{message.name} is no answer to {asked}")
            self.requests.fail(entry.key, fault)
        elif "errCode" in attributes and entry.collector is None:
            self.requests.fail(entry.key, errors.refusal(message, entry.request))
        else:
            if self.session is None and isinstance(message, messages.OpenResp):
                self._opened(message)
            self.requests.answer(entry.key, message)

    def _without_seq(self, message: Response) -> Entry | None:
        """An OMM that could not read a request answers without its ``seq``."""
        for entry in self.requests:
            if message.name == entry.request.name + "Resp":
                return entry
        return None

    def _opened(self, answer: messages.OpenResp) -> None:
        if not answer.success:
            return
        self.session = answer
        if self.ready:  # the caller has logged in by hand
            self._probe.start()
            self.client.wanted.restore(self).addErrback(self._not_restored)

    def _not_restored(self, failure: Failure) -> None:
        if self.lost is None:
            self.log.failure("the OMM refused the subscriptions", failure)

    def malformed_received(self, bad: Malformed) -> None:
        self._bad_in_a_row += 1
        self.log.warn("message at byte {offset} dropped: {reason}", offset=bad.offset,
                      reason=bad.reason)  # fmt: skip
        if self._bad_in_a_row >= MAX_MALFORMED_IN_A_ROW:
            self.abort(f"{self._bad_in_a_row} malformed messages in a row, the last: {bad.reason}")
        else:
            super().malformed_received(bad)

    # -- the end
    def connectionLost(self, reason: Failure = connectionDone) -> None:
        words = tls.explain(reason)
        if words is not None and self.failure is None:
            self.failure = errors.TLSFailed(words)
            self.failure.__cause__ = reason.value
        super().connectionLost(reason)

    def link_lost(self, lost: ConnectionLost) -> None:
        self._probe.stop()
        words = lost.reason
        if self.session is None and self.client.login is not None and not self.closing:
            words += " during login"
            silent = self.counters.bytes_received == 0
            if silent and ISSLTransport.providedBy(self.transport):
                self.failure = self.failure or errors.TLSFailed(f"{words}: {tls.SILENT}")
            else:
                self.failure = self.failure or errors.ConnectionLost(words)
        self.requests.fail_all(words)

    # -- secrets
    def get_public_key(self) -> Deferred[PublicKey]:
        """The OMM's key for secrets, asked for once per login."""
        return Deferred.fromCoroutine(self._get_public_key())

    async def _get_public_key(self) -> PublicKey:
        if self.public_key is None:
            given: Any = self.session.publicKey if self.session is not None else None
            if given is None:
                given = await self.request(messages.GetPublicKey())
            self.public_key = PublicKey.from_hex(given.modulus, given.exponent)
        return self.public_key
