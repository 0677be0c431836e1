"""What each table of the configuration may hold. Every key of the file is named here, once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from numbfeet_tray.config import checks, offers
from numbfeet_tray.config.durations import canonical
from numbfeet_tray.config.hours import DAY_NAMES, MinuteRange, WorkingHours, overlap, range_text, week_span
from numbfeet_tray.config.model import IconStyle, QuietRules, Safety, Schedule, TrayBackend
from numbfeet_tray.config.problem import NumberRange, Other, ProblemKind, dotted
from numbfeet_tray.config.reader import Table
from numbfeet_tray.core.settings import (
    DEFAULT_REMINDERS,
    STANDING_REMINDER,
    Absences,
    ClockName,
    InCalls,
    Prompting,
    Reminder,
)
from numbfeet_tray.core.units import Seconds

Routines = Collection[str] | None
"""Ids of the routines that may be offered; None when they are not known."""

EVERY = checks.duration("5s", "12h")
"""Least: short enough to try the program out."""


class Names:
    """The names of reminders and schedules, in the order they are read."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        """Key at which each name was given first; names differ when they differ in more than capitals."""

    def claim(self, table: Table, name: str) -> None:
        """Report `name` when it is taken or reserved."""
        if not table.is_sound("name"):
            return
        key = dotted((*table.path, "name"))
        first = self._first.setdefault(name.casefold(), key)
        if name.casefold() == STANDING_REMINDER:
            table.report("name", ProblemKind.NAME_RESERVED, name)
        elif first != key:
            table.report("name", ProblemKind.NAME_TAKEN, name, Other(first, name))


def absences(table: Table) -> Absences:
    """Read `[absence]`."""
    default = Absences()
    found = Absences(
        short=table.read("short", checks.duration("1s", "30m"), default.short),
        real=table.read("real", checks.duration("2s", "4h"), default.real),
        passive=table.read("passive", checks.duration("0s", "12h"), default.passive),
        grace=table.read("grace", checks.duration("0s", "10m"), default.grace),
        undo=table.read("undo", checks.duration("0s", "2h"), default.undo),
        leaving=table.read("leaving", checks.duration("0s", "5m"), default.leaving),
    )
    table.finish()
    if table.is_sound("short", "real") and found.short >= found.real:
        short, real = canonical(found.short), canonical(found.real)
        if table.has("real"):
            table.report("real", ProblemKind.NOT_LONGER, real, Other(dotted((*table.path, "short")), short))
        else:
            table.report("short", ProblemKind.NOT_SHORTER, short, Other(dotted((*table.path, "real")), real))
    return found


def reminders(top: Table, routines: Routines, names: Names) -> tuple[Reminder, ...]:
    """Read every `[[reminder]]`; given ones replace the default ones, `reminder = []` is none."""
    tables = top.tables("reminder")
    if tables is None:
        return DEFAULT_REMINDERS
    return tuple(_reminder(table, routines, names) for table in tables)


def _reminder(table: Table, routines: Routines, names: Names) -> Reminder:
    clock = checks.choice(ClockName, without=(ClockName.STANCE,))
    default = DEFAULT_REMINDERS[0]
    found = Reminder(
        name=table.read("name", checks.name, "", required=True),
        clock=table.read("clock", clock, default.clock, required=True),
        every=table.read("every", EVERY, default.every, required=True),
        offer="",
    )
    offer = table.read("offer", offers.offer(routines, default.offer), offers.Offer(default.offer), required=True)
    found = replace(found, offer=offer.routine, choices=offer.choices)
    table.finish()
    names.claim(table, found.name)
    return found


def schedules(top: Table, routines: Routines, names: Names) -> tuple[Schedule, ...]:
    """Read every `[[schedule]]`."""
    return tuple(_schedule(table, routines, names) for table in top.tables("schedule") or ())


def _schedule(table: Table, routines: Routines, names: Names) -> Schedule:
    found = Schedule(
        name=table.read("name", checks.name, "", required=True),
        cron=table.read("cron", checks.cron, "", required=True),
        routine=table.read("routine", _routine(routines), "", required=True),
    )
    table.finish()
    names.claim(table, found.name)
    return found


def prompting(prompt: Table, quiet: Table, routines: Routines) -> Prompting:
    """Read `[prompt]`, and the rules for calls in `[quiet]`; the latter is left to be finished by `quiet_rules`."""
    default = Prompting()
    found = Prompting(
        polite_idle=prompt.read("polite_idle", checks.duration("0s", "1m"), default.polite_idle),
        polite_wait=prompt.read("polite_wait", checks.duration("0s", "1h"), default.polite_wait),
        levels=_levels(prompt, default.levels),
        after_hold=prompt.read("after_hold", checks.duration("0s", "10m"), default.after_hold),
        short_offer=prompt.read("short_offer", _routine(routines), default.short_offer),
        snoozes_before_short=prompt.read("snoozes_before_short", checks.number(1, 20), default.snoozes_before_short),
        standing_limit=prompt.read("standing_limit", EVERY, default.standing_limit),
        standing_offer=prompt.read("standing_offer", _routine(routines), default.standing_offer),
        in_calls=quiet.read("in_calls", checks.choice(InCalls), default.in_calls),
        discreet_offer=quiet.read("discreet_offer", _routine(routines), default.discreet_offer),
    )
    prompt.finish()
    return found


def _levels(table: Table, default: tuple[Seconds, Seconds, Seconds]) -> tuple[Seconds, Seconds, Seconds]:
    given: tuple[Seconds, ...] = default
    first, second, third = table.read("levels", checks.list_of(checks.duration("0s", "8h"), 3, 3), given)
    if first > 0:
        table.report("levels", ProblemKind.NOT_FROM_ZERO, canonical(first), inside=(0,))
    _check_rising(table, "levels", (first, second, third))
    return first, second, third


def snooze_lengths(table: Table, default: tuple[Seconds, ...]) -> tuple[Seconds, ...]:
    """Read `[snooze]`."""
    lengths = table.read("lengths", checks.list_of(checks.duration("5s", "8h"), 1, 6), default)
    _check_rising(table, "lengths", lengths)
    table.finish()
    return lengths


def _check_rising(table: Table, key: str, values: tuple[Seconds, ...]) -> None:
    for index in range(1, len(values)):
        before, value = values[index - 1], values[index]
        if value <= before:
            other = Other(dotted((*table.path, key, index - 1)), canonical(before))
            table.report(key, ProblemKind.NOT_RISING, canonical(value), other, (index,))


def working_hours(top: Table) -> WorkingHours:
    """Read `[working_hours]`; without it every hour is open, with it a day that is not named is closed."""
    table = top.table("working_hours")
    closed: tuple[MinuteRange, ...] = ()
    days = tuple(table.read(day, checks.list_of(checks.time_range), closed) for day in DAY_NAMES)
    table.finish()
    if not top.has("working_hours"):
        return WorkingHours()
    _check_overlaps(table, days)
    if not any(days) and top.is_sound("working_hours"):
        top.report("working_hours", ProblemKind.NO_HOURS)
    return WorkingHours(days)


def _check_overlaps(table: Table, days: tuple[tuple[MinuteRange, ...], ...]) -> None:
    placed = [(weekday, index, span) for weekday, spans in enumerate(days) for index, span in enumerate(spans)]
    for place, (weekday, index, span) in enumerate(placed):
        for earlier_day, earlier_index, earlier in placed[:place]:
            if overlap(week_span(weekday, span), week_span(earlier_day, earlier)):
                other = Other(dotted((*table.path, DAY_NAMES[earlier_day], earlier_index)), range_text(earlier))
                table.report(DAY_NAMES[weekday], ProblemKind.OVERLAP, range_text(span), other, (index,))
                break


def quiet_rules(table: Table) -> QuietRules:
    """Read the rest of `[quiet]`."""
    default = QuietRules()
    found = QuietRules(
        do_not_disturb=table.read("do_not_disturb", checks.switch, default.do_not_disturb),
        full_screen=table.read("full_screen", checks.switch, default.full_screen),
        camera=table.read("camera", checks.switch, default.camera),
        microphone=table.read("microphone", checks.switch, default.microphone),
        break_through=table.read("break_through", checks.switch, default.break_through),
    )
    table.finish()
    return found


def tray(table: Table) -> tuple[TrayBackend, IconStyle]:
    """Read `[tray]`."""
    backend = table.read("backend", checks.choice(TrayBackend), TrayBackend.AUTO)
    icons = table.read("icons", checks.choice(IconStyle), IconStyle.COLOUR)
    table.finish()
    return backend, icons


def safety(table: Table, exercises: Collection[str] | None) -> Safety:
    """Read `[safety]`. `exercises` are what can be hidden; None when that is not known."""
    hidden_check = checks.list_of(checks.reference(exercises, ProblemKind.UNKNOWN_EXERCISE))
    found = Safety(
        emergency_number=table.read("emergency_number", checks.phone_number, ""),
        hidden_exercises=table.read("hidden_exercises", hidden_check, ()),
    )
    table.finish()
    for index, hidden in enumerate(found.hidden_exercises):
        if hidden in found.hidden_exercises[:index]:
            table.report("hidden_exercises", ProblemKind.LISTED_TWICE, hidden, inside=(index,))
    return found


def notes(table: Table) -> bool:
    """Read `[notes]`."""
    asks = table.read("ask", checks.switch, False)
    table.finish()
    return asks


def version(top: Table, newest: int) -> None:
    """Read `config_version`."""
    found = top.read("config_version", checks.number(1, 10**6), newest)
    if found > newest:
        top.report("config_version", ProblemKind.NEWER_VERSION, found, NumberRange(1, newest))


def _routine(routines: Routines) -> checks.Check[str]:
    return checks.reference(routines, ProblemKind.UNKNOWN_ROUTINE)
