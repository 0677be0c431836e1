"""`config.cron`: checked against a second reading of cron, and against what APScheduler makes of the normal form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from numbfeet_tray.config.cron import CronFlaw, cron_normal_form
from numbfeet_tray.config.problem import CronField, ProblemKind

NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@pytest.mark.parametrize(
    ("line", "normal"),
    [
        ("* * * * *", "* * * * *"),
        ("30 9 * * mon-fri", "30 9 * * mon-fri"),
        ("30 9 * * 1-5", "30 9 * * mon-fri"),
        ("0 0 * * 0", "0 0 * * sun"),
        ("0 0 * * 7", "0 0 * * sun"),
        ("0 0 * * 0-7", "0 0 * * *"),
        ("0 0 * * 5-7", "0 0 * * fri-sun"),
        ("0 0 * * fri-mon", "0 0 * * mon,fri-sun"),
        ("0 0 * * sat-sun", "0 0 * * sat,sun"),
        ("0 0 * * sun-tue", "0 0 * * mon,tue,sun"),
        ("*/15 9-17/4 * * *", "0,15,30,45 9,13,17 * * *"),
        ("5,3,4,1 * * * *", "1,3-5 * * * *"),
        ("0 0 1 JAN,Jul *", "0 0 1 1,7 *"),
        ("0 0 * nov-feb *", "0 0 * 1,2,11,12 *"),
        ("0-59 0-23 1-31 1-12 0-6", "* * * * *"),
        ("\t1  2\t3 4 * ", "1 2 3 4 *"),
        ("0 0 29 2 *", "0 0 29 2 *"),
        ("0 0 31 2,3 *", "0 0 31 2,3 *"),
        ("0 0 */2 * *", "0 0 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * *"),
        ("0 0 * * */2", "0 0 * * tue,thu,sat,sun"),
    ],
)
def test_a_cron_line_has_one_normal_form(line: str, normal: str) -> None:
    assert cron_normal_form(line) == normal
    assert cron_normal_form(normal) == normal


@pytest.mark.parametrize(
    ("line", "kind", "suggestion"),
    [
        ("", ProblemKind.CRON_FIELD_COUNT, None),
        ("0 9 * *", ProblemKind.CRON_FIELD_COUNT, None),
        ("0 0 9 * * *", ProblemKind.CRON_FIELD_COUNT, None),
        ("@daily", ProblemKind.CRON_FIELD_COUNT, "0 0 * * *"),
        ("@reboot", ProblemKind.CRON_FIELD_COUNT, None),
        ("60 * * * *", ProblemKind.CRON_FIELD, None),
        ("* 24 * * *", ProblemKind.CRON_FIELD, None),
        ("* * 0 * *", ProblemKind.CRON_FIELD, None),
        ("* * * 13 *", ProblemKind.CRON_FIELD, None),
        ("* * * * 8", ProblemKind.CRON_FIELD, None),
        ("* * * * monday", ProblemKind.CRON_FIELD, "* * * * mon"),
        ("* * * january-march *", ProblemKind.CRON_FIELD, "* * * jan-mar *"),
        ("* * * * mo", ProblemKind.CRON_FIELD, None),
        ("mon * * * *", ProblemKind.CRON_FIELD, None),
        ("5/10 * * * *", ProblemKind.CRON_FIELD, "5-59/10 * * * *"),
        ("30-10 * * * *", ProblemKind.CRON_FIELD, None),
        ("1, * * * *", ProblemKind.CRON_FIELD, None),
        ("1-2-3 * * * *", ProblemKind.CRON_FIELD, None),
        ("-1 * * * *", ProblemKind.CRON_FIELD, None),
        ("? * * * *", ProblemKind.CRON_FIELD, None),
        ("٣ * * * *", ProblemKind.CRON_FIELD, None),
        ("* * * * mon#2", ProblemKind.CRON_FIELD, None),
        ("99999 * * * *", ProblemKind.CRON_FIELD, None),
        ("*/0 * * * *", ProblemKind.CRON_STEP, None),
        ("*/60 * * * *", ProblemKind.CRON_STEP, None),
        ("* */24 * * *", ProblemKind.CRON_STEP, None),
        ("0 9 1 * mon", ProblemKind.CRON_TWO_DAYS, None),
        ("0 9 30 2 *", ProblemKind.CRON_NEVER, None),
        ("0 9 31 feb,apr,jun *", ProblemKind.CRON_NEVER, None),
    ],
)
def test_what_is_no_cron_line_is_told(line: str, kind: ProblemKind, suggestion: str | None) -> None:
    flaw = cron_normal_form(line)
    assert isinstance(flaw, CronFlaw)
    assert (flaw.kind, flaw.suggestion) == (kind, suggestion)


def test_the_wrong_part_is_named_with_what_its_field_takes() -> None:
    flaw = cron_normal_form("0 9 * * mon,tues")
    assert isinstance(flaw, CronFlaw)
    assert flaw.allowed == CronField("weekday", "tues", 0, 7, NAMES)


@given(st.text("0123456789*,-/ abmonfrisu@", max_size=30) | st.text())
def test_reading_a_cron_line_never_raises(line: str) -> None:
    form = cron_normal_form(line)
    if isinstance(form, str):
        assert cron_normal_form(form) == form


Allowed = tuple[str, frozenset[int]]


def parts(least: int, most: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[Allowed]:
    """One part of a field and the numbers it stands for."""
    ends = st.tuples(st.integers(least, most), st.integers(least, most)).map(sorted)

    def name(number: int) -> st.SearchStrategy[str]:
        return st.sampled_from([str(number), *([names[number - least]] if names else [])])

    def ranged(pair: list[int]) -> st.SearchStrategy[Allowed]:
        first, last = pair
        return st.builds(
            lambda one, other, step: (
                f"{one}-{other}" + (f"/{step}" if step > 1 else ""),
                frozenset(range(first, last + 1, step)),
            ),
            name(first),
            name(last),
            st.integers(1, most - least),
        )

    single = st.integers(least, most).flatmap(lambda number: name(number).map(lambda text: (text, frozenset([number]))))
    stepped = st.integers(1, most - least).map(lambda step: (f"*/{step}", frozenset(range(least, most + 1, step))))
    return st.one_of(single, stepped, ends.flatmap(ranged))


def fields(least: int, most: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[Allowed]:
    every = st.just(("*", frozenset(range(least, most + 1))))
    some = st.lists(parts(least, most, names), min_size=1, max_size=3).map(
        lambda found: (",".join(text for text, _ in found), frozenset().union(*(values for _, values in found)))
    )
    return every | some


@settings(deadline=None)
@given(
    st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12, MONTHS), fields(0, 6, NAMES)),
    st.integers(0, 365 * 6),
)
def test_the_scheduler_fires_the_normal_form_exactly_when_cron_would(line: tuple[Allowed, ...], days_on: int) -> None:
    form = cron_normal_form(" ".join(text for text, _ in line))
    minutes, hours, days, months, weekdays = (values for _, values in line)
    if not isinstance(form, str):
        assert form.kind in {ProblemKind.CRON_TWO_DAYS, ProblemKind.CRON_NEVER}
        return
    begin = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=days_on)
    day = begin
    while not (day.day in days and day.month in months and (day.weekday() + 1) % 7 in weekdays):
        day += timedelta(days=1)
        assert day - begin < timedelta(days=366 * 9)
    trigger = CronTrigger.from_crontab(form, timezone=UTC)
    start = begin
    for expected in sorted(day + timedelta(hours=hour, minutes=minute) for hour in hours for minute in minutes)[:20]:
        assert trigger.get_next_fire_time(None, start) == expected
        start = expected + timedelta(seconds=1)
