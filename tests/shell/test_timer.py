"""The scheduler on a clock that a test moves: sleep, stalls, clocks set, zones changed, clocks put forward and back."""

from __future__ import annotations

import logging
import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.timer import LoopScheduler
from numbfeet_tray.shell.timer.lean_import import scheduler_module
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop
from tests.shell.timer_scene import ClockZone, Scene

HOUR = 3600.0
DAY = 86_400.0


@pytest.fixture
def scene() -> Scene:
    return Scene()


# ---------------------------------------------------------------------------------------------- the wake-up


def test_the_wake_up_comes_at_its_instant_and_once(scene: Scene) -> None:
    scene.wake_in(90.0)
    assert scene.run_for(89.999) == []
    assert scene.run_for(0.001) == ["tick 23 08:01"]
    assert scene.run_for(DAY) == []


def test_nothing_is_waited_for_until_something_is_asked_for(scene: Scene) -> None:
    assert scene.scheduler.run_due() is None


def test_the_wait_until_the_wake_up_is_told(scene: Scene) -> None:
    scene.wake_in(90.0)
    assert scene.scheduler.run_due() == pytest.approx(90.0)


def test_a_later_request_replaces_the_earlier(scene: Scene) -> None:
    scene.wake_in(60.0)
    scene.wake_in(120.0)
    assert scene.run_for(HOUR) == ["tick 23 08:02"]


def test_an_earlier_request_replaces_the_later(scene: Scene) -> None:
    scene.wake_in(120.0)
    scene.wake_in(60.0)
    assert scene.run_for(HOUR) == ["tick 23 08:01"]


def test_a_wake_up_can_be_taken_back(scene: Scene) -> None:
    scene.wake_in(60.0)
    scene.scheduler.wake_at(None)
    scene.scheduler.wake_at(None)
    assert scene.run_for(HOUR) == []
    assert scene.scheduler.run_due() is None


def test_an_instant_that_has_passed_is_woken_for_at_once(scene: Scene) -> None:
    scene.wake_in(-50.0)
    assert scene.run_for(0.0) == ["tick 23 08:00"]


@pytest.mark.parametrize("instant", [math.inf, 1e300])
def test_an_instant_that_never_comes_is_no_error(scene: Scene, instant: float) -> None:
    scene.scheduler.wake_at(Instant(instant))
    assert scene.run_for(DAY) == []


@given(st.floats(0.0, 1e9), st.floats(1e-9, 1e7))
def test_the_wake_up_is_never_early(boot: float, wait: float) -> None:
    clock = ManualClock(boot)
    ticks: list[float] = []
    scheduler = LoopScheduler(clock, lambda: ticks.append(clock.boot()), ClockZone(clock))
    due = Instant(clock.boot() + wait)
    scheduler.wake_at(due)
    FakeLoop(clock).run_for(wait + 1.0, scheduler.run_due)
    assert len(ticks) == 1
    assert due <= ticks[0] <= due + 1e-5


def test_a_tick_may_ask_for_the_next_one() -> None:
    # With an inline executor APScheduler deletes a job that adds itself again: the call has to come after it is done.
    clock = ManualClock()
    ticks: list[float] = []

    def tick() -> None:
        ticks.append(clock.boot())
        scheduler.wake_at(Instant(clock.boot() + 60.0))

    scheduler = LoopScheduler(clock, tick, ClockZone(clock))
    scheduler.wake_at(Instant(clock.boot() + 60.0))
    FakeLoop(clock).run_for(600.0, scheduler.run_due)
    assert ticks == [1000.0 + 60.0 * n for n in range(1, 11)]


def test_a_tick_that_asks_for_the_instant_it_has_passed_does_not_stop_the_round(scene: Scene) -> None:
    ticks = []

    def tick() -> None:
        ticks.append(1)
        scheduler.wake_at(scene.clock.boot())

    scheduler = LoopScheduler(scene.clock, tick, ClockZone(scene.clock))
    scheduler.wake_at(scene.clock.boot())
    assert scheduler.run_due() == 0.0
    assert len(ticks) == 1


def test_an_error_in_a_call_reaches_the_loop(scene: Scene) -> None:
    # APScheduler swallows what its jobs raise; the calls are not made by its jobs.
    def fail() -> None:
        raise LookupError("here")

    scheduler = LoopScheduler(scene.clock, fail, ClockZone(scene.clock))
    scheduler.wake_at(scene.clock.boot())
    with pytest.raises(LookupError, match="here"):
        scheduler.run_due()


