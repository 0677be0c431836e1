"""Exit codes. Scripts rely on them: a number is never given another meaning."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command line ended."""

    OK = 0
    REFUSED = 1
    """The program heard it and did not do it: nothing is due, no such routine, …"""
    USAGE = 2
    """The command line itself is wrong."""
    NOT_RUNNING = 3
    """No program is running."""
    MISMATCH = 4
    """The running program does not understand this command line, or does not answer."""
    BAD_INPUT = 5
    """A file that was named (config, trace) is wrong; nothing was done."""
    FAILED = 6
    """The program could not start or had to end."""
    NO_HISTORY = 7
    """There is no history yet."""
    INTERRUPTED = 130
    """Ctrl-C."""
