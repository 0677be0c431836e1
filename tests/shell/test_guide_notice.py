"""A notice before a routine: written where it can be answered, handed on when a guide fails."""

from __future__ import annotations

import io

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.guide.fallback import FallbackView, NullView
from numbfeet_tray.shell.guide.terminal import TerminalGuide
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop

ROUTINE = built_in_routines()[0]


class Reading(NullView):
    """A guide that keeps what it was to have read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.opened: list[Routine] = []

    def open(self, routine: Routine) -> None:
        self.opened.append(routine)

    def warn(self, notice: str) -> bool:
        self.read.append(notice)
        return True


def test_a_terminal_without_keys_writes_the_notice_and_says_that_nobody_can_answer() -> None:
    clock, out = ManualClock(), io.StringIO()
    keys: list[GuideKey] = []
    guide = TerminalGuide(FakeLoop(clock), clock, keys.append, out)
    guide.open(ROUTINE)

    assert not guide.warn("Ask first.\nThen begin.")
    assert "Before you begin\nAsk first.\nThen begin.\n" in out.getvalue()
    assert "numbfeet warning-signs" in out.getvalue()


def test_a_guide_that_takes_over_has_the_notice_read_as_well_unless_it_was() -> None:
    for is_paused, expected in ((True, ["Ask first."]), (False, [])):
        first, second = Reading(), Reading()
        view = FallbackView(ManualClock(), lambda _why: None)
        view.use([first, second])
        view.open(ROUTINE)
        assert view.warn("Ask first.")
        view.sync(Seconds(0.0), is_paused)
        view.failed("gone")
        assert (first.read, second.read) == (["Ask first."], expected)


def test_a_guide_that_can_show_nothing_says_so() -> None:
    view = FallbackView(ManualClock(), lambda _why: None)
    view.use([NullView()])
    view.open(ROUTINE)
    assert not view.warn("Ask first.")