@pytest.mark.parametrize("by", [-10 * 365 * DAY, -DAY, -HOUR, -1.0, 1.0, HOUR, DAY, 10 * 365 * DAY])
def test_setting_the_wall_clock_moves_no_wake_up(scene: Scene, by: float) -> None:
    scene.wake_in(60.0)
    scene.run_for(30.0)
    scene.clock.set_wall(by)
    assert scene.run_for(29.999) == []
    assert len(scene.run_for(0.001)) == 1


def test_a_wake_up_that_passed_in_sleep_comes_on_waking(scene: Scene) -> None:
    scene.wake_in(60.0)
    scene.clock.sleep(8 * HOUR)
    assert scene.run_for(0.0) == ["tick 23 16:00"]


def test_sleep_counts_towards_the_wake_up(scene: Scene) -> None:
    scene.wake_in(HOUR)
    scene.clock.sleep(0.5 * HOUR)
    assert scene.run_for(0.5 * HOUR) == ["tick 23 09:00"]


def test_a_wake_up_hours_late_is_not_dropped(scene: Scene) -> None:
    scene.wake_in(1.0)
    scene.clock.advance(5 * HOUR)
    assert scene.run_for(0.0) == ["tick 23 13:00"]


# --------------------------------------------------------------------------------------------- calendar jobs


def test_a_cron_job_runs_at_each_of_its_local_times(scene: Scene) -> None:
    scene.cron("0 9 * * mon,tue,wed,thu,fri")
    assert scene.run_for(7 * DAY) == [f"job {day} 09:00" for day in (23, 24, 25, 26, 27)]


def test_a_cron_job_never_runs_before_the_wall_clock_shows_its_time(scene: Scene) -> None:
    shown: list[datetime] = []
    scene.scheduler.add_cron("a", "0 9 * * *", lambda: shown.append(scene.clock.wall()))
    scene.run_for(DAY)
    assert (shown[0].hour, shown[0].minute, shown[0].second) == (9, 0, 0)
    assert shown[0].microsecond <= 15_000


@pytest.mark.parametrize("by", [-0.004, -0.001, 0.004])
def test_a_correction_too_small_to_see_makes_no_job_early(scene: Scene, by: float) -> None:
    shown: list[datetime] = []
    scene.scheduler.add_cron("a", "0 9 * * *", lambda: shown.append(scene.clock.wall()))
    scene.clock.set_wall(by)
    scene.run_for(DAY)
    assert [(wall.hour, wall.minute, wall.second) for wall in shown] == [(9, 0, 0)]


def test_jobs_and_the_wake_up_do_not_disturb_one_another(scene: Scene) -> None:
    scene.cron("0 9 * * *", "open")
    scene.cron("0 17 * * *", "close")
    scene.wake_in(2 * HOUR)
    assert scene.run_for(DAY) == ["open 23 09:00", "tick 23 10:00", "close 23 17:00"]


def test_a_cron_job_named_wake_is_not_the_wake_up(scene: Scene) -> None:
    scene.wake_in(HOUR)
    scene.cron("30 8 * * *", "wake")
    scene.scheduler.remove("wake")
    assert scene.run_for(DAY) == ["tick 23 09:00"]


