"""The guide as text, on a pipe and on a real pseudo-terminal; time is a fake."""

from __future__ import annotations

import io
import os
import pty
import termios
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.guide.terminal import TerminalGuide
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop
from tests.integration.waiting import run_until
from tests.shell.guide_scene import MINUTE, WALK


class Plain:
    """A guide that writes to a file which is no terminal."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.out = io.StringIO()
        self.keys: list[GuideKey] = []
        self.guide = TerminalGuide(self.loop, self.clock, self.keys.append, self.out)

    def lines(self) -> list[str]:
        """Return what was written since the last call."""
        text = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        return text.splitlines()


@pytest.fixture
def plain() -> Plain:
    return Plain()


def test_a_step_is_told_with_its_words_and_its_caution(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    reset = MINUTE.steps[0]
    assert plain.lines() == [
        "Desk minute · step 1 of 3: Feet flat, 5 seconds",
        f"  {reset.text}",
        f"  Careful: {reset.caution}",
    ]


def test_every_repetition_side_and_direction_is_one_line_when_it_begins(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.loop.run_for(19.9)
    plain.lines()
    plain.loop.run_for(40.0)
    assert [line.strip() for line in plain.lines() if " of 5" in line] == [
        f"{foot}, {way}: {number} of 5"
        for foot in ("RIGHT foot", "LEFT foot")
        for way in ("clockwise", "counter-clockwise")
        for number in range(1, 6)
    ]


def test_off_a_terminal_it_wakes_only_for_changes(plain: Plain) -> None:
    plain.guide.open(WALK)
    plain.loop.run_for(120.0)
    assert plain.loop.wakes <= 4


def test_a_change_is_written_at_its_instant(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.loop.run_for(4.9)
    plain.lines()
    plain.loop.run_for(0.11)
    assert plain.lines()[0] == "Desk minute · step 2 of 3: Toe curls, 15 seconds"


def test_nothing_is_written_while_paused_and_it_goes_on_from_there(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.loop.run_for(3.0)
    plain.lines()
    plain.guide.sync(Seconds(3.0), paused=True)
    plain.loop.run_for(500.0)
    assert plain.lines() == ["Paused"]
    plain.guide.sync(Seconds(3.0), paused=False)
    assert plain.lines()[0] == "Desk minute · step 1 of 3: Feet flat, 5 seconds"
    plain.loop.run_for(2.1)
    assert plain.lines()[0] == "Desk minute · step 2 of 3: Toe curls, 15 seconds"


def test_a_jump_tells_the_step_that_was_jumped_to(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.lines()
    plain.guide.sync(Seconds(20.0), paused=False)
    assert plain.lines()[0] == "Desk minute · step 3 of 3: Small ankle circles, 40 seconds"


@pytest.mark.parametrize(("finished", "last"), [(True, "Done. Your feet have moved."), (False, "Stopped.")])
def test_the_end_is_told_and_then_it_is_silent(plain: Plain, finished: bool, last: str) -> None:
    plain.guide.open(MINUTE)
    plain.lines()
    plain.guide.close(finished)
    assert plain.lines()[-1].startswith(last)
    plain.loop.run_for(100.0)
    plain.guide.sync(Seconds(3.0), paused=False)
    plain.guide.close(finished)
    assert plain.lines() == []


def test_at_the_end_of_the_timeline_it_waits_for_the_close_without_waking(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.loop.run_for(61.0)
    wakes = plain.loop.wakes
    plain.loop.run_for(1000.0)
    assert plain.loop.wakes == wakes


def test_opening_another_routine_takes_the_place_of_the_first(plain: Plain) -> None:
    plain.guide.open(MINUTE)
    plain.guide.open(WALK)
    plain.lines()
    plain.loop.run_for(9.0)
    assert plain.lines() == []
    plain.loop.run_for(1.1)
    assert plain.lines()[0] == "Just walk · step 2 of 3: Stand up, 10 seconds"


def test_a_reader_that_is_gone_stops_the_routine_once() -> None:
    plain = Plain()
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as out:
        plain.guide = TerminalGuide(plain.loop, plain.clock, plain.keys.append, out)
        plain.guide.open(MINUTE)
        plain.loop.run_for(30.0)
        plain.guide.close(finished=False)
        assert plain.keys == [GuideKey.STOP]
        with pytest.raises(BrokenPipeError):
            out.close()


def test_an_old_terminal_that_knows_only_ascii_gets_question_marks_not_a_crash(plain: Plain) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    guide = TerminalGuide(plain.loop, plain.clock, plain.keys.append, out)
    guide.open(MINUTE)
    assert raw.getvalue().startswith(b"Desk minute ? step 1 of 3")
    assert plain.keys == []


@dataclass
class Terminal:
    """A guide on a real pseudo-terminal, whose other end the test holds."""

    guide: TerminalGuide
    loop: SelectorLoop
    master: int
    slave: int
    keys: list[GuideKey]

    def screen(self) -> str:
        """Return what was written so far."""
        os.set_blocking(self.master, False)
        text = b""
        while True:
            try:
                text += os.read(self.master, 65536)
            except BlockingIOError:
                return text.decode()

    def type(self, typed: bytes) -> None:
        os.write(self.master, typed)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    # This process has no controlling terminal; the guide must believe that it is in the foreground of this one.
    monkeypatch.setattr(os, "tcgetpgrp", lambda _fd: os.getpgrp())
    clock = SystemClock()
    loop = SelectorLoop(clock)
    keys: list[GuideKey] = []
    with open(slave, "w", encoding="utf-8", closefd=False) as out:
        yield Terminal(TerminalGuide(loop, clock, keys.append, out, slave), loop, master, slave, keys)
    loop.close()
    os.close(slave)
    os.close(master)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (b"n", GuideKey.NEXT),
        (b"\x1b[C", GuideKey.NEXT),
        (b"b", GuideKey.BACK),
        (b"\x1b[D", GuideKey.BACK),
        (b" ", GuideKey.PAUSE),
        (b"s", GuideKey.STOP),
        (b"q", GuideKey.STOP),
        (b"\x1b", GuideKey.STOP),
    ],
)
def test_single_keys_steer_without_return(terminal: Terminal, typed: bytes, key: GuideKey) -> None:
    terminal.guide.open(MINUTE)
    terminal.type(typed)
    run_until(terminal.loop, lambda: terminal.keys)
    assert terminal.keys == [key]
    terminal.guide.close(finished=False)


def test_space_goes_on_when_paused(terminal: Terminal) -> None:
    terminal.guide.open(MINUTE)
    terminal.guide.sync(Seconds(2.0), paused=True)
    terminal.type(b" ")
    run_until(terminal.loop, lambda: terminal.keys)
    assert terminal.keys == [GuideKey.RESUME]
    terminal.guide.close(finished=False)


def test_keys_that_mean_nothing_do_nothing(terminal: Terminal) -> None:
    terminal.guide.open(MINUTE)
    terminal.type(b"xyz\x1b[An")
    run_until(terminal.loop, lambda: terminal.keys)
    assert terminal.keys == [GuideKey.NEXT]
    terminal.guide.close(finished=False)


def test_the_terminal_is_given_back_as_it_was(terminal: Terminal) -> None:
    before = termios.tcgetattr(terminal.slave)
    terminal.guide.open(MINUTE)
    assert termios.tcgetattr(terminal.slave) != before
    terminal.guide.close(finished=False)
    assert termios.tcgetattr(terminal.slave) == before


def test_in_the_background_the_terminal_is_left_alone(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "tcgetpgrp", lambda _fd: os.getpgrp() + 1)
    before = termios.tcgetattr(terminal.slave)
    terminal.guide.open(MINUTE)
    assert termios.tcgetattr(terminal.slave) == before
    assert "Keys:" not in terminal.screen()
    terminal.guide.close(finished=False)


def test_the_live_line_counts_down_in_place(terminal: Terminal) -> None:
    terminal.guide.open(MINUTE)
    terminal.guide.sync(Seconds(22.1), paused=True)
    screen = terminal.screen()
    live = screen.rsplit("\r\x1b[K", 1)[-1]
    assert live == "[#-----------------------]  0:38  RIGHT foot, clockwise: 2 of 5  Paused"
    assert "Keys: n next" in screen
    terminal.guide.close(finished=True)
    assert terminal.screen().startswith("\r\x1b[KDone. Your feet have moved.")


def test_the_live_line_never_wraps(terminal: Terminal) -> None:
    termios.tcsetwinsize(terminal.slave, (24, 30))
    terminal.guide.open(MINUTE)
    terminal.guide.sync(Seconds(22.1), paused=True)
    assert len(terminal.screen().rsplit("\r\x1b[K", 1)[-1]) == 29
    terminal.guide.close(finished=False)
