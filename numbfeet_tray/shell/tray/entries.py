"""The program's menu entries as pystray menu items.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing of its own; what the menu provider raises goes through.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from numbfeet_tray.ports import MenuEntry, MenuProvider, OnChoice
from numbfeet_tray.shell.tray.toolkit import Menu, MenuItem


class EntryItem(MenuItem):  # type: ignore[misc]  # pystray has no types
    """A menu item that can be recognised when the menu is built again."""

    def __init__(self, entry: MenuEntry, action: object) -> None:
        checked: Callable[[object], bool | None] | None = None if entry.checked is None else (lambda _: entry.checked)
        super().__init__(
            entry.label, action, checked=checked, radio=entry.radio, default=entry.default, enabled=entry.enabled
        )
        self.key = entry.action
        """The entry's action, which stays the same while texts and neighbours change; "" for none."""


def fresh_menu(provider: MenuProvider, on_choice: OnChoice) -> Menu:
    """Return a pystray menu that asks `provider` anew each time it is read."""
    return Menu(lambda: items_of(provider(), on_choice))


def items_of(entries: Sequence[MenuEntry], on_choice: OnChoice) -> Iterator[MenuItem]:
    """Yield one pystray item for each entry."""
    for entry in entries:
        if not entry.label:
            yield Menu.SEPARATOR
        elif entry.children:
            yield EntryItem(entry, Menu(*items_of(entry.children, on_choice)))
        else:
            yield EntryItem(entry, _reporter(entry.action, on_choice))


def _reporter(action: str, on_choice: OnChoice) -> Callable[[Any, Any], None]:
    def chosen(_icon: Any, _item: Any) -> None:
        if action:
            on_choice(action)

    return chosen
