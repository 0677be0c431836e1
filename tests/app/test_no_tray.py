"""What is said, once, where no tray shows the icon."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.app.no_tray import PATIENCE, tell_once
from numbfeet_tray.ports import Notification, TrayState
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop

GNOME = {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}


class Icon:
    """A tray that a host shows, or not."""

    name = "sni"
    is_visible = False

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def started(history: Path, icon: Icon, environ: dict[str, str], *, after: float = PATIENCE + 1.0) -> list[Notification]:
    """Return what is said when the program starts and `after` seconds pass."""
    clock = ManualClock()
    loop, said = FakeLoop(clock), list[Notification]()
    call_off = tell_once(loop, icon, clock, history, environ, said.append)
    loop.run_for(after)
    call_off()
    loop.run_for(100.0)
    return said


def test_it_is_said_once_and_not_at_every_start(tmp_path: Path) -> None:
    history = tmp_path / "history.sqlite3"
    (told,) = started(history, Icon(), GNOME)
    assert "AppIndicator and KStatusNotifierItem Support" in told.body
    assert "Start numbfeet again" in told.body
    assert started(history, Icon(), GNOME) == []


def test_other_desktops_have_other_ways(tmp_path: Path) -> None:
    for number, (desktop, part) in enumerate([("XFCE", "Status Tray Plugin"), ("sway", "waybar"), ("", "waybar")]):
        (told,) = started(tmp_path / f"{number}.sqlite3", Icon(), {"XDG_CURRENT_DESKTOP": desktop})
        assert part in told.body


def test_nothing_is_said_where_a_tray_shows_the_icon_or_before_one_could(tmp_path: Path) -> None:
    icon = Icon()
    assert started(tmp_path / "history.sqlite3", icon, {}, after=PATIENCE - 1.0) == []
    icon.is_visible = True
    assert started(tmp_path / "history.sqlite3", icon, {}) == []


def test_a_history_that_cannot_be_written_does_not_keep_it_from_being_said(tmp_path: Path) -> None:
    history = tmp_path / "history.sqlite3"
    history.write_bytes(b"not a database" * 100)
    assert len(started(history, Icon(), {})) == 1
