"""The client: login, commands in one queue, jobs, interests, ends told apart."""

from __future__ import annotations

from typing import Any

from twisted.internet import error
from twisted.internet.defer import CancelledError
from twisted.internet.endpoints import HostnameEndpoint, TCP4ServerEndpoint
from twisted.internet.testing import MemoryReactorClock
from twisted.internet.threads import blockingCallFromThread, deferToThread
from twisted.trial.unittest import TestCase

from twisted_telco import esl
from twisted_telco.esl.gate import MAX_CONNECTING, GatedEndpoint, gate_for
from twisted_telco.esl.simulator.wire import frame
from twisted_telco.esl.tables import EVENT_NAMES

from .case import Case


class Login(Case):
    def test_password(self) -> None:
        client = self.result(esl.connect(self.clock, self.switch.endpoint(), password="ClueCon"))
        self.assertEqual(client.state, "ready")
        self.assertEqual(repr(client), "<esl.Client ready>")

    def test_wrong_password(self) -> None:
        failure = self.fails(
            esl.connect(self.clock, self.switch.endpoint(), password="x"),
            esl.AuthenticationFailed,
        )
        self.assertIn("invalid", str(failure))

    def test_user(self) -> None:
        self.switch.users["bob@example.org"] = "s"
        connected = esl.connect(
            self.clock, self.switch.endpoint(), user="bob@example.org", password="s"
        )
        client = self.result(connected)
        self.assertEqual(client.connection.allowed["Allowed-Events"], "all")

    def test_limited_user(self) -> None:
        """One who may not have our own events is served all the same."""
        self.switch.users["bob@x"] = {
            "password": "s",
            "events": "CHANNEL_CREATE",
            "api": "status hostname",
            "log": False,
        }
        client = self.ready(user="bob@x", password="s")
        self.assertIn("UP", self.result(client.api("status")))
        self.assertIn("denied", str(self.fails(client.api("version"), esl.CommandError)))
        self.assertIn("denied", str(self.fails(client.log("info"), esl.CommandError)))
        self.assertIn("BACKGROUND_JOB", str(self.fails(client.bgapi("status"), esl.NotReady)))
        self.assertIn("denied", str(self.fails(client.subscribe("ALL"), esl.CommandError)))

    def test_a_user_who_may_do_more_than_the_server_can_say(self) -> None:
        """The answer is cut at 511 bytes and lacks its end, see the recording."""
        names = sorted(set(EVENT_NAMES) - {"CUSTOM", "ALL"})
        self.switch.users["bob@x"] = {"password": "s", "events": " ".join(names), "api": "status"}
        client = self.client(user="bob@x", password="s")
        client.startService()
        self.pump()
        self.assertEqual(client.state, "logging_in")
        self.pump(1)
        self.assertEqual(client.state, "ready")
        self.assertEqual(client.connection.decoder.repaired, 1)
        self.assertTrue(client.connection.allows("BACKGROUND_JOB"))
        self.assertIn("UP", self.result(client.api("status")))
        self.assertEqual(client.connection.unexpected, 0)

    def test_factory_alone(self) -> None:
        """Driven by an endpoint, and given to one that leaves retrying to its caller."""
        factory = esl.ClientFactory(self.clock, password="ClueCon")
        factory.start(self.switch.endpoint())
        self.pump()
        self.assertEqual(self.result(factory.client.api("echo 1")), "1")
        self.result(factory.stop())
        factory = esl.ClientFactory(self.clock, password="ClueCon")
        ready = factory.when_ready()
        protocol = self.result(self.switch.endpoint().connect(factory))
        self.assertIsInstance(protocol, esl.Protocol)
        self.assertIs(self.result(ready), factory.client)

    def test_rejected_is_tried_again(self) -> None:
        self.switch.rejecting = 2
        client = self.client()
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append(reason))
        client.startService()
        self.pump(20)
        self.assertEqual(client.state, "ready")
        self.assertEqual([type(r) for r in reasons if r], [esl.Rejected, esl.Rejected])
        self.assertIn("go away", str(next(r for r in reasons if r)))

    def test_no_greeting(self) -> None:
        self.switch.stall()
        d = esl.connect(self.clock, self.switch.endpoint(), greeting_timeout=3)
        self.assertIn("no greeting within 3 s", str(self.fails(d, esl.ConnectionLost)))

    def test_secrets_are_not_seen(self) -> None:
        client = self.client(password="ClueCon")
        trace = client.new_trace()
        client.startService()
        self.pump()
        self.assertIn("auth ********", trace.text())
        self.assertNotIn("ClueCon", trace.text())
        self.assertNotIn("ClueCon", repr(client) + repr(vars(client.connection.requests)))

    def test_no_line_breaks_in_passwords(self) -> None:
        for login in ({"password": "a\n\napi x"}, {"user": "a\rb"}):
            self.assertRaises(esl.InvalidRequest, self.client, **login)

    def test_few_wait_for_a_greeting_at_once(self) -> None:
        """What is not greeted counts against the cap; a greeting or an end makes room."""
        self.switch.stall()
        gate = gate_for(self.clock, "here")
        clients = []
        for _ in range(10):
            client = esl.Client(self.clock, GatedEndpoint(self.switch.endpoint(), gate))
            client.startService()
            clients.append(client)
        self.pump()
        self.assertEqual(len(self.switch.factory.connections), MAX_CONNECTING)
        self.switch.resume()
        self.pump()
        self.assertEqual([c.state for c in clients], ["ready"] * 10)
        self.assertEqual(gate.tokens, MAX_CONNECTING)

    def test_one_gate_for_a_server_however_it_is_written(self) -> None:
        reactor = MemoryReactorClock()

        def gate(where: Any) -> Any:
            return esl.Client(reactor, where).endpoint.gate

        one = esl.Client(reactor, "fs")
        for same in (
            "fs",
            "fs:8021",
            "tcp:fs:8021",
            "tcp:host=fs:port=8021:timeout=5",
            HostnameEndpoint(reactor, "fs", 8021),
        ):
            self.assertIs(gate(same), one.endpoint.gate, same)
        for other in ("fs:8022", "tcp:fs:8022", "pbx", "unix:/fs"):
            self.assertIsNot(gate(other), one.endpoint.gate, other)
        shared = self.switch.endpoint()
        first = esl.Client(reactor, shared)
        self.assertIs(gate(shared), first.endpoint.gate)
        self.assertIsNot(gate(self.switch.endpoint()), first.endpoint.gate)


