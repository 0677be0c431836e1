"""The control socket, spoken to by good clients, bad clients and strangers, on a real socket and the real loop."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.control.client import ask
from numbfeet_tray.shell.control.codec import MAX_LINE, Fault, Request, Response, decode_response
from numbfeet_tray.shell.control.server import ControlServer, Limits
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.clock import ManualClock
from tests.integration.waiting import run_until

NOBODY = 65534
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.only_on("linux")


def open_files() -> list[int]:
    return [int(file.name) for file in Path("/proc/self/fd").iterdir()]


class Scene:
    """A server on a loop whose clock stands still until the test moves it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock()
        self.loop = SelectorLoop(self.clock)
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Response] = lambda request: Response(
            ok=True, data={"echo": dict(request.args)}
        )
        self.server: ControlServer | None = None
        self.sockets: list[socket.socket] = []

    def serve(self, limits: Limits | None = None, uid: int | None = None) -> ControlServer:
        def handler(request: Request) -> Response:
            self.requests.append(request)
            return self.answer(request)

        self.server = ControlServer(self.path, self.loop, handler, limits, uid)
        return self.server

    def connect(self, data: bytes = b"") -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(self.path))
        client.settimeout(10)
        self.sockets.append(client)
        if data:
            client.sendall(data)
        return client

    def in_thread(self, call: Callable[[], object]) -> object:
        """Run a blocking call while the loop turns; return its result."""
        result: list[object] = []
        thread = threading.Thread(target=lambda: result.append(call()))
        thread.start()
        run_until(self.loop, lambda: not thread.is_alive())
        thread.join()
        return result[0]

    def turn(self, rounds: int = 20) -> None:
        """Let the loop do everything that it can do now."""
        left = [rounds]

        def count() -> float:
            left[0] -= 1
            if left[0] <= 0:
                self.loop.stop()
            return 0.0

        self.loop.run(count)

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.turn()

    def heard(self, client: socket.socket) -> bytes:
        """Return everything up to the end of the connection."""
        client.setblocking(False)
        data = bytearray()

        def is_over() -> bool:
            try:
                while piece := client.recv(65536):
                    data.extend(piece)
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True
            return True

        run_until(self.loop, is_over)
        return bytes(data)

    def response(self, client: socket.socket) -> Response:
        return decode_response(self.heard(client))


@pytest.fixture
def scene(home: Path) -> Iterator[Scene]:
    scene = Scene(home / "run" / "control.sock")
    yield scene
    for client in scene.sockets:
        client.close()
    if scene.server is not None:
        scene.server.close()
    scene.loop.close()


STATUS = b'{"v":1,"command":"status","args":{"a":1}}\n'


# ------------------------------------------------------------------------------------------------- good clients


def test_a_request_is_handled_and_answered_and_the_connection_closed(scene: Scene) -> None:
    scene.serve()

    assert scene.response(scene.connect(STATUS)) == Response(ok=True, data={"echo": {"a": 1}})
    assert scene.requests == [Request("status", {"a": 1})]


def test_ask_gets_the_answer(scene: Scene) -> None:
    scene.answer = lambda request: Response(ok=False, error="nothing-due", message="Nichts fällig.")
    scene.serve()

    assert scene.in_thread(lambda: ask(scene.path, "skip")) == Response(
        ok=False, error="nothing-due", message="Nichts fällig."
    )


def test_a_thousand_connections_in_sequence_leave_nothing_behind(scene: Scene) -> None:
    scene.serve()
    scene.turn()
    before = len(open_files())

    def thousand() -> list[object]:
        return [ask(scene.path, "status", {"n": n}).data["echo"] for n in range(1000)]

    assert scene.in_thread(thousand) == [{"n": n} for n in range(1000)]
    scene.turn()
    assert len(open_files()) == before
    assert scene.server is not None
    assert not scene.server._clients


def test_a_request_may_come_byte_by_byte(scene: Scene) -> None:
    scene.serve()
    client = scene.connect()
    for byte in STATUS:
        client.send(bytes([byte]))
        scene.turn(2)

    assert scene.response(client).ok


