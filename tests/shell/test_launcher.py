"""What launchers and software centres find."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from numbfeet_tray.shell import launcher
from tests.integration.desktop import refuse


def validated(*command: str) -> None:
    if shutil.which(command[0]) is None:
        refuse(f"needs {command[0]}: see .ci/packages.txt")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_is_written_and_goes_again(tmp_path: Path) -> None:
    written = launcher.install(tmp_path, '"/opt/my programs/numbfeet"')
    assert launcher.installed(tmp_path) == written
    entry = (tmp_path / launcher.ENTRY).read_text()
    assert entry.count('Exec="/opt/my programs/numbfeet" ') == 6
    assert (tmp_path / "icons/hicolor/48x48/apps/numbfeet.png").read_bytes().startswith(b"\x89PNG")
    assert launcher.remove(tmp_path) == written
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert launcher.remove(tmp_path) == []


def test_entry_and_metadata_are_what_the_validators_accept(tmp_path: Path) -> None:
    launcher.install(tmp_path, "numbfeet")
    validated("desktop-file-validate", str(tmp_path / launcher.ENTRY))
    validated("appstreamcli", "validate", "--no-net", str(tmp_path / launcher.METADATA))


def test_the_places_are_the_persons_own() -> None:
    assert launcher.data_home({"XDG_DATA_HOME": "/data"}) == Path("/data")
    assert launcher.data_home({"XDG_DATA_HOME": "relative", "HOME": "/home/me"}) == Path("/home/me/.local/share")
