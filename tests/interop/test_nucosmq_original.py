"""nucosMQ 0.0.9 from PyPI against ours, in both roles."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.trial.unittest import SkipTest, TestCase

from tests.interop.peers import SCRIPTS, VENV, Peer, start_peer
from twisted_telco import nucosmq

SCRIPT = "nucosmq_original.py"


class Auth:
    """The scheme of the peer script."""

    def auth_challenge(self, uid: str) -> str:
        return f"chal-{uid}"

    def auth_final(self, uid: str, signature: Any, challenge: Any) -> Deferred[bool]:
        return deferLater(reactor, 0.05, lambda: signature == challenge[::-1])


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port that was free a moment ago: the original binds to a number it is told."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _runs(python: str) -> bool:
    """Whether it is more than a name: a version manager's stand-in is not."""
    return subprocess.run([python, "-V"], check=False, capture_output=True).returncode == 0


class OriginalTestCase(TestCase):
    timeout = 60

    def peer(self, *args: object) -> Peer:
        return start_peer(self, SCRIPT, *args, needs="nucosMQ")

    async def tell(self, peer: Peer, method: str, *args: Any) -> Any:
        """Let the peer do something; reports of other kind are collected in ``self.heard``."""
        peer.say(json.dumps([method, *args]))
        return (await self.report(peer, "did"))["result"]

    async def report(self, peer: Peer, kind: str) -> dict[str, Any]:
        while True:
            line: dict[str, Any] = await peer.line()
            if kind in line:
                return line
            self.heard.append(line)

    async def end(self, peer: Peer) -> None:
        peer.say('["end"]')
        await peer.finished()

    def setUp(self) -> None:
        self.heard: list[Any] = []

    async def server(self, **settings: Any) -> tuple[nucosmq.Server, int]:
        server = nucosmq.Server(reactor, 0, **settings)
        await server.start()
        self.addCleanup(server.close)
        return server, server.getsockname()[1]

    def client(self, port: int, uid: str = "", **settings: Any) -> nucosmq.Client:
        client = nucosmq.Client(
            reactor,
            f"127.0.0.1:{port}",
            uid=uid,
            on_challenge=(lambda challenge: challenge[::-1]) if uid else None,
            **settings,
        )
        self.addCleanup(client.close)
        return client

    async def until(self, condition: Any, seconds: float = 10) -> None:
        for _ in range(int(seconds / 0.01)):
            if condition():
                return
            await deferLater(reactor, 0.01)
        self.fail("it did not happen")


