"""The command lines of the services: the same option words everywhere."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from twisted.python import usage

from twisted_telco.services import logs, registry, secrets
from twisted_telco.services.config import ConfigError, Fault, Reader, SiteConfig
from twisted_telco.services.exits import LateFailure
from twisted_telco.services.kind import Option, Role
from twisted_telco.services.site import Site


class ServiceOptions(usage.Options):
    """What every service has: the log, and a site that is built when the options are read, so
    that what is wrong with them is said together with the usage."""

    optParameters: ClassVar[list[Any]] = [
        ["log-format", None, None, "text or json; the log goes to stderr, or to --logfile"],
    ]
    site: Site
    parent: usage.Options  # set by the program: it is always twistd's or twist's

    def read_site(self, reactor: Any) -> SiteConfig:
        """The site that the options describe.

        :raises ConfigError: with all faults.
        """
        raise NotImplementedError

    def parseOptions(self, options: Any = None) -> None:
        try:
            super().parseOptions(options)
        except usage.UsageError as error:
            # As twistd says it, which before Twisted 26.10 goes on to end with status 0.
            raise SystemExit(f"{self}\n{error}") from None

    def parseArgs(self, *words: str) -> None:
        if words:
            raise usage.UsageError(f"'{words[0]}' is no option; they begin with --")

    def postOptions(self) -> None:
        log_format = self["log-format"]
        if log_format not in (None, *logs.FORMATS):
            raise usage.UsageError("--log-format should be text or json")
        # Not earlier: the program's own --reactor has been obeyed by now.
        from twisted.internet import reactor  # noqa: PLC0415

        try:
            config = self.read_site(reactor)
            self.site = Site(
                reactor,
                config,
                LateFailure(reactor),
                logs.choose(self.parent, log_format),
            )
        except ConfigError as error:
            raise usage.UsageError(self.sentence(error)) from None
        if any(sink.options.get("path") == "-" for sink in config.sinks):
            if not self.parent.get("nodaemon", True):
                raise usage.UsageError("a daemon has no standard output for jsonl:-; use twistd -n")
            if self.parent.get("logfile") == "-":
                raise usage.UsageError("--logfile=- and jsonl:- both want standard output")

    def sentence(self, error: ConfigError) -> str:
        """How the faults are said."""
        return str(error)


class ConnectionOptions(ServiceOptions):
    """One connection, by options. Subclasses are made by :func:`options_class`."""

    protocol: ClassVar[str]
    role: ClassVar[Role]

    optParameters: ClassVar[list[Any]] = [
        ["name", None, None, "in source and id of the events; by default the protocol"],
        ["handler", None, None, "module:name of a callable"],
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sinks: list[str] = []
        self.lists: dict[str, list[str]] = {}

    def opt_sink(self, spec: str) -> None:
        """where events go, may be repeated: jsonl:PATH, jsonl:- (stdout), webhook:URL"""
        self.sinks.append(spec)

    def opt_events(self, names: str) -> None:
        """names of events, with commas or repeated (default: all)"""
        self._extend("events", names)

    def _extend(self, name: str, text: str) -> None:
        self.lists.setdefault(name, []).extend(Option(name, list).parse(text))

    def read_site(self, reactor: Any) -> SiteConfig:
        reader = Reader(reactor, Path())
        table: dict[str, Any] = {
            "name": self["name"] or self.protocol,
            "protocol": self.protocol,
            "role": self.role.name,
            **self.lists,
        }
        for option in (Option(self.role.side), Option("handler"), *self.role.options):
            word = _word(option)
            if self.get(word):
                table[option.name] = (
                    option.default is not True if option.type is bool else option.parse(self[word])
                )
        if self.role.side == "connect":
            table["retry"] = not self["no-retry"]
        if self.role.secret != "none":
            self._add_secret(table)
        connection = reader.connection(table)
        sinks = [reader.sink(self._sink_table(spec)) for spec in self.sinks]
        if reader.faults:
            raise ConfigError("", reader.faults)
        assert connection is not None
        return SiteConfig(
            "", (), (connection,), tuple(sink for sink in sinks if sink), reader.shared
        )

    def _add_secret(self, table: dict[str, Any]) -> None:
        if self["secret-file"] and self["secret-env"]:
            raise usage.UsageError("--secret-file and --secret-env do not go together")
        if self["secret-file"]:
            table["secret_file"] = self["secret-file"]
        elif self["secret-env"]:
            table["secret_env"] = self["secret-env"]
        elif secrets.DEFAULT_ENV in os.environ:
            table["secret_env"] = secrets.DEFAULT_ENV
        elif self.role.secret == "required":
            raise usage.UsageError(
                f"there is no secret: set {secrets.DEFAULT_ENV} in the environment, "
                "or use --secret-file or --secret-env"
            )

    def _sink_table(self, spec: str) -> dict[str, Any]:
        sort, colon, value = spec.partition(":")
        kind = registry.SINKS.get(sort)
        if kind is None or not value:
            known = [f"{name}:{one.main.name.upper()}" for name, one in registry.SINKS.items()]
            raise usage.UsageError(
                f"--sink {sort}{colon}… is not known, it should be {' or '.join(known)}"
            )
        return {"type": sort, kind.main.name: value}

    def sentence(self, error: ConfigError) -> str:
        return "; ".join(self._in_options(fault) for fault in error.faults)

    def _in_options(self, fault: Fault) -> str:
        if fault.where.startswith("sink"):
            return f"--sink: '{fault.key}' {fault.text}"
        return f"--{fault.key.replace('_', '-')} {fault.text}" if fault.key else str(fault)


@cache
def options_class(protocol: str, role_name: str) -> type[ConnectionOptions]:
    """The options of the single service for one role of a protocol."""
    role = registry.kind(protocol).role(role_name)
    parameters: list[Any] = [
        [
            role.side,
            None,
            None,
            f"where to {role.side}: an endpoint"
            + (", or a host" if role.side == "connect" else ""),
        ],
    ]
    flags: list[Any] = []
    methods: dict[str, Any] = {}
    if role.side == "connect":
        flags.append(["no-retry", None, "end with status 1 when the far end is lost"])
    if role.secret != "none":
        parameters += [
            ["secret-file", None, None, "a file with the secret in one line"],
            [
                "secret-env",
                None,
                None,
                f"the environment variable that holds the secret (default: {secrets.DEFAULT_ENV})",
            ],
        ]
    for option in role.options:
        if option.type is bool:
            flags.append([_word(option), None, option.help])
        elif option.type is list:
            methods[f"opt_{option.name}"] = _list_method(option)
        elif option.type is not dict:
            parameters.append([option.flag, None, None, _help(option)])
    return type(
        f"{protocol.title()}{role.name.title()}Options",
        (ConnectionOptions,),
        {
            "protocol": protocol,
            "role": role,
            "optParameters": parameters,
            "optFlags": flags,
            **methods,
        },
    )


def _word(option: Option) -> str:
    """What it is called on the command line: a flag can only turn its default round."""
    return f"no-{option.flag}" if option.default is True else option.flag


def _help(option: Option) -> str:
    return option.help + (f" (default: {option.default})" if option.default is not None else "")


def _list_method(option: Option) -> Any:
    def add(self: ConnectionOptions, text: str) -> None:
        self._extend(option.name, text)

    add.__doc__ = option.help
    return add


class Plugin:
    """What a ``ServiceMaker`` line names: one role of a protocol as a service of its own."""

    def __init__(self, protocol: str, role: str) -> None:
        self._protocol = protocol
        self._role = role

    @property
    def Options(self) -> type[ConnectionOptions]:  # ServiceMaker looks it up
        return options_class(self._protocol, self._role)

    def makeService(self, options: ServiceOptions) -> Site:
        """The site that was built when the options were read."""
        return options.site
