"""Connecting to X servers: cookies, names of displays, refusals; and what comes in unusual sizes."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from numbfeet_tray.shell.idle.xauthority import SCHEME
from numbfeet_tray.shell.idle.xwire import Gone, XProblem, XWire
from tests.integration.desktop import Session
from tests.integration.waiting import require, wait_until

GET_INPUT_FOCUS = 43
COOKIE = bytes(range(16))


def authority(place: Path, number: str, data: bytes) -> dict[str, str]:
    parts = (socket.gethostname().encode(), number.encode(), SCHEME, data)
    place.write_bytes(struct.pack(">H", 256) + b"".join(struct.pack(">H", len(part)) + part for part in parts))
    return {"XAUTHORITY": str(place)}


@pytest.fixture
def locked(session: Session) -> str:
    """An X server that lets nobody in without the cookie; return its number."""
    require("Xvfb")
    place = session.root / "server-authority"
    authority(place, "", COOKIE)
    read, write = os.pipe()
    session.spawn(
        *("Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-auth", str(place), "-noreset"),
        pass_fds=[write],
    )
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as printed:
        return printed.readline().strip()


@pytest.mark.parametrize("form", [":{}", ":{}.0", "unix:{}", "unix/:{}"])
def test_with_the_cookie_the_server_lets_us_in(locked: str, tmp_path: Path, form: str) -> None:
    with closing(XWire.connect(form.format(locked), authority(tmp_path / "mine", locked, COOKIE))) as wire:
        assert wire.ids > 0
        assert wire.ask(GET_INPUT_FOCUS, 0)[0] == 1


def test_without_the_cookie_the_servers_reason_is_told(locked: str, tmp_path: Path) -> None:
    for environ in ({}, authority(tmp_path / "mine", locked, COOKIE[::-1])):
        with pytest.raises(XProblem, match=r"(?i)(authorization|invalid).*"):
            XWire.connect(f":{locked}", environ)


@pytest.mark.parametrize("name", ["", "0", ":", "a b:0", ":0:1", ":0.0.0", "é:0", "tcp/:99999", ":98765"])
def test_what_is_no_display_or_nobodys_is_refused(name: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        XWire.connect(name, {})


def test_a_refused_request_is_no_answer(locked: str, tmp_path: Path) -> None:
    with closing(XWire.connect(f":{locked}", authority(tmp_path / "mine", locked, COOKIE))) as wire:
        with pytest.raises(Gone, match="error 1 of request 199"):
            wire.ask(199, 0)
        assert wire.ask(GET_INPUT_FOCUS, 0)[0] == 1


@pytest.fixture
def ends() -> Iterator[tuple[XWire, socket.socket]]:
    """A wire after the setup, and the server's end of it."""
    ours, theirs = socket.socketpair()
    with closing(XWire(ours)) as wire, closing(theirs):
        yield wire, theirs


def test_events_that_are_longer_than_others_are_taken_whole(ends: tuple[XWire, socket.socket]) -> None:
    wire, server = ends
    long = struct.pack("=BBHI", 35, 131, 0, 3) + bytes(24) + b"twelve bytes"
    short = struct.pack("=BBHI", 2 | 0x80, 0, 0, 9) + bytes(24)
    for piece in (long[:40], long[40:] + short + long[:8], long[8:] + short):
        server.sendall(piece)
        wire.receive()
    assert list(wire.packets) == [long, short, long, short]


def test_nothing_to_receive_is_no_trouble_and_an_end_is(ends: tuple[XWire, socket.socket]) -> None:
    wire, server = ends
    wire.receive()
    assert not wire.packets
    server.close()
    with pytest.raises(Gone, match="closed"):
        wire.receive()


def test_a_server_that_takes_nothing_is_given_up_after_a_second(ends: tuple[XWire, socket.socket]) -> None:
    wire, _server = ends

    def is_full() -> bool:
        try:
            wire.send(127, 0, bytes(65_536))
        except Gone:
            return True
        return False

    wait_until(is_full, what="a full socket")


def test_answers_are_told_apart_by_their_numbers_also_beyond_sixteen_bits(ends: tuple[XWire, socket.socket]) -> None:
    wire, server = ends
    for _ in range(65_535):
        wire.send(127, 0)
        server.recv(4)
    stale = struct.pack("=BBHI", 1, 0, 65_535, 0) + b"stale".ljust(24)
    fresh = struct.pack("=BBHI", 1, 0, 0, 0) + b"fresh".ljust(24)
    server.sendall(stale + fresh)
    assert wire.ask(GET_INPUT_FOCUS, 0) == fresh
