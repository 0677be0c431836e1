"""The guide's real window on a real X server: what is on the screen, keys, buttons, every way to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.guide import Listener, Look, choose_view
from numbfeet_tray.shell.guide.palette import DARK, LIGHT, Palette
from numbfeet_tray.shell.guide.window import WindowGuide
from numbfeet_tray.shell.guide.wire import encode, routine_to_json
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.desktop import Session, require, run_for, run_until, start_openbox, wait_until
from tests.shell.guide_scene import MINUTE, ROUTINES, WALK

try:
    import tkinter as tk  # noqa: F401 - asked for, not used
except ImportError:
    pytest.skip("needs tkinter: apt-get install python3-tk", allow_module_level=True)

Colour = tuple[int, int, int]


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def search(session: Session, *what: str) -> list[str]:
    """Return the ids of the windows on the screen that xdotool finds."""
    command = ["xdotool", "search", "--onlyvisible", *what]
    return subprocess.run(command, env=session.env, capture_output=True, text=True, check=False).stdout.split()


class Screen:
    """The X screen with an open guide, and what the guide reported."""

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self.session = session
        self.loop = loop
        self.clock = SystemClock()
        self.keys: list[GuideKey] = []
        self.failures: list[str] = []
        self.signs: list[bool] = []
        self.guide: WindowGuide | None = None

    def listener(self) -> Listener:
        return Listener(self.keys.append, self.failures.append, lambda: self.signs.append(True))

    def open(self, routine: Routine = MINUTE, look: Look | None = None) -> int:
        """Open a window, wait until it is on the screen and return its process."""
        self.guide = WindowGuide(self.loop, self.clock, self.listener(), look)
        self.guide.open(routine)
        pid = self.guide.pid()
        assert pid is not None
        run_until(self.loop, lambda: self.is_visible() or self.failures, what="the guide's window")
        assert not self.failures
        assert self.windows()
        return pid

    def is_visible(self) -> bool:
        """Tell whether the window said that its first picture is on the screen."""
        return self.guide is not None and self.guide._run is not None and self.guide._run.is_visible

    def at(self, elapsed: float, *, paused: bool = True) -> Image.Image:
        """Put the routine at `elapsed` and return the screen when the window shows it."""
        assert self.guide is not None
        before = self.shot().tobytes()
        self.guide.sync(Seconds(elapsed), paused=paused)
        run_until(self.loop, lambda: self.shot().tobytes() != before, what="another picture")
        run_for(self.loop, 0.15)  # tkinter may still be arranging the words
        return self.shot()

    def shot(self) -> Image.Image:
        path = self.session.root / "screen.png"
        self.session.run("import", "-silent", "-window", "root", str(path))
        with Image.open(path) as image:
            return image.convert("RGB")

    def windows(self) -> list[str]:
        return search(self.session, "--class", "^numbfeet$")

    def focus(self) -> str:
        """Give the window the keyboard, as a click on it does, and return its id."""
        window = self.windows()[-1]
        self.session.run("xdotool", "windowfocus", "--sync", window)
        return window

    def press(self, *keys: str) -> None:
        self.session.run("xdotool", "key", "--delay", "30", *keys)

    def click(self, x: int, y: int) -> None:
        self.session.run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def until_key(self, *expected: GuideKey) -> None:
        run_until(self.loop, lambda: len(self.keys) >= len(expected), what=f"the keys {expected}")
        assert self.keys == list(expected)


@pytest.fixture
def screen(desktop: Session, loop: SelectorLoop) -> Iterator[Screen]:
    require("xdotool", "import")
    screen = Screen(desktop, loop)
    yield screen
    if screen.guide is not None:
        screen.guide.close(finished=False)
        run_for(loop, 0.05)


@pytest.fixture
def managed(screen: Screen) -> Screen:
    """The screen with a window manager."""
    start_openbox(screen.session)
    return screen


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def middle_of(picture: Image.Image, colour: str, box: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return the middle of the pixels of `colour` in `box`."""
    data = picture.load()
    assert data is not None
    found = [(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3]) if data[x, y] == rgb(colour)]
    assert found
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def buttons(picture: Image.Image, palette: Palette) -> list[tuple[int, int]]:
    """Return the middles of the buttons, from left to right: the runs of their colour in the lowest row of them."""
    data = picture.load()
    assert data is not None
    for y in range(picture.height - 1, 0, -1):
        row = [x for x in range(picture.width) if data[x, y] == rgb(palette.button)]
        if len(row) > 100:
            starts = [x for x in row if x - 1 not in set(row)]
            ends = [x for x in row if x + 1 not in set(row)]
            return [((start + end) // 2, y - 8) for start, end in zip(starts, ends, strict=True)]
    raise AssertionError("there are no buttons")


def test_the_first_picture_is_there_within_half_a_second(screen: Screen) -> None:
    taken = []
    for _ in range(3):
        screen.guide = WindowGuide(screen.loop, screen.clock, screen.listener())
        start = screen.clock.boot()
        screen.guide.open(MINUTE)
        run_until(screen.loop, screen.is_visible)
        taken.append(screen.clock.boot() - start)
        screen.guide.close(finished=False)
    assert min(taken) < 0.5, taken


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_light_and_dark_are_drawn_as_wished(screen: Screen, theme: str, palette: Palette) -> None:
    screen.open(look=Look(theme))
    picture = screen.at(24.6)
    assert picture.getpixel((8, 8)) == rgb(palette.window)
    assert len(buttons(picture, palette)) == 4


def test_the_moving_foot_is_on_the_side_of_the_dose(screen: Screen) -> None:
    screen.open()
    stage = (60, 80, 440, 330)
    right, _ = middle_of(screen.at(25.0), LIGHT.accent_light, stage)
    left, _ = middle_of(screen.at(45.0), LIGHT.accent_light, stage)
    assert left < 230 < right


def test_every_step_of_every_routine_has_another_picture(screen: Screen) -> None:
    pictures = []
    for routine in (MINUTE, WALK):
        screen.open(routine)
        for index, step in enumerate(routine.steps):
            pictures.append(
                screen.at(routine.step_start(index) + step.seconds * 0.4).crop((20, 20, 460, 440)).tobytes()
            )
        assert screen.guide is not None
        screen.guide.close(finished=False)
        run_until(screen.loop, lambda: not screen.windows())
    assert len(set(pictures)) == len(pictures)


def test_it_moves_while_playing_and_stands_still_while_paused(screen: Screen) -> None:
    screen.open()
    playing = screen.at(21.0, paused=False)
    run_until(screen.loop, lambda: screen.shot().tobytes() != playing.tobytes(), what="movement")
    still = screen.at(33.0, paused=True)
    run_for(screen.loop, 0.3)
    assert screen.shot().tobytes() == still.tobytes()


def test_a_larger_window_gets_a_larger_picture(screen: Screen) -> None:
    screen.open()

    def nails() -> int:
        data = screen.shot().getcolors(1 << 20)
        assert data is not None
        return next((count for count, colour in data if colour == rgb(LIGHT.accent_light)), 0)

    screen.at(25.0)
    small = nails()
    screen.session.run("xdotool", "windowsize", screen.windows()[-1], "1200", "760")
    run_until(screen.loop, lambda: nails() > small * 1.6, what="a larger picture")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Right", GuideKey.NEXT),
        ("Left", GuideKey.BACK),
        ("space", GuideKey.PAUSE),
        ("Escape", GuideKey.STOP),
    ],
)
def test_keys_steer_the_routine(screen: Screen, typed: str, key: GuideKey) -> None:
    screen.open()
    screen.focus()
    screen.press(typed)
    screen.until_key(key)


