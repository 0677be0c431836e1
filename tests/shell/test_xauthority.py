"""Which cookie is shown to which X server."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from numbfeet_tray.shell.idle.xauthority import SCHEME, cookie

HERE, THERE, LOCALHOST = socket.gethostname().encode(), bytes([192, 0, 2, 7]), bytes([127, 0, 0, 1])
INTERNET, LOCAL, WILD = 0, 256, 65535


def entry(family: int, owner: bytes, display: bytes, data: bytes, scheme: bytes = SCHEME) -> bytes:
    parts = b"".join(len(part).to_bytes(2, "big") + part for part in (owner, display, scheme, data))
    return family.to_bytes(2, "big") + parts


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XAUTHORITY": str(tmp_path / "authority"), "HOME": str(tmp_path)}


def write(environ: dict[str, str], *entries: bytes) -> None:
    Path(environ["XAUTHORITY"]).write_bytes(b"".join(entries))


def test_the_entry_of_this_machine_and_display_is_taken(environ: dict[str, str]) -> None:
    write(
        environ,
        entry(LOCAL, b"another", b"0", b"wrong"),
        entry(LOCAL, HERE, b"1", b"wrong"),
        entry(INTERNET, HERE, b"0", b"wrong"),
        entry(LOCAL, HERE, b"0", b"wrong", b"XDM-AUTHORIZATION-1"),
        entry(LOCAL, HERE, b"0", b"right"),
        entry(LOCAL, HERE, b"0", b"late"),
    )
    assert cookie(environ, 0) == b"right"


@pytest.mark.parametrize("wild", [entry(WILD, b"", b"", b"right"), entry(WILD, b"moved", b"0", b"right")])
def test_an_entry_for_any_machine_or_any_display_fits(environ: dict[str, str], wild: bytes) -> None:
    # Display managers write such entries, because a host may be renamed while somebody is logged in.
    write(environ, wild)
    assert cookie(environ, 0) == b"right"


def test_another_machine_is_known_by_its_address(environ: dict[str, str]) -> None:
    write(environ, entry(LOCAL, HERE, b"0", b"wrong"), entry(INTERNET, THERE, b"0", b"right"))
    assert cookie(environ, 0, THERE) == b"right"


def test_a_display_that_ssh_forwards_has_the_cookie_of_a_local_one(environ: dict[str, str]) -> None:
    write(environ, entry(LOCAL, HERE, b"10", b"right"))
    assert cookie(environ, 10, LOCALHOST) == b"right"
    assert cookie(environ, 10, THERE) == b""


def test_the_file_is_in_the_home_folder_when_nothing_else_is_said(environ: dict[str, str]) -> None:
    (Path(environ["HOME"]) / ".Xauthority").write_bytes(entry(LOCAL, HERE, b"0", b"right"))
    assert cookie({"HOME": environ["HOME"]}, 0) == b"right"
    assert cookie(environ, 0) == b""


def test_without_a_file_there_is_no_cookie(environ: dict[str, str]) -> None:
    assert cookie(environ, 0) == b""
    assert cookie({"XAUTHORITY": "\0"}, 0) == b""
    assert cookie({"XAUTHORITY": environ["HOME"]}, 0) == b""


def test_of_a_file_that_was_cut_off_the_whole_entries_count(environ: dict[str, str]) -> None:
    whole, last = entry(LOCAL, HERE, b"0", b"right"), entry(LOCAL, HERE, b"1", b"cut off")
    for length in range(len(last)):
        write(environ, whole, last[:length])
        assert cookie(environ, 0) == b"right"
        assert cookie(environ, 1) == b""
