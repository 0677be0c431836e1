"""Fixtures for the command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from numbfeet_tray.cli import main
from numbfeet_tray.shell.control.codec import Request, Response
from tests.app.desk import Desk
from tests.cli.served import Served


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]
Serve = Callable[..., Served]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `numbfeet` with these words."""

    def run(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what starts a program for the command line to ask."""
    started: list[Served] = []

    def serve(desk: Desk | None = None, answer: Callable[[Request], Response] | None = None) -> Served:
        started.append(Served(desk or Desk(), answer))
        return started[-1]

    yield serve
    for one in started:
        one.close()
