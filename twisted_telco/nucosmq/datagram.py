"""nucosMQ over UDP, as the original has it: from client to server only, no answer, no login.

A datagram holds whole frames. The original reads 1,024 bytes of each and loses the rest, together
with the next one; here a datagram has its full length, and a broken one is dropped alone.
"""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.defer import Deferred, maybeDeferred, succeed
from twisted.internet.protocol import DatagramProtocol
from twisted.logger import Logger

from twisted_telco.core.events import EventHub, Subscription
from twisted_telco.core.framing import Malformed
from twisted_telco.nucosmq.callbacks import Callback, Callbacks
from twisted_telco.nucosmq.errors import FAMILY, InvalidRequest, NotReady
from twisted_telco.nucosmq.messages import NOW, SHUTDOWN
from twisted_telco.nucosmq.wire import EOM, MAX_DATAGRAM, check_event, decode_datagram, encode


class DatagramServer(Service, DatagramProtocol):
    """Hears events over UDP.

    :param port: to listen on; 0 for any.
    :ivar events: every event as a :class:`~twisted_telco.nucosmq.Message`; its ``connection`` is
        the sender's address and port.
    :ivar received: events so far.
    :ivar malformed: frames that could not be read.
    """

    log = Logger()
    noisy = False

    def __init__(self, reactor: Any, port: int = 4000, interface: str = "127.0.0.1") -> None:
        self.reactor = reactor
        self.events = EventHub(reactor, FAMILY)
        self.received = self.malformed = 0
        self._where = (port, interface)
        self._port: Any = None
        self._callbacks = Callbacks(reactor)

    def privilegedStartService(self) -> None:
        if self._port is None:
            port, interface = self._where
            self._port = self.reactor.listenUDP(port, self, interface, MAX_DATAGRAM)

    def startService(self) -> None:
        self.privilegedStartService()
        self.events.open()
        super().startService()

    def start(self) -> Deferred[DatagramServer]:
        """Open the socket; a Deferred of this server, or of Twisted's reason why not."""
        return maybeDeferred(self.startService).addCallback(lambda _: self)

    def stopService(self) -> Deferred[None]:
        super().stopService()
        port, self._port = self._port, None
        self.events.close("the server is closed")
        return succeed(None) if port is None else maybeDeferred(port.stopListening)

    def close(self) -> Deferred[None]:
        """Close the socket."""
        return self.stopService()

    def getsockname(self) -> tuple[str, int]:
        """Address and port that it listens on.

        :raises NotReady: it does not listen.
        """
        if self._port is None:
            raise NotReady(f"{self!r} does not listen")
        host = self._port.getHost()
        return host.host, host.port

    def add_event_callback(self, event: str, callback: Callback) -> Subscription:
        """Call ``callback(content)`` for an event; ``"all"`` for each. A client that closes sends
        ``shutdown``, which is an event like the others here."""
        return self._callbacks.add(event, callback)

    def datagramReceived(self, datagram: bytes, addr: Any) -> None:
        for message in decode_datagram(datagram):
            if isinstance(message, Malformed):
                self.malformed += 1
                continue
            self.received += 1
            message.connection = addr
            self._callbacks.deliver(message)
            self.events.emit(message.event, message)


class DatagramClient(DatagramProtocol):
    """Sends events over UDP to one server. Nothing tells whether they arrive.

    :param host: an address, no name.
    :param to_original: refuse what an original would cut: frames over 1,024 bytes.
    :raises InvalidRequest: a host that is no address.
    """

    noisy = False
    transport: Any

    def __init__(
        self, reactor: Any, host: str, port: int = 4000, *, to_original: bool = False
    ) -> None:
        if not isinstance(host, str) or not (isIPAddress(host) or isIPv6Address(host)):
            raise InvalidRequest(f"an address, not {host!r}")
        self.reactor = reactor
        self.max_frame = (1024 if to_original else MAX_DATAGRAM) - len(EOM)
        self._to = (host, port)
        self._port: Any = None

    def start(self) -> Deferred[DatagramClient]:
        """Open the socket, at once; a Deferred of this client, or of Twisted's reason why not."""
        return maybeDeferred(self._open).addCallback(lambda _: self)

    def _open(self) -> None:
        if self._port is None:
            interface = "::" if ":" in self._to[0] else ""
            # Not connected: a connected socket ends when nobody listens at the far end.
            self._port = self.reactor.listenUDP(0, self, interface)

    def send(self, event: str, content: Any = "") -> None:
        """Send an event in a datagram of its own.

        :raises InvalidRequest: content that is no JSON or does not fit, a name of the protocol.
        :raises NotReady: it was not started, or is closed.
        """
        check_event(event)
        self._send(event, content)

    def _send(self, event: str, content: Any) -> None:
        if self._port is None:
            raise NotReady("the client is not started")
        frame = encode(event, content, max_frame=self.max_frame)
        self.transport.write(frame, self._to)

    def close(self) -> Deferred[Any]:
        """Send ``shutdown`` and close the socket."""
        port = self._port
        if port is None:
            return succeed(None)
        self._send(SHUTDOWN, NOW)
        self._port = None
        return maybeDeferred(port.stopListening)