def test_adding_a_job_again_replaces_it(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.cron("0 10 * * *")
    assert scene.run_for(DAY) == ["job 23 10:00"]


def test_a_removed_job_does_not_run(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.scheduler.remove("job")
    scene.scheduler.remove("job")
    scene.scheduler.remove("never was")
    assert scene.run_for(DAY) == []


def test_a_job_may_remove_itself_and_add_another(scene: Scene) -> None:
    def once() -> None:
        scene.scheduler.remove("once")
        scene.cron("0 10 * * *", "then")

    scene.scheduler.add_cron("once", "0 9 * * *", once)
    assert scene.run_for(2 * DAY) == ["then 23 10:00", "then 24 10:00"]


def test_a_line_whose_day_never_comes_is_never_run(scene: Scene) -> None:
    scene.cron("0 9 30 2 *")
    scene.clock.set_wall(DAY)
    assert scene.run_for(DAY) == []


@pytest.mark.parametrize(
    "line", ["", "0 9 * *", "0 9 * * * *", "0 25 * * *", "0 9 * * 1", "0 9 * * mon-1", "x 9 * * mon"]
)
def test_what_is_no_cron_line_is_refused_and_changes_nothing(scene: Scene, line: str) -> None:
    scene.cron("0 9 * * *")
    with pytest.raises(ValueError):
        scene.cron(line)
    assert scene.run_for(DAY) == ["job 23 09:00"]


def test_runs_missed_in_sleep_are_one_run_on_waking(scene: Scene) -> None:
    scene.cron("* * * * *")
    scene.cron("0 9 * * *", "daily")
    scene.clock.sleep(3 * DAY)
    assert sorted(scene.run_for(30.0)) == ["daily 26 08:00", "job 26 08:00"]
    assert scene.run_for(HOUR)[:2] == ["job 26 08:01", "job 26 08:02"]


def test_a_job_hours_late_runs_once_and_then_at_its_next_time(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.advance(5 * HOUR)
    assert scene.run_for(0.0) == ["job 23 13:00"]
    assert scene.run_for(DAY) == ["job 24 09:00"]


def test_ten_years_of_missed_minutes_are_one_run(scene: Scene) -> None:
    scene.cron("* * * * *")
    scene.clock.set_wall(10 * 365 * DAY)
    assert len(scene.run_for(0.0)) == 1


# ------------------------------------------------------------------------------------- the wall clock is set


def test_a_job_that_the_clock_was_set_past_runs_at_once(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.run_for(60.0)
    scene.clock.set_wall(DAY)
    assert scene.run_for(1.0) == ["job 24 08:01"]
    assert scene.run_for(2 * HOUR) == ["job 24 09:00"]


def test_a_clock_set_forward_brings_a_job_nearer(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.set_wall(0.5 * HOUR)
    assert scene.run_for(0.5 * HOUR + 1.0) == ["job 23 09:00"]


def test_a_clock_set_back_puts_a_job_off(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.set_wall(-2 * HOUR)
    assert scene.run_for(2.9 * HOUR) == []
    assert scene.run_for(0.2 * HOUR) == ["job 23 09:00"]


def test_a_clock_set_back_by_a_day_loses_no_run(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.run_for(2 * HOUR)
    scene.clock.set_wall(-DAY)
    assert scene.run_for(2 * DAY) == ["job 23 09:00", "job 24 09:00"]


def test_a_small_correction_back_repeats_no_run(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    assert scene.run_for(HOUR + 60.0) == ["job 23 09:00"]
    scene.clock.set_wall(-300.0)
    assert scene.run_for(23 * HOUR) == []
    assert scene.run_for(HOUR + 300.0) == ["job 24 09:00"]


def test_repeated_small_corrections_repeat_no_run(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.run_for(HOUR + 1.0)
    ran = []
    for _ in range(20):
        scene.clock.set_wall(-2.0)
        ran += scene.run_for(1.0)
    assert ran == []


def test_the_clock_may_be_set_between_the_planning_and_the_round(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.set_wall(DAY)
    scene.clock.set_wall(-DAY)
    assert scene.run_for(2 * HOUR) == ["job 23 09:00"]


def test_being_told_of_a_change_that_is_none_changes_nothing(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.wake_in(2 * HOUR)
    for _ in range(3):
        scene.scheduler.clock_changed()
        scene.run_for(60.0)
    assert scene.run_for(DAY) == ["job 23 09:00", "tick 23 10:00"]


def test_an_unsteady_reading_of_the_clocks_sets_nothing(scene: Scene) -> None:
    class Hiccup(ManualClock):
        is_slow = False

        def wall(self) -> datetime:
            wall = super().wall()
            self.advance(3.0 if self.is_slow else 0.0)
            return wall

    clock = Hiccup(wall="2026-11-23T08:00:00")
    ran: list[str] = []
    scheduler = LoopScheduler(clock, lambda: None, ClockZone(clock))
    scheduler.add_cron("a", "0 9 * * *", lambda: ran.append(f"{clock.wall():%d %H:%M:%S}"))
    clock.is_slow = True
    scheduler.run_due()
    clock.is_slow = False
    FakeLoop(clock).run_for(DAY, scheduler.run_due)
    assert ran == ["23 09:00:00"]


# ----------------------------------------------------------------------------------------- travelling, DST


def test_a_new_zone_moves_jobs_to_its_local_time(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.set_zone("Europe/London")
    assert scene.run_for(1.9 * HOUR) == []
    assert scene.run_for(0.2 * HOUR) == ["job 23 09:00"]


def test_a_job_that_a_new_zone_jumps_over_runs_at_once(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.clock.set_zone("Asia/Tokyo")
    assert scene.run_for(0.0) == ["job 23 16:00"]
    assert scene.run_for(DAY) == ["job 24 09:00"]


def test_a_short_way_west_does_not_repeat_a_job(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.run_for(1.5 * HOUR)
    scene.clock.set_zone("Europe/London")
    assert scene.run_for(23 * HOUR) == []


def test_a_job_runs_once_where_the_clocks_go_back() -> None:
    scene = Scene("2026-10-24T12:00:00")
    scene.cron("30 2 * * *")
    assert scene.run_for(2 * DAY) == ["job 25 02:30", "job 26 02:30"]


def test_a_job_for_every_hour_runs_in_both_equal_hours() -> None:
    scene = Scene("2026-10-25T01:45:00")
    scene.cron("0,30 * * * *")
    assert [entry[4:] for entry in scene.run_for(2.5 * HOUR)] == [
        "25 02:00",
        "25 02:30",
        "25 02:00",
        "25 02:30",
        "25 03:00",
    ]


def test_a_job_whose_time_is_left_out_runs_later_that_day() -> None:
    scene = Scene("2026-03-28T12:00:00")
    scene.cron("30 2 * * *")
    assert scene.run_for(2 * DAY) == ["job 29 03:30", "job 30 02:30"]


def test_a_daily_job_keeps_its_local_time_over_both_changes() -> None:
    scene = Scene("2026-01-01T00:00:00")
    scene.cron("0 9 * * *")
    ran = scene.run_for(365 * DAY)
    assert len(ran) == 365
    assert all(entry.endswith("09:00") for entry in ran)


def test_between_jobs_nothing_wakes(scene: Scene) -> None:
    scene.cron("0 9 * * *")
    scene.cron("0 17 * * *", "close")
    scene.run_for(7 * DAY)
    assert scene.loop.wakes == 14


steps = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.floats(0.0, 2 * DAY)),
        st.tuples(st.just("sleep"), st.floats(0.0, 2 * DAY)),
        st.tuples(st.just("run"), st.floats(0.0, 2 * DAY)),
        st.tuples(st.just("set"), st.floats(-2 * DAY, 2 * DAY)),
        st.tuples(st.just("zone"), st.sampled_from([0.0, 1.0, 2.0])),
    ),
    max_size=12,
)


@given(steps)
def test_whatever_happens_to_the_clocks_the_next_run_is_at_most_its_period_away(
    history: list[tuple[str, float]],
) -> None:
    scene = Scene()
    scene.cron("0 9 * * *")
    for what, amount in history:
        match what:
            case "advance":
                scene.clock.advance(amount)
            case "sleep":
                scene.clock.sleep(amount)
            case "run":
                scene.run_for(amount)
            case "set":
                scene.clock.set_wall(amount)
            case _:
                scene.clock.set_zone(("Europe/Berlin", "America/New_York", "Pacific/Auckland")[int(amount)])
    scene.run_for(0.0)
    # 24 hours, one for a change of the clocks, three for a correction back that repeats nothing.
    ran = scene.run_for(28 * HOUR)
    assert 1 <= len(ran) <= 2
    assert all(entry.endswith("09:00") for entry in ran)


# ------------------------------------------------------------------------------------------------- the end


def test_apscheduler_has_its_own_clock_back_after_each_round(scene: Scene) -> None:
    seen: list[object] = []
    scene.scheduler.add_cron("a", "0 9 * * *", lambda: seen.append(scheduler_module.datetime))
    scene.run_for(DAY)
    assert seen == [datetime]
    assert scheduler_module.datetime is datetime


def test_apscheduler_says_nothing_of_every_job(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene.cron("0 9 * * *")
    scene.run_for(DAY)
    assert not [record for record in caplog.records if record.name.startswith("apscheduler")]


def test_a_closed_scheduler_runs_nothing(scene: Scene) -> None:
    scene.wake_in(1.0)
    scene.scheduler.close()
    scene.clock.advance(10.0)
    assert scene.scheduler.run_due() is None
    assert scene.log == []
