"""Writes the configuration file: whole or not at all, and at first from the commented example.

Talks to: the file system.
Thread: any; the daemon only when the person opens the settings.
Blocks: until the file is on the disk.
Fails with: OSError.
Missing when: never.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from numbfeet_tray.config.schema import document_schema
from numbfeet_tray.shell.resources import example_config

SCHEMA_NAME = "config.schema.json"
"""Beside the configuration, where the first line of the example points editors to."""


def write_whole(path: Path, text: str) -> None:
    """Put `text` in place of what `path` holds, so that a reader finds the old text or the new one, never a part.

    A link is followed, so that what it leads to is written; the mode of the file stays, a new one is 0600.

    Raises:
        OSError: it cannot be written; the old text is untouched.
    """
    place = Path(os.path.realpath(path))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        mode = place.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = 0o600
    fd, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(fd, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(place.parent)


def begin_config(path: Path, routines: tuple[str, ...] | None = None) -> None:
    """Make the configuration at `path` from the commented example, and its schema beside it.

    Raises:
        FileExistsError: it is there already.
        OSError: it cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError(str(path))
    write_whole(path, Path(example_config()).read_text(encoding="utf-8"))
    write_schema(path, routines)


def write_schema(path: Path, routines: tuple[str, ...] | None = None) -> None:
    """Put the schema beside the configuration at `path`.

    Raises:
        OSError: it cannot be written.
    """
    write_whole(path.with_name(SCHEMA_NAME), schema_text(routines))


def schema_text(routines: tuple[str, ...] | None = None) -> str:
    """Return the JSON Schema as text; `routines` are the ids that may be offered, None for any."""
    example = Path(example_config()).read_text(encoding="utf-8")
    return json.dumps(document_schema(example, routines), ensure_ascii=False, indent=2) + "\n"


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk as well; a folder that cannot be synced (Windows) is left to the system."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    with contextlib.suppress(OSError):
        os.fsync(fd)
    os.close(fd)
