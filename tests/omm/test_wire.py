"""Frames, splits, limits, hostile input, escaping, secrets."""

from __future__ import annotations

import random
import re
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.core.framing import Malformed
from twisted_telco.core.trace import Trace
from twisted_telco.omm import messages, wire
from twisted_telco.omm.errors import FrameTooLong, InvalidRequest
from twisted_telco.omm.vocabulary import Record, unlisted
from twisted_telco.omm.wire import Element

quick = settings(max_examples=100, deadline=None, derandomize=True)


def decoder(**more: Any) -> wire.Decoder:
    return wire.Decoder(messages.blank, **more)


def one(data: bytes) -> Any:
    (message,) = decoder().feed(data)
    return message


class Frames(SynchronousTestCase):
    def test_message(self) -> None:
        message = one(b'<PingResp seq="5" timeStamp="1700000000" />\0')
        self.assertIsInstance(message, messages.PingResp)
        self.assertEqual(
            (message.name, message.seq, message.timeStamp), ("PingResp", 5, 1700000000)
        )

    def test_what_is_skipped(self) -> None:
        """Empty frames, white space, a declaration, comments, white space between elements."""
        found = decoder().feed(
            b'\0\0 \r\n\0\n<?xml version="1.0" encoding="ISO-8859-1"?>\n<GetPPUserResp>\n  '
            b'<user uid="1"/>\n<!-- x -->\t<user name="Zo\xc3\xab"/></GetPPUserResp>\r\n\0'
        )
        self.assertEqual(len(found), 1)
        self.assertEqual([u.values() for u in found[0].user], [{"uid": 1}, {"name": "Zoë"}])
        self.assertEqual(found[0].text, "")

    def test_nothing_is_read_before_the_end(self) -> None:
        d = decoder()
        self.assertEqual(d.feed(b"<PingResp/>"), [])
        self.assertEqual(d.pending, 11)
        self.assertEqual(len(d.feed(b"\0")), 1)
        self.assertEqual(d.pending, 0)

    def test_unknown_things_are_kept(self) -> None:
        message = one(b'<EventNew a="1"><x y="2"><z>t</z></x></EventNew>\0')
        self.assertEqual((message.name, message["a"]), ("EventNew", "1"))
        self.assertEqual(message.values(), {"a": "1", "x": [{"y": "2", "z": ["t"]}]})
        self.assertEqual(message.encode(), b'<EventNew a="1"><x y="2"><z>t</z></x></EventNew>\0')

    def test_text_children(self) -> None:
        message = one(b"<OpenResp><permission>AllCnfRead</permission><permission>X</permission>"
                      b"</OpenResp>\0")  # fmt: skip
        self.assertEqual(message.permission, [messages.PermissionType.AllCnfRead, "X"])

    def test_names_match_without_case_as_a_fallback(self) -> None:
        message = one(b'<MsgResp x="1"><msg/></MsgResp>\0')
        self.assertEqual(message["X"], "1")
        self.assertRaises(KeyError, lambda: message["y"])
        event = one(b'<EventMessageSend><msg Folder="Inbox" PPN="3"/></EventMessageSend>\0')
        self.assertEqual((event.msg[0].folder, event.msg[0].ppn), ("Inbox", 3))


