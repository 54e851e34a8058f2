"""Other clients and servers of the event socket, against our simulator and our servers."""

from __future__ import annotations

import shutil
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Factory
from twisted.trial.unittest import SkipTest, TestCase

from tests.interop import peers
from twisted_telco.esl.simulator import FreeSWITCH

STATUS = {"step": "status", "ready": True}
UNKNOWN = {"step": "unknown", "text": "-ERR nosuch Command not found!"}
ANSWER = {"step": "answer", "greeting": "a b"}
JOB = {"step": "job", "ok": True}
ALL = ["BACKGROUND_JOB", "CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE"]
HANGUP = {"step": "hangup", "seen": ALL}


async def free_port() -> int:
    """A port that was free just now."""
    port = await TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(Factory())
    number: int = port.getHost().port
    await port.stopListening()
    return number


class ClientTests(TestCase):
    """They log in, ask, start a call and hear its events."""

    timeout = 60

    async def simulator(self) -> FreeSWITCH:
        switch = FreeSWITCH(reactor, "tcp:0:interface=127.0.0.1")
        switch.startService()
        self.addCleanup(switch.stopService)
        await switch.when_listening()
        return switch

    async def steps(self, *script: str, needs: str) -> list[Any]:
        switch = await self.simulator()
        assert switch.port is not None
        port = switch.port.getHost().port
        return await peers.run_peer(
            self, script[0], *script[1:], "127.0.0.1", port, "ClueCon", needs=needs
        )

    def same(self, said: list[Any], *expected: dict[str, Any]) -> None:
        """The same reports; those about a call come in any order."""
        key = str
        self.assertEqual(sorted(said, key=key), sorted(expected, key=key))

    async def test_genesis(self) -> None:
        said = await self.steps("esl_genesis.py", needs="genesis")
        refused = {"step": "refused", "error": "AuthenticationError"}
        self.same(said, refused, STATUS, UNKNOWN, ANSWER, JOB, HANGUP)

    async def test_greenswitch(self) -> None:
        said = await self.steps("esl_greenswitch.py", needs="greenswitch")
        refused = {"step": "refused", "text": "Invalid password."}
        job = {"step": "job", "command": "originate"}
        self.same(said, refused, STATUS, UNKNOWN, ANSWER, job, HANGUP)

    def need_node(self, package: str) -> None:
        if shutil.which("node") is None:
            raise SkipTest("there is no node here")
        if not (peers.VENV / "node_modules" / package).is_dir():
            peers.missing(f"the peer {package} is not installed; run: make peers")

    async def test_modesl(self) -> None:
        self.need_node("modesl")
        said = await self.steps("esl_node.py", "esl_modesl.cjs", needs="")
        self.same(said, {"step": "refused"}, STATUS, UNKNOWN, ANSWER, JOB, {"step": "done"})

    async def test_esl(self) -> None:
        self.need_node("esl")
        said = await self.steps("esl_node.py", "esl_esl.mjs", needs="")
        self.same(said, STATUS, {"step": "unknown", "failed": True}, JOB)


class ServerTests(TestCase):
    """Our simulator hands a call to their outbound servers."""

    timeout = 60

    async def serve(self, script: str, needs: str, flags: str) -> tuple[list[Any], Any]:
        number = await free_port()
        peer = peers.start_peer(self, script, number, needs=needs)
        self.assertEqual(await peer.line(), {"step": "listening"})
        switch = FreeSWITCH(reactor)
        self.addCleanup(switch.stopService)
        switch.extensions["9000"] = [("socket", f"127.0.0.1:{number} {flags}")]
        channel = switch.incoming("9000")
        ended: Deferred[None] = Deferred()
        channel.on_hangup.append(lambda: ended.callback(None))
        await ended
        said = await peer.finished()
        for socket in switch.sockets():
            await socket.close()
        return said[1:], channel

    async def test_genesis(self) -> None:
        said, channel = await self.serve("esl_genesis_call.py", "genesis", "async full")
        self.assertEqual(
            said,
            [
                {"step": "call", "uuid": channel.uuid, "control": "full"},
                {"step": "answer", "text": "+OK"},
            ],
        )
        self.assertEqual(channel.cause, "USER_BUSY")

    async def test_greenswitch(self) -> None:
        said, channel = await self.serve("esl_greenswitch_call.py", "greenswitch", "async full")
        self.assertEqual(said, [{"step": "call", "uuid": channel.uuid}])
        self.assertEqual(channel.cause, "NORMAL_CLEARING")
