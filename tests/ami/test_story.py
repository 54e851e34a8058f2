"""The first steps of ``docs/ami_story.rst``, as ``examples/ami_story.py`` takes them."""

from __future__ import annotations

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.examples import load
from twisted_telco.testing import result_of

SAID = """\
Authentication failed
could not connect: Connection was refused by other side: nothing listens in memory
<ami.Client ready>
Pong
answered in 0.000 s, success: True
QueueParams
QueueMember
QueueParams
QueueMember
QueueStatusComplete
Member One in support
Member Two in sales
Success, reason 4
4 entries, 4 announced, valid: True
Invalid/unknown command: Nonsense. Use Action: ListCommands to show available commands.
Nonsense
success: False
Data: a value cannot hold CR, LF or NUL
'Da:ta' cannot be the name of a header
timeout=30000 is in seconds and at most 3600; Asterisk's header in milliseconds is Timeout, given \
as Timeout="…" or {"Timeout": "…"}
no answer to Ping within 0.2 s
Pong, asked by None
UserEvent
lunch: soup
soup
<ami.Client stopped> can not send Ping: it is not logged in
"""


class Story(SynchronousTestCase):
    def test_every_step_says_what_the_page_says(self) -> None:
        clock = Clock()
        said: list[str] = []
        story = load("ami_story").story(clock, said.append)
        result_of(clock, ensureDeferred(story), 60)
        self.assertEqual("\n".join(said) + "\n", SAID)
