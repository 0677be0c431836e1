"""A whole program on fakes: a real engine, scheduler and runtime; time is moved by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.app.commands import Answer, Commands
from numbfeet_tray.app.front import Front
from numbfeet_tray.app.in_force import InForce
from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.app.saving import restored
from numbfeet_tray.config.model import Config
from numbfeet_tray.core.events import Active, Event
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import IdleSource, MenuEntry, Notification, Notifier, RoutineView, Tray, TrayState
from numbfeet_tray.shell.timer import LoopScheduler
from tests.fakes.clock import ManualClock
from tests.fakes.history import MemoryHistory
from tests.fakes.loop import FakeLoop

ROUTINES = built_in_routines()


class Notes(Notifier):
    """Remembers what is shown in each slot, and everything that was."""

    name = "notes"
    has_actions = True

    def __init__(self) -> None:
        self.slots: dict[str, Notification] = {}
        self.log: list[tuple[str, Notification]] = []

    def show(self, slot: str, notification: Notification) -> None:
        self.slots[slot] = notification
        self.log.append((slot, notification))

    def withdraw(self, slot: str) -> None:
        self.slots.pop(slot, None)

    def close(self) -> None:
        self.slots.clear()


class Icon(Tray):
    """Remembers what the icon shows."""

    name = "icon"
    is_visible = True

    def __init__(self) -> None:
        self.shown: list[tuple[TrayState, str, bool, float]] = []

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        self.shown.append((state, tooltip, attention, progress))

    def close(self) -> None:
        self.shown.clear()


class Guide(RoutineView):
    """Remembers what it was told."""

    name = "guide"

    def __init__(self) -> None:
        self.log: list[tuple[Any, ...]] = []

    def open(self, routine: Routine) -> None:
        self.log.append(("open", routine.id))

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        self.log.append(("sync", elapsed, paused))

    def close(self, finished: bool) -> None:
        self.log.append(("close", finished))


class Idle(IdleSource):
    """Remembers what was asked of it."""

    name = "fake"

    def __init__(self) -> None:
        self.armed: list[float] = []
        self.expected = 0
        self.idle: float | None = 0.0

    def arm(self, threshold: Seconds) -> None:
        self.armed.append(threshold)

    def expect_input(self) -> None:
        self.expected += 1

    def idle_time(self) -> Seconds | None:
        return None if self.idle is None else Seconds(self.idle)

    def close(self) -> None:
        self.idle = None


class Desk:
    """The program. `clock`, `loop` and `history` may be handed over from a desk before: a restart."""

    def __init__(
        self,
        config: Config | None = None,
        *,
        clock: ManualClock | None = None,
        history: MemoryHistory | None = None,
        boot_id: str = "boot",
        has_idle_source: bool = True,
    ) -> None:
        self.clock = clock or ManualClock()
        self.loop = FakeLoop(self.clock)
        self.history = history or MemoryHistory()
        self.config = config or Config()
        engine, self.was_unreadable = restored(
            self.history.load_state(), self.config.engine, ROUTINES, self.clock.boot(), self.clock.wall(), boot_id
        )
        self.scheduler = LoopScheduler(self.clock, lambda: self.runtime.post(_tick()))
        self.runtime = Runtime(self.loop, self.clock, engine, self.scheduler, self.history, boot_id=boot_id)
        self.front = Front(self.runtime.post, self.runtime.wall, lambda: InForce(self.config, ROUTINES))
        self.notes, self.last, self.icon, self.guide, self.idle = Notes(), Notes(), Icon(), Guide(), Idle()
        self.front.notifier, self.front.last_notifier = self.notes, self.last
        self.front.tray, self.front.view = self.icon, self.guide
        self.runtime.front = self.front
        if has_idle_source:
            self.runtime.use_idle_source(self.idle)
        self.calls: list[str] = []
        self.commands = Commands(
            self.runtime,
            self.clock,
            day_start=lambda: self.config.day_start,
            parts=lambda: {"tray": "icon"},
            show=lambda: self.calls.append("show"),
            leave=lambda: self.calls.append("leave"),
        )
        self.commands.trouble = lambda: self.front.trouble

    def post(self, *events: Event) -> None:
        """Post events and let the loop settle."""
        for event in events:
            self.runtime.post(event)
        self.loop.settle(self.scheduler.run_due)

    def wait(self, seconds: float) -> None:
        """Let time pass, everything running at its instant."""
        self.loop.run_for(seconds, self.scheduler.run_due)

    def sit(self, seconds: float = 0.0) -> None:
        """Have the person type for that long."""
        self.post(Active())
        self.wait(seconds)

    def ask(self, command: str, **args: Any) -> Answer:
        """Ask as every door does."""
        answer = self.commands.run(command, args)
        self.loop.settle(self.scheduler.run_due)
        return answer

    def outcomes(self) -> Sequence[str]:
        """Return what became of prompts so far, in order."""
        return [row.outcome.value for row, _ in self.history.rows if hasattr(row, "outcome")]


def _tick() -> Event:
    from numbfeet_tray.core.events import Tick

    return Tick()


def labels(entries: Sequence[MenuEntry]) -> list[str]:
    """Return the labels of a menu, submenus indented."""
    found = []
    for entry in entries:
        found.append(entry.label)
        found += [f"  {label}" for label in labels(entry.children)]
    return found
