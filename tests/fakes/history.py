"""A history in memory, with nothing that can go wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import History, Row


class MemoryHistory(History):
    """`ports.History` that remembers rows in order. Closed and used again, as a program that starts again does."""

    def __init__(self) -> None:
        self.rows: list[tuple[Row, Instant]] = []
        """(row, instant of its step), oldest first."""
        self.is_closed = False
        self._state: str | None = None

    def append(self, row: Row, at: Instant) -> None:
        self.append_many((row,), at)

    def append_many(self, rows: Sequence[Row], at: Instant, state: Mapping[str, Any] | None = None) -> None:
        self.rows += [(row, at) for row in rows]
        if state is not None:
            self.save_state(state)

    def save_state(self, state: Mapping[str, Any]) -> None:
        self._state = json.dumps(dict(state), allow_nan=False)

    def load_state(self) -> dict[str, Any] | None:
        state: dict[str, Any] | None = None if self._state is None else json.loads(self._state)
        return state

    def close(self) -> None:
        self.is_closed = True
