"""What is generated and checked in is what would be generated now; and the shells and man(1) take it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from numbfeet_tray.cli.exits import MEANINGS, Exit
from numbfeet_tray.cli.parser import build
from tests.integration.waiting import require
from tests.project.build import ROOT
from tests.project.generated import SHELLS, commands_of, generated, manual, roff

FILES = generated()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path], "make it anew with: make generated"


def script(shell: str) -> Path:
    return ROOT / "numbfeet_tray" / "data" / "completions" / f"numbfeet.{shell}"


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, str]:
    """An environment in which `numbfeet` is a program that lists two routines."""
    program = tmp_path / "bin" / "numbfeet"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'toe-20  Toes (20 s)'\necho 'desk-minute  Desk minute (1 min)'\n")
    program.chmod(0o700)
    return os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}


def completed_by_bash(line: str, environ: dict[str, str]) -> set[str]:
    words = line.split(" ")
    commands = [
        f"source {script('bash')}",
        f"COMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}",
        f"COMP_LINE='{line}'; COMP_POINT={len(line)}",
        "$(complete -p numbfeet | sed 's/.*-F \\([^ ]*\\).*/\\1/') numbfeet",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    done = subprocess.run(["bash", "-c", "\n".join(commands)], env=environ, capture_output=True, text=True, check=False)
    return set(done.stdout.split())


def completed_by_fish(line: str, environ: dict[str, str]) -> set[str]:
    command = f"source {script('fish')}; complete --do-complete '{line}'"
    done = subprocess.run(["fish", "-c", command], env=environ, capture_output=True, text=True, check=True)
    return {row.split("\t")[0] for row in done.stdout.splitlines()}


COMPLETED = [
    ("numbfeet sta", {"status", "start", "standing"}),
    ("numbfeet config s", {"show", "set", "schema"}),
    ("numbfeet pause --f", {"--for"}),
    ("numbfeet start toe", {"toe-20"}),
    ("numbfeet completion f", {"fish"}),
]


@pytest.mark.parametrize(("line", "expected"), COMPLETED, ids=[line for line, _ in COMPLETED])
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_the_shell_completes(shell: str, line: str, expected: set[str], programs: dict[str, str]) -> None:
    require(shell)
    complete = {"bash": completed_by_bash, "fish": completed_by_fish}[shell]
    assert {word for word in complete(line, programs) if word.startswith(line.rpartition(" ")[2])} >= expected


def test_zsh_reads_its_script_and_knows_every_command() -> None:
    require("zsh")
    place = script("zsh")
    subprocess.run(["zsh", "-n", place], check=True)
    text = place.read_text(encoding="utf-8")
    assert text.startswith("#compdef numbfeet\n")
    assert not [name for name, _ in commands_of(build()) if f"{name.split()[-1]}:'" not in text]


def test_the_command_prints_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    from numbfeet_tray.cli import main

    for shell in SHELLS:
        assert main(["completion", shell]) == Exit.OK
        assert capsys.readouterr().out == script(shell).read_text(encoding="utf-8")


def test_the_manual_page_has_every_command_and_every_exit_code() -> None:
    text = manual()
    for name, parser in commands_of(build()):
        if parser._defaults.get("call"):
            assert f'.SS "{roff(name)}"\n' in text
    for code in Exit:
        assert f".TP\n\\fB{int(code)}\\fR\n{roff(MEANINGS[code])}\n" in text


def test_man_formats_the_page_without_a_warning() -> None:
    require("man")
    page = ROOT / "docs" / "man" / "numbfeet.1"
    done = subprocess.run(
        ["man", "--warnings", "--local-file", page],
        env=os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "numbfeet - count seated time" in done.stdout


@pytest.mark.parametrize(("text", "escaped"), [("a-b", r"a\-b"), (".x", r"\&.x"), ("'x", r"\&'x"), ("a\\n", r"a\en")])
def test_text_is_not_taken_for_orders_to_the_formatter(text: str, escaped: str) -> None:
    assert roff(text) == escaped
