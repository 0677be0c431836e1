"""Stories of traces: spans, totals, and what the wall clock brings in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.replay import Replay, plain_moment, plain_totals
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace import End, Header, InputStretch, Timed, Trace, What, ZoneChanged
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE

ZONES: dict[str, tzinfo] = {"UTC": UTC, "east": timezone(timedelta(hours=3)), "west": timezone(timedelta(hours=-5))}
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class OfficeHours:
    """A calendar: closed from 17 to 9, and lunch at noon, local time, every day."""

    def now(self, local: datetime) -> tuple[ev.Event, ...]:
        return (ev.HoldChanged(HoldKind.WORKING_HOURS, not 9 <= local.hour < 17),)

    def next(self, local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        for hour in range(1, 25):
            at = (local + timedelta(hours=hour)).replace(minute=0, second=0, microsecond=0)
            if at.hour in {9, 17}:
                return at, self.now(at)
            if at.hour == 12:
                return at, (ev.ScheduleFired("lunch", "mixed"),)
        raise AssertionError


class NoCalendar:
    """A calendar on which nothing stands."""

    def now(self, local: datetime) -> tuple[ev.Event, ...]:
        return ()

    def next(self, local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        return None


def lines(
    *items: tuple[float, What],
    calendar: OfficeHours | NoCalendar | None = None,
    start: datetime = NINE,
    zone: str = "UTC",
    boot: float = 0.0,
) -> list[dict[str, object]]:
    """Return what `simulate` prints for a trace of `items`."""
    timed = (Timed(Seconds(t), what, line) for line, (t, what) in enumerate(items, start=2))
    trace = Trace(Header(start, zone, Instant(boot)), tuple(timed))
    engine = Engine(Settings(), CATALOGUE, Instant(boot))
    replay = Replay(trace, engine, calendar or NoCalendar(), ZONES.__getitem__)
    plain = [plain_moment(moment, replay) for moment in replay.run()]
    assert replay.totals is not None
    return [line for line in plain if line is not None] + [plain_totals(items[-1][0] if items else 0.0, replay.totals)]


def stretch(until: float, every: float = 2.0) -> InputStretch:
    return InputStretch(Seconds(until), Seconds(every))


def prompts(told: list[dict[str, object]]) -> list[tuple[object, object, object]]:
    return [(line["t"], line["reminder"], line["level"]) for line in told if line["what"] == "prompt"]


@pytest.mark.parametrize("boot", [0.0, 12345.5])
def test_seconds_count_from_the_start_of_the_trace_whatever_the_boot_clock_said(boot: float) -> None:
    told = lines((0.0, stretch(1900.0, 10.0)), (2000.0, End()), boot=boot)
    assert told == lines((0.0, stretch(1900.0, 10.0)), (2000.0, End()))


def test_spans_cover_the_whole_trace_without_gap_or_overlap() -> None:
    told = lines(
        (10.0, stretch(700.0)),
        (710.0, ev.SleepBegan()),
        (900.0, ev.Woke()),
        (1000.0, stretch(1500.0)),
        (1500.0, ev.Said(ev.Saying.STANDING)),
        (1510.0, stretch(1600.0)),
        (1650.0, End()),
    )
    spans = [line for line in told if line["what"] == "span"]
    assert [(line["kind"], line["from"], line["to"]) for line in spans] == [
        ("away", 0.0, 10.0),
        ("seated", 10.0, 700.0),
        ("away", 700.0, 710.0),
        ("asleep", 710.0, 900.0),
        ("away", 900.0, 1000.0),
        ("seated", 1000.0, 1500.0),
        ("standing", 1500.0, 1650.0),
    ]


def test_a_routine_that_was_started_runs_to_its_end_and_is_counted_when_finished() -> None:
    told = lines(
        (0.0, stretch(100.0)),
        (50.0, ev.StartAsked("desk-minute")),
        (70.0, ev.StartAsked("desk-minute")),
        (71.0, ev.GuideKeyPressed(ev.GuideKey.STOP)),
        (100.0, End()),
    )
    assert (told[-1]["routines"], told[-1]["feet"], told[-1]["seat"]) == (1, 40.0, 100.0)


def test_the_clocks_in_the_totals_are_those_before_a_routine_is_cut_off_by_the_end() -> None:
    told = lines((0.0, stretch(100.0)), (95.0, ev.StartAsked("desk-minute")), (100.0, End()))
    assert (told[-1]["routines"], told[-1]["feet"]) == (0, 100.0)


def test_an_empty_trace_has_totals_of_nothing() -> None:
    assert lines() == [
        {"t": 0.0, "what": "totals", "seated": 0.0, "feet": 0.0, "seat": 0.0, "prompts": 0, "routines": 0}
    ]


def test_what_stands_after_the_end_is_not_played() -> None:
    told = lines((0.0, stretch(50.0)), (40.0, End()))
    assert told[-1]["seated"] == 40.0


def test_an_unknown_zone_ends_the_replay() -> None:
    with pytest.raises(LookupError):
        lines((0.0, ev.Input()), (1.0, ZoneChanged("Atlantis")))


# -------------------------------------------------------------------------------------------------- wall clock


def test_what_the_calendar_holds_comes_at_its_own_instant() -> None:
    noon = 3 * 3600.0
    told = lines((0.0, ev.Input()), (noon - 20.0, stretch(noon + 1.0)), (noon + 40.0, End()), calendar=OfficeHours())
    assert prompts(told) == [(noon + 3.0, "lunch", 1)]


def test_the_calendar_is_asked_at_the_start() -> None:
    """A trace that begins outside working hours begins with a hold."""
    five = NINE.replace(hour=5)
    told = lines((0.0, stretch(14500.0, 30.0)), (14500.0, End()), calendar=OfficeHours(), start=five)
    assert prompts(told) == [(4 * 3600.0 + 5.0, "seat", 1)]
    assert [line["held"] for line in told if line["what"] == "prompt"] == [2]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(ev.Tick(), [(1803.0, "feet", 1)], id="nothing"),
        pytest.param(ev.WallClockSet(9 * 3600.0), [], id="set to the evening"),
        pytest.param(ev.WallClockSet(-3600.0), [], id="set back to the early morning"),
        pytest.param(ZoneChanged("west"), [], id="flown west, where it is early"),
        pytest.param(ZoneChanged("east"), [(1803.0, "feet", 1)], id="flown east, where it is noon"),
    ],
)
def test_working_hours_follow_the_wall_clock_and_the_zone(
    event: What, expected: list[tuple[object, object, object]]
) -> None:
    told = lines((0.0, stretch(1800.0)), (1000.0, event), (1820.0, End()), calendar=OfficeHours())
    assert [entry for entry in prompts(told) if entry[1] == "feet"] == expected
    assert told[-1]["seated"] == 1820.0, "no clock is touched"


def test_calendar_events_follow_a_wall_clock_that_was_set() -> None:
    """Set on by an hour and a half at 9:10, lunch comes at trace time 1:30."""
    told = lines(
        (0.0, stretch(600.0)),
        (600.0, ev.WallClockSet(5400.0)),
        (5300.0, stretch(5398.0)),
        (5450.0, End()),
        calendar=OfficeHours(),
    )
    assert [entry for entry in prompts(told) if entry[1] == "lunch"] == [(5401.0, "lunch", 1)]


def test_calendar_events_follow_the_zone() -> None:
    """Flown five hours west, lunch comes five hours later."""
    noon = 8 * 3600.0
    told = lines(
        (0.0, ev.Input()),
        (50.0, ZoneChanged("west")),
        (noon - 20.0, stretch(noon)),
        (noon + 20.0, End()),
        calendar=OfficeHours(),
    )
    assert prompts(told) == [(noon + 3.0, "lunch", 1)]


def test_seconds_are_told_to_the_microsecond() -> None:
    told = lines((0.1, stretch(0.1 + 1800.0, 0.1)), (1900.0, End()))
    assert prompts(told)[0] == (1803.1, "feet", 1)
    assert next(line for line in told if line["what"] == "span")["to"] == 0.1
