"""Where lines go to: a file with rotation, a pipe, a terminal. Blocking, for the writer's thread.

An outlet never changes the flags of its descriptor. ``O_NONBLOCK`` belongs to the open file and
not to the descriptor: set on our stdout it would also hit the shell that owns the terminal and our
own log when both go to one pipe (``2>&1``).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import stat
import struct
import termios
from collections.abc import Callable

#: A write of at most this many bytes to a pipe is made whole or not at all (POSIX).
_ATOMIC = select.PIPE_BUF
_PAGE = 4096
#: How long a wait for the reader lasts before we look whether we should give up, in seconds.
_LOOK = 0.1

GoOn = Callable[[], bool]


class Outlet:
    """A terminal, a socket, a device.

    :param fd: owned from now on.
    :ivar torn: the last write ended in the middle of a line; its rest is the first to be written.
    """

    #: How much is offered to one ``write``.
    slice = 1 << 16

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.torn = False
        self._writable = select.poll()
        self._writable.register(fd, select.POLLOUT)

    def write(self, lines: list[bytes], go_on: GoOn) -> None:
        """Write the lines and remove from the list what has been written. Waits for a slow
        reader as long as ``go_on()`` is true.

        :raises OSError: the list then holds what is still to be written.
        """
        self._push(b"".join(lines), lines, go_on)

    def close(self) -> None:
        os.close(self.fd)

    def _push(self, data: bytes, lines: list[bytes], go_on: GoOn) -> None:
        done = 0
        try:
            while done < len(data):
                # Given up only where we would have to wait: what is begun is to be ended.
                if self._writable.poll(_LOOK * 1000):
                    with contextlib.suppress(BlockingIOError):  # if the other side set that flag
                        done += self._write(data[done : done + self.slice])
                elif not go_on():
                    break
        finally:
            self._remove(done, lines)

    def _write(self, data: bytes) -> int:
        return os.write(self.fd, data)

    def _remove(self, count: int, lines: list[bytes]) -> None:
        whole = 0
        for line in lines:
            if count < len(line):
                break
            count -= len(line)
            whole += 1
        del lines[:whole]
        self.torn = count > 0
        if self.torn:
            lines[0] = lines[0][count:]


class PipeOutlet(Outlet):
    """A pipe: a line is either written whole or not begun, also when the reader stalls and we
    have to stop. (A line longer than an empty pipe holds, 64 KiB, can only be begun.)"""

    slice = _ATOMIC

    def __init__(self, fd: int) -> None:
        super().__init__(fd)
        self._broken = select.poll()
        self._broken.register(fd, 0)

    def write(self, lines: list[bytes], go_on: GoOn) -> None:
        while lines and go_on():
            count, size = 1, len(lines[0])
            while count < len(lines) and size + len(lines[count]) <= _ATOMIC:
                size += len(lines[count])
                count += 1
            if size <= _ATOMIC or self._room_for(size, go_on):
                self._push(b"".join(lines[:count]), lines, go_on)

    def _room_for(self, size: int, go_on: GoOn) -> bool:
        """Wait until a write of ``size`` bytes will not block half way."""
        pause = 1.0
        while go_on():
            try:
                capacity = fcntl.fcntl(self.fd, fcntl.F_GETPIPE_SZ)
                unread = struct.unpack("i", fcntl.ioctl(self.fd, termios.FIONREAD, b"\0" * 4))[0]
            except (AttributeError, OSError):
                return True  # not Linux: no way to know
            # The kernel adds a write to the last page only if it fits there, so two neighbouring
            # pages hold more than one page of data; the first, the last and ours may be torn.
            if unread == 0 or capacity - 2 * unread - 3 * _PAGE >= size:
                return True
            if self._broken.poll(pause):
                return True  # the reader has gone: let write() say so
            pause = min(2 * pause, _LOOK * 1000)
        return False


class FileOutlet(Outlet):
    """A regular file, rotated by size: ``events.jsonl``, ``events.jsonl.1`` (the newest of the
    old ones) … ``events.jsonl.<keep>``.

    :param max_bytes: a file is not begun on a line that would make it larger; 0 = no rotation.
    :param keep: how many old files are kept.
    """

    def __init__(self, fd: int, path: str, max_bytes: int = 0, keep: int = 5) -> None:
        super().__init__(fd)
        self.path = path
        self.max_bytes = max_bytes
        self.keep = keep
        self._size = os.fstat(fd).st_size
        if not _ends_with_newline(path):  # what a crash has left must not spoil our first line
            self._size += os.write(fd, b"\n")

    def write(self, lines: list[bytes], go_on: GoOn) -> None:
        while lines and go_on():
            count, size = 0, self._size
            for line in lines:
                size += len(line)
                begun = count or (self._size and not self.torn)
                if self.max_bytes and size > self.max_bytes and begun:
                    break
                count += 1
            if not count:
                self._rotate()
                continue
            some = lines[:count]
            del lines[:count]
            try:
                self._push(b"".join(some), some, go_on)
            finally:
                self._size = os.fstat(self.fd).st_size
                lines[:0] = some

    def _rotate(self) -> None:
        for number in range(self.keep - 1, 0, -1):
            with contextlib.suppress(FileNotFoundError):
                os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
        if self.keep:
            os.replace(self.path, f"{self.path}.1")
        else:
            os.unlink(self.path)
        fd = _open(self.path)
        self._writable.unregister(self.fd)
        os.close(self.fd)
        self.fd = fd
        self._writable.register(fd, select.POLLOUT)
        self._size = 0


def open_outlet(path: str, max_bytes: int = 0, keep: int = 5) -> Outlet:
    """The outlet for ``path``; ``-`` is the process's own standard output.

    :raises OSError: when it cannot be opened; a FIFO must have its reader already.
    """
    fd = os.dup(1) if path == "-" else _open(path)
    mode = os.fstat(fd).st_mode
    if stat.S_ISFIFO(mode):
        return PipeOutlet(fd)
    if stat.S_ISREG(mode) and path != "-":
        return FileOutlet(fd, path, max_bytes, keep)
    return Outlet(fd)


def is_final(error: OSError) -> bool:
    """Whether trying again is useless: the reader has gone."""
    return error.errno in (errno.EPIPE, errno.ECONNRESET, errno.EBADF)


def _open(path: str) -> int:
    # O_NONBLOCK: a FIFO without a reader is an error and not an endless wait. The open file is
    # our own, so nobody else is hit; regular files do not know the flag.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
    return os.open(path, flags, 0o640)


def _ends_with_newline(path: str) -> bool:
    with open(path, "rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
