"""The recorded exchanges: the same values whatever the split; our client against their bytes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco import omm
from twisted_telco.core.framing import Malformed
from twisted_telco.omm import messages, wire
from twisted_telco.omm.vocabulary import Response, Unlisted
from twisted_telco.testing import pump

DATA = Path(__file__).parent.parent / "data" / "omm"
NAMES = sorted(path.name.removesuffix(".client.bin") for path in DATA.glob("*.client.bin"))


def read(name: str, side: str) -> bytes:
    return (DATA / f"{name}.{side}.bin").read_bytes()


def parse(data: bytes, sizes: Any = None) -> list[Any]:
    decoder = wire.Decoder(messages.blank)
    found: list[Any] = []
    while data:
        size = len(data) if sizes is None else next(sizes)
        found += decoder.feed(data[:size])
        data = data[size:]
    return found


class Captures(SynchronousTestCase):
    def test_all_are_here(self) -> None:
        self.assertEqual(len(NAMES), 17)

    def test_any_split(self) -> None:
        rng = random.Random(5)
        for name in NAMES:
            for side in ("client", "server"):
                data = read(name, side)
                whole = parse(data)
                for step in (1, 2, 3, 7, 1000):
                    self.assertEqual(parse(data, iter(lambda s=step: s, None)), whole, name)
                self.assertEqual(parse(data, iter(lambda: rng.randint(1, 99), None)), whole, name)

    def test_every_message_is_known_and_complete(self) -> None:
        """No attribute of these real exchanges is missing from the vocabulary."""
        for name in NAMES:
            for message in parse(read(name, "client")) + parse(read(name, "server")):
                if isinstance(message, Malformed | Unlisted):
                    self.assertIn(name, ("not_xml", "unknown_request"))
                    continue
                known = {field.wire_name for field in message.fields.values()}
                self.assertLessEqual(set(message.attributes), known | {"mode"}, message.name)
                for tag, child in message.children:
                    self.assertIn(tag, known)
                    fields = getattr(child, "fields", {})  # one with text alone has none
                    names = {field.wire_name for field in fields.values()}
                    self.assertLessEqual(set(child.attributes), names)

    def test_values(self) -> None:
        (*pages, last) = parse(read("users_paged", "server"))[1:]
        users = [user for page in pages for user in page.user]
        self.assertEqual([user.uid for user in users], list(range(1, 46)))
        self.assertEqual(users[0].num, "1001")
        self.assertIs(users[0].relType, messages.PPRelTypeType.Unbound)
        self.assertIs(users[0].msgRight, True)
        self.assertIs(users[0].vip, False)
        self.assertEqual(last.errCode, "ENoEnt")
        lifecycle = parse(read("user_lifecycle", "server"))
        self.assertEqual(lifecycle[2].user.name, 'Zoë <&> "q"')
        events = parse(read("events", "server"))
        self.assertEqual(events[3].mode, "Configured")
        self.assertEqual(events[7].deleted, True)
        limits = parse(read("pipelined", "server"))[4]
        self.assertEqual((limits.records, limits.ppnNum), (20, 10000))

    def test_our_requests_are_written_as_theirs(self) -> None:
        """The bytes of the peers come out again from what was read."""
        for name in NAMES:
            data = read(name, "client")
            again = b""
            for message in parse(data):
                if not isinstance(message, Malformed):
                    again += wire.encode(message.name, message)
            if name == "user_lifecycle":  # our decoder takes a sipPw for the OMM's
                continue
            self.assertEqual(again, data[: len(again)], name)

    def test_replayed(self) -> None:
        """The recorded server answers our client, which sends what the recorded client sent."""
        for name in NAMES:
            requests = [r for r in parse(read(name, "client")) if not isinstance(r, Malformed)]
            answers = parse(read(name, "server"))
            clock = Clock()
            client = omm.Client(clock)
            seen: list[Any] = []
            client.events.subscribe("*", seen.append)
            protocol = client.factory.buildProtocol(None)
            protocol.session = messages.OpenResp()  # as if open: some ask before
            protocol.makeConnection(Quiet())
            pump(clock)
            results: list[Any] = []
            for request in requests:
                client.request(request, check=False).addCallback(results.append)
            protocol.dataReceived(self.renumbered(requests, answers))
            expected = [a for a in answers if isinstance(a, Response)]
            self.assertEqual(
                [(r.name, r.errCode) for r in results],
                [(r.name, r.errCode) for r in expected],
                name,
            )
            self.assertEqual(seen, [a for a in answers if not isinstance(a, Response)])
            protocol.connectionLost()

    def renumbered(self, requests: list[Any], answers: list[Any]) -> bytes:
        """The answers with the numbers that our client gives."""
        numbers = {request["seq"]: str(place) for place, request in enumerate(requests, 1)}
        data = b""
        for answer in answers:
            if isinstance(answer, Response) and answer.seq is not None:
                answer = answer.copy()  # noqa: PLW2901
                answer.attributes["seq"] = numbers[answer["seq"]]
            data += answer.encode()
        return data


class Quiet:
    """A transport that takes everything."""

    def write(self, data: bytes) -> None: ...
    def registerProducer(self, producer: Any, streaming: bool) -> None: ...
    def getPeer(self) -> str:
        return "recording"
