"""The objects that this program shows on the bus, and the answers to calls on them.

Talks to: nothing itself; answers are returned.
Thread: the loop's.
Blocks: never.
Fails with: whatever a handler raises other than `DBusCallError`.
Missing when: never.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_error, new_method_return

from numbfeet_tray.shell.dbus.messages import (
    INVALID_ARGS,
    UNKNOWN_INTERFACE,
    UNKNOWN_METHOD,
    UNKNOWN_OBJECT,
    DBusCallError,
    signature_of,
)

Handler = Callable[[Message], tuple[str | None, tuple[Any, ...]]]
"""Takes a call and returns the signature and the body of the answer; (None, ()) for an empty one."""

_PEER = "org.freedesktop.DBus.Peer"
_INTROSPECTABLE = "org.freedesktop.DBus.Introspectable"
_METHOD = re.compile(r"""<method\s+name=["'](\w+)["']\s*(?:/>|>(.*?)</method>)""", re.DOTALL)
_ARG = re.compile(r"<arg\s[^>]*>")
_ARG_OUT = re.compile(r"""direction=["']out["']""")
_ARG_TYPE = re.compile(r"""type=["']([^"']*)["']""")
_STANDARD = (
    f'<interface name="{_PEER}"><method name="Ping"/></interface>'
    f'<interface name="{_INTROSPECTABLE}"><method name="Introspect">'
    '<arg name="xml" type="s" direction="out"/></method></interface>'
)


class Exported:
    """One interface of one object."""

    def __init__(self, handler: Handler, introspection: str) -> None:
        self.handler = handler
        self.introspection = introspection
        self.methods = {name: _in_signature(args) for name, args in _METHOD.findall(introspection)}

    def check(self, member: str, signature: str) -> None:
        """Refuse a call that the introspection does not allow. Without introspection everything passes."""
        if not self.introspection:
            return
        if member not in self.methods:
            raise DBusCallError(UNKNOWN_METHOD, f"No method {member} here")
        if signature != self.methods[member]:
            raise DBusCallError(INVALID_ARGS, f"{member} takes ({self.methods[member]}), not ({signature})")


def _in_signature(args: str) -> str:
    types = [_ARG_TYPE.search(arg) for arg in _ARG.findall(args) if not _ARG_OUT.search(arg)]
    return "".join(found[1] for found in types if found)


class Objects:
    """What is exported, by path and interface."""

    def __init__(self) -> None:
        self._objects: dict[str, dict[str, Exported]] = {}

    def add(self, path: str, interface: str, handler: Handler, introspection: str) -> None:
        """Show `interface` at `path`, in place of what was there."""
        self._objects.setdefault(path, {})[interface] = Exported(handler, introspection)

    def remove(self, path: str, interface: str | None) -> None:
        """Take `interface`, or all of them when None, away from `path`; harmless when not there."""
        interfaces = self._objects.get(path, {})
        if interface is not None:
            interfaces.pop(interface, None)
        if interface is None or not interfaces:
            self._objects.pop(path, None)

    def answer(self, call: Message) -> Message:
        """Return the answer to `call`, which may be an error."""
        try:
            signature, body = self._run(call)
        except DBusCallError as error:
            return new_error(call, error.name, "s", (error.text,))
        return new_method_return(call, signature or None, body)

    def _run(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        fields = call.header.fields
        path, member = str(fields.get(HeaderFields.path)), str(fields.get(HeaderFields.member))
        interface = fields.get(HeaderFields.interface)
        if member == "Ping" and interface in (None, _PEER):
            return None, ()
        if member == "Introspect" and interface in (None, _INTROSPECTABLE):
            return "s", (self._introspect(path),)
        if (interfaces := self._objects.get(path)) is None:
            raise DBusCallError(UNKNOWN_OBJECT, f"No object at {path}")
        exported = _find(interfaces, interface, member)
        exported.check(member, signature_of(call))
        return exported.handler(call)

    def _introspect(self, path: str) -> str:
        interfaces = self._objects.get(path)
        below = path.rstrip("/") + "/"
        children = sorted({each[len(below) :].split("/")[0] for each in self._objects if each.startswith(below)} - {""})
        if interfaces is None and not children:
            raise DBusCallError(UNKNOWN_OBJECT, f"No object at {path}")
        shown = "".join(exported.introspection for exported in (interfaces or {}).values())
        nodes = "".join(f'<node name="{child}"/>' for child in children)
        return f"<node>{_STANDARD}{shown}{nodes}</node>"


def _find(interfaces: dict[str, Exported], interface: str | None, member: str) -> Exported:
    if interface is not None:
        if interface not in interfaces:
            raise DBusCallError(UNKNOWN_INTERFACE, f"No interface {interface} here")
        return interfaces[interface]
    # A call may leave the interface out: D-Bus specification, "Message types".
    for exported in interfaces.values():
        if member in exported.methods:
            return exported
    raise DBusCallError(UNKNOWN_METHOD, f"No method {member} here")
