"""Stretches of dense input, told shortly, come to the same as told input by input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.dense import compact
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import HoldKind, Saying
from numbfeet_tray.core.replay import Moment, Replay, Totals
from numbfeet_tray.core.settings import Prompting, Settings
from numbfeet_tray.core.trace import End, Header, InputStretch, Timed, Trace, What
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE, SMALL

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class AtSeconds:
    """A calendar that holds what it was given, by seconds after `START`."""

    def __init__(self, *entries: tuple[float, ev.Event]) -> None:
        self._entries = sorted(((START + timedelta(seconds=t), event) for t, event in entries), key=lambda e: e[0])

    def now(self, local: datetime) -> tuple[ev.Event, ...]:
        return ()

    def next(self, local: datetime) -> tuple[datetime, tuple[ev.Event, ...]] | None:
        later = [(at, event) for at, event in self._entries if at > local]
        return (later[0][0], tuple(event for at, event in later if at == later[0][0])) if later else None


def trace(*items: tuple[float, What]) -> Trace:
    """Return a trace of `items`, in order of their lines."""
    timed = (Timed(Seconds(t), what, line) for line, (t, what) in enumerate(items, start=2))
    return Trace(Header(START, "UTC"), tuple(timed))


def stretch(until: float, every: float = 0.5) -> InputStretch:
    return InputStretch(Seconds(until), Seconds(every))


def replayed(told: Trace, settings: Settings, calendar: AtSeconds) -> tuple[list[Moment], Totals | None]:
    replay = Replay(told, Engine(settings, CATALOGUE, Instant(0.0)), calendar, lambda name: UTC)
    return list(replay.run()), replay.totals


def one_by_one(short: Trace) -> Trace:
    return Trace(short.header, tuple(short.unrolled()))


WITHIN: list[ev.Event] = [
    ev.Input(),
    ev.Locked(),
    ev.Unlocked(),
    ev.SleepBegan(),
    ev.Woke(),
    ev.InhibitorChanged("video", True),
    ev.InhibitorChanged("video", False),
    *(ev.Said(what) for what in Saying),
    ev.HoldChanged(HoldKind.CAMERA, True),
    ev.HoldChanged(HoldKind.CAMERA, False),
    ev.Snoozed(),
    ev.Skipped(),
    ev.StartAsked("toe-20"),
    ev.StartAsked("just-walk"),
    ev.PauseBegan(Instant(60.0)),
    ev.Tick(),
]


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Draw a trace of dense stretches one after the other, with other things before, within and between them."""
    t = 0.0
    items = list[tuple[float, What]]()
    for _ in range(draw(st.integers(1, 5))):
        t += draw(st.integers(1, 24)) * 0.5
        end = t + draw(st.integers(0, 90)) * 0.5
        items.append((t, stretch(end, draw(st.sampled_from([0.125, 0.25, 0.5, 0.75, 0.875])))))
        for offset in draw(st.lists(st.integers(0, int(2 * (end - t)) + 6), max_size=4)):
            items.append((t + offset * 0.5, draw(st.sampled_from(WITHIN))))
        t = end
    items.append((t + draw(st.integers(0, 60)) * 0.5, End()))
    items.sort(key=lambda item: item[0])
    return trace(*items)


@given(short=traces(), held=st.integers(0, 200), freed=st.integers(0, 200))
def test_a_dense_stretch_comes_to_the_same_as_its_inputs_one_by_one(short: Trace, held: int, freed: int) -> None:
    calendar = AtSeconds(
        (held * 0.5, ev.HoldChanged(HoldKind.WORKING_HOURS, True)),
        (freed * 0.5, ev.HoldChanged(HoldKind.WORKING_HOURS, False)),
        (40.0, ev.ScheduleFired("lunch", "mixed")),
    )
    assert replayed(short, SMALL, calendar) == replayed(one_by_one(short), SMALL, calendar)


