"""The console script ``telco``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from twisted.python import usage
from twisted.python.reflect import namedAny

#: Sub-command → (its Options, what it does). Each is imported when it is used; its Options have
#: ``run() -> int``, the exit status.
ROOMS = {
    "check": ("twisted_telco.cli.site.CheckOptions", "find the faults of a TOML file"),
    "run": ("twisted_telco.cli.site.RunOptions", "run the site of a TOML file"),
    "omm": ("twisted_telco.cli.omm.Options", "users, handsets and base stations of a Mitel OMM"),
}


class Options(usage.Options):
    synopsis = "Usage: telco"
    longdesc = "telco COMMAND --help tells more."

    @property
    def subCommands(self) -> Iterable[tuple[str, None, Any, str]]:
        for name, (options, text) in ROOMS.items():
            yield name, None, lambda options=options: namedAny(options)(), text

    def opt_version(self) -> None:
        """Show the version."""
        from twisted_telco import __version__  # noqa: PLC0415

        print(f"telco {__version__}")
        sys.exit(0)

    def postOptions(self) -> None:
        if self.subCommand is None:
            raise usage.UsageError("no command was given")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :return: the exit status: 0, or 1 after one clear sentence on stderr.
    """
    options = Options()
    try:
        options.parseOptions(sys.argv[1:] if arguments is None else arguments)
    except usage.UsageError as error:
        at_fault = options
        while getattr(at_fault, "subOptions", None) is not None:
            at_fault = at_fault.subOptions
        print(at_fault, file=sys.stderr)
        print(f"telco: {error}", file=sys.stderr)
        return 1
    status = options.subOptions.run()
    assert isinstance(status, int)
    return status


if __name__ == "__main__":
    sys.exit(main())
