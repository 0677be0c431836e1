"""Fixtures for the program as it is installed: from the wheel, in an environment of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import Desk
from tests.integration.desktop import Session


@pytest.fixture
def session() -> Iterator[Session]:
    """A session of its own that nothing runs in; this process stays outside."""
    with Session() as session:
        yield session


@pytest.fixture
def desk(session: Session, installed: Path) -> Iterator[Desk]:
    """A desktop without a panel: bus, display, window manager and dunst."""
    desk = Desk(session, installed)
    yield desk
    desk.close()


@pytest.fixture
def panel_desk(session: Session, installed: Path) -> Iterator[Desk]:
    """The desktop with xfce4-panel and its tray."""
    desk = Desk(session, installed, has_panel=True)
    yield desk
    desk.close()
