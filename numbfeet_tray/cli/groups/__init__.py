"""The commands by group, in the order in which the help lists them. A new group: a module here, and its line below."""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.cli.grammar import Commands
from numbfeet_tray.cli.groups import presence, program, prompts, questions, records, routines, settings

GROUPS: tuple[Callable[[Commands], None], ...] = (
    program.add,
    questions.add,
    routines.add,
    prompts.add,
    presence.add,
    records.add,
    settings.add,
)
