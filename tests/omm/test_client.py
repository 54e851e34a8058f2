"""Login, requests, refusals, events, keep-alive, subscriptions, reconnection."""

from __future__ import annotations

import base64
from typing import Any

from twisted.internet.defer import CancelledError

from twisted_telco import errors as general
from twisted_telco import omm
from twisted_telco.core.trace import Trace
from twisted_telco.omm import messages, wire
from twisted_telco.omm.crypto import PublicKey
from twisted_telco.omm.protocol import Protocol

from .far import FarCase


class Login(FarCase):
    def test_open(self) -> None:
        client = self.ready(sync=True, protocol_version=54)
        (opened,) = self.heard()
        self.assertEqual(
            opened.encode(),
            b'<Open username="omm" password="x" protocolVersion="54" UserDeviceSyncClient="1" '
            b'seq="1"/>\0',
        )
        self.assertIn("AllCnfWrite", client.session.permission)
        self.assertEqual(client.session.name, "OpenResp")

    def test_refused(self) -> None:
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "wrong")
        self.pump()
        error = self.failureResultOf(d, omm.OMMError).value
        self.assertIsInstance(error, omm.AuthenticationFailed)
        self.assertIsInstance(error, general.AuthenticationFailed)
        self.assertEqual(error.code, "EAuth")
        self.assertNotIn("wrong", str(error) + repr(error) + repr(error.request))
        self.assertEqual(self.far.factory.connections, set())

    def test_closed_during_login(self) -> None:
        self.far.cut_after(sent=0)
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "x")
        self.pump()
        error = self.failureResultOf(d, omm.ConnectionLost).value
        self.assertIn("during login", str(error))

    def test_login_takes_too_long(self) -> None:
        self.far.stall()
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "x", timeout=7)
        self.pump(7)
        self.failureResultOf(d, omm.RequestTimeout)
        self.pump()
        self.assertEqual(self.far.factory.connections, set())

    def test_cancelled(self) -> None:
        self.far.stall()
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "x")
        self.pump()
        d.cancel()
        self.failureResultOf(d, CancelledError)
        self.pump()
        self.assertEqual(self.far.factory.connections, set())

    def test_wrong_calls(self) -> None:
        for where in ([], 5, "", "tcp:x:y"):
            d = omm.connect(self.clock, where, "omm", "x")
            self.failureResultOf(d, omm.InvalidRequest)
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "a\0")
        self.failureResultOf(d, omm.InvalidRequest)
        self.assertEqual(self.far.factory.accepted, 0)


class Raw(FarCase):
    """A link on which nobody has logged in."""

    def test_only_open_is_allowed(self) -> None:
        link = self.raw()
        written = link.counters.bytes_sent
        error = self.failureResultOf(link.request(messages.Ping()), omm.NotReady).value
        self.assertIn("not allowed before Open", str(error))
        self.assertEqual(link.counters.bytes_sent, written)
        self.assertRaises(omm.NotReady, lambda: link.session)

    def test_refused_then_accepted(self) -> None:
        link = self.raw()
        d = link.request(messages.Open("omm", "bad"))
        self.pump()
        self.failureResultOf(d, omm.AuthenticationFailed)
        refused = self.result(link.request(messages.Open("omm", "worse"), check=False))
        self.assertEqual((refused.errCode, refused.protocolVersion), ("EAuth", "54"))
        self.assertRaises(omm.OMMError, refused.raise_on_error)
        self.failureResultOf(link.request("Ping"), omm.NotReady)
        opened = self.result(link.request(messages.Open("omm", "x")))
        opened.raise_on_error()
        self.assertEqual(self.result(link.request("Ping")).name, "PingResp")
        # As the OMM does it: a second Open on an open link is refused.
        d = link.request(messages.Open("omm", "x"))
        self.pump()
        self.failureResultOf(d, omm.OMMError)
        self.assertEqual(self.result(link.request("Ping")).name, "PingResp")

    def test_keep_alive_begins_with_open(self) -> None:
        link = self.raw()
        self.pump(200)
        self.assertEqual(self.names(), [])
        self.result(link.request(messages.Open("omm", "x")))
        self.pump(130)
        self.assertEqual(self.names(), ["Open", "Ping", "Ping"])

    def test_subscriptions_wait_for_open(self) -> None:
        link = self.raw()
        self.result(link.subscribe("PPDevCnf"))
        self.assertEqual(self.names(), [])
        self.result(link.request(messages.Open("omm", "x")))
        self.assertEqual(self.names(), ["Open", "Subscribe"])


