"""`config.show` and `config.parse` undo each other, so every field of `Config` has a key of its own."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.config.hours import DAY, WorkingHours
from numbfeet_tray.config.model import (
    Config,
    GuideView,
    IconStyle,
    NotificationBackend,
    QuietRules,
    Safety,
    Schedule,
    TrayBackend,
)
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.show import to_toml
from numbfeet_tray.core.settings import Absences, ClockName, InCalls, Prompting, Reminder, Settings
from numbfeet_tray.core.units import Seconds


def seconds(least: int, most: int) -> st.SearchStrategy[Seconds]:
    return st.integers(least, most).map(Seconds)


def rising(least: int, most: int, size: tuple[int, int]) -> st.SearchStrategy[tuple[Seconds, ...]]:
    numbers = st.lists(st.integers(least, most), min_size=size[0], max_size=size[1], unique=True)
    return numbers.map(lambda found: tuple(Seconds(number) for number in sorted(found)))


IDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Cn", "Co", "Cf", "Zl", "Zp"]), min_size=1, max_size=40)
    .filter(str.isprintable)
    .filter(lambda name: name.casefold() != "standing")
)
ABSENCES = st.builds(
    Absences,
    short=seconds(1, 900),
    real=seconds(901, 4 * 3600),
    passive=seconds(0, 12 * 3600),
    grace=seconds(0, 600),
    undo=seconds(0, 7200),
    leaving=seconds(0, 300),
)
PROMPTING = st.builds(
    Prompting,
    polite_idle=seconds(0, 60),
    polite_wait=seconds(0, 3600),
    levels=rising(1, 8 * 3600, (2, 2)).map(lambda later: (Seconds(0), *later)),
    after_hold=seconds(0, 600),
    short_offer=IDS,
    snoozes_before_short=st.integers(1, 20),
    standing_limit=seconds(5, 12 * 3600),
    standing_offer=IDS,
    in_calls=st.sampled_from(InCalls),
    discreet_offer=IDS,
)
REMINDERS = st.builds(
    Reminder,
    name=NAMES,
    clock=st.sampled_from([ClockName.FEET, ClockName.SEAT]),
    every=seconds(5, 12 * 3600),
    offer=IDS,
)
SCHEDULES = st.builds(Schedule, name=NAMES, cron=st.sampled_from(["30 9 * * mon-fri", "0,30 * 1 * *"]), routine=IDS)


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    if draw(st.booleans()):
        return WorkingHours()
    cuts = st.lists(st.integers(0, DAY), max_size=4, unique=True).map(sorted)
    days = [tuple(zip(found[::2], found[1::2], strict=False)) for found in (draw(cuts) for _ in range(6))]
    return WorkingHours((*days, ((1320, 1440),)))


CONFIGS = st.builds(
    Config,
    engine=st.builds(
        Settings,
        absences=ABSENCES,
        reminders=st.lists(REMINDERS, max_size=3, unique_by=lambda each: each.name.casefold()).map(tuple),
        prompting=PROMPTING,
        snooze_lengths=rising(5, 8 * 3600, (1, 6)),
    ),
    schedules=st.just(()),
    hours=working_hours(),
    day_start=st.integers(0, DAY - 1),
    quiet=st.builds(QuietRules, *[st.booleans()] * 5),
    tray=st.sampled_from(TrayBackend),
    icons=st.sampled_from(IconStyle),
    notification=st.sampled_from(NotificationBackend),
    guide=st.sampled_from(GuideView),
    asks_feeling=st.booleans(),
    safety=st.builds(
        Safety,
        emergency_number=st.sampled_from(["", "112", "+49 110"]),
        hidden_exercises=st.lists(IDS, max_size=3, unique=True).map(tuple),
    ),
)


@given(CONFIGS, st.lists(SCHEDULES, max_size=2, unique_by=lambda each: each.name.casefold()))
def test_what_is_shown_is_read_back_as_the_same_configuration(config: Config, schedules: list[Schedule]) -> None:
    taken = {reminder.name.casefold() for reminder in config.engine.reminders}
    config = replace(config, schedules=tuple(each for each in schedules if each.name.casefold() not in taken))
    assert parse(to_toml(config)) == config


def test_the_strategy_above_varies_every_field_of_the_configuration() -> None:
    """So that a field without a key cannot hide behind its default."""
    seen: dict[str, set[object]] = {}

    def note(value: object, at: str) -> None:
        if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                note(getattr(value, field.name), f"{at}.{field.name}")
        else:
            seen.setdefault(at, set()).add(value)

    @given(CONFIGS)
    def vary(config: Config) -> None:
        note(config, "")

    vary()
    assert {at for at, values in seen.items() if len(values) == 1} == {".schedules"}
