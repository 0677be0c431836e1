"""What calls and replies are made of: replies, errors and their standard names, checked text.

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jeepney.low_level import HeaderFields, Message, MessageType

from numbfeet_tray.core.errors import NumbfeetError

# Error names of the D-Bus specification and of its reference implementation.
DISCONNECTED = "org.freedesktop.DBus.Error.Disconnected"
FAILED = "org.freedesktop.DBus.Error.Failed"
INVALID_ARGS = "org.freedesktop.DBus.Error.InvalidArgs"
NO_REPLY = "org.freedesktop.DBus.Error.NoReply"
UNKNOWN_INTERFACE = "org.freedesktop.DBus.Error.UnknownInterface"
UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod"
UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.UnknownObject"
UNKNOWN_PROPERTY = "org.freedesktop.DBus.Error.UnknownProperty"


class DBusCallError(NumbfeetError):
    """Raised by the handler of an exported object to answer a call with an error."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.text = text


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one call."""

    body: tuple[Any, ...] = ()
    signature: str = ""
    """D-Bus signature of `body`; check it before taking the body apart: the other side may answer anything."""
    error: str = ""
    """D-Bus name of the error; empty when the call succeeded."""
    text: str = ""
    """What the other side said about the error."""

    @classmethod
    def of(cls, message: Message) -> Reply:
        """Return the reply that `message`, a method return or an error, carries."""
        signature, body = signature_of(message), tuple(message.body)
        if message.header.message_type is not MessageType.error:
            return cls(body, signature)
        text = body[0] if signature.startswith("s") else ""
        return cls((), "", str(message.header.fields.get(HeaderFields.error_name) or FAILED), text)


OnReply = Callable[[Reply], None]
"""Hears the reply of one call, exactly once: the answer, an error, a time-out or the loss of the bus."""


def signature_of(message: Message) -> str:
    """Return the D-Bus signature of the body of `message`; "" for an empty body."""
    return str(message.header.fields.get(HeaderFields.signature, ""))


def bus_text(text: str) -> str:
    """Return `text` without what a bus refuses: it ends the connection over a NUL or broken UTF-8."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
