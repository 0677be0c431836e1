"""Colours are for a person at a terminal."""

from __future__ import annotations

import io

import pytest

from numbfeet_tray.cli.colours import painted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_at_a_terminal_it_is_coloured() -> None:
    assert painted("Seated", "red", Terminal()) == "\x1b[31mSeated\x1b[0m"


def test_in_a_pipe_it_is_plain() -> None:
    assert painted("Seated", "red", io.StringIO()) == "Seated"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_none_gets_none(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert painted("Seated", "red", Terminal()) == "Seated"


def test_an_empty_no_color_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://no-color.org: "when present and not an empty string"."""
    monkeypatch.setenv("NO_COLOR", "")
    assert painted("Seated", "bold", Terminal()) == "\x1b[1mSeated\x1b[0m"
