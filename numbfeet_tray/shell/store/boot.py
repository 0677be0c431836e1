"""The id of this boot, by which saved boot-time instants are known to be still meaningful.

Talks to: /proc (Linux).
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: not on Linux; the id is then empty.
"""

from __future__ import annotations

from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_id() -> str:
    """Return a text that changes with each boot, or "" where there is none."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
