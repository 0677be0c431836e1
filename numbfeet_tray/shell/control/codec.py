"""The control protocol: one JSON object on one line each way. Bytes in, values out; no socket is seen here.

    {"v": 1, "command": "snooze", "args": {"for": 300}}
    {"v": 1, "ok": true, "data": {}, "error": "", "message": "Snoozed for 5 minutes."}

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: BadMessage.
Missing when: never.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.text.catalog import _

VERSION = 1
MAX_LINE = 64 * 1024
"""Bytes of a line, its newline included."""

_COMMAND = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Fault(StrEnum):
    """What was wrong with a request before any command saw it; `Response.error` is one of these or the command's."""

    MALFORMED = "malformed"
    BAD_VERSION = "bad-version"
    TOO_LONG = "too-long"
    UNKNOWN_COMMAND = "unknown-command"
    """For the handler: the protocol does not know which commands there are."""
    REFUSED = "refused"
    """The peer is another user."""
    BUSY = "busy"
    FAILED = "failed"
    """The command broke; the log of the program says how."""


class BadMessage(NumbfeetError, ValueError):
    """A line is not a message of this protocol."""

    def __init__(self, fault: Fault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    command: str
    """Lower-case letters, digits, hyphens and underscores."""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """What the program answers."""

    ok: bool
    data: dict[str, Any] = field(default_factory=dict)
    """For scripts; JSON-able."""
    error: str = ""
    """A `Fault` or a word of the command's own; empty when ok."""
    message: str = ""
    """One line for the person."""


class LineBuffer:
    """Puts a line together from whatever pieces it comes in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> bytes | None:
        """Take in `data`; return the line without its newline once it is whole. What follows it is dropped.

        Raises:
            BadMessage: the line is longer than `MAX_LINE`.
        """
        line, newline, _rest = data.partition(b"\n")
        self._size += len(line) + 1
        if self._size > MAX_LINE:
            self._pieces.clear()
            raise BadMessage(Fault.TOO_LONG, _("The message is longer than {limit} bytes.").format(limit=MAX_LINE))
        self._size -= not newline
        self._pieces.append(line)
        return b"".join(self._pieces) if newline else None


def encode_request(request: Request) -> bytes:
    """Return the line for `request`.

    Raises:
        BadMessage: it is too long.
    """
    return _line({"v": VERSION, "command": request.command, "args": dict(request.args)})


def encode_response(response: Response) -> bytes:
    """Return the line for `response`.

    Raises:
        BadMessage: it is too long.
        TypeError, ValueError: its data is not JSON-able.
    """
    plain = {"ok": response.ok, "data": response.data, "error": response.error, "message": response.message}
    return _line({"v": VERSION, **plain})


def decode_request(line: bytes) -> Request:
    """Return the request that `line` holds.

    Raises:
        BadMessage: it holds none of this version.
    """
    plain = _object(line)
    command, args = plain.get("command"), plain.get("args", {})
    if not isinstance(command, str) or not _COMMAND.fullmatch(command) or not isinstance(args, dict):
        _malformed()
    return Request(command, args)


def decode_response(line: bytes) -> Response:
    """Return the response that `line` holds.

    Raises:
        BadMessage: it holds none of this version.
    """
    plain = _object(line)
    ok, data = plain.get("ok"), plain.get("data")
    error, message = plain.get("error"), plain.get("message")
    if not isinstance(ok, bool) or not isinstance(data, dict):
        _malformed()
    if not isinstance(error, str) or not isinstance(message, str):
        _malformed()
    return Response(ok, data, error, message)


def _line(plain: dict[str, Any]) -> bytes:
    # Without `ensure_ascii` a lone surrogate could not be encoded; escaped, no newline can stand inside either.
    line = json.dumps(plain, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > MAX_LINE:
        raise BadMessage(Fault.TOO_LONG, _("The message is longer than {limit} bytes.").format(limit=MAX_LINE))
    return line


def _object(line: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, digits without end, brackets without end
        _malformed()
    if not isinstance(plain, dict):
        _malformed()
    version = plain.get("v")
    if version != VERSION or isinstance(version, bool):
        raise BadMessage(
            Fault.BAD_VERSION,
            _("This program and the running one are of different versions; restart the running one."),
        )
    return plain


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _malformed() -> NoReturn:
    raise BadMessage(Fault.MALFORMED, _("The message cannot be understood."))
