"""The command line's side of the control socket: asks once, waits for the answer.

Talks to: the control socket of the running program.
Thread: any; the daemon does not use it.
Blocks: until the answer is there or the time is out.
Fails with: ControlProblem.
Missing when: the system has no Unix sockets.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.control.codec import (
    BadMessage,
    Fault,
    LineBuffer,
    Request,
    Response,
    decode_response,
    encode_request,
)
from numbfeet_tray.shell.control.peer import own_uid, peer_uid, unix_socket
from numbfeet_tray.text.catalog import _

ANSWER = Seconds(5.0)
NONE = Seconds(0.0)
_STEP = Seconds(0.05)
_NOBODY = (FileNotFoundError, ConnectionRefusedError)


class ControlProblem(NumbfeetError):
    """The running program could not be asked. The message is one line for the person."""


class NoProgramRunning(ControlProblem):
    """Nobody listens."""


class ProtocolMismatch(ControlProblem):
    """The running program speaks another version of the protocol."""


def ask(
    path: Path,
    command: str,
    args: Mapping[str, Any] | None = None,
    *,
    timeout: Seconds = ANSWER,
    patience: Seconds = NONE,
) -> Response:
    """Ask the program that listens on `path`.

    Args:
        path: its control socket.
        command: what to do.
        args: JSON-able; None for none.
        timeout: longest silence that is waited for, > 0 s.
        patience: how long to wait for a program that is just starting to listen, >= 0 s.

    Returns:
        Its answer, which may be a refusal (`ok` false).

    Raises:
        NoProgramRunning: nobody listens.
        ProtocolMismatch: it is of another version.
        ControlProblem: it does not answer, is not ours, or the request is too long.
    """
    try:
        request = encode_request(Request(command, args or {}))
        with _connected(path, timeout, patience) as connection:
            return decode_response(_exchanged(connection, request))
    except BadMessage as problem:
        raise (ProtocolMismatch if problem.fault is Fault.BAD_VERSION else ControlProblem)(str(problem)) from problem
    except AdapterUnavailable as problem:
        raise ControlProblem(str(problem)) from problem
    except _NOBODY:
        raise NoProgramRunning(_("numbfeet is not running. Start it with: numbfeet run")) from None
    except TimeoutError:
        raise ControlProblem(_("The running program does not answer.")) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ControlProblem(_("The running program cannot be asked: {reason}.").format(reason=reason)) from error


def _connected(path: Path, timeout: Seconds, patience: Seconds) -> socket.socket:
    tries = int(patience / _STEP)
    busy_tries = int(timeout / _STEP)
    while True:
        connection = unix_socket()
        try:
            connection.settimeout(timeout)
            connection.connect(str(path))
            _check_owner(connection)
        except _NOBODY:
            connection.close()
            if tries <= 0:
                raise
            tries -= 1
        except BlockingIOError:  # its queue of connections is full
            connection.close()
            if busy_tries <= 0:
                raise TimeoutError from None
            busy_tries -= 1
        except BaseException:
            connection.close()
            raise
        else:
            return connection
        select.select((), (), (), _STEP)


def _check_owner(connection: socket.socket) -> None:
    # Somebody else's program must not be told what the person does, nor have its answers believed.
    if peer_uid(connection) != own_uid():
        raise ControlProblem(_("The program that listens belongs to another user."))


def _exchanged(connection: socket.socket, request: bytes) -> bytes:
    try:
        connection.sendall(request)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it may have said why before it hung up
    buffer = LineBuffer()
    while data := connection.recv(16 * 1024):
        if (line := buffer.feed(data)) is not None:
            return line
    raise ControlProblem(_("The running program hung up."))
