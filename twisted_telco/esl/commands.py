"""The commands of a connection as methods; the same on a client and on an outbound session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from twisted.internet.defer import Deferred, fail

from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import InvalidRequest
from twisted_telco.esl.messages import ApiReply, Reply
from twisted_telco.esl.protocol import REQUEST_TIMEOUT
from twisted_telco.esl.quoting import check_word, quote_setvar


class Commands:
    """Commands in terms of :meth:`request`.

    Every method returns a Deferred that fails with CommandError when the server says no.
    """

    def request(
        self,
        what: str,
        headers: Mapping[str, object] | None = None,
        /,
        *,
        body: str | bytes | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
        check: bool = True,
        raw: bool = False,
        **more: object,
    ) -> Deferred[Any]:
        """Write one command.

        Never resent: it fails with NotReady when there is no connection, and with ConnectionLost
        when the connection ends before the answer.

        :param what: the command line (``"nixevent HEARTBEAT"``).
        :param headers: header lines after it; keywords (``Event_Subclass="a::b"``) are too.
        :param body: sent after the headers; its length is added.
        :param timeout: seconds to wait for the answer, or None.
        :param check: False hands an ``-ERR`` back instead of raising it.
        :param raw: keep the white space around the output of ``api``.
        :returns: a Deferred of a :class:`Reply`, or for ``api`` of an :class:`ApiReply`. It fails
            with InvalidRequest for line breaks; nothing is written then.
        """
        options = {"body": body, "timeout": timeout, "check": check, "raw": raw}
        try:
            d: Deferred[Any] = self._link().request(what, headers, **options, **more)
        except TelcoError as error:
            return fail(error)
        return d

    def _link(self) -> Any:
        """The connection to use.

        :raises NotReady: there is none.
        """
        raise NotImplementedError(type(self).__name__)

    def api(
        self,
        line: str,
        *,
        raw: bool = False,
        timeout: float | None = REQUEST_TIMEOUT,
        check: bool = True,
    ) -> Deferred[ApiReply]:
        """Run an API command and wait for it. **It blocks this connection**, events included;
        what takes long belongs into ``bgapi``.

        :param line: ``"status"``, ``"uuid_kill <uuid>"``, …
        :param raw: the whole output; by default without white space around it.
        :raises CommandError: for output that reports an error. An empty output is sent as
            ``-ERR no reply`` and can not be told from one.
        """
        if not line.strip():
            return fail(InvalidRequest("an empty api command"))
        return self.request(f"api {line}", raw=raw, timeout=timeout, check=check)

    def sendevent(
        self,
        name: str,
        headers: Mapping[str, object] | None = None,
        body: str | bytes | None = None,
        *,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Deferred[str]:
        """Fire an event in the server; a Deferred of its ``Event-UUID``.

        Values are sent as they are. Headers whose value is empty and leading blanks are lost.
        """
        d = self.request(f"sendevent {name}", headers or {}, body=body, timeout=timeout)
        return d.addCallback(lambda reply: reply.text.removeprefix("+OK").strip())

    def sendmsg(
        self,
        uuid: str | None,
        headers: Mapping[str, object],
        body: str | None = None,
        *,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Deferred[Reply]:
        """Send a message to a session; ``+OK`` means that it was queued."""
        return self.request(
            f"sendmsg {uuid}" if uuid else "sendmsg", headers, body=body, timeout=timeout
        )

    def execute(
        self,
        uuid: str | None,
        application: str,
        argument: str = "",
        *,
        event_uuid: str | None = None,
        lock: bool = True,
        loops: int = 1,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Deferred[str]:
        """Run a dialplan application on a session.

        :param argument: expanded by the server (``${name}``); one with line breaks goes in the
            body. An unknown application hangs the call up.
        :param event_uuid: comes back as ``Application-UUID`` in CHANNEL_EXECUTE and
            CHANNEL_EXECUTE_COMPLETE; made up when left out.
        :param lock: wait for the applications before it; without it one that is started while
            another runs is executed inside that one.
        :param loops: how often; -1 is for ever.
        :returns: a Deferred of ``event_uuid``; it fires when the application was queued (in a
            synchronous outbound session, when it has ended).
        """
        event_uuid = str(uuid4()) if event_uuid is None else event_uuid
        headers: dict[str, object] = {
            "call-command": "execute",
            "execute-app-name": application,
        }
        body = None
        if "\n" in argument or "\r" in argument:
            headers["content-type"] = "text/plain"
            body = argument
        elif argument:
            headers["execute-app-arg"] = argument
        if loops != 1:
            headers["loops"] = loops
        if lock:
            headers["event-lock"] = "true"
        headers["Event-UUID"] = event_uuid
        return self.sendmsg(uuid, headers, body, timeout=timeout).addCallback(lambda _: event_uuid)

    def hangup(self, uuid: str | None, cause: str = "NORMAL_CLEARING") -> Deferred[Reply]:
        """Hang a session up."""
        return self.sendmsg(uuid, {"call-command": "hangup", "hangup-cause": cause})

    def getvar(self, uuid: str, name: str) -> Deferred[str | None]:
        """A channel variable, or None where it is not set.

        :returns: a Deferred that fails with InvalidRequest for a name with white space.
        """

        def found(value: ApiReply) -> str | None:
            if value.startswith("-ERR no reply"):
                return ""
            value.raise_on_error(f"uuid_getvar {uuid} {name}")
            return None if value == "_undef_" else str(value)

        try:
            check_word(uuid, "a uuid")
            check_word(name, "a variable's name")
        except InvalidRequest as error:
            return fail(error)
        return self.api(f"uuid_getvar {uuid} {name}", check=False).addCallback(found)

    def setvar(self, uuid: str, name: str, value: object) -> Deferred[ApiReply]:
        """Set a channel variable to exactly this value; None unsets it.

        :returns: a Deferred that fails with InvalidRequest for a name with white space, or NUL.
        """
        try:
            check_word(uuid, "a uuid")
            check_word(name, "a variable's name")
            quoted = "" if value is None else " " + quote_setvar(value)
        except InvalidRequest as error:
            return fail(error)
        return self.api(f"uuid_setvar {uuid} {name}{quoted}")
