"""Where the protocols and the sinks are listed: the one place to add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twisted.python.reflect import namedAny

from twisted_telco.relay import POLICIES, JsonlSink, WebhookSink
from twisted_telco.relay.webhook import public_url
from twisted_telco.services.kind import Kind, Option

#: Protocol → where its Kind is. It is imported when it is asked for.
KINDS = {
    "ami": "twisted_telco.services.ami.KIND",
    "hsms": "twisted_telco.services.hsms.KIND",
    "esl": "twisted_telco.services.esl.KIND",
    "omm": "twisted_telco.services.omm.KIND",
    "nucosmq": "twisted_telco.services.nucosmq.KIND",
}


def kind(protocol: str) -> Kind:
    """The Kind of a protocol.

    :raises KeyError: there is none.
    """
    found = namedAny(KINDS[protocol])
    assert isinstance(found, Kind)
    return found


@dataclass(frozen=True)
class SinkKind:
    """A sort of sink.

    :param main: the option that ``TYPE:VALUE`` on the command line gives.
    :param make: ``(reactor, **options) -> IEventSink``.
    :param secret: the keyword that takes its secret, if it has one.
    """

    main: Option
    options: tuple[Option, ...]
    make: Callable[..., Any]
    secret: str | None = None


def _url(value: str) -> None:
    try:
        public_url(value)
    except ValueError:
        raise ValueError("should look like https://host/path") from None


_QUEUE = (
    Option("limit", int, "how many events may wait", minimum=1),
    Option("limit_bytes", int, "how many bytes may wait", minimum=1),
    Option("policy", str, "what a full queue does", choices=POLICIES),
)

SINKS = {
    "jsonl": SinkKind(
        main=Option("path", Path, "a file, or - for standard output", required=True),
        options=(
            Option("max_bytes", int, "rotate before a file becomes larger", minimum=0),
            Option("keep", int, "how many rotated files are kept", minimum=0),
            *_QUEUE,
        ),
        make=JsonlSink,
    ),
    "webhook": SinkKind(
        main=Option("url", str, "http or https", required=True, check=_url),
        options=(
            Option("headers", dict, "further request headers"),
            Option("batch", int, "most events in one request", minimum=1),
            Option("interval", float, "longest wait for a fuller batch, in seconds", minimum=0),
            Option("timeout", float, "of one request, in seconds", minimum=0.001),
            Option("max_delay", float, "longest wait between tries, in seconds", minimum=0.001),
            *_QUEUE,
        ),
        make=WebhookSink,
        secret="token",
    ),
}
