"""The first steps of ``docs/hsms_story.rst`` and the quick start, as the examples take them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, ensureDeferred, inlineCallbacks
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase

from tests.examples import load
from twisted_telco import hsms, secs
from twisted_telco.testing import result_of

SAID = r"""[1, 'text', [1.5, -2.25], [True, b'\x01']]
0104b1040000000141047465787491083fc00000c01000000102250101210101
True
S2F41 W
<L [2]
  <A [5] "START">
  <L [1]
    <L [2]
      <A [3] "LOT">
      <A [2] "A1">
    >
  >
>
.
line 2, column 8: 300 does not fit U1
<L <U1 300>>.
       ^
S2F33.reports[0].vid[1]: U1 or U2 or U4 or U8 or I1 or I2 or I4 or I8 or A cannot hold 2.5
{'dataid': 1, 'steps': [{'recipe': 'etch', 'v': [1.5]}]}
passive: established, NOT SELECTED
active: established, NOT SELECTED
passive: Select.req
active: Select.rsp
passive: Linktest.req
active: Linktest.rsp
65535 0 6 b''
active: before closed
active: closed, closed
passive: Separate.req
passive: before closed
passive: closed, the far end has sent Separate.req
status 0
127.0.0.1 with session id 2 is 127.0.0.1 session 2 already
litho: established, SELECTED
litho: Select.req
litho: S1F1
<S1F1>: S9F3: unrecognised stream
litho: Separate.req
litho: before closed
litho: closed, the far end has sent Separate.req
etch: established, SELECTED
etch: Select.req
etch: S1F1
<S1F1>: S9F3: unrecognised stream
etch: Separate.req
etch: before closed
etch: closed, the far end has sent Separate.req
<hsms.SECSHandler etch1 SELECTED>
{'mdln': 'SIMULATOR', 'softrev': '1.0'}
Aborted: <S2F25 W B(b'\x01')>: aborted by S2F0
ErrorReported: <S2F99 W>: S9F5: unrecognised function
RequestTimeout: no answer to <S2F41 W L(A('START'), L())> within 0.1 s
ConnectionLost, S2F41
etch1 is not connected"""


class StoryTests(TestCase):
    timeout = 20

    @inlineCallbacks
    def test_every_step_says_what_the_page_says(self) -> Any:
        said: list[str] = []
        # Which of two ends of a socket is told first of its closing is the kernel's business.
        yield ensureDeferred(load("hsms_story").story(reactor, said.append))
        text = "\n".join(said)
        self.assertEqual(sorted(text.split("\n")), sorted(SAID.split("\n")))
        for who in ("passive", "active", "litho", "etch"):
            self.assertEqual(_lines(text, who), _lines(SAID, who))


def _lines(text: str, who: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith(f"{who}:")]


class PagesTests(SynchronousTestCase):
    def test_what_they_name_exists(self) -> None:
        for name in ("hsms.rst", "migrating/secsgem.rst"):
            text = (Path(__file__).parents[2] / "docs" / name).read_text()
            ours = re.sub(r"(?m)^   \* - .*", "", text)  # without the other package's column
            named = set(re.findall(r"(?<![.\w])(hsms|secs)\.([A-Za-z]\w*)", ours))
            self.assertGreater(len(named), 10)
            for module, attribute in named:
                found = hasattr({"hsms": hsms, "secs": secs}[module], attribute)
                known = found or attribute in ("wire", "machine", "S64F1")
                self.assertTrue(known, f"{name}: {module}.{attribute}")

    def test_examples_of_the_migration(self) -> None:
        for message in (
            secs.S1F11(svid=[]),
            secs.S1F3(svid=[1]),
            secs.S2F29([]),
            secs.S2F13([1]),
            secs.S2F15([(1, 5)]),
            secs.S2F37(False, []),
            secs.S2F33(0, []),
            secs.S10F3(0, "text"),
        ):
            self.assertEqual(secs.read(message).item, message.item)


class QuickStartTests(SynchronousTestCase):
    def test_both_ways(self) -> None:
        clock = Clock()
        quick = load("hsms_quick")
        for way in (quick.with_await, quick.with_callbacks):
            endpoint = hsms.simulator.Equipment(clock).endpoint()
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                begun = way(clock, endpoint)
                if not isinstance(begun, Deferred):
                    begun = ensureDeferred(begun)
                result_of(clock, begun, 30)
            self.assertEqual(said.getvalue(), "[b'\\x00', ['SIMULATOR', '1.0']] SIMULATOR\n")
