"""The whole way: seated, prompted, started, guided to the end, and written down as it was.

Two days are played side by side, because each of them waits 20 seconds for its routine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from tests.e2e.desk import ORANGE, TEAL, Desk
from tests.e2e.program import Program
from tests.integration.desktop import Session, wait_until

Days = dict[str, "Future[None]"]

CONFIG = """
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "toe-20"

[prompt]
polite_idle = "1s"
"""
ROUTINE_S = 20.0


@pytest.fixture(scope="module")
def days(installed: Path) -> Iterator[Days]:
    """Play both days at once; each result raises what its day raised."""

    def played(day: Callable[[Desk], None], *, has_panel: bool) -> None:
        with Session() as session, closing(Desk(session, installed, has_panel=has_panel)) as desk:
            day(desk)

    with ThreadPoolExecutor(2) as pool:
        yield {
            "tray": pool.submit(played, a_day_with_the_tray, has_panel=True),
            "notification": pool.submit(played, a_day_with_the_notification, has_panel=False),
        }


def test_a_routine_that_was_started_from_the_tray_menu_is_finished_and_written_down(days: Days) -> None:
    days["tray"].result()


def test_a_routine_that_was_started_from_the_notification_is_finished_and_written_down(days: Days) -> None:
    days["notification"].result()


def a_day_with_the_tray(desk: Desk) -> None:
    program = sit_until_prompted(desk)
    wait_until(lambda: desk.screen.shows(ORANGE), what="the icon of a prompt")
    desk.keep_with_notification("tray-2-prompt")
    desk.choose_in_tray(ORANGE, "Start Twenty seconds", shot="tray-3-menu")
    follow_the_routine(desk, program, "tray")
    wait_until(lambda: desk.screen.window("numbfeet") is None, what="the going of the guide's window")
    wait_until(lambda: desk.screen.shows(TEAL), what="the icon at rest")
    end_and_check_history(desk, program)
    wait_until(lambda: not desk.screen.shows(TEAL), what="the icon's going")


def a_day_with_the_notification(desk: Desk) -> None:
    program = sit_until_prompted(desk)
    desk.keep_with_notification("notification-2-prompt")
    offered = desk.choose_on_notification("Start")
    assert offered == {"Start", "Snooze 5 min", "Skip", "Warning signs", "Snooze 10 min", "Snooze 15 min"}
    follow_the_routine(desk, program, "notification")
    # The end of the routine still stands on the screen: it goes with the program.
    assert desk.screen.window("numbfeet") is not None
    end_and_check_history(desk, program)
    wait_until(lambda: desk.screen.window("numbfeet") is None, what="the going of the guide's window")


def sit_until_prompted(desk: Desk) -> Program:
    desk.configure(CONFIG)
    program = desk.run()
    assert program.status()["presence"] == "away", "nobody has touched anything yet"
    desk.screen.touch()
    prompt = desk.until_heard("Time to move your feet")
    first, *_notices, last = prompt.body.splitlines()
    assert (first, last) == ("Seated 5 s.", "Twenty seconds for the toes takes 20 s.")
    assert (prompt.urgency, prompt.timeout) == ("NORMAL", "20000")
    assert prompt.icon.endswith("/numbfeet.png"), "dunst found its picture"
    assert program.outcomes() == ["shown"]
    return program


def follow_the_routine(desk: Desk, program: Program, name: str) -> None:
    wait_until(lambda: desk.screen.window("numbfeet"), what="the guide's window")
    wait_until(lambda: desk.dunst.count() == 0, what="the prompt's going")
    desk.screen.keep(f"{name}-4-guide")
    status = program.status()
    routine = status["routine"]
    assert (routine["id"], routine["step"], routine["steps"], routine["paused"]) == ("toe-20", 1, 1, False)
    assert routine["elapsed"] + routine["left"] == pytest.approx(ROUTINE_S, abs=0.1)
    assert (status["prompt"], status["due"], status["reason"]) == (None, ["feet"], "routine")
    assert status["feet"] > 5.0, "only a routine that ended moves the clock"
    wait_until(lambda: program.rows("routine"), ROUTINE_S + 5.0, "the routine's end")
    before = time.time()
    status = program.status()
    after = time.time()
    desk.screen.keep(f"{name}-5-done")
    (row,) = program.rows("routine")
    assert before - row["end_utc"] / 1000 - 0.1 < status["feet"] < after - row["end_utc"] / 1000 + 0.1
    assert status["seat"] - status["feet"] > 5.0 + ROUTINE_S - 1.0, "seated exercise is not getting up"
    assert (status["routine"], status["prompt"], status["due"]) == (None, None, [])


def end_and_check_history(desk: Desk, program: Program) -> None:
    status, read_at = program.status(), time.time()
    program.end()
    assert desk.dunst.count() == 0
    (run,), (end,) = program.rows("run"), program.rows("run_end")
    spans = program.rows("span")
    assert [span["kind"] for span in spans] == ["away", "seated"]
    assert all(one["end_utc"] == other["start_utc"] for one, other in pairwise(spans))
    assert spans[0]["start_utc"] == pytest.approx(run["started_utc"], abs=1000)
    assert spans[1]["end_utc"] == pytest.approx(end["ended_utc"], abs=500)
    assert status["seat"] == pytest.approx(read_at - spans[1]["start_utc"] / 1000, abs=1.0)

    shown, started = program.rows("prompt")
    assert (shown["outcome"], started["outcome"]) == ("shown", "started")
    for row in (shown, started):
        facts = {"prompt_id": 1, "reminder": "feet", "level": 1, "held": 0, "offer": "toe-20", "discreet": 0}
        assert {column: row[column] for column in facts} == facts
    assert shown["seated_s"] == pytest.approx((shown["at_utc"] - spans[1]["start_utc"]) / 1000, abs=0.1)

    (routine,) = program.rows("routine")
    facts = {"routine": "toe-20", "how": "finished", "steps_done": 1, "steps_skipped": 0, "steps": 1, "by_prompt": 1}
    assert {column: routine[column] for column in facts} == facts
    assert routine["start_utc"] == started["at_utc"]
    assert routine["end_utc"] - routine["start_utc"] == pytest.approx(ROUTINE_S * 1000, abs=100)
