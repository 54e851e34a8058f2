"""A far end that talks like Asterisk 22, for tests, demonstrations and users' own suites.

>>> asterisk = Asterisk(reactor, users={"admin": "s"})
>>> client = ami.Client(reactor, asterisk.endpoint(), username="admin", secret="s")
"""

from twisted_telco.ami.simulator.answers import NO_ANSWER, EventList, Refused
from twisted_telco.ami.simulator.asterisk import Asterisk
from twisted_telco.ami.simulator.exchange import Exchange, Origination
from twisted_telco.ami.simulator.queues import Member, Queue
from twisted_telco.ami.simulator.rights import User
from twisted_telco.ami.simulator.session import Session

__all__ = [
    "NO_ANSWER",
    "Asterisk",
    "EventList",
    "Exchange",
    "Member",
    "Origination",
    "Queue",
    "Refused",
    "Session",
    "User",
]
