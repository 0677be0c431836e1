"""A trace run through the engine: what comes of it, when, and by the calendar."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.effects import RecordRoutine, ShowPrompt
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.errors import UnknownRoutineError
from numbfeet_tray.core.replay import Moment, Replay, Totals, plain_moment, plain_totals
from numbfeet_tray.core.routine import Phase, Position, Routine, Step
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace import read_trace
from numbfeet_tray.core.units import Instant, Seconds

HEADER = '{"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "Europe/Berlin"}'
CURLS = Step("toe-curls", "Toe curls", "Curl.", "", Position.SEATED, moves_feet=True, phases=(Phase(Seconds(60.0)),))
ROUTINES = (Routine("desk-minute", "Desk minute", (CURLS,)),)


class Daily:
    """Outside working hours from 10:00 to 11:00 of every local day; nothing else."""

    def __init__(self) -> None:
        self.asked = 0

    def now(self, local: datetime) -> tuple[ev.Event, ...]:
        return (ev.HoldChanged(ev.HoldKind.WORKING_HOURS, on=local.hour == 10),)

    def next(self, local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        self.asked += 1
        for hours in range(1, 26):
            at = (local.astimezone(UTC) + timedelta(hours=hours)).astimezone(local.tzinfo)
            at = at.replace(minute=0, second=0, microsecond=0)
            if at.hour in (10, 11) and at > local:
                return at, self.now(at)
        raise AssertionError("a day has both hours")


class Never:
    """No calendar."""

    def now(self, _local: datetime) -> tuple[ev.Event, ...]:
        return ()

    def next(self, _local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        return None


def zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def replayed(lines: list[dict[str, object]], calendar: Daily | Never) -> tuple[list[Moment], Replay]:
    """Return every moment of a trace, and the replay with its totals."""
    trace = read_trace([HEADER, *(json.dumps(line) for line in lines)])
    replay = Replay(trace, Engine(Settings(), ROUTINES, Instant(0.0)), calendar, zone)
    return list(replay.run()), replay


def prompts(moments: list[Moment]) -> list[tuple[float, str, int, int]]:
    """Return (second, reminder, level, held) of each prompt."""
    shown = [(moment.t, moment.effect.prompt) for moment in moments if isinstance(moment.effect, ShowPrompt)]
    return [(t, prompt.reminder, prompt.level, prompt.held) for t, prompt in shown]


TYPING = {"t": 0, "event": "input", "until": 9000, "every": 2}


def test_each_effect_comes_at_its_own_instant_however_far_apart_the_events_are() -> None:
    moments, _ = replayed([TYPING, {"t": 4000, "event": "end"}], Never())
    assert prompts(moments) == [
        (1920.0, "feet", 1, 0),
        (2220.0, "feet", 2, 0),
        (2520.0, "feet", 3, 0),
        (3720.0, "seat", 1, 0),
    ]


def test_the_totals_sum_the_spans_and_count_what_was_finished() -> None:
    lines: list[dict[str, object]] = [
        TYPING,
        {"t": 100, "event": "start", "routine": "desk-minute"},
        {"t": 300, "event": "start", "routine": "desk-minute"},
        {"t": 310, "event": "stop"},
        {"t": 2000, "event": "end"},
    ]
    moments, replay = replayed(lines, Never())
    assert replay.totals == Totals(seated=2000.0, feet=1840.0, seat=2000.0, prompts=0, routines=1)
    assert sum(isinstance(moment.effect, RecordRoutine) for moment in moments) == 2


def test_totals_are_there_only_when_the_run_is_through() -> None:
    trace = read_trace([HEADER, '{"t": 5, "event": "input"}'])
    replay = Replay(trace, Engine(Settings(), ROUTINES, Instant(0.0)), Never(), zone)
    assert replay.totals is None
    list(replay.run())
    assert replay.totals is not None


def test_what_is_the_case_at_the_start_is_told_first_and_edges_come_at_their_instant() -> None:
    """09:00 local: held from 3600 s to 7200 s of the trace."""
    moments, _ = replayed([TYPING, {"t": 8000, "event": "end"}], Daily())
    assert prompts(moments) == [
        (1920.0, "feet", 1, 0),
        (2220.0, "feet", 2, 0),
        (2520.0, "feet", 3, 0),
        (7205.0, "seat", 1, 2),
        (7505.0, "seat", 2, 2),
        (7805.0, "seat", 3, 2),
    ]


def test_the_calendar_is_asked_once_for_each_edge_not_for_each_event() -> None:
    calendar = Daily()
    replayed([*({"t": t, "event": "input"} for t in range(0, 20000, 50)), {"t": 20000, "event": "end"}], calendar)
    assert calendar.asked == 3


def test_setting_the_wall_clock_moves_the_edges_and_tells_what_is_the_case() -> None:
    """An hour forward at 10 s: it is 10:00 at once, and 11:00 at 3600 s."""
    lines: list[dict[str, object]] = [TYPING, {"t": 10, "event": "clock_set", "by": 3600}, {"t": 4000, "event": "end"}]
    moments, _ = replayed(lines, Daily())
    assert prompts(moments) == [(3605.0, "seat", 1, 1), (3905.0, "seat", 2, 1)]


def test_another_time_zone_moves_the_edges_too() -> None:
    """London is an hour behind: 10:00 comes at 7200 s."""
    lines: list[dict[str, object]] = [
        TYPING,
        {"t": 10, "event": "zone", "zone": "Europe/London"},
        {"t": 4000, "event": "end"},
    ]
    moments, _ = replayed(lines, Daily())
    assert (3720.0, "seat", 1, 0) in prompts(moments)


def test_an_unknown_routine_is_passed_on() -> None:
    with pytest.raises(UnknownRoutineError):
        replayed([{"t": 5, "event": "start", "routine": "headstand"}], Never())


def test_a_trace_without_an_end_ends_with_its_last_event() -> None:
    moments, replay = replayed([{"t": 0, "event": "input"}, {"t": 30, "event": "input"}], Never())
    assert replay.totals == Totals(seated=30.0, feet=30.0, seat=30.0, prompts=0, routines=0)
    assert [plain_moment(moment, replay) for moment in moments] == [
        {"from": 0.0, "to": 30.0, "what": "span", "kind": "seated"}
    ]


def test_the_lines_are_those_of_the_design() -> None:
    lines: list[dict[str, object]] = [
        {"t": 0, "event": "input", "until": 1875, "every": 1.5},
        {"t": 1900, "event": "lock"},
        {"t": 1950, "event": "start", "routine": "desk-minute"},
        {"t": 2500, "event": "end"},
    ]
    moments, replay = replayed(lines, Never())
    told = [plain_moment(moment, replay) for moment in moments]
    assert [line for line in told if line is not None] == [
        {"t": 1878.0, "what": "prompt", "reminder": "feet", "level": 1, "seated": 1878.0, "held": 0},
        {"t": 1900.0, "what": "withdraw", "why": "away"},
        {"from": 0.0, "to": 1875.0, "what": "span", "kind": "seated"},
        {"from": 1875.0, "to": 2500.0, "what": "span", "kind": "away"},
    ]
    assert None in told  # records of prompts and routines, and the guide, are no lines
    assert replay.totals is not None
    assert plain_totals(2500.0, replay.totals) == {
        "t": 2500.0,
        "what": "totals",
        "seated": 1875.0,
        "feet": 0.0,
        "seat": 1875.0,
        "prompts": 1,
        "routines": 1,
    }
