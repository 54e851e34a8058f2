"""nucosMQ as a Kind: a server, and a client that listens in rooms."""

from __future__ import annotations

from typing import Any

from twisted_telco import nucosmq
from twisted_telco.core.endpoints import server_endpoint
from twisted_telco.nucosmq.client import PORT
from twisted_telco.nucosmq.outbox import POLICIES
from twisted_telco.nucosmq.simulator import Broker
from twisted_telco.nucosmq.wire import pack
from twisted_telco.relay.envelope import Described
from twisted_telco.services.handlers import resolve
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


def connection(reactor: Any, cfg: ConnectionConfig) -> nucosmq.Server | nucosmq.Client:
    return _server(reactor, cfg) if cfg.role == "server" else _client(reactor, cfg)


def _server(reactor: Any, cfg: ConnectionConfig) -> nucosmq.Server:
    if cfg["auth"] and cfg["users"]:
        raise ValueError("'auth' and 'users' do not go together")
    auth: Any = resolve(cfg["auth"]) if cfg["auth"] else None
    if cfg["users"]:
        auth = nucosmq.SharedSecrets(cfg["users"])
    return nucosmq.Server(
        reactor,
        cfg.endpoint,
        auth=auth,
        single_server=bool(cfg["single_server"]),
        publish_policy=cfg["publish_policy"],
        duplicate_uid=cfg["duplicate_uid"],
        slow_policy=cfg["slow_policy"],
        backplane=cfg["backplane"],
    )


def _client(reactor: Any, cfg: ConnectionConfig) -> nucosmq.Client:
    uid = cfg["uid"] or ""
    if cfg.secret is not None and not uid:
        raise ValueError("a secret goes with a 'uid'")
    client = nucosmq.Client(
        reactor,
        cfg.endpoint,
        uid=uid,
        on_challenge=None if cfg.secret is None else nucosmq.signer(uid, cfg.secret),
        ping_interval=cfg["ping_interval"],
        tls=tls_choice(cfg),
    )
    for room in cfg["rooms"] or ():
        # Joined at each login; a refusal ends that and is said there.
        client.subscribe(room).addErrback(lambda _: None)
    return client


def simulator(reactor: Any, cfg: SimulatorConfig) -> Broker:
    broker = Broker(reactor, server_endpoint(reactor, cfg.listen, PORT), users=cfg["users"])
    if cfg["events_per_second"]:
        interval = 1 / cfg["events_per_second"]
        broker.when_listening().addCallbacks(
            lambda port: broker.start_traffic(interval, cfg["room"]),
            lambda reason: None,  # a port that is not to be had is said by the site
        )
    return broker


def envelope(message: nucosmq.Message) -> Described:
    """The event, its room, and content, room and sender. Bytes are ``{"$base64": text}``."""
    try:
        content = pack(message.content)
    except nucosmq.InvalidRequest:  # such an object beside bytes, from a far end that is not ours
        content = repr(message.content)
    data = {"content": content, "room": message.room, "sender": message.sender}
    return message.event, message.room or None, data


def _auth(value: str) -> None:
    resolve(value)


KIND = Kind(
    name="nucosmq",
    title="nucosMQ",
    roles=(
        Role(
            "server",
            "listen",
            options=(
                Option("auth", check=_auth, help="module:Class that decides over logins"),
                Option("users", dict, help="secrets by uid, instead of auth"),
                Option("backplane", help="shares rooms with other servers: amqp://…"),
                Option(
                    "publish_policy",
                    default="members",
                    choices=("members", "open"),
                    help="who may publish into a room",
                ),
                Option("single_server", bool, "one connection at a time"),
                Option(
                    "duplicate_uid",
                    default="replace",
                    choices=("replace", "refuse", "allow"),
                    help="what a second login of a uid does",
                ),
                Option(
                    "slow_policy",
                    default="drop_oldest",
                    choices=POLICIES,
                    help="what a client loses that reads too slowly",
                ),
            ),
        ),
        Role(
            "client",
            "connect",
            secret="optional",
            options=(
                Option("uid", help="who we are"),
                Option("rooms", list, help="rooms to join"),
                Option(
                    "ping_interval",
                    float,
                    default=60.0,
                    minimum=0,
                    help="seconds of silence before the server is asked whether it lives; 0: never",
                ),
                *TLS_OPTIONS,
            ),
        ),
    ),
    connection=connection,
    envelope=envelope,
    simulator=simulator,
    simulator_options=(
        Option("users", dict, help="secrets by uid; without, nobody is asked"),
        Option("events_per_second", float, minimum=0, help="events that it publishes by itself"),
        Option("room", default="demo", help="where it publishes them"),
    ),
)

server = Plugin("nucosmq", "server")
