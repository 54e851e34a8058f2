"""The programs of ``examples/`` say what the documentation says."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from tests.examples import load
from twisted_telco.testing import result_of

STORY = """\
Ping is not allowed before Open
OpenResp: EAuth
EAuth
True 54
PingResp
True
ENoEnt, asked by GetPPUserResp
1 4711 Zoë 4711
<GetPPUserSummaryResp seq='8' nRecords='1' uidFirst='1'>
EExist (num): num
EventPPUserCnf Zoe
EInval (NewInTheNextRelease)
<omm.Client stopped> cannot take requests now
"""
QUICK = """\
PingResp
1 1001 User 1
2 1002 User 2
changed: 1
PingResp
1 1001 Reception
2 1002 User 2
changed: 1
"""
DIRECTORY = [
    "3 users, 3 handsets",
    "User 1 is at handset 1",
    "User 2 is at handset 2",
    "User 3 is at handset 3",
    "User 1 is at no handset",
]


class Examples(SynchronousTestCase):
    def test_story(self) -> None:
        clock = Clock()
        said: list[str] = []
        result_of(clock, ensureDeferred(load("omm_story").story(clock, said.append)), 60)
        self.assertEqual("\n".join(said) + "\n", STORY)

    def test_quick(self) -> None:
        clock = Clock()
        with redirect_stdout(io.StringIO()) as out:
            result_of(clock, load("omm_quick").main(clock), 60)
        self.assertEqual(out.getvalue(), QUICK)

    def test_directory(self) -> None:
        clock = Clock()
        with redirect_stdout(io.StringIO()) as out:
            result_of(clock, load("omm_directory").main(clock), 60)
        self.assertEqual(out.getvalue().splitlines()[:5], DIRECTORY)
