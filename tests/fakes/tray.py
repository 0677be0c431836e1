"""A tray that remembers what it was told, and a scripted panel for the real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_signal

from numbfeet_tray.ports import MenuEntry, MenuProvider, OnChoice, Tray, TrayState
from numbfeet_tray.shell.dbus import Bus, DBusCallError, Reply
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.waiting import run_until

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
ITEM_PATH = "/StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"


@dataclass(frozen=True)
class Shown:
    """One `update`."""

    state: TrayState
    tooltip: str
    attention: bool
    progress: float


class RecordingTray(Tray):
    """`ports.Tray` that keeps every update; `choose` is the person in its menu."""

    def __init__(self, menu: MenuProvider, on_choice: OnChoice, *, is_visible: bool = True) -> None:
        self.name = "recording"
        self.is_visible = is_visible
        self.shown: list[Shown] = []
        self.is_closed = False
        self._menu = menu
        self._on_choice = on_choice

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        assert not self.is_closed
        self.shown.append(Shown(state, tooltip, attention, progress))

    def close(self) -> None:
        self.is_closed = True
        self.is_visible = False

    def lines(self) -> list[MenuEntry]:
        """Open the menu: return its lines, submenus after their parents."""

        def flat(entries: Any) -> Iterator[MenuEntry]:
            for entry in entries:
                yield entry
                yield from flat(entry.children)

        return list(flat(self._menu()))

    def choose(self, action: str) -> None:
        """Choose the line with `action`, which must be there and enabled."""
        assert any(entry.action == action and entry.enabled for entry in self.lines()), f"no line offers {action}"
        self._on_choice(action)


class ScriptedPanel:
    """A StatusNotifierWatcher, host and menu client on a connection of its own, on the test's loop."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.bus = Bus.open("session", loop)
        self.registered: list[str] = []
        """What was registered, in order."""
        self.refuses = False
        self.has_host: bool | None = True
        """What IsStatusNotifierHostRegistered says; None: there is no such property."""
        self.signals: list[tuple[str, tuple[Any, ...]]] = []
        """What the item and its menu sent."""
        for interface in (ITEM, MENU):
            self.bus.subscribe(MatchRule(type="signal", interface=interface), self._note)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.bus.close()

    @property
    def service(self) -> str:
        """The item that was registered last."""
        return self.registered[-1]

    def appear(self) -> None:
        """Become the watcher."""
        self.bus.export(WATCHER_PATH, WATCHER, self._register, "")
        self.bus.export(WATCHER_PATH, PROPERTIES, self._get, "")
        assert self.ask_bus(message_bus.RequestName(WATCHER)).body == (1,)

    def vanish(self) -> None:
        """Stop being the watcher."""
        assert self.ask_bus(message_bus.ReleaseName(WATCHER)).body == (1,)

    def say(self, signal: str, *body: str) -> None:
        """Send a signal of the watcher."""
        address = DBusAddress(WATCHER_PATH, interface=WATCHER)
        self.bus.send(new_signal(address, signal, "s" * len(body) or None, body))

    def ask_bus(self, message: Message) -> Reply:
        """Send a call and return its answer, running the loop meanwhile."""
        replies: list[Reply] = []
        self.bus.call(message, replies.append)
        run_until(self.loop, lambda: replies, what="the reply")
        return replies[0]

    def ask(self, interface: str, member: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Reply:
        """Call the item, or its menu when `interface` is `MENU`."""
        path = self.menu_path() if interface == MENU else ITEM_PATH
        address = DBusAddress(path, bus_name=self.service, interface=interface)
        return self.ask_bus(new_method_call(address, member, signature, body))

    def knows(self, name: str) -> bool:
        """Tell whether somebody owns `name`; asked over a connection of its own, because the loop may be running."""
        with open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            return bool(connection.send_and_get_reply(message_bus.NameHasOwner(name)).body[0])

    def properties(self) -> dict[str, Any]:
        """Read the whole item, as a host does when it learns of it."""
        ((values),) = self.ask(PROPERTIES, "GetAll", "s", (ITEM,)).body
        return {name: value for name, (_, value) in values.items()}

    def menu_path(self) -> str:
        """Read where the menu is."""
        address = DBusAddress(ITEM_PATH, bus_name=self.service, interface=PROPERTIES)
        reply = self.ask_bus(new_method_call(address, "Get", "ss", (ITEM, "Menu")))
        assert reply.body[0][0] == "o"
        return str(reply.body[0][1])

    def layout(self, parent: int = 0, depth: int = -1, names: tuple[str, ...] = ()) -> Any:
        """Fetch the menu: (id, properties, children), with the variants unpacked."""
        return plain(self.ask(MENU, "GetLayout", "iias", (parent, depth, list(names))).body[1])

    def labels(self) -> list[str]:
        """Fetch the menu and return the texts of its first level."""
        return [properties.get("label", "---") for _, properties, _ in self.layout()[2]]

    def ident(self, label: str) -> int:
        """Fetch the menu and return the number of the line with `label`, at any level."""
        found = [ident for ident, properties, _ in walk(self.layout()) if properties.get("label") == label]
        assert len(found) == 1, (label, found)
        return int(found[0])

    def click(self, ident: int) -> Reply:
        """Choose a line of the menu."""
        return self.ask(MENU, "Event", "isvu", (ident, "clicked", ("i", 0), 0))

    def _register(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        if self.refuses:
            raise DBusCallError("org.example.Error.Full", "no room")
        self.registered.append(call.body[0])
        return None, ()

    def _get(self, _call: Message) -> tuple[str | None, tuple[Any, ...]]:
        if self.has_host is None:
            raise DBusCallError("org.freedesktop.DBus.Error.UnknownProperty", "no such property")
        return "v", (("b", self.has_host),)

    def _note(self, message: Message) -> None:
        self.signals.append((message.header.fields[HeaderFields.member], tuple(message.body)))


def plain(layout: Any) -> Any:
    """Unpack the variants of a layout."""
    ident, properties, children = layout
    return ident, {name: value for name, (_, value) in properties.items()}, [plain(child) for _, child in children]


def walk(layout: Any) -> Iterator[Any]:
    """Yield every line of a plain layout."""
    yield layout
    for child in layout[2]:
        yield from walk(child)
