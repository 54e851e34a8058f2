"""The site's TOML file: read, checked, every fault with its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from twisted_telco.core.endpoints import client_endpoint, server_endpoint
from twisted_telco.errors import InvalidRequest
from twisted_telco.services import handlers, registry, secrets
from twisted_telco.services.kind import ConnectionConfig, Option, Role, SimulatorConfig
from twisted_telco.services.toml_lines import Lines
from twisted_telco.services.toml_lines import Path as TomlPath

#: A connection's name is part of ``source`` (a URI), of ``id`` and of metrics.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SECRETS = ("secret", "secret_file", "secret_env")


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong.

    :ivar line: from 1; 0 where there are no lines (the command line).
    :ivar where: the table, in words; may be empty.
    :ivar key: the key, or empty.
    :ivar text: the rest of the sentence.
    """

    line: int
    where: str
    key: str
    text: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}'{self.key}' {self.text}" if self.key else where + self.text


class ConfigError(Exception):
    """A configuration with faults.

    :ivar faults: all of them, in the order of lines.
    """

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = sorted(faults)
        super().__init__("\n".join(self.sentences()))

    def sentences(self) -> list[str]:
        """``file:line: sentence``, one for each fault."""
        return [
            f"{self.name}:{fault.line}: {fault}" if fault.line else f"{self.name}: {fault}"
            for fault in self.faults
        ]


@dataclass(frozen=True)
class SinkConfig:
    """One ``[[sink]]``, checked."""

    type: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: str | None = field(default=None, repr=False)
    line: int = 0

    @property
    def where(self) -> str:
        return f"sink {self.type}"


@dataclass(frozen=True)
class SiteConfig:
    """A whole site.

    :ivar name: of the file.
    :ivar shared: servers that several connections share, by protocol and endpoint; filled when
        the connections are built.
    """

    name: str
    simulators: tuple[SimulatorConfig, ...] = ()
    connections: tuple[ConnectionConfig, ...] = ()
    sinks: tuple[SinkConfig, ...] = ()
    shared: Mapping[tuple[str, str], Any] = field(default_factory=dict)


