"""A logind of the test's own: scripted on our own bus, with the odd answers that a real one can give."""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, message_bus
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_signal

from numbfeet_tray.shell.dbus import UNKNOWN_PROPERTY, Bus, DBusCallError
from numbfeet_tray.shell.loop import SelectorLoop

NAME = "org.freedesktop.login1"
ROOT = "/org/freedesktop/login1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_NO_SESSION = "org.freedesktop.login1.NoSessionForPID"


class ScriptedLogind:
    """Answers for one user whose sessions the test describes."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.bus = Bus.open("system", loop)
        self.own = ""
        """Id of the session of the process that asks; "" for none."""
        self.display = ""
        """Id of the user's graphical session; "" for none."""
        self.knows_user = True
        self.sessions: dict[str, dict[str, tuple[str, Any]]] = {}
        self.asked: list[str] = []
        self.bus.export(ROOT, f"{NAME}.Manager", self._manager, "")
        self.bus.export(f"{ROOT}/user/_0", _PROPERTIES, self._user, "")
        self.appear()

    def appear(self) -> None:
        self.bus.call(message_bus.RequestName(NAME), lambda _: None)

    def vanish(self) -> None:
        self.bus.call(message_bus.ReleaseName(NAME), lambda _: None)

    def add_session(
        self, name: str, kind: str = "wayland", session_class: str = "user", *, locked: bool = False
    ) -> None:
        self.sessions[name] = {"Type": ("s", kind), "Class": ("s", session_class), "LockedHint": ("b", locked)}
        self.sessions[name] |= {"Active": ("b", True), "Remote": ("b", False)}
        self.bus.export(f"{ROOT}/session/{name}", _PROPERTIES, self._session, "")

    def hint(self, name: str, *, locked: bool, invalidate: bool = False) -> None:
        """Let the desktop set its hint; `invalidate` announces it without the value."""
        self.sessions[name]["LockedHint"] = ("b", locked)
        changed = {} if invalidate else {"LockedHint": ("b", locked)}
        body = (f"{NAME}.Session", changed, ["LockedHint"] if invalidate else [])
        self.emit(f"session/{name}", _PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def switch(self, name: str, *, is_active: bool) -> None:
        """Bring the session to the screen, or another one."""
        self.sessions[name]["Active"] = ("b", is_active)
        body: tuple[Any, ...] = (f"{NAME}.Session", {"Active": ("b", is_active)}, [])
        self.emit(f"session/{name}", _PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def ask(self, name: str, what: str) -> None:
        """Emit the `Lock` or `Unlock` signal of a session."""
        self.emit(f"session/{name}", f"{NAME}.Session", what)

    def sleep(self, *, begins: bool) -> None:
        self.emit("", f"{NAME}.Manager", "PrepareForSleep", "b", (begins,))

    def emit(
        self, path: str, interface: str, member: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> None:
        address = DBusAddress(f"{ROOT}/{path}".rstrip("/"), interface=interface)
        self.bus.send(new_signal(address, member, signature, body))

    def _manager(self, call: Message) -> tuple[str, tuple[str]]:
        member, argument = call.header.fields[HeaderFields.member], call.body[0] if call.body else ""
        self.asked.append(f"{member} {argument}")
        if member == "GetUser" and self.knows_user:
            return "o", (f"{ROOT}/user/_0",)
        name = self.own if member == "GetSessionByPID" else argument
        if member == "GetUser" or name not in self.sessions:
            raise DBusCallError(_NO_SESSION, "no such session")
        return "o", (f"{ROOT}/session/{name}",)

    def _user(self, call: Message) -> tuple[str, tuple[Any, ...]]:
        del call
        path = f"{ROOT}/session/{self.display}" if self.display else "/"
        return "v", (("(so)", (self.display, path)),)

    def _session(self, call: Message) -> tuple[str, tuple[Any, ...]]:
        properties = self.sessions[call.header.fields[HeaderFields.path].rpartition("/")[2]]
        if call.header.fields[HeaderFields.member] == "GetAll":
            return "a{sv}", (properties,)
        if call.body[1] not in properties:
            raise DBusCallError(UNKNOWN_PROPERTY, "no such property")
        return "v", (properties[call.body[1]],)
