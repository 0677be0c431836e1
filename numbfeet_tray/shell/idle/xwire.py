"""The few words of the X protocol that an idle source needs: connecting, requests, answers, events; no library.

Talks to: one X server, over its socket.
Thread: the loop's.
Blocks: in `connect` and `ask`, at most 1 s for each answer.
Fails with: `XProblem` and OSError from `connect`; afterwards `Gone` when the server hung up or refused what was asked,
    TimeoutError when it is stuck; all of them are OSErrors.
Missing when: there is no X server.

The format is that of "X Window System Protocol", X version 11, appendix B. A request is its opcode, a byte of data and
its length in units of 4 bytes. What comes from the server has 32 bytes, and answers have more behind them: a first byte
of 0 is an error, 1 an answer, everything else an event. python-xlib knows all of it, and takes 1.2 MiB for that.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.idle.xauthority import SCHEME, cookie

ANSWER_LIMIT_S = 1.0

_NAME = re.compile(r"(?:(tcp|unix)/)?([-:.\w]*):(\d+)(?:\.\d+)?", re.ASCII)
"""DISPLAY: a protocol, a host, both of which may be missing, and the number of the display."""
_FIRST_PORT = 6000
_SETUP = struct.Struct("=BxHHHH2x")
_SETUP_ANSWER = struct.Struct("=BBHHH")
_REQUEST = struct.Struct("=BBH")
_PACKET = struct.Struct("=BBHI")
_PACKET_SIZE = 32
_ERROR, _ANSWER, _GENERIC_EVENT = 0, 1, 35
_IS_SENT = 0x80
"""The bit of an event that another client sent."""


class XProblem(OSError):
    """The display cannot be had; the message is the reason."""


class Gone(ConnectionError):
    """The server hung up, or refused what it was asked."""


class XWire:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Take over a socket on which the setup is done; `connect` is the way to get one."""
        self.ids = 0
        """Where the ids begin that are ours to give."""
        self.packets: deque[bytes] = deque()
        """Events and errors that were received and not taken yet."""
        self._socket = connection
        self._inbox = bytearray()
        self._sent = 0
        self._awaited: int | None = None
        self._answer: bytes | None = None

    @classmethod
    def connect(cls, display: str, environ: Mapping[str, str]) -> XWire:
        """Connect to the server `display`, with the cookie that `environ` leads to.

        Raises:
            OSError: there is no such server (`XProblem`), or it does not answer.
        """
        connection, number, address = _connected(display)
        try:
            wire = cls(connection)
            wire._set_up(cookie(environ, number, address))
        except BaseException:
            connection.close()
            raise
        return wire

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._socket.fileno()

    def close(self) -> None:
        """Leave the server."""
        self._socket.close()

    def send(self, opcode: int, data: int, body: bytes = b"") -> int:
        """Send a request; `body` is padded. Return the number it is answered under."""
        body += bytes(-len(body) % 4)
        self._socket.settimeout(ANSWER_LIMIT_S)
        try:
            self._socket.sendall(_REQUEST.pack(opcode, data, 1 + len(body) // 4) + body)
        except TimeoutError as stuck:  # perhaps in the middle of the request: nothing could follow it
            raise Gone("it takes nothing any more") from stuck
        self._sent = (self._sent + 1) & 0xFFFF
        return self._sent

    def ask(self, opcode: int, data: int, body: bytes = b"") -> bytes:
        """Send a request, wait for its answer and return it, head and all.

        Raises:
            TimeoutError: none came for 1 s; when it comes later, it is passed over.
            Gone: the server hung up, or answered with an error.
        """
        self._answer, self._awaited = None, self.send(opcode, data, body)
        until = SystemClock().boot() + ANSWER_LIMIT_S
        try:
            while self._answer is None:
                self._wait(until)
                self.receive()
        finally:
            self._awaited = None
        if self._answer[0] == _ERROR:
            raise Gone(told(self._answer))
        return self._answer

    def receive(self) -> None:
        """Take in what has come, without waiting.

        Raises:
            Gone: the server hung up.
        """
        self._socket.settimeout(0)
        try:
            self._inbox += self._some()
        except BlockingIOError:
            return
        while (packet := self._take()) is not None:
            number = int.from_bytes(packet[2:4], sys.byteorder)
            if packet[0] in (_ERROR, _ANSWER) and number == self._awaited:
                self._answer = packet
            elif packet[0] != _ANSWER:
                self.packets.append(packet)

    def _take(self) -> bytes | None:
        """Return the next whole packet, or None."""
        if len(self._inbox) < _PACKET_SIZE:
            return None
        kind, _, _, more = _PACKET.unpack_from(self._inbox)
        size = _PACKET_SIZE + (4 * more if kind & ~_IS_SENT in (_ANSWER, _GENERIC_EVENT) else 0)
        if len(self._inbox) < size:
            return None
        packet = bytes(self._inbox[:size])
        del self._inbox[:size]
        return packet

    def _set_up(self, secret: bytes) -> None:
        scheme = SCHEME if secret else b""
        order = ord("l" if sys.byteorder == "little" else "B")
        self._socket.settimeout(ANSWER_LIMIT_S)
        head = _SETUP.pack(order, 11, 0, len(scheme), len(secret))
        self._socket.sendall(head + scheme + bytes(-len(scheme) % 4) + secret + bytes(-len(secret) % 4))
        until = SystemClock().boot() + ANSWER_LIMIT_S
        status, length, _, _, more = _SETUP_ANSWER.unpack(self._exactly(_SETUP_ANSWER.size, until))
        rest = self._exactly(4 * more, until)
        if status != 1:
            raise XProblem(rest[:length].decode("latin-1").strip() or "it wants another way to log in")
        self.ids = int.from_bytes(rest[4:8], sys.byteorder)

    def _exactly(self, size: int, until: float) -> bytes:
        while len(self._inbox) < size:
            self._wait(until)
            self._inbox += self._some()
        data = bytes(self._inbox[:size])
        del self._inbox[:size]
        return data

    def _wait(self, until: float) -> None:
        left = max(0.0, until - SystemClock().boot())
        if not select.select([self._socket], [], [], left)[0]:
            raise TimeoutError(f"no answer within {ANSWER_LIMIT_S:g} s")

    def _some(self) -> bytes:
        if data := self._socket.recv(65536):
            return data
        raise Gone("it closed the connection")


def told(error: bytes) -> str:
    """Return what an error says."""
    _, code, _, value = _PACKET.unpack_from(error)
    minor, major = struct.unpack_from("=HB", error, 8)
    return f"error {code} of request {major}.{minor}, value {value}"


def _connected(display: str) -> tuple[socket.socket, int, bytes | None]:
    """Return a connection, the number of the display, and the IPv4 address of the machine, None for this one."""
    if (name := _NAME.fullmatch(display)) is None:
        raise XProblem("that is no name of a display")
    protocol, host, number = name[1], name[2], int(name[3])
    if protocol == "tcp" or (host not in ("", "unix") and protocol != "unix"):
        return _over_tcp(host, number)
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(ANSWER_LIMIT_S)
        connection.connect(path if Path(path).exists() else f"\0{path}")
    except OSError as problem:
        connection.close()
        raise XProblem(problem.strerror or str(problem)) from problem
    return connection, number, None


def _over_tcp(host: str, number: int) -> tuple[socket.socket, int, bytes | None]:
    try:
        connection = socket.create_connection((host, _FIRST_PORT + number), ANSWER_LIMIT_S)
        address = socket.inet_aton(connection.getpeername()[0]) if connection.family == socket.AF_INET else b""
    except (OSError, OverflowError) as problem:
        raise XProblem(str(problem)) from problem
    return connection, number, address
