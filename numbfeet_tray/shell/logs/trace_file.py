"""The trace that can be replayed, as it is written.

Talks to: the trace file.
Thread: the engine's.
Blocks: on the trace file.
Fails with: TraceFileProblem when the trace cannot be begun; later trouble with it is logged and ends it.
Missing when: never; imported only when a trace is asked for.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from numbfeet_tray.core.events import Event
from numbfeet_tray.core.trace import End, Header, Timed, ZoneChanged, plain_header, plain_line
from numbfeet_tray.core.units import Instant, between
from numbfeet_tray.ports import Clock
from numbfeet_tray.shell.logs.problem import TraceFileProblem
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)


class TraceWriter:
    """Writes events as they are stepped, one whole line at a time, to a new file closed to others."""

    def __init__(
        self, path: Path, clock: Clock, state: Mapping[str, Any] | None = None, start: Instant | None = None
    ) -> None:
        """Begin the trace.

        Args:
            path: a file that does not exist yet, or is empty.
            clock: tells when t = 0 is, and the wall clock then.
            state: the saved state that the engine begins with, JSON-able.
            start: the instant of `state`, which is t = 0; None for now.

        Raises:
            TraceFileProblem: the file has something in it, or cannot be made.
        """
        self._path = path
        self._clock = clock
        now = clock.boot()
        start = now if start is None else start
        wall = clock.wall() - timedelta(seconds=between(start, now))
        self._header = Header(wall, zone_name(os.environ, wall), start, state)
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise TraceFileProblem(
                _("The trace {path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
            ) from error
        if os.fstat(self._fd).st_size:
            os.close(self._fd)
            raise TraceFileProblem(_("{path} is not empty; a trace needs a file of its own.").format(path=path))
        self._write(plain_header(self._header))

    @property
    def is_open(self) -> bool:
        """Whether events are still written."""
        return self._fd >= 0

    def write(self, event: Event | ZoneChanged, now: Instant) -> None:
        """Write one event, which is stepped at `now`; harmless after trouble or the end."""
        self._put(event, now)

    def end(self, now: Instant) -> None:
        """Write the end, as of `now`, and release the file; harmless the second time."""
        self._put(End(), now)
        self._release()

    def close(self) -> None:
        """End as of this instant, unless that was done."""
        self.end(self._clock.boot())

    def _put(self, what: Event | ZoneChanged | End, now: Instant) -> None:
        if self._fd >= 0:
            self._write(plain_line(Timed(between(self._header.boot, now), what), self._header))

    def _write(self, line: dict[str, Any]) -> None:
        data = json.dumps(line, ensure_ascii=False, separators=(", ", ": ")).encode("utf-8", "replace") + b"\n"
        try:
            written = os.write(self._fd, data)
        except OSError as error:
            log.warning("the trace %s ends here: %s", self._path, error.strerror)
            self._release()
            return
        if written < len(data):
            log.warning("the trace %s ends here: no room for a whole line", self._path)
            os.ftruncate(self._fd, os.fstat(self._fd).st_size - written)
            self._release()

    def _release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def zone_name(environ: Mapping[str, str], wall: datetime, link: Path = Path("/etc/localtime")) -> str:
    """Return the IANA name of the local time zone, or of one with the offset of `wall`, an aware time.

    TZ comes first, then the zone that /etc/localtime is a link to.
    """
    if "TZ" in environ:
        name = environ["TZ"].removeprefix(":") or "UTC"
    else:
        name = str(link.resolve()).partition("/zoneinfo/")[2]
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # no name, a rule, a path, or not known here
        hours, rest = divmod((wall.utcoffset() or timedelta()).total_seconds(), 3600)
        return "UTC" if rest or not hours else f"Etc/GMT{-hours:+.0f}"  # their sign is the reverse of the usual
    return name
