"""Where protocols meet the relay: one file per protocol, and what all of them share."""

from twisted_telco.services.config import ConfigError, Fault, SiteConfig, load, parse
from twisted_telco.services.kind import ConnectionConfig, Kind, Option, Role, SimulatorConfig
from twisted_telco.services.site import Site

__all__ = [
    "ConfigError",
    "ConnectionConfig",
    "Fault",
    "Kind",
    "Option",
    "Role",
    "SimulatorConfig",
    "Site",
    "SiteConfig",
    "load",
    "parse",
]
