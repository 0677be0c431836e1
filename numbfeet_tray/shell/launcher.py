"""Puts the program where launchers and software centres look: desktop entry, icons, AppStream metadata.

Talks to: the file system, below the person's XDG_DATA_HOME.
Thread: any; not the daemon's.
Blocks: on the disk.
Fails with: OSError.
Missing when: never; on Windows and macOS nobody looks there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from numbfeet_tray.shell.resources import DATA, icon_dir

ENTRY = Path("applications", "numbfeet.desktop")
METADATA = Path("metainfo", "org.numbfeet.Tray.metainfo.xml")
_ICON = re.compile(r"numbfeet(-symbolic)?\.(png|svg)")


def data_home(environ: Mapping[str, str]) -> Path:
    """Return the person's XDG_DATA_HOME."""
    given = Path(environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path(environ.get("HOME") or Path.home()) / ".local/share"


def install(home: Path, command: str) -> list[Path]:
    """Write everything below `home`, and return the files; `command` is how the program is called, as Exec has it."""
    written = []
    for place, data in _files(command):
        file = home / place
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.new")
        draft.write_bytes(data)
        draft.replace(file)
        written.append(file)
    return written


def installed(home: Path) -> list[Path]:
    """Return which of the files are there."""
    return [home / place for place, _ in _files("numbfeet") if (home / place).is_file()]


def remove(home: Path) -> list[Path]:
    """Remove what `install` wrote, and return what was there."""
    found = installed(home)
    for file in found:
        file.unlink()
    return found


def _files(command: str) -> Iterator[tuple[Path, bytes]]:
    source = DATA / "desktop"
    text = (source / ENTRY.name).read_text(encoding="utf-8")
    text = re.sub(r"^Exec=numbfeet\b", lambda _: f"Exec={command}", text, flags=re.MULTILINE)
    yield ENTRY, text.encode()
    yield METADATA, (source / METADATA.name).read_bytes()
    icons = icon_dir()
    for icon in sorted((icons / "hicolor").glob("*/apps/*")):
        if _ICON.fullmatch(icon.name):
            yield Path("icons") / icon.relative_to(icons), icon.read_bytes()
