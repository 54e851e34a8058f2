"""A fake FreeSWITCH as a public test tool.

>>> clock = Clock()
>>> switch = simulator.FreeSWITCH(clock, password="ClueCon")
>>> client = esl.Client(clock, switch.endpoint(), password="ClueCon")
"""

from twisted_telco.esl.simulator.channel import Channel, Execution
from twisted_telco.esl.simulator.connection import EventSocket
from twisted_telco.esl.simulator.replay import Replay
from twisted_telco.esl.simulator.switch import FreeSWITCH

__all__ = ["Channel", "EventSocket", "Execution", "FreeSWITCH", "Replay"]
