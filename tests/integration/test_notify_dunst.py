"""The desktop notifier before a real dunst, on a display and a bus of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jeepney import DBusAddress, new_method_call

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import CloseReason, Notification
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify import choose_notifier
from tests.contract.notifier_contract import LATER, PROMPT, SHORT, NotifierContract, World
from tests.fakes.notifier import RecordingListener
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Dunst, Session, require, run_for, run_until, start_bus, start_display, start_dunst

NAME = "org.freedesktop.Notifications"
SERVER = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)


class DunstWorld(World):
    """A person before dunst."""

    def __init__(self, loop: SelectorLoop, dunst: Dunst, *, has_markup: bool = False) -> None:
        self.loop, self.dunst, self.has_markup = loop, dunst, has_markup
        listener = RecordingListener()
        self.heard = listener.heard
        self._answers: list[object] = []
        self.bus = Bus.open("session", loop)
        self.notifier, reasons = choose_notifier(self.bus, loop, listener, "auto", None)
        assert (self.notifier.name, reasons) == ("desktop", [])
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self._answers.clear()
            self.bus.call(new_method_call(SERVER, "GetServerInformation"), self._answers.append)
            run_until(self.loop, lambda: self._answers)
        run_for(self.loop, 0.03)  # dunst draws in its own time

    def count(self) -> int:
        return self.dunst.count()

    def dismiss(self) -> tuple[str, str]:
        before = self.dunst.count("history")
        self.dunst.close_last()
        run_until(self.loop, lambda: self.dunst.count("history") > before, what="the closing")
        seen = self.dunst.history()[0]
        title, body = str(seen["summary"]), str(seen["body"])
        if self.has_markup:
            body = body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return title, body

    def click(self) -> None:
        self.dunst.action(0)

    def wait_for_expiry(self) -> None:
        run_until(self.loop, lambda: self.heard, what="the expiry")

    def close(self) -> None:
        self.notifier.close()
        self.bus.close()


@pytest.fixture(params=["", "markup = full"], ids=["plain", "markup"])
def dunst_world(desktop: Session, loop: SelectorLoop, request: pytest.FixtureRequest) -> Iterator[DunstWorld]:
    world = DunstWorld(loop, start_dunst(desktop, request.param), has_markup=bool(request.param))
    yield world
    world.close()


class TestDunst(NotifierContract):
    @pytest.fixture
    def world(self, dunst_world: DunstWorld) -> World:
        return dunst_world


@pytest.fixture
def world(desktop: Session, loop: SelectorLoop) -> Iterator[DunstWorld]:
    menu, seen = desktop.root / "menu", desktop.root / "menu-entries"
    menu.write_text(f"#!/bin/sh\ntee {seen} | grep Snooze\n")
    menu.chmod(0o755)
    world = DunstWorld(loop, start_dunst(desktop, menu=str(menu)))
    yield world
    world.close()


def test_a_named_action_is_chosen_from_dunst_s_menu(world: DunstWorld, desktop: Session) -> None:
    actions = (("start", "Start"), ("snooze-300", "Snooze 5 min"), ("skip", "Skip"))
    world.notifier.show("prompt", Notification("Move", "now", actions))
    world.settle()
    world.dunst.context()
    run_until(world.loop, lambda: world.heard)
    world.settle()
    assert world.heard == [("action", "prompt", "snooze-300")]
    offered = (desktop.root / "menu-entries").read_text()
    assert [label in offered for label in ("Start", "Snooze 5 min", "Skip")] == [True] * 3


def test_one_that_stays_outlives_one_that_passes(world: DunstWorld) -> None:
    world.notifier.show("prompt", Notification("stays", timeout=Seconds(0.0)))
    world.notifier.show("notice", Notification("passes", timeout=SHORT))
    run_until(world.loop, lambda: world.heard)
    assert world.heard == [("closed", "notice", CloseReason.EXPIRED)]
    assert world.count() == 1


def test_a_killed_dunst_that_is_started_again_shows_the_prompt_again(world: DunstWorld) -> None:
    world.notifier.show("prompt", PROMPT)
    world.settle()
    world.dunst.restart()
    world.settle()
    run_until(world.loop, lambda: world.dunst.count() == 1)
    world.notifier.show("prompt", LATER)
    world.settle()
    assert world.count() == 1
    assert world.dismiss() == (LATER.title, LATER.body)
    world.settle()
    assert world.heard == [("closed", "prompt", CloseReason.DISMISSED)]


def test_after_dunst_was_killed_the_next_prompt_fails_with_a_reason(world: DunstWorld, clock: ShiftedClock) -> None:
    world.dunst.kill()
    world.notifier.show("prompt", PROMPT)
    run_for(world.loop, 0.05)
    clock.ahead += 5.0
    run_until(world.loop, lambda: world.heard)
    assert world.heard == [("failed", "prompt", "the notification server is gone")]
    world.notifier.show("prompt", PROMPT)
    run_until(world.loop, lambda: len(world.heard) == 2)
    assert NAME in str(world.heard[1][2])


def test_the_bus_starts_a_dunst_that_does_not_run(monkeypatch: pytest.MonkeyPatch, loop: SelectorLoop) -> None:
    with Session(monkeypatch) as session:
        require("dunst")
        dunst = Dunst(session)
        dunst.configure("", "/bin/true")
        start_display(session)
        session.offer_service(NAME, *dunst.command())
        start_bus(session)
        listener = RecordingListener()
        bus = Bus.open("session", loop)
        notifier, _ = choose_notifier(bus, loop, listener, "desktop", None)
        run_until(loop, lambda: notifier.has_actions, what="the start by the bus")
        notifier.show("prompt", PROMPT)
        run_until(loop, lambda: dunst.count() == 1)
        dunst.action()
        run_until(loop, lambda: listener.heard)
        assert listener.heard == [("action", "prompt", "default")]
        notifier.close()
        bus.close()
