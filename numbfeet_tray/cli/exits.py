"""Exit codes. Scripts rely on them: a number is never given another meaning."""

from __future__ import annotations

from enum import IntEnum

from numbfeet_tray.text.catalog import N_


class Exit(IntEnum):
    """How a command line ended; `MEANINGS` says it in words."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    NOT_RUNNING = 3
    MISMATCH = 4
    BAD_INPUT = 5
    FAILED = 6
    NO_HISTORY = 7
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: N_("It was done."),
    Exit.REFUSED: N_("It was understood and not done: nothing is due, there is no such routine, and the like."),
    Exit.USAGE: N_("The command line itself is wrong."),
    Exit.NOT_RUNNING: N_("No program is running."),
    Exit.MISMATCH: N_("The running program does not understand this command line, or does not answer."),
    Exit.BAD_INPUT: N_("A file or value that was named (config, trace, setting) is wrong; nothing was changed."),
    Exit.FAILED: N_("The program could not start, a file could not be written, or something needed is missing."),
    Exit.NO_HISTORY: N_("There is no history yet."),
    Exit.INTERRUPTED: N_("Ended by Ctrl-C."),
}
"""For the manual page."""
