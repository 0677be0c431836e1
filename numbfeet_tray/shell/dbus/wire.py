"""The socket to the bus: find it, authenticate, and move whole messages without blocking.

Talks to: the bus's Unix socket.
Thread: the loop's.
Blocks: in `connect`, at most 2 s for each address; in `close`, at most 0.5 s, when the bus takes nothing.
Fails with: AdapterUnavailable from `connect`; afterwards `lost`, once, in a later round of the loop.
Missing when: no bus runs.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jeepney.auth import BEGIN, Authenticator
from jeepney.bus_messages import message_bus
from jeepney.low_level import HeaderFields, Message, MessageType, calc_msg_size

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.ports import AdapterUnavailable, Loop
from numbfeet_tray.shell.clock import SystemClock

BusKind = Literal["session", "system"]

_HANDSHAKE_S = 2.0
_SYSTEM_BUS = "unix:path=/var/run/dbus/system_bus_socket"  # D-Bus specification, "System message bus"
_LARGEST_MESSAGE = 2**27  # D-Bus specification, "Message format"
_LARGEST_BACKLOG = 2**26
_UNREADABLE = (ValueError, LookupError, TypeError, AssertionError, struct.error, RecursionError)
_log = logging.getLogger(__name__)


class BrokenStreamError(NumbfeetError, ValueError):
    """What came from the bus is not D-Bus; nothing after it can be trusted."""


class Framing:
    """Cuts the stream of the bus into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Take in what was received."""
        self._buffer += data

    def take(self) -> Message | None:
        """Return the next whole message, or None when more data is needed.

        A message whose frame is sound but whose content cannot be read is left out: one odd peer must not
        cost the connection.

        Raises:
            BrokenStreamError: the stream is not D-Bus.
        """
        while len(self._buffer) >= 16:
            size = _frame_size(bytes(self._buffer[:16]))
            if len(self._buffer) < size:
                return None
            raw = bytes(self._buffer[:size])
            del self._buffer[:size]
            try:
                return Message.from_buffer(raw)
            except _UNREADABLE as error:
                _log.warning("left out a message from the bus that cannot be read: %s", error)
        return None


def _frame_size(head: bytes) -> int:
    if head[:1] not in (b"l", b"B") or head[1] == 0 or head[3] != 1:
        raise BrokenStreamError("it sent what is not D-Bus")
    size: int = calc_msg_size(head)
    if size > _LARGEST_MESSAGE:
        raise BrokenStreamError("it sent a message longer than D-Bus allows")
    return size


@dataclass(frozen=True, slots=True)
class Connection:
    """A socket on which the bus has answered our Hello."""

    socket: socket.socket
    framing: Framing
    """Holds what came behind the answer."""
    unique_name: str


def connect(kind: BusKind) -> Connection:
    """Connect to the bus and say Hello.

    Raises:
        AdapterUnavailable: no address of the bus could be reached.
    """
    reason = "its address names no Unix socket"
    for address in _socket_addresses(_bus_address(kind)):
        sock = socket.socket(socket.AF_UNIX)
        try:
            return _handshake(sock, address)
        except TimeoutError:
            sock.close()
            reason = f"no answer within {_HANDSHAKE_S:g} s"
        except (OSError, *_UNREADABLE) as error:
            sock.close()
            reason = str(error) or type(error).__name__
    raise AdapterUnavailable(f"the {kind} bus cannot be reached: {reason}")


def _bus_address(kind: BusKind) -> str:
    if kind == "system":
        return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM_BUS
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime, "bus").exists():
        return f"unix:path={runtime}/bus"
    raise AdapterUnavailable("there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set")


def _socket_addresses(addresses: str) -> list[bytes]:
    found = []
    for entry in addresses.split(";"):
        transport, _, pairs = entry.partition(":")
        keys = {key: value for key, _, value in (pair.partition("=") for pair in pairs.split(","))}
        if transport == "unix" and keys.get("path"):
            found.append(_unescaped(keys["path"]))
        elif transport == "unix" and keys.get("abstract"):
            found.append(b"\0" + _unescaped(keys["abstract"]))
    return found


def _unescaped(value: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), os.fsencode(value))


def _handshake(sock: socket.socket, address: bytes) -> Connection:
    clock = SystemClock()
    deadline = clock.boot() + _HANDSHAKE_S

    def receive() -> bytes:
        left = deadline - clock.boot()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        if not (data := sock.recv(4096)):
            raise ConnectionResetError("the bus closed the connection")
        return data

    sock.settimeout(_HANDSHAKE_S)
    sock.connect(address)
    authenticator = Authenticator()
    while (line := authenticator.data_to_send()) is not None:
        sock.sendall(line)
        if not authenticator.authenticated:
            authenticator.feed(receive())
    sock.sendall(BEGIN + message_bus.Hello().serialise(serial=1))
    framing = Framing()
    while True:
        while (message := framing.take()) is None:
            framing.feed(receive())
        if message.header.fields.get(HeaderFields.reply_serial) == 1:
            break
    if message.header.message_type is not MessageType.method_return or not message.body:
        raise ConnectionRefusedError("the bus refused the Hello")
    sock.setblocking(False)
    return Connection(sock, framing, str(message.body[0]))


class Wire:
    """Moves messages over a connected socket from the loop's callbacks."""

    def __init__(
        self,
        connection: Connection,
        loop: Loop,
        received: Callable[[Message], None],
        lost: Callable[[], None],
    ) -> None:
        self._socket = connection.socket
        self._framing = connection.framing
        self._loop = loop
        self._received = received
        self._lost = lost
        self._unsent = bytearray()
        self._serial = 1
        self.is_open = True
        loop.add_reader(self._socket.fileno(), self._read)
        loop.call_soon(self._deliver)  # what came right behind the Hello reply

    def send(self, message: Message) -> int:
        """Send `message` or keep it until the socket takes it; a no-op on a closed wire.

        Returns:
            The serial it was given, > 0.
        """
        self._serial = self._serial % 0xFFFFFFFF + 1
        data = message.serialise(serial=self._serial)
        if self.is_open:
            self._unsent += data
            if len(self._unsent) > _LARGEST_BACKLOG:
                self._break("the bus takes nothing any more")
            else:
                self._write()
        return self._serial

    def close(self) -> None:
        """Give what is unsent half a second to leave, then close. `lost` is not called."""
        if not self.is_open:
            return
        self._loop.remove_writer(self._socket.fileno())
        self._loop.remove_reader(self._socket.fileno())
        self.is_open = False
        try:
            self._socket.settimeout(0.5)
            self._socket.sendall(self._unsent)
        except OSError:
            pass  # the bus is gone, and so is whoever would have read it
        self._unsent.clear()
        self._socket.close()

    def _write(self) -> None:
        try:
            while self._unsent:
                sent = self._socket.send(self._unsent[:65536])
                del self._unsent[:sent]
        except BlockingIOError:
            self._loop.add_writer(self._socket.fileno(), self._write)
        except OSError as error:
            self._break(str(error))
        else:
            self._loop.remove_writer(self._socket.fileno())

    def _read(self) -> None:
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError as error:
            self._break(str(error))
            return
        if not data:
            self._break("it closed the connection")
            return
        self._framing.feed(data)
        self._deliver()

    def _deliver(self) -> None:
        finished = False
        try:
            while self.is_open and (message := self._framing.take()) is not None:
                self._received(message)
            finished = True
        except BrokenStreamError as error:
            finished = True
            self._break(str(error))
        finally:
            if not finished:  # a receiver raised: the messages behind it are not lost with it
                self._loop.call_soon(self._deliver)

    def _break(self, why: str) -> None:
        _log.warning("the bus is lost: %s", why)
        self._unsent.clear()
        self.close()
        self._loop.call_soon(self._lost)
