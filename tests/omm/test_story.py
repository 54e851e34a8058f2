"""The first steps, in the order in which the documentation tells them (``docs/omm.rst``)."""

from __future__ import annotations

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from twisted_telco import omm
from twisted_telco.omm import messages


class Story(TestCase):
    """Over a real socket, with ``await``."""

    def setUp(self) -> Deferred[object]:
        self.far = omm.simulator.OMM(reactor, "tcp:0:interface=127.0.0.1", users={"user": "pass"})
        self.addCleanup(self.far.stopService)
        return self.far.listen()

    async def test_story(self) -> None:
        assert self.far.port is not None
        where = f"127.0.0.1:{self.far.port.getHost().port}"

        # Connect: the link is there, nobody has logged in.
        link = await omm.connect(reactor, where, tls=False)

        # A request before login is refused here; nothing is written.
        with self.assertRaises(omm.NotReady):
            await link.request(messages.Ping())

        # A refused Open, as an answer and as an exception; the link stays.
        r = await link.request(messages.Open("user", "wrong"), check=False)
        self.assertEqual(r.errCode, "EAuth")
        with self.assertRaises(omm.AuthenticationFailed):
            r.raise_on_error()
        with self.assertRaises(omm.errors.EAuth):
            await link.request(messages.Open("user", "wrong again"))

        # A second Open.
        r = await link.request(messages.Open("user", "pass"))
        r.raise_on_error()

        # Ping with a time stamp.
        r = await link.request(messages.Ping(timeStamp=2342))
        self.assertEqual(r.name, "PingResp")
        self.assertGreater(r.timeStamp, 1_600_000_000)
        r.raise_on_error()

        # Close.
        await link.close()
        with self.assertRaises(omm.NotReady):
            await link.request(messages.Ping())
