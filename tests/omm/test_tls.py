"""TLS choices over real sockets on loopback, and several hosts."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL
from twisted.internet import reactor
from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.endpoints import TCP4ServerEndpoint, wrapServerTLS
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.internet.ssl import Certificate, CertificateOptions, PrivateCertificate
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface import implementer

from twisted_telco import omm
from twisted_telco.omm import tls
from twisted_telco.testing import pump, result_of


def self_signed(
    key: Any = None,
    name: str = "OMM",
    names: Sequence[str] = (),
    issuer: PrivateCertificate | None = None,
) -> PrivateCertificate:
    """What an OMM presents: signed by itself, under a name that matches no host.

    :param issuer: signs it instead.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, signed_by = key, subject
    if issuer is not None:
        signer = issuer.privateKey.original.to_cryptography_key()
        signed_by = issuer.original.to_cryptography().subject
    begin = datetime.datetime(2020, 1, 1)
    builder = x509.CertificateBuilder()
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
        builder = builder.add_extension(alternatives, critical=False)
    certificate = (
        builder.subject_name(subject)
        .issuer_name(signed_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=36500))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return PrivateCertificate.loadPEM(pem)


@implementer(IOpenSSLServerConnectionCreator)
class OldServer:
    """TLS 1.0 and a short key, as on old OMMs."""

    def __init__(self, certificate: PrivateCertificate) -> None:
        self.context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self.context.set_min_proto_version(SSL.TLS1_VERSION)
        self.context.set_max_proto_version(SSL.TLS1_VERSION)
        self.context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        self.context.use_privatekey(certificate.privateKey.original)
        self.context.use_certificate(certificate.original)

    def serverConnectionForTLS(self, protocol: Any) -> SSL.Connection:
        return SSL.Connection(self.context, None)


class Handshakes(TestCase):
    def setUp(self) -> None:
        self.certificate = self_signed()

    @inlineCallbacks
    def far(self, options: Any) -> Any:
        far = omm.simulator.OMM(reactor, users={"omm": "x"})
        where = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
        port = yield far.listen(wrapServerTLS(options, where) if options else where)
        self.addCleanup(far.stopService)
        return f"127.0.0.1:{port.getHost().port}"

    @inlineCallbacks
    def works(self, where: Any, **choice: Any) -> Any:
        client = yield omm.connect(reactor, where, "omm", "x", **choice)
        answer = yield client.request("Ping")
        self.assertEqual(answer.name, "PingResp")
        yield client.close()

    @inlineCallbacks
    def fails(self, where: Any, words: str, **choice: Any) -> Any:
        failure = yield self.assertFailure(
            omm.connect(reactor, where, "omm", "x", **choice), omm.TLSFailed
        )
        self.assertIn(words, str(failure))

    @inlineCallbacks
    def test_choices(self) -> Any:
        where = yield self.far(self.certificate.options())
        digest = self.certificate.digest("sha256").decode()
        pem = Path(self.mktemp())
        pem.write_bytes(self.certificate.dumpPEM())
        public = Certificate(self.certificate.original)
        for choice in ("insecure", f"sha256:{digest}", f"sha256:{digest.replace(':', '').lower()}",
                       public, pem, str(pem)):  # fmt: skip
            yield self.works(where, tls=choice)
        yield self.fails(where, 'tls="insecure"')
        yield self.fails(where, "pin it", tls="sha256:" + "00" * 32)
        other = Certificate(self_signed(name="another").original)
        yield self.fails(where, "pin it", tls=other)

    @inlineCallbacks
    def test_chains(self) -> Any:
        """A far end that brings a chain, its own or one made up by somebody."""
        root = self_signed(name="root")
        leaf = self_signed(name="leaf", issuer=root)
        options = CertificateOptions(
            privateKey=leaf.privateKey.original,
            certificate=leaf.original,
            extraCertChain=[root.original],
        )
        where = yield self.far(options)
        yield self.works(where, tls=Certificate(root.original))
        yield self.works(where, tls=Certificate(leaf.original))
        yield self.works(where, tls="sha256:" + leaf.digest("sha256").decode())
        yield self.fails(where, "pin it", tls=Certificate(self.certificate.original))
        yield self.fails(where, "pin it", tls="sha256:" + "00" * 32)
        # The fingerprint of what signed it is not that of the far end.
        yield self.fails(where, "pin it", tls="sha256:" + root.digest("sha256").decode())

    @inlineCallbacks
    def test_plain(self) -> Any:
        where = yield self.far(None)
        yield self.works(where, tls=False)
        yield self.fails(where, "tls=False", tls="insecure")

    @inlineCallbacks
    def test_legacy(self) -> Any:
        short = self_signed(rsa.generate_private_key(65537, 1024))
        where = yield self.far(OldServer(short))
        digest = short.digest("sha256").decode()
        yield self.works(where, tls="insecure", legacy=True)
        yield self.works(where, tls=f"sha256:{digest}", legacy=True)
        yield self.fails(where, "legacy=True", tls="insecure")
        yield self.fails(where, "legacy=True", tls=f"sha256:{digest}")
        yield self.fails(where, "pin it", legacy=True)

    @inlineCallbacks
    def test_verified(self) -> Any:
        """By a root that is trusted, under the right name: what a browser would accept."""
        certificate = self_signed(name="localhost", names=["localhost"])
        root = Path(self.mktemp())
        root.write_bytes(Certificate(certificate.original).dumpPEM())
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE")
        os.environ["SSL_CERT_FILE"] = str(root)  # OpenSSL itself reads it
        where = yield self.far(certificate.options())
        where = where.replace("127.0.0.1", "localhost")
        yield self.works(where)
        yield self.works(where, legacy=True)
        for legacy in (False, True):
            yield self.fails(where.replace("localhost", "127.0.0.1"), "pin it", legacy=legacy)


