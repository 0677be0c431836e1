"""What a value must be: each check takes a value as TOML gave it and returns what it means, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from numbfeet_tray.config.cron import CronFlaw, cron_normal_form
from numbfeet_tray.config.durations import guess, parse_duration
from numbfeet_tray.config.hours import DAY, MinuteRange, parse_time, parse_time_range, time_text
from numbfeet_tray.config.problem import Allowed, Choice, DurationRange, NumberRange, Path, ProblemKind
from numbfeet_tray.config.quoting import quoted
from numbfeet_tray.core.units import Seconds

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_NAME = 40
"""Characters."""
DURATION_PATTERN = "^ *(?=[0-9])([0-9]+h)? ?([0-9]+m)? ?([0-9]+s)? *$"
"""What `parse_duration` reads, for a JSON Schema."""
_PHONE_NUMBER = re.compile(r"(?=.*[0-9])[+*#0-9(][-+*#0-9 ./()]{0,23}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a value, or with an item `inside` it."""

    kind: ProblemKind
    value: object
    allowed: Allowed = None
    suggestion: str | None = None
    inside: Path = ()


@dataclass(frozen=True, slots=True)
class Flawed:
    """A check's answer when the value is wrong."""

    flaws: tuple[Flaw, ...]
    """Not empty."""


Check = Callable[[object], T | Flawed]


def shaped(shape: Mapping[str, Any], check: Check[T]) -> Check[T]:
    """Return `check`, which takes what `shape`, a JSON Schema, describes as far as such a schema can."""
    vars(check)["shape"] = shape
    return check


def shape_of(check: Check[T]) -> Mapping[str, Any]:
    """Return the JSON Schema of what `check` takes; an empty one takes anything."""
    found: Mapping[str, Any] = vars(check).get("shape", {})
    return found


def flawed(kind: ProblemKind, value: object, allowed: Allowed = None, suggestion: str | None = None) -> Flawed:
    """Return the answer for one flaw of the value itself."""
    return Flawed((Flaw(kind, value, allowed, suggestion),))


def closest(word: object, options: Collection[str]) -> str | None:
    """Return the one of `options` that `word` was probably meant to be."""
    from difflib import get_close_matches  # noqa: PLC0415 - 0.1 MB that a right config never needs

    if not isinstance(word, str) or len(word) > LONGEST_NAME:
        return None
    by_form = {_form(option): option for option in options}
    found = get_close_matches(_form(word), by_form, n=1)
    return by_form[found[0]] if found else None


def _form(word: str) -> str:
    return word.strip().lower().replace("_", "-")


def _in_quotes(suggestion: str | None) -> str | None:
    return None if suggestion is None else quoted(suggestion)


def duration(least: str, most: str) -> Check[Seconds]:
    """Make the check for a duration from `least` to `most`, both written as in the file."""
    limits = DurationRange(parse_duration(least) or Seconds(0.0), parse_duration(most) or Seconds(0.0))

    def check(value: object) -> Seconds | Flawed:
        seconds = parse_duration(value) if isinstance(value, str) else None
        if seconds is None:
            return flawed(ProblemKind.NOT_A_DURATION, value, limits, _in_quotes(guess(value, limits)))
        if not limits.least <= seconds <= limits.most:
            return flawed(ProblemKind.DURATION_OUT_OF_RANGE, value, limits)
        return seconds

    return shaped({"type": "string", "pattern": DURATION_PATTERN}, check)


def number(least: int, most: int) -> Check[int]:
    """Make the check for a whole number from `least` to `most`."""
    limits = NumberRange(least, most)

    def check(value: object) -> int | Flawed:
        if isinstance(value, bool) or not isinstance(value, int):
            suggestion = value.strip() if isinstance(value, str) and re.fullmatch(" *[0-9]{1,9} *", value) else None
            return flawed(ProblemKind.NOT_A_NUMBER, value, limits, suggestion)
        return value if least <= value <= most else flawed(ProblemKind.NUMBER_OUT_OF_RANGE, value, limits)

    return shaped({"type": "integer", "minimum": least, "maximum": most}, check)


def switch(value: object) -> bool | Flawed:
    """Check for true or false."""
    if isinstance(value, bool):
        return value
    words = {"true": "true", "yes": "true", "on": "true", "1": "true"}
    words |= {"false": "false", "no": "false", "off": "false", "0": "false"}
    meant = words.get(str(value).lower()) if isinstance(value, str) or value in (0, 1) else None
    return flawed(ProblemKind.NOT_A_SWITCH, value, suggestion=meant)


def choice(options: type[E], *, without: Collection[E] = ()) -> Check[E]:
    """Make the check for one of the words of `options`."""
    words = {option.value: option for option in options if option not in without}

    def check(value: object) -> E | Flawed:
        if isinstance(value, str) and value in words:
            return words[value]
        return flawed(ProblemKind.NOT_A_CHOICE, value, Choice(tuple(words)), _in_quotes(closest(value, words)))

    return shaped({"enum": list(words)}, check)