class Requests(Case):
    def test_api(self) -> None:
        client = self.ready()
        self.assertEqual(self.result(client.api("echo  a b ")), "a b")
        self.assertEqual(self.result(client.api("version", raw=True))[-1:], "\n")

    def test_unknown_command(self) -> None:
        client = self.ready()
        failure = self.fails(client.api("nosuch x"), esl.CommandError)
        self.assertEqual(failure.text, "-ERR nosuch Command not found!")
        self.assertEqual(failure.request, "api nosuch x")
        reply = self.result(client.api("nosuch", check=False))
        self.assertFalse(reply.success)

    def test_api_answered_by_command_reply(self) -> None:
        """A bare ``api`` is answered by another content type; the queue stays in step."""
        client = self.ready()
        first = client.request("api", check=False)
        second = client.api("echo 2")
        self.assertEqual(self.result(first).text, "-ERR command not found")
        self.assertEqual(self.result(second), "2")

    def test_request(self) -> None:
        client = self.ready()
        reply = self.result(client.request("nixevent HEARTBEAT"))
        self.assertEqual(reply.text, "+OK events nixed")
        reply = self.result(client.request("bgapi echo", {"Job-UUID": "7"}))
        self.assertEqual(reply["Job-UUID"], "7")
        failure = self.fails(client.request("nolog"), esl.CommandError)
        self.assertEqual(failure.text, "-ERR not loging")

    def test_not_ready(self) -> None:
        self.fails(self.client().api("status"), esl.NotReady)

    def test_injection(self) -> None:
        client = self.ready()
        for d in (
            client.api("echo a\n\napi reloadxml"),
            client.bgapi("echo a\rb"),
            client.sendevent("NOTIFY", {"a": "b\nc: d"}),
            client.execute("x", "playback\nexecute-app-arg: y"),
            client.hangup("x", "A\nB"),
            client.bgapi("echo", job_uuid="a\nb"),
            client.bgapi("echo", job_uuid="x" * 300),
            client.subscribe("CUSTOM a::b\nexit"),
            client.add_filter("A", "b\nexit"),
            client.add_filter("A B", "c"),
            client.add_filter("A", "-/x/"),
            client.subscribe("CHANNEL_ANSWERED"),
            client.subscribe(),
            client.log("loud"),
            client.api(" "),
            client.getvar("x", "a b"),
            client.getvar("x y", "a"),
            client.setvar("x", "a b", "c"),
            client.setvar("x", "", "c"),
            client.setvar("x", "a", "\0"),
            client.originate("9196 &hangup() XML default x", endpoint="loopback"),
            client.originate("9196,error/USER_BUSY", endpoint="loopback"),
            client.originate("9196", endpoint="{a=b}loopback"),
            client.originate("9196", "&system(id)", endpoint="loopback"),
            client.originate("9196", " &system(id)", endpoint="loopback"),
            client.originate("9196", endpoint="loopback", app_name="system(id) &park"),
            client.originate("9196", endpoint="loopback", app_name=""),
            client.bgapi("echo", job_uuid=" x"),
            client.hupall(""),
            client.hupall("X Y"),
            client.hupall(" X", everything=True),
        ):
            self.fails(d, esl.InvalidRequest)
        self.pump()
        self.assertEqual(self.switch.heard, [])

    def test_timeout_leaves_a_placeholder(self) -> None:
        client = self.ready()
        slow = client.api("msleep 3000", timeout=1)
        quick = client.api("echo quick")
        failure = self.fails(slow, esl.RequestTimeout)
        self.assertIn("api msleep 3000", str(failure))
        self.assertEqual(self.result(quick), "quick")
        self.assertEqual(client.connection.requests.swallowed, 1)
        self.assertEqual(self.result(client.api("echo next")), "next")

    def test_cancelled(self) -> None:
        client = self.ready()
        first, second = client.api("echo 1"), client.api("echo 2")
        first.cancel()
        self.fails(first, CancelledError)
        self.assertEqual(self.result(second), "2")

    def test_server_that_stops_answering(self) -> None:
        client = self.ready()
        self.switch.reply_filter = lambda data: None
        self.fails(client.api("echo", timeout=5), esl.RequestTimeout, 10)
        states: list[Any] = []
        client.on_state(lambda old, new, reason: states.append((new, str(reason))))
        self.pump(61)
        self.assertIn("did not answer within 60 s", states[0][1])

    def test_loss(self) -> None:
        client = self.ready()
        waiting = [client.api("msleep 1000"), client.api("echo 2"), client.request("noevents")]
        self.pump()
        self.switch.drop()
        for d in waiting:
            failure = self.fails(d, esl.ConnectionLost)
            self.assertIn("was not answered", str(failure))

    def test_events_that_can_not_be_read(self) -> None:
        """They are counted, and too many are the end; the stream goes on behind each."""
        client = self.ready(format="plain")
        protocol = client.connection
        event = frame("text/event-json", {}, '{"x": oops')
        self.switch.garbage(event * 3)
        self.assertEqual(self.result(client.api("echo 1")), "1")
        self.assertEqual(client.counters.malformed, 3)
        heard: list[Any] = []
        client.events.subscribe("NOTIFY", lambda e: heard.append(e.name) or dict(e))
        self.switch.garbage(
            frame("text/event-json", {}, '{"Event-Name":"NOTIFY","Core-UUID":"1", oops')
        )
        self.pump()
        self.assertEqual(heard, ["NOTIFY"])
        self.assertEqual(len(self.flushLoggedErrors(esl.ProtocolError)), 1)
        self.switch.garbage(event * protocol.max_malformed)
        self.pump()
        self.assertIn("more than 100 malformed messages", str(protocol.lost))

    def test_sendevent(self) -> None:
        client = self.ready()
        self.result(client.subscribe("CUSTOM a::b"))
        heard = self.hear(client, "CUSTOM a::b")
        uuid = self.result(
            client.sendevent("CUSTOM", {"Event-Subclass": "a::b", "X": "ü: 100%"}, "a\nbody")
        )
        self.pump()
        self.assertEqual(len(heard), 1)
        self.assertEqual(heard[0]["Event-UUID"], uuid)
        self.assertEqual((heard[0]["X"], heard[0].body), ("ü: 100%", "a\nbody"))

    def test_variables(self) -> None:
        client = self.ready()
        uuid = self.call(client)
        for value in ("a b", "it's", 'q"\\', "${x}", "a\nb", "ü", "x=y,z|"):
            self.result(client.setvar(uuid, "v", value))
            self.assertEqual(self.result(client.getvar(uuid, "v")), value)
        self.result(client.setvar(uuid, "v", None))
        self.assertIsNone(self.result(client.getvar(uuid, "v")))
        self.fails(client.getvar("nobody", "v"), esl.CommandError)

    def test_sendmsg_to_a_dead_session(self) -> None:
        client = self.ready()
        failure = self.fails(client.hangup("nobody"), esl.CommandError)
        self.assertEqual(failure.text, "-ERR invalid session id [nobody]")


