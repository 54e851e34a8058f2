"""Whatever a far end says, in whatever order: no failure inside, and nobody else is disturbed."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nucosmq.scene import USERS, SceneTestCase
from twisted_telco import nucosmq
from twisted_telco.nucosmq import wire
from twisted_telco.nucosmq.messages import RESERVED

modest = settings(max_examples=60, deadline=None, derandomize=True, database=None)

names = st.sampled_from([*sorted(RESERVED), "who", "presence", "reply", "e", "all", ""])
values: Any = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.sampled_from(["", "now", "confirmed", "success", "failed", "r", "alice", "bob", "\ud800"])
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.sampled_from(["$base64", "a"]), st.integers(), max_size=1)
)
extras = st.dictionaries(
    st.sampled_from(["id", "re", "v", "ack", "error", "from", "presence", "b", "x"]),
    values,
    max_size=3,
)
rooms = st.sampled_from(["", "", "r", "alice", "bob", "x" * 255])
frames = st.builds(wire.encode, names, values, rooms, extras)
junk = st.binary(max_size=20).map(lambda raw: raw + wire.EOM)
speech = st.lists(frames | frames | frames | junk, max_size=12)


class HostileTests(SceneTestCase):
    @given(speech)
    @modest
    def test_to_a_server(self, said: list[bytes]) -> None:
        """Before a login, without one, and after it; with each policy and hook."""
        self.setUp()
        for settings_ in (
            {"users": USERS},
            {"users": None},
            {"users": None, "publish_policy": "open", "access": lambda *_: len(said) % 2 == 0},
        ):
            server = self.server(**settings_)  # type: ignore[arg-type]
            server.add_event_callback("all", lambda content: None)
            other = self.ready(server, "alice" if settings_["users"] else "")
            if settings_["users"]:
                self.speak(self.raw_in(server, "bob"), said)
            self.speak(self.raw(server), said)
            self.result(other.publish("alice", "e", ack=True) if other.uid else other.ping())
            self.result(server.close(), 10)
        self.assertEqual(self.flushLoggedErrors(), [])

    @given(speech)
    @modest
    def test_to_a_client(self, said: list[bytes]) -> None:
        """In every phase of its login, and after it."""
        self.setUp()
        greeting = [
            wire.encode("start_auth"),
            wire.encode("challenge_auth", "c"),
            wire.encode("auth_final", "success"),
        ]
        for phase in range(4):
            client, (raw, *_) = self.far_end(
                lambda e: nucosmq.Client(
                    self.clock, e, uid="alice", on_challenge=lambda c: "s", auth_wait=1
                )
            )
            client.subscribe("r").addErrback(lambda _: None)
            client.send("e", 1)
            for frame in greeting[:phase]:
                raw.write(frame)
                self.pump()
            self.speak(raw, said)
            self.result(client.close(), 10)
        self.assertEqual(self.flushLoggedErrors(), [])

    def speak(self, raw: Any, said: list[bytes]) -> None:
        for frame in said:
            raw.write(frame)
            self.pump()
        raw.write(b"".join(said)[:-2])
        self.pump(0.1)