def told(short: Trace, polite_idle: float = 3.0) -> list[tuple[float, What]]:
    return [
        (item.t, item.what) for item in compact(short, Settings(prompting=Prompting(polite_idle=Seconds(polite_idle))))
    ]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(
            [(5.0, stretch(905.0, 2.0)), (1000.0, End())],
            [(5.0, ev.Active()), (905.0, ev.Input()), (1000.0, End())],
            id="from the first to the last",
        ),
        pytest.param(
            [(5.0, stretch(906.5, 2.0)), (1000.0, End())],
            [(5.0, ev.Active()), (905.0, ev.Input()), (1000.0, End())],
            id="the last is not after the end",
        ),
        pytest.param([(5.0, stretch(5.0, 2.0))], [(5.0, ev.Input())], id="one input only"),
        pytest.param([(0.0, stretch(0.5, 0.1))], [(0.0, ev.Active()), (0.5, ev.Input())], id="tenths reach their end"),
        pytest.param(
            [(0.0, stretch(20.0, 2.0)), (9.0, ev.Locked())],
            [(0.0, ev.Active()), (8.0, ev.Input()), (9.0, ev.Locked()), (10.0, ev.Active()), (20.0, ev.Input())],
            id="exactly up to what falls into it",
        ),
        pytest.param(
            [(0.0, stretch(20.0, 2.0)), (8.0, ev.Locked()), (8.5, ev.Unlocked())],
            [
                (0.0, ev.Active()),
                (8.0, ev.Input()),
                (8.0, ev.Locked()),
                (8.5, ev.Unlocked()),
                (10.0, ev.Active()),
                (20.0, ev.Input()),
            ],
            id="an input on the instant of something else comes in the order of the lines",
        ),
        pytest.param(
            [(0.0, stretch(20.0, 2.0)), (9.0, End())],
            [(0.0, ev.Active()), (8.0, ev.Input()), (9.0, End())],
            id="nothing after the end",
        ),
        pytest.param(
            [(0.0, stretch(9.0, 3.0)), (20.0, End())],
            [*((t, ev.Input()) for t in (0.0, 3.0, 6.0, 9.0)), (20.0, End())],
            id="a sparse stretch is told input by input",
        ),
        pytest.param(
            [(0.0, stretch(4.0, 2.0)), (1.0, stretch(3.0, 2.0))],
            [(t, ev.Input()) for t in (0.0, 1.0, 2.0, 3.0, 4.0)],
            id="stretches that overlap are told input by input",
        ),
        pytest.param(
            [
                (0.0, stretch(4.0, 2.0)),
                (
                    9.0,
                    ev.SettingsChanged(
                        replace(Settings(), prompting=replace(Settings().prompting, polite_idle=Seconds(2.0))), ()
                    ),
                ),
            ],
            [*((t, ev.Input()) for t in (0.0, 2.0, 4.0)), None],
            id="settings to come are minded",
        ),
    ],
)
def test_a_stretch_is_told_by_its_ends(
    items: list[tuple[float, What]], expected: list[tuple[float, What] | None]
) -> None:
    result = told(trace(*items))
    assert [entry for entry, wanted in zip(result, expected, strict=True) if wanted is not None] == [
        wanted for wanted in expected if wanted is not None
    ]


def test_input_that_begins_to_count_again_after_leaving_is_told_exactly() -> None:
    """ "I am away" at 100 s: input up to 110 s is the person leaving, and 110 s ends the absence."""
    items = told(trace((0.0, stretch(200.0, 2.0)), (100.0, ev.Said(ev.Saying.AWAY)), (300.0, End())))
    assert items == [
        (0.0, ev.Active()),
        (100.0, ev.Input()),
        (100.0, ev.Said(ev.Saying.AWAY)),
        (102.0, ev.Active()),
        (110.0, ev.Input()),
        (112.0, ev.Active()),
        (200.0, ev.Input()),
        (300.0, End()),
    ]


def test_a_day_of_dense_input_is_told_in_a_handful_of_items() -> None:
    day = trace((0.0, stretch(28800.0, 1.0)), (14400.0, ev.Tick()), (28800.0, End()))
    items: Iterator[Timed] = compact(day, Settings())
    assert sum(1 for _ in items) < 10