class OriginalClientTests(OriginalTestCase):
    """Its client with our server."""

    async def test_without_login(self) -> None:
        server, port = await self.server()
        got: list[Any] = []
        server.add_event_callback("greet", got.append)
        peer = self.peer("client", "127.0.0.1", port, "", "news")
        await self.report(peer, "started")
        for content in ("hello", {"a": [1, None, "Zoë €"]}, "x" * 5000, 1.5):
            await self.tell(peer, "send", "greet", content)
        self.assertEqual(await self.tell(peer, "ping"), True)
        await self.until(lambda: len(got) == 4)
        self.assertEqual(got, ["hello", {"a": [1, None, "Zoë €"]}, "x" * 5000, 1.5])
        server.send_all("news", "Zoë €, a_EOM_b")
        line = await self.report(peer, "heard")
        self.assertEqual(line, {"heard": "news", "content": "Zoë €, a_EOM_b"})
        (member,) = server.members
        self.assertLess(await server.ping(member), 5)
        self.assertEqual(member.kind, "original")
        await self.end(peer)
        await self.until(lambda: not server.members)
        self.assertEqual(member.counters.malformed, 0)

    async def test_login_and_rooms(self) -> None:
        server, port = await self.server(auth=Auth)
        got: list[Any] = []
        server.add_event_callback("all", got.append)
        alice = self.peer("client", "127.0.0.1", port, "alice", "secret")
        bob = self.peer("client", "127.0.0.1", port, "bob", "secret")
        for peer in (alice, bob):
            await self.report(peer, "started")
            await self.tell(peer, "wait", 0.3)
            await self.tell(peer, "subscripe", "weather")
        await self.until(lambda: server.who("weather") == ["alice", "bob"])
        self.assertEqual(got, ["i am in"] * 2)
        await self.tell(alice, "publish", "weather", "today", "rain")
        for peer in (alice, bob):
            self.assertEqual((await self.report(peer, "heard"))["content"], "rain")
        # What the original lets everybody do: publish where it is no member.
        await self.tell(alice, "publish", "bob", "secret", 1)
        await self.tell(alice, "publish", "bob", "auth_final", "failed")
        await self.until(lambda: server.refused == 1)
        await self.until(lambda: sum(m.misplaced for m in server.members) == 1)
        server.publish("bob", "secret", 2)
        self.assertEqual(await self.report(bob, "heard"), {"heard": "secret", "content": 2})
        await self.end(alice)
        await self.until(lambda: server.who("weather") == ["bob"])
        server.publish("weather", "today", "sun")
        self.assertEqual((await self.report(bob, "heard"))["content"], "sun")
        await self.end(bob)

    async def test_refused_login(self) -> None:
        server, port = await self.server(auth=nucosmq.SharedSecrets({"alice": "x"}))
        peer = self.peer("client", "127.0.0.1", port, "alice")
        await self.report(peer, "started")
        await self.tell(peer, "wait", 0.5)
        self.assertEqual(await self.tell(peer, "is_connected"), False)
        self.assertEqual(server.logins_refused, 1)
        await self.end(peer)

    async def test_a_burst_reaches_it(self) -> None:
        """Paced: of 3,000 frames, with and without room, none is lost."""
        server, port = await self.server(auth=Auth)
        peer = self.peer("client", "127.0.0.1", port, "alice", "count")
        await self.report(peer, "started")
        await self.tell(peer, "wait", 0.3)
        for n in range(1500):
            server.send("alice", "count", "x" * (n % 300))
            server.publish("alice", "count", n)
        await self.until(lambda: not server.get_conn("alice").outbox.size, 30)
        await self.tell(peer, "wait", 0.3)
        self.assertEqual(await self.tell(peer, "counted"), 3000)
        await self.end(peer)

    async def test_its_burst_reaches_us(self) -> None:
        server, port = await self.server()
        got: list[Any] = []
        server.add_event_callback("count", got.append)
        peer = self.peer("client", "127.0.0.1", port, "")
        await self.report(peer, "started")
        await self.tell(peer, "send_many", 5000)
        await self.until(lambda: len(got) == 5000)
        self.assertEqual(got, list(range(5000)))
        await self.end(peer)

    async def test_our_server_closes(self) -> None:
        server, port = await self.server(auth=Auth)
        peer = self.peer("client", "127.0.0.1", port, "alice")
        await self.report(peer, "started")
        await self.tell(peer, "wait", 0.3)
        started = reactor.seconds()
        await server.close()
        self.assertLess(reactor.seconds() - started, 0.9)  # it confirmed
        await self.tell(peer, "wait", 0.2)
        self.assertEqual(await self.tell(peer, "is_connected"), False)
        await self.end(peer)


