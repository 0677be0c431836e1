"""The person's own routines on the command line: listed, checked, begun, exported, played; and the pages and notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OWN = """\
[[routine]]
id = "mine"
name = "Mine"
[[routine.step]]
exercise = "my-circles"
[[exercise]]
id = "my-circles"   # drawn by my therapist
name = "My circles"
text = "As shown."
positions = ["seated"]
moves_feet = true
dose = { seconds = 1 }
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds everything; no program runs there."""
    monkeypatch.setenv("NUMBFEET_PORTABLE", str(tmp_path))
    for name in ("NUMBFEET_CONFIG", "NUMBFEET_DATA_DIR", "NUMBFEET_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def own(home: Path, text: str = OWN, name: str = "mine.toml") -> Path:
    path = home / "routines.d" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_ones_own_routines_stand_in_the_list(run: Run, home: Path) -> None:
    own(home)
    listed = json.loads(run("routines", "list", "--json").out)
    assert {"mine": True, "desk-minute": False}.items() <= {one["id"]: one["own"] for one in listed}.items()
    assert "your own" in run("routines", "list").out


def test_what_the_settings_hide_is_not_listed_unless_asked_for(run: Run, home: Path) -> None:
    (home / "config.toml").write_text('[safety]\nhidden_exercises = ["reduced-feeling"]\n', encoding="utf-8")
    assert "shoes-off-5" not in run("routines", "list").out
    assert "shoes-off-5" in run("routines", "list", "--hidden").out


def test_a_template_is_right_as_it_is_and_is_not_written_over(run: Run, home: Path) -> None:
    assert run("routines", "new", "knee-plan").code == 0
    assert (home / "routines.d" / "knee-plan.toml").exists()
    assert run("routines", "check").code == 0
    assert "Knee plan" in run("routines", "show", "knee-plan").out
    assert run("routines", "new", "knee-plan").code == 1
    assert run("routines", "new", "Knee Plan").code == 2


def test_a_copy_of_a_routine_is_ones_own_to_change(run: Run, home: Path) -> None:
    assert run("routines", "new", "slow-minute", "--copy", "desk-minute").code == 0
    assert run("routines", "new", "x", "--copy", "nothing").code == 1
    shown = {name: json.loads(run("routines", "show", name, "--json").out) for name in ("slow-minute", "desk-minute")}
    assert shown["slow-minute"]["steps"] == shown["desk-minute"]["steps"]


def test_every_problem_is_told_with_its_file_line_and_key_and_the_others_stay_usable(run: Run, home: Path) -> None:
    bad = own(home, OWN.replace("my-circles", "swim", 1).replace("true", '"yes"'))
    said = run("routines", "check")
    assert said.code == 5
    assert "mine.toml:5: routine[1].step[1].exercise" in said.err
    assert "mine.toml:11: exercise[1].moves_feet" in said.err
    assert [one["line"] for one in json.loads(run("routines", "check", "--json").out)["problems"]] == [11, 5]
    assert run("routines", "check", str(bad)).code == 5
    assert run("routines", "check", str(home / "nowhere.toml")).code == 5
    listed = run("routines", "list")
    assert "desk-minute" in listed.out
    assert "numbfeet routines check" in listed.err


def test_an_export_can_be_read_back_on_another_computer(run: Run, home: Path, tmp_path: Path) -> None:
    path = own(home)
    exported = run("routines", "export", "mine").out
    assert "# drawn by my therapist" in exported
    path.write_text(exported, encoding="utf-8")
    assert run("routines", "check").code == 0
    assert 'id = "full-5"' in run("routines", "export", "full-5").out
    assert run("routines", "export", "nothing").code == 1


def test_a_routine_is_played_here_when_no_program_runs(run: Run, home: Path) -> None:
    own(home)
    said = run("routines", "play", "mine")
    assert said.code == 0
    assert "My circles" in said.out
    assert "physical therapist before you begin" in said.out
    assert "not written to the history" in said.err
    assert run("routines", "play", "nothing").code == 1


def test_the_config_may_name_ones_own_and_hide_by_ticks(run: Run, home: Path) -> None:
    own(home)
    text = '[[reminder]]\nname = "a"\nclock = "feet"\nevery = "9m"\noffer = "mine"\n[safety]\nhidden_exercises = {}\n'
    (home / "config.toml").write_text(text.format('["my-circles", "balance"]'), encoding="utf-8")
    assert run("config", "check").code == 0
    (home / "config.toml").write_text(text.format('["balanc"]'), encoding="utf-8")
    assert 'Did you mean "balance"?' in run("config", "check").err


def test_the_warning_signs_are_there_whatever_is_wrong(run: Run, home: Path) -> None:
    (home / "config.toml").write_text("not TOML", encoding="utf-8")
    said = run("warning-signs")
    assert said.code == 0
    assert "call your local emergency number now" in said.out
    (home / "config.toml").write_text('[safety]\nemergency_number = "112"\n', encoding="utf-8")
    assert "call 112 now" in run("warning-signs").out


def test_the_about_page_says_what_is_not_known(run: Run, home: Path) -> None:
    assert "Nobody has shown" in " ".join(run("about").out.split())


def test_without_a_display_no_window_is_promised(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    said = run("warning-signs", "--window")
    assert (said.code, "numbfeet warning-signs" in said.err) == (6, True)


def test_notes_are_kept_listed_exported_and_deleted(run: Run, home: Path) -> None:
    assert run("notes", "list").out == "There are no notes.\n"
    assert run("notes", "add", "better", "--text", "warm feet", "--routine", "mine").code == 0
    assert run("notes", "add").code == 2
    (note,) = json.loads(run("notes", "list", "--json").out)
    assert (note["routine"], note["feeling"], note["text"]) == ("mine", "better", "warm feet")
    file = home / "notes.jsonl"
    assert run("notes", "export", str(file)).code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(run("notes", "export", "-").out) == note
    assert run("notes", "export", str(file)).code == 5
    assert run("notes", "delete").code == 2
    assert run("notes", "delete", "77").code == 1
    assert run("notes", "delete", str(note["number"])).code == 0
    assert run("notes", "list").out == "There are no notes.\n"


def test_a_day_is_simulated_with_ones_own_routines_and_without_the_hidden_ones(run: Run, home: Path) -> None:
    own(home)
    config = home / "config.toml"
    config.write_text('[safety]\nhidden_exercises = ["walk"]\n', encoding="utf-8")
    trace = home / "day.jsonl"
    lines = [
        {"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "Europe/Berlin"},
        {"t": 0, "event": "input", "until": 4000, "every": 2},
        {"t": 4001, "event": "start", "routine": "mine"},
        {"t": 4100, "event": "end"},
    ]
    trace.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = run("simulate", "--json", "--trace", str(trace))
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out.splitlines()[-1])["routines"] == 1
