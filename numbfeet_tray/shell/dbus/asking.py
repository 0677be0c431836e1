"""Questions over a bus, each waited for: for the command line, which has nothing else to do meanwhile.

Talks to: the bus, over a connection of its own.
Thread: any; the daemon does not use it.
Blocks: until the answer is there or the time is out.
Fails with: AdapterUnavailable from the constructor; afterwards an empty answer.
Missing when: no bus runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jeepney.bus_messages import message_bus
from jeepney.low_level import Message
from jeepney.wrappers import DBusAddress, Properties, new_method_call

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus.bus import Bus
from numbfeet_tray.shell.dbus.messages import Reply
from numbfeet_tray.shell.dbus.wire import BusKind
from numbfeet_tray.shell.loop import SelectorLoop

PATIENCE = Seconds(2.0)


class Asking:
    """One connection for questions."""

    def __init__(self, kind: BusKind) -> None:
        self._loop = SelectorLoop(SystemClock())
        try:
            self._bus = Bus.open(kind, self._loop)
        except BaseException:
            self._loop.close()
            raise

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()
        self._loop.close()

    def has_owner(self, name: str) -> bool:
        """Tell whether a program has `name` now."""
        return self._ask(message_bus.NameHasOwner(name)).body == (True,)

    def can_start(self, name: str) -> bool:
        """Tell whether the bus would start a program for `name`."""
        reply = self._ask(message_bus.ListActivatableNames())
        return reply.signature == "as" and name in reply.body[0]

    def program_of(self, name: str) -> str:
        """Return the name of the program that has `name`; "" when that cannot be told."""
        reply = self._ask(message_bus.GetConnectionUnixProcessID(name))
        if reply.signature != "u":
            return ""
        try:
            return Path(f"/proc/{reply.body[0]}/comm").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def call(self, place: DBusAddress, member: str, signature: str = "", *arguments: Any) -> tuple[str, Any]:
        """Call a method; return the signature of the answer and its values, ("", ()) when there is none."""
        reply = self._ask(new_method_call(place, member, signature or None, arguments))
        return ("", ()) if reply.error else (reply.signature, reply.body)

    def value(self, place: DBusAddress, name: str) -> Any:
        """Return the property `name`, None when it cannot be read."""
        reply = self._ask(Properties(place).get(name))
        return reply.body[0][1] if reply.signature == "v" else None

    def _ask(self, message: Message) -> Reply:
        answers: list[Reply] = []

        def answered(reply: Reply) -> None:
            answers.append(reply)
            self._loop.stop()

        self._bus.call(message, answered, PATIENCE)
        self._loop.run(lambda: None)
        return answers[0]


def place(name: str, path: str, interface: str = "") -> DBusAddress:
    """Return where a call goes to; the interface is the name where none is given."""
    return DBusAddress(path, bus_name=name, interface=interface or name)
