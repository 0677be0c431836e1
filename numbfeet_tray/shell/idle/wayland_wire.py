"""The few words of the Wayland wire protocol that an idle source needs; no libwayland.

Talks to: one Wayland compositor, over its Unix socket.
Thread: the loop's.
Blocks: in `connect`, at most 1 s for each part of its answer; afterwards what is not taken waits for the loop.
Fails with: AdapterUnavailable from `connect`; `ConnectionError` from `messages` when the compositor hung up or refused.
Missing when: there is no Wayland compositor.

The format is that of "The Wayland Protocol", chapter 4: in the byte order of the machine, a message is the id of an
object, its size (upper half) and opcode (lower half) in one number, and the arguments, each padded to 32 bits. Objects
are made by the client with the next free id; ids are never used again here, and there are four thousand million.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from numbfeet_tray.ports import AdapterUnavailable, Loop
from numbfeet_tray.text.catalog import _

ANSWER_LIMIT_S = 1.0

_DISPLAY = 1
_SYNC, _GET_REGISTRY = 0, 1
_ERROR = 0
_BIND = 0
_GLOBAL, _GLOBAL_REMOVE = 0, 1
_HEADER = struct.Struct("=II")
_LARGEST = 65_536
_WAITING_AT_MOST = 65_536
"""Bytes that may wait for a compositor that reads nothing; it would take hours to fill."""

_PARTS_AT_MOST = 100
"""Pieces in which the globals may come; one is usual."""


class WaylandWire:
    """One connection: the compositor's globals, requests and events."""

    def __init__(self, loop: Loop, connection: socket.socket) -> None:
        """Take over a connected socket; `connect` is the way to get one."""
        self._loop = loop
        self._socket = connection
        self._inbox = bytearray()
        self._outbox = bytearray()
        self._next_id = _DISPLAY + 1
        self._is_open = True
        self.globals: dict[str, tuple[int, int]] = {}
        """Interface → (name, version) of the first global that has it."""
        self._registry = 0

    @classmethod
    def connect(cls, loop: Loop, environ: Mapping[str, str]) -> WaylandWire:
        """Connect to the compositor that `environ` names, and learn its globals.

        Raises:
            AdapterUnavailable: there is none, or it does not answer within 1 s.
        """
        path = _socket_path(environ)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        wire = cls(loop, connection)
        try:
            connection.settimeout(ANSWER_LIMIT_S)
            connection.connect(path)
            wire._learn_globals()
        except (OSError, UnicodeError, struct.error) as error:
            connection.close()
            text = _("The Wayland compositor at {path} cannot be reached: {problem}")
            raise AdapterUnavailable(text.format(path=path, problem=str(error) or type(error).__name__)) from error
        connection.setblocking(False)
        return wire

    @property
    def has_messages(self) -> bool:
        """Whether a whole message has been read and not been taken."""
        return len(self._inbox) >= _HEADER.size and len(self._inbox) >= _HEADER.unpack_from(self._inbox)[1] >> 16

    def listen(self, ready: Callable[[], None]) -> None:
        """Call `ready` on the loop whenever there is something for `messages`."""
        self._loop.add_reader(self._socket.fileno(), ready)
        if self.has_messages:
            self._loop.call_soon(ready)

    def bind(self, interface: str, version: int) -> int:
        """Return a new object for the global `interface`, which has to be among `globals`."""
        name, _offered = self.globals[interface]
        new = self.new_id()
        self.send(
            self._registry, _BIND, struct.pack("=I", name) + _string(interface) + struct.pack("=II", version, new)
        )
        return new

    def new_id(self) -> int:
        """Return an id for a new object; the next request has to make it."""
        new, self._next_id = self._next_id, self._next_id + 1
        return new

    def send(self, target: int, opcode: int, arguments: bytes = b"") -> None:
        """Send a request, now or when the compositor takes it. Loss shows in `messages`."""
        if not self._is_open:
            return
        self._outbox += _HEADER.pack(target, (_HEADER.size + len(arguments)) << 16 | opcode) + arguments
        self._flush()

    def messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Read what is there; yield (object, opcode, arguments) of each event that is not about the connection.

        Raises:
            ConnectionError: the compositor hung up, refused a request, or talks nonsense.
        """
        if not self._is_open:
            return
        with contextlib.suppress(BlockingIOError, InterruptedError):
            self._fill()
        yield from self._taken()

    def close(self) -> None:
        """Hang up; the compositor forgets every object."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._socket.fileno())
            self._loop.remove_writer(self._socket.fileno())
            self._socket.close()

    def _learn_globals(self) -> None:
        self._registry = self.new_id()
        self.send(_DISPLAY, _GET_REGISTRY, struct.pack("=I", self._registry))
        done = self.new_id()
        self.send(_DISPLAY, _SYNC, struct.pack("=I", done))
        for _part in range(_PARTS_AT_MOST):
            self._fill()
            if any(target == done for target, _opcode, _arguments in self._taken()):
                return
        raise ConnectionAbortedError(_("the compositor talks without end"))

    def _fill(self) -> None:
        part = self._socket.recv(_LARGEST)
        if not part:
            raise ConnectionResetError(_("the compositor hung up"))
        self._inbox += part

    def _taken(self) -> Iterator[tuple[int, int, bytes]]:
        while self.has_messages:
            target, size_and_opcode = _HEADER.unpack_from(self._inbox)
            size, opcode = size_and_opcode >> 16, size_and_opcode & 0xFFFF
            if size < _HEADER.size:
                raise ConnectionAbortedError(_("the compositor talks nonsense"))
            arguments = bytes(self._inbox[_HEADER.size : size])
            del self._inbox[:size]
            if target == _DISPLAY:
                if opcode == _ERROR:
                    raise ConnectionAbortedError(_text(arguments, 8))
            elif target == self._registry:
                self._take_global(opcode, arguments)
            else:
                yield target, opcode, arguments

    def _take_global(self, opcode: int, arguments: bytes) -> None:
        (name,) = struct.unpack_from("=I", arguments)
        if opcode == _GLOBAL:
            interface = _text(arguments, 4)
            (version,) = struct.unpack_from("=I", arguments, len(arguments) - 4)
            self.globals.setdefault(interface, (name, version))
        elif opcode == _GLOBAL_REMOVE:
            self.globals = {key: value for key, value in self.globals.items() if value[0] != name}

    def _flush(self) -> None:
        try:
            sent = self._socket.send(self._outbox)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self._outbox.clear()  # reading tells that it is gone
            return
        del self._outbox[:sent]
        if len(self._outbox) > _WAITING_AT_MOST:
            self._socket.shutdown(socket.SHUT_RDWR)
        elif self._outbox:
            self._loop.add_writer(self._socket.fileno(), self._flush)
        else:
            self._loop.remove_writer(self._socket.fileno())


def _socket_path(environ: Mapping[str, str]) -> str:
    """Return where the compositor listens.

    Raises:
        AdapterUnavailable: this is no Wayland session.
    """
    name = environ.get("WAYLAND_DISPLAY") or ("wayland-0" if environ.get("XDG_SESSION_TYPE") == "wayland" else "")
    if not name:
        raise AdapterUnavailable(_("There is no Wayland compositor: WAYLAND_DISPLAY is not set."))
    return str(Path(environ.get("XDG_RUNTIME_DIR", ""), name))  # an absolute name stands for itself


def _string(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return struct.pack("=I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def _text(arguments: bytes, offset: int) -> str:
    (length,) = struct.unpack_from("=I", arguments, offset)
    return arguments[offset + 4 : offset + 3 + length].decode("utf-8", "replace")
