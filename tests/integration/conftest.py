"""Fixtures for tests with real daemons: a private session, with or without a display, and a loop."""

from collections.abc import Iterator

import pytest

from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session, start_bus, start_display


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session with its own home and session bus, and no display; this process is in it too."""
    with Session(monkeypatch) as session:
        start_bus(session)
        yield session


@pytest.fixture
def desktop(session: Session) -> Session:
    """The session with an X display."""
    start_display(session)
    return session


@pytest.fixture
def clock() -> ShiftedClock:
    """The real clock, which the test can push ahead."""
    return ShiftedClock()


@pytest.fixture
def loop(clock: ShiftedClock) -> Iterator[SelectorLoop]:
    """A loop on the real clock."""
    loop = SelectorLoop(clock)
    yield loop
    loop.close()
