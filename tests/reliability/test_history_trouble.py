"""The whole program over a history that cannot be used: it says so, prompts on, and writes everything down later.

All troubles at once, each in a home of its own, because each of them waits for a prompt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.integration.desktop import Session, wait_until
from tests.reliability.running import ANSWER_S, Dump, Running, check_spans
from tests.reliability.scenes import SCENES, Scene

PROGRAM = """
import sys
from numbfeet_tray.shell.store import keeping
keeping.PATIENCE = 1.0
from numbfeet_tray.cli import main
sys.exit(main(["run", *sys.argv[1:]]))
"""
"""The program, with one second in place of the minute for which a failing file is left alone."""
PROMPT = "Time to move your feet"


@pytest.fixture(scope="module")
def played() -> Iterator[dict[type[Scene], Future[None]]]:
    with ThreadPoolExecutor(len(SCENES)) as pool:
        yield {kind: pool.submit(play, kind) for kind in SCENES}


def play(kind: type[Scene]) -> None:
    with Session() as session:
        running = Running(session)
        scene = kind(running)
        with scene.trouble():
            try:
                go_on_and_recover(running, scene)
            finally:
                for process in session._processes:
                    session.end(process)


def go_on_and_recover(running: Running, scene: Scene) -> None:
    running.start(("-c", PROGRAM))
    longest = running.longest_answer(15.0, lambda: PROMPT in running.log())
    log = running.log()
    assert scene.message in log.partition(PROMPT)[0], "it is told before the first prompt"
    assert PROMPT in log, "it prompts on"
    assert longest < ANSWER_S
    assert running.status()["prompt"] is not None
    if not scene.is_mended_by_program:
        scene.mend()
        # The next row after the patience finds the file again.
        wait_until(lambda: does_something(running) and running.history.is_file() and has_rows(running), 15.0, "rows")
    before = running.status()["feet"]
    rows = running.dump()
    assert prompt_outcomes(rows)[0] == "shown", "what came while the file could not be written"
    (run,) = rows["run"]
    assert rows["span"][0][2] - run[1] < 1000, "the first span begins with the program"
    assert running.longest_block() < ANSWER_S
    scene.check_old_file()
    running.end()
    check_spans(running.dump())
    running.start()
    assert running.status()["feet"] > before - 1.0, "the clocks were saved, too"
    running.end()
    assert "Traceback" not in running.log()


def does_something(running: Running) -> bool:
    """Do what writes a row: with that the file is tried again."""
    return running.ask("say", what="away").ok and running.ask("say", what="sitting").ok


def has_rows(running: Running) -> bool:
    if "history can be written again" not in running.log() and not running.history.stat().st_size:
        return False
    try:
        return bool(running.dump()["prompt"])
    except sqlite3.Error:  # no table yet
        return False


def prompt_outcomes(dump: Dump) -> list[str]:
    return [row[4] for row in dump["prompt"]]


@pytest.mark.parametrize("kind", SCENES, ids=lambda kind: kind.__name__)
def test_a_history_that_cannot_be_used_is_told_and_costs_neither_a_prompt_nor_a_row(
    played: dict[type[Scene], Future[None]], kind: type[Scene]
) -> None:
    played[kind].result()