class Jobs(Case):
    def test_result(self) -> None:
        client = self.ready()
        ended: list[Any] = []
        job = self.result(client.bgapi("echo hello", callback=ended.append))
        self.assertEqual(self.result(job.result(5)), "hello")
        self.assertEqual(self.result(job.get(5)), "hello")
        self.assertIs(self.result(job.wait(5)), job)
        self.assertTrue(job.ready() and job.successful())
        self.assertEqual(ended, [job])
        self.assertEqual(len(client.jobs), 0)
        self.assertIsNone(job.sess_uuid)

    def test_slow(self) -> None:
        client = self.ready()
        job = self.result(client.bgapi("msleep 3000"))
        self.assertFalse(job.ready())
        self.assertRaises(esl.NotReady, job.successful)
        self.assertIn(job.uuid, client.jobs)
        self.fails(job.result(1), esl.RequestTimeout)
        self.fails(job.wait(1), esl.RequestTimeout)
        gone = job.result()
        gone.cancel()
        self.fails(gone, CancelledError)
        self.assertEqual(self.result(job.result()), "+OK")

    def test_out_of_order(self) -> None:
        client = self.ready()
        jobs = [self.result(client.bgapi(f"msleep {n}00")) for n in (5, 3, 1)]
        order: list[Any] = []
        for job in jobs:
            job.add_callback(order.append)
        self.pump(1)
        self.assertEqual(order, jobs[::-1])

    def test_failure(self) -> None:
        client = self.ready()
        job = self.result(client.bgapi("nosuch"))
        failure = self.fails(job.result(), esl.JobFailed)
        self.assertIn("nosuch Command not found", failure.text)
        self.assertFalse(job.successful())
        self.assertIs(self.result(job.wait()), job)
        self.assertEqual(client.jobs.failed, 1)

    def test_of_others_are_ignored(self) -> None:
        client = self.ready()
        self.switch.emit("BACKGROUND_JOB", {"Job-UUID": "stranger"}, "+OK")
        self.pump()
        self.assertEqual(client.jobs.failed, 0)

    def test_refused(self) -> None:
        self.switch.users["bob@x"] = {"password": "s", "api": "status"}
        client = self.ready(user="bob@x", password="s")
        self.fails(client.bgapi("version"), esl.CommandError)
        self.assertEqual(len(client.jobs), 0)

    def test_loss(self) -> None:
        client = self.ready()
        job = self.result(client.bgapi("msleep 3000"))
        self.switch.drop()
        failure = self.fails(job.result(), esl.ConnectionLost)
        self.assertIn("bgapi msleep 3000", str(failure))
        self.assertEqual(str(job.error), str(failure))

    def test_each_caller_has_a_failure_of_its_own(self) -> None:
        client = self.ready()
        job = self.result(client.bgapi("originate error/USER_BUSY &park()"))
        waiting = [job.result() for _ in range(2)]
        self.pump(1)
        errors = [self.fails(d, esl.JobFailed) for d in (*waiting, job.result())]
        self.assertEqual(len({id(e) for e in (*errors, job.error)}), 4)
        for one in errors:
            self.assertEqual((one.cause, one.code), ("USER_BUSY", "USER_BUSY"))
            self.assertEqual((str(one), one.request), (str(job.error), job.command))

    def test_callback_that_fails(self) -> None:
        client = self.ready()
        job = self.result(client.bgapi("echo x"))

        async def bad(job: Any) -> None:
            raise ValueError("in a callback")

        self.result(job.wait())
        job.add_callback(bad)
        job.add_callback(lambda job: 1 / 0)
        self.assertEqual(len(self.flushLoggedErrors(ValueError, ZeroDivisionError)), 2)

    def test_limit(self) -> None:
        client = self.ready()
        client.jobs.limit = 1
        self.result(client.bgapi("msleep 1000"))
        self.fails(client.bgapi("msleep 1000"), esl.NotReady)


