"""What every notifier with a desktop behind it does. A test module gives a `world`, and inherits the contract."""

from __future__ import annotations

from typing import Protocol

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import CloseReason, Notification, Notifier
from tests.fakes.notifier import Heard

PROMPT = Notification("Time to move your feet", "Seated 31 min.", (("default", "Start"), ("skip", "Skip")))
LATER = Notification("Time to move your feet", "Seated 36 min.", (("default", "Start"), ("skip", "Skip")))
NOTICE = Notification("The config was not read", "Line 3 says nothing.")
SHORT = Seconds(0.2)


class World(Protocol):
    """A person before a desktop on which one notifier shows things."""

    notifier: Notifier
    heard: list[Heard]
    """What the listener heard, oldest first."""

    def settle(self) -> None:
        """Let everything asked for so far reach the desktop, and its answers come back."""

    def count(self) -> int:
        """Return how many notifications the person sees."""

    def dismiss(self) -> tuple[str, str]:
        """Close the newest notification as the person does, and return its title and body as it was seen."""

    def click(self) -> None:
        """Click on the body of the only notification."""

    def wait_for_expiry(self) -> None:
        """Wait until the only notification, shown for `SHORT`, has gone away by itself."""


class NotifierContract:
    """The promises of `ports.Notifier`."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    def test_a_notification_is_shown_as_it_was_written(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.settle()
        assert world.count() == 1
        assert world.dismiss() == (PROMPT.title, PROMPT.body)

    def test_a_slot_shows_the_latest_in_place(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.settle()
        world.notifier.show("prompt", LATER)
        world.settle()
        assert world.count() == 1
        assert world.dismiss() == (LATER.title, LATER.body)
        world.settle()
        assert world.count() == 0
        assert world.heard == [("closed", "prompt", CloseReason.DISMISSED)]

    def test_a_burst_into_one_slot_leaves_the_latest(self, world: World) -> None:
        for minutes in range(30, 40):
            world.notifier.show("prompt", Notification("Move", f"Seated {minutes} min."))
        world.settle()
        assert world.count() == 1
        assert world.dismiss() == ("Move", "Seated 39 min.")

    def test_two_slots_stand_side_by_side(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.notifier.show("notice", NOTICE)
        world.settle()
        assert world.count() == 2
        world.notifier.withdraw("prompt")
        world.settle()
        assert world.count() == 1
        assert world.dismiss() == (NOTICE.title, NOTICE.body)
        world.settle()
        assert world.heard == [("closed", "notice", CloseReason.DISMISSED)]

    def test_a_withdrawn_notification_goes_silently(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.settle()
        world.notifier.withdraw("prompt")
        world.notifier.withdraw("prompt")
        world.settle()
        assert world.count() == 0
        assert world.heard == []

    def test_one_withdrawn_at_once_does_not_stay(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.notifier.withdraw("prompt")
        world.settle()
        assert world.count() == 0
        assert world.heard == []

    def test_one_withdrawn_and_shown_again_at_once_stays(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.notifier.withdraw("prompt")
        world.notifier.show("prompt", LATER)
        world.settle()
        assert world.count() == 1
        assert world.dismiss() == (LATER.title, LATER.body)

    def test_withdrawing_what_is_not_there_is_harmless(self, world: World) -> None:
        world.notifier.withdraw("prompt")
        world.settle()
        assert world.heard == []

    def test_an_action_is_heard_and_its_closing_is_not(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.settle()
        assert world.notifier.has_actions
        world.click()
        world.settle()
        assert world.heard == [("action", "prompt", "default")]
        world.notifier.withdraw("prompt")
        world.settle()
        assert world.count() == 0
        assert world.heard == [("action", "prompt", "default")]

    def test_after_an_action_the_slot_serves_again(self, world: World) -> None:
        for _ in range(2):
            world.notifier.show("prompt", PROMPT)
            world.settle()
            assert world.count() == 1
            world.click()
            world.settle()
        assert world.heard == [("action", "prompt", "default")] * 2

    def test_one_that_nobody_touches_expires(self, world: World) -> None:
        world.notifier.show("prompt", Notification("Move", timeout=SHORT))
        world.settle()
        world.wait_for_expiry()
        assert world.count() == 0
        assert world.heard == [("closed", "prompt", CloseReason.EXPIRED)]

    def test_text_is_shown_and_not_interpreted(self, world: World) -> None:
        odd = Notification("<b>Feet & <i>toes</i></b>", "5 < 7 & <a href='x'>so</a> &lt; -- %s\nsecond line ü")
        world.notifier.show("prompt", odd)
        world.settle()
        assert world.dismiss() == (odd.title, odd.body)

    def test_text_that_no_bus_carries_is_shown_without_it(self, world: World) -> None:
        world.notifier.show("prompt", Notification("Mo\0ve", "now\ud800"))
        world.settle()
        assert world.dismiss() == ("Move", "now?")

    def test_closing_takes_everything_away_and_ends_the_showing(self, world: World) -> None:
        world.notifier.show("prompt", PROMPT)
        world.notifier.show("notice", NOTICE)
        world.settle()
        world.notifier.close()
        world.settle()
        assert world.count() == 0
        world.notifier.show("prompt", PROMPT)
        world.settle()
        assert world.count() == 0
        assert world.heard == []
