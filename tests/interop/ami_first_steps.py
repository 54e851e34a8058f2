"""Another AMI client takes its first steps, against our simulator and against a real Asterisk.

It must see the same of both.
"""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor

from tests.interop import peers
from twisted_telco.ami.simulator import Asterisk

REFUSED = {"step": "refused", "text": "Authentication failed"}
LOGIN = {"step": "login", "success": True, "message": "Authentication accepted"}
PING = {"step": "ping", "success": True, "ping": "Pong"}
LIST = {"step": "list", "success": True, "empty": False, "complete": True}
EVENT = {"step": "event", "name": "Greeting", "text": "hello: world"}
COMMAND = {"step": "command", "success": True, "output": True}
ORIGINATE = {"step": "originate", "success": True, "message": "Originate successfully queued"}
CHANNELS = {"step": "channels", "found": True}
HANGUP = {"step": "hangup"}
LOGOFF = {"step": "logoff", "response": "Goodbye"}


class FirstSteps:
    """Mixin of a trial test case.

    :cvar script: in ``peer_scripts``; called with host, port, user name, secret, channel to call.
    :cvar needs: the peer's distribution.
    :cvar steps: what the script reports when all is well.
    """

    timeout = 60
    script: str
    needs: str
    steps: tuple[dict[str, Any], ...]

    async def first_steps(self, port: object) -> list[Any]:
        arguments = ("127.0.0.1", port, "admin", "adminpw", "Local/100@default")
        return await peers.run_peer(self, self.script, *arguments, needs=self.needs)

    async def test_simulator(self) -> None:
        simulator = Asterisk(reactor, "tcp:0:interface=127.0.0.1", users={"admin": "adminpw"})
        simulator.startService()
        self.addCleanup(simulator.stopService)
        port = await simulator.when_listening()
        self.assertEqual(await self.first_steps(port.getHost().port), list(self.steps))

    async def test_asterisk(self) -> None:
        places = await peers.asterisk()
        port = places["ami"].rpartition(":")[2]
        self.assertEqual(await self.first_steps(port), list(self.steps))
