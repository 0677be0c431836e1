"""Neither display nor bus: a server, a container, a session over the network."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT

import pytest

from tests.e2e.program import Program, Terminal
from tests.integration.desktop import Session, wait_until

CTRL_C = "\x03"
FEET = "Twenty seconds for the toes"
PROMPT = re.compile(r"^Time to move your feet Seated \d+ s\. .* To answer, type one of: (.*?)\r?$", re.MULTILINE)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal with a session of its own."""
    with Session() as session:
        terminal = Terminal(session)
        yield terminal
        terminal.close()


def test_the_demo_prompts_in_the_terminal_and_says_what_is_missing(
    session: Session, terminal: Terminal, installed: Path
) -> None:
    # Both at once: the first prompt of a demo takes 10 seconds.
    piped = Program(session, installed, "--demo")
    seen = Program(terminal.session, installed, "--demo", terminal=terminal)
    for program in (piped, seen):
        program.until_it_answers()
        check_what_is_missing(program)
    for program in (piped, seen):
        answer_as_told(program)
    piped.end(SIGINT)
    terminal.type(CTRL_C)
    seen.check_it_ended()
    for program in (piped, seen):
        assert program.outcomes() == ["shown", "started"]
        assert [(row["routine"], row["how"]) for row in program.rows("routine")] == [("toe-20", "stopped")]


def test_the_program_ends_with_its_terminal(terminal: Terminal, installed: Path) -> None:
    program = Program(terminal.session, installed, "--demo", terminal=terminal)
    program.until_it_answers()
    program.say("start")
    wait_until(lambda: "Toe curls" in program.log(), what="the guide")
    terminal.hang_up()
    program.check_it_ended()
    assert [row["how"] for row in program.rows("routine")] == ["stopped"]


def test_a_reader_that_is_gone_is_no_trouble(session: Session, installed: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    words = [str(installed / "numbfeet"), "--help"]
    try:
        done = subprocess.run(words, env=session.env, stdout=write, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def check_what_is_missing(program: Program) -> None:
    lines = [line for line in program.log().splitlines() if line.startswith("Missing: ")]
    assert len(lines) == 4
    for thing in ("session bus", "idle time", "guide window", "system bus"):
        assert [line for line in lines if thing in line.removesuffix(" alone.")], thing
    assert "say numbfeet --profile demo away, " in program.log()
    parts = {"tray": "none", "notifier": "terminal", "idle": "none", "session": "none", "guide": "terminal"}
    assert program.status()["parts"] == parts


def answer_as_told(program: Program) -> None:
    found = wait_until(lambda: PROMPT.search(program.log()), 20.0, "the prompt")
    assert found is not None
    start, *_others = found[1].split(", ")
    assert program.type(start) == f"Started {FEET}.\n"
    wait_until(lambda: f"{FEET} · step 1 of 1: Toe curls, 20 seconds" in program.log(), what="the guide")
