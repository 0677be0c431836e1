"""The doctor on the person's files: config and history."""

from __future__ import annotations

from numbfeet_tray.app.config_check import surroundings_of
from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.config.model import Config
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.shell.store.check import check_history
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.problems import sentence


def config(paths: Paths) -> Finding:
    """Check the config. What stands in it is not told, only where it is wrong and why."""
    title = _("Config")
    surroundings = surroundings_of(paths.config)
    found = surroundings.read(paths.config)[1]
    if isinstance(found, Config) and surroundings.problems:
        found = tuple(own.problem for own in surroundings.problems)
    if isinstance(found, Config):
        says = _("It is right.") if paths.config.exists() else _("There is none: the defaults are in force.")
        return Finding("config", title, State.WORKS, says)
    count = ngettext("It has {count} problem; the first:", "It has {count} problems; the first:", len(found))
    first = found[0]
    line = "" if first.line is None else _("line {line}:").format(line=first.line)
    says = " ".join(part for part in (count.format(count=len(found)), line, sentence(first)) if part)
    return Finding("config", title, State.BROKEN, says, hint=_("See all with: numbfeet config check"))


def history(paths: Paths) -> Finding:
    """Check every page of the history."""
    title = _("History")
    if not paths.history.exists():
        return Finding("history", title, State.WORKS, _("There is none yet."))
    try:
        found = check_history(paths.history)
    except CorruptStore as error:
        hint = _("When it starts, numbfeet keeps the damaged file aside and begins a new one.")
        return Finding("history", title, State.BROKEN, str(error), hint=hint)
    except StoreProblem as error:
        return Finding("history", title, State.BROKEN, str(error))
    text = ngettext("It is sound: {count} row, {size} KiB.", "It is sound: {count} rows, {size} KiB.", found.rows)
    return Finding("history", title, State.WORKS, text.format(count=found.rows, size=-(-found.size // 1024)))
