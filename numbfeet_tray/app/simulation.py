"""A day from a trace under a config: what would have been prompted, and what the time was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from numbfeet_tray.app.calendar import ConfigCalendar
from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.config.model import Config
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.replay import Replay, plain_moment, plain_totals
from numbfeet_tray.core.trace import Trace, read_trace
from numbfeet_tray.core.trace_fields import TraceError
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.timer import next_fire
from numbfeet_tray.text.catalog import _


def load_trace(path: Path) -> Trace:
    """Read the trace at `path`.

    Raises:
        TraceError: it is no trace.
        OSError, UnicodeDecodeError: it cannot be read.
    """
    with path.open(encoding="utf-8-sig") as lines:
        return read_trace(lines)


def simulate(config: Config, trace: Trace) -> Iterator[dict[str, object]]:
    """Yield the output lines as plain data, in the form of `docs/traces.md`, the totals last.

    Raises:
        TraceError: the trace names a time zone that this machine does not know.
        UnknownRoutineError: the trace starts a routine that there is not.
    """
    routines = built_in_routines()
    start = trace.header.instant(Seconds(0.0))
    if trace.header.state is None:
        engine = Engine(config.engine, routines, start)
    else:
        engine = Engine.restore(trace.header.state, config.engine, routines, start, Seconds(0.0))
    replay = Replay(trace, engine, ConfigCalendar(config, next_fire), _zone)
    end = 0.0
    for moment in replay.run():
        end = moment.t
        if (line := plain_moment(moment, replay)) is not None:
            yield line
    if replay.totals is not None:
        yield plain_totals(max([end, *(item.t for item in trace.items[-1:])]), replay.totals)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TraceError(0, _("the time zone {name} is not known here").format(name=repr(name))) from None
