"""Dial strings and quoting: what the server's tokenizers make of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.esl.errors import InvalidRequest
from twisted_telco.esl.quoting import (
    Leg,
    application,
    dial_string,
    originate_line,
    quote_argument,
    quote_setvar,
    quote_setvar_multi,
    quote_variable,
    quote_word,
    sofia_url,
)
from twisted_telco.esl.simulator.dialing import parse_dial_string, tokenize

modest = settings(max_examples=100, deadline=None, derandomize=True)
values = st.text(
    st.one_of(st.sampled_from("abc ,=:_|'\"\\\n\r\t;<>[]()^$ä☎"), st.characters(codec="utf-8")),
    min_size=1,
).filter(lambda v: not set("\0{}") & set(v) and "${" not in v)


class Values(SynchronousTestCase):
    def test_checked_against_a_real_server(self) -> None:
        """The table of escapes that a FreeSWITCH 1.10.12 took back to the value."""
        for value, quoted in (
            ("John Doe", r"John\\\\sDoe"),
            ("it's", r"it\\\\\\\'s"),
            ("a,b", r"a\\,b"),
            ("back\\slash", r"back\\\\\\\\slash"),
            ("a\nb", r"a\\\\nb"),
            ("a:_:b", r"a:\'_\':b"),
        ):
            self.assertEqual(quote_variable(value), quoted)

    @modest
    @given(values)
    def test_variables_come_back(self, value: str) -> None:
        line = originate_line(dial_string("null/x", variables={"v": value, "w": "1"}), "&park()")
        words = tokenize(line, " ")
        self.assertEqual(len(words), 3)
        leg = parse_dial_string(words[1])[0][0][0]
        self.assertEqual(leg.endpoint, "null/x")
        self.assertEqual(leg.variables, {"v": value, "w": "1"})

    @modest
    @given(values)
    def test_setvar_comes_back(self, value: str) -> None:
        self.assertEqual(" ".join(tokenize("v " + quote_setvar(value), " ")[1:]), value)

    @modest
    @given(values)
    def test_setvar_multi_comes_back(self, value: str) -> None:
        pairs = tokenize(quote_setvar_multi({"a": value, "b": "2"}), ";")
        self.assertEqual(pairs, [f"a={value}", "b=2"])

    def test_refused(self) -> None:
        for bad in ("a${b}", "a\0"):
            self.assertRaises(InvalidRequest, quote_variable, bad)
        for bad in ("}", "{", "}{"):
            self.assertRaises(InvalidRequest, dial_string, "a/b", variables={"v": bad})
        self.assertRaises(InvalidRequest, dial_string, "a/b", variables={"a b": 1})
        self.assertRaises(InvalidRequest, dial_string, Leg("a/b", {"v": "x|y"}))
        self.assertRaises(InvalidRequest, dial_string)
        self.assertRaises(InvalidRequest, quote_setvar, "\0")
        self.assertRaises(InvalidRequest, quote_argument, "${system(reboot)}")
        self.assertRaises(InvalidRequest, quote_argument, "a\nb")
        self.assertEqual(quote_argument("a $b {c}"), "a $b {c}")

    def test_balanced_braces_pass(self) -> None:
        text = dial_string("null/x", variables={"v": "{a}"})
        self.assertEqual(parse_dial_string(tokenize(text, " ")[0])[0][0][0].variables, {"v": "{a}"})


class DialStrings(SynchronousTestCase):
    def test_sofia(self) -> None:
        self.assertEqual(
            sofia_url("9196@host:5080", proxy="sbc:5060"),
            "sofia/external/9196@host:5080;fs_path=sip:sbc:5060",
        )
        self.assertEqual(sofia_url("1", gateway="g"), "sofia/gateway/g/1")
        for bad in ("", "a b", "a,b", "a|b", "a]b", "x\n", "a'b", "{a}", "a:_:b"):
            self.assertRaises(InvalidRequest, sofia_url, bad)
            if bad:
                self.assertRaises(InvalidRequest, sofia_url, "1", proxy=bad)

    def test_modes(self) -> None:
        self.assertEqual(dial_string("a/1", "b/2"), "a/1,b/2")
        self.assertEqual(dial_string("a/1", "b/2", mode="failover"), "a/1|b/2")
        self.assertEqual(
            dial_string("a/1", "b/2", mode="enterprise", variables={"x": 1}), "<x=1>a/1:_:b/2"
        )
        self.assertEqual(str(Leg("a/1", {"leg_timeout": 5})), "[leg_timeout=5]a/1")

    def test_legs_that_are_not_one_destination(self) -> None:
        """Nothing in an endpoint may separate, bracket or end what stands around it."""
        for bad in (
            "",
            "a b",
            "a,b",
            "a|b",
            "[x=1]a",
            "{x=1}a",
            "a]b",
            "a\n",
            "a'b",
            "a\\b",
            "a:_:b",
        ):
            self.assertRaises(InvalidRequest, dial_string, bad)
            self.assertRaises(InvalidRequest, dial_string, "null/x", Leg(bad))
        self.assertEqual(dial_string("sofia/a/1@h;x=y"), "sofia/a/1@h;x=y")

    def test_application(self) -> None:
        self.assertEqual(application("park"), "&park()")
        self.assertRaises(InvalidRequest, application, "playback", "tone://%(1,2,3)")

    def test_line(self) -> None:
        self.assertEqual(
            originate_line("null/x", "&socket(127.0.0.1:8084 async full)"),
            "originate null/x '&socket(127.0.0.1:8084 async full)'",
        )
        self.assertEqual(
            originate_line("null/x", "1000", context="public", timeout=20.4),
            "originate null/x 1000 undef public undef undef 20",
        )
        for bad in ("null/x\n", "null/x &hangup()", ""):
            self.assertRaises(InvalidRequest, originate_line, bad, "1")
        self.assertRaises(InvalidRequest, originate_line, "null/x", "1\n")

    def test_words(self) -> None:
        for word in ("a b", "it's", "a\\b c", "x"):
            self.assertEqual(tokenize(quote_word(word), " "), [word])
        self.assertEqual(quote_word(""), "undef")
