"""Durations and times of day as people read them. The only place that turns seconds into words."""

from __future__ import annotations

from datetime import datetime

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text.catalog import _, ngettext


def spoken(duration: Seconds) -> str:
    """Return `duration` as "45 s", "41 min" or "1 h 12 min".

    Always rounded down, to seconds below a minute and to minutes from there on, so that no figure is reached
    before its time. A negative duration is "0 s"; days are counted in hours.
    """
    seconds = max(0, int(duration))
    hours, minutes = divmod(seconds // 60, 60)
    if seconds < 60:
        return ngettext("{count} s", "{count} s", seconds).format(count=seconds)
    minutes_text = ngettext("{count} min", "{count} min", minutes).format(count=minutes)
    if hours == 0:
        return minutes_text
    hours_text = ngettext("{count} h", "{count} h", hours).format(count=hours)
    return _("{hours} {minutes}").format(hours=hours_text, minutes=minutes_text) if minutes else hours_text


def clock_time(moment: datetime) -> str:
    """Return the time of day of `moment`, in its own zone: "09:05"."""
    return moment.strftime(_("%H:%M"))
