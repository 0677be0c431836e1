"""The local time zone, as the C library knows it.

Talks to: the C library's time zone, read from TZ or /etc/localtime.
Thread: any.
Blocks: never.
Fails with: nothing; the C library takes what it cannot read for UTC.
Missing when: never.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """The system's time zone with its rules, whatever TZ says: a name, a POSIX rule, a file, nonsense.

    zoneinfo knows names only, and `datetime.astimezone()` gives an offset without rules; this asks the latter for
    each time it is asked about.
    """

    def __init__(self) -> None:
        self._seen = self._rules()

    def refresh(self) -> bool:
        """Read the zone anew, and tell whether it is another one than at the last call."""
        if sys.platform != "win32":
            time.tzset()
        before, self._seen = self._seen, self._rules()
        return before != self._seen

    @staticmethod
    def _rules() -> tuple[tuple[str, str], int, int]:
        return time.tzname, time.timezone, time.altzone

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """Return what is added to UTC at local time `dt`; in a repeated hour `dt.fold` tells which."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Return None: the part of the offset that is daylight saving time is not known."""

    def tzname(self, dt: datetime | None) -> str | None:
        """Return the name of the offset at `dt`, such as "CET"."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """Return the local time of `dt`, which is in UTC but carries this zone."""
        exact = dt.replace(tzinfo=UTC).astimezone()
        local = exact.replace(tzinfo=self)
        return local if local.utcoffset() == exact.utcoffset() else local.replace(fold=1)
