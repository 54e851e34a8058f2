"""One connection to Asterisk: login, answers, lists, events, loss."""

from __future__ import annotations

import gc
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import ISSLTransport
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import directlyProvides

from twisted_telco import ami
from twisted_telco.ami import protocol, wire
from twisted_telco.core.trace import Trace

from .scripted import GREETING, Far


class Login(SynchronousTestCase):
    def test_plain(self) -> None:
        far = Far().connect()
        self.assertRegex(
            far.transport.value().decode(),
            r"\AAction: Login\r\nActionID: [0-9a-f]{8}-1\r\nUsername: admin\r\n"
            r"Secret: s3cret\r\n\r\n\Z",
        )
        self.assertEqual(far.client.state, "logging_in")
        far.answers("Response: Success", "Message: Authentication accepted")
        self.assertEqual(far.client.state, "ready")
        self.assertEqual(far.connection.greeting.version, "11.0.0")

    def test_md5_as_recorded(self) -> None:
        """Capture login-md5-ok: the secret itself is not sent."""
        far = Far(secret="adminpw", auth="md5").connect()
        self.assertIn(b"Action: Challenge\r\n", far.transport.value())
        far.answers("Response: Success", "Challenge: 142821089")
        said = far.transport.value()
        self.assertIn(b"AuthType: MD5\r\nKey: 1c7652a552ab157974a0450b485413aa\r\n", said)
        self.assertNotIn(b"adminpw", said)
        far.answers("Response: Success")
        self.assertEqual(far.client.state, "ready")

    def test_nothing_is_said_before_the_greeting(self) -> None:
        far = Far().connect(greeting=b"")
        self.assertEqual(far.heard(), b"")
        far.says(GREETING)
        self.assertIn(b"Login", far.heard())

    def test_refused_with_the_servers_text(self) -> None:
        far = Far().connect()
        ready = far.client.when_ready()
        far.answers("Response: Error", "Message: Authentication failed")
        self.assertTrue(far.transport.aborted)
        far.cut()
        failure = self.failureResultOf(ready, ami.AuthenticationFailed)
        self.assertEqual(str(failure.value), "Authentication failed")
        self.assertIsInstance(failure.value, ami.Error)

    def test_a_refused_challenge(self) -> None:
        far = Far(auth="md5").connect()
        ready = far.client.when_ready()
        far.answers("Response: Error", "Message: Must specify AuthType")
        far.cut()
        self.failureResultOf(ready, ami.AuthenticationFailed)

    def test_the_event_mask_is_part_of_the_login(self) -> None:
        far = Far(event_mask=["call", "agent"]).connect()
        self.assertIn(b"\r\nEvents: call,agent\r\n", far.heard())

    def test_something_else_than_asterisk(self) -> None:
        far = Far().connect(greeting=b"")
        ready = far.client.when_ready()
        far.says(b"SSH-2.0-OpenSSH\r\n" + b"x" * 2000)
        self.assertTrue(far.transport.aborted)
        far.cut()
        self.assertIn("byte 0", str(self.failureResultOf(ready, ami.ConnectionLost).value))

    def test_a_login_that_no_header_can_carry(self) -> None:
        for bad in ({"secret": "a\r\nb"}, {"username": "a\nb"}, {"auth": "sha"}):
            error = self.assertRaises(ami.InvalidRequest, Far, **bad)
            self.assertNotIn("a\r\nb", str(error))

    def test_action_ids_differ_between_connections(self) -> None:
        """They are broadcast to other sessions, so they must not repeat, nor be guessed."""
        far = Far()
        ids = []
        for _ in range(2):
            far.connect()
            ids += far.ids()
            far.cut()
        self.assertNotEqual(*ids)


