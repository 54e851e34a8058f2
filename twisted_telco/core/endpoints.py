"""What users write for "where": a bare host, an endpoint string, or an endpoint.

A bare host takes the protocol's own port and, with ``tls=``, one of the choices of :func:`tls`.
An endpoint string or object says all of that itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias

from OpenSSL import SSL, crypto
from twisted.internet.endpoints import (
    HostnameEndpoint,
    clientFromString,
    serverFromString,
    wrapClientTLS,
)
from twisted.internet.interfaces import IStreamClientEndpoint, IStreamServerEndpoint
from twisted.internet.ssl import (
    Certificate,
    CertificateOptions,
    optionsForClientTLS,
    trustRootFromCertificates,
)
from twisted.python.filepath import UnlistableError

from twisted_telco.errors import InvalidRequest

_BARE = re.compile(r"(?P<host>\[[0-9a-fA-F:.%]+\]|[^\s:/\[\]]+)(?::(?P<port>\d{1,5}))?\Z")
_PLUGINS = frozenset({"tcp", "ssl", "tls", "unix", "systemd", "fd", "stdio", "process", "haproxy"})

TLS = bool | str | Path | Certificate | None
"""None or False: plain. True: verified as a browser does. A path or certificate: only a far end
with that certificate, or one signed by it. ``"insecure"``: encrypted, not verified."""

Where: TypeAlias = "IStreamServerEndpoint | str | int"
"""Where to listen: an endpoint, an endpoint string, or a port number."""


def client_endpoint(
    reactor: Any,
    where: Any,
    port: int,
    *,
    tls: TLS = None,
    tls_port: int | None = None,
    invalid: type[InvalidRequest] = InvalidRequest,
) -> IStreamClientEndpoint:
    """The client endpoint a user means.

    :param where: ``"pbx"``, ``"pbx:5039"``, ``"[::1]:5038"``, an endpoint string, or an endpoint.
    :param port: the protocol's own port, for a bare host.
    :param tls: one of the choices of :data:`TLS`, for a bare host.
    :param tls_port: the protocol's own port with TLS.
    :param invalid: the protocol's own class of InvalidRequest.
    :raises InvalidRequest: ``where`` is none of these, or ``tls`` goes with an endpoint.
    """
    if IStreamClientEndpoint.providedBy(where):
        endpoint: IStreamClientEndpoint = where
    elif not isinstance(where, str) or not where:
        raise invalid(f"no host, endpoint string or client endpoint: {where!r}")
    else:
        bare = bare_host(where, invalid)
        if bare is not None:
            host, own = bare
            default = tls_port if tls and tls_port is not None else port
            plain = HostnameEndpoint(reactor, host, own or default)
            return wrapClientTLS(tls_options(host, tls, invalid), plain) if tls else plain
        try:
            endpoint = clientFromString(reactor, where)
        except Exception as error:
            raise invalid(f"no client endpoint: {where!r}: {_why(error)}") from None
    if tls:
        raise invalid("tls= goes with a bare host; an endpoint says for itself how it connects")
    return endpoint


def tls_options(host: str, tls: TLS, invalid: type[InvalidRequest] = InvalidRequest) -> Any:
    """The options that make one of the choices of :data:`TLS` for a host.

    :raises InvalidRequest: a certificate that can not be read.
    """
    if tls == "insecure":
        return CertificateOptions(verify=False)
    if tls is True:
        return optionsForClientTLS(host)
    if not isinstance(tls, Certificate):
        try:
            tls = Certificate.loadPEM(Path(str(tls)).read_bytes())
        except Exception as error:
            raise invalid(f"no certificate could be read from {tls}: {error}") from None
    return optionsForClientTLS(host, trustRoot=trustRootFromCertificates([tls]))


def server_endpoint(
    reactor: Any, where: Where | None, port: int = 0, interface: str = "127.0.0.1"
) -> IStreamServerEndpoint:
    """The server endpoint a user means.

    :param where: a port number (on ``interface``), an endpoint string, or an endpoint.
    :param port: the protocol's own port, for ``where`` None; 0: any that is free.
    :raises InvalidRequest: ``where`` is none of these.
    """
    if IStreamServerEndpoint.providedBy(where):
        return where
    if where is None:
        where = port
    text = str(where)
    if text.isdigit():
        text = f"tcp:{text}:interface={interface}"
    try:
        endpoint: IStreamServerEndpoint = serverFromString(reactor, text)
    except Exception as error:
        raise InvalidRequest(f"no server endpoint: {where!r}: {_why(error)}") from None
    return endpoint


def _why(error: Exception) -> str:
    """Words for what an endpoint's parser raised, which may be anything: parsers are plugins, and
    those of TLS read certificates."""
    if isinstance(error, TypeError):
        return "it lacks a part, or has one too many"
    if isinstance(error, SSL.Error | crypto.Error):
        return "its certificate or key can not be read"
    if isinstance(error, UnlistableError):
        return str(error.originalException)
    return str(error) or type(error).__name__


def bare_host(
    where: str, invalid: type[InvalidRequest] = InvalidRequest
) -> tuple[str, int | None] | None:
    """Host and port (or None), if a text is that and no endpoint string.

    :raises InvalidRequest: the port is none.
    """
    match = _BARE.match(where)
    if match is None or (match["host"] in _PLUGINS and match["port"]):
        return None
    port = match["port"]
    if port and not 0 < int(port) < 65536:
        raise invalid(f"no port number: {where!r}")
    return match["host"].strip("[]"), int(port) if port else None
