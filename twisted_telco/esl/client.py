"""The client: connects, comes back, and has the commands of a FreeSWITCH as methods."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from twisted.internet.defer import CancelledError, Deferred, fail

from twisted_telco.core.client import BaseClient, connect_once
from twisted_telco.core.connection import LOGIN_TIMEOUT
from twisted_telco.core.endpoints import client_endpoint
from twisted_telco.core.events import EventHub, Selector
from twisted_telco.core.reconnect import ReconnectingFactory
from twisted_telco.core.trace import Trace
from twisted_telco.errors import TelcoError
from twisted_telco.esl.commands import Commands
from twisted_telco.esl.errors import FAMILY, InvalidRequest
from twisted_telco.esl.gate import GatedEndpoint, gated
from twisted_telco.esl.interests import EventSet, Format
from twisted_telco.esl.jobs import Job, Jobs
from twisted_telco.esl.messages import ApiReply, Event
from twisted_telco.esl.protocol import (
    GREETING_TIMEOUT,
    HEARTBEAT_TIMEOUT,
    REQUEST_TIMEOUT,
    SECRET,
    Protocol,
    Unusual,
    secret_line,
)
from twisted_telco.esl.quoting import check_word
from twisted_telco.esl.subscribing import Subscribing
from twisted_telco.esl.wire import check_line, encode_line

if TYPE_CHECKING:
    from twisted_telco.esl.apps import Apps
    from twisted_telco.esl.listener import Listener

PORT = 8021
DEFAULT_PASSWORD = "ClueCon"
TAG = "telco_client"
"""The channel variable that marks the calls a client originated."""

_NUMBER = attrgetter("number")


class Events(EventHub):
    """An event hub that also knows ``"CUSTOM sofia::register"``."""

    def emit_event(self, name: str, event: Event) -> None:
        """Deliver an event to those who asked for its name or its subclass."""
        if name == "CUSTOM":
            own = self._named.get(f"CUSTOM {event.subclass}")
            if own is not None:
                # Both have those who want everything.
                both = {*own, *self._named.get(name, self._all)}
                for subscription in sorted(both, key=_NUMBER):
                    subscription.deliver(event)
                return
        self.emit(name, event)


class ClientFactory(ReconnectingFactory):
    """Keeps one event socket connection alive; its arguments are those of :class:`Client`."""


class Client(Commands, Subscribing, BaseClient):
    """A client of one FreeSWITCH.

    :param reactor: the reactor, or a ``Clock``.
    :param endpoint: a host (``"fs"``, ``"fs:8021"``), an endpoint string, or an endpoint.
    :param password: of the event socket, or of ``user``.
    :param user: ``"name@domain"`` for ``userauth``; None for ``auth``.
    :param format: of events: ``json`` (exact), ``plain``, ``xml``.
    :param heartbeat_timeout: seconds without a byte after which the server is asked for a sign of
        life; it sends HEARTBEAT every 20 s. 0: never.
    :param greeting_timeout: seconds for the server's first words.
    :param listener: the models of this server; see :attr:`listener`.
    :ivar events: local subscriptions; a selector may also be ``"CUSTOM sofia::register"``.
    :ivar log_lines: an event hub of the server's log, names are levels (``"ERR"``), see
        :meth:`log`.
    :ivar jobs: those that have not ended.
    :ivar apps: the loaded apps, see :meth:`load_app`.
    :ivar overruns: how often the server killed us because we read too slowly.
    :ivar id: marks the calls that this client originated.
    """

    errors = FAMILY
    factory_class = ClientFactory
    protocol_name: ClassVar[str] = "esl"
    events: Events

    def __init__(
        self,
        reactor: Any,
        endpoint: Any = None,
        *,
        password: str = DEFAULT_PASSWORD,
        user: str | None = None,
        format: Format = "json",
        heartbeat_timeout: float = HEARTBEAT_TIMEOUT,
        greeting_timeout: float = GREETING_TIMEOUT,
        login_timeout: float = LOGIN_TIMEOUT,
        listener: Listener | None = None,
        factory: ReconnectingFactory | None = None,
    ) -> None:
        secret_line(password, user)
        self.password = password
        self.user = user
        self.heartbeat_timeout = heartbeat_timeout
        self.greeting_timeout = greeting_timeout
        self.overruns = 0
        self.id = str(uuid4())
        where = endpoint
        if endpoint is not None and not isinstance(endpoint, GatedEndpoint):
            where = gated(reactor, endpoint, client_endpoint(reactor, endpoint, PORT))
        super().__init__(reactor, where, factory=factory, login_timeout=login_timeout)
        self.events = Events(reactor, FAMILY)
        self.log_lines = EventHub(reactor, FAMILY)
        self.jobs = Jobs(reactor)
        self.wanted = EventSet(self.interests, format, ("BACKGROUND_JOB", "HEARTBEAT"))
        self._listener: Listener | None = None
        if listener is not None:
            self.listener = listener
        self._apps: Apps | None = None
        self.on_state(self._state_changed)

    # -- the connection
    def build_connection(self) -> Protocol:
        return Protocol(self)

    def _state_changed(self, old: str, new: str, reason: Exception | None) -> None:
        if new == "stopped":
            self.log_lines.close(str(reason or "stopped"))
        elif new == "connecting":
            self.log_lines.open()

    def new_trace(self) -> Trace:
        """A :class:`~twisted_telco.core.trace.Trace` that masks passwords, set as ``trace``."""
        self.trace = Trace(self.reactor, secret=SECRET)
        return self.trace

    def _link(self) -> Any:
        return self.connection

    def api(
        self,
        line: str,
        *,
        raw: bool = False,
        timeout: float | None = REQUEST_TIMEOUT,
        check: bool = True,
    ) -> Deferred[ApiReply]:
        connection: Any = self.factory.ready
        if connection is None or not line or line.isspace():
            return super().api(line, raw=raw, timeout=timeout, check=check)
        # The most frequent command by far, so without the detour.
        try:
            line = f"api {line}"
            data = encode_line(line)
            unusual = None if check and not raw else Unusual(line, check, raw)
            d: Deferred[Any] = connection.requests.add(line, timeout, unusual)
        except TelcoError as error:
            return fail(error)
        connection.write(data)
        return d

    # -- jobs
    def bgapi(
        self,
        line: str,
        *,
        job_uuid: str | None = None,
        callback: Callable[[Job], Any] | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Deferred[Job]:
        """Start an API command in the background.

        :param job_uuid: an id of your own, 1 to 200 bytes without blanks before it; by default a
            new one.
        :param callback: called with the job when it has ended.
        :param timeout: seconds for the server to accept it; see :meth:`Job.result` for its end.
        :returns: a Deferred of the :class:`Job`, fired when the server has accepted it.
        """
        return Deferred.fromCoroutine(self._bgapi(line, job_uuid, callback, timeout))

    async def _bgapi(
        self,
        line: str,
        job_uuid: str | None,
        callback: Callable[[Job], Any] | None,
        timeout: float | None,
    ) -> Job:
        if not line.strip():
            raise InvalidRequest("an empty bgapi command")
        uuid = str(uuid4()) if job_uuid is None else job_uuid
        if not 0 < len(check_line(uuid, "a job id").encode()) <= 200:
            raise InvalidRequest("a job id has 1 to 200 bytes; the server cuts its answer at 511")
        if uuid[0] in " \t":
            raise InvalidRequest("the server drops blanks before a job id, and it would never end")
        connection: Any = self.connection  # not ready: before the job is registered
        if not connection.allows("BACKGROUND_JOB"):
            raise FAMILY.not_ready("this user may not hear BACKGROUND_JOB: no job of it would end")
        job = self.jobs.start(uuid, line)
        if callback is not None:
            job.add_callback(callback)
        try:
            await self.request(f"bgapi {line}", {"Job-UUID": uuid}, timeout=timeout)
        except TelcoError as error:
            self.jobs.fail(uuid, error)
            raise
        except CancelledError:
            self.jobs.fail(uuid, FAMILY.lost("cancelled before the server accepted it"))
            raise
        return job

    def exit(self) -> Deferred[None]:
        """The same as :meth:`close`."""
        return self.close()

    # -- calls
    @property
    def listener(self) -> Listener:
        """The models of this server; a shared one on our own connection if none was assigned."""
        if self._listener is None:
            from twisted_telco.esl.listener import Listener  # noqa: PLC0415  (mutual)

            self._listener = Listener(self)
        return self._listener

    @listener.setter
    def listener(self, listener: Listener) -> None:
        if self._listener is not None:
            self._listener.unshare(self)
        self._listener = listener
        listener.share(self)

    def adopt(self, listener: Listener) -> None:
        """Use a listener unless one was assigned; a listener on our connection does that."""
        if self._listener is None:
            self._listener = listener

    @property
    def apps(self) -> Apps:
        """The loaded apps by name: ``client.apps.TonePlay``."""
        if self._apps is None:
            from twisted_telco.esl.apps import Apps  # noqa: PLC0415  (mutual)

            self._apps = Apps(self)
        return self._apps

    def load_app(self, app: Any, app_id: str | None = None, **params: Any) -> str:
        """Load an app; see :meth:`.apps.Apps.load`."""
        return self.apps.load(app, app_id, **params)

    def unload_app(self, app: Any) -> None:
        """Unload an app, by class, name or id."""
        self.apps.unload(app)

    def originate(
        self,
        dest_url: str,
        dp_exten: str | int | None = None,
        proxy: str | None = None,
        profile: str = "external",
        gateway: str | None = None,
        app_name: str = "park",
        app_id: str | None = None,
        timeout: float = 60,
        variables: Mapping[str, object] | None = None,
        **options: Any,
    ) -> Deferred[Job]:
        """Originate a call; see :func:`.calls.originate`, also for the further options.

        :returns: a Deferred of the :class:`Job`, whose result is the uuid of the session.
        """
        from twisted_telco.esl.calls import originate  # noqa: PLC0415  (mutual)

        return originate(
            self,
            dest_url,
            dp_exten,
            proxy,
            profile,
            gateway,
            app_name,
            app_id,
            timeout,
            variables,
            **options,
        )

    def hupall(self, cause: str = "NORMAL_CLEARING", *, everything: bool = False) -> Deferred[Any]:
        """Hang up the calls that this client originated.

        :param everything: all calls of the server instead.
        :returns: a Deferred that fails with InvalidRequest for a cause that is not one word: the
            server would take what follows for another condition.
        """
        try:
            check_word(cause, "a hangup cause")
        except InvalidRequest as error:
            return fail(error)
        return self.api(f"hupall {cause}" if everything else f"hupall {cause} {TAG} {self.id}")

    def channels(self) -> Deferred[list[dict[str, str]]]:
        """The rows of ``show channels as json``; the table lags some 100 ms behind events."""

        def rows(text: str) -> list[dict[str, str]]:
            try:
                return list(json.loads(text).get("rows", ()))
            except (ValueError, AttributeError):
                raise FAMILY.protocol("show channels did not answer JSON") from None

        return self.api("show channels as json").addCallback(rows)

    def wait_for(self, selector: Selector, timeout: float | None = None) -> Deferred[Event]:
        """The next event that ``selector`` takes; the same as ``client.events.wait_for``."""
        return self.events.wait_for(selector, timeout)


ClientFactory.client_class = Client


def connect(
    reactor: Any, endpoint: Any, *, timeout: float = LOGIN_TIMEOUT, **login: Any
) -> Deferred[Client]:
    """One connection without retry.

    :param timeout: seconds for TCP, greeting and login together.
    :param login: the arguments of :class:`Client`.
    :returns: a Deferred of a :class:`Client` that is ready. It fails with AuthenticationFailed,
        :class:`~.errors.Rejected`, ConnectionLost or RequestTimeout.
    """
    return connect_once(Client(reactor, endpoint, **login), timeout)
