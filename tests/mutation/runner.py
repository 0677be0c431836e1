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


def set_up(folder: Path, layer: str) -> Workplace:
    """Copy the checkout to `folder` and time its tests there.

    Raises:
        BrokenBeforeError: they fail.
    """
    copy_checkout(folder)
    begun = time.monotonic()
    if _run_tests(folder, layer, "", 600) != 0:
        raise BrokenBeforeError(f"tests/{layer} fail without any mutant")
    return Workplace(folder, layer, 3 * (time.monotonic() - begun) + SPARE)


def _run_tests(folder: Path, layer: str, stem: str, limit: float) -> int | None:
    """Return pytest's exit status, or None when the time is over. The module's own tests come first."""
    own = sorted(str(path.relative_to(folder)) for path in (folder / "tests" / layer).glob(f"test_{stem}*.py") if stem)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *own]
    process = subprocess.Popen(
        [*command, f"tests/{layer}"],
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
