"""FreeSWITCH's event socket as a Kind: events of a server, and calls handed to us."""

from __future__ import annotations

from typing import Any

from twisted_telco import esl
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.esl.client import DEFAULT_PASSWORD, PORT
from twisted_telco.esl.interests import FORMATS, filter_words, parse_names
from twisted_telco.esl.outbound import LINGER
from twisted_telco.esl.simulator import FreeSWITCH
from twisted_telco.relay.envelope import Described
from twisted_telco.services.kind import (
    ConnectionConfig,
    Kind,
    Option,
    Role,
    SimulatorConfig,
)
from twisted_telco.services.options import Plugin


def connection(reactor: Any, cfg: ConnectionConfig) -> Any:
    return outbound(reactor, cfg) if cfg.role == "outbound" else client(reactor, cfg)


def client(reactor: Any, cfg: ConnectionConfig) -> esl.Client:
    """A server sends nothing by itself: the events of the connection are asked for."""
    made = esl.Client(
        reactor,
        cfg.endpoint,
        password=cfg.secret or DEFAULT_PASSWORD,
        user=cfg["username"],
        format=cfg["format"],
        heartbeat_timeout=cfg["heartbeat_timeout"],
    )
    made.wanted.add(*parse_names(("ALL",) if "*" in cfg.events else cfg.events))
    for text in cfg["filters"] or ():
        header, _, value = text.partition("=")
        made.wanted.add_filter(*filter_words(header.strip(), value.strip()))
    return made


def outbound(reactor: Any, cfg: ConnectionConfig) -> esl.OutboundServer:
    if cfg.handler is None:
        raise ValueError("should have a handler: what is to happen with the calls?")
    return esl.OutboundServer(
        reactor,
        cfg.endpoint,
        cfg.handler,
        format=cfg["format"],
        linger=cfg["linger"],
        resume_on_failure=bool(cfg["resume_on_failure"]),
    )


def simulator(reactor: Any, cfg: SimulatorConfig) -> FreeSWITCH:
    endpoint = server_endpoint(reactor, cfg.listen, PORT)
    switch = FreeSWITCH(
        reactor, endpoint, password=cfg.secret or DEFAULT_PASSWORD, users=cfg["users"]
    )
    if cfg["calls_per_second"]:
        interval = 1 / cfg["calls_per_second"]
        switch.when_listening().addCallbacks(
            lambda port: switch.start_traffic(interval, cfg["extension"]),
            lambda reason: None,  # a port that is not to be had is said by the site
        )
    return switch


def envelope(event: esl.Event) -> Described:
    """An event's headers, arrays as lists, its body in ``_body``."""
    data: dict[str, Any] = {}
    for name in event:
        values = event.getall(name)
        data[name] = values if len(values) > 1 else event[name]
    if event.body:
        data["_body"] = event.body
    return event.name or "UNNAMED", event.uuid, data


_FORMAT = Option("format", default="json", choices=FORMATS, help="of events; json is exact")

KIND = Kind(
    name="esl",
    title="FreeSWITCH",
    roles=(
        Role(
            "client",
            "connect",
            secret="optional",
            options=(
                Option("username", help="user@domain of the directory; none: the event socket's"),
                _FORMAT,
                Option("filters", list, "Header=value, as the command filter has them"),
                Option(
                    "heartbeat_timeout",
                    float,
                    default=60.0,
                    minimum=0,
                    help="seconds of silence before FreeSWITCH is asked for a sign of life; 0: "
                    "never",
                ),
            ),
        ),
        Role(
            "outbound",
            "listen",
            handler="session",
            options=(
                _FORMAT,
                Option(
                    "linger",
                    int,
                    default=LINGER,
                    minimum=0,
                    help="seconds that a connection outlives its call",
                ),
                Option(
                    "resume_on_failure",
                    bool,
                    "give a call back to the dialplan when the handler fails",
                ),
            ),
        ),
    ),
    connection=connection,
    envelope=envelope,
    simulator=simulator,
    simulator_options=(
        Option("users", dict, help="passwords by user@domain"),
        Option("calls_per_second", float, minimum=0, help="calls that it makes up by itself"),
        Option("extension", default="9199", help="what those calls run"),
    ),
)

listener = Plugin("esl", "client")
outbound_server = Plugin("esl", "outbound")