def test_a_long_answer_arrives_whole_although_the_kernel_takes_it_in_pieces(scene: Scene) -> None:
    long = "x" * (MAX_LINE - 200)
    scene.answer = lambda request: Response(ok=True, data={"long": long})
    scene.serve()
    client = scene.connect(STATUS)
    scene.turn()

    assert scene.response(client).data == {"long": long}


def test_what_follows_the_first_line_is_ignored(scene: Scene) -> None:
    scene.serve()

    assert scene.response(scene.connect(STATUS + STATUS + b"rest")).ok
    assert len(scene.requests) == 1


# -------------------------------------------------------------------------------------------------- bad clients


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"\n", Fault.MALFORMED),
        (b"GET / HTTP/1.1\r\n", Fault.MALFORMED),
        (b'{"v": 9, "command": "status"}\n', Fault.BAD_VERSION),
        (b"\x00\xff\n", Fault.MALFORMED),
    ],
)
def test_what_is_no_request_is_answered_with_what_is_wrong(scene: Scene, line: bytes, fault: Fault) -> None:
    scene.serve()

    response = scene.response(scene.connect(line))

    assert (response.ok, response.error) == (False, fault)
    assert response.message
    assert not scene.requests


def test_a_line_of_a_megabyte_is_cut_off_with_a_reason(scene: Scene) -> None:
    scene.serve()
    client = scene.connect()
    client.setblocking(False)
    unsent = memoryview(b"x" * 1_000_000)

    def is_refused() -> bool:
        nonlocal unsent
        try:
            unsent = unsent[client.send(unsent) :]
        except BlockingIOError:
            return False
        except (BrokenPipeError, ConnectionResetError):
            return True
        return False

    run_until(scene.loop, is_refused)

    assert scene.response(client).error == Fault.TOO_LONG
    assert len(unsent) > 500_000
    assert scene.in_thread(lambda: ask(scene.path, "status")) == Response(ok=True, data={"echo": {}})


def test_half_a_line_and_then_silence_is_dropped_when_the_patience_is_over(scene: Scene) -> None:
    scene.serve()
    client = scene.connect(STATUS[:10])
    scene.turn()
    scene.wait(4.9)
    client.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.recv(1)

    scene.wait(0.2)

    assert client.recv(1) == b""


def test_bytes_that_trickle_in_do_not_extend_the_patience(scene: Scene) -> None:
    scene.serve()
    client = scene.connect()
    scene.turn()
    for _ in range(4):
        client.send(b"x")
        scene.wait(1.3)

    assert scene.heard(client) == b""
    assert scene.server is not None
    assert not scene.server._clients


def test_a_client_that_never_reads_is_dropped_and_holds_up_nobody(scene: Scene) -> None:
    scene.answer = lambda request: Response(ok=True, data={"long": "x" * 60_000})
    server = scene.serve()
    scene.connect(STATUS)
    scene.turn()
    assert len(server._clients) == 1

    assert isinstance(scene.in_thread(lambda: ask(scene.path, "status")), Response)
    scene.wait(5.1)

    assert not server._clients


@pytest.mark.parametrize("sent", [b"", STATUS[:10], STATUS])
def test_a_client_that_is_gone_at_once_harms_nothing(scene: Scene, sent: bytes) -> None:
    server = scene.serve()
    scene.connect(sent).close()
    scene.turn()

    assert not server._clients
    assert isinstance(scene.in_thread(lambda: ask(scene.path, "status")), Response)


def test_more_clients_than_the_limit_are_told_that_it_is_busy(scene: Scene) -> None:
    scene.serve(Limits(clients=3))
    waiting = [scene.connect() for _ in range(3)]
    scene.turn()

    assert scene.response(scene.connect(STATUS)).error == Fault.BUSY
    waiting[0].sendall(STATUS)
    assert scene.response(waiting[0]).ok
    assert scene.response(scene.connect(STATUS)).ok


