"""Whatever servers on the bus answer or say: well-formed and wrong is no reason to raise or to hang.

The loop catches nothing: what a handler raises would end the program, and fails these tests.
"""

from __future__ import annotations

from contextlib import closing

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.notify.desktop import DesktopNotifier
from numbfeet_tray.shell.session.logind import LogindSession
from numbfeet_tray.shell.session.screensaver import SAVERS, ScreenSaverSession
from numbfeet_tray.shell.tray.sni import SniTray
from tests.contract.notifier_contract import PROMPT
from tests.fakes.notifier import RecordingListener
from tests.reliability.strange_peer import BODIES, Body, StrangeBus

NOTIFICATIONS = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications")
WATCHER = ("/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher")
ITEM = ("/StatusNotifierItem", "org.kde.StatusNotifierItem")
MENU = ("/StatusNotifierItem/Menu", "com.canonical.dbusmenu")
PROPERTIES = "org.freedesktop.DBus.Properties"
LOGIND = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/_31"

ANSWERS = st.lists(BODIES | st.none(), min_size=1, max_size=6)
SAYINGS = st.lists(BODIES, max_size=6)
SANE: dict[str, Body] = {
    "GetCapabilities": ("as", (["actions", "body"],)),
    "Notify": ("u", (1,)),
    "RegisterStatusNotifierItem": ("", ()),
    "GetSessionByPID": ("o", (SESSION,)),
    "GetAll": ("a{sv}", ({"Type": ("s", "x11"), "Class": ("s", "user"), "LockedHint": ("b", False)},)),
}
"""With these answered as they should be, what is strange comes further."""
SANES = st.sampled_from([{}, SANE, {name: SANE[name] for name in ("GetCapabilities", "GetSessionByPID")}])
slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


class Turns:
    """Gives one answer after another, and begins again at the end."""

    def __init__(self, answers: list[Body | None]) -> None:
        self._answers = answers
        self._next = 0

    def __call__(self) -> Body | None:
        self._next += 1
        return self._answers[(self._next - 1) % len(self._answers)]


@slow_to_draw
@given(ANSWERS, SAYINGS, SANES)
def test_a_strange_notification_server(answers: list[Body | None], sayings: list[Body], sane: dict[str, Body]) -> None:
    with closing(StrangeBus(Turns(answers), sane)) as strange:
        listener = RecordingListener()
        notifier = DesktopNotifier(strange.bus, strange.loop, listener)
        for slot in ("prompt", "notice"):
            notifier.show(slot, PROMPT)
        strange.work()
        assert "GetCapabilities" in strange.asked
        for saying in sayings:
            strange.signal(*NOTIFICATIONS, "ActionInvoked", saying)
            strange.signal(*NOTIFICATIONS, "ActivationToken", saying)
            strange.signal(*NOTIFICATIONS, "NotificationClosed", saying)
        strange.work()
        notifier.show("prompt", PROMPT)
        notifier.withdraw("notice")
        strange.work()
        notifier.close()


@slow_to_draw
@given(ANSWERS, SAYINGS, SANES)
def test_a_strange_tray_host(answers: list[Body | None], sayings: list[Body], sane: dict[str, Body]) -> None:
    with closing(StrangeBus(Turns(answers), sane)) as strange:
        heard: list[bool] = []
        entries = [MenuEntry("Quit", "quit")]
        tray = SniTray(strange.bus, strange.loop, lambda: entries, lambda _: None, heard.append)
        tray.update(TrayState.SEATED, "seated 41 min", attention=False)
        strange.work()
        assert "RegisterStatusNotifierItem" in strange.asked
        for saying in sayings:
            for member in ("StatusNotifierHostRegistered", "StatusNotifierItemRegistered"):
                strange.signal(*WATCHER, member, saying)
            for member in ("Activate", "ContextMenu", "Scroll", "ProvideXdgActivationToken"):
                strange.call(*ITEM, member, saying)
            for member in ("GetLayout", "GetGroupProperties", "GetProperty", "Event", "EventGroup", "AboutToShow"):
                strange.call(*MENU, member, saying)
            for path, _ in (ITEM, MENU):
                for member in ("Get", "GetAll", "Set"):
                    strange.call(path, PROPERTIES, member, saying)
        strange.work()
        tray.update(TrayState.DUE, "time to move", attention=True)
        strange.work()
        tray.close()
        assert heard == heard[:1] or len(set(heard)) > 1, "only changes are told"


@slow_to_draw
@given(ANSWERS, SAYINGS, SANES)
def test_a_strange_logind(answers: list[Body | None], sayings: list[Body], sane: dict[str, Body]) -> None:
    with closing(StrangeBus(Turns(answers), sane)) as strange:
        source = LogindSession(strange.bus, strange.loop, lambda _: None, uid=1000, session_id="1")
        strange.work()
        assert "GetSessionByPID" in strange.asked
        for saying in sayings:
            strange.signal("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep", saying)
            strange.signal(SESSION, PROPERTIES, "PropertiesChanged", saying)
            about_us = (f"s{saying[0]}", (f"{LOGIND}.Session", *saying[1]))
            strange.signal(SESSION, PROPERTIES, "PropertiesChanged", about_us)
            strange.signal(SESSION, f"{LOGIND}.Session", "Lock", saying)
        strange.work()
        source.close()


@slow_to_draw
@given(ANSWERS, SAYINGS, SANES)
def test_a_strange_screen_saver(answers: list[Body | None], sayings: list[Body], sane: dict[str, Body]) -> None:
    with closing(StrangeBus(Turns(answers), sane)) as strange:
        source = ScreenSaverSession(strange.bus, lambda _: None)
        strange.work()
        for saying in sayings:
            for name, path in SAVERS:
                strange.signal(path, name, "ActiveChanged", saying)
        strange.work()
        source.close()
