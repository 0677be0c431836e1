"""A unit of systemd's user manager, bound to graphical-session.target: for desktops that read no autostart entries.

Talks to: the file system, and the user manager through systemctl.
Thread: any.
Blocks: on the disk; for systemctl up to `_LIMIT` seconds.
Fails with: AutostartProblem.
Missing when: the system does not run on systemd.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.shell.autostart.entry import AutostartProblem, Command, Found, read_file, remove_file, write_file

_UNIT = """[Unit]
Description=Numbfeet: encourages numb feet to move
Documentation=man:numbfeet(1)
PartOf=graphical-session.target
After=graphical-session.target

[Service]
Type=notify
ExecStart={command}
Restart=on-failure
RestartSec=2
Slice=app.slice

[Install]
WantedBy=graphical-session.target
"""
_TARGET = "graphical-session.target.wants"
_LIMIT = 5.0


class SystemdUnit:
    """`Method` by a user unit. Enabled is what `systemctl --user enable` does: a link in the target's folder."""

    name = "systemd"

    def __init__(self, config: Path, name: str, environ: Mapping[str, str]) -> None:
        """Look at nothing yet; `config` is the person's XDG_CONFIG_HOME, `name` the unit's without ".service"."""
        folder = config / "systemd" / "user"
        self._unit = folder / f"{name}.service"
        self._link = folder / _TARGET / f"{name}.service"
        self._environ = environ

    def can_work(self) -> bool:
        """Return whether systemd is here to start it."""
        return shutil.which("systemctl", path=self._environ.get("PATH")) is not None

    def find(self) -> Found | None:
        """Return the unit if the target wants it."""
        if not self._link.is_symlink() and not self._link.exists():
            return None
        text = read_file(self._link) or ""
        line = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
        return Found(self.name, str(self._unit), split_command(line[1]) if line else ())

    def write(self, command: Command) -> None:
        """Write the unit and have the target want it from the next login on."""
        write_file(self._unit, _UNIT.format(command=command_line(command)))
        remove_file(self._link)
        try:
            self._link.parent.mkdir(exist_ok=True)
            self._link.symlink_to(self._unit)
        except OSError as error:
            raise AutostartProblem(f"{self._link}: {error.strerror}") from error
        self._reload()

    def remove(self) -> None:
        """Remove link and unit; a program that runs goes on until the session ends."""
        if self._link.is_symlink() or self._unit.exists():
            remove_file(self._link)
            remove_file(self._unit)
            self._reload()

    def _reload(self) -> None:
        """Have the manager read its units again, if one runs: what was written counts from the next login anyway."""
        if not self.can_work() or "XDG_RUNTIME_DIR" not in self._environ:
            return
        try:
            subprocess.run(
                ["systemctl", "--user", "daemon-reload"],  # noqa: S607 - the person's path
                env=dict(self._environ),
                capture_output=True,
                timeout=_LIMIT,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            pass


def command_line(command: Command) -> str:
    """Return `command` as the value of ExecStart (systemd.service(5), "Command lines")."""
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$") for word in command)
    return " ".join(f'"{word}"' if re.search(r"[\s'\"\\;]", word) or not word else word for word in escaped)


def split_command(line: str) -> Command:
    """Return the words of an ExecStart value."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    plain = (re.sub(r"\\(.)", r"\1", quoted) if quoted or not bare else bare for quoted, bare in words)
    return tuple(word.replace("%%", "%").replace("$$", "$") for word in plain)
