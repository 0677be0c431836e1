"""The fences around the tests, tried from inside and, where a run has to fail, in a pytest of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.project.build import ROOT

SKIPS = """
import pytest

def test_that_lacks_a_daemon():
    pytest.skip("dunst is missing")

@pytest.mark.only_on("no such system")
def test_for_another_system():
    raise AssertionError("not reached")

@pytest.mark.xfail(reason="known")
def test_that_is_known_to_fail():
    raise AssertionError("known")
"""


def run_pytest(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_inner.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_skips_are_told_and_pass_on_a_developers_machine(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, SKIPS, NUMBFEET_REQUIRE_REAL="")
    assert done.returncode == 0, done.stdout
    assert "2 skipped, 1 xfailed" in done.stdout
    assert "dunst is missing" in done.stdout


def test_a_skip_fails_where_the_real_thing_is_required_except_for_another_system(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, SKIPS, NUMBFEET_REQUIRE_REAL="1")
    assert done.returncode == 1, done.stdout
    assert "1 failed, 1 skipped, 1 xfailed" in done.stdout
    assert "NUMBFEET_REQUIRE_REAL=1 allows no skip. Skipped: dunst is missing" in done.stdout


def test_a_file_that_skips_itself_fails_where_the_real_thing_is_required(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import pytest\npytest.importorskip('no_such_module')\n", NUMBFEET_REQUIRE_REAL="1")
    assert done.returncode != 0, done.stdout
    assert "allows no skip" in done.stdout


def test_a_warning_fails_the_test(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import warnings\ndef test_warns():\n    warnings.warn('old')\n")
    assert done.returncode == 1, done.stdout


def test_every_test_has_a_home_of_its_own(home: Path) -> None:
    assert Path.home() == home
    assert os.environ["XDG_CONFIG_HOME"].startswith(f"{home}/")
    assert (home / "run").stat().st_mode & 0o777 == 0o700
    assert not list((home / "config").iterdir())


def test_no_display_and_no_bus_of_the_person_is_in_reach() -> None:
    assert not {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"} & set(os.environ)
    assert not Path(os.environ["DBUS_SYSTEM_BUS_ADDRESS"].removeprefix("unix:path=")).exists()


@pytest.mark.parametrize(
    ("family", "address"),
    [
        (socket.AF_INET, ("192.0.2.1", 80)),
        (socket.AF_INET6, ("2001:db8::1", 80, 0, 0)),
        (socket.AF_UNIX, "/run/dbus/system_bus_socket"),
    ],
    ids=["ipv4", "ipv6", "system-bus"],
)
def test_sockets_outside_are_refused(family: int, address: tuple[object, ...] | str) -> None:
    with socket.socket(family) as client, pytest.raises(RuntimeError, match="a test connected to"):
        client.connect(address)


def test_sockets_in_the_tests_own_folder_are_let_through(home: Path) -> None:
    path = str(home / "run" / "socket")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)


def test_the_time_zone_is_utc_until_a_test_sets_it(zone: Callable[[str], None]) -> None:
    winter = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert winter.astimezone().utcoffset() == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()
    zone("America/New_York")
    assert winter.astimezone().hour == 7
    assert time.tzname[0] == "EST"
