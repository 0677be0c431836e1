"""The person's own files: read by name, and what cannot be read told with its file."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.config.problem import ProblemKind
from numbfeet_tray.shell.own_files import LARGEST, folder_of, read_own


def test_own_files_stand_beside_the_config() -> None:
    assert folder_of(Path("/c/config.toml")) == Path("/c/routines.d")


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert read_own(tmp_path / "nowhere") == ([], [])


def test_files_are_read_by_name_and_drafts_of_editors_are_left_alone(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", ".a.toml.swp", ".hidden.toml", "a.toml~", "notes.txt"):
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    assert read_own(tmp_path) == ([("a.toml", "# a.toml"), ("b.toml", "# b.toml")], [])


def test_what_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "b.toml").write_bytes(b"#" * (LARGEST + 1))
    (tmp_path / "c.toml").mkdir()
    (tmp_path / "d.toml").write_text("", encoding="utf-8")
    (tmp_path / "e.toml").symlink_to("nowhere")
    files, problems = read_own(tmp_path)
    assert files == [("d.toml", "")]
    assert [(one.file, one.problem.kind) for one in problems] == [
        ("a.toml", ProblemKind.NOT_UTF8),
        ("b.toml", ProblemKind.TOO_LARGE),
        ("c.toml", ProblemKind.NOT_A_FILE),
        ("e.toml", ProblemKind.NOT_A_FILE),
    ]


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "routines.d").write_text("", encoding="utf-8")
    files, problems = read_own(tmp_path / "routines.d")
    assert (files, problems[0].problem.kind) == ([], ProblemKind.UNREADABLE)
