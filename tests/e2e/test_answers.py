"""What the person may answer: snooze, skip, pause and resume, through the tray and the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from jeepney import DBusAddress

from tests.e2e.desk import ORANGE, TEAL, Desk
from tests.integration.desktop import wait_until

CONFIG = """
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "toe-20"

[prompt]
polite_idle = "0s"
after_hold = "0s"

[snooze]
lengths = ["5s", "1m"]
"""
WINDOW = "Numbfeet"
SERVICE = DBusAddress("/org/numbfeet/Tray", "org.numbfeet.Tray", "org.numbfeet.Tray")
PROMPT = "Time to move your feet"


def test_snooze_skip_pause_resume_and_a_second_start_do_what_they_say(panel_desk: Desk) -> None:
    desk = panel_desk
    desk.configure(CONFIG)
    program = desk.run()
    desk.screen.touch()
    desk.until_heard(PROMPT)
    wait_until(lambda: desk.screen.shows(ORANGE), what="the icon of a prompt")
    desk.choose_in_tray(ORANGE, "Snooze", "5 s", shot="answers-1-snooze")
    wait_until(lambda: desk.dunst.count() == 0, what="the prompt's going")
    status = program.status()
    assert (status["reason"], status["due"], status["prompt"]) == ("snoozed", ["feet"], None)
    assert 0 < (datetime.fromisoformat(status["snoozed_until"]) - datetime.now(UTC)).total_seconds() <= 5

    assert int(desk.until_heard(PROMPT, after=1).body.split()[1]) >= 10, "it comes back, and the clock went on"
    wait_until(lambda: desk.screen.shows(ORANGE), what="the icon of a prompt")
    desk.keep_with_notification("answers-2-back")
    feet = program.status()["feet"]
    assert program.say("skip") == "Skipped; the seated time goes on.\n"
    wait_until(lambda: desk.dunst.count() == 0, what="the prompt's going")
    status = program.status()
    assert (status["due"], status["prompt"], status["reason"]) == ([], None, "counting")
    assert status["feet"] >= feet, "skipping moves nobody's feet"
    refused = program.call("skip")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "No prompt is due: there is nothing to put off.\n"

    wait_until(lambda: desk.screen.shows(TEAL), what="the icon of a seated person")
    desk.choose_in_tray(TEAL, "Pause prompts", "For 1 h", shot="answers-2b-pause")
    wait_until(lambda: program.status()["paused"], what="the pause")
    wait_until(lambda: "held" in program.outcomes(), what="a prompt that is held")
    status = program.status()
    assert (status["paused"], status["held"], status["reason"]) == (True, 1, "paused")
    desk.screen.keep("answers-3-paused")
    assert len(desk.heard()) == 2, "nothing is shown in a pause"
    assert desk.session.call(SERVICE, "Resume") == ("Prompts go on.",)
    assert ", 1 prompt held." in desk.until_heard(PROMPT, after=2).body

    for _ in range(2):
        again = program.call("run")
        assert (again.returncode, again.stdout) == (0, "numbfeet is running already; it has shown itself.\n")
        wait_until(lambda: desk.screen.window(WINDOW), 5.0, what="the window with the menu")
    desk.keep_with_notification("answers-4-second-start")
    assert program.call("window").returncode == 0, "there is one window, which comes forward"
    desk.choose_in_tray(ORANGE, "Quit")
    program.check_it_ended()
    assert desk.screen.window(WINDOW) is None
    assert desk.dunst.count() == 0
    rows = [(row["outcome"], row["prompt_id"], row["detail"]) for row in program.rows("prompt")]
    assert rows == [
        ("shown", 1, ""),
        ("snoozed", 1, "5"),
        ("shown", 2, ""),
        ("skipped", 2, ""),
        ("held", 3, "pause"),
        ("shown", 3, ""),
    ]
