"""Background jobs: started by ``bgapi``, ended by an event BACKGROUND_JOB.

A job is registered under an id of our own before its command is written, so that its result can
not be missed. It ends exactly once: with the server's answer or with the loss of the connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import (
    ConnectionLost,
    JobFailed,
    NotReady,
    RequestTimeout,
    another,
)
from twisted_telco.esl.messages import ApiReply, Event
from twisted_telco.esl.tables import HANGUP_CAUSES

MAX_JOBS = 100_000
_CAUSE = re.compile(r"-ERR ([A-Z0-9_]+)\s*\Z")


class Job:
    """One background job.

    :ivar uuid: its id, ours.
    :ivar command: what was asked, without ``bgapi``.
    :ivar sess_uuid: of a successful ``originate``, the originated session.
    :ivar reply: the :class:`~twisted_telco.esl.ApiReply`, once it has ended.
    :ivar error: why it failed, or None.
    """

    log = Logger()

    def __init__(self, clock: IReactorTime, uuid: str, command: str) -> None:
        self.uuid = uuid
        self.command = command
        self.sess_uuid: str | None = None
        self.reply: ApiReply | None = None
        self.error: TelcoError | None = None
        self.originates = command.lstrip().startswith("originate ")
        self._clock = clock
        self._ready = False
        self._waiters: dict[Deferred[Any], IDelayedCall | None] = {}
        self._callbacks: list[Callable[[Job], Any]] = []

    def __repr__(self) -> str:
        state = "running" if not self._ready else "failed" if self.error else "done"
        return f"<Job({self.uuid}, {self.command.split(' ')[0]}, {state})>"

    def ready(self) -> bool:
        """Whether it has ended."""
        return self._ready

    def successful(self) -> bool:
        """Whether it has ended well.

        :raises NotReady: it has not ended.
        """
        if not self._ready:
            raise NotReady(f"{self!r} has not ended")
        return self.error is None

    def result(self, timeout: float | None = None) -> Deferred[str]:
        """The output, stripped; of an ``originate`` the uuid of the session.

        :param timeout: seconds to wait, or None; the job itself goes on.
        :returns: for each caller its own Deferred. It fails with :class:`~.errors.JobFailed`,
            ConnectionLost or RequestTimeout.
        """
        if self._ready:
            return succeed(self._value()) if self.error is None else fail(another(self.error))
        d: Deferred[str] = Deferred(self._forget)
        call = None if timeout is None else self._clock.callLater(timeout, self._late, d, timeout)
        self._waiters[d] = call
        return d

    get = result

    def wait(self, timeout: float | None = None) -> Deferred[Job]:
        """The job itself, once it has ended, well or not.

        :returns: a Deferred that fails with RequestTimeout only.
        """
        d = self.result(timeout)

        def ended(value: Any) -> Any:
            return self if self._ready else value

        return d.addBoth(ended)

    def add_callback(self, callback: Callable[[Job], Any]) -> None:
        """Call ``callback(job)`` when it has ended; at once when it has already."""
        if self._ready:
            self._call(callback)
        else:
            self._callbacks.append(callback)

    # -- from the connection
    def finish(self, body: bytes) -> None:
        """The server's answer came."""
        reply = self.reply = ApiReply.of(body)
        if not reply.success:
            error = JobFailed(str(reply), self.command, reply)
            cause = _CAUSE.match(str(reply))
            if cause is not None and cause[1] in HANGUP_CAUSES:
                error.cause = error.code = cause[1]
            self.fail(error)
            return
        if self.originates and reply.startswith("+OK "):
            self.sess_uuid = reply[4:].strip()
        self._end()

    def fail(self, error: TelcoError) -> None:
        """It will not succeed any more."""
        if not self._ready:
            self.error = error
            self._end()

    def _value(self) -> str:
        return self.sess_uuid or str(self.reply)

    def _end(self) -> None:
        if self._ready:
            return
        self._ready = True
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            self._call(callback)
        waiters, self._waiters = self._waiters, {}
        for d, call in waiters.items():
            if call is not None and call.active():
                call.cancel()
            if d.called:
                continue
            if self.error is None:
                d.callback(self._value())
            else:
                d.errback(another(self.error))

    def _call(self, callback: Callable[[Job], Any]) -> None:
        try:
            result = callback(self)
        except Exception:
            self.log.failure("callback of {job} failed", job=self)
            return
        if hasattr(result, "__await__") and not isinstance(result, Deferred):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            result.addErrback(
                lambda failure: self.log.failure("callback of {job} failed", failure, job=self)
            )

    def _forget(self, d: Deferred[Any]) -> None:
        call = self._waiters.pop(d, None)
        if call is not None and call.active():
            call.cancel()

    def _late(self, d: Deferred[Any], timeout: float) -> None:
        if self._waiters.pop(d, None) is not None and not d.called:
            d.errback(RequestTimeout(f"job {self.command}", timeout))


class Jobs(Mapping[str, Job]):
    """The jobs that have not ended, by id.

    :ivar started: how many there were.
    :ivar failed: how many of them ended in an error or were lost.
    """

    def __init__(self, clock: IReactorTime, limit: int = MAX_JOBS) -> None:
        self.limit = limit
        self.started = self.failed = 0
        self._clock = clock
        self._jobs: dict[str, Job] = {}

    def __getitem__(self, uuid: str) -> Job:
        return self._jobs[uuid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._jobs)

    def __len__(self) -> int:
        return len(self._jobs)

    def start(self, uuid: str, command: str) -> Job:
        """Register a job before its command is written.

        :raises NotReady: too many are running, or one has this id.
        """
        if len(self._jobs) >= self.limit:
            raise NotReady(f"{self.limit} jobs are running")
        if uuid in self._jobs:
            raise NotReady(f"a job {uuid} is running")
        job = self._jobs[uuid] = Job(self._clock, uuid, command)
        self.started += 1
        return job

    def event_received(self, event: Event) -> Job | None:
        """A BACKGROUND_JOB came; those of other connections are ignored."""
        job = self._jobs.pop(event.job_uuid or "", None)
        if job is not None:
            job.finish(event.body.encode("utf-8", "surrogateescape"))
            self.failed += job.error is not None
        return job

    def fail(self, uuid: str, error: TelcoError) -> None:
        """A job was refused, or its command was never answered."""
        job = self._jobs.pop(uuid, None)
        if job is not None:
            self.failed += 1
            job.fail(error)

    def fail_all(self, reason: str) -> None:
        """The connection is gone and with it every result; the jobs may run on in the server."""
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            self.failed += 1
            job.fail(ConnectionLost(reason, f"bgapi {job.command}"))
