"""The real inotify on real files; only the loop's waiting is made up."""

from __future__ import annotations

import ctypes
import errno
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.file_watch import FileWatch
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop

SETTLE = Seconds(0.25)

pytestmark = pytest.mark.only_on("linux")


class Watched:
    """A watch, and how often it called. The kernel queues an event before the call that caused it returns."""

    def __init__(self, path: Path) -> None:
        self.loop = FakeLoop(ManualClock())
        self.calls = 0
        self.watch = FileWatch(path, self.loop, self.count, SETTLE)

    def count(self) -> None:
        self.calls += 1

    def pump(self) -> int:
        """Hand over what the kernel has queued; return how often the process would have woken."""
        wakes = 0
        while ready := select.select(list(self.loop.readers), [], [], 0)[0]:
            for fd in ready:
                if fd in self.loop.readers:
                    self.loop.readers[fd]()
                    wakes += 1
        return wakes

    def heard(self) -> int:
        """How often it calls for what happened since the last time."""
        before = self.calls
        self.pump()
        self.loop.run_for(SETTLE)
        return self.calls - before


def open_files() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "numbfeet"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def path(folder: Path) -> Path:
    path = folder / "config.toml"
    path.write_text("a = 1\n")
    return path


@pytest.fixture
def watched(path: Path) -> Iterator[Watched]:
    scene = Watched(path)
    yield scene
    scene.watch.close()


def test_nothing_is_told_before_anything_happens(watched: Watched) -> None:
    assert watched.heard() == 0


def test_a_write_in_place_is_told(watched: Watched, path: Path) -> None:
    path.write_text("a = 2\n")
    assert watched.heard() == 1
    path.write_text("a = 3\n")
    assert watched.heard() == 1


def test_reading_the_file_is_no_change(watched: Watched, path: Path) -> None:
    path.read_text()
    assert watched.pump() == 0


def test_a_file_that_is_kept_open_is_told_as_it_grows(watched: Watched, path: Path) -> None:
    with path.open("a") as file:
        file.write("b = 2\n")
        file.flush()
        assert watched.heard() == 1


def test_a_replacement_by_renaming_is_told_again_and_again(watched: Watched, path: Path) -> None:
    for number in range(3):
        new = path.with_suffix(".new")
        new.write_text(f"a = {number}\n")
        new.replace(path)
        assert watched.heard() == 1


def test_the_way_vim_saves_is_told_once(watched: Watched, path: Path) -> None:
    backup = path.with_name("config.toml~")
    (path.parent / "4913").touch()
    (path.parent / "4913").unlink()
    path.rename(backup)
    path.write_text("a = 2\n")
    path.chmod(0o644)
    backup.unlink()
    assert watched.heard() == 1


def test_a_real_editor_is_heard(watched: Watched, path: Path) -> None:
    subprocess.run(["sed", "-i", "s/1/2/", str(path)], check=True)
    assert watched.heard() == 1


def test_deleting_and_creating_are_told(watched: Watched, path: Path) -> None:
    path.unlink()
    assert watched.heard() == 1
    path.touch()
    assert watched.heard() == 1


def test_new_permissions_are_told(watched: Watched, path: Path) -> None:
    path.chmod(0o600)
    assert watched.heard() == 1


def test_other_files_of_the_folder_are_not_told(watched: Watched, path: Path) -> None:
    (path.parent / "other.toml").write_text("x")
    (path.parent / "config.toml.swp").write_text("x")
    assert watched.heard() == 0


def test_files_further_up_do_not_even_wake_the_process(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "noise").write_text("x")
    (tmp_path / "config" / "noise").mkdir()
    assert watched.pump() == 0


def test_a_burst_is_told_once_after_it_has_settled(watched: Watched, path: Path) -> None:
    for number in range(5):
        path.write_text(f"a = {number}\n")
        watched.pump()
        watched.loop.run_for(SETTLE / 2)
    assert watched.calls == 0
    watched.loop.run_for(SETTLE / 2)
    assert watched.calls == 1
    assert watched.heard() == 0


def test_a_file_that_is_not_there_yet_is_told_when_it_comes(folder: Path) -> None:
    watched = Watched(folder / "config.toml")
    (folder / "config.toml").write_text("")
    assert watched.heard() == 1
    watched.watch.close()


