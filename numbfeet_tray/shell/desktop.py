"""Opens files in the programs that the person uses for them.

Talks to: the desktop's opener (xdg-open, open, the Windows shell), as a child process.
Thread: the loop's.
Blocks: for the start of a process, some milliseconds.
Fails with: AdapterUnavailable when nothing can open the file.
Missing when: there is no opener on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
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


def _open(path: Path) -> None:
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - there the shell is what opens files
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise AdapterUnavailable(_("Nothing here opens files; the settings are in {path}.").format(path=path))
    # Through a shell that ends at once: the opener lives on without being a child that somebody has to reap.
    command = ["sh", "-c", '"$@" >/dev/null 2>&1 </dev/null &', "sh", opener, str(path)]
    pid = os.posix_spawn("/bin/sh", command, os.environ)
    os.waitpid(pid, 0)
