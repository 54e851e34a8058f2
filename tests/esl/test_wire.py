"""Frames in, commands out: every split, every limit, hostile bytes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.framing import Malformed
from twisted_telco.errors import TelcoError
from twisted_telco.esl.errors import InvalidRequest, ProtocolError
from twisted_telco.esl.messages import (
    ApiReply,
    AuthRequest,
    DisconnectNotice,
    Event,
    Frame,
    LogLine,
    PlainEvent,
    Reply,
    RudeRejection,
)
from twisted_telco.esl.wire import FrameDecoder, encode_command

from . import recordings

modest = settings(max_examples=100, deadline=None, derandomize=True)


def seen(messages: list[Any]) -> list[Any]:
    """Messages as comparable values."""
    found: list[Any] = []
    for message in messages:
        if isinstance(message, Event):
            found.append((message.format, message.raw))
        elif isinstance(message, Malformed):
            found.append(("malformed", message.raw, message.offset, message.reason))
        elif isinstance(message, ApiReply):
            found.append(message.body)
        else:
            found.append((message.content_type, message.headers, message.body))
    return found


def whole(data: bytes, **limits: int) -> tuple[list[Any], FrameDecoder]:
    decoder = FrameDecoder(**limits)
    return decoder.feed(data), decoder


def in_pieces(data: bytes, sizes: list[int], **limits: int) -> tuple[list[Any], FrameDecoder]:
    decoder = FrameDecoder(**limits)
    messages: list[Any] = []
    at, turn = 0, 0
    while at < len(data) and decoder.error is None:
        size = max(1, sizes[turn % len(sizes)])
        messages += decoder.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    return messages, decoder


GREETING = b"Content-Type: auth/request\n\n"
ACCEPTED = b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n"


class Frames(SynchronousTestCase):
    def one(self, data: bytes) -> Any:
        messages, decoder = whole(data)
        self.assertEqual(len(messages), 1, messages)
        self.assertEqual(decoder.pending, b"")
        return messages[0]

    def test_greeting(self) -> None:
        self.assertIsInstance(self.one(GREETING), AuthRequest)

    def test_reply(self) -> None:
        reply = self.one(ACCEPTED)
        self.assertIsInstance(reply, Reply)
        self.assertEqual(reply.text, "+OK accepted")
        self.assertTrue(reply.success)

    def test_api(self) -> None:
        answer = self.one(b"Content-Type: api/response\nContent-Length: 2\n\nhi")
        self.assertIsInstance(answer, ApiReply)
        self.assertEqual(answer.body, b"hi")

    def test_any_header_order(self) -> None:
        answer = self.one(b"Content-Length: 2\nContent-Type: api/response\n\nhi")
        self.assertIsInstance(answer, ApiReply)
        event = self.one(
            b"Content-Type: text/event-plain\nContent-Length: 17\n\nEvent-Name: API\n\n"
        )
        self.assertIsInstance(event, PlainEvent)
        self.assertEqual(event.name, "API")

    def test_rejection(self) -> None:
        data = recordings.server("acl_reject")
        messages, _ = whole(data)
        self.assertIsInstance(messages[0], RudeRejection)
        self.assertIsInstance(messages[1], DisconnectNotice)

    def test_log(self) -> None:
        line = self.one(
            b"Content-Type: log/data\nContent-Length: 5\nLog-Level: 4\nText-Channel: 0\n"
            b"Log-File: a.c\nLog-Func: f\nLog-Line: 1\nUser-Data: \n\nhello"
        )
        self.assertIsInstance(line, LogLine)
        self.assertEqual((line.level, line.level_name, line.uuid), (4, "WARNING", None))
        self.assertEqual(line.text, "hello")

    def test_unknown_content_type(self) -> None:
        frame = self.one(b"Content-Type: text/new\nContent-Length: 1\n\nx")
        self.assertIs(type(frame), Frame)

    def test_no_content_type(self) -> None:
        messages, decoder = whole(b"X: 1\n\n" + GREETING)
        self.assertEqual(messages[0], Malformed(b"X: 1\n\n", 0, "a frame without Content-Type"))
        self.assertIsInstance(messages[1], AuthRequest)
        self.assertEqual(decoder.repaired, 1)

    def test_notices(self) -> None:
        for body, kind in (
            (b"Disconnected, goodbye.\n", "notice"),
            (b"The system is being shut down.\n", "shutdown"),
            (b"killed listener because of lost events\n", "overrun"),
        ):
            head = b"Content-Type: text/disconnect-notice\nContent-Length: %d\n\n" % len(body)
            self.assertEqual(self.one(head + body).kind, kind)

    def test_connect_reply_is_decoded(self) -> None:
        messages, _ = whole(recordings.server("outbound_async_full"))
        self.assertEqual(messages[0].text, "+OK")
        self.assertEqual(messages[0]["Event-Name"], "CHANNEL_DATA")
        self.assertEqual(messages[0]["Socket-Mode"], "async")
        self.assertIn(":", messages[0]["Event-Date-Local"])

    def test_reply_values_stay_raw(self) -> None:
        reply = self.one(b"Content-Type: command/reply\nReply-Text: 100%25\n\n")
        self.assertEqual(reply.text, "100%25")


class Repairs(SynchronousTestCase):
    """What the real server breaks."""

    def test_cut_reply_of_bgapi(self) -> None:
        messages, decoder = whole(recordings.server("bgapi_job_uuid_long"))
        self.assertEqual(decoder.repaired, 1)
        kinds = [type(m).__name__ for m in messages[2:]]
        self.assertEqual(
            kinds,
            ["Reply", "Reply", "PlainEvent", "ApiReply", "Reply", "DisconnectNotice"],
        )
        self.assertEqual(messages[4].name, "BACKGROUND_JOB")
        self.assertEqual(messages[4].body, "x")

    def test_cut_reply_of_userauth(self) -> None:
        messages, decoder = whole(recordings.server("userauth_long_list"))
        self.assertEqual(decoder.repaired, 1)
        self.assertEqual(messages[1].text, "+OK accepted")
        self.assertTrue(messages[1].repaired)
        self.assertTrue(messages[2].body.startswith(b"FreeSWITCH Version"))

    def test_getvar_with_line_feed(self) -> None:
        messages, decoder = whole(recordings.server("outbound_getvar_newline"))
        self.assertEqual(messages[2].text, "line one\nline two")
        self.assertEqual(messages[4].text, "forged")
        self.assertEqual(messages[5].text, "+OK")
        self.assertEqual(decoder.repaired, 2)

    def test_killed_in_mid_frame(self) -> None:
        _, decoder = whole(recordings.server("slow_reader_killed_tail"))
        notice = decoder.finish()
        assert notice is not None
        self.assertEqual(notice.kind, "overrun")

    def test_no_notice_at_an_ordinary_end(self) -> None:
        _, decoder = whole(recordings.server("auth_ok"))
        self.assertIsNone(decoder.finish())


class Limits(SynchronousTestCase):
    def fault(self, data: bytes, **limits: int) -> ProtocolError:
        messages, decoder = whole(GREETING + data, **limits)
        self.assertIsInstance(messages[0], AuthRequest)
        error = decoder.error
        assert isinstance(error, ProtocolError)
        self.assertRaises(ProtocolError, decoder.feed, b"x")
        return error

    def test_lengths(self) -> None:
        for bad in (b"-1", b"abc", b"1e3", b"0x10", b" ", "\u0661".encode()):
            error = self.fault(b"Content-Type: api/response\nContent-Length: %b\n\n" % bad)
            self.assertEqual(error.offset, len(GREETING))

    def test_body(self) -> None:
        head = b"Content-Type: api/response\nContent-Length: 11\n\n"
        self.fault(head, max_body=10)
        messages, decoder = whole(head + b"x" * 11, max_body=11)
        self.assertEqual((len(messages), decoder.error), (1, None))
        self.fault(b"Content-Length: 11\nContent-Type: text/event-json\n\n", max_body=10)
        self.fault(b"Content-Length: 99999999999999999999\nContent-Type: log/data\n\n")

    def test_header(self) -> None:
        self.fault(b"x" * 102, max_header=100)
        self.fault(b"x" * 101 + b"\n\n", max_header=100)
        _, decoder = whole(b"x" * 100 + b"\n\n", max_header=100)
        self.assertIsNone(decoder.error)

    def test_header_in_pieces(self) -> None:
        _, decoder = in_pieces(b"x" * 200, [1], max_header=100)
        self.assertIsNotNone(decoder.error)

    def test_large_body_in_small_pieces_is_linear(self) -> None:
        """Pieces are joined once: a megabyte byte by byte would take minutes otherwise."""
        data = b"Content-Type: api/response\nContent-Length: 1000000\n\n" + b"x" * 1_000_000
        messages, _ = in_pieces(data, [10])
        self.assertEqual(len(messages[0].body), 1_000_000)


SAMPLES = (
    "auth_ok",
    "api_basic",
    "bgapi_basic",
    "bgapi_json",
    "bgapi_xml",
    "bgapi_job_uuid_long",
    "userauth_long_list",
    "outbound_async_single",
    "acl_reject",
    "split_writes",
)


class Splits(SynchronousTestCase):
    def test_byte_by_byte(self) -> None:
        for name in SAMPLES:
            data = recordings.server(name)
            expected, one = whole(data)
            messages, other = in_pieces(data, [1])
            self.assertEqual(seen(messages), seen(expected), name)
            self.assertEqual(other.pending, one.pending)
            self.assertEqual(other.repaired, one.repaired)

    @settings(modest, max_examples=50)
    @given(st.sampled_from(recordings.names()), st.lists(st.integers(1, 5000), min_size=1))
    def test_any_split_of_any_recording(self, name: str, sizes: list[int]) -> None:
        data = recordings.server(name)[:60_000]
        expected, _ = whole(data)
        messages, _ = in_pieces(data, sizes)
        self.assertEqual(seen(messages), seen(expected))

    @modest
    @given(
        st.lists(
            st.sampled_from(
                [
                    b"Content-Type: ",
                    b"Content-Length: ",
                    b"command/reply",
                    b"api/response",
                    b"text/event-plain",
                    b"text/event-json",
                    b"Reply-Text: +OK",
                    b"\n",
                    b"\n\n",
                    b"3",
                    b"12",
                    b"-1",
                    b"%0A",
                    b"{}",
                    b"\xff\x00",
                    GREETING,
                    ACCEPTED,
                ]
            ),
            max_size=30,
        ),
        st.lists(st.integers(1, 20), min_size=1),
    )
    def test_hostile_bytes(self, parts: list[bytes], sizes: list[int]) -> None:
        data = b"".join(parts)
        expected, one = whole(data, max_header=200, max_body=50)
        messages, other = in_pieces(data, sizes, max_header=200, max_body=50)
        self.assertEqual(seen(messages), seen(expected))
        self.assertEqual(str(one.error), str(other.error))
        for message in expected:
            if isinstance(message, Event):
                try:
                    dict(message.items())
                    _ = (message.name, message.uuid, message.body, message.timestamp)
                except TelcoError:
                    pass

    @modest
    @given(st.binary(max_size=300))
    def test_any_event_body(self, body: bytes) -> None:
        for kind in (b"plain", b"json", b"xml"):
            data = b"Content-Length: %d\nContent-Type: text/event-%b\n\n%b" % (
                len(body),
                kind,
                body,
            )
            messages, decoder = whole(data)
            self.assertEqual(len(messages), 1)
            self.assertIsNone(decoder.error)
            try:
                _ = (messages[0].name, messages[0].uuid, messages[0].body, repr(messages[0]))
            except TelcoError:
                pass


class Commands(SynchronousTestCase):
    def test_line(self) -> None:
        self.assertEqual(encode_command("api status"), b"api status\n\n")

    def test_headers_and_body(self) -> None:
        self.assertEqual(
            encode_command("sendevent NOTIFY", {"profile": "internal", "n": 1}, "höf"),
            b"sendevent NOTIFY\nprofile: internal\nn: 1\nContent-Length: 4\n\nh\xc3\xb6f",
        )

    def test_refused(self) -> None:
        for args in (
            ("api a\nexit",),
            ("api a\rexit",),
            ("api a\0",),
            ("",),
            ("   ",),
            ("sendmsg x", {"a": "b\n\napi system reboot"}),
            ("sendmsg x", {"a\nb": "c"}),
            ("sendmsg x", {"a: b": "c"}),
            ("sendmsg x", {"": "c"}),
            ("sendmsg x", {"Content-Length": "3"}),
        ):
            self.assertRaises(InvalidRequest, encode_command, *args)

    def test_too_long(self) -> None:
        self.assertRaises(InvalidRequest, encode_command, "api echo " + "x" * (10 << 20))
        self.assertRaises(InvalidRequest, encode_command, "sendmsg", {}, b"x" * ((16 << 20) + 1))

    @modest
    @given(st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
    def test_nothing_gets_out_of_its_line(self, line: str, headers: dict[str, str]) -> None:
        try:
            data = encode_command(line, headers)
        except (InvalidRequest, UnicodeEncodeError):
            return
        self.assertTrue(data.endswith(b"\n\n"))
        self.assertEqual(data.count(b"\n"), 2 + len(headers))
