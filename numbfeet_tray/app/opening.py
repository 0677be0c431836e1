"""What the menu opens outside the program: settings, pages to read, the doctor's findings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Notification
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.text.catalog import _

_PROGRAM = (sys.executable, "-P", "-m", "numbfeet_tray")
ACTIONS = ("settings", "signs", "about", "help", "doctor")
"""Menu actions that open something."""


class Opening:
    """Opens things; what cannot be opened is told to `notice`."""

    def __init__(
        self,
        paths: Paths,
        environ: Mapping[str, str],
        emergency_number: Callable[[], str],
        notice: Callable[[Notification], None],
    ) -> None:
        """Open nothing yet; `emergency_number` is the one in force, "" for none."""
        self._paths = paths
        self._environ = environ
        self._emergency_number = emergency_number
        self._notice = notice

    def open(self, action: str) -> None:
        """Open what `action`, one of `ACTIONS`, names."""
        from numbfeet_tray.shell.desktop import open_settings  # noqa: PLC0415 - few open anything on a day
        from numbfeet_tray.shell.page import open_page  # noqa: PLC0415

        try:
            if action == "settings":
                open_settings(self._paths.config)
            elif action == "doctor":
                self._open_doctor()
            else:
                open_page({"signs": "warning-signs"}.get(action, action), self._emergency_number(), self._environ)
        except AdapterUnavailable as error:
            if action == "signs":
                self._tell_signs()
            else:
                self._notice(Notification(_("This cannot be opened"), str(error)))

    def _tell_signs(self) -> None:
        """Say what matters most where no page can be opened: the warning signs have to reach the person."""
        from numbfeet_tray.text.warning_signs import Emergency, signs_in_short  # noqa: PLC0415

        text = signs_in_short(Emergency(self._emergency_number()))
        self._notice(Notification(_("When to stop and get help"), text, timeout=Seconds(0.0)))

    def open_window(self) -> bool:
        """Open the window with the menu, in a process of its own; return whether that can be tried here."""
        from importlib.util import find_spec  # noqa: PLC0415

        from numbfeet_tray.shell.desktop import start  # noqa: PLC0415

        has_display = sys.platform in {"win32", "darwin"} or bool(self._environ.get("DISPLAY"))
        if not has_display or find_spec("tkinter") is None or find_spec("_tkinter") is None:
            return False
        try:
            start((*_PROGRAM, "window"), {**self._environ, **self._places()})
        except AdapterUnavailable:
            return False
        return True

    def _open_doctor(self) -> None:
        """Have the doctor, in a process of its own, write what it finds into a text and open that."""
        from numbfeet_tray.shell.desktop import open_output  # noqa: PLC0415

        self._paths.make_runtime()
        command = (*_PROGRAM, "doctor", "--report")
        open_output(command, self._paths.runtime / "doctor.txt", {**self._environ, **self._places()})

    def _places(self) -> dict[str, str]:
        """Return the very places of this program, however they were given to it."""
        return {
            "NUMBFEET_CONFIG": str(self._paths.config),
            "NUMBFEET_DATA_DIR": str(self._paths.data),
            "NUMBFEET_RUNTIME_DIR": str(self._paths.runtime),
        }