class Interests(Case):
    def lines(self) -> list[str]:
        heard, self.switch.heard[:] = list(self.switch.heard), []
        return heard

    def test_restored_once(self) -> None:
        client = self.ready()
        self.result(client.subscribe("CHANNEL_ANSWER", "CUSTOM sofia::register conf::x"))
        self.result(client.subscribe("DTMF"))
        self.result(client.add_filter("Caller-Context", "public"))
        self.result(client.log("info"))
        self.lines()
        self.switch.drop()
        self.pump(5)
        self.assertEqual(client.state, "ready")
        self.assertEqual(
            self.lines(),
            [
                "auth ********",
                "event json BACKGROUND_JOB HEARTBEAT CHANNEL_ANSWER DTMF "
                "CUSTOM sofia::register conf::x",
                "filter Event-Name BACKGROUND_JOB",
                "filter Event-Name HEARTBEAT",
                "filter Caller-Context public",
                "log info",
            ],
        )

    def test_before_the_connection(self) -> None:
        client = self.client(format="plain")
        self.assertIsNone(self.result(client.subscribe("ALL")))
        client.startService()
        self.pump()
        self.assertIn("event plain BACKGROUND_JOB HEARTBEAT ALL", self.lines())

    def test_unsubscribe(self) -> None:
        client = self.ready()
        for _ in range(2):
            self.result(client.subscribe("DTMF", "CUSTOM a::b"))
        self.assertIsNone(self.result(client.unsubscribe("DTMF", "CUSTOM a::b")))
        self.lines()
        self.result(client.unsubscribe("DTMF", "CUSTOM a::b"))
        self.assertEqual(self.lines(), ["nixevent DTMF CUSTOM a::b"])
        self.assertIsNone(self.result(client.unsubscribe("HEARTBEAT")))

    def test_filters_leave_our_own_events(self) -> None:
        client = self.ready()
        self.result(client.subscribe("CUSTOM a::b"))
        heard = self.hear(client, "CUSTOM")
        self.result(client.add_filter("Kind", "good"))
        for kind in ("good", "bad"):
            self.switch.emit("CUSTOM", {"Event-Subclass": "a::b", "Kind": kind})
        self.assertEqual(self.result(self.result(client.bgapi("echo x")).result()), "x")
        self.assertEqual([e["Kind"] for e in heard], ["good"])
        self.result(client.remove_filter("Kind", "good"))
        self.switch.emit("CUSTOM", {"Event-Subclass": "a::b", "Kind": "bad"})
        self.pump()
        self.assertEqual(len(heard), 2)
        self.assertEqual(len(self.switch.sockets()[0].filters), 0)

    def test_blocking_filters_alone(self) -> None:
        client = self.ready()
        self.result(client.subscribe("CUSTOM a::b"))
        heard = self.hear(client, "CUSTOM")
        self.result(client.add_filter("Kind", "-bad"))
        for kind in ("good", "bad"):
            self.switch.emit("CUSTOM", {"Event-Subclass": "a::b", "Kind": kind})
        self.pump()
        self.assertEqual([e["Kind"] for e in heard], ["good"])

    def test_log(self) -> None:
        client = self.ready()
        lines: list[Any] = []
        client.log_lines.subscribe("ERR", lines.append)
        self.result(client.log("warning"))
        self.switch.log_line(3, "an error\n", "uuid-1")
        self.switch.log_line(4, "a warning\n")
        self.switch.log_line(7, "debug\n")
        self.pump()
        self.assertEqual([(x.text, x.uuid) for x in lines], [("an error\n", "uuid-1")])
        self.result(client.nolog())
        stream = client.log_lines.stream("*")
        waiting = stream.__anext__()
        self.result(client.close())
        self.fails(waiting, esl.ConnectionLost)

    def test_refusal_ends_the_connection(self) -> None:
        """A client that hears less than it asked for must not pass for one that hears all."""
        self.switch.users["bob@x"] = {"password": "s", "events": "DTMF"}
        client = self.client(user="bob@x", password="s")
        client.subscribe("CHANNEL_ANSWER")
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append(reason))
        client.startService()
        self.pump(0.5)
        self.assertEqual(client.state, "waiting")
        self.assertIn("permission denied", str(reasons[-1]))