class Bad(SynchronousTestCase):
    def test_malformed_in_place(self) -> None:
        good, bad, again = decoder().feed(b"<A/>\0<B\0<C/>\0")
        self.assertEqual((good.name, again.name), ("A", "C"))
        self.assertIsInstance(bad, Malformed)
        self.assertEqual((bad.raw, bad.offset), (b"<B", 5))
        self.assertIn("not well-formed", bad.reason)

    def test_refused(self) -> None:
        for data, words in [
            (b'<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>', "document types"),
            (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document types"),
            (b"<a>&x;</a>", "not well-formed"),
            (b"<a/><b/>", "not well-formed"),
            (b"<a></b>", "not well-formed"),
            (b'<a b="1" b="2"/>', "not well-formed"),
            (b"text", "not well-formed"),
            (b"<a>" * 9 + b"</a>" * 9, "nested"),
            (b"<a " + b" ".join(b'a%d="1"' % i for i in range(5000)) + b"/>", "attributes"),
            (b"<a>" + b"<b/>" * 100_001 + b"</a>", "elements"),
        ]:
            bad = one(data + b"\0")
            self.assertIsInstance(bad, Malformed, data[:40])
            self.assertIn(words, bad.reason)
            self.assertLessEqual(len(bad.raw), wire.MAX_RAW)

    def test_too_long(self) -> None:
        for pieces in ([b"x" * 101], [b"x" * 60, b"x" * 60], [b"x" * 101 + b"\0<A/>\0"]):
            d = decoder(max_frame=100)
            found = d.feed(b"<A/>\0") + [m for piece in pieces for m in d.feed(piece)]
            self.assertEqual(len(found), 1)
            assert isinstance(d.error, FrameTooLong)
            self.assertEqual(d.error.offset, 105)
            self.assertRaises(FrameTooLong, d.feed, b"<A/>\0")
            self.assertLess(d.pending, 101)

    def test_repaired(self) -> None:
        """Real OMMs send bytes and characters that XML cannot carry."""
        d = decoder()
        (message,) = d.feed(b'<A a="\x01x\x0by" b="\xff" c="&#1;&#x0b;&#65;&#xD800;"/>\0')
        assert isinstance(message, Element)
        self.assertEqual(message.attributes, {"a": "xy", "b": "�", "c": "A"})
        self.assertEqual(d.repaired, 1)

    def test_no_quadratic_cost(self) -> None:
        """One byte at a time, and text between many elements."""
        d = decoder()
        body = b"<a>" + b"t<b/>" * 4_000 + b"</a>"
        for i in range(len(body)):
            d.feed(body[i : i + 1])
        (message,) = d.feed(b"\0")
        assert isinstance(message, Element)
        self.assertEqual(len(message.text), 4_000)


class Encoding(SynchronousTestCase):
    def test_as_the_peers_write_it(self) -> None:
        request = messages.SetPPUser(user=messages.PPUserType(uid=46, name='Zoë <&> "q"'))
        self.assertEqual(
            request.encode(2),
            '<SetPPUser seq="2"><user uid="46" name="Zoë &lt;&amp;&gt; &quot;q&quot;"/>'
            "</SetPPUser>\0".encode(),
        )

    def test_our_seq_overrides_and_the_object_stays(self) -> None:
        request = messages.Ping(timeStamp=1, seq=99)
        self.assertEqual(request.encode(3), b'<Ping timeStamp="1" seq="3"/>\0')
        self.assertEqual(request.seq, 99)

    def test_what_xml_cannot_carry(self) -> None:
        for text in ("a\0b", "\x01", "\ud800", "\uffff"):
            with self.assertRaises(InvalidRequest) as caught:
                messages.Open("u", text).encode()
            self.assertIn("password: U+", str(caught.exception))
        request = unlisted("A")
        request.attributes["x"] = 5  # type: ignore[assignment]
        self.assertRaises(InvalidRequest, request.encode)

    def test_names(self) -> None:
        for name in ('a b="c"', "", "a>", "1a", "é", "a\0"):
            request = unlisted(name)
            self.assertRaises(InvalidRequest, request.encode)
            request = unlisted("Fine")
            request.attributes[name] = "x"
            self.assertRaises(InvalidRequest, request.encode)
            request = unlisted("Fine")
            request.children.append((name, Record()))
            self.assertRaises(InvalidRequest, request.encode)

    def test_too_deep_or_long(self) -> None:
        loop = Record()
        loop.children.append(("a", loop))
        self.assertRaises(InvalidRequest, wire.encode, "A", loop)
        with mock.patch.object(wire, "MAX_FRAME", 20):
            self.assertRaises(InvalidRequest, messages.Ping(timeStamp=10**9).encode)


class Secrets(SynchronousTestCase):
    def test_repr(self) -> None:
        request = messages.CreatePPUser(user={"num": "1", "pin": "4711", "sipPw": "s3"})
        self.assertNotIn("4711", repr(request))
        self.assertNotIn("s3", repr(request))
        self.assertIn("num='1'", repr(request))
        self.assertNotIn("hidden", repr(messages.Open("u", "hidden")))
        self.assertNotIn("hidden", repr(one(b'<A PASSWORD="hidden"/>\0')))

    def test_in_traces(self) -> None:
        clock = Clock()
        trace = Trace(clock, secret=wire.SECRET, unit_end=wire.END)
        for piece in (b"""<Open username="a" pass""", b"""word='x"y' oldPassword = "z"/>\0<u """,
                      b"""pin="1" uid="2" shopping="3"/>\0<Open PASSWORD="w w"/>\0"""):  # fmt: skip
            trace.add("C", piece)
        self.assertEqual(
            b"".join(chunk.data for chunk in trace.chunks),
            b"""<Open username="a" password='********' oldPassword = "********"/>\0"""
            b"""<u pin="********" uid="2" shopping="3"/>\0<Open PASSWORD="********"/>\0""",
        )

    def test_what_was_read_encrypted_is_not_written_back(self) -> None:
        answer = one(b'<GetPPUserResp><user uid="1" name="a" sipPw="c2VjcmV0" pin=""/>'
                     b"</GetPPUserResp>\0")  # fmt: skip
        user = answer.user[0]
        user.name = "b"
        self.assertEqual(
            messages.SetPPUser(user=user).encode(),
            b'<SetPPUser><user uid="1" name="b" pin=""/></SetPPUser>\0',
        )
        other = messages.PPUserType(**user.values())
        self.assertNotIn(b"sipPw", messages.SetPPUser(user=other).encode())
        user.sipPw = "bmV3"
        self.assertIn(b'sipPw="bmV3"', messages.SetPPUser(user=user).encode())


XML = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).filter(
    lambda text: wire._ILLEGAL.search(text) is None
)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,6}", fullmatch=True)


