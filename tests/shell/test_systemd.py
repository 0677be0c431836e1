"""What systemd is told, on a real datagram socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from numbfeet_tray.shell.systemd import Systemd
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        yield manager


def told(manager: socket.socket) -> list[str]:
    """Return the messages so far."""
    found = []
    while True:
        try:
            found.append(manager.recv(100).decode())
        except BlockingIOError:
            return found


def test_a_service_says_that_it_is_up_and_that_it_ends(manager: socket.socket) -> None:
    loop = FakeLoop(ManualClock())
    systemd = Systemd(loop, {"NOTIFY_SOCKET": manager.getsockname()})
    systemd.ready()
    loop.run_for(3600.0)
    assert told(manager) == ["READY=1"]
    assert loop.wakes == 0
    systemd.close()
    assert told(manager) == ["STOPPING=1"]


def test_the_watchdog_is_fed_twice_in_its_time_and_no_more_after_the_end(manager: socket.socket) -> None:
    loop = FakeLoop(ManualClock())
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}
    systemd = Systemd(loop, environ)
    systemd.ready()
    assert told(manager) == ["READY=1", "WATCHDOG=1"]
    loop.run_for(100.0)
    assert told(manager) == ["WATCHDOG=1"] * 3
    systemd.close()
    loop.run_for(100.0)
    assert told(manager) == ["STOPPING=1"]


@pytest.mark.parametrize(
    "environ", [{"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}]
)
def test_a_watchdog_that_is_not_ours_is_not_fed(manager: socket.socket, environ: dict[str, str]) -> None:
    Systemd(FakeLoop(ManualClock()), environ | {"NOTIFY_SOCKET": manager.getsockname()}).ready()
    assert told(manager) == ["READY=1"]


def test_an_abstract_socket_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0numbfeet-test-{os.getpid()}")
        manager.setblocking(False)
        Systemd(FakeLoop(ManualClock()), {"NOTIFY_SOCKET": f"@numbfeet-test-{os.getpid()}"}).ready()
        assert told(manager) == ["READY=1"]


def test_without_systemd_nothing_is_done(caplog: pytest.LogCaptureFixture) -> None:
    systemd = Systemd(FakeLoop(ManualClock()), {"WATCHDOG_USEC": "60000000"})
    systemd.ready()
    systemd.close()
    assert not caplog.records


def test_a_manager_that_is_gone_is_logged_and_does_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    systemd = Systemd(FakeLoop(ManualClock()), {"NOTIFY_SOCKET": str(tmp_path / "gone")})
    systemd.ready()
    assert "systemd cannot be told READY=1" in caplog.text
