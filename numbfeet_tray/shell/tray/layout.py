"""A pystray menu as the numbered tree that com.canonical.dbusmenu speaks of, and what changed since the last one.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing of its own; what a menu item computes may raise.
Missing when: never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from numbfeet_tray.shell.dbus.messages import bus_text
from numbfeet_tray.shell.tray.toolkit import Menu, MenuItem

Properties = dict[str, tuple[str, Any]]
"""Property name to a variant: (signature, value), such as {"label": ("s", "Start")}."""

ROOT = 0

DEFAULTS: Properties = {
    "type": ("s", "standard"),
    "label": ("s", ""),
    "enabled": ("b", True),
    "visible": ("b", True),
    "icon-name": ("s", ""),
    "toggle-type": ("s", ""),
    "toggle-state": ("i", -1),
    "children-display": ("s", ""),
}
"""What an item without the property has; defaults are not sent. Source: libdbusmenu's description of the interface."""

_SHAPE = ("type", "children-display", "toggle-type")
"""Properties that hosts do not follow on an item they have: a change counts as a change of the layout."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the menu, or its root."""

    properties: Properties
    children: tuple[int, ...] = ()
    item: MenuItem | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What one `Layout.rebuild` changed."""

    is_shape: bool = False
    """Whether lines came, went, moved or changed their kind."""
    updated: list[tuple[int, Properties]] = field(default_factory=list)
    """Changed properties of lines that were there before."""
    removed: list[tuple[int, list[str]]] = field(default_factory=list)
    """Properties of such lines that are back at their default."""

    def __bool__(self) -> bool:
        return bool(self.is_shape or self.updated or self.removed)


class Layout:
    """The menu as it was last built.

    A line keeps its number for as long as the program runs: a click that was made on an older layout must not
    reach another line. Lines are told apart by their `key`, others by their place among those of their kind.
    """

    def __init__(self) -> None:
        self.revision = 0
        self.nodes: dict[int, Node] = {ROOT: Node({"children-display": ("s", "submenu")})}
        self._numbers: dict[tuple[int, str, int], int] = {}

    def rebuild(self, menu: Menu | None) -> Changes:
        """Take the lines of `menu` as they are now."""
        nodes: dict[int, Node] = {}
        nodes[ROOT] = Node(self.nodes[ROOT].properties, self._add(menu, ROOT, nodes))
        changes = _compare(self.nodes, nodes)
        self.nodes = nodes
        if changes.is_shape:
            self.revision += 1
        return changes

    def subtree(self, ident: int, depth: int, names: Collection[str]) -> tuple[int, Properties, list[Any]]:
        """Return node `ident` as a value of signature (ia{sv}av).

        Args:
            ident: number of the node.
            depth: levels of children, 0 for none, -1 for all.
            names: properties to include; none stands for all.

        Raises:
            KeyError: there is no such node.
        """
        below = () if depth == 0 else self.nodes[ident].children
        children = [("(ia{sv}av)", self.subtree(each, depth - 1, names)) for each in below]
        return ident, self.properties(ident, names), children

    def properties(self, ident: int, names: Collection[str]) -> Properties:
        """Return the properties of node `ident` that are not at their default, only those in `names` if any.

        Raises:
            KeyError: there is no such node.
        """
        return {name: value for name, value in self.nodes[ident].properties.items() if not names or name in names}

    def default_item(self) -> MenuItem | None:
        """Return what a left click chooses: the first enabled default on the first level."""
        items = (self.nodes[ident].item for ident in self.nodes[ROOT].children)
        return next((item for item in items if item is not None and item.default and item.enabled), None)

    def _add(self, menu: Menu | None, parent: int, nodes: dict[int, Node]) -> tuple[int, ...]:
        seen: Counter[str] = Counter()
        idents = []
        for item in menu or ():
            key = _key(item)
            ident = self._numbers.setdefault((parent, key, seen[key]), len(self._numbers) + 1)
            seen[key] += 1
            nodes[ident] = Node(_properties(item), self._add(item.submenu, ident, nodes), item)
            idents.append(ident)
        return tuple(idents)


def _key(item: MenuItem) -> str:
    if item is Menu.SEPARATOR:
        return "separator:"
    return f"{'item' if item.submenu is None else 'menu'}:{getattr(item, 'key', '')}"


def _properties(item: MenuItem) -> Properties:
    if item is Menu.SEPARATOR:
        return {"type": ("s", "separator")}
    properties: Properties = {"label": ("s", bus_text(item.text).replace("_", "__"))}
    if not item.enabled:
        properties["enabled"] = ("b", False)
    if item.checked is not None:
        properties["toggle-type"] = ("s", "radio" if item.radio else "checkmark")
        properties["toggle-state"] = ("i", int(bool(item.checked)))
    if item.submenu is not None:
        properties["children-display"] = ("s", "submenu")
    return properties


def _compare(old: dict[int, Node], new: dict[int, Node]) -> Changes:
    updated, removed = [], []
    is_shape = old.keys() != new.keys()
    for ident in old.keys() & new.keys():
        before, after = old[ident].properties, new[ident].properties
        is_shape |= old[ident].children != new[ident].children
        is_shape |= any(before.get(name) != after.get(name) for name in _SHAPE)
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            updated.append((ident, changed))
        if gone := [name for name in before if name not in after]:
            removed.append((ident, gone))
    return Changes(is_shape, sorted(updated), sorted(removed))
