"""Pages to read: a real window on a private display, and the browser where there is no window toolkit."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from Xlib import display as xdisplay

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.page import can_show, open_page
from numbfeet_tray.shell.page.window import _GROUND, _INK, _URGENT
from tests.integration.desktop import Session, wait_until

CHILD = (sys.executable, "-m", "numbfeet_tray.shell.page.child")


def titles() -> dict[str, int]:
    """Return the titles of the windows on the display, with their processes."""
    display = xdisplay.Display(os.environ["DISPLAY"])
    found = {}
    pid = display.intern_atom("_NET_WM_PID")
    name = display.intern_atom("_NET_WM_NAME")
    for window in display.screen().root.query_tree().children:
        for one in (window, *window.query_tree().children):
            if (title := one.get_full_property(name, 0)) is not None:
                process = one.get_full_property(pid, 0)
                found[title.value.decode()] = int(process.value[0]) if process is not None else 0
    display.close()
    return found


def test_the_warning_signs_open_in_a_window_of_their_own_process(desktop: Session) -> None:
    open_page("warning-signs", "112", os.environ)
    wait_until(lambda: "When to stop and get help" in titles(), what="the page's window")
    pid = titles()["When to stop and get help"]
    if pid:
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not titles(), what="its going")


def test_without_a_window_toolkit_the_browser_shows_the_same_words(tmp_path: Path) -> None:
    bin_dir, runtime = tmp_path / "bin", tmp_path / "run"
    for folder in (bin_dir, runtime, tmp_path / "no"):
        folder.mkdir()
    opener = bin_dir / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n', encoding="utf-8")
    opener.chmod(0o700)
    (tmp_path / "no" / "tkinter.py").write_text("raise ImportError", encoding="utf-8")
    env = {**os.environ, "PATH": str(bin_dir), "XDG_RUNTIME_DIR": str(runtime)}
    env["PYTHONPATH"] = f"{tmp_path / 'no'}{os.pathsep}{Path.cwd()}"
    subprocess.run([*CHILD, "warning-signs", "112"], env={**env, "PATH": f"{bin_dir}:/bin"}, check=True, timeout=20)

    page = Path((tmp_path / "opened").read_text(encoding="utf-8").strip())
    text = page.read_text(encoding="utf-8")
    assert "call 112 now" in text
    assert not {"http://", "https://", "<script"} & set(text.split('"'))
    assert "src=" not in text
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_with_neither_nobody_claims_to_have_shown_it(tmp_path: Path) -> None:
    (tmp_path / "tkinter.py").write_text("raise ImportError", encoding="utf-8")
    env = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
    assert subprocess.run([*CHILD, "about", ""], env=env, check=False, timeout=20).returncode == 1


def test_without_a_display_it_says_where_the_words_are() -> None:
    assert not can_show({})
    with pytest.raises(AdapterUnavailable, match="numbfeet warning-signs"):
        open_page("warning-signs", "", {})


@pytest.mark.parametrize("colour", [_INK, _URGENT])
def test_the_page_can_be_read(colour: str) -> None:
    light, dark = sorted((_luminance(_GROUND), _luminance(colour)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7.0


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
