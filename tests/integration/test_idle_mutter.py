"""The GNOME idle source on a real Mutter without a screen."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from numbfeet_tray.core.events import Event
from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.idle.mutter import MutterIdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.contract.idle_contract import IdleContract, World
from tests.integration.compositors import MutterMouse, start_mutter
from tests.integration.session import Session
from tests.integration.waiting import run_for, run_until

CLOCK = SystemClock()


class MutterWorld(World):
    """A person at a GNOME session."""

    can_be_asked = False

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self.loop = loop
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.mouse = MutterMouse(session)
        self.bus = Bus.open("session", loop)
        self.mutter = MutterIdleSource(self.bus, loop, CLOCK, self.events.append, self.lost.append)
        self.source = self.mutter
        self.wait(0.05)  # let the watches be set up: a person is slower

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
        self.bus.close()
        self.mouse.leave()


@pytest.fixture
def mutter(session: Session) -> subprocess.Popen[bytes]:
    return start_mutter(session)


class TestMutterIdle(IdleContract):
    @pytest.fixture
    def world(self, mutter: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[World]:
        world = MutterWorld(session, loop)
        yield world
        world.close()
