"""The desktop notifier before a notification server that does what the test scripts, over a real bus."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, CloseReason, Notification, Urgency
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify.desktop import DesktopNotifier
from numbfeet_tray.shell.resources import icon_png
from tests.contract.notifier_contract import LATER, PROMPT, NotifierContract, World
from tests.fakes.notifier import RecordingListener
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session, run_until, start_bus
from tests.integration.notification_server import BY_CALL, DISMISSED, EXPIRED, UNDEFINED, ScriptedServer
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


class TestDesktopNotifier(NotifierContract):
    @pytest.fixture
    def world(self, scene: Scene) -> World:
        return scene


class TestWhatIsSent:
    def test_a_prompt_says_who_sends_it_and_how_strongly(self, scene: Scene) -> None:
        scene.show(
            Notification(
                "Move",
                "now",
                (("start", "Start"), ("snooze-300", "5 min")),
                Urgency.CRITICAL,
                Seconds(0.0),
                silent=True,
            )
        )
        assert scene.shown.app_name == "Numbfeet"
        assert scene.shown.icon == icon_png("numbfeet", 64).as_uri(), "its name alone is in no icon theme"
        assert scene.shown.actions == ["start", "Start", "snooze-300", "5 min"]
        assert scene.shown.timeout_ms == 0
        assert scene.shown.hints == {
            "urgency": ("y", 2),
            "desktop-entry": ("s", "numbfeet"),
            "category": ("s", "x-numbfeet.prompt"),
            "transient": ("b", False),
            "resident": ("b", False),
            "suppress-sound": ("b", True),
        }

    def test_one_that_passes_is_kept_out_of_the_history(self, scene: Scene) -> None:
        scene.show(Notification("Move", urgency=Urgency.LOW, timeout=Seconds(20.0)))
        assert scene.shown.timeout_ms == 20_000
        assert scene.shown.hints["transient"] == ("b", True)
        assert scene.shown.hints["urgency"] == ("y", 0)
        assert "suppress-sound" not in scene.shown.hints

    @pytest.mark.parametrize(
        ("timeout", "milliseconds"), [(None, -1), (0.0, 0), (0.0001, 1), (1.5, 1500), (1e12, 2**31 - 1)]
    )
    def test_time_is_sent_in_milliseconds(self, scene: Scene, timeout: float | None, milliseconds: int) -> None:
        scene.show(Notification("Move", timeout=None if timeout is None else Seconds(timeout)))
        assert scene.shown.timeout_ms == milliseconds

    def test_an_icon_that_does_not_come_with_the_program_is_sent_by_its_name(self, scene: Scene) -> None:
        scene.show(Notification("Move", icon="dialog-information"))
        assert scene.shown.icon == "dialog-information"

    def test_an_icon_file_is_sent_as_a_uri(self, scene: Scene) -> None:
        scene.show(Notification("Move", icon="/opt/my icons/due.svg"))
        assert scene.shown.icon == "file:///opt/my%20icons/due.svg"

    def test_a_replacement_names_what_it_replaces(self, scene: Scene) -> None:
        first = scene.show()
        assert scene.show(LATER) == first
        assert [shown.replaces for shown in scene.server.notified] == [0, first]

    def test_a_server_with_markup_gets_escapes(self, scene: Scene) -> None:
        scene.show(Notification("a < b & c", "a < b & c > d"))
        assert (scene.shown.title, scene.shown.body) == ("a < b & c", "a &lt; b &amp; c &gt; d")

    def test_a_server_without_markup_and_actions_gets_neither_escapes_nor_actions(self, bare: Scene) -> None:
        bare.serve("body")
        bare.show(Notification("Move", "a < b & c", (("start", "Start"),)))
        assert bare.shown.body == "a < b & c"
        assert bare.shown.actions == []
        assert not bare.notifier.has_actions


class TestWhatIsHeard:
    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            (EXPIRED, CloseReason.EXPIRED),
            (DISMISSED, CloseReason.DISMISSED),
            (BY_CALL, CloseReason.UNKNOWN),
            (UNDEFINED, CloseReason.UNKNOWN),
            (77, CloseReason.UNKNOWN),
        ],
    )
    def test_each_reason_is_told_apart_and_heard_once(self, scene: Scene, reason: int, expected: CloseReason) -> None:
        shown = scene.show()
        for _ in range(2):
            scene.server.close_notification(shown, reason)
        scene.settle()
        assert scene.heard == [("closed", "prompt", expected)]

    def test_signals_about_others_and_odd_ones_are_ignored(self, scene: Scene) -> None:
        shown = scene.show()
        for foreign in (shown + 1, 0, 4711):
            scene.server.choose(foreign, "default")
            scene.server.close_notification(foreign, DISMISSED)
        scene.server.emit("NotificationClosed", "u", (shown,))
        scene.server.emit("ActionInvoked", "ss", (str(shown), "start"))
        scene.notifier.show("notice", LATER)
        scene.notifier.withdraw("notice")
        scene.settle()
        scene.server.choose(0, "start")
        scene.server.emit("ActivationToken", "us", (shown, "token"))
        scene.settle()
        assert scene.heard == []

    def test_signals_from_another_program_are_ignored(self, scene: Scene) -> None:
        shown = scene.show()
        impostor = ScriptedServer()
        impostor.vanish()
        scene.servers.insert(0, impostor)
        scene.settle()
        impostor.choose(shown, "start")
        impostor.close_notification(shown, DISMISSED)
        scene.settle()
        assert scene.heard == []

    def test_a_click_that_comes_twice_with_its_closing_is_one_action(self, scene: Scene) -> None:
        shown = scene.show()
        for _ in range(2):
            scene.server.choose(shown, "skip")
            scene.server.close_notification(shown, DISMISSED)
        scene.settle()
        assert scene.heard == [("action", "prompt", "skip")]

    def test_one_that_stays_after_its_action_can_be_withdrawn(self, scene: Scene) -> None:
        shown = scene.show()
        scene.server.choose(shown, "skip")
        scene.settle()
        scene.notifier.withdraw("prompt")
        scene.settle()
        assert scene.server.withdrawn == [shown]
        assert scene.heard == [("action", "prompt", "skip")]

    def test_a_closing_that_crosses_its_replacement_is_not_the_new_one_s(self, scene: Scene) -> None:
        shown = scene.show()
        scene.notifier.show("prompt", LATER)
        scene.server.close_notification(shown, DISMISSED)
        scene.settle()
        assert scene.shown.body == LATER.body
        assert scene.heard == []
        scene.server.close_notification(scene.id, DISMISSED)
        scene.settle()
        assert scene.heard == [("closed", "prompt", CloseReason.DISMISSED)]

    def test_a_click_that_crosses_its_replacement_counts(self, scene: Scene) -> None:
        shown = scene.show()
        scene.notifier.show("prompt", LATER)
        scene.server.choose(shown, "default")
        scene.settle()
        assert scene.heard == [("action", "prompt", "default")]
        scene.server.choose(scene.id, "skip")
        scene.settle()
        assert scene.heard[1:] == [("action", "prompt", "skip")]

    def test_the_listener_may_show_the_next_one_at_once(self, scene: Scene) -> None:
        shown = scene.show()

        class Eager(RecordingListener):
            def notification_closed(self, slot: str, reason: CloseReason) -> None:
                scene.notifier.show(slot, LATER)

        scene.desktop._listener = Eager()
        scene.server.close_notification(shown, DISMISSED)
        scene.settle()
        assert scene.shown.body == LATER.body

    def test_a_wish_made_while_all_others_are_given_up_is_kept(self, bare: Scene) -> None:
        server = bare.serve(*ALL)
        server.vanish()
        bare.settle()

        class Eager(RecordingListener):
            def notification_failed(self, slot: str, why: str) -> None:
                super().notification_failed(slot, why)
                server.appear()
                bare.notifier.show("notice", LATER)

        bare.desktop._listener = listener = Eager()
        bare.notifier.show("prompt", PROMPT)
        bare.notifier.show("notice", PROMPT)
        bare.settle()
        bare.settle()
        assert [slot for _, slot, _ in listener.heard] == ["prompt"]
        assert bare.shown.body == LATER.body


class TestServersThatComeAndGo:
    def test_a_server_is_asked_once_what_it_can_do(self, scene: Scene) -> None:
        before = scene.server.questions
        other = DesktopNotifier(scene.bus, scene.loop, RecordingListener())
        for _ in range(3):
            other.show("notice", PROMPT)
            scene.settle()
        assert scene.server.questions == before + 1

    def test_one_that_comes_later_serves(self, bare: Scene) -> None:
        bare.settle()
        bare.serve(*ALL)
        assert bare.notifier.has_actions
        assert bare.show()

    def test_another_one_is_asked_anew(self, scene: Scene) -> None:
        scene.server.vanish()
        scene.settle()
        assert not scene.notifier.has_actions
        scene.serve("body")
        assert not scene.notifier.has_actions
        scene.show(Notification("Move", "a < b", (("start", "Start"),)))
        assert (scene.shown.body, scene.shown.actions) == ("a < b", [])

    def test_one_that_is_soon_back_shows_again_what_it_showed(self, scene: Scene) -> None:
        scene.show()
        scene.notifier.show("notice", LATER)
        scene.settle()
        scene.notifier.withdraw("notice")
        scene.server.vanish()
        scene.settle()
        scene.wait(4.0)
        scene.server.appear()
        scene.settle()
        assert (scene.shown.body, scene.shown.replaces) == (PROMPT.body, 0)
        scene.wait(10.0)
        assert scene.heard == []

    def test_one_that_takes_over_the_name_is_given_what_was_shown(self, scene: Scene) -> None:
        scene.show()
        scene.serve(*ALL)
        scene.servers[0].vanish()
        scene.settle()
        assert scene.shown.body == PROMPT.body
        assert scene.heard == []

    def test_one_that_does_not_come_back_has_lost_what_it_showed(self, scene: Scene) -> None:
        scene.show()
        scene.server.vanish()
        scene.settle()
        scene.wait(5.0)
        assert scene.heard == [("closed", "prompt", CloseReason.UNKNOWN)]
        scene.server.appear()
        scene.settle()
        assert scene.count() == 0
        assert len(scene.heard) == 1

    def test_a_replacement_that_a_dying_server_never_took_has_failed(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.notifier.show("prompt", LATER)
        while not scene.server.notified:
            scene.server.work()
        scene.listen()
        scene.listen()
        scene.server.vanish()
        scene.listen()
        scene.wait(5.0)
        assert scene.heard == [("failed", "prompt", "the notification server is gone")]

    def test_what_was_withdrawn_or_answered_meanwhile_is_not_shown_again(self, scene: Scene) -> None:
        scene.show()
        scene.notifier.show("notice", LATER)
        scene.settle()
        scene.server.choose(2, "default")
        scene.server.vanish()
        scene.settle()
        scene.notifier.withdraw("prompt")
        scene.server.appear()
        scene.settle()
        assert scene.count() == 0
        assert scene.heard == [("action", "notice", "default")]

    def test_a_wish_after_the_server_went_fails_at_once(self, scene: Scene) -> None:
        scene.show()
        scene.server.vanish()
        scene.settle()
        scene.notifier.show("prompt", LATER)
        scene.settle()
        assert [what for what, _, _ in scene.heard] == ["failed"]

    def test_one_that_dies_before_it_answers_shows_it_after_its_return(self, scene: Scene) -> None:
        scene.notifier.show("prompt", PROMPT)
        scene.listen()
        scene.server.close()
        scene.servers.clear()
        scene.listen()
        scene.serve(*ALL)
        assert scene.shown.body == PROMPT.body
        assert scene.heard == []

    def test_without_the_bus_everything_fails_once_and_later_wishes_too(
        self, loop: SelectorLoop, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Session(monkeypatch) as session:
            daemon: subprocess.Popen[bytes] = start_bus(session)
            scene = Scene(loop, clock)
            scene.serve(*ALL)
            scene.show()
            scene.notifier.show("notice", LATER)
            scene.listen()
            session.end(daemon)
            run_until(loop, lambda: scene.heard)
            assert [what for what, _, _ in scene.heard] == ["failed"]
            clock.ahead += 5.1
            run_until(loop, lambda: len(scene.heard) == 2)
            assert scene.heard[1] == ("closed", "prompt", CloseReason.UNKNOWN)
            scene.notifier.show("prompt", PROMPT)
            run_until(loop, lambda: len(scene.heard) == 3)
            assert scene.heard[2] == ("failed", "prompt", "the bus is lost")
            with pytest.raises(AdapterUnavailable, match="is lost"):
                DesktopNotifier(scene.bus, loop, RecordingListener())
            scene.close()


def test_the_activation_token_of_a_click_comes_before_its_action(scene: Scene) -> None:
    tokens: list[tuple[str, int]] = []
    notifier = DesktopNotifier(
        scene.bus, scene.loop, RecordingListener(), on_token=lambda token: tokens.append((token, len(scene.heard)))
    )
    notifier.show("prompt", PROMPT)
    scene.settle()
    scene.server.emit("ActivationToken", "us", (scene.id, "token-1"))
    scene.server.emit("ActivationToken", "us", (scene.id + 1, "another program's"))
    scene.server.emit("ActivationToken", "u", (scene.id,))
    scene.server.choose(scene.id, "default")
    scene.settle()
    assert tokens == [("token-1", 0)]
    notifier.close()


@pytest.mark.parametrize(
    "text",
    ["時間です。足を動かしましょう。", "حان وقت تحريك قدميك", "Пора подвигать ногами", "🦶 שלום", "e\u0301 " * 2000],
    ids=["japanese", "arabic", "russian", "emoji and hebrew", "long, with combining marks"],
)
def test_long_and_non_latin_text_arrives_whole(scene: Scene, text: str) -> None:
    scene.show(Notification(text[:80], text, (("start", text[:20]),)))
    assert (scene.shown.title, scene.shown.body) == (text[:80], text)
    assert scene.shown.actions == ["start", text[:20]]
