"""Mitel's OMM as a Kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted_telco import omm
from twisted_telco.omm.messages import EventType
from twisted_telco.omm.tls import TLS
from twisted_telco.omm.vocabulary import Message
from twisted_telco.relay.envelope import Described
from twisted_telco.services.kind import ConnectionConfig, Kind, Option, Role, SimulatorConfig
from twisted_telco.services.options import Plugin

#: Subscribed when nothing is said; an account that may read the configuration may do so.
USUAL = ["PPUserCnf", "PPDevCnf", "DECTSubscriptionMode"]
_KNOWN = frozenset(str(event_type) for event_type in EventType)


def _check_types(types: list[str]) -> None:
    for event_type in types:
        if event_type not in _KNOWN:
            raise ValueError(f"should be event types of the OMM, which {event_type} is none of")


def _tls(cfg: ConnectionConfig) -> TLS:
    chosen = [key for key in ("ca", "fingerprint", "insecure") if cfg[key]]
    if len(chosen) > 1:
        raise ValueError(f"'{chosen[0]}' and '{chosen[1]}' do not go together")
    if not cfg["tls"]:
        if chosen:
            raise ValueError(f"'{chosen[0]}' does not go with plain TCP")
        return False
    if cfg["fingerprint"]:
        return f"sha256:{cfg['fingerprint'].removeprefix('sha256:')}"
    return cfg["ca"] or ("insecure" if cfg["insecure"] else None)


def connection(reactor: Any, cfg: ConnectionConfig) -> omm.Client:
    assert cfg.secret is not None
    hosts = [cfg.endpoint, *([cfg["standby"]] if cfg["standby"] else [])]
    client = omm.Client(
        reactor,
        hosts if len(hosts) > 1 else cfg.endpoint,
        username=cfg["username"],
        password=cfg.secret,
        sync=bool(cfg["sync"]),
        tls=_tls(cfg),
        legacy=bool(cfg["legacy"]),
        keep_alive=cfg["keep_alive"],
    )
    # Not connected yet, so this only says what to ask for after each login.
    client.subscribe(*cfg["subscribe"])
    return client


def simulator(reactor: Any, cfg: SimulatorConfig) -> omm.simulator.OMM:
    far = omm.simulator.OMM(reactor, cfg.listen, users=cfg["users"])
    far.populate(users=cfg["pp_users"], devices=cfg["pp_devices"], rfps=cfg["rfps"])
    if cfg["events_per_second"]:
        interval = 1 / cfg["events_per_second"]
        far.when_listening().addCallbacks(
            lambda port: far.start_traffic(interval),
            lambda reason: None,  # a port that is not to be had is said by the site
        )
    return far


def envelope(message: Message) -> Described:
    """An event's attributes and children, secrets blanked; the subject is the ``ppn``, the ``uid``,
    or the ``id`` of a base station that it is about."""
    return message.name, _subject(message), message.values(secrets=False)


def _subject(message: Message) -> str | None:
    for record in (message, *(child for _, child in message.children)):
        for name in ("ppn", "uid", "id"):
            found = record.attributes.get(name)
            if found and found != "0":
                return found
    return None


KIND = Kind(
    name="omm",
    title="Mitel OMM",
    roles=(
        Role(
            "client",
            "connect",
            secret="required",
            options=(
                Option("username", default="omm", help="the OMM account"),
                Option("standby", help="the other OMM of a pair"),
                Option(
                    "subscribe",
                    list,
                    "event types to ask the OMM for, e.g. PPUserCnf,PPDevCnf",
                    default=USUAL,
                    check=_check_types,
                ),
                Option("sync", bool, "log in as UserDeviceSyncClient"),
                Option("tls", bool, "plain TCP, port 12621", default=True),
                Option("ca", Path, "TLS with this certificate (PEM) or one that it has signed"),
                Option("fingerprint", str, "TLS with the certificate of this SHA-256 fingerprint"),
                Option("insecure", bool, "TLS without verification: anybody may listen"),
                Option("legacy", bool, "also TLS 1.0 and 1.1, weak ciphers and short keys"),
                Option(
                    "keep_alive",
                    float,
                    "seconds without traffic before a Ping; 0: never",
                    default=60.0,
                    minimum=0,
                ),
            ),
        ),
    ),
    connection=connection,
    envelope=envelope,
    simulator=simulator,
    simulator_options=(
        Option("users", dict, required=True, help="passwords by OMM account"),
        Option("pp_users", int, "users of handsets", default=20, minimum=0),
        Option("pp_devices", int, "handsets", default=20, minimum=0),
        Option("rfps", int, "base stations", default=3, minimum=0),
        Option("events_per_second", float, "log-ins and log-outs that it makes up", minimum=0),
    ),
)

listener = Plugin("omm", "client")
