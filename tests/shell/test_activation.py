"""Activation tokens: where children find them, and for how long."""

from __future__ import annotations

import pytest

from numbfeet_tray.shell.activation import LIFETIME, VARIABLES, Activation
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop


def scene() -> tuple[FakeLoop, dict[str, str], Activation]:
    loop, environ = FakeLoop(ManualClock()), {"HOME": "/home/me"}
    return loop, environ, Activation(loop, environ)


def test_a_token_is_where_toolkits_look_until_the_click_is_long_ago() -> None:
    loop, environ, activation = scene()
    activation.give("first")
    loop.run_for(LIFETIME - 1.0)
    activation.give("second")
    loop.run_for(LIFETIME - 1.0)
    assert {environ[name] for name in VARIABLES} == {"second"}
    loop.run_for(2.0)
    assert environ == {"HOME": "/home/me"}


@pytest.mark.parametrize("token", ["", "a\0b", "line\nline", "x" * 2000])
def test_what_can_be_no_token_is_left_out(token: str) -> None:
    _, environ, activation = scene()
    activation.give(token)
    activation.clear()
    assert environ == {"HOME": "/home/me"}
