"""The cookie that an X server wants to see, from the file in which the session keeps it.

Talks to: the file that XAUTHORITY names, or else ~/.Xauthority.
Thread: any.
Blocks: on the file.
Fails with: nothing; without a cookie the server decides.
Missing when: the server lets its own user in without one.

The format is that of Xau(3): for each entry the family of the address in 16 bits, and then address, number of the
display, name of the scheme and its data, each behind its length in 16 bits; the most significant byte comes first.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

SCHEME = b"MIT-MAGIC-COOKIE-1"

_INTERNET, _LOCAL, _WILD = 0, 256, 65535
"""Families of X.h and Xauth.h; the last one fits any address."""
_LOCALHOST = bytes([127, 0, 0, 1])


def cookie(environ: Mapping[str, str], number: int, address: bytes | None = None) -> bytes:
    """Return the cookie for display `number` of this machine, or of the one at the IPv4 `address`; b"" for none."""
    host = (_LOCAL, socket.gethostname().encode())
    # A display that ssh forwards is at localhost, and its cookie is kept as that of a local one.
    wanted = {(_INTERNET, address), *([host] if address == _LOCALHOST else [])} if address else {host}
    for family, owner, display, scheme, data in _entries(_content(environ)):
        is_ours = family == _WILD or (family, owner) in wanted
        if is_ours and display in (b"", str(number).encode()) and scheme == SCHEME:
            return data
    return b""


def _content(environ: Mapping[str, str]) -> bytes:
    home = environ.get("HOME", "")
    try:
        return Path(environ.get("XAUTHORITY") or f"{home}/.Xauthority").read_bytes()
    except (OSError, ValueError):
        return b""


def _entries(content: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """Yield every entry that is there in full."""
    at = 0
    while at + 2 <= len(content):
        family, at = int.from_bytes(content[at : at + 2], "big"), at + 2
        parts = []
        for _ in range(4):
            end = at + 2 + int.from_bytes(content[at : at + 2], "big")
            parts.append(content[at + 2 : end])
            at = end
        if at > len(content):
            return
        yield (family, parts[0], parts[1], parts[2], parts[3])
