"""greenswitch as the server that a call is handed to. It says its port, serves one call, ends."""

import logging
import sys

import gevent
from greenswitch.esl import OutboundESLServer
from report import say

logging.disable()


class Application:
    def __init__(self, session):
        self.session = session

    def run(self):
        session = self.session
        session.myevents()
        session.answer()
        session.playback("welcome.wav")
        say(step="call", uuid=session.uuid)
        session.hangup()
        gevent.sleep(0.5)
        server.stop()


server = OutboundESLServer(
    bind_address="127.0.0.1", bind_port=int(sys.argv[1]), application=Application
)
gevent.spawn_later(0.3, lambda: say(step="listening"))
server.listen()