class Requests(SynchronousTestCase):
    def setUp(self) -> None:
        self.far = Far().log_in()
        self.client = self.far.client

    def test_the_answer(self) -> None:
        d = self.client.request("Getvar", {"Variable": "X"}, Channel="Local/1@x-01;1")
        self.far.clock.advance(0.25)
        action_id = self.far.answers("Response: Success", "Variable: X", "Value: x", "Calls: 42")
        response = self.successResultOf(d)
        self.assertEqual((response["calls"], response.result["Calls"]), ("42", 42))
        self.assertEqual(response.action_id, action_id)
        self.assertTrue(response.success)
        self.assertEqual(response.time, 0.25)
        self.assertEqual(response.request.name, "Getvar")
        self.assertIsNone(response.events)
        self.assertIs(response.response, response)

    def test_pipelined_answers_find_their_requests_in_any_order(self) -> None:
        ds = [self.client.request("Ping") for _ in range(3)]
        for action_id in reversed(self.far.ids()):
            self.far.message("Response: Success", f"actionid: {action_id}", f"Mine: {action_id}")
        for d in ds:
            response = self.successResultOf(d)
            self.assertEqual(response["Mine"], response.action_id)

    def test_refused(self) -> None:
        d = self.client.request("Nonsense")
        self.far.answers("Response: Error", "Message: Invalid/unknown command: Nonsense.")
        error = self.failureResultOf(d, ami.ActionError).value
        self.assertEqual(str(error), "Invalid/unknown command: Nonsense.")
        self.assertEqual((error.request.name, error.code), ("Nonsense", None))
        self.assertFalse(error.response.success)

    def test_a_command_that_fails_says_why_in_its_output(self) -> None:
        d = self.client.request("Command", Command="nonsense")
        self.far.answers(
            "Response: Error", "Message: Command output follows", "Output: No such command"
        )
        error = self.failureResultOf(d, ami.ActionError).value
        self.assertEqual(str(error), "No such command")

    def test_a_refusal_can_be_had_as_the_response(self) -> None:
        d = self.client.request("Nonsense", check=False)
        self.far.answers("Response: Error", "Message: no")
        response = self.successResultOf(d)
        self.assertFalse(response.success)
        self.assertRaises(ami.ActionError, response.raise_on_error)

    def test_timeouts(self) -> None:
        default, short = self.client.request("A"), self.client.request("B", timeout=0.5)
        self.far.clock.advance(0.5)
        error = self.failureResultOf(short, ami.RequestTimeout).value
        self.assertEqual(str(error), "no answer to B within 0.5 s")
        self.far.clock.advance(4.5)
        self.assertEqual(self.failureResultOf(default, ami.RequestTimeout).value.timeout, 5.0)

    def test_ours_and_asterisks_timeout_are_told_apart(self) -> None:
        self.client.request("Originate", Timeout=30000, timeout=7)
        self.assertIn(b"\r\nTimeout: 30000\r\n", self.far.heard())
        d = self.client.request("Originate", timeout=30000)
        self.assertIn("Timeout", str(self.failureResultOf(d, ami.InvalidRequest).value))
        for timeout in (0, -1, True, "5"):
            d = self.client.request("Ping", timeout=timeout)  # type: ignore[arg-type]
            self.failureResultOf(d, ami.InvalidRequest)
        self.assertEqual(self.far.heard(), b"")

    def test_injection_is_refused_before_a_byte_is_sent(self) -> None:
        for headers in (
            {"Data": "x\r\nAction: Logoff"},
            {"Data": "x\ny"},
            {"Data\r\nX": "y"},
            {"Data": "x\0y"},
            {"Da:ta": "x"},
        ):
            self.failureResultOf(self.client.request("UserEvent", headers), ami.InvalidRequest)
        self.failureResultOf(self.client.request("Ping\r\nX: y"), ami.InvalidRequest)
        self.assertEqual(self.far.heard(), b"")
        self.assertEqual(len(self.far.connection.requests), 0)

    def test_names_that_are_no_identifiers(self) -> None:
        self.client.request("UpdateConfig", {"Action-000000": "NewCat", "Cat-000000": "x"})
        self.assertIn(b"Action-000000: NewCat\r\nCat-000000: x\r\n", self.far.heard())

    def test_a_request_is_reusable_and_never_changed(self) -> None:
        ping = ami.Request("Ping", timeout=2)
        before = (ping.name, ping.headers, ping.timeout)
        one, two = self.client.request(ping), self.client.request(ping, timeout=1)
        self.assertEqual(len(set(self.far.ids())), 2)
        self.far.clock.advance(1)
        self.failureResultOf(two, ami.RequestTimeout)
        self.assertNoResult(one)
        self.far.clock.advance(1)
        self.failureResultOf(one, ami.RequestTimeout)
        self.assertEqual((ping.name, ping.headers, ping.timeout), before)

    def test_a_request_takes_no_further_headers(self) -> None:
        ping = ami.Request("Ping")
        for args, more in ((({"A": "b"},), {}), ((), {"A": "b"}), ((), {"aggregate": True})):
            self.failureResultOf(self.client.request(ping, *args, **more), ami.InvalidRequest)

    def test_cancelled(self) -> None:
        d = self.client.request("Ping")
        d.cancel()
        self.failureResultOf(d, CancelledError)
        orphans: list[Any] = []
        self.client.events.subscribe(ami.ORPHAN, orphans.append)
        self.far.answers("Response: Success")
        self.assertEqual(len(orphans), 1)

    def test_an_orphan_is_offered_as_an_event(self) -> None:
        orphans: list[Any] = []
        self.client.events.subscribe(ami.ORPHAN, orphans.append)
        late = self.client.request("Ping", timeout=1)
        self.far.clock.advance(1)
        self.failureResultOf(late, ami.RequestTimeout)
        other = self.client.request("Ping")
        ids = self.far.ids()
        self.far.message("Response: Success", f"ActionID: {ids[0]}")
        self.far.message("Response: Error", "Message: Missing action in request")
        self.assertNoResult(other)
        self.assertEqual([orphan.request for orphan in orphans], [None, None])
        self.assertEqual(self.far.connection.requests.orphans, 1)

    def test_only_one_answer_counts(self) -> None:
        """ModuleLoad with a missing parameter is answered up to three times."""
        d = self.client.request("ModuleLoad", check=False)
        action_id = self.far.answers("Response: Error", "Message: one")
        self.far.message("Response: Error", f"ActionID: {action_id}", "Message: two")
        self.assertEqual(self.successResultOf(d).message, "one")

    def test_generic_messages(self) -> None:
        """Without Response and Event: with an ActionID a response, without one an event."""
        seen: list[Any] = []
        self.client.events.subscribe(ami.EVENT_GENERIC, seen.append)
        d = self.client.request("IAXnetstats")
        action_id = self.far.ids()[-1]
        self.far.message("Foo: bar")
        self.far.message("Foo: bar", f"ActionID: {action_id}")
        self.assertEqual(self.successResultOf(d).name, ami.RESPONSE_GENERIC)
        self.assertEqual([event["foo"] for event in seen], ["bar"])

    def test_not_ready(self) -> None:
        far = Far()
        for state in ("disconnected", "logging_in"):
            if state == "logging_in":
                far.connect()
            self.failureResultOf(far.client.request("Ping"), ami.NotReady)
            self.failureResultOf(far.client.add_filter("x"), ami.NotReady)
            self.assertEqual(far.client.state, state)
        self.assertRaises(ami.NotReady, lambda: far.client.connection)
        request = ami.Request("Ping")
        self.failureResultOf(far.connection.request(request), ami.NotReady)

    def test_the_table_is_bounded(self) -> None:
        far = Far(max_requests=2).log_in()
        one, two, three = (far.client.request("Ping") for _ in range(3))
        self.failureResultOf(three, ami.NotReady)
        self.assertEqual(len(far.ids()), 2)
        self.assertNoResult(one)
        self.assertNoResult(two)