class Requests(FarCase):
    def test_ways_to_ask(self) -> None:
        client = self.ready()
        for what, headers, more in [
            (messages.Ping(timeStamp=2342), None, {}),
            ("Ping", {"timeStamp": 2342}, {}),
            ("Ping", None, {"timeStamp": 2342}),
            (messages.Ping(), {"timeStamp": 2342}, {}),
        ]:
            self.heard()
            answer = self.result(client.request(what, headers, **more))
            self.assertIsInstance(answer, messages.PingResp)
            self.assertEqual(answer.timeStamp, 1_700_000_000)
            self.assertEqual(self.heard()[0]["timeStamp"], "2342")

    def test_attributes_called_name_or_timeout(self) -> None:
        client = self.ready()
        self.result(client.request("SetSystemName", {"name": "one"}))
        self.assertEqual(self.result(client.system_name()), "one")
        self.result(client.request(messages.SetSystemName(name="two")))
        self.assertEqual(self.result(client.system_name()), "two")
        self.heard()
        self.result(
            client.request("SetDECTSubscriptionMode", {"mode": "Wildcard", "timeout": 5}, timeout=1)
        )
        self.assertEqual(self.heard()[0]["timeout"], "5")

    def test_the_callers_object(self) -> None:
        """It may be sent twice at once, with a seq of its own; it stays as it is."""
        client = self.ready()
        ping = messages.Ping(timeStamp=1, seq=77)
        before = ping.copy()
        first, second = client.request(ping), client.request(ping)
        self.assertEqual((self.result(first).seq, self.result(second).seq), (2, 3))
        self.assertEqual(ping, before)
        self.result(client.request(ping, timeStamp=9))
        self.assertEqual(ping, before)

    def test_seq(self) -> None:
        client = self.ready()
        link = client.connection
        assert isinstance(link, Protocol)
        self.far.stall()
        link._seq = 2**31 - 3
        waiting = [client.request("Ping") for _ in range(4)]
        self.assertEqual([e.key for e in link.requests], [str(2**31 - 2), str(2**31 - 1), "1", "2"])
        link._seq = 2**31 - 3
        waiting.append(client.request("Ping"))
        self.assertEqual([e.key for e in link.requests][-1], "3")
        self.far.resume()
        for d in waiting:
            self.result(d)

    def test_pipelined_and_overtaking(self) -> None:
        client = self.ready()
        self.far.odd.reversed = True
        order: list[int] = []
        for number in range(5):
            d = client.request(messages.GetPPUser(uid=number), check=False)
            d.addCallback(lambda answer, number=number: order.append(number))
        self.pump()
        self.assertEqual(order, [4, 3, 2, 1, 0])

    def test_refused(self) -> None:
        client = self.ready()
        d = client.request(messages.GetPPUser(uid=5))
        self.pump()
        error: Any = self.failureResultOf(d, omm.OMMError).value
        self.assertIsInstance(error, general.RequestRefused)
        self.assertEqual(type(error).__name__, "ENoEnt")
        self.assertEqual(error.request.uid, 5)
        answer = self.result(client.request(messages.GetPPUser(uid=5), check=False))
        self.assertFalse(answer.success)

    def test_unknown_request(self) -> None:
        client = self.ready()
        d = client.request("NoSuchThing", x=1)
        self.pump()
        error: Any = self.failureResultOf(d, omm.OMMError).value
        self.assertEqual((error.code, error.bad), ("EInval", "NoSuchThing"))

    def test_nothing_is_written_for_what_cannot_be_sent(self) -> None:
        client = self.ready()
        sent = client.counters.bytes_sent
        calls: list[Any] = [
            lambda: client.request("Ping", timeStamp="noon"),
            lambda: client.request("a b"),
            lambda: client.request("Ping", {"a b": 1}),
            lambda: client.request(5),  # type: ignore[arg-type]
            lambda: client.request("SetSystemName", {"name": "\0"}),
        ]
        for call in calls:
            self.failureResultOf(call(), omm.InvalidRequest)
        self.assertEqual(client.counters.bytes_sent, sent)

    def test_timeout_and_late_answer(self) -> None:
        client = self.ready(timeout=3)
        orphans: list[Any] = []
        client.events.subscribe("PingResp", orphans.append)
        self.far.stall()
        d = client.request("Ping")
        self.pump(3)
        error: Any = self.failureResultOf(d, omm.RequestTimeout).value
        self.assertIsInstance(error, TimeoutError)
        self.assertEqual(str(error), "no answer to <Ping> within 3 s")
        self.far.resume()
        self.pump()
        link: Any = client.connection
        self.assertEqual((link.requests.orphans, len(orphans)), (1, 1))
        self.assertEqual(self.result(client.request("Ping")).seq, 3)

    def test_cancelled(self) -> None:
        client = self.ready()
        d = client.request("Ping")
        d.cancel()
        self.failureResultOf(d, CancelledError)
        self.pump()
        self.assertEqual(client.state, "ready")

    def test_loss(self) -> None:
        client = self.ready()
        self.far.stall()
        several = [client.request("Ping", timeStamp=n) for n in range(3)]
        self.far.drop()
        self.pump()
        found: list[Any] = [self.failureResultOf(d, omm.ConnectionLost).value for d in several]
        self.assertEqual(len({id(error) for error in found}), 3)
        self.assertEqual([error.request.timeStamp for error in found], [0, 1, 2])
        self.failureResultOf(client.request("Ping"), omm.NotReady)

    def test_no_secret_in_errors(self) -> None:
        client = self.ready()
        self.far.stall()
        d = client.request(messages.SetPPUser(user={"uid": 1, "pin": "4711"}))
        self.far.drop()
        self.pump()
        error = self.failureResultOf(d, omm.ConnectionLost).value
        self.assertIn("uid='1'", str(error))
        self.assertNotIn("4711", str(error) + repr(error))

    def test_too_many(self) -> None:
        client = self.ready(max_requests=2)
        self.far.stall()
        waiting = [client.request("Ping") for _ in range(2)]
        self.failureResultOf(client.request("Ping"), omm.NotReady)
        self.far.resume()
        for d in waiting:
            self.result(d)

    def test_closed(self) -> None:
        client = self.ready()
        self.result(client.close())
        self.failureResultOf(client.request("Ping"), omm.NotReady)
        self.result(client.close())