class Wrong(SynchronousTestCase):
    def test_calls(self) -> None:
        for where, choice in [
            ("host", {"tls": "nosuchfile"}),
            ("host", {"tls": "sha256:00"}),
            ("host", {"tls": False, "legacy": True}),
            ("host:99999", {}),
            ("tcp:host:1", {"tls": "insecure"}),
            ("tcp:host:1", {"legacy": True}),
            ([], {}),
            (None, {}),
        ]:
            self.assertRaises(omm.InvalidRequest, tls.client_endpoint, Clock(), where, **choice)


class SeveralHosts(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.one = omm.simulator.OMM(self.clock, users={"omm": "x"})
        self.two = omm.simulator.OMM(self.clock, users={"omm": "x"})

    def client(self) -> omm.Client:
        where = [self.one.endpoint(), self.two.endpoint()]
        client = omm.Client(self.clock, where, username="omm", password="x")
        client.factory.jitter = 0.0
        client.startService()
        pump(self.clock)
        return client

    def test_the_first_that_answers(self) -> None:
        self.client()
        self.assertEqual((len(self.one.links), len(self.two.links)), (1, 0))

    def test_standby(self) -> None:
        self.one.accepting = False
        client = self.client()
        self.assertEqual((client.state, len(self.two.links)), ("ready", 1))

    def test_failover_and_back(self) -> None:
        client = self.client()
        self.one.accepting = False
        self.one.drop()
        pump(self.clock, 1)
        self.assertEqual((client.state, len(self.two.links)), ("ready", 1))
        self.two.accepting = False
        self.one.accepting = True
        self.two.drop()
        pump(self.clock, 1)
        self.assertEqual((client.state, len(self.one.links)), ("ready", 1))

    def test_one_that_refuses_the_login_is_skipped(self) -> None:
        self.one.accounts.clear()
        client = self.client()
        self.assertEqual(client.state, "waiting")
        pump(self.clock, 1)
        self.assertEqual((client.state, len(self.two.links)), ("ready", 1))

    def test_none(self) -> None:
        self.one.accepting = self.two.accepting = False
        where = [self.one.endpoint(), self.two.endpoint()]
        d: Deferred[Any] = omm.connect(self.clock, where, "omm", "x")
        pump(self.clock)
        self.failureResultOf(d, omm.ConnectionLost)

    def test_one_connection_from_a_list(self) -> None:
        self.one.accepting = False
        where = [self.one.endpoint(), self.two.endpoint()]
        client = result_of(self.clock, omm.connect(self.clock, where, "omm", "x"))
        self.assertEqual(client.state, "ready")