class Lists(SynchronousTestCase):
    def setUp(self) -> None:
        self.far = Far().log_in()
        self.client = self.far.client
        self.seen: list[str] = []
        self.client.events.subscribe("*", lambda event: self.seen.append(event.name))

    def items(self, action_id: str, *names: str) -> None:
        for name in names:
            end = ("EventList: Complete", "ListItems: 2") if name.endswith("Complete") else ()
            self.far.message(f"Event: {name}", *end, f"ActionID: {action_id}")

    def test_a_list(self) -> None:
        d = self.client.request("QueueStatus")
        action_id = self.far.answers("Response: Success", "EventList: start", "Message: x")
        self.items(action_id, "QueueParams", "QueueMember", "QueueMember")
        self.far.message("Event: Hangup", "Channel: x")
        self.assertNoResult(d)
        self.items(action_id, "QueueStatusComplete")
        events = self.successResultOf(d).events
        names = ["QueueParams", "QueueMember", "QueueMember", "QueueStatusComplete"]
        self.assertEqual([event.name for event in events], names)
        self.assertEqual(len(events["QueueMember"]), 2)
        self.assertEqual(events["QueueParams"].name, "QueueParams")
        self.assertRaises(KeyError, lambda: events["Hangup"])
        # Items are events as well.
        self.assertEqual(self.seen, [*names[:3], "Hangup", names[3]])

    def test_an_irregular_completion(self) -> None:
        d = self.client.request("VoicemailUsersList")
        action_id = self.far.answers("Response: Success", "EventList: Start")
        self.items(action_id, "VoicemailUserEntry", "VoicemailUserEntryComplete")
        self.assertEqual(len(self.successResultOf(d).events), 2)

    def test_an_unknown_list_says_of_itself_that_it_is_one(self) -> None:
        d = self.client.request("BrandNewList")
        action_id = self.far.answers("Response: Success", "EventList: start")
        self.items(action_id, "Whatever", "BrandNewComplete")
        self.assertEqual(len(self.successResultOf(d).events.entries), 1)

    def test_a_list_that_is_refused_or_empty(self) -> None:
        d = self.client.request("ConfbridgeListRooms")
        self.far.answers("Response: Error", "Message: No active conferences.")
        error = self.failureResultOf(d, ami.ActionError).value
        self.assertEqual(str(error), "No active conferences.")

    def test_wait_event_never_announces_its_list(self) -> None:
        d = self.client.request("WaitEvent")
        action_id = self.far.answers("Response: Success", "Message: Waiting for Event completed.")
        self.assertNoResult(d)
        self.far.message("Event: WaitEventComplete", f"ActionID: {action_id}")
        self.assertEqual(len(self.successResultOf(d).events), 1)

    def test_an_old_server_has_no_eventlist(self) -> None:
        far = Far().log_in(b"Asterisk Call Manager/1.0\r\n")
        d = far.client.request("Status")
        action_id = far.answers("Response: Success", "Message: Channel status will follow")
        far.message("Event: Status", f"ActionID: {action_id}")
        self.assertNoResult(d)
        far.message("Event: StatusComplete", f"ActionID: {action_id}")
        self.assertEqual(len(self.successResultOf(d).events.entries), 1)

    def test_a_channel_pattern_makes_hangup_a_list(self) -> None:
        one = self.client.request("Hangup", Channel="Local/1@x-01;1")
        self.far.answers("Response: Success", "Message: Channel Hungup")
        self.assertIsNone(self.successResultOf(one).events)
        many = self.client.request("Hangup", Channel="/Local/")
        action_id = self.far.answers("Response: Success", "EventList: start")
        self.items(action_id, "ChannelHungup", "ChannelsHungupListComplete")
        self.assertEqual(len(self.successResultOf(many).events), 2)

    def test_a_user_event_with_our_action_id_is_no_part_of_the_answer(self) -> None:
        d = self.client.request("QueueStatus")
        action_id = self.far.answers("Response: Success", "EventList: start")
        self.far.message(
            "Event: UserEvent", "EventList: Complete", f"ActionID: {action_id}", "UserEvent: x"
        )
        self.assertNoResult(d)
        self.items(action_id, "QueueStatusComplete")
        self.assertEqual(len(self.successResultOf(d).events), 1)

    def test_items_without_action_id(self) -> None:
        """Those of IAXpeers; before and after it such events belong to nobody."""
        self.far.message("Event: PeerEntry", "ObjectName: before")
        d = self.client.request("IAXpeers")
        other = self.client.request("QueueStatus")
        ids = self.far.ids()
        for action_id in ids:
            self.far.message("Response: Success", "EventList: start", f"ActionID: {action_id}")
        self.far.message("Event: PeerEntry", "ObjectName: trunk")
        self.items(ids[0], "PeerlistComplete")
        self.far.message("Event: PeerEntry", "ObjectName: after")
        events = self.successResultOf(d).events
        self.assertEqual([event.name for event in events], ["PeerEntry", "PeerlistComplete"])
        self.assertEqual(events["PeerEntry"]["ObjectName"], "trunk")
        self.assertNoResult(other)
        self.assertEqual(self.seen.count("PeerEntry"), 3)

    def test_a_list_has_a_limit(self) -> None:
        self.patch(protocol, "MAX_ITEMS", 2)
        d = self.client.request("QueueStatus")
        action_id = self.far.answers("Response: Success", "EventList: start")
        self.items(action_id, "QueueParams", "QueueMember", "QueueMember", "QueueMember")
        self.failureResultOf(d, ami.ProtocolError)
        self.assertEqual(len(self.far.connection.requests), 0)

    def test_a_list_that_never_ends_times_out(self) -> None:
        d = self.client.request("QueueStatus")
        action_id = self.far.answers("Response: Success", "EventList: start")
        self.items(action_id, "QueueParams")
        self.far.clock.advance(5)
        self.failureResultOf(d, ami.RequestTimeout)

    def test_aggregate(self) -> None:
        aggregates: list[Any] = []
        self.client.events.subscribe("QueueStatus_Aggregate", aggregates.append)
        for announced, valid in (("2", True), ("3", False)):
            d = self.client.request("QueueStatus", aggregate=True)
            action_id = self.far.answers("Response: Success", "EventList: start")
            self.items(action_id, "QueueParams", "QueueMember")
            self.far.message(
                "Event: QueueStatusComplete",
                "EventList: Complete",
                f"ListItems: {announced}",
                f"ActionID: {action_id}",
            )
            self.successResultOf(d)
            aggregate = aggregates[-1]
            self.assertEqual((aggregate.valid, aggregate["ListItems"]), (valid, announced))
            self.assertEqual(len(aggregate.entries), 2)
            self.assertEqual(aggregate.error_message is None, valid)
        self.assertIn("counts 3 items, 2 arrived", aggregates[-1].error_message)

    def test_aggregate_of_what_is_no_list(self) -> None:
        d = self.client.request("Ping", aggregate=True)
        self.far.answers("Response: Success")
        self.assertIsNone(self.successResultOf(d).events)
        self.assertEqual(self.seen, [])