def elements(depth: int = 2) -> st.SearchStrategy[Record]:
    def build(attributes: dict[str, str], children: list[tuple[str, Record]]) -> Record:
        record = Record()
        record.attributes = attributes
        record.children = list(children)
        return record

    inner: Any = st.just([])
    if depth:
        inner = st.lists(st.tuples(NAMES, elements(depth - 1)), max_size=2)
    return st.builds(build, st.dictionaries(NAMES, XML, max_size=3), inner)


class Properties(SynchronousTestCase):
    @quick
    @given(NAMES, elements())
    def test_round_trip(self, name: str, element: Record) -> None:
        message = unlisted(name)
        message.attributes, message.children = element.attributes, element.children
        self.assertEqual(decoder(received_from_omm=False).feed(message.encode()), [message])

    @quick
    @given(st.lists(st.sampled_from(
        [b"<A/>", b'<PingResp seq="1"/>', b"\0", b"<", b">", b'"', b"&", b"\xff", b"\x01", b"x",
         b"<GetPPUserResp><user uid='1'/></GetPPUserResp>", b"<!DOCTYPE a>", b"<a>", b"</a>"]
    ), max_size=30), st.randoms(use_true_random=False))  # fmt: skip
    def test_any_split_and_any_input(self, parts: list[bytes], rng: random.Random) -> None:
        data = b"".join(parts)
        whole, split = decoder(max_frame=60), decoder(max_frame=60)
        expected = whole.feed(data)
        found: list[Any] = []
        while data and split.error is None:
            size = rng.randint(1, 7)
            found += split.feed(data[:size])
            data = data[size:]
        self.assertEqual(found, expected)
        self.assertEqual(repr(split.error), repr(whole.error))

    @quick
    @given(st.lists(st.sampled_from(
        ["<A", "<PingResp", " a", " b", "=", '"', '"1"', '"x y"', "'1'", "/>", " ", ">", "&lt;",
         "é",
         "\t", "\x7f", ' seq="5"', ' a="1"', ' xmlns:a="b"', "<!---->"]
    ), max_size=12))  # fmt: skip
    def test_the_short_way_reads_as_expat_does(self, parts: list[str]) -> None:
        data = ("<A" + "".join(parts)).encode()
        short = decoder().feed(data + b"\0")
        with mock.patch.object(wire, "_FLAT", re.compile("(?!)")):
            self.assertEqual(decoder().feed(data + b"\0"), short)

    @quick
    @given(st.binary(max_size=200))
    def test_noise(self, data: bytes) -> None:
        for message in decoder().feed(data + b"\0"):
            self.assertIsInstance(message, Element | Malformed)
