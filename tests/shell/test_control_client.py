"""Asking: what is told when nobody listens, somebody else does, or the program there is not well."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control import client
from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning, ProtocolMismatch, ask
from numbfeet_tray.shell.control.codec import Response, encode_response

pytestmark = pytest.mark.only_on("linux")
GOOD = encode_response(Response(ok=True, data={"n": 1}))


@contextmanager
def program(path: Path, behave: Callable[[socket.socket], None]) -> Iterator[None]:
    """Listen on `path` and treat one client as `behave` says."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


@pytest.fixture
def path(home: Path) -> Path:
    return home / "control.sock"


def test_nobody_listening_is_told_with_what_to_do(path: Path) -> None:
    with pytest.raises(NoProgramRunning, match=r"not running\. Start it with: numbfeet run"):
        ask(path, "status")


def test_the_socket_of_a_program_that_died_is_nobody(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))

    with pytest.raises(NoProgramRunning):
        ask(path, "status")


def test_a_program_that_is_just_starting_is_waited_for(path: Path) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(GOOD)

    result: list[Response] = []
    thread = threading.Thread(target=lambda: result.append(ask(path, "show", patience=Seconds(10.0))))
    thread.start()
    with program(path, answer):
        thread.join()

    assert result == [Response(ok=True, data={"n": 1})]


def test_the_waiting_for_a_start_ends(path: Path) -> None:
    with pytest.raises(NoProgramRunning):
        ask(path, "show", patience=Seconds(0.1))


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (b"", ControlProblem, "hung up"),
        (GOOD[:10], ControlProblem, "hung up"),
        (b"nonsense\n", ControlProblem, "cannot be understood"),
        (GOOD.replace(b'"v":1', b'"v":2'), ProtocolMismatch, "restart the running one"),
        (b"x" * 70_000, ControlProblem, "longer than"),
    ],
)
def test_an_answer_that_is_none_is_told(path: Path, answer: bytes, kind: type[ControlProblem], message: str) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(100)
        connection.settimeout(10)
        try:
            connection.sendall(answer)
        except (BrokenPipeError, ConnectionResetError):
            pass

    with program(path, behave), pytest.raises(kind, match=message):
        ask(path, "status")


def test_an_answer_in_pieces_is_put_together(path: Path) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(100)
        for start in range(0, len(GOOD), 7):
            connection.sendall(GOOD[start : start + 7])

    with program(path, behave):
        assert ask(path, "status").data == {"n": 1}


def test_an_answer_is_believed_although_the_question_was_cut_off(path: Path) -> None:
    def behave(connection: socket.socket) -> None:
        connection.sendall(GOOD)

    with program(path, behave):
        assert ask(path, "status", {"long": "x" * 60_000}).data == {"n": 1}


def test_a_program_that_does_not_answer_is_given_up(path: Path) -> None:
    is_over = threading.Event()

    with program(path, lambda _: (is_over.wait(10), None)[1]):
        with pytest.raises(ControlProblem, match="does not answer"):
            ask(path, "status", timeout=Seconds(0.05))
        is_over.set()


def test_a_program_whose_queue_is_full_is_given_up(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as first:
        listener.bind(str(path))
        listener.listen(0)
        first.connect(str(path))

        with pytest.raises(ControlProblem, match="does not answer"):
            ask(path, "status", timeout=Seconds(0.1))


def test_somebody_elses_program_is_told_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    monkeypatch.setattr(client, "own_uid", lambda: os.getuid() + 1)

    with (
        program(path, lambda connection: heard.append(connection.recv(100))),
        pytest.raises(ControlProblem, match="belongs to another user"),
    ):
        ask(path, "status")

    assert heard == [b""]


def test_a_request_that_is_too_long_is_not_sent(path: Path) -> None:
    with pytest.raises(ControlProblem, match="longer than"):
        ask(path, "status", {"x": "y" * 70_000})


def test_a_path_that_no_socket_can_have_is_told(home: Path) -> None:
    with pytest.raises(ControlProblem, match="AF_UNIX path too long"):
        ask(home / ("x" * 120), "status")


def test_a_file_in_place_of_the_socket_is_nobody(path: Path) -> None:
    path.write_text("")

    with pytest.raises(NoProgramRunning):
        ask(path, "status")