class Synchronous(SynchronousTestCase):
    def setUp(self) -> None:
        self.far = Far().log_in()
        self.client = self.far.client
        self.seen: list[str] = []
        self.client.events.subscribe("*", lambda event: self.seen.append(event.name))

    def test_originate_ends_with_its_response_event(self) -> None:
        d = self.client.request("Originate", Channel="Local/1@x", Async=True, synchronous=True)
        action_id = self.far.answers("Response: Success", "Message: queued")
        self.far.message("Event: Newchannel", "Channel: x")
        self.assertNoResult(d)
        self.far.message("Event: OriginateResponse", f"ActionID: {action_id}", "Response: Failure")
        events = self.successResultOf(d).events
        self.assertEqual([event.name for event in events], ["OriginateResponse"])
        self.assertEqual(events["OriginateResponse"]["Response"], "Failure")
        self.assertEqual(self.seen, ["Newchannel", "OriginateResponse"])

    def test_until(self) -> None:
        for until in ("B", ["X", "B"], lambda event: event.name == "B"):
            d = self.client.request("Thing", synchronous=True, until=until)
            action_id = self.far.answers("Response: Success")
            for name in "AB":
                self.assertNoResult(d)
                self.far.message(f"Event: {name}", f"ActionID: {action_id}")
            self.assertEqual([event.name for event in self.successResultOf(d).events], ["A", "B"])

    def test_without_a_known_end_the_response_is_it(self) -> None:
        d = self.client.request("Thing", synchronous=True)
        action_id = self.far.ids()[-1]
        self.far.message("Event: A", f"ActionID: {action_id}")
        self.far.message("Response: Success", f"ActionID: {action_id}")
        self.assertEqual([event.name for event in self.successResultOf(d).events], ["A"])

    def test_refused(self) -> None:
        d = self.client.request("Originate", synchronous=True)
        self.far.answers("Response: Error", "Message: Channel not specified")
        self.failureResultOf(d, ami.ActionError)


