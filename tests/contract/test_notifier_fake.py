"""The fake notifier keeps the promises of the real one."""

from __future__ import annotations

import pytest

from numbfeet_tray.shell.dbus import bus_text
from tests.contract.notifier_contract import PROMPT, NotifierContract, World
from tests.fakes.notifier import FakeNotifier, RecordingListener


class FakeWorld(World):
    """A desktop that takes no time."""

    def __init__(self) -> None:
        listener = RecordingListener()
        self.heard = listener.heard
        self.fake = FakeNotifier(listener)
        self.notifier = self.fake

    def settle(self) -> None:
        pass

    def count(self) -> int:
        return len(self.fake.shown)

    def dismiss(self) -> tuple[str, str]:
        slot, notification = list(self.fake.shown.items())[-1]
        self.fake.dismiss(slot)
        return bus_text(notification.title), bus_text(notification.body)

    def click(self) -> None:
        (slot,) = self.fake.shown
        self.fake.choose(slot, "default")

    def wait_for_expiry(self) -> None:
        (slot,) = self.fake.shown
        self.fake.expire(slot)


class TestFakeNotifier(NotifierContract):
    @pytest.fixture
    def world(self) -> World:
        return FakeWorld()


def test_what_cannot_be_shown_is_heard() -> None:
    world = FakeWorld()
    world.fake.failure = "no screen"
    world.notifier.show("prompt", PROMPT)
    assert world.heard == [("failed", "prompt", "no screen")]
