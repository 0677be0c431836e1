"""Whether a soak passed: what grew, what leaked, what was left behind."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.soak.place import Sample

GROWTH_KIB = 1024
"""Private memory may grow by this much after the warm-up."""
WARM_UP = 0.25
"""Of all samples, the first part is left out."""


def growth_kib(samples: Sequence[Sample]) -> float:
    """Return by how much private memory grew after the warm-up: the middle of the last fifth less that of the first."""
    warm = _warm(samples)
    fifth = max(1, len(warm) // 5)
    return median(one.uss for one in warm[-fifth:]) - median(one.uss for one in warm[:fifth])


def faults(samples: Sequence[Sample]) -> list[str]:
    """Return what is wrong, one line each."""
    warm = _warm(samples)
    found = []
    if (growth := growth_kib(samples)) > GROWTH_KIB:
        found.append(f"private memory grew by {growth:.0f} KiB after the warm-up")
    fifth = max(1, len(warm) // 5)
    for what in ("descriptors", "threads", "children", "shown"):
        before = max(getattr(one, what) for one in warm[:fifth])
        after = min(getattr(one, what) for one in warm[-fifth:])
        if after > before:
            found.append(f"{what}: at most {before} at first, at least {after} at the end")
    return found


def _warm(samples: Sequence[Sample]) -> Sequence[Sample]:
    return samples[int(len(samples) * WARM_UP) :]
