"""Tells when the wall clock was set and when the machine woke, at that moment.

Talks to: the kernel, by a timer on the wall clock that is cancelled when that clock is set (timerfd_create(2)).
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable from the constructor.
Missing when: this is not Linux. What counts on the clocks then notices in the loop's next round.

The kernel takes waking from sleep for a setting of the clock as well (`timerfd_resume`, called by
`timekeeping_resume`), which is welcome: the loop waits on the monotonic clock, and would otherwise sleep on after
waking for as long as it had still to wait when the machine fell asleep.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import time
from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Clock, Loop
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

_LEAST_SETTING_S = 0.05
"""Smaller settings, as of a time service, are not told; they add up until they are this great."""
_LEAST_SLEEP_S = 1.0


def _nothing(_slept: Seconds) -> None:
    """Hear of waking, and do nothing."""


class ClockWatch:
    """Calls back when the wall clock was set or the machine woke."""

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        on_set: Callable[[float], None],
        on_woke: Callable[[Seconds], None] = _nothing,
        *,
        open_timer: Callable[[], int] | None = None,
    ) -> None:
        """Begin to watch.

        Args:
            loop: where the timer is read.
            clock: tells by how much the wall clock was set, as wall minus boot time before and after.
            on_set: hears by how many seconds the wall clock was set (negative: back), at least 0.05.
            on_woke: hears how long the machine slept, at least 1 s, before `on_set` hears of the same instant.
            open_timer: opens the file descriptor that can be read, or whose reading fails, when a clock was set.

        Raises:
            AdapterUnavailable: this system does not tell.
        """
        self._loop = loop
        self._clock = clock
        self._on_set = on_set
        self._on_woke = on_woke
        self._fd = (open_timer or _open_timer)()
        self._offset, self._slept = self._readings()
        loop.add_reader(self._fd, self._read)

    def close(self) -> None:
        """Stop watching; harmless when that was done before."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _readings(self) -> tuple[float, Seconds]:
        """Return wall minus boot time, and how long the machine has slept, in seconds."""
        return self._clock.wall().timestamp() - self._clock.boot(), self._clock.slept()

    def _read(self) -> None:
        try:
            os.read(self._fd, 8)
        except BlockingIOError:
            return
        except OSError as error:
            # The timer stays armed for the next setting.
            if error.errno != errno.ECANCELED:
                log.warning("the wall clock can be watched no longer: %s", error)
                self.close()
                return
        self._look()

    def _look(self) -> None:
        offset, slept = self._readings()
        by, gap = offset - self._offset, Seconds(slept - self._slept)
        self._slept = slept
        if gap >= _LEAST_SLEEP_S:
            self._on_woke(gap)
        if abs(by) >= _LEAST_SETTING_S:
            self._offset = offset
            self._on_set(by)


def _open_timer() -> int:
    """Return a timer on the wall clock that never comes to its end and is cancelled when the clock is set.

    Raises:
        AdapterUnavailable: this is not Linux, or its kernel refused.
    """
    if sys.platform != "linux":
        raise AdapterUnavailable(_("Only Linux tells when the clock is set."))
    try:
        if sys.version_info >= (3, 13):
            fd = os.timerfd_create(time.CLOCK_REALTIME, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)
            os.timerfd_settime(fd, flags=os.TFD_TIMER_ABSTIME | os.TFD_TIMER_CANCEL_ON_SET, initial=_FAR_S)
        else:
            fd = _open_timer_by_hand()
    except (OSError, AttributeError) as error:
        raise AdapterUnavailable(_("The clock cannot be watched: {problem}").format(problem=error)) from error
    return fd


_FAR_S = 2**31 - 1
"""January 2038, the last second that every Linux can be asked to wait for."""
_NONBLOCK, _CLOEXEC = 0o4000, 0o2000000
_ABSOLUTE, _CANCEL_ON_SET = 1, 2


def _open_timer_by_hand() -> int:
    """Do what Python can do by itself from 3.13 on."""
    import ctypes  # noqa: PLC0415 - 0.4 MB that newer Pythons do not need

    class Times(ctypes.Structure):
        """`struct itimerspec`."""

        _fields_ = [(name, ctypes.c_long) for name in ("every_s", "every_ns", "at_s", "at_ns")]

    libc = ctypes.CDLL(None, use_errno=True)
    fd: int = libc.timerfd_create(time.CLOCK_REALTIME, _NONBLOCK | _CLOEXEC)
    if fd < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")
    if libc.timerfd_settime(fd, _ABSOLUTE | _CANCEL_ON_SET, ctypes.byref(Times(0, 0, _FAR_S, 0)), None) < 0:
        code = ctypes.get_errno()
        os.close(fd)
        raise OSError(code, "timerfd_settime")
    return fd
