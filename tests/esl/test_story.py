"""The first steps of ``docs/esl_story.rst``, as ``examples/esl_story.py`` takes them."""

from __future__ import annotations

import re

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.examples import load
from twisted_telco import esl
from twisted_telco.testing import pump, result_of

SAID = """\
-ERR invalid
FreeSWITCH (Version 1.10.12-release  64bit) is ready
-ERR doggy Command not found!
in the background
ready: True, successful: True
<esl.Listener(<in memory>, disconnected)>
<esl.Listener(<in memory>, connected)>
UUID
<Call(UUID, 2 sessions)>
failed: USER_BUSY
outbound: answered True
inbound: answered True
hung up: NORMAL_CLEARING
calls left: 0
"""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Examples(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.said: list[str] = []

    def test_every_step_says_what_the_page_says(self) -> None:
        switch = esl.simulator.FreeSWITCH(self.clock)
        story = load("esl_story").story(self.clock, switch, self.said.append)
        result_of(self.clock, ensureDeferred(story), 60)
        self.assertEqual(UUID.sub("UUID", "\n".join(self.said)) + "\n", SAID)

    def test_main(self) -> None:
        module = load("esl_story")
        module.story.__defaults__ = (self.said.append,)
        result_of(self.clock, module.main(self.clock), 60)
        self.assertIn("calls left: 0", self.said)

    def test_quick_start(self) -> None:
        module = load("esl_quick")
        module.show.__globals__["print"] = lambda *words: self.said.append(" ".join(words))
        result_of(self.clock, module.main(self.clock), 60)
        once = ["simulator", "answered: 9196", "answered: 9196"]
        self.assertEqual(self.said, once * 2)

    def test_ivr(self) -> None:
        result_of(self.clock, load("esl_ivr").demonstrate(self.clock, self.said.append), 60)
        pump(self.clock, 1)
        self.assertEqual(self.said, ["5000: pressed 7"])
