"""Config and routines together: what is saved is in force at once, and nothing is offered that there is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from numbfeet_tray.app.calendar import CalendarJobs
from numbfeet_tray.app.configuring import Configuring
from numbfeet_tray.app.routine_book import RoutineBook
from numbfeet_tray.app.rules import Rules
from numbfeet_tray.core.events import Event, SettingsChanged
from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.loop import SelectorLoop

OWN = '[[routine]]\nid = "mine"\nname = "Mine"\n[[routine.step]]\nexercise = "toe-curls"\n'
USING = '[[reminder]]\nname = "a"\nclock = "feet"\nevery = "9m"\noffer = "mine"\n'


class NoJobs:
    """Stands for the calendar."""

    def install(self, _config: object) -> None:
        """Nothing here goes by the calendar."""


class Scene:
    """A config and a folder of routines that are watched."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config.toml"
        self.routines = folder / "routines.d"
        self.loop = SelectorLoop(SystemClock())
        self.posted: list[Event] = []
        self.notices: list[Notification] = []
        self.rules = Rules(Configuring(self.config, is_demo=False), RoutineBook(self.routines))
        jobs = cast("CalendarJobs", NoJobs())
        self.closers = self.rules.watch(self.loop, self._post, jobs, self._notice)

    def _post(self, event: Event) -> None:
        self.posted.append(event)

    def _notice(self, notification: Notification) -> None:
        self.notices.append(notification)
        self.loop.stop()

    def save(self, path: Path, text: str) -> None:
        """Save, and run until the program said something about it."""
        path.parent.mkdir(exist_ok=True)

        def write() -> None:
            path.write_text(text, encoding="utf-8")

        self.loop.call_soon(write)
        self.loop.run(lambda: 5.0)

    def close(self) -> None:
        for close in self.closers:
            close()
        self.loop.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.close()


def test_a_routine_that_is_saved_can_be_started_and_then_be_offered(scene: Scene) -> None:
    scene.save(scene.routines / "mine.toml", OWN)
    (event,) = scene.posted
    assert isinstance(event, SettingsChanged)
    assert "mine" in {one.id for one in event.catalogue}
    assert "in force" in scene.notices[-1].body

    scene.save(scene.config, USING)
    assert isinstance(scene.posted[-1], SettingsChanged)
    assert scene.posted[-1].settings.reminders[0].offer == "mine"


def test_a_config_that_names_what_is_not_there_is_told(scene: Scene) -> None:
    scene.save(scene.config, USING)
    assert scene.posted == []
    assert "there is no such routine" in scene.notices[-1].body


def test_what_is_hidden_is_not_offered_either(scene: Scene) -> None:
    scene.save(scene.config, '[safety]\nhidden_exercises = ["walk", "reduced-feeling"]\n')
    event = scene.posted[-1]
    assert isinstance(event, SettingsChanged)
    ids = {one.id for one in event.catalogue}
    assert not {"just-walk", "shoes-off-5"} & ids
    assert {one.offer for one in event.settings.reminders} <= ids
    assert scene.rules.in_force().catalogue == event.catalogue


def test_a_wrong_routine_is_told_and_changes_nothing(scene: Scene) -> None:
    scene.save(scene.routines / "mine.toml", OWN + "seconds = -1\n")
    assert scene.posted == []
    assert "mine.toml:6" in scene.notices[-1].body
