"""panoramisk as a client of an AMI server: what its documentation's first steps do.

Arguments: host, port, user name, secret, channel to call.
"""

import asyncio
import sys

from panoramisk import Manager
from panoramisk.actions import Action
from report import say

host, port, username, secret, channel = sys.argv[1:]


def manager(secret):
    return Manager(host=host, port=int(port), username=username, secret=secret)


async def seen(events, name, key="", value=None):
    """The next event of that name, with that header if a value is given."""
    while True:
        event = await asyncio.wait_for(events.get(), 10)
        if event.event == name and (value is None or event[key] == value):
            return event


async def connected(secret):
    client = manager(secret)
    await client.connect()
    await asyncio.sleep(0)
    answer = await client.authenticated_future
    return client, answer


async def main():
    client, answer = await connected(secret + "x")
    say(step="refused", text=answer.message)
    client.close()

    client, answer = await connected(secret)
    say(step="login", success=answer.success, message=answer.message)
    events = asyncio.Queue()
    client.register_event("*", lambda manager, event: events.put_nowait(event))

    answer = await client.send_action({"Action": "Ping"})
    say(step="ping", success=answer.success, ping=answer.ping)

    answer = await client.send_action({"Action": "QueueStatus"})
    received = len(answer) - 2
    complete = int(answer[-1].listitems) == received
    say(step="list", success=answer[0].success, empty=not received, complete=complete)

    # As an Action, since panoramisk takes for an answer all that bears the ActionID of a request
    # that still waits.
    await client.send_action(
        Action({"Action": "UserEvent", "UserEvent": "Greeting", "Text": "hello: world"})
    )
    event = await seen(events, "UserEvent", "UserEvent", "Greeting")
    say(step="event", name=event.userevent, text=event.text)

    answer = await client.send_command("core show version")
    say(step="command", success=answer.success, output=bool(answer.output))

    answer = await client.send_action(
        {
            "Action": "Originate",
            "Channel": channel,
            "Application": "Wait",
            "Data": "1",
            "Async": "true",
            "Variable": ["A=1", "B=2"],
        }
    )
    say(
        step="originate",
        success=answer[0].success,
        message=answer[0].message,
        last=answer[-1].event,
    )
    uniqueid = answer[-1].uniqueid

    answer = await client.send_action({"Action": "CoreShowChannels"})
    say(
        step="channels",
        found=uniqueid in [item.uniqueid for item in answer if item.event == "CoreShowChannel"],
    )

    await seen(events, "Hangup", "Uniqueid", uniqueid)
    say(step="hangup")

    answer = await client.send_action({"Action": "Logoff"})
    say(step="logoff", response=answer.response)
    client.close()


asyncio.run(asyncio.wait_for(main(), 25))
