"""Finds which of logind's sessions is the one on whose screen this program speaks.

Talks to: systemd-logind or elogind, over the system bus.
Thread: the loop's.
Blocks: never.
Fails with: nothing; "" is found when there is no such session.
Missing when: logind does not run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jeepney.wrappers import DBusAddress, Properties, new_method_call

from numbfeet_tray.shell.dbus import Bus, Reply

LOGIND = "org.freedesktop.login1"
MANAGER = DBusAddress("/org/freedesktop/login1", LOGIND, f"{LOGIND}.Manager")
SESSION = f"{LOGIND}.Session"
_OWN_PROCESS = 0  # org.freedesktop.login1(5): GetSessionByPID takes 0 for the caller
_GRAPHICAL = ("x11", "wayland", "mir")


class SessionSearch:
    """One search. Ends with one call of `found`, unless cancelled.

    The session of our own process comes first. It is not the one we want when we run as a service of the user's
    systemd, or were started over SSH: then it is the user's graphical session, then the one that the environment
    names.
    """

    def __init__(self, bus: Bus, uid: int, session_id: str, found: Callable[[str], None]) -> None:
        self._bus = bus
        self._uid = uid
        self._session_id = session_id
        self._found: Callable[[str], None] | None = found
        self._own = ""
        self._manager("GetSessionByPID", "u", _OWN_PROCESS, self._on_own)

    def cancel(self) -> None:
        """Take the search back."""
        self._found = None

    def _manager(self, member: str, signature: str, argument: int | str, on_path: Callable[[str], None]) -> None:
        message = new_method_call(MANAGER, member, signature, (argument,))
        self._bus.call(message, lambda reply: on_path(reply.body[0] if reply.signature == "o" else ""))

    def _on_own(self, path: str) -> None:
        self._own = path
        if not path:
            self._ask_user()
            return
        session = DBusAddress(path, LOGIND, SESSION)
        self._bus.call(Properties(session).get_all(), self._on_own_properties)

    def _on_own_properties(self, reply: Reply) -> None:
        properties: dict[str, tuple[str, Any]] = reply.body[0] if reply.signature == "a{sv}" else {}
        kind, session_class = (properties.get(name, ("s", ""))[1] for name in ("Type", "Class"))
        if kind in _GRAPHICAL and session_class == "user":
            self._end(self._own)
        else:
            self._ask_user()

    def _ask_user(self) -> None:
        self._manager("GetUser", "u", self._uid, self._on_user)

    def _on_user(self, path: str) -> None:
        if not path:
            self._ask_environment()
            return
        user = DBusAddress(path, LOGIND, f"{LOGIND}.User")
        self._bus.call(Properties(user).get("Display"), self._on_display)

    def _on_display(self, reply: Reply) -> None:
        signature, value = reply.body[0] if reply.signature == "v" else ("", ("", ""))
        session_id, path = value if signature == "(so)" else ("", "")
        if session_id:  # ("", "/") for a user without a graphical session
            self._end(path)
        else:
            self._ask_environment()

    def _ask_environment(self) -> None:
        if self._session_id:
            self._manager("GetSession", "s", self._session_id, lambda path: self._end(path or self._own))
        else:
            self._end(self._own)

    def _end(self, path: str) -> None:
        if found := self._found:
            self._found = None
            found(path)
