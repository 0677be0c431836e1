"""The tray menu on the bus: com.canonical.dbusmenu, which panels draw.

Talks to: menu hosts (panels) on the session bus.
Thread: the loop's.
Blocks: never.
Fails with: nothing of its own; wrong calls are answered with an error.
Missing when: never; without a host nobody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jeepney.wrappers import DBusAddress, new_signal

from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.tray.layout import ROOT, Changes, Layout
from numbfeet_tray.shell.tray.menu_calls import METHODS, MenuCalls
from numbfeet_tray.shell.tray.properties import PropertyServer, interface_xml
from numbfeet_tray.shell.tray.toolkit import Menu, MenuItem

INTERFACE = "com.canonical.dbusmenu"

_SIGNALS = {
    "LayoutUpdated": ("revision:u", "parent:i"),
    "ItemsPropertiesUpdated": ("updatedProps:a(ia{sv})", "removedProps:a(ias)"),
}


class MenuServer:
    """Shows one pystray menu at `path`; `clicked` hears which item was chosen.

    The menu is read again when a host is about to show it, and when told that it may have changed. Signals are sent
    only when something changed and a host has the menu.
    """

    def __init__(
        self, bus: Bus, path: str, menu: Callable[[], Menu | None], clicked: Callable[[MenuItem], None]
    ) -> None:
        self._bus = bus
        self._path = path
        self._menu = menu
        self._layout = Layout()
        self._is_fetched = False
        readers = {
            "Version": ("u", lambda: 3),  # the version that libdbusmenu speaks
            "TextDirection": ("s", lambda: "ltr"),
            "Status": ("s", lambda: "normal"),
            "IconThemePath": ("as", list[str]),
        }
        properties = PropertyServer(bus, path, INTERFACE, readers)
        calls = MenuCalls(self._layout, self.refresh, self._fetch, clicked)
        bus.export(path, INTERFACE, calls.answer, interface_xml(INTERFACE, properties, METHODS, _SIGNALS))

    def refresh(self) -> bool:
        """Read the menu again and tell hosts what changed; return whether anything did."""
        changes = self._layout.rebuild(self._menu())
        self._tell_properties(changes)
        if changes.is_shape and self._is_fetched:
            self._signal("LayoutUpdated", "ui", (self._layout.revision, ROOT))
        return bool(changes)

    def keep_up(self) -> None:
        """Read the menu again for hosts that have it; without one nobody looks."""
        if self._is_fetched:
            self.refresh()

    def default_item(self) -> MenuItem | None:
        """Read the menu again and return the item that a left click chooses."""
        self.refresh()
        return self._layout.default_item()

    def has_default(self) -> bool:
        """Return whether a left click chooses something, by the menu as it was last read."""
        if not self._layout.revision:
            self.refresh()
        return self._layout.default_item() is not None

    def close(self) -> None:
        """Take the menu off the bus."""
        self._bus.unexport(self._path)

    def _fetch(self) -> None:
        # Some hosts open the menu without AboutToShow. The layout goes with the answer: no LayoutUpdated, or a
        # menu that changes with every reading would be read for ever.
        self._tell_properties(self._layout.rebuild(self._menu()))
        self._is_fetched = True

    def _tell_properties(self, changes: Changes) -> None:
        # Also when the shape changed: hosts that know a line do not read its properties again with the layout.
        if self._is_fetched and (changes.updated or changes.removed):
            self._signal("ItemsPropertiesUpdated", "a(ia{sv})a(ias)", (changes.updated, changes.removed))

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        self._bus.send(new_signal(DBusAddress(self._path, interface=INTERFACE), name, signature, body))
