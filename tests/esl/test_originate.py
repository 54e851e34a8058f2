"""Originating calls: the line that is written, and how it ends."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco import esl

from .case import Case


class Originate(Case):
    def line(self, *args: Any, **options: Any) -> str:
        client = self.ready()
        job: Deferred[esl.Job] = client.originate(*args, **options)
        self.result(job)
        line = self.switch.heard[-1]
        tags = ("origination_uuid=", "ignore_early", "telco_client", "sip_h_X-telco_call")
        head, _, rest = line.partition("}")
        kept = [x for x in head.partition("{")[2].split(",") if not x.startswith(tags)]
        return f"{{{','.join(kept)}}}{rest}"

    def test_extension(self) -> None:
        self.assertEqual(
            self.line("9196@host:5080", 9197, "sbc:5060"),
            "{originate_timeout=60}sofia/external/9196@host:5080;fs_path=sip:sbc:5060 9197 "
            "undef undef undef undef 60",
        )

    def test_everything(self) -> None:
        self.assertEqual(
            self.line(
                "1",
                app_name="playback",
                app_args="x y",
                gateway="g",
                timeout=5,
                variables={"a": "b c"},
                caller_id_name="Ann",
                caller_id_number=7,
                codecs="PCMU",
                headers={"X-A": "1"},
                context="public",
                uuid="u-1",
            ),
            "{origination_caller_id_name=Ann,origination_caller_id_number=7,"
            "absolute_codec_string=PCMU,originate_timeout=5,sip_h_X-A=1,a=b\\\\\\\\sc}"
            "sofia/gateway/g/1 '&playback(x y)' undef public undef undef 5",
        )

    def test_refused(self) -> None:
        client = self.ready()
        for options in ({"dest_url": "a b"}, {"dest_url": "1", "app_id": "none"}):
            self.fails(client.originate(**options), esl.InvalidRequest)
        self.assertEqual(self.switch.heard, [])

    def test_causes(self) -> None:
        client = self.ready()
        for dest, endpoint, cause in (
            ("91017", "loopback", "USER_BUSY"),
            ("nosuchnumber", "loopback", "NO_ROUTE_DESTINATION"),
            ("NO_ANSWER", "error", "NO_ANSWER"),
            ("1000", "user", "SUBSCRIBER_ABSENT"),
            ("x", "nothing", "CHAN_NOT_IMPLEMENTED"),
        ):
            job = self.result(client.originate(dest, endpoint=endpoint))
            failure = self.fails(job.result(), esl.JobFailed)
            self.assertEqual((failure.cause, failure.code), (cause, cause))
            self.assertIsNone(job.sess_uuid)

    def test_no_answer(self) -> None:
        client = self.ready()
        self.switch.extensions["ring"] = [("ring_ready", ""), ("sleep", "60000")]
        job = self.result(client.originate("ring", endpoint="loopback", timeout=3))
        self.assertEqual(self.fails(job.result(), esl.JobFailed).cause, "NO_ANSWER")

    def test_hupall_spares_others(self) -> None:
        one, other = self.ready(), self.ready()
        mine, theirs = self.call(one), self.call(other)
        self.result(one.hupall())
        self.pump(1)
        self.assertNotIn(mine, self.switch.channels)
        self.assertIn(theirs, self.switch.channels)
        self.result(one.hupall(everything=True))
        self.pump(1)
        self.assertEqual(self.switch.channels, {})