def reference(known: Collection[str] | None, unknown: ProblemKind) -> Check[str]:
    """Make the check for the id of something `known`; None takes any id."""

    def check(value: object) -> str | Flawed:
        if not isinstance(value, str):
            return flawed(ProblemKind.NOT_TEXT, value)
        if known is not None and value not in known:
            return flawed(unknown, value, Choice(tuple(sorted(known))), _in_quotes(closest(value, known)))
        return value

    return shaped({"type": "string"} if known is None else {"enum": sorted(known)}, check)


def name(value: object) -> str | Flawed:
    """Check for the name that the person gives a reminder: one line, not blank, no blanks around it."""
    if not isinstance(value, str):
        return flawed(ProblemKind.NOT_TEXT, value)
    if not (value.isprintable() and value == value.strip() and 1 <= len(value) <= LONGEST_NAME):
        return flawed(ProblemKind.BAD_NAME, value, NumberRange(1, LONGEST_NAME))
    return value


def phone_number(value: object) -> str | Flawed:
    """Check for a number that can be dialled, or for empty text."""
    if isinstance(value, str) and (value == "" or _PHONE_NUMBER.fullmatch(value)):
        return value
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**15
    return flawed(ProblemKind.BAD_PHONE_NUMBER, value, suggestion=quoted(str(value)) if is_number else None)


def cron(value: object) -> str | Flawed:
    """Check for a cron line and return its normal form."""
    if not isinstance(value, str):
        return flawed(ProblemKind.NOT_TEXT, value)
    form = cron_normal_form(value)
    if isinstance(form, CronFlaw):
        return flawed(form.kind, value, form.allowed, _in_quotes(form.suggestion))
    return form


def time_of_day(value: object) -> int | Flawed:
    """Check for a time before 24:00 and return its minute of the day."""
    minute = parse_time(value) if isinstance(value, str) else None
    if minute is None or minute == DAY:
        return flawed(ProblemKind.NOT_A_TIME, value, suggestion=_in_quotes(_full_hour(value)))
    return minute


def _full_hour(value: object) -> str | None:
    """Return the time that 4 or "4" stands for."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,2}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 23:
        return None
    return time_text(value * 60)


def time_range(value: object) -> MinuteRange | Flawed:
    """Check for a range such as "09:00-12:30"."""
    span = parse_time_range(value) if isinstance(value, str) else None
    if span is None:
        return flawed(ProblemKind.NOT_A_TIME_RANGE, value, suggestion=_in_quotes(_meant_range(value)))
    if span[0] == span[1]:
        return flawed(ProblemKind.EMPTY_TIME_RANGE, value, suggestion='"00:00-24:00"')
    return span


def _meant_range(value: object) -> str | None:
    """Return the range that "9-17", "9.00 – 17.30" or "9:00 to 17:00" stands for."""
    hour = "([0-9]{1,2})(?:[:.h]([0-9]{2}))?"
    found = re.fullmatch(f" *{hour} *(?:-|–|—|to|bis) *{hour} *", value) if isinstance(value, str) else None
    if not found:
        return None
    text = f"{int(found[1]):02}:{found[2] or '00'}-{int(found[3]):02}:{found[4] or '00'}"
    span = parse_time_range(text)
    return text if span and span[0] != span[1] else None


def list_of(check: Check[T], least: int = 0, most: int = 100) -> Check[tuple[T, ...]]:
    """Make the check for a list of `least` to `most` items that pass `check`; it reports every wrong item."""

    def check_list(value: object) -> tuple[T, ...] | Flawed:
        if not isinstance(value, list):
            is_item = isinstance(value, str) and not isinstance(check(value), Flawed)
            return flawed(ProblemKind.NOT_A_LIST, value, suggestion=f"[{quoted(str(value))}]" if is_item else None)
        sound: list[T] = []
        flaws: list[Flaw] = []
        for index, item in enumerate(value):
            answer = check(item)
            if isinstance(answer, Flawed):
                flaws += (replace(flaw, inside=(index, *flaw.inside)) for flaw in answer.flaws)
            else:
                sound.append(answer)
        if not least <= len(value) <= most:
            flaws.append(Flaw(ProblemKind.WRONG_COUNT, len(value), NumberRange(least, most)))
        return Flawed(tuple(flaws)) if flaws else tuple(sound)

    shape = {"type": "array", "items": shape_of(check), "minItems": least, "maxItems": most}
    return shaped(shape, check_list)


shaped({"type": "boolean"}, switch)
shaped({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}, name)
shaped({"type": "string"}, phone_number)
shaped({"type": "string"}, cron)
shaped({"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}, time_of_day)
shaped({"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2}$"}, time_range)
