"""When a cron line comes round next, in local time.

Talks to: nothing; the time zone comes with the time that is asked about.
Thread: any.
Blocks: never.
Fails with: ValueError for what is no cron line.
Missing when: never.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from numbfeet_tray.shell.timer.lean_import import CronTrigger

_MICROSECOND = timedelta(microseconds=1)


def next_fire(cron: str, after: datetime) -> datetime | None:
    """Return the first time later than `after` that `cron` names, in the time zone of `after`; None for never.

    Where clocks go forward, a time that is left out comes as much later as was left out: 02:30 is then 03:30. Where
    they go back, a line with set hours fires in the first of the two equal hours only, so that a daily job runs
    once; a line for every hour fires in both.

    Args:
        cron: five fields in the normal form of `config.cron`: weekdays as names.
        after: an aware time.

    Raises:
        ValueError: `cron` is not in that form.
    """
    has_set_hours = cron.split()[1:2] != ["*"]
    trigger = _trigger(cron, after.tzinfo)
    fire = _next(trigger, after)
    while fire and has_set_hours and _was_shown_before(fire):
        fire = _next(trigger, fire)
    return fire


@lru_cache(maxsize=32)
def _trigger(cron: str, zone: tzinfo | None) -> Any:
    # APScheduler counts weekdays from Monday and cron from Sunday: a number would be a day off.
    if any(character.isdigit() for character in "".join(cron.split()[4:])):
        raise ValueError(f"weekdays have to be names: {cron!r}")
    return CronTrigger.from_crontab(cron, timezone=zone)


def _next(trigger: Any, after: datetime) -> datetime | None:
    begin = (after.astimezone(UTC) + _MICROSECOND).astimezone(after.tzinfo)
    fire: datetime | None = trigger.get_next_fire_time(None, begin)
    # By way of UTC, because a time that the clocks leave out is not a time yet.
    return fire and fire.astimezone(UTC).astimezone(after.tzinfo)


def _was_shown_before(moment: datetime) -> bool:
    """Tell whether this is the second time that clocks show `moment`'s local time."""
    return moment.fold == 1 and moment.utcoffset() != moment.replace(fold=0).utcoffset()
