"""The Wayland idle source against a scripted compositor, which does what the real ones here do not.

Version 2 of the protocol is one of those things: neither Debian's sway nor its KWin has it.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.idle.wayland import WaylandIdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.waiting import run_for, run_until

EXT, KDE = "ext_idle_notifier_v1", "org_kde_kwin_idle"
IDLED, RESUMED = 0, 1
Message = tuple[int, int, bytes]


def text(value: str) -> bytes:
    raw = value.encode() + b"\0"
    return struct.pack("=I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def message(target: int, opcode: int, arguments: bytes = b"") -> bytes:
    return struct.pack("=II", target, (8 + len(arguments)) << 16 | opcode) + arguments


class ScriptedCompositor:
    """One compositor for one client after the other. It keeps the requests; a test sends the events."""

    def __init__(self, folder: Path, **versions: int) -> None:
        self.versions = {"wl_seat": 7, **versions}
        self.requests: list[Message] = []
        self.names: dict[int, str] = {}
        """Objects that were bound → their interface."""
        self.answer: Callable[[int], bytes] | None = None
        """Makes what is sent at a sync instead of the globals, from the callback's number."""
        self.connections = 0
        self._path = folder / "wayland-test"
        self._client: socket.socket | None = None
        self._open()

    @property
    def environ(self) -> dict[str, str]:
        return {"WAYLAND_DISPLAY": self._path.name, "XDG_RUNTIME_DIR": str(self._path.parent)}

    def close(self) -> None:
        """Crash."""
        self.hang_up()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5.0)
        self._path.unlink(missing_ok=True)

    def restart(self) -> None:
        self.requests.clear()
        self.names.clear()
        self._open()

    def hang_up(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)

    def send(self, data: bytes) -> None:
        assert self._client is not None
        self._client.sendall(data)

    def tell(self, length_ms: int, opcode: int) -> None:
        self.send(message(self.watches()[length_ms], opcode))

    def watches(self) -> dict[int, int]:
        """Return milliseconds → object of the watches that stand."""
        found: dict[int, int] = {}
        for target, opcode, arguments in list(self.requests):
            name = self.names.get(target)
            if name == EXT and opcode in (1, 2):
                new, length, seat = struct.unpack("=III", arguments)
            elif name == KDE and opcode == 0:
                new, seat, length = struct.unpack("=III", arguments)
            elif target in found.values() and opcode == 0:
                found = {key: value for key, value in found.items() if value != target}
                continue
            else:
                continue
            assert self.names[seat] == "wl_seat"
            found[length] = new
        return found

    def _open(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._client, _ = self._listener.accept()
                self.connections += 1
                with self._client as client:
                    self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        inbox = b""
        while part := client.recv(4096):
            inbox += part
            while len(inbox) >= 8 and len(inbox) >= struct.unpack_from("=II", inbox)[1] >> 16:
                target, word = struct.unpack_from("=II", inbox)
                arguments, inbox = inbox[8 : word >> 16], inbox[word >> 16 :]
                self._take(client, target, word & 0xFFFF, arguments)

    def _take(self, client: socket.socket, target: int, opcode: int, arguments: bytes) -> None:
        self.requests.append((target, opcode, arguments))
        if target == 1 and opcode == 0:
            (done,) = struct.unpack("=I", arguments)
            client.sendall(self.answer(done) if self.answer else self.globals() + message(done, 0, bytes(4)))
        elif target == 2:
            (length,) = struct.unpack_from("=I", arguments, 4)
            interface = arguments[8 : 7 + length].decode()
            self.names[struct.unpack_from("=I", arguments, len(arguments) - 4)[0]] = interface

    def globals(self) -> bytes:
        numbered = enumerate(self.versions.items(), start=10)
        return b"".join(
            message(2, 0, struct.pack("=I", name) + text(interface) + struct.pack("=I", version))
            for name, (interface, version) in numbered
        )


class Scene:
    """A scripted compositor and the source that listens to it."""

    def __init__(self, loop: SelectorLoop, clock: ShiftedClock, compositor: ScriptedCompositor) -> None:
        self.loop = loop
        self.clock = clock
        self.compositor = compositor
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.source = WaylandIdleSource(loop, clock, self.events.append, compositor.environ, self.lost.append)

    def until(self, condition: Callable[[], object]) -> None:
        run_until(self.loop, condition, what=f"what was waited for, after {self.events}")

    def settle(self) -> None:
        run_for(self.loop, 0.05)

    def ahead(self, seconds: float) -> None:
        self.clock.ahead += seconds
        self.settle()


Start = Callable[..., Scene]


@pytest.fixture
def start(tmp_path: Path, loop: SelectorLoop, clock: ShiftedClock) -> Iterator[Start]:
    scenes: list[Scene] = []

    def start(**versions: int) -> Scene:
        scenes.append(Scene(loop, clock, ScriptedCompositor(tmp_path, **(versions or {EXT: 2}))))
        scenes[-1].until(scenes[-1].compositor.watches)
        return scenes[-1]

    yield start
    for scene in scenes:
        scene.source.close()
        scene.compositor.close()


# ------------------------------------------------------------------------------------------- what is asked for


@pytest.mark.parametrize(
    ("versions", "name", "opcode"),
    [
        ({EXT: 1}, "ext-idle-notify 1", 1),
        ({EXT: 2}, "ext-idle-notify 2", 2),
        ({EXT: 9}, "ext-idle-notify 2", 2),
        ({KDE: 1}, "kde-idle", 0),
        ({KDE: 1, EXT: 1}, "ext-idle-notify 1", 1),
    ],
)
def test_the_best_protocol_there_is_gets_used(start: Start, versions: dict[str, int], name: str, opcode: int) -> None:
    scene = start(**versions)
    assert scene.source.name == name
    scene.source.arm(Seconds(60.0))
    scene.until(lambda: 60_000 in scene.compositor.watches())
    managers = [number for number, interface in scene.compositor.names.items() if interface in (EXT, KDE)]
    assert {request[1] for request in scene.compositor.requests if request[0] in managers} == {opcode}


def test_while_the_person_works_one_watch_stands(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    scene.compositor.tell(1, IDLED)
    scene.compositor.tell(1, RESUMED)
    scene.until(lambda: list(scene.compositor.watches()) == [60_000])
    assert scene.events == [Active()]
    scene.source.expect_input()
    scene.source.expect_input()
    scene.until(lambda: sorted(scene.compositor.watches()) == [1, 60_000])


def test_a_thousand_changes_of_mind_leave_few_watches(start: Start) -> None:
    scene = start()
    for number in range(1000):
        scene.source.arm(Seconds(3.0 if number % 2 else 60.0))
        scene.source.expect_input()
    scene.settle()
    assert sorted(scene.compositor.watches()) == [1, 3000, 60_000]


def test_a_threshold_of_years_is_one_that_compositors_can_count(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(1e9))
    scene.until(lambda: len(scene.compositor.watches()) == 2)
    assert max(scene.compositor.watches()) < 2**31


# ---------------------------------------------------------------------------------------------- what is heard


def test_an_older_watch_that_tells_later_knows_better_since_when(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    scene.compositor.tell(1, IDLED)
    scene.compositor.tell(1, RESUMED)
    scene.settle()
    last = scene.clock.boot()
    scene.ahead(57.0)
    scene.source.arm(Seconds(3.0))  # a prompt is due
    scene.until(lambda: 3000 in scene.compositor.watches())
    scene.ahead(3.0)
    scene.compositor.tell(3000, IDLED)
    scene.until(lambda: len(scene.events) == 2)
    scene.compositor.tell(60_000, IDLED)
    scene.source.arm(Seconds(60.0))  # it was shown
    scene.until(lambda: len(scene.events) == 3)
    told = scene.events[-1]
    assert isinstance(told, Idle)
    assert told.since == pytest.approx(last, abs=0.5)


def test_an_end_that_was_told_and_not_heard_is_heard_before_a_threshold_is_weighed(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    scene.compositor.tell(1, IDLED)
    scene.settle()
    scene.ahead(100.0)
    scene.until(lambda: scene.events)
    assert isinstance(scene.events[0], Idle)
    scene.compositor.tell(1, RESUMED)
    scene.source.arm(Seconds(3.0))
    scene.settle()
    assert scene.events[1:] == [Active()]


def test_events_for_what_was_taken_back_are_nothing(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    probe = scene.compositor.watches()[1]
    scene.compositor.tell(1, IDLED)
    scene.compositor.tell(1, RESUMED)
    scene.until(lambda: 1 not in scene.compositor.watches())
    scene.compositor.send(message(probe, IDLED) + message(probe, RESUMED) + message(4711, IDLED))
    scene.compositor.send(message(scene.compositor.watches()[60_000], RESUMED))  # of a silence it never told of
    scene.settle()
    assert scene.events == [Active()]
    assert scene.lost == []


def test_events_may_come_in_crumbs(start: Start) -> None:
    scene = start()
    for octet in message(scene.compositor.watches()[1], IDLED) + message(scene.compositor.watches()[1], RESUMED):
        scene.compositor.send(bytes([octet]))
        run_for(scene.loop, 0.002)
    scene.until(lambda: scene.events == [Active()])


# --------------------------------------------------------------------------------------------- when it is gone


def test_a_compositor_that_comes_back_is_listened_to_again(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    scene.compositor.close()
    scene.settle()
    scene.source.arm(Seconds(30.0))
    scene.source.expect_input()
    assert scene.source.idle_time() is None
    scene.compositor.restart()
    scene.ahead(1.1)
    scene.until(lambda: sorted(scene.compositor.watches()) == [1, 30_000])
    scene.compositor.tell(1, IDLED)
    scene.compositor.tell(1, RESUMED)
    scene.until(lambda: scene.events)
    assert scene.events == [Active()]
    assert scene.lost == []


def test_a_compositor_that_stays_away_is_told_of_once(start: Start) -> None:
    scene = start()
    scene.source.arm(Seconds(60.0))
    scene.compositor.close()
    scene.settle()
    for _ in range(6):
        scene.ahead(4.1)
    assert len(scene.lost) == 1
    assert "compositor" in scene.lost[0]
    scene.source.arm(Seconds(3.0))
    scene.source.expect_input()
    scene.settle()
    assert scene.events == []
    assert scene.source.idle_time() is None


def test_nothing_follows_a_close_while_the_compositor_is_awaited(start: Start) -> None:
    scene = start()
    scene.compositor.close()
    scene.settle()
    scene.source.close()
    for _ in range(6):
        scene.ahead(4.1)
    assert scene.lost == []


@pytest.mark.parametrize(
    "nonsense",
    [
        message(1, 0, struct.pack("=II", 3, 1) + text("invalid method")),
        struct.pack("=II", 5, 4 << 16),
        message(2, 1, struct.pack("=I", 10)),
        message(2, 0, b""),
        message(1, 0, b""),
    ],
    ids=["error", "size", "seat", "global", "empty error"],
)
def test_a_compositor_that_refuses_or_talks_nonsense_is_left(start: Start, nonsense: bytes) -> None:
    scene = start()
    before = scene.compositor.connections
    scene.compositor.send(nonsense)
    scene.settle()
    scene.ahead(1.1)
    scene.until(lambda: scene.compositor.connections == before + 1)
    assert scene.lost == []


# ------------------------------------------------------------------------------------------------- no such thing


def reasons_of(loop: SelectorLoop, clock: ShiftedClock, environ: dict[str, str]) -> str:
    source, reasons = choose_idle(loop, clock, lambda _event: None, environ, print)
    assert source.name == "none"
    return " ".join(reasons)


def test_a_compositor_without_the_protocol_is_none(tmp_path: Path, loop: SelectorLoop, clock: ShiftedClock) -> None:
    compositor = ScriptedCompositor(tmp_path, wl_compositor=4)
    assert "no protocol" in reasons_of(loop, clock, compositor.environ)
    compositor.close()


def silent(_done: int) -> bytes:
    return b""


def endless(_done: int) -> bytes:
    return message(4711, 0) * 200_000


def refusing(_done: int) -> bytes:
    return message(1, 0, struct.pack("=II", 1, 0) + text("no"))


@pytest.mark.parametrize("answer", [silent, endless, refusing])
def test_a_compositor_that_does_not_answer_as_it_should_is_none(
    tmp_path: Path, loop: SelectorLoop, clock: ShiftedClock, answer: Callable[[int], bytes]
) -> None:
    compositor = ScriptedCompositor(tmp_path, **{EXT: 2})
    compositor.answer = answer
    assert "cannot be reached" in reasons_of(loop, clock, compositor.environ)
    compositor.close()


@pytest.mark.parametrize("name", ["wayland-9", "/nowhere/wayland-9", "", "x" * 200, "a\0b"])
def test_a_session_without_its_compositor_has_no_source(
    tmp_path: Path, loop: SelectorLoop, clock: ShiftedClock, name: str
) -> None:
    name = name.replace("/nowhere", str(tmp_path))
    environ = {
        "WAYLAND_DISPLAY": name,
        "XDG_SESSION_TYPE": "wayland",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "DISPLAY": ":0",
    }
    assert "cannot be reached" in reasons_of(loop, clock, environ)


def test_a_wayland_source_needs_a_wayland_session(loop: SelectorLoop, clock: ShiftedClock) -> None:
    with pytest.raises(AdapterUnavailable, match="WAYLAND_DISPLAY"):
        WaylandIdleSource(loop, clock, lambda _event: None, {"DISPLAY": ":0"}, print)
