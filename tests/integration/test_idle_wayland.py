"""The Wayland idle source on real compositors without a screen: sway (KDE's old protocol) and KWin (version 1)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from numbfeet_tray.core.events import Event
from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.idle.wayland import WaylandIdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.contract.idle_contract import IdleContract, World
from tests.integration.compositors import WaylandMouse, start_kwin, start_sway
from tests.integration.session import Session
from tests.integration.waiting import run_for, run_until

CLOCK = SystemClock()


class WaylandWorld(World):
    """A person at a Wayland session."""

    hindsight = False
    can_be_asked = False

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self.loop = loop
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.mouse = WaylandMouse(session)
        self.wayland = WaylandIdleSource(loop, CLOCK, self.events.append, session.env, self.lost.append)
        self.source = self.wayland
        self.wait(0.03)  # let the probe tell that there is silence: a person is slower

    def now(self) -> Instant:
        return CLOCK.boot()

    def input(self) -> None:
        self.mouse.move()

    def wait(self, seconds: float) -> None:
        run_for(self.loop, seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        run_until(self.loop, condition, what="what was waited for")

    def close(self) -> None:
        self.source.close()
        self.mouse.leave()


@pytest.fixture
def sway(session: Session) -> subprocess.Popen[bytes]:
    return start_sway(session)


@pytest.fixture
def kwin(session: Session) -> subprocess.Popen[bytes]:
    return start_kwin(session)


class TestSwayIdle(IdleContract):
    @pytest.fixture
    def world(self, sway: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[World]:
        world = WaylandWorld(session, loop)
        assert world.source.name == "kde-idle"
        yield world
        world.close()


class TestKWinIdle(IdleContract):
    @pytest.fixture
    def world(self, kwin: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[World]:
        world = WaylandWorld(session, loop)
        world.early = 0.05  # Qt's coarse timers
        assert world.source.name == "ext-idle-notify 1"
        yield world
        world.close()
