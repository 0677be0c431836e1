"""The tray item as a panel sees it: properties, signals, clicks, and pystray's own interface."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.resources import icon_dir
from numbfeet_tray.shell.tray.icon import Icon
from numbfeet_tray.shell.tray.sni import SniTray
from numbfeet_tray.shell.tray.toolkit import Menu, MenuItem
from tests.fakes.tray import ITEM, PROPERTIES, ScriptedPanel
from tests.integration.desktop import Session, run_for, run_until, start_bus

ENTRIES = [MenuEntry("seated 41 min", enabled=False), MenuEntry("Start", "start", default=True)]


class Scene:
    """A tray that a panel shows, and the choices made in it."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.panel = ScriptedPanel(loop)
        self.panel.appear()
        self.bus = Bus.open("session", loop)
        self.entries = list(ENTRIES)
        self.choices: list[str] = []
        self.tray = SniTray(self.bus, loop, lambda: self.entries, self.choices.append)

    def show(self, state: TrayState = TrayState.SEATED, tooltip: str = "seated 41 min", **more: Any) -> None:
        self.tray.update(state, tooltip, **({"attention": False} | more))
        run_until(self.loop, lambda: self.tray.is_visible)

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return what was sent since the last time."""
        run_for(self.loop, 0.1)
        sent = list(self.panel.signals)
        self.panel.signals.clear()
        return sent

    def close(self) -> None:
        self.bus.close()
        self.panel.bus.close()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[SelectorLoop]:
    loop = SelectorLoop(SystemClock())
    with Session(monkeypatch) as session:
        start_bus(session)
        yield loop
    loop.close()


@pytest.fixture
def scene(loop: SelectorLoop) -> Iterator[Scene]:
    scene = Scene(loop)
    yield scene
    scene.close()


def test_a_panel_reads_everything_at_once(scene: Scene) -> None:
    scene.show(progress=0.6)
    properties = scene.panel.properties()
    pixmaps = properties.pop("IconPixmap")
    assert properties == {
        "Category": "ApplicationStatus",
        "Id": "numbfeet",
        "Title": "numbfeet",
        "Status": "Active",
        "WindowId": 0,
        "IconThemePath": str(icon_dir()),
        "IconName": "numbfeet-seated-50",
        "IconAccessibleDesc": "seated 41 min",
        "OverlayIconName": "",
        "OverlayIconPixmap": [],
        "AttentionIconName": "",
        "AttentionIconPixmap": [],
        "AttentionMovieName": "",
        "ToolTip": ("", [], "seated 41 min", ""),
        "ItemIsMenu": False,
        "Menu": "/StatusNotifierItem/Menu",
    }
    assert [(width, height, len(pixels)) for width, height, pixels in pixmaps] == [
        (size, size, size * size * 4) for size in (22, 32, 48)
    ]


def test_a_panel_may_read_one_property_at_a_time(scene: Scene) -> None:
    scene.show()
    everything = scene.panel.ask(PROPERTIES, "GetAll", "s", (ITEM,)).body[0]
    for name, value in everything.items():
        assert scene.panel.ask(PROPERTIES, "Get", "ss", (ITEM, name)).body == (value,)


def test_unknown_properties_and_interfaces_are_answered_with_an_error(scene: Scene) -> None:
    scene.show()
    error = "org.freedesktop.DBus.Error."
    assert scene.panel.ask(PROPERTIES, "Get", "ss", (ITEM, "Mood")).error == error + "UnknownProperty"
    assert scene.panel.ask(PROPERTIES, "Get", "ss", ("org.example.Feet", "Id")).error == error + "UnknownInterface"
    assert scene.panel.ask(PROPERTIES, "GetAll", "s", ("org.example.Feet",)).error == error + "UnknownInterface"
    reply = scene.panel.ask(PROPERTIES, "Set", "ssv", (ITEM, "Id", ("s", "x")))
    assert reply.error == error + "PropertyReadOnly"
    assert scene.panel.ask(ITEM, "Dance").error == error + "UnknownMethod"
    assert scene.panel.ask(ITEM, "Activate", "s", ("here",)).error == error + "InvalidArgs"


def test_nothing_is_signalled_before_a_panel_has_read_the_item(scene: Scene) -> None:
    scene.show()
    scene.show(TrayState.DUE, "time to move", attention=True)
    assert scene.signals() == []
    properties = scene.panel.properties()
    assert (properties["IconName"], properties["Status"]) == ("numbfeet-due", "NeedsAttention")


def test_an_update_that_changes_nothing_sends_nothing(scene: Scene) -> None:
    scene.show(progress=0.3)
    scene.panel.properties()
    for progress in (0.26, 0.3, 0.49):
        scene.show(progress=progress)
    assert scene.signals() == []


def test_each_change_is_signalled_by_itself(scene: Scene) -> None:
    scene.show()
    scene.panel.properties()
    scene.show(progress=0.5)
    assert scene.signals() == [("NewIcon", ())]
    scene.show(tooltip="seated 42 min", progress=0.5)
    assert scene.signals() == [("NewToolTip", ())]
    scene.show(tooltip="seated 42 min", progress=0.5, attention=True)
    assert scene.signals() == [("NewAttentionIcon", ()), ("NewStatus", ("NeedsAttention",))]
    scene.show(TrayState.DUE, tooltip="seated 42 min", attention=True)
    assert scene.signals() == [("NewIcon", ()), ("NewAttentionIcon", ())]
    assert scene.panel.properties()["AttentionIconName"] == "numbfeet-due"
    scene.show(TrayState.DUE, tooltip="seated 42 min")
    assert scene.signals() == [("NewAttentionIcon", ()), ("NewStatus", ("Active",))]


@pytest.mark.parametrize(
    ("progress", "name"),
    [
        (-1.0, "seated-0"),
        (0.0, "seated-0"),
        (0.249, "seated-0"),
        (0.25, "seated-25"),
        (0.999, "seated-75"),
        (1.0, "seated-75"),
        (7.0, "seated-75"),
    ],
)
def test_the_ring_fills_in_quarters(scene: Scene, progress: float, name: str) -> None:
    scene.show(progress=progress)
    assert scene.panel.properties()["IconName"] == f"numbfeet-{name}"


def test_a_missing_icon_file_costs_the_pixels_and_nothing_else(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("numbfeet_tray.shell.tray.picture.SIZES", (22, 23))
    scene.show()
    assert [width for width, _, _ in scene.panel.properties()["IconPixmap"]] == [22]
    assert "seated-0-23.argb" in caplog.text


def test_a_tooltip_may_hold_anything(scene: Scene) -> None:
    scene.show(tooltip="40 % <b>da</b>\0 \udc80 ☕")
    assert scene.panel.properties()["ToolTip"][2] == "40 % <b>da</b> ? ☕"


def test_a_left_click_chooses_the_default_entry(scene: Scene) -> None:
    scene.show()
    assert scene.panel.ask(ITEM, "Activate", "ii", (3, 4)).error == ""
    run_until(scene.loop, lambda: scene.choices == ["start"])


def test_a_left_click_goes_by_the_menu_as_it_is_now(scene: Scene) -> None:
    scene.show()
    scene.panel.labels()
    scene.entries = [MenuEntry("Stop", "stop", default=True)]
    scene.panel.ask(ITEM, "Activate", "ii", (3, 4))
    run_until(scene.loop, lambda: scene.choices == ["stop"])


@pytest.mark.parametrize(
    "entries", [[], [MenuEntry("Start", "start")], [MenuEntry("Start", "x", enabled=False, default=True)]]
)
def test_without_a_default_entry_a_left_click_is_left_to_the_panels_menu(
    scene: Scene, entries: list[MenuEntry]
) -> None:
    scene.entries = entries
    scene.show()
    assert scene.panel.properties()["ItemIsMenu"] is True
    assert scene.panel.ask(ITEM, "Activate", "ii", (3, 4)).error == ""
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_middle_clicks_wheels_and_tokens_are_taken_and_mean_nothing(scene: Scene) -> None:
    scene.show()
    for member, signature, body in (
        ("SecondaryActivate", "ii", (1, 2)),
        ("ContextMenu", "ii", (1, 2)),
        ("Scroll", "is", (-120, "vertical")),
        ("ProvideXdgActivationToken", "s", ("token",)),
    ):
        reply = scene.panel.ask(ITEM, member, signature, body)
        assert (reply.error, reply.body) == ("", ())
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_a_choice_may_close_the_tray_and_the_panel_still_gets_its_answer(scene: Scene) -> None:
    closed = []

    def quit_now(action: str) -> None:
        closed.append(action)
        tray.close()

    tray = SniTray(scene.bus, scene.loop, lambda: [MenuEntry("Quit", "quit")], quit_now)
    tray.update(TrayState.SEATED, "", attention=False)
    run_until(scene.loop, lambda: tray.is_visible)
    quit_id = scene.panel.ident("Quit")
    assert scene.panel.click(quit_id).error == ""
    run_until(scene.loop, lambda: closed == ["quit"])
    run_until(scene.loop, lambda: not scene.panel.knows(scene.panel.service))


def test_a_choice_made_before_closing_and_run_after_it_is_dropped(scene: Scene) -> None:
    scene.show()
    icon = scene.tray._icon
    icon._activate()
    scene.tray.close()
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_pystrays_own_interface_works_on_this_back_end(scene: Scene) -> None:
    chosen: list[str] = []
    menu = Menu(
        MenuItem(lambda _: f"chosen {len(chosen)}", lambda icon, item: chosen.append(f"{icon.name}: {item}")),
        MenuItem("Sub", Menu(MenuItem("Below", lambda: chosen.append("below"), checked=lambda _: bool(chosen)))),
    )
    icon = Icon("plain", Image.new("RGB", (64, 64), "#102030"), "A title", menu, bus=scene.bus, loop=scene.loop)
    threads = threading.active_count()
    icon.run_detached(lambda each: setattr(each, "visible", True))
    icon.run_detached()
    run_until(scene.loop, lambda: len(scene.panel.registered) == 1)
    assert threading.active_count() == threads
    properties = scene.panel.properties()
    assert (properties["Id"], properties["IconName"], properties["ToolTip"][2]) == ("plain", "", "A title")
    assert properties["IconPixmap"][0] == (22, 22, bytes((255, 0x10, 0x20, 0x30)) * 22 * 22)
    scene.panel.click(scene.panel.ident("chosen 0"))
    run_until(scene.loop, lambda: chosen == ["plain: chosen 0"])
    scene.panel.click(scene.panel.ident("Below"))
    run_until(scene.loop, lambda: len(chosen) == 2)
    icon.visible = False
    assert scene.signals()[-1] == ("NewStatus", ("Passive",))
    icon.visible = True
    assert scene.signals() == [("NewStatus", ("Active",))]
    icon.menu = None
    assert [name for name, _ in scene.signals()] == ["LayoutUpdated"]
    assert scene.panel.labels() == []
    icon.stop()
    icon.stop()
    assert scene.panel.ask(ITEM, "Activate", "ii", (0, 0)).error.endswith("ServiceUnknown")


def test_the_icon_does_not_bring_a_loop_of_its_own(scene: Scene) -> None:
    icon = Icon("plain", bus=scene.bus, loop=scene.loop)
    with pytest.raises(NotImplementedError, match="run_detached"):
        icon.run()
    with pytest.raises(ValueError, match="without icon data"):
        icon.run_detached()


def test_symbolic_icons_are_named_as_such_and_are_where_the_theme_path_leads(loop: SelectorLoop) -> None:
    scene = Scene(loop)
    scene.tray = SniTray(scene.bus, loop, lambda: ENTRIES, scene.choices.append, is_symbolic=True)
    scene.show(TrayState.DUE)
    properties = scene.panel.properties()
    assert properties["IconName"] == "numbfeet-due-symbolic"
    assert (icon_dir() / "hicolor" / "symbolic" / "status" / "numbfeet-due-symbolic.svg").is_file()
    assert properties["IconPixmap"], "for hosts that find no icons by name"
    scene.close()


def test_the_activation_token_that_comes_before_a_click_is_heard(loop: SelectorLoop) -> None:
    scene, tokens = Scene(loop), list[str]()
    scene.tray = SniTray(scene.bus, loop, lambda: ENTRIES, scene.choices.append, on_token=tokens.append)
    scene.show()
    assert scene.panel.ask(ITEM, "ProvideXdgActivationToken", "s", ("token-1",)).error == ""
    scene.panel.ask(ITEM, "Activate", "ii", (0, 0))
    run_until(loop, lambda: scene.choices == ["start"])
    assert tokens == ["token-1"]
    scene.close()
