"""The first steps of ``docs/nucosmq.rst``, as the examples take them."""

from __future__ import annotations

import socket

from twisted.internet import reactor
from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.examples import load
from twisted_telco.testing import result_of

SAID = """\
server: testuser is in
server: sent before the start
server: other is in
the server refuses 'testuser'
server: {'any': ['JSON', None, 1.5]}
server: acknowledged
content that is no JSON
anything in weather: rain
today: rain
today, wherever: rain
all: rain
other, testuser
today, wherever: for your eyes only
all: for your eyes only
not a member of 'other'
1 + 2 = 3
nobody answers 'subtract'
pong within a second: True
server: testuser is gone
client: away
server: testuser is in
client: back, and in its rooms
server: sent while away
client: away
server: testuser is gone
server: other is gone
<nucosmq.Client stopped> can not take requests now
"""


class StoryTests(SynchronousTestCase):
    def test_every_step_says_what_the_page_says(self) -> None:
        clock = Clock()
        said: list[str] = []
        story = load("nucosmq_story").story(clock, said.append)
        result_of(clock, ensureDeferred(story), 60)
        self.assertEqual("\n".join(said) + "\n", SAID)


class QuickStartTests(TestCase):
    timeout = 20

    async def test_both_ways(self) -> None:
        quick = load("nucosmq_quick")
        for way in (quick.with_await, quick.with_callbacks):
            said: list[str] = []
            quick.print = lambda *words, to=said: to.append(" ".join(map(str, words)))
            await way(reactor, "tcp:0:interface=127.0.0.1")
            self.assertEqual(sorted(said), ["server: hello", "weather: {'rain': 0.3}"])


class LinkTests(TestCase):
    timeout = 20

    async def test_both_ways(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        said: list[str] = []
        await load("nucosmq_link").talk(reactor, "127.0.0.1", port, said.append)
        self.assertEqual(
            said,
            ["b heard from a", "a heard from b", "pong", "the link is in use; close it first"],
        )
