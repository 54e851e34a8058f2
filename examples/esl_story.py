"""First steps with ESL, errors included, against a FreeSWITCH in memory.

Run it: ``python examples/esl_story.py``. The same steps against a server of yours: give
``esl.connect`` its host name instead of ``switch.endpoint()``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater, react

from twisted_telco import esl
from twisted_telco.esl.simulator import FreeSWITCH

Say = Callable[[str], Any]


async def log_in(reactor: Any, switch: FreeSWITCH) -> esl.Client:
    # begin log in
    client = await esl.connect(reactor, switch.endpoint(), password="ClueCon")
    # end log in
    return client


async def refused_login(reactor: Any, switch: FreeSWITCH, say: Say) -> None:
    # begin refused login
    try:
        await esl.connect(reactor, switch.endpoint(), password="wrong")
    except esl.AuthenticationFailed as error:
        say(str(error))  # -ERR invalid
    # end refused login


async def status(client: esl.Client, say: Say) -> None:
    # begin status
    text = await client.api("status")
    say(text.splitlines()[1])  # FreeSWITCH (Version …) is ready
    # end status


async def unknown_command(client: esl.Client, say: Say) -> None:
    # begin unknown command
    try:
        await client.api("doggy")
    except esl.CommandError as error:
        say(error.text)  # -ERR doggy Command not found!
    # end unknown command


async def background_job(client: esl.Client, say: Say) -> None:
    # begin background job
    job = await client.bgapi("echo in the background")
    say(await job.result(timeout=5))  # in the background
    say(f"ready: {job.ready()}, successful: {job.successful()}")
    # end background job


async def own_listener(reactor: Any, switch: FreeSWITCH, client: esl.Client, say: Say) -> Any:
    # begin own listener
    listener = esl.Listener(reactor, switch.endpoint(), password="ClueCon")
    say(repr(listener))  # <esl.Listener(…, disconnected)>
    await listener.unsubscribe("CHANNEL_PROGRESS")  # before connecting: what is wanted
    await listener.connect()
    say(repr(listener))  # <esl.Listener(…, connected)>
    client.listener = listener
    # end own listener
    return listener


async def originate(client: esl.Client, say: Say) -> str:
    # begin originate
    job = await client.originate("9196@example.org:5080", dp_exten=9197, proxy="example.net:5060")
    say(await job.get(timeout=30))  # the session's uuid
    assert job.sess_uuid is not None
    call = client.listener.calls[job.sess_uuid]
    say(repr(call))  # <Call(…, 2 sessions)>
    await call.hangup()
    # end originate
    return job.sess_uuid


async def no_answer(client: esl.Client, say: Say) -> None:
    # begin no answer
    job = await client.originate("USER_BUSY", endpoint="error")
    try:
        await job.get(timeout=30)
    except esl.JobFailed as error:
        say(f"failed: {error.cause}")  # failed: USER_BUSY
    # end no answer


async def tone_play(reactor: Any, client: esl.Client, say: Say) -> None:
    # begin tone play
    cid = client.load_app(esl.apps.TonePlay)
    assert client.apps.TonePlay.cid == cid
    job = await client.originate("park@example.org", app_id=cid)
    uuid = await job.get(timeout=30)
    first, second = client.listener.calls[uuid].sessions
    say(f"{first.direction}: answered {first.answered}")
    say(f"{second.direction}: answered {second.answered}")
    # end tone play
    # begin hang up
    gone = first.when_hungup(timeout=5)
    await client.hupall()
    say(f"hung up: {await gone}")  # hung up: NORMAL_CLEARING
    # end hang up
    await deferLater(reactor, 0.1)


async def story(reactor: Any, switch: FreeSWITCH, say: Say = print) -> None:
    """All of it in order."""
    await refused_login(reactor, switch, say)
    client = await log_in(reactor, switch)
    await status(client, say)
    await unknown_command(client, say)
    await background_job(client, say)
    listener = await own_listener(reactor, switch, client, say)
    await originate(client, say)
    await no_answer(client, say)
    await tone_play(reactor, client, say)
    say(f"calls left: {len(listener.calls)}")
    await listener.stop()
    await client.close()


def main(reactor: Any, *args: str) -> Deferred[None]:
    switch = FreeSWITCH(reactor)
    done = Deferred.fromCoroutine(story(reactor, switch))
    return done.addCallback(lambda _: switch.stopService())


if __name__ == "__main__":
    react(main)
