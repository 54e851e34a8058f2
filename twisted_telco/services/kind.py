"""What the services have to know of a protocol: its :class:`Kind`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from twisted_telco.core.endpoints import TLS
from twisted_telco.relay import envelope

_WORDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list of texts",
    dict: "a table of texts",
    Path: "a path",
}


@dataclass(frozen=True)
class Option:
    """A key in TOML; the same word with dashes is the option on the command line.

    :param name: with underscores.
    :param type: ``str``, ``int``, ``float``, ``bool``, ``list`` (of texts), ``dict`` (of texts;
        TOML only) or ``Path`` (text too; relative to the file that names it).
    :param help: one line.
    :param default: None means that it may be left out.
    :param choices: the only values there are, if any.
    :param minimum: of a number.
    :param check: called with the value; raises ValueError with a sentence that begins "should".
    """

    name: str
    type: type = str
    help: str = ""
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    check: Callable[[Any], object] | None = None

    @property
    def flag(self) -> str:
        return self.name.replace("_", "-")

    def read(self, value: Any) -> Any:
        """The value as the Kind gets it.

        :raises ValueError: one sentence that begins "should".
        """
        if self.type is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        items: Any = value if isinstance(value, list) else ()
        if isinstance(value, dict):
            items = value.values()
        if (
            not isinstance(value, str if self.type is Path else self.type)
            or (self.type is int and isinstance(value, bool))
            or not all(isinstance(item, str) for item in items)
        ):
            raise ValueError(f"should be {_WORDS[self.type]}")
        if self.choices and value not in self.choices:
            raise ValueError(f"should be one of {', '.join(self.choices)}")
        if self.minimum is not None and not value >= self.minimum:  # type: ignore[operator]
            raise ValueError(f"should be at least {self.minimum:g}")
        if self.check is not None:
            self.check(value)
        return value

    def parse(self, text: str) -> Any:
        """The value of a word on the command line, not yet checked."""
        if self.type in (int, float):
            try:
                return self.type(text)
            except ValueError:
                return text  # read() says what it should be
        if self.type is list:
            return [item.strip() for item in text.split(",") if item.strip()]
        return text


@dataclass(frozen=True)
class Role:
    """One way to take part in a protocol.

    :param name: ``client``, ``server``, ``active``, ``passive``, ``outbound``…
    :param side: which of the keys ``connect`` and ``listen`` it takes.
    :param options: its own keys.
    :param secret: whether a secret is needed.
    :param handler: when a handler is called: once before the ``start``, or for each ``session``,
        which is then the business of ``Kind.connection`` (it finds it in ``cfg.handler``).
    """

    name: str
    side: Literal["connect", "listen"]
    options: tuple[Option, ...] = ()
    secret: Literal["required", "optional", "none"] = "none"
    handler: Literal["start", "session"] = "start"


#: For protocols that speak TLS; what they mean is told by :func:`tls_choice`.
TLS_OPTIONS = (
    Option("tls", bool, "TLS, with a certificate that is verified as browsers do"),
    Option("ca", Path, "TLS, with this certificate (PEM) or one that it has signed"),
    Option("insecure", bool, "TLS without verification: anybody may listen"),
)


def tls_choice(cfg: ConnectionConfig) -> TLS:
    """What :data:`TLS_OPTIONS` say, as the clients' ``tls=`` takes it.

    :raises ValueError: they contradict each other.
    """
    if cfg["ca"] and cfg["insecure"]:
        raise ValueError("'ca' and 'insecure' do not go together")
    return "insecure" if cfg["insecure"] else cfg["ca"] or bool(cfg["tls"])


@dataclass(frozen=True)
class ConnectionConfig:
    """One ``[[connection]]``, checked.

    :ivar endpoint: what ``connect`` or ``listen`` said.
    :ivar options: the role's own keys, defaults filled in; ``cfg["key"]`` reads them too.
    :ivar secret: text, or None.
    :ivar handler: the callable, or None.
    :ivar retry: False with ``--no-retry``.
    :ivar line: of its table in the file, or 0.
    """

    name: str
    protocol: str
    role: str
    endpoint: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: str | None = field(default=None, repr=False)
    events: tuple[str, ...] = ("*",)
    handler: Callable[[Any], Any] | None = None
    handler_name: str | None = None
    retry: bool = True
    line: int = 0
    _shared: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.options[key]

    @property
    def where(self) -> str:
        return f"connection {self.name}"

    def shared(self, make: Callable[[], Any]) -> Any:
        """The service that all connections of this protocol with the same ``listen`` share. It is
        made by the first that asks, and started and stopped with the listeners."""
        key = (self.protocol, self.endpoint)
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]


@dataclass(frozen=True)
class SimulatorConfig:
    """One ``[[simulator]]``, checked."""

    protocol: str
    listen: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: str | None = field(default=None, repr=False)
    line: int = 0

    @property
    def where(self) -> str:
        return f"simulator {self.protocol}"

    def __getitem__(self, key: str) -> Any:
        return self.options[key]


@dataclass(frozen=True)
class Kind:
    """A protocol, as the services see it.

    :param name: as in TOML, in ``source`` and in ``type``.
    :param title: for sentences: "Asterisk AMI".
    :param roles: the first one is the default.
    :param connection: ``(reactor, cfg) -> IConnectionService``, not yet started. Called with a
        :class:`ConnectionConfig`; raises ValueError (InvalidRequest) with a sentence.
    :param envelope: ``message -> (EventName, subject or None, data)``.
    :param simulator: ``(reactor, cfg) -> IService``, not yet started, or None.
    :param simulator_options: its own keys; ``listen`` and the secret are everywhere.
    """

    name: str
    title: str
    roles: tuple[Role, ...]
    connection: Callable[[Any, ConnectionConfig], Any]
    envelope: Callable[[Any], envelope.Described]
    simulator: Callable[[Any, SimulatorConfig], Any] | None = None
    simulator_options: tuple[Option, ...] = ()

    def role(self, name: str | None = None) -> Role:
        """The role of that name, or the first.

        :raises KeyError: there is none.
        """
        for role in self.roles:
            if name is None or role.name == name:
                return role
        raise KeyError(name)