class Events(SynchronousTestCase):
    def setUp(self) -> None:
        self.far = Far().log_in()
        self.seen: list[Any] = []
        self.far.client.events.subscribe("*", self.seen.append)

    def test_an_event_can_not_be_forged(self) -> None:
        """Its first line says what it is. StarPy and pystrix deliver a Hangup here."""
        hangups: list[Any] = []
        self.far.client.events.subscribe("Hangup", hangups.append)
        self.far.message("Event: UserEvent", "UserEvent: x", "Event: Hangup", "Response: Success")
        self.assertEqual((len(hangups), self.seen[0].name), (0, "UserEvent"))
        self.assertEqual(self.seen[0]["Event"], "Hangup")

    def test_who_listens_from_now_on_is_given_the_next_event(self) -> None:
        """Also if both came in one piece; what nobody listened to still counts."""
        far = Far().log_in()
        later: list[str] = []

        def first(event: ami.Event) -> None:
            far.client.events.subscribe("B", lambda event: later.append(event["N"]))

        far.client.events.subscribe("A", first)
        before = far.connection.counters.messages_received
        far.says(
            b"Event: B\r\nN: 1\r\n\r\nEvent: C\r\n\r\nEvent: A\r\n\r\nEvent: B\r\nN: 2\r\n\r\n"
        )
        self.assertEqual(later, ["2"])
        self.assertEqual(far.connection.counters.messages_received, before + 4)

    def test_odd_bytes_cost_nothing_but_themselves(self) -> None:
        odd = (
            b"Event: One\r\nX: caf\xe9\r\n\r\n",
            b"Event: Two\r\nX: a\nb\r\n\r\n",
            b"Event:Three\r\nX:y\r\n\r\n",
            b"Event: Four\r\nX: " + b"y" * 60_000 + b"\r\n\r\n",
            b"Event: Five\r\n: y\r\nX:\r\n\r\n",
            b"\r\n\r\n\r\nEvent: Six\r\nno colon\r\n\r\n\r\n",
            b"Event: Seven\r\nX: y\r\n\n",
            b"Event: Eight\r\n\r\n",
        )
        for data in odd:
            self.far.says(data)
        names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]
        self.assertEqual([event.name for event in self.seen], names)
        self.assertEqual(self.seen[0]["X"].encode("utf-8", "surrogateescape"), b"caf\xe9")
        self.assertEqual(self.seen[1]["X"], "a\nb")
        self.assertEqual(self.seen[5].data, ["no colon"])
        self.assertIsNone(self.far.connection.lost)

    def test_a_handler_that_waits_does_not_stop_the_reading(self) -> None:
        waits: list[Deferred[None]] = []

        def handler(event: Any) -> Deferred[None]:
            waits.append(Deferred())
            return waits[-1]

        slow = self.far.client.events.subscribe("A", handler, serial=True, max_queue=10)
        for _ in range(100):
            self.far.message("Event: A")
        self.assertEqual(len(self.seen), 100)
        self.assertEqual((slow.queued, slow.dropped, slow.overflow), (10, 89, "drop_oldest"))
        self.assertEqual(self.far.client.events.dropped, 89)

    def test_a_header_that_never_ends(self) -> None:
        far = Far(max_message=10_000).log_in()
        far.says(b"Event: X\r\nY: ")
        for _ in range(11):
            far.says(b"z" * 1000)
        self.assertTrue(far.transport.aborted)


