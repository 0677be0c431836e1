"""The command line: talks to the running program through its control socket, or starts it."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.core.errors import NumbfeetError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; see `Exit`."""
    try:
        return _run(argv)
    finally:
        _write_out()


def _run(argv: Sequence[str] | None) -> int:
    from numbfeet_tray.cli.parser import parse  # noqa: PLC0415 - nothing is paid for that is not asked for

    _take_any_letter()
    try:
        options = parse(argv)
        return int(options.call(options))
    except NumbfeetError as error:  # no home folder, a profile that is no name, …: each is one line for the person
        print(error, file=sys.stderr)
        return Exit.FAILED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.OK


def _take_any_letter() -> None:
    """Have a terminal that knows few letters show question marks for the others, where it would end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in {"utf-8", "utf8"}:
            stream.reconfigure(errors="replace")


def _write_out() -> None:
    """Write out what was printed, unless nobody is left to read it.

    The interpreter would try that too, at its very end, complain, and make the exit code 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError as error:
            if error.errno not in {errno.EPIPE, errno.EIO}:  # a pipe that is read no more, a closed terminal
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


__all__ = ["Exit", "main"]
