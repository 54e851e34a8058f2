"""What broken and hostile peers do to a passive endpoint; after each it serves the next peer."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from tests.hsms.far import (
    DESELECT_REQ,
    LINKTEST_REQ,
    LINKTEST_RSP,
    SELECT_REQ,
    SELECT_RSP,
    SEPARATE_REQ,
    SS,
    Raw,
    connect_raw,
    data,
)
from twisted_telco import hsms, secs
from twisted_telco.hsms.messages import control, reject
from twisted_telco.testing import Clock, pump


class FaultTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.server = hsms.PassiveServer(self.clock, linktest=0, max_message=10_000)
        self.peer = self.server.create_connection(None, 0)
        self.peer.handle(1, 1, lambda _: secs.S1F2(mdln="m", softrev="1"))
        self.peer.handle(1, 3, lambda m: secs.L(*m.item))
        self.peer.enable()
        self.log: list[dict[str, Any]] = []
        globalLogPublisher.addObserver(self.log.append)
        self.addCleanup(globalLogPublisher.removeObserver, self.log.append)

    def raw(self, select: bool = True) -> Raw:
        raw = connect_raw(self.clock, self.server.factory)
        if select:
            raw.select()
        return raw

    def still_there(self, raw: Raw) -> None:
        """The link has survived and works."""
        raw.take()
        raw.send(data(1, 1, 900))
        self.assertEqual(raw.said(), [("S1F2", 900, 2)])
        self.assertFalse(raw.closed)
        raw.transport.loseConnection()
        self.next_one()

    def next_one(self) -> None:
        """The endpoint serves the next peer, and the log has said one sentence."""
        pump(self.clock)
        raw = self.raw()
        raw.send(data(1, 1, 901))
        self.assertEqual(raw.said(), [("S1F2", 901, 2)])

    def sentences(self) -> list[str]:
        return [e["sentence"] for e in self.log if "sentence" in e]

    # -- framing
    def test_dropped_inside_a_message(self) -> None:
        whole = data(1, 3, 5, secs.L(1)).encode()
        for cut in range(len(whole)):
            raw = self.raw()
            raw.send(whole[:cut])
            raw.transport.loseConnection()
            self.next_one_after_loss(raw)

    def next_one_after_loss(self, raw: Raw) -> None:
        pump(self.clock)
        self.assertIsNone(self.peer.link)
        following = self.raw()
        following.send(data(1, 1, 902))
        self.assertEqual(following.said(), [("S1F2", 902, 2)])
        following.transport.loseConnection()
        pump(self.clock)

    def test_impossible_lengths(self) -> None:
        for length, words in (
            (0xFFFFFFF0, "at most 40000 are read"),
            (0, "a message of length 0"),
            (9, "a message of length 9"),
        ):
            self.log.clear()
            raw = self.raw()
            raw.send(length.to_bytes(4, "big"))
            self.assertTrue(raw.closed)
            self.assertEqual(raw.take(), [])
            (sentence,) = self.sentences()
            self.assertIn(words, sentence)
            self.next_one_after_loss(raw)

    def test_an_http_request(self) -> None:
        raw = self.raw(select=False)
        raw.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(raw.closed)
        self.next_one()

    def test_too_long(self) -> None:
        raw = self.raw()
        raw.send(data(7, 3, 6, secs.B(bytes(20_000))))
        report, aborted = raw.take()
        self.assertEqual((report.name, aborted.name, aborted.system), ("S9F11", "S7F0", 6))
        self.assertEqual(report.value.hex(), "00008703000000000006")
        self.assertEqual(len(self.sentences()), 1)
        self.still_there(raw)

    def test_slow_drip(self) -> None:
        raw = self.raw()
        self.clock.advance(100)
        for byte in data(1, 1, 5).encode()[:-1]:
            raw.send(bytes([byte]))
            self.clock.advance(4.9)
        self.assertFalse(raw.closed, "T8 runs between two receptions")
        pump(self.clock, 0.2)
        self.assertTrue(raw.closed)
        self.assertEqual(self.sentences(), ["T8: a message stopped in the middle for 5 s"])
        self.next_one()

    def test_one_byte_at_a_time(self) -> None:
        raw = self.raw()
        for byte in data(1, 1, 5).encode():
            raw.send(bytes([byte]))
        self.assertEqual(raw.said(), [("S1F2", 5, 2)])
        pump(self.clock, 100)
        self.assertFalse(raw.closed, "T8 has stopped with the last byte")

    def test_many_messages_in_one_piece(self) -> None:
        raw = self.raw()
        raw.send(b"".join(data(1, 1, n).encode() for n in range(100)))
        self.assertEqual([s for _, s, _ in raw.said()], list(range(100)))

    # -- control messages
    def test_says_nothing(self) -> None:
        raw = self.raw(select=False)
        pump(self.clock, 9.9)
        self.assertFalse(raw.closed)
        pump(self.clock, 0.2)
        self.assertTrue(raw.closed)
        self.assertEqual(self.sentences(), ["T7: not selected within 10 s"])
        self.next_one()

    def test_unknown_ptype(self) -> None:
        raw = self.raw()
        raw.send(data(1, 1, 5, ptype=5))
        self.assertEqual([m.encode().hex() for m in raw.take()], ["0000000a00000502000700000005"])
        self.still_there(raw)

    def test_unknown_stype(self) -> None:
        for stype in (8, 10, 200):
            raw = self.raw()
            raw.send(control(stype, SS, 5))
            (answer,) = raw.take()
            self.assertEqual(answer, reject(control(stype, SS, 5), 1))
            self.still_there(raw)
            self.server.factory.connections.copy().pop().abort()
            pump(self.clock)

    def test_control_message_with_a_body(self) -> None:
        raw = self.raw()
        raw.send(hsms.Message(stype=LINKTEST_REQ, system=5, data=b"xyz"))
        self.assertEqual(raw.said(), [("Linktest.rsp", 5, 0)])
        self.still_there(raw)

    def test_data_before_select(self) -> None:
        raw = self.raw(select=False)
        raw.send(data(1, 1, 5))
        self.assertEqual([m.encode().hex() for m in raw.take()], ["0000000a00000004000700000005"])
        self.assertEqual(self.sentences(), ["S1F1 rejected: not selected"])
        raw.select()
        self.still_there(raw)

    def test_linktest_before_select(self) -> None:
        raw = self.raw(select=False)
        raw.send(control(LINKTEST_REQ, SS, 5))
        self.assertEqual(raw.said(), [("Linktest.rsp", 5, 0)])

    def test_second_select(self) -> None:
        raw = self.raw()
        raw.send(control(SELECT_REQ, SS, 5))
        self.assertEqual(raw.said(), [("Select.rsp", 5, 1)])
        self.still_there(raw)

    def test_deselect_when_not_selected(self) -> None:
        raw = self.raw(select=False)
        raw.send(control(DESELECT_REQ, SS, 5))
        self.assertEqual(raw.said(), [("Deselect.rsp", 5, 1)])
        raw.select()
        self.still_there(raw)

    def test_deselect(self) -> None:
        raw = self.raw()
        raw.send(control(DESELECT_REQ, SS, 5), data(1, 1, 6))
        self.assertEqual(raw.said(), [("Deselect.rsp", 5, 0), ("Reject.req", 6, 4)])
        pump(self.clock, 10)
        self.assertTrue(raw.closed, "T7 runs again")
        self.next_one()

    def test_separate(self) -> None:
        raw = self.raw()
        raw.send(control(SEPARATE_REQ, SS, 5))
        self.assertTrue(raw.closed)
        self.next_one()

    def test_unsolicited_responses(self) -> None:
        raw = self.raw()
        for stype in (SELECT_RSP, LINKTEST_RSP, 4):
            raw.send(control(stype, SS, 5))
            (answer,) = raw.take()
            self.assertEqual(answer, reject(control(stype, SS, 5), 3))
        self.still_there(raw)

    def test_unsolicited_reject(self) -> None:
        raw = self.raw()
        raw.send(reject(data(1, 2, 77), 3))
        self.assertEqual(raw.take(), [], "never a Reject about a Reject")
        self.assertEqual(len(self.sentences()), 1)
        self.still_there(raw)

    # -- data
    def test_a_reply_nobody_asked_for(self) -> None:
        raw = self.raw()
        raw.send(data(1, 2, 5, secs.L()))
        self.assertEqual(raw.take(), [])
        self.assertEqual(self.sentences(), ["S1F2 dropped: a reply that nobody waits for"])
        self.assertEqual(self.peer.statistics["orphans"], 1)
        self.still_there(raw)

    def test_deep_nesting(self) -> None:
        raw = self.raw()
        raw.send(hsms.Message(0, 1, 3, True, system=5, data=b"\x01\x01" * 4000))
        report, aborted = raw.take()
        self.assertEqual((report.name, aborted.name), ("S9F7", "S1F0"))
        self.assertEqual(report.value.hex(), "00008103000000000005")
        (sentence,) = self.sentences()
        self.assertIn("nested deeper than 64", sentence)
        self.still_there(raw)

    def test_nesting_of_50000(self) -> None:
        self.server.peers.clear()
        self.peer = self.server.create_connection(None, 0, max_message=200_000)
        self.peer.handle(1, 1, lambda _: secs.S1F2(mdln="m", softrev="1"))
        self.peer.enable()
        raw = self.raw()
        raw.send(hsms.Message(0, 1, 3, True, system=5, data=b"\x01\x01" * 50_000))
        self.assertEqual([m.name for m in raw.take()], ["S9F7", "S1F0"])
        self.still_there(raw)

    def test_undecodable_body(self) -> None:
        for body in ("41054142", "a903000102", "a4", "a5010100", "ff"):
            self.log.clear()
            raw = self.raw()
            raw.send(hsms.Message(0, 1, 3, True, system=5, data=bytes.fromhex(body)))
            self.assertEqual([m.name for m in raw.take()], ["S9F7", "S1F0"], body)
            self.assertEqual(len(self.sentences()), 1)
            raw.send(hsms.Message(0, 1, 3, False, system=5, data=bytes.fromhex(body)))
            self.assertEqual([m.name for m in raw.take()], ["S9F7"], "no reply without W")
            raw.transport.loseConnection()
            pump(self.clock)
        self.next_one()

    def test_wrong_session_id(self) -> None:
        raw = self.raw()
        raw.send(data(1, 1, 5, session_id=7))
        (report,) = raw.take()
        self.assertEqual((report.name, report.session_id), ("S9F1", 0))
        self.assertEqual(report.value.hex(), "00078101000000000005")
        self.assertEqual(len(self.sentences()), 1)
        raw.send(data(9, 1, 6, session_id=7, wait=False))
        self.assertEqual(raw.take(), [], "not about an S9F1")
        self.still_there(raw)

    def test_wrong_session_id_may_be_tolerated(self) -> None:
        self.peer.settings.check_session_id = False
        raw = self.raw()
        raw.send(data(1, 1, 5, session_id=0x8000))
        (reply,) = raw.take()
        self.assertEqual((reply.name, reply.session_id), ("S1F2", 0x8000))

    def test_unknown_stream_and_function(self) -> None:
        raw = self.raw()
        raw.send(data(99, 1, 5), data(1, 99, 6), data(1, 99, 7, wait=False))
        said = raw.take()
        self.assertEqual([m.name for m in said], ["S9F3", "S99F0", "S9F5", "S1F0", "S9F5"])
        self.assertEqual(said[0].value.hex(), "0000e301000000000005")
        self.assertEqual(said[2].value.hex(), "00008163000000000006")
        self.still_there(raw)

    def test_stream_9_is_not_answered(self) -> None:
        raw = self.raw()
        raw.send(
            data(9, 5, 5, secs.B(bytes(10)), wait=False),
            data(9, 13, 6, secs.L("S1F1", 5), wait=False),
            data(9, 1, 7, secs.B(b"short"), wait=False),
            data(9, 1, 8, wait=False),
        )
        self.assertEqual(raw.take(), [])
        self.still_there(raw)

    def test_a_host_does_not_send_stream_9(self) -> None:
        self.peer.settings.equipment = False
        raw = self.raw()
        raw.send(
            data(99, 1, 5),
            data(1, 1, 6, session_id=7),
            hsms.Message(0, 1, 3, True, system=7, data=b"\xff"),
        )
        self.assertEqual(raw.said(), [("S99F0", 5, 0), ("S1F0", 7, 0)])
        self.still_there(raw)

    def test_a_fault_of_a_peer_that_does_not_read(self) -> None:
        raw = self.raw()
        raw.transport.pauseProducing()
        d = self.peer.send(secs.Message(7, 3, secs.B(bytes(100_000)), wait=False))
        raw.send(b"\0\0\0\0")
        pump(self.clock, 4.9)
        self.assertIsNotNone(self.peer.link, "what waits may still be read")
        pump(self.clock, 0.2)
        self.assertIsNone(self.peer.link)
        self.failureResultOf(d, hsms.ConnectionLost)
        self.next_one()

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(
        st.booleans(),
        st.lists(
            st.builds(
                hsms.Message,
                session_id=st.sampled_from([0, 0, 0, 1, SS]),
                stream=st.sampled_from([1, 1, 2, 9]),
                function=st.integers(0, 14),
                wait=st.booleans(),
                ptype=st.sampled_from([0, 0, 0, 0, 1]),
                stype=st.sampled_from([0, 0, 0, *range(12), 200]),
                system=st.integers(0, 3),
                data=st.sampled_from([b"", b"\x01\x00", b"\x21\x0a" + bytes(10)])
                | st.binary(max_size=12),
            ).map(hsms.Message.encode)
            | st.binary(max_size=6),
            max_size=12,
        ),
    )
    def test_any_messages(self, select: bool, messages: list[bytes]) -> None:
        """Nothing but sentences in the log, and the next peer is served."""
        self.peer.handle(1, 3, lambda m: secs.L(m.value))
        raw = self.raw(select)
        for message in messages:
            raw.send(message)
        for event in self.log:
            self.assertNotIn("log_failure", event)
        self.log.clear()
        raw.transport.abortConnection()
        pump(self.clock, 6)
        self.next_one()
        (link,) = self.server.factory.connections
        link.abort()
        pump(self.clock)

    def test_a_peer_that_does_not_read(self) -> None:
        self.peer.settings.max_unsent = 1_000_000
        raw = self.raw()
        raw.transport.pauseProducing()
        waiting = [
            self.peer.send(secs.Message(7, 3, secs.B(bytes(70_000)), wait=False)) for _ in range(20)
        ]
        pump(self.clock)
        for d in waiting:
            self.failureResultOf(d).trap(hsms.ConnectionLost, hsms.NotReady)
        self.assertIn("does not read", str(self.peer.reason))
        self.next_one()