class Loss(SynchronousTestCase):
    def test_ten_thousand_requests_each_named(self) -> None:
        far = Far().log_in()
        ds = [far.client.request("Ping", {"N": n}) for n in range(10_000)]
        connection = far.connection
        far.cut()
        for n, d in enumerate(ds):
            error = self.failureResultOf(d, ami.ConnectionLost).value
            self.assertEqual(error.request.get("N"), n)
        self.assertEqual(len(connection.requests), 0)
        self.assertEqual(far.clock.getDelayedCalls(), [])

    def test_nothing_is_left_of_a_connection(self) -> None:
        far = Far().log_in()
        far.client.request("Ping").addErrback(lambda _: None)
        far.cut()
        far.connection = None
        gc.collect()
        left = [o for o in gc.get_objects() if type(o) is ami.Protocol and o.client is far.client]
        self.assertEqual(left, [])

    def test_logoff_on_close(self) -> None:
        far = Far().log_in()
        closed = far.client.close()
        self.assertIn(b"Action: Logoff\r\n", far.transport.value())
        self.failureResultOf(far.client.request("Ping"), ami.NotReady)
        self.assertFalse(far.transport.disconnecting)
        far.answers("Response: Goodbye", "Message: Thanks for all the fish.")
        self.assertTrue(far.transport.disconnecting)
        far.cut()
        self.successResultOf(closed)

    def test_no_logoff_before_login(self) -> None:
        far = Far().connect()
        far.heard()
        far.client.close()
        self.assertEqual(far.heard(), b"")
        self.assertTrue(far.transport.disconnecting)


