"""What can go wrong with a trace.

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from numbfeet_tray.core.errors import NumbfeetError


class TraceFileProblem(NumbfeetError):
    """The trace cannot be begun. The message is one line for the person."""
