"""Plyer's way over `notify-send`, up to a real dunst."""

from __future__ import annotations

import pytest

from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.notify import PlyerNotifier
from tests.fakes.notifier import RecordingListener
from tests.integration.desktop import Session, require, start_dunst, wait_until


def test_what_plyer_shows_arrives_as_written(desktop: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    require("notify-send")
    dunst, listener = start_dunst(desktop), RecordingListener()
    monkeypatch.setattr("plyer.notification", _fresh())
    notifier = PlyerNotifier(listener)
    notifier.show("prompt", Notification("-- Time to move", "now; 'quoted' $(date)"))
    wait_until(lambda: dunst.count() == 1)
    dunst.close_last()
    wait_until(lambda: dunst.count("history") == 1)
    seen = dunst.history()[0]
    assert (seen["summary"], seen["body"]) == ("\u2060-- Time to move", "now; 'quoted' $(date)")
    assert not listener.heard


def _fresh() -> object:
    from plyer.platforms.linux.notification import NotifySendNotification

    return NotifySendNotification()
