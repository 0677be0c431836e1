"""What happens by the wall clock: working hours, schedules, the day's roll-over. The same for a day and its replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from numbfeet_tray.config.model import Config
from numbfeet_tray.core.events import Event, HoldChanged, HoldKind, LocalTime, ScheduleFired
from numbfeet_tray.ports import Clock, Post, Scheduler

NextFire = Callable[[str, datetime], datetime | None]
"""(5-field cron line, aware local time) → its next time after that, or None for never."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class ConfigCalendar:
    """`core.replay.Calendar` of a config."""

    def __init__(self, config: Config, next_fire: NextFire) -> None:
        self._config = config
        self._next_fire = next_fire

    def now(self, local: datetime) -> tuple[Event, ...]:
        """Return whether it is outside working hours at `local`."""
        is_open = self._config.hours.is_open(local)
        return HoldChanged(HoldKind.WORKING_HOURS, on=not is_open), local_time(local, self._config.day_start)

    def next(self, local: datetime) -> tuple[datetime, tuple[Event, ...]] | None:
        """Return the next edge of working hours or schedule after `local`, with its events."""
        fires = ((self._next_fire(one.cron, local), one) for one in self._config.schedules)
        coming: list[tuple[datetime, Event | None]] = [
            (at, ScheduleFired(schedule.name, schedule.routine)) for at, schedule in fires if at is not None
        ]
        if (change := self._config.hours.next_change(local)) is not None:
            coming.append((change, None))
        if not coming:
            return None
        # By time stamp: two local times of one zone compare by what clocks show, which is wrong when they go back.
        first = min((at for at, _ in coming), key=datetime.timestamp)
        events: list[Event] = []
        for at, event in coming:
            if at.timestamp() == first.timestamp():
                events += self.now(at) if event is None else (event,)
        return first, tuple(events)


def local_time(local: datetime, day_start: int) -> LocalTime:
    """Return the event that tells what the wall clock shows at `local`, aware."""
    return LocalTime(local.replace(tzinfo=UTC).timestamp(), day_start)


class CalendarJobs:
    """Keeps the scheduler's calendar jobs in line with the config."""

    def __init__(self, scheduler: Scheduler, clock: Clock, post: Post, day_rolled: Callable[[], None]) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._post = post
        self._day_rolled = day_rolled
        self._jobs: set[str] = set()
        self._config = Config()

    def install(self, config: Config) -> None:
        """Replace every calendar job by those of `config`, and tell what is the case now."""
        self._config = config
        for job in self._jobs:
            self._scheduler.remove(job)
        self._jobs = set()
        for schedule in config.schedules:
            event = ScheduleFired(schedule.name, schedule.routine)
            self._add(f"schedule:{schedule.name}", schedule.cron, partial(self._post, event))
        for weekday, minute in config.hours.boundaries():
            line = f"{minute % 60} {minute // 60} * * {_WEEKDAYS[weekday]}"
            self._add(f"hours:{weekday}:{minute}", line, self.tell_hours)
        self._add("day", f"{config.day_start % 60} {config.day_start // 60} * * *", self._roll)
        self.tell_hours()

    def tell_hours(self) -> None:
        """Post whether it is outside working hours now; also asked for after sleep and when the clock was set."""
        is_open = self._config.hours.is_open(self._clock.wall())
        self._post(HoldChanged(HoldKind.WORKING_HOURS, on=not is_open))
        self._post(local_time(self._clock.wall(), self._config.day_start))

    def _roll(self) -> None:
        self.tell_hours()
        self._day_rolled()

    def _add(self, job: str, cron: str, call: Callable[[], None]) -> None:
        self._scheduler.add_cron(job, cron, call)
        self._jobs.add(job)
