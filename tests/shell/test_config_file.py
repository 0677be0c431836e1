"""`shell.config_file` on real files of every unpleasant kind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.problem import Problem, ProblemKind
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.config_file import LARGEST, ConfigFile, read_text
from numbfeet_tray.text.problems import explain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def problem_of(path: Path) -> Problem:
    found = read_text(path)
    assert isinstance(found, Problem)
    return found


def told(path: Path) -> str:
    return explain(problem_of(path), "config.toml")


def test_a_missing_file_is_the_defaults(path: Path) -> None:
    result = ConfigFile(path).reload()
    assert (result.config, result.problems, result.changed) == (Config(), (), False)


def test_a_missing_folder_is_the_defaults_too(tmp_path: Path) -> None:
    assert read_text(tmp_path / "none" / "config.toml") == ""


def test_a_good_file_comes_into_force_once(path: Path) -> None:
    file = ConfigFile(path)
    path.write_text('[absence]\nshort = "30s"\n')
    first, second = file.reload(), file.reload()
    assert first.config.engine.absences.short == Seconds(30)
    assert file.config is second.config
    assert (first.changed, second.changed) == (True, False)


def test_a_wrong_file_leaves_the_last_good_config_in_force(path: Path) -> None:
    file = ConfigFile(path)
    path.write_text('day_start = "05:00"\n')
    good = file.reload().config
    path.write_text('day_start = "5"\n[quiet]\ncamera = 2\n')
    result = file.reload()
    assert result.config is good
    assert not result.changed
    assert [problem.line for problem in result.problems] == [1, 3]
    path.write_text('day_start = "06:00"\n')
    assert file.reload().changed
    assert file.config.day_start == 360


def test_a_file_that_is_deleted_brings_the_defaults_back(path: Path) -> None:
    file = ConfigFile(path)
    path.write_text('day_start = "05:00"\n')
    file.reload()
    path.unlink()
    result = file.reload()
    assert (result.config, result.changed) == (Config(), True)


def test_routines_and_exercises_are_checked_once_they_are_known(path: Path) -> None:
    file = ConfigFile(path)
    path.write_text('[prompt]\nshort_offer = "mine"\n[safety]\nhidden_exercises = ["towel"]\n')
    assert file.reload().problems == ()
    file.know_routines(["toe-20"], ["heel"])
    assert [problem.kind for problem in file.reload().problems] == ["unknown-routine", "unknown-exercise"]
    file.know_routines(["toe-20", "mine"])
    assert file.reload().problems == ()


def test_a_byte_order_mark_is_no_part_of_the_text(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbfday_start = "05:00"\r\n')
    assert read_text(path) == 'day_start = "05:00"\r\n'
    assert ConfigFile(path).reload().config.day_start == 300


def test_a_folder_is_told(path: Path) -> None:
    path.mkdir()
    assert told(path) == "config.toml: this is a folder, not a file."


def test_a_file_in_another_encoding_is_told_with_its_line(path: Path) -> None:
    path.write_bytes("# one\n# Fü\xdfe: ä\n".encode("latin-1"))
    assert told(path) == "config.toml:2: this is not UTF-8 text; please save the file in the encoding UTF-8."


def test_utf_16_is_told(path: Path) -> None:
    path.write_text("a = 1", encoding="utf-16")
    assert problem_of(path).kind is ProblemKind.NOT_UTF8


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_told(path: Path) -> None:
    path.write_bytes(b"#" * LARGEST)
    assert len(str(read_text(path))) == LARGEST
    path.write_bytes(b"#" * (LARGEST + 1))
    assert told(path) == "config.toml: this file is too large to be a configuration; at most 65536 bytes are read."


def test_a_file_that_may_not_be_read_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read everything

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(os, "open", refuse)
    assert told(path) == "config.toml: this file cannot be read: Permission denied."


@pytest.mark.skipif(sys.platform == "win32", reason="symlinks need rights there")
def test_a_link_to_itself_is_told(path: Path) -> None:
    path.symlink_to(path)
    assert told(path) == "config.toml: this file cannot be read: Too many levels of symbolic links."


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_a_pipe_is_told_and_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    assert told(path) == "config.toml: this is not a regular file."


def test_a_file_where_a_folder_should_be_is_told(path: Path) -> None:
    path.write_text("")
    assert problem_of(path / "config.toml").kind is ProblemKind.UNREADABLE


def test_a_path_that_no_file_can_have_is_told() -> None:
    assert problem_of(Path("a\0b")).kind is ProblemKind.UNREADABLE


def test_the_null_device_is_an_empty_file() -> None:
    assert read_text(Path(os.devnull)) == ""
