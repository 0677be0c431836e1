"""The two quantities of the core: durations and instants, both in seconds."""

from typing import NewType

Seconds = NewType("Seconds", float)
"""A duration in seconds; >= 0 unless a docstring says otherwise."""

Instant = NewType("Instant", float)
"""Seconds on the boot-time clock: never goes back, goes on during system sleep."""

MINUTE = Seconds(60.0)
HOUR = Seconds(3600.0)


def after(start: Instant, wait: Seconds) -> Instant:
    """Return the instant `wait` seconds after `start`."""
    return Instant(start + wait)


def between(start: Instant, end: Instant) -> Seconds:
    """Return the seconds from `start` to `end`; negative when `end` is earlier."""
    return Seconds(end - start)
