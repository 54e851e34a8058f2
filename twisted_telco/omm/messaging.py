"""Text messages to handsets, and what becomes of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred

from twisted_telco import errors as general
from twisted_telco.omm import errors, messages

if TYPE_CHECKING:
    from twisted_telco.core.events import EventHub
    from twisted_telco.omm.subscriptions import Wanted

#: Progress that is not the end: the handset is still looked for.
_UNDECIDED = frozenset({"PagingTimeout"})
_DELIVERED = frozenset({"Delivered", "Overridden"})
_LAST_ID = 1 << 20  # ids are smaller, since OMM 7.0
#: Messages whose progress is kept; of older ones it is heard only by those who wait.
MOST_FOLLOWED = 1000

_ids = itertools.count(1)


class DeliveryFailed(errors.Error, general.RequestRefused):
    """A message did not reach its handset.

    :ivar code: the ``event`` of the progress, such as ``"Rejected"`` or ``"Busy"``.
    :ivar response: the :class:`~twisted_telco.omm.messages.EventMessageProgress`.
    """


class SentMessage:
    """A message that the OMM has taken.

    :ivar send_time: seconds since 1970; with ``id`` and ``to`` it identifies the message.
    :ivar id: below 1048576.
    :ivar to: the address.
    :ivar progress: the progress events so far; of the last :data:`MOST_FOLLOWED` messages.
    """

    def __init__(self, events: EventHub, send_time: int, id: int, to: str) -> None:
        self.send_time = send_time
        self.id = id
        self.to = to
        self.progress: list[messages.EventMessageProgress] = []
        self._events = events

    def __repr__(self) -> str:
        return f"<message {self.id} to {self.to}>"

    def delivered(self, timeout: float | None = 60.0) -> Deferred[messages.EventMessageProgress]:
        """Wait for the end of its way; for each caller a Deferred of its own.

        It fails with :class:`DeliveryFailed` when the OMM gave up, with ``RequestTimeout`` when
        nothing final was heard in time.

        :param timeout: seconds, or None.
        """
        for event in self.progress:
            if self._final(event):
                d: Deferred[messages.EventMessageProgress] = Deferred()
                d.callback(event)
                return d.addCallback(self._judge)
        d = self._events.wait_for(self._final, timeout)
        return d.addCallback(self._judge)

    def confirmed(
        self, timeout: float | None = None
    ) -> Deferred[messages.EventMessageConfirmation]:
        """Wait until the user answers; ask for it with ``confirm=`` when sending."""
        return self._events.wait_for(
            lambda event: (
                isinstance(event, messages.EventMessageConfirmation) and self._mine(event)
            ),
            timeout,
        )

    def _mine(self, event: Any) -> bool:
        # Schemes are written in any case: "tel:", "Tel:".
        return (
            event.id == self.id
            and event.sendTime == self.send_time
            and _folded(event.toAddr) == _folded(self.to)
        )

    def _final(self, event: Any) -> bool:
        return (
            isinstance(event, messages.EventMessageProgress)
            and self._mine(event)
            and event.event not in _UNDECIDED
        )

    def _judge(self, event: messages.EventMessageProgress) -> messages.EventMessageProgress:
        if event.event not in _DELIVERED:
            raise DeliveryFailed(
                f"{self} was not delivered: {event.event}", self, event, event.event
            )
        return event


class Followed:
    """The messages on their way, the oldest forgotten first."""

    def __init__(self, events: EventHub) -> None:
        self._messages: dict[int, SentMessage] = {}
        events.subscribe("EventMessageProgress", self._progressed)

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: SentMessage) -> None:
        self._messages[message.id] = message
        if len(self._messages) > MOST_FOLLOWED:
            del self._messages[next(iter(self._messages))]

    def forget(self, message: SentMessage) -> None:
        self._messages.pop(message.id, None)

    def _progressed(self, event: Any) -> None:
        message = self._messages.get(event.id)
        if message is not None and message._mine(event):
            message.progress.append(event)
            if message._final(event):
                self.forget(message)


def _folded(address: str | None) -> str:
    scheme, _, rest = (address or "").partition(":")
    return f"{scheme.lower()}:{rest}"


class Messaging:
    """The part of the client that sends messages."""

    reactor: Any
    events: EventHub
    wanted: Wanted
    followed: Followed | None = None

    def request(self, what: Any, headers: Any = None, /, **more: Any) -> Deferred[Any]:
        raise NotImplementedError

    def subscribe(self, *event_types: str, **filters: Any) -> Deferred[None]:
        raise NotImplementedError

    def send_message(
        self,
        to: str,
        content: str,
        *,
        sender: str = "",
        priority: str = "Normal",
        confirm: list[str] | None = None,
        **fields: Any,
    ) -> Deferred[SentMessage]:
        """Send a text to a handset; fires when the OMM has taken it::

            sent = await client.send_message("tel:4711", "Fire drill at noon")
            await sent.delivered(timeout=60)

        The account needs the permission ``Messaging``, the OMM a licence. Progress is subscribed
        with the first message.

        :param to: ``"tel:4711"`` or ``"ppn:3"``; a number alone is a telephone number.
        :param sender: shown on the handset.
        :param confirm: what the user may answer, see
            :class:`~twisted_telco.omm.messages.MessageConfirmType`.
        :param fields: more of :class:`~twisted_telco.omm.messages.MessageType`.
        """
        return Deferred.fromCoroutine(
            self._send_message(to, content, sender, priority, confirm, fields)
        )

    async def _send_message(
        self,
        to: str,
        content: str,
        sender: str,
        priority: str,
        confirm: list[str] | None,
        fields: dict[str, Any],
    ) -> SentMessage:
        if ":" not in to:
            to = "tel:" + to
        fields = {"sendTime": int(self.reactor.seconds()), "id": next(_ids) % _LAST_ID, **fields}
        message = messages.MessageType(
            fromAddr=sender,
            toAddr=to,
            priority=priority,
            content=content,
            confirmReq=confirm or [],
            **fields,
        )
        if "MessageProgress" not in self.wanted:
            await self.subscribe("MessageProgress", "MessageConfirmation")
        if self.followed is None:
            self.followed = Followed(self.events)
        sent = SentMessage(self.events, fields["sendTime"], fields["id"], to)
        self.followed.add(sent)  # before the OMM can tell of it
        try:
            await self.request(messages.SendMessage(msg=[message]))
        except BaseException:
            self.followed.forget(sent)
            raise
        return sent
