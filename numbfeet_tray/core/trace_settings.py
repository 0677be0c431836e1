"""Settings and routines as plain JSON values and back, driven by the types of their fields.

A recorded trace carries the settings in force, so that a replay needs no config file of that day.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, NewType, get_args, get_origin, get_type_hints

from numbfeet_tray.core.events import SettingsChanged
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace_fields import Fields, TraceError, shown


def plain_value(value: Any) -> Any:
    """Return a value made of dataclasses, tuples, enums, texts and numbers as JSON-able data."""
    if is_dataclass(value):
        return {field.name: plain_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain_value(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    return value


def settings_from(line: Fields) -> SettingsChanged:
    """Read the `settings` and `catalogue` fields of a trace line.

    Raises:
        TraceError: a field is missing or of the wrong kind; names its dotted path.
    """
    settings = _value(Settings, line.take("settings"), "settings", line.line)
    catalogue = _value(tuple[Routine, ...], line.take("catalogue"), "catalogue", line.line)
    return SettingsChanged(settings, catalogue)


def _value(kind: Any, data: object, path: str, line: int) -> Any:
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, data, path, line)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), data, path, line)
    if get_origin(kind) is UnionType:
        if data is None:
            return None
        return _value(next(part for part in get_args(kind) if part is not NoneType), data, path, line)
    if issubclass(kind, StrEnum):
        if data not in tuple(kind):
            raise TraceError(line, f"{path!r} is {shown(data)}", tuple(kind))
        return kind(data)
    return _scalar(kind, data, path, line)


def _scalar(kind: type, data: object, path: str, line: int) -> Any:
    accepted = (int, float) if kind is float else (kind,)
    if not isinstance(data, accepted) or (isinstance(data, bool) and kind is not bool):
        raise TraceError(line, f"{path!r} is {shown(data)}, not {kind.__name__}")
    return kind(data)


def _tuple(kinds: tuple[Any, ...], data: object, path: str, line: int) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise TraceError(line, f"{path!r} is {shown(data)}, not a list")
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(data)
    if len(kinds) != len(data):
        raise TraceError(line, f"{path!r} has {len(data)} members, not {len(kinds)}")
    return tuple(
        _value(kind, part, f"{path}[{index}]", line) for index, (kind, part) in enumerate(zip(kinds, data, strict=True))
    )


def _record(kind: type, data: object, path: str, line: int) -> Any:
    if not isinstance(data, dict):
        raise TraceError(line, f"{path!r} is {shown(data)}, not a JSON object")
    hints = get_type_hints(kind)
    known = tuple(hints)
    for name in data:
        if name not in hints:
            raise TraceError(line, f"{path + '.' + name!r} is not a field", known)
    # A field with a default may be missing: the trace may come from an older version of the program.
    for field in fields(kind):
        if field.name not in data and field.default is MISSING:
            raise TraceError(line, f"{path + '.' + field.name!r} is missing")
    return kind(**{name: _value(hints[name], part, f"{path}.{name}", line) for name, part in data.items()})
