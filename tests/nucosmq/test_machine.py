"""The login's tables: every pair of state and input."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.nucosmq import machine


class LoginTests(SynchronousTestCase):
    def test_every_pair(self) -> None:
        """What the table has is done; everything else is refused and changes nothing."""
        for table, start in (
            (machine.SERVER, machine.SERVER_START),
            (machine.CLIENT, machine.CLIENT_START),
        ):
            states = {state for state, _ in table} | set(table.values())
            steps = {step for _, step in table}
            for state in states:
                for step in [*steps, "shutdown", ""]:
                    login = machine.Login(table, state)
                    self.assertEqual(login.step(step), (state, step) in table)
                    self.assertEqual(login.state, table.get((state, step), state))
            self.assertIn(start, states)

    def test_the_way_in(self) -> None:
        login = machine.Login(machine.SERVER, machine.SERVER_START)
        for step in ("uid", machine.CHALLENGE, "signature", machine.ACCEPT):
            self.assertTrue(login.step(step))
        self.assertEqual(login.state, machine.SERVER_IN)
        login = machine.Login(machine.CLIENT, machine.CLIENT_START)
        for step in ("start_auth", "challenge_auth", machine.ANSWER, "auth_final", "start_auth"):
            self.assertTrue(login.step(step))

    def test_a_second_challenge_is_not_signed(self) -> None:
        """No oracle: outside its place in a login, a challenge has none."""
        for state in (machine.CLIENT_START, "signing", "sent the signature", machine.CLIENT_IN):
            self.assertFalse(machine.Login(machine.CLIENT, state).step("challenge_auth"))