def test_when_the_files_run_out_it_waits_instead_of_turning_in_place(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    import resource

    scene.serve()
    client = scene.connect(STATUS)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(open_files())
    kept: list[int] = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 5, limits[1]))
    try:
        with suppress(OSError):
            kept.extend(os.open("/dev/null", os.O_RDONLY) for _ in range(highest + 6))
        scene.turn(50)
        assert caplog.text.count("cannot take a connection") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        for fd in kept:
            os.close(fd)
    scene.wait(1.1)

    assert scene.response(client).ok


def test_closing_while_it_waits_for_files_ends_the_waiting(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    server = scene.serve()

    class Full:
        def accept(self) -> object:
            raise OSError(errno.EMFILE, "Too many open files")

        def __getattr__(self, name: str) -> object:
            return getattr(listener, name)

    listener = server._listener
    monkeypatch.setattr(server, "_listener", Full())
    scene.connect()
    scene.turn()
    server.close()
    scene.wait(2)

    assert not scene.path.exists()


def test_a_command_that_breaks_is_answered_and_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: Request) -> Response:
        raise LookupError(request.command)

    scene.answer = broken
    scene.serve()

    assert scene.response(scene.connect(STATUS)).error == Fault.FAILED
    assert "LookupError: status" in caplog.text


@pytest.mark.parametrize(("data", "fault"), [({"x": object()}, Fault.FAILED), ({"x": "y" * MAX_LINE}, Fault.TOO_LONG)])
def test_an_answer_that_cannot_be_sent_is_told(scene: Scene, data: dict[str, object], fault: Fault) -> None:
    scene.answer = lambda request: Response(ok=True, data=data)
    scene.serve()

    assert scene.response(scene.connect(STATUS)).error == fault


# ---------------------------------------------------------------------------------------------------- strangers


def test_the_socket_is_open_to_its_user_only(scene: Scene) -> None:
    scene.serve()

    assert stat.S_IMODE(scene.path.stat().st_mode) == 0o600
    assert stat.S_ISSOCK(scene.path.stat().st_mode)


def test_another_user_is_refused_even_where_the_file_would_let_them_in(scene: Scene, home: Path) -> None:
    stranger = """
        import os, socket, sys
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[1])
        try:
            client.sendall(b'{"v":1,"command":"status"}\\n')
        except BrokenPipeError:
            pass  # refused before it could ask
        print(client.makefile().readline())
    """
    # Only root can become somebody else; for others the server is told to expect somebody else.
    is_root = os.getuid() == 0
    scene.serve(uid=None if is_root else os.getuid() + 1)
    for folder in (home, scene.path.parent):
        folder.chmod(0o755)
    scene.path.chmod(0o666)

    def run() -> str:
        command = [sys.executable, "-c", textwrap.dedent(stranger), str(scene.path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    response = json.loads(str(scene.in_thread(run)))
    assert response["error"] == Fault.REFUSED
    assert response["data"] == {}
    assert not scene.requests


# ------------------------------------------------------------------------------------------ beginning and ending


def test_closing_removes_the_socket_and_drops_everyone(scene: Scene) -> None:
    server = scene.serve()
    client = scene.connect(STATUS[:5])
    scene.turn()

    server.close()
    server.close()

    assert client.recv(1) == b""
    assert not scene.path.exists()
    scene.wait(10)  # nothing of the dropped client is left in the loop


def test_a_place_that_is_taken_is_told_and_left_alone(scene: Scene) -> None:
    scene.path.write_text("mine")

    with pytest.raises(AdapterUnavailable, match="cannot be made: Address already in use"):
        scene.serve()

    assert scene.path.read_text() == "mine"


def test_a_path_too_long_for_a_socket_is_told(scene: Scene, home: Path) -> None:
    scene.path = home / ("x" * 120) / "control.sock"

    with pytest.raises(AdapterUnavailable, match="AF_UNIX path too long"):
        scene.serve()


def test_the_umask_is_given_back(scene: Scene) -> None:
    before = os.umask(0o022)
    try:
        scene.serve()
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_the_usual_limits_are_those_that_are_documented() -> None:
    assert Limits() == Limits(clients=32, patience=Seconds(5.0), send_buffer=16384)
