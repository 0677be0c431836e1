"""Locking, switched users and sleep as Windows tells them: WTSRegisterSessionNotification and power broadcasts.

Talks to: user32, kernel32 and wtsapi32.
Thread: one of its own, which waits for the messages of a window that is never shown; it posts through the loop.
Blocks: in `close`, at most 1 s.
Fails with: AdapterUnavailable from the constructor.
Missing when: this is not Windows.

Written to the documentation of Windows. What the messages mean is tested; the window has never been run on Windows.
"""

from __future__ import annotations

import ctypes
import logging
import threading
from typing import Any

from numbfeet_tray.core.events import Event, Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import AdapterUnavailable, Loop, Post
from numbfeet_tray.text.catalog import _

_log = logging.getLogger(__name__)

# winuser.h
_WM_DESTROY, _WM_CLOSE, _WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0002, 0x0010, 0x0218, 0x02B1
_MEANINGS: dict[tuple[int, int], Event] = {
    (_WM_WTSSESSION_CHANGE, 0x2): Locked(),  # WTS_CONSOLE_DISCONNECT: another user is at the screen
    (_WM_WTSSESSION_CHANGE, 0x4): Locked(),  # WTS_REMOTE_DISCONNECT
    (_WM_WTSSESSION_CHANGE, 0x7): Locked(),  # WTS_SESSION_LOCK
    (_WM_WTSSESSION_CHANGE, 0x8): Unlocked(),  # WTS_SESSION_UNLOCK, which also ends the two above
    (_WM_POWERBROADCAST, 0x4): SleepBegan(),  # PBT_APMSUSPEND
    (_WM_POWERBROADCAST, 0x12): Woke(),  # PBT_APMRESUMEAUTOMATIC
}
_NOTIFY_FOR_THIS_SESSION = 0


def meaning(message: int, what: int) -> Event | None:
    """Return what a window message with `what` as its first parameter means; None for nothing of ours."""
    return _MEANINGS.get((message, what))


class WindowsSession:
    """`ports.SessionSource` of a Windows session."""

    name = "windows"

    def __init__(self, loop: Loop, post: Post) -> None:
        self._windll: Any = getattr(ctypes, "windll", None)
        if self._windll is None:
            raise AdapterUnavailable(_("Windows' session notifications are there on Windows only."))
        self._loop = loop
        self._post: Post | None = post
        self._window: Any = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()
        self._ready.wait(1.0)
        if not self._window:
            raise AdapterUnavailable(_("Windows gave no window for session notifications."))

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""
        self._post = None
        self._windll.user32.PostMessageW(self._window, _WM_CLOSE, 0, 0)
        self._thread.join(1.0)

    def _tell(self, event: Event) -> None:
        if self._post is not None:
            self._post(event)

    def _run(self) -> None:
        """Wait for messages. A window that only gets messages would not get the broadcasts of sleep."""
        user32, wtsapi32 = self._windll.user32, self._windll.wtsapi32
        wide, handle = ctypes.c_ssize_t, ctypes.c_void_p
        procedure_type = getattr(ctypes, "WINFUNCTYPE")(wide, handle, ctypes.c_uint, ctypes.c_size_t, wide)  # noqa: B009
        user32.DefWindowProcW.argtypes = (handle, ctypes.c_uint, ctypes.c_size_t, wide)
        user32.DefWindowProcW.restype = wide
        user32.CreateWindowExW.restype = handle
        user32.SetWindowLongPtrW.argtypes = (handle, ctypes.c_int, procedure_type)
        user32.PostMessageW.argtypes = (handle, ctypes.c_uint, ctypes.c_size_t, wide)
        wtsapi32.WTSRegisterSessionNotification.argtypes = (handle, ctypes.c_uint)

        def hear(window: Any, message: int, what: int, more: int) -> int:
            if (event := meaning(message, what)) is not None:
                self._loop.call_soon(lambda: self._tell(event))
            if message == _WM_DESTROY:
                wtsapi32.WTSUnRegisterSessionNotification(window)
                user32.PostQuitMessage(0)
            return int(user32.DefWindowProcW(window, message, what, more))

        procedure = procedure_type(hear)
        window = user32.CreateWindowExW(0, "STATIC", "numbfeet", 0, 0, 0, 0, 0, None, None, None, None)
        if window:
            user32.SetWindowLongPtrW(window, -4, procedure)  # GWLP_WNDPROC
            if not wtsapi32.WTSRegisterSessionNotification(window, _NOTIFY_FOR_THIS_SESSION):
                _log.warning("Windows tells nothing of locking")
        self._window = window
        self._ready.set()
        waiting = ctypes.create_string_buffer(64)  # a MSG has 48 bytes
        while window and user32.GetMessageW(waiting, None, 0, 0) > 0:
            user32.DispatchMessageW(waiting)
