"""First steps with an OMM, errors included, against one in memory.

Run it: ``python examples/omm_story.py``. The same steps against an OMM of yours: give
``omm.connect`` its host name instead of ``simulator.endpoint()``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.task import react

from twisted_telco import omm

Say = Callable[[str], Any]


async def connect(reactor: Any, simulator: omm.simulator.OMM) -> omm.Client:
    # begin connect
    link = await omm.connect(reactor, simulator.endpoint())
    # end connect
    return link


async def too_early(link: omm.Client, say: Say) -> None:
    # begin too early
    try:
        await link.request(omm.messages.Ping())
    except omm.NotReady as error:
        say(str(error))  # Ping is not allowed before Open
    # end too early


async def refused_open(link: omm.Client, say: Say) -> None:
    # begin refused open
    r = await link.request(omm.messages.Open("user", "wrong"), check=False)
    say(f"{r.name}: {r.errCode}")  # OpenResp: EAuth
    try:
        await link.request(omm.messages.Open("user", "wrong"))
    except omm.AuthenticationFailed as error:
        say(str(error))  # EAuth
    # end refused open


async def second_open(link: omm.Client, say: Say) -> None:
    # begin second open
    r = await link.request(omm.messages.Open("user", "pass"))
    say(f"{r.success} {r.protocolVersion}")
    # end second open


async def ping(link: omm.Client, say: Say) -> None:
    # begin ping
    r = await link.request(omm.messages.Ping(timeStamp=2342))
    say(r.name)  # PingResp
    say(str(isinstance(r.timeStamp, int)))  # the OMM's clock
    # end ping


async def raise_on_error(link: omm.Client, say: Say) -> None:
    # begin raise on error
    r = await link.request(omm.messages.GetPPUser(uid=999), check=False)
    try:
        r.raise_on_error()
    except omm.errors.ENoEnt as error:
        say(f"{error.code}, asked by {error.response.name}")
    # end raise on error


async def a_user(link: omm.Client, say: Say) -> None:
    # begin user
    user = await link.create_user("4711", name="Zoë")
    user = await link.set_sip_auth(user.uid, "4711", "s3cret")  # travels encrypted
    say(f"{user.uid} {user.num} {user.name} {user.sipAuthId}")
    say(repr(await link.request("GetPPUserSummary")))
    try:
        await link.create_user("4711")
    except omm.errors.EExist as error:
        say(f"{error}: {error.bad}")
    # end user


async def events(link: omm.Client, say: Say) -> None:
    # begin events
    await link.subscribe("PPUserCnf")  # tells the OMM, now and after each login
    subscription = link.events.subscribe(
        "EventPPUserCnf", lambda event: say(f"{event.name} {event.user.name}")
    )
    await link.set_user_name(1, "Zoe")
    subscription.cancel()
    # end events


async def unknown(link: omm.Client, say: Say) -> None:
    # begin unknown
    try:
        await link.request("NewInTheNextRelease", {"timeout": 3}, colour="green")
    except omm.OMMError as error:
        say(str(error))
    # end unknown


async def close(link: omm.Client, say: Say) -> None:
    # begin close
    await link.close()
    try:
        await link.request("Ping")
    except omm.NotReady as error:
        say(str(error))
    # end close


async def story(reactor: Any, say: Say = print) -> None:
    """All steps, one after the other."""
    simulator = omm.simulator.OMM(reactor, users={"user": "pass"})
    link = await connect(reactor, simulator)
    for step in (too_early, refused_open, second_open, ping, raise_on_error, a_user, events,
                 unknown, close):  # fmt: skip
        await step(link, say)


if __name__ == "__main__":
    from twisted.internet.defer import ensureDeferred

    react(lambda reactor: ensureDeferred(story(reactor)))
