"""The link cut at every byte of login, request, page and event: nothing hangs, all comes back."""

from __future__ import annotations

from typing import Any

from twisted.python.failure import Failure

from twisted_telco import omm
from twisted_telco.core.trace import Trace
from twisted_telco.omm import messages
from twisted_telco.omm.simulator.people import USER

from .far import FarCase


class EveryByte(FarCase):
    """A page of two users, an event and a refusal after the login."""

    def setUp(self) -> None:
        super().setUp()
        # Small records, so that every byte of everything is a case of its own.
        for number in (1, 2):
            user = self.far.add_user(num=str(number))
            user.attributes = {
                k: v for k, v in user.attributes.items() if k not in USER or v == "2"
            }

    def session(self, client: omm.Client) -> list[Any]:
        """Everything the client does; what it got for each."""
        results: list[Any] = []
        for ask in (
            lambda: client.request(messages.GetPPUser(uid=0, maxRecords=2)),
            lambda: client.users().collect(),
            lambda: client.request(messages.GetPPUser(uid=9)),
            lambda: client.set_user_name(1, "new"),
        ):
            ask().addBoth(results.append)
        return results

    def whole(self) -> tuple[int, int]:
        """How many bytes a whole session has, received and sent by the client."""
        client = self.client()
        client.subscribe("PPUserCnf")
        client.startService()
        self.pump()
        self.session(client)
        self.pump()
        counters = client.counters
        self.result(client.close())
        return counters.bytes_received, counters.bytes_sent

    def one_cut(self, **cut: int) -> None:
        self.far.pp_users[1].name = "old"
        self.far.cut_after(**cut)
        client = self.client()
        client.subscribe("PPUserCnf")
        client.startService()
        self.pump()
        results = self.session(client)
        self.far.cut_after()
        self.pump(1)
        self.assertEqual(len(results), 4, cut)
        for result in results:
            if isinstance(result, Failure):
                expected = (omm.ConnectionLost, omm.NotReady, omm.OMMError)
                self.assertTrue(result.check(*expected), (cut, result))
        self.assertEqual(client.state, "ready", cut)
        (link,) = self.far.links
        self.assertEqual(link.wishes, {"PPUserCnf": [{"uid": "-1"}]}, cut)
        # And it works: one event for one change.
        seen: list[Any] = []
        client.events.subscribe("EventPPUserCnf", seen.append)
        self.result(client.set_user_name(1, "newer"))
        self.assertEqual(len(seen), 1)
        self.assertEqual(len(self.result(client.users().collect())), 2)
        self.result(client.close())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_of_what_the_client_receives(self) -> None:
        received, _ = self.whole()
        self.assertGreater(received, 1000)
        for sent in range(received):
            self.one_cut(sent=sent)

    def test_of_what_the_client_sends(self) -> None:
        _, sent = self.whole()
        self.assertGreater(sent, 300)
        for received in range(sent):
            self.one_cut(received=received)

    def test_the_pieces_are_all_there(self) -> None:
        """Login, page, event and refusal are really within what was cut."""
        trace_client = self.client()
        trace_client.trace = trace = Trace(self.clock)
        trace_client.subscribe("PPUserCnf")
        trace_client.startService()
        self.pump()
        self.session(trace_client)
        self.pump()
        text = trace.text()
        for name in ("OpenResp", "SubscribeResp", "GetPPUserResp", "EventPPUserCnf", "ENoEnt"):
            self.assertIn(name, text)
