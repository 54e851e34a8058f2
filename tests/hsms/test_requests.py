from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from tests.hsms.far import (
    LINKTEST_REQ,
    LINKTEST_RSP,
    SELECT_RSP,
    SS,
    RawFactory,
    connect_raw,
    data,
)
from twisted_telco import hsms, secs
from twisted_telco.hsms.messages import control, reject
from twisted_telco.testing import Clock, MemoryEndpoint, pump

SSR = secs.S1F3([1])


class ActiveTestCase(SynchronousTestCase):
    """An active connection, selected, with a raw far end."""

    settings: dict[str, Any] = {"linktest": 0}  # noqa: RUF012

    def setUp(self) -> None:
        self.clock = Clock()
        self.far = RawFactory(self.clock)
        self.connection = hsms.ActiveConnection(
            self.clock, MemoryEndpoint(self.clock, self.far), **self.settings
        )
        self.connection.enable()
        pump(self.clock)
        self.accept()

    def accept(self) -> None:
        self.raw = self.far.made[-1]
        (asked,) = self.raw.take()
        self.raw.send(control(SELECT_RSP, SS, asked.system))
        self.assertTrue(self.connection.selected)

    def ask(self, what: Any = SSR, **more: Any) -> tuple[Deferred[hsms.Message], int]:
        d = self.connection.request(what, **more)
        return d, self.raw.take()[-1].system


