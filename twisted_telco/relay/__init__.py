"""The event envelope, the sinks and the way between them. Knows no protocol."""

from twisted_telco.relay.envelope import Envelopes, Event, encode
from twisted_telco.relay.jsonl import JsonlSink
from twisted_telco.relay.queue import POLICIES, BoundedQueue, LossReport
from twisted_telco.relay.relay import Relay, Source
from twisted_telco.relay.webhook import WebhookSink

__all__ = [
    "POLICIES",
    "BoundedQueue",
    "Envelopes",
    "Event",
    "JsonlSink",
    "LossReport",
    "Relay",
    "Source",
    "WebhookSink",
    "encode",
]
