"""Commands that ask the running program: what they say, print for scripts, and end with."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from numbfeet_tray.cli import Exit
from numbfeet_tray.shell.control.codec import Response
from numbfeet_tray.shell.paths import Paths
from tests.app.desk import Desk
from tests.cli.conftest import Run, Serve

ASKING = [
    ("status",),
    ("status", "--json"),
    ("why",),
    ("start",),
    ("start", "desk-minute"),
    ("stop",),
    ("snooze",),
    ("skip",),
    ("pause",),
    ("resume",),
    ("sitting",),
    ("standing",),
    ("away",),
    ("was-sitting",),
    ("quit",),
]


@pytest.fixture
def seated() -> Desk:
    """A desk at which somebody has been sitting for 20 min."""
    desk = Desk()
    desk.sit(1200.0)
    return desk


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_with_no_program_running_each_says_so_and_what_to_do(words: tuple[str, ...], run: Run) -> None:
    said = run(*words)
    assert said.code == Exit.NOT_RUNNING
    assert said.out == ""
    assert said.err == "numbfeet is not running. Start it with: numbfeet run\n"


def test_the_status_in_words(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated, lambda _request: Response(ok=True, data=_status(seated)))
    said = run("status")
    assert said.code == Exit.OK
    assert said.out.splitlines() == [
        "Seated 20 min; next prompt about 09:30.",
        "Feet: 20 min seated since they last moved.",
        "Seat: 20 min seated since you were last up.",
        "Tray: sni. Notifications: desktop. Idle time: x11. Session: logind.",
        "Figures are presence at the computer, not sitting itself.",
    ]


def _status(desk: Desk) -> dict[str, Any]:
    parts = {"tray": "sni", "notifier": "desktop", "idle": "x11", "session": "logind"}
    return desk.ask("status").data | {"parts": parts}


def test_the_status_for_scripts_is_what_the_program_says(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated)
    data = json.loads(run("status", "--json").out)
    assert (data["feet"], data["presence"], data["reason"], data["status"]) == (1200.0, "seated", "counting", 1)


def test_a_prompt_that_could_not_be_shown_is_said_in_the_status_until_the_next_one_is(run: Run, serve: Serve) -> None:
    desk = Desk()
    desk.sit(1925.0)
    assert desk.notes.slots["prompt"]
    desk.front.notification_failed("prompt", "the notification server is gone")
    desk.wait(1.0)
    assert desk.last.slots["prompt"].title == desk.notes.slots["prompt"].title, "the next notifier has shown it"
    serve(desk, lambda _request: Response(ok=True, data=_status(desk)))
    trouble = "The prompt could not be shown as a notification: the notification server is gone"
    assert trouble in run("status").out.splitlines()
    assert json.loads(run("status", "--json").out)["trouble"] == trouble
    desk.wait(300.0)
    assert "could not" not in run("status").out


def test_why_is_one_line_or_json(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated)
    assert run("why").out == "Seated 20 min; next prompt about 09:30.\n"
    assert json.loads(run("why", "--json").out) == {
        "why": "Seated 20 min; next prompt about 09:30.",
        "reason": "counting",
        "next": seated.ask("status").data["next"],
    }


@pytest.mark.parametrize(
    ("words", "command", "args"),
    [
        (("start", "toe-20"), "start", {"routine": "toe-20"}),
        (("start",), "start", {}),
        (("stop",), "stop", {}),
        (("snooze", "1h30m"), "snooze", {"for": 5400.0}),
        (("snooze",), "snooze", {}),
        (("skip",), "skip", {}),
        (("pause",), "pause", {}),
        (("pause", "--for", "2h"), "pause", {"for": 7200.0}),
        (("pause", "--until", "14:30"), "pause", {"until": "14:30"}),
        (("pause", "--until", "tomorrow"), "pause", {"until": "tomorrow"}),
        (("pause", "--until-tomorrow"), "pause", {"until": "tomorrow"}),
        (("pause", "--open-ended"), "pause", {"open_ended": True}),
        (("resume",), "resume", {}),
        (("sitting",), "say", {"what": "sitting"}),
        (("standing",), "say", {"what": "standing"}),
        (("away",), "say", {"what": "away"}),
        (("was-sitting",), "say", {"what": "was-sitting"}),
        (("quit",), "quit", {}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_asked_of_the_program(
    words: tuple[str, ...], command: str, args: dict[str, Any], run: Run, serve: Serve
) -> None:
    served = serve(Desk(), lambda _request: Response(ok=True, message="Done."))
    said = run(*words)
    assert (said.code, said.out, said.err) == (Exit.OK, "Done.\n", "")
    assert [(request.command, dict(request.args)) for request in served.requests] == [(command, args)]


def test_a_pause_until_a_time_ends_then(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated)
    assert run("pause", "--until", "14:30").out == "Paused until Mon 14:30.\n"
    assert run("resume").out == "Prompts go on.\n"


def test_what_the_program_refuses_is_said_on_stderr(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated)
    said = run("snooze")
    assert (said.code, said.out) == (Exit.REFUSED, "")
    assert said.err == "No prompt is due: there is nothing to put off.\n"
    assert run("start", "no-such").err == "There is no routine no-such.\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("no-such",),
        ("pause", "--for", "1h", "--open-ended"),
        ("pause", "--until", "24:00"),
        ("pause", "--until", "later"),
        ("snooze", "10"),
        ("snooze", "0s"),
        ("config",),
        ("history", "--limit", "0"),
        ("doctor", "--json", "--report"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_refused_before_anything_is_asked(words: tuple[str, ...], run: Run) -> None:
    said = run(*words)
    assert said.code == Exit.USAGE
    assert "usage: numbfeet" in said.out + said.err


@pytest.mark.parametrize(
    "words",
    [
        *(("status",), ("run",), ("doctor",), ("history",), ("config", "show"), ("config", "set", "a", "b")),
        *(("config", "edit"), ("simulate", "--trace", "x"), ("routines", "list")),
    ],
    ids=" ".join,
)
def test_a_profile_that_is_no_name_is_told(words: tuple[str, ...], run: Run) -> None:
    said = run("--profile", "../x", *words)
    assert (said.code, said.out) == (Exit.FAILED, "")
    assert said.err.startswith("A profile is named with lower-case letters")


def test_a_terminal_that_knows_few_letters_shows_the_others_as_question_marks(home: Path) -> None:
    """The config's path has a letter that ASCII has not."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "numbfeet_tray", "--portable", "/tmp/ö…", "config", "path"],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"/tmp/??/config.toml\n"), done.stderr