class OutcomeTests(ActiveTestCase):
    def test_reply(self) -> None:
        d, system = self.ask()
        self.raw.send(data(1, 4, system, secs.L(5)))
        reply = self.successResultOf(d)
        self.assertEqual((reply.stream, reply.function, reply.value), (1, 4, [5]))

    def test_what_is_sent(self) -> None:
        self.connection.settings.session_id = 7
        for what in (secs.Message(1, 1), "S1F1", "S1F1 W.", secs.S1F1(wait=False)):
            self.connection.request(what).addErrback(lambda _: None)
            (sent,) = self.raw.take()
            self.assertEqual(
                (sent.session_id, sent.stream, sent.function, sent.wait, sent.data),
                (7, 1, 1, True, b""),
            )

    def test_replies_in_any_order(self) -> None:
        first, second = self.ask(), self.ask()
        self.assertNotEqual(first[1], second[1])
        self.raw.send(data(1, 4, second[1], secs.L(2)), data(1, 4, first[1], secs.L(1)))
        self.assertEqual(self.successResultOf(first[0]).value, [1])
        self.assertEqual(self.successResultOf(second[0]).value, [2])

    def test_aborted(self) -> None:
        d, system = self.ask()
        self.raw.send(data(1, 0, system))
        error = self.failureResultOf(d, hsms.Aborted).value
        self.assertEqual((error.request, error.response.name, error.code), (SSR, "S1F0", 0))

    def test_reported_by_stream_9(self) -> None:
        for function in (1, 3, 5, 7, 9, 11):
            d, system = self.ask()
            self.raw.send(data(9, function, 77, secs.B(data(1, 3, system).header), wait=False))
            error = self.failureResultOf(d, hsms.ErrorReported).value
            self.assertEqual((error.code, error.response.function), (function, function))
            self.assertIs(error.request, SSR)

    def test_reported_with_the_system_bytes_of_the_culprit(self) -> None:
        d, system = self.ask()
        self.raw.send(data(9, 5, system, secs.B(b"?"), wait=False))
        self.failureResultOf(d, hsms.ErrorReported)

    def test_stream_9_about_another_message(self) -> None:
        d, system = self.ask()
        self.raw.send(
            data(9, 5, 77, secs.B(data(1, 3, system + 5).header), wait=False),
            data(9, 5, 77, secs.B(data(2, 3, system).header), wait=False),
        )
        self.assertNoResult(d)
        self.raw.send(data(1, 4, system))
        self.successResultOf(d)

    def test_abort_after_the_report_is_swallowed(self) -> None:
        d, system = self.ask()
        self.raw.send(
            data(9, 5, 77, secs.B(data(1, 3, system).header), wait=False), data(1, 0, system)
        )
        self.failureResultOf(d, hsms.ErrorReported)

    def test_rejected(self) -> None:
        d, system = self.ask()
        self.raw.send(reject(data(1, 3, system), 4))
        error = self.failureResultOf(d, hsms.Rejected).value
        self.assertEqual((error.code, error.request), (4, SSR))
        self.assertIn("not selected", str(error))

    def test_rejected_with_reason_0(self) -> None:
        d, system = self.ask()
        self.raw.send(reject(data(1, 3, system), 0))
        self.assertEqual(self.failureResultOf(d, hsms.Rejected).value.code, 0)

    def test_wrong_function(self) -> None:
        d, system = self.ask()
        self.raw.send(data(1, 6, system))
        error = self.failureResultOf(d, hsms.WrongReply).value
        self.assertEqual((error.request, error.response.function), (SSR, 6))

    def test_undecodable_reply(self) -> None:
        d, system = self.ask()
        self.raw.send(hsms.Message(0, 1, 4, system=system, data=b"\xff\xff"))
        error = self.failureResultOf(d, hsms.WrongReply).value
        self.assertEqual(error.response.data, b"\xff\xff")

    def test_t3(self) -> None:
        d, system = self.ask()
        pump(self.clock, 44.9)
        self.assertNoResult(d)
        pump(self.clock, 0.2)
        error = self.failureResultOf(d, hsms.RequestTimeout).value
        self.assertEqual((error.request, error.timeout), (SSR, 45.0))
        self.assertIsInstance(error, TimeoutError)
        self.assertTrue(self.connection.selected, "the link stays")
        self.assertEqual(self.raw.take(), [], "a host does not send S9F9")
        self.raw.send(data(1, 4, system))
        self.assertEqual(self.connection.statistics["orphans"], 1)

    def test_t3_may_be_changed_and_given(self) -> None:
        self.connection.timers.t3 = 2
        short, long = self.ask()[0], self.ask(timeout=3)[0]
        pump(self.clock, 2.1)
        self.failureResultOf(short, hsms.RequestTimeout)
        self.assertNoResult(long)
        pump(self.clock, 1)
        self.failureResultOf(long, hsms.RequestTimeout)

    def test_equipment_reports_t3(self) -> None:
        self.connection.settings.equipment = True
        d, system = self.ask()
        pump(self.clock, 46)
        self.failureResultOf(d, hsms.RequestTimeout)
        (report,) = self.raw.take()
        self.assertEqual(report.name, "S9F9")
        self.assertEqual(report.value, data(1, 3, system).header)

    def test_link_loss_fails_all_at_once(self) -> None:
        requests = [self.ask()[0] for _ in range(5)]
        test = self.connection.linktest()
        self.raw.transport.loseConnection()
        pump(self.clock)
        errors = [self.failureResultOf(d, hsms.ConnectionLost).value for d in (*requests, test)]
        self.assertEqual(len(set(map(id, errors))), 6, "each has an error of its own")
        self.assertIs(errors[0].request, SSR)

    def test_link_cut_at_every_byte_of_the_reply(self) -> None:
        reply = data(1, 4, 0, secs.L(5)).encode()
        for cut in range(len(reply)):
            d, system = self.ask()
            self.raw.send(data(1, 4, system, secs.L(5)).encode()[:cut])
            self.raw.transport.loseConnection()
            pump(self.clock)
            self.failureResultOf(d, hsms.ConnectionLost)
            pump(self.clock, 10)
            self.accept()
        d, system = self.ask()
        self.raw.send(data(1, 4, system, secs.L(5)))
        self.assertEqual(self.successResultOf(d).value, [5])

    def test_cancelled(self) -> None:
        d, system = self.ask()
        d.cancel()
        self.failureResultOf(d, CancelledError)
        self.raw.send(data(1, 4, system))
        self.assertEqual(self.connection.statistics["orphans"], 1)

    def test_check_false(self) -> None:
        d, system = self.ask(check=False)
        self.raw.send(data(1, 0, system))
        reply = self.successResultOf(d)
        self.assertEqual((reply.name, reply.success), ("S1F0", False))
        d, system = self.ask(check=False, timeout=1)
        pump(self.clock, 2)
        self.failureResultOf(d, hsms.RequestTimeout)

    def test_a_primary_with_our_system_bytes_is_no_reply(self) -> None:
        d, system = self.ask()
        self.connection.handle(1, 1, lambda _: secs.L())
        self.connection.handle(1, 3, lambda _: secs.L())
        self.raw.send(data(1, 1, system), data(1, 3, system))
        self.assertNoResult(d)
        self.assertEqual(self.raw.said(), [("S1F2", system, 2), ("S1F4", system, 4)])
        self.raw.send(data(1, 4, system))
        self.successResultOf(d)

    def test_a_control_answer_is_no_reply(self) -> None:
        d, system = self.ask()
        self.raw.send(control(LINKTEST_RSP, SS, system))
        self.assertNoResult(d)
        test = self.connection.linktest()
        (asked,) = [m for m in self.raw.take() if m.stype == LINKTEST_REQ]
        self.raw.send(data(1, 4, asked.system))
        self.assertNoResult(test)

    def test_not_selected(self) -> None:
        self.connection.deselect()
        (asked,) = self.raw.take()
        self.raw.send(control(4, SS, asked.system))
        for d in (self.connection.request(SSR), self.connection.send(SSR)):
            self.failureResultOf(d, hsms.NotReady)
        self.assertEqual(self.raw.take(), [])
        self.connection.select()
        (asked,) = self.raw.take()
        self.raw.send(control(SELECT_RSP, SS, asked.system))
        self.ask()

    def test_misuse(self) -> None:
        for what in (secs.Message(1, 2), secs.Message(9, 1), 5, None):
            self.failureResultOf(self.connection.request(what), hsms.InvalidRequest)
        self.failureResultOf(self.connection.request("S1F1 &"), secs.SMLError)
        self.failureResultOf(self.connection.send(5), hsms.InvalidRequest)
        self.assertEqual(self.raw.take(), [])

    def test_disabled(self) -> None:
        self.connection.disable()
        pump(self.clock)
        for d in (
            self.connection.request(SSR),
            self.connection.send(SSR),
            self.connection.linktest(),
            self.connection.select(),
            self.connection.deselect(),
        ):
            self.failureResultOf(d, hsms.NotReady)

    def test_open_transactions_are_limited(self) -> None:
        self.connection.link.requests.limit = 2
        for _ in range(2):
            self.connection.request(SSR).addErrback(lambda _: None)
        self.failureResultOf(self.connection.request(SSR), hsms.NotReady)


