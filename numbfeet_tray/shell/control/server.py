"""The control socket: answers one request per connection, from this user only.

Talks to: a Unix stream socket, 0600 in the private runtime folder.
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable.
Missing when: the system has no Unix sockets, or the socket's place cannot be used.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Loop
from numbfeet_tray.shell.control.codec import (
    BadMessage,
    Fault,
    LineBuffer,
    Request,
    Response,
    decode_request,
    encode_response,
)
from numbfeet_tray.shell.control.peer import own_uid, peer_uid, unix_socket
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

Handler = Callable[[Request], Response]
"""Answers a request at once."""

_READ_SIZE = 16 * 1024
_ACCEPT_PAUSE = Seconds(1.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the clients may ask of the program."""

    clients: int = 32
    """Connections at a time; more are told that it is busy."""
    patience: Seconds = Seconds(5.0)
    """How long a connection may take, from its opening to the last byte of the answer."""
    send_buffer: int = 16 * 1024
    """Bytes that the kernel keeps for a client that does not read."""


class ControlServer:
    """Listens on `path` and has `handler` answer."""

    def __init__(
        self, path: Path, loop: Loop, handler: Handler, limits: Limits | None = None, uid: int | None = None
    ) -> None:
        """Begin to listen. The caller holds the `Instance`, so that nobody else listens on `path`.

        Args:
            path: where the socket is made; nothing may be there.
            loop: runs everything here.
            handler: called on the loop; what it raises is logged and answered with `Fault.FAILED`.
            limits: None for the usual ones.
            uid: the only user who is answered; None for the one that runs this.

        Raises:
            AdapterUnavailable: the socket cannot be made.
        """
        self._path = path
        self._loop = loop
        self._handler = handler
        self._limits = limits or Limits()
        self._uid = own_uid() if uid is None else uid
        self._clients: set[_Client] = set()
        self._listener = _listening(path)
        loop.add_reader(self._listener.fileno(), self._accept)

    def close(self) -> None:
        """Stop listening, drop everyone, and remove the socket; harmless the second time."""
        if self._listener.fileno() < 0:
            return
        self._loop.remove_reader(self._listener.fileno())
        self._listener.close()
        for client in tuple(self._clients):
            client.drop()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        try:
            connection, _address = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                raise
            # The connection stays in the queue and would call again at once: give the files time to come back.
            log.warning("cannot take a connection: %s", error)
            self._loop.remove_reader(self._listener.fileno())
            self._loop.call_later(_ACCEPT_PAUSE, self._resume)
            return
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._limits.send_buffer)
        client = _Client(self._loop, connection, self._answer, self._clients.discard)
        self._clients.add(client)
        client.give_up_after(self._limits.patience)
        if (refusal := self._refusal(connection)) is not None:
            client.send(refusal)

    def _resume(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener.fileno(), self._accept)

    def _refusal(self, connection: socket.socket) -> Response | None:
        try:
            uid = peer_uid(connection)
        except OSError:
            uid = -1
        if uid != self._uid:
            log.warning("refused a request of user %d", uid)
            return Response(ok=False, error=Fault.REFUSED, message=_("The program belongs to another user."))
        if len(self._clients) > self._limits.clients:
            return Response(ok=False, error=Fault.BUSY, message=_("The program is busy; try again."))
        return None

    def _answer(self, line: bytes) -> bytes:
        try:
            return encode_response(self._handler(decode_request(line)))
        except BadMessage as problem:
            return encode_response(Response(ok=False, error=problem.fault, message=str(problem)))
        except Exception:  # a bug in one command must not end the program
            log.exception("a command failed")
            message = _("The command failed; the log of the program says why.")
            return encode_response(Response(ok=False, error=Fault.FAILED, message=message))


class _Client:
    """One connection: reads one line, sends one answer, is gone."""

    def __init__(
        self,
        loop: Loop,
        connection: socket.socket,
        answer: Callable[[bytes], bytes],
        gone: Callable[[_Client], None],
    ) -> None:
        self._loop = loop
        self._connection = connection
        self._answer = answer
        self._gone = gone
        self._buffer = LineBuffer()
        self._unsent = memoryview(b"")
        self._give_up: Callable[[], None] = lambda: None
        loop.add_reader(connection.fileno(), self._read)

    def give_up_after(self, patience: Seconds) -> None:
        """Drop the connection when it is still there after `patience`."""
        self._give_up = self._loop.call_later(patience, self._out_of_patience).cancel

    def _out_of_patience(self) -> None:
        log.debug("dropped a connection that took too long")
        self.drop()

    def drop(self) -> None:
        """Close the connection."""
        self._give_up()
        self._loop.remove_reader(self._connection.fileno())
        self._loop.remove_writer(self._connection.fileno())
        self._connection.close()
        self._gone(self)

    def send(self, response: Response) -> None:
        """Send `response` in place of an answer."""
        self._begin_sending(encode_response(response))

    def _read(self) -> None:
        try:
            data = self._connection.recv(_READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop()
            return
        try:
            line = self._buffer.feed(data)
        except BadMessage as problem:
            self.send(Response(ok=False, error=problem.fault, message=str(problem)))
            return
        if line is not None:
            self._begin_sending(self._answer(line))

    def _begin_sending(self, answer: bytes) -> None:
        self._loop.remove_reader(self._connection.fileno())
        self._unsent = memoryview(answer)
        self._write()

    def _write(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[self._connection.send(self._unsent) :]
        except BlockingIOError:
            self._loop.add_writer(self._connection.fileno(), self._write)
            return
        except OSError:
            pass  # the client is gone
        self.drop()


def _listening(path: Path) -> socket.socket:
    listener = unix_socket()
    # The mode has to be right from the start; a chmod after the bind would leave a gap.
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
        listener.listen(64)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)  # "AF_UNIX path too long" comes without a number
        raise AdapterUnavailable(
            _("The control socket {path} cannot be made: {reason}.").format(path=path, reason=reason)
        ) from error
    finally:
        os.umask(mask)
    listener.setblocking(False)
    return listener
