"""Quick start with nucosMQ: a server and a client, with ``await`` and with callbacks."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import react

from twisted_telco import nucosmq

SECRETS = nucosmq.SharedSecrets({"testuser": "s3cret"})


async def with_await(reactor: Any, where: str = "tcp:4000:interface=127.0.0.1") -> None:
    server = nucosmq.Server(reactor, where, auth=SECRETS)
    server.add_event_callback("greet", lambda content: print("server:", content))
    await server.start()

    client = nucosmq.Client(
        reactor,
        f"127.0.0.1:{server.getsockname()[1]}",
        uid="testuser",
        on_challenge=nucosmq.signer("testuser", "s3cret"),
    )
    client.add_room_callback("weather", lambda content: print("weather:", content))
    await client.start()
    client.send("greet", "hello")
    await client.subscribe("weather")
    await client.publish("weather", "today", {"rain": 0.3}, ack=True)

    await client.close()
    await server.close()


def with_callbacks(reactor: Any, where: str = "tcp:4000:interface=127.0.0.1") -> Deferred[Any]:
    server = nucosmq.Server(reactor, where, auth=SECRETS)
    server.add_event_callback("greet", lambda content: print("server:", content))
    d: Deferred[Any] = server.start()

    def listening(server: nucosmq.Server) -> Deferred[Any]:
        client = nucosmq.Client(
            reactor,
            f"127.0.0.1:{server.getsockname()[1]}",
            uid="testuser",
            on_challenge=nucosmq.signer("testuser", "s3cret"),
        )
        client.add_room_callback("weather", lambda content: print("weather:", content))
        client.send("greet", "hello")  # waits until it is logged in
        joined = client.subscribe("weather")  # and so does this
        client.start()
        joined.addCallback(lambda _: client.publish("weather", "today", {"rain": 0.3}, ack=True))
        return joined.addBoth(lambda result: client.close().addCallback(lambda _: result))

    d.addCallback(listening)
    return d.addBoth(lambda result: server.close().addCallback(lambda _: result))


def main(reactor: Any) -> Deferred[Any]:
    d = ensureDeferred(with_await(reactor))
    return d.addCallback(lambda _: with_callbacks(reactor))


if __name__ == "__main__":
    react(main)
