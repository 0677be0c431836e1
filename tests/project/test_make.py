"""The scripts behind make, on machines of every kind: each is a folder of stand-ins for the programs they ask."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.build import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not at home there")

PLAIN = ("cat", "dirname", "env", "sed", "sh")
"""What every machine has."""

OLD = 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac'
BARE = 'case "$2" in *ensurepip*|*tkinter*) exit 1;; *print*) echo 3.11;; esac'
WITHOUT_TK = 'case "$2" in *tkinter*) exit 1;; esac'
COMPLETE = "exit 0"


class Machine:
    """A PATH with the programs of one machine and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PLAIN:
            (folder / name).symlink_to(shutil.which(name) or "")
        self.has("uname", "echo Linux")

    def has(self, name: str, script: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = {"PATH": str(self.folder), "HOME": os.environ["HOME"], **environment}
        return subprocess.run([ROOT / ".ci" / script], env=done, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_python_with_tkinter_is_preferred(machine: Machine) -> None:
    machine.has("python3.12", WITHOUT_TK)
    machine.has("python3", COMPLETE)
    assert machine.run("find-python").stdout == "python3\n"


def test_a_python_without_tkinter_will_do(machine: Machine) -> None:
    machine.has("python3.13", BARE)
    machine.has("python3.12", WITHOUT_TK)
    machine.has("python3", OLD)
    assert machine.run("find-python").stdout == "python3.12\n"


def test_an_old_python_is_named_with_what_to_install(machine: Machine) -> None:
    machine.has("python3", OLD)
    done = machine.run("find-python")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Python 3.11 or newer is needed, and none was found.\n  python3 is Python 3.9.2\n" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_no_python_at_all_is_said(machine: Machine) -> None:
    done = machine.run("find-python")
    assert done.returncode == 1
    assert "none was found" in done.stderr


def test_a_missing_venv_module_is_named_with_its_package(machine: Machine) -> None:
    machine.has("python3.11", BARE)
    done = machine.run("find-python")
    assert (done.returncode, done.stdout) == (1, "")
    assert "sudo apt-get install python3-venv    (or python3.11-venv)" in done.stderr


def test_the_python_that_was_asked_for_is_the_only_candidate(machine: Machine) -> None:
    machine.has("python3", COMPLETE)
    machine.has("mine", WITHOUT_TK)
    assert machine.run("find-python", PYTHON="mine").stdout == "mine\n"


ALL_INSTALLED = "echo installed"
NONE_INSTALLED = "exit 1"
ROOT_USER = "echo 0"
ANYBODY = "echo 1000"
SAYS_WHAT_IT_DOES = 'echo "$@" >> "$LOG"'


def test_packages_that_are_there_are_left_alone(machine: Machine, tmp_path: Path) -> None:
    machine.has("dpkg-query", ALL_INSTALLED)
    machine.has("apt-get", SAYS_WHAT_IT_DOES)
    done = machine.run("system-packages", LOG=str(tmp_path / "log"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "log").exists()


def test_root_installs_what_is_missing_and_only_that(machine: Machine, tmp_path: Path) -> None:
    machine.has("dpkg-query", 'case "$4" in dunst) echo installed;; *) exit 1;; esac')
    machine.has("apt-get", SAYS_WHAT_IT_DOES)
    machine.has("id", ROOT_USER)
    done = machine.run("system-packages", LOG=str(tmp_path / "log"))
    assert done.returncode == 0, done.stderr
    (line,) = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert line.startswith("install --yes")
    assert " xvfb" in line
    assert " dunst" not in line


def test_without_the_right_to_install_the_tests_go_on_and_the_command_is_named(machine: Machine) -> None:
    machine.has("dpkg-query", NONE_INSTALLED)
    machine.has("apt-get", "exit 100")
    machine.has("id", ANYBODY)
    machine.has("sudo", "exit 1")
    done = machine.run("system-packages")
    assert done.returncode == 0
    assert re.search(r"sudo apt-get install --no-install-recommends .*dbus .*dunst .*xvfb", done.stderr)
    assert "The tests that need it will skip." in done.stderr


@pytest.mark.parametrize("programs", [{"apt-get": "exit 100", "dpkg-query": NONE_INSTALLED, "id": ROOT_USER}, {}])
def test_where_apt_fails_or_is_missing_the_tests_go_on_but_ci_does_not(
    machine: Machine, programs: dict[str, str]
) -> None:
    for name, script in programs.items():
        machine.has(name, script)
    assert machine.run("system-packages").returncode == 0
    assert machine.run("system-packages", NUMBFEET_REQUIRE_REAL="1").returncode == 1


def test_old_package_lists_are_renewed_before_giving_up(machine: Machine, tmp_path: Path) -> None:
    machine.has("dpkg-query", NONE_INSTALLED)
    machine.has("id", ROOT_USER)
    machine.has("apt-get", f'{SAYS_WHAT_IT_DOES}; case "$1" in install) [ -e "$LOG.new" ];; *) : > "$LOG.new";; esac')
    done = machine.run("system-packages", LOG=str(tmp_path / "log"))
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()] == [
        "install",
        "update",
        "install",
    ]


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert re.findall(r"^  make ([a-z]+) ", listed, flags=re.MULTILINE) == targets