def test_space_goes_on_when_paused(screen: Screen) -> None:
    screen.open()
    screen.at(10.0, paused=True)
    screen.focus()
    screen.press("space")
    screen.until_key(GuideKey.RESUME)


@pytest.mark.parametrize("typed", ["space", "Return"])
def test_buttons_can_be_reached_and_pressed_from_the_keyboard_once(screen: Screen, typed: str) -> None:
    screen.open()
    screen.focus()
    screen.press("Tab", "Tab", "Tab", typed)
    screen.until_key(GuideKey.NEXT)
    run_for(screen.loop, 0.2)
    assert screen.keys == [GuideKey.NEXT]


@pytest.mark.parametrize(
    ("number", "key"), [(0, GuideKey.BACK), (1, GuideKey.PAUSE), (2, GuideKey.NEXT), (3, GuideKey.STOP)]
)
def test_buttons_steer_the_routine(screen: Screen, number: int, key: GuideKey) -> None:
    screen.open()
    screen.click(*buttons(screen.shot(), LIGHT)[number])
    screen.until_key(key)


def test_the_warning_signs_are_one_click_away(screen: Screen) -> None:
    screen.open()
    _, y = buttons(screen.shot(), LIGHT)[0]
    screen.click(720, y)
    run_until(screen.loop, lambda: screen.signs)
    assert screen.keys == []


def test_closing_the_window_is_one_stop(managed: Screen) -> None:
    pid = managed.open()
    managed.focus()
    managed.press("alt+F4")
    managed.until_key(GuideKey.STOP)
    assert managed.guide is not None
    managed.guide.close(finished=False)
    run_until(managed.loop, lambda: is_gone(pid))
    assert managed.keys == [GuideKey.STOP]


