"""The notifiers for where the desktop's own cannot be reached."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Notification
from numbfeet_tray.shell.notify.fallback import NullNotifier, PlyerNotifier, TerminalNotifier
from tests.fakes.notifier import RecordingListener

PROMPT = Notification(
    "Time to move your feet",
    "Seated 31 min.\nDesk minute takes 1 min.",
    (("start", "Start"), ("snooze-300", "5 min"), ("skip", "Skip"), ("snooze-600", "10 min")),
)


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


class TestTerminal:
    def test_a_notification_is_one_line_with_what_to_type(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        notifier = TerminalNotifier(listener, stream)
        notifier.show("prompt", PROMPT)
        assert stream.getvalue() == (
            "Time to move your feet Seated 31 min. Desk minute takes 1 min. "
            "To answer, type one of: numbfeet start, numbfeet snooze, numbfeet skip\n"
        )
        assert not notifier.has_actions
        assert not listener.heard

    def test_what_to_type_reaches_the_program_that_says_so(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        TerminalNotifier(listener, stream, "numbfeet --profile demo").show("prompt", PROMPT)
        assert "type one of: numbfeet --profile demo start, numbfeet --profile demo snooze, " in stream.getvalue()

    def test_without_actions_there_is_nothing_to_type(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        TerminalNotifier(listener, stream).show("notice", Notification("The config was not read"))
        assert stream.getvalue() == "The config was not read\n"

    def test_control_characters_do_not_reach_the_terminal(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        TerminalNotifier(listener, stream).show("notice", Notification("a\x1b[2Jb\r\0c\u202ed", "e\x9bf"))
        assert stream.getvalue() == "a [2Jb  c d e f\n"

    def test_letters_that_the_terminal_lacks_are_replaced(self, listener: RecordingListener) -> None:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="ascii")
        TerminalNotifier(listener, stream).show("notice", Notification("Füße"))
        assert raw.getvalue() == b"F??e\n"

    def test_withdrawing_and_closing_leave_the_stream_alone(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        notifier = TerminalNotifier(listener, stream)
        notifier.withdraw("prompt")
        notifier.close()
        assert not stream.closed
        assert not stream.getvalue()

    def test_no_stream_is_no_terminal(self, listener: RecordingListener) -> None:
        closed = io.StringIO()
        closed.close()
        for stream in (None, closed):
            with pytest.raises(AdapterUnavailable, match="no terminal"):
                TerminalNotifier(listener, stream)

    def test_a_stream_that_closes_later_is_a_failure(self, listener: RecordingListener) -> None:
        stream = io.StringIO()
        notifier = TerminalNotifier(listener, stream)
        stream.close()
        notifier.show("prompt", PROMPT)
        assert [what for what, _, _ in listener.heard] == ["failed"]

    def test_a_full_device_is_a_failure_and_no_loop_with_a_stubborn_listener(self) -> None:
        class Stubborn(RecordingListener):
            def notification_failed(self, slot: str, why: str) -> None:
                super().notification_failed(slot, why)
                notifier.show(slot, PROMPT)

        listener = Stubborn()
        with Path("/dev/full").open("w", encoding="utf-8") as full, Path("/dev/null").open("w") as null:
            notifier = TerminalNotifier(listener, full)
            notifier.show("prompt", PROMPT)
            notifier.show("prompt", PROMPT)
            assert [what for what, _, _ in listener.heard] == ["failed", "failed"]
            os.dup2(null.fileno(), full.fileno())  # so that closing the stream can write what it still holds


class FakePlyer:
    """Stands in for one of plyer's ways to notify."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.error: Exception | None = None

    def notify(self, **arguments: object) -> None:
        warnings.warn("the dbus package is not installed\nTry this and that", stacklevel=1)
        if self.error:
            raise self.error
        self.calls.append(arguments)


class TestPlyer:
    @pytest.fixture
    def plyer(self, monkeypatch: pytest.MonkeyPatch) -> FakePlyer:
        import plyer

        fake = FakePlyer()
        monkeypatch.setattr(plyer, "notification", fake)
        return fake

    def test_title_and_body_are_passed_on(self, listener: RecordingListener, plyer: FakePlyer) -> None:
        notifier = PlyerNotifier(listener)
        notifier.show("prompt", PROMPT)
        notifier.show("prompt", Notification("Move", timeout=Seconds(20.0)))
        assert [(call["title"], call["message"], call["timeout"]) for call in plyer.calls] == [
            (PROMPT.title, PROMPT.body, 10),
            ("Move", "", 20),
        ]
        assert not notifier.has_actions
        assert not listener.heard

    def test_a_title_with_a_dash_is_no_option(self, listener: RecordingListener, plyer: FakePlyer) -> None:
        PlyerNotifier(listener).show("prompt", Notification("-x"))
        assert plyer.calls[0]["title"] == "\u2060-x"

    @pytest.mark.parametrize("error", [NotImplementedError("No usable implementation found!"), OSError(2, "gone")])
    def test_what_plyer_raises_is_a_failure(
        self, listener: RecordingListener, plyer: FakePlyer, error: Exception
    ) -> None:
        plyer.error = error
        PlyerNotifier(listener).show("prompt", PROMPT)
        assert listener.heard == [("failed", "prompt", f"plyer: {error}")]

    def test_withdrawing_and_closing_are_harmless(self, listener: RecordingListener, plyer: FakePlyer) -> None:
        notifier = PlyerNotifier(listener)
        notifier.withdraw("prompt")
        notifier.close()
        assert not plyer.calls

    def test_without_plyer_there_is_a_reason(
        self, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "plyer", None)
        with pytest.raises(AdapterUnavailable, match="plyer cannot be imported"):
            PlyerNotifier(listener)


def test_none_says_that_it_shows_nothing(listener: RecordingListener) -> None:
    notifier = NullNotifier(listener)
    notifier.show("prompt", PROMPT)
    notifier.withdraw("prompt")
    notifier.close()
    assert listener.heard == [("failed", "prompt", "notifications cannot be shown here")]


def test_plyer_is_imported_by_who_needs_it_only() -> None:
    code = "import sys, numbfeet_tray.shell.notify; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"plyer", "subprocess", "jeepney", "asyncio"} & set(loaded)


def test_every_command_that_a_button_stands_for_is_one_that_there_is() -> None:
    from numbfeet_tray.app.afterwards import ANSWER
    from numbfeet_tray.app.gate import UNDERSTOOD
    from numbfeet_tray.cli.parser import parse
    from numbfeet_tray.core.units import Seconds
    from numbfeet_tray.shell.notify.fallback import _commands
    from numbfeet_tray.text.prompts import actions

    buttons = (*actions([Seconds(300.0)]), (UNDERSTOOD, "I understand"), (f"{ANSWER}same", "The same"))
    for line in _commands(Notification("Title", actions=buttons), "numbfeet").split(", "):
        assert parse(line.split()[1:]).call, line
