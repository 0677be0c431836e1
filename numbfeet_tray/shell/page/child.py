"""The process of a page: a window with it, and where no window can be made, an HTML file in the browser.

Talks to: tkinter; or the file system and the desktop's opener.
Thread: its only one.
Blocks: until the page is closed.
Fails with: exit status 1 when neither can be done.
Missing when: there is neither tkinter with a display nor an opener.

    python -m numbfeet_tray.shell.page.child warning-signs 112
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from numbfeet_tray.shell.page import PAGES
from numbfeet_tray.shell.whereabouts import suggested_number
from numbfeet_tray.text.about import about
from numbfeet_tray.text.help import help_page
from numbfeet_tray.text.pages import Page, as_html
from numbfeet_tray.text.warning_signs import Emergency, warning_signs


def page_of(name: str, number: str) -> Page:
    """Return the page `name`; `number` is the emergency number that was chosen, empty for none."""
    if name != PAGES[0]:
        return help_page() if name == "help" else about()
    suggested = suggested_number(os.environ)
    if suggested is None:
        return warning_signs(Emergency(number))
    return warning_signs(Emergency(number, suggested.number, suggested.urgent))


def open_in_browser(page: Page, folder: Path) -> bool:
    """Write `page` to a file in `folder` and open it; return whether there is anything to open it with."""
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    file = folder / "numbfeet-page.html"
    file.unlink(missing_ok=True)  # whatever was put there is not followed
    with file.open("x", encoding="utf-8") as out:
        out.write(as_html(page))
    file.chmod(0o600)
    return subprocess.run([opener, str(file)], check=False).returncode == 0  # noqa: S603 - our own file


def main(arguments: list[str]) -> int:
    """Show the page and return the exit status."""
    page = page_of(*arguments)
    try:
        from numbfeet_tray.shell.page.window import show  # noqa: PLC0415 - tkinter may be missing

        show(page)
    except Exception:  # noqa: BLE001 - no tkinter, no X server, no fonts: whatever it is, the words must reach the person
        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.mkdtemp(prefix="numbfeet-"))
        return 0 if open_in_browser(page, folder) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
