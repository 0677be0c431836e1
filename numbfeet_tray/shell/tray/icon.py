"""A pystray back end that speaks StatusNotifierItem on our bus and our loop: no GTK, no thread.

Talks to: the desktop's tray over the session bus.
Thread: the loop's, for every method.
Blocks: never.
Fails with: nothing; without a tray the icon waits for one.
Missing when: there is no session bus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from numbfeet_tray.ports import Loop
from numbfeet_tray.shell.dbus import Bus, bus_text
from numbfeet_tray.shell.resources import icon_dir
from numbfeet_tray.shell.tray.dbusmenu import MenuServer
from numbfeet_tray.shell.tray.item import ItemServer
from numbfeet_tray.shell.tray.picture import pixmaps_of, theme_name_of
from numbfeet_tray.shell.tray.properties import Readers
from numbfeet_tray.shell.tray.toolkit import BaseIcon
from numbfeet_tray.shell.tray.watcher import Registration

MENU_PATH = "/StatusNotifierItem/Menu"


class Icon(BaseIcon):  # type: ignore[misc]  # pystray has no types
    """`pystray.Icon` with the loop outside: call `run_detached`, then run the loop.

    `icon` is a `Picture` or an image of Pillow. `title` is the tooltip; the name under which a desktop lists the
    item is `label`, which does not change, because Plasma orders its icons by it.
    """

    HAS_NOTIFICATION = False

    def __init__(  # noqa: PLR0913 - pystray's four, and what the loop outside needs
        self,
        name: str,
        icon: Any = None,
        title: str | None = None,
        menu: Any = None,
        *,
        bus: Bus,
        loop: Loop,
        label: str = "",
        host_changed: Callable[[bool], None] = lambda _: None,
        token_came: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(name, icon, title, menu)
        self._running = False  # as pystray says; here for the type
        self._bus = bus
        self._loop = loop
        self.label = label or name
        self._host_changed = host_changed
        self._token_came = token_came
        self.attention = False
        self._item: ItemServer | None = None
        self._menu_server: MenuServer | None = None
        self._registration: Registration | None = None

    def __del__(self) -> None:
        """Do nothing: hosts notice themselves when the bus name goes, and the bus may be closed before."""

    def point(self, attention: bool) -> None:
        """Ask the host to point at the icon, or not any more."""
        if attention != self.attention:
            self.attention = attention
            self._tell("NewAttentionIcon")
            self._tell("NewStatus", self.status())

    def run(self, setup: Callable[[Any], None] | None = None) -> NoReturn:
        """Not there: the loop is not this icon's."""
        raise NotImplementedError("use run_detached, and run the loop that the icon was built with")

    def run_detached(self, setup: Callable[[Any], None] | None = None) -> None:
        """Put the icon on the bus; `setup`, or else making it visible, comes before any host sees it."""
        if self._running:
            return
        if setup is not None:
            setup(self)
        else:
            self.visible = True
        self._running = True
        self._menu_server = MenuServer(self._bus, MENU_PATH, lambda: self.menu, self._choose)
        self._item = ItemServer(self._bus, _readers(self, self._menu_server), self._activate, self._token_came)
        self._registration = Registration(self._bus, self._host_changed)

    def stop(self) -> None:
        """Take the icon away; harmless when it is not there."""
        if self._registration and self._item and self._menu_server:
            self._registration.close()
            self._item.close()
            self._menu_server.close()
        self._registration = self._item = self._menu_server = None
        self._running = False

    def status(self) -> str:
        """Return the item's Status as the protocol names it."""
        if not self.visible:
            return "Passive"
        return "NeedsAttention" if self.attention else "Active"

    def _tell(self, signal: str, *body: str) -> None:
        if self._item:
            self._item.tell(signal, *body)

    def _activate(self) -> None:
        if self._menu_server and (item := self._menu_server.default_item()) is not None:
            self._choose(item)

    def _choose(self, item: Any) -> None:
        def act() -> None:
            if self._running:
                item(self)
                self.update_menu()

        self._loop.call_soon(act)  # not now: the host gets its answer first, and the action may stop the icon

    # What pystray's properties call.

    def _show(self) -> None:
        self._tell("NewStatus", "NeedsAttention" if self.attention else "Active")

    def _hide(self) -> None:
        self._tell("NewStatus", "Passive")

    def _update_icon(self) -> None:
        self._icon_valid = True
        self._tell("NewIcon")
        if self.attention:
            self._tell("NewAttentionIcon")

    def _update_title(self) -> None:
        self._tell("NewToolTip")

    def _update_menu(self) -> None:
        if self._menu_server:
            self._menu_server.keep_up()


def _readers(icon: Icon, menu: MenuServer) -> Readers:
    """Return the properties of the item that shows `icon`."""
    return {
        "Category": ("s", lambda: "ApplicationStatus"),
        "Id": ("s", lambda: bus_text(icon.name)),
        "Title": ("s", lambda: bus_text(icon.label)),
        "Status": ("s", icon.status),
        "WindowId": ("i", lambda: 0),
        "IconThemePath": ("s", lambda: str(icon_dir())),
        "IconName": ("s", lambda: theme_name_of(icon.icon)),
        "IconPixmap": ("a(iiay)", lambda: pixmaps_of(icon.icon)),
        "IconAccessibleDesc": ("s", lambda: bus_text(icon.title)),
        "OverlayIconName": ("s", str),
        "OverlayIconPixmap": ("a(iiay)", list),
        # Empty while there is no attention: xfce4-panel shows it whenever there is one.
        "AttentionIconName": ("s", lambda: theme_name_of(icon.icon) if icon.attention else ""),
        "AttentionIconPixmap": ("a(iiay)", lambda: pixmaps_of(icon.icon) if icon.attention else []),
        "AttentionMovieName": ("s", str),
        "ToolTip": ("(sa(iiay)ss)", lambda: ("", [], bus_text(icon.title), "")),
        "ItemIsMenu": ("b", lambda: not menu.has_default()),
        "Menu": ("o", lambda: MENU_PATH),
    }
