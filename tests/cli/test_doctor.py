"""`doctor` where there is nothing: every part is tried, said in words, for scripts, and for a bug report."""

from __future__ import annotations

import getpass
import json
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from numbfeet_tray.app.doctor.report import Scrubber
from numbfeet_tray.cli import Exit
from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.control.codec import Response
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.app.desk import Desk
from tests.cli.conftest import Run, Serve
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import span

PARTS = ["program", "session", "tray", "notifier", "idle", "lock", "sleep", "do_not_disturb", "full_screen"]
PARTS += ["microphone", "camera", "sound", "window", "autostart", "config", "history"]


def findings(run: Run, *words: str) -> dict[str, dict[str, Any]]:
    """Return what the doctor found, by part."""
    plain = json.loads(run(*words, "doctor", "--json").out)
    assert plain["doctor"] == 1
    return {finding["part"]: finding for finding in plain["findings"]}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program on the path but what this Python brings."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("bare")
def test_where_there_is_nothing_each_part_says_so_and_what_would_help(run: Run) -> None:
    found = findings(run)
    assert list(found) == PARTS
    assert {part: one["state"] for part, one in found.items()} == {
        "program": "off",
        "session": "missing",
        "tray": "missing",
        "notifier": "missing",
        "idle": "missing",
        "lock": "missing",
        "sleep": "missing",
        "do_not_disturb": found["do_not_disturb"]["state"],
        "full_screen": found["full_screen"]["state"],
        "microphone": found["microphone"]["state"],
        "camera": found["camera"]["state"],
        "sound": "missing",
        "window": "limited",
        "autostart": "off",
        "config": "works",
        "history": "works",
    }
    assert [
        part for part, one in found.items() if one["state"] == "missing" and not (one["hint"] or one["others"])
    ] == []
    assert found["notifier"]["chosen"] == "terminal"
    assert "DBUS_SESSION_BUS_ADDRESS is not set" in found["tray"]["says"]


@pytest.mark.usefixtures("bare")
def test_in_words_it_is_a_table(run: Run) -> None:
    said = run("doctor")
    assert (said.code, said.err) == (Exit.OK, "")
    assert "\x1b" not in said.out
    lines = said.out.splitlines()
    assert lines[0].split(maxsplit=2)[:2] == ["off", "Program"]
    assert any(line.startswith("missing") and "Tray icon" in line for line in lines)
    assert any(line.strip() == "Start it with: numbfeet run" for line in lines)


def test_asking_changes_nothing(run: Run, home: Path) -> None:
    before = sorted(home.rglob("*"))
    run("doctor")
    assert sorted(home.rglob("*")) == before


def test_a_wrong_config_is_broken_and_its_words_stay_out(run: Run, home: Path) -> None:
    place = home / "config" / "numbfeet" / "config.toml"
    place.parent.mkdir()
    place.write_text('# of Jane Roe\n[prompt]\npolite_idle = "secret"\nmy_key = 1\n')
    said = run("doctor", "--json")
    assert said.code == Exit.FAILED
    config = findings(run)["config"]
    assert config["state"] == "broken"
    assert config["says"].startswith("It has 2 problems; the first: line 3: must be a duration")
    assert "secret" not in said.out
    assert "my_key" not in said.out
    assert config["hint"] == "See all with: numbfeet config check"


def test_the_history_is_checked(run: Run) -> None:
    paths = Paths.of(os.environ)
    paths.make_data()
    with closing(SqliteHistory(paths.history, ManualClock())) as history:
        history.append(span(1000.0, 1060.0), Instant(1060.0))
    assert findings(run)["history"]["says"].startswith("It is sound: 3 rows, ")
    paths.history.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    history_found = findings(run)["history"]
    assert (history_found["state"], run("doctor").code) == ("broken", Exit.FAILED)


def test_an_entry_for_the_login_is_found(run: Run, home: Path) -> None:
    entry = home / "config" / "autostart" / "numbfeet.desktop"
    entry.parent.mkdir()
    entry.write_text("[Desktop Entry]\nType=Application\nName=Numbfeet\nExec=/bin/true run\n")
    found = findings(run)["autostart"]
    assert (found["state"], found["chosen"]) == ("works", "xdg")
    assert found["says"] == f"{entry} starts it at login (xdg)."
    entry.write_text("[Desktop Entry]\nType=Application\nName=Numbfeet\nExec=/no/such run\n")
    found = findings(run)["autostart"]
    assert found["state"] == "limited"
    assert "numbfeet autostart enable" in found["hint"]


# ------------------------------------------------------------------------------------------ a running program


