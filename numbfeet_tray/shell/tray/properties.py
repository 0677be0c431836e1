"""org.freedesktop.DBus.Properties for one object with read-only properties.

Talks to: the session bus.
Thread: the loop's.
Blocks: never.
Fails with: nothing; wrong calls are answered with the errors of the D-Bus specification.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.shell.dbus import UNKNOWN_INTERFACE, UNKNOWN_PROPERTY, Bus, DBusCallError

INTERFACE = "org.freedesktop.DBus.Properties"
READ_ONLY = "org.freedesktop.DBus.Error.PropertyReadOnly"

Readers = Mapping[str, tuple[str, Callable[[], Any]]]
"""Property name to its signature and what reads it now."""

_INTROSPECTION = (
    f'<interface name="{INTERFACE}">'
    '<method name="Get"><arg name="interface" type="s" direction="in"/><arg name="name" type="s" direction="in"/>'
    '<arg name="value" type="v" direction="out"/></method>'
    '<method name="GetAll"><arg name="interface" type="s" direction="in"/>'
    '<arg name="values" type="a{sv}" direction="out"/></method>'
    '<method name="Set"><arg name="interface" type="s" direction="in"/><arg name="name" type="s" direction="in"/>'
    '<arg name="value" type="v" direction="in"/></method>'
    "</interface>"
)


class PropertyServer:
    """Answers Get and GetAll for the properties of `interface` at `path`."""

    def __init__(self, bus: Bus, path: str, interface: str, readers: Readers) -> None:
        self.is_read = False
        """Whether anybody has asked so far."""
        self._interface = interface
        self._readers = readers
        bus.export(path, INTERFACE, self._answer, _INTROSPECTION)

    def xml(self) -> str:
        """Return the `<property>` elements of the introspection."""
        return "".join(
            f'<property name="{name}" type="{signature}" access="read"/>'
            for name, (signature, _) in self._readers.items()
        )

    def _answer(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        interface = call.body[0]
        if interface not in (self._interface, ""):
            raise DBusCallError(UNKNOWN_INTERFACE, f"No properties of {interface} here")
        if call.header.fields[HeaderFields.member] == "GetAll":
            self.is_read = True
            return "a{sv}", ({name: (kind, read()) for name, (kind, read) in self._readers.items()},)
        name = call.body[1]
        if name not in self._readers:
            raise DBusCallError(UNKNOWN_PROPERTY, f"No property {name} here")
        if call.header.fields[HeaderFields.member] == "Set":
            raise DBusCallError(READ_ONLY, f"{name} cannot be set")
        self.is_read = True
        signature, read = self._readers[name]
        return "v", ((signature, read()),)


def interface_xml(
    interface: str,
    properties: PropertyServer,
    methods: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    signals: Mapping[str, Sequence[str]],
) -> str:
    """Return the introspection of one interface.

    Args:
        interface: its name.
        properties: what serves its properties.
        methods: name to the arguments it takes and the ones it gives, each as name:signature.
        signals: name to its arguments.
    """
    shown = "".join(
        f'<method name="{name}">{_args(takes, "in")}{_args(gives, "out")}</method>'
        for name, (takes, gives) in methods.items()
    )
    sent = "".join(f'<signal name="{name}">{_args(args, "")}</signal>' for name, args in signals.items())
    return f'<interface name="{interface}">{properties.xml()}{shown}{sent}</interface>'


def _args(args: Sequence[str], direction: str) -> str:
    where = f' direction="{direction}"' if direction else ""
    pairs = (arg.split(":") for arg in args)
    return "".join(f'<arg name="{name}" type="{signature}"{where}/>' for name, signature in pairs)
