"""The quick start of ``docs/ami.rst``, with ``await`` and with callbacks.

Run it: ``python examples/ami_quick.py`` (an Asterisk in memory), or with host, user name, secret.
"""

# The quick start begins below the next line.
# ------------------------------------------

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import react

from twisted_telco import ami


async def with_await(reactor, endpoint, username, secret):
    client = await ami.connect(reactor, endpoint, username=username, secret=secret)
    client.events.subscribe("Hangup", lambda event: print("hung up:", event["Channel"]))
    print((await client.request("Ping"))["Ping"])
    channels = await client.request("CoreShowChannels")
    for channel in channels.events.getall("CoreShowChannel"):
        print(channel["Channel"], channel["ChannelStateDesc"])
    await client.close()


def with_callbacks(reactor, endpoint, username, secret):
    def connected(client):
        client.events.subscribe("Hangup", lambda event: print("hung up:", event["Channel"]))
        d = client.request("Ping")
        d.addCallback(lambda response: print(response["Ping"]))
        d.addCallback(lambda _: client.request("CoreShowChannels"))
        d.addCallback(show)
        return d.addBoth(lambda result: client.close().addCallback(lambda _: result))

    def show(channels):
        for channel in channels.events.getall("CoreShowChannel"):
            print(channel["Channel"], channel["ChannelStateDesc"])

    return ami.connect(reactor, endpoint, username=username, secret=secret).addCallback(connected)


def main(reactor, *where):
    if not where:
        asterisk = ami.simulator.Asterisk(reactor, users={"admin": "s3cret"})
        where = (asterisk.endpoint(), "admin", "s3cret")
    d = ensureDeferred(with_await(reactor, *where))
    return d.addCallback(lambda _: with_callbacks(reactor, *where))


if __name__ == "__main__":
    import sys

    react(main, sys.argv[1:])
