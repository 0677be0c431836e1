"""APScheduler as the carrier of time: one wake-up for the engine, and calendar jobs, without a thread.

Talks to: APScheduler 3, and the clock it is given.
Thread: the loop's.
Blocks: never.
Fails with: ValueError for a cron line that is none.
Missing when: never.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import Clock
from numbfeet_tray.shell.timer.cron import next_fire
from numbfeet_tray.shell.timer.lean_import import (
    BaseScheduler,
    BaseTrigger,
    DateTrigger,
    DebugExecutor,
    scheduler_module,
)
from numbfeet_tray.shell.timer.timeline import Timeline
from numbfeet_tray.shell.timer.zone import LocalZone

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every job at INFO

_WAKE = "wake"
_CALENDAR = "calendar:"
_CORRECTION = timedelta(hours=3)
"""A clock set back by less repeats no job; one set back further was wrong before. The rule of cron(8)."""


class _InlineScheduler(BaseScheduler):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler without a thread, on the boot-time clock.

    It has no clock to give it; it reads `datetime.now` in one module, whose name `datetime` is therefore the
    timeline while it looks for what is due.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.is_changed = False
        """Whether the next due time may have moved since this was last set to False."""
        # None: a late job is run, not dropped.
        super().__init__(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})

    def _create_default_executor(self) -> Any:
        return DebugExecutor()

    def wakeup(self) -> None:
        """Note that the due time changed. The loop asks again before it waits, so nobody has to be woken."""
        self.is_changed = True

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT002 - APScheduler's signature
        """Drop every job."""
        super().shutdown(wait)

    def run_due(self) -> float | None:
        """Run what is due; return the seconds until the next job, or None."""
        original = scheduler_module.datetime
        scheduler_module.datetime = self._timeline
        try:
            wait: float | None = self._process_jobs()
        finally:
            scheduler_module.datetime = original
        return wait


class _CronOnTimeline(BaseTrigger):  # type: ignore[misc]
    """A cron line whose times in local wall time are carried over to the timeline."""

    def __init__(self, cron: str, timeline: Timeline) -> None:
        self._cron = cron
        self._timeline = timeline
        self._last: datetime | None = None
        """Local time, without a zone, of the last run."""
        self._planned: datetime | None = None
        """Local time, without a zone, of the next run."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return when to run after `now`; however many runs were missed since `previous`, they are one."""
        if previous is not None:
            self._last = self._timeline.wall(previous).replace(tzinfo=None)
        return self._plan(self._timeline.wall(now))

    def replan(self, now: datetime) -> datetime | None:
        """Return when to run, after the wall clock was set or the zone changed: now, if that jumped over a run."""
        wall = self._timeline.wall(now)
        local = wall.replace(tzinfo=None)
        if self._planned is not None and self._planned <= local:
            return now
        if self._last is not None and local < self._last < local + _CORRECTION:
            return self._plan(self._timeline.local(self._last))
        return self._plan(wall)

    def _plan(self, after: datetime) -> datetime | None:
        fire = next_fire(self._cron, after)
        self._planned = fire and fire.replace(tzinfo=None)
        return fire and self._timeline.of_wall(fire)


class LoopScheduler:
    """`ports.Scheduler` on APScheduler; its `run_due` is the loop's time source.

    Calls run after APScheduler is done, on the loop, so they may ask for the next wake-up or change jobs.
    """

    def __init__(self, clock: Clock, tick: Callable[[], None], zone: LocalZone | None = None) -> None:
        """Carry time for one engine.

        Args:
            clock: the clocks; waits are counted on its boot-time clock.
            tick: what is called at the instant asked for with `wake_at`.
            zone: the time zone of cron lines; the system's when None.
        """
        self._tick = tick
        self._timeline = Timeline(clock, zone or LocalZone())
        self._crons: dict[str, _CronOnTimeline] = {}
        self._wake: Instant | None = None
        self._due: list[Callable[[], None]] = []
        self._is_clock_changed = False
        self._jobs = _InlineScheduler(self._timeline)
        self._jobs.start()

    def wake_at(self, instant: Instant | None) -> None:
        """Call `tick` at `instant` of boot time, replacing any earlier request; None for never."""
        if instant == self._wake:
            return
        self._wake = instant
        if instant is None:
            self._jobs.remove_job(_WAKE)
            return
        trigger = DateTrigger(self._timeline.at(instant), UTC)
        self._add(_WAKE, self._wake_up, trigger, trigger.run_date)

    def _wake_up(self) -> None:
        self._wake = None
        self._due.append(self._tick)

    def add_cron(self, job_id: str, cron: str, call: Callable[[], None]) -> None:
        """Run `call` at each time of the `cron` line, in local time; replaces the job of that id.

        What fell due while the machine slept, the process stood still or the clocks were set forward runs once, as
        soon as that is over.

        Raises:
            ValueError: `cron` is not in the normal form of `config.cron`; the job of that id stays as it was.
        """
        trigger = _CronOnTimeline(cron, self._timeline)
        first = trigger.get_next_fire_time(None, self._timeline.now())
        self._crons[job_id] = trigger
        self._add(_CALENDAR + job_id, lambda: self._due.append(call), trigger, first)

    def remove(self, job_id: str) -> None:
        """Remove a calendar job; harmless when there is none."""
        if self._crons.pop(job_id, None) and self._jobs.get_job(_CALENDAR + job_id):
            self._jobs.remove_job(_CALENDAR + job_id)

    def _add(self, job_id: str, func: Callable[[], None], trigger: Any, first: datetime | None) -> None:
        self._jobs.add_job(func, trigger, id=job_id, name=job_id, next_run_time=first, replace_existing=True)

    def clock_changed(self) -> None:
        """Plan every calendar job anew: the wall clock was set, the zone changed, or the machine woke.

        `run_due` notices by itself; this is for those who know that it has to look.
        """
        self._is_clock_changed = True

    def run_due(self) -> float | None:
        """Run what is due; return the seconds until the next call is, or None when nothing is waited for.

        The loop's time source. It looks at the clocks each time, so a clock that was set or a new zone is noticed in
        the first round after.
        """
        if self._timeline.has_jumped() or self._is_clock_changed:
            self._is_clock_changed = False
            self._replan()
        self._jobs.is_changed = False
        wait = self._jobs.run_due()
        due, self._due = self._due, []
        for call in due:
            call()
        return 0.0 if self._jobs.is_changed else wait

    def _replan(self) -> None:
        now = self._timeline.now()
        for job_id, trigger in self._crons.items():
            if self._jobs.get_job(_CALENDAR + job_id):
                self._jobs.modify_job(_CALENDAR + job_id, next_run_time=trigger.replan(now))

    def close(self) -> None:
        """Drop every job."""
        self._jobs.shutdown()
