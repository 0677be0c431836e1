"""The runtime: what follows from each event, on a clock that a test moves."""

from __future__ import annotations

import itertools

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.effects import RecordSpan, SpanKind
from numbfeet_tray.core.errors import UnknownRoutineError
from numbfeet_tray.core.snapshot import Presence
from numbfeet_tray.core.units import Instant, Seconds
from tests.app.desk import Desk


def test_a_prompt_is_shown_two_minutes_after_it_fell_due_to_somebody_who_types_on() -> None:
    """Nothing has to be posted for it: the scheduler wakes the engine."""
    desk = Desk()
    desk.sit(1919.9)
    assert "prompt" not in desk.notes.slots
    desk.wait(0.2)
    assert desk.notes.slots["prompt"].title == "Time to move your feet"
    assert desk.outcomes() == ["shown"]


def test_a_pause_in_typing_lets_a_due_prompt_be_shown_at_once() -> None:
    """The idle source is armed with the short threshold exactly as long as that matters."""
    desk = Desk()
    desk.sit(1799.0)
    assert desk.idle.armed == [60.0]
    desk.wait(1.0)
    assert desk.idle.armed == [60.0, 3.0]
    desk.wait(13.0)
    desk.post(ev.Idle(Instant(desk.clock.boot() - 3.0)))
    assert desk.notes.slots["prompt"]
    assert desk.idle.armed == [60.0, 3.0, 60.0]


def test_while_the_person_works_the_program_wakes_a_few_times_an_hour() -> None:
    """Autosaves and prompts, nothing else: far below the budget of 120."""
    desk = Desk()
    desk.sit(3600.0)
    assert desk.loop.wakes < 30


def test_while_the_person_is_away_the_program_sleeps() -> None:
    """Not one wake-up in a night."""
    desk = Desk()
    desk.sit(100.0)
    desk.post(ev.Locked())
    desk.wait(1.0)
    before = desk.loop.wakes
    desk.wait(12 * 3600.0)
    assert desk.loop.wakes == before


def test_a_clock_gap_without_a_sleep_signal_counts_as_sleep() -> None:
    """The backstop: the boot-time clock ran ahead of the monotonic clock."""
    desk = Desk()
    desk.sit(600.0)
    desk.clock.sleep(7200.0)
    desk.post(ev.Tick())
    snapshot = desk.runtime.snapshot()
    assert snapshot.presence is Presence.AWAY
    assert snapshot.feet == pytest.approx(600.0)
    desk.post(ev.Active())
    assert desk.runtime.snapshot().feet == 0.0
    desk.runtime.finish()
    spans = [(row.kind, row.end - row.start) for row, _ in desk.history.rows if isinstance(row, RecordSpan)]
    assert (SpanKind.ASLEEP, 7200.0) in spans


def test_a_gap_below_five_seconds_is_no_sleep() -> None:
    """Suspend is seconds at least; a rounding is not."""
    desk = Desk()
    desk.sit(600.0)
    desk.clock.sleep(4.9)
    desk.post(ev.Tick())
    assert desk.runtime.snapshot().presence is Presence.SEATED


def test_a_wake_signal_that_never_came_is_made_up_by_the_next_input() -> None:
    """Otherwise the person would stay asleep for ever."""
    desk = Desk()
    desk.sit(10.0)
    desk.post(ev.SleepBegan())
    desk.wait(400.0)
    desk.post(ev.Active())
    assert desk.runtime.snapshot().presence is Presence.SEATED


def test_a_sleep_told_by_signal_is_not_counted_twice_by_its_gap() -> None:
    """The signal and the clock gap are the same sleep."""
    desk = Desk()
    desk.sit(10.0)
    desk.post(ev.SleepBegan())
    desk.clock.sleep(1000.0)
    desk.post(ev.Woke())
    desk.post(ev.Tick())
    desk.runtime.finish()
    asleep = [row for row, _ in desk.history.rows if isinstance(row, RecordSpan) and row.kind is SpanKind.ASLEEP]
    assert [row.end - row.start for row in asleep] == [1000.0]


