"""What a client asked for: taken back when refused, shared, told during a login too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted_telco import esl

from .case import Case


class Wanting(Case):
    def limited(self, **rights: Any) -> esl.Client:
        """A client whose user may not have everything."""
        self.switch.users["bob@x"] = {"password": "s", **rights}
        return self.ready(user="bob@x", password="s")

    def told(self) -> list[str]:
        heard, self.switch.heard[:] = list(self.switch.heard), []
        return heard

    def again(self, client: esl.Client) -> list[str]:
        """What a new connection is told."""
        self.switch.drop()
        self.told()
        self.pump(5)
        self.assertEqual(client.state, "ready")
        return self.told()[1:]

    def job_works(self, client: esl.Client) -> None:
        job = self.result(client.bgapi("echo x"))
        self.assertEqual(self.result(job.result(5)), "x")


class Refused(Wanting):
    """What the server refuses is not asked for again."""

    def test_events(self) -> None:
        client = self.limited(events="BACKGROUND_JOB HEARTBEAT DTMF")
        self.result(client.subscribe("DTMF"))
        self.fails(client.subscribe("CHANNEL_ANSWER", "DTMF", "CUSTOM a::b"), esl.CommandError)
        self.assertEqual(self.again(client), ["event json BACKGROUND_JOB HEARTBEAT DTMF"])

    def test_two_at_once(self) -> None:
        client = self.limited(events="BACKGROUND_JOB HEARTBEAT")
        for d in [client.subscribe("DTMF"), client.subscribe("DTMF")]:
            self.fails(d, esl.CommandError)
        self.assertEqual(self.again(client), ["event json BACKGROUND_JOB HEARTBEAT"])

    def test_log(self) -> None:
        client = self.limited(log=False)
        self.fails(client.log("info"), esl.CommandError)
        self.assertEqual(self.again(client), ["event json BACKGROUND_JOB HEARTBEAT"])

    def test_filter(self) -> None:
        """Nor are those that the client needed because of it kept."""
        client = self.ready()
        self.switch.reply_filter = lambda data: (
            b"Content-Type: command/reply\nReply-Text: -ERR invalid syntax\n\n"
            if b"[A]=[b]" in data
            else data
        )
        self.fails(client.add_filter("A", "b"), esl.CommandError)
        self.pump()
        self.assertEqual(
            [h for h in self.told() if "BACKGROUND_JOB" in h][-1:],
            ["filter delete Event-Name BACKGROUND_JOB"],
        )
        self.assertEqual(self.again(client), ["event json BACKGROUND_JOB HEARTBEAT"])

    def test_never_written(self) -> None:
        client = self.ready()
        client.connection.requests.limit = 0
        self.fails(client.subscribe("DTMF"), esl.NotReady)
        self.assertEqual(self.again(client), ["event json BACKGROUND_JOB HEARTBEAT"])

    def test_lost_is_not_refused(self) -> None:
        client = self.ready()
        d = client.subscribe("DTMF")
        self.switch.drop()
        self.fails(d, esl.ConnectionLost)
        self.pump(5)
        self.assertIn("event json BACKGROUND_JOB HEARTBEAT DTMF", self.told())

    def test_rights_that_were_lost(self) -> None:
        """The client stays away until the wish is taken back, and says why."""
        client = self.limited(events="BACKGROUND_JOB HEARTBEAT DTMF")
        self.result(client.subscribe("DTMF"))
        self.switch.users["bob@x"] = {"password": "s", "events": "BACKGROUND_JOB HEARTBEAT"}
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append(reason))
        self.switch.drop()
        self.pump(10)
        self.assertEqual(client.state, "waiting")
        self.assertIsInstance(reasons[-1], esl.CommandError)
        self.result(client.unsubscribe("DTMF"))
        self.pump(60)
        self.assertEqual(client.state, "ready")

    def test_wrong_words_fail_the_deferred(self) -> None:
        client = self.ready()
        for d in (
            client.subscribe("NOTHING"),
            client.subscribe(),
            client.unsubscribe("NOTHING"),
            client.add_filter("A B", "c"),
            client.remove_filter("A", ""),
            client.log("loud"),
            client.api(""),
            client.api(" "),
        ):
            self.fails(d, esl.InvalidRequest)
        self.assertEqual(self.told(), [])


class Shared(Wanting):
    """What others still want stays."""

    def test_all_and_others(self) -> None:
        client = self.ready()
        heard = self.hear(client)
        self.result(client.subscribe("NOTIFY", "CUSTOM a::b"))
        self.result(client.subscribe("ALL"))
        self.told()
        self.result(client.unsubscribe("ALL"))
        self.assertEqual(
            self.told(),
            ["nixevent ALL", "event json BACKGROUND_JOB HEARTBEAT NOTIFY CUSTOM a::b"],
        )
        self.switch.emit("NOTIFY")
        self.switch.emit("DTMF")
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b"})
        self.pump()
        self.assertEqual([event.name for event in heard], ["NOTIFY", "CUSTOM"])
        self.job_works(client)

    def test_one_of_all(self) -> None:
        """ALL stays all when one of its names is taken back, until ALL itself is."""
        client = self.ready()
        self.result(client.subscribe("ALL"))
        listener = self.result(client.listener.start())
        self.result(client.subscribe("CUSTOM a::b"))
        self.told()
        self.result(listener.stop())
        self.result(client.unsubscribe("CUSTOM a::b"))
        self.assertEqual(self.told(), [])
        heard = self.hear(client)
        self.switch.emit("CHANNEL_ANSWER")
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b"})
        self.pump()
        self.assertEqual(len(heard), 2)
        self.result(client.unsubscribe("ALL"))
        self.switch.emit("CHANNEL_ANSWER")
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b"})
        self.pump()
        self.assertEqual(len(heard), 2)
        self.job_works(client)

    def test_what_was_never_asked_for(self) -> None:
        client = self.ready()
        listener = self.result(client.listener.start())
        self.told()
        self.assertIsNone(self.result(client.unsubscribe("CHANNEL_ANSWER", "CHANNEL_CREATE")))
        self.assertEqual(self.told(), [])
        self.result(client.subscribe("CHANNEL_ANSWER"))
        self.result(listener.stop())
        self.assertNotIn("CHANNEL_ANSWER", self.told()[-1])

    def test_filters_like_ours(self) -> None:
        client = self.ready()
        for header in ("Event-Name", "event-name"):
            self.result(client.add_filter(header, "BACKGROUND_JOB"))
            self.result(client.add_filter("X", "y"))
            self.result(client.remove_filter(header, "BACKGROUND_JOB"))
            self.job_works(client)
        self.result(client.remove_filter("x", "y"))
        self.assertEqual(len(self.switch.sockets()[0].filters), 0)


class WhileLoggingIn(Wanting):
    """What is asked for while the interests are being told is told as well."""

    def during(self, client: esl.Client, moment: bytes, act: Callable[[], object]) -> None:
        """Connect; ``act()`` when the server answers so."""
        acts = [act]

        def answer(data: bytes) -> bytes:
            if moment in data and acts:
                acts.pop()()
            return data

        self.switch.reply_filter = answer
        client.startService()
        self.pump()
        self.assertEqual((client.state, acts), ("ready", []))

    def test_events_filters_and_log(self) -> None:
        client = self.client()
        client.subscribe("NOTIFY")
        client.add_filter("X", "y")

        def act() -> None:
            client.subscribe("DTMF", "CUSTOM a::b")
            client.unsubscribe("NOTIFY")
            client.remove_filter("X", "y")
            client.add_filter("X", "-z")
            client.log("info")

        self.during(client, b"[X]=[y]", act)
        self.assertEqual(
            self.told(),
            [
                "auth ********",
                "event json BACKGROUND_JOB HEARTBEAT NOTIFY",
                "filter Event-Name BACKGROUND_JOB",
                "filter Event-Name HEARTBEAT",
                "filter X y",
                "nixevent NOTIFY",
                "event json DTMF CUSTOM a::b",
                "filter Event-Name /./",
                "filter X -z",
                "filter delete Event-Name BACKGROUND_JOB",
                "filter delete Event-Name HEARTBEAT",
                "filter delete X y",
                "log info",
            ],
        )

    def test_before_the_password_is_accepted(self) -> None:
        client = self.client()
        self.during(client, b"accepted", lambda: client.subscribe("DTMF"))
        self.assertEqual(self.told()[1:], ["event json BACKGROUND_JOB HEARTBEAT DTMF"])

    def test_listener(self) -> None:
        client = self.client()
        started: list[Any] = []
        self.switch.incoming("9196")
        self.pump(1)
        act = lambda: started.append(client.listener.start())  # noqa: E731
        self.during(client, b"event listener enabled", act)
        listener = self.result(started[0])
        self.assertEqual(len(listener.sessions), 1)
        uuid = self.call(client)
        self.assertIn(uuid, listener.calls)

    def test_app(self) -> None:
        client = self.client()
        seen: list[Any] = []

        class App:
            @esl.on_event("CHANNEL_ANSWER")
            def answered(self, session: Any) -> None:
                seen.append(session)

        cids: list[str] = []
        self.during(client, b"event listener enabled", lambda: cids.append(client.load_app(App)))
        self.call(client, app_id=cids[0])
        self.assertTrue(seen)


class Custom(Wanting):
    def test_each_event_once(self) -> None:
        """Whoever listens to a subclass, the others hear an event once, all in their order."""
        client = self.ready()
        self.result(client.subscribe("CUSTOM a::b"))
        order: list[str] = []
        hear = client.events.subscribe
        hear("*", lambda event: order.append("all"))
        hear("CUSTOM", lambda event: order.append("custom"))
        hear("CUSTOM a::b", lambda event: order.append("subclass"))
        hear(lambda event: True, lambda event: order.append("predicate"))
        hear(("CUSTOM", "CUSTOM a::b"), lambda event: order.append("both"))
        hear("CUSTOM a::c", lambda event: order.append("another"))
        stream = client.events.stream()
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b"})
        self.pump()
        self.assertEqual(order, ["all", "custom", "subclass", "predicate", "both"])
        self.assertEqual(len(stream), 1)

    def test_listener_counts_them_once(self) -> None:
        client = self.ready()
        listener = self.result(client.listener.start())
        self.result(client.subscribe("CUSTOM a::b"))
        client.events.subscribe("CUSTOM a::b", lambda event: None)
        before = listener.events_seen
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b"})
        self.pump()
        self.assertEqual(listener.events_seen, before + 1)
