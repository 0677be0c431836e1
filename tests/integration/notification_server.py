"""A notification server that does what the test scripts, on our own bus class and in its own time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, message_bus
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_signal

from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import FAILED, Bus, DBusCallError
from numbfeet_tray.shell.loop import SelectorLoop

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
EXPIRED, DISMISSED, BY_CALL, UNDEFINED = 1, 2, 3, 4
"""Reasons of NotificationClosed."""


@dataclass(frozen=True)
class Shown:
    """One Notify call."""

    app_name: str
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, Any]]
    timeout_ms: int


class ScriptedServer:
    """A server that runs only while the test calls `work`: until then it hangs."""

    def __init__(self, *capabilities: str) -> None:
        self.capabilities = list(capabilities)
        self.loop = SelectorLoop(SystemClock())
        self.shown: dict[int, Shown] = {}
        """What the person sees, by id."""
        self.notified: list[Shown] = []
        """Every Notify, oldest first."""
        self.withdrawn: list[int] = []
        """Every CloseNotification, oldest first."""
        self.questions = 0
        self.refusal = ""
        """When set, Notify is answered with this error text."""
        self._last_id = 0
        self.bus = Bus.open("session", self.loop)
        self.bus.export(PATH, NAME, self._on_call, "")
        self.appear()

    def appear(self) -> None:
        """Take the well-known name."""
        self.bus.call(message_bus.RequestName(NAME), lambda _: None)

    def vanish(self) -> None:
        """Give the well-known name back, forgetting everything, as a crash does."""
        self.shown.clear()
        self.bus.call(message_bus.ReleaseName(NAME), lambda _: None)

    def work(self) -> None:
        """Serve what has come in."""
        rounds = iter((0.0, 0.0, 0.0))

        def count() -> float:
            if next(rounds, None) is None:
                self.loop.stop()
            return 0.0

        self.loop.run(count)

    def close_notification(self, shown: int, reason: int) -> None:
        """Take a notification away and say so."""
        self.shown.pop(shown, None)
        self.emit("NotificationClosed", "uu", (shown, reason))

    def choose(self, shown: int, action: str) -> None:
        """Say that the person chose an action."""
        self.emit("ActionInvoked", "us", (shown, action))

    def emit(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self.bus.send(new_signal(DBusAddress(PATH, interface=NAME), member, signature, body))

    def close(self) -> None:
        """Leave the bus, as the end of the process does."""
        self.bus.close()
        self.loop.close()

    def _on_call(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        match call.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                self.questions += 1
                return "as", (self.capabilities,)
            case "Notify":
                return "u", (self._notify(Shown(*call.body)),)
            case "CloseNotification":
                return self._withdraw(call.body[0])
            case member:
                raise AssertionError(member)

    def _notify(self, shown: Shown) -> int:
        self.notified.append(shown)
        if self.refusal:
            raise DBusCallError(FAILED, self.refusal)
        if shown.replaces not in self.shown:
            self._last_id += 1
        new_id = shown.replaces if shown.replaces in self.shown else self._last_id
        self.shown[new_id] = shown
        return new_id

    def _withdraw(self, shown: int) -> tuple[None, tuple[()]]:
        self.withdrawn.append(shown)
        if shown not in self.shown:
            raise DBusCallError(FAILED, "no such notification")
        self.close_notification(shown, BY_CALL)
        return None, ()
