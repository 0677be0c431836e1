"""The private desktop keeps its own promises: nothing is left behind, nothing is skipped in silence."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.integration.desktop import Session, require, start_bus, start_display, start_dunst, wait_until


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_nothing_of_a_session_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    require("setsid")
    with Session(monkeypatch) as session:
        daemons = [start_bus(session), start_display(session)]
        start_dunst(session)
        stubborn = session.spawn("sh", "-c", "trap '' TERM; setsid sleep 600 & echo $! > runaway; wait")
        wait_until(lambda: (session.root / "runaway").exists() and (session.root / "runaway").read_text())
        runaway = int((session.root / "runaway").read_text())
        stopped = session.spawn("sleep", "600")
        os.kill(stopped.pid, signal.SIGSTOP)
        assert os.environ["DISPLAY"] == session.env["DISPLAY"]
    for process in (*daemons, stubborn, stopped):
        assert process.returncode is not None
    wait_until(lambda: not is_running(runaway), what="the end of what left its process group")
    assert not session.root.exists()


def test_the_log_of_each_daemon_is_printed_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with Session() as session:
        session.spawn("sh", "-c", "echo hello; echo sorry >&2").wait()
    assert capsys.readouterr().out == "--- 00-sh.log\nhello\nsorry\n"


def test_a_program_that_fails_is_told_with_what_it_said() -> None:
    with Session() as session, pytest.raises(AssertionError, match=r"exit 3\n+so sorry"):
        session.run("sh", "-c", "echo so sorry >&2; exit 3")


def test_what_is_not_installed_is_a_skip_with_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBFEET_REQUIRE_REAL", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="needs Xvfb, dunst: apt-get install dunst xvfb"):
        require("Xvfb", "dunst")


def test_in_ci_it_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBFEET_REQUIRE_REAL", "1")
    with pytest.raises(pytest.fail.Exception, match="needs no-such-program"):
        require("no-such-program")
    require("sh")


def test_a_condition_that_never_comes_true_is_named() -> None:
    with pytest.raises(pytest.fail.Exception, match="the moon did not come true"):
        wait_until(lambda: False, 0.05, "the moon")


def test_a_session_without_a_bus_has_no_way_to_the_developer_s() -> None:
    with Session() as session:
        assert "DBUS_SESSION_BUS_ADDRESS" not in session.env
        assert not Path(session.env["DBUS_SYSTEM_BUS_ADDRESS"].removeprefix("unix:path=")).exists()
        assert {"DISPLAY", "WAYLAND_DISPLAY"}.isdisjoint(session.env)
        home = subprocess.run(["sh", "-c", "echo $HOME"], env=session.env, capture_output=True, text=True, check=True)
        assert home.stdout.strip().startswith(str(session.root))
