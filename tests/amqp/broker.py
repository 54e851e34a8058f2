"""A broker made of pika's own encoders: as much AMQP as our client speaks."""

from __future__ import annotations

from typing import Any

from pika import BasicProperties, frame, spec
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol


class Broker(Factory):
    """Accepts connections in memory; keeps what was published and what was declared.

    :ivar password: the right one, for ``guest``.
    :ivar confirming: whether messages are confirmed.
    :ivar nacking: whether they are refused.
    :ivar in_use: whether somebody else consumes the queues.
    :ivar consumed: queue and exclusive, of each consumer so far.
    """

    def __init__(self) -> None:
        self.password = "guest"
        self.confirming = True
        self.nacking = False
        self.in_use = False
        self.consumed: list[tuple[str, bool]] = []
        self.connections: list[BrokerConnection] = []
        self.published: list[tuple[Any, bytes]] = []
        self.declared: list[str] = []
        self.acknowledged: list[int] = []

    def buildProtocol(self, addr: IAddress | None) -> BrokerConnection:
        connection = BrokerConnection()
        connection.broker = self
        self.connections.append(connection)
        return connection

    @property
    def current(self) -> BrokerConnection:
        return self.connections[-1]


class BrokerConnection(Protocol):
    broker: Broker

    def connectionMade(self) -> None:
        self._buffer = b""
        self._deliver: Any = None
        self._tag = 0  # of messages we were sent
        self.consumers: dict[str, str] = {}
        self.delivered = 0

    def say(self, method: Any, channel: int = 0) -> None:
        self.transport.write(frame.Method(channel, method).marshal())  # type: ignore[union-attr]

    def deliver(self, body: bytes, **properties: Any) -> None:
        """Send a message to the consumer."""
        self.delivered += 1
        (tag,) = self.consumers
        self.say(spec.Basic.Deliver(tag, self.delivered, False, "x", ""), 1)
        self.transport.write(  # type: ignore[union-attr]
            frame.Header(1, len(body), BasicProperties(**properties)).marshal()
            + frame.Body(1, body).marshal()
        )

    def dataReceived(self, data: bytes) -> None:
        self._buffer += data
        if self._buffer.startswith(b"AMQP"):
            self._buffer = self._buffer[8:]
            self.say(
                spec.Connection.Start(
                    server_properties={
                        "capabilities": {
                            "authentication_failure_close": True,
                            "publisher_confirms": True,
                            "basic.nack": True,
                        }
                    }
                )
            )
        while True:
            size, decoded = frame.decode_frame(self._buffer)
            if decoded is None:
                return
            self._buffer = self._buffer[size:]
            if isinstance(decoded, frame.Method):
                name = decoded.method.NAME.replace(".", "_")
                handler = getattr(self, name, None)
                if handler is not None:
                    handler(decoded.method, decoded.channel_number)
            elif isinstance(decoded, frame.Header):
                self._deliver = decoded.properties
            elif isinstance(decoded, frame.Body):
                self._published(decoded.fragment)

    def Connection_StartOk(self, method: Any, channel: int) -> None:
        response = method.response
        text = response if isinstance(response, str) else response.decode()
        if text == f"\0guest\0{self.broker.password}":
            self.say(spec.Connection.Tune(10, 131072, 0))
        else:
            self.say(spec.Connection.Close(403, "ACCESS_REFUSED - go away", 0, 0))

    def Connection_Open(self, method: Any, channel: int) -> None:
        self.say(spec.Connection.OpenOk())

    def Connection_Close(self, method: Any, channel: int) -> None:
        self.say(spec.Connection.CloseOk())
        self.transport.loseConnection()  # type: ignore[union-attr]

    def Connection_CloseOk(self, method: Any, channel: int) -> None:
        self.transport.loseConnection()  # type: ignore[union-attr]

    def Channel_Open(self, method: Any, channel: int) -> None:
        self.say(spec.Channel.OpenOk(), channel)

    def Channel_Close(self, method: Any, channel: int) -> None:
        self.say(spec.Channel.CloseOk(), channel)

    def Basic_Qos(self, method: Any, channel: int) -> None:
        self.say(spec.Basic.QosOk(), channel)

    def Confirm_Select(self, method: Any, channel: int) -> None:
        self.say(spec.Confirm.SelectOk(), channel)

    def Exchange_Declare(self, method: Any, channel: int) -> None:
        self.broker.declared.append(f"exchange {method.exchange}")
        self.say(spec.Exchange.DeclareOk(), channel)

    def Queue_Declare(self, method: Any, channel: int) -> None:
        self.broker.declared.append(f"queue {method.queue}")
        self.say(spec.Queue.DeclareOk(method.queue, 0, 0), channel)

    def Queue_Bind(self, method: Any, channel: int) -> None:
        self.broker.declared.append(f"bind {method.queue} {method.exchange}")
        self.say(spec.Queue.BindOk(), channel)

    def Basic_Consume(self, method: Any, channel: int) -> None:
        if self.broker.in_use:
            self.say(spec.Channel.Close(403, "ACCESS_REFUSED - in exclusive use", 0, 0), channel)
            return
        self.broker.consumed.append((method.queue, method.exclusive))
        self.consumers[method.consumer_tag] = method.queue
        self.say(spec.Basic.ConsumeOk(method.consumer_tag), channel)

    def Basic_Ack(self, method: Any, channel: int) -> None:
        self.broker.acknowledged.append(method.delivery_tag)

    def _published(self, body: bytes) -> None:
        self._tag += 1
        self.broker.published.append((self._deliver, body))
        if self.broker.nacking:
            self.say(spec.Basic.Nack(self._tag), 1)
        elif self.broker.confirming:
            self.say(spec.Basic.Ack(self._tag), 1)
