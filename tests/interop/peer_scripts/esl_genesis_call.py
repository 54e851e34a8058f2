"""genesis as the server that a call is handed to. It says its port, serves one call, ends."""

import asyncio
import sys

from genesis import Outbound
from report import say


async def main():
    served = asyncio.Event()

    async def handler(session):
        say(step="call", uuid=session.context["Unique-ID"], control=session.context["Control"])
        answer = await session.send("sendmsg\ncall-command: execute\nexecute-app-name: answer")
        say(step="answer", text=answer["Reply-Text"])
        await session.send("sendmsg\ncall-command: hangup\nhangup-cause: USER_BUSY")
        served.set()

    server = Outbound(
        handler=handler, host="127.0.0.1", port=int(sys.argv[1]), events=False, linger=False
    )
    running = asyncio.create_task(server.start())
    await asyncio.sleep(0.5)
    say(step="listening")
    await asyncio.wait_for(served.wait(), 20)
    running.cancel()


asyncio.run(main())
