"""One connection to Asterisk: login, actions and their answers, lists, events.

Answers are matched by ActionID. ActionIDs are broadcast to other sessions of the server (by
OriginateResponse and UserEvent), so each connection begins its own with a random prefix, and an
event is taken for part of an answer only while its request waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import ISSLTransport

from twisted_telco.ami import wire
from twisted_telco.ami.actions import Request, Until, traits
from twisted_telco.ami.errors import (
    FAMILY,
    ActionError,
    AuthenticationFailed,
    NotReady,
    ProtocolError,
)
from twisted_telco.ami.messages import Aggregate, Event, Events, Greeting, Message, Response
from twisted_telco.core.connection import ClientConnection
from twisted_telco.core.liveness import Probe
from twisted_telco.core.requests import Keyed
from twisted_telco.errors import ConnectionLost, TelcoError

if TYPE_CHECKING:
    from twisted_telco.ami.client import Client

T = TypeVar("T")

TLS_RECORD = 1024
"""Most bytes of one TLS record that Asterisk takes (main/tcptls.c; seen on 22.10 and 16.28)."""

ORPHAN = "Orphaned Response"
"""Under this name an answer that nobody waits for (any more) is offered as an event."""

MAX_ITEMS = 100_000
"""Most events collected for one answer."""


class Answer:
    """Collects the answer to one action: the response, then the events that belong to it.

    :param check: a refusal fails the request.
    :param announced: a list is announced by ``EventList`` (by AMI 1.1 and later, nearly always).
    """

    __slots__ = ("_announced", "_check", "_events", "_request", "_response", "_seconds", "_started")

    def __init__(
        self, request: Request, check: bool, announced: bool, seconds: Callable[[], float]
    ) -> None:
        self._request = request
        self._check = check
        self._announced = announced
        self._seconds = seconds
        self._started = seconds()
        self._response: Response | None = None
        self._events = Events() if request.synchronous else None

    def add(self, message: Message) -> bool:
        if isinstance(message, Event):
            return self._add_event(message)
        if self._response is not None or not isinstance(message, Response):
            return False  # ModuleLoad with a missing parameter is answered up to three times
        message.request = self._request
        self._response = message
        if not message.success:
            return True
        if self._is_list(message):
            self._events = Events()
            return False
        return not (self._request.synchronous and self._closing is not None)

    def result(self) -> Response:
        response = self._response
        assert response is not None
        response.time = self._seconds() - self._started
        response.events = self._events
        if self._check and not response.success:
            response.raise_on_error()
        return response

    @property
    def _closing(self) -> Until | None:
        """What ends a synchronous request that is no list."""
        until = self._request.until
        return self._request.closing if until is None else until

    def _is_list(self, response: Response) -> bool:
        if response.starts_list:
            return True
        return not self._announced and self._request.list_action is not None

    def _add_event(self, event: Event) -> bool:
        events = self._events
        # A UserEvent repeats every header of its action, the ActionID too: it is no part of the
        # answer, and what else it carries may be meant to look like one.
        if events is None or event.name == "UserEvent":
            return False
        if self._response is not None and self._closed_by(event):
            events.close(event)
            return True
        events.append(event)
        if len(events) > MAX_ITEMS:
            raise ProtocolError(f"the answer to {self._request} has more than {MAX_ITEMS} events")
        return False

    def _closed_by(self, event: Event) -> bool:
        if event.ends_list:
            return True
        action = self._request.list_action
        if action is not None:
            return event.name == action.complete
        closing = self._closing
        if callable(closing):
            return bool(closing(event))
        return closing is not None and event.name in (
            (closing,) if isinstance(closing, str) else closing
        )


class Protocol(ClientConnection):
    """A client's connection to Asterisk.

    :ivar greeting: Asterisk's first line; None until it came.
    :ivar requests: the actions that wait, by ActionID; its counters tell timeouts and orphans.
    """

    errors = FAMILY
    decoder: wire.Decoder

    def __init__(self, client: Client) -> None:
        super().__init__(client.reactor)
        self.client = client
        self.decoder = wire.Decoder(max_message=client.max_message)
        self.requests: Keyed[str] = Keyed(self.clock, FAMILY, limit=client.max_requests)
        self.greeting: Greeting | None = None
        self._greeted: Deferred[Greeting] = Deferred()
        self._prefix = secrets.token_hex(4)
        self._id_begin = b"ctionID: " + self._prefix.encode()
        self._count = 0
        self._announced = True
        self._criteria: bool | None = None
        self._bare_items: dict[str, str] = {}
        self._probe = Probe(
            self.clock, self, self._ping, client.ping_interval, excused=self._is_blocked
        )

    # -- requests
    def request(
        self, request: Request, *, timeout: float | None = None, check: bool = True
    ) -> Deferred[Response]:
        """Send an action.

        :param timeout: seconds, instead of the request's own.
        :param check: fail with ActionError when Asterisk refuses; else return the refusal.
        :returns: a Deferred of the :class:`Response`; fails with ActionError, RequestTimeout,
            ConnectionLost, InvalidRequest or NotReady.
        """
        if not self.ready or self.closing:
            return fail(NotReady("the connection to Asterisk can not take actions now"))
        return self.send(request, timeout, check)

    def send(
        self, request: Request, timeout: float | None = None, check: bool = True
    ) -> Deferred[Response]:
        """What :meth:`request` does, whether the connection is ready or not: the login's way."""
        self._count += 1
        known = traits(request.name)
        action_id = f"{self._prefix}-{self._count}"
        try:
            data = wire.encode_action(request.name, request.headers, action_id)
            answer = self.requests.add(
                action_id,
                request,
                request.timeout if timeout is None else timeout,
                Answer(
                    request, check, self._announced and not known.unannounced, self.clock.seconds
                ),
            )
        except TelcoError as error:
            return fail(error)
        if request.aggregate:
            answer.addCallback(self._aggregate)
        if known.bare:
            answer.addBoth(self._expect_bare_items(request, action_id))
        self.write(data)
        return answer

    def filter(self, request: Request) -> Deferred[Response]:
        """Send a Filter action, unless the server would ignore its criteria and say Success."""
        return Deferred.fromCoroutine(self._filter(request))

    async def _filter(self, request: Request) -> Response:
        if request.get("MatchCriteria") is not None and not await self._knows_criteria():
            raise ActionError("this Asterisk ignores MatchCriteria", request)
        return await self.send(request)

    async def _knows_criteria(self) -> bool:
        if self._criteria is None:
            # No version tells, but servers that know criteria refuse this one. To the others it
            # is a legacy filter that excludes what can not be: nothing.
            nonsense = {"Operation": "Add", "MatchCriteria": "nonsense(x)", "Filter": "!a^"}
            answer = await self.send(Request("Filter", nonsense), check=False)
            if "formatted incorrectly" not in answer.message:
                answer.raise_on_error()
            self._criteria = not answer.success
        return self._criteria

    def _expect_bare_items(self, request: Request, action_id: str) -> Callable[[T], T]:
        """Take items without ActionID for this request's until its answer is complete.

        Nothing else is written between a list's first and last message (main/manager.c).
        """
        assert request.list_action is not None
        expected = dict.fromkeys(request.list_action.items, action_id)
        self._bare_items.update(expected)

        def ended(result: T) -> T:
            for name in expected:
                if self._bare_items.get(name) == action_id:
                    del self._bare_items[name]
            return result

        return ended

    def _aggregate(self, response: Response) -> Response:
        if response.events is not None and response.events.complete is not None:
            assert response.request is not None
            aggregate = Aggregate.of(response.request.name, response.events)
            self.client.events.emit(aggregate.name, aggregate)
        return response

    # -- messages
    def read(self, data: bytes) -> Iterator[Message]:
        # Requests made while these messages are received have no answer among them.
        return self.decoder.sift(data) if self.requests.entries else self._sift(data)

    def _sift(self, data: bytes) -> Iterator[Message]:
        """No answer is due, so events that nobody listens to are only counted."""
        skipped = self.decoder.skipped
        yield from self.decoder.sift(data, self.client.events.listens)
        self.counters.messages_received += self.decoder.skipped - skipped

    def message_received(self, message: Message) -> None:
        if type(message) is Event:
            # Only a request that collects events makes it worth while to look for an ActionID.
            self.client.events.emit(message.name, message)
            if self.requests.entries:
                if self._id_begin in message.raw:
                    self._collect(message)
                elif message.name in self._bare_items:
                    self.requests.answer(self._bare_items[message.name], message)
        elif isinstance(message, Response):
            action_id = message.action_id
            if action_id is None or not self.requests.answer(action_id, message):
                self.client.events.emit(ORPHAN, message)
        elif isinstance(message, Greeting):
            self.greeting = message
            self._announced = not message.version.startswith("1.0")
            self._greeted.callback(message)

    def _collect(self, event: Event) -> None:
        action_id = event.action_id
        if action_id is not None and action_id in self.requests:
            self.requests.answer(action_id, event)

    # -- life
    def link_made(self) -> None:
        if ISSLTransport.providedBy(self.transport):
            self.pace(TLS_RECORD)

    async def log_in(self) -> None:
        client = self.client
        await self._greeted
        headers = {"Username": client.username}
        try:
            if client.auth == "md5":
                challenge = await self.send(Request("Challenge", AuthType="MD5"))
                headers["AuthType"] = "MD5"
                headers["Key"] = wire.md5_key(challenge.get("Challenge", ""), client.secret)
            else:
                headers["Secret"] = client.secret
            if client.event_mask is not None:
                headers["Events"] = client.event_mask
            await self.send(Request("Login", headers, timeout=client.login_timeout))
        except ActionError as error:
            raise AuthenticationFailed(error.text) from None

    def link_ready(self) -> None:
        self._probe.start()

    def goodbye(self) -> Deferred[Response] | None:
        return self.send(Request("Logoff"), check=False) if self.ready else None

    def link_lost(self, lost: ConnectionLost) -> None:
        self._probe.stop()
        self.requests.fail_all(lost.reason)

    def _ping(self) -> Deferred[Response]:
        return self.send(Request("Ping", timeout=self.client.ping_timeout), check=False)

    def _is_blocked(self) -> bool:
        """Asterisk answers nothing while an Originate without Async waits for the callee."""
        return any(_blocks(entry.request) for entry in self.requests)


def _blocks(request: Request) -> bool:
    if request.name.lower() != "originate":
        return False
    # Asterisk's own idea of true (ast_true in main/utils.c).
    return str(request.get("Async")).lower() not in ("yes", "true", "y", "t", "1", "on")
