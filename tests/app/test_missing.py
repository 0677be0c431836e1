"""What is missing is told once each, in one line, with what it means."""

from __future__ import annotations

from numbfeet_tray.app.missing import Missing


def test_nothing_missing_is_no_line() -> None:
    """A whole desktop."""
    assert Missing().lines({"idle": "x11", "guide": "window"}) == []


def test_without_a_bus_its_parts_do_not_each_complain() -> None:
    """One line for the bus, none for tray and notifier."""
    missing = Missing(session_bus="there is no session bus")
    missing.note("tray", ["The tray icon needs the session bus, and there is none."])
    missing.note("notifier", ["desktop: there is no session bus"])
    lines = missing.lines({"idle": "x11"})
    assert len(lines) == 1
    assert lines[0].startswith("Missing: there is no session bus. So there is no tray icon")


def test_without_an_idle_source_the_person_is_told_what_to_say() -> None:
    """And that they count as seated."""
    missing = Missing()
    missing.note("idle", ["There is no X display: DISPLAY is not set."])
    (line,) = missing.lines({"idle": "none"})
    assert "DISPLAY is not set. So you count as seated" in line
    assert "numbfeet away" in line
    (line,) = missing.lines({"idle": "none"}, "numbfeet --profile demo")
    assert "numbfeet --profile demo away" in line


def test_a_reason_given_twice_is_told_once() -> None:
    """Two adapters may lack the same thing."""
    missing = Missing(system_bus="the system bus cannot be reached")
    missing.note("notifier", ["desktop: no server"])
    missing.note("notifier", ["desktop: no server"])
    missing.note("session", ["logind: there is no system bus"])
    assert missing.lines({"idle": "x11", "guide": "terminal"}) == [
        "Missing: the system bus cannot be reached. So locking and sleep are told from idle time and clocks alone.",
        "Missing: desktop: no server",
        "Routines are guided in this terminal.",
    ]


def test_a_screen_saver_still_tells_of_locking() -> None:
    missing = Missing(system_bus="the system bus cannot be reached")
    (line,) = missing.lines({"idle": "gnome", "session": "screen saver"})
    assert "sleep is told from clocks alone, and locking by the screen saver" in line
