"""Ends that nobody asked for: a kill, and a session that goes away under the program."""

from __future__ import annotations

from itertools import pairwise
from signal import SIGKILL
from typing import Literal

import pytest

from tests.e2e.desk import Desk
from tests.integration.desktop import wait_until

CONFIG = """
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "toe-20"

[prompt]
polite_idle = "1s"

[absence]
grace = "0s"
"""


def test_after_a_kill_the_clocks_and_the_history_are_there_and_nothing_is_in_the_way(desk: Desk) -> None:
    desk.configure(CONFIG)
    killed = desk.run()

    def types_and_is_due() -> bool:
        desk.screen.touch()
        return bool(killed.status()["due"])

    wait_until(types_and_is_due, what="a reminder's falling due")
    desk.until_heard("Time to move your feet")
    assert killed.say("start") == "Started Twenty seconds for the toes.\n"
    wait_until(lambda: desk.screen.window("numbfeet"), what="the guide's window")
    before = killed.status()
    killed.process.send_signal(SIGKILL)
    killed.process.wait(5)
    wait_until(lambda: not list(killed.processes()), 2.0, "the end of the guide")
    assert killed.socket.exists()
    gone = killed.call("status")
    assert (gone.returncode, gone.stdout) == (3, "")
    assert gone.stderr == "numbfeet is not running. Start it with: numbfeet run\n"
    prompts = killed.rows("prompt")
    assert [row["outcome"] for row in prompts] == ["shown", "started"]

    restarted = desk.run()
    assert restarted.status()["presence"] == "away"
    desk.screen.touch()
    after = restarted.status()
    for clock in ("feet", "seat"):
        # The second without input before the kill is not counted.
        assert before[clock] - 4.0 < after[clock] < before[clock] + 1.0
        assert after[clock] > 5.0
    desk.until_heard("Time to move your feet", after=1)
    restarted.end()
    assert restarted.rows("prompt")[:2] == prompts
    assert [(row["run"], row["prompt_id"], row["outcome"]) for row in restarted.rows("prompt")[2:]] == [(2, 2, "shown")]
    assert [row["run"] for row in restarted.rows("run_end")] == [2]
    assert restarted.rows("routine") == []
    spans = restarted.rows("span")
    assert [span["kind"] for span in spans] == ["away", "seated", "away", "seated"]
    assert all(one["end_utc"] == other["start_utc"] for one, other in pairwise(spans))


@pytest.mark.parametrize("what", ["bus", "display"])
def test_the_program_ends_with_its_session(desk: Desk, what: Literal["bus", "display"]) -> None:
    program = desk.run()
    desk.screen.touch()
    program.say("start", "just-walk")
    wait_until(lambda: desk.screen.window("numbfeet"), what="the guide's window")
    # The window may lose the display before the program does.
    display_goes = ["X server is gone", "numbfeet_tray.shell.guide."]
    program.may_warn += {"bus": ["bus is lost", "bus is gone"], "display": display_goes}[what]
    desk.session.end({"bus": desk.bus, "display": desk.display}[what])
    program.check_it_ended()
    (routine,) = program.rows("routine")
    assert (routine["routine"], routine["how"], routine["by_prompt"]) == ("just-walk", "stopped", None)
