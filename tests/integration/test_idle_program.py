"""The whole program on desktops that are not X: it says what it listens to, and hears the person come and go."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.compositors import MutterMouse, WaylandMouse, start_mutter, start_sway
from tests.integration.session import Session
from tests.integration.waiting import wait_until

ROOT = Path(__file__).parents[2]
DESKTOPS: dict[str, tuple[Callable[[Session], subprocess.Popen[bytes]], type[WaylandMouse | MutterMouse]]] = {
    "kde-idle": (start_sway, WaylandMouse),
    "gnome": (start_mutter, MutterMouse),
}


def run_program(session: Session) -> subprocess.Popen[bytes]:
    session.env["PYTHONPATH"] = str(ROOT)
    return session.spawn(sys.executable, "-m", "numbfeet_tray", "run")


def status(session: Session) -> dict[str, Any]:
    """Return what the program says of itself; nothing while it does not run."""
    command = [sys.executable, "-m", "numbfeet_tray", "status", "--json"]
    done = subprocess.run(command, env=session.env, capture_output=True, text=True, timeout=20, check=False)
    answer: dict[str, Any] = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    return answer


@pytest.mark.parametrize("name", DESKTOPS)
def test_the_person_is_seen_without_x(session: Session, name: str) -> None:
    start, mouse = DESKTOPS[name]
    compositor = start(session)
    somebody = mouse(session)
    program = run_program(session)
    wait_until(lambda: status(session).get("parts", {}).get("idle") == name, what=f"a program that listens to {name}")
    assert status(session)["presence"] == "away"
    somebody.move()
    wait_until(lambda: status(session)["presence"] == "seated", what="the person's coming")
    somebody.leave()
    if name == "kde-idle":  # the end of the session, and of the program: orderly, and soon
        session.end(compositor)
        assert program.wait(15) == 0