class Oddities(FarCase):
    """What a real OMM does, or might."""

    def test_each(self) -> None:
        self.far.populate(users=25)
        client = self.ready()
        for name in vars(self.far.odd):
            setattr(self.far.odd, name, True)
            users = self.result(client.users().collect())
            self.assertEqual([user.uid for user in users], list(range(1, 26)), name)
            setattr(self.far.odd, name, False)
        self.assertEqual(client.factory.attempts, 1)
        self.flushLoggedErrors()

    def test_byte_by_byte(self) -> None:
        self.far.populate(users=2)
        self.far.split(1)
        client = self.ready()
        self.assertEqual(len(self.result(client.users().collect())), 2)

    def test_wrong_answer_to_a_seq(self) -> None:
        client = self.ready()
        self.far.stall()
        d = client.request("Ping")
        for connection in self.far.links:
            connection.transport.write(b'<LimitsResp seq="2"/>\0')
        self.pump()
        error = self.failureResultOf(d, omm.ProtocolError).value
        self.assertIn("LimitsResp is no answer to Ping", str(error))

    def test_malformed(self) -> None:
        client = self.ready()
        for data in (b"<a\0", b"<b\0", b"<PingResp/>\0", b"<a\0", b"<b\0"):
            self.far.garbage(data)
        self.pump()
        self.assertEqual(client.state, "ready")
        self.assertEqual(client.counters.malformed, 4)
        self.far.garbage(b"<c\0")
        self.pump()
        self.assertEqual(client.state, "waiting")

    def test_too_long(self) -> None:
        client = self.ready(max_frame=2000)
        d = client.request(messages.GetPPUser(uid=1))
        self.far.garbage(b"x" * 3000)
        self.pump()
        self.assertEqual(client.state, "waiting")
        self.result(d.addErrback(lambda _: None))

    def test_event_storm(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("EventPPState", seen.append)
        d = client.request("Ping")
        self.far.storm(2000)
        self.result(d)
        self.assertEqual(len(seen), 2000)


class KeepAlive(FarCase):
    def test_below_the_idle_cut(self) -> None:
        client = self.ready()
        self.pump(1000)
        self.assertEqual(client.factory.attempts, 1)
        self.assertIn("Ping", self.names())
        self.assertIsNotNone(client.round_trip)

    def test_the_simulator_cuts_without(self) -> None:
        client = self.ready(keep_alive=0)
        self.pump(302)
        self.assertEqual(client.factory.attempts, 2)

    def test_also_while_events_arrive(self) -> None:
        self.ready()
        for _ in range(30):
            self.far.storm(1)
            self.pump(10)
        self.assertGreaterEqual(self.names().count("Ping"), 2)

    def test_dead_link(self) -> None:
        client = self.ready()
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append((new, str(reason))))
        self.far.stall()
        self.pump(81)
        self.assertIn(("waiting", "no sign of life from the far end"), reasons)


