"""The quick start of ``docs/esl.rst``, with ``await`` and with callbacks.

Run it: ``python examples/esl_quick.py`` (a FreeSWITCH in memory), or with host and password.
"""

# The quick start begins below the next line.
# ------------------------------------------

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import react

from twisted_telco import esl


def show(event):
    print("answered:", event["Caller-Destination-Number"])


async def with_await(reactor, endpoint, password):
    client = await esl.connect(reactor, endpoint, password=password)
    await client.subscribe("CHANNEL_ANSWER")  # what the server sends us
    client.events.subscribe("CHANNEL_ANSWER", show)  # who gets it here
    print(await client.api("hostname"))
    job = await client.bgapi("originate loopback/9196 &park()")
    uuid = await job.result(timeout=30)
    await client.api(f"uuid_kill {uuid}")
    await client.close()


def with_callbacks(reactor, endpoint, password):
    def connected(client):
        d = client.subscribe("CHANNEL_ANSWER")
        client.events.subscribe("CHANNEL_ANSWER", show)
        d.addCallback(lambda _: client.api("hostname"))
        d.addCallback(print)
        d.addCallback(lambda _: client.bgapi("originate loopback/9196 &park()"))
        d.addCallback(lambda job: job.result(timeout=30))
        d.addCallback(lambda uuid: client.api(f"uuid_kill {uuid}"))
        return d.addBoth(lambda result: client.close().addCallback(lambda _: result))

    return esl.connect(reactor, endpoint, password=password).addCallback(connected)


def main(reactor, *where):
    if not where:
        where = (esl.simulator.FreeSWITCH(reactor).endpoint(), "ClueCon")
    d = ensureDeferred(with_await(reactor, *where))
    return d.addCallback(lambda _: with_callbacks(reactor, *where))


if __name__ == "__main__":
    import sys

    react(main, sys.argv[1:])
