"""Apps: classes of callbacks that get the calls which belong to them.

>>> class Greeter:
...     @on_event("CHANNEL_PARK")
...     async def parked(self, session):
...         await session.answer()
...         await session.run("playback", "ivr/welcome.wav")
"""

from twisted_telco.esl.apps.loader import Apps, LoadedApp, on_event
from twisted_telco.esl.apps.toneplay import TonePlay

__all__ = ["Apps", "LoadedApp", "TonePlay", "on_event"]
