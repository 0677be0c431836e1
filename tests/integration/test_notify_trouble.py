"""The desktop notifier before servers that hang or refuse, over a real bus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify.server import ANSWER_LIMIT
from tests.contract.notifier_contract import LATER, PROMPT
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session
from tests.integration.notification_server import NAME, ScriptedServer
from tests.integration.notify_scene import ALL, Scene


@pytest.fixture
def bare(session: Session, loop: SelectorLoop, clock: ShiftedClock) -> Iterator[Scene]:
    """A bus without a server."""
    scene = Scene(loop, clock)
    yield scene
    scene.close()


@pytest.fixture
def scene(bare: Scene) -> Scene:
    """A bus with a server that can do everything."""
    bare.serve(*ALL)
    return bare


class TestServersThatHang:
    def test_wishes_that_come_before_the_answer_wait_for_it(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.listen()
        scene.notifier.show("prompt", LATER)
        scene.notifier.withdraw("prompt")
        scene.notifier.show("prompt", LATER)
        scene.settle()
        assert [shown.replaces for shown in scene.server.notified] == [0, 1]
        assert scene.shown.body == LATER.body

    def test_no_answer_in_time_is_a_failure(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.wait(ANSWER_LIMIT)
        assert scene.heard == [("failed", "prompt", "the notification server does not answer")]

    def test_what_is_shown_too_late_is_taken_away(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.wait(ANSWER_LIMIT)
        scene.settle()
        assert len(scene.server.notified) == 1
        assert scene.count() == 0
        assert len(scene.heard) == 1

    def test_a_wish_behind_a_hanging_one_has_its_own_time(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.notifier.show("prompt", LATER)
        scene.wait(ANSWER_LIMIT)
        assert scene.heard == []
        scene.settle()
        assert scene.shown.body == LATER.body
        assert scene.heard == []

    def test_a_late_answer_does_not_take_its_replacement_away(self, scene: Scene) -> None:
        shown = scene.show()
        scene.notifier.show("prompt", Notification("Move", "too late"))
        scene.notifier.show("prompt", LATER)
        scene.wait(ANSWER_LIMIT)
        scene.settle()
        assert (scene.id, scene.shown.body) == (shown, LATER.body)
        assert scene.server.withdrawn == []

    def test_a_late_answer_of_a_server_that_went_touches_nothing_of_the_next(self, scene: Scene) -> None:
        scene.show()
        scene.notifier.withdraw("prompt")
        scene.settle()
        scene.notifier.show("prompt", PROMPT)
        scene.listen()
        hanging = scene.servers.pop()
        hanging.vanish()
        scene.listen()
        scene.serve(*ALL)
        assert scene.shown.body == PROMPT.body
        scene.servers.insert(0, hanging)
        scene.settle()
        assert len(hanging.notified) == 2
        assert scene.server.withdrawn == []

    def test_late_capabilities_of_a_server_that_went_are_not_the_next_one_s(self, bare: Scene) -> None:
        hanging = ScriptedServer(*ALL)
        hanging.work()
        bare.listen()
        bare.listen()
        hanging.vanish()
        bare.listen()
        bare.serve("body")
        bare.servers.insert(0, hanging)
        bare.settle()
        assert hanging.questions
        assert not bare.notifier.has_actions

    def test_a_hanging_replacement_takes_the_old_one_with_it(self, scene: Scene) -> None:
        scene.show()
        scene.notifier.show("prompt", LATER)
        scene.wait(ANSWER_LIMIT)
        scene.settle()
        assert scene.count() == 0
        assert [what for what, _, _ in scene.heard] == ["failed"]

    def test_a_server_that_hangs_from_the_start_is_a_failure(self, bare: Scene) -> None:
        server = ScriptedServer(*ALL)
        server.work()
        bare.servers.append(server)
        bare.notifier.show("prompt", PROMPT)
        bare.listen()
        bare.listen()
        bare.wait(ANSWER_LIMIT)
        bare.listen()
        assert bare.heard == [("failed", "prompt", "the notification server does not answer")]
        bare.settle()
        assert server.notified == []
        bare.show()
        assert len(bare.heard) == 1

    def test_one_closed_while_under_way_is_taken_away_when_its_answer_comes(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.notifier.close()
        scene.settle()
        assert len(scene.server.notified) == 1
        assert scene.count() == 0


class TestServersThatRefuse:
    def test_a_refusal_is_a_failure_with_its_text(self, scene: Scene) -> None:
        scene.server.refusal = "too many notifications"
        scene.notifier.show("prompt", PROMPT)
        scene.settle()
        assert scene.heard == [("failed", "prompt", "too many notifications")]

    def test_a_refused_replacement_takes_the_old_one_with_it(self, scene: Scene) -> None:
        shown = scene.show()
        scene.server.refusal = "too many notifications"
        scene.notifier.show("prompt", LATER)
        scene.settle()
        assert scene.server.withdrawn == [shown]
        assert scene.heard == [("failed", "prompt", "too many notifications")]

    def test_a_refused_one_that_was_withdrawn_is_nobody_s_loss(self, scene: Scene) -> None:
        scene.server.refusal = "too many notifications"
        scene.notifier.show("prompt", PROMPT)
        scene.notifier.withdraw("prompt")
        scene.settle()
        assert scene.heard == []

    def test_after_a_refusal_the_next_one_is_tried(self, scene: Scene) -> None:
        scene.server.refusal = "not now"
        scene.notifier.show("prompt", PROMPT)
        scene.settle()
        scene.server.refusal = ""
        assert scene.show(LATER)

    def test_without_a_server_every_wish_fails(self, bare: Scene) -> None:
        for _ in range(2):
            bare.notifier.show("prompt", PROMPT)
            bare.settle()
        assert [(what, slot) for what, slot, _ in bare.heard] == [("failed", "prompt")] * 2
        assert NAME in str(bare.heard[0][2])
        assert not bare.notifier.has_actions

    def test_nonsense_for_capabilities_is_a_failure(self, bare: Scene) -> None:
        server = bare.serve()
        server.bus.export("/org/freedesktop/Notifications", NAME, lambda _: ("u", (1,)), "")
        bare.servers[-1].vanish()
        bare.servers[-1].appear()
        bare.settle()
        bare.notifier.show("prompt", PROMPT)
        bare.settle()
        assert bare.heard == [("failed", "prompt", "the notification server answered nonsense")]
