"""The ``webhook`` sink: batches of events, posted as ``application/cloudevents-batch+json``.

One request is under way at a time, so events arrive in order. A batch is tried again with
back-off until it is taken (2xx) or refused for good (3xx, and 4xx but 408, 425 and 429);
meanwhile newer events wait in a bounded queue. A batch whose answer got lost is sent twice: at
least once, ``id`` tells.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.logger import Logger
from zope.interface import implementer

from twisted_telco.interfaces import IEventSink
from twisted_telco.relay.envelope import Event
from twisted_telco.relay.queue import BoundedQueue, LossReport

CONTENT_TYPE = "application/cloudevents-batch+json"

_RETRY_LATER = frozenset({408, 425, 429})
_BATCH_BYTES = 1 << 20
#: So much of an answer's body is read, so that the connection can be used again.
_BODY_LIMIT = 1 << 16


class _TooLong(Exception):
    """The answer's body is of no interest to us, and long."""


@implementer(IEventSink)
class WebhookSink:
    """Events by HTTP POST.

    :param url: ``http`` or ``https``.
    :param token: sent as ``Authorization: Bearer …``.
    :param headers: further request headers.
    :param batch: the largest number of events in one request.
    :param interval: how long the first event of a batch waits for others, in seconds.
    :param timeout: for one request, in seconds.
    :param initial_delay: before the second try, in seconds; it doubles up to ``max_delay``, each
        with a random part of up to a quarter.
    :param limit: how many events may wait; ``limit_bytes`` and ``policy`` likewise.
    :param http: what posts: ``post(url, data, headers, timeout, …)`` as treq has it; by default a
        treq client with a pool of its own.
    :raises ValueError: for a URL that is none.
    """

    log = Logger()

    def __init__(
        self,
        reactor: Any,
        url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        batch: int = 100,
        interval: float = 1.0,
        timeout: float = 10.0,
        initial_delay: float = 1.0,
        max_delay: float = 60.0,
        limit: int = 10_000,
        limit_bytes: int = 16 << 20,
        policy: str = "drop_oldest",
        http: Any = None,
    ) -> None:
        self.name = f"webhook:{public_url(url)}"
        self._reactor = reactor
        self._url = url
        self._headers = {**(headers or {}), "Content-Type": CONTENT_TYPE}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._batch, self._interval, self._timeout = batch, interval, timeout
        self._initial_delay, self._max_delay = initial_delay, max_delay
        self._queue = BoundedQueue(limit, limit_bytes, policy)
        self._loss = LossReport(
            reactor,
            self.log,
            self.name,
            f"the receiver is too slow, events are lost ({policy})",
            lambda: self._queue.dropped,
        )
        self._http = http
        self._pool: Any = None
        self._offered = self._delivered = self._refused = self._abandoned = self._retries = 0
        self._flight: list[bytes] = []
        self._gathering: Any = None  # the delayed call that ends a wait for a fuller batch
        self._sending: Deferred[None] | None = None
        self._pause: Deferred[None] | None = None
        self._draining: list[Deferred[None]] = []
        self._closed = False
        self._trouble: str | None = None

    def __repr__(self) -> str:
        return f"<WebhookSink {self.name}>"

    @property
    def counters(self) -> dict[str, int]:
        return {
            "offered": self._offered,
            "delivered": self._delivered,
            "dropped": self._queue.dropped + self._refused + self._abandoned,
            "waiting": len(self._queue) + len(self._flight),
            "refused": self._refused,
            "retries": self._retries,
        }

    def start(self, failed: Callable[[str], None]) -> None:
        if self._http is None:
            # Imported here: 0.3 s that only those pay who use it.
            from treq.client import HTTPClient  # noqa: PLC0415
            from twisted.web.client import Agent, HTTPConnectionPool  # noqa: PLC0415

            self._pool = HTTPConnectionPool(self._reactor)
            self._http = HTTPClient(
                Agent(self._reactor, connectTimeout=self._timeout, pool=self._pool)
            )

    def put(self, event: Event) -> None:
        line = event.json()
        self._offered += 1
        if self._closed:
            self._abandoned += 1
            return
        if not self._queue.put(line):
            self._loss.note()
        if self._sending is None:
            if len(self._queue) >= self._batch or self._draining:
                self._send()
            elif self._gathering is None:
                self._gathering = self._reactor.callLater(self._interval, self._send)

    def drain(self) -> Deferred[None]:
        if not (self._queue or self._flight):
            return succeed(None)
        waiter: Deferred[None] = Deferred(self._draining.remove)
        self._draining.append(waiter)
        if self._sending is None:
            self._send()
        elif self._pause is not None:
            pause, self._pause = self._pause, None
            pause.callback(None)
        return waiter

    def close(self) -> Deferred[None]:
        self._closed = True
        self._stop_gathering()
        if self._sending is not None:
            self._sending.cancel()
        self._abandoned += len(self._flight)
        self._flight = []
        self._queue.clear()
        self._loss.close()
        if self._pool is None:
            return succeed(None)
        return self._pool.closeCachedConnections()

    # Sending -----------------------------------------------------------------------------------

    def _stop_gathering(self) -> None:
        if self._gathering is not None:
            if self._gathering.active():
                self._gathering.cancel()
            self._gathering = None

    def _send(self) -> None:
        self._stop_gathering()
        self._sending = Deferred.fromCoroutine(self._send_all())
        self._sending.addErrback(lambda reason: reason.trap(CancelledError))
        self._sending.addErrback(lambda reason: self.log.failure("a defect", reason))
        self._sending.addBoth(self._sent)

    def _sent(self, result: object) -> None:
        self._sending = None
        if not self._closed:
            waiters, self._draining = self._draining, []
            for waiter in waiters:
                waiter.callback(None)

    async def _send_all(self) -> None:
        while self._queue:
            self._flight = self._queue.take(self._batch, _BATCH_BYTES)
            await self._deliver(b"[" + b",".join(self._flight) + b"]")
            self._flight = []

    async def _deliver(self, body: bytes) -> None:
        """Post until the receiver has taken or refused it."""
        delay = self._initial_delay
        while True:
            wish: float | None = None
            try:
                status, wish = await self._post(body)
            except CancelledError:
                raise
            except Exception as error:
                status, trouble = 0, _in_words(error)
            else:
                trouble = f"HTTP status {status}"
            if 200 <= status < 300:
                self._delivered += len(self._flight)
                if self._trouble is not None:
                    self._trouble = None
                    self.log.info("{sink}: delivering again", sink=self.name)
                return
            if 300 <= status < 500 and status not in _RETRY_LATER:
                self._refused += len(self._flight)
                self.log.error(
                    "{sink}: refused with {trouble}; {count} events dropped",
                    sink=self.name,
                    trouble=trouble,
                    count=len(self._flight),
                )
                return
            if trouble != self._trouble:
                self._trouble = trouble
                self.log.warn(
                    "{sink}: not delivered: {trouble}; trying again",
                    sink=self.name,
                    trouble=trouble,
                )
            self._retries += 1
            await self._wait(
                max(delay * random.uniform(1.0, 1.25), min(wish or 0, self._max_delay))
            )
            delay = min(2 * delay, self._max_delay)

    async def _post(self, body: bytes) -> tuple[int, float | None]:
        """One request.

        :return: the status, and how long the receiver asks us to wait (``Retry-After``).
        """
        # Redirects are not followed: a POST must not become a GET, nor a token go elsewhere.
        response = await self._http.post(
            self._url,
            data=body,
            headers=self._headers,
            timeout=self._timeout,
            allow_redirects=False,
            unbuffered=True,
        )
        await self._discard(response)
        wish = (response.headers.getRawHeaders("retry-after") or [""])[0]
        return response.code, float(wish) if wish.isdecimal() else None

    async def _discard(self, response: Any) -> None:
        """Read the answer's body away; one that is long or slow costs its connection only."""
        left = _BODY_LIMIT

        def count(data: bytes) -> None:
            nonlocal left
            left -= len(data)
            if left < 0:
                raise _TooLong

        from treq import collect  # noqa: PLC0415

        reading = collect(response, count).addTimeout(self._timeout, self._reactor)
        try:
            await reading
        except CancelledError:
            raise
        except Exception as error:
            self.log.debug("{sink}: answer not read: {error}", sink=self.name, error=error)

    async def _wait(self, seconds: float) -> None:
        pause = self._pause = Deferred()
        timer = self._reactor.callLater(seconds, pause.callback, None)
        try:
            await pause
        finally:
            self._pause = None
            if timer.active():
                timer.cancel()


def public_url(url: str) -> str:
    """``url`` without what may be secret: user, password and query.

    :raises ValueError: when it is not a URL of http or https with a host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a web hook's URL should look like https://host/path")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _in_words(error: Exception) -> str:
    """A transport's failure for the log; web clients wrap it in a list."""
    reasons = getattr(error, "reasons", None)
    if reasons:
        return _in_words(reasons[0].value)
    return str(error) or type(error).__name__