def test_a_killed_window_is_one_stop_and_leaves_no_zombie(screen: Screen) -> None:
    pid = screen.open()
    os.kill(pid, signal.SIGKILL)
    screen.until_key(GuideKey.STOP)
    run_for(screen.loop, 0.1)
    assert screen.keys == [GuideKey.STOP]
    assert is_gone(pid)


def test_a_display_that_goes_away_is_one_stop(screen: Screen) -> None:
    pid = screen.open()
    (server,) = [process for process in screen.session._processes if "Xvfb" in str(process.args)]
    screen.session.end(server)
    screen.until_key(GuideKey.STOP)
    assert is_gone(pid)


def test_closed_by_the_daemon_it_is_gone_at_once_and_says_nothing(screen: Screen) -> None:
    pid = screen.open()
    assert screen.guide is not None
    screen.guide.close(finished=False)
    run_until(screen.loop, lambda: is_gone(pid), deadline_s=1.0)
    run_until(screen.loop, lambda: not screen.windows(), deadline_s=1.0)
    assert screen.keys == []


def test_a_finished_routine_shows_its_end_until_a_key_is_pressed(screen: Screen) -> None:
    pid = screen.open()
    screen.focus()
    before = screen.at(59.0)
    assert screen.guide is not None
    screen.guide.close(finished=True)
    run_until(screen.loop, lambda: screen.shot().tobytes() != before.tobytes(), what="the end")
    assert not is_gone(pid)
    screen.press("Escape")
    run_until(screen.loop, lambda: is_gone(pid))
    assert screen.keys == []


def test_it_does_not_take_the_keyboard(managed: Screen) -> None:
    program = "import tkinter; root = tkinter.Tk(); root.title('editor'); root.mainloop()"
    managed.session.spawn(sys.executable, "-c", program)
    editor = wait_until(lambda: search(managed.session, "--name", "^editor$"), what="the other window")[0]
    managed.session.run("xdotool", "windowactivate", "--sync", editor)
    managed.open()
    run_for(managed.loop, 0.3)
    assert managed.session.run("xdotool", "getwindowfocus", "getwindowname").strip() == "editor"
    managed.session.run("xdotool", "windowactivate", "--sync", managed.windows()[-1])
    managed.press("Right")
    managed.until_key(GuideKey.NEXT)


@pytest.mark.parametrize("on_top", [True, False])
def test_it_stays_on_top_only_when_told(managed: Screen, on_top: bool) -> None:
    require("xprop")
    managed.open(look=Look(on_top=on_top))
    state = managed.session.run("xprop", "-id", managed.windows()[-1], "_NET_WM_STATE")
    assert ("_NET_WM_STATE_ABOVE" in state) is on_top


def failure(session: Session, loop: SelectorLoop) -> str:
    failures: list[str] = []
    guide = WindowGuide(loop, SystemClock(), Listener(lambda _key: None, failures.append))
    guide.open(MINUTE)
    run_until(loop, lambda: failures)
    return failures[0]


def test_a_display_that_nobody_serves_is_told(session: Session, loop: SelectorLoop) -> None:
    session.set("DISPLAY", f"unix:{session.root}/no-display")
    assert "there is no display" in failure(session, loop)


@pytest.mark.parametrize(("module", "word"), [("tkinter", "python3-tk"), ("PIL/ImageTk", "python3-pil.imagetk")])
def test_a_missing_library_is_told_with_what_would_help(
    desktop: Session, loop: SelectorLoop, module: str, word: str
) -> None:
    broken = desktop.root / "broken" / f"{module}.py"
    broken.parent.mkdir(parents=True)
    (broken.parent / "__init__.py").touch()
    broken.write_text("raise ImportError('not installed')")
    desktop.set("PYTHONPATH", str(desktop.root / "broken"))
    assert word in failure(desktop, loop)


def test_when_the_window_cannot_open_the_terminal_goes_on(
    session: Session, loop: SelectorLoop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session.set("DISPLAY", f"unix:{session.root}/no-display")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    view, reasons = choose_view("auto", loop, SystemClock(), Listener(lambda _key: None, lambda _why: None))
    assert (view.name, reasons) == ("window", [])
    view.open(ROUTINES["toe-20"])
    run_until(loop, lambda: view.name == "terminal")
    view.close(finished=False)
    assert "Toe curls" in capsys.readouterr().out


def test_without_a_daemon_the_window_goes_by_itself(desktop: Session) -> None:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "numbfeet_tray.shell.guide.child"],
        env={**desktop.env, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        opening = {"do": "open", "routine": routine_to_json(MINUTE), "theme": "light", "on_top": False, "signs": False}
        child.stdin.write(encode({**opening, "elapsed": 0.0, "paused": False, "at": SystemClock().boot()}))
        child.stdin.flush()
        assert child.stdout.readline() == encode({"say": "ready"})
        child.stdin.close()
        assert child.wait(timeout=5.0) == 0
