"""First steps with nucosMQ, errors included: a server with logins, two clients, a link.

Run it: ``python examples/nucosmq_story.py``. Server and clients are in one process here, and
meet in memory; give the server an endpoint (``"tcp:4000"``) and the clients its host name, and they
need not be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.task import deferLater, react

from twisted_telco import nucosmq
from twisted_telco.nucosmq.simulator import Broker

Say = Callable[[str], Any]


# begin auth
class Auth:
    """The server's side of the login; results may be Deferreds too."""

    def auth_challenge(self, uid: str) -> str:
        return f"sign this, {uid}"

    def auth_final(self, uid: str, signature: str, challenge: str) -> bool:
        return uid in ("testuser", "other") and signature == challenge[::-1]


def on_challenge(challenge: str) -> str:
    """The client's side."""
    return challenge[::-1]


# end auth


async def start_server(reactor: Any, say: Say) -> Broker:
    # begin server
    server = Broker(reactor, auth=Auth)  # nucosmq.Server(reactor, "tcp:4000", auth=Auth)
    server.add_event_callback("test-event", lambda content: say(f"server: {content}"))
    server.add_on_connect(lambda member: say(f"server: {member.uid} is in"))
    server.add_on_disconnect(lambda member: say(f"server: {member.uid} is gone"))
    # end server
    return server


async def start_clients(
    reactor: Any, server: Broker, say: Say
) -> tuple[nucosmq.Client, nucosmq.Client]:
    # begin clients
    client = nucosmq.Client(reactor, server.endpoint(), uid="testuser", on_challenge=on_challenge)
    client.send("test-event", "sent before the start")  # waits, and leaves first
    await client.start()
    other = nucosmq.Client(reactor, server.endpoint(), uid="other", on_challenge=on_challenge)
    await other.start()
    # end clients
    return client, other


async def refused(reactor: Any, server: Broker, say: Say) -> None:
    # begin refused
    try:
        await nucosmq.connect(
            reactor, server.endpoint(), uid="testuser", on_challenge=lambda challenge: "wrong"
        )
    except nucosmq.AuthenticationFailed as error:
        say(str(error))  # the server refuses 'testuser'
    # end refused


async def events(client: nucosmq.Client, say: Say) -> None:
    # begin events
    client.send("test-event", {"any": ["JSON", None, 1.5]})
    await client.send("test-event", "acknowledged", ack=True)
    try:
        client.send("test-event", object())
    except nucosmq.InvalidRequest as error:
        say(str(error).partition(":")[0])  # content that is no JSON
    # end events


async def rooms(client: nucosmq.Client, other: nucosmq.Client, server: Broker, say: Say) -> None:
    # begin rooms
    other.add_room_callback("weather", lambda content: say(f"anything in weather: {content}"))
    other.add_room_event_callback("weather", "today", lambda content: say(f"today: {content}"))
    other.add_event_callback("today", lambda content: say(f"today, wherever: {content}"))
    other.add_event_callback("all", lambda content: say(f"all: {content}"))
    await client.subscribe("weather")
    await other.subscribe("weather")
    await client.publish("weather", "today", "rain", ack=True)
    say(", ".join(await client.who("weather")))  # other, testuser
    # end rooms
    # begin private
    server.publish("other", "today", "for your eyes only")  # every uid is a room
    try:
        await client.publish("other", "today", "from a stranger", ack=True)
    except nucosmq.RequestRefused as error:
        say(str(error))  # not a member of 'other'
    # end private
    # begin leave
    await other.unsubscribe("weather")
    await client.publish("weather", "today", "nobody else hears it", ack=True)
    # end leave


async def requests(client: nucosmq.Client, server: Broker, say: Say) -> None:
    # begin requests
    server.add_request_handler("add", lambda message: sum(message.content))
    say(f"1 + 2 = {await client.request('add', [1, 2])}")
    try:
        await client.request("subtract", [1, 2])
    except nucosmq.RequestRefused as error:
        say(str(error))  # nobody answers 'subtract'
    # end requests


async def ping(client: nucosmq.Client, server: Broker, say: Say) -> None:
    # begin ping
    seconds = await client.ping()
    say(f"pong within a second: {seconds < 1}")
    await server.ping("testuser")
    # end ping


async def lost(reactor: Any, client: nucosmq.Client, server: Broker, say: Say) -> None:
    # begin lost
    client.add_on_disconnect(lambda client: say("client: away"))
    client.add_on_connect(lambda client: say("client: back, and in its rooms"))
    server.get_conn("testuser").abort()  # a cable is pulled
    await deferLater(reactor, 0.1)
    client.send("test-event", "sent while away")
    await client.when_ready()
    await client.ping()
    # end lost


async def close(client: nucosmq.Client, other: nucosmq.Client, server: Broker, say: Say) -> None:
    # begin close
    await client.close()
    await other.close()
    await server.close()
    try:
        await client.ping()
    except nucosmq.NotReady as error:
        say(str(error))
    # end close


async def story(reactor: Any, say: Say = print) -> None:
    server = await start_server(reactor, say)
    client, other = await start_clients(reactor, server, say)
    await refused(reactor, server, say)
    await events(client, say)
    await rooms(client, other, server, say)
    await requests(client, server, say)
    await ping(client, server, say)
    await lost(reactor, client, server, say)
    await close(client, other, server, say)


if __name__ == "__main__":
    react(story)