def test_a_lock_is_taken_in_after_the_exact_last_input() -> None:
    """The idle source is asked once, so that the absence begins at the last input and not at the lock."""
    desk = Desk()
    desk.sit(100.0)
    desk.idle.idle = 40.0
    desk.runtime.refresh_idle()
    desk.post(ev.Locked())
    assert desk.runtime.snapshot().feet == pytest.approx(60.0)


def test_unlocking_asks_the_idle_source_for_the_next_input() -> None:
    """The source may believe that input goes on; the engine did not count it."""
    desk = Desk()
    before = desk.idle.expected
    desk.sit(10.0)
    desk.post(ev.Locked())
    assert desk.idle.expected == before
    desk.post(ev.Unlocked())
    assert desk.idle.expected == before + 1


def test_a_killed_program_loses_less_than_five_minutes_of_a_clock_and_no_row() -> None:
    """A new program on the same history goes on from the autosave."""
    first = Desk()
    first.sit(1500.0)
    second = Desk(clock=first.clock, history=first.history)
    assert second.runtime.snapshot().presence is Presence.AWAY
    second.post(ev.Active())
    assert 1200.0 < second.runtime.snapshot().feet <= 1500.0


def test_a_restart_after_a_long_time_is_a_real_break() -> None:
    """Within one boot its length is told by the boot-time clock, even if the wall clock lies."""
    first = Desk()
    first.sit(1500.0)
    first.runtime.finish()
    first.clock.advance(400.0)
    first.clock.set_wall(-4000.0)
    second = Desk(clock=first.clock, history=first.history)
    second.post(ev.Active())
    assert second.runtime.snapshot().feet == 0.0
    assert second.runtime.snapshot().can_undo_until is not None


def test_after_a_reboot_the_wall_clock_tells_the_gap() -> None:
    """The boot-time clock began anew."""
    first = Desk()
    first.sit(1500.0)
    first.runtime.finish()
    first.clock.advance(100.0)
    second = Desk(clock=first.clock, history=first.history, boot_id="another")
    second.post(ev.Active())
    assert second.runtime.snapshot().feet == pytest.approx(1500.0)


def test_a_pause_survives_a_restart() -> None:
    """It ends when it would have ended."""
    first = Desk()
    first.sit(10.0)
    first.ask("pause", **{"for": 1800.0})
    first.runtime.finish()
    first.clock.advance(600.0)
    second = Desk(clock=first.clock, history=first.history)
    assert second.runtime.snapshot().is_paused
    second.wait(1199.0)
    assert second.runtime.snapshot().is_paused
    second.wait(2.0)
    assert not second.runtime.snapshot().is_paused


def test_a_saved_state_that_cannot_be_read_is_told_and_the_clocks_begin_at_zero() -> None:
    """Never a traceback."""
    desk = Desk()
    desk.history.save_state({"engine": {"version": 99}, "boot": 0.0, "wall": 0.0, "boot_id": "boot"})
    again = Desk(clock=desk.clock, history=desk.history)
    assert again.was_unreadable
    assert again.runtime.snapshot().feet == 0.0


def test_a_refused_event_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """From a queue nobody can be told; through `ask` the caller hears it."""
    desk = Desk()
    desk.post(ev.StartAsked("no-such-routine"))
    assert "no-such-routine" in caplog.text
    with pytest.raises(UnknownRoutineError):
        desk.runtime.ask(ev.StartAsked("no-such-routine"))
    desk.sit(10.0)
    assert desk.runtime.snapshot().feet == pytest.approx(10.0)


def test_rows_and_state_are_saved_together() -> None:
    """A restart neither repeats nor loses a span."""
    first = Desk()
    first.sit(100.0)
    first.post(ev.Locked())
    first.wait(100.0)
    first.post(ev.Unlocked(), ev.Active())
    first.wait(50.0)
    recorded = [row for row, _ in first.history.rows if isinstance(row, RecordSpan)]
    second = Desk(clock=first.clock, history=first.history)
    second.runtime.finish()
    spans = [row for row, _ in second.history.rows if isinstance(row, RecordSpan)]
    assert spans[: len(recorded)] == recorded
    for one, other in itertools.pairwise(spans):
        assert one.end == other.start
    assert spans[-1].end == second.clock.boot()
    assert Seconds(spans[-1].end - spans[0].start) == pytest.approx(250.0)