class Ends(Case):
    def reason(self, end: Any) -> Any:
        client = self.ready()
        reasons: list[Any] = []
        client.on_state(lambda old, new, reason: reasons.append(reason))
        end()
        self.pump(0.1)
        self.assertEqual(client.state, "waiting")
        return reasons[0]

    def test_bare_end(self) -> None:
        reason = self.reason(lambda: [s.transport.loseConnection() for s in self.switch.sockets()])
        self.assertEqual((reason.kind, str(reason)), ("eof", "closed by the far end"))

    def test_shutdown(self) -> None:
        reason = self.reason(self.switch.shut_down)
        self.assertEqual(reason.kind, "shutdown")
        self.assertIn("shut down", str(reason))

    def test_notice(self) -> None:
        reason = self.reason(lambda: [s.say_goodbye() for s in self.switch.sockets()])
        self.assertEqual(reason.kind, "notice")

    def test_killed(self) -> None:
        reason = self.reason(lambda: [s.kill() for s in self.switch.sockets()])
        self.assertEqual(reason.kind, "overrun")
        self.assertIn("too slowly", str(reason))

    def test_close(self) -> None:
        client = self.ready()
        self.result(client.close())
        self.assertEqual(self.switch.heard, ["exit"])
        self.assertEqual(client.state, "stopped")
        self.result(client.exit())

    def test_silence_is_noticed(self) -> None:
        self.switch.heartbeat = 0
        client = self.ready(heartbeat_timeout=30)
        self.pump(31)
        self.assertEqual(self.switch.heard, ["api hostname"])
        self.switch.stall()
        states: list[str] = []
        client.on_state(lambda old, new, reason: states.append(str(reason)))
        self.pump(100)
        self.assertIn("no sign of life from the far end", states)

    def test_silence_is_noticed_behind_a_command_without_timeout(self) -> None:
        """A long ``api`` excuses the server's silence for a while, and no longer."""
        self.switch.heartbeat = 0
        client = self.ready(heartbeat_timeout=30)
        waiting = client.api("msleep 100000", timeout=None)
        self.assertEqual(self.result(waiting, 101), "+OK")
        self.switch.stall()
        waiting = client.api("echo", timeout=None)
        self.fails(waiting, esl.ConnectionLost, 2 * 30 + 20 + 60 + 1)

    def test_heartbeats_are_a_sign_of_life(self) -> None:
        client = self.ready()
        self.pump(300)
        self.assertEqual(self.switch.heard, [])
        self.assertEqual(client.state, "ready")


