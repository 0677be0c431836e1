"""The tray icon and the panels that come, go, refuse and dawdle."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from jeepney import DBusAddress, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import HeaderFields
from jeepney.wrappers import new_signal

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.tray import watcher
from numbfeet_tray.shell.tray.sni import SniTray
from tests.fakes.tray import ITEM_PATH, PROPERTIES, WATCHER, WATCHER_PATH, ScriptedPanel
from tests.integration.desktop import Session, run_for, run_until, start_bus


class ShiftedClock(SystemClock):
    """The real clock, ahead by what the test says."""

    ahead = 0.0

    def boot(self) -> Instant:
        return Instant(super().boot() + self.ahead)


class Scene:
    """A tray on a private bus, and what was heard from it."""

    def __init__(self, loop: SelectorLoop, clock: ShiftedClock, session: Session) -> None:
        self.loop = loop
        self.clock = clock
        self.session = session
        self.bus = Bus.open("session", loop)
        self.heard: list[bool] = []
        self.stop_bus: Callable[[], None] = lambda: None
        self.tray = SniTray(self.bus, loop, lambda: [MenuEntry("Quit", "quit")], lambda _: None, self.heard.append)

    def show(self) -> None:
        self.tray.update(TrayState.SEATED, "seated 41 min", attention=False)

    def until(self, heard: list[bool]) -> None:
        run_until(self.loop, lambda: self.heard == heard, what=f"{heard}, not {self.heard},")
        assert self.tray.is_visible == heard[-1]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    clock = ShiftedClock()
    loop = SelectorLoop(clock)
    with Session(monkeypatch) as session:
        daemon = start_bus(session)
        scene = Scene(loop, clock, session)
        scene.stop_bus = lambda: session.end(daemon)
        yield scene
        scene.bus.close()
    loop.close()


@pytest.fixture
def panel(scene: Scene) -> Iterator[ScriptedPanel]:
    with ScriptedPanel(scene.loop) as panel:
        yield panel


def test_without_a_panel_the_tray_says_so_once_and_goes_on_listening(scene: Scene, panel: ScriptedPanel) -> None:
    scene.show()
    scene.until([False])
    scene.show()
    panel.appear()
    scene.until([False, True])


def test_nothing_is_registered_before_there_is_something_to_show(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    run_for(scene.loop, 0.2)
    assert panel.registered == []
    assert scene.heard == []


def test_the_icon_is_registered_once_with_its_final_state(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.tray.update(TrayState.DUE, "time to move", attention=True)
    scene.until([True])
    scene.show()
    run_for(scene.loop, 0.2)
    assert len(panel.registered) == 1
    assert panel.signals == []


def test_a_panel_that_restarts_gets_the_icon_again(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.show()
    scene.until([True])
    panel.vanish()
    scene.until([True, False])
    scene.tray.update(TrayState.AWAY, "away", attention=False)
    panel.appear()
    scene.until([True, False, True])
    assert len(panel.registered) == 2
    assert panel.properties()["IconName"] == "numbfeet-away"


def test_a_second_panel_that_takes_over_gets_the_icon_too(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.show()
    scene.until([True])
    panel.bus.close()
    with ScriptedPanel(scene.loop) as other:
        other.appear()
        run_until(scene.loop, lambda: other.registered and scene.tray.is_visible)


def test_a_panel_that_refuses_counts_as_none(
    scene: Scene, panel: ScriptedPanel, caplog: pytest.LogCaptureFixture
) -> None:
    panel.refuses = True
    panel.appear()
    scene.show()
    scene.until([False])
    assert "org.example.Error.Full" in caplog.text
    panel.refuses = False
    panel.vanish()
    panel.appear()
    scene.until([False, True])


def test_a_refused_icon_is_not_taken_for_shown_when_a_host_or_another_icon_appears(
    scene: Scene, panel: ScriptedPanel
) -> None:
    panel.refuses = True
    panel.appear()
    scene.show()
    scene.until([False])
    panel.say("StatusNotifierHostRegistered")
    panel.say("StatusNotifierItemRegistered", ":1.7/StatusNotifierItem")
    run_for(scene.loop, 0.2)
    assert scene.heard == [False]


def test_a_watcher_without_a_host_shows_nothing_until_one_comes(scene: Scene, panel: ScriptedPanel) -> None:
    panel.has_host = False
    panel.appear()
    scene.show()
    scene.until([False])
    panel.has_host = True
    panel.say("StatusNotifierHostRegistered")
    scene.until([False, True])
    panel.has_host = False
    panel.say("StatusNotifierHostUnregistered")
    scene.until([False, True, False])
    assert len(panel.registered) == 1


def test_a_watcher_that_cannot_tell_its_hosts_is_taken_for_one(scene: Scene, panel: ScriptedPanel) -> None:
    panel.has_host = None
    panel.appear()
    scene.show()
    scene.until([True])


def test_a_watcher_that_answers_too_late_is_believed_when_it_lists_the_icon(scene: Scene) -> None:
    with open_dbus_connection(scene.session.env["DBUS_SESSION_BUS_ADDRESS"]) as slow:
        assert slow.send_and_get_reply(message_bus.RequestName(WATCHER)).body == (1,)
        scene.show()
        call = None
        while call is None or call.header.fields.get(HeaderFields.member) != "RegisterStatusNotifierItem":
            run_for(scene.loop, 0.05)
            call = slow.receive(timeout=10)
        assert scene.heard == []
        scene.clock.ahead += 61
        scene.until([False])
        slow.send(new_method_return(call))
        foreign, ours = ":1.7/StatusNotifierItem", f"{call.body[0]}/StatusNotifierItem"
        for item in (foreign, ours):
            address = DBusAddress(WATCHER_PATH, interface=WATCHER)
            slow.send(new_signal(address, "StatusNotifierItemRegistered", "s", (item,)))
        run_for(scene.loop, 0.1)
        get = slow.receive(timeout=10)
        assert get.header.fields[HeaderFields.interface] == PROPERTIES
        slow.send(new_method_return(get, "v", (("b", True),)))
        scene.until([False, True])


def test_a_reply_of_a_watcher_that_is_gone_is_not_believed(scene: Scene, panel: ScriptedPanel) -> None:
    with open_dbus_connection(scene.session.env["DBUS_SESSION_BUS_ADDRESS"]) as first:
        first.send_and_get_reply(message_bus.RequestName(WATCHER))
        scene.show()
        call = None
        while call is None or call.header.fields.get(HeaderFields.member) != "RegisterStatusNotifierItem":
            run_for(scene.loop, 0.05)
            call = first.receive(timeout=10)
        first.send_and_get_reply(message_bus.ReleaseName(WATCHER))
        scene.until([False])
        first.send(new_method_return(call))
        run_for(scene.loop, 0.2)
        assert scene.heard == [False]
    panel.appear()
    scene.until([False, True])


def test_another_sender_cannot_pretend_to_be_the_watcher(scene: Scene, panel: ScriptedPanel) -> None:
    panel.has_host = False
    panel.appear()
    scene.show()
    scene.until([False])
    panel.has_host = True
    with ScriptedPanel(scene.loop) as liar:
        liar.say("StatusNotifierHostRegistered")
        run_for(scene.loop, 0.2)
    assert scene.heard == [False]


def test_closing_takes_the_icon_from_the_panel_and_leaves_the_bus_open(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.show()
    scene.until([True])
    service = panel.service
    assert scene.session.has_name(service)
    scene.tray.close()
    run_until(scene.loop, lambda: not scene.session.has_name(service))
    panel.registered.append(scene.bus.unique_name)
    assert panel.ask(PROPERTIES, "Get", "ss", ("org.kde.StatusNotifierItem", "Id")).error.endswith("UnknownObject")
    scene.show()
    panel.vanish()
    panel.appear()
    run_for(scene.loop, 0.2)
    assert len(panel.registered) == 2
    assert scene.heard == [True]
    assert not scene.bus.is_lost


def test_closing_while_the_name_is_still_asked_for_gives_it_back(scene: Scene) -> None:
    scene.show()
    scene.tray.close()
    run_for(scene.loop, 0.2)
    with open_dbus_connection(scene.session.env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        names = connection.send_and_get_reply(message_bus.ListNames()).body[0]
    assert not [name for name in names if name.startswith("org.kde.StatusNotifierItem")]
    assert scene.heard == []


def test_closing_twice_or_before_the_first_update_is_harmless(scene: Scene) -> None:
    scene.tray.close()
    scene.tray.close()
    scene.show()
    run_for(scene.loop, 0.1)
    assert scene.heard == []


def test_an_icon_that_may_not_own_a_name_is_registered_by_its_unique_one(
    scene: Scene, panel: ScriptedPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "_numbers", iter([77]))
    taken = f"org.kde.StatusNotifierItem-{os.getpid()}-77"
    panel.ask_bus(message_bus.RequestName(taken))
    panel.appear()
    scene.show()
    scene.until([True])
    assert panel.registered == [scene.bus.unique_name]
    assert panel.properties()["Id"] == "numbfeet"
    scene.tray.close()
    assert scene.session.has_name(taken)


def test_a_bus_that_goes_away_takes_the_panel_with_it(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.show()
    scene.until([True])
    scene.stop_bus()
    scene.until([True, False])
    scene.show()
    scene.tray.close()


def test_the_item_stands_where_hosts_look_for_it(scene: Scene, panel: ScriptedPanel) -> None:
    panel.appear()
    scene.show()
    scene.until([True])
    xml = panel.ask("org.freedesktop.DBus.Introspectable", "Introspect").body[0]
    assert ITEM_PATH == "/StatusNotifierItem"
    assert '<interface name="org.kde.StatusNotifierItem">' in xml
    assert '<node name="Menu"/>' in xml
