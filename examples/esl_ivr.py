"""Serve calls that FreeSWITCH hands over: greet, ask for a digit, say good-bye.

``python examples/esl_ivr.py PORT`` serves ``socket 127.0.0.1:PORT async full`` of a dialplan until
it is interrupted; without arguments a FreeSWITCH in memory makes one call and presses 7.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from twisted_telco import esl
from twisted_telco.esl.simulator import FreeSWITCH


async def greet(session: esl.OutboundSession, say: Callable[[str], Any] = print) -> None:
    """One call. A caller who hangs up ends it wherever it waits."""
    await session.answer()
    await session.run("playback", "ivr/ivr-welcome.wav")
    digit = await session.get_digits("ivr/ivr-enter_ext.wav", timeout=5)
    say(f"{session['Caller-Destination-Number']}: pressed {digit or 'nothing'}")
    await session.run("playback", "voicemail/vm-goodbye.wav")


def demonstrate(reactor: Any, say: Callable[[str], Any] = print) -> Deferred[Any]:
    """One call from a FreeSWITCH in memory."""
    switch = FreeSWITCH(reactor)
    server = esl.OutboundServer(reactor, None, lambda session: greet(session, say))
    switch.outbound_endpoints["ivr", 8084] = server.endpoint()
    switch.extensions["5000"] = [("socket", "ivr:8084 async full")]
    channel = switch.incoming("5000")
    ended: Deferred[Any] = Deferred()
    channel.on_hangup.append(lambda: ended.callback(None))
    channel.later(1.5, switch.dtmf, channel, "7")
    ended.addCallback(lambda _: server.stopService())
    return ended.addCallback(lambda _: switch.stopService())


def main(reactor: Any, *args: str) -> Deferred[Any]:
    if not args:
        return demonstrate(reactor)
    server = esl.OutboundServer(reactor, int(args[0]), greet)
    server.startService()
    reactor.addSystemEventTrigger("before", "shutdown", server.stopService)
    return Deferred()


if __name__ == "__main__":
    react(main, sys.argv[1:])