class Slow(Case):
    def test_a_slow_handler_does_not_stop_the_reading(self) -> None:
        """100,000 events: memory is bounded, the rest counted, commands are still answered."""
        client = self.ready(format="plain")
        self.result(client.subscribe("CUSTOM a::b"))
        taken: list[Any] = []
        from twisted.internet.defer import Deferred

        def never(event: Any) -> Any:
            taken.append(event)
            return Deferred()

        subscription = client.events.subscribe("CUSTOM", never, serial=True, max_queue=1000)
        raw = b"Event-Name: CUSTOM\nEvent-Subclass: a%3A%3Ab\nN: 1\n\n"
        event = b"Content-Length: %d\nContent-Type: text/event-plain\n\n%b" % (len(raw), raw)
        for _ in range(100):
            self.switch.garbage(event * 1000)
            self.pump()
        self.assertEqual(len(taken), 1)
        self.assertEqual(subscription.queued, 1000)
        self.assertEqual(subscription.dropped, 98_999)
        self.assertEqual(client.events.dropped, 98_999)
        self.assertEqual(self.result(client.api("echo alive")), "alive")


class Sockets(TestCase):
    """Over loopback, and from other threads."""

    def test_threads(self) -> Any:
        from twisted.internet import reactor

        switch = esl.simulator.FreeSWITCH(reactor)
        switch.listen(TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"))
        self.addCleanup(switch.stopService)

        async def talk() -> None:
            port = await switch.when_listening()
            where = f"127.0.0.1:{port.getHost().port}"
            client = await esl.connect(reactor, where)
            text = await deferToThread(
                blockingCallFromThread, reactor, client.api, "echo from a thread"
            )
            self.assertEqual(text, "from a thread")
            await client.close()

        from twisted.internet.defer import Deferred

        return Deferred.fromCoroutine(talk())

    def test_refused(self) -> Any:
        from twisted.internet import reactor

        d = esl.connect(reactor, "127.0.0.1:1", timeout=5)
        d = self.assertFailure(d, esl.ConnectionLost)
        return d.addCallback(lambda e: self.assertIsInstance(e.__cause__, error.ConnectError))
