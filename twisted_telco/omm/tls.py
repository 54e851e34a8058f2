"""How to reach an OMM: TLS choices, old TLS, several hosts.

OMMs come with a self-signed certificate whose name matches no host, and older ones speak TLS 1.0 or
1.1 only, some with a 1024-bit key. So beside a browser's way of verifying there is the right one
for such devices, to *pin* the certificate, and a switch for old TLS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import WeakSet

from OpenSSL import SSL, crypto
from service_identity import CertificateError, VerificationError
from service_identity.cryptography import (
    verify_certificate_hostname,
    verify_certificate_ip_address,
)
from twisted.internet import interfaces
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator, IStreamClientEndpoint
from twisted.internet.ssl import Certificate
from twisted.python.failure import Failure
from zope.interface import implementer

from twisted_telco.core import endpoints
from twisted_telco.omm.errors import InvalidRequest

TLS_PORT = 12622
PLAIN_PORT = 12621

TLS = bool | str | Path | Certificate | None
"""How a bare host is reached.

``True``, or None: TLS, certificate and name verified as a browser does. A path or certificate: TLS
with a far end that has this certificate, or one signed by it, under whatever name. ``"sha256:…"``:
TLS with a far end whose certificate has this fingerprint (hexadecimal, colons allowed).
``"insecure"``: TLS, nothing verified. ``False``: plain TCP, where the OMM still has it.
"""

_FINGERPRINT = re.compile(r"sha256:((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})\Z", re.IGNORECASE)


def client_endpoint(
    reactor: Any, where: Any, *, tls: TLS = None, legacy: bool = False
) -> IStreamClientEndpoint:
    """The endpoint, or endpoints, that a user means.

    :param where: a host, with or without a port, an endpoint string, an endpoint; or a list of
        these, for an OMM and its standby: each attempt goes through them until one answers.
    :param tls: for bare hosts; see :data:`TLS`.
    :param legacy: for bare hosts with TLS: also TLS 1.0 and 1.1, weak ciphers, short keys.
    :raises InvalidRequest: none of these, or ``tls`` or ``legacy`` where an endpoint says for
        itself how it connects.
    """
    if isinstance(where, list | tuple):
        if not where:
            raise InvalidRequest("no host is given")
        return Hosts([client_endpoint(reactor, one, tls=tls, legacy=legacy) for one in where])
    bare = endpoints.bare_host(where, InvalidRequest) if isinstance(where, str) else None
    if bare is None:
        if tls or legacy:
            raise InvalidRequest(
                "tls= and legacy= go with a bare host; an endpoint says for itself how it connects"
            )
        return endpoints.client_endpoint(reactor, where, PLAIN_PORT, invalid=InvalidRequest)
    host, port = bare
    plain = HostnameEndpoint(reactor, host, port or (PLAIN_PORT if tls is False else TLS_PORT))
    if tls is False:
        if legacy:
            raise InvalidRequest("legacy= goes with TLS")
        return plain
    return wrapClientTLS(tls_options(host, tls, legacy=legacy), plain)


def tls_options(host: str, tls: TLS, *, legacy: bool = False) -> Any:
    """What makes one of the choices of :data:`TLS` for a host.

    :raises InvalidRequest: a certificate that cannot be read, or no such choice.
    """
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    if tls is None or tls is True:
        _verify(context, host)
    elif tls != "insecure":
        _pin(context, tls)
    if legacy:
        _loosen(context)
    return _Options(context, host)


def _verify(context: SSL.Context, host: str) -> None:
    # Twisted's own options cannot be loosened: they take no cipher string with a security level.
    context.set_default_verify_paths()
    right_name = verify_certificate_ip_address if _is_ip(host) else verify_certificate_hostname

    def verify(_: Any, presented: crypto.X509, error: int, depth: int, signed: int) -> bool:
        if signed and depth == 0:
            try:
                right_name(presented.to_cryptography(), host)
            except (VerificationError, CertificateError):
                return False
        return bool(signed)

    context.set_verify(SSL.VERIFY_PEER, verify)


def _loosen(context: SSL.Context) -> None:
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT)


def _pin(context: SSL.Context, tls: TLS) -> None:
    fingerprint = _FINGERPRINT.match(tls) if isinstance(tls, str) else None
    if fingerprint is not None:
        wanted = fingerprint[1].replace(":", "").upper()
    else:
        certificate = _load(tls)
        wanted = certificate.digest("sha256").decode().replace(":", "")
        store = context.get_cert_store()
        assert store is not None
        store.add_cert(certificate)

    # Connections in whose chain something above the far end's own certificate is not trusted.
    doubted: WeakSet[SSL.Connection] = WeakSet()

    def verify(
        connection: SSL.Connection, presented: crypto.X509, error: int, depth: int, signed: int
    ) -> bool:
        # OpenSSL comes from the top of the chain down to the far end's own certificate (depth 0).
        # That one decides: what is above it need not be trusted if it is itself the pinned one.
        if depth > 0:
            if not signed:
                doubted.add(connection)
            return True
        if presented.digest("sha256").decode().replace(":", "") == wanted:
            return True
        return fingerprint is None and bool(signed) and connection not in doubted

    context.set_verify(SSL.VERIFY_PEER, verify)


def _load(tls: TLS) -> crypto.X509:
    if isinstance(tls, Certificate):
        return tls.original
    try:
        return crypto.load_certificate(crypto.FILETYPE_PEM, Path(str(tls)).read_bytes())
    except Exception as error:
        raise InvalidRequest(
            f'tls={tls!r} is no fingerprint, not "insecure", and no certificate could be read '
            f"from it: {error}"
        ) from None


def _is_ip(host: str) -> bool:
    return isIPAddress(host) or isIPv6Address(host)


@implementer(IOpenSSLClientConnectionCreator)
class _Options:
    def __init__(self, context: SSL.Context, host: str) -> None:
        self._context = context
        self._host = host

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:
        connection = SSL.Connection(self._context, None)
        if not _is_ip(self._host):
            connection.set_tlsext_host_name(self._host.encode("idna"))
        return connection


#: What OpenSSL says (lower case) -> what it means here, and the option that helps.
_HINTS = [
    (
        ("unsupported protocol", "no protocols available", "protocol version", "handshake failure",
         "no shared cipher", "legacy renegotiation", "too small", "too weak", "internal error"),
        "the OMM seems to speak old TLS only; legacy=True allows TLS 1.0 and 1.1, weak ciphers and "
        "short keys",
    ),
    (
        ("certificate verify failed", "self-signed", "self signed", "verification"),
        "its certificate is not trusted, as is usual for an OMM; pin it with tls= (a PEM file, or "
        '"sha256:…"), or use tls="insecure"',
    ),
    (
        ("wrong version number", "unknown protocol", "packet length too long", "http request"),
        "this port does not speak TLS; plain OM AXI is tls=False, port 12621",
    ),
]  # fmt: skip


def explain(reason: Failure) -> str | None:
    """Words for a failed handshake, with the option that helps; None for other losses."""
    value: Any = reason.value
    if not isinstance(value, SSL.Error):
        return None
    if value.args and isinstance(value.args[0], list):
        said = "; ".join(str(part[-1]) for part in value.args[0] if isinstance(part, tuple))
    else:
        said = str(value) or type(value).__name__
    text = f"{type(value).__name__} {said}".lower()
    for words, hint in _HINTS:
        if any(word in text for word in words):
            return f"TLS: {said}: {hint}"
    return f"TLS: {said}"


SILENT = (
    "the OMM closed the TLS link before it said anything; it may speak old TLS only (legacy=True), "
    "or this port may be a plain one (tls=False, port 12621)"
)


@implementer(IStreamClientEndpoint)
class Hosts:
    """Several endpoints as one: an OMM and its standby.

    An attempt begins with the endpoint that was used last and goes on to the next ones until one
    connects. Whoever finds that one useless although it connected calls :meth:`skip`.

    :ivar current: index of the endpoint that was used last.
    """

    def __init__(self, several: Sequence[IStreamClientEndpoint]) -> None:
        self.several = list(several)
        self.current = 0

    def skip(self) -> None:
        """Begin the next attempt with the next endpoint."""
        self.current = (self.current + 1) % len(self.several)

    def connect(self, protocolFactory: interfaces.IProtocolFactory) -> Deferred[Any]:
        return Deferred.fromCoroutine(self._connect(protocolFactory))

    async def _connect(self, factory: interfaces.IProtocolFactory) -> Any:
        for left in reversed(range(len(self.several))):
            try:
                return await self.several[self.current].connect(factory)
            except CancelledError:
                raise
            except Exception:
                self.skip()
                if not left:
                    raise

    def __repr__(self) -> str:
        return f"<one of {self.several}>"
