"""Durations as they are written in a file or on the command line: "45m", "1h30m", "90s"."""

from __future__ import annotations

import re

from numbfeet_tray.config.problem import DurationRange
from numbfeet_tray.core.units import HOUR, MINUTE, Seconds

_DURATION = re.compile(r"(?=[0-9])(?:([0-9]{1,9})h)? ?(?:([0-9]{1,9})m)? ?(?:([0-9]{1,9})s)?")
_LOOSE_PART = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?) ?(h|m|s)[a-z]* ?")
_UNITS = {"h": HOUR, "m": MINUTE, "s": Seconds(1.0)}

DAY_AT_MOST = DurationRange(Seconds(1.0), Seconds(24 * HOUR))
"""For durations without a range of their own, such as those of the command line."""


def parse_duration(text: str) -> Seconds | None:
    """Return the seconds that `text` means, or None when it is not hours, minutes and seconds in that order.

    Units are needed, spaces between the parts allowed: "45m", "1h30m", "1h 30m", "90s", "0s". Whole numbers only:
    half an hour is "30m". Whether the result is sensible is for a `DurationRange` to say.
    """
    found = _DURATION.fullmatch(text.strip(" "))
    if not found or text.strip(" ").endswith(tuple("0123456789")):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Seconds(hours * HOUR + minutes * MINUTE + seconds)


def canonical(duration: Seconds) -> str:
    """Return the shortest way to write `duration` (>= 0, rounded to whole seconds): "1h30m", "90s" as "1m30s"."""
    minutes, seconds = divmod(round(duration), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if count]
    return "".join(parts) or "0s"


def guess(value: object, limits: DurationRange) -> str | None:
    """Return the duration within `limits` that `value`, which is none, was probably meant to be.

    45, 45.0 and "45" are taken for minutes, or for seconds or hours where minutes are out of the question;
    "45 min" and "1.5h" are understood.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = (value if isinstance(value, str) else str(value) if -1e9 < value < 1e9 else "").lower().strip()
    for unit in ("", "m", "s", "h"):
        meant = _loose(text + unit)
        if meant is not None and float(meant).is_integer() and limits.least <= meant <= limits.most:
            return canonical(meant)
    return None


def _loose(text: str) -> Seconds | None:
    total, end = 0.0, 0
    while found := _LOOSE_PART.match(text, end):
        total += float(found[1].replace(",", ".")) * _UNITS[found[2]]
        end = found.end()
    return Seconds(total) if text and end == len(text) else None
