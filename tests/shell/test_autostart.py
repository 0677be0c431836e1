"""Starting at login: every method writes what its reader reads, and nobody takes over what is not theirs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.app.at_login import disable, enable, look
from numbfeet_tray.shell.autostart import AutostartProblem, methods
from numbfeet_tray.shell.autostart.entry import Command, Method, own_command
from numbfeet_tray.shell.autostart.macos import LaunchAgent
from numbfeet_tray.shell.autostart.systemd_unit import SystemdUnit, command_line, split_command
from numbfeet_tray.shell.autostart.windows import RunKey, split_line
from numbfeet_tray.shell.autostart.xdg import XdgEntry, exec_line, split_exec
from tests.integration.desktop import refuse

WORDS = st.lists(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), min_size=1), min_size=1
).map(tuple)


class Winreg:
    """A registry in memory, as far as `RunKey` asks."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = 1, 2, 3

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def OpenKey(self, *_: object) -> Winreg:  # noqa: N802 - as winreg has it
        return self

    CreateKey = OpenKey

    def QueryValueEx(self, _key: object, name: str) -> tuple[str, int]:  # noqa: N802
        if name not in self.values:
            raise FileNotFoundError(name)
        return self.values[name], self.REG_SZ

    def SetValueEx(self, _key: object, name: str, _zero: int, _kind: int, value: str) -> None:  # noqa: N802
        self.values[name] = value

    def DeleteValue(self, _key: object, name: str) -> None:  # noqa: N802
        if self.values.pop(name, None) is None:
            raise FileNotFoundError(name)


@pytest.fixture
def program(tmp_path: Path) -> Command:
    """A program that is there, in a place that needs quoting."""
    place = tmp_path / 'my "programs" $HOME 100%' / "numbfeet"
    place.parent.mkdir()
    place.write_text("#!/bin/sh\n")
    place.chmod(0o700)
    return (str(place), "run")


@pytest.fixture(params=["xdg", "systemd", "launchd", "registry"])
def method(request: pytest.FixtureRequest, tmp_path: Path) -> Method:
    made: dict[str, Method] = {
        "xdg": XdgEntry(tmp_path, "numbfeet"),
        "systemd": SystemdUnit(tmp_path, "numbfeet", {}),
        "launchd": LaunchAgent(tmp_path, "numbfeet"),
        "registry": RunKey("numbfeet", Winreg()),
    }
    return made[request.param]


def test_what_is_written_is_found_and_goes_again(method: Method, program: Command) -> None:
    assert method.find() is None
    method.remove()
    for _ in range(2):
        state = enable([method], program, is_checkout=False)
        assert [(one.method, one.command, one.can_run) for one in state.found] == [(method.name, program, True)]
    assert disable([method]).found == ()
    assert look([method]).lines() == ["It does not start at login. To have it start: numbfeet autostart enable"]


def test_a_checkout_never_takes_over_what_an_installed_program_wrote(
    method: Method, program: Command, tmp_path: Path
) -> None:
    ours = tmp_path / "checkout"
    ours.write_text("#!/bin/sh\n")
    ours.chmod(0o700)
    method.write(program)
    with pytest.raises(AutostartProblem, match="starts an installed numbfeet"):
        enable([method], (str(ours), "run"), is_checkout=True)
    found = method.find()
    assert found is not None
    assert found.command == program
    Path(program[0]).unlink()
    assert enable([method], (str(ours), "run"), is_checkout=True).found[0].command[0] == str(ours), "nobody's any more"


def test_an_installed_program_takes_over_the_entry_of_a_checkout(method: Method, program: Command) -> None:
    method.write(("/bin/sh", "run"))
    assert enable([method], program, is_checkout=False).found[0].command == program


def test_a_second_method_and_a_missing_program_are_said(tmp_path: Path) -> None:
    entry, unit = XdgEntry(tmp_path, "numbfeet"), SystemdUnit(tmp_path, "numbfeet", {})
    entry.write(("/nowhere/numbfeet", "run"))
    unit.write(("/bin/sh", "run"))
    lines = look([entry, unit]).lines()
    assert len(lines) == 4
    assert lines[2].startswith("But its program is not there: /nowhere/numbfeet run.")
    assert "one too many" in lines[3]
    assert disable([entry, unit]).found == ()


def test_a_program_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AutostartProblem, match="cannot be run"):
        enable([XdgEntry(tmp_path, "numbfeet")], ("/nowhere/numbfeet", "run"), is_checkout=False)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, program: Command) -> None:
    (tmp_path / "autostart").write_text("a file")
    with pytest.raises(AutostartProblem, match="autostart"):
        enable([XdgEntry(tmp_path, "numbfeet")], program, is_checkout=False)


def test_an_entry_of_the_whole_system_is_hidden_and_not_removed(tmp_path: Path) -> None:
    system = tmp_path / "etc"
    (system / "autostart").mkdir(parents=True)
    theirs = system / "autostart" / "numbfeet.desktop"
    theirs.write_text("[Desktop Entry]\nExec=/bin/sh run\n[Desktop Action x]\nExec=wrong\n")
    entry = XdgEntry(tmp_path / "home", "numbfeet", (system,))
    found = entry.find()
    assert found is not None
    assert (found.place, found.command) == (str(theirs), ("/bin/sh", "run"))
    assert disable([entry]).found == ()
    assert theirs.exists()
    entry.write(("/bin/sh", "run"))
    assert look([entry]).found != ()


@pytest.mark.parametrize(
    ("desktop", "first"),
    [
        ("XFCE", "xdg"),
        ("ubuntu:GNOME", "xdg"),
        ("KDE", "xdg"),
        ("sway", "systemd"),
        ("Hyprland", "systemd"),
        ("", "xdg"),
    ],
)
def test_the_first_method_is_the_one_that_the_desktop_starts(desktop: str, first: str, tmp_path: Path) -> None:
    (tmp_path / "systemctl").write_text("#!/bin/sh\n")
    (tmp_path / "systemctl").chmod(0o700)
    environ = {"HOME": str(tmp_path), "XDG_CURRENT_DESKTOP": desktop, "PATH": str(tmp_path)}
    assert methods(environ, platform="linux")[0].name == first
    without = {**environ, "PATH": "/nowhere"}
    assert methods(without, platform="linux")[0].name == "xdg", "a unit that nothing would start is no help"
    assert [one.name for one in methods(environ, platform="darwin")] == ["launchd"]


@given(WORDS)
def test_any_command_line_survives_each_way_of_quoting(command: Command) -> None:
    assert split_exec(exec_line(command)) == command
    assert split_command(command_line(command)) == command


@given(st.lists(st.text(st.sampled_from('ab "'), min_size=1), min_size=1).map(tuple))
def test_what_python_quotes_for_windows_is_read_again(command: Command) -> None:
    assert split_line(subprocess.list2cmdline(command)) == command


def test_the_entry_is_what_the_validator_accepts(tmp_path: Path, program: Command) -> None:
    if shutil.which("desktop-file-validate") is None:
        refuse("needs desktop-file-validate: apt-get install desktop-file-utils")
    XdgEntry(tmp_path, "numbfeet").write(program)
    done = subprocess.run(
        ["desktop-file-validate", str(tmp_path / "autostart/numbfeet.desktop")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_our_own_command_names_the_profile_and_can_be_run() -> None:
    assert own_command("demo")[-3:] == ("--profile", "demo", "run")
    assert os.access(own_command()[0], os.X_OK)
