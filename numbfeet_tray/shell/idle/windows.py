"""How long there has been no input, as Windows tells it: GetLastInputInfo.

Talks to: user32 and kernel32.
Thread: any.
Blocks: never.
Fails with: AdapterUnavailable from `last_input_reader`; the reader returns None when Windows refuses.
Missing when: this is not Windows.

Written to the documentation of Windows, and tried with a stand-in for it only; never run on Windows.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _

_WRAP_MS = 2**32
"""Both counts of milliseconds since the start of Windows are of 32 bits, and begin anew after 49.7 days."""


class LastInputInfo(ctypes.Structure):
    """`LASTINPUTINFO` of winuser.h."""

    _fields_ = (("cbSize", ctypes.c_uint), ("dwTime", ctypes.c_uint))


def last_input_reader(windll: Any = None) -> Callable[[], Seconds | None]:
    """Return what reads the seconds since the last input in this session.

    Args:
        windll: `ctypes.windll`, or what stands in for it.

    Raises:
        AdapterUnavailable: this is not Windows.
    """
    libraries = windll if windll is not None else getattr(ctypes, "windll", None)
    if libraries is None:
        raise AdapterUnavailable(_("Windows' idle time is there on Windows only."))
    user32, kernel32 = libraries.user32, libraries.kernel32
    kernel32.GetTickCount.restype = ctypes.c_uint

    def read() -> Seconds | None:
        info = LastInputInfo(cbSize=ctypes.sizeof(LastInputInfo))
        if not user32.GetLastInputInfo(ctypes.byref(info)):
            return None
        return Seconds((kernel32.GetTickCount() - info.dwTime) % _WRAP_MS / 1000)

    return read
