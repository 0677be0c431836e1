"""The methods of com.canonical.dbusmenu, answered from a `Layout`.

Talks to: nothing itself; answers are returned.
Thread: the loop's.
Blocks: never.
Fails with: DBusCallError for the caller.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.shell.dbus import INVALID_ARGS, DBusCallError
from numbfeet_tray.shell.tray.layout import DEFAULTS, ROOT, Layout
from numbfeet_tray.shell.tray.toolkit import MenuItem

Answer = tuple[str | None, tuple[Any, ...]]

METHODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "GetLayout": (("parentId:i", "recursionDepth:i", "propertyNames:as"), ("revision:u", "layout:(ia{sv}av)")),
    "GetGroupProperties": (("ids:ai", "propertyNames:as"), ("properties:a(ia{sv})",)),
    "GetProperty": (("id:i", "name:s"), ("value:v",)),
    "Event": (("id:i", "eventId:s", "data:v", "timestamp:u"), ()),
    "EventGroup": (("events:a(isvu)",), ("idErrors:ai",)),
    "AboutToShow": (("id:i",), ("needUpdate:b",)),
    "AboutToShowGroup": (("ids:ai",), ("updatesNeeded:ai", "idErrors:ai")),
}
"""Method to the arguments it takes and gives, each as name:signature."""


class MenuCalls:
    """Answers hosts. `opening` reads the menu again and returns whether it changed; `fetching` only reads it."""

    def __init__(
        self,
        layout: Layout,
        opening: Callable[[], bool],
        fetching: Callable[[], None],
        clicked: Callable[[MenuItem], None],
    ) -> None:
        self._layout = layout
        self._opening = opening
        self._fetching = fetching
        self._clicked = clicked
        self._answers: dict[str, Callable[..., Answer]] = {
            "GetLayout": self._get_layout,
            "GetGroupProperties": self._get_group_properties,
            "GetProperty": self._get_property,
            "Event": self._event,
            "EventGroup": self._event_group,
            "AboutToShow": self._about_to_show,
            "AboutToShowGroup": self._about_to_show_group,
        }

    def answer(self, call: Message) -> Answer:
        """Answer one of `METHODS`: the introspection lets no other call through."""
        return self._answers[call.header.fields[HeaderFields.member]](*call.body)

    def _get_layout(self, parent: int, depth: int, names: list[str]) -> Answer:
        if parent == ROOT:
            self._fetching()
        self._check(parent)
        return "u(ia{sv}av)", (self._layout.revision, self._layout.subtree(parent, depth, names))

    def _get_group_properties(self, idents: list[int], names: list[str]) -> Answer:
        known = [ident for ident in idents or self._layout.nodes if ident in self._layout.nodes]
        return "a(ia{sv})", ([(ident, self._layout.properties(ident, names)) for ident in known],)

    def _get_property(self, ident: int, name: str) -> Answer:
        self._check(ident)
        value = self._layout.nodes[ident].properties.get(name) or DEFAULTS.get(name)
        if value is None:
            raise DBusCallError(INVALID_ARGS, f"Menu items have no property {name}")
        return "v", (value,)

    def _event(self, ident: int, kind: str, _data: object, _timestamp: int) -> Answer:
        self._check(ident)
        item = self._layout.nodes[ident].item
        if kind == "clicked" and item is not None and item.enabled and item.submenu is None:
            self._clicked(item)
        return None, ()

    def _event_group(self, events: list[tuple[int, str, object, int]]) -> Answer:
        unknown = self._unknown([ident for ident, *_ in events])
        for event in events:
            if event[0] not in unknown:
                self._event(*event)
        return "ai", (unknown,)

    def _about_to_show(self, ident: int) -> Answer:
        self._check(ident)
        return "b", (ident == ROOT and self._opening(),)  # submenus came with the root

    def _about_to_show_group(self, idents: list[int]) -> Answer:
        unknown = self._unknown(idents)
        return "aiai", ([ROOT] if ROOT in idents and self._opening() else [], unknown)

    def _unknown(self, idents: Sequence[int]) -> list[int]:
        unknown = [ident for ident in idents if ident not in self._layout.nodes]
        if unknown and len(unknown) == len(idents):
            raise DBusCallError(INVALID_ARGS, "None of these menu items exists")
        return unknown

    def _check(self, ident: int) -> None:
        if ident not in self._layout.nodes:
            # Not "Failed", after which GNOME's indicator extension never calls AboutToShow again.
            raise DBusCallError(INVALID_ARGS, f"There is no menu item {ident}")
