"""The tray icon of Linux desktops.

Talks to: the desktop's tray over the session bus, through `Icon`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; `on_host_changed` tells whether there is a tray to show the icon.
Missing when: there is no session bus.
"""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.ports import Loop, MenuProvider, OnChoice, TrayState
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.tray.entries import fresh_menu
from numbfeet_tray.shell.tray.icon import Icon
from numbfeet_tray.shell.tray.picture import picture_of

NAME = "numbfeet"


class SniTray:
    """`ports.Tray` as a StatusNotifierItem. The icon appears with the first `update`, in that state."""

    def __init__(
        self,
        bus: Bus,
        loop: Loop,
        menu: MenuProvider,
        on_choice: OnChoice,
        on_host_changed: Callable[[bool], None] | None = None,
        on_token: Callable[[str], None] | None = None,
        *,
        is_symbolic: bool = False,
    ) -> None:
        """Build the icon.

        Args:
            bus: the session bus.
            loop: the loop that `bus` is on.
            menu: asked each time the menu opens, at each left click, and when the tooltip changes.
            on_choice: hears the chosen entry's action, in a later round of the loop.
            on_host_changed: hears whether a tray shows the icon: once that is known, and at each change.
            is_symbolic: draw in the panel's colour of text, where the panel can.
            on_token: hears the token that lets a window which a click opens come to the front.
        """
        self.name = "sni"
        self._is_symbolic = is_symbolic
        self.is_visible = False
        self._on_host_changed = on_host_changed
        self._is_open = True
        self._icon = Icon(
            NAME,
            menu=fresh_menu(menu, on_choice),
            bus=bus,
            loop=loop,
            label=NAME,
            host_changed=self._hear_host,
            token_came=on_token or (lambda _: None),
        )

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        """Show `state`; sends nothing when nothing changed.

        Args:
            state: chooses the icon.
            tooltip: one line for the person.
            attention: whether the host is asked to point at the icon.
            progress: how far the seated clock is on its way to the next prompt, 0 to 1; drawn in quarters.
        """
        if not self._is_open:
            return
        picture = picture_of(state, progress, is_symbolic=self._is_symbolic)
        if self._icon.icon != picture:
            self._icon.icon = picture
        if self._icon.title != tooltip:
            self._icon.title = tooltip
            # The menu says what the tooltip says. xfce4-panel draws it in the width of the texts that it knows, and
            # only then asks for those of the moment: a longer line would be cut off.
            self._icon.update_menu()
        self._icon.point(attention)
        self._icon.run_detached()

    def close(self) -> None:
        """Remove the icon."""
        self._is_open = False
        self.is_visible = False
        self._icon.stop()

    def _hear_host(self, has_host: bool) -> None:
        self.is_visible = has_host
        if self._on_host_changed:
            self._on_host_changed(has_host)
