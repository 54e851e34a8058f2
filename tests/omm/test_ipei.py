"""IPEI and IPUI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.omm import InvalidRequest
from twisted_telco.omm.ipei import check_ipei, from_ipui, make_ipei, to_ipui


class Numbers(SynchronousTestCase):
    def test_vectors(self) -> None:
        """The pairs were seen on handsets."""
        self.assertEqual(make_ipei(3074, 220259), "03074 0220259 3")
        self.assertEqual(make_ipei(10345, 615703), "10345 0615703 *")
        self.assertEqual(from_ipui("00C0235C63"), "03074 0220259 3")

    def test_check(self) -> None:
        self.assertEqual(check_ipei("0307402202593"), "03074 0220259 3")
        for bad in ("03074 0220259 4", "03074 220259 3", "", "x"):
            self.assertRaises(InvalidRequest, check_ipei, bad)
        for bad in ("", "00C0235C6", "zzzzzzzzzz", "FFFFFFFFFF"):
            self.assertRaises(InvalidRequest, from_ipui, bad)
        self.assertRaises(InvalidRequest, make_ipei, 100000, 0)

    @settings(deadline=None, derandomize=True, max_examples=50)
    @given(st.integers(0, 99_999), st.integers(0, 0xFFFFF))
    def test_there_and_back(self, emc: int, psn: int) -> None:
        ipei = make_ipei(emc, psn)
        self.assertEqual(check_ipei(ipei.replace(" ", "")), ipei)
        self.assertEqual(from_ipui(to_ipui(ipei)), ipei)