class Liveness(SynchronousTestCase):
    def test_silence_is_answered_by_a_ping_and_death_by_an_abort(self) -> None:
        far = Far(ping_interval=30, ping_timeout=10).log_in()
        far.clock.advance(30)
        self.assertIn(b"Action: Ping\r\n", far.transport.value())
        far.answers("Response: Success", "Ping: Pong")
        far.clock.advance(30)
        self.assertIn(b"Action: Ping\r\n", far.heard())
        far.clock.advance(10)
        self.assertTrue(far.transport.aborted)

    def test_a_synchronous_originate_excuses_silence(self) -> None:
        for more, aborted in (({}, False), ({"Async": "true"}, True), ({"Async": "no"}, False)):
            far = Far(ping_interval=30, ping_timeout=10).log_in()
            far.client.request("Originate", more, timeout=100)
            far.clock.advance(30)
            far.clock.advance(10)
            self.assertEqual(far.transport.aborted, aborted)

    def test_never(self) -> None:
        far = Far(ping_interval=0).log_in()
        far.clock.advance(1000)
        self.assertEqual(far.heard(), b"")


class Interests(SynchronousTestCase):
    def test_the_mask_is_kept_once_asterisk_accepted_it(self) -> None:
        far = Far().log_in()
        refused = far.client.set_event_mask("")
        far.answers("Response: Error", "Message: Invalid event mask")
        self.failureResultOf(refused, ami.ActionError)
        self.assertIsNone(far.client.event_mask)
        accepted = far.client.set_event_mask(["call", "user"])
        self.assertIn(b"Action: Events\r\n", far.transport.value())
        self.assertIn(b"EventMask: call,user\r\n", far.transport.value())
        far.answers("Response: Success", "Events: On")
        self.successResultOf(accepted)
        far.cut()
        far.connect()
        self.assertIn(b"\r\nEvents: call,user\r\n", far.heard())

    def test_filters_are_replayed_before_ready(self) -> None:
        far = Far().log_in()
        for pattern in ("!Event: VarSet", "Event: .*"):
            added = far.client.add_filter(pattern)
            far.answers("Response: Success")
            self.successResultOf(added)
        far.cut()
        far.connect()
        far.answers("Response: Success")
        self.assertIn(b"Operation: Add\r\nFilter: !Event: VarSet\r\n\r\n", far.transport.value())
        self.assertEqual(far.client.state, "logging_in")
        far.answers("Response: Success")
        self.assertIn(b"Filter: Event: .*\r\n", far.transport.value())
        far.answers("Response: Success")
        self.assertEqual(far.client.state, "ready")
        self.assertEqual(far.heard(), b"")

    def test_a_server_that_ignores_criteria_is_found_out(self) -> None:
        """Asterisk 16 says Success and takes the bare Filter for a pattern."""
        far = Far().log_in()
        d = far.client.add_filter(criteria="action(exclude),name(VarSet)")
        self.assertIn(b"MatchCriteria: nonsense(x)\r\nFilter: !a^\r\n", far.transport.value())
        far.answers("Response: Success")
        self.failureResultOf(d, ami.ActionError)
        self.assertEqual(far.heard(), b"")
        self.assertEqual(len(far.client.interests), 0)

    def test_a_server_that_knows_criteria_is_asked_once(self) -> None:
        far = Far().log_in()
        d = far.client.add_filter(criteria="name(Hangup)")
        far.answers(
            "Response: Error",
            "Message: Filter was formatted incorrectly.  Check the syntax of the filter given.",
        )
        self.assertIn(b"MatchCriteria: name(Hangup)\r\nFilter: \r\n", far.transport.value())
        far.answers("Response: Success")
        self.successResultOf(d)
        d = far.client.add_filter(criteria="name(Newchannel)")
        self.assertIn(b"MatchCriteria: name(Newchannel)", far.transport.value())
        far.answers("Response: Success")
        self.successResultOf(d)

    def test_no_permission_to_filter(self) -> None:
        far = Far().log_in()
        d = far.client.add_filter(criteria="name(Hangup)")
        far.answers("Response: Error", "Message: Permission denied")
        self.assertEqual(str(self.failureResultOf(d, ami.ActionError).value), "Permission denied")