def diagnosed(**loop: object) -> dict[str, Any]:
    """Return what a running program answers."""
    reasons = {"tray": ["no native tray here"], "camera": []}
    parts = {"tray": "sni", "notifier": "plyer", "idle": "x11", "session": "logind", "camera": "pipewire"}
    return Desk().ask("status").data | {"parts": parts, "diagnosis": {"pid": 1, "loop": loop, "reasons": reasons}}


def test_the_running_program_tells_what_it_chose_and_how_often_it_woke(run: Run, serve: Serve) -> None:
    data = diagnosed(wakes_last_hour=42, longest_block=0.0321)
    serve(Desk(), lambda _request: Response(ok=True, data=data))
    found = findings(run)
    assert found["program"]["says"].endswith(
        "it woke 42 times in the last hour, and was never busy for more than 32 ms."
    )
    assert (found["tray"]["chosen"], found["tray"]["others"]) == ("sni", ["no native tray here"])
    assert found["notifier"]["chosen"] == "plyer"
    assert (found["camera"]["state"], found["camera"]["chosen"]) == ("works", "pipewire")


@pytest.mark.parametrize(
    "loop", [{"wakes_last_hour": 5000, "longest_block": 0.01}, {"wakes_last_hour": 5, "longest_block": 2}]
)
def test_a_program_that_wakes_too_often_or_blocks_is_told(loop: dict[str, object], run: Run, serve: Serve) -> None:
    serve(Desk(), lambda _request: Response(ok=True, data=diagnosed(**loop)))
    found = findings(run)["program"]
    assert found["state"] == "limited"
    assert "please report it" in found["hint"]


@pytest.mark.parametrize("data", [{}, {"diagnosis": 5, "parts": []}, {"diagnosis": {"loop": {"longest_block": "x"}}}])
def test_an_answer_of_another_version_is_taken_as_far_as_it_goes(data: dict[str, Any], run: Run, serve: Serve) -> None:
    serve(Desk(), lambda _request: Response(ok=True, data=data))
    assert findings(run)["program"]["state"] == "works"


def test_a_program_that_does_not_know_the_doctor_is_to_be_started_anew(run: Run, serve: Serve) -> None:
    serve(Desk(), lambda _request: Response(ok=False, error="unknown-command", message="Unknown command; known are: …"))
    found = findings(run)["program"]
    assert (found["state"], found["hint"]) == ("limited", "Start it anew: numbfeet quit, then numbfeet run")


def test_the_program_knows_what_the_doctor_asks(run: Run, serve: Serve) -> None:
    served = serve()
    assert findings(run)["program"]["state"] == "works"
    assert served.requests[-1].command == "doctor"


# --------------------------------------------------------------------------------------------- the bug report


def test_the_report_has_every_part_and_nothing_private(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    monkeypatch.setenv("USER", "janeroe")
    monkeypatch.setenv("HOSTNAME", "janes-laptop")
    data = diagnosed(wakes_last_hour=1, longest_block=0.0)
    data["diagnosis"]["reasons"]["tray"] = [
        f"{home}/bin/tray of janeroe on janes-laptop and {socket.gethostname()} at /run/user/1234/bus, /srv/janes/x"
    ]
    serve(Desk(), lambda _request: Response(ok=True, data=data))
    text = run("doctor", "--report").out
    assert [line.split(":")[0].removeprefix("- ") for line in text.splitlines() if line.startswith("- ")] == PARTS
    assert text.startswith("numbfeet-tray ")
    for private in (str(home), home.name, "janeroe", "janes", "laptop", socket.gethostname(), "1234"):
        assert private not in text
    assert "~/bin/tray of USER on HOST and HOST at /run/user/UID/bus, PATH" in text


def test_what_is_private_is_taken_out_wherever_it_stands() -> None:
    scrubber = Scrubber({"HOME": "/home/jane", "USER": "jane"}, user="jane", host="box")
    assert scrubber.clean("jane@box:/home/jane/x (/home/jane)") == "USER@HOST:~/x (~)"
    assert scrubber.clean("/usr/lib/x on /org/kde/y, /mnt/jane/z.") == "/usr/lib/x on /org/kde/y, PATH."
    assert scrubber.clean("janet has 1/2 boxes and/or 3") == "janet has 1/2 boxes and/or 3"


def test_without_a_home_the_report_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert Scrubber({}, host="box").clean("box") == "HOST"


def test_a_test_notification_without_a_desktop_comes_to_the_terminal(run: Run) -> None:
    said = run("doctor", "--notify", "--json")
    found = json.loads(said.out)["findings"][-1]
    assert found["part"] == "notify"
    assert found["chosen"] in {"plyer", "terminal"}
