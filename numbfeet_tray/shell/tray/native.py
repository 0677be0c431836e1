"""The tray icon of Windows and macOS, through pystray's own back ends.

Not run by its authors: the project's machines are Linux. It keeps to pystray's documented interface.

Talks to: the Windows notification area or the macOS menu bar.
Thread: `run_in_main_thread` needs the process's main thread, as macOS demands of every program with an icon; the
    loop then runs in another thread, which is the one for all other methods.
Blocks: in `run_in_main_thread`, until `close`.
Fails with: AdapterUnavailable from the constructor.
Missing when: the system is neither Windows nor macOS, or on macOS pyobjc is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from numbfeet_tray.ports import AdapterUnavailable, Loop, MenuEntry, MenuProvider, OnChoice, TrayState
from numbfeet_tray.shell.resources import icon_png
from numbfeet_tray.shell.tray.picture import picture_of
from numbfeet_tray.text.catalog import _

NAME = "numbfeet"
_IS_NATIVE = sys.platform in ("win32", "darwin")
_PIXELS = 64
_LONGEST_TOOLTIP = 127  # Windows: NOTIFYICONDATAW.szTip has room for 128 with the end mark


class NativeTray:
    """`ports.Tray` through pystray.

    These systems ask for the menu when it is built, not when it opens: it is what the provider said at the last
    `update`.
    """

    def __init__(self, loop: Loop, menu: MenuProvider, on_choice: OnChoice) -> None:
        if not _IS_NATIVE:
            raise AdapterUnavailable(_("The native tray icon exists on Windows and macOS only."))
        try:
            import PIL.Image  # noqa: PLC0415 - needed nowhere else
            import pystray  # noqa: PLC0415 - connects to the desktop when imported
        except ImportError as error:
            missing = _("The tray icon needs a missing package: {name}.")
            raise AdapterUnavailable(missing.format(name=error.name)) from error
        self.name = "native"
        self.is_visible = False
        self._loop = loop
        self._provider = menu
        self._on_choice = on_choice
        self._entries: Sequence[MenuEntry] = ()
        self._picture = picture_of(TrayState.AWAY, 0.0)
        self._open_image = PIL.Image.open
        self._icon: Any = pystray.Icon(NAME, self._image(), NAME, pystray.Menu())

    def run_in_main_thread(self) -> None:
        """Show the icon and serve it until `close`; to be called in the main thread."""
        self._icon.run(self._appear)

    def update(
        self,
        state: TrayState,
        tooltip: str,
        attention: bool,  # noqa: ARG002 - these systems cannot point at an icon; the icon of a due prompt does
        progress: float = 0.0,
    ) -> None:
        """Show `state`."""
        picture = picture_of(state, progress)
        if picture != self._picture:
            self._picture = picture
            self._icon.icon = self._image()
        self._icon.title = tooltip[:_LONGEST_TOOLTIP]
        entries = tuple(self._provider())
        if entries != self._entries:
            self._entries = entries
            self._icon.menu = self._menu(entries)

    def close(self) -> None:
        """Remove the icon and let `run_in_main_thread` return."""
        self.is_visible = False
        self._icon.stop()

    def _appear(self, icon: Any) -> None:
        icon.visible = True
        self._loop.call_soon(self._note_visible)

    def _note_visible(self) -> None:
        self.is_visible = True

    def _image(self) -> Any:
        with self._open_image(icon_png(self._picture.theme_name(), _PIXELS)) as image:
            return image.copy()

    def _menu(self, entries: Sequence[MenuEntry]) -> Any:
        from numbfeet_tray.shell.tray.entries import items_of  # noqa: PLC0415 - see pystray above
        from numbfeet_tray.shell.tray.toolkit import Menu  # noqa: PLC0415 - see pystray above

        return Menu(*items_of(entries, self._report))

    def _report(self, action: str) -> None:
        self._loop.call_soon(lambda: self._on_choice(action))
