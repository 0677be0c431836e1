"""One program per session, whatever became of the one before."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from numbfeet_tray.shell.control import instance as instance_module
from numbfeet_tray.shell.control.instance import AlreadyRunning, Instance
from numbfeet_tray.shell.paths import PathsProblem

ROOT = Path(__file__).parents[2]
HOLDER = textwrap.dedent(
    """
    import socket, sys
    from pathlib import Path
    from numbfeet_tray.shell.control.instance import Instance
    lock, path = Path(sys.argv[1]), Path(sys.argv[2])
    instance = Instance(lock, path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    print("holding", flush=True)
    sys.stdin.read()
    """
)

pytestmark = pytest.mark.only_on("linux")


def holder(lock: Path, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(lock), str(path)]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    return child


@pytest.fixture
def lock(home: Path) -> Path:
    return home / "run" / "lock"


@pytest.fixture
def path(home: Path) -> Path:
    return home / "run" / "control.sock"


def test_the_lock_says_who_holds_it_and_is_closed_to_others(lock: Path, path: Path) -> None:
    instance = Instance(lock, path)

    assert lock.read_text() == f"{os.getpid()}\n"
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    instance.close()
    instance.close()


def test_a_second_program_is_told_who_is_first_and_leaves_its_socket_alone(lock: Path, path: Path) -> None:
    with holder(lock, path) as first:
        with pytest.raises(AlreadyRunning, match="running already") as running:
            Instance(lock, path)

        assert running.value.pid == first.pid
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
        first.kill()


def test_after_a_kill_the_next_program_takes_over_and_removes_the_dead_socket(lock: Path, path: Path) -> None:
    with holder(lock, path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert path.exists()

        instance = Instance(lock, path)

        assert not path.exists()
        assert lock.read_text() == f"{os.getpid()}\n"
        instance.close()


def test_after_the_end_the_next_program_takes_over(lock: Path, path: Path) -> None:
    Instance(lock, path).close()
    Instance(lock, path).close()


def test_of_many_programs_started_at_once_one_wins(lock: Path, path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from numbfeet_tray.shell.control.instance import AlreadyRunning, Instance
        try:
            instance = Instance(Path(sys.argv[1]), Path(sys.argv[2]))
        except AlreadyRunning:
            print("second", flush=True)
        else:
            print("first", flush=True)
            sys.stdin.read()
        """
    )
    command = [sys.executable, "-c", script, str(lock), str(path)]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(8)
    ]
    said = [child.stdout.readline() for child in children if child.stdout is not None]
    for child in children:
        child.communicate()

    assert sorted(said) == ["first\n"] + ["second\n"] * 7


def test_a_lock_file_that_was_removed_before_it_was_locked_is_not_the_lock(
    lock: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = instance_module._take
    taken: list[int] = []

    def take_and_lose(fd: int) -> None:
        take(fd)
        if not taken:
            lock.unlink()
        taken.append(fd)

    monkeypatch.setattr(instance_module, "_take", take_and_lose)
    instance = Instance(lock, path)

    assert len(taken) == 2
    monkeypatch.undo()
    with pytest.raises(AlreadyRunning):
        Instance(lock, path)
    instance.close()


def test_a_lock_that_has_no_number_yet_is_held_by_somebody_unknown(lock: Path, path: Path) -> None:
    instance = Instance(lock, path)
    lock.write_text("")

    with pytest.raises(AlreadyRunning) as running:
        Instance(lock, path)

    assert running.value.pid is None
    instance.close()


def test_a_link_in_place_of_the_lock_is_refused(lock: Path, path: Path, home: Path) -> None:
    (home / "precious").write_text("keep me")
    lock.symlink_to(home / "precious")

    with pytest.raises(PathsProblem, match=r"lock file .* cannot be opened"):
        Instance(lock, path)

    assert (home / "precious").read_text() == "keep me"


def test_children_do_not_inherit_the_lock(lock: Path, path: Path) -> None:
    instance = Instance(lock, path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        instance.close()

        Instance(lock, path).close()
        child.communicate(b"\n")
