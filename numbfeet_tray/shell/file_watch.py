"""Notices when a file changes, however it is changed, without looking at it in between.

Talks to: the Linux kernel's inotify, through the C library.
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable from the constructor; later failures are logged and the watch goes blind.
Missing when: the system is not Linux, or the person's inotify instances or watches are used up.

Editors replace files by renaming, dotfile managers keep them behind symbolic links, and neither file nor folder
may be there yet. So what is watched are folders: the one that holds the file, those that hold a link on the way to
it, and where something is missing, the nearest folder that exists. Folders further up are watched only for being
moved or deleted themselves, which costs no wake-ups. After each event the way is followed anew.

`ctypes` costs 0.35 MB of resident memory, half of it shared; the standard library has no other way to inotify.
"""

from __future__ import annotations

import errno
import logging
import os
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Cancellable, Loop

log = logging.getLogger(__name__)

SETTLE = Seconds(0.2)
"""Seconds without another event after which a change is told."""

# <sys/inotify.h>
_MODIFY, _ATTRIB, _CLOSE_WRITE = 0x002, 0x004, 0x008
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x040, 0x080, 0x100, 0x200
_DELETE_SELF, _MOVE_SELF = 0x400, 0x800
_UNMOUNT, _Q_OVERFLOW, _IGNORED = 0x2000, 0x4000, 0x8000
_ONLYDIR, _MASK_ADD = 0x01000000, 0x20000000
_CLOEXEC, _NONBLOCK = os.O_CLOEXEC if sys.platform != "win32" else 0, getattr(os, "O_NONBLOCK", 0)

_ITSELF = _DELETE_SELF | _MOVE_SELF
_ENTRIES = _ITSELF | _MODIFY | _ATTRIB | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_LOST = _ITSELF | _UNMOUNT | _Q_OVERFLOW | _IGNORED
"""Events after which what is watched may not be what lies on the way any more."""
_EVENT = struct.Struct("iIII")
"""`struct inotify_event`: watch, mask, cookie, length of the name that follows."""
_MOST_LINKS = 40
"""As many links as the kernel follows."""


@dataclass(slots=True)
class _Folder:
    """What is watched in one folder."""

    names: set[bytes] = field(default_factory=set)
    """Entries that matter; none: only the folder itself."""
    is_whole: bool = False
    """Every entry matters."""

    @property
    def mask(self) -> int:
        return _ENTRIES if self.names or self.is_whole else _ITSELF


