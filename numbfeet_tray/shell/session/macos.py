"""Locking as macOS tells it, by distributed notifications. Sleep is told by the clocks.

Talks to: the CoreFoundation framework.
Thread: one of its own, whose run loop gets the notifications; it posts through the loop.
Blocks: in `close`, at most 1 s.
Fails with: AdapterUnavailable from the constructor.
Missing when: this is not macOS.

Written to the documentation of CoreFoundation, and tried with a stand-in for it only; never run on macOS. The names
of the notifications are not documented by Apple, and have been the same since 10.6.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any

from numbfeet_tray.core.events import Locked, Unlocked
from numbfeet_tray.ports import AdapterUnavailable, Loop, Post
from numbfeet_tray.text.catalog import _

_FRAMEWORK = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8 = 0x08000100
_DELIVER_IMMEDIATELY = 4
_LOCKED, _UNLOCKED = 1, 2
_NAMES = {_LOCKED: b"com.apple.screenIsLocked", _UNLOCKED: b"com.apple.screenIsUnlocked"}
_Callback = ctypes.CFUNCTYPE(None, *(ctypes.c_void_p,) * 5)
_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "CFNotificationCenterGetDistributedCenter": (ctypes.c_void_p, ()),
    "CFStringCreateWithCString": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)),
    "CFNotificationCenterAddObserver": (
        None,
        (*(ctypes.c_void_p,) * 2, _Callback, *(ctypes.c_void_p,) * 2, ctypes.c_long),
    ),
    "CFNotificationCenterRemoveEveryObserver": (None, (ctypes.c_void_p, ctypes.c_void_p)),
    "CFRunLoopGetCurrent": (ctypes.c_void_p, ()),
    "CFRunLoopRun": (None, ()),
    "CFRunLoopStop": (None, (ctypes.c_void_p,)),
}
"""Each with the type of its result and those of its arguments."""


class MacSession:
    """`ports.SessionSource` of a macOS session."""

    name = "macos"

    def __init__(self, loop: Loop, post: Post, load: Callable[[str], Any] = ctypes.CDLL) -> None:
        try:
            self._core = load(_FRAMEWORK)
            for name, (result, arguments) in _FUNCTIONS.items():
                function = getattr(self._core, name)
                function.restype, function.argtypes = result, arguments
        except (OSError, AttributeError) as error:
            raise AdapterUnavailable(_("macOS' session notifications are there on macOS only.")) from error
        self._loop = loop
        self._post: Post | None = post
        self._run_loop: Any = None
        self._callback = _Callback(self._hear)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()
        self._ready.wait(1.0)

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""
        self._post = None
        self._core.CFRunLoopStop(self._run_loop)
        self._thread.join(1.0)

    def _hear(self, _center: int, observer: int, _name: int, _object: int, _info: int) -> None:
        event = Locked() if observer == _LOCKED else Unlocked()
        self._loop.call_soon(lambda: self._post(event) if self._post is not None else None)

    def _run(self) -> None:
        """Run a run loop; what tells the notifications apart is the observer they are for."""
        core = self._core
        center = core.CFNotificationCenterGetDistributedCenter()
        for observer, name in _NAMES.items():
            text = core.CFStringCreateWithCString(None, name, _UTF8)
            core.CFNotificationCenterAddObserver(center, observer, self._callback, text, None, _DELIVER_IMMEDIATELY)
        self._run_loop = core.CFRunLoopGetCurrent()
        self._ready.set()
        core.CFRunLoopRun()
        for observer in _NAMES:
            core.CFNotificationCenterRemoveEveryObserver(center, observer)
