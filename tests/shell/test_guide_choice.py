"""Which guide is used, and how a running routine goes over to the next one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import RoutineView
from numbfeet_tray.shell.guide import Listener, choose_view
from numbfeet_tray.shell.guide.fallback import FallbackView, NullView
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop
from tests.shell.guide_scene import MINUTE


class RecordingView(RoutineView):
    """`ports.RoutineView` that remembers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[object] = []
        self.on_open: Callable[[], None] = lambda: None

    def open(self, routine: Routine) -> None:
        self.heard.append(routine)
        self.on_open()

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        self.heard.append((elapsed, paused))

    def close(self, finished: bool) -> None:
        self.heard.append(finished)


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Scene:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.keys: list[GuideKey] = []
        self.failures: list[str] = []
        self.fallback = FallbackView(self.clock, self.failures.append)
        self.first, self.second = RecordingView("first"), RecordingView("second")
        self.fallback.use([self.first, self.second])

    def choose(self, wanted: str) -> tuple[RoutineView, list[str]]:
        return choose_view(wanted, self.loop, self.clock, Listener(self.keys.append, self.failures.append))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_with_a_display_it_is_a_window(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4")
    view, reasons = scene.choose("auto")
    assert (view.name, reasons) == ("window", [])


def test_a_window_that_was_asked_for_and_cannot_be_is_nothing_and_the_reason_is_told(scene: Scene) -> None:
    view, reasons = scene.choose("window")
    assert isinstance(view, NullView)
    assert len(reasons) == 1
    assert "no display" in reasons[0]


def test_without_display_and_terminal_it_is_plain_lines_on_the_output(scene: Scene) -> None:
    view, reasons = scene.choose("auto")
    assert view.name == "terminal"
    assert "no display" in reasons[0]


def test_without_a_display_it_is_the_terminal_that_the_program_runs_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    view, reasons = scene.choose("auto")
    assert view.name == "terminal"
    assert len(reasons) == 1


def test_asked_for_a_terminal_text_is_written_wherever_it_goes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    view, reasons = scene.choose("terminal")
    view.open(MINUTE)
    assert reasons == []
    assert "Feet flat" in out.getvalue()


def test_asked_for_none_nothing_is_drawn_and_nothing_goes_wrong(scene: Scene) -> None:
    view, reasons = scene.choose("none")
    view.open(MINUTE)
    view.sync(Seconds(3.0), paused=True)
    view.close(finished=True)
    assert (view.name, reasons) == ("none", [])


def test_what_is_asked_of_it_goes_to_the_first_view(scene: Scene) -> None:
    scene.fallback.open(MINUTE)
    scene.fallback.sync(Seconds(3.0), paused=True)
    scene.fallback.close(finished=True)
    assert scene.first.heard == [MINUTE, (3.0, True), True]
    assert scene.second.heard == []


def test_when_a_view_fails_the_next_goes_on_where_the_routine_stands(scene: Scene) -> None:
    scene.fallback.open(MINUTE)
    scene.clock.advance(2.5)
    scene.fallback.failed("no window")
    assert scene.second.heard == [MINUTE, (2.5, False)]
    assert scene.fallback.name == "second"
    assert scene.failures == []


def test_a_paused_routine_stays_paused_when_a_view_fails(scene: Scene) -> None:
    scene.fallback.open(MINUTE)
    scene.fallback.sync(Seconds(7.0), paused=True)
    scene.clock.advance(100.0)
    scene.fallback.failed("no window")
    assert scene.second.heard == [MINUTE, (7.0, True)]


def test_when_the_last_view_fails_it_is_reported(scene: Scene) -> None:
    scene.fallback.failed("no window")
    scene.fallback.failed("no terminal")
    assert scene.failures == ["no terminal"]
    assert scene.second.heard == []
