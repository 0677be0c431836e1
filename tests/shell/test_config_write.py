"""Writing the config whole or not at all, and changing its text with comments kept."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
import tomlkit

from numbfeet_tray.config import migration
from numbfeet_tray.config.migration import Move
from numbfeet_tray.shell.config_edit import migrated, with_value
from numbfeet_tray.shell.config_write import begin_config, write_whole

TEXT = """\
# top

[prompt] # about prompts
polite_idle = "4s"   # slow

  [snooze]
lengths = [ "5m",  # short
  "10m" ]
# end
"""


def test_a_reader_finds_the_old_text_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    texts = {"a" * 100_000, "b" * 50_000}
    write_whole(path, min(texts))
    seen: set[str] = set()
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(60):
        write_whole(path, sorted(texts)[number % 2])
    is_over.set()
    reader.join()
    assert seen <= texts
    assert [child.name for child in tmp_path.iterdir()] == ["config.toml"]


def test_a_new_file_is_closed_to_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "config.toml", "")
    assert stat.S_IMODE((tmp_path / "new" / "config.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    write_whole(tmp_path / "c", "a = 1\r\nb = 2\r\n")
    assert (tmp_path / "c").read_bytes() == b"a = 1\r\nb = 2\r\n"


def test_a_config_that_is_there_is_not_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        begin_config(tmp_path / "config.toml")


def test_only_the_value_changes() -> None:
    changed = with_value(TEXT, ("prompt", "polite_idle"), "5s")
    assert changed == TEXT.replace('"4s"', '"5s"')
    assert with_value(TEXT.replace("\n", "\r\n"), ("prompt", "polite_idle"), "5s") == changed.replace("\n", "\r\n")


def test_a_new_key_joins_its_table_and_a_new_table_the_end() -> None:
    changed = with_value(with_value(TEXT, ("prompt", "after_hold"), "1s"), ("quiet", "camera"), value=False)
    assert tomlkit.parse(changed).unwrap() == {
        "prompt": {"polite_idle": "4s", "after_hold": "1s"},
        "snooze": {"lengths": ["5m", "10m"]},
        "quiet": {"camera": False},
    }
    assert all(comment in changed for comment in ("# top", "# about prompts", "# slow", "# short", "# end"))


def test_a_key_at_the_top_stays_above_the_first_table() -> None:
    assert tomlkit.parse(with_value(TEXT, ("day_start",), "05:00")).unwrap()["day_start"] == "05:00"


def test_an_index_beyond_the_tables_is_no_place() -> None:
    for index in (-1, 1):
        with pytest.raises(KeyError):
            with_value('[[reminder]]\nname = "a"\n', ("reminder", index, "name"), "b")


def test_a_text_of_the_newest_version_stays_as_it_is() -> None:
    assert migrated(TEXT) == TEXT


def test_migration_moves_values_and_leaves_every_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """\
# my file
config_version = 1  # of the format
polite = "5s"       # I type slowly

# my reminders
[[reminder]]
name = "feet"       # first
after = "25m"       # tried 30
# the end
"""
    steps = {1: (Move((), ("polite",), ("prompt", "idle")), Move(("reminder",), ("after",), ("every",)))}
    monkeypatch.setattr(migration, "STEPS", steps)
    monkeypatch.setattr(migration.migrate, "__defaults__", (2, None))
    changed = migrated(text)
    assert tomlkit.parse(changed).unwrap() == {
        "config_version": 2,
        "reminder": [{"name": "feet", "every": "25m"}],
        "prompt": {"idle": "5s"},
    }
    comments = (
        "# my file",
        "# of the format",
        "# I type slowly",
        "# my reminders",
        "# first",
        "# tried 30",
        "# the end",
    )
    assert [comment for comment in comments if changed.count(comment) != 1] == []
    assert migrated(changed) == changed
