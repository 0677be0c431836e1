"""Runs a layer's own tests on one mutant after the other, each worker in a copy of the checkout."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.operators import Mutant
from tests.project.build import copy_checkout

SPARE = 10.0
"""Seconds that a mutant may take beyond three times the unbroken run; then it hangs."""


class BrokenBeforeError(Exception):
    """The tests fail without any mutant, so they can tell nothing."""


@dataclass(frozen=True)
class Workplace:
    """A copy of the checkout in which one worker breaks things."""

    folder: Path
    layer: str
    limit: float
    """Seconds after which a run hangs."""

    def try_mutant(self, module: str, source: bytes, mutant: Mutant) -> str:
        """Return "killed", "hung" or "survived". The module is whole again afterwards."""
        path = self.folder / module
        path.write_bytes(mutant.apply(source))
        try:
            status = _run_tests(self.folder, self.layer, Path(module).stem, self.limit)
        finally:
            path.write_bytes(source)
        return "hung" if status is None else "killed" if status else "survived"


def time_the_tests(folder: Path, layer: str) -> float:
    """Run the tests of a copy of the checkout in `folder`, unbroken, and return the limit for a broken one in seconds.

    Raises:
        BrokenBeforeError: they fail.
    """
    copy_checkout(folder)
    begun = time.monotonic()
    if _run_tests(folder, layer, "", 1200) != 0:
        raise BrokenBeforeError(f"tests/{layer} fail without any mutant")
    return 3 * (time.monotonic() - begun) + SPARE


def _test_files(folder: Path, layer: str, stem: str) -> list[str]:
    """Return the files in the order in which they are likely to notice: the module's own first, random walks last."""
    files = (folder / "tests" / layer).glob("test_*.py")
    order = sorted(files, key=lambda path: (not path.stem.startswith(f"test_{stem}"), "stateful" in path.stem, path))
    return [str(path.relative_to(folder)) for path in order]


def _run_tests(folder: Path, layer: str, stem: str, limit: float) -> int | None:
    """Return pytest's exit status, or None when the time is over."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    process = subprocess.Popen(
        [*command, *_test_files(folder, layer, stem)],
        cwd=folder,
        env={**os.environ, "NUMBFEET_HYPOTHESIS": "mutation", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
