"""First steps with AMI, errors included, against an Asterisk in memory.

Run it: ``python examples/ami_story.py``. The same steps against a server of yours: give
``ami.connect`` its host name instead of ``asterisk.endpoint()``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.task import react

from twisted_telco import ami
from twisted_telco.ami.simulator import Asterisk

Say = Callable[[str], Any]


async def log_in(reactor: Any, asterisk: Asterisk) -> ami.Client:
    # begin log in
    client = await ami.connect(reactor, asterisk.endpoint(), username="admin", secret="s3cret")
    # end log in
    return client


async def refused_login(reactor: Any, asterisk: Asterisk, say: Say) -> None:
    # begin refused login
    try:
        await ami.connect(reactor, asterisk.endpoint(), username="admin", secret="wrong")
    except ami.AuthenticationFailed as error:
        say(str(error))  # Authentication failed
    # end refused login


async def unreachable(reactor: Any, asterisk: Asterisk, say: Say) -> None:
    asterisk.accepting = False
    # begin unreachable
    try:
        await ami.connect(reactor, asterisk.endpoint(), username="admin", secret="s3cret")
    except ami.ConnectionLost as error:
        say(str(error))  # could not connect: …
    # end unreachable
    asterisk.accepting = True


async def ping(client: ami.Client, say: Say) -> None:
    # begin ping
    response = await client.request("Ping")
    say(response["Ping"])  # Pong
    say(f"answered in {response.time:.3f} s, success: {response.success}")
    # end ping


async def a_list(client: ami.Client, say: Say) -> None:
    # begin list
    response = await client.request("QueueStatus")
    for event in response.events:  # in order of arrival, the closing one last
        say(event.name)
    for member in response.events.getall("QueueMember"):
        say(f"{member['Name']} in {member['Queue']}")
    # end list


async def synchronous(client: ami.Client, say: Say) -> None:
    # begin synchronous
    call = ami.Request(
        "Originate",
        {"Timeout": "30000"},  # Asterisk's own header, in milliseconds
        Channel="Local/100@default",
        Application="Wait",
        Data="1",
        Async=True,
        synchronous=True,  # ours: wait for the events that it causes
        timeout=40,  # ours, in seconds
    )
    response = await client.request(call)
    outcome = response.events["OriginateResponse"]
    say(f"{outcome['Response']}, reason {outcome['Reason']}")  # Success, reason 4
    # end synchronous


async def aggregate(client: ami.Client, say: Say) -> None:
    # begin aggregate
    def show(whole: ami.Aggregate) -> None:
        say(f"{len(whole.entries)} entries, {whole['ListItems']} announced, valid: {whole.valid}")

    subscription = client.events.subscribe("QueueStatus_Aggregate", show)
    await client.request("QueueStatus", aggregate=True)
    subscription.cancel()
    # end aggregate


async def refused(client: ami.Client, say: Say) -> None:
    # begin refused
    try:
        await client.request("Nonsense")
    except ami.ActionError as error:
        say(str(error))  # Invalid/unknown command: Nonsense. …
        say(error.request.name)  # Nonsense
    response = await client.request("Nonsense", check=False)
    say(f"success: {response.success}")  # success: False
    # end refused


async def invalid(client: ami.Client, say: Say) -> None:
    # begin invalid
    for headers in ({"Data": "x\r\nAction: Logoff"}, {"Da:ta": "x"}):
        try:
            await client.request("UserEvent", headers)
        except ami.InvalidRequest as error:
            say(str(error))  # nothing was sent
    try:
        await client.request("Originate", timeout=30000)
    except ami.InvalidRequest as error:
        say(str(error))  # … in seconds …; Asterisk's header in milliseconds is Timeout …
    # end invalid


async def timeout_and_orphan(client: ami.Client, asterisk: Asterisk, say: Say) -> None:
    asterisk.stall()
    # begin timeout
    try:
        await client.request("Ping", timeout=0.2)
    except ami.RequestTimeout as error:
        say(str(error))  # no answer to Ping within 0.2 s
    # end timeout
    # begin orphan
    orphan = client.events.wait_for(ami.ORPHAN, timeout=5)
    # end orphan
    asterisk.resume()
    # begin orphan answer
    late = await orphan
    say(f"{late['Ping']}, asked by {late.request}")  # Pong, asked by None
    # end orphan answer


async def events(client: ami.Client, say: Say) -> None:
    # begin events
    by_name = client.events.subscribe("Hangup", lambda event: say(f"hung up: {event['Channel']}"))
    every = client.events.subscribe("*", lambda event: say(event.name))
    chosen = client.events.subscribe(
        lambda event: event.name == "UserEvent" and event["UserEvent"] == "Lunch",
        lambda event: say(f"lunch: {event['Menu']}"),
    )
    await client.request("UserEvent", UserEvent="Lunch", Menu="soup")
    event = await client.events.wait_for("UserEvent", timeout=5)
    say(f"{event.process()[0]['Menu']}")  # soup
    for subscription in (by_name, every, chosen):
        subscription.cancel()
    # end events


async def log_off(client: ami.Client, say: Say) -> None:
    # begin log off
    await client.close()  # Logoff, and the link is gone
    try:
        await client.request("Ping")
    except ami.NotReady as error:
        say(str(error))
    # end log off


async def story(reactor: Any, say: Say = print) -> None:
    """All steps, one after the other."""
    asterisk = Asterisk(reactor, users={"admin": "s3cret"})
    await refused_login(reactor, asterisk, say)
    await unreachable(reactor, asterisk, say)
    client = await log_in(reactor, asterisk)
    say(f"{client}")
    await ping(client, say)
    await a_list(client, say)
    await synchronous(client, say)
    await aggregate(client, say)
    await refused(client, say)
    await invalid(client, say)
    await timeout_and_orphan(client, asterisk, say)
    await events(client, say)
    await log_off(client, say)


if __name__ == "__main__":
    from twisted.internet.defer import ensureDeferred

    react(lambda reactor: ensureDeferred(story(reactor)))
