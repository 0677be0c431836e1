"""What the tests of the guide share: the shipped routines."""

from __future__ import annotations

from pathlib import Path

import numbfeet_tray
from numbfeet_tray.config.routines import parse_routines
from numbfeet_tray.core.routine import Routine

_DATA = Path(numbfeet_tray.__file__).parent / "data"
ROUTINES: dict[str, Routine] = {
    routine.id: routine
    for routine in parse_routines(
        (_DATA / "exercises.toml").read_text(encoding="utf-8"), (_DATA / "routines.toml").read_text(encoding="utf-8")
    )
}
MINUTE = ROUTINES["desk-minute"]
WALK = ROUTINES["just-walk"]
