"""An OMM to test against, at home or in memory."""

from twisted_telco.omm.simulator.link import Oddities
from twisted_telco.omm.simulator.omm import OMM, Account

__all__ = ["OMM", "Account", "Oddities"]
