"""What both sides of a connection have in common: pings, goodbyes, requests, manners.

A peer is *ours* or an *original*. Ours show themselves by a key that an original never looks at, in
frames of the login and in pings. Who has not done so yet is treated as an original: what is sent to
it is paced (see :mod:`~twisted_telco.nucosmq.outbox`).
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal

from twisted.internet import interfaces
from twisted.internet.defer import Deferred, fail, maybeDeferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure
from zope.interface import implementer

from twisted_telco.core.connection import CLOSE_GRACE, Connection
from twisted_telco.core.liveness import Probe
from twisted_telco.core.requests import Keyed
from twisted_telco.errors import ConnectionLost, TelcoError
from twisted_telco.nucosmq.backlog import Backlog
from twisted_telco.nucosmq.errors import FAMILY, NotReady, QueueFull, RequestRefused
from twisted_telco.nucosmq.messages import (
    CONFIRMED,
    HELLO,
    NOW,
    PING,
    PONG,
    REPLY,
    RESERVED,
    SHUTDOWN,
    Message,
)
from twisted_telco.nucosmq.outbox import MAX_BACKLOG, SEGMENT, Outbox, Policy
from twisted_telco.nucosmq.wire import MAX_FRAME, NOTHING, FrameDecoder, check_event, encode

Kind = Literal["ours", "original"]
RequestHandler = Callable[[Message], Any]

PING_TIMEOUT = 10.0
PING_INTERVAL = 60.0
"""Seconds of silence after which the far end is pinged; an original server closes after 300."""
REQUEST_TIMEOUT = 30.0
FRAME_TIMEOUT = 30.0
"""Seconds that a frame may take from its first byte to its last."""
SEGMENT_TIMEOUT = 5.0
"""Seconds to wait until an original has read a segment, before it is asked again."""
SEGMENT_PAUSE = 0.01
"""Seconds between segments for a far end that has never answered a ping."""
GOODBYE_WAIT = 1.0
"""Seconds to wait for ``confirmed``. The original waits 0.1."""
MAX_SEGMENT = 16 * 1024
MAX_PINGS = 1000
"""Pings to an original that are remembered until their pongs come, however late. Of more, the
oldest are forgotten: it has stopped to answer."""
MAX_SERVING = 1000

PLAIN_PONG = encode(PONG)
SHUTDOWN_NOW = encode(SHUTDOWN, NOW)
SHUTDOWN_CONFIRMED = encode(SHUTDOWN, CONFIRMED)


@implementer(interfaces.IPushProducer)
class Peer(Connection):
    """A connection of either side.

    :param max_frame: bytes of a frame.
    :param max_backlog: bytes that wait for a far end that reads slowly.
    :param slow_policy: what happens beyond: ``"drop_oldest"``, ``"drop_newest"``, ``"close"``.
    :param ping_interval: seconds of silence before a ping; 0 for none.
    :ivar hello: what shows in frames of the login and in pings that we are one of ours.
    :ivar kind: ``"ours"``, ``"original"``, or None as long as it is not known.
    :ivar misplaced: events of the protocol that came at a wrong time or with a room; dropped.
    :ivar unread: segments that an original did not confirm in time.
    :ivar max_published: bytes of a frame with a room that we may send.
    :ivar backlog: where users' frames go that were not written when the connection ended; None:
        they are lost.
    :ivar abandoned: how many were lost that way.
    """

    errors = FAMILY
    max_malformed = 20
    hello: Mapping[str, Any] = HELLO
    request_handlers: Mapping[str, RequestHandler] = {}
    backlog: Backlog | None = None
    _protocol_events: ClassVar[dict[str, Callable[[Any, Message], None]]] = {}

    def __init__(
        self,
        clock: IReactorTime,
        *,
        max_frame: int = MAX_FRAME,
        max_backlog: int = MAX_BACKLOG,
        slow_policy: Policy = "drop_oldest",
        ping_interval: float = PING_INTERVAL,
    ) -> None:
        super().__init__(clock)
        self.max_frame = self.max_published = max_frame
        self.decoder: FrameDecoder = FrameDecoder(max_frame)
        self.outbox = Outbox(self.write, self._overflowed, max_backlog, slow_policy)
        self.requests: Keyed[int] = Keyed(clock, FAMILY)
        self.kind: Kind | None = None
        self.misplaced = 0
        self.unread = 0
        self.abandoned = 0
        self.serving = 0
        # An original does not say which ping it answers, and answers in order.
        self._pings: deque[int] = deque(maxlen=MAX_PINGS)
        self._late_pong = False  # since the last question for a segment
        self._last_id = 0
        self._patience = SEGMENT_TIMEOUT
        self._probe = Probe(clock, self, self.ping, ping_interval, self._excused)
        self._frame_call: IDelayedCall | None = None
        self._goodbye: Deferred[None] | None = None
        self._goodbye_call: IDelayedCall | None = None
        self._parting_call: IDelayedCall | None = None

    # -- hooks
    def event_received(self, message: Message) -> None:
        """An event of a user arrived."""
        raise NotImplementedError(type(self).__name__)

    # -- what arrives
    def link_made(self) -> None:
        # Instead of the valve of the base class, which only counts.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)
        self.outbox.escort(self._escort, self._segment_size())

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)
        if self._frame_call is None and self.decoder.pending and self.lost is None:
            self._frame_call = self.clock.callLater(
                FRAME_TIMEOUT, self._frame_late, self.decoder.offset
            )

    def message_received(self, message: Message) -> None:
        message.connection = self
        extra = message.extra
        if extra is not None:
            if self.kind != "ours" and "v" in extra:
                self._is_ours()
            if "re" in extra:
                self._answered(message, extra)
                return
        if message.event not in RESERVED:
            self.event_received(message)
            return
        handler = self._protocol_events.get(message.event)
        if handler is None or message.room:
            self.out_of_place(message)
        else:
            handler(self, message)

    def out_of_place(self, message: Message) -> None:
        """Drop an event of the protocol, and say so if that was asked."""
        self.misplaced += 1
        if message.extra is not None:
            self.refuse(message, f"the event {message.event!r} belongs to the protocol")

    def link_lost(self, lost: ConnectionLost) -> None:
        self._probe.stop()
        if self._frame_call is not None:
            self._frame_call.cancel()
            self._frame_call = None
        if self._parting_call is not None and self._parting_call.active():
            self._parting_call.cancel()
        self.outbox.block()  # who hears of the loss may still send: that stays with the rest
        self.requests.fail_all(lost.reason)
        self._goodbye_said()
        unwritten = self.outbox.clear()
        if self.backlog is None:
            self.abandoned += len(unwritten)
        else:
            self.backlog.take_back(unwritten)

    def _frame_late(self, offset: int) -> None:
        self._frame_call = None
        if self.decoder.pending and self.decoder.offset == offset:
            self.abort(f"a frame took more than {FRAME_TIMEOUT:g} s")
        elif self.decoder.pending:
            self._frame_call = self.clock.callLater(
                FRAME_TIMEOUT, self._frame_late, self.decoder.offset
            )

    # -- what leaves
    def pauseProducing(self) -> None:
        self.outbox.block()

    def resumeProducing(self) -> None:
        self.outbox.unblock()

    def stopProducing(self) -> None:
        """The transport is gone; connectionLost tells the rest."""

    @property
    def unsent(self) -> int:
        """Bytes that wait because the far end does not read."""
        return self.outbox.size

    def when_writable(self) -> Deferred[None]:
        """Fires at once, or when nothing waits to be sent and the far end has read most of it.

        Fails with ConnectionLost when the link ends before. For each caller its own.
        """
        if self.lost is not None:
            return fail(self.errors.lost(self.lost.reason))
        valve = self._valve
        first = valve.waiters is None
        waiters = valve.waiters = valve.waiters or {}
        d: Deferred[None] = Deferred(lambda d: waiters.pop(d, None))
        waiters[d] = None
        if first:
            self.outbox.when_empty(lambda: valve.tell(None))
        return d

    def _overflowed(self, reason: str) -> None:
        self.abort(reason)

    def send(self, event: str, content: Any = "", room: str = "") -> bool:
        """Send a user's event; False when the queue for a slow reader did not take it.

        :raises InvalidRequest: content that is no JSON, a name that belongs to the protocol.
        """
        return self.outbox.send(self.encode(event, content, room), bool(room))

    def encode(
        self, event: str, content: Any, room: str = "", extra: Mapping[str, Any] = NOTHING
    ) -> bytes:
        """The frame of a user's event."""
        check_event(event)
        return encode(event, content, room, extra, self.max_frame)

    @staticmethod
    def send_to_all(peers: Iterable[Peer], frame: bytes) -> None:
        """Send one frame to many."""
        at_once = []
        for peer in peers:
            if peer.outbox.open:
                at_once.append(peer)
            else:
                peer.outbox.send(frame)
        Connection.write_to_all(at_once, frame)

    # -- requests and their answers, between our own peers
    def ask(
        self,
        event: str,
        content: Any = "",
        room: str = "",
        timeout: float | None = REQUEST_TIMEOUT,
        **more: Any,
    ) -> Deferred[Any]:
        """Send an event that wants an answer; a Deferred of the answer's content.

        :raises NotReady: the far end has said goodbye.
        """
        if self.outbox.shut:
            return fail(NotReady("the far end is closing the connection"))
        self._last_id += 1
        number = self._last_id
        limit = self.max_published if room else self.max_frame
        frame = encode(event, content, room, {"id": number, **more}, limit)
        d = self._expect(number, f"{event} in {room}" if room else event, timeout)
        if not self.outbox.send(frame, bool(room), once=True):
            self.requests.fail(number, QueueFull("too much waits for the far end to read"))
        return d.addCallback(_content_of)

    def _expect(self, number: int, what: str, timeout: float | None) -> Deferred[Any]:
        try:
            return self.requests.add(number, what, timeout)
        except TelcoError as error:
            return fail(error)

    def reply(self, message: Message, content: Any = "") -> None:
        """Answer a message, if it wants an answer."""
        self._reply(message, content)

    def refuse(self, message: Message, reason: str) -> None:
        """Answer a message with a refusal, if it wants an answer."""
        self._reply(message, "", error=reason)

    def _reply(self, message: Message, content: Any, **more: Any) -> None:
        number = None if message.extra is None else message.extra.get("id")
        if type(number) is int:
            frame = encode(REPLY, content, "", {"re": number, **more}, self.max_frame)
            if content != "" and not self.outbox.has_room_for_answer(frame):
                self.refuse(message, "too many answers wait to be read")
            else:
                self.outbox.send_control(frame)

    def _answered(self, message: Message, extra: dict[str, Any]) -> None:
        number = extra["re"]
        entry = self.requests.get(number) if type(number) is int else None
        if entry is None:
            self.misplaced += 1
        elif "error" in extra:
            words = str(extra["error"])
            self.requests.fail(number, RequestRefused(words, entry.request, message))
        else:
            self.requests.answer(number, message)

    def serve(self, message: Message) -> None:
        """Let the handler of a request answer it."""
        handler = self.request_handlers.get(message.event)
        if handler is None:
            self.refuse(message, f"nobody answers {message.event!r}")
        elif self.serving >= MAX_SERVING:
            self.refuse(message, "too many requests are being answered")
        else:
            self.serving += 1
            d = maybeDeferred(handler, message)
            d.addCallback(lambda content: self.reply(message, "" if content is None else content))
            d.addErrback(self._not_served, message)
            d.addBoth(self._served)

    def _served(self, result: object) -> None:
        self.serving -= 1
        if isinstance(result, Failure):
            self.log.failure("an answer could not be sent", result)

    def _not_served(self, failure: Failure, message: Message) -> None:
        if isinstance(failure.value, TelcoError):
            self.refuse(message, str(failure.value))
        else:
            self.log.failure("the handler of {message!r} failed", failure, message=message)
            self.refuse(message, "the handler failed")

    # -- is it there?
    def ping(self, timeout: float = PING_TIMEOUT) -> Deferred[float]:
        """Seconds until the far end's ``pong``.

        :raises RequestTimeout: there was none.
        """
        sent = self.clock.seconds()
        frame, d = self._ping("ping", timeout)
        self.outbox.send_control(frame)
        return d.addCallback(lambda _: self.clock.seconds() - sent)

    def _ping(self, what: str, timeout: float) -> tuple[bytes, Deferred[Any]]:
        self._last_id += 1
        if self.kind != "ours":  # ours says which ping it answers
            self._pings.append(self._last_id)
        frame = encode(PING, "", "", {**self.hello, "id": self._last_id})
        return frame, self._expect(self._last_id, what, timeout)

    def _ping_received(self, message: Message) -> None:
        if message.extra is None:
            self.outbox.send_control(PLAIN_PONG)
            return
        extra = dict(self.hello)
        if type(message.extra.get("id")) is int:
            extra["re"] = message.extra["id"]
        self.outbox.send_control(encode(PONG, "", "", extra))

    def _pong_received(self, message: Message) -> None:
        """An original's, which does not say what it answers: the oldest ping, given up or not."""
        if self.kind is None:
            self.kind = "original"
            self._patience = SEGMENT_TIMEOUT
        if not self._pings:
            self.misplaced += 1
        elif (number := self._pings.popleft()) in self.requests:
            self.requests.answer(number, message)
        else:
            self._late_pong = True

    def start_probing(self) -> None:
        """From now on ping a silent far end, and give it up when it does not answer."""
        self._probe.start()

    def _excused(self) -> bool:
        """Whether it may be silent because we do not read."""
        return False

    # -- manners
    def _is_ours(self) -> None:
        self.kind = "ours"
        self.outbox.escort(None)
        self._pings.clear()

    def _escort(self) -> bytes:
        self._late_pong = False
        frame, d = self._ping("segment", self._patience)
        d.addCallbacks(lambda _: self.outbox.arrived(), self._segment_unread)
        return frame

    def _segment_unread(self, failure: Failure) -> None:
        if self.lost is not None or self.kind == "ours":
            return
        self.unread += 1
        if self.kind is None:
            # It may be something that knows no ping. Then time has to do.
            self._patience = SEGMENT_PAUSE
            self.outbox.arrived()
        else:
            # It is busy, and would forget what reached it meanwhile.
            if self._late_pong:
                # It was back, and what it has not answered since then it has forgotten.
                waiting = [number for number in self._pings if number in self.requests]
                self._pings = deque(waiting, MAX_PINGS)
            self.write(self._escort())

    def _segment_size(self) -> int:
        """What fits into one TCP segment, so that a frame is not cut on its way."""
        try:
            size = self.transport.getHandle().getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
        except (AttributeError, OSError):
            return SEGMENT  # no TCP, or TLS around it
        return max(SEGMENT, min(size, MAX_SEGMENT))

    # -- the end
    @property
    def leaving(self) -> bool:
        """Whether either end has said goodbye."""
        return self.closing or self.outbox.shut

    def goodbye(self) -> Deferred[None]:
        """``shutdown``, behind everything that was sent; fires when it is confirmed."""
        d: Deferred[None] = Deferred()
        self._goodbye = d
        self.outbox.when_empty(self._say_goodbye)
        return d

    def _say_goodbye(self) -> None:
        self.outbox.send_control(SHUTDOWN_NOW)
        self._goodbye_call = self.clock.callLater(GOODBYE_WAIT, self._goodbye_said)

    def _goodbye_said(self) -> None:
        if self._goodbye_call is not None and self._goodbye_call.active():
            self._goodbye_call.cancel()
        d, self._goodbye = self._goodbye, None
        if d is not None:
            d.callback(None)

    def _shutdown_received(self, message: Message) -> None:
        # Only what asks is answered: two originals that confirm each other never end.
        if message.content == CONFIRMED:
            self._goodbye_said()
            return
        # It reads up to our answer; what we would write behind that is lost for certain.
        self.outbox.shut_down()
        self.outbox.send_control(SHUTDOWN_CONFIRMED)
        if self._parting_call is None:
            self._parting_call = self.clock.callLater(
                CLOSE_GRACE, self.abort, "the far end said goodbye and stayed"
            )


Peer._protocol_events = {
    PING: Peer._ping_received,
    PONG: Peer._pong_received,
    SHUTDOWN: Peer._shutdown_received,
}


def _content_of(message: Message) -> Any:
    return message.content
