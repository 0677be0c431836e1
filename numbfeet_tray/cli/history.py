"""`history`: the latest rows of the history, in words or as they are. No running program is needed."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store.problem import StoreProblem
from numbfeet_tray.shell.store.read import latest
from numbfeet_tray.text.catalog import N_, _
from numbfeet_tray.text.durations import spoken

_SPANS = {
    "seated": N_("{begin} to {end}  seated {length}"),
    "away": N_("{begin} to {end}  away {length}"),
    "standing": N_("{begin} to {end}  standing {length}"),
    "asleep": N_("{begin} to {end}  the computer slept {length}"),
}


def recent(options: argparse.Namespace) -> int:
    """Print the latest rows."""
    path = paths_of(options).history
    try:
        rows = latest(path, options.limit)
    except StoreProblem as error:
        print(error, file=sys.stderr)
        return Exit.BAD_INPUT if path.exists() else Exit.NO_HISTORY
    for row in rows:
        print(json.dumps(_plain(row), ensure_ascii=False) if options.json else _told(row))
    if not rows and not options.json:
        print(_("The history is empty."))
    return Exit.OK


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return `row` with its times in ISO 8601, as local time was when it was written."""
    zone = timezone(timedelta(minutes=row["utc_offset"]))
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if name.endswith("_utc"):
            plain[name.removesuffix("_utc")] = _moment(value, zone).isoformat(timespec="seconds")
        elif name not in {"at", "utc_offset"}:
            plain[name] = value
    return plain


def _moment(milliseconds: int, zone: timezone = UTC) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, zone)


def _told(row: dict[str, Any]) -> str:
    zone = timezone(timedelta(minutes=row["utc_offset"]))

    def time(name: str) -> str:
        return _moment(row[name], zone).strftime("%Y-%m-%d %H:%M:%S")

    match row["table"]:
        case "span":
            length = spoken(Seconds((row["end_utc"] - row["start_utc"]) / 1000))
            text = _(_SPANS[row["kind"]]) if row["kind"] in _SPANS else "{begin} – {end}  {length}"
            return text.format(begin=time("start_utc"), end=time("end_utc")[11:], length=length)
        case "prompt":
            text = _("{at}  prompt {reminder}, level {level}, after {seated} seated: {outcome}")
            seated = spoken(Seconds(row["seated_s"]))
            return text.format(
                at=time("at_utc"), **{key: row[key] for key in ("reminder", "level", "outcome")}, seated=seated
            )
        case "routine":
            text = _("{at}  routine {routine}: {how}, {done} of {steps} steps done")
            return text.format(
                at=time("end_utc"), routine=row["routine"], how=row["how"], done=row["steps_done"], steps=row["steps"]
            )
        case _:
            text = _("{at}  a break of {length} was taken back")
            return text.format(at=time("at_utc"), length=spoken(Seconds((row["end_utc"] - row["start_utc"]) / 1000)))
