"""The fields of one trace line, read with checks: each error names the line, what is wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any, TypeVar

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.core.units import Seconds

_Name = TypeVar("_Name", bound=str)


class TraceError(NumbfeetError, ValueError):
    """A trace cannot be read."""

    def __init__(self, line: int, problem: str, allowed: tuple[str, ...] = ()) -> None:
        self.line = line
        """1-based line of the file; 0 when it came from none."""
        self.problem = problem
        self.allowed = allowed
        """What could stand there instead; empty when there is no list of it."""
        hint = f"; allowed: {', '.join(allowed)}" if allowed else ""
        super().__init__(f"line {line}: {problem}{hint}")


class Fields:
    """The fields of one line. Each is taken once; `done` complains about what is left over."""

    def __init__(self, data: Mapping[str, Any], line: int) -> None:
        self._left = dict(data)
        self._taken: list[str] = []
        self.line = line

    @classmethod
    def of(cls, data: object, line: int) -> Fields:
        """Return the fields of `data`, which must be a JSON object."""
        if not isinstance(data, dict):
            raise TraceError(line, f"{shown(data)} is not a JSON object")
        return cls(data, line)

    def has(self, *keys: str) -> bool:
        """Return whether any of `keys` is there."""
        self._taken.extend(keys)
        return any(key in self._left for key in keys)

    def take(self, key: str) -> Any:
        """Return the raw value of `key`, which must be there."""
        self._taken.append(key)
        if key not in self._left:
            raise TraceError(self.line, f"{key!r} is missing")
        return self._left.pop(key)

    def number(
        self,
        key: str,
        *,
        least: float | None = None,
        above: float | None = None,
        most: float | None = None,
        default: float | None = None,
    ) -> Seconds:
        """Return a finite number, >= `least`, > `above`, <= `most`; `default` when it is missing."""
        if default is not None and not self.has(key):
            return Seconds(default)
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _fits_a_float(value):
            raise TraceError(self.line, f"{key!r} is {shown(value)}, not a number")
        if least is not None and value < least:
            raise TraceError(self.line, f"{key!r} is {value:g}", (f"{least:g} or more",))
        if above is not None and value <= above:
            raise TraceError(self.line, f"{key!r} is {value:g}", (f"more than {above:g}",))
        if most is not None and value > most:
            raise TraceError(self.line, f"{key!r} is {value:g}", (f"{most:g} or less",))
        return Seconds(float(value))

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        """Return a text."""
        value = self.take(key)
        if not isinstance(value, str) or not (value or may_be_empty):
            raise TraceError(self.line, f"{key!r} is {shown(value)}, not a text")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false; `default` when it is missing."""
        if default is not None and not self.has(key):
            return default
        value = self.take(key)
        if not isinstance(value, bool):
            raise TraceError(self.line, f"{key!r} is {shown(value)}", ("true", "false"))
        return value

    def choice(self, key: str, allowed: tuple[_Name, ...]) -> _Name:
        """Return the member of `allowed` that the text equals."""
        value = self.take(key)
        for name in allowed:
            if name == value:
                return name
        raise TraceError(self.line, f"{key!r} is {shown(value)}", tuple(str(name) for name in allowed))

    def moment(self, key: str) -> datetime:
        """Return an aware date and time in ISO 8601."""
        text = self.text(key)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise TraceError(self.line, f"{key!r} is {shown(text)}, not an ISO 8601 time") from None
        if moment.tzinfo is None:
            raise TraceError(self.line, f"{key!r} is {shown(text)}, without an offset from UTC")
        return moment

    def table(self, key: str) -> dict[str, Any] | None:
        """Return a JSON object, or None when it is missing."""
        if not self.has(key):
            return None
        value = self.take(key)
        if not isinstance(value, dict):
            raise TraceError(self.line, f"{key!r} is {shown(value)}, not a JSON object")
        return value

    def done(self) -> None:
        """Refuse fields that nobody asked for."""
        if self._left:
            unknown = min(self._left)
            raise TraceError(self.line, f"{unknown!r} is not a field here", tuple(sorted({*self._taken})))


def _fits_a_float(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False


def shown(value: object) -> str:
    """Return `value` short enough for a message."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"  # never its content: it may be deep or long
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
