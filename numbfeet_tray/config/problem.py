"""A problem in a file the person wrote, as data: where, what, and what would be right. `text.problems` words it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.config.quoting import key as written_key
from numbfeet_tray.core.units import Seconds

Path = tuple[str | int, ...]
"""Way to a value in a TOML document: keys, and 0-based indices; `("reminder", 1, "every")`."""


class ProblemKind(StrEnum):
    """What is wrong. The comment tells what `value` and `allowed` hold where that is not plain."""

    # The file itself
    IS_A_DIRECTORY = "is-a-directory"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"  # value: the system's reason
    TOO_LARGE = "too-large"  # value: its bytes; allowed: NumberRange
    NOT_UTF8 = "not-utf8"  # value: the first bad byte
    # The TOML text
    SYNTAX = "syntax"  # value: what the TOML reader says
    GIVEN_TWICE = "given-twice"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    TOO_MANY_DIGITS = "too-many-digits"
    # Keys
    UNKNOWN_KEY = "unknown-key"  # allowed: Choice of the keys known there
    MISPLACED_KEY = "misplaced-key"  # suggestion: the key in its right place
    MISSING_KEY = "missing-key"
    # Kinds of value
    NOT_A_TABLE = "not-a-table"
    NOT_TABLES = "not-tables"
    NOT_A_LIST = "not-a-list"
    NOT_TEXT = "not-text"
    NOT_A_SWITCH = "not-a-switch"
    NOT_A_NUMBER = "not-a-number"  # allowed: NumberRange
    NOT_A_DURATION = "not-a-duration"  # allowed: DurationRange
    NOT_A_TIME = "not-a-time"
    NOT_A_TIME_RANGE = "not-a-time-range"
    NOT_A_CHOICE = "not-a-choice"  # allowed: Choice
    BAD_NAME = "bad-name"  # allowed: NumberRange of its length
    BAD_PHONE_NUMBER = "bad-phone-number"
    # Values
    NUMBER_OUT_OF_RANGE = "number-out-of-range"  # allowed: NumberRange
    DURATION_OUT_OF_RANGE = "duration-out-of-range"  # allowed: DurationRange
    WRONG_COUNT = "wrong-count"  # value: the count; allowed: NumberRange
    UNKNOWN_ROUTINE = "unknown-routine"  # allowed: Choice
    UNKNOWN_EXERCISE = "unknown-exercise"  # allowed: Choice
    NEWER_VERSION = "newer-version"  # allowed: NumberRange
    EMPTY_TIME_RANGE = "empty-time-range"
    # Values beside other values
    NOT_RISING = "not-rising"  # allowed: Other, the one before
    NOT_FROM_ZERO = "not-from-zero"
    NOT_LONGER = "not-longer"  # allowed: Other
    NOT_SHORTER = "not-shorter"  # allowed: Other
    NAME_TAKEN = "name-taken"  # allowed: Other, the first of that name
    NAME_RESERVED = "name-reserved"
    LISTED_TWICE = "listed-twice"
    OVERLAP = "overlap"  # allowed: Other, the range that it runs into
    NO_HOURS = "no-hours"
    # Cron lines
    CRON_FIELD_COUNT = "cron-field-count"  # allowed: NumberRange
    CRON_FIELD = "cron-field"  # allowed: CronField
    CRON_STEP = "cron-step"  # allowed: CronField, its least and most those of the step
    CRON_TWO_DAYS = "cron-two-days"
    CRON_NEVER = "cron-never"


@dataclass(frozen=True, slots=True)
class DurationRange:
    """Durations from `least` to `most`, both included."""

    least: Seconds
    most: Seconds


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Whole numbers from `least` to `most`, both included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these words."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another key of the file, with the value that it has there or by default."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class CronField:
    """What one field of a cron line takes."""

    field: str
    """"minute", "hour", "day", "month" or "weekday"."""
    part: str
    """The part of the field that is wrong."""
    least: int
    most: int
    names: tuple[str, ...] = ()
    """Names that stand for numbers, such as "mon"."""


Allowed = DurationRange | NumberRange | Choice | Other | CronField | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right in the file."""

    line: int | None
    """1-based; None when the problem is not in a line."""
    key: str
    """Dotted, with 1-based indices: `reminder[2].every` is in the second `[[reminder]]`. Empty for the whole file."""
    value: object
    """The value as TOML gave it; None for a missing key. See `ProblemKind` where it is something else."""
    kind: ProblemKind
    allowed: Allowed = None
    suggestion: str | None = None
    """What was probably meant, as it would be written in the file."""
    column: int | None = None
    """1-based; only for TOML syntax."""


def dotted(path: Path) -> str:
    """Return `path` as people read it: `("reminder", 1, "every")` is `reminder[2].every`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += ("." if text else "") + written_key(part)
    return text
