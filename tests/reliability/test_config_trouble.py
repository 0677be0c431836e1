"""A config that goes bad under the running program, in every way that a file can: it is told, and the old one holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from numbfeet_tray.shell.config_file import LARGEST
from tests.integration.desktop import Session, wait_until
from tests.reliability.running import ANSWER_S, CONFIG, Running

FEET = '[[reminder]]\nname = "feet"\nclock = "feet"\nevery = "{every}"\noffer = "toe-20"\n'
IN_FORCE = "The changed settings are in force."


@pytest.fixture
def running() -> Iterator[Running]:
    with Session() as session:
        running = Running(session, FEET.format(every="1h"))
        running.start()
        yield running


def replace(place: Path, content: bytes) -> None:
    draft = place.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(place)


def in_pieces(place: Path, _content: bytes) -> None:
    """Write it as an editor without care does: in place, and slowly."""
    with place.open("wb", buffering=0) as file:
        for piece in (CONFIG.encode()[at : at + 20] for at in range(0, len(CONFIG), 20)):
            file.write(piece)
            time.sleep(0.02)
        time.sleep(0.5)
        file.write(b"\n[prompt\n")  # cut off here


def folder(place: Path, _content: bytes) -> None:
    place.unlink()
    place.mkdir()


def filled(line: bytes) -> bytes:
    """Return the largest file that is read, made of as many of `line` as fit."""
    lines = (line % number for number in range(LARGEST))
    found = b""
    while len(found) <= LARGEST - 40:
        found += next(lines)
    return found


TROUBLES: dict[str, tuple[Callable[[Path, bytes], None], bytes, str]] = {
    "10 MB": (replace, b"# " + b"x" * 10_000_000, "too large"),
    "as many keys as fit": (replace, filled(b"k%d = 1\n"), "not known"),
    "as many reminders as fit": (replace, filled(b'[[reminder]]\nname = "r%d"\n'), "missing"),
    "nesting without end": (replace, b"a = " + b"[" * 60_000, "nested too deeply"),
    "UTF-16": (replace, CONFIG.encode("utf-16"), "UTF-"),
    "cut off": (in_pieces, b"", "problem"),
    "a folder": (folder, b"", "folder"),
}


def test_whatever_becomes_of_the_config_the_last_good_one_holds_and_the_loop_answers(running: Running) -> None:
    slowest = {}
    for name, (spoil, content, message) in TROUBLES.items():
        before = len(running.log())
        spoil(running.config, content)
        longest = running.longest_answer(10.0, lambda: message in running.log()[before:])  # noqa: B023
        assert message in running.log()[before:], name
        slowest[name] = longest
        assert running.status()["due"] == [], "the reminder of an hour is still the one in force"
        if running.config.is_dir():
            running.config.rmdir()
    assert max(slowest.values()) < ANSWER_S, slowest
    assert running.longest_block() < ANSWER_S
    replace(running.config, FEET.format(every="5s").encode())
    wait_until(lambda: IN_FORCE in running.log(), what="the good config")
    running.end()
    assert "Traceback" not in running.log()
