"""A whole private desktop to run the installed program on: bus, display, window manager, panel, notifications."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from jeepney import DBusAddress

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.app.notices import FIRST_RUN
from numbfeet_tray.shell.store.notes import Notes
from tests.e2e.program import Program
from tests.e2e.screen import Colour, Screen
from tests.integration.desktop import (
    Dunst,
    Session,
    refuse,
    start_bus,
    start_display,
    start_dunst,
    start_openbox,
    start_xfce4_panel,
    wait_until,
)

PANEL_CLASS = "wrapper-2.0"
"""WM_CLASS of the process in which xfce4-panel runs its tray."""
TEAL, ORANGE = (0x12, 0x89, 0x7B), (0xD9, 0x48, 0x0F)
"""Ground of the tray icon: seated; something is due."""

_FIELD, _END = "\x1f", "\x1e"
_HEAR = r"""#!/bin/sh
printf '%s\037%s\037%s\037%s\037%s\036' \
    "$DUNST_SUMMARY" "$DUNST_BODY" "$DUNST_URGENCY" "$DUNST_TIMEOUT" "$DUNST_ICON_PATH" >>{heard}
"""
_CHOOSE = """#!/bin/sh
tee {offered} | grep -F "$(cat {choice})"
"""
_SETTINGS = """mouse_left_click = do_action
mouse_right_click = close_current
mouse_middle_click = context
[everything]
script = {hear}
"""


Entry: TypeAlias = "tuple[str, list[Entry]]"
"""A line of a menu and its submenu."""


@dataclass(frozen=True)
class Heard:
    """A notification as dunst put it on the screen."""

    title: str
    body: str
    urgency: str
    timeout: str
    icon: str


class Desk:
    """The desktop, and the programs on it."""

    def __init__(self, session: Session, programs: Path, *, has_panel: bool = False) -> None:
        self.session = session
        self.programs = programs
        self._has_panel = has_panel
        if importlib.util.find_spec("tkinter") is None:
            refuse("needs tkinter for the guide's window: apt-get install python3-tk")
        self.bus = start_bus(session)
        self.display = start_display(session)
        start_openbox(session)
        self._choice, self._offered = session.root / "choice", session.root / "offered"
        self._heard = session.root / "heard"
        self.dunst = self._start_dunst()
        if has_panel:
            start_xfce4_panel(session)
        self.screen = Screen(session.env["DISPLAY"])

    def _start_dunst(self) -> Dunst:
        hear, choose = self.session.root / "hear", self.session.root / "choose"
        hear.write_text(_HEAR.format(heard=self._heard))
        choose.write_text(_CHOOSE.format(offered=self._offered, choice=self._choice))
        for script in (hear, choose):
            script.chmod(0o700)
        return start_dunst(self.session, _SETTINGS.format(hear=hear), menu=str(choose))

    def run(self, *options: str) -> Program:
        """Start the program and wait until it can be reached."""
        if "--demo" not in options:
            self._read_every_notice()
        program = Program(self.session, self.programs, *options)
        if not self._has_panel:
            program.may_warn.append("This desktop shows no tray icons now")
        program.until_it_answers()
        return program

    def _read_every_notice(self) -> None:
        """Have acknowledged what the person has to read before routines; `tests/app/test_gate.py` tries the notices."""
        data = Path(self.session.env["XDG_DATA_HOME"], "numbfeet")
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        steps = {f"exercise:{step.exercise}" for routine in built_in_routines() for step in routine.steps}
        routines = {f"routine:{routine.id}" for routine in built_in_routines()}
        now = datetime.now().astimezone()
        Notes(data / "history.sqlite3").acknowledge({FIRST_RUN, *steps, *routines}, now)

    def configure(self, text: str) -> Path:
        """Save the person's config in one go, as an editor does, and return its place."""
        place = Path(self.session.env["XDG_CONFIG_HOME"], "numbfeet", "config.toml")
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name("config.toml.new")
        draft.write_text(text)
        return draft.replace(place)

    def close(self) -> None:
        """Let go of the display; the session ends the rest."""
        self.screen.close()

    # -- the tray

    def choose_in_tray(self, colour: Colour, *labels: str, shot: str = "") -> None:
        """Right-click the icon that has `colour`, and click on each label, the last one in the innermost menu."""
        self.screen.click(self.screen.centre(colour), 3)
        wait_until(lambda: self.screen.popups(PANEL_CLASS), what="the tray menu")
        entries = self._tray_entries()  # only now: reading it earlier would bring the panel's own menu up to date
        for depth, label in enumerate(labels):
            lines = self.screen.lines_of_menu(PANEL_CLASS, len(entries), depth)
            if shot and depth == len(labels) - 1:
                self.screen.keep(shot)
            place = next(at for at, (text, _) in enumerate(entries) if text.startswith(label))
            self.screen.click(lines[place])
            entries = entries[place][1]

    def _tray_entries(self) -> list[Entry]:
        """Return the lines of the tray menu, as the program offers them to the panel."""
        (service,) = self._property(
            "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "RegisteredStatusNotifierItems"
        )
        name = service.partition("/")[0]
        menu = self._property(name, "/StatusNotifierItem", "Menu", interface="org.kde.StatusNotifierItem")
        address = DBusAddress(menu, name, "com.canonical.dbusmenu")
        _, root = self.session.call(address, "GetLayout", "iias", (0, -1, ["label", "type"]))
        return _entries(root)

    def _property(self, name: str, path: str, member: str, interface: str = "") -> Any:
        address = DBusAddress(path, name, "org.freedesktop.DBus.Properties")
        return self.session.call(address, "Get", "ss", (interface or name, member))[0][1]

    # -- notifications

    def heard(self) -> list[Heard]:
        """Return every notification that dunst has shown, oldest first."""
        text = self._heard.read_text() if self._heard.exists() else ""
        return [Heard(*one.split(_FIELD)) for one in text.split(_END)[:-1]]

    def until_heard(self, pattern: str, *, after: int = 0, deadline_s: float = 10.0) -> Heard:
        """Wait for a notification, but the first `after`, whose title or body matches `pattern`, and return it."""

        def found() -> Heard | None:
            return next((one for one in self.heard()[after:] if re.search(pattern, f"{one.title}\n{one.body}")), None)

        heard = wait_until(found, deadline_s, f"a notification like {pattern!r}")
        assert heard is not None
        return heard

    def keep_with_notification(self, name: str) -> None:
        """Write a picture of the screen, as soon as dunst has drawn what it shows."""
        box = wait_until(lambda: self.screen.window("Dunst"), what="the notification's window")
        wait_until(lambda: len(set(self.screen.shot().crop(box).tobytes())) > 8, what="the notification's drawing")
        self.screen.keep(name)

    def choose_on_notification(self, action: str) -> set[str]:
        """Click on the notification and choose `action` in dunst's menu of actions; return what the menu offered."""
        self._offered.unlink(missing_ok=True)
        self._choice.write_text(f"{action} (")
        box = wait_until(lambda: self.screen.window("Dunst"), what="the notification's window")
        assert box is not None
        self.screen.click(((box[0] + box[2]) // 2, (box[1] + box[3]) // 2))
        wait_until(lambda: self._offered.exists() and self._offered.read_text(), what="dunst's menu")
        return {line.partition(" (")[0].lstrip("#") for line in self._offered.read_text().splitlines()}


def _entries(node: tuple[int, dict[str, tuple[str, Any]], list[tuple[str, Any]]]) -> list[Entry]:
    entries = []
    for _, child in node[2]:
        if child[1].get("type", ("s", ""))[1] != "separator":
            entries.append((str(child[1]["label"][1]), _entries(child)))
    return entries
