"""Locking, switched users and sleep as logind tells them.

Talks to: systemd-logind or elogind, over the system bus.
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable from the constructor when the bus is lost; later only log lines.
Missing when: there is no system bus. A missing logind shows later, in `missing`.
"""

from __future__ import annotations

import logging
from typing import Any

from jeepney.bus_messages import MatchRule
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import DBusAddress, Properties

from numbfeet_tray.core.events import Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import AdapterUnavailable, Cancellable, Loop, Post
from numbfeet_tray.shell.dbus import Bus, Reply, signature_of
from numbfeet_tray.shell.session.find import LOGIND, MANAGER, SESSION, SessionSearch
from numbfeet_tray.shell.session.lock import LockState

_log = logging.getLogger(__name__)

_OURS = frozenset({"LockedHint", "Active", "Remote"})


class LogindSession:
    """`ports.SessionSource` on logind.

    `LockedHint` is what the desktop says, the signals `Lock` and `Unlock` are what it is asked to do. A session that
    is not `Active` is not the one on the screen: somebody else's is, or a greeter's, and that is as good as a lock.
    """

    name = "logind"

    def __init__(self, bus: Bus, loop: Loop, post: Post, *, uid: int, session_id: str = "") -> None:
        if bus.is_lost:
            raise AdapterUnavailable("locking and sleep need the system bus, which is lost")
        self.missing = ""
        """One line about what cannot be heard now; "" when everything can."""
        self._bus, self._post = bus, post
        self._uid, self._session_id = uid, session_id
        self._path = ""
        self.is_remote = False
        """Whether the person sits at another computer; its screen, camera and microphone are not seen from here."""
        self._is_locked = self._is_elsewhere = False
        self._lock = LockState(
            loop, lambda is_locked: self._set_away(is_locked=is_locked, is_elsewhere=self._is_elsewhere)
        )
        self._is_asleep = False
        self._search: SessionSearch | None = None
        self._is_open = True
        sleep_rule = MatchRule(
            type="signal",
            sender=LOGIND,
            path=MANAGER.object_path,
            interface=MANAGER.interface,
            member="PrepareForSleep",
        )
        self._lasting = [bus.subscribe(sleep_rule, self._on_sleep), bus.watch_name(LOGIND, self._on_owner)]
        self._of_session: list[Cancellable] = []
        bus.on_lost(self._on_lost)

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""
        self._is_open = False
        for subscription in (*self._lasting, *self._of_session):
            subscription.cancel()
        self._lock.close()
        if self._search:
            self._search.cancel()

    def _on_owner(self, owner: str) -> None:
        if owner or self._search is None:  # the first time also without an owner: the bus may start logind
            self._find()

    def _find(self) -> None:
        if self._search:
            self._search.cancel()
        self._search = SessionSearch(self._bus, self._uid, self._session_id, self._on_session)

    def _on_session(self, path: str) -> None:
        self.missing = "" if path else "logind knows no session of ours: locking cannot be seen"
        if self.missing:
            _log.warning("%s", self.missing)
        if path and path != self._path:
            self._follow(path)
        if path:
            self._read()

    def _follow(self, path: str) -> None:
        for subscription in self._of_session:
            subscription.cancel()
        self._path = path
        rules = [
            MatchRule(type="signal", sender=LOGIND, path=path, interface=SESSION, member=member)
            for member in ("Lock", "Unlock")
        ]
        changes = MatchRule(
            type="signal",
            sender=LOGIND,
            path=path,
            interface="org.freedesktop.DBus.Properties",
            member="PropertiesChanged",
        )
        self._of_session = [self._bus.subscribe(rule, self._on_request) for rule in rules]
        self._of_session.append(self._bus.subscribe(changes, self._on_change))

    def _read(self) -> None:
        session = DBusAddress(self._path, LOGIND, SESSION)
        self._bus.call(Properties(session).get_all(), self._on_read)

    def _on_read(self, reply: Reply) -> None:
        if reply.signature == "a{sv}" and self._is_open:
            self._take(reply.body[0])

    def _on_change(self, message: Message) -> None:
        if signature_of(message) != "sa{sv}as" or message.body[0] != SESSION:
            return
        _, changed, invalidated = message.body
        self._take(changed)
        if not _OURS.isdisjoint(invalidated):
            self._read()

    def _take(self, properties: dict[str, tuple[str, Any]]) -> None:
        values = {key: value for key, (kind, value) in properties.items() if key in _OURS and kind == "b"}
        self.is_remote = values.get("Remote", self.is_remote)
        if "LockedHint" in values:
            self._lock.hint(is_locked=values["LockedHint"])
        if "Active" in values:
            self._set_away(is_locked=self._is_locked, is_elsewhere=not values["Active"])

    def _on_request(self, message: Message) -> None:
        if message.header.fields[HeaderFields.member] == "Lock":
            self._lock.ask_to_lock()
        else:
            self._lock.ask_to_unlock()

    def _set_away(self, *, is_locked: bool, is_elsewhere: bool) -> None:
        was_away = self._is_locked or self._is_elsewhere
        self._is_locked, self._is_elsewhere = is_locked, is_elsewhere
        is_away = is_locked or is_elsewhere
        if self._is_open and is_away != was_away:
            self._post(Locked() if is_away else Unlocked())

    def _on_sleep(self, message: Message) -> None:
        if signature_of(message) == "b":
            self._set_asleep(is_asleep=message.body[0])

    def _set_asleep(self, *, is_asleep: bool) -> None:
        if self._is_open and is_asleep != self._is_asleep:
            self._is_asleep = is_asleep
            self._post(SleepBegan() if is_asleep else Woke())

    def _on_lost(self) -> None:
        """Nobody will tell the end of what has begun: input and the clocks do."""
        self.missing = "the system bus is lost: locking and sleep cannot be heard"
        self._lock.release()
        self._set_away(is_locked=False, is_elsewhere=False)
        self._set_asleep(is_asleep=False)