class SystemBytesTests(ActiveTestCase):
    def test_wrap_and_skip_what_is_open(self) -> None:
        requests = self.connection.link.requests
        requests._system = 0xFFFFFFFD
        systems = [self.ask()[1] for _ in range(3)]
        self.assertEqual(systems, [0xFFFFFFFE, 0xFFFFFFFF, 0])
        requests._system = 0xFFFFFFFD
        self.assertEqual(self.ask()[1], 1)


class SendTests(ActiveTestCase):
    def test_no_answer_expected(self) -> None:
        self.successResultOf(self.connection.send(secs.Message(6, 11, secs.L(), wait=False)))
        (sent,) = self.raw.take()
        self.assertEqual((sent.name, sent.wait, sent.session_id), ("S6F11", False, 0))

    def test_any_message(self) -> None:
        message = hsms.Message(5, 9, 1, True, 3, 77, 12345, b"x")
        self.connection.send(message)
        self.assertEqual(self.raw.take(), [message])

    def test_waits_for_a_slow_reader(self) -> None:
        self.raw.transport.pauseProducing()
        big = secs.Message(7, 3, secs.B(bytes(8_000_000)), wait=False)
        d = self.connection.send(big)
        pump(self.clock, 100)
        self.assertNoResult(d)
        self.raw.transport.resumeProducing()
        pump(self.clock)
        self.successResultOf(d)
        (received,) = self.raw.take()
        self.assertEqual(received.data, big.data)

    def test_lost_meanwhile(self) -> None:
        self.raw.transport.pauseProducing()
        d = self.connection.send(secs.Message(7, 3, secs.B(bytes(8_000_000)), wait=False))
        self.connection.link.abort("cut")
        pump(self.clock)
        self.failureResultOf(d, hsms.ConnectionLost)


class ControlTimerTests(ActiveTestCase):
    def test_linktest(self) -> None:
        d = self.connection.linktest()
        (asked,) = self.raw.take()
        self.assertEqual((asked.name, asked.session_id), ("Linktest.req", SS))
        self.raw.send(control(LINKTEST_RSP, SS, asked.system))
        self.assertEqual(self.successResultOf(d).name, "Linktest.rsp")

    def test_t6(self) -> None:
        d = self.connection.linktest()
        pump(self.clock, 4.9)
        self.assertNoResult(d)
        pump(self.clock, 0.2)
        self.assertEqual(self.failureResultOf(d, hsms.RequestTimeout).value.request, "Linktest.req")
        self.assertTrue(self.raw.closed)
        self.assertIn("T6", str(self.connection.reason))

    def test_t6_of_select(self) -> None:
        self.raw.transport.loseConnection()
        pump(self.clock, 10)
        self.raw = self.far.made[-1]
        pump(self.clock, 5.1)
        self.assertTrue(self.raw.closed)
        self.assertIn("no answer to Select.req", str(self.connection.reason))

    def test_linktest_rejected(self) -> None:
        d = self.connection.linktest()
        (asked,) = self.raw.take()
        self.raw.send(reject(asked, 1))
        self.assertEqual(self.failureResultOf(d, hsms.Rejected).value.code, 1)
        self.assertTrue(self.connection.selected)