class Events(FarCase):
    def test_subscribe(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("EventPPUserCnf", seen.append)
        self.result(client.subscribe("PPUserCnf", "DECTSubscriptionMode"))
        request: Any = self.heard()[-1]
        self.assertEqual(
            [e.values() for e in request.e],
            [
                {"cmd": "On", "eventType": "PPUserCnf", "uid": -1},
                {"cmd": "On", "eventType": "DECTSubscriptionMode"},
            ],
        )
        other = self.ready()
        self.result(other.create_user("7731", name="Ev"))
        self.assertEqual(seen[0].user.num, "7731")
        self.result(client.unsubscribe("PPUserCnf"))
        self.result(other.delete_user(1))
        self.assertEqual(len(seen), 1)

    def test_filters(self) -> None:
        client = self.ready()
        self.far.populate(users=3)
        seen: list[Any] = []
        client.events.subscribe("EventPPUserCnf", seen.append)
        self.result(client.subscribe("PPUserCnf", uid=2))
        for uid in (1, 2, 3):
            self.result(client.set_user_name(uid, "new"))
        self.assertEqual([event.user.values() for event in seen], [{"uid": 2, "name": "new"}])

    def test_refused_is_forgotten(self) -> None:
        client = self.ready()
        d = client.subscribe("NoSuchType")
        self.pump()
        self.failureResultOf(d, omm.OMMError)
        self.far.drop()
        self.pump(1)
        self.assertEqual(client.state, "ready")

    def test_wrong_calls(self) -> None:
        client = self.ready()
        self.failureResultOf(client.subscribe(), omm.InvalidRequest)
        self.failureResultOf(client.subscribe("PPDevCnf", nosuch=1), omm.InvalidRequest)
        self.failureResultOf(client.subscribe(5), omm.InvalidRequest)  # type: ignore[arg-type]
        self.failureResultOf(client.unsubscribe(), omm.InvalidRequest)

    def test_again_after_each_login_in_requests_of_twenty(self) -> None:
        client = self.client()
        types = [str(event_type) for event_type in messages.EventType][:45]
        self.result(client.subscribe(*types))
        client.startService()
        self.pump()
        requests: list[Any] = self.heard()
        self.assertEqual([len(r.e) for r in requests[1:]], [20, 20, 5])
        self.far.drop()
        self.pump(1)
        self.assertEqual([len(r.e) for r in self.heard()[1:]], [20, 20, 5])  # type: ignore[attr-defined]
        self.assertEqual(len(self.far.links[0].wishes), 45)

    def test_sync_links_get_one_event_for_both_tables(self) -> None:
        client = self.ready(sync=True)
        seen: list[Any] = []
        client.events.subscribe("EventPPCnf", seen.append)
        self.result(client.subscribe("PPUserCnf", "PPDevCnf"))
        self.result(client.create_user("1"))
        self.result(client.delete_user(1))
        self.assertEqual([event.deletedUser for event in seen], [None, True])

    def test_unknown_events_arrive(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("*", seen.append)
        self.far.emit("EventBrandNew", {"name": "x"}, number=5)
        self.pump()
        self.assertEqual((seen[0].name, seen[0]["name"], seen[0]["number"]),
                         ("EventBrandNew", "x", "5"))  # fmt: skip


class Secrets(FarCase):
    def test_trace(self) -> None:
        client = self.client(password="x")
        client.trace = trace = Trace(self.clock, secret=wire.SECRET, unit_end=wire.END)
        client.startService()
        self.pump()
        self.result(client.create_user("1", pin="4711", sipPw="geheim"))
        text = trace.text()
        self.assertIn("CreatePPUser", text)
        self.assertNotIn('password="x"', text)
        for value in (self.far.pp_users[1]["pin"], self.far.pp_users[1]["sipPw"]):
            self.assertNotIn(value, text)

    def test_frame_with_secret_is_not_logged(self) -> None:
        client = self.ready()
        self.far.garbage(b'<user pin="4711"\0')
        self.pump()
        self.assertEqual(client.counters.malformed, 1)

    def test_vector(self) -> None:
        """The private key of a published example decrypts what was encrypted with the public."""
        n = (
            "D50EDDCD8CE95C39AA374B1EFA75ECCC4C5C7E15D15B4726DF3DE7B3CCC4D6AC"
            "7416F4726F86C88EF99D783759D7322CF938B8F437BABF0160053C34626FA3E1"
        )
        d = int(
            "5053F3925D0F5AC32F06FBDEA925AEEAF3DB677A485DB6BCD42C5DE06F52C370"
            "BEFD236C3028C9A29CF395D826776626F8DD4727DF9D1821DB334FC38AB84001",
            16,
        )
        key = PublicKey.from_hex(n, "010001")
        self.assertEqual(key.room, 53)
        for text in ("päss", "", "x" * 53):
            data = base64.b64decode(key.encrypt(text))
            self.assertEqual(len(data), 64)
            block = pow(int.from_bytes(data, "big"), d, int(n, 16)).to_bytes(64, "big")
            self.assertEqual(block[:2], b"\0\2")
            self.assertEqual(block[2:].split(b"\0", 1)[1], text.encode())
        self.assertRaises(omm.InvalidRequest, key.encrypt, "x" * 54)
        for modulus, exponent in [("", "3"), ("xyz", "3"), (None, None), ("4", "010001")]:
            self.assertRaises(omm.ProtocolError, PublicKey.from_hex, modulus, exponent)

    def test_key_is_asked_for_once_per_login(self) -> None:
        client = self.ready()
        link: Any = client.connection
        link.session.publicKey = None
        for _ in range(2):
            encrypted = self.result(client.encrypt("s"))
            self.assertEqual(self.far.key.decrypt(encrypted), "s")
        self.assertEqual(self.names(), ["Open", "GetPublicKey"])
        self.far.drop()
        self.pump(1)
        self.result(client.encrypt("s"))
        self.assertEqual(self.names(), ["Open"])

    def test_not_ready(self) -> None:
        self.failureResultOf(self.client().encrypt("s"), omm.NotReady)


class Uses(FarCase):
    """The factory alone, given to an endpoint."""

    def test_factory(self) -> None:
        factory = omm.ClientFactory(self.clock, username="omm", password="x")
        self.far.endpoint().connect(factory)
        self.pump()
        self.assertEqual(factory.state, "ready")
        self.assertEqual(self.result(factory.client.request("Ping")).name, "PingResp")  # type: ignore[attr-defined]
        self.far.drop()
        self.pump(100)
        self.assertEqual((factory.state, factory.attempts), ("disconnected", 0))

    def test_wire_limits_are_those_of_the_client(self) -> None:
        client = self.ready(max_frame=5000)
        link: Any = client.connection
        self.assertEqual(link.decoder._max_frame, 5000)
        self.assertEqual(wire.MAX_FRAME, 4 * 1024 * 1024)
