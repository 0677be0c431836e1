"""Where the program says what it does: the log on stderr. The trace that can be replayed is `trace_file`'s.

Talks to: stderr.
Thread: any.
Blocks: on stderr and the file.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from numbfeet_tray.shell.logs.problem import TraceFileProblem

__all__ = ["JournalFormatter", "TraceFileProblem", "set_up_logging"]

_LINE = "%(levelname)s %(name)s: %(message)s"
_LARGEST, _KEPT = 2**20, 3
_FOREIGN = ("PIL", "Xlib", "apscheduler", "plyer", "pystray")
"""Libraries that only speak when something is wrong."""


class JournalFormatter(logging.Formatter):
    """Puts the syslog priority before each line, as sd-daemon(3) describes; the journal adds the time itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record with every line prefixed: the journal takes each for an entry of its own."""
        priority = next(value for level, value in _PRIORITIES if record.levelno >= level)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (0, 7))


def set_up_logging(
    *,
    verbose: bool = False,
    environ: Mapping[str, str] | None = None,
    stream: TextIO | None = None,
    file: Path | None = None,
) -> None:
    """Log to `stream`, warnings and information, or everything when `verbose`. Called again, it starts over.

    Args:
        verbose: log each event and what came of it.
        environ: where JOURNAL_STREAM is looked up; None for the process's own.
        stream: None for stderr.
        file: where to log as well; kept to 4 files of 1 MiB at most.

    Raises:
        OSError: `file` cannot be written.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    if _is_journal(stream, os.environ if environ is None else environ):
        handler.setFormatter(JournalFormatter(_LINE))
    else:
        handler.setFormatter(logging.Formatter(f"%(asctime)s {_LINE}"))
    root = logging.getLogger()
    root.handlers[:] = [handler] if file is None else [handler, _rotating(file)]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in _FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a closed stderr must not become a traceback on it


def _rotating(file: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - 1 MB that only this needs

    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))  # what is logged is nobody else's business
    handler = RotatingFileHandler(file, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter(f"%(asctime)s {_LINE}"))
    return handler


def _is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    # systemd.exec(5): the variable alone may be inherited; it counts when it names the very file written to.
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return environ.get("JOURNAL_STREAM", "") == f"{found.st_dev}:{found.st_ino}"
