"""The tray menu as a panel reads it, opens it and clicks in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import DBusAddress, new_method_call

from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.tray.sni import SniTray
from tests.fakes.tray import MENU, PROPERTIES, ScriptedPanel
from tests.integration.desktop import Session, run_for, run_until, start_bus

INVALID = "org.freedesktop.DBus.Error.InvalidArgs"

ENTRIES = [
    MenuEntry("seated 41 min", enabled=False),
    MenuEntry("Start", "start", default=True),
    MenuEntry("Snooze", children=(MenuEntry("5 minutes", "snooze-5"), MenuEntry("10 minutes", "snooze-10"))),
    MenuEntry(),
    MenuEntry("Standing", "standing", checked=True),
    MenuEntry("Sitting", "sitting", checked=False, radio=True),
    MenuEntry(),
    MenuEntry("Quit", "quit"),
]


class Scene:
    """A shown tray with a menu that tests change."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.panel = ScriptedPanel(loop)
        self.panel.appear()
        self.bus = Bus.open("session", loop)
        self.entries = list(ENTRIES)
        self.opened = 0
        self.choices: list[str] = []
        self.tray = SniTray(self.bus, loop, self.provide, self.choices.append)
        self.tray.update(TrayState.SEATED, "", attention=False)
        run_until(loop, lambda: self.tray.is_visible)

    def provide(self) -> list[MenuEntry]:
        self.opened += 1
        return self.entries

    def about_to_show(self, ident: int = 0) -> bool:
        reply = self.panel.ask(MENU, "AboutToShow", "i", (ident,))
        assert reply.error == ""
        return bool(reply.body[0])

    def properties_of(self, ident: int, *names: str) -> dict[str, Any]:
        ((_, properties),) = self.panel.ask(MENU, "GetGroupProperties", "aias", ([ident], list(names))).body[0]
        return {name: value for name, (_, value) in properties.items()}

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return what was sent since the last time."""
        run_for(self.loop, 0.1)
        sent = list(self.panel.signals)
        self.panel.signals.clear()
        return sent


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    loop = SelectorLoop(SystemClock())
    with Session(monkeypatch) as session:
        start_bus(session)
        scene = Scene(loop)
        yield scene
        scene.bus.close()
        scene.panel.bus.close()
    loop.close()


@pytest.fixture
def panel(scene: Scene) -> ScriptedPanel:
    return scene.panel


def test_the_whole_menu_is_read_with_what_makes_each_line(panel: ScriptedPanel) -> None:
    _, root, lines = panel.layout()
    assert root == {"children-display": "submenu"}
    assert [properties for _, properties, _ in lines] == [
        {"label": "seated 41 min", "enabled": False},
        {"label": "Start"},
        {"label": "Snooze", "children-display": "submenu"},
        {"type": "separator"},
        {"label": "Standing", "toggle-type": "checkmark", "toggle-state": 1},
        {"label": "Sitting", "toggle-type": "radio", "toggle-state": 0},
        {"type": "separator"},
        {"label": "Quit"},
    ]
    assert [properties for _, properties, _ in lines[2][2]] == [{"label": "5 minutes"}, {"label": "10 minutes"}]


def test_the_depth_says_how_much_is_read(panel: ScriptedPanel) -> None:
    assert panel.layout(depth=0)[2] == []
    assert [children for _, _, children in panel.layout(depth=1)[2]] == [[]] * len(ENTRIES)
    assert panel.layout(depth=2) == panel.layout(depth=-1)


def test_a_part_of_the_menu_can_be_read(scene: Scene, panel: ScriptedPanel) -> None:
    snooze = panel.ident("Snooze")
    opened = scene.opened
    ident, _, lines = panel.layout(parent=snooze)
    assert ident == snooze
    assert [properties["label"] for _, properties, _ in lines] == ["5 minutes", "10 minutes"]
    assert scene.opened == opened


def test_only_the_properties_asked_for_are_sent(scene: Scene, panel: ScriptedPanel) -> None:
    lines = panel.layout(names=("type", "children-display"))[2]
    assert [properties for _, properties, _ in lines][2:4] == [{"children-display": "submenu"}, {"type": "separator"}]
    assert scene.properties_of(panel.ident("seated 41 min"), "enabled") == {"enabled": False}
    assert scene.properties_of(panel.ident("Start"), "enabled") == {}


def test_group_properties_leave_out_what_is_not_there_and_no_ids_mean_all(panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    reply = panel.ask(MENU, "GetGroupProperties", "aias", ([start, 9999], []))
    assert reply.body == ([(start, {"label": ("s", "Start")})],)
    reply = panel.ask(MENU, "GetGroupProperties", "aias", ([], ["label"]))
    assert len(reply.body[0]) == len(ENTRIES) + 3


def test_a_single_property_falls_back_to_its_default(panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    for name, value in (("label", ("s", "Start")), ("enabled", ("b", True)), ("toggle-state", ("i", -1))):
        assert panel.ask(MENU, "GetProperty", "is", (start, name)).body == (value,)
    assert panel.ask(MENU, "GetProperty", "is", (start, "mood")).error == INVALID
    assert panel.ask(MENU, "GetProperty", "is", (9999, "label")).error == INVALID


def test_the_menus_own_properties_are_there(panel: ScriptedPanel) -> None:
    address = DBusAddress(panel.menu_path(), bus_name=panel.service, interface=PROPERTIES)
    reply = panel.ask_bus(new_method_call(address, "GetAll", "s", (MENU,)))
    assert reply.body == (
        {
            "Version": ("u", 3),
            "TextDirection": ("s", "ltr"),
            "Status": ("s", "normal"),
            "IconThemePath": ("as", []),
        },
    )


def test_unknown_lines_are_answered_with_an_error_that_does_not_turn_hosts_away(panel: ScriptedPanel) -> None:
    panel.labels()
    assert panel.ask(MENU, "GetLayout", "iias", (9999, -1, [])).error == INVALID
    assert panel.ask(MENU, "AboutToShow", "i", (9999,)).error == INVALID
    assert panel.click(9999).error == INVALID


def test_labels_keep_their_underscores_and_lose_what_a_bus_refuses(scene: Scene, panel: ScriptedPanel) -> None:
    scene.entries = [MenuEntry("my_own_routine\0 \udc80 ☕", "x")]
    assert panel.labels() == ["my__own__routine ? ☕"]


def test_a_click_reaches_its_entry_and_no_other(scene: Scene, panel: ScriptedPanel) -> None:
    for label in ("Quit", "10 minutes", "Sitting"):
        assert panel.click(panel.ident(label)).error == ""
    run_until(scene.loop, lambda: scene.choices == ["quit", "snooze-10", "sitting"])


@pytest.mark.parametrize("label", ["Not now", "Snooze"])
def test_clicking_what_cannot_be_chosen_does_nothing(scene: Scene, panel: ScriptedPanel, label: str) -> None:
    scene.entries[0] = MenuEntry("Not now", "skip", enabled=False)
    assert panel.click(panel.ident(label)).error == ""
    assert panel.click(panel.layout()[2][3][0]).error == ""
    assert panel.click(0).error == ""
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_an_enabled_line_without_an_action_does_nothing(scene: Scene, panel: ScriptedPanel) -> None:
    scene.entries = [MenuEntry("just words")]
    panel.click(panel.ident("just words"))
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_hovering_opening_and_closing_choose_nothing(scene: Scene, panel: ScriptedPanel) -> None:
    quit_id = panel.ident("Quit")
    for kind in ("hovered", "opened", "closed", "x-example-dance"):
        assert panel.ask(MENU, "Event", "isvu", (quit_id, kind, ("s", ""), 0)).error == ""
    run_for(scene.loop, 0.1)
    assert scene.choices == []


def test_a_group_of_events_is_taken_apart(scene: Scene, panel: ScriptedPanel) -> None:
    start, quit_id = panel.ident("Start"), panel.ident("Quit")
    events = [(start, "clicked", ("i", 0), 0), (9999, "clicked", ("i", 0), 0), (quit_id, "clicked", ("i", 0), 0)]
    assert panel.ask(MENU, "EventGroup", "a(isvu)", (events,)).body == ([9999],)
    run_until(scene.loop, lambda: scene.choices == ["start", "quit"])
    assert panel.ask(MENU, "EventGroup", "a(isvu)", ([events[1]],)).error == INVALID
    assert panel.ask(MENU, "EventGroup", "a(isvu)", ([],)).body == ([],)


def test_the_menu_is_written_anew_when_it_opens(scene: Scene, panel: ScriptedPanel) -> None:
    panel.labels()
    line = panel.ident("seated 41 min")
    assert scene.about_to_show() is False
    scene.entries[0] = MenuEntry("seated 42 min", enabled=False)
    assert scene.about_to_show() is True
    assert scene.properties_of(line) == {"label": "seated 42 min", "enabled": False}
    assert scene.about_to_show() is False


def test_only_what_changed_is_sent_to_a_host_that_has_the_menu(scene: Scene, panel: ScriptedPanel) -> None:
    line, standing = panel.ident("seated 41 min"), panel.ident("Standing")
    scene.entries[0] = MenuEntry("seated 42 min")
    scene.entries[4] = MenuEntry("Standing", "standing", checked=False)
    scene.about_to_show()
    updated = [(line, {"label": ("s", "seated 42 min")}), (standing, {"toggle-state": ("i", 0)})]
    assert scene.signals() == [("ItemsPropertiesUpdated", (updated, [(line, ["enabled"])]))]


def test_a_host_that_has_the_menu_hears_of_it_with_the_tooltip(scene: Scene, panel: ScriptedPanel) -> None:
    """xfce4-panel draws the menu in the width of the texts that it knows, before it asks for new ones."""
    line = panel.ident("seated 41 min")
    scene.entries[0] = MenuEntry("Time to move: prompted at 11:05", enabled=False)
    scene.tray.update(TrayState.DUE, "Time to move", attention=False)
    assert ("ItemsPropertiesUpdated", ([(line, {"label": ("s", "Time to move: prompted at 11:05")})], [])) in (
        scene.signals()
    )
    scene.tray.update(TrayState.DUE, "Time to move", attention=False)
    assert scene.signals() == []


def test_a_new_line_is_a_new_layout_and_the_others_keep_their_numbers(scene: Scene, panel: ScriptedPanel) -> None:
    before = {label: panel.ident(label) for label in ("Start", "10 minutes", "Quit")}
    scene.entries[1:1] = [MenuEntry("I was still sitting", "was-sitting"), MenuEntry()]
    assert scene.about_to_show() is True
    ((name, (revision, parent)),) = scene.signals()
    assert (name, parent) == ("LayoutUpdated", 0)
    assert panel.ask(MENU, "GetLayout", "iias", (0, 0, [])).body[0] == revision
    assert {label: panel.ident(label) for label in before} == before
    assert panel.labels()[:4] == ["seated 41 min", "I was still sitting", "---", "Start"]


def test_a_changed_text_is_sent_also_when_lines_move(scene: Scene, panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    scene.entries[1] = MenuEntry("Start now", "start", default=True)
    scene.entries.reverse()
    scene.about_to_show()
    assert [name for name, _ in scene.signals()] == ["ItemsPropertiesUpdated", "LayoutUpdated"]
    assert panel.ident("Start now") == start


def test_a_click_on_a_line_that_is_gone_reaches_nothing(scene: Scene, panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    scene.entries.pop(1)
    scene.about_to_show()
    assert panel.click(start).error == INVALID
    run_for(scene.loop, 0.1)
    assert scene.choices == []
    scene.entries.insert(1, MenuEntry("Start", "start"))
    scene.about_to_show()
    assert panel.click(start).error == ""
    run_until(scene.loop, lambda: scene.choices == ["start"])


def test_a_line_that_becomes_a_submenu_is_another_line(scene: Scene, panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    scene.entries[1] = MenuEntry("Start", "start", children=(MenuEntry("All of it", "start-all"),))
    scene.about_to_show()
    assert panel.ident("Start") != start
    panel.click(panel.ident("All of it"))
    run_until(scene.loop, lambda: scene.choices == ["start-all"])


def test_a_line_that_gains_a_tick_is_a_new_layout(scene: Scene, panel: ScriptedPanel) -> None:
    panel.labels()
    scene.entries[7] = MenuEntry("Quit", "quit", checked=True)
    scene.about_to_show()
    assert [name for name, _ in scene.signals()] == ["ItemsPropertiesUpdated", "LayoutUpdated"]


def test_two_lines_with_one_action_are_told_apart_by_their_order(scene: Scene, panel: ScriptedPanel) -> None:
    scene.entries = [MenuEntry("Again", "start"), MenuEntry("And again", "start")]
    first, second = panel.ident("Again"), panel.ident("And again")
    assert first != second
    panel.click(second)
    run_until(scene.loop, lambda: scene.choices == ["start"])


def test_a_host_that_never_says_about_to_show_reads_the_menu_as_it_is(scene: Scene, panel: ScriptedPanel) -> None:
    panel.labels()
    scene.entries.append(MenuEntry("One more", "more"))
    scene.entries[0] = MenuEntry("seated 42 min", enabled=False)
    assert panel.labels()[-1] == "One more"
    assert [name for name, _ in scene.signals()] == ["ItemsPropertiesUpdated"]


def test_opening_a_submenu_does_not_write_the_menu_anew(scene: Scene, panel: ScriptedPanel) -> None:
    snooze = panel.ident("Snooze")
    opened = scene.opened
    scene.entries[0] = MenuEntry("seated 42 min")
    assert scene.about_to_show(snooze) is False
    assert scene.opened == opened


def test_several_menus_about_to_show_are_answered_together(scene: Scene, panel: ScriptedPanel) -> None:
    snooze = panel.ident("Snooze")
    assert panel.ask(MENU, "AboutToShowGroup", "ai", ([0, snooze, 9999],)).body == ([], [9999])
    scene.entries[0] = MenuEntry("seated 42 min")
    assert panel.ask(MENU, "AboutToShowGroup", "ai", ([0, snooze],)).body == ([0], [])
    assert panel.ask(MENU, "AboutToShowGroup", "ai", ([9999],)).error == INVALID


def test_nothing_is_signalled_to_hosts_that_never_fetched_the_menu(scene: Scene, panel: ScriptedPanel) -> None:
    assert scene.about_to_show() is True
    scene.entries[0] = MenuEntry("seated 42 min")
    scene.entries.pop()
    assert scene.about_to_show() is True
    assert scene.signals() == []


def test_the_menu_is_written_anew_after_a_choice(scene: Scene, panel: ScriptedPanel) -> None:
    start = panel.ident("Start")
    scene.entries.pop()
    panel.click(start)
    run_until(scene.loop, lambda: scene.choices)
    assert [name for name, _ in scene.signals()] == ["LayoutUpdated"]


def test_the_provider_is_not_asked_while_nobody_looks(scene: Scene) -> None:
    opened = scene.opened
    for state in TrayState:
        scene.tray.update(state, state, attention=False)
    run_for(scene.loop, 0.1)
    assert scene.opened == opened
