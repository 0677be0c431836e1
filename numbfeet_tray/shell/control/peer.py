"""Who is at the other end of a Unix socket, as the kernel says.

Talks to: the kernel.
Thread: any.
Blocks: never.
Fails with: OSError when the peer is gone already; AdapterUnavailable.
Missing when: the system has no Unix sockets that Python can use (Windows), or no way to ask (neither Linux nor macOS).
"""

from __future__ import annotations

import os
import socket
import struct
import sys

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _

if sys.platform == "linux":

    def peer_uid(connection: socket.socket) -> int:
        """Return the user id of the process that connected (SO_PEERCRED, unix(7))."""
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        _pid, uid, _gid = struct.unpack("3i", credentials)
        return int(uid)

elif sys.platform == "darwin":
    _SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_SIZE, _XUCRED_VERSION = 0, 1, 76, 0  # sys/un.h, sys/ucred.h

    def peer_uid(connection: socket.socket) -> int:
        """Return the effective user id of the process that connected (LOCAL_PEERCRED, unix(4))."""
        credentials = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_SIZE)
        version, uid = struct.unpack_from("II", credentials)
        if version != _XUCRED_VERSION:
            raise OSError(f"unknown version {version} of xucred")
        return int(uid)

else:

    def peer_uid(connection: socket.socket) -> int:
        """Raise, because there is no way to ask about `connection`."""
        raise _missing(connection)


if sys.platform == "win32":

    def own_uid() -> int:
        """Raise, because there is no such thing."""
        raise _missing()

    def unix_socket() -> socket.socket:
        """Raise, because Python has no Unix sockets here."""
        raise _missing()

else:

    def own_uid() -> int:
        """Return the user id that this process runs as."""
        return os.getuid()

    def unix_socket() -> socket.socket:
        """Return a new Unix stream socket.

        Raises:
            AdapterUnavailable: its peers could not be told apart.
        """
        if sys.platform not in {"linux", "darwin"}:
            raise _missing()
        return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def _missing(_unused: object = None) -> AdapterUnavailable:
    return AdapterUnavailable(_("The command line cannot reach the program on this system; use the tray menu instead."))