# ------------------------------------------------------------------------------------------------ versions


def test_a_command_that_an_older_program_does_not_know(run: Run, serve: Serve) -> None:
    serve(Desk(), lambda _request: Response(ok=False, error="unknown-command", message="Unknown command; known are: …"))
    said = run("skip")
    assert said.code == Exit.MISMATCH
    assert "of another version" in said.err
    assert "numbfeet quit, then numbfeet run" in said.err


def test_an_answer_that_lacks_what_this_version_expects(run: Run, serve: Serve) -> None:
    serve(Desk(), lambda _request: Response(ok=True, data={"why": "Seated.", "feet": 1}))
    for words in (("status",), ("why",)):
        said = run(*words)
        assert (said.code, said.out) == (Exit.MISMATCH, "")
        assert "of another version" in said.err


def test_an_answer_with_more_than_this_version_knows_is_understood(run: Run, serve: Serve, seated: Desk) -> None:
    serve(seated, lambda _request: Response(ok=True, data=_status(seated) | {"mood": "good"}))
    assert run("status").code == Exit.OK


@pytest.mark.parametrize("line", [b'{"v": 2, "ok": true, "new": 1}\n', b'{"ok": true}\n', b"hello\n"])
def test_a_program_that_speaks_another_protocol_is_named_as_the_reason(line: bytes, run: Run) -> None:
    with _Speaker(line):
        said = run("status")
    assert said.code == Exit.MISMATCH
    assert ("different versions" in said.err) or ("cannot be understood" in said.err)


def test_a_command_line_of_a_newer_version_is_told_by_the_old_program(serve: Serve) -> None:
    serve(Desk())
    assert b'"error":"bad-version"' in _raw(b'{"v": 2, "command": "status", "args": {}}\n')
    assert b"different versions" in _raw(b'{"v": 2, "command": "status"}\n')


def _raw(line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(_socket())
        client.sendall(line)
        return client.recv(4096)


def _socket() -> str:
    return str(Paths.of(os.environ).socket)


class _Speaker:
    """A program that answers every request with the same bytes."""

    def __init__(self, line: bytes) -> None:
        Paths.of(os.environ).make_runtime()
        self._line = line
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(_socket())
        self._listener.listen()
        self._thread = threading.Thread(target=self._answer)

    def _answer(self) -> None:
        connection, _address = self._listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(self._line)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._listener.close()
