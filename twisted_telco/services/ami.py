"""Asterisk's manager interface as a Kind."""

from __future__ import annotations

from typing import Any

from twisted_telco import ami
from twisted_telco.ami.client import PORT
from twisted_telco.ami.simulator import Asterisk
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.relay.envelope import Described
from twisted_telco.services.kind import (
    TLS_OPTIONS,
    ConnectionConfig,
    Kind,
    Option,
    Role,
    SimulatorConfig,
    tls_choice,
)
from twisted_telco.services.options import Plugin


def connection(reactor: Any, cfg: ConnectionConfig) -> ami.Client:
    assert cfg.secret is not None
    return ami.Client(
        reactor,
        cfg.endpoint,
        username=cfg["username"],
        secret=cfg.secret,
        auth=cfg["auth"],
        event_mask=cfg["event_mask"],
        tls=tls_choice(cfg),
        ping_interval=cfg["ping_interval"],
    )


def simulator(reactor: Any, cfg: SimulatorConfig) -> Asterisk:
    endpoint = server_endpoint(reactor, cfg.listen, PORT)
    asterisk = Asterisk(reactor, endpoint, users=cfg["users"])
    if cfg["calls_per_second"]:
        interval = 1 / cfg["calls_per_second"]
        asterisk.when_listening().addCallbacks(
            lambda port: asterisk.start_traffic(interval),
            lambda reason: None,  # a port that is not to be had is said by the site
        )
    return asterisk


def envelope(message: ami.Message) -> Described:
    """An event's headers; an answer that nobody waited for comes as :data:`ami.ORPHAN`. Lines
    without a colon are in ``_data``, the items of an aggregate in ``_entries``."""
    data: dict[str, Any] = message.headers.as_dict()
    if message.data:
        data["_data"] = list(message.data)
    if isinstance(message, ami.Aggregate):
        data["_entries"] = [entry.headers.as_dict() for entry in message.entries]
    name = message.name if isinstance(message, ami.Event) else ami.ORPHAN
    return name, message.get("Uniqueid"), data


KIND = Kind(
    name="ami",
    title="Asterisk",
    roles=(
        Role(
            "client",
            "connect",
            secret="required",
            options=(
                Option("username", required=True, help="as in manager.conf"),
                Option(
                    "auth",
                    default="md5",
                    choices=("md5", "plain"),
                    help="how the secret is told; md5 never sends it",
                ),
                Option(
                    "event_mask", help="classes of events wanted from Asterisk, e.g. call,agent"
                ),
                Option(
                    "ping_interval",
                    float,
                    default=30.0,
                    minimum=0,
                    help="seconds of silence before Asterisk is asked whether it lives; 0: never",
                ),
                *TLS_OPTIONS,
            ),
        ),
    ),
    connection=connection,
    envelope=envelope,
    simulator=simulator,
    simulator_options=(
        Option("users", dict, required=True, help="secrets by username"),
        Option("calls_per_second", float, minimum=0, help="calls that it makes up by itself"),
    ),
)

listener = Plugin("ami", "client")
