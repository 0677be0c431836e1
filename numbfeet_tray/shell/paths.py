"""Where the program keeps its files, and whether those places are private.

Talks to: the environment and the file system.
Thread: any.
Blocks: on the file system.
Fails with: PathsProblem when a folder cannot be made or is open to others.
Missing when: never.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.text.catalog import _

APP = "numbfeet"
PRIVATE_DIR = 0o700
PRIVATE_FILE = 0o600


class PathsProblem(NumbfeetError):
    """A place for files cannot be used. The message is one line for the person."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Every place the program reads or writes by itself. Nothing exists until it is made."""

    config: Path
    """The person's `config.toml`."""
    data: Path
    """Folder of the history."""
    runtime: Path
    """Folder of what lives as long as the session: lock and control socket."""

    @property
    def history(self) -> Path:
        """The history file."""
        return self.data / "history.sqlite3"

    @property
    def lock(self) -> Path:
        """The file that is locked while the program runs."""
        return self.runtime / "lock"

    @property
    def socket(self) -> Path:
        """The control socket."""
        return self.runtime / "control.sock"

    @classmethod
    def of(cls, environ: Mapping[str, str], profile: str = "") -> Paths:
        """Return the places that `environ` and the operating system say.

        NUMBFEET_PORTABLE (a folder) holds everything, in place of the system's own folders; before both come
        NUMBFEET_CONFIG (a file), NUMBFEET_DATA_DIR and NUMBFEET_RUNTIME_DIR. A `profile` (lower-case letters,
        digits, hyphens) is a life of its own: it shares no file with another.

        Raises:
            PathsProblem: `profile` is no name, or there is no home folder.
        """
        if profile and not re.fullmatch(r"[a-z0-9-]+", profile):
            raise PathsProblem(
                _("A profile is named with lower-case letters, digits and hyphens, not {name}.").format(name=profile)
            )
        if given := environ.get("NUMBFEET_PORTABLE"):
            config = Path(given).absolute() / profile
            data, runtime = config / "data", config / "run"
        else:
            config, data, runtime = _system_folders(environ, f"{APP}-{profile}" if profile else APP)
        config_file = config / "config.toml"
        if given := environ.get("NUMBFEET_CONFIG"):
            config_file = Path(given).absolute()
        if given := environ.get("NUMBFEET_DATA_DIR"):
            data = Path(given).absolute() / profile
        if given := environ.get("NUMBFEET_RUNTIME_DIR"):
            runtime = Path(given).absolute() / profile
        return cls(config_file, data, runtime)

    def make_data(self) -> None:
        """Make the data folder, closed to others; one that is there is left as it is.

        Raises:
            PathsProblem: it cannot be made.
        """
        _make(self.data)

    def make_runtime(self) -> None:
        """Make the runtime folder, and refuse one that others own or can enter.

        Raises:
            PathsProblem: it cannot be made or is not private.
        """
        _make(self.runtime)
        if sys.platform != "win32":
            _check_private(self.runtime)


def _system_folders(environ: Mapping[str, str], name: str) -> tuple[Path, Path, Path]:
    if sys.platform == "linux":
        # The XDG Base Directory Specification, written out: platformdirs brings tempfile, shutil and their
        # compressors along, 1.2 MiB for three look-ups.
        config = _xdg(environ, "XDG_CONFIG_HOME", ".config") / name
        data = _xdg(environ, "XDG_DATA_HOME", ".local/share") / name
        session = Path(environ.get("XDG_RUNTIME_DIR", ""))
        if session.is_absolute():
            return config, data, session / name
        return config, data, Path(environ.get("TMPDIR") or "/tmp") / f"{name}-{os.getuid()}"  # noqa: S108 - checked
    from platformdirs import PlatformDirs  # noqa: PLC0415 - see above

    folders = PlatformDirs(name, appauthor=False)
    return folders.user_config_path, folders.user_data_path, folders.user_runtime_path


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> Path:
    # "If an implementation encounters a relative path … it should consider the path invalid and ignore it."
    given = Path(environ.get(variable, ""))
    return given if given.is_absolute() else _home(environ) / default


def _home(environ: Mapping[str, str]) -> Path:
    if home := environ.get("HOME"):
        return Path(home)
    try:
        return Path("~").expanduser()
    except RuntimeError:
        raise PathsProblem(_("There is no home folder: set HOME.")) from None


def _make(folder: Path) -> None:
    for place in reversed((folder, *folder.parents)):
        try:
            place.mkdir(PRIVATE_DIR)
        except FileExistsError:
            continue
        except OSError as error:
            if place.is_dir():  # a read-only file system says so before it says that the folder is there
                continue
            raise PathsProblem(
                _("The folder {folder} cannot be made: {reason}.").format(folder=folder, reason=error.strerror)
            ) from error
    if not folder.is_dir():
        raise PathsProblem(_("{folder} is not a folder.").format(folder=folder))


if sys.platform != "win32":

    def _check_private(folder: Path) -> None:
        # Not followed: in a folder that everybody may write to, a link would be somebody else's choice.
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise PathsProblem(_("{folder} is not a folder.").format(folder=folder))
        if found.st_uid != os.getuid():
            raise PathsProblem(
                _("{folder} belongs to somebody else. Set NUMBFEET_RUNTIME_DIR to a folder of your own.").format(
                    folder=folder
                )
            )
        if found.st_mode & 0o077:
            raise PathsProblem(_("Others can enter {folder}. Close it with: chmod 700 {folder}").format(folder=folder))
