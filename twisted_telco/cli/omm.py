"""``telco omm``: users, handsets and base stations of a Mitel OMM, from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from twisted.python import usage

from twisted_telco import omm
from twisted_telco.cli.omm_commands import COMMANDS, Command, Context, UsageProblem
from twisted_telco.cli.output import FORMATS, write
from twisted_telco.services import secrets


def _commands() -> str:
    width = max(len(command.usage) for command in COMMANDS.values())
    lines = [f"  {command.usage:<{width}}  {command.help}" for command in COMMANDS.values()]
    return "\n".join(lines)


class Options(usage.Options):
    """The options of ``telco omm``; they stand before the command."""

    synopsis = "[options] COMMAND [ARGUMENTS]"
    optParameters: ClassVar[list[Any]] = [
        ["connect", "c", "127.0.0.1", "where: a host, or an endpoint; with commas a pair of OMMs"],
        ["username", "u", "omm", "the OMM account"],
        ["secret-file", None, None, "a file with the password in one line"],
        [
            "secret-env",
            None,
            None,
            "the environment variable that holds it (default: TELCO_SECRET)",
        ],
        ["ca", None, None, "TLS with this certificate (PEM), or one that it has signed"],
        ["fingerprint", None, None, "TLS with the certificate of this SHA-256 fingerprint"],
        ["timeout", "t", "10", "seconds for each request"],
        ["format", "f", "table", "table, json or csv"],
        ["columns", None, None, "names of fields, with commas, for table and csv"],
        ["value-file", None, None, "set-sip, set-pin, encrypt: a file with the secret to set"],
        ["value-env", None, None, "set-sip, set-pin, encrypt: the variable with that secret"],
    ]
    optFlags: ClassVar[list[Any]] = [
        ["sync", None, "log in as UserDeviceSyncClient, which attach and detach need"],
        ["no-tls", None, "plain TCP, port 12621"],
        ["insecure", "k", "TLS without verification: anybody may listen"],
        ["legacy", None, "also TLS 1.0 and 1.1, weak ciphers and short keys"],
        ["show-secrets", None, "show passwords, PINs and keys as the OMM sends them"],
        ["yes", None, "really do what restarts the OMM or replaces its data"],
    ]

    @property
    def longdesc(self) -> str:
        """What stands below the options."""
        return "Without --secret-file or --secret-env the password is asked for."

    def getUsage(self, width: int | None = None) -> str:
        return f"{super().getUsage(width)}\nCommands:\n{_commands()}\n"

    def parseArgs(self, *words: str) -> None:
        if not words:
            raise usage.UsageError("no command was given")
        self.words = words
        self.command, self.arguments = parse(words)

    def postOptions(self) -> None:
        if self["format"] not in FORMATS:
            raise usage.UsageError(f"--format should be one of {', '.join(FORMATS)}")
        try:
            self["timeout"] = float(self["timeout"])
        except ValueError:
            raise usage.UsageError("--timeout should be a number of seconds") from None
        chosen = [name for name in ("no-tls", "ca", "fingerprint", "insecure") if self[name]]
        if len(chosen) > 1:
            raise usage.UsageError(f"--{chosen[0]} and --{chosen[1]} do not go together")

    @property
    def tls(self) -> Any:
        if self["no-tls"]:
            return False
        if self["fingerprint"]:
            return "sha256:" + self["fingerprint"].removeprefix("sha256:")
        return self["ca"] or ("insecure" if self["insecure"] else None)

    def run(self) -> int:
        """Connect, do it, write what came of it.

        :return: the exit status: 1 after one sentence on stderr.
        """
        from twisted.internet import reactor as any_reactor  # noqa: PLC0415

        reactor: Any = any_reactor
        status: list[int] = []

        def ended(code: int) -> None:
            status.append(code)
            if reactor.running:
                reactor.stop()

        reactor.callWhenRunning(lambda: self.execute(reactor).addCallback(ended))
        reactor.run()
        return status[0] if status else 1

    def execute(self, reactor: Any, connect: Any = omm.connect) -> Deferred[int]:
        """:meth:`run` with a reactor that runs already; never fails."""
        return Deferred.fromCoroutine(self._execute(reactor, connect))

    async def _execute(self, reactor: Any, connect: Any) -> int:
        client = None
        try:
            hosts = self["connect"].split(",")
            client = await connect(
                reactor,
                hosts if len(hosts) > 1 else hosts[0],
                self["username"],
                read_secret(self, "secret", f"Password of {self['username']}: "),
                sync=bool(self["sync"]),
                tls=self.tls,
                legacy=bool(self["legacy"]),
            )
            client.timeout = self["timeout"]
            if self.command.name == "shell":
                return await self._shell(client)
            return await self._one(client, self.command, self.arguments)
        except (omm.Error, UsageProblem, OSError) as error:
            print(f"telco: {error}", file=sys.stderr)
            return 1
        finally:
            if client is not None:
                await client.close()

    async def _one(self, client: omm.Client, command: Command, arguments: Sequence[str]) -> int:
        context = Context(
            client,
            yes=bool(self["yes"]),
            secret=lambda prompt: read_secret(self, "value", prompt),
            show=self._write,
        )
        result = await command.run(context, arguments)
        if result is not None:
            self._write(result, command.columns)
        return 0

    def _write(self, result: Any, columns: Sequence[str] = ()) -> None:
        wanted = self["columns"].split(",") if self["columns"] else columns
        write(sys.stdout, result, self["format"], wanted, secrets=bool(self["show-secrets"]))

    async def _shell(self, client: omm.Client) -> int:
        print(f"connected to {client.session.get('ommVersion')}; help tells the commands")
        while True:
            line = await deferToThread(_read_line)
            if line is None or line.split()[:1] == ["exit"]:
                return 0
            words = line.split()
            if words == ["help"]:
                print(_commands())
            elif words:
                try:
                    await self._one(client, *parse(words))
                except (omm.Error, UsageProblem, usage.UsageError, OSError) as error:
                    print(f"telco: {error}", file=sys.stderr)


def parse(words: Sequence[str]) -> tuple[Command, list[str]]:
    """The command that words mean, with its arguments.

    :raises UsageError: there is none, or the number of arguments is wrong.
    """
    command = COMMANDS.get(words[0].replace("_", "-"))
    if command is None:
        raise usage.UsageError(f"there is no command {words[0]}")
    arguments = list(words[1:])
    if not command.takes(len(arguments)):
        raise usage.UsageError(f"it is: {command.usage}")
    return command, arguments


def read_secret(options: Any, name: str, prompt: str) -> str:
    """A secret from where the options ``--NAME-file`` and ``--NAME-env`` say, else asked for.

    :raises UsageProblem: there is none.
    """
    file, variable = options[f"{name}-file"], options[f"{name}-env"]
    try:
        if file:
            return secrets.from_file(Path(file))
        if variable:
            return secrets.from_environment(variable)
    except ValueError as error:
        raise UsageProblem(f"--{name}-{'file' if file else 'env'} {error}") from None
    if name == "secret" and os.environ.get(secrets.DEFAULT_ENV):
        return secrets.from_environment(secrets.DEFAULT_ENV)
    if not sys.stdin.isatty():
        raise UsageProblem(f"there is no secret; use --{name}-file or --{name}-env")
    return getpass.getpass(prompt)


def _read_line() -> str | None:
    """The next line of standard input, None at its end. Runs in a thread."""
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return line if line else None
