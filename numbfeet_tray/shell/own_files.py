"""The person's own exercises and routines: the TOML files in a folder beside the config.

Talks to: the file system.
Thread: any.
Blocks: while small files are read.
Fails with: nothing; what cannot be read is a problem of its file.
Missing when: never; without the folder there are no files.
"""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.config.problem import NumberRange, Problem, ProblemKind
from numbfeet_tray.config.routine_tables import CatalogueProblem

FOLDER = "routines.d"
"""Beside `config.toml`."""
LARGEST = 256 * 1024
"""Bytes of a file."""
MOST = 100
"""Files."""


def folder_of(config: Path) -> Path:
    """Return where the person's own files belong when their config is at `config`."""
    return config.parent / FOLDER


def read_own(folder: Path) -> tuple[list[tuple[str, str]], list[CatalogueProblem]]:
    """Return (name, text) of each TOML file in `folder`, by name, and what is wrong with those that cannot be read."""
    files: list[tuple[str, str]] = []
    problems: list[CatalogueProblem] = []
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        reason = error.strerror or str(error)
        return [], [CatalogueProblem(folder.name, Problem(None, "", reason, ProblemKind.UNREADABLE))]
    for path in found[:MOST]:
        text = _read(path)
        if isinstance(text, Problem):
            problems.append(CatalogueProblem(path.name, text))
        else:
            files.append((path.name, text))
    return files, problems


def _read(path: Path) -> str | Problem:
    try:
        if not path.is_file():
            return Problem(None, "", None, ProblemKind.NOT_A_FILE)
        if (size := path.stat().st_size) > LARGEST:
            return Problem(None, "", size, ProblemKind.TOO_LARGE, NumberRange(0, LARGEST))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Problem(None, "", None, ProblemKind.NOT_UTF8)
    except OSError as error:
        return Problem(None, "", error.strerror or str(error), ProblemKind.UNREADABLE)