def test_folders_that_are_not_there_yet_are_followed_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c" / "config.toml"
    watched = Watched(path)
    path.parent.mkdir(parents=True)
    assert watched.heard() == 1
    path.write_text("")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_tree_that_appears_with_the_file_in_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "made" / "b").mkdir(parents=True)
    (tmp_path / "made" / "b" / "config.toml").write_text("")
    watched = Watched(tmp_path / "a" / "b" / "config.toml")
    (tmp_path / "made").rename(tmp_path / "a")
    assert watched.heard() == 1
    (tmp_path / "a" / "b" / "config.toml").write_text("x")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_folder_that_is_deleted_and_made_again_is_watched_again(watched: Watched, path: Path) -> None:
    for _ in range(2):
        shutil.rmtree(path.parents[1])
        assert watched.heard() == 1
        path.parent.mkdir(parents=True)
        assert watched.heard() <= 1
        path.write_text("a = 2\n")
        assert watched.heard() == 1


def test_a_folder_that_is_deleted_and_made_again_at_once_is_watched_again(watched: Watched, path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    path.write_text("a = 2\n")
    assert watched.heard() == 1
    path.write_text("a = 3\n")
    assert watched.heard() == 1


@pytest.mark.parametrize("levels", [0, 1])
def test_a_folder_that_is_swapped_for_another_is_told_and_watched(watched: Watched, path: Path, levels: int) -> None:
    folder = path.parents[levels]
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    folder.rename(folder.with_name("old"))
    other.rename(folder)
    assert watched.heard() == 1
    path.write_text("a = 2\n")
    assert watched.heard() == 1
    moved = folder.with_name("old") / path.relative_to(folder)
    moved.write_text("a = 3\n")
    assert watched.heard() == 0


def test_the_target_of_a_linked_file_is_watched(tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "dotfiles" / "numbfeet.toml"
    target.parent.mkdir()
    target.write_text("a = 1\n")
    link = folder / "config.toml"
    link.symlink_to(Path("..") / ".." / "dotfiles" / "numbfeet.toml")
    watched = Watched(link)
    target.write_text("a = 2\n")
    assert watched.heard() == 1
    new = tmp_path / "dotfiles" / "new"
    new.write_text("a = 3\n")
    new.replace(target)
    assert watched.heard() == 1
    other = tmp_path / "other.toml"
    other.write_text("a = 4\n")
    link.unlink()
    link.symlink_to(other)
    assert watched.heard() == 1
    other.write_text("a = 5\n")
    assert watched.heard() == 1
    target.write_text("a = 6\n")
    assert watched.heard() == 0
    watched.watch.close()


def test_a_linked_folder_is_followed_and_so_is_its_next_target(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_text(name)
    link = tmp_path / "current"
    link.symlink_to("one")
    watched = Watched(link / "config.toml")
    (tmp_path / "one" / "config.toml").write_text("new")
    assert watched.heard() == 1
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").replace(link)
    assert watched.heard() == 1
    (tmp_path / "two" / "config.toml").write_text("newer")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_link_that_leads_nowhere_is_told_when_its_target_comes(tmp_path: Path, folder: Path) -> None:
    link = folder / "config.toml"
    link.symlink_to(tmp_path / "later" / "config.toml")
    watched = Watched(link)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "config.toml").write_text("")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_link_to_itself_is_watched_until_it_is_mended(folder: Path) -> None:
    link = folder / "config.toml"
    link.symlink_to(link)
    watched = Watched(link)
    link.unlink()
    link.write_text("")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_path_with_dots_in_it_is_the_same_file(path: Path) -> None:
    watched = Watched(path.parent / ".." / "numbfeet" / "config.toml")
    path.write_text("")
    assert watched.heard() == 1
    watched.watch.close()


def test_a_relative_path_is_taken_from_where_the_program_stands(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    watched = Watched(Path("config.toml"))
    monkeypatch.chdir("/")
    path.write_text("")
    assert watched.heard() == 1
    watched.watch.close()


@pytest.mark.parametrize("name", ["numbfeet", "numbfeet/../numbfeet", "numbfeet/routines/.."])
def test_a_folder_is_watched_with_everything_in_it(folder: Path, name: str) -> None:
    (folder / "routines").mkdir()
    watched = Watched(folder.parent / name)
    (folder / "routine.toml").write_text("")
    assert watched.heard() == 1
    (folder / "routine.toml").unlink()
    assert watched.heard() == 1
    watched.watch.close()


def test_too_many_events_at_once_are_a_change(watched: Watched, path: Path) -> None:
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if limit > 100_000:
        pytest.skip(f"this kernel queues {limit} events")
    other = path.with_name("other")
    with other.open("wb", buffering=0) as one, other.with_name("another").open("wb", buffering=0) as two:
        for _ in range(limit):
            one.write(b"x")
            two.write(b"x")
    assert watched.heard() == 1
    path.write_text("")
    assert watched.heard() == 1


def test_nothing_is_called_after_closing_not_even_what_was_waiting(watched: Watched, path: Path) -> None:
    path.write_text("a = 2\n")
    watched.pump()
    watched.watch.close()
    watched.watch.close()
    watched.loop.run_for(1)
    assert watched.calls == 0
    assert watched.loop.readers == {}


def test_no_file_descriptor_is_left_open(path: Path) -> None:
    before = open_files()
    watched = Watched(path)
    for _ in range(3):
        shutil.rmtree(path.parent)
        watched.heard()
        path.parent.mkdir()
        watched.heard()
    watched.watch.close()
    assert open_files() == before


def test_a_spurious_wake_up_is_harmless(watched: Watched) -> None:
    (ready,) = watched.loop.readers.values()
    ready()
    assert watched.heard() == 0


def fail_with(monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
    """Let the C library's `call` fail; the limits themselves hold for everybody on this machine."""
    library = ctypes.CDLL(None, use_errno=True)

    class Failing:
        argtypes: object = None

        def __call__(self, *_: object) -> int:
            ctypes.set_errno(code)
            return -1

    class Library:
        inotify_init1 = Failing() if call == "inotify_init1" else library.inotify_init1
        inotify_add_watch = Failing() if call == "inotify_add_watch" else library.inotify_add_watch

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library)


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ("inotify_init1", errno.EMFILE, "fs.inotify.max_user_instances"),
        ("inotify_add_watch", errno.ENOSPC, "fs.inotify.max_user_watches"),
        ("inotify_add_watch", errno.EACCES, "Permission denied"),
        ("inotify_init1", errno.ENOSYS, "Function not implemented"),
    ],
)
def test_what_is_used_up_or_forbidden_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    fail_with(monkeypatch, call, code)
    before = open_files()
    with pytest.raises(AdapterUnavailable, match=words):
        Watched(path)
    assert open_files() == before


def test_a_way_that_can_no_longer_be_watched_is_logged_and_still_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        library = ctypes.CDLL(None, use_errno=True)
        patch.setattr(ctypes, "CDLL", lambda *_, **__: library)
        watched = Watched(path)
    add = library.inotify_add_watch

    def refuse(*_: object) -> int:
        ctypes.set_errno(errno.ENOSPC)
        return -1

    monkeypatch.setattr(watched.watch._inotify, "_add", refuse)
    shutil.rmtree(path.parent)
    assert watched.heard() == 1
    assert "config.toml may no longer be watched" in caplog.text
    monkeypatch.setattr(watched.watch._inotify, "_add", add)
    watched.watch.close()


def test_a_system_without_inotify_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(AdapterUnavailable, match="no inotify"):
        Watched(path)


def test_a_c_library_without_inotify_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    with pytest.raises(AdapterUnavailable, match="no inotify"):
        Watched(path)


def test_the_real_loop_hears_a_change_of_another_process(path: Path) -> None:
    loop = SelectorLoop(SystemClock())
    watch = FileWatch(path, loop, loop.stop, settle=Seconds(0.02))
    touch = ["touch", str(path)]
    loop.call_soon(lambda: subprocess.run(touch, check=True).check_returncode())
    deadline = time.monotonic() + 10

    def in_time() -> float:
        assert time.monotonic() < deadline, "no change was heard"
        return 1.0

    loop.run(in_time)
    watch.close()
    loop.close()
