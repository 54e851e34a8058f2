"""The quick start of ``docs/omm.rst``, with ``await`` and with callbacks.

Run it: ``python examples/omm_quick.py`` (an OMM in memory), or with host, user name, password.
"""

# The quick start begins below the next line.
# ------------------------------------------

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import react

from twisted_telco import omm


async def with_await(reactor, endpoint, username, password):
    client = await omm.connect(reactor, endpoint, username=username, password=password)
    client.events.subscribe("EventPPUserCnf", lambda event: print("changed:", event.user.uid))
    await client.subscribe("PPUserCnf")
    print((await client.request("Ping", timeStamp=1)).name)
    async for user in client.users():
        print(user.uid, user.num, user.name)
    await client.set_user_name(1, "Reception")
    await client.close()


def with_callbacks(reactor, endpoint, username, password):
    def connected(client):
        client.events.subscribe("EventPPUserCnf", lambda event: print("changed:", event.user.uid))
        d = client.subscribe("PPUserCnf")
        d.addCallback(lambda _: client.request("Ping", timeStamp=1))
        d.addCallback(lambda response: print(response.name))
        d.addCallback(lambda _: client.users().collect())
        d.addCallback(show)
        d.addCallback(lambda _: client.set_user_name(1, "Reception desk"))
        return d.addBoth(lambda result: client.close().addCallback(lambda _: result))

    def show(users):
        for user in users:
            print(user.uid, user.num, user.name)

    return omm.connect(reactor, endpoint, username=username, password=password).addCallback(
        connected
    )


def main(reactor, *where):
    if not where:
        simulator = omm.simulator.OMM(reactor, users={"omm": "s3cret"})
        simulator.populate(users=2)
        where = (simulator.endpoint(), "omm", "s3cret")
    d = ensureDeferred(with_await(reactor, *where))
    return d.addCallback(lambda _: with_callbacks(reactor, *where))


if __name__ == "__main__":
    import sys

    react(main, sys.argv[1:])
