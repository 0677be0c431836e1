"""The id of this boot."""

from pathlib import Path

import pytest

from numbfeet_tray.shell.store import boot


@pytest.mark.only_on("linux")
def test_the_boot_has_an_id_that_stays() -> None:
    assert len(boot.boot_id()) == 36
    assert boot.boot_id() == boot.boot_id()


def test_where_there_is_no_id_it_is_empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot, "_BOOT_ID", home / "missing")

    assert boot.boot_id() == ""
