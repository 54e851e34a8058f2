"""A trivial OMM for benchmarks. Prints its port; lets everybody in, answers every Ping, and every
GetPPUser with one page of twenty users as it was recorded. A process of its own, so that its CPU
time is nobody else's.
"""

from __future__ import annotations

import socket
from threading import Thread

RECORDING = "tests/data/omm/users_paged.server.bin"
OPEN = b'<OpenResp seq="%b" protocolVersion="54" ommStbState="None" />\0'
PONG = b'<PingResp seq="%b" />\0'


def serve(client: socket.socket, head: bytes, tail: bytes) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rest = b""
    while data := client.recv(1 << 20):
        *requests, rest = (rest + data).split(b"\0")
        answers = []
        for request in requests:
            begin = request.rindex(b'seq="') + 5
            seq = request[begin : request.index(b'"', begin)]
            if request.startswith(b"<Ping"):
                answers.append(PONG % seq)
            elif request.startswith(b"<Open"):
                answers.append(OPEN % seq)
            else:
                answers.append(head + seq + tail)
        client.sendall(b"".join(answers))


def main() -> None:
    page = open(RECORDING, "rb").read().split(b"\0")[1] + b"\0"
    head, _, tail = page.partition(b'seq="1"')
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        arguments = (client, head + b'seq="', b'"' + tail)
        Thread(target=serve, args=arguments, daemon=True).start()


if __name__ == "__main__":
    main()
