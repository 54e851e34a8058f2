"""``twistd telco --config FILE``: a whole site from one TOML file."""

from __future__ import annotations

from typing import Any, ClassVar

from twisted.python import usage

from twisted_telco.services.config import SiteConfig, load
from twisted_telco.services.options import ServiceOptions
from twisted_telco.services.site import Site


class Options(ServiceOptions):
    optParameters: ClassVar[list[Any]] = [
        ["config", "c", None, "the site's TOML file; telco check FILE finds its faults"],
    ]

    def read_site(self, reactor: Any) -> SiteConfig:
        if self["config"] is None:
            raise usage.UsageError("--config is missing")
        return load(reactor, self["config"])


def makeService(options: Options) -> Site:
    """The site that was built when the options were read."""
    return options.site
