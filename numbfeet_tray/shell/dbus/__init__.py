"""One D-Bus connection on the loop, shared by everything that talks to the bus.

Talks to: the session or the system bus, over its Unix socket.
Thread: the loop's.
Blocks: in `Bus.open` only, at most 2 s for each address of the bus; never afterwards.
Fails with: AdapterUnavailable from `Bus.open`; afterwards `on_lost`, and an error reply to every open call.
Missing when: no bus runs, or the system has no D-Bus (Windows, macOS).
"""

from numbfeet_tray.shell.dbus.bus import Bus
from numbfeet_tray.shell.dbus.messages import (
    DISCONNECTED,
    FAILED,
    INVALID_ARGS,
    NO_REPLY,
    UNKNOWN_INTERFACE,
    UNKNOWN_METHOD,
    UNKNOWN_OBJECT,
    UNKNOWN_PROPERTY,
    DBusCallError,
    OnReply,
    Reply,
    bus_text,
    signature_of,
)

__all__ = [
    "DISCONNECTED",
    "FAILED",
    "INVALID_ARGS",
    "NO_REPLY",
    "UNKNOWN_INTERFACE",
    "UNKNOWN_METHOD",
    "UNKNOWN_OBJECT",
    "UNKNOWN_PROPERTY",
    "Bus",
    "DBusCallError",
    "OnReply",
    "Reply",
    "bus_text",
    "signature_of",
]
