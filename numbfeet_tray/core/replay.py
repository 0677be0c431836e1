"""Run a trace through the engine, step by step, and say what came of it.

The result does not depend on how the trace is stepped: the engine is ticked at each of its own deadlines, and
calendar events (working hours, schedules) come at their own instants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.dense import compact
from numbfeet_tray.core.effects import (
    Effect,
    RecordRoutine,
    RecordSpan,
    RoutineEnd,
    ShowPrompt,
    SpanKind,
    WithdrawPrompt,
)
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.trace import End, InputStretch, Trace, ZoneChanged
from numbfeet_tray.core.units import Instant, Seconds, between


class Calendar(Protocol):
    """What happens by the wall clock. All times are aware and local."""

    def now(self, local: datetime) -> tuple[ev.Event, ...]:
        """Return the events that tell what is the case at `local` (inside working hours or not)."""

    def next(self, local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        """Return the next instant after `local` at which something happens, and what; None for never."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The last line: sums over the trace, and the clocks at its end, all in seconds or counts."""

    seated: float
    feet: float
    seat: float
    prompts: int
    """Prompts put before the person, each level counted."""
    routines: int
    """Routines finished."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One effect, and the trace second at which it came."""

    t: float
    effect: Effect


class Replay:
    """One run of a trace. `zone` turns an IANA name into a tzinfo; LookupError from it is passed on."""

    def __init__(self, trace: Trace, engine: Engine, calendar: Calendar, zone: Callable[[str], tzinfo]) -> None:
        self._trace = trace
        self._engine = engine
        self._calendar = calendar
        self._zone = zone
        self._local_zone = zone(trace.header.zone)
        self._wall_shift = 0.0
        self._seated = 0.0
        self._prompts = 0
        self._routines = 0
        self._coming: tuple[float, tuple[ev.Event, ...]] | None = None
        """The trace second at which the calendar comes next, and what it brings."""
        self.totals: Totals | None = None
        """Set when `run` is through."""

    def run(self) -> Iterator[Moment]:
        """Yield every effect in the order it came.

        Raises:
            TimeWentBackError, UnknownRoutineError: as the engine does.
        """
        start = self._trace.header.instant(Seconds(0.0))
        self._plan(0.0)
        for event in self._calendar.now(self._local(0.0)):
            yield from self._step(event, start)
        end = 0.0
        for item in compact(self._trace, self._engine.settings):
            yield from self._run_calendar(item.t)
            end = item.t
            if isinstance(item.what, End):
                break
            assert not isinstance(item.what, InputStretch)  # noqa: S101 - `compact` tells stretches as events
            yield from self._take(item.what, item.t)
        yield from self._finish(self._trace.header.instant(Seconds(end)))

    def _take(self, what: ev.Event | ZoneChanged, t: Seconds) -> Iterator[Moment]:
        at = self._trace.header.instant(t)
        if isinstance(what, ZoneChanged):
            self._local_zone = self._zone(what.zone)
        else:
            yield from self._step(what, at)
            if not isinstance(what, ev.WallClockSet):
                return
            self._wall_shift += what.by
        self._plan(t)
        for event in self._calendar.now(self._local(t)):
            yield from self._step(event, at)

    def _run_calendar(self, until: float) -> Iterator[Moment]:
        """Run what the calendar holds up to trace second `until`, inclusive."""
        while self._coming is not None and self._coming[0] <= until:
            t, events = self._coming
            for event in events:
                yield from self._step(event, self._trace.header.instant(Seconds(t)))
            self._plan(t)

    def _plan(self, t: float) -> None:
        """Look up what the calendar holds after trace second `t`."""
        coming = self._calendar.next(self._local(t))
        if coming is None:
            self._coming = None
        else:
            seconds = (coming[0] - self._trace.header.start).total_seconds() - self._wall_shift
            self._coming = seconds, coming[1]

    def _step(self, event: ev.Event, at: Instant) -> Iterator[Moment]:
        while (due := self._engine.next_deadline()) is not None and due <= at:
            yield from self._told(self._engine.step(ev.Tick(), due), due)
        yield from self._told(self._engine.step(event, at), at)

    def _finish(self, at: Instant) -> Iterator[Moment]:
        yield from self._step(ev.Tick(), at)
        snapshot = self._engine.snapshot(at)
        yield from self._told(self._engine.finish(at), at)
        self.totals = Totals(
            round(self._seated, 6), round(snapshot.feet, 6), round(snapshot.seat, 6), self._prompts, self._routines
        )

    def _told(self, effects: tuple[Effect, ...], at: Instant) -> Iterator[Moment]:
        for effect in effects:
            match effect:
                case ShowPrompt():
                    self._prompts += 1
                case RecordRoutine(end=RoutineEnd.FINISHED):
                    self._routines += 1
                case RecordSpan(SpanKind.SEATED, start, end):
                    self._seated += between(start, end)
                case _:
                    pass
            yield Moment(self.seconds(at), effect)

    def seconds(self, at: Instant) -> float:
        """Return the trace second of `at`, to the microsecond."""
        return round(float(at - self._trace.header.boot), 6)

    def _local(self, t: float) -> datetime:
        moment = self._trace.header.start.astimezone(UTC) + timedelta(seconds=t + self._wall_shift)
        return moment.astimezone(self._local_zone)


def plain_moment(moment: Moment, replay: Replay) -> dict[str, object] | None:
    """Return the JSON-able line for an effect, or None for one that is not part of the output."""
    match moment.effect:
        case ShowPrompt(prompt):
            return {
                "t": moment.t,
                "what": "prompt",
                "reminder": prompt.reminder,
                "level": prompt.level,
                "seated": round(float(prompt.seated), 6),
                "held": prompt.held,
            }
        case WithdrawPrompt(_, why):
            return {"t": moment.t, "what": "withdraw", "why": why.value}
        case RecordSpan(kind, start, end):
            return {"from": replay.seconds(start), "to": replay.seconds(end), "what": "span", "kind": kind.value}
        case _:
            return None


def plain_totals(t: float, totals: Totals) -> dict[str, object]:
    """Return the JSON-able last line."""
    return {
        "t": t,
        "what": "totals",
        "seated": totals.seated,
        "feet": totals.feet,
        "seat": totals.seat,
        "prompts": totals.prompts,
        "routines": totals.routines,
    }
