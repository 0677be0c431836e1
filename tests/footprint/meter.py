"""What processes have used so far, as the kernel counts it in /proc.

Counted and not timed, so that a busy machine changes little: nanoseconds on a processor, voluntary context switches
(a thread that went to sleep and was woken), and pages of memory.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """Resident memory, in KiB."""

    pss: int = 0
    """Private pages, and of each shared one the part that falls to us: less, the more processes share it."""
    uss: int = 0
    """Private pages: what would be free again without us."""
    rss: int = 0
    """Every page, the shared ones in full."""
    dirty: int = 0
    """Private pages that were written to: no other process changes this figure."""

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.pss + other.pss, self.uss + other.uss, self.rss + other.rss, self.dirty + other.dirty)


@dataclass(frozen=True)
class Used:
    """What was used up to a moment, or between two."""

    cpu_s: float = 0.0
    wakes: int = 0
    """Voluntary context switches: every time a thread waited for something."""

    def __sub__(self, other: Used) -> Used:
        return Used(self.cpu_s - other.cpu_s, self.wakes - other.wakes)


def memory_of(pids: Iterable[int]) -> Memory:
    """Return the memory of these processes together; one that is gone counts nothing."""
    total = Memory()
    for pid in pids:
        found = {"Pss": 0, "Rss": 0, "Private_Clean": 0, "Private_Dirty": 0}
        for line in _text(PROC / str(pid) / "smaps_rollup").splitlines():
            name, _, rest = line.partition(":")
            if name in found:
                found[name] = int(rest.split()[0])
        clean, dirty = found["Private_Clean"], found["Private_Dirty"]
        total += Memory(found["Pss"], clean + dirty, found["Rss"], dirty)
    return total


def threads_of(pids: Iterable[int]) -> int:
    """Return how many threads these processes have."""
    return sum(len(_threads(pid)) for pid in pids)


def family_of(mark: bytes, root: int) -> list[int]:
    """Return `root`, each process with `mark` (b"" for none) in its environment, and all that descend from them."""
    parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
    marked = {pid for pid in parents if mark in _environment(pid)} if mark else set()
    family = marked | ({root} & parents.keys())
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sorted(family)


class Meter:
    """Adds up what a changing set of processes uses; look often enough that none comes and goes unseen."""

    def __init__(self, pids: Callable[[], Iterable[int]]) -> None:
        self._pids = pids
        self._threads: dict[tuple[int, int], Used] = {}
        self._reaped: dict[int, float] = {}

    def read(self) -> Used:
        """Return what was used up to now by the processes seen so far, and by children that they have waited for."""
        for pid in self._pids():
            for thread in _threads(pid):
                if (used := _thread_used(pid, thread)) is not None:
                    self._threads[pid, thread] = used
            if (stat := _stat(pid)) is not None:
                self._reaped[pid] = (int(stat[13]) + int(stat[14])) * TICK_S  # cutime and cstime of proc(5)
        cpu_s = sum(used.cpu_s for used in self._threads.values()) + sum(self._reaped.values())
        return Used(cpu_s, sum(used.wakes for used in self._threads.values()))


def _thread_used(pid: int, thread: int) -> Used | None:
    folder = PROC / str(pid) / "task" / str(thread)
    on_cpu_ns = _text(folder / "schedstat").split()
    for line in _text(folder / "status").splitlines():
        name, _, count = line.partition(":")
        if name == "voluntary_ctxt_switches" and on_cpu_ns:
            return Used(int(on_cpu_ns[0]) / 1e9, int(count))
    return None


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal()]


def _threads(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(entry.name) for entry in (PROC / str(pid) / "task").iterdir()]
    return []


def _environment(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return []


def _parent(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[1]) if stat and stat[0] != "Z" else None


def _stat(pid: int) -> list[str] | None:
    """Return the fields of proc(5)'s stat from the third on; the second, the name, may hold anything."""
    text = _text(PROC / str(pid) / "stat")
    return text[text.rindex(")") + 2 :].split() if text else None


def _text(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(errors="replace")
    return ""