class FileWatch:
    """Calls `changed` once after each burst of changes of the file at `path`.

    A `path` that is a folder counts as changed when any entry of it changes.
    """

    def __init__(self, path: Path, loop: Loop, changed: Callable[[], None], settle: Seconds = SETTLE) -> None:
        self._path = path.absolute()
        self._loop = loop
        self._changed = changed
        self._settle = settle
        self._timer: Cancellable | None = None
        self._fd = -1
        self._way: dict[Path, _Folder] = {}
        self._folders: dict[int, _Folder] = {}
        """By watch descriptor."""
        self._inotify = _Inotify()
        try:
            self._watch()
        except OSError as error:
            self.close()
            raise AdapterUnavailable(_why(error)) from error

    def close(self) -> None:
        """Stop watching; nothing is called afterwards."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _watch(self) -> None:
        """Watch what lies on the way to the file now, in place of what was watched before."""
        fd = self._inotify.open()
        try:
            way, folders = self._add_all(fd)
        except OSError:
            os.close(fd)
            raise
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
        self._fd, self._way, self._folders = fd, way, folders
        self._loop.add_reader(fd, self._on_events)

    def _add_all(self, fd: int) -> tuple[dict[Path, _Folder], dict[int, _Folder]]:
        """Watch the way until it is the same after watching as before, so that no change slips in between."""
        way: dict[Path, _Folder] = {}
        found: dict[int, _Folder] = {}
        while (now := _way_to(self._path)) != way:
            way = now
            for folder, what in way.items():
                watch = self._inotify.add(fd, folder, what)
                if watch is not None:
                    known = found.setdefault(watch, _Folder())
                    known.names |= what.names
                    known.is_whole |= what.is_whole
        return way, found

    def _on_events(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except BlockingIOError:
            return
        is_lost = has_changed = False
        for watch, mask, name in _events(data):
            folder = self._folders.get(watch)
            is_lost |= bool(mask & _LOST)
            has_changed |= folder is not None and (folder.is_whole or name in folder.names)
        if is_lost or has_changed:
            self._follow(is_lost=is_lost)
            self._tell_later()

    def _follow(self, *, is_lost: bool) -> None:
        """Watch anew where the way may be another one now."""
        try:
            if is_lost or _way_to(self._path) != self._way:
                self._watch()
        except OSError as error:
            log.warning("%s may no longer be watched: %s", self._path.name, _why(error))

    def _tell_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(self._settle, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._changed()


def _way_to(path: Path) -> dict[Path, _Folder]:
    """Return the folders on the way to `path`, links followed, with what matters in each."""
    folders: dict[Path, _Folder] = {}
    here = Path(path.anchor)
    rest = list(path.parts[1:])
    links = 0
    while rest:
        name = rest.pop(0)
        if name == "..":
            here = here.parent
            continue
        folder = folders.setdefault(here, _Folder())
        there = here / name
        target = _link_target(there) if links < _MOST_LINKS else None
        if target is not None:
            links += 1
            folder.names.add(os.fsencode(name))
            here = Path(target.anchor) if target.is_absolute() else here
            rest = [*target.parts[target.is_absolute() :], *rest]
        elif rest and there.is_dir():
            here = there
        else:
            folder.names.add(os.fsencode(name))
            if there.is_dir():
                folders.setdefault(there, _Folder()).is_whole = True
            break
    else:  # the path ends in ".."
        folders.setdefault(here, _Folder()).is_whole = True
    return folders


def _link_target(path: Path) -> Path | None:
    try:
        return path.readlink()
    except OSError:
        return None


def _events(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (watch, mask, name) of each event in what was read."""
    at = 0
    while at < len(data):
        watch, mask, _cookie, length = _EVENT.unpack_from(data, at)
        at += _EVENT.size + length
        yield watch, mask, data[at - length : at].rstrip(b"\0")


class _Inotify:
    """The two calls of the C library that the standard library lacks."""

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise AdapterUnavailable("changes of files are not noticed on this system: it has no inotify")
        import ctypes  # noqa: PLC0415 - only what watches a file pays for it

        try:
            library = ctypes.CDLL(None, use_errno=True)
            self._init, self._add = library.inotify_init1, library.inotify_add_watch
        except (OSError, AttributeError) as error:
            raise AdapterUnavailable("changes of files are not noticed: the C library has no inotify") from error
        self._add.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
        self._errno = ctypes.get_errno

    def open(self) -> int:
        """Return a new inotify descriptor.

        Raises:
            OSError: EMFILE when the person's instances are used up.
        """
        fd: int = self._init(_CLOEXEC | _NONBLOCK)
        if fd < 0:
            error = self._errno()
            raise OSError(error, os.strerror(error))
        return fd

    def add(self, fd: int, folder: Path, what: _Folder) -> int | None:
        """Watch `folder` and return the watch; None when it has gone, or only its own fate matters and is hidden.

        Raises:
            OSError: ENOSPC when the person's watches are used up, EACCES when the folder may not be read.
        """
        watch: int = self._add(fd, os.fsencode(folder), what.mask | _ONLYDIR | _MASK_ADD)
        if watch >= 0:
            return watch
        error = self._errno()
        if error in (errno.ENOENT, errno.ENOTDIR) or (error == errno.EACCES and what.mask == _ITSELF):
            return None
        raise OSError(error, os.strerror(error))


def _why(error: OSError) -> str:
    limits = {errno.EMFILE: "fs.inotify.max_user_instances", errno.ENOSPC: "fs.inotify.max_user_watches"}
    if error.errno in limits:
        return f"changes of files are not noticed: too many are watched already; raise {limits[error.errno]}"
    return f"changes of files are not noticed: {error.strerror}"
