"""nucosMQ as a Kind: what its keys mean, and a site with a server and a client."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import nucosmq
from twisted_telco.nucosmq.simulator import Broker
from twisted_telco.services.kind import ConnectionConfig, SimulatorConfig
from twisted_telco.services.nucosmq import KIND
from twisted_telco.testing import pump


class Auth:
    def auth_challenge(self, uid: str) -> str:
        return "c"

    def auth_final(self, uid: str, signature: Any, challenge: Any) -> bool:
        return True


class KindTests(SynchronousTestCase):
    def config(self, role: str, endpoint: str, **given: Any) -> ConnectionConfig:
        options = {option.name: option.default for option in KIND.role(role).options}
        secret = given.pop("secret", None)
        for name, value in given.items():
            option = next(one for one in KIND.role(role).options if one.name == name)
            options[name] = option.read(value)
        return ConnectionConfig("n", "nucosmq", role, endpoint, options, secret)

    def test_server(self) -> None:
        server = KIND.connection(Clock(), self.config("server", "tcp:4000"))
        self.assertIsInstance(server, nucosmq.Server)
        self.assertIsNone(server.auth)
        server = KIND.connection(
            Clock(),
            self.config(
                "server",
                "tcp:4000",
                auth="tests.services.test_nucosmq:Auth",
                publish_policy="open",
                single_server=True,
                slow_policy="close",
            ),
        )
        self.assertIsInstance(server.auth, Auth)
        self.assertEqual(server.factory.max_connections, 1)
        server = KIND.connection(
            Clock(),
            self.config(
                "server", "tcp:4000", users={"a": "b"}, backplane="amqp://guest:guest@broker/"
            ),
        )
        self.assertIsInstance(server.auth, nucosmq.SharedSecrets)
        self.assertEqual(server.backplane.client.parameters.host, "broker")

    def test_mistakes(self) -> None:
        for role, given, words in (
            ("server", {"auth": "tests.services.test_nucosmq:Nobody"}, "no callable Nobody"),
            ("server", {"auth": "nonsense"}, "should look like module:name"),
            ("server", {"publish_policy": "x"}, "should be one of members, open"),
            (
                "server",
                {"auth": "tests.services.test_nucosmq:Auth", "users": {"a": "b"}},
                "do not go together",
            ),
            ("server", {"backplane": "http://x"}, "begins with amqp://"),
            ("client", {"secret": "s"}, "goes with a 'uid'"),
            ("client", {"rooms": [""]}, ""),
        ):
            endpoint = "tcp:4000" if role == "server" else "host"
            if words:
                with self.assertRaisesRegex(ValueError, words):
                    KIND.connection(Clock(), self.config(role, endpoint, **given))
            else:
                KIND.connection(Clock(), self.config(role, endpoint, **given))

    def test_simulator_and_client(self) -> None:
        """The client logs in with the secret, joins its rooms and hears what is published."""
        clock = Clock()
        broker = KIND.simulator(  # type: ignore[misc]
            clock,
            SimulatorConfig(
                "nucosmq",
                "tcp:4000",
                {"users": {"alice": "s"}, "events_per_second": 2.0, "room": "demo"},
            ),
        )
        self.assertIsInstance(broker, Broker)
        client = KIND.connection(
            clock, self.config("client", "host", uid="alice", rooms=["demo"], secret="s")
        )
        client.endpoint = broker.endpoint()
        got: list[Any] = []
        client.events.subscribe("*", lambda message: got.append(KIND.envelope(message)))
        client.startService()
        broker.start_traffic(0.5)
        pump(clock, 1.1)
        self.assertEqual(
            got,
            [
                ("tick", "demo", {"content": 1, "room": "demo", "sender": ""}),
                ("tick", "demo", {"content": 2, "room": "demo", "sender": ""}),
            ],
        )
        broker.stopService()
        pump(clock, 2)
        self.assertEqual(broker.published, 2)

    def test_envelope(self) -> None:
        """Bytes become what JSON can hold."""
        message = nucosmq.Message("e", {"x": b"\0"})
        self.assertEqual(
            KIND.envelope(message),
            ("e", None, {"content": {"x": {"$base64": "AA=="}}, "room": "", "sender": ""}),
        )
        message = nucosmq.Message("e", [b"", {"$base64": "x"}], "r", sender="bob")
        self.assertEqual(KIND.envelope(message)[2]["content"], "[b'', {'$base64': 'x'}]")
