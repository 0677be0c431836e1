"""Finds the files that come with the program: the icons and the example of the configuration.

Talks to: the file system, to see where the files are.
Thread: any.
Blocks: never for long.
Fails with: FileNotFoundError when the installation lacks the files.
Missing when: never.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

DATA = _PACKAGE / "data"
"""Files of the package that are the same in a wheel and in a checkout."""


@cache
def data_dir() -> Path:
    """Return the folder that holds `icons/` and `config.example.toml`.

    A wheel has them in the package, as `resources/`; a checkout and an editable install next to the package.

    Raises:
        FileNotFoundError: neither place has them.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent):
        if (folder / "icons").is_dir():
            return folder
    raise FileNotFoundError(f"numbfeet-tray is not installed completely: no icons in or next to {_PACKAGE}")


def icon_dir() -> Path:
    """Return the folder of the icons; it serves as `IconThemePath` and is named "icons", which Plasma relies on."""
    return data_dir() / "icons"


def icon_png(name: str, size: int) -> Path:
    """Return the file of one rendered icon.

    Args:
        name: "numbfeet" or "numbfeet-" and a state, such as "numbfeet-due".
        size: in pixels: 16, 22, 24, 32, 48 or 64; "numbfeet" also 128.

    Raises:
        FileNotFoundError: the installation lacks the icons. The file itself is not looked for.
    """
    kind = "apps" if name == "numbfeet" else "status"
    return icon_dir() / "hicolor" / f"{size}x{size}" / kind / f"{name}.png"


def example_config() -> str:
    """Return the path of `config.example.toml`."""
    return str(data_dir() / "config.example.toml")


def completion_script(shell: str) -> Path:
    """Return the file that completes the command line in `shell`: "bash", "zsh" or "fish"."""
    return DATA / "completions" / f"numbfeet.{shell}"