class Tls(SynchronousTestCase):
    def test_at_most_1024_bytes_per_turn(self) -> None:
        """Asterisk reads 1,024 bytes of a TLS record and then waits for the socket."""
        far = Far()
        far.connection = far.client.factory.buildProtocol(None)
        directlyProvides(far.transport, ISSLTransport)
        pieces: list[bytes] = []
        far.transport.write = pieces.append
        far.connection.makeConnection(far.transport)
        far.says(GREETING)
        far.clock.advance(0)
        far.transport.io.write(pieces[-1])
        far.answers("Response: Success")
        pieces.clear()
        for _ in range(100):
            far.client.request("Ping")
        far.clock.advance(0)
        self.assertLessEqual(max(len(piece) for piece in pieces), protocol.TLS_RECORD)
        self.assertEqual(b"".join(pieces).count(b"Action: Ping\r\n"), 100)


class Secrets(SynchronousTestCase):
    def test_in_no_repr_trace_or_error(self) -> None:
        far = Far()
        trace = far.client.trace = Trace(far.clock, secret=wire.SECRET)
        far.connect()
        login = next(iter(far.connection.requests)).request
        far.answers("Response: Success")
        d = far.client.request("Login", Username="x", Secret="s3cret", timeout=1)
        far.clock.advance(1)
        texts = [
            repr(login),
            str(login),
            repr(self.failureResultOf(d, ami.RequestTimeout).value),
            repr(far.client),
            repr(far.connection),
            trace.text(),
            repr(ami.Request("Login", Secret="s3cret")),
        ]
        for text in texts:
            self.assertNotIn("s3cret", text)
        self.assertIn("********", trace.text())
