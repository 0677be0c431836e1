"""The X idle source against a scripted X server, which does what no real one can be brought to do."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.idle.x11 import X11IdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.waiting import run_for, run_until

SYNC, FIRST_EVENT, BASE = 200, 90, 0x00200000
IDLE, BACK = BASE + 1, BASE + 2
CLOCK = SystemClock()


class ScriptedServer:
    """One X server for one client. It keeps what alarms are set to; a test lets them go off."""

    def __init__(self) -> None:
        self.has_sync = True
        self.counters = {"SERVERTIME": 1, "IDLETIME": 2, "DEVICEIDLETIME 2": 3}
        self.idle_ms = 5000
        self.mute: set[str] = set()
        """Requests that are never answered: "setup", "extension", "initialize", "list", "query"."""
        self.hangs_up_at = ""
        self.before_query = b""
        """Sent in one piece with the next answer to a query."""
        self.alarms: dict[int, tuple[int, int]] = {}
        """Alarm → (test, value)."""
        self._sequence = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.display = f"127.0.0.1:{self._listener.getsockname()[1] - 6000}"
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        for end in (self._client, self._listener):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._thread.join(5.0)

    def send(self, data: bytes) -> None:
        assert self._client is not None
        self._client.sendall(data)

    def event(self, alarm: int, value: int, counter: int) -> bytes:
        """Return an AlarmNotify: `alarm`, set to `value`, went off with the counter at `counter`."""
        return struct.pack(
            "=BBHIiIiIIB3x",
            FIRST_EVENT + 1,
            1,
            self._sequence,
            alarm,
            0,
            counter,
            value >> 32,
            value & 0xFFFFFFFF,
            0,
            1,
        )

    def error(self) -> bytes:
        return struct.pack("=BBHIHB21x", 0, 16, self._sequence, 0, 8, SYNC)

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            self._client, _ = self._listener.accept()
            names = struct.unpack("=6xHH2x", self._take(12)[:12])
            self._take(sum((length + 3) & ~3 for length in names))
            self._answer(
                "setup", struct.pack("=BxHHH", 1, 11, 0, 8) + struct.pack("=IIII", 1, BASE, 0x1FFFFF, 0) + bytes(16)
            )
            while True:
                self._handle()

    def _take(self, length: int) -> bytes:
        assert self._client is not None
        data = b""
        while len(data) < length:
            more = self._client.recv(length - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def _answer(self, request: str, data: bytes) -> None:
        if self.hangs_up_at == request:
            assert self._client is not None
            self._client.shutdown(socket.SHUT_RDWR)
            raise EOFError
        if request not in self.mute:
            self.send(data)

    def _reply(self, request: str, fields: bytes, more: bytes = b"") -> None:
        head = struct.pack("=BxHI", 1, self._sequence, len(more) // 4)
        self._answer(request, head + fields.ljust(24, b"\0") + more)

    def _handle(self) -> None:
        opcode, minor, length = struct.unpack("=BBH", self._take(4))
        body = self._take(length * 4 - 4)
        self._sequence = (self._sequence + 1) % 65536
        if opcode == 98:
            self._reply("extension", bytes([self.has_sync, SYNC, FIRST_EVENT, 0]))
        elif minor == 0:
            self._reply("initialize", bytes([3, 1]))
        elif minor == 1:
            entries = b"".join(
                (struct.pack("=IiIH", number, 0, 4, len(name)) + name.encode()).ljust((14 + len(name) + 3) & ~3, b"\0")
                for name, number in self.counters.items()
            )
            self._reply("list", struct.pack("=I", len(self.counters)), entries)
        elif minor == 5:
            first, self.before_query = self.before_query, b""
            if first:
                head = struct.pack("=BxHI", 1, self._sequence, 0)
                self.send(first + head + struct.pack("=iI", 0, self.idle_ms) + bytes(16))
            else:
                self._reply("query", struct.pack("=iI", 0, self.idle_ms))
        else:
            alarm, _, _, _, high, low, test = struct.unpack("=IIIIiII", body[:28])
            self.alarms[alarm] = (test, high << 32 | low)


class Scene:
    def __init__(self, server: ScriptedServer, loop: SelectorLoop) -> None:
        self.server = server
        self.loop = loop
        self.events: list[Event] = []
        self.lost: list[str] = []
        self._sources: list[X11IdleSource] = []

    def connect(self) -> X11IdleSource:
        environ = {"DISPLAY": self.server.display}
        self._sources.append(X11IdleSource(self.loop, CLOCK, self.events.append, environ, self.lost.append))
        return self._sources[-1]

    def until(self, condition: Callable[[], object]) -> None:
        run_until(self.loop, condition)

    def close(self) -> None:
        for source in self._sources:
            source.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def scene(server: ScriptedServer, loop: SelectorLoop) -> Iterator[Scene]:
    scene = Scene(server, loop)
    yield scene
    scene.close()


# ------------------------------------------------------------------------------------------------ connecting


def test_a_server_without_the_extension_is_refused(scene: Scene) -> None:
    scene.server.has_sync = False
    with pytest.raises(AdapterUnavailable, match="no counter IDLETIME"):
        scene.connect()


@pytest.mark.parametrize("counters", [{}, {"SERVERTIME": 1, "DEVICEIDLETIME 2": 3}])
def test_a_server_without_the_counter_is_refused(scene: Scene, counters: dict[str, int]) -> None:
    scene.server.counters = counters
    with pytest.raises(AdapterUnavailable, match="no counter IDLETIME"):
        scene.connect()


@pytest.mark.parametrize("request_", ["setup", "extension", "initialize", "list"])
def test_a_server_that_falls_silent_while_connecting_is_refused(scene: Scene, request_: str) -> None:
    scene.server.mute = {request_}
    source, reasons = choose_idle(scene.loop, CLOCK, print, {"DISPLAY": scene.server.display}, print)
    assert source.name == "none"
    assert "no answer within 1 s" in reasons[0]


@pytest.mark.parametrize("request_", ["setup", "extension", "initialize", "list"])
def test_a_server_that_hangs_up_while_connecting_is_refused(scene: Scene, request_: str) -> None:
    scene.server.hangs_up_at = request_
    source, reasons = choose_idle(scene.loop, CLOCK, print, {"DISPLAY": scene.server.display}, print)
    assert source.name == "none"
    assert len(reasons) == 1


def test_a_server_that_hangs_up_on_the_first_question_about_input_is_told_of(scene: Scene) -> None:
    scene.server.hangs_up_at = "query"
    scene.connect()
    scene.until(lambda: scene.lost)
    assert len(scene.lost) == 1


# -------------------------------------------------------------------------------------------------- the alarms


def test_the_alarms_are_set_to_what_the_protocol_asks(scene: Scene) -> None:
    source = scene.connect()
    source.arm(Seconds(60.0))
    source.idle_time()
    assert scene.server.alarms == {BACK: (3, 4999), IDLE: (2, 60_000)}


def test_a_threshold_of_years_is_one_that_the_server_can_wait_for(scene: Scene) -> None:
    source = scene.connect()
    source.arm(Seconds(1e9))
    source.idle_time()
    assert 86_400_000 < scene.server.alarms[IDLE][1] < 2**31


def test_input_that_is_waited_for_is_not_waited_for_anew(scene: Scene) -> None:
    # An alarm that has gone off, unheard so far, would be taken for an old one, and that input be lost.
    source = scene.connect()
    scene.server.idle_ms = 20
    source.expect_input()
    source.idle_time()
    assert scene.server.alarms == {BACK: (3, 4999)}


def test_connecting_leaves_the_limit_of_other_sockets_as_it_was(scene: Scene) -> None:
    scene.connect()
    assert socket.getdefaulttimeout() is None


def test_in_the_millisecond_of_an_input_the_next_is_waited_for_by_a_fall(scene: Scene) -> None:
    scene.server.idle_ms = 0
    source = scene.connect()
    source.idle_time()
    assert scene.server.alarms == {BACK: (1, 0)}
    scene.server.send(scene.server.event(BACK, 0, 0) * 3)  # a fall is told of at each input
    scene.until(lambda: scene.events)
    run_for(scene.loop, 0.05)
    assert scene.events == [Active()]
    source.idle_time()
    assert scene.server.alarms == {BACK: (3, -1)}


def test_events_that_come_with_an_answer_are_not_left_lying(scene: Scene) -> None:
    # They are read with the answer, and the descriptor does not become readable again for them.
    source = scene.connect()
    source.arm(Seconds(60.0))
    source.idle_time()
    scene.server.before_query = scene.server.event(IDLE, 60_000, 60_000)
    assert source.idle_time() == 5.0
    scene.until(lambda: scene.events)
    assert isinstance(scene.events[0], Idle)


def test_an_alarm_that_was_set_anew_since_is_not_heard(scene: Scene) -> None:
    source = scene.connect()
    source.arm(Seconds(60.0))
    source.arm(Seconds(3.0))
    source.idle_time()
    scene.server.send(scene.server.event(IDLE, 60_000, 60_000))
    run_for(scene.loop, 0.05)
    assert scene.events == []
    scene.server.send(scene.server.event(IDLE, 3000, 60_001))
    scene.until(lambda: scene.events)
    (idle,) = scene.events
    assert isinstance(idle, Idle)
    assert idle.since == pytest.approx(CLOCK.boot() - 60.0, abs=0.5)


def test_an_alarm_that_goes_off_twice_is_heard_once(scene: Scene) -> None:
    source = scene.connect()
    source.arm(Seconds(60.0))
    source.idle_time()
    scene.server.send(scene.server.event(IDLE, 60_000, 60_000) * 2)
    scene.until(lambda: scene.events)
    scene.server.send(scene.server.event(BACK, 59_999, 0) * 2)
    scene.until(lambda: len(scene.events) > 1)
    run_for(scene.loop, 0.05)
    assert [type(event) for event in scene.events] == [Idle, Active]


def test_what_is_not_ours_is_passed_over(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    source = scene.connect()
    source.arm(Seconds(60.0))
    source.idle_time()
    mapping = struct.pack("=BxHBBB25x", 34, 0, 1, 8, 248)  # MappingNotify goes to every client
    scene.server.send(mapping + scene.server.event(BASE + 77, 60_000, 60_000) + mapping)
    scene.server.send(scene.server.event(BACK, 4999, 0))
    scene.until(lambda: scene.events)
    assert scene.events == [Active()]


def test_an_event_in_two_pieces_is_one_event(scene: Scene) -> None:
    scene.connect()
    event = scene.server.event(BACK, 4999, 0)
    scene.server.send(event[:10])
    run_for(scene.loop, 0.05)
    assert scene.events == []
    scene.server.send(event[10:])
    scene.until(lambda: scene.events)


def test_a_protocol_error_goes_to_the_log(
    scene: Scene, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)
    scene.connect()
    scene.server.send(scene.server.error() + scene.server.event(BACK, 4999, 0))
    scene.until(lambda: scene.events)
    assert "X protocol error" in caplog.text
    assert capsys.readouterr().err == ""


def test_an_answer_that_comes_too_late_does_no_harm(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    source = scene.connect()
    scene.server.mute = {"query"}
    assert source.idle_time() is None
    assert "stuck" in caplog.text
    late = struct.pack("=BxHIiI16x", 1, scene.server._sequence, 0, 0, 77_000)
    scene.server.mute = set()
    scene.server.send(late)
    assert source.idle_time() == 5.0
    assert scene.lost == []


def test_a_source_that_is_closed_by_the_listener_reads_no_further(scene: Scene) -> None:
    source = scene.connect()
    events: list[Event] = []

    def close(event: Event) -> None:
        events.append(event)
        source.close()

    source._post = close
    source.arm(Seconds(60.0))
    source.idle_time()
    scene.server.send(scene.server.event(BACK, 4999, 0) + scene.server.event(IDLE, 60_000, 60_000))
    scene.until(lambda: events)
    run_for(scene.loop, 0.05)
    assert events == [Active()]
