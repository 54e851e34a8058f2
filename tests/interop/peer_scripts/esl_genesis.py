"""genesis as a client: what its documentation's first steps do. Arguments: host, port, password."""

import asyncio
import sys

from genesis import Inbound
from report import say

host, port, password = sys.argv[1:]


async def main():
    try:
        async with Inbound(host, int(port), password + "x"):
            pass
    except Exception as error:
        say(step="refused", error=type(error).__name__)

    async with Inbound(host, int(port), password) as client:
        answer = await client.send("api status")
        say(step="status", ready="is ready" in answer.body)
        answer = await client.send("api nosuch")
        say(step="unknown", text=answer.body.strip())

        events = asyncio.Queue()

        async def put(event):
            await events.put(event)

        for name in ("CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE", "BACKGROUND_JOB"):
            client.on(name, put)
        await client.send("events plain CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB")
        await client.send("bgapi originate {greeting=a\\\\\\\\sb}loopback/9199 &park()")
        seen = set()
        while len(seen) < 3:
            event = await asyncio.wait_for(events.get(), 10)
            seen.add(event["Event-Name"])
            if event["Event-Name"] == "BACKGROUND_JOB":
                say(step="job", ok=event.body.startswith("+OK "))
            elif event["Event-Name"] == "CHANNEL_ANSWER" and "variable_greeting" in event:
                say(step="answer", greeting=event["variable_greeting"])
        say(step="hangup", seen=sorted(seen))


asyncio.run(main())
