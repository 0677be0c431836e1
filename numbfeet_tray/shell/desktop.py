"""Opens files in the programs that the person uses for them.

Talks to: the desktop's opener (xdg-open, open, the Windows shell), as a child process.
Thread: the loop's.
Blocks: for the start of a process, some milliseconds.
Fails with: AdapterUnavailable when nothing can open the file.
Missing when: there is no opener on the path.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _


def open_settings(path: Path) -> None:
    """Open the config at `path` in the person's editor; a missing one is made from the commented example first.

    Raises:
        AdapterUnavailable: it cannot be made or opened; one line says why, and where the file is.
    """
    try:
        if not path.exists():
            from numbfeet_tray.shell.config_write import begin_config  # noqa: PLC0415 - only the first time

            begin_config(path)
        _open(path)
    except OSError as error:
        message = _("{path} could not be opened: {problem}").format(path=path, problem=error.strerror or error)
        raise AdapterUnavailable(message) from error


def open_output(command: tuple[str, ...], path: Path, environ: Mapping[str, str]) -> None:
    """Run `command` in `environ`, write what it prints into `path`, and open that; returns while it still runs.

    Raises:
        AdapterUnavailable: nothing here opens files, or the command cannot be started.
    """
    if sys.platform == "win32":
        raise AdapterUnavailable(_("In a terminal: {command}").format(command="numbfeet doctor"))
    # Not through the file that is there: whatever it is, it is not followed.
    script = 'file=$1 opener=$2; shift 2; { rm -f "$file"; umask 077; "$@" >"$file" 2>&1; "$opener" "$file"; } &'
    _detach([script, "sh", str(path), _opener(path), *command], {**environ, "PYTHONPATH": _search_path(environ)})


def start(command: tuple[str, ...], environ: Mapping[str, str]) -> None:
    """Start `command`, one of our own, which lives on by itself.

    Raises:
        AdapterUnavailable: it cannot be started.
    """
    if not hasattr(os, "posix_spawn"):
        raise AdapterUnavailable(_("This cannot be started: {problem}").format(problem=sys.platform))
    _detach(['"$@" &', "sh", *command], {**environ, "PYTHONPATH": _search_path(environ)})


def _open(path: Path) -> None:
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - there the shell is what opens files
        return
    _detach(['"$@" &', "sh", _opener(path), str(path)], os.environ)


def _opener(path: Path) -> str:
    import shutil  # noqa: PLC0415 - half a megabyte of compressors come along

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise AdapterUnavailable(_("Nothing here opens files; open this one yourself: {path}").format(path=path))
    return opener


def _detach(script: list[str], environ: Mapping[str, str]) -> None:
    """Run a shell script that ends at once: what it starts lives on without being a child that has to be reaped."""
    silence = "exec >/dev/null 2>&1 </dev/null; "
    try:
        pid = os.posix_spawn("/bin/sh", ["sh", "-c", silence + script[0], *script[1:]], environ)
        os.waitpid(pid, 0)
    except OSError as error:
        raise AdapterUnavailable(_("This cannot be started: {problem}").format(problem=error.strerror)) from error


def _search_path(environ: Mapping[str, str]) -> str:
    """Return a PYTHONPATH with which a child finds this very package."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    others = environ.get("PYTHONPATH")
    return f"{root}{os.pathsep}{others}" if others else root
