"""The tray item on the bus: org.kde.StatusNotifierItem.

Talks to: tray hosts (panels) on the session bus.
Thread: the loop's.
Blocks: never.
Fails with: nothing; wrong calls are answered with an error.
Missing when: never; without a host nobody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import DBusAddress, new_signal

from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.tray.properties import PropertyServer, Readers, interface_xml

INTERFACE = "org.kde.StatusNotifierItem"
PATH = "/StatusNotifierItem"
"""Hosts take this path for granted."""

_METHODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Activate": (("x:i", "y:i"), ()),
    "SecondaryActivate": (("x:i", "y:i"), ()),
    "ContextMenu": (("x:i", "y:i"), ()),
    "Scroll": (("delta:i", "orientation:s"), ()),
    "ProvideXdgActivationToken": (("token:s",), ()),
}
_SIGNALS: dict[str, tuple[str, ...]] = {
    "NewTitle": (),
    "NewIcon": (),
    "NewAttentionIcon": (),
    "NewToolTip": (),
    "NewStatus": ("status:s",),
}


class ItemServer:
    """Shows the properties in `readers` as a tray item; `activated` hears the left click.

    Nothing else that a host may report means anything here: a middle click and the wheel are too easily made by
    accident, and the menu is drawn by the host.
    """

    def __init__(
        self,
        bus: Bus,
        readers: Readers,
        activated: Callable[[], None],
        token_came: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._bus = bus
        self._activated = activated
        self._token_came = token_came
        self._properties = PropertyServer(bus, PATH, INTERFACE, readers)
        bus.export(PATH, INTERFACE, self._answer, interface_xml(INTERFACE, self._properties, _METHODS, _SIGNALS))

    def tell(self, signal: str, *body: str) -> None:
        """Send `signal`, unless nobody has read the item yet.

        A host reads everything when it learns of the item, and some cannot bear signals before that: GNOME's
        extension throws an error on a NewStatus right after the registration.
        """
        if self._properties.is_read:
            message = new_signal(DBusAddress(PATH, interface=INTERFACE), signal, "s" * len(body) or None, body)
            self._bus.send(message)

    def close(self) -> None:
        """Take the item off the bus."""
        self._bus.unexport(PATH)

    def _answer(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        match call.header.fields[HeaderFields.member]:
            case "Activate":
                self._activated()
            case "ProvideXdgActivationToken":  # Plasma gives it right before the click
                self._token_came(call.body[0])
            case _:
                pass
        return None, ()
