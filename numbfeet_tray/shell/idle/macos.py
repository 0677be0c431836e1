"""How long there has been no input, as macOS tells it: CGEventSourceSecondsSinceLastEventType.

Talks to: the ApplicationServices framework.
Thread: any.
Blocks: never.
Fails with: AdapterUnavailable from `last_input_reader`; the reader returns None for a nonsensical answer.
Missing when: this is not macOS.

Written to the documentation of macOS, and tried with a stand-in for it only; never run on macOS. It needs no
permission: it tells when there was input, not which.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _

_FRAMEWORK = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_HID_SYSTEM_STATE = 1
_ANY_INPUT = 0xFFFFFFFF
"""`kCGEventSourceStateHIDSystemState` and `kCGAnyInputEventType` of CGEventSource.h and CGEventTypes.h."""


def last_input_reader(load: Callable[[str], Any] = ctypes.CDLL) -> Callable[[], Seconds | None]:
    """Return what reads the seconds since the last input.

    Args:
        load: opens a framework.

    Raises:
        AdapterUnavailable: this is not macOS.
    """
    try:
        ask = load(_FRAMEWORK).CGEventSourceSecondsSinceLastEventType
    except (OSError, AttributeError) as error:
        raise AdapterUnavailable(_("macOS' idle time is there on macOS only.")) from error
    ask.restype = ctypes.c_double
    ask.argtypes = (ctypes.c_int32, ctypes.c_uint32)

    def read() -> Seconds | None:
        seconds = float(ask(_HID_SYSTEM_STATE, _ANY_INPUT))
        return Seconds(seconds) if math.isfinite(seconds) and seconds >= 0 else None

    return read