def load(reactor: Any, path: str) -> SiteConfig:
    """Read a file. Relative paths in it are relative to its folder.

    :raises ConfigError: with all faults.
    """
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise ConfigError(path, [Fault(0, "", "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise ConfigError(path, [Fault(0, "", "", "is not text in UTF-8")]) from None
    return parse(reactor, text, path)


def parse(reactor: Any, text: str, name: str) -> SiteConfig:
    """:func:`load` for a text that was read already.

    :raises ConfigError: with all faults.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(name, [_syntax_fault(str(error), text)]) from None
    reader = Reader(reactor, Path(name).parent, Lines(text))
    site = reader.site(document, name)
    if reader.faults:
        raise ConfigError(name, reader.faults)
    return site


def _syntax_fault(said: str, text: str) -> Fault:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    if place is None:
        return Fault(1, "", "", said)
    last = text.count("\n", 0, len(text.rstrip())) + 1
    return Fault(int(place[1] or last), "", "", f"this is not TOML: {said[: place.start()]}")


class Reader:
    """Makes configurations of tables and collects what is wrong with them.

    :param folder: what relative paths are relative to.
    :param lines: of the text that the tables come from; None: they come from the command line.
    """

    def __init__(self, reactor: Any, folder: Path, lines: Lines | None = None) -> None:
        self.faults: list[Fault] = []
        self._reactor = reactor
        self.folder = folder
        self._lines = lines
        self._names: set[str] = set()
        self._targets: set[tuple[str, Any]] = set()
        self.shared: dict[tuple[str, str], Any] = {}

    def site(self, document: dict[str, Any], name: str) -> SiteConfig:
        simulators, connections, sinks = [], [], []
        for key, value in document.items():
            if key not in ("simulator", "connection", "sink"):
                self.fault((key,), "", key, _unknown(key, ("simulator", "connection", "sink")))
            elif not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
                self.fault((key,), "", key, f"should be tables: [[{key}]]")
            else:
                for index, table in enumerate(value):
                    path = (key, index)
                    if key == "simulator":
                        simulators.append(self.simulator(table, path))
                    elif key == "connection":
                        connections.append(self.connection(table, path))
                    else:
                        sinks.append(self.sink(table, path))
        if document.get("connection", []) == []:
            self.fault((), "", "", "there is no [[connection]]")
        return SiteConfig(
            name,
            tuple(one for one in simulators if one),
            tuple(one for one in connections if one),
            tuple(one for one in sinks if one),
            self.shared,
        )

    def simulator(self, values: dict[str, Any], path: TomlPath = ()) -> SimulatorConfig | None:
        table = _Table(self, values, path, f"simulator {_number(path)}")
        kind = self._kind(table)
        if kind is None:
            return None
        if kind.simulator is None:
            table.fault("protocol", f"is {kind.name}, which has no simulator yet")
            return None
        listen = Option("listen", required=True, check=self._check_listen)
        options = table.read(kind.simulator_options)
        secret = table.secret("optional")
        endpoint = table.read_one(listen)
        table.finish()
        return SimulatorConfig(kind.name, endpoint or "", options, secret, self.line(path))

    def connection(self, values: dict[str, Any], path: TomlPath = ()) -> ConnectionConfig | None:
        name = values.get("name")
        table = _Table(
            self, values, path, f"connection {name if isinstance(name, str) else _number(path)}"
        )
        name = table.read_one(Option("name", required=True, check=self._check_name))
        kind = self._kind(table)
        if kind is None:
            return None
        names = tuple(role.name for role in kind.roles)
        role_name = table.read_one(Option("role", default=names[0], choices=names))
        if role_name is None:
            return None
        role = kind.role(role_name)
        handler_name = table.read_one(Option("handler"))
        config = ConnectionConfig(
            name=name or "",
            protocol=kind.name,
            role=role.name,
            endpoint=self._endpoint(table, role),
            options=table.read(role.options),
            secret=None if role.secret == "none" else table.secret(role.secret),
            events=tuple(table.read_one(Option("events", list, default=["*"])) or ()),
            handler=table.handler(handler_name),
            handler_name=handler_name,
            retry=table.read_one(Option("retry", bool, default=True)),
            line=self.line(path),
            _shared=self.shared,
        )
        table.finish()
        return config

    def sink(self, values: dict[str, Any], path: TomlPath = ()) -> SinkConfig | None:
        table = _Table(self, values, path, f"sink {_number(path)}".strip())
        kind_name = table.read_one(Option("type", required=True, choices=tuple(registry.SINKS)))
        if kind_name is None:
            return None
        kind = registry.SINKS[kind_name]
        options = {
            key: value
            for key, value in table.read((kind.main, *kind.options)).items()
            if value is not None
        }
        secret = table.secret("optional") if kind.secret else None
        target = (kind_name, options.get(kind.main.name))
        if target[1] and target in self._targets:
            # Two writers of one file would tear each other's lines.
            table.fault(kind.main.name, "should be unique, there is another sink for it")
        self._targets.add(target)
        table.finish()
        return SinkConfig(kind_name, options, secret, self.line(path))

    # What the tables ask for -----------------------------------------------------------------

    def _kind(self, table: _Table) -> Any:
        option = Option("protocol", required=True, choices=tuple(registry.KINDS))
        protocol = table.read_one(option)
        return None if protocol is None else registry.kind(protocol)

    def _endpoint(self, table: _Table, role: Role) -> str:
        other = "listen" if role.side == "connect" else "connect"
        if other in table.values:
            table.fault(other, f"does not go with the role {role.name}, use '{role.side}'")
            table.known.add(other)
            if role.side not in table.values:
                table.known.add(role.side)
                return ""
        check = self._check_connect if role.side == "connect" else self._check_listen
        return table.read_one(Option(role.side, required=True, check=check)) or ""

    def _check_name(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(
                "should begin with a letter or a digit and have only those, '.', '_' and '-'"
            )
        if name in self._names:
            raise ValueError("should be unique, there is another connection of this name")
        self._names.add(name)

    def _check_connect(self, where: str) -> None:
        try:
            client_endpoint(self._reactor, where, 1)
        except InvalidRequest as error:
            raise ValueError(f"is {error}") from None

    def _check_listen(self, where: str) -> None:
        try:
            server_endpoint(self._reactor, where, 1)
        except InvalidRequest as error:
            raise ValueError(f"is {error}") from None

    def line(self, path: TomlPath) -> int:
        return self._lines.line(path) if self._lines is not None else 0

    def fault(self, path: TomlPath, where: str, key: str, text: str) -> None:
        self.faults.append(Fault(self.line(path), where, key, text))


class _Table:
    """One table while it is read."""

    def __init__(self, reader: Reader, values: dict[str, Any], path: TomlPath, where: str) -> None:
        self.values = values
        self.known: set[str] = set()
        self._reader = reader
        self._path = path
        self._where = where

    def fault(self, key: str, text: str) -> None:
        self._reader.fault((*self._path, key), self._where, key, text)

    def read(self, options: Sequence[Option]) -> dict[str, Any]:
        return {option.name: self.read_one(option) for option in options}

    def read_one(self, option: Option) -> Any:
        """The value, its default, or None after a fault."""
        self.known.add(option.name)
        if option.name not in self.values:
            if option.required:
                self.fault(option.name, "is missing")
            return option.default
        try:
            value = option.read(self.values[option.name])
        except ValueError as error:
            self.fault(option.name, str(error))
            return None
        if option.type is Path and value != "-":
            value = str(self._reader.folder / value)
        return value

    def secret(self, need: str) -> str | None:
        """The secret, by whichever key it comes."""
        self.known.update(_SECRETS)
        given = [key for key in _SECRETS if key in self.values]
        if len(given) > 1:
            self.fault(given[1], f"does not go with '{given[0]}'")
        if not given:
            if need == "required":
                self.fault("secret", "is missing; 'secret_file' or 'secret_env' would do, too")
            return None
        key = given[0]
        value = self.read_one(Option(key, Path if key == "secret_file" else str))
        if value is None:
            return None
        try:
            if key == "secret_file":
                return secrets.from_file(Path(value))
            if key == "secret_env":
                return secrets.from_environment(value)
        except ValueError as error:
            self.fault(key, str(error))
        return value

    def handler(self, spec: str | None) -> Any:
        if spec is None:
            return None
        try:
            return handlers.resolve(spec)
        except ValueError as error:
            self.fault("handler", str(error))
            return None

    def finish(self) -> None:
        """Nothing more will be read: what is left is not known."""
        for key in self.values:
            if key not in self.known:
                self.fault(key, _unknown(key, tuple(self.known)))


def _unknown(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, 1)
    return f"is not known; did you mean '{near[0]}'?" if near else "is not known"


def _number(path: TomlPath) -> str:
    return str(path[-1] + 1) if path and isinstance(path[-1], int) else ""