class AutomaticLinktestTests(ActiveTestCase):
    settings = {"linktest": 20}  # noqa: RUF012

    def test_after_silence(self) -> None:
        pump(self.clock, 20.1)
        (asked,) = self.raw.take()
        self.assertEqual(asked.name, "Linktest.req")
        self.raw.send(control(LINKTEST_RSP, SS, asked.system))
        pump(self.clock, 15)
        self.assertEqual(self.raw.take(), [])
        self.raw.send(control(LINKTEST_REQ, SS, 5))
        self.raw.take()
        pump(self.clock, 10)
        self.assertEqual(self.raw.take(), [], "what arrives is a sign of life")

    def test_dead_peer(self) -> None:
        pump(self.clock, 25.2)
        self.assertTrue(self.raw.closed)
        self.assertIs(self.connection.link_state, hsms.State.NOT_CONNECTED)

    def test_interval_may_be_changed(self) -> None:
        self.connection.timers.linktest = 5
        pump(self.clock, 20.1)
        (asked,) = self.raw.take()
        self.raw.send(control(LINKTEST_RSP, SS, asked.system))
        pump(self.clock, 5.1)
        pump(self.clock, 5.1)
        self.assertEqual([m.name for m in self.raw.take()], ["Linktest.req"])


class HandlerTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.server = hsms.PassiveServer(self.clock, linktest=0)
        self.peer = self.server.create_connection(None, 0, max_handlers=2, max_queued=2)
        self.peer.enable()
        self.raw = connect_raw(self.clock, self.server.factory)
        self.raw.select()

    def answer(self, result: Any) -> list[tuple[str, int, int]]:
        self.peer.handle(1, 3, lambda _: result)
        self.raw.send(data(1, 3, 5, secs.L()))
        return self.raw.said()

    def test_what_a_handler_may_return(self) -> None:
        async def later() -> secs.Item:
            return secs.L(1)

        done: Deferred[Any] = Deferred()
        done.callback(secs.L(1))
        for result in (
            secs.L(1),
            secs.Message(1, 4, [1]),
            secs.S1F4([1]),
            hsms.Message(0, 1, 4, data=b"\x01\x00"),
            done,
            later(),
        ):
            self.assertEqual(self.answer(result), [("S1F4", 5, 4)])
        self.assertEqual(self.answer(secs.Message(1, 0)), [("S1F0", 5, 0)])
        self.assertEqual(self.answer(None), [("S1F0", 5, 0)])
        self.assertEqual(self.answer(hsms.NO_REPLY), [])

    def test_what_it_may_not(self) -> None:
        for result in ("x", 5, secs.Message(1, 6), secs.Message(2, 4)):
            self.assertEqual(self.answer(result), [("S1F0", 5, 0)])
            self.assertEqual(len(self.flushLoggedErrors(TypeError)), 1)

    def test_exception(self) -> None:
        def fail(_: hsms.Message) -> None:
            raise ZeroDivisionError

        async def fail_later(_: hsms.Message) -> None:
            raise ZeroDivisionError

        for handler in (fail, fail_later):
            self.peer.handle(1, 3, handler)
            self.raw.send(data(1, 3, 5))
            self.assertEqual(self.raw.said(), [("S1F0", 5, 0)])
            self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(self.peer.statistics["handlers_failed"], 2)

    def test_body_of_another_structure(self) -> None:
        self.peer.handle(2, 33, lambda m: secs.S2F34(0 if secs.read(m).reports else 1))
        self.raw.send(data(2, 33, 5, secs.L()))
        self.assertEqual([m.name for m in self.raw.take()], ["S9F7", "S2F0"])

    def test_no_reply_without_w(self) -> None:
        self.peer.handle(1, 3, lambda _: secs.L())
        self.raw.send(data(1, 3, 5, wait=False))
        self.assertEqual(self.raw.take(), [])

    def test_late(self) -> None:
        waiting: Deferred[Any] = Deferred()
        self.peer.handle(1, 3, lambda _: waiting)
        self.raw.send(data(1, 3, 5))
        pump(self.clock, 44)
        self.assertEqual(self.raw.take(), [])
        pump(self.clock, 1.1)
        self.assertEqual(self.raw.said(), [("S1F0", 5, 0)])
        waiting.callback(secs.L())
        self.assertEqual(self.raw.take(), [], "there is one answer")
        self.assertEqual(self.peer.handlers.running, 0)

    def test_all(self) -> None:
        self.peer.handle_all(lambda m: secs.A(m.name))
        self.peer.handle(1, 3, lambda _: secs.A("own"))
        self.raw.send(data(1, 3, 5), data(99, 1, 6))
        self.assertEqual([m.value for m in self.raw.take()], ["own", "S99F1"])
        self.peer.handle(1, 3, None)
        self.peer.handle_all(None)
        self.raw.send(data(1, 3, 7))
        self.assertEqual([m.name for m in self.raw.take()], ["S9F3", "S1F0"])

    def test_a_handler_that_asks_back(self) -> None:
        async def handler(_: hsms.Message) -> secs.Item:
            reply = await self.peer.request(secs.S1F1())
            return secs.L(reply.value)

        self.peer.handle(1, 3, handler)
        self.raw.send(data(1, 3, 5))
        (question,) = self.raw.take()
        self.assertEqual(question.name, "S1F1")
        self.raw.send(data(1, 2, question.system, secs.A("me")))
        (answer,) = self.raw.take()
        self.assertEqual((answer.name, answer.value), ("S1F4", ["me"]))

    def test_beside_each_other_up_to_a_limit(self) -> None:
        started: list[int] = []
        waiting: dict[int, Deferred[Any]] = {}

        def handler(message: hsms.Message) -> Deferred[Any]:
            started.append(message.system)
            waiting[message.system] = Deferred()
            return waiting[message.system]

        self.peer.handle(1, 3, handler)
        self.raw.send(*[data(1, 3, n) for n in range(1, 6)])
        self.assertEqual(started, [1, 2], "max_handlers")
        self.assertEqual(self.raw.said(), [("S1F0", 5, 0)], "max_queued")
        self.assertEqual(self.peer.statistics["dropped"], 1)
        waiting[2].callback(secs.L())
        self.assertEqual(self.raw.said(), [("S1F4", 2, 4)], "in the order of their finishing")
        self.assertEqual(started, [1, 2, 3])
        for n in (1, 3, 4):
            waiting[n].callback(secs.L())
        self.assertEqual(started, [1, 2, 3, 4])
        self.assertEqual([s for _, s, _ in self.raw.said()], [1, 3, 4])

    def test_many_that_finish_at_once(self) -> None:
        blocker: Deferred[Any] = Deferred()
        self.peer.handlers.max_queued = 5000
        self.peer.handlers.max_running = 1
        self.peer.handle(1, 1, lambda _: blocker)
        self.peer.handle(1, 3, lambda _: Deferred.fromCoroutine(_at_once()))
        self.raw.send(data(1, 1, 1), *[data(1, 3, n) for n in range(2, 3000)])
        blocker.callback(secs.L())
        self.assertEqual([s for _, s, _ in self.raw.said()], list(range(1, 3000)))

    def test_link_lost_while_it_runs(self) -> None:
        waiting: Deferred[Any] = Deferred()
        self.peer.handle(1, 3, lambda _: waiting)
        self.raw.send(data(1, 3, 5))
        self.raw.transport.loseConnection()
        pump(self.clock)
        waiting.callback(secs.L())
        self.assertEqual(self.peer.handlers.running, 0)

    def test_events_see_everything_and_answer_nothing(self) -> None:
        seen: list[str] = []
        self.peer.events.subscribe("*", lambda m: seen.append(m.name))
        waiting = self.peer.events.wait_for("S1F3")
        self.raw.send(data(1, 3, 5), control(LINKTEST_REQ, SS, 6), data(1, 2, 7))
        self.assertEqual(seen, ["S1F3", "Linktest.req", "S1F2"])
        self.assertEqual(self.successResultOf(waiting).system, 5)
        self.assertEqual([m.name for m in self.raw.take()], ["S9F3", "S1F0", "Linktest.rsp"])


async def _at_once() -> secs.Item:
    return secs.L()
