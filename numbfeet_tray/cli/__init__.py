"""The command line: talks to the running program through its control socket, or starts it."""

from __future__ import annotations

from collections.abc import Sequence

from numbfeet_tray.cli.exits import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; see `Exit`."""
    from numbfeet_tray.cli.parser import parse  # noqa: PLC0415 - nothing is paid for that is not asked for

    try:
        options = parse(argv)
        return int(options.call(options))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.OK


__all__ = ["Exit", "main"]
