"""The table of states, walked: every entry is made to happen on a real link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.hsms.far import (
    DESELECT_REQ,
    DESELECT_RSP,
    SELECT_REQ,
    SELECT_RSP,
    SEPARATE_REQ,
    SS,
    RawFactory,
    Recorder,
    data,
)
from twisted_telco import hsms
from twisted_telco.hsms.machine import TABLE, Action, Input, State
from twisted_telco.hsms.messages import control
from twisted_telco.testing import Clock, MemoryEndpoint, pump


class TableTests(SynchronousTestCase):
    def test_complete(self) -> None:
        """Whatever can happen to a link that is there has an entry."""
        for state in (State.NOT_SELECTED, State.SELECTED):
            missing = {i for i in Input if (state, i) not in TABLE}
            impossible = {Input.CONNECTED} | ({Input.T7} if state is State.SELECTED else set())
            self.assertEqual(missing, impossible)
        self.assertEqual([i for i in Input if (State.NOT_CONNECTED, i) in TABLE], [Input.CONNECTED])


def as_page() -> str:
    """The table as it stands in the documentation."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    rows = [("state", "what happens", "what we do", "next state")]
    rows += [(s.value, i.value, a.value, n.value) for (s, i), (n, a) in TABLE.items()]
    for row in rows:
        lines += [f"   {'*' if n == 0 else ' '} - {cell}" for n, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


class DocumentationTests(SynchronousTestCase):
    def test_the_page_shows_the_table(self) -> None:
        page = Path(__file__).parents[2] / "docs" / "hsms_states.inc"
        self.assertEqual(page.read_text(), as_page())


class WalkTests(SynchronousTestCase):
    """An active connection without automatic select, so that every state can be reached."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.far = RawFactory(self.clock)
        self.connection = hsms.ActiveConnection(
            self.clock,
            MemoryEndpoint(self.clock, self.far),
            t5=1000,
            t7=10,
            linktest=0,
        )
        self.connection.delegate = self.told = Recorder()
        self.connection.handle(1, 1, lambda _: None)

    def reach(self, state: State) -> None:
        if state is State.NOT_CONNECTED:
            return
        self.connection.enable()
        pump(self.clock)
        self.raw = self.far.made[-1]
        (self.asked,) = self.raw.take()
        if state is State.SELECTED:
            self.raw.send(control(SELECT_RSP, SS, self.asked.system))
        self.assertIs(self.connection.link_state, state)
        self.told.told.clear()

    def provoke(self, what: Input) -> None:
        raw = getattr(self, "raw", None)
        sends: dict[Input, Callable[[], hsms.Message]] = {
            Input.SELECT_REQ: lambda: control(SELECT_REQ, SS, 70),
            Input.SELECTED: lambda: control(SELECT_RSP, SS, self.asked.system),
            Input.DESELECT_REQ: lambda: control(DESELECT_REQ, SS, 71),
            Input.SEPARATE_REQ: lambda: control(SEPARATE_REQ, SS, 72),
            Input.DATA: lambda: data(1, 1, 73),
        }
        if what is Input.CONNECTED:
            self.connection.enable()
        elif what is Input.LOST:
            assert raw is not None
            raw.transport.loseConnection()
        elif what is Input.T7:
            pump(self.clock, 10)
        elif what is Input.DESELECTED:
            assert raw is not None
            self.connection.deselect()
            (asked,) = (m for m in raw.take() if m.stype == DESELECT_REQ)
            raw.send(control(DESELECT_RSP, SS, asked.system))
        elif what is Input.SELECTED and self.connection.selected:
            # Both asked at once: we are selected already when the answer to ours comes.
            assert raw is not None
            raw.take()
        else:
            assert raw is not None
            raw.send(sends[what]())
        pump(self.clock)

    def expect(self, state: State, action: Action) -> None:
        raw = getattr(self, "raw", None)
        said = [] if raw is None else raw.said()
        closed = raw is not None and raw.closed
        expected: dict[Action, list[tuple[str, int, int]]] = {
            Action.ACCEPT: [("Select.rsp", 70, 0)],
            Action.RELEASE: [("Deselect.rsp", 71, 0)],
            Action.REJECT: [("Reject.req", 73, 4)],
            Action.DELIVER: [("S1F0", 73, 0)],
        }
        if action is Action.REFUSE:
            self.assertIn(said, ([("Select.rsp", 70, 1)], [("Deselect.rsp", 71, 1)]))
        elif action is Action.CLOSE:
            self.assertTrue(closed)
        elif action in expected:
            self.assertEqual(said, expected[action])
        link = self.connection.link
        running = link is not None and link._t7 is not None
        if action is Action.CLOSE or state is State.NOT_CONNECTED:
            self.assertIs(self.connection.link_state, State.NOT_CONNECTED)
        else:
            self.assertIs(self.connection.link_state, state)
            self.assertFalse(closed)
            self.assertEqual(running, state is State.NOT_SELECTED, "T7 runs while not selected")

    def walk(self, state: State, what: Input) -> None:
        self.reach(state)
        self.provoke(what)
        self.expect(*TABLE[state, what])


def _tests() -> None:
    for state, what in TABLE:

        def test(self: WalkTests, state: State = state, what: Input = what) -> None:
            self.walk(state, what)

        setattr(WalkTests, f"test_{state.name}_{what.name}".lower(), test)


_tests()


class SimultaneousSelectTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.far = RawFactory(self.clock)
        self.connection = hsms.ActiveConnection(self.clock, MemoryEndpoint(self.clock, self.far))
        self.connection.enable()
        pump(self.clock)
        (self.raw,) = self.far.made
        (self.asked,) = self.raw.take()

    def test_theirs_completes_first(self) -> None:
        self.raw.send(control(SELECT_REQ, SS, self.asked.system))
        self.assertEqual(self.raw.said(), [("Select.rsp", self.asked.system, 0)])
        self.assertEqual(self.connection.state, "ready")
        self.raw.send(control(SELECT_RSP, SS, self.asked.system))
        self.assertEqual(self.raw.said(), [], "the later answer is consumed silently")
        self.assertTrue(self.connection.selected)

    def test_ours_completes_first(self) -> None:
        self.raw.send(control(SELECT_RSP, SS, self.asked.system), control(SELECT_REQ, SS, 5))
        self.assertEqual(self.raw.said(), [("Select.rsp", 5, 1)])
        self.assertEqual(self.connection.state, "ready")

    def test_already_selected_is_selected(self) -> None:
        self.raw.send(control(SELECT_RSP, SS, self.asked.system, 1))
        self.assertEqual(self.connection.state, "ready")

    def test_two_active_sides(self) -> None:
        """As through a relay that dials both: each sends Select.req before hearing the other."""
        other = hsms.ActiveConnection(self.clock)
        one = hsms.ActiveConnection(self.clock, MemoryEndpoint(self.clock, other.factory))
        one.delegate, other.delegate = Recorder(), Recorder()
        one.enable()
        pump(self.clock)
        self.assertEqual((one.state, other.state), ("ready", "ready"))
        for delegate in (one.delegate, other.delegate):
            self.assertEqual(
                delegate.told, ["established NOT SELECTED", "Select.req", "Select.rsp"]
            )
        self.assertEqual([p.function for p in one.delegate.packets], [0, 0])