class OriginalServerTests(OriginalTestCase):
    """Its server with our client."""

    async def test_without_login(self) -> None:
        peer = self.peer("server", "127.0.0.1", 0, "no", "greet")
        port = (await self.report(peer, "port"))["port"]
        client = self.client(port)
        got: list[Any] = []
        client.add_event_callback("news", got.append)
        client.send("greet", "early")
        await client.start()
        self.assertEqual(client.connection.kind, "original")
        client.send("greet", "a_EOM_b Zoë")
        self.assertLess(await client.ping(), 5)
        await self.tell(peer, "send_all", "news", {"n": [1]})
        await self.until(lambda: got == [{"n": [1]}])
        await self.tell(peer, "wait", 0.1)
        self.assertEqual([h["content"] for h in self.heard], ["early", "a_EOM_b Zoë"])
        with self.assertRaisesRegex(nucosmq.InvalidRequest, "answers no requests"):
            await client.request("greet")
        await client.close()
        await self.end(peer)

    async def test_login_and_rooms(self) -> None:
        peer = self.peer("server", "127.0.0.1", 0, "yes", "thanks", "greet")
        port = (await self.report(peer, "port"))["port"]
        alice, bob = self.client(port, "alice"), self.client(port, "bob")
        got: list[Any] = []
        bob.add_room_callback("weather", lambda c: got.append(("weather", c)))
        bob.add_event_callback("secret", lambda c: got.append(("secret", c)))
        alice.send("greet", "early")
        joined = [client.subscribe("weather") for client in (alice, bob)]
        for client in (alice, bob):
            await client.start()
        for d in joined:
            await d
        alice.publish("weather", "today", "rain")
        alice.publish("bob", "secret", 1)
        await self.until(lambda: len(got) == 2)
        await self.tell(peer, "publish", "weather", "today", "sun")
        await self.until(lambda: len(got) == 3)
        self.assertEqual(got, [("weather", "rain"), ("secret", 1), ("weather", "sun")])
        self.assertEqual(await self.tell(peer, "ping", "alice"), True)
        signed = [h["signed_by"] for h in self.heard if "signed_by" in h]
        self.assertEqual(sorted(signed), ["alice", "bob"])
        said = [h["content"] for h in self.heard if "heard" in h]
        self.assertEqual(sorted(said), ["early", "i am in", "i am in"])
        with self.assertRaises(nucosmq.InvalidRequest):
            await alice.unsubscribe("weather")
        await self.end(peer)

    async def test_refused_login(self) -> None:
        peer = self.peer("server", "127.0.0.1", 0, "yes")
        port = (await self.report(peer, "port"))["port"]
        client = self.client(port, "mallory")
        with self.assertRaisesRegex(nucosmq.AuthenticationFailed, "refuses 'mallory'"):
            client.startService()
            await client.when_ready(fail_after=1)

    async def test_a_burst_of_publishes_reaches_it(self) -> None:
        """Where its own client loses nearly all: 1,000 in a loop, each forwarded to a member."""
        peer = self.peer("server", "127.0.0.1", 0, "yes")
        port = (await self.report(peer, "port"))["port"]
        alice, bob = self.client(port, "alice"), self.client(port, "bob")
        got: list[Any] = []
        bob.add_room_callback("weather", got.append)
        bob.subscribe("weather")
        for client in (alice, bob):
            await client.start()
        await bob.ping()
        for n in range(1000):
            alice.publish("weather", "n", n)
        await self.until(lambda: len(got) >= 1000, 40)
        self.assertEqual(got, list(range(1000)))
        self.assertEqual(alice.connection.unread, 0)
        await self.end(peer)

    async def test_a_burst_of_events_reaches_it(self) -> None:
        peer = self.peer("server", "127.0.0.1", 0, "no", "count")
        port = (await self.report(peer, "port"))["port"]
        client = self.client(port)
        await client.start()
        for n in range(3000):
            client.send("count", "x" * (n % 500))
        await self.until(lambda: not client.connection.unsent, 30)
        await client.ping()
        self.assertEqual(await self.tell(peer, "counted"), 3000)
        await self.end(peer)

    async def test_the_server_closes(self) -> None:
        """It says ``shutdown``, we confirm and try again later."""
        peer = self.peer("server", "127.0.0.1", 0, "yes")
        port = (await self.report(peer, "port"))["port"]
        client = self.client(port, "alice")
        lost: list[Any] = []
        client.add_on_disconnect(lost.append)
        await client.start()
        await self.end(peer)
        await self.until(lambda: lost == [client])
        self.assertIn(client.state, ("waiting", "connecting"))


class LinkTests(OriginalTestCase):
    async def both_ways(self, ours: nucosmq.Link, peer: Peer) -> None:
        got: list[Any] = []
        ours.add_event_callback("e", got.append)
        await self.until(ours.is_connected)
        self.assertEqual(await self.tell(peer, "is_connected"), True)
        self.assertEqual(await self.tell(peer, "send", "e", {"a": 1}), True)
        await self.until(lambda: got == [{"a": 1}])
        ours.send("e", "from ours")
        self.assertEqual((await self.report(peer, "heard"))["content"], "from ours")
        self.assertLess(await ours.ping(), 5)
        self.assertEqual(await self.tell(peer, "ping"), True)

    async def test_it_connects(self) -> None:
        link = nucosmq.Link(reactor)
        self.addCleanup(link.close)
        port = free_port()
        await link.bind("127.0.0.1", port)
        peer = self.peer("link", "127.0.0.1", port, "connect")
        await self.report(peer, "port")
        await self.both_ways(link, peer)
        await self.end(peer)
        await self.until(lambda: not link.is_connected())

    async def test_it_binds(self) -> None:
        port = free_port()
        peer = self.peer("link", "127.0.0.1", port, "bind")
        await self.report(peer, "port")
        link = nucosmq.Link(reactor)
        self.addCleanup(link.close)
        link.send("e", "early")
        await link.connect("127.0.0.1", port)
        self.assertEqual((await self.report(peer, "heard"))["content"], "early")
        await self.both_ways(link, peer)
        await link.close()
        await self.end(peer)


