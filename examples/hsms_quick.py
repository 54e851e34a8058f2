"""The quick start of ``docs/hsms.rst``, with ``await`` and with callbacks.

Run it: ``python examples/hsms_quick.py`` (an equipment in memory), or with a host or endpoint.
"""

# The quick start begins below the next line.
# ------------------------------------------

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import react

from twisted_telco import hsms, secs


async def with_await(reactor, endpoint):
    conn = await hsms.connect(reactor, endpoint, session_id=0)
    conn.handle(6, 11, lambda message: secs.S6F12(ackc6=0))  # event reports
    reply = await conn.request(secs.S1F13())
    print(reply.value, secs.read(reply).mdln)
    await conn.linktest()
    await conn.close()


def with_callbacks(reactor, endpoint):
    def connected(conn):
        conn.handle(6, 11, lambda message: secs.S6F12(ackc6=0))
        d = conn.request(secs.S1F13())
        d.addCallback(lambda reply: print(reply.value, secs.read(reply).mdln))
        d.addCallback(lambda _: conn.linktest())
        return d.addBoth(lambda result: conn.close().addCallback(lambda _: result))

    return hsms.connect(reactor, endpoint, session_id=0).addCallback(connected)


def main(reactor, *where):
    if not where:
        where = (hsms.simulator.Equipment(reactor).endpoint(),)
    d = ensureDeferred(with_await(reactor, *where))
    return d.addCallback(lambda _: with_callbacks(reactor, *where))


if __name__ == "__main__":
    import sys

    react(main, sys.argv[1:])
