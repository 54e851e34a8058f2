"""A trivial far end for ESL benchmarks: ``esl_far_end.py``.

Prints its port. Lets everybody in, answers ``api echo`` and every other command, and sends the
recorded events of a busy FreeSWITCH, in the format and so many times as the command ``event FORMAT
ALL TIMES`` says, each time with other uuids, then an event ``BENCHMARK_END``. A process of its own,
so that its CPU time is nobody else's.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1]))

from twisted_telco.esl.messages import Event
from twisted_telco.esl.simulator.wire import EventRecord, encode_event
from twisted_telco.esl.wire import FrameDecoder

ARCHIVE = Path(__file__).parents[1] / "tests" / "data" / "esl" / "freeswitch-1.10.12.zip"
RECORDING = "sip_call_all_json"
REPLY = b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
END = EventRecord([("Event-Name", "BENCHMARK_END")])
EVENT = re.compile(rb"event (plain|json) ALL (\d+)")
UUID = re.compile(rb"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def recorded() -> list[Event]:
    """The events of the recording."""
    with ZipFile(ARCHIVE) as archive:
        data = archive.read(f"{RECORDING}.server.bin")
    return [message for message in FrameDecoder().feed(data) if isinstance(message, Event)]


def streams() -> dict[bytes, bytes]:
    """The same events in both formats."""
    records = [
        EventRecord(
            [(name, event.getall(name)) for name in event],  # arrays stay arrays
            event.body,
        )
        for event in recorded()
    ]
    for record in records:
        record.headers = [(k, v[0] if len(v) == 1 else v) for k, v in record.headers]
    return {
        kind: b"".join(encode_event(record, kind.decode()) for record in records)
        for kind in (b"plain", b"json")
    }


def other_calls(events: bytes, times: int) -> Iterator[bytes]:
    """The events again and again, each time as if of other channels."""
    begins = set(UUID.findall(events))
    for number in range(times):
        again = events
        for begin in begins:
            again = again.replace(begin + b"-", b"%08x-" % (int(begin, 16) ^ number))
        yield again


def serve(client: socket.socket, stream: dict[bytes, bytes]) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(b"Content-Type: auth/request\n\n")
    rest = b""
    while data := client.recv(1 << 20):
        *commands, rest = (rest + data).split(b"\n\n")
        answers = []
        for command in commands:
            if command.startswith(b"api echo "):
                body = command[9:]
                head = b"Content-Type: api/response\nContent-Length: %d\n\n" % len(body)
                answers.append(head + body)
                continue
            answers.append(REPLY)
            wanted = EVENT.match(command)
            if wanted:
                kind = wanted[1]
                client.sendall(b"".join(answers))
                for events in other_calls(stream[kind], int(wanted[2])):
                    client.sendall(events)
                answers = [encode_event(END, kind.decode())]
        client.sendall(b"".join(answers))


def until_it_goes(client: socket.socket, stream: dict[bytes, bytes]) -> None:
    with suppress(ConnectionError):  # some clients end without a word
        serve(client, stream)


def main() -> None:
    stream = streams()
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        Thread(target=until_it_goes, args=(client, stream), daemon=True).start()


if __name__ == "__main__":
    main()
