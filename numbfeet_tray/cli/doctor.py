"""`doctor`: what works here, what does not and why, and what would help."""

from __future__ import annotations

import argparse
import json
import os
import sys

from numbfeet_tray import __version__
from numbfeet_tray.app.doctor import Finding, State, examine
from numbfeet_tray.cli.colours import painted
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.model import Config
from numbfeet_tray.text.catalog import N_, _

DOCTOR_VERSION = 1
"""Of the JSON."""
_WORDS = {
    State.WORKS: (N_("works"), "green"),
    State.LIMITED: (N_("in part"), "yellow"),
    State.MISSING: (N_("missing"), "yellow"),
    State.OFF: (N_("off"), "dim"),
    State.UNWATCHED: (N_("not yet"), "dim"),
    State.BROKEN: (N_("broken"), "red"),
}


def doctor(options: argparse.Namespace) -> int:
    """Print what was found."""
    paths = paths_of(options)
    findings = examine(paths, os.environ)
    if options.notify:
        from numbfeet_tray.app.config_check import surroundings_of  # noqa: PLC0415 - only when asked
        from numbfeet_tray.app.doctor.try_notify import try_notification  # noqa: PLC0415

        config = surroundings_of(paths.config).read(paths.config)[1]
        wanted = config.notification.value if isinstance(config, Config) else "auto"
        findings = (*findings, try_notification(wanted))
    if options.json:
        plain = [finding.plain() for finding in findings]
        print(json.dumps({"doctor": DOCTOR_VERSION, "version": __version__, "findings": plain}, indent=2))
    elif options.report:
        from numbfeet_tray.app.doctor.report import report  # noqa: PLC0415 - only when asked

        print(report(findings, os.environ))
    else:
        _tell(findings)
    return Exit.FAILED if any(finding.state is State.BROKEN for finding in findings) else Exit.OK


def _tell(findings: tuple[Finding, ...]) -> None:
    word_width = max(len(_(word)) for word, _colour in _WORDS.values())
    title_width = max(len(finding.title) for finding in findings)
    indent = " " * (word_width + title_width + 4)
    for finding in findings:
        word, colour = _WORDS[finding.state]
        shown = painted(f"{_(word):<{word_width}}", colour, sys.stdout)
        chosen = f" [{finding.chosen}]" if finding.chosen and finding.chosen != "none" else ""
        print(f"{shown}  {finding.title:<{title_width}}  {finding.says}{chosen}")
        for other in finding.others:
            if other != finding.says:
                print(indent + _("not used: {reason}").format(reason=other))
        if finding.hint:
            print(indent + finding.hint)
