"""What the menu opens; the warning signs reach the person even where no page can be shown."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.app.opening import Opening
from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.paths import Paths


def test_without_a_display_the_warning_signs_come_as_a_notification_that_stays(tmp_path: Path) -> None:
    told: list[Notification] = []
    paths = Paths.of({"NUMBFEET_PORTABLE": str(tmp_path)}, "")
    Opening(paths, {}, lambda: "112", told.append).open("signs")

    (notice,) = told
    assert notice.body.startswith("Stop and call 112 for weakness or paralysis")
    assert "numbfeet warning-signs" in notice.body
    assert notice.timeout == 0.0


def test_another_page_that_cannot_be_shown_is_named_where_it_can(tmp_path: Path) -> None:
    told: list[Notification] = []
    paths = Paths.of({"NUMBFEET_PORTABLE": str(tmp_path)}, "")
    Opening(paths, {}, lambda: "", told.append).open("about")

    assert "numbfeet about" in told[0].body
