from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import hsms, secs
from twisted_telco.testing import Clock, pump, result_of


class EquipmentTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.equipment = hsms.simulator.Equipment(self.clock)
        self.host = hsms.ActiveConnection(self.clock, self.equipment.endpoint(), t5=1)
        self.host.enable()
        pump(self.clock)

    def ask(self, what: Any, **more: Any) -> hsms.Message:
        return result_of(self.clock, self.host.request(what, **more))

    def test_default_script(self) -> None:
        self.assertEqual(secs.read(self.ask("S1F13 W <L>.")).mdln, "SIMULATOR")
        self.assertEqual(secs.read(self.ask(secs.S1F17())).onlack, 0)
        self.assertEqual([m.name for m in self.equipment.heard], ["S1F13", "S1F17"])

    def test_unknown(self) -> None:
        self.assertRaises(hsms.ErrorReported, self.ask, "S1F99")

    def test_script(self) -> None:
        self.equipment.script(
            """
            // answers
            S1F3 W. S1F4 <L <F4 20.5>>.
            S2F41 W. S2F0.
            S2F25 W.
            """
        )
        self.assertEqual(self.ask(secs.S1F3([1])).value, [20.5])
        self.assertRaises(hsms.Aborted, self.ask, "S2F41")
        d = self.host.request("S2F25", timeout=3)
        pump(self.clock, 4)
        self.failureResultOf(d, hsms.RequestTimeout)
        self.assertRaises(secs.SMLError, self.equipment.script, "S1F3 W")

    def test_answers_in_python(self) -> None:
        self.equipment.on(2, 25, lambda m: m.item)
        self.equipment.on(1, 3, "S1F4 <L>.")
        self.assertEqual(self.ask(secs.S2F25(b"abc")).value, b"abc")
        self.assertEqual(self.ask(secs.S1F3([])).value, [])

    def test_emit(self) -> None:
        seen: list[Any] = []
        self.host.handle(6, 11, lambda m: (seen.append(m.value), secs.S6F12(0))[1])
        self.assertEqual(self.equipment.emit("S6F11 W <L <U4 1> <U4 2> <L>>."), 1)
        self.assertEqual(
            self.equipment.emit(secs.S6F11(dataid=3, ceid=4, reports=[], wait=False)), 1
        )
        pump(self.clock)
        self.assertEqual(seen, [[1, 2, []], [3, 4, []]])
        reply = result_of(self.clock, self.equipment.request("S6F11 W <L <U4 1> <U4 2> <L>>."))
        self.assertEqual(secs.read(reply).ackc6, 0)

    def test_repeat(self) -> None:
        seen: list[str] = []
        self.host.handle_all(lambda m: (seen.append(m.name), None)[1])
        self.equipment.repeat("S6F11 W <L>. S5F1 <L>.", 2)
        pump(self.clock, 6.5)
        self.assertEqual(seen, ["S6F11", "S5F1", "S6F11"])
        self.equipment.repeat("", 1)
        pump(self.clock, 5)
        self.equipment.repeat("S6F1.", 1)
        self.host.disable()
        self.equipment.stopService()
        pump(self.clock, 5)
        self.assertEqual(len(seen), 3)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_nobody_there(self) -> None:
        self.host.disable()
        pump(self.clock)
        self.assertEqual(self.equipment.emit("S6F11 W."), 0)
        self.assertRaises(hsms.NotReady, self.equipment.request, "S6F11 W.")
        self.assertEqual(self.equipment.hosts, [])

    def test_faults(self) -> None:
        self.equipment.drop()
        pump(self.clock, 0.5)
        self.assertFalse(self.host.selected)
        pump(self.clock, 0.6)
        self.assertTrue(self.host.selected)
        self.equipment.stall()
        d = self.host.request("S1F1", timeout=1)
        pump(self.clock, 1.1)
        self.failureResultOf(d, hsms.RequestTimeout)
        self.equipment.resume()
        self.equipment.split(3)
        self.assertEqual(self.ask("S1F1").name, "S1F2")
        self.equipment.split(None)
        self.equipment.garbage(b"\0\0\0\0")
        pump(self.clock)
        self.assertIn("length 0", str(self.host.reason))
        pump(self.clock, 1.1)
        self.assertTrue(self.host.selected)

    def test_cut_at_every_byte_while_selecting(self) -> None:
        self.host.disable()
        for cut in range(14):
            self.equipment.cut_after(sent=cut)
            self.host.enable()
            pump(self.clock)
            self.assertFalse(self.host.selected, cut)
            self.equipment.cut_after()
            pump(self.clock, 1.1)
            self.assertTrue(self.host.selected)
            self.host.disable()
            pump(self.clock)

    def test_hosts_are_asked_to_leave(self) -> None:
        (host,) = self.equipment.hosts
        host.disable()
        pump(self.clock)
        self.assertIn("Separate.req", str(self.host.reason))
        self.assertRaises(hsms.InvalidRequest, host.enable)

    def test_settings(self) -> None:
        equipment = hsms.simulator.Equipment(self.clock, session_id=7, script="", keep=2)
        host = hsms.ActiveConnection(self.clock, equipment.endpoint(), session_id=7)
        host.enable()
        pump(self.clock)
        for _ in range(3):
            self.failureResultOf(_pumped(self.clock, host.request("S1F1")), hsms.ErrorReported)
        self.assertEqual(len(equipment.heard), 2)


def _pumped(clock: Clock, d: Any) -> Any:
    pump(clock)
    return d
