"""Cron lines: "30 9 * * mon-fri", checked and brought into one normal form.

Five fields: minute, hour, day of the month, month, weekday. Each is `*`, a number, a range `a-b`, either with a
step `*/n`, `a-b/n`, or a list of these with commas; months and weekdays also go by the first three letters of their
English names. Weekday numbers are cron's: 0 and 7 are Sunday, 1 is Monday. Ranges of months and weekdays may run
past the end: `fri-mon`, `nov-feb`.

Where both day of the month and weekday are restricted, cron takes either, other programs take both; such a line is
refused. So is one whose day never comes, such as 30 February.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from numbfeet_tray.config.problem import CronField, NumberRange, ProblemKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(?:(\*)|([0-9]{1,4}|[a-z]+)(?:-([0-9]{1,4}|[a-z]+))?)(?:/([0-9]{1,4}))?")
_SHORTCUTS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * sun",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    """Greatest number that may be written."""
    names: tuple[str, ...] = ()
    is_ring: bool = False

    @property
    def size(self) -> int:
        """How many different values there are; weekday 7 is 0 again."""
        return len(self.names) or self.most - self.least + 1


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS, is_ring=True),
    _Field("weekday", 0, 7, _WEEKDAYS, is_ring=True),
)


@dataclass(frozen=True, slots=True)
class CronFlaw:
    """Why a line is no cron line."""

    kind: ProblemKind
    """One of the `CRON_` kinds."""
    allowed: NumberRange | CronField | None = None
    suggestion: str | None = None


def cron_normal_form(line: str) -> str | CronFlaw:
    """Return `line` in normal form, or what is wrong with it.

    In the normal form each field is `*` or a rising list of numbers and ranges without steps, and weekdays are names
    in the order mon … sun. So it means the same to cron and to APScheduler's `CronTrigger.from_crontab`, which
    numbers weekdays from Monday = 0 and takes no range past the end.
    """
    parts = line.lower().split()
    if len(parts) != len(_FIELDS):
        count = NumberRange(len(_FIELDS), len(_FIELDS))
        return CronFlaw(ProblemKind.CRON_FIELD_COUNT, count, _SHORTCUTS.get(line.strip().lower()))
    sets: list[set[int]] = []
    for field, text in zip(_FIELDS, parts, strict=True):
        values = _field_values(field, text)
        if isinstance(values, CronFlaw):
            return replace(values, suggestion=_mended(parts))
        sets.append(values)
    written = (_written(field, values) for field, values in zip(_FIELDS, sets, strict=True))
    return _flaw_of_days(*sets[2:]) or " ".join(written)


def _mended(parts: list[str]) -> str | None:
    """Return a right line where long names of days and months, or steps without a range, made `parts` wrong."""
    short_names = (re.sub("[a-z]{4,}", lambda found: found[0][:3], text) for text in parts)
    with_ranges = (
        re.sub(r"(?<![-0-9])([0-9]+)/", rf"\1-{field.least + field.size - 1}/", text)
        for field, text in zip(_FIELDS, short_names, strict=True)
    )
    line = " ".join(with_ranges)
    return line if line.split() != parts and isinstance(cron_normal_form(line), str) else None


def _field_values(field: _Field, text: str) -> set[int] | CronFlaw:
    values: set[int] = set()
    for part in text.split(","):
        more = _part_values(field, part)
        if isinstance(more, CronFlaw):
            return more
        values |= more
    return values


def _part_values(field: _Field, part: str) -> set[int] | CronFlaw:
    flaw = CronFlaw(ProblemKind.CRON_FIELD, CronField(field.name, part, field.least, field.most, field.names))
    found = _PART.fullmatch(part)
    if not found:
        return flaw
    star, first_text, last_text, step_text = found.groups()
    step = int(step_text or 1)
    if not 1 <= step < field.size:
        return CronFlaw(ProblemKind.CRON_STEP, CronField(field.name, part, 1, field.size - 1))
    if star:
        return set(range(field.least, field.least + field.size, step))
    first = _number(field, first_text)
    last = first if last_text is None else _number(field, last_text)
    if first is None or last is None or (step_text and last_text is None):
        return flaw
    if last < first:
        if not field.is_ring:
            return flaw
        last += field.size
    return {(value - field.least) % field.size + field.least for value in range(first, last + 1, step)}


def _number(field: _Field, text: str) -> int | None:
    if text in field.names:
        return field.names.index(text) + field.least
    return int(text) if text.isdigit() and field.least <= int(text) <= field.most else None


def _flaw_of_days(days: set[int], months: set[int], weekdays: set[int]) -> CronFlaw | None:
    if len(days) < 31 and len(weekdays) < 7:
        return CronFlaw(ProblemKind.CRON_TWO_DAYS)
    if min(days) > max(_LAST_DAYS[month - 1] for month in months):
        return CronFlaw(ProblemKind.CRON_NEVER)
    return None


def _written(field: _Field, values: set[int]) -> str:
    if len(values) == field.size:
        return "*"
    if field.name != "weekday":
        return ",".join(_run(str(first), str(last), last - first) for first, last in _runs(values))
    from_monday = {(value - 1) % 7 for value in values}
    names = (*_WEEKDAYS[1:], _WEEKDAYS[0])
    return ",".join(_run(names[first], names[last], last - first) for first, last in _runs(from_monday))


def _run(first: str, last: str, more: int) -> str:
    return first if more == 0 else f"{first},{last}" if more == 1 else f"{first}-{last}"


def _runs(values: set[int]) -> list[tuple[int, int]]:
    """Return the (first, last) of each run of neighbours, rising."""
    return [
        (first, last)
        for first, last in zip(
            sorted(value for value in values if value - 1 not in values),
            sorted(value for value in values if value + 1 not in values),
            strict=True,
        )
    ]
