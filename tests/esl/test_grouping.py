"""Which sessions belong to which call, in whatever order they are heard of."""

from __future__ import annotations

from twisted_telco import esl
from twisted_telco.esl.client import TAG
from twisted_telco.esl.grouping import APP_TAG, CALL_TAG, ENDED_KEPT

from .case import ListeningCase, event


class Grouping(ListeningCase):
    def make(self, *uuids: str) -> None:
        self.feed(*(event("CHANNEL_CREATE", uuid) for uuid in uuids))

    def bridge(self, one: str, other: str) -> None:
        ids = {"Bridge_A_Unique_ID": one, "Bridge_B_Unique_ID": other}
        self.feed(event("CHANNEL_BRIDGE", one, Other_Leg_Unique_ID=other, **ids))

    def destroy(self, *uuids: str) -> None:
        self.feed(*(event("CHANNEL_DESTROY", uuid) for uuid in uuids))

    def legs(self, key: str) -> list[str]:
        return [session.uuid for session in self.listener.calls[key]]

    def nothing_is_left(self) -> None:
        calls = self.listener.calls
        self.assertEqual((self.listener.sessions, calls, calls._tagged), ({}, {}, {}))

    def test_changing_call_uuid(self) -> None:
        """The B leg has its own id, then that of the A leg, then its own again."""
        self.feed(
            event("CHANNEL_CREATE", "a", Channel_Call_UUID="a"),
            event("CHANNEL_OUTGOING", "b", Channel_Call_UUID="b"),
            event("CHANNEL_CREATE", "b", Channel_Call_UUID="a", Other_Leg_Unique_ID="a"),
        )
        call = self.listener.calls["a"]
        self.assertEqual([s.uuid for s in call], ["a", "b"])
        self.feed(event("CHANNEL_HANGUP_COMPLETE", "b", Channel_Call_UUID="b"))
        self.assertEqual(len(call), 2)
        self.feed(event("CHANNEL_DESTROY", "b"), event("CHANNEL_DESTROY", "a"))
        self.assertEqual(self.listener.calls, {})

    def test_bridging_two_calls_keeps_their_keys(self) -> None:
        one, other = self.call(self.esl), self.call(self.esl)
        first, second = (self.listener.sessions[u] for u in (one, other))
        self.result(first.bridge(second))
        self.pump(1)
        call = self.listener.calls[one]
        self.assertIs(self.listener.calls[other], call)
        self.assertEqual((call.uuid, call.first, len(call)), (one, first, 4))
        self.result(self.esl.hupall(everything=True))
        self.pump(1)
        self.assertEqual(self.listener.calls, {})

    def test_renamed(self) -> None:
        self.feed(event("CHANNEL_CREATE", "old"), event("CHANNEL_CREATE", "later"))
        self.feed(event("CHANNEL_UUID", "new", Old_Unique_ID="old"))
        self.assertEqual(list(self.listener.calls), ["new", "later"])
        self.assertEqual(self.listener.sessions["new"].call.uuid, "new")

    def test_bridging_twice(self) -> None:
        """The key of a call that was joined to one which is joined to another leads there."""
        self.make("a", "b", "c")
        self.bridge("b", "c")
        self.bridge("a", "b")
        call = self.listener.calls["a"]
        self.assertEqual(self.legs("c"), ["a", "b", "c"])
        self.assertEqual(list(self.listener.calls.values()), [call, call, call])
        self.destroy("a", "b", "c")
        self.nothing_is_left()

    def test_renamed_after_bridging(self) -> None:
        self.make("a", "b")
        self.bridge("a", "b")
        self.feed(event("CHANNEL_UUID", "new", Old_Unique_ID="b"))
        self.assertEqual(list(self.listener.calls), ["a", "new"])
        self.assertEqual(self.legs("new"), ["a", "new"])
        self.destroy("a", "new")
        self.nothing_is_left()

    def test_tag_ties_legs_together(self) -> None:
        self.make("a")
        self.feed(event("CHANNEL_CREATE", "third", {CALL_TAG: "a"}))
        self.assertEqual(self.legs("a"), ["a", "third"])

    def test_other_leg_first(self) -> None:
        """The session that carries the client's tag is the originating one."""
        for tag, mark in (("a", {}), ("tag", {TAG: "client"})):
            self.feed(event("CHANNEL_CREATE", "b", {CALL_TAG: tag}))
            self.feed(event("CHANNEL_CREATE", "a", {CALL_TAG: tag, **mark}))
            call = self.listener.calls["a"]
            self.assertEqual(repr(call), "<Call(a, 2 sessions)>")
            self.assertEqual(self.legs("a"), ["a", "b"])
            self.assertIs(self.listener.calls["b"], call)
            self.destroy("a", "b")
            self.nothing_is_left()

    def test_event_without_variables(self) -> None:
        """It does not say whose the session is: no call is made for it."""
        self.make("a")
        self.feed(event("CHANNEL_OUTGOING", "b", Channel_Call_UUID="b"))
        self.assertIsNone(self.listener.sessions["b"].call)
        self.feed(event("CHANNEL_CREATE", "b", Channel_Call_UUID="a"))
        self.assertEqual(list(self.listener.calls), ["a"])
        self.destroy("a", "b")
        self.nothing_is_left()

    def test_uuid_used_again(self) -> None:
        for _ in range(2):
            self.assertEqual(self.call(self.esl, uuid="my-1"), "my-1")
            call = self.listener.calls["my-1"]
            self.assertEqual((len(call), call.ended), (2, False))
            self.result(call.hangup())
            self.pump(1)
            self.nothing_is_left()

    def test_late_create_is_no_new_session(self) -> None:
        made = [str(1_700_000_000_000_000 + n) for n in range(3)]
        self.feed(
            event("CHANNEL_ANSWER", "a", Event_Date_Timestamp=made[1]),
            event("CHANNEL_DESTROY", "a", Event_Date_Timestamp=made[2]),
            event("CHANNEL_CREATE", "a", Event_Date_Timestamp=made[0]),
        )
        self.nothing_is_left()

    def test_uuid_in_use(self) -> None:
        """The server takes another one and says so."""
        first, second = (self.call(self.esl, uuid="my-1") for _ in range(2))
        self.assertEqual((first, first == second), ("my-1", False))
        for uuid in (first, second):
            call = self.listener.calls[uuid]
            self.assertEqual((call.uuid, call.sessions[0].uuid, len(call)), (uuid, uuid, 2))

    def test_tags_can_not_be_overridden(self) -> None:
        uuid = self.call(self.esl, variables={TAG: "mine", CALL_TAG: "mine", "x": "y"})
        variables = self.switch.channels[uuid].variables
        self.assertEqual((variables[TAG], variables["x"]), (self.esl.id, "y"))
        self.result(self.esl.hupall())
        self.pump(1)
        self.nothing_is_left()

    def test_untagged_leg_first(self) -> None:
        """It names the originating session, so the call is that one's, and so is the app."""
        mark = {CALL_TAG: "a", TAG: "client"}
        for b_links, a_links in (
            ({"Other_Leg_Unique_ID": "a"}, {}),
            ({"Other_Leg_Unique_ID": "a"}, {"Other_Leg_Unique_ID": "b"}),
        ):
            self.feed(event("CHANNEL_CREATE", "b", **b_links))
            self.feed(event("CHANNEL_CREATE", "a", {**mark, APP_TAG: "app"}, **a_links))
            self.bridge("a", "b")
            call = self.listener.calls["a"]
            self.assertEqual((call.uuid, self.legs("a")), ("a", ["a", "b"]))
            self.assertEqual([s.app_id for s in call], ["app", "app"])
            self.destroy("a", "b")
            self.nothing_is_left()

    def test_bridged_calls_keep_their_apps(self) -> None:
        """The older is the first, whoever originated the other."""
        self.make("in")
        self.feed(event("CHANNEL_CREATE", "a", {CALL_TAG: "a", TAG: "client", APP_TAG: "app"}))
        self.bridge("in", "a")
        call = self.listener.calls["a"]
        self.assertEqual((call.uuid, self.legs("a")), ("in", ["in", "a"]))
        self.assertEqual([s.app_id for s in call], [None, "app"])

    def test_leg_that_meets_many(self) -> None:
        """What has ended is forgotten by and by, while the call goes on."""
        self.make("agent")
        call = self.listener.calls["agent"]
        for n in range(50):
            tags = {CALL_TAG: f"tag{n}", TAG: "client"}
            self.feed(event("CHANNEL_CREATE", f"c{n}", tags))
            self.bridge("agent", f"c{n}")
            self.assertIs(self.listener.calls[f"c{n}"], call)
            self.destroy(f"c{n}")
        kept = [f"c{n}" for n in range(50 - ENDED_KEPT, 50)]
        self.assertEqual(self.legs("agent"), ["agent", *kept])
        self.assertEqual(list(self.listener.calls), ["agent", *kept])
        self.assertEqual(len(self.listener.calls._tagged), ENDED_KEPT)
        self.assertEqual(call.forgotten, 50 - ENDED_KEPT)
        self.destroy("agent")
        self.nothing_is_left()

    def test_first_leg_that_ends_first(self) -> None:
        """Its key leads to the call as long as that lives."""
        self.make("first", "agent")
        self.bridge("first", "agent")
        self.destroy("first")
        for n in range(20):
            self.make(f"c{n}")
            self.bridge("agent", f"c{n}")
            self.destroy(f"c{n}")
        self.assertEqual(self.legs("first")[:2], ["first", "agent"])
        self.destroy("agent")
        self.nothing_is_left()

    def test_hangup_without_connection(self) -> None:
        call = self.listener.calls[self.call(self.esl)]
        self.switch.drop()
        self.pump()
        self.fails(call.hangup(), esl.NotReady)
