"""What only real sockets can tell: TLS, IPv6, UNIX sockets, the three ways to use a factory."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import clientFromString
from twisted.trial.unittest import SkipTest, TestCase

from twisted_telco import nucosmq

SECRETS = nucosmq.SharedSecrets({"alice": "a"})


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that it has signed itself, in one file."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


class SocketTests(TestCase):
    timeout = 20

    async def talk(self, listen: str, connect: Any, **settings: Any) -> None:
        """Log in, publish more than a buffer holds, close."""
        server = nucosmq.Server(reactor, listen, auth=SECRETS)
        self.addCleanup(server.close)
        await server.start()
        where = connect(server) if callable(connect) else connect
        client = await nucosmq.connect(
            reactor, where, uid="alice", on_challenge=nucosmq.signer("alice", "a"), **settings
        )
        self.addCleanup(client.close)
        got: list[Any] = []
        done: Deferred[None] = Deferred()
        client.add_event_callback("e", lambda content: got.append(content[0]))
        client.add_event_callback("end", lambda content: done.callback(None))
        for number in range(100):
            client.publish("alice", "e", [number, "x" * 5000])
        client.publish("alice", "end")
        await done
        self.assertEqual(got, list(range(100)))
        await client.close()
        await server.close()

    async def test_tls(self) -> None:
        """Also: a login within TLS, slow readers and the goodbye, where loseConnection differs."""
        path = certificate(Path(self.mktempdir()))
        listen = f"ssl:0:privateKey={path}:interface=127.0.0.1"
        await self.talk(listen, lambda s: f"127.0.0.1:{s.getsockname()[1]}", tls=path)

    async def test_ipv6(self) -> None:
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError:
            raise SkipTest("no IPv6 here") from None
        await self.talk("tcp:0:interface=\\:\\:1", lambda s: f"[::1]:{s.getsockname()[1]}")

    async def test_unix(self) -> None:
        # Short: the path of a UNIX socket has 108 bytes.
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s")
            await self.talk(f"unix:{path}", lambda s: f"unix:{s.getsockname()}")

    def mktempdir(self) -> str:
        folder = self.mktemp()
        os.makedirs(folder)
        return folder


class FactoryTests(TestCase):
    """``reactor.connectTCP``, ``factory.start`` and ``endpoint.connect``."""

    timeout = 20

    async def test_three_ways(self) -> None:
        server = nucosmq.Server(reactor, 0, auth=SECRETS)
        self.addCleanup(server.close)
        await server.start()
        host, port = server.getsockname()
        endpoint = clientFromString(reactor, f"tcp:{host}:{port}")
        for drive in (
            lambda factory: reactor.connectTCP(host, port, factory),
            lambda factory: factory.start(endpoint),
            endpoint.connect,
        ):
            factory = nucosmq.ClientFactory(
                reactor, uid="alice", on_challenge=nucosmq.signer("alice", "a")
            )
            drive(factory)
            client = await factory.when_ready()
            await client.publish("alice", "e", 1, ack=True)
            await client.close()

    async def test_start_again(self) -> None:
        """A server that was closed listens again; one without an endpoint takes one later."""
        server = nucosmq.Server(reactor, auth=SECRETS)
        self.addCleanup(server.close)
        for _ in range(2):
            server.startService()
            await server.listen("tcp:0:interface=127.0.0.1")
            host, port = server.getsockname()
            client = await nucosmq.connect(
                reactor,
                f"{host}:{port}",
                uid="alice",
                on_challenge=nucosmq.signer("alice", "a"),
            )
            await client.publish("alice", "e", ack=True)
            await client.close()
            await server.close()

    async def test_busy_port(self) -> None:
        """``start()`` returns; its Deferred says why not."""
        server = nucosmq.Server(reactor, 0)
        self.addCleanup(server.close)
        await server.start()
        other = nucosmq.Server(reactor, server.getsockname()[1])
        from twisted.internet.error import CannotListenError

        with self.assertRaises(CannotListenError):
            await other.start()
        with self.assertRaises(nucosmq.NotReady):
            other.getsockname()
