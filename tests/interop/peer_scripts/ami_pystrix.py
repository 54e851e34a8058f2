"""pystrix as a client of an AMI server: what its documentation's first steps do.

Arguments: host, port, user name, secret, channel to call.
"""

import queue
import sys

from pystrix.ami import Manager
from pystrix.ami.core import (
    Challenge,
    CoreShowChannels,
    Login,
    Logoff,
    ManagerAuthError,
    Originate_Application,
    Ping,
    QueueStatus,
    UserEvent,
)
from report import say

host, port, username, secret, channel = sys.argv[1:]


def connected():
    manager = Manager()
    manager.connect(host, int(port))
    return manager


def seen(events, name, key="", value=None):
    """The next event of that name, with that header if a value is given."""
    while True:
        event = events.get(timeout=10)
        if event.name == name and (value is None or event.get(key) == value):
            return event


manager = connected()
try:
    manager.send_action(Login(username, secret + "x"))
except ManagerAuthError as error:
    say(step="refused", text=str(error))
manager.close()

manager = connected()
events = queue.Queue()
manager.register_callback("", lambda event, manager: events.put(event))
answer = manager.send_action(Challenge())
answer = manager.send_action(Login(username, secret, challenge=answer.result["Challenge"]))
say(step="login", success=answer.success, message=answer.response["Message"])

answer = manager.send_action(Ping())
say(step="ping", success=answer.success, ping=answer.response["Ping"])

request = QueueStatus()
request.synchronous = True
answer = manager.send_action(request)
received = sum(len(answer.events[name]) for name in ("QueueParams", "QueueMember"))
complete = int(answer.events["QueueStatusComplete"]["ListItems"]) == received
say(step="list", success=answer.success, empty=not received, complete=complete)

manager.send_action(UserEvent(), UserEvent="Greeting", Text="hello: world")
event = seen(events, "UserEvent", "UserEvent", "Greeting")
say(step="event", name=event["UserEvent"], text=event["Text"])

answer = manager.send_action(
    Originate_Application(channel, "Wait", ("1",), timeout=5000, variables={"A": "1", "B": "2"})
)
response = seen(events, "OriginateResponse", "ActionID", answer.action_id)
say(step="originate", success=answer.success, message=answer.response["Message"])

request = CoreShowChannels()
request.synchronous = True
answer = manager.send_action(request)
say(
    step="channels",
    found=response["Uniqueid"] in [e["Uniqueid"] for e in answer.events["CoreShowChannel"]],
)

seen(events, "Hangup", "Uniqueid", response["Uniqueid"])
say(step="hangup")

answer = manager.send_action(Logoff())
say(step="logoff", response=answer.response["Response"])
manager.close()
