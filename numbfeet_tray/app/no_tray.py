"""On a desktop without a tray: says so once, with the way to get one, and never again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Clock, Loop, Notification, Tray
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.tray_hint import tray_hint

log = logging.getLogger(__name__)

PATIENCE = Seconds(30.0)
"""A panel that starts with the session is there by then."""
SAID = "no-tray"
"""Under which it is kept that it was said."""


def tell_once(  # each is a part of the program of its own
    loop: Loop,
    tray: Tray,
    clock: Clock,
    history: Path,
    environ: Mapping[str, str],
    notice: Callable[[Notification], None],
) -> Callable[[], None]:
    """Look after `PATIENCE` whether a tray shows the icon; return what calls that off."""

    def look() -> None:
        if tray.name != "sni" or tray.is_visible:
            return
        from numbfeet_tray.shell.store.notes import Notes  # noqa: PLC0415 - only where there is no tray
        from numbfeet_tray.shell.store.problem import StoreProblem  # noqa: PLC0415

        notes = Notes(history)
        try:
            if SAID in notes.acknowledged():
                return
            notes.acknowledge((SAID,), clock.wall())
        except StoreProblem as problem:
            log.warning("%s", problem)  # better twice than never
        again = _("Start numbfeet again whenever you want its menu; prompts come all the same.")
        notice(
            Notification(
                _("This desktop shows no tray icons"),
                _("{hint} {again}").format(hint=tray_hint(environ.get("XDG_CURRENT_DESKTOP", "")), again=again),
            )
        )

    return loop.call_later(PATIENCE, look).cancel
