"""A day from a trace under a config: what would have been prompted, and what the time was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from numbfeet_tray.app.calendar import ConfigCalendar
from numbfeet_tray.app.catalogue import built_in_catalogue
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.routines import Catalogue
from numbfeet_tray.config.suited import resolved, suited
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import Event, SettingsChanged
from numbfeet_tray.core.replay import Replay, plain_moment, plain_totals
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
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


def simulate(config: Config, trace: Trace, catalogue: Catalogue | None = None) -> Iterator[dict[str, object]]:
    """Yield the output lines as plain data, in the form of `docs/traces.md`, the totals last.

    Raises:
        TraceError: the trace names a time zone that this machine does not know.
        UnknownRoutineError: the trace starts a routine that there is not.
    """
    routines = suited(catalogue or built_in_catalogue(), config.safety.hidden_exercises)
    engine = _engine(trace, resolved(config.engine, routines), routines)
    yield from _told(trace, Replay(trace, engine, ConfigCalendar(config, next_fire), _zone))


def replay(trace: Trace) -> Iterator[dict[str, object]]:
    """Yield what the program did while it recorded `trace`, in the form of `simulate`.

    Settings, routines, schedules and working hours are those of the recording; no config of today has a say.

    Raises:
        TraceError: the trace holds no settings, so it was not recorded; or as `simulate`.
    """
    recorded = next((item.what for item in trace.items if isinstance(item.what, SettingsChanged)), None)
    if recorded is None:
        problem = _("it holds no settings, so it was not recorded; try numbfeet simulate --trace")
        raise TraceError(1, problem)
    engine = _engine(trace, recorded.settings, recorded.catalogue)
    yield from _told(trace, Replay(trace, engine, _NoCalendar(), _zone))


class _NoCalendar:
    """`core.replay.Calendar` of a recording, which holds what happened by the wall clock among its events."""

    def now(self, local: datetime) -> tuple[Event, ...]:
        del local
        return ()

    def next(self, local: datetime) -> None:
        del local


def _engine(trace: Trace, settings: Settings, routines: tuple[Routine, ...]) -> Engine:
    start = trace.header.instant(Seconds(0.0))
    if trace.header.state is None:
        return Engine(settings, routines, start)
    try:
        return Engine.restore(trace.header.state, settings, routines, start, Seconds(0.0))
    except (KeyError, TypeError, ValueError):
        raise TraceError(1, _("the saved state in it cannot be read")) from None


def _told(trace: Trace, replay: Replay) -> Iterator[dict[str, object]]:
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
