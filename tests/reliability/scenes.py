"""What can be wrong with the place of the history, and how it is put right again: each while the whole program runs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from numbfeet_tray.shell.store.schema import APPLICATION_ID
from tests.reliability.running import Running

CAN_MOUNT = sys.platform == "linux" and os.getuid() == 0
RUBBISH = b"This was a history once. " * 400


class Scene:
    """One trouble."""

    message = ""
    """Part of what the person is told."""
    is_mended_by_program = False
    """Nobody has to put it right: the program set the bad file aside and goes on."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.history = running.history
        self.history.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Make it so, and take every trace away in the end."""
        yield

    def mend(self) -> None:
        """Put it right."""

    def check_old_file(self) -> None:
        """Check that what was there is still there."""


class Corrupt(Scene):
    """The file is no database."""

    message = "and a new history begun"
    is_mended_by_program = True

    @contextmanager
    def trouble(self) -> Iterator[None]:
        self.history.write_bytes(RUBBISH)
        yield

    def check_old_file(self) -> None:
        (aside,) = self.history.parent.glob("*-damaged-*.sqlite3")
        assert aside.read_bytes() == RUBBISH


class Newer(Scene):
    """The file was written by a later version."""

    message = "newer"

    @contextmanager
    def trouble(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.history)) as history:
            history.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            history.execute("PRAGMA user_version = 99")
            history.execute("CREATE TABLE tomorrow (thing TEXT)")
            history.commit()
        self._before = self.history.read_bytes()
        self._aside = self.history.with_name("kept.sqlite3")
        yield

    def mend(self) -> None:
        self.history.rename(self._aside)

    def check_old_file(self) -> None:
        assert self._aside.read_bytes() == self._before


class FolderInTheWay(Scene):
    """A folder has the name of the file."""

    message = "cannot be"

    @contextmanager
    def trouble(self) -> Iterator[None]:
        self.history.mkdir()
        (self.history / "letter").write_text("kept")
        self._aside = self.history.with_name("kept")
        yield

    def mend(self) -> None:
        self.history.rename(self._aside)

    def check_old_file(self) -> None:
        assert (self._aside / "letter").read_text() == "kept"


class Locked(Scene):
    """Another program does not let go of it."""

    message = "Another program is using the history"

    @contextmanager
    def trouble(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.history, isolation_level=None, check_same_thread=False)) as other:
            self._other = other
            other.execute("BEGIN EXCLUSIVE")
            yield

    def mend(self) -> None:
        self._other.execute("ROLLBACK")


class Mounted(Scene):
    """A small file system of its own."""

    def mount(self, options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.history.parent)], check=True)

    @contextmanager
    def trouble(self) -> Iterator[None]:
        self.mount("size=512k,mode=700")
        try:
            self.spoil()
            yield
        finally:
            # Lazily: the program may not have ended when the test failed.
            subprocess.run(["umount", "--lazy", str(self.history.parent)], check=True)

    def spoil(self) -> None:
        """Make it unusable."""


class ReadOnly(Mounted):
    """The file system lets nobody write."""

    message = "cannot be"

    def spoil(self) -> None:
        self.mount_again("ro")

    def mend(self) -> None:
        self.mount_again("rw")

    def mount_again(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.history.parent)], check=True)


class FullDisk(Mounted):
    """There is no byte left."""

    message = "full"

    @property
    def _ballast(self) -> Path:
        return self.history.with_name("ballast")

    def spoil(self) -> None:
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (4096, 1):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError:
                    pass

    def mend(self) -> None:
        self._ballast.unlink()


SCENES: tuple[type[Scene], ...] = (Corrupt, Newer, FolderInTheWay, Locked, *((ReadOnly, FullDisk) if CAN_MOUNT else ()))
