"""A trivial far end for AMI benchmarks: ``far_end.py [FILE TIMES]``.

Prints its port. Logs in whoever asks, answers every action with Success and Pings with Pong. With a
recorded session it sends its messages, so many times, right after a login, and an event
``BenchmarkEnd`` behind them. A process of its own, so that its CPU time is nobody else's.
"""

from __future__ import annotations

import re
import socket
import sys
from threading import Thread

ACTION = re.compile(rb"Action: *(\w+)\r\n(?:[^\r]+\r\n)*?ActionID: *([^\r]*)\r\n", re.IGNORECASE)
GREETING = b"Asterisk Call Manager/11.0.0\r\n"
END = b"Event: BenchmarkEnd\r\nPrivilege: user,all\r\n\r\n"
EXTRA = {
    b"ping": b"Ping: Pong\r\nTimestamp: 1795171062.304559\r\n",
    b"challenge": b"Challenge: 1\r\n",
}
MEGABYTE = 1 << 20


def load(name: str, times: int) -> bytes:
    """The messages of a recorded session without greeting and login, so many times."""
    data = open(name, "rb").read()
    return data[data.index(b"\r\n\r\n") + 4 :] * times


def serve(client: socket.socket, stream: bytes) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(GREETING)
    rest = b""
    while data := client.recv(MEGABYTE):
        *actions, rest = (rest + data).split(b"\r\n\r\n")
        answers = []
        login = False
        for action in actions:
            found = ACTION.match(action + b"\r\n")
            assert found, action
            name = found[1].lower()
            login = login or name == b"login"
            answers.append(
                b"Response: Success\r\nActionID: %b\r\n%b\r\n" % (found[2], EXTRA.get(name, b""))
            )
        client.sendall(b"".join(answers))
        if login and stream:
            client.sendall(stream)
            client.sendall(END)


def main() -> None:
    stream = load(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else b""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        Thread(target=serve, args=(client, stream), daemon=True).start()


if __name__ == "__main__":
    main()
