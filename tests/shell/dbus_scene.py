"""What the tests of the bus share: an object on the bus, and how to ask it something."""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, message_bus
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_signal

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.dbus import Bus, DBusCallError, Reply
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.desktop import run_until

INTERFACE = "org.example.Feet"
PATH = "/org/example/feet"
INTROSPECTION = f"""<interface name="{INTERFACE}">
  <method name="Double"><arg name="text" type="s" direction="in"/><arg type="s" direction="out"/></method>
  <method name='Refuse'/>
  <method name="Stumble"/>
  <method name="Count"></method>
  <signal name="Moved"><arg type="s"/></signal>
</interface>"""


class Feet:
    """An object that answers calls and counts them."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        self.calls += 1
        match call.header.fields[HeaderFields.member]:
            case "Double":
                return "s", (call.body[0] * 2,)
            case "Refuse":
                raise DBusCallError("org.example.Error.Numb", "not today")
            case "Stumble":
                raise ZeroDivisionError
            case _:
                return "", ()


def at(bus: Bus, path: str = PATH, interface: str | None = INTERFACE) -> DBusAddress:
    return DBusAddress(path, bus.unique_name, interface)


def ask(loop: SelectorLoop, bus: Bus, message: Message, **options: Seconds) -> Reply:
    replies: list[Reply] = []
    bus.call(message, replies.append, **options)
    assert not replies, "answered before the call returned"
    run_until(loop, lambda: replies, what="the reply")
    (reply,) = replies
    return reply


def settle(loop: SelectorLoop, *buses: Bus) -> None:
    """Let everything that the buses have sent so far take effect at the daemon and here."""
    for bus in buses:
        assert not ask(loop, bus, message_bus.GetId()).error


def moved(text: str = "left") -> Message:
    return new_signal(DBusAddress(PATH, interface=INTERFACE), "Moved", "s", (text,))