class Python2Tests(OriginalTestCase):
    """The same package under Python 2.7, which writes its keys in another order.

    ``TELCO_PYTHON2`` names the interpreter; without one these tests are skipped.
    """

    def peer(self, *args: object) -> Peer:
        python = os.environ.get("TELCO_PYTHON2") or shutil.which("python2.7")
        package = next(VENV.glob("lib/python*/site-packages/nucosMQ"), None)
        if python is None or package is None or not _runs(python):
            raise SkipTest("no Python 2.7 here; TELCO_PYTHON2 can name one")
        # Nothing but this package may be found beside it: the others are not for Python 2.
        folder = Path(self.mktemp()).absolute()
        folder.mkdir()
        (folder / package.name).symlink_to(package)
        peer = Peer(30)
        command = [python, "-B", str(SCRIPTS / SCRIPT), *map(str, args)]
        reactor.spawnProcess(peer, python, command, env={"PYTHONPATH": str(folder)})
        self.addCleanup(peer.stop)
        return peer

    async def test_its_client(self) -> None:
        server, port = await self.server(auth=Auth)
        got: list[Any] = []
        server.add_event_callback("greet", got.append)
        peer = self.peer("client", "127.0.0.1", port, "alice", "news", "count")
        await self.report(peer, "started")
        await self.tell(peer, "wait", 0.3)
        await self.tell(peer, "subscripe", "weather")
        await self.tell(peer, "send", "greet", {"k": [1, None, "Zoë €"]})
        await self.until(lambda: server.who("weather") == ["alice"])
        self.assertEqual(got, [{"k": [1, None, "Zoë €"]}])
        server.publish("weather", "news", "Zoë €😀, a_EOM_b")
        heard = [(await self.report(peer, "heard"))["content"] for _ in range(2)]
        self.assertEqual(heard, ["Zoë €😀, a_EOM_b"] * 2)
        for number in range(1000):
            server.publish("alice", "count", "é" * (number % 100))
        await self.until(lambda: not server.get_conn("alice").outbox.size, 30)
        await self.tell(peer, "wait", 0.3)
        self.assertEqual(await self.tell(peer, "counted"), 1000)
        self.assertEqual(await self.tell(peer, "ping"), True)
        await self.end(peer)

    async def test_its_server(self) -> None:
        peer = self.peer("server", "127.0.0.1", 0, "yes", "greet")
        port = (await self.report(peer, "port"))["port"]
        client = self.client(port, "alice")
        got: list[Any] = []
        client.add_room_callback("weather", got.append)
        client.subscribe("weather")
        await client.start()
        client.send("greet", "Zoë €😀, a_EOM_b")
        for number in range(300):
            client.publish("weather", "n", number)
        await self.until(lambda: len(got) >= 300, 30)
        self.assertEqual(got, list(range(300)))
        self.assertEqual(await self.tell(peer, "ping", "alice"), True)
        self.assertIn({"heard": "greet", "content": "Zoë €😀, a_EOM_b"}, self.heard)
        await self.end(peer)


class DatagramTests(OriginalTestCase):
    async def test_its_client(self) -> None:
        server = nucosmq.DatagramServer(reactor, 0)
        await server.start()
        self.addCleanup(server.close)
        got: list[Any] = []
        server.add_event_callback("e", got.append)
        server.add_event_callback("shutdown", got.append)
        await self.peer("udp_client", *server.getsockname()).finished()
        await self.until(lambda: len(got) == 4)
        self.assertEqual(got, ["hello", "x" * 2000, {"n": 3}, "now"])
        self.assertEqual(server.malformed, 0)

    async def test_its_server(self) -> None:
        port = free_port(socket.SOCK_DGRAM)
        peer = self.peer("udp_server", "127.0.0.1", port)
        await self.report(peer, "port")
        client = nucosmq.DatagramClient(reactor, "127.0.0.1", port, to_original=True)
        with self.assertRaises(nucosmq.NotReady):
            client.send("e", 1)
        # Its socket is bound in a thread, a moment after it says so.
        await deferLater(reactor, 0.5)
        await client.start()
        client.send("e", "hello")
        with self.assertRaises(nucosmq.InvalidRequest):
            client.send("e", "x" * 1000)
        self.assertEqual((await self.report(peer, "heard"))["content"], "hello")
        await client.close()
        peer.say("")
        await peer.finished()
