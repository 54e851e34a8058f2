"""greenswitch as a client: what its documentation's first steps do. Arguments: host, port,
password."""

import logging
import sys

import gevent
from gevent.queue import Queue
from greenswitch import InboundESL
from report import say

logging.disable()
host, port, password = sys.argv[1:]

try:
    InboundESL(host, int(port), password + "x").connect()
except ValueError as error:
    say(step="refused", text=str(error))

client = InboundESL(host, int(port), password)
client.connect()
say(step="status", ready="is ready" in client.send("api status").data)
say(step="unknown", text=client.send("api nosuch").data.strip())

events = Queue()
for name in ("CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE", "BACKGROUND_JOB"):
    client.register_handle(name, events.put)
client.send("event plain CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB")
client.send("bgapi originate {greeting=a\\\\\\\\sb}loopback/9199 &park()")
seen = set()
with gevent.Timeout(10):
    while len(seen) < 3:
        headers = events.get().headers
        seen.add(headers["Event-Name"])
        if headers["Event-Name"] == "CHANNEL_ANSWER" and "variable_greeting" in headers:
            say(step="answer", greeting=headers["variable_greeting"])
        elif headers["Event-Name"] == "BACKGROUND_JOB":
            say(step="job", command=headers["Job-Command"])
say(step="hangup", seen=sorted(seen))
client.send("exit")
