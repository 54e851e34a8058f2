"""The cap on connections that wait for a server's greeting."""

from __future__ import annotations

import re
from typing import Any
from weakref import WeakValueDictionary

from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from zope.interface import implementer

MAX_CONNECTING = 4
"""Connections to one server that may wait for its greeting at once; its backlog is 5, and what it
does not accept looks connected to us and never hears a byte."""

_TCP = re.compile(r"tcp:(?:host=)?([^:=\\]+):(?:port=)?(\d{1,5})(?::|\Z)")
_gates: WeakValueDictionary[tuple[int, str], DeferredSemaphore] = WeakValueDictionary()


def gate_for(reactor: Any, where: str) -> DeferredSemaphore:
    """The gate that all clients of one server pass while they connect."""
    gate = _gates.get((id(reactor), where))
    if gate is None:
        gate = _gates[id(reactor), where] = DeferredSemaphore(MAX_CONNECTING)
    return gate


def _server(reactor: Any, where: Any, endpoint: IStreamClientEndpoint) -> str:
    """What tells one server from another, however it was written.

    An endpoint object other than a ``HostnameEndpoint`` does not say where it leads: it is a server
    of its own, so clients that are to share the cap have to share the object.
    """
    if isinstance(where, str):
        tcp = _TCP.match(where)
        if tcp is not None:
            endpoint = HostnameEndpoint(reactor, tcp[1], int(tcp[2]))
        elif not isinstance(endpoint, HostnameEndpoint):
            return where
    return repr(endpoint) if isinstance(endpoint, HostnameEndpoint) else f"{id(endpoint)}"


@implementer(IStreamClientEndpoint)
class GatedEndpoint:
    """Lets few connections at a time wait for the server's greeting."""

    def __init__(self, endpoint: IStreamClientEndpoint, gate: DeferredSemaphore) -> None:
        self.endpoint = endpoint
        self.gate = gate

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        return Deferred.fromCoroutine(self._connect(factory))

    async def _connect(self, factory: IProtocolFactory) -> Any:
        await self.gate.acquire()
        try:
            protocol: Any = await self.endpoint.connect(factory)
        except BaseException:
            self.gate.release()
            raise
        protocol.when_greeted().addBoth(lambda _: self.gate.release())
        return protocol

    def __repr__(self) -> str:
        return repr(self.endpoint)


def gated(reactor: Any, where: Any, endpoint: IStreamClientEndpoint) -> GatedEndpoint:
    """An endpoint behind the gate of its server.

    :param where: what the user wrote for it.
    """
    return GatedEndpoint(endpoint, gate_for(reactor, _server(reactor, where, endpoint)))
